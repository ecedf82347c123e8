//! Types as schemas.

use serde_json::{Map, Value, json};

use super::{Entry, Export, Version, reference};
use specwright_language::ir::*;
use specwright_language::raw::{Format, Need, ParameterStyle, Presence, Separator};

impl Export<'_> {
    pub(super) fn object(&self, ty: &Type) -> Entry {
        let (fields, usage) = (self.api.struct_of(ty), ty.usage);
        // What travels in headers stands with the answer.
        let fields = || fields.iter().filter(|field| field.header.is_none());
        let properties = fields().map(|field| (field.name.value.clone(), self.field(field, usage).into()));
        let required = fields().filter(|field| !field.presence.may_be_absent());
        let in_rules = self.version() == Version::V31;
        let siblings = self.api.struct_of(ty);
        let conditions = fields().filter(|_| in_rules).flat_map(|field| self.conditions(field, siblings, usage));
        let rules = ty.rules.iter().filter(|_| in_rules).map(|rule| self.presence(rule, siblings, usage));
        let rules = conditions.chain(rules);
        let extra = ty.extra.as_ref().map(|extra| self.schema(&extra.ty, &extra.constraints));
        let extra = extra.or_else(|| self.strict().then_some(json!(false)));
        Entry::default()
            .set("type", "object")
            .put("properties", properties.collect::<Map<_, _>>())
            .filled("required", required.map(|field| field.name.as_str()).collect::<Value>())
            .filled("allOf", rules.collect::<Value>())
            .set("additionalProperties", extra)
            .filled("x-spec-rules", rules_in_words(&ty.rules))
    }

    /// Returns the conditions of required fields as rules of JSON Schema. 3.0 has no `if`. `required` would make
    /// validators look for the property in the rule.
    fn conditions(&self, field: &Field, siblings: &[Field], usage: Usage) -> Vec<Value> {
        let met = |condition: &Condition| self.met(condition, siblings);
        let present = self.present(&[&field.name], siblings, usage);
        let rule = |condition: &Condition| {
            let then = match condition.holds_for {
                HoldsFor::Others => present.clone(),
                _ if present.get("properties").is_some() => {
                    json!({ "dependentSchemas": { &*condition.field: present } })
                }
                _ => json!({ "dependentRequired": { &*condition.field: [field.name.value] } }),
            };
            json!({ "if": { "properties": { &*condition.field: met(condition) } }, "then": then })
        };
        let inner = field.requires.iter().flat_map(|requirement| {
            // Some validators of examples expect no other properties unless a schema says so.
            let properties = json!({ &*field.name.value: { "required": [requirement.field] } });
            let then = json!({ "properties": properties, "unevaluatedProperties": true });
            requirement.when.iter().map(move |condition| {
                let mut holds = json!({ "properties": { &*condition.field: met(condition) } });
                if condition.holds_for != HoldsFor::Others {
                    holds["required"] = json!([condition.field]);
                }
                json!({ "if": holds, "then": then })
            })
        });
        field.required_when.iter().map(rule).chain(inner).collect()
    }

    /// Returns a rule about present fields as a schema.
    fn presence(&self, rule: &PresenceRule, siblings: &[Field], usage: Usage) -> Value {
        let present = |names: &[&str]| self.present(names, siblings, usage);
        let any: Vec<Value> = rule.names().map(|name| present(&[name])).collect();
        match rule.need {
            Need::AtLeastOne => json!({ "anyOf": any }),
            Need::ExactlyOne => json!({ "oneOf": any }),
            Need::AtMostOne => json!({ "oneOf": [{ "not": { "anyOf": any } }, { "oneOf": any }] }),
            Need::AllOrNone => {
                let all = present(&rule.names().collect::<Vec<_>>());
                json!({ "oneOf": [all, { "not": { "anyOf": any } }] })
            }
        }
    }

    /// Returns a schema of objects that have some fields. Null counts as absent.
    fn present(&self, names: &[&str], siblings: &[Field], usage: Usage) -> Value {
        let takes_null = |name: &str| {
            let field = siblings.iter().find(|field| *field.name.value == *name);
            field.is_some_and(|field| self.takes_null(field, usage))
        };
        let nullable = names.iter().filter(|name| takes_null(name));
        let properties: Map<_, _> =
            nullable.map(|name| ((*name).to_owned(), json!({ "not": { "type": "null" } }))).collect();
        let mut schema = json!({ "required": names });
        if !properties.is_empty() {
            schema["properties"] = Value::Object(properties);
            // Some validators of examples expect no other properties unless a schema says so.
            schema["unevaluatedProperties"] = Value::Bool(true);
        }
        schema
    }

    /// Returns the schema of a value for which a condition holds. Booleans and integers are no strings there.
    fn met(&self, condition: &Condition, siblings: &[Field]) -> Value {
        let sibling = siblings.iter().find(|field| field.name.value == condition.field);
        let is_plain = |shape: &Shape| matches!(shape, Shape::Boolean) || shape.is_integer();
        let of_integers = |field: &Field| self.api.as_enum(&field.ty).is_some_and(|values| values.of_integers);
        let plain = sibling.is_some_and(|field| is_plain(&field.ty.value) || of_integers(field));
        let value = |value: &String| match serde_json::from_str(value) {
            Ok(read) if plain => read,
            _ => Value::from(value.as_str()),
        };
        let values: Vec<Value> = condition.values.iter().map(value).collect();
        match condition.holds_for {
            HoldsFor::Any => json!({ "not": { "type": "null" } }),
            HoldsFor::Listed => json!({ "enum": values }),
            HoldsFor::Others => json!({ "not": { "enum": values } }),
        }
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
        let nullable = self.takes_null(field, usage);
        if schema == json!({}) && self.strict() && !nullable && self.version() == Version::V31 {
            schema = json!({ "not": { "type": "null" } });
        }
        let conditions = field.required_when.iter();
        let conditions = conditions.map(demand);
        let entry = Entry(self.nullable(schema, nullable))
            .set("description", field.doc.trim())
            .set("default", &field.default)
            .set("deprecated", field.deprecated.as_ref().map(|_| true))
            .set("x-spec-deprecated", &field.deprecated)
            .set("x-spec-secret", (field.ty.value == Shape::Secret).then_some(true))
            .filled("x-spec-aliases", field.aliases.clone())
            .set("x-spec-lenient", field.lenient.then_some("number_or_text"))
            .set("x-spec-encoded-by", &field.encoded_by)
            .filled("x-spec-required-when", conditions.collect::<Map<_, _>>())
            .filled("x-spec-requires", field.requires.iter().map(inner_demand).collect::<Map<_, _>>());
        self.released(entry, Some(&field.source)).filled("x-spec-errata", self.errata(&field.errata))
    }

    /// Whether a field may be null. What a service leaves out it may also send as null, and readers take both as one.
    /// Callers must not send null for what they leave out, but some services take it.
    pub(super) fn takes_null(&self, field: &Field, usage: Usage) -> bool {
        match field.presence {
            Presence::Required => false,
            Presence::Optional if self.strict() && usage.request => !usage.rejects_null,
            Presence::Optional => usage.response,
            Presence::Nullable | Presence::Clearable => true,
        }
    }

    /// Adds null to what a schema allows. Other keys may be added to the result.
    fn nullable(&self, schema: Value, nullable: bool) -> Map<String, Value> {
        let Value::Object(mut map) = schema else { return Map::new() };
        let old = self.version() == Version::V30;
        if !nullable || map.is_empty() {
            // In 3.0 nothing may stand beside a reference, not even a description.
            let alone = old && map.contains_key("$ref");
            return if alone { Entry::default().put("allOf", vec![Value::Object(map)]).0 } else { map };
        }
        let null = if old { null() } else { json!({ "type": "null" }) };
        match map.get_mut("type") {
            // In 3.0 `nullable` means something only beside `type`.
            Some(_) if old => map.insert("nullable".to_owned(), json!(true)),
            Some(kind) => Some(std::mem::replace(kind, json!([kind, "null"]))),
            None => {
                let branches = match map.remove("anyOf") {
                    Some(Value::Array(branches)) => branches,
                    _ => vec![Value::Object(std::mem::take(&mut map))],
                };
                map.insert("anyOf".to_owned(), branches.into_iter().chain([null]).collect())
            }
        };
        map
    }

    /// Returns the schema of a parameter, whose default is beside a reference only within `allOf`.
    pub(super) fn parameter_schema(&self, parameter: &Parameter) -> Value {
        if let Some(value) = &parameter.value {
            let schema = self.schema(&parameter.ty, &Constraints::default());
            return Entry(self.nullable(schema, false)).set("enum", [value]).into();
        }
        let schema = self.schema(&parameter.ty, &parameter.constraints);
        match parameter.default.as_ref().filter(|_| !parameter.required) {
            None => schema,
            Some(default) => Entry(self.nullable(schema, false)).set("default", default).into(),
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
        let releases = enumeration.values.iter().map(|value| {
            let releases = self.released(Entry::default(), value.source.as_ref());
            (value.name.value.clone(), releases.0)
        });
        let releases = releases.filter(|(_, releases)| !releases.is_empty());
        let releases: Map<_, _> = releases.map(|(name, releases)| (name, Value::Object(releases))).collect();
        let known = Entry::default().set("type", kind).put("enum", values);
        let schema = match enumeration.open && !self.strict() {
            true => Entry::default().put("anyOf", vec![known.into(), json!({ "type": kind })]),
            false => known,
        };
        schema
            .put("x-spec-values", meanings.collect::<Map<_, _>>())
            .filled("x-spec-releases-of-values", releases)
            .set("x-spec-ignore-case", enumeration.ignore_case.then_some(true))
    }

    pub(super) fn schema(&self, shape: &Shape, constraints: &Constraints) -> Value {
        let mut schema = match shape {
            Shape::Any => return json!({}),
            Shape::Nullable(inner) => return Value::Object(self.nullable(self.schema(inner, constraints), true)),
            Shape::Named(_) if self.api.as_id(shape).is_some() && *constraints != Constraints::default() => {
                return self.schema(&Shape::String, &self.api.limits(shape, constraints));
            }
            Shape::Named(id) if !constraints.values.is_empty() => return self.subset(*id, &constraints.values),
            Shape::Named(id) => return reference(self.names.ty(self.api.ty(*id))),
            Shape::String => json!({ "type": "string" }),
            Shape::Secret => json!({ "type": "string", "format": "password" }),
            Shape::File => json!({ "type": "string", "format": "binary" }),
            Shape::Int32 => self.integer("int32", i32::MIN.into(), i32::MAX.into()),
            Shape::Int64 => self.integer("int64", i64::MIN, i64::MAX),
            Shape::Uint64 => match self.strict() {
                true => json!({ "type": "integer", "format": "uint64", "minimum": 0, "maximum": u64::MAX }),
                false => json!({ "type": "integer", "format": "uint64", "minimum": 0 }),
            },
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
            self.limits(map, shape, constraints);
        }
        schema
    }

    fn limits(&self, map: &mut Map<String, Value>, shape: &Shape, constraints: &Constraints) {
        match constraints.format {
            Some(Format::GoDuration) if constraints.range != Range::default() => {
                drop(map.insert("x-spec-range".into(), json!(constraints.written_range())));
            }
            _ => self.range(map, &constraints.range),
        }
        limit(map, constraints.length, "minLength", "maxLength");
        let (min, max) =
            if matches!(shape, Shape::Map(_)) { ("minProperties", "maxProperties") } else { ("minItems", "maxItems") };
        limit(map, constraints.items, min, max);
        match (constraints.format, &constraints.pattern) {
            (Some(format), _) if format.in_json_schema().is_some() => {
                drop(map.insert("format".into(), json!(format.in_json_schema())));
            }
            (_, Some(pattern)) => {
                let portable = specwright_language::pattern::unportable(pattern).is_none();
                let key = if portable { "pattern" } else { "x-spec-pattern" };
                map.insert(key.into(), json!(pattern));
            }
            (_, None) => {}
        }
        if let Some(keys) = &constraints.keys {
            // 3.0 has no limits on keys.
            let name = if self.version() == Version::V31 { "propertyNames" } else { "x-spec-keys" };
            map.insert(name.into(), self.schema(&Shape::String, keys));
        }
    }

    /// Some of the values of an enum. The extension names the whole enum.
    fn subset(&self, id: TypeId, names: &[String]) -> Value {
        let ty = self.api.ty(id);
        let TypeKind::Enum(enumeration) = &ty.kind else { return reference(self.names.ty(ty)) };
        let listed = enumeration.values.iter().filter(|value| names.contains(&value.name.value)).cloned().collect();
        // Generators that read the portable flavor cannot send a value of such an enum.
        let open = enumeration.open && self.flavor.portable().is_some();
        let closed = Enum { open, values: listed, ..*enumeration };
        self.enumeration(&closed).set("x-spec-enum", self.names.ty(ty)).into()
    }

    /// Ends of a range. In 3.0, whether they are outside is said beside them.
    fn range(&self, schema: &mut Map<String, Value>, range: &Range) {
        let ends = [(&range.min, "minimum", "exclusiveMinimum"), (&range.max, "maximum", "exclusiveMaximum")];
        for (end, inclusive, exclusive) in ends {
            let Some(End { number, exclusive: is_exclusive }) = end else { continue };
            let alone = *is_exclusive && self.version() == Version::V31;
            schema.insert(if alone { exclusive } else { inclusive }.into(), json!(number));
            if *is_exclusive && !alone {
                schema.insert(exclusive.into(), json!(true));
            }
        }
    }

    fn moment(&self, unit: &str) -> Value {
        let mut schema = self.integer("int64", i64::MIN, i64::MAX);
        schema["x-spec-unit"] = json!(unit);
        schema
    }

    /// Readers take a number of as many digits, too.
    fn moment_as_text(&self) -> Value {
        let text = json!({ "type": "string", "pattern": Shape::SECONDS_TEXT, "x-spec-unit": "epoch-seconds" });
        let most = Shape::MOST_SECONDS_IN_TEXT;
        let mut number = self.integer("int64", -most, most);
        number["x-spec-unit"] = json!("epoch-seconds");
        match self.strict() {
            true => json!({ "anyOf": [text, number] }),
            false => text,
        }
    }

    /// A whole number. That a format has bounds is known to people, not to every tool.
    fn integer(&self, format: &str, min: i64, max: i64) -> Value {
        match self.strict() {
            true => json!({ "type": "integer", "format": format, "minimum": min, "maximum": max }),
            false => json!({ "type": "integer", "format": format }),
        }
    }
}

