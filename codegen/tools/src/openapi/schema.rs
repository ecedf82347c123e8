//! Types as schemas.

use serde_json::{Map, Value, json};

use super::{Export, Version, reference};
use specwright_language::ir::*;
use specwright_language::raw::Presence;

impl Export<'_> {
    pub(super) fn object(&self, fields: &[Field], usage: Usage) -> Map<String, Value> {
        let mut properties = Map::new();
        // What travels in headers stands with the answer.
        let fields = || fields.iter().filter(|field| field.header.is_none());
        for field in fields() {
            properties.insert(field.name.value.clone(), self.field(field, usage));
        }
        let required: Vec<&str> = fields()
            .filter(|field| field.presence != Presence::Optional)
            .map(|field| field.name.value.as_str())
            .collect();
        let mut schema = Map::new();
        schema.insert("type".into(), json!("object"));
        schema.insert("properties".into(), Value::Object(properties));
        if !required.is_empty() {
            schema.insert("required".into(), json!(required));
        }
        let rules: Vec<Value> = fields().flat_map(|field| self.conditions(field)).collect();
        if !rules.is_empty() && self.version == Version::V31 {
            schema.insert("allOf".into(), json!(rules));
        }
        if self.strict {
            schema.insert("additionalProperties".into(), json!(false));
        }
        schema
    }

    /// When a field has to be there: each condition as a rule of JSON Schema. 3.0 knows no `if`.
    fn conditions(&self, field: &Field) -> Vec<Value> {
        let rule = |condition: &Condition| {
            let other = match condition.values.is_empty() {
                true => json!({ "not": { "type": "null" } }),
                false => json!({ "enum": condition.values }),
            };
            let holds = json!({ "properties": { &*condition.field: other }, "required": [condition.field] });
            json!({ "if": holds, "then": { "required": [field.name.value] } })
        };
        field.required_when.iter().map(rule).collect()
    }

    fn field(&self, field: &Field, usage: Usage) -> Value {
        let mut schema = self.schema(&field.ty, &field.constraints);
        if field.lenient {
            let other = match self.api.is_text(&field.ty) {
                true => json!({ "type": "number" }),
                false => json!({ "type": "string", "pattern": whole_number(field) }),
            };
            schema = json!({ "anyOf": [schema, other] });
        }
        // What a service leaves out it may also send as null, and readers take both as one. Callers are
        // not to send null for what they leave out.
        let nullable = match field.presence {
            Presence::Required => false,
            Presence::Optional => usage.response && !self.strict,
            Presence::Nullable => true,
        };
        if schema == json!({}) && self.strict && !nullable && self.version == Version::V31 {
            schema = json!({ "not": { "type": "null" } });
        }
        let mut entry = self.nullable(schema, nullable);
        entry.insert("description".into(), json!(field.doc.trim()));
        if let Some(default) = &field.default {
            entry.insert("default".into(), default.clone());
        }
        if let Some(reason) = &field.deprecated {
            entry.insert("deprecated".into(), json!(true));
            entry.insert("x-spec-deprecated".into(), json!(reason));
        }
        if field.ty.value == Shape::Secret {
            entry.insert("x-spec-secret".into(), json!(true));
        }
        if !field.aliases.is_empty() {
            entry.insert("x-spec-aliases".into(), json!(field.aliases));
        }
        if let Some(encoding) = &field.encoded_by {
            entry.insert("x-spec-encoded-by".into(), json!(encoding));
        }
        if !field.required_when.is_empty() {
            let conditions: Map<String, Value> = field
                .required_when
                .iter()
                .map(|condition| (condition.field.clone(), json!(condition.values)))
                .collect();
            entry.insert("x-spec-required-when".into(), Value::Object(conditions));
        }
        self.errata(&mut entry, &field.errata);
        Value::Object(entry)
    }

    /// Adds null to what a schema allows.
    pub(super) fn nullable(&self, schema: Value, nullable: bool) -> Map<String, Value> {
        let Value::Object(mut map) = schema else { return Map::new() };
        let reference = map.contains_key("$ref");
        match (self.version, reference) {
            // In 3.0 nothing may stand beside a reference, not even a description.
            (Version::V30, true) => {
                let mut wrapped = Map::new();
                wrapped.insert("allOf".into(), json!([Value::Object(map)]));
                if nullable {
                    wrapped.insert("nullable".into(), json!(true));
                }
                wrapped
            }
            (Version::V30, false) => {
                if nullable && !map.is_empty() {
                    map.insert("nullable".into(), json!(true));
                }
                map
            }
            (Version::V31, _) if !nullable || map.is_empty() => map,
            (Version::V31, _) => match map.get("type").cloned() {
                Some(Value::String(kind)) => {
                    map.insert("type".into(), json!([kind, "null"]));
                    map
                }
                _ => {
                    if let Some(Value::Array(branches)) = map.get_mut("anyOf") {
                        branches.push(json!({ "type": "null" }));
                        return map;
                    }
                    let mut wrapped = Map::new();
                    wrapped.insert("anyOf".into(), json!([Value::Object(map), { "type": "null" }]));
                    wrapped
                }
            },
        }
    }

    /// Known values, and for open enums any other text.
    pub(super) fn enumeration(&self, enumeration: &Enum) -> Map<String, Value> {
        let values: Vec<&str> = enumeration
            .values
            .iter()
            .flat_map(|value| std::iter::once(&value.name.value).chain(&value.aliases))
            .map(String::as_str)
            .collect();
        let meanings: Map<String, Value> =
            enumeration.values.iter().map(|value| (value.name.value.clone(), json!(value.doc.trim()))).collect();
        let kind = if enumeration.of_integers { "integer" } else { "string" };
        let values: Vec<Value> = values
            .into_iter()
            .map(|value| match value.parse::<i32>() {
                Ok(number) if enumeration.of_integers => json!(number),
                _ => json!(value),
            })
            .collect();
        let known = json!({ "type": kind, "enum": values });
        let mut schema = Map::new();
        if enumeration.open && !self.strict {
            schema.insert("anyOf".into(), json!([known, { "type": kind }]));
        } else if let Value::Object(known) = known {
            schema = known;
        }
        schema.insert("x-spec-values".into(), Value::Object(meanings));
        if enumeration.ignore_case {
            schema.insert("x-spec-ignore-case".into(), json!(true));
        }
        schema
    }

    pub(super) fn union(&self, union: &Union) -> Map<String, Value> {
        let mut branches: Vec<Value> = union
            .variants
            .iter()
            .map(|variant| {
                let ty = self.api.ty(variant.ty);
                let content = reference(&self.component_name(ty));
                let tag = json!({ "type": "string", "enum": [variant.tag.value] });
                match (&union.content, &ty.kind) {
                    (Some(field), _) => {
                        let mut branch = json!({
                            "type": "object",
                            "properties": { &*union.tag: tag, field: content },
                            "required": [union.tag, field],
                        });
                        if self.strict {
                            branch["additionalProperties"] = json!(false);
                        }
                        branch
                    }
                    // A reference would forbid the tag beside what it leads to.
                    (None, TypeKind::Struct(fields)) if self.strict => self.beside(&union.tag, tag, fields, ty.usage),
                    (None, _) => json!({
                        "allOf": [
                            content,
                            { "type": "object", "properties": { &*union.tag: tag }, "required": [union.tag] },
                        ],
                    }),
                }
            })
            .collect();
        if union.open && !self.strict {
            branches.push(json!({
                "type": "object",
                "properties": { &*union.tag: { "type": "string" } },
                "required": [union.tag],
            }));
        }
        let mut schema = Map::new();
        schema.insert("anyOf".into(), json!(branches));
        schema
    }

    /// The fields of a variant with the tag among them.
    fn beside(&self, name: &str, tag: Value, fields: &[Field], usage: Usage) -> Value {
        let mut branch = Value::Object(self.object(fields, usage));
        branch["properties"][name] = tag;
        let mut required = vec![json!(name)];
        required.extend(branch["required"].as_array().cloned().unwrap_or_default());
        branch["required"] = Value::Array(required);
        branch
    }

    pub(super) fn schema(&self, shape: &Shape, constraints: &Constraints) -> Value {
        let mut schema = match shape {
            Shape::Any => return json!({}),
            Shape::Named(_) if self.api.as_id(shape).is_some() && *constraints != Constraints::default() => {
                return self.schema(&Shape::String, &self.api.limits(shape, constraints));
            }
            Shape::Named(id) => return reference(&self.component_name(self.api.ty(*id))),
            Shape::String => json!({ "type": "string" }),
            Shape::Secret => json!({ "type": "string", "format": "password" }),
            Shape::File => json!({ "type": "string", "format": "binary" }),
            Shape::Int32 => self.integer("int32", i32::MIN.into(), i32::MAX.into()),
            Shape::Int64 => self.integer("int64", i64::MIN, i64::MAX),
            Shape::EpochMillis => self.moment("epoch-milliseconds"),
            Shape::EpochSeconds => self.moment("epoch-seconds"),
            Shape::EpochSecondsText => self.moment_as_text(),
            Shape::Double => json!({ "type": "number", "format": "double" }),
            Shape::Boolean => json!({ "type": "boolean" }),
            Shape::List(item) => json!({ "type": "array", "items": self.schema(item, &Constraints::default()) }),
            Shape::Map(item) => {
                json!({ "type": "object", "additionalProperties": self.schema(item, &Constraints::default()) })
            }
        };
        if let Value::Object(map) = &mut schema {
            limit(map, constraints.range, "minimum", "maximum");
            limit(map, constraints.length, "minLength", "maxLength");
            let (min, max) = if matches!(shape, Shape::Map(_)) {
                ("minProperties", "maxProperties")
            } else {
                ("minItems", "maxItems")
            };
            limit(map, constraints.items, min, max);
            if let Some(pattern) = &constraints.pattern {
                map.insert("pattern".into(), json!(pattern));
            }
        }
        schema
    }

    fn moment(&self, unit: &str) -> Value {
        let mut schema = self.integer("int64", i64::MIN, i64::MAX);
        schema["x-spec-unit"] = json!(unit);
        schema
    }

    /// Readers take a number too.
    fn moment_as_text(&self) -> Value {
        let text = json!({ "type": "string", "pattern": "^-?[0-9]{1,18}$", "x-spec-unit": "epoch-seconds" });
        match self.strict {
            true => json!({ "anyOf": [text, self.moment("epoch-seconds")] }),
            false => text,
        }
    }

    /// A whole number. That a format has bounds is known to people, not to every tool.
    fn integer(&self, format: &str, min: i64, max: i64) -> Value {
        match self.strict {
            true => json!({ "type": "integer", "format": format, "minimum": min, "maximum": max }),
            false => json!({ "type": "integer", "format": format }),
        }
    }
}

/// The pattern of a text with a whole number in it, which is short enough not to be too large.
fn whole_number(field: &Field) -> &'static str {
    match (field.constraints.range.min, &field.ty.value) {
        (Some(0..), Shape::Int32) => "^[0-9]{1,9}$",
        (Some(0..), _) => "^[0-9]{1,18}$",
        (_, Shape::Int32) => "^-?[0-9]{1,9}$",
        _ => "^-?[0-9]{1,18}$",
    }
}

fn limit(schema: &mut Map<String, Value>, bounds: Bounds, min: &str, max: &str) {
    if let Some(bound) = bounds.min {
        schema.insert(min.into(), json!(bound));
    }
    if let Some(bound) = bounds.max {
        schema.insert(max.into(), json!(bound));
    }
}
