//! Parameters with a style: JSON, and maps whose entries are parameters.

use super::super::schema::Schema;
use super::super::tree::Tree;
use super::{Checker, quoted};

impl<'a> Checker<'a> {
    /// Checks the string of a parameter that is written as JSON.
    pub(in crate::server) fn json(&mut self, schema: &Schema, text: &'a str) {
        match Tree::read(text.as_bytes()) {
            Ok(value) => self.value(schema, &value),
            // What is not JSON may be a secret.
            Err(_) if matches!(schema, Schema::Secret(_)) => self.note("type", "JSON", "***"),
            Err(_) => self.note("type", "JSON", quoted(text)),
        }
    }

    /// Checks the parameters that are the entries of a map.
    pub(in crate::server) fn members(
        &mut self,
        schema: &Schema,
        required: bool,
        members: impl Iterator<Item = (&'a str, &'a str)>,
    ) {
        let Schema::Map(rules) = *schema else { return };
        let mut count = 0;
        for (key, value) in members {
            count += 1;
            self.inside(key, |this| {
                this.key(&rules.keys, key);
                this.parameter(&rules.values, value);
            });
        }
        match count {
            0 if required => self.note("required", "a value", "nothing"),
            0 => {}
            count => self.entry_count(rules, count),
        }
    }
}
