//! What the generated server says when it refuses: to the letter, in each of the service's styles.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use servicestage_server::model::error_codes::ServiceStageErrorCode;
use servicestage_server::v3::{CreateEnvironmentInput, Environments, ListEnvironmentsInput, environments};
use servicestage_server::{Api, Context, ServiceError, StaticTokens, Validation, model, unimplemented_routes};
use specwright_runtime::http::{Request, Response};
use tower::ServiceExt as _;

const LIST: &str = "/v3/p/cas/environments";
const GIT: &str = "/v1/p/git/auths";
const CENTER: &str = "/v4/p/registry/microservices";
const TEAPOT: &str = r#"{"name":"teapot","vpc_id":"v"}"#;

/// Does what the name of the environment says.
struct Double;

impl Environments for Double {
    async fn list_environments(
        &self,
        _input: ListEnvironmentsInput,
        _context: Context,
    ) -> Result<model::v3::EnvironmentList, ServiceError> {
        Ok(model::v3::EnvironmentList::new())
    }

    async fn create_environment(
        &self,
        input: CreateEnvironmentInput,
        _context: Context,
    ) -> Result<model::v3::Environment, ServiceError> {
        match input.body.name.as_str() {
            "panic" => panic!("the secret reason"),
            "slow" => std::future::pending().await,
            _ => Err(ServiceStageErrorCode::QuotaSuspended.into()),
        }
    }
}

fn api() -> Api {
    Api::new()
        .routes(unimplemented_routes())
        .routes(environments(Arc::new(Double)))
        .authenticator(StaticTokens::new(["t"]).unwrap())
}

fn request(method: &str, uri: &str, media: &str, body: &str) -> Request<Body> {
    let request = Request::builder().method(method).uri(uri).header("content-type", media);
    let request = request.header("x-auth-token", "t").header("authorization", "Bearer t").header("x-request-id", "r1");
    request.body(Body::from(body.to_owned())).unwrap()
}

async fn send(router: &Router, request: Request<Body>) -> (Response<()>, String) {
    let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    (Response::from_parts(parts, ()), String::from_utf8(body.to_vec()).unwrap())
}

async fn ask(api: Api, method: &str, uri: &str, media: &str, body: &str) -> (u16, String) {
    let (response, body) = send(&api.into_router(), request(method, uri, media, body)).await;
    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(response.headers()["x-request-id"], "r1");
    (response.status().as_u16(), body)
}

fn gateway(code: &str, message: &str) -> String {
    format!(r#"{{"error_code":"{code}","error_msg":"{message}","request_id":"r1"}}"#)
}

fn center(code: &str, message: &str) -> String {
    format!(r#"{{"errorCode":"{code}","errorMessage":"{message}"}}"#)
}

#[tokio::test]
async fn unknown_places_and_methods() {
    let message = "there is no operation at this path";
    assert_eq!(ask(api(), "GET", "/v3/p/cas/nothing", "", "").await, (404, gateway("APIGW.0101", message)));
    // The service center is the server of an engine, whose router knows no codes.
    for (method, path, status, text) in [
        ("GET", "/v4/p/registry/nothing", 404, "404 page not found\n"),
        ("PATCH", "/v4/p/registry/microservices", 405, "Method Not Allowed\n"),
    ] {
        let (response, body) = send(&api().into_router(), request(method, path, "", "")).await;
        assert_eq!((response.status().as_u16(), body.as_str()), (status, text));
        assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
    }
    for method in ["HEAD", "OPTIONS", "PATCH"] {
        let (response, body) = send(&api().into_router(), request(method, LIST, "", "")).await;
        assert_eq!((response.status().as_u16(), &response.headers()["allow"]), (405, &"GET, POST".parse().unwrap()));
        // Answers to HEAD have no body, whatever it would be.
        let expected = gateway("APIGW.0101", &format!("{method} is not supported at this path"));
        assert_eq!(body, if method == "HEAD" { String::new() } else { expected });
    }
}

#[tokio::test]
async fn callers_nobody_knows() {
    let anonymous = |uri: &str| Request::get(uri).header("x-request-id", "r1").body(Body::empty()).unwrap();
    let router = api().into_router();
    for (uri, body) in [
        (LIST, gateway("APIGW.0301", "the header X-Auth-Token is missing")),
        (GIT, gateway("APIGW.0301", "the header X-Auth-Token is missing")),
        (CENTER, center("401201", "a bearer token in the header Authorization is missing")),
    ] {
        let (response, answer) = send(&router, anonymous(uri)).await;
        assert_eq!((response.status().as_u16(), answer), (401, body), "{uri}");
    }
}

#[tokio::test]
async fn bodies_that_cannot_be_read() {
    let json = "application/json";
    let message = "the body must be JSON with the Content-Type application/json";
    assert_eq!(ask(api(), "POST", LIST, "text/xml", TEAPOT).await, (415, gateway("SVCSTG.00100400", message)));
    assert_eq!(
        ask(api().body_limit(5), "POST", LIST, json, TEAPOT).await,
        (413, gateway("APIGW.0201", "the body is larger than 5 bytes"))
    );
    let message = "invalid request: the body: EOF while parsing an object (line 1, column 1)";
    assert_eq!(ask(api(), "POST", LIST, json, "{").await, (400, gateway("SVCSTG.00100400", message)));
    assert_eq!(ask(api(), "POST", CENTER, json, "{").await, (400, center("400001", message)));
    let deep = "[".repeat(5000);
    let (status, body) = ask(api().validation(Validation::Off), "POST", LIST, json, &deep).await;
    assert_eq!(status, 400);
    assert!(body.starts_with(r#"{"error_code":"SVCSTG.00100400","#), "{body}");
}

#[tokio::test]
async fn broken_rules() {
    let message = "invalid request: /name: expected a value, got nothing; /vpc_id: expected a string, got 7";
    assert_eq!(
        ask(api(), "POST", LIST, "application/json", r#"{"vpc_id":7}"#).await,
        (400, gateway("SVCSTG.00100400", message))
    );
    let message = "invalid request: /query/limit: expected at most 100, got \\\"101\\\"";
    assert_eq!(
        ask(api(), "GET", &format!("{LIST}?limit=101"), "", "").await,
        (400, gateway("SVCSTG.00100400", message))
    );
}

#[tokio::test]
async fn trouble_inside() {
    let post =
        async |api: Api, name: &str| ask(api, "POST", LIST, "application/json", &TEAPOT.replace("teapot", name)).await;
    let message = "the server failed to execute the operation";
    assert_eq!(post(api(), "panic").await, (500, gateway("SVCSTG.00100500", message)));
    let message = "the server exceeded its timeout";
    assert_eq!(
        post(api().timeout(Duration::from_millis(50)), "slow").await,
        (408, gateway("SVCSTG.00100428", message))
    );
    let message = "the server has reached its limit of concurrent requests; retry later";
    assert_eq!(post(api().request_limit(0), "teapot").await, (429, gateway("APIGW.0308", message)));
    let message = "this operation is not implemented";
    assert_eq!(ask(api(), "GET", GIT, "", "").await, (501, gateway("SVCSTG.REPO.0500", message)));
    assert_eq!(ask(api(), "GET", CENTER, "", "").await, (501, center("500003", message)));
}

#[tokio::test]
async fn documented_codes() {
    let info = specwright_runtime::ErrorCode::info(&ServiceStageErrorCode::QuotaSuspended).unwrap();
    assert_eq!(
        ask(api(), "POST", LIST, "application/json", TEAPOT).await,
        (info.status, gateway(info.code, info.message))
    );
}
