//! What a request body costs while it is checked, as the system measures it. One test, so that it is alone.

#![cfg(feature = "server")]

use axum::body::Body;
use http::Request;
use specwright_runtime::meta::{AuthMeta, AuthScheme, Method, OperationMeta, Segment};
use specwright_runtime::server::{
    Api, BodySchema, FieldSchema, Group, InputSchema, ListRules, MapRules, ObjectSchema, Reply, Request as Received,
    Schema, StringRules, UnionSchema, Validation,
};
use tower::ServiceExt as _;

const BODY: usize = 1024 * 1024;

static OPEN: AuthMeta = AuthMeta { id: "open", scheme: AuthScheme::None };
static ADD: OperationMeta = OperationMeta {
    id: "v1.add",
    method: Method::Post,
    path: "/things",
    segments: &[Segment::Literal("things")],
    auth: &OPEN,
    body_limit: 2 * BODY,
    ..OperationMeta::BASE
};

static NUMBERS: ListRules = ListRules::of(Schema::INT32).at_most(u32::MAX);
static TEXTS: ListRules = ListRules::of(Schema::String(StringRules::ANY.at_most(1)));
static NAMED: MapRules = MapRules::of(Schema::Boolean).at_least(1);
static ANYTHING: ListRules = ListRules::ANY;
static FIELDS: [FieldSchema; 6] = [
    FieldSchema::optional("numbers", Schema::List(&NUMBERS)),
    FieldSchema::optional("texts", Schema::List(&TEXTS)),
    FieldSchema::optional("named", Schema::Map(&NAMED)),
    FieldSchema::optional("anything", Schema::List(&ANYTHING)),
    FieldSchema::optional("one", Schema::Union(&UNION)),
    FieldSchema::optional("children", Schema::List(&CHILDREN)),
];
static THING: ObjectSchema = ObjectSchema::new("Thing", &FIELDS);
static CHILDREN: ListRules = ListRules::of(Schema::Object(&THING));
static UNION: UnionSchema =
    UnionSchema { tag: "kind", variants: &[("thing", Schema::Object(&THING))], ..UnionSchema::ANY };
static INPUT: InputSchema = InputSchema { body: Some(BodySchema::json(Schema::Object(&THING))), ..InputSchema::ANY };

/// A number of the process, in bytes.
fn memory(name: &str) -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim_matches([':', ' ', '\t']).strip_suffix(" kB")?.parse::<usize>().ok()? * 1024)
}

/// Something that is repeated until the body is as large as it may be.
fn body(before: &str, part: &str, after: &str) -> String {
    format!("{before}{}{}{after}", format!("{part},").repeat(BODY / (part.len() + 1)), part)
}

#[tokio::test]
async fn a_body_costs_a_small_multiple_of_its_size() {
    let handler = |_, request: Received| async move {
        // What is wanted of it is the handler's own affair.
        let _ = request.optional_json::<serde::de::IgnoredAny>()?;
        Ok(Reply::empty(204))
    };
    let router = |validation| {
        let group = Group::new(()).route(&ADD, &INPUT, handler);
        Api::new().routes(group.finish()).validation(validation).into_router()
    };
    let bodies = [
        body(r#"{"numbers":["#, "0", "]}"),
        body(r#"{"numbers":["#, "1.0", "]}"),
        body(r#"{"numbers":["#, "[]", "]}"),
        body(r#"{"texts":["#, r#""""#, "]}"),
        body(r#"{"named":{"#, r#""":true"#, "}}"),
        body(r#"{"anything":["#, "[]", "]}"),
        body(r#"{"unknown":["#, "{}", "]}"),
        body(r#"{"unknown":{"#, r#""":0"#, "}}"),
        body("{", r#""":0"#, "}"),
        body("{", r#""numbers":[]"#, "}"),
        body(r#"{"children":["#, "{}", "]}"),
        body(r#"{"one":{"numbers":["#, "0", r#"],"kind":"thing"}}"#),
        "[".repeat(BODY),
    ];
    for validation in [Validation::Lenient, Validation::Strict] {
        for body in &bodies {
            // The highest mark is reset to what is taken now.
            let (Ok(()), Some(before)) = (std::fs::write("/proc/self/clear_refs", "5"), memory("VmRSS")) else {
                return;
            };
            let request = Request::post("/things").header("content-type", "application/json");
            let request = request.body(Body::from(body.clone())).unwrap();
            let status = router(validation).oneshot(request).await.unwrap().status();
            let cost = memory("VmHWM").unwrap().saturating_sub(before);
            let shown = &body[..20];
            assert!(status == 204 || status == 400, "{status} {shown}");
            assert!(cost < 10 * BODY, "{validation:?}: {} MiB for {shown}", cost / 1024 / 1024);
        }
    }
}
