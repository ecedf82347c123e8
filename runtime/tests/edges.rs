//! What HTTP allows and JSON does not need: `null` as a body, methods without one, empty values. Parameters that depend on
//! each other.

#![cfg(all(feature = "client", feature = "server"))]

use std::sync::Arc;

use crate::common::{self, Client};
use specwright_runtime::client::{Call, InProcessTransport};
use specwright_runtime::meta::{ErrorStyle, Method, OperationMeta, Rejection, Segment, SlashEncoding};
use specwright_runtime::server::{
    Api, BodySchema, Condition, Group, InputSchema, ListRules, MapRules, Need, ParameterSchema, PresenceRule, Reply,
    Request, Schema, ServiceError, Validation,
};

static PUT: OperationMeta = OperationMeta {
    id: "v1.put",
    method: Method::Put,
    path: "/v1",
    segments: &[Segment::Literal("v1")],
    ..OperationMeta::BASE
};

static HEAD: OperationMeta = OperationMeta { id: "v1.head", method: Method::Head, ..PUT };

static MAP: MapRules = MapRules { values: Schema::List(&ListRules::ANY), ..MapRules::ANY };

static INPUT: InputSchema = InputSchema {
    parameters: &[ParameterSchema { name: "q", ..ParameterSchema::ANY }],
    body: Some(BodySchema { schema: Schema::Map(&MAP), ..BodySchema::ANY }),
    ..InputSchema::ANY
};

fn client(validation: Validation) -> Client {
    let group = Group::new(())
        .route(&PUT, &INPUT, |_: Arc<()>, request: Request| async move {
            let body: Option<serde_json::Value> = request.optional_json()?;
            Reply::json(200, &body.is_none())
        })
        .route(&HEAD, &InputSchema::ANY, |_: Arc<()>, _: Request| async move { Reply::json(200, &"hidden") });
    let router = Api::new().routes(group).validation(validation).into_router();
    let transport = InProcessTransport::new(router);
    Client { core: Client::builder().transport(transport).endpoint("https://a").core.build().unwrap() }
}

#[tokio::test]
async fn null_is_no_body_where_none_is_needed() {
    static META: OperationMeta = OperationMeta { host: &common::HOST, ..PUT };
    for validation in [Validation::Strict, Validation::Lenient, Validation::Off] {
        let mut call = Call::new(&client(validation).core, &META);
        call.json(&());
        assert_eq!(call.send().await.unwrap().get(), "true", "{validation:?}");
    }
}

#[tokio::test]
async fn answers_to_head_have_no_body() {
    static META: OperationMeta = OperationMeta { host: &common::HOST, ..HEAD };
    let answer = Call::new(&client(Validation::Lenient).core, &META).send().await.unwrap();
    assert_eq!((answer.status(), answer.get().len()), (200, 0));
}

static GET: OperationMeta = OperationMeta { id: "v1.get", method: Method::Get, host: &common::HOST, ..PUT };

