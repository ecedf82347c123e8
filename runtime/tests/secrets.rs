//! What errors and calls keep to themselves, however they are printed.

#![cfg(all(feature = "client", feature = "server"))]

use crate::common::{self, LIST_THINGS, client_builder};
use bytes::Bytes;
use http::{Request, Response};
use specwright_runtime::client::{Body, BoxFuture, Call, Error, RetryPolicy, Transport, TransportError};
use specwright_runtime::meta::OperationMeta;
use specwright_runtime::value::Secret;

/// Gives the same answer to everybody who asks as expected.
struct MockResponse(u16, String);

impl Transport for MockResponse {
    fn send(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        if let Some(token) = request.headers().get("x-token") {
            assert_eq!(token, "hunter2");
            assert!(token.is_sensitive());
            assert_eq!(request.uri().path_and_query().unwrap(), "/v1/hunter2/things?key=hunter2");
        }
        let response = Response::builder().status(self.0).body(Bytes::from(self.1.clone()));
        Box::pin(async move { Ok(response.unwrap()) })
    }
}

fn call(status: u16, body: &str, meta: &'static OperationMeta) -> Call {
    let client =
        client_builder().retry(RetryPolicy::never()).transport(MockResponse(status, body.to_owned())).build().unwrap();
    Call::new(&client.core, meta)
}

async fn failure(status: u16, body: &str) -> Error {
    call(status, body, &LIST_THINGS).send().await.unwrap_err()
}

#[tokio::test]
async fn secret_parameters_are_sent_and_not_shown() {
    let secret = Secret::new("hunter2");
    let mut call = call(200, "", &LIST_THINGS);
    call.secret_path("project_id", &secret);
    call.query("key", "replaced");
    call.secret_query("key", &secret);
    call.secret_header("X-Token", &secret);
    assert_eq!(
        format!("{call:?}"),
        "Call { operation: \"v1.list_things\", path: {\"project_id\": \"***\"}, query: {\"key\": \"***\"}, \
         headers: [\"x-token\"], body: Body(absent), .. }"
    );
    assert_eq!(call.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn foreign_texts_are_short_and_on_one_line() {
    let long = format!("a\\n{}", "b".repeat(400));
    let body = format!(r#"{{"error_code":"{long}","error_msg":"{long}","detail":"{long}","request_id":"{long}"}}"#);
    let error = failure(400, &body).await;
    let short = format!("a {}…", "b".repeat(118));
    let message = format!("a {}…", "b".repeat(298));
    assert_eq!(
        error.to_string(),
        format!("v1.list_things: 400 Bad Request: {short}: {message} ({short}) [request id {short}]")
    );
    assert_eq!(error.message().unwrap().len(), 402, "the whole message is there for those who ask");
    assert!(format!("{error:?}").len() < 1000);

    let error = failure(502, &format!("<html>\r\n{}", "c".repeat(200))).await;
    let expected = format!("v1.list_things: 502 Bad Gateway; the response begins: <html>  {}…", "c".repeat(112));
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn secret_answers_are_not_shown() {
    static SECRET: OperationMeta = OperationMeta { id: "v1.create_token", secret_response: true, ..LIST_THINGS };
    let body = r#"{"things":"hunter2"}"#;
    let response = call(200, body, &SECRET).send_raw().await.unwrap();
    let error = specwright_runtime::__private::decode_json::<common::ThingList>(response).unwrap_err();
    assert_eq!(
        error.to_string(),
        "v1.create_token: 200 OK: the response cannot be read: at `things`: invalid type: string, expected a sequence \
         (line 1, column 19); the response has 20 bytes and may contain a secret"
    );
    assert!(!format!("{error:#?}").contains("hunter2"));
    assert_eq!(error.body(), Some(body.as_bytes()));
}
