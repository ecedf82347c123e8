//! Parameters of the path, the query, headers and cookies.

use serde_json::{Map, Value, json};
use specwright_language::ir::Parameter;

use super::bodies::Encoding;
use super::documents::Node;
use super::flat::{Flat, Kind, is_null, unwrapped};
use super::log::Loss;
use super::operations::{Draft, Use, taken_apart};
use super::types::Typed;
use super::unions::{one_or_many, scalar_kind};
use super::{Importer, docs, names};

/// Headers that the client, the connection or the authentication sets.
const OF_THE_CLIENT: [&str; 8] =
    ["accept", "authorization", "content-type", "connection", "content-length", "host", "transfer-encoding", "cookie"];

/// Whether a header is one that the client, the connection or the authentication sets.
pub(super) fn is_of_the_client(name: &str) -> bool {
    OF_THE_CLIENT.contains(&name.to_ascii_lowercase().as_str())
}

impl<'d> Importer<'d> {
    /// Adds the parameters of an operation: its own, and those of its path.
    pub(super) fn parameters(&mut self, item: &Node<'d>, operation: &Node<'d>, draft: &mut Draft<'d>) {
        let mut found: Vec<Node<'d>> = Vec::new();
        for node in [operation, item].into_iter().filter_map(|node| node.get("parameters")) {
            for parameter in node.items() {
                match parameter.resolved() {
                    Ok(parameter) => {
                        let same = |known: &Node<'d>| {
                            known.text("name") == parameter.text("name") && known.text("in") == parameter.text("in")
                        };
                        if !found.iter().any(same) {
                            found.push(parameter);
                        }
                    }
                    Err(fault) => self.log.add(&parameter, Loss::Free, "references that lead nowhere", fault),
                }
            }
        }
        found.retain(|parameter| !self.is_left_empty(parameter, draft));
        for parameter in &found {
            self.parameter(parameter, draft);
        }
        for (name, value) in taken_apart(draft.key).1 {
            fix_query(&mut draft.entry, &name, &value);
        }
        for name in draft.path_parameters.clone() {
            let path = draft.entry.entry("path").or_insert_with(|| json!({}));
            let Some(path) = path.as_object_mut().filter(|path| !path.contains_key(&name)) else { continue };
            path.insert(name, json!({ "type": "string", "doc": docs::later("parameter") }));
            self.log.add(operation, Loss::Side, "path parameters that are not declared", "written as `string`");
        }
    }

    /// Whether a parameter of the path is always empty. At its end, the path ends with a slash; elsewhere, no client can
    /// call the operation.
    fn is_left_empty(&mut self, node: &Node<'d>, draft: &mut Draft<'d>) -> bool {
        let name = node.text("name").filter(|name| draft.path_parameters.iter().any(|known| known == name));
        let Some(name) = name.filter(|_| node.text("in") == Some("path") && is_empty(node)) else { return false };
        let route = draft.entry.get("http").and_then(Value::as_str).unwrap_or_default();
        let construct = "parameters of the path that are always empty";
        match route.strip_suffix(&format!("/{{{name}}}")).map(str::to_owned) {
            Some(before) => {
                self.log.add(node, Loss::Side, construct, "the path ends with a slash");
                draft.entry.insert("http".to_owned(), json!(format!("{before}/")));
            }
            None => {
                self.log.add(node, Loss::Out, construct, "no client can call the operation");
                draft.is_out = true;
            }
        }
        draft.path_parameters.retain(|known| known != name);
        true
    }

    fn parameter(&mut self, node: &Node<'d>, draft: &mut Draft<'d>) {
        let Some(name) = node.text("name").filter(|name| !name.is_empty()) else {
            return self.log.add(node, Loss::Free, "parameters without a name", "left out");
        };
        let (key, name) = match node.text("in") {
            Some("path") => {
                if !draft.path_parameters.iter().any(|known| known == name) {
                    return self.log.add(node, Loss::Side, "path parameters that are not in the path", "left out");
                }
                ("path", name)
            }
            Some(place @ ("query" | "cookie")) if self.is_credential(place, name, &draft.node) => return,
            Some("query") => ("query", name),
            Some("header") => {
                if self.is_credential("header", name, &draft.node) {
                    return;
                }
                if is_of_the_client(name) {
                    return self.left_to_the_client(node, name);
                }
                if !name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)) {
                    return self.log.add(node, Loss::Free, "headers with unusual names", "left out");
                }
                ("headers", name)
            }
            Some("cookie") => {
                if !Parameter::is_token(name) {
                    return self.log.add(node, Loss::Free, "cookies with unusual names", "left out");
                }
                ("cookies", name)
            }
            Some("body" | "formData") => return draft.form.push(node.clone()),
            _ => return self.log.add(node, Loss::Free, "parameters of an unknown place", "left out"),
        };
        let known = draft.entry.get(key).and_then(Value::as_object);
        if known.is_some_and(|known| known.keys().any(|other| other.eq_ignore_ascii_case(name) && key == "headers")) {
            return;
        }
        let fields = match self.only_value(node, key) {
            Some(fixed) => Some(vec![(name.to_owned(), fixed)]),
            None if key == "query" => self.fields_of_parameter(node, name, draft),
            None => None,
        };
        let found = fields.unwrap_or_else(|| vec![(name.to_owned(), self.parameter_entry(node, name, key, draft))]);
        if found.is_empty() {
            return;
        }
        let entries = draft.entry.entry(key).or_insert_with(|| json!({}));
        if let Some(entries) = entries.as_object_mut() {
            for (name, entry) in found {
                entries.entry(name).or_insert(entry);
            }
        }
    }

    /// Notes a header that callers do not set. OpenAPI itself ignores parameters with three of the names.
    fn left_to_the_client(&mut self, node: &Node<'d>, name: &str) {
        match name.to_ascii_lowercase().as_str() {
            "accept" | "authorization" | "content-type" => {}
            "cookie" => self.log.add(node, Loss::Free, "cookies as a header", "left out; the caller cannot send it"),
            _ => self.log.add(node, Loss::Side, "headers of the connection", "left out; the connection sets it"),
        }
    }

    /// A required parameter with one value, which is a string, an integer or a boolean.
    fn only_value(&mut self, node: &Node<'d>, key: &str) -> Option<Value> {
        if !["query", "headers"].contains(&key) || !node.flag("required") || node.get("content").is_some() {
            return None;
        }
        let schema = if self.documents.is_swagger() { node.clone() } else { node.get("schema")? };
        let schema = unwrapped(&schema).node;
        let value = match (schema.value.get("const"), schema.value.get("enum").and_then(Value::as_array)) {
            (Some(only), _) => only,
            (None, Some(listed)) if listed.len() == 1 => &listed[0],
            _ => return None,
        };
        let ty = match (schema.text("type"), value) {
            (None | Some("string"), Value::String(text)) if key == "query" || Parameter::is_header_value(text) => {
                "string"
            }
            (None | Some("boolean"), Value::Bool(_)) => "boolean",
            (None | Some("integer"), Value::Number(number)) => match (schema.text("format"), number.as_i64()) {
                (Some("uint64"), _) if number.is_u64() => "uint64",
                (Some("int64"), Some(_)) => "int64",
                (_, Some(small)) if i32::try_from(small).is_ok() => "int32",
                (_, Some(_)) => "int64",
                _ => return None,
            },
            _ => return None,
        };
        let mut entry = Map::from_iter([("type".to_owned(), json!(ty)), ("value".to_owned(), value.clone())]);
        self.released(node, &mut entry);
        entry.insert("doc".to_owned(), docs::of([node.clone()], "parameter"));
        Some(Value::Object(entry))
    }

    /// The fields of an object in the query, each of which is a parameter on the wire. `None` if it is something else.
    fn fields_of_parameter(
        &mut self,
        node: &Node<'d>,
        name: &str,
        draft: &mut Draft<'d>,
    ) -> Option<Vec<(String, Value)>> {
        let schema = node.get("schema").filter(|_| !self.documents.is_swagger())?;
        let found = unwrapped(&schema);
        let whole = Flat::of(&found.node);
        let style = node.text("style").unwrap_or("form");
        // `created[gt]=1` or `created=1`.
        let (flat, single) = match object_or_single(&whole).filter(|_| style == "deepObject") {
            Some((object, single)) => (object, Some(single)),
            None => (whole, None),
        };
        let explode = node.value.get("explode").and_then(Value::as_bool).unwrap_or(style == "form");
        let free = flat.additional.as_ref().filter(|additional| *additional.value != false);
        let is_map = free.is_some() || flat.properties.is_empty() && flat.additional.is_none();
        let is_object = found.fault.is_none() && flat.kind() == Kind::Object && flat.unions.is_empty();
        if !is_object || !(style == "deepObject" || style == "form" && explode) {
            return None;
        }
        let mut entries = Vec::new();
        if is_map {
            entries.push((name.to_owned(), self.map_parameter(node, free, name, draft)?));
        }
        for (field, property) in &flat.properties {
            let wire = if style == "form" { (*field).to_owned() } else { format!("{name}[{field}]") };
            let hint = names::pascal(&format!("{} {name} {field}", draft.singular), "Value");
            let Some(typed) = self.parameter_type(property, property, &hint, "query") else {
                self.log.add(property, Loss::Free, "objects within objects in the query", "left out");
                continue;
            };
            let required = node.flag("required") && single.is_none() && flat.required.contains(field);
            let mut entry = Map::from_iter([
                ("type".to_owned(), json!(typed.expression)),
                ("presence".to_owned(), json!(if required { "required" } else { "optional" })),
            ]);
            entry.extend(typed.limits);
            self.default(&unwrapped(property), &mut entry, required);
            entry.insert("doc".to_owned(), docs::of([property.clone()], "parameter"));
            entries.push((wire, Value::Object(entry)));
        }
        if let Some(single) = single {
            if node.flag("required") {
                self.log.add(node, Loss::Side, "required fields that depend on each other", "not checked");
            }
            let hint = format!("{}{}", names::pascal(&draft.singular, ""), names::pascal(name, "Value"));
            if let Some(typed) = self.parameter_type(node, &single, &hint, "query") {
                let mut entry = Map::from_iter([
                    ("type".to_owned(), json!(typed.expression)),
                    ("presence".to_owned(), json!("optional")),
                ]);
                entry.extend(typed.limits);
                entry.insert("doc".to_owned(), docs::of([node.clone()], "parameter"));
                entries.insert(0, (name.to_owned(), Value::Object(entry)));
            }
        }
        Some(entries)
    }

    /// A map in the query, each entry of which is a parameter on the wire.
    fn map_parameter(
        &mut self,
        node: &Node<'d>,
        values: Option<&Node<'d>>,
        name: &str,
        draft: &mut Draft<'d>,
    ) -> Option<Value> {
        let hint = format!("{}{}", names::pascal(&draft.singular, ""), names::pascal(name, "Value"));
        let values = values.filter(|values| values.value.as_object().is_some_and(|schema| !schema.is_empty()));
        let item = match values {
            None => "string".to_owned(),
            Some(values) => match self.schema(values, &hint) {
                typed if self.is_plain(&typed.expression) && typed.expression != "secret" => typed.expression,
                typed => {
                    let is_text = self.is_scalar_union(&typed.expression) || typed.expression == "any";
                    let loss = if is_text { Loss::Side } else { Loss::Free };
                    self.log.add(node, loss, "maps in the query whose values are not plain", "written as `string`");
                    "string".to_owned()
                }
            },
        };
        let style = if node.text("style") == Some("deepObject") { "deep_object" } else { "form" };
        let map = format!("map<{item}>");
        draft.uses.push((map.clone(), Use::Request));
        Some(json!({
            "type": map,
            "presence": if node.flag("required") { "required" } else { "optional" },
            "style": style,
            "doc": docs::of([node.clone()], "parameter"),
        }))
    }

    /// A parameter whose value is JSON.
    fn json_parameter(
        &mut self,
        node: &Node<'d>,
        schema: Option<Node<'d>>,
        name: &str,
        draft: &mut Draft<'d>,
    ) -> Value {
        let hint = format!("{}{}", names::pascal(&draft.singular, ""), names::pascal(name, "Value"));
        let mut typed = schema.as_ref().map_or_else(|| Typed::plain("any"), |schema| self.schema(schema, &hint));
        if typed.limits.shift_remove("keys").is_some() {
            self.log.add(node, Loss::Side, "limits on keys of parameters", "not checked");
        }
        draft.uses.push((typed.expression.clone(), Use::Request));
        let required = node.flag("required");
        let mut entry = Map::from_iter([
            ("type".to_owned(), json!(typed.expression)),
            ("presence".to_owned(), json!(if required { "required" } else { "optional" })),
            ("style".to_owned(), json!("json")),
        ]);
        entry.extend(typed.limits);
        if let Some(schema) = &schema {
            self.default(&unwrapped(schema), &mut entry, required);
        }
        entry.insert("doc".to_owned(), docs::of([node.clone()], "parameter"));
        Value::Object(entry)
    }

    fn parameter_entry(&mut self, node: &Node<'d>, name: &str, key: &str, draft: &mut Draft<'d>) -> Value {
        let content = node.get("content").map(|content| content.members()).unwrap_or_default();
        let by_content = content.first().cloned();
        let schema = match &by_content {
            Some((media, place))
                if Encoding::of(media) <= Encoding::OtherJson && ["query", "headers"].contains(&key) =>
            {
                return self.json_parameter(node, place.get("schema"), name, draft);
            }
            Some((media, place)) if Encoding::of(media) == Encoding::Text => place.get("schema"),
            Some((_, place)) => {
                let message = "written as `string`: the caller writes it";
                self.log.add(node, Loss::Free, "parameters of a media type", message);
                place.get("schema")
            }
            None if self.documents.is_swagger() => Some(node.clone()),
            None => node.get("schema"),
        };
        let hint = format!("{}{}", names::pascal(&draft.singular, ""), names::pascal(name, "Value"));
        let pattern = draft.whole_segments.get(name).filter(|_| key == "path");
        let typed = match (schema.as_ref().filter(|_| by_content.is_none()), pattern) {
            (_, Some(pattern)) => {
                let limits = Map::from_iter([("pattern".to_owned(), json!(pattern))]);
                Typed { limits, ..Typed::plain("string") }
            }
            (Some(schema), None) => self.one_value(node, schema, &hint, key),
            (None, None) => Typed::plain("string"),
        };
        let required = key == "path" || node.flag("required");
        let mut entry = Map::from_iter([("type".to_owned(), json!(typed.expression))]);
        if key != "path" {
            entry.insert("presence".to_owned(), json!(if required { "required" } else { "optional" }));
        }
        entry.extend(typed.limits);
        let is_list = entry["type"].as_str().is_some_and(|ty| ty.starts_with("list<"));
        if let Some(separator) = separator(node, self.documents.is_swagger()).filter(|_| key == "query" && is_list) {
            entry.insert("separator".to_owned(), json!(separator));
        }
        if is_list && node.text("collectionFormat") == Some("tsv") {
            let message = "written as `string`: the caller joins the items";
            self.log.add(node, Loss::Free, "lists separated by tabs", message);
            entry.insert("type".to_owned(), json!("string"));
            entry.retain(|key, _| ["type", "presence"].contains(&key.as_str()));
        }
        if let Some(schema) = schema.filter(|_| by_content.is_none()) {
            // In a path, it is the usual value.
            self.default(&unwrapped(&schema), &mut entry, required && key != "path");
        }
        if let Some(usual) = node.value.get("x-spec-default").filter(|_| key == "path") {
            entry.insert("default".to_owned(), usual.clone());
        }
        if key == "path" && node.text("x-spec-slash") == Some("colon") {
            entry.insert("slash".to_owned(), json!("colon"));
        }
        self.released(node, &mut entry);
        entry.insert("doc".to_owned(), docs::of([node.clone()], "parameter"));
        Value::Object(entry)
    }

    /// The type of a parameter that is sent as one value. An object is a string.
    fn one_value(&mut self, node: &Node<'d>, schema: &Node<'d>, hint: &str, key: &str) -> Typed {
        self.parameter_type(node, schema, hint, key).unwrap_or_else(|| {
            let message = "written as `string`: the caller joins the fields";
            self.log.add(node, Loss::Free, "objects as parameters", message);
            Typed::plain("string")
        })
    }

    /// The type of a parameter, which is plain, or a list of what is plain. `None` if it is an object.
    fn parameter_type(&mut self, node: &Node<'d>, schema: &Node<'d>, hint: &str, key: &str) -> Option<Typed> {
        let found = unwrapped(schema);
        let flat = Flat::of(&found.node);
        if found.fault.is_none() && flat.kind() == Kind::Object && flat.unions.is_empty() {
            return None;
        }
        // One value is written like a list of one.
        if let Some(many) = one_or_many(&flat).filter(|_| key == "query") {
            return self.parameter_type(node, &many, hint, key);
        }
        let typed = self.schema(schema, hint);
        if let Some(item) = typed.expression.strip_prefix("list<").and_then(|rest| rest.strip_suffix('>')) {
            let item = item.trim_end_matches('?');
            let typed = Typed { expression: format!("list<{item}>"), ..typed.clone() };
            if ["query", "headers"].contains(&key) && self.is_plain(item) && item != "secret" {
                return Some(typed);
            }
            if key == "query" && self.is_scalar_union(item) {
                return Some(Typed::plain("list<string>"));
            }
            let construct = match key {
                "query" => "lists of lists or objects in the query",
                "path" => "lists in the path",
                _ => "lists in headers",
            };
            self.log.add(node, Loss::Free, construct, "written as `string`: the caller joins the items");
            return Some(Typed::plain("string"));
        }
        if self.is_plain(&typed.expression) {
            return Some(Typed { lenient: false, ..typed });
        }
        if typed.expression == "any" && flat.unions.is_empty() && flat.kind() == Kind::Any {
            self.log.add(node, Loss::Side, "parameters without a type", "written as `string`");
        } else if self.is_scalar_union(&typed.expression) {
            // Numbers and booleans are written as strings.
            if !self.has_text(&typed.expression) {
                self.log.add(node, Loss::Side, "parameters of several plain types", "written as `string`");
            }
        } else {
            self.log.add(node, Loss::Free, "parameters of several types", "written as `string`");
        }
        Some(Typed::plain("string"))
    }

    pub(super) fn is_plain(&self, expression: &str) -> bool {
        match self.types.get(expression) {
            Some(draft) => draft.entry.contains_key("enum"),
            None => [
                "string",
                "int32",
                "int64",
                "uint64",
                "double",
                "boolean",
                "secret",
                "epoch_millis",
                "epoch_seconds",
                "epoch_seconds_text",
            ]
            .contains(&expression),
        }
    }
}

