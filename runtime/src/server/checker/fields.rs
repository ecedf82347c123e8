//! The entries of an object that rules look at.

use super::super::schema::{FieldSchema, ObjectSchema};
use super::super::tree::{Tree, entries};

/// The entries of an object that rules look at, the last one if a key is repeated.
pub(super) struct Fields<'a>(Vec<(&'static str, Tree<'a>)>);

impl<'a> Fields<'a> {
    /// `known` is the key as the rules have it.
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

    /// A field by its name or one of its aliases, under the key that is really there.
    pub(super) fn lookup(&self, field: &FieldSchema) -> Option<(&'static str, &Tree<'a>)> {
        std::iter::once(&field.name).chain(field.aliases).find_map(|key| Some((*key, self.get(key)?)))
    }
}

/// The key of an object as its rules have it: of a field, or of what a condition goes by.
pub(super) fn known_to(object: &ObjectSchema, key: &str) -> Option<&'static str> {
    object.fields.iter().find_map(|field| {
        let conditions = field.required_when.iter().map(|condition| &condition.field);
        std::iter::once(&field.name).chain(field.aliases).chain(conditions).copied().find(|known| *known == key)
    })
}
