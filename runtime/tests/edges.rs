//! What HTTP allows and JSON does not need: `null` as a body, methods without one, empty values. Parameters that depend on
//! each other.

#![cfg(all(feature = "client", feature = "server"))]

use std::sync::Arc;

use crate::common::{self, Client};
use specwright_runtime::client::{Call, InProcessTransport};
use specwright_runtime::meta::{Method, OperationMeta, Segment};
use specwright_runtime::server::{
    Api, BodySchema, Condition, Group, InputSchema, ListRules, MapRules, Need, ParameterSchema, PresenceRule, Reply,
    Request, Schema, Validation,
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
    rules: &[],
    parameters: &[ParameterSchema { name: "q", ..ParameterSchema::ANY }],
    body: Some(BodySchema { schema: Schema::Map(&MAP), ..BodySchema::ANY }),
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
    let group = Group::new(()).route(&GET, &DEPENDENT, |_: Arc<()>, request: Request| async move {
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
async fn empty_values_are_absent_where_the_schema_says_so() {
    for validation in [Validation::Strict, Validation::Lenient, Validation::Off] {
        assert_eq!(response(validation, &[("limit", "")], Some("")).await, "\"None None\"");
        assert_eq!(response(validation, &[("limit", "7"), ("zone", "")], Some("3")).await, "\"Some(7) Some(3)\"");
    }
}
