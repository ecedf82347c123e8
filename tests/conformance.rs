//! Client and server meet: every operation with every example, in process and over a socket.
//!
//! The client calls an operation with the request of an example. The server must see exactly that
//! request and answers as the example does. The client must read exactly that answer. Both sides
//! are the generated crates with their typed requests and answers; only the test is generic.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use servicestage_server::{Api, Context, DynamicHandler, DynamicInput, DynamicOutput, Rejection, ServiceError};
use servicestage_tests::{Canned, Example, examples, same};
use specwright_runtime::bytes::Bytes;
use specwright_runtime::client::{Body, InProcessTransport, Response};
use specwright_runtime::meta::OperationMeta;

/// Answers a request as the example of the same request does, and notes which were asked for.
struct Examples {
    examples: Vec<Example>,
    seen: Mutex<BTreeSet<String>>,
}

impl Examples {
    fn new(examples: Vec<Example>) -> Arc<Examples> {
        Arc::new(Examples { examples, seen: Mutex::default() })
    }
}

impl DynamicHandler for Examples {
    async fn handle(&self, input: DynamicInput, context: Context) -> Result<DynamicOutput, ServiceError> {
        assert_eq!(context.operation().id, input.operation().id);
        let request = input.to_value();
        let id = |example: &Example| format!("{}/{}", example.operation, example.name);
        let matching =
            |example: &&Example| example.operation == input.operation().id && same(&example.request, &request);
        let mut seen = self.seen.lock().unwrap();
        // Where several examples have one request, each is answered in its turn.
        let mut found = self.examples.iter().filter(matching);
        let first = found.clone().next();
        let Some(example) = found.find(|example| !seen.contains(&id(example))).or(first) else {
            return Err(ServiceError::new(599, "test")
                .with_message(format!("no example of {} has {request}", input.operation().id)));
        };
        seen.insert(id(example));
        drop(seen);
        if example.status == 304 {
            return Ok(DynamicOutput::not_modified());
        }
        let outcome = DynamicOutput::from(example.answer.clone()).with_status(example.status);
        Ok(example.headers.iter().fold(outcome, |outcome, (name, value)| outcome.with_header(name, value)))
    }
}

/// The arguments of the client for an example.
fn arguments(example: &Example) -> servicestage_client::Arguments {
    servicestage_client::Arguments::from_value(example.request.clone()).unwrap()
}

fn check(example: &Example, response: &Response<Value>, answer: &Value) {
    let name = format!("{} ({})", example.operation, example.name);
    assert_eq!(response.status(), example.status, "status of {name}");
    for (header, value) in &example.headers {
        let sent = response.headers().get(header).and_then(|value| value.to_str().ok());
        assert_eq!(sent, Some(value.as_str()), "{header} of {name}");
    }
    assert!(same(answer, &example.answer), "answer of {name}: {answer}\ninstead of {}", example.answer);
}

fn obstacle(transport: impl servicestage_client::Transport + 'static) -> obstacle_client::Client {
    obstacle_client::Client::builder()
        .region("north-1")
        .lonely_endpoint("https://192.0.2.1:1234")
        .token("token")
        .bearer("token")
        .account("me", "swordfish")
        .key("key")
        .cookie("cookie")
        .transport(transport)
        .build()
        .unwrap()
}

fn servicestage_router(answer: Arc<Examples>) -> axum::Router {
    Api::new().routes(servicestage_server::dynamic_routes(answer)).into_router()
}

fn obstacle_router(answer: Arc<Examples>) -> axum::Router {
    Api::new().routes(obstacle_server::dynamic_routes(answer)).into_router()
}

