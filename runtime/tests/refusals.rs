//! Everything a server turns away, and that it does so in the service's own words.

#![cfg(feature = "server")]
// The service is written for both sides.
#![cfg(feature = "client")]

use crate::common::{self, api};
use axum::Router;
use axum::body::Body;
use http::{Request, Response};
use specwright_runtime::server::{
    Api, Authenticator, BoxFuture, Caller, Location, ServiceError, StaticTokens, Validation, Violation, Violations,
};
use tower::ServiceExt as _;

const THINGS: &str = "/v1/p1/things";

fn server() -> Api {
    api().authenticator(StaticTokens::new(["sesame"]).unwrap())
}

/// Status and body of the answer to a request that carries the token.
async fn ask(api: Api, method: &str, uri: &str, body: &str) -> (u16, String) {
    let request = Request::builder()
        .method(method)
        .uri(uri)
        .header("x-auth-token", "sesame")
        .header("x-request-id", "r1")
        .header("content-type", "application/json")
        .body(Body::from(body.to_owned()))
        .unwrap();
    read(send(api.into_router(), request).await).await
}

async fn send(router: Router, request: Request<Body>) -> Response<Body> {
    router.oneshot(request).await.unwrap()
}

async fn read(response: Response<Body>) -> (u16, String) {
    let status = response.status().as_u16();
    let body = axum::body::to_bytes(response.into_body(), 1 << 20).await;
    (status, String::from_utf8(body.unwrap().to_vec()).unwrap())
}

