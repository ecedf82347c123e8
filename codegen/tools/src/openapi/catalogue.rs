//! Error codes and permissions, which OpenAPI knows nothing of.

use serde_json::{Map, Value, json};

use super::Export;
use specwright_language::ir::*;

impl Export<'_> {
    /// The property of an error body that holds the code. The known codes are no `enum`: others may
    /// appear at any time.
    pub(super) fn error_code(&self, style: &ErrorStyle) -> Value {
        let mut property = Map::new();
        property.insert("type".into(), json!("string"));
        property.insert("description".into(), json!("Error code."));
        let codes = style.codes.iter().flat_map(|id| &self.api.error_catalogue(*id).codes);
        let codes: Map<String, Value> = codes.map(|code| (code.name.value.clone(), self.known_code(code))).collect();
        if !codes.is_empty() {
            property.insert("x-spec-codes".into(), Value::Object(codes));
        }
        Value::Object(property)
    }

    fn known_code(&self, code: &ErrorCode) -> Value {
        let mut entry = Map::new();
        entry.insert("status".into(), json!(code.status));
        entry.insert("message".into(), json!(code.message.trim()));
        entry.insert("description".into(), json!(code.doc.trim()));
        if let Some(kind) = code.kind {
            entry.insert("kind".into(), json!(kind));
        }
        if let Some(remedy) = &code.remedy {
            entry.insert("remedy".into(), json!(remedy.trim()));
        }
        if let Some(own) = &code.source {
            entry.insert("x-spec-source".into(), self.source(own));
        }
        self.errata(&mut entry, &code.errata);
        Value::Object(entry)
    }

    /// What the permissions allow that operations name.
    pub(super) fn all_permissions(&self) -> Value {
        let permissions = self.api.permissions.iter().map(|permission| {
            let entry = json!({
                "description": permission.doc.trim(), "x-spec-source": self.source(&permission.source),
            });
            (permission.name.value.clone(), entry)
        });
        Value::Object(permissions.collect())
    }

    /// The permissions that the callers of an operation need.
    pub(super) fn permissions(&self, entry: &mut Map<String, Value>, operation: &Operation) {
        if !operation.permissions.is_empty() {
            let names: Vec<&str> =
                operation.permissions.iter().map(|id| self.api.permission(*id).name.as_str()).collect();
            entry.insert("x-spec-permissions".into(), json!(names));
        }
    }
}
