//! Entries of an object that rules refer to.

use super::super::schema::{FieldSchema, ObjectSchema};
use super::super::tree::{Tree, entries};

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
        let conditions = field.required_when.iter().map(|condition| &condition.field);
        std::iter::once(&field.name).chain(field.aliases).chain(conditions).copied().find(|known| *known == key)
    })
}
