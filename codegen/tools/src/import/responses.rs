//! Responses: statuses of success and of errors, bodies, headers.

use serde_json::{Map, Value, json};
use specwright_language::ir::Media;

use super::bodies::{Content, Encoding};
use super::documents::Node;
use super::flat::{Flat, Kind, unwrapped};
use super::log::Loss;
use super::operations::{Draft, Use};
use super::{Importer, docs, names, types};

/// Headers that describe the body or the connection, and those of cross-origin requests, which no program reads.
const OF_THE_SERVER: [&str; 7] =
    ["content-type", "content-length", "content-disposition", "transfer-encoding", "connection", "date", "host"];

impl<'d> Importer<'d> {
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
        let (mut successes, mut errors) = (Vec::new(), Vec::<u16>::new());
        let (mut default, mut opens) = (None, None);
        let (mut others, mut unchanged) = (Vec::new(), None);
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
                (Ok(304), _) => unchanged = Some(node),
                (Ok(code), _) if (200..400).contains(&code) => successes.push((code, node)),
                (Ok(code), _) if (400..600).contains(&code) => {
                    errors.push(code);
                    self.error_body(&node, draft);
                }
                // Clients take every status of 2xx for a success.
                (_, "2XX" | "2xx") => {
                    self.log.add(&node, Loss::Guess, "ranges of statuses", "written as 200");
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
        if let Some(node) = unchanged {
            self.unchanged(node, &mut successes, draft);
        }
        match opens.filter(|_| successes.is_empty()) {
            Some(node) => {
                default.iter().for_each(|default| self.error_body(default, draft));
                self.stream(&node, draft);
            }
            None => self.success(successes, default, &others, draft),
        }
    }