/// The schema of null in OpenAPI 3.0, which has no such type.
pub(super) fn null() -> Value {
    json!({ "type": "string", "nullable": true, "enum": [null] })
}

/// Returns a condition as an extension shows it: the values, `present`, or the values for which it does not hold.
pub(super) fn demand(condition: &Condition) -> (String, Value) {
    let values = match condition.holds_for {
        HoldsFor::Any => json!("present"),
        HoldsFor::Listed => json!(condition.values),
        HoldsFor::Others => json!({ "not": condition.values }),
    };
    (condition.field.clone(), values)
}

fn inner_demand(requirement: &Requirement) -> (String, Value) {
    (requirement.field.clone(), Value::Object(requirement.when.iter().map(demand).collect()))
}

/// Returns rules as an extension shows them.
pub(super) fn rules_in_words(rules: &[PresenceRule]) -> Value {
    rules.iter().map(|rule| json!({ "need": rule.need, "of": rule.names().collect::<Vec<_>>() })).collect()
}

/// Returns the pattern of a string with an integer in it, short enough not to overflow.
fn whole_number(field: &Field) -> &'static str {
    match (field.constraints.range.integers().min, &field.ty.value) {
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

/// How the values of a list or the entries of a map are sent, and whether each is a parameter.
pub(super) fn style(parameter: &Parameter) -> Option<(&'static str, bool)> {
    match parameter.style {
        Some(ParameterStyle::Json) => return None,
        Some(ParameterStyle::Form) => return Some(("form", true)),
        Some(ParameterStyle::DeepObject) => return Some(("deepObject", true)),
        None if !matches!(parameter.ty.value, Shape::List(_)) => return None,
        None => {}
    }
    let style = match (parameter.location, parameter.separator) {
        (Location::Header, _) => "simple",
        (_, Some(Separator::Space)) => "spaceDelimited",
        (_, Some(Separator::Pipe)) => "pipeDelimited",
        (_, Some(Separator::Comma) | None) => "form",
    };
    Some((style, parameter.separator.is_none()))
}
