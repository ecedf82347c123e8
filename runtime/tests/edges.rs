//! What HTTP allows and JSON does not need: `null` as a body, and methods without one.

#![cfg(all(feature = "client", feature = "server"))]

use std::sync::Arc;

use crate::common::{self, Client};
use specwright_runtime::client::{Call, InProcessTransport};
use specwright_runtime::meta::{Method, OperationMeta, Segment};
use specwright_runtime::server::{
    Api, BodySchema, Group, InputSchema, ListRules, MapRules, ParameterSchema, Reply, Request, Schema, Validation,
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
