//! Types as schemas.

use serde_json::{Map, Value, json};

use super::{Entry, Export, Version, reference};
use specwright_language::ir::*;
use specwright_language::raw::{Need, Presence};

impl Export<'_> {
    pub(super) fn object(&self, ty: &Type) -> Entry {
        let (fields, usage) = (self.api.struct_of(ty), ty.usage);
        // What travels in headers stands with the answer.
        let fields = || fields.iter().filter(|field| field.header.is_none());
        let properties = fields().map(|field| (field.name.value.clone(), self.field(field, usage).into()));
        let required = fields().filter(|field| !field.presence.may_be_absent());
        let conditions = fields().filter(|_| self.version == Version::V31).flat_map(|field| self.conditions(field));
        let rules = conditions.chain(ty.rules.iter().map(presence));
        Entry::default()
            .set("type", "object")
            .put("properties", properties.collect::<Map<_, _>>())
            .filled("required", required.map(|field| field.name.as_str()).collect::<Value>())
            .filled("allOf", rules.collect::<Value>())
            .set("additionalProperties", self.strict.then_some(false))
            .filled("x-spec-rules", rules_in_words(&ty.rules))
    }

    /// Returns the conditions of required fields as rules of JSON Schema. 3.0 has no `if`.
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

    fn field(&self, field: &Field, usage: Usage) -> Entry {
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
            Presence::Nullable | Presence::Clearable => true,
        };
        if schema == json!({}) && self.strict && !nullable && self.version == Version::V31 {
            schema = json!({ "not": { "type": "null" } });
        }
        let conditions = field.required_when.iter();
        let conditions = conditions.map(demand);
        Entry(self.nullable(schema, nullable))
            .set("description", field.doc.trim())
            .set("default", &field.default)
            .set("deprecated", field.deprecated.as_ref().map(|_| true))
            .set("x-spec-deprecated", &field.deprecated)
            .set("x-spec-secret", (field.ty.value == Shape::Secret).then_some(true))
            .filled("x-spec-aliases", field.aliases.clone())
            .set("x-spec-encoded-by", &field.encoded_by)
            .filled("x-spec-required-when", conditions.collect::<Map<_, _>>())
            .filled("x-spec-errata", self.errata(&field.errata))
    }

    /// Adds null to what a schema allows.
    pub(super) fn nullable(&self, schema: Value, nullable: bool) -> Map<String, Value> {
        let Value::Object(mut map) = schema else { return Map::new() };
        match self.version {
            // In 3.0 nothing may stand beside a reference, not even a description.
            Version::V30 if map.contains_key("$ref") => {
                Entry::default().put("allOf", vec![Value::Object(map)]).set("nullable", nullable.then_some(true)).0
            }
            _ if !nullable || map.is_empty() => map,
            Version::V30 => Entry(map).set("nullable", true).0,
            Version::V31 => {
                if let Some(kind) = map.get_mut("type") {
                    *kind = json!([kind, "null"]);
                } else if let Some(Value::Array(branches)) = map.get_mut("anyOf") {
                    branches.push(json!({ "type": "null" }));
                } else {
                    map = Entry::default().put("anyOf", vec![Value::Object(map), json!({ "type": "null" })]).0;
                }
                map
            }
        }
    }

    /// Known values, and for open enums any other text.
    pub(super) fn enumeration(&self, enumeration: &Enum) -> Entry {
        let kind = if enumeration.of_integers { "integer" } else { "string" };
        let names =
            enumeration.values.iter().flat_map(|value| std::iter::once(&value.name.value).chain(&value.aliases));
        let values: Value = names
            .map(|name| match name.parse::<i32>() {
                Ok(number) if enumeration.of_integers => json!(number),
                _ => json!(name),
            })
            .collect();
        let meanings = enumeration.values.iter().map(|value| (value.name.value.clone(), json!(value.doc.trim())));
        let known = Entry::default().set("type", kind).put("enum", values);
        let schema = match enumeration.open && !self.strict {
            true => Entry::default().put("anyOf", vec![known.into(), json!({ "type": kind })]),
            false => known,
        };
        schema
            .put("x-spec-values", meanings.collect::<Map<_, _>>())
            .set("x-spec-ignore-case", enumeration.ignore_case.then_some(true))
    }

    pub(super) fn union(&self, union: &Union) -> Entry {
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
                    (None, TypeKind::Struct(_)) if self.strict => self.beside(&union.tag, tag, ty),
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
        Entry::default().put("anyOf", branches)
    }

    /// The fields of a variant with the tag among them.
    fn beside(&self, name: &str, tag: Value, ty: &Type) -> Value {
        let mut branch = Value::from(self.object(ty));
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
            Shape::Named(id) if !constraints.values.is_empty() => return self.subset(*id, &constraints.values),
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
            Shape::List(item) => json!({ "type": "array", "items": self.schema(item, constraints.each()) }),
            Shape::Map(item) => {
                json!({ "type": "object", "additionalProperties": self.schema(item, constraints.each()) })
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
            if let Some(keys) = &constraints.keys {
                // 3.0 has no limits on keys.
                let name = if self.version == Version::V31 { "propertyNames" } else { "x-spec-keys" };
                map.insert(name.into(), self.schema(&Shape::String, keys));
            }
        }
        schema
    }

    /// Some of the values of an enum. The extension names the whole enum.
    fn subset(&self, id: TypeId, names: &[String]) -> Value {
        let ty = self.api.ty(id);
        let TypeKind::Enum(enumeration) = &ty.kind else { return reference(&self.component_name(ty)) };
        let listed = enumeration.values.iter().filter(|value| names.contains(&value.name.value)).cloned().collect();
        let closed = Enum { open: false, values: listed, ..*enumeration };
        self.enumeration(&closed).set("x-spec-enum", self.component_name(ty)).into()
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

/// Returns a condition as an extension shows it: the values, or `present`.
pub(super) fn demand(condition: &Condition) -> (String, Value) {
    let values = if condition.any { json!("present") } else { json!(condition.values) };
    (condition.field.clone(), values)
}

/// Returns rules as an extension shows them.
pub(super) fn rules_in_words(rules: &[PresenceRule]) -> Value {
    rules.iter().map(|rule| json!({ "need": rule.need, "of": rule.names().collect::<Vec<_>>() })).collect()
}

/// Returns a rule about present fields as a schema.
fn presence(rule: &PresenceRule) -> Value {
    let one = |name: &str| json!({ "required": [name] });
    let any: Vec<Value> = rule.names().map(one).collect();
    let all = json!({ "required": rule.names().collect::<Vec<_>>() });
    match rule.need {
        Need::AtLeastOne => json!({ "anyOf": any }),
        Need::ExactlyOne => json!({ "oneOf": any }),
        Need::AtMostOne => json!({ "oneOf": [{ "not": { "anyOf": any } }, { "oneOf": any }] }),
        Need::AllOrNone => json!({ "oneOf": [all, { "not": { "anyOf": any } }] }),
    }
}

/// Returns the pattern of a string with an integer in it, short enough not to overflow.
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
