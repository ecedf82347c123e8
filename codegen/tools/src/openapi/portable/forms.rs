//! Scalars in forms are written out, not referred to.

use serde_json::Value;

use super::schemas::{self, Named};

pub(super) fn rewrite(document: &mut Value) {
    let named = Named::of(document);
    let form = |operation: &mut Value| {
        let schema = operation.pointer("/requestBody/content/multipart~1form-data/schema/$ref")?;
        schema.as_str().map(str::to_owned)
    };
    let forms: Vec<String> = schemas::operations(document).filter_map(form).collect();
    for form in forms {
        let Some(form) = document.pointer_mut(form.trim_start_matches('#')) else { continue };
        for field in form.get_mut("properties").into_iter().flat_map(schemas::entries) {
            let scalar = named.scalar(field).or_else(|| named.scalar(field.pointer("/allOf/0")?));
            if let (Some(scalar), Some(field)) = (scalar, field.as_object_mut()) {
                schemas::write_out(field, scalar);
            }
        }
    }
}
