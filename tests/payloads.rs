//! What real clients send and real services respond with passes through the generated crates, with nothing lost.
//!
//! `payloads/OPERATION.json` lists the payloads of an operation: shapes as they were seen, values as placeholders.
//! `PAYLOADS` names another directory to try.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use axum::Router;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use servicestage_client::Arguments;
use servicestage_server::{Api, Validation, Violations, unimplemented_routes};
use servicestage_tests::{Canned, Example, examples, workspace};
use specwright_runtime::meta::{OperationMeta, Segment};
use specwright_runtime::server::{InputSchema, Location, ParameterSchema, Schema, Violation};
use tower::ServiceExt as _;

const MEDIA_TYPE: &str = "Content-Type";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Payload {
    /// What is special about it.
    shows: String,
    /// Kind of program or page that it was seen in.
    origin: String,
    request: Option<Request>,
    response: Option<Response>,
    /// Violations for which a strict server rejects it, as `PLACE RULE`: the real service rejects them, too.
    #[serde(default)]
    rejected: BTreeSet<String>,
    /// Places of members that the specification leaves out, and why.
    #[serde(default)]
    unknown: BTreeMap<String, String>,
}

impl Payload {
    /// A request that was not seen anywhere.
    pub(crate) fn request(request: Request) -> Self {
        let (shows, origin) = (String::new(), String::new());
        let (rejected, unknown) = (BTreeSet::new(), BTreeMap::new());
        Self { shows, origin, request: Some(request), response: None, rejected, unknown }
    }
}

/// Path parameters and required parameters that are absent are those of the operation's example.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Request {
    #[serde(default)]
    pub(crate) path: Map<String, Value>,
    #[serde(default)]
    pub(crate) query: Map<String, Value>,
    #[serde(default)]
    pub(crate) headers: Map<String, Value>,
    #[serde(default)]
    pub(crate) body: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Response {
    status: u16,
    body: Value,
}

/// A payload with what is known of its operation.
pub(crate) struct Case {
    pub(crate) payload: Payload,
    pub(crate) example: Example,
    pub(crate) meta: &'static OperationMeta,
    pub(crate) schema: &'static InputSchema,
}

impl Case {
    fn name(&self) -> String {
        format!("{}: {}", self.meta.id, self.payload.shows)
    }
}

fn payloads() -> Vec<Case> {
    let directory = std::env::var_os("PAYLOADS").map_or_else(|| workspace().join("tests/payloads"), PathBuf::from);
    let mut files: Vec<PathBuf> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (examples, routes) = (examples("spec"), unimplemented_routes());
    let mut cases = Vec::new();
    for file in files {
        let id = file.file_stem().unwrap().to_str().unwrap();
        let operation = routes.operations().find(|(meta, _)| meta.id == id);
        let (meta, schema) = operation.unwrap_or_else(|| panic!("{}: no such operation", file.display()));
        let example = examples.iter().find(|example| example.operation == id).unwrap();
        let read: Vec<Payload> = serde_json::from_str(&fs::read_to_string(&file).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        cases.extend(read.into_iter().map(|payload| Case { payload, example: example.clone(), meta, schema }));
    }
    cases
}

/// A plain value as it is compared: numbers may be strings, and the case of a letter does not matter.
fn plain(value: &Value) -> String {
    match value {
        Value::Number(number) => number.as_f64().map_or_else(|| number.to_string(), |number| number.to_string()),
        other => text(other).to_lowercase(),
    }
}

/// The plain values of a document by their place. Nothing, in any of its forms, is no value.
fn leaves(value: &Value, place: String, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                leaves(value, format!("{place}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                leaves(value, format!("{place}/{index}"), found);
            }
        }
        Value::Null => {}
        other => found.push((place, plain(other))),
    }
}

/// Places whose value is missing in `read`. It may be in another place there, because a field has aliases.
fn lost(original: &Value, read: &Value) -> Vec<String> {
    let (mut expected, mut found) = (Vec::new(), Vec::new());
    leaves(original, String::new(), &mut expected);
    leaves(read, String::new(), &mut found);
    expected.retain(|leaf| match found.iter().position(|other| other == leaf) {
        Some(index) => {
            found.swap_remove(index);
            false
        }
        None => true,
    });
    expected.retain(|(_, value)| match found.iter().position(|(_, other)| other == value) {
        Some(index) => {
            found.swap_remove(index);
            false
        }
        None => true,
    });
    expected.into_iter().map(|(place, _)| place).collect()
}

