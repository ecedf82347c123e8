//! What all operations share: addresses, credentials, error bodies.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::documents::Node;
use super::flat::{Flat, Kind};
use super::log::{Loss, Owner};
use super::operations::Draft;
use super::{Importer, docs, names};

/// Fields of error bodies that hold a code, without case and punctuation; the likeliest first.
const CODES: [&str; 15] = [
    "code",
    "errorcode",
    "errcode",
    "errorid",
    "type",
    "error",
    "errortype",
    "slug",
    "reason",
    "status",
    "name",
    "id",
    "statuscode",
    "title",
    "problem",
];

/// Fields that hold a message, likewise.
const MESSAGES: [&str; 14] = [
    "message",
    "errormessage",
    "errormsg",
    "msg",
    "errordescription",
    "description",
    "detail",
    "details",
    "error",
    "title",
    "reason",
    "text",
    "summary",
    "explanation",
];

/// Fields that hold an error body.
const WRAPPERS: [&str; 5] = ["error", "fault", "meta", "status", "err"];

/// Codes of the rejections of a server, which documents do not tell.
const REJECTIONS: [&str; 10] = [
    "invalid_request",
    "unauthorized",
    "forbidden",
    "route_not_found",
    "method_not_allowed",
    "timeout",
    "body_too_large",
    "unsupported_media_type",
    "internal",
    "not_implemented",
];

/// Names of the code and the message in an error body.
type Style = (String, String);