/// Whether a parameter has the empty string as its only value.
fn is_empty(node: &Node<'_>) -> bool {
    let flat = Flat::of(&unwrapped(&node.get("schema").unwrap_or_else(|| node.clone())).node);
    match flat.values.map(|values| values.value) {
        Some(Value::Array(values)) => !values.is_empty() && values.iter().all(|value| value == ""),
        Some(value) => value == "",
        None => false,
    }
}

/// Gives a parameter of the query the value that is part of the path in the document.
fn fix_query(operation: &mut Map<String, Value>, name: &str, value: &str) {
    let query = operation.entry("query").or_insert_with(|| json!({}));
    let Some(query) = query.as_object_mut() else { return };
    let declared = query.get(name);
    let ty = declared.and_then(|declared| declared["type"].as_str()).unwrap_or("string");
    let (ty, value) = match (ty, value.parse::<i64>()) {
        ("boolean", _) if ["true", "false"].contains(&value) => (ty, json!(value == "true")),
        ("int32", Ok(number)) if i32::try_from(number).is_ok() => (ty, json!(number)),
        ("int64", Ok(number)) => (ty, json!(number)),
        _ => ("string", json!(value)),
    };
    let doc = declared.map_or_else(|| docs::later("parameter").into(), |declared| declared["doc"].clone());
    let entry = json!({ "type": ty, "value": value, "doc": doc });
    query.insert(name.to_owned(), entry);
}

