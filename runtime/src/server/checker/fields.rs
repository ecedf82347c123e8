//! Entries of an object that rules refer to, and the conditions on them.

use super::super::schema::{Condition, FieldSchema, ObjectSchema, Schema};
use super::super::tree::{Tree, entries};
use super::Checker;

/// Entries of an object that rules refer to. Of a repeated key, the last one.
pub(super) struct Fields<'a>(Vec<(&'static str, Tree<'a>)>);

impl<'a> Fields<'a> {
    /// Reads the entries. `known` maps a key to its form in the rules.
    pub(super) fn read(object: &'a str, known: impl Fn(&str) -> Option<&'static str>) -> Self {
        let mut fields: Vec<(&'static str, Tree<'a>)> = Vec::new();
        for (key, value) in entries(object) {
            let Some(key) = known(&key) else { continue };
            match fields.iter_mut().find(|(other, _)| *other == key) {
                Some((_, earlier)) => *earlier = value,
                None => fields.push((key, value)),
            }
        }
        Self(fields)
    }

    pub(super) fn get(&self, key: &str) -> Option<&Tree<'a>> {
        self.0.iter().find(|(known, _)| *known == key).map(|(_, value)| value)
    }

    /// Returns a field by its name or an alias, with the key that is present.
    pub(super) fn lookup(&self, field: &FieldSchema) -> Option<(&'static str, &Tree<'a>)> {
        std::iter::once(&field.name).chain(field.aliases).find_map(|key| Some((*key, self.get(key)?)))
    }
}

/// Returns the key as the rules have it: that of a field, or of a condition.
pub(super) fn known_to(object: &ObjectSchema, key: &str) -> Option<&'static str> {
    object.fields.iter().find_map(|field| {
        let inner = field.requires.iter().flat_map(|requirement| requirement.when);
        let conditions = field.required_when.iter().chain(inner).map(|condition| &condition.field);
        std::iter::once(&field.name).chain(field.aliases).chain(conditions).copied().find(|known| *known == key)
    })
}

/// Returns true if a condition on a field of an object holds.
pub(super) fn holds(condition: &Condition, object: &ObjectSchema, fields: &Fields<'_>) -> bool {
    let field = object.fields.iter().find(|field| field.name == condition.field);
    let value = match field {
        Some(field) => fields.lookup(field).map(|(_, value)| value),
        None => fields.get(condition.field),
    };
    let ignore_case = matches!(field.map(|field| &field.schema), Some(Schema::Enum(rules)) if rules.ignore_case);
    match value {
        None | Some(Tree::Null) => condition.holds(None, ignore_case),
        Some(Tree::Text(text)) => condition.holds(Some(text), ignore_case),
        Some(Tree::Number(number, _)) => condition.holds(Some(&number.to_string()), ignore_case),
        Some(Tree::Boolean(value)) => condition.holds(Some(if *value { "true" } else { "false" }), ignore_case),
        // Only its presence matters.
        Some(Tree::List(_) | Tree::Object(_) | Tree::Broken) => !condition.negated && condition.equals.is_empty(),
    }
}

impl<'a> Checker<'a> {
    /// Checks which fields of an inner object the outer one requires.
    pub(super) fn requirements(&mut self, field: &FieldSchema, value: &Tree<'a>, holds: impl Fn(&Condition) -> bool) {
        let (Schema::Object(object), Tree::Object(map)) = (field.schema, value) else { return };
        for requirement in field.requires.iter().filter(|requirement| requirement.when.iter().any(&holds)) {
            let required = object.fields.iter().find(|inner| inner.name == requirement.field);
            let Some(required) = required else { continue };
            let fields = Fields::read(map, |key| {
                std::iter::once(&required.name).chain(required.aliases).copied().find(|known| *known == key)
            });
            match fields.lookup(required) {
                None => self.inside(required.name, |this| this.note("required", "a value", "nothing")),
                // Elsewhere, null is reported with the field.
                Some((key, Tree::Null)) if self.takes_null_for_absent() => {
                    self.inside(key, |this| this.note("null", "a value", "null"));
                }
                Some(_) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::Validation;

    #[test]
    fn null_is_absent_where_the_service_says_so_or_validation_is_lenient() {
        static THING: ObjectSchema = ObjectSchema::new("Thing", &[FieldSchema::optional("name", Schema::STRING)]);
        let tree = Tree::read(br#"{"name":null}"#).unwrap();
        for (validation, said, violations) in [
            (Validation::Strict, false, 1),
            (Validation::Strict, true, 0),
            (Validation::Lenient, false, 0),
            (Validation::Lenient, true, 0),
        ] {
            let mut checker = Checker::new(validation).nulls_are_absent(said);
            checker.value(&Schema::Object(&THING), &tree);
            assert_eq!(checker.finish().len(), violations, "{validation:?} {said}");
        }
    }
}
