//! Every rule of every operation, broken once: the server refuses, in the words of the service, and
//! names the very field.

#[path = "violations/shapes.rs"]
mod shapes;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use axum::Router;
use axum::body::Body;
use serde_json::{Value, json};
use servicestage_server::{Api, Rejection, Routes, Validation, Violations, unimplemented_routes};
use shapes::{Case, SECRET, Shape, Shaper};
use specwright_runtime::http::{Request, Response};
use specwright_runtime::meta::{OperationMeta, Segment, SlashEncoding};
use specwright_runtime::server::{
    BodySchema, InputSchema, Location, Media, Need, ParameterSchema, PresenceRule, Schema,
};
use tower::ServiceExt as _;

const BOUNDARY: &str = "between-the-parts";

/// What is sent: a value for each parameter, in the order of the schema, and a body.
#[derive(Clone)]
struct Sent {
    parameters: Vec<Option<Value>>,
    body: Option<Value>,
}

/// A request with one mistake.
struct Broken {
    sent: Sent,
    pointer: String,
    location: Option<Location>,
    rule: &'static str,
    strict: bool,
}

fn shape(schema: &Schema) -> Shape {
    Shaper::default().shape(schema).unwrap()
}

fn good(schema: &InputSchema) -> Sent {
    // Of several that exclude each other, the first one is sent.
    let excluded = |name: &str| {
        let excludes = |rule: &PresenceRule| matches!(rule.need, Need::ExactlyOne | Need::AtMostOne);
        schema.rules.iter().any(|rule| excludes(rule) && rule.of[1..].contains(&name))
    };
    let value = |parameter: &ParameterSchema| (!excluded(parameter.name)).then(|| shape(&parameter.schema).good);
    let parameters = schema.parameters.iter().map(value).collect();
    Sent { parameters, body: schema.body.map(|body| shape(&body.schema).good) }
}

fn broken(schema: &InputSchema) -> Vec<Broken> {
    let good = good(schema);
    let mut all = Vec::new();
    let sent = |index: &usize| good.parameters[*index].is_some();
    for (index, parameter) in schema.parameters.iter().enumerate().filter(|(index, _)| sent(index)) {
        all.extend(broken_parameter(parameter).into_iter().map(|(case, value)| {
            let mut sent = good.clone();
            sent.parameters[index] = value;
            let pointer = format!("/{}/{}", parameter.location.as_str(), parameter.name);
            Broken { sent, pointer, location: Some(parameter.location), rule: case.rule, strict: case.strict }
        }));
    }
    all.extend(missing_parameters(schema, &good));
    if let Some(body) = &schema.body {
        all.extend(broken_body(body).into_iter().map(|case| Broken {
            sent: Sent { body: (!case.value.is_null()).then_some(case.value), ..good.clone() },
            pointer: case.pointer,
            location: None,
            rule: case.rule,
            strict: case.strict,
        }));
    }
    all
}

/// Requests that lack a parameter which another one requires, or which a rule asks for.
fn missing_parameters(schema: &InputSchema, good: &Sent) -> Vec<Broken> {
    let index = |name: &str| schema.parameters.iter().position(|parameter| parameter.name == name).unwrap();
    let mut all = Vec::new();
    for (missing, parameter) in schema.parameters.iter().enumerate() {
        for condition in parameter.required_when {
            let mut sent = good.clone();
            sent.parameters[missing] = None;
            if let Some(value) = condition.equals.first() {
                sent.parameters[index(condition.field)] = Some(Value::from(*value));
            }
            let pointer = format!("/{}/{}", parameter.location.as_str(), parameter.name);
            let location = Some(parameter.location);
            all.push(Broken { sent, pointer, location, rule: "required", strict: false });
        }
    }
    for rule in schema.rules {
        let (gone, name) = match rule.need {
            Need::AtLeastOne => (rule.of, "at_least_one"),
            Need::AllOrNone => (&rule.of[..1], "all_or_none"),
            _ => continue,
        };
        let mut sent = good.clone();
        gone.iter().for_each(|gone| sent.parameters[index(gone)] = None);
        let location = schema.parameters[index(rule.of[0])].location;
        let pointer = format!("/{}", location.as_str());
        all.push(Broken { sent, pointer, location: Some(location), rule: name, strict: false });
    }
    all
}

