//! Everything that can go wrong with a call, what the error says, and what it keeps to itself.

#![cfg(all(feature = "client", feature = "server"))]

use std::collections::BTreeMap;
use std::error::Error as _;
use std::time::Duration;

use crate::common::{self, BEARER, Client, HOST, Thing, client_builder};
use bytes::Bytes;
use http::{Request, Response};
use specwright_runtime::client::{
    Body, BoxFuture, Call, CallContext, ClientCore, Credentials, CredentialsError, Error, ErrorKind, Operation,
    RetryPolicy, StaticToken, Transport, TransportError, TransportErrorKind,
};
use specwright_runtime::meta::OperationMeta;
use specwright_runtime::pattern;
use specwright_runtime::value::IdLimits;

/// Gives the same answer to everybody, or none at all.
#[derive(Debug, Clone)]
enum Fake {
    MockResponse(u16, &'static [(&'static str, &'static str)], &'static str),
    Broken(TransportErrorKind),
    Silent,
    Forbidden,
}

impl Transport for Fake {
    fn send(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            assert!(request.extensions().get::<&'static OperationMeta>().is_some());
            match *self {
                Self::MockResponse(status, headers, body) => {
                    let mut response = Response::builder().status(status);
                    for (name, value) in headers {
                        response = response.header(*name, *value);
                    }
                    Ok(response.body(Bytes::from(body)).unwrap())
                }
                Self::Broken(kind) => Err(TransportError::new(kind, "cable cut")),
                Self::Silent => std::future::pending().await,
                Self::Forbidden => panic!("nothing must be sent"),
            }
        })
    }
}

fn client(fake: Fake) -> Client {
    client_builder().retry(RetryPolicy::never()).transport(fake).build().unwrap()
}

async fn failure(fake: Fake) -> Error {
    client(fake).list().send().await.unwrap_err()
}

#[tokio::test]
async fn refusals_of_the_service_print_on_one_line() {
    let error = failure(Fake::MockResponse(
        404,
        &[("x-request-id", "r7")],
        r#"{"error_code":"T.1404","error_msg":"no such project","detail":"p1","more":1}"#,
    ))
    .await;
    assert_eq!(error.to_string(), "v1.list_things: 404 Not Found: T.1404: no such project (p1) [request id r7]");
    assert_eq!(error.kind(), ErrorKind::Service);
    assert_eq!(error.operation().unwrap().id, "v1.list_things");
    assert_eq!(error.code(), Some("T.1404"));
    assert_eq!(error.message(), Some("no such project"));
    assert_eq!(error.detail(), Some("p1"));
    assert_eq!(error.request_id(), Some("r7"));
    assert_eq!(error.headers()["x-request-id"], "r7");
    assert!(error.body().unwrap().ends_with(b"\"more\":1}"));
    assert!(error.is_not_found() && !error.is_retryable());
    assert!(error.source().is_none());
    assert_eq!(
        format!("{error:?}"),
        "Error { kind: Service, operation: \"v1.list_things\", status: 404, code: \"T.1404\", \
         message: \"no such project\", detail: \"p1\", request_id: \"r7\", body: 76 bytes }"
    );
}

