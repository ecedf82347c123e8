//! Documented error codes: what a client learns from them, and what a server makes of them.

#![cfg(all(feature = "client", feature = "server"))]

use crate::common::{Client, DoorCode, Thing, ThingCode, ThingList, Things, client_builder, group};
use bytes::Bytes;
use http::{Request, Response};
use specwright_runtime::client::{Body, BoxFuture, Error, InProcessTransport, RetryPolicy, Transport, TransportError};
use specwright_runtime::server::{Api, Context, ServiceError};
use specwright_runtime::{ErrorClass, ErrorCode, ErrorCodeInfo};

/// Refuses everything with a status and a body.
#[derive(Debug)]
struct AuthFailure(u16, &'static str);

impl Transport for AuthFailure {
    fn send(&self, _request: Request<Body>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let response = Response::builder().status(self.0).body(Bytes::from(self.1)).unwrap();
        Box::pin(async { Ok(response) })
    }
}

async fn refused(status: u16, body: &'static str) -> Error {
    let client = client_builder().retry(RetryPolicy::never()).transport(AuthFailure(status, body)).build().unwrap();
    client.list().send().await.unwrap_err()
}

#[tokio::test]
async fn an_error_says_what_to_do_about_it() {
    let error = refused(410, r#"{"error_code":"T.0410","error_msg":"no longer here","request_id":"r1"}"#).await;
    assert_eq!(
        error.to_string(),
        "v1.list_things: 410 Gone: T.0410: no longer here [request id r1]; remedy: Look for another one."
    );
    assert_eq!(error.code_as(), Some(ThingCode::Gone));
    let info = error.code_info().unwrap();
    assert_eq!((info.code, info.status, info.message), ("T.0410", 410, "gone"));
    assert_eq!(info.meaning, "The thing was taken away.");
    assert_eq!(Some(info), ThingCode::Gone.info());
}

#[tokio::test]
async fn predicates_know_codes_and_not_only_statuses() {
    // 400 by the status, and documented as what is missing.
    let error = refused(400, r#"{"error_code":"T.0004","error_msg":"no such thing"}"#).await;
    assert!(error.is_not_found() && !error.is_invalid());
    // The same with a status that says something else.
    let error = refused(401, r#"{"error_code":"T.0004"}"#).await;
    assert!(error.is_not_found() && !error.is_unauthorized());
    // Documented with 410, and sent with a status that could mean anything.
    let error = refused(400, r#"{"error_code":"T.0410"}"#).await;
    assert_eq!(error.class(), Some(ErrorClass::NotFound));
    // A status that says what it is counts more than the one that is documented.
    let error = refused(409, r#"{"error_code":"T.0410"}"#).await;
    assert!(error.is_conflict());
    // Throttled by the code alone.
    let error = refused(400, r#"{"error_code":"309"}"#).await;
    assert!(error.is_throttled() && error.is_retryable());
    // Nothing is known of the code.
    let error = refused(422, r#"{"error_code":"T.9"}"#).await;
    assert!(error.is_invalid() && error.code_info().is_none());
    assert!(refused(503, "").await.is_unavailable());
    assert!(refused(501, "").await.is_server_error());
    assert_eq!(refused(302, r#"{"error_code":"T.0410"}"#).await.class(), None, "a redirect is no refusal");
    assert_eq!(ThingCode::Gone.info().unwrap().class(), Some(ErrorClass::NotFound));
}

#[tokio::test]
async fn what_is_missing_is_said_by_the_service_alone() {
    for page in
        ["", "<html><h1>404 Not Found</h1>nginx", r#"{"message":"no Route matched"}"#, r#"{"error":"Not Found"}"#]
    {
        let error = refused(404, page).await;
        assert_eq!(error.class(), Some(ErrorClass::Unsupported), "{page}");
        assert!(!error.is_not_found() && !error.is_retryable(), "{page}");
    }
    assert!(refused(404, r#"{"error_code":"T.9","error_msg":"no such thing"}"#).await.is_not_found());
    assert!(refused(404, r#"{"error":{"code":7}}"#).await.is_not_found());
    assert!(refused(410, "").await.is_not_found(), "nobody sends that by accident");
}

#[tokio::test]
async fn codes_may_arrive_as_numbers_and_from_several_catalogs() {
    let error = refused(429, r#"{"errorCode":309,"errorMessage":"slow down"}"#).await;
    assert_eq!(error.code_as(), Some(DoorCode::Slow));
    assert_eq!(
        error.to_string(),
        "v1.list_things: 429 Too Many Requests: 309: slow down; remedy: Wait, then try again."
    );
    // Of another catalog, and kept all the same.
    let Some(ThingCode::Unknown(code)) = error.code_as() else { panic!("{error:?}") };
    assert_eq!(code.as_str(), "309");

    let error = refused(409, r#"{"error_code":410001,"error_msg":"odd"}"#).await;
    assert_eq!(error.code_as(), Some(ThingCode::Odd));
    assert_eq!(error.code_info().map(|info| info.meaning), Some("It is odd."));
    assert_eq!(error.to_string(), "v1.list_things: 409 Conflict: 410001: odd");
}

#[tokio::test]
async fn codes_that_nobody_documents_are_kept() {
    let error = refused(400, r#"{"error_code":"T.9999","error_msg":"new"}"#).await;
    assert_eq!(error.code_info(), None);
    assert_eq!(error.code_as::<ThingCode>().unwrap().as_str(), "T.9999");
    assert_eq!(error.to_string(), "v1.list_things: 400 Bad Request: T.9999: new");

    let error = refused(502, "<html>").await;
    assert_eq!((error.code_info(), error.code_as::<ThingCode>()), (None, None));
}

/// Refuses with what is documented.
struct Refusing;

impl Things for Refusing {
    async fn list(&self, _context: Context, _asked: String) -> Result<ThingList, ServiceError> {
        Err(ThingCode::Gone.into())
    }

    async fn create(&self, _context: Context, _thing: Thing) -> Result<Thing, ServiceError> {
        Err(ServiceError::from(ThingCode::Odd).with_message("one sock only").detail("sock"))
    }

    async fn health(&self, _context: Context) -> Result<serde_json::Value, ServiceError> {
        Err(DoorCode::from("D.77").into())
    }
}

fn client() -> Client {
    let router = Api::new().routes(group(Refusing)).into_router();
    client_builder().transport(InProcessTransport::new(router)).build().unwrap()
}

#[tokio::test]
async fn a_server_answers_with_what_is_documented() {
    let answer = client().list().send_raw().await.unwrap();
    assert_eq!(answer.status(), 410);
    let body: serde_json::Value = serde_json::from_slice(answer.get()).unwrap();
    assert_eq!((&body["error_code"], &body["error_msg"]), (&"T.0410".into(), &"gone".into()));
    assert_eq!(body["request_id"].as_str(), answer.request_id());

    let error = client().list().send().await.unwrap_err();
    assert_eq!(error.code_as(), Some(ThingCode::Gone));
    assert!(error.to_string().ends_with("; remedy: Look for another one."), "{error}");
}

#[tokio::test]
async fn a_server_may_say_it_in_other_words() {
    let error = client().create(&Thing { name: "sock".to_owned(), password: None }).send().await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(409), Some("410001")));
    assert_eq!((error.message(), error.detail()), (Some("one sock only"), Some("sock")));
}

#[tokio::test]
async fn a_code_without_documentation_is_a_failure_of_the_server() {
    let answer = client().health().send_raw().await.unwrap();
    assert_eq!(answer.status(), 500);
    assert_eq!(answer.get(), r#"{"errorCode":"D.77","errorMessage":"the error is undocumented"}"#);
}

#[test]
fn generic_code_works_with_any_catalog() {
    fn remedies<C: ErrorCode>() -> Vec<&'static str> {
        C::CATALOG.iter().filter_map(|info: &ErrorCodeInfo| info.remedy).collect()
    }
    assert_eq!(remedies::<ThingCode>(), ["Look for another one."]);
    for info in ThingCode::CATALOG {
        assert_eq!(ThingCode::from(info.code).info(), Some(info));
    }
    assert_eq!(DoorCode::from("").info(), None);
}