/// Operations that no example shows.
fn without_example(operations: &[&[&'static OperationMeta]], examples: &[Example]) -> Vec<&'static str> {
    let shown: BTreeSet<&str> = examples.iter().map(|example| example.operation.as_str()).collect();
    let operations = operations.iter().copied().flatten().filter(|meta| meta.stream.is_none());
    operations.map(|meta| meta.id).filter(|id| !shown.contains(id)).collect()
}

#[tokio::test]
async fn every_example_survives_the_way_from_client_to_server_and_back() {
    let examples = examples("spec");
    let answer = Examples::new(examples.clone());
    let client = servicestage_tests::client(InProcessTransport::new(servicestage_router(answer.clone())));
    for example in &examples {
        let response =
            client.call(&example.operation, arguments(example)).await.unwrap_or_else(|error| panic!("{error}"));
        check(example, &response, response.get());
        assert!(response.request_id().is_some(), "{} has no request id", example.operation);
    }
    assert_eq!(answer.seen.lock().unwrap().len(), examples.len());
    let missing = without_example(servicestage_client::model::meta::OPERATIONS, &examples);
    assert!(missing.is_empty(), "these operations have no example in spec/: {missing:?}");
}

#[tokio::test]
async fn the_constructs_of_the_obstacle_course_survive_too() {
    let examples = examples("tests/obstacle-course/spec");
    let answer = Examples::new(examples.clone());
    let client = obstacle(InProcessTransport::new(obstacle_router(answer.clone())));
    for example in &examples {
        let response =
            client.call(&example.operation, arguments(example)).await.unwrap_or_else(|error| panic!("{error}"));
        // The example writes values in ways that a reader accepts; the typed server writes them as
        // the specification says.
        let answer = response.get().to_string().replace("\"size\":12", "\"size\":\"12\"").replace("\"red\"", "\"RED\"");
        let answer = answer.replace("\"group\":\"12\"", "\"group\":12");
        check(example, &response, &serde_json::from_str(&answer).unwrap());
    }
    assert_eq!(answer.seen.lock().unwrap().len(), examples.len());
}

#[tokio::test]
async fn every_example_survives_a_real_socket() {
    let examples = examples("spec");
    let answer = Examples::new(examples.clone());
    let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(axum::serve(listener, servicestage_router(answer.clone())).into_future());
    let client = servicestage_client::Client::builder()
        .servicestage_endpoint(format!("http://{address}"))
        .service_center_endpoint(format!("http://{address}"))
        .configuration_center_endpoint(format!("http://{address}"))
        .cse_endpoint(format!("http://{address}"))
        .iam_token("token")
        .engine_token("token")
        .build()
        .unwrap();
    for example in &examples {
        let response =
            client.call(&example.operation, arguments(example)).await.unwrap_or_else(|error| panic!("{error}"));
        check(example, &response, response.get());
    }
    assert_eq!(answer.seen.lock().unwrap().len(), examples.len());
}

#[tokio::test]
async fn a_service_that_implements_nothing_answers_501_in_its_own_style() {
    let router = Api::new().routes(servicestage_server::unimplemented_routes()).into_router();
    let client = servicestage_tests::client(InProcessTransport::new(router));
    for example in examples("spec") {
        let error = client.call(&example.operation, arguments(&example)).await.unwrap_err();
        let meta = error.operation().unwrap();
        let body: Value = serde_json::from_slice(error.body().unwrap()).unwrap();
        assert_eq!(error.status(), Some(501), "{error}");
        assert_eq!(body[meta.error_style.code], json!(error.code().unwrap()), "{error}");
        assert_eq!(body[meta.error_style.message], json!(error.message().unwrap()), "{error}");
        assert!(error.request_id().is_some(), "{error}");
    }
}

#[tokio::test]
async fn a_body_of_the_wrong_type_is_refused_in_the_style_of_the_operation() {
    let server = InProcessTransport::new(servicestage_router(Examples::new(Vec::new())));
    let mut checked = 0;
    for example in examples("spec").into_iter().filter(|example| example.request.get("body").is_some()) {
        let recorder = Canned::example(&example);
        servicestage_tests::client(recorder.clone()).call(&example.operation, arguments(&example)).await.unwrap();
        let wrong = if example.request["body"].is_array() { "{}" } else { "[]" };
        let request = recorder.last().map(|_| Body::from(Bytes::from_static(wrong.as_bytes())));
        let response = servicestage_client::Transport::send(&server, request).await.unwrap();
        let meta = meta(&example.operation);
        let body: Value = serde_json::from_slice(response.body()).unwrap();
        assert_eq!(response.status(), 400, "{body}");
        let code = meta.error_style.rejection_code(Rejection::InvalidRequest).unwrap();
        assert_eq!(body[meta.error_style.code], code, "{body}");
        let message = body[meta.error_style.message].as_str().unwrap();
        assert!(["object", "list", "not a form"].iter().any(|kind| message.contains(kind)), "{body}");
        checked += 1;
    }
    assert!(checked > 5);
}

fn meta(id: &str) -> &'static OperationMeta {
    servicestage_client::model::meta::OPERATIONS.iter().copied().flatten().find(|meta| meta.id == id).unwrap()
}
