//! Calls that are signed with an access key.

#![cfg(all(feature = "client", feature = "server"))]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, SystemTime};

use crate::common::*;
use http::header::AUTHORIZATION;
use serde_json::json;
use specwright_runtime::client::{BoxFuture, Call, ClientCore, ClientCoreBuilder, CredentialsError, ErrorKind};
use specwright_runtime::huaweicloud::SigningCredentials;
use specwright_runtime::huaweicloud::iam::RegionProjectProvider;
use specwright_runtime::huaweicloud::keys::{KeyLookup, KeyProvider, ProvidedKey};
use specwright_runtime::huaweicloud::signing::{
    AccessKey, Authorization, BODY_LIMIT, Payload, ReceivedRequest, Signer, Target, VerifyError, canonical_query_of,
};
use specwright_runtime::value::{Form, Parts};

const PROJECTS: &str = "/v3/projects";

/// Noon of the day that answers are of, and so many seconds more.
fn noon(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_355_200 + seconds)
}

fn key() -> AccessKey {
    AccessKey::new("AK1", "hunter2")
}

fn credentials() -> SigningCredentials {
    SigningCredentials::new(key()).clock(|| noon(0))
}

fn core(wire: &Wire, credentials: SigningCredentials) -> ClientCoreBuilder {
    ClientCore::builder().region("eu-1").transport(wire.clone()).credentials(&TOKEN, credentials)
}

fn client(wire: &Wire, credentials: SigningCredentials) -> Client {
    Client { core: core(wire, credentials).parameter("project_id", "p1").build().unwrap() }
}

/// A service that is content with everything.
fn content() -> Wire {
    Wire::new(|_| answer(200, json!({ "things": [], "asked": "", "name": "" })))
}

fn verify(seen: &Seen, key: &AccessKey, now: SystemTime) -> Result<(), VerifyError> {
    let host = seen.header("host");
    let query = seen.uri.query().unwrap_or("");
    let authorization = Authorization::parse(seen.header("authorization")).unwrap();
    let unsigned = seen.header("x-sdk-content-sha256") == "UNSIGNED-PAYLOAD";
    let payload = if unsigned { Payload::Stream } else { Payload::Bytes(&seen.body) };
    let target = Target { method: seen.method.as_str(), host, path: seen.uri.path(), query, payload };
    authorization.verify(key, &ReceivedRequest { target, headers: &seen.headers, time: now })
}

#[tokio::test(start_paused = true)]
async fn what_the_service_relies_on_is_signed() {
    let wire = content();
    let client = client(&wire, credentials());
    client.list().limit(1).labels(&["b c", "a/b"]).trace("t-1").send().await.unwrap();
    let seen = &wire.seen()[0];
    assert_eq!(seen.uri, "https://things.eu-1.example.com/v1/p1/things?label=a%2Fb&label=b%20c&limit=1");
    assert_eq!((seen.header("x-sdk-date"), seen.header("x-project-id")), ("20260102T120000Z", "p1"));
    assert_eq!(seen.header("host"), "things.eu-1.example.com");
    let expected = "SDK-HMAC-SHA256 Access=AK1, SignedHeaders=host;x-project-id;x-sdk-date;x-trace, Signature=";
    assert!(seen.header("authorization").starts_with(expected), "{}", seen.header("authorization"));
    assert!(seen.headers[AUTHORIZATION].is_sensitive());
    assert_eq!(verify(seen, &key(), noon(0)), Ok(()));

    client.create(&Thing::default()).send().await.unwrap();
    let seen = &wire.seen()[1];
    assert!(seen.header("authorization").contains("SignedHeaders=content-type;host;"));
    assert_eq!(verify(seen, &key(), noon(0)), Ok(()));
    let mut other = seen.clone();
    other.body = "{}".into();
    assert_eq!(verify(&other, &key(), noon(0)), Err(VerifyError::SignatureMismatch), "JSON is signed");
    assert_eq!(verify(seen, &key(), noon(899)), Ok(()));
    assert!(matches!(verify(seen, &key(), noon(901)), Err(VerifyError::ClockSkew { .. })));
}

struct Text(String);

impl Form for Text {
    fn parts(&self) -> Parts<'_> {
        Parts::new().text("text", Some(&self.0))
    }
}

