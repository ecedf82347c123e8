//! Bodies of requests and responses.

use serde_json::{Value, json};
use specwright_language::ir::Media;

use super::documents::Node;
use super::flat::{Flat, Kind, unwrapped};
use super::log::Loss;
use super::operations::{Draft, Use};
use super::types::Form;
use super::{Importer, names};

/// How a body is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Encoding {
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
    pub(super) fn of(media: &str) -> Encoding {
        let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match media.as_str() {
            "application/json" | "*/*" | "application/*" | "text/json" => Encoding::Json,
            "multipart/form-data" => Encoding::Multipart,
            "application/x-www-form-urlencoded" => Encoding::Form,
            "text/event-stream" | "application/x-ndjson" | "application/jsonl" | "application/json-seq" => {
                Encoding::Events
            }
            "application/xml" | "text/xml" => Encoding::Xml,
            media if Media::is_json_type(media) => Encoding::OtherJson,
            media if media.ends_with("+xml") => Encoding::Xml,
            media if media.starts_with("text/") || media.ends_with("yaml") => Encoding::Text,
            _ => Encoding::Bytes,
        }
    }

    pub(super) fn construct(self, direction: &str) -> String {
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
    pub(super) encoding: Encoding,
    /// The media type, as it is in the document.
    media: String,
    pub(super) schema: Option<Node<'d>>,
    pub(super) example: Option<Value>,
}

impl Content<'_> {
    /// The media type as specifications have it. `None`: JSON, and what has no other name.
    pub(super) fn media(&self) -> Option<String> {
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
                // A file that a document calls JSON is a file.
                let is_file = self.encoding == Encoding::Bytes && Media::is_json_type(&name);
                Some(if is_valid && !is_file { name } else { "application/octet-stream".to_owned() })
            }
        }
    }
}

impl<'d> Importer<'d> {
    /// The body of an operation.
    pub(super) fn request_body(&mut self, draft: &mut Draft<'d>) {
        let found = if self.documents.is_swagger() { self.swagger_body(draft) } else { self.content_body(draft) };
        let Some((content, required)) = found else { return };
        if ["head", "trace"].contains(&draft.method) {
            draft.is_out |= required;
            let loss = if required { Loss::Out } else { Loss::Free };
            return self.log.add(&content.place, loss, "bodies of HEAD and TRACE", "left out");
        }
        let says_nothing = content
            .schema
            .as_ref()
            .is_some_and(|schema| schema.get("properties").is_some_and(|properties| properties.members().is_empty()));
        if draft.method == "get" && says_nothing {
            return self.log.add(&content.place, Loss::Side, "bodies of GET that say nothing", "left out");
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
    pub(super) fn plain_body(&mut self, content: &Content<'d>, direction: &str) -> String {
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
    pub(super) fn body_type(
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
    pub(super) fn content(&mut self, body: &Node<'d>, several: &str) -> Option<Content<'d>> {
        let content = body.get("content")?;
        let all: Vec<(Encoding, Node<'d>)> =
            content.members().into_iter().map(|(media, node)| (encoding_of(media, &node), node)).collect();
        let (encoding, place) = all.iter().min_by_key(|(encoding, _)| *encoding)?;
        let has_events = all.iter().any(|(encoding, _)| *encoding == Encoding::Events);
        if all.len() > 1 && has_events && *encoding <= Encoding::OtherJson {
            let message = "the value; `send_raw` returns events unread";
            self.log.add(&content, Loss::Side, "a value or a stream of events", message);
        } else if all.len() > 1 {
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

    pub(super) fn swagger_media(&self, operation: &Node<'d>, key: &str) -> Vec<String> {
        let list = operation.get(key).or_else(|| self.documents.root().get(key));
        let texts =
            |node: Node<'d>| node.items().iter().filter_map(|item| item.value.as_str().map(str::to_owned)).collect();
        list.map(texts).unwrap_or_default()
    }

    /// The content of a response of Swagger 2.0.
    pub(super) fn swagger_response(&mut self, node: &Node<'d>, operation: &Node<'d>) -> Option<Content<'d>> {
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

    /// Whether a schema is an object. What it refers to counts.
    pub(super) fn object(&self, node: &Node<'d>) -> Option<Flat<'d>> {
        let found = unwrapped(node);
        let flat = Flat::of(&found.node);
        (found.fault.is_none() && flat.kind() == Kind::Object).then_some(flat)
    }
}

/// How a body is encoded. A range of media types is a file if the schema is one or says nothing, and JSON otherwise.
fn encoding_of(media: &str, place: &Node<'_>) -> Encoding {
    let is_file = || {
        let Some(schema) = place.get("schema") else { return true };
        let schema = unwrapped(&schema).node;
        let flat = Flat::of(&schema);
        flat.kind() == Kind::File
            || flat.format() == Some("binary")
            || schema.value.as_object().is_some_and(|keywords| keywords.is_empty())
    };
    match Encoding::of(media) {
        Encoding::Json if media.ends_with("/*") && is_file() => Encoding::Bytes,
        encoding => encoding,
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