impl<'d> Importer<'d> {
    /// The hosts, and the one of each operation: those of the document, and those of single operations.
    pub(super) fn hosts(&mut self, drafts: &[Draft<'d>]) -> (Map<String, Value>, Vec<String>) {
        let root = self.documents.root();
        let mut entries = Map::new();
        let mut by_url: IndexMap<String, String> = IndexMap::new();
        let mut of_operations = Vec::new();
        for draft in drafts {
            let own = draft.servers.as_ref().filter(|servers| !servers.items().is_empty());
            let (url, place) =
                match own.or(root.get("servers").as_ref()).and_then(|servers| servers.items().first().cloned()) {
                    Some(server) => (address(&server), server),
                    None => (self.swagger_address(), root.clone()),
                };
            let known = by_url.get(&url).cloned();
            let id = known.unwrap_or_else(|| {
                let given = draft.node.text("x-spec-host").map(|host| names::snake(host, "api"));
                let id =
                    names::free(&given.unwrap_or_else(|| "api".to_owned()), "_", &entries.keys().cloned().collect());
                entries.insert(id.clone(), self.host(&url, &place));
                by_url.insert(url.clone(), id.clone());
                id
            });
            of_operations.push(id);
        }
        if entries.is_empty() {
            entries.insert("api".to_owned(), self.host("", &root));
        }
        if let Some(second) = root.get("servers").and_then(|servers| servers.items().get(1).cloned()) {
            self.log.add(&second, Loss::Guess, "several addresses", "the first is the example");
        }
        (entries, of_operations)
    }

    fn swagger_address(&self) -> String {
        let root = self.documents.root();
        let schemes = root.get("schemes").map(|node| node.items()).unwrap_or_default();
        let secure = schemes.iter().any(|node| node.value == "https") || schemes.is_empty();
        let scheme = if secure { "https" } else { "http" };
        let base = root.text("basePath").unwrap_or_default();
        root.text("host").map_or_else(|| base.to_owned(), |host| format!("{scheme}://{host}{base}"))
    }

    fn host(&mut self, url: &str, place: &Node<'d>) -> Value {
        let url = url.trim_end_matches('/');
        let has_host = url.starts_with("https://") || url.starts_with("http://");
        let is_plain = !url.contains(['{', '}', ' ', '?', '#', '<', '>']);
        let written = match (has_host && is_plain, url.starts_with('/') && is_plain) {
            (true, _) => url.to_owned(),
            (_, true) => format!("https://api.example.com{url}"),
            _ => "https://api.example.com".to_owned(),
        };
        if written != url {
            self.log.add(place, Loss::Guess, "addresses without a host", format!("written as {written}"));
        }
        json!({ "doc": docs::of([place.clone()], "host"), "source": self.cited(place), "explicit": written })
    }

    fn cited(&self, node: &Node<'d>) -> Value {
        docs::source(node, self.document_ids.get(node.file).map(String::as_str))
    }

    fn schemes(&self) -> Vec<(&'d str, Node<'d>)> {
        let root = self.documents.root();
        let schemes = root.get("components").and_then(|node| node.get("securitySchemes"));
        let schemes = schemes.or_else(|| root.get("securityDefinitions"));
        let resolved = |(name, node): (&'d str, Node<'d>)| Some((name, node.resolved().ok()?));
        schemes.map(|schemes| schemes.members()).unwrap_or_default().into_iter().filter_map(resolved).collect()
    }

    /// Whether a header, in lower case, holds credentials.
    pub(super) fn is_credential(&self, header: &str) -> bool {
        self.schemes().iter().any(|(_, node)| {
            node.text("type") == Some("apiKey")
                && node.text("in") == Some("header")
                && node.text("name").is_some_and(|name| name.eq_ignore_ascii_case(header))
        })
    }

    /// The authentication schemes by the names of the document: their names in the specification.
    pub(super) fn auth(&mut self) -> (Map<String, Value>, IndexMap<String, String>) {
        let mut entries = Map::new();
        let mut by_name = IndexMap::new();
        for (name, node) in self.schemes() {
            let header = |header: &str| json!({ "scheme": "header", "header": header });
            let entry = match (node.text("type"), node.text("in"), node.text("scheme")) {
                (Some("apiKey"), Some("header"), _) => header(node.text("name").unwrap_or("Authorization")),
                (Some("http"), _, Some(scheme)) if scheme.eq_ignore_ascii_case("bearer") => {
                    json!({ "scheme": "bearer" })
                }
                (Some("oauth2" | "openIdConnect"), ..) => json!({ "scheme": "bearer" }),
                (Some("basic"), ..) | (Some("http"), ..) => {
                    let message = "the caller writes the whole header `Authorization`";
                    self.log.add(&node, Loss::Guess, "basic authentication", message);
                    header("Authorization")
                }
                _ => {
                    self.log.add(
                        &node,
                        Loss::Guess,
                        "keys in the query or in cookies",
                        "requests are not authenticated",
                    );
                    continue;
                }
            };
            let wanted = names::snake(name, "key");
            let wanted = if specwright_rust::names::is_reserved(&wanted) { format!("{wanted}_key") } else { wanted };
            let id = names::free(&wanted, "_", &entries.keys().cloned().collect());
            let mut entry = entry.as_object().cloned().unwrap_or_default();
            entry.insert("doc".to_owned(), docs::of([node.clone()], "credential"));
            entry.insert("source".to_owned(), self.cited(&node));
            entries.insert(id.clone(), Value::Object(entry));
            by_name.insert(name.to_owned(), id);
        }
        (entries, by_name)
    }

    /// The scheme of an operation. `None`: no credentials.
    pub(super) fn auth_of(&mut self, draft: &Draft<'d>, by_name: &IndexMap<String, String>) -> Option<String> {
        let security = draft.node.get("security").or_else(|| self.documents.root().get("security"))?;
        let choices = security.items();
        if choices.is_empty() {
            return None;
        }
        let known = |choice: &Node<'d>| choice.members().iter().find_map(|(name, _)| by_name.get(*name).cloned());
        let found = choices.iter().find_map(known);
        self.log.enter(Owner::Operation(draft.index));
        let together = choices.iter().any(|choice| choice.members().len() > 1);
        if choices.iter().any(|choice| choice.members().is_empty()) {
            self.log.add(&security, Loss::Side, "optional authentication", "written as required");
        } else if choices.len() > 1 || together {
            self.log.add(&security, Loss::Side, "several authentication schemes", "the first one is written");
        }
        if found.is_none() {
            self.log.add(&security, Loss::Side, "keys in the query or in cookies", "requests are not authenticated");
        }
        if choices.iter().flat_map(Node::members).any(|(_, scopes)| !scopes.items().is_empty()) {
            self.log.add(&security, Loss::Side, "scopes", "left out");
        }
        self.log.leave();
        found
    }

    /// The error styles, and the one of each operation.
    pub(super) fn error_styles(&mut self, drafts: &[Draft<'d>]) -> (Map<String, Value>, Vec<String>) {
        let mut found: IndexMap<Style, (Option<Node<'d>>, usize)> = IndexMap::new();
        let mut of_operations = Vec::new();
        for draft in drafts {
            let mut own: IndexMap<Style, usize> = IndexMap::new();
            for node in &draft.error_bodies {
                let style = self.object(node).and_then(|flat| self.style(&flat, node, draft.index));
                if let Some(style) = style {
                    *own.entry(style.clone()).or_default() += 1;
                    found.entry(style).or_insert_with(|| (Some(node.clone()), 0)).1 += 1;
                }
            }
            if own.len() > 1 {
                self.log.enter(Owner::Operation(draft.index));
                self.log.add(&draft.node, Loss::Side, "errors of several forms", "the most frequent one is written");
                self.log.leave();
            }
            of_operations.push(own.into_iter().max_by_key(|(_, count)| *count).map(|(style, _)| style));
        }
        found.sort_by(|_, (_, one), _, (_, other)| other.cmp(one));
        if found.is_empty() {
            let root = self.documents.root();
            self.log.add(&root, Loss::Guess, "errors without a body", "written with `code` and `message`");
            found.insert(("code".to_owned(), "message".to_owned()), (None, 0));
        }
        let mut entries = Map::new();
        let mut by_style: IndexMap<Style, String> = IndexMap::new();
        for (style, (node, _)) in &found {
            let id = names::free(&self.style_name(node.as_ref()), "_", &entries.keys().cloned().collect());
            entries.insert(id.clone(), self.style_entry(style, node.as_ref()));
            by_style.insert(style.clone(), id);
        }
        let first = entries.keys().next().cloned().unwrap_or_default();
        let named = |style: Option<Style>| style.and_then(|style| by_style.get(&style).cloned());
        let of_operations = of_operations.into_iter().map(|style| named(style).unwrap_or_else(|| first.clone()));
        (entries, of_operations.collect())
    }

    /// The name of an error style: that of the schema, without the word for errors.
    fn style_name(&self, node: Option<&Node<'d>>) -> String {
        let schema = node.map(|node| super::flat::unwrapped(node).node);
        let name = schema.and_then(|schema| self.reserved.get(&schema.key()).map(|name| names::snake(name, "")));
        let name = name.unwrap_or_default();
        let short = name.strip_suffix("_error").or(name.strip_suffix("_error_response")).unwrap_or(&name);
        if ["", "error", "response"].contains(&short) { "standard".to_owned() } else { short.to_owned() }
    }

    fn style_entry(&self, (code, message): &Style, node: Option<&Node<'d>>) -> Value {
        let rejections: Map<String, Value> =
            REJECTIONS.iter().map(|rejection| ((*rejection).to_owned(), json!(rejection))).collect();
        let doc = docs::of(node.cloned(), "error body");
        let mut entry = Map::from_iter([
            ("doc".to_owned(), doc),
            ("code".to_owned(), json!(code)),
            ("message".to_owned(), json!(message)),
        ]);
        for (key, names) in
            [("detail", &["detail", "details", "hint"]), ("request_id", &["requestid", "traceid", "reqid"])]
        {
            let flat = node.and_then(|node| self.object(node)).filter(|_| !code.contains('.'));
            let field = flat.and_then(|flat| self.scalar(&flat, names, None));
            let field = field.filter(|field| field != code && field != message);
            entry.extend(field.map(|field| (key.to_owned(), json!(field))));
        }
        entry.extend(node.map(|node| ("source".to_owned(), self.cited(node))));
        entry.insert(
            super::COMMENT.to_owned(),
            json!("Guessed: the codes of rejections, which the document does not tell."),
        );
        entry.insert("rejections".to_owned(), Value::Object(rejections));
        Value::Object(entry)
    }

    /// The code and the message of an error body.
    fn style(&mut self, flat: &Flat<'d>, node: &Node<'d>, operation: usize) -> Option<Style> {
        let wrapped = || {
            let wrapper = flat.properties.keys().find(|name| WRAPPERS.contains(&plain(name).as_str()))?;
            Some((format!("{wrapper}."), self.object(flat.properties.get(wrapper)?)?))
        };
        let inner = wrapped();
        let (prefix, inside) = match &inner {
            Some((prefix, inner)) if self.scalar(inner, &MESSAGES, None).is_some() => (prefix.as_str(), inner),
            _ => ("", flat),
        };
        let code = self.scalar(inside, &CODES, None);
        let message = self.scalar(inside, &MESSAGES, code.as_deref());
        let message = message.or_else(|| self.scalar(inside, &MESSAGES, None));
        self.log.enter(Owner::Operation(operation));
        let style = match (code, message) {
            (Some(code), Some(message)) if code != message => Some((code, message)),
            (_, Some(message)) => {
                self.log.add(node, Loss::Side, "errors without a code", "written with `code`");
                Some(("code".to_owned(), message))
            }
            (Some(code), None) => {
                self.log.add(node, Loss::Side, "errors without a message", "written with `message`");
                Some((code, "message".to_owned()))
            }
            (None, None) => {
                self.log.add(node, Loss::Side, "errors of a form of their own", "read by the status");
                None
            }
        };
        self.log.leave();
        style.map(|(code, message)| (format!("{prefix}{code}"), format!("{prefix}{message}")))
    }

    /// The first of some fields that holds a plain value.
    fn scalar(&self, flat: &Flat<'d>, wanted: &[&str], except: Option<&str>) -> Option<String> {
        let is_scalar = |node: &Node<'d>| {
            let kind = Flat::of(&super::flat::unwrapped(node).node).kind();
            matches!(kind, Kind::String | Kind::Integer | Kind::Any | Kind::Number)
        };
        wanted.iter().find_map(|wanted| {
            let mut fields = flat.properties.iter();
            let is_it = |(name, node): &(&&str, &Node<'d>)| {
                plain(name) == *wanted && Some(**name) != except && !name.contains('.') && is_scalar(node)
            };
            fields.find(is_it).map(|(name, _)| (*name).to_owned())
        })
    }
}

/// A name without case and punctuation.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// The address of a server, with the defaults of its variables.
fn address(server: &Node<'_>) -> String {
    let mut url = server.text("url").unwrap_or_default().to_owned();
    for (name, variable) in server.get("variables").map(|variables| variables.members()).unwrap_or_default() {
        let default = variable.value.get("default").map(|value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        });
        url = url.replace(&format!("{{{name}}}"), default.as_deref().unwrap_or("example"));
    }
    url
}
