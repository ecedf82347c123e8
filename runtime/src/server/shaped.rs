//! Values whose schema depends on their shape. The rules are those by which types are read: see
//! [`shaped_union!`](crate::shaped_union!).

use std::borrow::Cow;

use super::schema::{FieldSchema, ObjectSchema, Schema, ShapedSchema, UnionSchema};
use super::tree::{Tree, entries, items};
use crate::decode::whole;
use crate::value::shaped_union::Kinds;

impl ShapedSchema {
    /// Returns the schemas that a value may have at one look, the likeliest first.
    pub(super) fn candidates(&self, value: &Tree<'_>) -> Vec<&'static Schema> {
        let mut fits: Vec<(usize, &Schema)> =
            self.variants.iter().filter_map(|schema| Some((fit(schema, value)?, schema))).collect();
        fits.sort_by_key(|(known, _)| std::cmp::Reverse(*known));
        fits.into_iter().map(|(_, schema)| schema).collect()
    }

    /// Returns the first schema for values of a JSON type.
    pub(super) fn of_kind(&self, value: &Tree<'_>) -> Option<&'static Schema> {
        self.variants.iter().find(|schema| kinds(schema).meets(kind(value)))
    }

    /// Returns true if some schema is for values of a JSON type.
    #[cfg(feature = "mock")]
    pub(crate) fn has_kind(&self, value: &serde_json::Value) -> bool {
        let text = value.to_string();
        Tree::read(text.as_bytes()).is_ok_and(|tree| self.of_kind(&tree).is_some())
    }
}

/// Returns the JSON type of a value.
fn kind(value: &Tree<'_>) -> Kinds {
    match value {
        Tree::Null => Kinds::NULL,
        Tree::Boolean(_) => Kinds::BOOLEAN,
        Tree::Number(..) => Kinds::NUMBER,
        Tree::Text(_) => Kinds::TEXT,
        Tree::List(_) => Kinds::LIST,
        Tree::Object(_) => Kinds::OBJECT,
        Tree::Broken => Kinds::ANY,
    }
}

/// Returns the JSON types of the values of a schema.
fn kinds(schema: &Schema) -> Kinds {
    match schema {
        Schema::Any => Kinds::ANY,
        Schema::Boolean => Kinds::BOOLEAN,
        Schema::String(rules) if rules.also_number => Kinds::TEXT | Kinds::NUMBER,
        Schema::Integer(rules) if rules.also_string => Kinds::TEXT | Kinds::NUMBER,
        Schema::String(_) | Schema::Secret(_) | Schema::Enum(_) => Kinds::TEXT,
        Schema::Integer(_) | Schema::Number(_) | Schema::IntegerEnum(_) => Kinds::NUMBER,
        Schema::List(_) => Kinds::LIST,
        Schema::File | Schema::Map(_) | Schema::Object(_) | Schema::Union(_) => Kinds::OBJECT,
        Schema::Nullable(schema) => kinds(schema) | Kinds::NULL,
        Schema::Shaped(union) if union.open => Kinds::ANY,
        // Unions are not variants of others, so this ends.
        Schema::Shaped(union) => union.variants.iter().map(kinds).fold(Kinds::NONE, Kinds::or),
    }
}

/// Returns how much of a value a schema knows: nothing if the value is of another variant.
fn fit(schema: &Schema, value: &Tree<'_>) -> Option<usize> {
    let first = |schema: &Schema, first: Option<Tree<'_>>| {
        let fits = first.as_ref().is_none_or(|first| kinds(schema).meets(kind(first)));
        fits.then_some(usize::from(first.is_some()))
    };
    let listed =
        |is_listed: bool, open: bool, known: usize| (is_listed || open).then_some(if is_listed { known } else { 0 });
    match (schema, value) {
        (Schema::String(_) | Schema::Secret(_), Tree::Text(_)) => Some(1),
        (Schema::Enum(rules), Tree::Text(text)) => {
            listed(rules.values.contains(&&**text), rules.open || rules.ignore_case, 2)
        }
        (Schema::Integer(_) | Schema::IntegerEnum(_), Tree::Number(number, _)) => {
            let float = number.as_f64().filter(|_| number.is_f64());
            if number.as_i64().is_none() && number.is_u64() {
                // The checker knows whether it is too large.
                return matches!(schema, Schema::Integer(_)).then_some(2);
            }
            let number = number.as_i64().or_else(|| float.and_then(whole))?;
            match schema {
                Schema::IntegerEnum(rules) => {
                    listed(rules.values.iter().any(|known| i64::from(*known) == number), rules.open, 3)
                }
                _ => Some(if float.is_some() { 0 } else { 2 }),
            }
        }
        (Schema::Number(_), Tree::Number(..)) | (Schema::Boolean, Tree::Boolean(_)) => Some(1),
        (Schema::List(rules), Tree::List(list)) => first(&rules.items, items(list).next()),
        (Schema::Map(rules), Tree::Object(map)) => {
            first(&rules.values, entries(map).next().map(|(_, value)| value)).map(|_| 0)
        }
        (Schema::Object(object), Tree::Object(map)) => known(object, map),
        (Schema::Union(union), Tree::Object(map)) => tagged(union, map),
        _ => None,
    }
}

fn known(object: &ObjectSchema, map: &str) -> Option<usize> {
    let mut found: Vec<Option<Tree<'_>>> = vec![None; object.fields.len()];
    for (key, value) in entries(map) {
        let is_named = |field: &FieldSchema| field.name == key || field.aliases.contains(&&*key);
        if let Some(place) = object.fields.iter().position(is_named).and_then(|index| found.get_mut(index)) {
            *place = Some(value);
        }
    }
    object.fields.iter().zip(&found).try_fold(0, |count, (field, value)| Some(count + member(field, value.as_ref())?))
}

fn member(field: &FieldSchema, value: Option<&Tree<'_>>) -> Option<usize> {
    match value {
        None => (!field.required).then_some(0),
        Some(Tree::Null) => (!field.required || field.nullable).then_some(1),
        Some(value) => {
            let is_other = match (&field.schema, value) {
                (Schema::Enum(rules), Tree::Text(text)) if !rules.ignore_case => {
                    matches!(rules.values, [only] if only != text)
                }
                (Schema::IntegerEnum(rules), Tree::Number(number, _)) => {
                    matches!(rules.values, [only] if number.as_i64() != Some(i64::from(*only)))
                }
                _ => false,
            };
            (kinds(&field.schema).meets(kind(value)) && !is_other).then_some(1)
        }
    }
}

fn tagged(union: &UnionSchema, map: &str) -> Option<usize> {
    let keys: Vec<(Cow<'_, str>, Tree<'_>)> = entries(map).collect();
    let has_tag = keys.iter().any(|(key, value)| key == union.tag && matches!(value, Tree::Text(_)));
    let is_known = |key: &str| match union.content {
        Some(content) => key == content || key == union.tag,
        None => {
            let has = |schema: &Schema| matches!(schema, Schema::Object(object) if object.fields.iter().any(|field| field.name == key));
            key == union.tag || union.variants.iter().any(|(_, schema)| has(schema))
        }
    };
    has_tag.then(|| keys.iter().filter(|(key, _)| is_known(key)).count())
}
