//! Types that a tag tells apart, as schemas.

use serde_json::{Map, Value, json};

use super::flavor::Unions;
use super::{Entry, Export, reference};
use crate::openapi::portable::tell;
use specwright_language::ir::*;

impl Export<'_> {
    pub(super) fn union(&self, ty: &Type, union: &Union) -> Entry {
        match self.flavor.portable().map(|portable| portable.unions) {
            None => self.any_of(union),
            Some(Unions::Flat) => self.flat(union),
            Some(Unions::OneOf) => self.one_of(ty, union),
        }
    }

    /// A branch for each variant. In the portable flavor, any value: generators of clients do not find out which branch
    /// a value is.
    pub(super) fn shaped(&self, union: &Shaped) -> Entry {
        if self.flavor.portable().is_none() {
            let branches = union.variants.iter().map(|variant| self.schema(&variant.ty, &variant.constraints));
            return Entry::default().put("anyOf", branches.collect::<Value>());
        }
        let names: Vec<String> = union.variants.iter().map(|variant| self.api.expression(&variant.ty)).collect();
        let mut entry = Entry::default();
        tell(&mut entry.0, &format!("One of: {}.", names_of(&names.iter().map(String::as_str).collect::<Vec<_>>())));
        entry
    }

    /// A branch for each variant, and one for other tags.
    fn any_of(&self, union: &Union) -> Entry {
        let branch = |variant: &Variant| {
            let ty = self.api.ty(variant.ty);
            match (&union.content, &ty.kind) {
                // A reference would forbid the tag beside what it leads to.
                (None, TypeKind::Struct(_)) if !self.strict() => json!({
                    "allOf": [
                        reference(self.names.ty(ty)),
                        { "type": "object", "properties": { &*union.tag: tag(variant) }, "required": [union.tag] },
                    ],
                }),
                _ => self.variant(union, variant).into(),
            }
        };
        let mut branches: Vec<Value> = union.variants.iter().map(branch).collect();
        if union.open && !self.strict() {
            branches.push(json!({
                "type": "object",
                "properties": { &*union.tag: { "type": "string" } },
                "required": [union.tag],
            }));
        }
        Entry::default().put("anyOf", branches)
    }

    /// A variant in one object: the tag, and its content or the fields beside it.
    fn variant(&self, union: &Union, variant: &Variant) -> Entry {
        let ty = self.api.ty(variant.ty);
        let mut object = match (&union.content, &ty.kind) {
            (None, TypeKind::Struct(_)) => self.object(ty).into(),
            (content, _) => {
                let content = content.as_deref().unwrap_or_default();
                let object = Entry::default()
                    .set("type", "object")
                    .put("properties", json!({ content: reference(self.names.ty(ty)) }))
                    .put("required", json!([content]))
                    .set("additionalProperties", self.strict().then_some(false));
                Value::from(object)
            }
        };
        object["properties"][&*union.tag] = tag(variant);
        let mut required = vec![json!(union.tag)];
        required
            .extend(object["required"].as_array().into_iter().flatten().filter(|name| **name != union.tag).cloned());
        object["required"] = Value::Array(required);
        object.into()
    }

    /// One object with the fields of all variants.
    fn flat(&self, union: &Union) -> Entry {
        let tags: Vec<&str> = union.variants.iter().map(|variant| variant.tag.as_str()).collect();
        let known = if union.open { "x-extensible-enum" } else { "enum" };
        let tag = Entry::default().set("type", "string").put(known, json!(tags));
        let mut properties = Entry::default().put(&union.tag, tag).0;
        let mut needs = String::new();
        for variant in &union.variants {
            let object = self.variant(union, variant).0;
            for (name, schema) in object.get("properties").and_then(Value::as_object).into_iter().flatten() {
                if *name != union.tag {
                    let known = properties.get(name).map_or_else(|| schema.clone(), |known| self.common(known, schema));
                    properties.insert(name.clone(), known);
                }
            }
            let required = object.get("required").and_then(Value::as_array).into_iter().flatten();
            let required = required.filter_map(Value::as_str).filter(|name| **name != *union.tag);
            let required: Vec<String> = required.map(|name| format!("`{name}`")).collect();
            if !required.is_empty() {
                needs += &format!("\n- `{}`: {}", variant.tag.value, required.join(", "));
            }
        }
        let mut entry =
            Entry::default().set("type", "object").put("properties", properties).put("required", json!([union.tag]));
        tell(&mut entry.0, &format!("`{}` is one of: {}.", union.tag, names_of(&tags)));
        if !needs.is_empty() {
            tell(&mut entry.0, &format!("Required besides, by `{}`:\n{needs}", union.tag));
        }
        entry
    }

    /// Returns what two schemas of one field have in common.
    fn common(&self, one: &Value, other: &Value) -> Value {
        let ((known, nullable), (core, also)) = (core(one), core(other));
        if known == core {
            return if nullable { one.clone() } else { other.clone() };
        }
        let kind = match known.get("type") {
            Some(kind) if core.get("type") == Some(kind) => Some(kind.clone()),
            _ => (self.is_object(&known) && self.is_object(&core)).then(|| json!("object")),
        };
        let array = kind.as_ref().is_some_and(|kind| kind == "array");
        Entry::default()
            .set("nullable", (kind.is_some() && (nullable || also)).then_some(true))
            .set("type", kind)
            .set("items", array.then(|| json!({})))
            .set("description", one.get("description"))
            .into()
    }

    fn is_object(&self, schema: &Value) -> bool {
        let named = |ty: &&Type| schema.get("$ref") == reference(self.names.ty(ty)).get("$ref");
        match self.api.types.iter().find(named) {
            Some(ty) => matches!(ty.kind, TypeKind::Struct(_) | TypeKind::Union(_)),
            None => schema["type"] == "object",
        }
    }

    /// A schema for each variant, which the tag chooses.
    fn one_of(&self, ty: &Type, union: &Union) -> Entry {
        let reference = |variant: &Variant| reference(self.names.variant(ty, variant));
        let branches: Vec<Value> = union.variants.iter().map(reference).collect();
        let mapping = union.variants.iter().zip(&branches);
        let mapping = mapping.map(|(variant, branch)| (variant.tag.value.clone(), branch["$ref"].clone()));
        let discriminator = json!({ "propertyName": union.tag, "mapping": mapping.collect::<Map<_, _>>() });
        Entry::default().put("oneOf", branches).put("discriminator", discriminator)
    }

    /// The schemas of the variants that [`one_of`](Export::one_of) refers to, by name.
    pub(super) fn variants(&self) -> Vec<(String, Value)> {
        let mut schemas = Vec::new();
        for ty in &self.api.types {
            if let TypeKind::Union(union) = &ty.kind {
                schemas.extend(union.variants.iter().map(|variant| {
                    let schema = self.variant(union, variant).set("description", self.api.ty(variant.ty).doc.trim());
                    (self.names.variant(ty, variant).to_owned(), schema.into())
                }));
            }
        }
        schemas
    }
}

fn tag(variant: &Variant) -> Value {
    json!({ "type": "string", "enum": [variant.tag.value] })
}

fn names_of(tags: &[&str]) -> String {
    tags.iter().map(|tag| format!("`{tag}`")).collect::<Vec<_>>().join(", ")
}

/// Returns a schema without the null that it allows, and whether it does; without what it says of itself.
fn core(schema: &Value) -> (Value, bool) {
    let only = |key: &str| schema.get(key).and_then(Value::as_array).filter(|branches| branches.len() == 1);
    if let Some(branches) = only("allOf") {
        return (branches[0].clone(), false);
    }
    if let Some([branch, null]) = schema.get("anyOf").and_then(Value::as_array).map(Vec::as_slice)
        && *null == super::schema::null()
    {
        return (branch.clone(), true);
    }
    let mut core = schema.as_object().cloned().unwrap_or_default();
    let nullable = core.remove("nullable").is_some();
    core.retain(|key, _| !["description", "default"].contains(&key.as_str()) && !key.starts_with("x-"));
    (core.into(), nullable)
}
