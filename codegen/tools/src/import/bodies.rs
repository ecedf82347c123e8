//! Bodies of requests and responses.

use serde_json::{Map, Value, json};

use super::documents::Node;
use super::flat::{Flat, Kind, unwrapped};
use super::log::Loss;
use super::operations::{Draft, Use};
use super::types::Form;
use super::{Importer, names};

/// How a body is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Encoding {
    Json,
    OtherJson,
    Multipart,
    Form,
    Text,
    Xml,
    Events,
    Bytes,
}

impl Encoding {
    fn of(media: &str) -> Encoding {
        let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match media.as_str() {
            "application/json" | "*/*" | "application/*" | "text/json" => Encoding::Json,
            "multipart/form-data" => Encoding::Multipart,
            "application/x-www-form-urlencoded" => Encoding::Form,
            "text/event-stream" | "application/x-ndjson" | "application/jsonl" | "application/json-seq" => {
                Encoding::Events
            }
            "application/xml" | "text/xml" => Encoding::Xml,
            media if media.starts_with("application/") && media.ends_with("+json") => Encoding::OtherJson,
            media if media.ends_with("+xml") => Encoding::Xml,
            media if media.starts_with("text/") || media.ends_with("yaml") => Encoding::Text,
            _ => Encoding::Bytes,
        }
    }

    fn construct(self, direction: &str) -> String {
        let what = match self {
            Encoding::Json | Encoding::OtherJson => "JSON",
            Encoding::Multipart => "multipart",
            Encoding::Form => "URL-encoded forms",
            Encoding::Text => "text",
            Encoding::Xml => "XML",
            Encoding::Events => "streams of events",
            Encoding::Bytes => "bytes",
        };
        format!("{direction} as {what}")
    }
}

/// A body with the place of its schema.
pub(super) struct Content<'d> {
    pub(super) place: Node<'d>,
    encoding: Encoding,
    /// The media type, as it is in the document.
    media: String,
    pub(super) schema: Option<Node<'d>>,
    example: Option<Value>,
}

impl Content<'_> {
    /// The media type as specifications have it. `None`: JSON, and what has no other name.
    fn media(&self) -> Option<String> {
        let name = self.media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match self.encoding {
            Encoding::Json => None,
            Encoding::Multipart => Some("multipart".to_owned()),
            Encoding::Form => Some("form".to_owned()),
            Encoding::Text if name.ends_with("/*") => Some("text/plain".to_owned()),
            _ => {
                let is_part = |c: char| c.is_ascii_alphanumeric() || "!#$&^_.+-*".contains(c);
                let parts = name.split_once('/').filter(|(of, sub)| !of.is_empty() && !sub.is_empty());
                let is_valid = parts.is_some_and(|(of, sub)| of.chars().chain(sub.chars()).all(is_part));
                Some(if is_valid { name } else { "application/octet-stream".to_owned() })
            }
        }
    }
}

