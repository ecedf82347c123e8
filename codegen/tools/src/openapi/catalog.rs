//! Error codes and permissions, which OpenAPI knows nothing of.

use serde_json::{Map, Value, json};

use super::{Entry, Export};
use specwright_language::ir::*;

impl Export<'_> {
    /// The property of an error body that holds the code. The known codes are no `enum`: others may
    /// appear at any time.
    pub(super) fn error_code(&self, style: &ErrorStyle) -> Value {
        let codes = style.codes.iter().flat_map(|id| &self.api.error_catalog(*id).codes);
        let codes = codes.map(|code| (code.name.value.clone(), self.known_code(code).into()));
        let property = Entry::default().set("type", "string").set("description", "Error code.");
        property.filled("x-spec-codes", codes.collect::<Map<_, _>>()).into()
    }

    fn known_code(&self, code: &ErrorCode) -> Entry {
        let entry = Entry::default()
            .set("status", code.status)
            .set("message", code.message.trim())
            .set("description", code.doc.trim())
            .set("class", code.class)
            .filled(
                "x-spec-also",
                code.also.iter().map(|(status, class)| (status.to_string(), json!(class))).collect::<Map<_, _>>(),
            )
            .set("remedy", code.remedy.as_deref().map(str::trim));
        self.released(entry, code.source.as_ref())
            .filled("x-spec-source", code.source.as_ref().map(|own| self.source(own)))
            .filled("x-spec-errata", self.errata(&code.errata))
    }

    /// What the permissions allow that operations name.
    pub(super) fn all_permissions(&self) -> Map<String, Value> {
        let permissions = self.api.permissions.iter().map(|permission| {
            let entry = Entry::default().set("description", permission.doc.trim());
            let entry = self.released(entry, Some(&permission.source));
            (permission.name.value.clone(), entry.put("x-spec-source", self.source(&permission.source)).into())
        });
        permissions.collect()
    }

    /// The permissions that the callers of an operation need.
    pub(super) fn permissions(&self, operation: &Operation) -> Value {
        operation.permissions.iter().map(|id| self.api.permission(*id).name.as_str()).collect()
    }
}