/// Returns the response to a request with this query and, unless it is empty, this header `X-Reader`.
async fn response(validation: Validation, query: &[(&'static str, &str)], reader: Option<&str>) -> String {
    static DEPENDENT: InputSchema = InputSchema::new(
        &[
            ParameterSchema::query("by", Schema::STRING),
            ParameterSchema::query("name", Schema::STRING).required_when(&[Condition::new("by", &["name"])]),
            ParameterSchema::query("zone", Schema::STRING).required_when(&[Condition::new("limit", &[])]),
            ParameterSchema::query("limit", Schema::INT32).unless_empty(),
            ParameterSchema::query("from", Schema::STRING),
            ParameterSchema::query("to", Schema::STRING),
            ParameterSchema::header("X-Reader", Schema::INT32).unless_empty(),
        ],
        None,
    )
    .rules(&[PresenceRule::new(Need::AllOrNone, &["from", "to"])]);
    response_by(&DEPENDENT, validation, query, reader).await
}

/// Returns the response of an operation with this schema.
async fn response_by(
    schema: &'static InputSchema,
    validation: Validation,
    query: &[(&'static str, &str)],
    reader: Option<&str>,
) -> String {
    let group = Group::new(()).route(&GET, schema, |_: Arc<()>, request: Request| async move {
        let (limit, reader) = (request.query::<i32>("limit")?, request.filled_header::<i32>("X-Reader")?);
        Reply::json(200, &format!("{limit:?} {reader:?}"))
    });
    let router = Api::new().routes(group).validation(validation).into_router();
    let core = Client::builder().transport(InProcessTransport::new(router)).endpoint("https://a").core.build().unwrap();
    let mut call = Call::new(&core, &GET);
    query.iter().for_each(|(name, value)| call.query(name, value));
    reader.iter().for_each(|value| call.header("X-Reader", value));
    match call.send().await {
        Ok(response) => String::from_utf8_lossy(response.get()).into_owned(),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn parameters_can_require_each_other() {
    for validation in [Validation::Strict, Validation::Lenient] {
        let response = async |query: &[(&'static str, &str)]| response(validation, query, None).await;
        assert_eq!(response(&[("by", "age"), ("from", "1"), ("to", "2")]).await, "\"None None\"");
        let named = response(&[("by", "name")]).await;
        assert!(named.contains("/query/name: expected a value, got nothing"), "{named}");
        let limited = response(&[("limit", "7")]).await;
        assert!(limited.contains("/query/zone: expected a value, got nothing"), "{limited}");
        let half = response(&[("from", "1")]).await;
        assert!(half.contains("/query: expected all or none of `from` and `to`, got `from`"), "{half}");
    }
}

#[tokio::test]
async fn rejections_can_be_plain_text() {
    static STYLE: ErrorStyle = ErrorStyle {
        plain: &[(Rejection::RouteNotFound, "404 page not found"), (Rejection::MethodNotAllowed, "")],
        ..ErrorStyle::BASE
    };
    static META: OperationMeta = OperationMeta { error_style: &STYLE, ..GET };
    let group = Group::new(()).route(&META, &InputSchema::ANY, |_: Arc<()>, _: Request| async move {
        Err::<Reply, _>(ServiceError::new(404, "T.404").with_message("there is no thing"))
    });
    let router = Api::new().routes(group).into_router();
    let response = async |method: &str, path: &str| {
        let request = http::Request::builder().method(method).uri(path).body(axum::body::Body::empty()).unwrap();
        let response = tower::ServiceExt::oneshot(router.clone(), request).await.unwrap();
        let media = response.headers().get("content-type").map(|value| value.to_str().unwrap().to_owned());
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), 1 << 16).await.unwrap();
        (status, media.unwrap_or_default(), String::from_utf8_lossy(&body).into_owned())
    };
    let plain = "text/plain; charset=utf-8".to_owned();
    assert_eq!(response("GET", "/v2").await, (404, plain, "404 page not found".to_owned()));
    assert_eq!(response("PUT", "/v1").await, (405, String::new(), String::new()));
    let (status, media, body) = response("GET", "/v1").await;
    assert_eq!((status, media.as_str()), (404, "application/json"));
    assert!(body.contains("T.404"), "what an operation decides has the style: {body}");
}

#[tokio::test]
async fn routes_with_text_around_a_parameter_come_first() {
    const THINGS: Segment = Segment::Literal("things");
    const OPEN: Segment = Segment::Within { before: "", name: "id", slash: SlashEncoding::Percent, after: ":open" };
    const ID: Segment = Segment::Parameter { name: "id", slash: SlashEncoding::Percent };
    static GET_THING: OperationMeta = OperationMeta { id: "v1.get", segments: &[THINGS, ID], ..GET };
    static OPEN_THING: OperationMeta =
        OperationMeta { id: "v1.open", method: Method::Post, segments: &[THINGS, OPEN], ..GET };
    static SCHEMA: InputSchema = InputSchema::new(&[ParameterSchema::path("id", Schema::STRING)], None);
    let reply = |name: &'static str| {
        move |_: Arc<()>, request: Request| async move {
            Reply::json(200, &format!("{name} {}", request.path::<String>("id")?))
        }
    };
    let group = Group::new(()).route(&GET_THING, &SCHEMA, reply("get")).route(&OPEN_THING, &SCHEMA, reply("open"));
    let router = Api::new().routes(group).into_router();
    let response = async |method: &str, path: &str| {
        let request = http::Request::builder().method(method).uri(path).body(axum::body::Body::empty()).unwrap();
        let response = tower::ServiceExt::oneshot(router.clone(), request).await.unwrap();
        let allow = response.headers().get("allow").map(|value| value.to_str().unwrap().to_owned());
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), 1 << 16).await.unwrap();
        (status, allow.unwrap_or_else(|| String::from_utf8_lossy(&body).into_owned()))
    };
    assert_eq!(response("POST", "/things/7:open").await, (200, "\"open 7\"".to_owned()));
    assert_eq!(response("POST", "/things/7:open:open").await, (200, "\"open 7:open\"".to_owned()));
    assert_eq!(response("GET", "/things/7").await, (200, "\"get 7\"".to_owned()));
    assert_eq!(response("GET", "/things/7%3Aopen").await, (200, "\"get 7:open\"".to_owned()), "a value that looks so");
    assert_eq!(response("GET", "/things/7:open").await, (405, "POST".to_owned()));
    assert_eq!(response("POST", "/things/7").await, (405, "GET".to_owned()));
    assert_eq!(response("GET", "/things/:open").await, (200, "\"get :open\"".to_owned()));

    let core = Client::builder().transport(InProcessTransport::new(router.clone())).endpoint("https://a").core;
    let mut call = Call::new(&core.build().unwrap(), &OPEN_THING);
    call.path("id", "a/b:open");
    assert_eq!(String::from_utf8_lossy(call.send().await.unwrap().get()), "\"open a/b:open\"");
}

#[tokio::test]
async fn a_route_with_text_around_a_parameter_hides_no_wider_one() {
    const FILES: Segment = Segment::Literal("files");
    const YEAR: Segment =
        Segment::Within { before: "papers-", name: "year", slash: SlashEncoding::Percent, after: ".pdf" };
    const NAME: Segment = Segment::Parameter { name: "name", slash: SlashEncoding::Percent };
    const PAGE: Segment = Segment::Parameter { name: "page", slash: SlashEncoding::Percent };
    static COVER: OperationMeta =
        OperationMeta { id: "v1.cover", segments: &[FILES, YEAR, Segment::Literal("cover")], ..GET };
    static LEAF: OperationMeta = OperationMeta { id: "v1.leaf", segments: &[FILES, NAME, PAGE], ..GET };
    static OTHER: OperationMeta =
        OperationMeta { id: "v1.other", segments: &[Segment::Literal("rolls"), NAME, PAGE], ..GET };
    static SCHEMA: InputSchema = InputSchema::ANY;
    let reply = |name: &'static str| move |_: Arc<()>, _: Request| async move { Reply::json(200, &name) };
    let group = Group::new(()).route(&COVER, &SCHEMA, reply("cover")).route(&LEAF, &SCHEMA, reply("leaf"));
    let router = Api::new().routes(group.route(&OTHER, &SCHEMA, reply("other"))).into_router();
    let response = async |path: &str| {
        let request = http::Request::get(path).body(axum::body::Body::empty()).unwrap();
        let response = tower::ServiceExt::oneshot(router.clone(), request).await.unwrap();
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), 1 << 16).await.unwrap();
        (status, String::from_utf8_lossy(&body).into_owned())
    };
    assert_eq!(response("/files/papers-1998.pdf/cover").await, (200, "\"cover\"".to_owned()));
    assert_eq!(response("/files/maps/cover").await, (200, "\"leaf\"".to_owned()));
    assert_eq!(response("/files/papers-1998.pdf/3").await, (200, "\"leaf\"".to_owned()));
    assert_eq!(response("/files//cover").await.0, 404);
    assert_eq!(response("/rolls/maps/cover").await, (200, "\"other\"".to_owned()));
}

#[tokio::test]
async fn parameters_can_be_required_unless_another_one_has_a_value() {
    static UNLESS: InputSchema = InputSchema::new(
        &[
            ParameterSchema::query("by", Schema::STRING),
            ParameterSchema::query("sort", Schema::STRING).required_when(&[Condition::unless("by", &["age"])]),
        ],
        None,
    );
    let response = async |query: &[(&'static str, &str)]| response_by(&UNLESS, Validation::Lenient, query, None).await;
    for query in [&[][..], &[("by", "name")]] {
        let rejected = response(query).await;
        assert!(rejected.contains("/query/sort: expected a value, got nothing"), "{rejected}");
    }
    for query in [&[("by", "age")][..], &[("sort", "up")], &[("by", "name"), ("sort", "up")]] {
        assert_eq!(response(query).await, "\"None None\"");
    }
}

#[tokio::test]
async fn empty_values_are_absent_where_the_schema_says_so() {
    for validation in [Validation::Strict, Validation::Lenient, Validation::Off] {
        assert_eq!(response(validation, &[("limit", "")], Some("")).await, "\"None None\"");
        assert_eq!(response(validation, &[("limit", "7"), ("zone", "")], Some("3")).await, "\"Some(7) Some(3)\"");
    }
}