#[tokio::test(start_paused = true)]
async fn forms_are_not_signed() {
    let wire = content();
    let mut call = Call::new(&client(&wire, credentials()).core, &CREATE_THING);
    call.form(&Text("hello".to_owned()));
    call.send().await.unwrap();
    let seen = &wire.seen()[0];
    assert_eq!(seen.header("x-sdk-content-sha256"), "UNSIGNED-PAYLOAD");
    let mut other = seen.clone();
    other.body = "anything".into();
    for seen in [seen, &other] {
        assert_eq!(verify(seen, &key(), noon(0)), Ok(()));
    }
}

#[tokio::test(start_paused = true)]
async fn the_key_decides_about_project_and_account_where_the_path_does_not() {
    static STATE: specwright_runtime::meta::OperationMeta =
        specwright_runtime::meta::OperationMeta { auth: &TOKEN, host: &HOST, ..ENGINE_HEALTH };
    for (keys, project, account) in [
        (ProvidedKey::new(key()), "", ""),
        (ProvidedKey::new(key()).project_id("p7").domain_id("d7"), "p7", ""),
        (ProvidedKey::new(key()).domain_id("d7"), "", "d7"),
    ] {
        let wire = content();
        let client = client(&wire, SigningCredentials::new(keys));
        Call::new(&client.core, &STATE).send().await.unwrap();
        let seen = &wire.seen()[0];
        assert_eq!((seen.header("x-project-id"), seen.header("x-domain-id")), (project, account));
    }
}

