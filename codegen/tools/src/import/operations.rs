//! Paths to operations: names, groups, routes, responses.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::documents::{Node, decoded};
use super::log::{Loss, Owner};
use super::names;
use super::{Importer, docs, ours};

/// Methods that operations may have.
const METHODS: [&str; 9] = ["get", "head", "post", "put", "patch", "delete", "options", "trace", "query"];

/// How documents before OpenAPI 3.2 have the newest method.
const QUERY: &str = "x-query";

/// Where a type is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// In the JSON body of a request that changes something.
    Update,
    /// In another request.
    Request,
    /// In a response.
    Response,
}

/// An operation that is being made.
#[derive(Debug)]
pub(super) struct Draft<'d> {
    /// Its place in the document.
    pub(super) node: Node<'d>,
    /// Its number among those of the document.
    pub(super) index: usize,
    pub(super) id: String,
    pub(super) group: String,
    /// One of what the group is about, in snake case.
    pub(super) singular: String,
    pub(super) method: &'d str,
    pub(super) path: String,
    /// The path as a key of the document, with what tells it from others there.
    pub(super) key: &'d str,
    pub(super) path_parameters: Vec<String>,
    /// Patterns of parameters that are sent as the whole segment, because it has several without text between them.
    pub(super) whole_segments: BTreeMap<String, String>,
    /// The entry of the specification.
    pub(super) entry: Map<String, Value>,
    /// Parameters of Swagger that are in the body.
    pub(super) form: Vec<Node<'d>>,
    /// Type expressions and where they are used.
    pub(super) uses: Vec<(String, Use)>,
    /// Schemas of error bodies.
    pub(super) error_bodies: Vec<Node<'d>>,
    /// Request body and response body of an example.
    pub(super) examples: [Option<Value>; 2],
    /// Its own addresses.
    pub(super) servers: Option<Node<'d>>,
    /// Whether the operation cannot be said.
    pub(super) is_out: bool,
    /// Whether the responses have bodies of several types.
    pub(super) outcome: bool,
}

/// An operation of the document, before anything of it is read.
pub(super) struct Listed<'d> {
    item: Node<'d>,
    node: Node<'d>,
    method: &'d str,
    key: &'d str,
    path: String,
    tag: String,
}

impl<'d> Importer<'d> {
    /// The operations of the document.
    pub(super) fn listed(&mut self) -> Vec<Listed<'d>> {
        let root = self.documents.root();
        let mut listed = Vec::new();
        for (path, item) in root.get("paths").map(|paths| paths.members()).unwrap_or_default() {
            if path.starts_with("x-") {
                continue;
            }
            let item = match item.resolved() {
                Ok(item) => item,
                Err(fault) => {
                    self.log.add(&item, Loss::Out, "references that lead nowhere", fault);
                    continue;
                }
            };
            let own = item.get("additionalOperations").map(|own| own.members()).unwrap_or_default();
            let known = |(key, _): &(&str, Node<'d>)| METHODS.contains(key) || *key == QUERY;
            for (method, node) in item.members().into_iter().filter(known).chain(own) {
                let same = |known: &&&str| known.eq_ignore_ascii_case(method);
                let method =
                    METHODS.iter().find(same).copied().unwrap_or(if method == QUERY { "query" } else { method });
                // An operation may be in a file of its own.
                match node.resolved() {
                    Ok(node) => {
                        let (key, (path, _)) = (path, taken_apart(path));
                        let tag = group_of(&node, &path);
                        listed.push(Listed { item: item.clone(), node, method, key, path, tag });
                    }
                    Err(fault) => self.log.add(&node, Loss::Out, "references that lead nowhere", fault),
                }
            }
        }
        for key in ["webhooks", "x-webhooks"] {
            for (_, node) in root.get(key).map(|node| node.members()).unwrap_or_default() {
                self.log.add(&node, Loss::Side, "webhooks", "left out");
            }
        }
        listed
    }