fn broken_parameter(parameter: &ParameterSchema) -> Vec<(Case, Option<Value>)> {
    let mut cases = shape(&parameter.schema).cases;
    // Everything is text in a parameter, and nothing at all is another path.
    let text = matches!(parameter.schema, Schema::String(_) | Schema::Secret(_) | Schema::Enum(_) | Schema::List(_));
    cases.retain(|case| {
        let empty = parameter.location == Location::Path && case.value == json!("");
        let moot = empty || (text && case.rule == "type") || case.value.is_object();
        case.pointer.is_empty() && !moot
    });
    let mut all: Vec<_> = cases.into_iter().map(|case| (case.clone(), Some(case.value))).collect();
    if parameter.required && parameter.location != Location::Path {
        let missing = Case { pointer: String::new(), rule: "required", value: Value::Null, strict: false };
        all.push((missing, None));
    }
    all
}

fn broken_body(body: &BodySchema) -> Vec<Case> {
    let mut cases = shape(&body.schema).cases;
    if body.media == Media::Form {
        // Forms hold texts and files, and are objects whatever they hold.
        cases.retain(|case| case.rule != "type" && case.rule != "null" && case.value.is_object());
    } else if body.required {
        cases.push(Case { pointer: String::new(), rule: "required", value: Value::Null, strict: false });
    }
    cases
}

fn request(meta: &OperationMeta, schema: &InputSchema, sent: &Sent) -> Request<Body> {
    let values = |parameter: &ParameterSchema| {
        let index = schema.parameters.iter().position(|known| std::ptr::eq(known, parameter)).unwrap();
        match &sent.parameters[index] {
            None => Vec::new(),
            Some(Value::Array(items)) => items.iter().map(plain).collect(),
            Some(value) => vec![plain(value)],
        }
    };
    let at = |location| schema.parameters.iter().filter(move |parameter| parameter.location == location);
    let mut uri = String::new();
    for segment in meta.segments {
        let text = match segment {
            Segment::Literal(text) => (*text).to_owned(),
            Segment::Parameter { name, slash } => {
                let value = values(at(Location::Path).find(|parameter| parameter.name == *name).unwrap()).remove(0);
                encode(&if *slash == SlashEncoding::Colon { value.replace('/', ":") } else { value })
            }
            _ => panic!("a kind of segment that this test does not know"),
        };
        write!(uri, "/{text}").unwrap();
    }
    for parameter in at(Location::Query) {
        for value in values(parameter) {
            let mark = if uri.contains('?') { '&' } else { '?' };
            write!(uri, "{mark}{}={}", encode(parameter.name), encode(&value)).unwrap();
        }
    }
    let mut request = Request::builder().method(meta.method.as_str()).uri(uri).header("x-request-id", "r1");
    for parameter in at(Location::Header) {
        for value in values(parameter) {
            request = request.header(parameter.name, value.into_bytes());
        }
    }
    let (media, body) = match (schema.body, &sent.body) {
        (Some(body), Some(value)) if body.media == Media::Form => {
            (format!("multipart/form-data; boundary={BOUNDARY}"), form(value))
        }
        (_, Some(value)) => ("application/json".to_owned(), value.to_string()),
        (_, None) => ("application/json".to_owned(), String::new()),
    };
    request.header("content-type", media).header("content-length", body.len()).body(Body::from(body)).unwrap()
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => encoded.push(char::from(byte)),
            _ => write!(encoded, "%{byte:02X}").unwrap(),
        }
        encoded
    })
}

fn form(fields: &Value) -> String {
    let mut form = String::new();
    for (name, value) in fields.as_object().unwrap() {
        let (file, content) = match value.get("content") {
            Some(content) => ("; filename=\"a.txt\"", plain(content)),
            None => ("", plain(value)),
        };
        let head = format!("content-disposition: form-data; name=\"{name}\"{file}");
        write!(form, "--{BOUNDARY}\r\n{head}\r\n\r\n{content}\r\n").unwrap();
    }
    form + &format!("--{BOUNDARY}--\r\n")
}