#[tokio::test(start_paused = true)]
async fn bodies_over_the_limit_are_refused_with_a_way_out() {
    let wire = content();
    let thing = Thing { name: "x".repeat(BODY_LIMIT), password: None };
    let error = client(&wire, credentials()).create(&thing).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert_eq!(
        error.to_string(),
        "v1.create_thing: the body has 12582923 bytes, but a request that is signed with an access key may carry \
         12582912 bytes (12 MB) at most: send less, or authorize the request with a token"
    );
    assert!(wire.seen().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_wrong_clock_is_named_as_the_reason() {
    let wire = Wire::new(|_| answer(401, json!({ "error_code": "G.0301", "error_msg": "wrong signature" })));
    for (clock, remark) in [
        (
            noon(20 * 60),
            " (the clock of this machine is 20 minutes ahead of the service's, 15 are allowed: set the clock)",
        ),
        (
            noon(0) - Duration::from_secs(7200),
            " (the clock of this machine is 120 minutes behind the service's, 15 are allowed: set the clock)",
        ),
        (noon(60), ""),
    ] {
        let credentials = SigningCredentials::new(key()).clock(move || clock);
        let error = client(&wire, credentials).list().send().await.unwrap_err();
        let expected = format!("v1.list_things: 401 Unauthorized: G.0301: wrong signature{remark}");
        assert_eq!(error.to_string(), expected);
    }
    assert_eq!(wire.seen().len(), 3, "a fixed key gets no better by trying again");
}

/// Temporary keys, a new one each time.
#[derive(Clone, Default)]
struct Rotating {
    made: Arc<AtomicUsize>,
    lifetime: Option<Duration>,
}

impl KeyProvider for Rotating {
    fn name(&self) -> std::borrow::Cow<'static, str> {
        "rotation".into()
    }

    fn provide_key<'a>(&'a self, _engine: &'a ClientCore) -> BoxFuture<'a, Result<KeyLookup, CredentialsError>> {
        Box::pin(async move {
            let number = self.made.fetch_add(1, SeqCst);
            let keys =
                ProvidedKey::new(AccessKey::new("AK1", "hunter2").with_security_token(format!("session-{number}")));
            Ok(KeyLookup::Found(match self.lifetime {
                Some(lifetime) => keys.lifetime(lifetime),
                None => keys,
            }))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn temporary_keys_are_renewed_before_they_end() {
    const HOUR: Duration = Duration::from_secs(3600);
    let wire = content();
    let keys = Rotating { lifetime: Some(24 * HOUR), ..Rotating::default() };
    let client = client(&wire, SigningCredentials::new(keys.clone()));
    client.list().send().await.unwrap();
    assert_eq!(wire.seen()[0].header("x-security-token"), "session-0");
    assert!(wire.seen()[0].headers["x-security-token"].is_sensitive());
    assert!(wire.seen()[0].header("authorization").contains(";x-security-token,"));
    tokio::time::advance(23 * HOUR + HOUR / 4).await;
    client.list().send().await.unwrap();
    assert_eq!(keys.made.load(SeqCst), 1);
    tokio::time::advance(HOUR / 4).await;
    client.list().send().await.unwrap();
    assert_eq!(keys.made.load(SeqCst), 2, "40 minutes before the end");
}

#[tokio::test(start_paused = true)]
async fn refused_temporary_keys_are_replaced_once_for_all_calls() {
    let wire = Wire::new(|seen| match seen.header("x-security-token") {
        "session-0" => answer(401, json!({ "error_code": "G.0301", "error_msg": "ended" })),
        _ => answer(200, json!({ "things": [], "asked": seen.header("x-sdk-date") })),
    });
    let keys = Rotating::default();
    let ticks = AtomicU64::new(0);
    let credentials = SigningCredentials::new(keys.clone()).clock(move || noon(ticks.fetch_add(1, SeqCst)));
    let client = client(&wire, credentials);
    let calls: Vec<_> = (0..100).map(|_| tokio::spawn(client.list().send())).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(keys.made.load(SeqCst), 2);
    let seen = wire.seen();
    assert_eq!(seen.len(), 200);
    let mut dates: Vec<&str> = seen.iter().map(|seen| seen.header("x-sdk-date")).collect();
    dates.sort_unstable();
    dates.dedup();
    assert_eq!(dates.len(), 200, "every attempt is signed anew");
    for seen in &seen {
        let key = AccessKey::new("AK1", "hunter2").with_security_token(seen.header("x-security-token"));
        assert_eq!(verify(seen, &key, noon(0)), Ok(()));
    }
}

// Projects

/// A region with these projects, by name.
fn region(projects: &'static [(&'static str, &'static str)]) -> Wire {
    Wire::new(move |seen| match seen.uri.path().ends_with(PROJECTS) {
        true => {
            let projects: Vec<_> = projects.iter().map(|(id, name)| json!({ "id": id, "name": name })).collect();
            let mut response = answer(200, json!({ "projects": projects, "links": {} }))?;
            response.headers_mut().insert("X-IAM-Trace-Id", "trace-7".parse().unwrap());
            Ok(response)
        }
        false => answer(200, json!({ "things": [], "asked": seen.uri.path() })),
    })
}

#[tokio::test(start_paused = true)]
async fn projects_are_looked_up_once() {
    let wire = region(&[("p-eu", "eu-1"), ("p-team", "eu-1_team")]);
    let client = Client { core: core(&wire, credentials()).build().unwrap() };
    let calls: Vec<_> = (0..10).map(|_| tokio::spawn(client.list().send())).collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap().asked, "/v1/p-eu/things");
    }
    assert_eq!(client.list().project_id("p7").send().await.unwrap().asked, "/v1/p7/things");
    let seen = wire.seen();
    assert_eq!(wire.count(PROJECTS), 1);
    assert_eq!(seen[0].uri, "https://iam.eu-1.myhuaweicloud.com/v3/projects?name=eu-1");
    assert_eq!(seen[0].header("x-project-id"), "");
    assert_eq!(seen[1].header("x-project-id"), "p-eu");
    assert_eq!(seen.last().unwrap().header("x-project-id"), "p7");
    for seen in &seen {
        assert_eq!(verify(seen, &key(), noon(0)), Ok(()));
    }
}

#[tokio::test(start_paused = true)]
async fn a_project_that_cannot_be_found_says_what_to_set() {
    for (wire, complaint) in [
        (
            region(&[("p-team", "eu-1_team")]),
            "the account has no project named eu-1 that these credentials may see: set `project_id`, or check the \
             region [request id trace-7]",
        ),
        (region(&[("a", "eu-1"), ("b", "eu-1")]), "several projects are named eu-1: set `project_id` to one of a, b"),
        (
            Wire::new(|_| {
                answer(403, json!({ "error": { "code": 403, "message": "not yours", "title": "Forbidden" } }))
            }),
            "iam.projects: 403 Forbidden: 403: not yours",
        ),
    ] {
        let client = Client { core: core(&wire, credentials()).build().unwrap() };
        let error = client.list().send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert_eq!(
            error.to_string(),
            format!("v1.list_things: `project_id` is not set, and no provider returned it: {complaint}")
        );
        assert_eq!(wire.seen().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_for_calls_that_cannot_be_completed() {
    let wire = region(&[("p-eu", "eu-1")]);
    let client = Client { core: core(&wire, credentials()).build().unwrap() };
    let error = client.delete_branch("", "b").send().await.unwrap_err();
    assert_eq!(error.to_string(), "v1.delete_branch: `thing_id` must not be empty");

    // Without a region there is nothing to look for.
    let builder = ClientCore::builder().endpoint(&HOST, "https://a").transport(wire.clone());
    let client = Client { core: builder.credentials(&TOKEN, credentials()).build().unwrap() };
    let error = client.list().send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(
        error.to_string(),
        "v1.list_things: needs `project_id`: call `project_id(…)` on the client builder or on the call"
    );
    assert!(wire.seen().is_empty());
}

#[tokio::test(start_paused = true)]
async fn projects_can_come_with_the_key_or_from_another_address() {
    let wire = region(&[("p-eu", "eu-1")]);
    for (keys, asked) in [
        (ProvidedKey::new(key()).project_id("p-key"), "/v1/p-key/things"),
        (ProvidedKey::new(key()).iam_endpoint("https://iam.example.com"), "/v1/p-eu/things"),
    ] {
        let client = Client { core: core(&wire, SigningCredentials::new(keys)).build().unwrap() };
        assert_eq!(client.list().send().await.unwrap().asked, asked);
    }
    let asked: Vec<_> = wire.seen().iter().map(|seen| seen.header("host").to_owned()).collect();
    assert_eq!(asked, ["things.eu-1.example.com", "iam.example.com", "things.eu-1.example.com"]);
}

#[tokio::test(start_paused = true)]
async fn projects_are_found_with_tokens_too() {
    let wire = region(&[("p-eu", "eu-1")]);
    let builder = Client::builder().region("eu-1").token("sesame").transport(wire.clone());
    let client = builder.parameter_provider("project_id", RegionProjectProvider::new()).build().unwrap();
    for _ in 0..2 {
        assert_eq!(client.list().send().await.unwrap().asked, "/v1/p-eu/things");
    }
    let tokens: Vec<_> = wire.seen().iter().map(|seen| seen.header("x-auth-token").to_owned()).collect();
    assert_eq!(tokens, ["sesame", "sesame", "sesame"]);
}

// The signer on its own

#[test]
fn requests_that_are_changed_on_their_way_are_not_signed() {
    for (uri, complaint) in [
        (
            "https://a/b/../c",
            "a path with a segment `.` or `..` or a backslash cannot be signed, because URL libraries change it",
        ),
        (
            "https://a/b/%2E%2e/c",
            "a path with a segment `.` or `..` or a backslash cannot be signed, because URL libraries change it",
        ),
        ("/b", "the request cannot be signed: its URL has no host"),
    ] {
        let mut request = http::Request::get(uri).body(()).unwrap();
        let error = Signer::new().at(noon(0)).sign_request(&key(), &mut request, Payload::Bytes(b"")).unwrap_err();
        assert_eq!(error.to_string(), complaint);
    }
}

#[test]
fn signing_again_replaces_the_signature() {
    let mut request = http::Request::get("https://a:443/b?c=+&a").body(()).unwrap();
    let temporary = AccessKey::new("AK0", "other").with_security_token("session");
    Signer::new().at(noon(0)).sign_request(&temporary, &mut request, Payload::Stream).unwrap();
    assert_eq!(request.headers()["x-sdk-content-sha256"], "UNSIGNED-PAYLOAD");
    assert_eq!(request.uri(), "https://a:443/b?a=&c=%20");
    assert_eq!(request.headers()["host"], "a");
    request.headers_mut().remove("x-sdk-content-sha256");

    let renewed = AccessKey::new("AK1", "hunter2").with_security_token("another");
    let signature = Signer::new().at(noon(5)).sign_request(&renewed, &mut request, Payload::Bytes(b"")).unwrap();
    assert_eq!(request.headers()["x-sdk-date"], "20260102T120005Z");
    assert_eq!(request.headers()["x-security-token"], "another");
    let mut fresh = http::Request::get("https://a/b?c=%20&a=").body(()).unwrap();
    let expected = Signer::new().at(noon(5)).sign_request(&renewed, &mut fresh, Payload::Bytes(b"")).unwrap();
    assert_eq!(signature.authorization(), expected.authorization());
    assert!(!format!("{signature:?}").contains("AK1"));
}

#[cfg(feature = "reqwest")]
mod sockets {
    use std::sync::Mutex;

    use axum::Router;
    use proptest::prelude::*;
    use specwright_runtime::client::ReqwestTransport;
    use specwright_runtime::meta::{Method, OperationMeta, Segment, SlashEncoding};

    use super::*;

    static PUT: OperationMeta = OperationMeta {
        id: "v1.put",
        method: Method::Put,
        path: "/v1/{a}/files/{b}",
        segments: &[
            Segment::Literal("v1"),
            Segment::Parameter { name: "a", slash: SlashEncoding::Percent },
            Segment::Literal("files"),
            Segment::Parameter { name: "b", slash: SlashEncoding::Colon },
        ],
        ..LIST_THINGS
    };

    /// A server that checks signatures of what it reads from the connection, query as it stands.
    async fn serve(key: AccessKey) -> (std::net::SocketAddr, Arc<Mutex<Vec<String>>>) {
        let log = Arc::<Mutex<Vec<String>>>::default();
        let seen = Arc::clone(&log);
        let router = Router::new().fallback(move |request: http::Request<axum::body::Body>| {
            let (key, seen) = (key.clone(), Arc::clone(&seen));
            async move {
                let (parts, body) = request.into_parts();
                let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
                let request = Seen { method: parts.method, uri: parts.uri, headers: parts.headers, body };
                seen.lock().unwrap().push(request.uri.to_string());
                match verify(&request, &key, SystemTime::now()) {
                    Ok(()) => http::StatusCode::OK,
                    Err(_) => http::StatusCode::UNAUTHORIZED,
                }
            }
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        (address, log)
    }

    #[derive(Debug, Clone)]
    struct Arguments {
        a: String,
        b: String,
        query: Vec<(usize, Vec<String>)>,
        header: String,
        body: Option<Result<String, String>>,
    }

    fn arguments() -> impl Strategy<Value = Arguments> {
        let segment = || any::<String>().prop_filter("no route", |text| !matches!(text.as_str(), "" | "." | ".."));
        let query = prop::collection::vec((0..4usize, prop::collection::vec(any::<String>(), 0..3)), 0..4);
        let body = prop::option::of(prop::result::maybe_ok(any::<String>(), any::<String>()));
        (segment(), segment(), query, "[ -~]{0,20}", body).prop_map(|(a, b, query, header, body)| Arguments {
            a,
            b,
            query,
            header,
            body,
        })
    }

    /// What is signed is what arrives, whatever the arguments are.
    #[test]
    fn the_signed_form_is_what_arrives() {
        const NAMES: [&str; 4] = ["label", "label2", "Z z", "ä&="];
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (address, log) = runtime.block_on(serve(key()));
        let direct = reqwest::Client::builder().no_proxy().build().unwrap();
        let core = ClientCore::builder()
            .endpoint(&HOST, format!("http://{address}/a%2Fb~/ä"))
            .credentials(&TOKEN, SigningCredentials::new(key()))
            .transport(ReqwestTransport::from_client(direct, 1024))
            .build()
            .unwrap();
        let config = ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() };
        let seed = proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha);
        let mut runner = proptest::test_runner::TestRunner::new_with_rng(config, seed);
        let checked = runner.run(&arguments(), |arguments| {
            let mut call = Call::new(&core, &PUT);
            call.path("a", &arguments.a);
            call.path("b", &arguments.b);
            for (name, values) in &arguments.query {
                call.query_each(NAMES[*name], values);
            }
            call.header("X-Note", &arguments.header);
            match &arguments.body {
                None => {}
                Some(Ok(json)) => call.json(json),
                Some(Err(text)) => call.form(&Text(text.clone())),
            }
            let answer = runtime.block_on(call.send_raw()).unwrap();
            prop_assert_eq!(answer.status(), 200);
            let sent = log.lock().unwrap().pop().unwrap();
            let query = sent.split_once('?').map_or("", |(_, query)| query);
            prop_assert_eq!(canonical_query_of(query), query);
            Ok(())
        });
        checked.unwrap();
    }
}