    /// Makes the operations.
    pub(super) fn operations(&mut self, listed: &[Listed<'d>]) -> Vec<Draft<'d>> {
        for operation in listed {
            self.operation_names.take(&operation.tag);
        }
        for reserved in ["operations", self.family.clone().as_str()] {
            self.operation_names.take(reserved);
        }
        let mut methods: BTreeSet<(String, String)> = BTreeSet::new();
        let mut drafts = Vec::new();
        for (index, operation) in listed.iter().enumerate() {
            self.log.enter(Owner::Operation(index));
            let mut draft = self.draft(index, operation);
            if let Some(method) = draft.id.strip_prefix(&format!("{}_", draft.group)) {
                let legal = specwright_rust::names::is_rust_value_name(method);
                if legal && method.len() > 1 && methods.insert((draft.group.clone(), method.to_owned())) {
                    draft.entry.insert("rust_method".to_owned(), json!(method));
                }
            }
            draft.entry.extend(ours::of_operation(&operation.node, operation.method));
            self.released(&operation.node, &mut draft.entry);
            if !draft.is_out {
                self.parameters(&operation.item, &operation.node, &mut draft);
                self.request_body(&mut draft);
                self.responses(&mut draft);
            }
            self.log.leave();
            drafts.push(draft);
        }
        drafts
    }

    fn draft(&mut self, index: usize, operation: &Listed<'d>) -> Draft<'d> {
        let Listed { node, method, key, path, tag, .. } = operation;
        let wanted = match node.text("operationId").filter(|id| id.chars().any(|c| c.is_ascii_alphabetic())) {
            Some(id) => names::snake(id, "operation"),
            None => named_by_route(method, path),
        };
        let id = self.operation_names.claim_snake(&wanted);
        let (mut entry, mut is_out) = (Map::new(), false);
        let (mut names, mut whole_segments) = (Vec::new(), BTreeMap::new());
        match route(path) {
            Ok((path, whole)) => {
                names = path_parameters(&path);
                entry.insert("http".to_owned(), json!(format!("{} {path}", method.to_ascii_uppercase())));
                if !whole.is_empty() {
                    let message = "without text between them, the first one is the whole segment, with a pattern";
                    self.log.add(node, Loss::Side, SEVERAL, message);
                }
                whole_segments = whole;
            }
            Err(construct) => {
                self.log.add(node, Loss::Out, construct, format!("`{path}`"));
                is_out = true;
            }
        }
        if !METHODS.contains(method) {
            self.log.add(node, Loss::Out, "methods such as CONNECT", "left out");
            is_out = true;
        }
        let texts = [node.text("summary"), node.text("description")];
        let doc = texts.into_iter().flatten().find_map(docs::quoted).unwrap_or_else(|| docs::later("operation"));
        entry.insert("doc".to_owned(), json!(doc));
        let document = (node.file != 0).then(|| self.document_ids[node.file].as_str());
        entry.insert("source".to_owned(), docs::source(node, document));
        if node.flag("deprecated") {
            entry.insert("deprecated".to_owned(), json!("The document does not say what replaces it."));
        }
        if let Some(place) = node.get("callbacks") {
            self.log.add(&place, Loss::Side, "callbacks", "left out");
        }
        Draft {
            node: node.clone(),
            index,
            id,
            group: tag.clone(),
            singular: names::singular(tag).unwrap_or_else(|| tag.clone()),
            method,
            path: path.clone(),
            key,
            path_parameters: names,
            whole_segments,
            entry,
            form: Vec::new(),
            uses: Vec::new(),
            error_bodies: Vec::new(),
            examples: [None, None],
            servers: node.get("servers").or_else(|| operation.item.get("servers")),
            is_out,
            outcome: false,
        }
    }
}

/// The path and the query of a key without its fragment, which is not sent. A query with parameters in braces is not taken
/// apart.
pub(super) fn taken_apart(key: &str) -> (String, Vec<(String, String)>) {
    let key = key.split('#').next().unwrap_or_default();
    let Some((path, query)) = key.split_once('?').filter(|(_, query)| !query.contains(['{', '}'])) else {
        return (key.to_owned(), Vec::new());
    };
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    (path.to_owned(), pairs.map(|(name, value)| (decoded(name), decoded(value))).collect())
}

/// The names of the parameters of a path.
fn path_parameters(path: &str) -> Vec<String> {
    let inside = path.split('{').skip(1).filter_map(|part| part.split_once('}'));
    inside.map(|(name, _)| name.to_owned()).collect()
}

/// Segments that the format does not have.
const SEVERAL: &str = "parameters of a segment that are not apart";

/// The path as a route, with the patterns of segments whose parameters are not apart; or the construct that the format
/// does not have.
fn route(path: &str) -> Result<(String, BTreeMap<String, String>), &'static str> {
    let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
    if path.contains('?') {
        return Err("paths with parameters of the query");
    }
    let (inner, slash) = path.strip_suffix('/').map_or((path.as_str(), ""), |inner| (inner, "/"));
    let mut whole = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut written = String::new();
    let literal = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "-._~:@!$*+,;=()".contains(c));
    for part in inner.split('/').skip(1) {
        written.push('/');
        if let Some(names) = within(part, literal) {
            if names.into_iter().any(|name| !seen.insert(name.to_owned())) {
                return Err("paths with one parameter twice");
            }
            written.push_str(part);
            continue;
        }
        let name = match part.contains(['{', '}']) {
            true => {
                let (name, pattern) = segment(part).ok_or(SEVERAL)?;
                whole.insert(name.clone(), pattern);
                Some(name)
            }
            false => None,
        };
        match name {
            Some(name) if !seen.insert(name.clone()) => return Err("paths with one parameter twice"),
            Some(name) => written.push_str(&format!("{{{name}}}")),
            None if part.is_empty() => return Err("paths with an empty segment"),
            // Clients resolve them, also if they are encoded.
            None if [".", ".."].contains(&decoded(part).as_str()) => return Err("paths with `.` or `..` as a segment"),
            None => written.push_str(&encoded(part, literal)),
        }
    }
    Ok((written + slash, whole))
}

/// A segment in which what cannot be in a path is percent-encoded, and nothing else.
fn encoded(part: &str, is_literal: impl Fn(&str) -> bool) -> String {
    let mut written = String::new();
    for byte in decoded(part).bytes() {
        match char::from(byte) {
            c if c.is_ascii() && is_literal(&c.to_string()) => written.push(c),
            _ => written.push_str(&format!("%{byte:02X}")),
        }
    }
    written
}

/// The parameters of a segment, if there is text between them.
fn within(part: &str, is_literal: impl Fn(&str) -> bool) -> Option<Vec<&str>> {
    let mut pieces = part.split('{');
    let before = pieces.next().filter(|before| is_literal(before));
    let values: Vec<_> = pieces.map(|piece| piece.split_once('}')).collect::<Option<_>>()?;
    let (_, inner) = values.split_last()?;
    let are_apart = inner.iter().all(|(_, after)| !after.is_empty());
    let are_values = values.iter().all(|(name, after)| !name.is_empty() && is_literal(after));
    (before.is_some() && are_apart && are_values).then(|| values.into_iter().map(|(name, _)| name).collect())
}

/// The first parameter of a segment that has several, and the pattern of the whole: `{a}..{b}` → `^.+\.\..+$`.
fn segment(part: &str) -> Option<(String, String)> {
    let mut pattern = String::from("^");
    let mut first = None;
    let mut rest = part;
    while let Some((literal, tail)) = rest.split_once('{') {
        let (name, tail) = tail.split_once('}')?;
        if name.is_empty() || name.contains('{') || literal.contains('}') {
            return None;
        }
        first.get_or_insert_with(|| name.to_owned());
        pattern.push_str(&escaped(literal));
        pattern.push_str(".+");
        rest = tail;
    }
    pattern.push_str(&escaped(rest));
    (!rest.contains('}')).then_some((first?, pattern + "$"))
}

/// Text as a regular expression.
fn escaped(text: &str) -> String {
    let special = |c: char| !c.is_ascii_alphanumeric() && !"-_~ '\"/@!%&,:;<=>#".contains(c) && c.is_ascii();
    text.chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
}

/// The group of an operation: its first tag, or else the first telling segment of its path.
fn group_of(node: &Node<'_>, path: &str) -> String {
    let tags = node.get("tags");
    let tag = tags.as_ref().and_then(|tags| tags.value.get(0)).and_then(Value::as_str);
    let is_version =
        |part: &str| part.strip_prefix('v').is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
    let segments = || path.split('/').filter(|part| !part.is_empty() && !part.starts_with('{'));
    let telling = || segments().find(|part| !is_version(part) && !["api", "rest"].contains(part));
    let name = tag.filter(|tag| tag.chars().any(|c| c.is_ascii_alphabetic())).or_else(telling).unwrap_or("general");
    let name = names::snake(name, "general");
    let taken = ["schema", "types", "general_types"].contains(&name.as_str());
    if taken || specwright_rust::names::is_reserved(&name) { format!("{name}_group") } else { name }
}

/// A name for an operation without one: `GET /pets/{id}` → `get_pet`.
fn named_by_route(method: &str, path: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let is_item = parts.last().is_some_and(|last| last.contains('{'));
    let verb = match method {
        "get" if is_item || parts.len() < 2 => "get",
        "get" => "list",
        "post" => "create",
        "put" => "replace",
        "patch" => "update",
        "query" => "search",
        other => other,
    };
    let mut words: Vec<String> = Vec::new();
    for (index, part) in parts.iter().enumerate().filter(|(_, part)| !part.starts_with('{')) {
        let followed = parts.get(index + 1).is_some_and(|next| next.starts_with('{'));
        let word = part.replace(['{', '}'], " ");
        let one = names::singular(&word).filter(|_| followed || method == "post" && index + 1 == parts.len());
        words.push(one.unwrap_or(word));
    }
    names::snake(&format!("{verb} {}", words.join(" ")), "operation")
}