impl<'d> Importer<'d> {
    /// The body of an operation.
    pub(super) fn request_body(&mut self, draft: &mut Draft<'d>) {
        let found = if self.documents.is_swagger() { self.swagger_body(draft) } else { self.content_body(draft) };
        let Some((content, required)) = found else { return };
        if ["get", "head"].contains(&draft.method) {
            let says_nothing = content.schema.as_ref().is_some_and(|schema| {
                schema.get("properties").is_some_and(|properties| properties.members().is_empty())
            });
            let loss = match (says_nothing, required) {
                (true, _) => Loss::Side,
                (_, true) => Loss::Out,
                (_, false) => Loss::Free,
            };
            draft.is_out |= loss == Loss::Out;
            return self.log.add(&content.place, loss, "bodies of GET", "left out");
        }
        let typed = match content.encoding {
            Encoding::Json | Encoding::OtherJson => {
                self.body_type(content.schema.as_ref(), &content.place, draft, "Request")
            }
            Encoding::Multipart => self.form_type(&content, &Form::Parts, draft),
            Encoding::Form => self.form_type(&content, &Form::Pairs, draft),
            Encoding::Text | Encoding::Xml | Encoding::Bytes => Some(self.plain_body(&content, "requests")),
            Encoding::Events => {
                let loss = if required { Loss::Out } else { Loss::Free };
                draft.is_out |= required;
                return self.log.add(&content.place, loss, &content.encoding.construct("requests"), "left out");
            }
        };
        let Some(expression) = typed else { return };
        let is_json = content.encoding <= Encoding::OtherJson;
        let mut body = json!({ "type": expression, "presence": if required { "required" } else { "optional" } });
        if let Some(media) = content.media() {
            body["media"] = json!(media);
        }
        let is_update = is_json && ["put", "patch"].contains(&draft.method);
        draft.uses.push((expression, if is_update { Use::Update } else { Use::Request }));
        draft.entry.insert("body".to_owned(), body);
        draft.examples[0] = content.example.filter(|_| is_json || content.encoding == Encoding::Form);
    }

    /// The type of a body that is neither JSON nor a form: a string or a file.
    fn plain_body(&mut self, content: &Content<'d>, direction: &str) -> String {
        let ty = if content.encoding == Encoding::Bytes { "file" } else { "string" };
        let Some(schema) = &content.schema else { return ty.to_owned() };
        let found = unwrapped(schema);
        let flat = Flat::of(&found.node);
        let is_file = flat.kind() == Kind::File || flat.format() == Some("binary");
        let construct = content.encoding.construct(direction);
        match flat.kind() {
            Kind::Object | Kind::List | Kind::Several => {
                let message = "the structure is not typed";
                self.log.add(&content.place, Loss::Free, &format!("structured {construct}"), message);
            }
            Kind::Integer | Kind::Number | Kind::Boolean => {
                let message = format!("written as `{ty}`");
                self.log.add(&content.place, Loss::Side, &format!("numbers and booleans in {construct}"), message);
            }
            Kind::String | Kind::File | Kind::Any => {
                let limits = ["pattern", "minLength", "maxLength"];
                if flat.values.is_some() || limits.iter().any(|key| flat.keywords.contains_key(key)) {
                    self.log.add(&content.place, Loss::Side, "limits on a whole body", "not checked");
                }
            }
        }
        if is_file { "file".to_owned() } else { ty.to_owned() }
    }

    /// The type of a JSON body.
    fn body_type(
        &mut self,
        schema: Option<&Node<'d>>,
        place: &Node<'d>,
        draft: &Draft<'d>,
        suffix: &str,
    ) -> Option<String> {
        let Some(schema) = schema else { return Some("any".to_owned()) };
        let hint = format!("{}{suffix}", names::pascal(&draft.id, "Operation"));
        let typed = self.schema(schema, &hint);
        if !typed.limits.is_empty() {
            self.log.add(place, Loss::Side, "limits on a whole body", "not checked");
        }
        if typed.lenient {
            self.log.add(place, Loss::Free, "values of several types", "written as `any`");
            return Some("any".to_owned());
        }
        if typed.nullable && typed.expression != "any" {
            self.log.add(place, Loss::Side, "bodies that may be null", "never null");
        }
        Some(typed.expression)
    }

    fn content_body(&mut self, draft: &Draft<'d>) -> Option<(Content<'d>, bool)> {
        let body = draft.node.get("requestBody")?;
        let body = match body.resolved() {
            Ok(body) => body,
            Err(fault) => {
                self.log.add(&body, Loss::Free, "references that lead nowhere", fault);
                return None;
            }
        };
        let content = self.content(&body, "media types of one request")?;
        Some((content, body.flag("required")))
    }