#[tokio::test]
async fn gateways_have_their_own_shapes() {
    let error =
        failure(Fake::MockResponse(429, &[], r#"{"errorCode":308,"errorMessage":"slow down","request_id":"r8"}"#))
            .await;
    assert_eq!(error.to_string(), "v1.list_things: 429 Too Many Requests: 308: slow down [request id r8]");
    assert!(error.is_throttled() && error.is_retryable());

    let error = failure(Fake::MockResponse(502, &[("x-iam-trace-id", "r9")], "<html>\n<h1>Bad Gateway</h1>")).await;
    assert_eq!(
        error.to_string(),
        "v1.list_things: 502 Bad Gateway [request id r9]; the response begins: \
         <html> <h1>Bad Gateway</h1>"
    );
    assert_eq!(error.message(), None);
    assert!(error.is_server_error() && error.is_retryable());

    let error = failure(Fake::MockResponse(599, &[], "")).await;
    assert_eq!(error.to_string(), "v1.list_things: 599");
}

#[tokio::test]
async fn statuses_have_names() {
    let refused = async |status| failure(Fake::MockResponse(status, &[], "")).await;
    assert!(refused(401).await.is_unauthorized());
    assert!(refused(403).await.is_forbidden());
    assert!(refused(409).await.is_conflict());
    assert!(refused(500).await.is_server_error());
    let error = failure(Fake::MockResponse(304, &[], "")).await;
    assert_eq!(error.to_string(), "v1.list_things: 304 Not Modified");
    let error = failure(Fake::MockResponse(301, &[], r#"{"message":"moved"}"#)).await;
    assert_eq!(error.to_string(), "v1.list_things: 301 Moved Permanently: moved (redirects are not followed)");
}

#[tokio::test]
async fn any_2xx_is_a_success() {
    let list = client(Fake::MockResponse(202, &[], r#"{"things":[],"asked":""}"#)).list();
    assert_eq!(list.send_response().await.unwrap().status(), 202);
    let client = client(Fake::MockResponse(200, &[], "whatever"));
    client.delete_branch("a", "b").send().await.unwrap();
}

#[tokio::test]
async fn unreadable_answers_show_where_and_what() {
    let error = failure(Fake::MockResponse(
        200,
        &[("x-request-id", "r7")],
        r#"{"things":[{"name":"a"},{"name":null}],"asked":""}"#,
    ))
    .await;
    assert_eq!(
        error.to_string(),
        "v1.list_things: 200 OK: the response cannot be read: at `things[1].name`: invalid type: \
         null, expected a string (line 1, column 36) [request id r7]; the response begins: \
         {\"things\":[{\"name\":\"a\"},{\"name\":null}],\"asked\":\"\"}"
    );
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.json_path(), Some("things[1].name"));
    assert!(!error.is_retryable());

    let error = failure(Fake::MockResponse(200, &[], "")).await;
    assert_eq!(
        error.to_string(),
        "v1.list_things: 200 OK: the response cannot be read: the body is empty, expected JSON"
    );
}

#[tokio::test]
async fn what_can_be_missing_is_missing_when_it_cannot_be_read() {
    let (collector, _guard) = common::Collector::start();
    let body = r#"{"things":[{"name":"a","password":["hunter2"]},{"name":"b","password":"c"}],"asked":""}"#;
    let list = client(Fake::MockResponse(200, &[("x-request-id", "r7")], body)).list();
    let response = list.clone().send_response().await.unwrap();
    let parts: Vec<_> = response.unreadable().iter().map(ToString::to_string).collect();
    assert_eq!(parts, ["at `things[0].password`: invalid type: sequence, expected a string"]);
    assert_eq!(response.unreadable()[0].path, "things[0].password");
    let things = list.send().await.unwrap().things;
    assert_eq!((things[0].password.is_none(), things[1].password.is_some()), (true, true));

    let warnings: Vec<_> =
        collector.events().into_iter().filter(|event| event.field("message") == "unreadable in part").collect();
    assert_eq!(warnings.len(), 2, "one for each response");
    let shown = ["operation", "request_id", "unreadable", "path"].map(|name| warnings[0].field(name).to_owned());
    assert_eq!(shown, ["v1.list_things", "r7", "1", "things[0].password"]);
    assert!(!collector.text().contains("hunter2"));

    let whole = client(Fake::MockResponse(200, &[], r#"{"things":[],"asked":""}"#)).list();
    assert!(whole.send_response().await.unwrap().unreadable().is_empty());
}

#[tokio::test(start_paused = true)]
async fn patience_has_an_end() {
    let error = failure(Fake::Silent).await;
    assert_eq!(error.to_string(), "v1.list_things: no response within 60s");
    assert!(error.is_timeout() && error.is_retryable());

    let call = client(Fake::Silent).create(&Thing::default());
    let error = call.timeout(Duration::from_millis(250)).send().await.unwrap_err();
    assert_eq!(error.to_string(), "v1.create_thing: no response within 250ms");
    assert!(!error.is_retryable(), "creating twice creates two");
}

#[tokio::test]
async fn transports_fail_in_their_own_ways() {
    for (kind, expected) in [
        (TransportErrorKind::Connect, ErrorKind::Connect),
        (TransportErrorKind::Timeout, ErrorKind::Timeout),
        (TransportErrorKind::Interrupted, ErrorKind::Transport),
        (TransportErrorKind::Other, ErrorKind::Transport),
    ] {
        let error = failure(Fake::Broken(kind)).await;
        assert_eq!(error.kind(), expected);
        assert_eq!(error.source().unwrap().to_string(), "cable cut");
    }
}

#[tokio::test]
async fn no_connection_says_to_where_and_why() {
    let error = client(Fake::Broken(TransportErrorKind::Connect)).list().limit(7).send().await.unwrap_err();
    assert_eq!(error.to_string(), "v1.list_things: no connection to https://things.eu-1.example.com: cable cut");
    let error = client(Fake::Broken(TransportErrorKind::Connect)).health().send().await.unwrap_err();
    assert_eq!(error.to_string(), "engine.health: no connection to http://127.0.0.1:30100: cable cut");
}

#[tokio::test]
async fn what_cannot_be_sent_is_not_sent() {
    let client = client(Fake::Forbidden);
    let cases = [
        (client.delete_branch("", "b").send().await, "v1.delete_branch: `thing_id` must not be empty"),
        (
            client.delete_branch("..", ".").send().await,
            "v1.delete_branch: `thing_id` must not be `.` or `..`; `branch` must not be `.` or `..`",
        ),
        (
            client.list().trace("a\nb").send().await.map(drop),
            "v1.list_things: the value of header `X-Trace` contains characters that are not allowed in a header",
        ),
    ];
    for (outcome, expected) in cases {
        let error = outcome.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(error.to_string(), expected);
    }
    let mut call = client.create(&Thing::default()).into_call();
    call.json(&BTreeMap::from([((1, 2), 3)]));
    assert_eq!(
        call.send().await.unwrap_err().to_string(),
        "v1.create_thing: the body cannot be serialized as JSON: key must be a string"
    );
}

#[tokio::test]
async fn nan_and_infinity_are_not_sent() {
    type Set = fn(&mut Call);
    let client = client(Fake::Forbidden);
    let cases: [(Set, &str); 8] = [
        (|call| call.json(&[("ratio", Some(f64::NAN))]), "the body cannot be serialized as JSON: at `[0][1]`: "),
        (|call| call.url_encoded(&BTreeMap::from([("ratio", f64::INFINITY)])), "at `ratio`: "),
        (|call| call.query("ratio", f64::NAN), "`ratio` must be a number, neither NaN nor infinite"),
        (|call| call.query_each("ratio", [1.0, f64::NEG_INFINITY]), "`ratio` must be a number"),
        (|call| call.query_joined("ratio", ',', [f32::NAN]), "`ratio` must be a number"),
        (|call| call.query_json("ratio", &[f64::NAN]), "`ratio` cannot be serialized as JSON: at `[0]`: "),
        (|call| call.header("X-Ratio", f64::NAN), "`X-Ratio` must be a number"),
        (|call| call.cookie("ratio", f64::NAN), "`ratio` must be a number"),
    ];
    for (set, expected) in cases {
        let mut call = client.create(&Thing::default()).into_call();
        set(&mut call);
        let error = call.send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains(expected), "{error}");
    }
    let mut call = client.delete_branch("thing", "main").into_call();
    call.path("branch", f64::NAN);
    assert!(call.send().await.unwrap_err().to_string().contains("`branch` must be a number"));
}

#[tokio::test]
async fn missing_configuration_says_what_to_set() {
    let bare = || Client::builder().transport(Fake::Forbidden);
    let error = async |builder: common::ClientBuilder| {
        let error = builder.build().unwrap().list().send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        error.message().unwrap().to_owned()
    };
    assert_eq!(
        error(bare().region("eu-1").project_id("p1")).await,
        "needs credentials for `iam`: call `iam(…)` or another `iam_…` method on the client builder, for example with \
         `SigningCredentials::new(KeyProviderChain::standard())`, which reads `HUAWEICLOUD_SDK_AK`, \
         `HUAWEICLOUD_SDK_SK` and `HUAWEICLOUD_SDK_PROJECT_ID`"
    );
    let all = error(bare()).await;
    for part in ["`iam(…)`", "`region(…)` or `things_endpoint(…)`", "`project_id(…)`", "HUAWEICLOUD_SDK_AK"] {
        assert!(all.contains(part), "everything that is missing is in one error: {all}");
    }
    assert_eq!(
        error(bare().token("t")).await,
        "needs a region or the endpoint of `things`: call `region(…)` or `things_endpoint(…)` on the client builder; \
         `project_id`: call `project_id(…)` on the client builder or on the call"
    );
    assert_eq!(
        error(bare().token("t").project_id("p1")).await,
        "needs a region or the endpoint of `things`: call `region(…)` or `things_endpoint(…)` on the \
         client builder"
    );
    assert_eq!(
        error(bare().token("t").region("eu-1")).await,
        "needs `project_id`: call `project_id(…)` on the client builder or on the call"
    );
    let health = bare().build().unwrap().health();
    assert_eq!(
        health.send().await.unwrap_err().to_string(),
        "engine.health: needs the endpoint of `engine`: call `engine_endpoint(…)` on the client \
         builder, for example with https://10.0.0.1:30100"
    );
}

#[test]
fn all_configuration_problems_are_reported_at_once() {
    let error = Client::builder()
        .region("eu 1")
        .endpoint("http://things.example.com")
        .engine_endpoint("https://me:hunter2@engine.example.com")
        .project_id("")
        .user_agent("a\nb")
        .token("hunter2\nlines")
        .default_header("X Y", 1)
        .default_header("X-Two", "hunter2\nlines")
        .transport(Fake::Forbidden)
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(
        error.to_string(),
        "the region \"eu 1\" must consist of letters, digits and hyphens; \
         the endpoint of `things`: \"http://things.example.com\" would send credentials \
         unencrypted: use https, or allow it with `allow_plain_http(true)`; \
         the endpoint of `engine`: must not contain a user name or password; \
         `project_id` must not be \"\"; \
         the credentials for `iam`: the token contains characters that are not allowed in a header; \
         the user agent must be visible ASCII; \
         \"X Y\" is not a header name; \
         the value of header `X-Two` contains characters that are not allowed in a header"
    );
    assert!(error.operation().is_none());

    Client::builder()
        .endpoint("http://things.example.com")
        .allow_plain_http(true)
        .transport(Fake::Forbidden)
        .build()
        .unwrap();
}

#[cfg(not(feature = "reqwest"))]
#[test]
fn without_a_transport_there_is_no_engine() {
    assert_eq!(
        ClientCore::builder().build().unwrap_err().to_string(),
        "no transport: call `transport(…)` on the client builder, or enable the feature `reqwest` of \
         the client crate"
    );
}

#[test]
fn outside_of_a_runtime_there_is_an_error_and_no_panic() {
    let mut send = Box::pin(client(Fake::Forbidden).list().send());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(Err(error)) = send.as_mut().poll(&mut context) else {
        panic!("the call should fail at once");
    };
    assert_eq!(error.to_string(), "v1.list_things: calls require a Tokio runtime with its timer enabled");
}

#[derive(Debug)]
struct Refusing;

impl Credentials for Refusing {
    fn authorize<'a>(
        &'a self,
        _context: &'a CallContext<'a>,
        request: &'a mut Request<Body>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        Box::pin(async move {
            let url = request.uri().to_string();
            Err(CredentialsError::new(url).with_source("no agency"))
        })
    }
}

#[tokio::test]
async fn credentials_see_the_final_url() {
    let mut builder = client_builder().transport(Fake::Forbidden);
    builder.core = builder.core.credentials(&common::TOKEN, Refusing);
    let client = builder.build().unwrap();
    let error = client.list().limit(1).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert_eq!(error.to_string(), "v1.list_things: https://things.eu-1.example.com/v1/p1/things?limit=1");
    assert_eq!(error.source().unwrap().to_string(), "no agency");
}

#[tokio::test]
async fn tokens_go_where_the_operation_wants_them() {
    static WITH_BEARER: OperationMeta = OperationMeta { auth: &BEARER, ..common::LIST_THINGS };
    let core = client_builder().transport(Fake::Forbidden).build().unwrap().core;
    for (meta, name, value) in
        [(&common::LIST_THINGS, "x-auth-token", "hunter2"), (&WITH_BEARER, "authorization", "Bearer hunter2")]
    {
        let mut request = Request::new(Body::empty());
        let token = StaticToken::new("hunter2");
        token.authorize(&CallContext::new(&core, meta), &mut request).await.unwrap();
        assert_eq!(request.headers()[name], value);
        assert!(request.headers()[name].is_sensitive());
        assert!(!format!("{token:?} {request:?}").contains("hunter2"));
    }
    let mut request = Request::new(Body::empty());
    let token = StaticToken::new("hunter2\n");
    let error = token.authorize(&CallContext::new(&core, &WITH_BEARER), &mut request).await.unwrap_err();
    assert_eq!(error.to_string(), "the token contains characters that are not allowed in a header");
}

#[tokio::test]
async fn nothing_prints_a_secret() {
    let builder = client_builder().token("hunter2");
    let printed = format!("{builder:#?}");
    assert!(!printed.contains("hunter2"), "{printed}");
    let client = builder
        .endpoint("https://api.example.com/")
        .transport(Fake::MockResponse(400, &[], r#"{"error_code":"T.1"}"#))
        .build()
        .unwrap();
    let thing = Thing { name: "a".to_owned(), password: Some("hunter2".into()) };
    let create = client.create(&thing);
    let list = client.list().limit(1).trace("hunter2");
    assert_eq!(
        format!("{list:?}"),
        "Call { operation: \"v1.list_things\", path: {}, query: {\"limit\": \"1\"}, \
         headers: [\"x-trace\"], body: Body(absent), .. }"
    );
    let error = create.clone().send().await.unwrap_err();
    let printed = format!("{client:?} {create:?} {list:?} {thing:?} {error} {error:?}");
    assert!(!printed.contains("hunter2"), "{printed}");
}

#[test]
fn everything_can_move_between_threads() {
    fn check<T: Send + Sync + 'static>() {}
    fn check_future(_: impl Future + Send + 'static) {}
    check::<ClientCore>();
    check::<Error>();
    check::<Call>();
    assert!(size_of::<Error>() <= size_of::<usize>());
    let core = client(Fake::Silent).core;
    check_future(Call::new(&core, &common::LIST_THINGS).send());
    let _ = &HOST;
}

#[tokio::test]
async fn parameters_are_checked_against_their_limits() {
    let limits = IdLimits::ANY.at_least(2).at_most(4).matches(pattern!("^[a-z0-9]+$"));
    let core = || ClientCore::builder().region("eu-1").parameter_limits("project_id", limits);
    let build = |value: &str| core().transport(Fake::Forbidden).parameter("project_id", value).build();
    for (value, expected) in [
        ("a", "`project_id` is too short: at least 2 characters, and it has 1"),
        ("abcde", "`project_id` is too long: at most 4 characters, and it has 5"),
        ("A-1", "`project_id` does not match `^[a-z0-9]+$`"),
        ("", "`project_id` must not be \"\""),
    ] {
        let error = build(value).unwrap_err();
        assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Configuration, expected));
    }

    // Values that come later are checked by the call that sends them.
    let core = core().transport(Fake::Forbidden).credentials(&common::TOKEN, StaticToken::new("sesame"));
    let client = Client { core: core.parameter("project_id", "p1").build().unwrap() };
    let expected = "v1.list_things: `project_id` is too long: at most 4 characters, and it has 5";
    let error = client.list().project_id("abcde").send().await.unwrap_err();
    assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::InvalidRequest, expected));
    let other = Client { core: client.core.with_parameter("project_id", "abcde") };
    assert_eq!(other.list().send().await.unwrap_err().to_string(), expected);
}
