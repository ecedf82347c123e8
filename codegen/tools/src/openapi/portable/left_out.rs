//! Constructs that some generators cannot read at all.

use serde_json::Value;

use super::schemas;
use crate::openapi::flavor::Without;

pub(super) fn leave_out(document: &mut Value, without: &[Without]) {
    if without.contains(&Without::DefaultResponses) {
        for responses in schemas::operations(document).filter_map(|operation| operation["responses"].as_object_mut()) {
            // Every operation has a response to other client errors.
            responses.remove("default");
        }
    }
    if without.contains(&Without::MultipartOperations) {
        let Some(paths) = document["paths"].as_object_mut() else { return };
        for item in paths.values_mut().filter_map(Value::as_object_mut) {
            item.retain(|_, operation| operation.pointer("/requestBody/content/multipart~1form-data").is_none());
        }
        paths.retain(|_, item| item.as_object().is_some_and(|item| !item.is_empty()));
    }
}