    /// The status 304 is a success where a request can ask for it, or where no response has a body. Elsewhere it would make
    /// every body optional, for a response that no request causes.
    fn unchanged(&mut self, node: Node<'d>, successes: &mut Vec<(u16, Node<'d>)>, draft: &Draft<'d>) {
        if draft.entry.contains_key("conditional") {
            return;
        }
        let headers = draft.entry.get("headers").and_then(Value::as_object).into_iter().flatten();
        let mut names = headers.map(|(name, _)| name.to_ascii_lowercase());
        let asks = names.any(|name| ["if-none-match", "if-modified-since"].contains(&name.as_str()));
        if asks || !successes.iter().any(|(_, found)| self.has_body(found)) {
            successes.push((304, node));
        } else {
            let message = "no parameter asks for it";
            self.log.add(&node, Loss::Side, "responses that say that nothing changed", message);
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
            self.log.add(node, loss, "statuses below 200 and ranges of redirects", "left out");
        }
        let is_redirect = |(code, _): &(u16, Node<'d>)| *code >= 300;
        if let Some(node) = default {
            if successes.iter().all(is_redirect) {
                self.log.add(&node, Loss::Guess, "success as the default response", "written as 200");
                successes.push((200, node));
            } else {
                self.error_body(&node, draft);
            }
        }
        successes.sort_by_key(|(code, _)| *code);
        successes.dedup_by_key(|(code, _)| *code);
        let has_body = |found: &(u16, Node<'d>)| !is_redirect(found) && self.has_body(&found.1);
        let chosen = successes.iter().position(has_body).unwrap_or(0);
        if successes.is_empty() {
            if !draft.is_out {
                let place = draft.node.get("responses").unwrap_or_else(|| draft.node.clone());
                self.log.add(&place, Loss::Side, "success that is not documented", "written as 200 without a body");
                draft.entry.insert("responses".to_owned(), json!({ "200": {} }));
            }
            return;
        }
        let (code, node) = successes.remove(chosen);
        let usual = self.response(code, &node, draft);
        let is_events = usual.get("media").and_then(Value::as_str).is_some_and(|media| Media::EVENTS.contains(&media));
        if is_events && usual["body"] != "string" {
            for (_, other) in successes.drain(..) {
                self.log.add(&other, Loss::Side, "other responses beside streams of events", "left out");
            }
        }
        let mut entries = Map::from_iter([(code.to_string(), Value::Object(usual.clone()))]);
        let mut headers = usual.get("headers").cloned();
        for (other, found) in successes {
            let Some(mut entry) = self.other_success(other, &found, (&node, &usual), draft) else { continue };
            let own = self.response_headers(&found, draft).map(Value::from);
            if let Some(own) = own.filter(|own| *headers.get_or_insert_with(|| own.clone()) == *own) {
                draft.uses.push((own.as_str().unwrap_or_default().to_owned(), Use::Response));
                entry["headers"] = own;
            } else if found.get("headers").is_some() && headers.is_some() {
                self.log.add(&found, Loss::Side, "headers of further responses", "those of the usual one are written");
            }
            entries.insert(other.to_string(), entry);
        }
        let mut statuses: Vec<(String, Value)> = entries.into_iter().collect();
        statuses.sort_by(|(one, _), (other, _)| one.cmp(other));
        draft.entry.insert("responses".to_owned(), Value::Object(statuses.into_iter().collect()));
    }

    /// Another response of success: with the body of the usual one, another one, or none.
    fn other_success(
        &mut self,
        code: u16,
        found: &Node<'d>,
        (node, usual): (&Node<'d>, &Map<String, Value>),
        draft: &mut Draft<'d>,
    ) -> Option<Value> {
        let place = |schema: Option<Node<'d>>| schema.map(|schema| unwrapped(&schema).node.key());
        let (schema, usual_schema) = (self.response_schema(found), self.response_schema(node));
        let doc = found.text("description").and_then(docs::quoted);
        let mut entry = Map::from_iter(doc.map(|doc| ("doc".to_owned(), json!(doc))));
        if schema.is_none() || [204, 205].contains(&code) || code >= 300 {
            if schema.is_some() {
                self.log.add(found, Loss::Side, "bodies where there are none", "left out");
            }
            return Some(Value::Object(entry));
        }
        let hint = format!("{}Response{code}", names::pascal(&draft.id, "Operation"));
        let is_same = place(schema.clone()) == place(usual_schema) || {
            let typed = schema.map(|schema| self.schema(&schema, &hint).expression);
            typed.is_some_and(|typed| usual.get("body").is_some_and(|body| *body == typed))
        };
        let keys: &[&str] = if is_same { &["body", "media"] } else { &["media"] };
        entry.extend(keys.iter().filter_map(|key| Some(((*key).to_owned(), usual.get(*key)?.clone()))));
        if !is_same {
            let Some(own) = self.other_body(code, found, usual, draft) else {
                self.log.add(found, Loss::Free, "success responses of several types", "only the usual one is written");
                return None;
            };
            entry.insert("body".to_owned(), own);
        }
        Some(Value::Object(entry))
    }

    /// A body beside that of the usual response. Both are JSON of one media type.
    fn other_body(
        &mut self,
        code: u16,
        found: &Node<'d>,
        usual: &Map<String, Value>,
        draft: &mut Draft<'d>,
    ) -> Option<Value> {
        let content = self.response_content(found, draft)?;
        let media = content.media();
        let is_json = content.encoding <= Encoding::OtherJson && usual.get("body").is_some_and(|body| body != "file");
        if !is_json || media.as_deref() != usual.get("media").and_then(Value::as_str) || !self.has_outcome_name(draft) {
            return None;
        }
        let body = self.body_type(content.schema.as_ref(), &content.place, draft, &format!("Response{code}"))?;
        draft.uses.push((body.clone(), Use::Response));
        Some(json!(body))
    }

    /// Whether the type that all bodies become has the name that the format gives it.
    fn has_outcome_name(&mut self, draft: &mut Draft<'d>) -> bool {
        let name = format!("{}Outcome", names::pascal(&draft.id, "Operation"));
        draft.outcome || {
            draft.outcome = self.taken.claim(std::slice::from_ref(&name)) == name;
            draft.outcome
        }
    }

    fn response_content(&mut self, node: &Node<'d>, draft: &Draft<'d>) -> Option<Content<'d>> {
        if self.documents.is_swagger() {
            self.swagger_response(node, &draft.node)
        } else {
            self.content(node, "media types of one response")
        }
    }

    fn has_body(&self, node: &Node<'d>) -> bool {
        node.get("schema").is_some() || node.get("content").is_some_and(|content| !content.members().is_empty())
    }

    fn response_schema(&self, node: &Node<'d>) -> Option<Node<'d>> {
        let content = || node.get("content")?.members().into_iter().find_map(|(_, media)| media.get("schema"));
        node.get("schema").or_else(content)
    }

    fn response(&mut self, code: u16, node: &Node<'d>, draft: &mut Draft<'d>) -> Map<String, Value> {
        if let Some(links) = node.get("links") {
            self.log.add(&links, Loss::Side, "links", "left out");
        }
        let mut response = Map::new();
        if let Some(content) = self.response_content(node, draft) {
            if draft.method == "head" || [204, 205].contains(&code) || code >= 300 {
                self.log.add(&content.place, Loss::Side, "bodies where there are none", "left out");
            } else if content.encoding <= Encoding::OtherJson {
                let body = self.body_type(content.schema.as_ref(), &content.place, draft, "Response");
                if let Some(body) = body {
                    draft.uses.push((body.clone(), Use::Response));
                    response.insert("body".to_owned(), json!(body));
                }
                draft.examples[1] = content.example.clone();
                response.extend(content.media().map(|media| ("media".to_owned(), json!(media))));
            } else if let Some(event) = self.event(&content, draft) {
                let body = format!("list<{event}>");
                draft.uses.push((body.clone(), Use::Response));
                response.insert("body".to_owned(), json!(body));
                response.extend(content.media().map(|media| ("media".to_owned(), json!(media))));
                let end = content.place.value.get("x-spec-end");
                response.extend(end.map(|end| ("end".to_owned(), end.clone())));
            } else if [Encoding::Text, Encoding::Xml, Encoding::Bytes].contains(&content.encoding) {
                response.insert("body".to_owned(), json!(self.plain_body(&content, "responses")));
                response.extend(content.media().map(|media| ("media".to_owned(), json!(media))));
            } else {
                let message = "only `send_raw` returns the body";
                self.log.add(&content.place, Loss::Free, &content.encoding.construct("responses"), message);
            }
        }
        if let Some(headers) = self.response_headers(node, draft) {
            draft.uses.push((headers.clone(), Use::Response));
            response.insert("headers".to_owned(), json!(headers));
        }
        response
    }

    /// The type of an event, if a response is a stream of them.
    fn event(&mut self, content: &Content<'d>, draft: &Draft<'d>) -> Option<String> {
        let media = content.media()?;
        if content.encoding != Encoding::Events || !Media::EVENTS.contains(&media.as_str()) {
            return None;
        }
        let is_server_sent = media == Media::SERVER_SENT;
        let whole = content.place.get("itemSchema").or_else(|| content.schema.clone());
        let Some(schema) = whole else { return Some(if is_server_sent { "string" } else { "any" }.to_owned()) };
        let flat = Flat::of(&unwrapped(&schema).node);
        let is_list = flat.kind() == Kind::List && content.place.get("itemSchema").is_none();
        let schema = flat.items.clone().filter(|_| is_list).unwrap_or(schema);
        let (schema, is_text) = if is_server_sent { data_of(schema) } else { (schema, false) };
        if is_text {
            return Some("string".to_owned());
        }
        let expression = self.body_type(Some(&schema), &content.place, draft, "Event")?;
        Some(expression)
    }

    /// The struct with the headers of a response. Responses with the same headers share it.
    fn response_headers(&mut self, node: &Node<'d>, draft: &Draft<'d>) -> Option<String> {
        let place = node.get("headers")?;
        let mut fields = Map::new();
        for (name, header) in place.members() {
            let is_token = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
            let lower = name.to_ascii_lowercase();
            if OF_THE_SERVER.contains(&lower.as_str()) || lower.starts_with("access-control-") {
                continue;
            }
            if name.is_empty() || !name.chars().all(is_token) {
                self.log.add(&header, Loss::Side, "headers of responses with unusual names", "left out");
                continue;
            }
            let header = match header.resolved() {
                Ok(header) => header,
                Err(fault) => {
                    self.log.add(&header, Loss::Side, "references that lead nowhere", fault);
                    continue;
                }
            };
            let schema = if self.documents.is_swagger() { Some(header.clone()) } else { header.get("schema") };
            let hint = format!("{}{}", names::pascal(&draft.singular, ""), names::pascal(name, "Value"));
            let typed = schema.map(|schema| self.schema(&schema, &hint));
            let plain = typed.map(|typed| typed.expression).filter(|ty| self.is_plain(ty) && ty != "secret");
            if plain.is_none() {
                self.log.add(&header, Loss::Side, "lists and objects in headers of responses", "written as `string`");
            }
            let field = json!({
                "type": plain.unwrap_or_else(|| "string".to_owned()),
                "presence": "optional",
                "header": name,
                "doc": docs::of([header.clone()], "header"),
            });
            let used = fields.keys().cloned().collect();
            fields.insert(names::free(&names::snake(name, "header"), "_", &used), field);
        }
        if fields.is_empty() {
            return None;
        }
        let types = fields.values().map(|field| format!("{} {}", field["header"], field["type"]));
        let shape = format!("headers {}", types.collect::<Vec<_>>().join(", "));
        if let Some(known) = self.by_shape.get(&shape) {
            return Some(known.clone());
        }
        let stem = format!("{}Headers", names::pascal(&draft.id, "Operation"));
        let name = self.taken.claim(&[stem]);
        let document = (place.file != 0).then(|| self.document_ids[place.file].as_str());
        let entry = Map::from_iter([
            ("doc".to_owned(), json!("Headers of a response.")),
            ("source".to_owned(), docs::source(&place, document)),
            ("fields".to_owned(), Value::Object(fields)),
        ]);
        self.by_shape.insert(shape, name.clone());
        self.types.insert(name.clone(), types::Draft { entry, nullable: false });
        Some(name)
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
}

/// The schema of what is in an event, and whether it is a string as it is. A schema may describe the fields of events.
fn data_of(event: Node<'_>) -> (Node<'_>, bool) {
    let flat = Flat::of(&unwrapped(&event).node);
    let Some(data) = flat.properties.get("data").filter(|_| flat.kind() == Kind::Object) else {
        return (event, flat.kind() == Kind::String);
    };
    let is_field = |name: &&str| ["data", "event", "id", "retry", "comment"].contains(name);
    if !flat.properties.keys().all(is_field) {
        return (event, false);
    }
    let inner = Flat::of(&unwrapped(data).node);
    match inner.keywords.get("contentSchema") {
        Some(schema) => (schema.clone(), false),
        None => (data.clone(), inner.kind() == Kind::String),
    }
}