/// What is lost although the payload does not say so, and what the payload says although it is not lost.
fn differences(case: &Case, original: &Value, read: &Value) -> Vec<String> {
    let lost = lost(original, read);
    let within = |place: &str, outer: &str| place == outer || place.starts_with(&format!("{outer}/"));
    let listed = |place: &&String| case.payload.unknown.keys().any(|known| within(place, known));
    let unused = |known: &&String| !lost.iter().any(|place| within(place, known));
    let surprises = lost.iter().filter(|place| !listed(place)).map(|place| format!("{place} is lost"));
    let unused = case.payload.unknown.keys().filter(unused).map(|place| format!("{place} is listed, but not lost"));
    surprises.chain(unused).collect()
}

/// Parameters of one location: those of the payload, and those that a request cannot do without.
fn parameters(case: &Case, location: Location) -> Map<String, Value> {
    let request = case.payload.request.as_ref();
    let (member, own) = match location {
        Location::Path => ("path", request.map(|request| &request.path)),
        Location::Query => ("query", request.map(|request| &request.query)),
        _ => ("headers", request.map(|request| &request.headers)),
    };
    let shown = case.example.request[member].as_object().cloned().unwrap_or_default();
    let known = |name: &str| {
        let same = |parameter: &&ParameterSchema| parameter.location == location && parameter.name == name;
        case.schema.parameters.iter().find(same)
    };
    let needed = |name: &str| known(name).is_some_and(|parameter| parameter.required);
    let mut all: Map<String, Value> = shown.into_iter().filter(|(name, _)| needed(name)).collect();
    for (name, value) in own.into_iter().flatten() {
        let value = match (known(name).map(|parameter| parameter.schema), value) {
            (Some(Schema::List(_)), value) if !value.is_array() => json!([value]),
            (Some(Schema::Integer(_) | Schema::Boolean), Value::String(text)) => {
                text.parse().unwrap_or_else(|_| json!(text))
            }
            (_, value) => value.clone(),
        };
        all.insert(name.clone(), value);
    }
    all
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn uri(case: &Case) -> String {
    let path = parameters(case, Location::Path);
    let mut url = reqwest::Url::parse("http://localhost/").unwrap();
    for segment in case.meta.segments {
        let text = match segment {
            Segment::Literal(text) => (*text).to_owned(),
            Segment::Parameter { name, .. } => text(&path[*name]),
            _ => panic!("a kind of segment that this test does not know"),
        };
        url.path_segments_mut().unwrap().pop_if_empty().push(&text);
    }
    for (name, value) in parameters(case, Location::Query) {
        let values = value.as_array().cloned().unwrap_or_else(|| vec![value]);
        url.query_pairs_mut().extend_pairs(values.iter().map(|value| (&name, text(value))));
    }
    url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
}

/// Violations for which a server rejects the request; an error of another kind is one, too.
pub(crate) async fn rejected(router: &Router, case: &Case) -> BTreeSet<String> {
    let request = specwright_runtime::http::Request::builder().method(case.meta.method.as_str()).uri(uri(case));
    let mut headers = parameters(case, Location::Header);
    headers.entry(MEDIA_TYPE).or_insert_with(|| json!("application/json"));
    let request = headers.iter().fold(request, |request, (name, value)| request.header(name, text(value)));
    let body = case.payload.request.as_ref().map_or(Value::Null, |request| request.body.clone());
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let request = request.header("content-length", body.len());
    let response = router.clone().oneshot(request.body(axum::body::Body::from(body)).unwrap()).await.unwrap();
    // No operation is implemented, so 501 means that validation passed.
    if response.status() == 501 {
        return BTreeSet::new();
    }
    let name = |violation: &Violation| format!("{} {}", violation.pointer, violation.rule);
    match response.extensions().get::<Violations>() {
        Some(violations) => violations.iter().map(name).collect(),
        None => BTreeSet::from([format!("status {}", response.status())]),
    }
}

pub(crate) fn router(validation: Validation) -> Router {
    Api::new().routes(unimplemented_routes()).validation(validation).into_router()
}

fn check(failures: &[String], checked: usize) {
    assert!(failures.is_empty(), "{} of {checked} payloads fail:\n{}", failures.len(), failures.join("\n"));
    assert!(checked > 0);
}

#[tokio::test]
async fn servers_accept_what_real_clients_send() {
    let (strict, lenient) = (router(Validation::Strict), router(Validation::Lenient));
    let (mut failures, mut checked) = (Vec::new(), 0);
    for case in payloads().iter().filter(|case| case.payload.request.is_some()) {
        checked += 1;
        let by_lenient = rejected(&lenient, case).await;
        if !by_lenient.is_empty() {
            failures.push(format!("{}: a lenient server rejects {by_lenient:?}", case.name()));
        }
        let by_strict = rejected(&strict, case).await;
        if by_strict != case.payload.rejected {
            let listed = &case.payload.rejected;
            failures.push(format!("{}: a strict server rejects {by_strict:?}, listed are {listed:?}", case.name()));
        }
    }
    check(&failures, checked);
}

/// The arguments of a call: those of the payload, or those of the example for a response.
fn arguments(case: &Case) -> Arguments {
    let Some(request) = &case.payload.request else {
        return Arguments::from_value(case.example.request.clone()).unwrap();
    };
    let mut headers = parameters(case, Location::Header);
    // The client has one of its own.
    headers.remove(MEDIA_TYPE);
    let mut arguments = json!({
        "path": parameters(case, Location::Path),
        "query": parameters(case, Location::Query),
        "headers": headers,
    });
    if !request.body.is_null() {
        arguments["body"] = request.body.clone();
    }
    Arguments::from_value(arguments).unwrap()
}

#[tokio::test]
async fn the_client_can_send_what_real_clients_send() {
    let (mut failures, mut checked) = (Vec::new(), 0);
    for case in payloads() {
        let Some(request) = &case.payload.request else { continue };
        checked += 1;
        let service = Canned::example(&case.example);
        let result = servicestage_tests::client(service.clone()).call(case.meta.id, arguments(&case)).await;
        if let Err(error) = result {
            failures.push(format!("{}: {error}", case.name()));
            continue;
        }
        let sent = service.last();
        let body = sent.body().as_ref().map_or(Value::Null, |body| serde_json::from_slice(body).unwrap());
        let differences = differences(&case, &request.body, &body);
        failures.extend((!differences.is_empty()).then(|| format!("{}: {}", case.name(), differences.join(", "))));
    }
    check(&failures, checked);
}

/// A path like `things[0].name` as a JSON pointer.
fn pointer(path: &str) -> String {
    format!("/{}", path.replace('[', "/").replace(']', "").replace('.', "/"))
}

#[tokio::test]
async fn the_client_reads_what_real_services_respond() {
    let (mut failures, mut checked) = (Vec::new(), 0);
    for case in payloads() {
        let Some(response) = &case.payload.response else { continue };
        checked += 1;
        let service = Canned::new(response.status, response.body.to_string());
        let result = servicestage_tests::client(service).call(case.meta.id, arguments(&case)).await;
        let differences = match result {
            Ok(read) => {
                let unreadable = read.unreadable().iter().map(|part| (pointer(&part.path), part));
                let surprises = unreadable.filter(|(place, _)| !case.payload.unknown.contains_key(place));
                let surprises = surprises.map(|(place, part)| format!("{place} is unreadable: {part}"));
                surprises.chain(differences(&case, &response.body, read.get())).collect()
            }
            // Code and message are in the body, under whatever name.
            Err(error) if !matches!(response.status, 200..300) => {
                let known = |text: Option<&str>| {
                    text.is_some_and(|text| response.body.as_object().unwrap().values().any(|value| value == text))
                };
                let read = known(error.code()) && known(error.message());
                if read { Vec::new() } else { vec![format!("code or message is lost: {error}")] }
            }
            Err(error) => vec![error.to_string()],
        };
        failures.extend((!differences.is_empty()).then(|| format!("{}: {}", case.name(), differences.join(", "))));
    }
    check(&failures, checked);
}

#[test]
fn every_payload_says_where_it_was_seen() {
    for case in payloads() {
        let Payload { shows, origin, request, response, .. } = &case.payload;
        assert!(!shows.is_empty() && !origin.is_empty(), "{}", case.name());
        assert!(request.is_some() != response.is_some(), "{}: a request or a response", case.name());
    }
}