fn refusal(code: &str, message: &str) -> String {
    format!(r#"{{"error_code":"{code}","error_msg":"{message}","request_id":"r1"}}"#)
}

#[tokio::test]
async fn unknown_paths_are_refused_in_the_style_next_door() {
    let message = "there is no operation at this path";
    for uri in ["/v1/p1/thing", "/v1/p1/things/", "/v1//things", "/", "/x"] {
        let answer = ask(server(), "GET", uri, "").await;
        assert_eq!(answer, (404, refusal("T.0404", message)), "{uri}");
    }
    let (status, body) = ask(server(), "GET", "/v4/default/helth", "").await;
    assert_eq!(status, 404);
    assert_eq!(body, format!(r#"{{"errorCode":"404","errorMessage":"{message}"}}"#));
    let (_, body) = ask(server().default_error_style(&common::ENGINE_ERRORS), "GET", "/", "").await;
    assert!(body.contains("errorCode"));
    let (status, body) = ask(Api::new(), "GET", "/", "").await;
    assert_eq!((status, body.contains("error_code")), (404, true));
}

#[tokio::test]
async fn unknown_methods_are_told_the_known_ones() {
    for method in ["PUT", "HEAD", "OPTIONS", "BREW"] {
        let request = Request::builder().method(method).uri(THINGS);
        let request = request.body(Body::empty()).unwrap();
        let response = send(server().into_router(), request).await;
        assert_eq!(response.status(), 405, "{method}");
        assert_eq!(response.headers()["allow"], "GET, POST");
    }
    assert_eq!(ask(server(), "PUT", "/v1//things", "").await.0, 404);
    let (_, body) = ask(server(), "PUT", THINGS, "").await;
    assert_eq!(body, refusal("T.0405", "PUT is not supported at this path"));
}

#[tokio::test]
async fn strangers_are_refused_before_anything_else() {
    for (token, message) in [(None, "the header X-Auth-Token is missing"), (Some("wrong"), "the token is not valid")] {
        let mut request = Request::builder()
            .method("POST")
            .uri(THINGS)
            .header("x-request-id", "r1")
            .header("content-type", "text/plain");
        if let Some(token) = token {
            request = request.header("x-auth-token", token);
        }
        let request = request.body(Body::from("x".repeat(1000))).unwrap();
        let answer = read(send(server().into_router(), request).await).await;
        assert_eq!(answer, (401, refusal("T.0401", message)));
    }
}

#[tokio::test]
async fn bodies_have_to_be_json_of_a_sensible_size() {
    let request = |content_type: &str, body: &str| {
        Request::builder()
            .method("POST")
            .uri(THINGS)
            .header("x-auth-token", "sesame")
            .header("x-request-id", "r1")
            .header("content-type", content_type)
            .body(Body::from(body.to_owned()))
            .unwrap()
    };
    let router = server().into_router();
    let long = "x".repeat(201);

    let answer = read(send(router.clone(), request("text/plain", &long)).await).await;
    let message = "the body must be JSON with the Content-Type application/json";
    assert_eq!(answer, (415, refusal("T.0415", message)));

    let answer = read(send(router, request("application/json", &long)).await).await;
    let message = "the body is larger than 200 bytes";
    assert_eq!(answer, (413, refusal("T.0413", message)));

    let (status, _) = ask(server().body_limit(3), "POST", THINGS, "{\"a\":1}").await;
    assert_eq!(status, 413);
}

#[tokio::test]
async fn a_charset_says_nothing_about_json() {
    for content_type in [
        "application/json;charset=utf8",
        "application/json; charset=UTF8",
        "application/json; charset=\"utf-8\"",
        "application/json; charset=iso-8859-1",
        "application/json ;charset=",
        "APPLICATION/JSON; x=y; Charset=Utf8",
        "application/merge-patch+json;charset=utf8",
    ] {
        for validation in [Validation::Off, Validation::Lenient, Validation::Strict] {
            let request = |body: &[u8]| {
                Request::post(THINGS)
                    .header("x-auth-token", "sesame")
                    .header("content-type", content_type)
                    .body(Body::from(body.to_vec()))
                    .unwrap()
            };
            let router = server().validation(validation).into_router();
            let status = send(router.clone(), request(r#"{"name":"teapot"}"#.as_bytes())).await.status();
            assert_eq!(status, 201, "{content_type} {validation:?}");
            // It is UTF-8, or no JSON at all.
            let latin = b"{\"name\":\"caf\xe9\"}";
            assert_eq!(send(router, request(latin)).await.status(), 400, "{content_type} {validation:?}");
        }
    }
}

#[tokio::test]
async fn a_missing_content_type_is_strictly_wrong() {
    for (validation, expected) in [(Validation::Lenient, 201), (Validation::Strict, 415)] {
        let body = r#"{"name":"teapot"}"#;
        let request = Request::builder()
            .method("POST")
            .uri(THINGS)
            .header("x-auth-token", "sesame")
            .header("content-length", body.len())
            .body(Body::from(body))
            .unwrap();
        let router = server().validation(validation).into_router();
        assert_eq!(send(router, request).await.status(), expected);
    }
}

#[tokio::test]
async fn syntax_errors_have_a_place() {
    let (status, body) = ask(server(), "POST", THINGS, "{\n\"name\": }").await;
    assert_eq!(status, 400);
    assert_eq!(body, refusal("T.0400", "invalid request: the body: at `name`: expected value (line 2, column 9)"));
    let (_, body) = ask(server(), "GET", "/v1/%ff/things", "").await;
    assert_eq!(body, refusal("T.0400", "invalid request: /path/project_id: the percent-encoding is invalid"));
    let (_, body) = ask(server(), "GET", "/v1/p1/things?limit=%zz", "").await;
    assert_eq!(body, refusal("T.0400", "invalid request: /query: the percent-encoding is invalid"));
}

#[tokio::test]
async fn all_broken_rules_are_named() {
    let (status, body) =
        ask(server(), "POST", THINGS, r#"{"name":"X","password":"aaaaaaaaaaaaaaaaaaaaaaaaa","more":1}"#).await;
    assert_eq!(status, 400);
    assert_eq!(
        body,
        refusal(
            "T.0400",
            "invalid request: /name: expected at least 2 characters, got \\\"X\\\"; \
             /name: expected a string that matches ^[a-z0-9-]+$, got \\\"X\\\"; \
             /password: expected at most 20 characters, got ***"
        )
    );
    let (_, body) = ask(server(), "POST", THINGS, "").await;
    assert_eq!(body, refusal("T.0400", "invalid request: the body: expected JSON, got nothing"));
    let (_, body) = ask(server(), "GET", "/v1/p1/things?limit=101&limit=1", "").await;
    assert_eq!(body, refusal("T.0400", "invalid request: /query/limit: expected one value, got 2 values"));
    let (_, body) = ask(server(), "GET", "/v1/p1/things?limit=101", "").await;
    assert!(body.contains("/query/limit: expected at most 100"));
}

#[tokio::test]
async fn layers_see_the_broken_rules() {
    let request = Request::builder()
        .method("POST")
        .uri("/v1/p1/things?limit=x")
        .header("x-auth-token", "sesame")
        .header("content-type", "application/json")
        .body(Body::from(r#"{"password":"aaaaaaaaaaaaaaaaaaaaaaaaa"}"#))
        .unwrap();
    let response = send(server().validation(Validation::Strict).into_router(), request).await;
    let violations = response.extensions().get::<Violations>().unwrap();
    let seen: Vec<_> = violations
        .iter()
        .map(|violation| {
            let Violation { pointer, location, rule, got, .. } = violation;
            (pointer.as_str(), *location, *rule, got.as_str())
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("/query/limit", Some(Location::Query), "unknown", "a string"),
            ("/name", None, "required", "nothing"),
            ("/password", None, "max_length", "***"),
        ]
    );
    let response = send(server().into_router(), Request::get("/nowhere").body(Body::empty()).unwrap()).await;
    assert_eq!(response.extensions().get::<Violations>(), None);
}

#[tokio::test]
async fn strict_servers_refuse_what_they_do_not_know() {
    let uri = "/v1/p1/things?limits=1";
    assert_eq!(ask(server(), "GET", uri, "").await.0, 200);
    let strict = server().validation(Validation::Strict);
    assert_eq!(
        ask(strict, "GET", uri, "").await,
        (400, refusal("T.0400", "invalid request: /query/limits: expected only known parameters, got a string"))
    );
}

#[tokio::test]
async fn without_validation_only_decoding_decides() {
    let off = || server().validation(Validation::Off);
    assert_eq!(ask(off(), "POST", THINGS, r#"{"name":"X"}"#).await.0, 201);
    assert_eq!(
        ask(off(), "POST", THINGS, r#"{"name":7}"#).await,
        (
            400,
            refusal(
                "T.0400",
                "invalid request: the body: at `name`: invalid type: integer, expected a \
                 string (line 1, column 9)"
            )
        )
    );
    assert_eq!(
        ask(off(), "GET", "/v1/p1/things?limit=many", "").await.1,
        refusal("T.0400", "invalid request: /query/limit: invalid digit found in string")
    );
    let (_, body) = ask(off(), "POST", THINGS, "").await;
    assert!(body.contains("the body is empty, expected JSON"));
}

#[tokio::test]
async fn handlers_errors_keep_their_code() {
    let (status, body) = ask(server(), "POST", THINGS, r#"{"name":"taken"}"#).await;
    assert_eq!(status, 409);
    assert_eq!(body, r#"{"error_code":"T.0409","error_msg":"the name is taken","detail":"taken","request_id":"r1"}"#);
}

#[tokio::test]
async fn panics_stay_inside() {
    let (status, body) = ask(server(), "POST", THINGS, r#"{"name":"panic"}"#).await;
    assert_eq!(status, 500);
    assert_eq!(body, refusal("T.0500", "the server failed to execute the operation"));
}

#[tokio::test(start_paused = true)]
async fn slow_handlers_are_given_up() {
    let api = server().timeout(std::time::Duration::from_secs(5));
    let (status, body) = ask(api, "POST", THINGS, r#"{"name":"slow"}"#).await;
    assert_eq!(status, 408);
    let message = "the server exceeded its timeout";
    assert_eq!(body, refusal("408", message));
}

#[tokio::test]
async fn more_requests_than_the_limit_are_refused() {
    let router = server().request_limit(1).into_router();
    let request = |name: &str| {
        let body = format!(r#"{{"name":"{name}"}}"#);
        let request = Request::post(THINGS).header("x-auth-token", "sesame").header("x-request-id", "r1");
        request.header("content-type", "application/json").body(Body::from(body)).unwrap()
    };
    let mut stuck = Box::pin(send(router.clone(), request("slow")));
    assert!(once(&mut stuck).await.is_none());
    let refused = send(router.clone(), request("teapot")).await;
    assert_eq!(refused.headers()["retry-after"], "1");
    let message = "the server has reached its limit of concurrent requests; retry later";
    assert_eq!(read(refused).await, (429, refusal("429", message)));
    // Health is asked when there is trouble.
    let health = Request::get("/__health").body(Body::empty()).unwrap();
    assert_eq!(send(router.clone(), health).await.status(), 200);
    drop(stuck);
    assert_eq!(send(router, request("teapot")).await.status(), 201);
}

/// What a future has to say when it is asked once.
async fn once<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
    tokio::select! {
        biased;
        output = future => Some(output),
        () = std::future::ready(()) => None,
    }
}

#[tokio::test]
async fn health_has_a_path_of_its_own() {
    let up = (200, r#"{"status":"up"}"#.to_owned());
    assert_eq!(ask(server(), "GET", "/__health", "").await, up);
    assert_eq!(ask(server().health_path("/alive"), "GET", "/alive", "").await, up);
    assert_eq!(ask(server().health_path("/alive"), "GET", "/__health", "").await.0, 404);
    assert_eq!(ask(server().health_path(None), "GET", "/__health", "").await.0, 404);
    // An operation is an operation.
    assert_eq!(ask(server().health_path("/v1/p1/things"), "DELETE", THINGS, "").await.0, 405);
    let request = Request::delete("/__health").header("x-request-id", "r1").body(Body::empty()).unwrap();
    let response = send(server().into_router(), request).await;
    assert_eq!(response.headers()["allow"], "GET, HEAD");
    assert_eq!(read(response).await, (405, refusal("T.0405", "DELETE is not supported at this path")));
}

#[tokio::test]
async fn every_answer_has_a_request_id() {
    let router = server().into_router();
    for uri in [THINGS, "/nowhere"] {
        for (sent, kept) in [("mine-1", true), ("not mine", false), ("", false)] {
            let request = Request::builder()
                .uri(uri)
                .header("x-auth-token", "sesame")
                .header("x-request-id", sent)
                .body(Body::empty())
                .unwrap();
            let response = send(router.clone(), request).await;
            let id = response.headers()["x-request-id"].to_str().unwrap();
            assert_eq!(id == sent, kept, "{uri} {sent:?} {id:?}");
            assert!(kept || id.len() == 32);
        }
    }
}

/// Wants to see the body, as whoever checks a signature does.
#[derive(Debug)]
struct Signature;

impl Authenticator for Signature {
    fn authenticate<'a>(
        &'a self,
        _meta: &'static specwright_runtime::meta::OperationMeta,
        _parts: &'a http::request::Parts,
        body: &'a bytes::Bytes,
    ) -> BoxFuture<'a, Result<Caller, ServiceError>> {
        Box::pin(async move {
            match body.len() {
                17 => Ok(Caller::new("signer")),
                other => Err(ServiceError::new(403, "T.0403").with_message(other.to_string())),
            }
        })
    }
}

#[tokio::test]
async fn authenticators_can_read_the_body() {
    let server = || api().authenticator(Signature);
    let body = r#"{"name":"teapot"}"#;
    assert_eq!(ask(server(), "POST", THINGS, body).await.0, 201);
    let (status, answer) = ask(server(), "POST", THINGS, "{}").await;
    assert_eq!((status, answer), (403, refusal("T.0403", "2")));
    let (status, _) = ask(server(), "POST", THINGS, &"x".repeat(201)).await;
    assert_eq!(status, 413);
    // Open operations are not its business.
    assert_eq!(ask(server(), "GET", "/v4/default/health", "").await.0, 501);
}