/// The object, and the plain value that may be sent instead.
fn object_or_single<'d>(flat: &Flat<'d>) -> Option<(Flat<'d>, Node<'d>)> {
    let [list] = flat.unions.as_slice() else { return None };
    let members: Vec<Node<'d>> = list.items().into_iter().filter(|item| !is_null(item)).collect();
    let [one, other] = members.as_slice() else { return None };
    let flats = [one, other].map(|member| Flat::of(&unwrapped(member).node));
    let is_object =
        |flat: &Flat<'d>| flat.kind() == Kind::Object && flat.unions.is_empty() && !flat.properties.is_empty();
    let is_plain =
        |flat: &Flat<'d>| matches!(scalar_kind(flat), Kind::String | Kind::Integer | Kind::Number | Kind::Boolean);
    match flats {
        [object, single] if is_object(&object) && is_plain(&single) => Some((object, other.clone())),
        [single, object] if is_object(&object) && is_plain(&single) => Some((object, one.clone())),
        _ => None,
    }
}

/// What separates the items of a list that are in one value.
fn separator(node: &Node<'_>, swagger: bool) -> Option<&'static str> {
    if swagger {
        return match node.text("collectionFormat") {
            Some("multi") => None,
            Some("ssv") => Some("space"),
            Some("tsv") => None,
            Some("pipes") => Some("pipe"),
            _ => Some("comma"),
        };
    }
    let style = node.text("style").unwrap_or("form");
    let explode = node.value.get("explode").and_then(Value::as_bool).unwrap_or(style == "form");
    match style {
        "spaceDelimited" => Some("space"),
        "pipeDelimited" => Some("pipe"),
        "deepObject" => None,
        _ => (!explode).then_some("comma"),
    }
}
