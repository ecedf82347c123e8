//! Validation of a single value.

use serde_json::Value;

use super::checker::Checker;
use super::schema::Schema;
use super::tree::Tree;
use super::validation::{Validation, Violation};

impl Schema {
    /// Returns the violations of a value, at most 100.
    #[must_use]
    pub fn check(&self, value: &Value, validation: Validation) -> Vec<Violation> {
        let json = value.to_string();
        let tree = Tree::read(json.as_bytes()).unwrap_or(Tree::Broken);
        let mut checker = Checker::new(validation);
        if validation != Validation::Off {
            checker.value(self, &tree);
        }
        checker.finish()
    }
}