    /// The content of a body that the format can say best.
    fn content(&mut self, body: &Node<'d>, several: &str) -> Option<Content<'d>> {
        let content = body.get("content")?;
        let all: Vec<(Encoding, Node<'d>)> =
            content.members().into_iter().map(|(media, node)| (Encoding::of(media), node)).collect();
        let (encoding, place) = all.iter().min_by_key(|(encoding, _)| *encoding)?;
        if all.len() > 1 {
            self.log.add(&content, Loss::Side, several, "one of them");
        }
        let encoding = if place.get("itemSchema").is_some() { Encoding::Events } else { *encoding };
        let (media, example) = (place.name(), example_of(place));
        Some(Content { place: place.clone(), encoding, media, schema: place.get("schema"), example })
    }

    /// The body of Swagger 2.0, which is a parameter or several.
    fn swagger_body(&mut self, draft: &mut Draft<'d>) -> Option<(Content<'d>, bool)> {
        let form = std::mem::take(&mut draft.form);
        let media = self.swagger_media(&draft.node, "consumes");
        if let Some(body) = form.iter().find(|node| node.text("in") == Some("body")) {
            let (encoding, media) = best(&media);
            let content = Content { place: body.clone(), encoding, media, schema: body.get("schema"), example: None };
            return Some((content, body.flag("required")));
        }
        form.first()?;
        let is_file = |node: &Node<'d>| node.text("type") == Some("file");
        let is_multipart =
            form.iter().any(is_file) || media.iter().any(|media| Encoding::of(media) == Encoding::Multipart);
        let required = form.iter().any(|node| node.flag("required"));
        let (sent, media) = if is_multipart { (Form::Parts, "multipart") } else { (Form::Pairs, "form") };
        let expression = self.swagger_form(&form, &sent, draft);
        draft.uses.push((expression.clone(), Use::Request));
        let presence = if required { "required" } else { "optional" };
        let body = json!({ "type": expression, "presence": presence, "media": media });
        draft.entry.insert("body".to_owned(), body);
        None
    }

    fn swagger_media(&self, operation: &Node<'d>, key: &str) -> Vec<String> {
        let list = operation.get(key).or_else(|| self.documents.root().get(key));
        let texts =
            |node: Node<'d>| node.items().iter().filter_map(|item| item.value.as_str().map(str::to_owned)).collect();
        list.map(texts).unwrap_or_default()
    }

    /// The responses of an operation.
    pub(super) fn responses(&mut self, draft: &mut Draft<'d>) {
        let Some(responses) = draft.node.get("responses") else {
            self.log.add(
                &draft.node.clone(),
                Loss::Side,
                "success that is not documented",
                "written as 200 without a body",
            );
            draft.entry.insert("responses".to_owned(), json!({ "200": {} }));
            return;
        };
        let mut successes = Vec::new();
        let mut errors: Vec<u16> = Vec::new();
        let (mut default, mut opens) = (None, None);
        let mut others = Vec::new();
        for (status, node) in responses.members() {
            if status.starts_with("x-") {
                continue;
            }
            let node = match node.resolved() {
                Ok(node) => node,
                Err(fault) => {
                    self.log.add(&node, Loss::Free, "references that lead nowhere", fault);
                    continue;
                }
            };
            match (status.parse::<u16>(), status) {
                (Ok(101), _) if draft.method == "get" => opens = Some(node),
                (Ok(code), _) if (200..300).contains(&code) => successes.push((code, node)),
                (Ok(code), _) if (400..600).contains(&code) => {
                    errors.push(code);
                    self.error_body(&node, draft);
                }
                (_, "2XX" | "2xx") => {
                    self.log.add(&node, Loss::Side, "ranges of statuses", "written as 200");
                    successes.push((200, node));
                }
                // Every error is read in the style of the operation, whatever its status.
                (_, "4XX" | "4xx" | "5XX" | "5xx") => self.error_body(&node, draft),
                (_, "default") => default = Some(node),
                _ => others.push(node),
            }
        }
        errors.sort_unstable();
        errors.dedup();
        if !errors.is_empty() {
            draft.entry.insert("errors".to_owned(), json!(errors));
        }
        match opens.filter(|_| successes.is_empty()) {
            Some(node) => {
                default.iter().for_each(|default| self.error_body(default, draft));
                self.stream(&node, draft);
            }
            None => self.success(successes, default, &others, draft),
        }
    }

    /// A web socket. Only our own export says which messages it carries.
    fn stream(&mut self, node: &Node<'d>, draft: &mut Draft<'d>) {
        let mut stream = Map::from_iter([("transport".to_owned(), json!("web_socket"))]);
        match draft.node.get("x-spec-stream") {
            Some(told) => {
                for (key, used) in [("messages", Use::Response), ("sends", Use::Request)] {
                    let Some(schema) = told.get(key) else { continue };
                    let Some(ty) = self.body_type(Some(&schema), &schema, draft, "Message") else { continue };
                    draft.uses.push((ty.clone(), used));
                    stream.insert(key.to_owned(), json!(ty));
                }
                let others = ["ping", "close"].into_iter();
                stream.extend(others.filter_map(|key| Some((key.to_owned(), told.value.get(key)?.clone()))));
            }
            None => {
                self.log.add(node, Loss::Free, "messages of web sockets", "written as `any`, in both directions");
                stream.extend(["messages", "sends"].map(|key| (key.to_owned(), json!("any"))));
            }
        }
        draft.entry.insert("stream".to_owned(), Value::Object(stream));
    }

    fn success(
        &mut self,
        mut successes: Vec<(u16, Node<'d>)>,
        default: Option<Node<'d>>,
        others: &[Node<'d>],
        draft: &mut Draft<'d>,
    ) {
        for node in others {
            let loss = if successes.is_empty() && default.is_none() { Loss::Out } else { Loss::Side };
            draft.is_out |= loss == Loss::Out;
            self.log.add(node, loss, "redirects, and other statuses below 200 or above 299", "left out");
        }
        if let Some(node) = default {
            if successes.is_empty() {
                self.log.add(&node, Loss::Side, "success as the default response", "written as 200");
                successes.push((200, node));
            } else {
                self.error_body(&node, draft);
            }
        }
        successes.sort_by_key(|(code, _)| *code);
        let chosen = successes.iter().position(|(_, node)| self.has_body(node)).unwrap_or(0);
        let Some((code, node)) = successes.get(chosen).cloned() else {
            if !draft.is_out {
                let place = draft.node.get("responses").unwrap_or_else(|| draft.node.clone());
                self.log.add(&place, Loss::Side, "success that is not documented", "written as 200 without a body");
                draft.entry.insert("responses".to_owned(), json!({ "200": {} }));
            }
            return;
        };
        let schema = self.response_schema(&node).map(|schema| unwrapped(&schema).node.key());
        for (index, (_, other)) in successes.iter().enumerate().filter(|(index, _)| *index != chosen) {
            let _ = index;
            let body = self.response_schema(other).map(|schema| unwrapped(&schema).node.key());
            let loss = if body.is_none() || body == schema { Loss::Side } else { Loss::Free };
            self.log.add(other, loss, "several success responses", format!("only {code} is written"));
        }
        self.response(code, &node, draft);
    }

    fn has_body(&self, node: &Node<'d>) -> bool {
        node.get("schema").is_some() || node.get("content").is_some_and(|content| !content.members().is_empty())
    }

    fn response_schema(&self, node: &Node<'d>) -> Option<Node<'d>> {
        let content = || node.get("content")?.members().into_iter().find_map(|(_, media)| media.get("schema"));
        node.get("schema").or_else(content)
    }

    fn response(&mut self, code: u16, node: &Node<'d>, draft: &mut Draft<'d>) {
        for (_, header) in node.get("headers").map(|headers| headers.members()).unwrap_or_default() {
            self.log.add(&header, Loss::Side, "headers of responses", "left out");
        }
        if let Some(links) = node.get("links") {
            self.log.add(&links, Loss::Side, "links", "left out");
        }
        let mut response = Map::new();
        let content = if self.documents.is_swagger() {
            self.swagger_response(node, &draft.node)
        } else {
            self.content(node, "media types of one response")
        };
        if let Some(content) = content {
            if draft.method == "head" || [204, 205].contains(&code) {
                self.log.add(&content.place, Loss::Side, "bodies where there are none", "left out");
            } else if content.encoding <= Encoding::OtherJson {
                let body = self.body_type(content.schema.as_ref(), &content.place, draft, "Response");
                if let Some(body) = body {
                    draft.uses.push((body.clone(), Use::Response));
                    response.insert("body".to_owned(), json!(body));
                }
                draft.examples[1] = content.example.clone();
                response.extend(content.media().map(|media| ("media".to_owned(), json!(media))));
            } else if [Encoding::Text, Encoding::Xml, Encoding::Bytes].contains(&content.encoding) {
                response.insert("body".to_owned(), json!(self.plain_body(&content, "responses")));
                response.extend(content.media().map(|media| ("media".to_owned(), json!(media))));
            } else {
                let message = "only `send_raw` returns the body";
                self.log.add(&content.place, Loss::Free, &content.encoding.construct("responses"), message);
            }
        }
        draft.entry.insert("responses".to_owned(), json!({ code.to_string(): response }));
    }

    fn swagger_response(&mut self, node: &Node<'d>, operation: &Node<'d>) -> Option<Content<'d>> {
        let schema = node.get("schema")?;
        let media = self.swagger_media(operation, "produces");
        let is_file = unwrapped(&schema).node.text("type") == Some("file");
        let (encoding, media) = match is_file {
            true => (Encoding::Bytes, media.into_iter().next().unwrap_or_default()),
            false => best(&media),
        };
        let example = node.get("examples").and_then(|examples| examples.value.get("application/json").cloned());
        Some(Content { place: node.clone(), encoding, media, schema: Some(schema), example })
    }

    /// Notes the schema of an error body.
    fn error_body(&mut self, node: &Node<'d>, draft: &mut Draft<'d>) {
        let json = |content: Node<'d>| {
            let members = content.members();
            let mut json = members.into_iter().filter(|(media, _)| Encoding::of(media) <= Encoding::OtherJson);
            json.find_map(|(_, media)| media.get("schema"))
        };
        if let Some(schema) = node.get("schema").or_else(|| node.get("content").and_then(json)) {
            draft.error_bodies.push(schema);
        }
    }

    /// Whether a schema is an object. What it refers to counts.
    pub(super) fn object(&self, node: &Node<'d>) -> Option<Flat<'d>> {
        let found = unwrapped(node);
        let flat = Flat::of(&found.node);
        (found.fault.is_none() && flat.kind() == Kind::Object).then_some(flat)
    }
}

/// The media type that the format can say best; JSON if there is none.
fn best(media: &[String]) -> (Encoding, String) {
    let best = media.iter().map(|media| (Encoding::of(media), media.clone())).min_by_key(|(encoding, _)| *encoding);
    best.unwrap_or_else(|| (Encoding::Json, String::new()))
}

/// The example of a body: its own, or the first of several, or that of its schema.
fn example_of(place: &Node<'_>) -> Option<Value> {
    let named = || {
        let (_, first) = place.get("examples")?.members().into_iter().next()?;
        first.resolved().ok()?.value.get("value").cloned()
    };
    let of_schema = || {
        let schema = unwrapped(&place.get("schema")?).node;
        schema.value.get("example").or_else(|| schema.value.get("examples")?.get(0)).cloned()
    };
    place.value.get("example").cloned().or_else(named).or_else(of_schema)
}