async fn ask(router: &Router, request: Request<Body>) -> (Response<()>, String) {
    let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    (Response::from_parts(parts, ()), String::from_utf8(body.to_vec()).unwrap())
}

fn router(validation: Validation) -> Router {
    Api::new().routes(unimplemented_routes()).validation(validation).body_limit(64 << 20).into_router()
}

/// What of an answer is not as it has to be.
fn flaw(meta: &OperationMeta, broken: &Broken, response: &Response<()>, body: &str) -> Option<String> {
    let style = meta.error_style;
    let Ok(json) = serde_json::from_str::<Value>(body) else {
        return Some("is no JSON".to_owned());
    };
    let code = style.rejection_code(Rejection::InvalidRequest).unwrap();
    if response.status() != 400 || json[style.code] != code || response.headers()["x-request-id"] != "r1" {
        return Some(format!("should be 400 with the code {code}"));
    }
    if style.request_id.is_some_and(|field| json[field] != "r1") {
        return Some("lacks the request id".to_owned());
    }
    if body.contains(SECRET) {
        return Some("gives a secret away".to_owned());
    }
    let violations = response.extensions().get::<Violations>().map_or(&[][..], |violations| violations);
    let named = violations.iter().any(|violation| {
        (violation.pointer.as_str(), violation.location, violation.rule)
            == (broken.pointer.as_str(), broken.location, broken.rule)
    });
    if !named {
        return Some(format!("should name the rule; it names {violations:?}"));
    }
    let said = violations.len() > 20 || json[style.message].as_str().unwrap().contains(&broken.pointer);
    (!said).then(|| "does not say where".to_owned())
}

#[tokio::test]
async fn every_rule_of_every_operation_is_kept() {
    let (strict, lenient) = (router(Validation::Strict), router(Validation::Lenient));
    let (mut flaws, mut counts) = (Vec::new(), BTreeMap::<&str, usize>::new());
    let (mut operations, mut with_cases) = (0, BTreeSet::new());
    for (meta, schema) in unimplemented_routes().operations() {
        operations += 1;
        for (mode, router) in [("strict", &strict), ("lenient", &lenient)] {
            let (response, body) = ask(router, request(meta, schema, &good(schema))).await;
            if response.status() != 501 {
                flaws.push(format!("{}: a good request is refused ({mode}): {body}", meta.id));
            }
        }
        for broken in broken(schema) {
            with_cases.insert(meta.id);
            *counts.entry(broken.rule).or_default() += 1;
            let routers = if broken.strict { &[&strict][..] } else { &[&strict, &lenient] };
            for router in routers {
                let (response, body) = ask(router, request(meta, schema, &broken.sent)).await;
                if let Some(flaw) = flaw(meta, &broken, &response, &body) {
                    let Broken { pointer, rule, .. } = &broken;
                    flaws.push(format!("{}: {rule} at {pointer:?}: {flaw}: {} {body}", meta.id, response.status()));
                }
            }
        }
    }
    assert!(flaws.is_empty(), "{} flaws:\n{}", flaws.len(), flaws[..flaws.len().min(20)].join("\n"));
    assert_eq!(operations, servicestage_server::model::meta::OPERATIONS.iter().copied().flatten().count());
    // The specification grows; a table that shrinks has lost something.
    let rules = ["required", "null", "type", "enum", "min_length", "max_length", "pattern", "minimum", "maximum"];
    for rule in rules.iter().chain(&["min_items", "max_items", "unknown"]) {
        assert!(counts.contains_key(rule), "no case breaks {rule}: {counts:?}");
    }
    assert!(with_cases.len() > 100, "{} operations have rules", with_cases.len());
    assert!(counts.values().sum::<usize>() > 3500, "{counts:?}");
}

#[test]
fn unimplemented_routes_are_all_routes() {
    let routes: Routes = unimplemented_routes();
    let ids: BTreeSet<_> = routes.operations().map(|(meta, _)| meta.id).collect();
    assert_eq!(ids.len(), routes.operations().count());
}
