//! What all operations share: addresses, credentials, error bodies.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use specwright_language::ir::Parameter;

use super::documents::Node;
use super::flat::{Flat, Kind, unwrapped};
use super::log::{Loss, Owner};
use super::operations::Draft;
use super::parameters::is_of_the_client;
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

/// Fields that hold a list of errors.
const LISTS: [&str; 5] = ["errors", "messages", "details", "issues", "faults"];

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
type Style = (Option<String>, Option<String>);

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

    /// Whether a parameter holds credentials: any of them in headers, elsewhere those that the operation accepts.
    pub(super) fn is_credential(&self, place: &str, name: &str, operation: &Node<'d>) -> bool {
        let security = operation.get("security").or_else(|| self.documents.root().get("security"));
        let choices = security.map(|security| security.items()).unwrap_or_default();
        let accepted: Vec<&str> = choices.iter().flat_map(Node::members).map(|(name, _)| name).collect();
        self.schemes().iter().any(|(scheme, node)| {
            let is_same = match place {
                "header" => node.text("name").is_some_and(|own| own.eq_ignore_ascii_case(name)),
                _ => node.text("name") == Some(name) && accepted.contains(scheme),
            };
            node.text("type") == Some("apiKey") && node.text("in") == Some(place) && is_same
        })
    }

    /// Adds the keys that requests need beside their credentials, as parameters.
    pub(super) fn further_credentials(&mut self, drafts: &mut [Draft<'d>]) {
        let schemes = self.schemes();
        let is_sent = |name: &&'d str| {
            let node = schemes.iter().find(|(known, _)| known == name).map(|(_, node)| node);
            node.is_some_and(|node| node.text("type") != Some("mutualTLS"))
        };
        let needed = |draft: &Draft<'d>| -> Vec<Vec<&'d str>> {
            let security = draft.node.get("security").or_else(|| self.documents.root().get("security"));
            let choices = security.map(|security| security.items()).unwrap_or_default();
            let names = |choice: &Node<'d>| -> Vec<&'d str> {
                choice.members().into_iter().map(|(name, _)| name).filter(is_sent).collect()
            };
            choices.iter().map(names).collect()
        };
        let needed: Vec<Vec<Vec<&'d str>>> = drafts.iter().map(needed).collect();
        let first: BTreeSet<&str> = needed.iter().flatten().filter_map(|names| names.first().copied()).collect();
        for (draft, choices) in drafts.iter_mut().zip(&needed) {
            for name in choices.iter().flat_map(|names| names.iter().skip(1)).filter(|name| !first.contains(*name)) {
                let Some((_, node)) = schemes.iter().find(|(known, _)| known == name) else { continue };
                let wire = node.text("name").filter(|wire| Parameter::is_token(wire) && !is_of_the_client(wire));
                let key = match (node.text("type"), node.text("in")) {
                    (Some("apiKey"), Some("header")) => "headers",
                    (Some("apiKey"), Some("query")) => "query",
                    _ => continue,
                };
                let Some(wire) = wire else { continue };
                let doc = docs::of([node.clone()], "credential");
                let entry = json!({ "type": "secret", "presence": "optional", "doc": doc });
                if let Value::Object(entries) = draft.entry.entry(key).or_insert_with(|| json!({})) {
                    entries.entry(wire).or_insert(entry);
                    self.further_schemes.insert(*name);
                }
            }
        }
    }

    /// The authentication schemes by the names of the document: their names in the specification.
    pub(super) fn auth(&mut self) -> (Map<String, Value>, IndexMap<String, String>) {
        let mut entries = Map::new();
        let mut by_name = IndexMap::new();
        let is_scheme = |(name, _): &(&'d str, Node<'d>)| !self.further_schemes.contains(name);
        for (name, node) in self.schemes().into_iter().filter(is_scheme) {
            let key = |place: &str, usual: &str| {
                // Names of query parameters are encoded.
                let fits = |name: &&str| !name.is_empty() && (place == "query" || Parameter::is_token(name));
                json!({ "scheme": place, place: node.text("name").filter(fits).unwrap_or(usual) })
            };
            let http = node.text("scheme").unwrap_or_default().to_ascii_lowercase();
            let entry = match (node.text("type"), node.text("in"), http.as_str()) {
                (Some("apiKey"), Some("query"), _) => key("query", "key"),
                (Some("apiKey"), Some("cookie"), _) => key("cookie", "session"),
                (Some("apiKey"), ..) => match node.text("name") {
                    // A cookie that the document describes as a header.
                    Some(name) if name.eq_ignore_ascii_case("cookie") => {
                        self.log.add(&node, Loss::Guess, "cookies as a header", "one cookie, `session`");
                        json!({ "scheme": "cookie", "cookie": "session" })
                    }
                    _ => key("header", "Authorization"),
                },
                (Some("basic"), ..) | (Some("http"), _, "basic") => json!({ "scheme": "basic" }),
                (Some("http"), _, "bearer") | (Some("oauth2" | "openIdConnect"), ..) => json!({ "scheme": "bearer" }),
                (Some("http"), ..) => {
                    let message = "the caller writes the whole header `Authorization`";
                    self.log.add(
                        &node,
                        Loss::Guess,
                        "authentication schemes of HTTP with a name of their own",
                        message,
                    );
                    json!({ "scheme": "header", "header": "Authorization" })
                }
                _ => {
                    let message = "requests are not authenticated";
                    self.log.add(&node, Loss::Guess, "authentication outside of requests", message);
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

    /// The scheme of an operation, or several in a list. `open`: no credentials.
    ///
    /// Scopes become permissions, if all alternatives need the same ones.
    pub(super) fn auth_of(
        &mut self,
        draft: &Draft<'d>,
        by_name: &IndexMap<String, String>,
        open: &str,
    ) -> (Value, Vec<String>) {
        let security = draft.node.get("security").or_else(|| self.documents.root().get("security"));
        let Some(security) = security.filter(|security| !security.items().is_empty()) else {
            return (json!(open), Vec::new());
        };
        let choices = security.items();
        let mut accepted: Vec<String> = Vec::new();
        let mut is_optional = false;
        self.log.enter(Owner::Operation(draft.index));
        for choice in &choices {
            let schemes = choice.members();
            is_optional |= schemes.is_empty();
            let known = schemes.iter().find_map(|(name, _)| by_name.get(*name).cloned());
            if known.is_none() && !schemes.is_empty() {
                self.log.add(choice, Loss::Side, "authentication outside of requests", "left out");
            }
            if schemes.len() > 1 {
                let message = "the first one is written; keys in headers and queries are parameters";
                self.log.add(choice, Loss::Side, "several credentials in one request", message);
            }
            accepted.extend(known.filter(|known| !accepted.contains(known)));
        }
        let scopes = choices.iter().flat_map(Node::members).map(|(_, scopes)| {
            let names = scopes.items().into_iter().filter_map(|scope| scope.value.as_str().map(str::to_owned));
            names.filter(|name| !name.is_empty()).collect::<BTreeSet<String>>()
        });
        let scopes: BTreeSet<BTreeSet<String>> = scopes.filter(|scopes| !scopes.is_empty()).collect();
        if scopes.len() > 1 {
            self.log.add(&security, Loss::Side, "scopes of which one is needed", "left out");
        }
        self.log.leave();
        let needed = scopes.into_iter().collect::<Vec<_>>();
        let needed = if let [only] = needed.as_slice() { only.iter().cloned().collect() } else { Vec::new() };
        if is_optional || accepted.is_empty() {
            accepted.push(open.to_owned());
        }
        (if accepted.len() == 1 { json!(accepted[0]) } else { json!(accepted) }, needed)
    }

    /// What a permission allows, in the words of the scheme whose scope it is.
    pub(super) fn permission(&self, name: &str) -> Value {
        let of_flows = |node: &Node<'d>| {
            let flows = node.get("flows").map(|flows| flows.members()).unwrap_or_default();
            flows.into_iter().filter_map(|(_, flow)| flow.get("scopes")).collect::<Vec<_>>()
        };
        let scopes = self.schemes().into_iter().flat_map(|(_, node)| {
            let own = node.get("scopes");
            own.into_iter().chain(of_flows(&node))
        });
        let mut described = scopes.filter_map(|scopes| scopes.value.get(name)?.as_str().and_then(docs::quoted));
        json!({ "doc": described.next().unwrap_or_else(|| docs::later("permission")) })
    }

    /// The error styles, and those of each operation: one, or several in a list, the most frequent first.
    pub(super) fn error_styles(&mut self, drafts: &[Draft<'d>]) -> (Map<String, Value>, Vec<Value>) {
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
            own.sort_by(|_, one, _, other| other.cmp(one));
            of_operations.push(own.into_keys().collect::<Vec<Style>>());
        }
        found.sort_by(|_, (_, one), _, (_, other)| other.cmp(one));
        if found.is_empty() {
            let root = self.documents.root();
            self.log.add(&root, Loss::Guess, "errors without a body", "written with `code` and `message`");
            found.insert((Some("code".to_owned()), Some("message".to_owned())), (None, 0));
        }
        let mut entries = Map::new();
        let mut by_style: IndexMap<Style, String> = IndexMap::new();
        for (style, (node, _)) in &found {
            let id = names::free(&self.style_name(node.as_ref()), "_", &entries.keys().cloned().collect());
            entries.insert(id.clone(), self.style_entry(style, node.as_ref()));
            by_style.insert(style.clone(), id);
        }
        let first = entries.keys().next().cloned().unwrap_or_default();
        let named = |styles: Vec<Style>| {
            let names: Vec<&String> = styles.iter().filter_map(|style| by_style.get(style)).collect();
            match names.as_slice() {
                [] => json!(first),
                [only] => json!(only),
                several => json!(several),
            }
        };
        (entries, of_operations.into_iter().map(named).collect())
    }

    /// The name of an error style: that of the schema, without the word for errors.
    fn style_name(&self, node: Option<&Node<'d>>) -> String {
        let schema = node.map(|node| unwrapped(node).node);
        let name = schema.and_then(|schema| self.reserved.get(&schema.key()).map(|name| names::snake(name, "")));
        let name = name.unwrap_or_default();
        let short = name.strip_suffix("_error").or(name.strip_suffix("_error_response")).unwrap_or(&name);
        if ["", "error", "response"].contains(&short) { "standard".to_owned() } else { short.to_owned() }
    }

    fn style_entry(&self, (code, message): &Style, node: Option<&Node<'d>>) -> Value {
        let rejections: Map<String, Value> =
            REJECTIONS.iter().map(|rejection| ((*rejection).to_owned(), json!(rejection))).collect();
        let doc = docs::of(node.cloned(), "error body");
        let mut entry = Map::from_iter([("doc".to_owned(), doc)]);
        for (key, path) in [("code", code), ("message", message)] {
            entry.extend(path.as_ref().map(|path| (key.to_owned(), json!(path))));
        }
        let is_inside = [code, message].into_iter().flatten().any(|path| path.contains('.'));
        for (key, names) in
            [("detail", &["detail", "details", "hint"]), ("request_id", &["requestid", "traceid", "reqid"])]
        {
            let flat = node.and_then(|node| self.object(node)).filter(|_| !is_inside);
            let field = flat.and_then(|flat| self.scalar(&flat, names, None));
            let field = field.filter(|field| ![code, message].contains(&&Some(field.clone())));
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

    /// The code and the message of an error body, by their paths.
    fn style(&mut self, flat: &Flat<'d>, node: &Node<'d>, operation: usize) -> Option<Style> {
        let wrapped = self.wrapped(flat);
        let (prefix, inside) = wrapped.as_ref().map_or(("", flat), |(prefix, inner)| (prefix.as_str(), inner));
        let code = self.scalar(inside, &CODES, None);
        let message = self.scalar(inside, &MESSAGES, code.as_deref());
        // A single field that could be both tells what went wrong.
        let (code, message) = match (code, message) {
            (Some(code), None) if MESSAGES.contains(&plain(&code).as_str()) => (None, Some(code)),
            other => other,
        };
        if code.is_none() && message.is_none() {
            self.log.enter(Owner::Operation(operation));
            self.log.add(node, Loss::Side, "errors of a form of their own", "read by the status");
            self.log.leave();
            return None;
        }
        let path = |name: String| format!("{prefix}{name}");
        Some((code.map(path), message.map(path)))
    }

    /// The object with code and message inside of an error body, or the items of the only list of such objects.
    fn wrapped(&self, flat: &Flat<'d>) -> Option<(String, Flat<'d>)> {
        let tells = |inner: &Flat<'d>| self.scalar(inner, &MESSAGES, None).is_some();
        let is_wrapper = |(name, _): &(&&'d str, &Node<'d>)| WRAPPERS.contains(&plain(name).as_str());
        if let Some((name, node)) = flat.properties.iter().find(is_wrapper)
            && let Some(inner) = self.object(node).filter(tells)
        {
            return Some((format!("{name}."), inner));
        }
        if tells(flat) {
            return None;
        }
        let is_list = |(name, _): &(&&'d str, &Node<'d>)| LISTS.contains(&plain(name).as_str());
        let (name, node) = flat.properties.iter().find(is_list)?;
        let items = unwrapped(node).node.get("items")?;
        Some((format!("{name}[]."), self.object(&items).filter(tells)?))
    }

    /// The first of some fields that holds a plain value.
    fn scalar(&self, flat: &Flat<'d>, wanted: &[&str], except: Option<&str>) -> Option<String> {
        let is_scalar = |node: &Node<'d>| {
            let kind = Flat::of(&unwrapped(node).node).kind();
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
