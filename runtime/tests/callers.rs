//! Whom a server takes in: signed requests, and tokens of its own.

#![cfg(all(feature = "client", feature = "server"))]

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::common::*;
use axum::Router;
use axum::body::Body;
use http::header::AUTHORIZATION;
use http::{HeaderMap, Request, StatusCode};
use serde_json::{Value, json};
use specwright_runtime::client::{AccountToken, Call, ClientCore, Error, InProcessTransport};
use specwright_runtime::huaweicloud::AccessKeys;
use specwright_runtime::huaweicloud::SigningCredentials;
use specwright_runtime::huaweicloud::signing::{AccessKey, Payload, SignatureScope, Signer, Target};
use specwright_runtime::meta::*;
use specwright_runtime::server::{
    Api, Authenticator, Group, InputSchema, InvalidCredential, Reply, Request as Received, SchemeAuthenticators,
    StaticTokens, TokenIssuer,
};
use specwright_runtime::value::Secret;
use tower::ServiceExt as _;

const NOON: SystemTime = SystemTime::UNIX_EPOCH;
const MINUTE: u64 = 60;

fn noon(seconds: u64) -> SystemTime {
    NOON + Duration::from_secs(1_767_355_200 + seconds)
}

fn key() -> AccessKey {
    AccessKey::new("AK1", "hunter2")
}

fn keys() -> AccessKeys {
    let temporary = AccessKey::new("AK2", "hunter2").with_security_token("hunter2-token");
    AccessKeys::new([key(), temporary]).unwrap().clock(|| noon(0))
}

fn signed_by(key: AccessKey, seconds: u64, server: &AccessKeys) -> Client {
    let router = api().authenticator(server.clone()).into_router();
    let credentials = SigningCredentials::new(key).clock(move || noon(seconds));
    let core = ClientCore::builder()
        .region("eu-1")
        .transport(InProcessTransport::new(router))
        .credentials(&TOKEN, credentials);
    Client { core: core.parameter("project_id", "p1").build().unwrap() }
}

async fn caller(client: Client) -> Result<String, String> {
    let list = client.list().limit(3).labels(&["b", "a b"]).send().await;
    list.map(|list| list.things[0].name.clone()).map_err(|error| error.message().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn whoever_signs_with_a_known_key_is_taken_in() {
    assert_eq!(caller(signed_by(key(), 0, &keys())).await.unwrap(), "AK1");
    let temporary = AccessKey::new("AK2", "hunter2").with_security_token("hunter2-token");
    assert_eq!(caller(signed_by(temporary, 14 * MINUTE, &keys())).await.unwrap(), "AK2");
    let thing = Thing { name: "pen".to_owned(), password: Some(Secret::new("hunter2")) };
    assert_eq!(signed_by(key(), 0, &keys()).create(&thing).send().await.unwrap(), thing, "with a body");
}

#[tokio::test]
async fn signatures_are_for_one_region_and_service() {
    let ask = async |server: &AccessKeys, signer: Signer| {
        let router = api().authenticator(server.clone()).into_router();
        let credentials = SigningCredentials::new(key()).signer(signer).clock(|| noon(0));
        let core = ClientCore::builder().region("eu-1").transport(InProcessTransport::new(router));
        let core = core.credentials(&TOKEN, credentials).parameter("project_id", "p1").build().unwrap();
        caller(Client { core }).await
    };
    let scope = |region: &str, service: &str| SignatureScope { region: region.into(), service: service.into() };
    let (plain, ours) = (Signer::new(), Signer::derived(scope("eu-1", "things")));
    let (other_region, other_service) =
        (Signer::derived(scope("eu-2", "things")), Signer::derived(scope("eu-1", "goods")));
    for signer in [&plain, &ours, &other_region, &other_service] {
        assert_eq!(ask(&keys(), signer.clone()).await.unwrap(), "AK1", "unless the server has a scope");
    }
    let server = keys().scope(scope("eu-1", "things"));
    for signer in [plain, ours] {
        assert_eq!(ask(&server, signer).await.unwrap(), "AK1");
    }
    for signer in [other_region, other_service] {
        assert_eq!(ask(&server, signer).await.unwrap_err(), "the signature is for another region or service");
    }
}

#[tokio::test]
async fn others_are_refused_in_general_terms() {
    let refused = async |key, seconds| caller(signed_by(key, seconds, &keys())).await.unwrap_err();
    assert_eq!(refused(AccessKey::new("AK1", "hunter3"), 0).await, "the signature does not match the request");
    assert_eq!(refused(AccessKey::new("AK3", "hunter2"), 0).await, "the access key is unknown");
    assert_eq!(
        refused(key(), 16 * MINUTE).await,
        "the signature is 16 minutes away from the server's time, 15 are allowed"
    );
    assert_eq!(
        refused(AccessKey::new("AK2", "hunter2"), 0).await,
        "the access key is temporary, and its security token is missing or wrong"
    );
}

#[tokio::test]
async fn requests_without_a_signature_are_somebody_elses_business() {
    let ask = async |server: AccessKeys| {
        let request = Request::get("/v1/p1/things").header("x-auth-token", "sesame").body(Body::empty()).unwrap();
        api().authenticator(server).into_router().oneshot(request).await.unwrap().status()
    };
    assert_eq!(ask(keys()).await, StatusCode::UNAUTHORIZED);
    assert_eq!(ask(keys().fallback(StaticTokens::new(["sesame"]).unwrap())).await, StatusCode::OK);
    assert_eq!(ask(keys().fallback(StaticTokens::new(["other"]).unwrap())).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_signature_counts_once_if_the_server_wants_it() {
    let server = keys().reject_replays();
    assert_eq!(caller(signed_by(key(), 0, &server)).await.unwrap(), "AK1");
    assert_eq!(caller(signed_by(key(), 0, &server)).await.unwrap_err(), "the signature was used before");
    assert_eq!(caller(signed_by(key(), 1, &server)).await.unwrap(), "AK1", "a second later it is another one");
    assert_eq!(caller(signed_by(key(), 0, &keys())).await.unwrap(), "AK1", "other servers do not mind");
}

/// Signs what a careless client would sign, and sends the rest.
async fn careless(signed_query: &str, signed_body: Payload<'_>, sent_query: &str, body: &'static str) -> u16 {
    let mut headers = HeaderMap::new();
    headers.insert("host", "things.eu-1.example.com".parse().unwrap());
    headers.insert("content-type", "application/json".parse().unwrap());
    let target = Target {
        method: if body.is_empty() { "GET" } else { "POST" },
        host: "things.eu-1.example.com",
        path: "/v1/p1/things",
        query: signed_query,
        payload: signed_body,
    };
    let signature = Signer::new().at(noon(0)).sign(&key(), &target, &mut headers).unwrap();
    headers.insert(AUTHORIZATION, signature.authorization().parse().unwrap());
    let mut request = Request::new(Body::from(body));
    *request.method_mut() = target.method.parse().unwrap();
    *request.uri_mut() = format!("{}?{sent_query}", target.path).parse().unwrap();
    *request.headers_mut() = headers;
    let router = api().authenticator(keys()).into_router();
    router.oneshot(request).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn the_log_explains_what_was_signed_instead() {
    let (collector, _guard) = Collector::start();
    let body = r#"{"name":"pen"}"#;
    assert_eq!(careless("a=1&b=2", Payload::Bytes(b""), "a=1&b=2", "").await, 200);
    assert_eq!(careless("b=hunter2&a=1", Payload::Bytes(b""), "b=hunter2&a=1", "").await, 401);
    assert_eq!(careless("", Payload::Bytes(b""), "a=hunter2", "").await, 401);
    assert_eq!(careless("", Payload::Bytes(b""), "", body).await, 401);
    assert_eq!(careless("c=3", Payload::Bytes(b""), "d=4", "").await, 401);
    let events = collector.events();
    let reasons: Vec<_> = events.iter().map(|event| event.field("reason")).filter(|text| !text.is_empty()).collect();
    assert_eq!(
        reasons,
        [
            "the query was signed in the order in which it was sent",
            "the query was not signed",
            "an empty body was signed",
            "the secret half of the key, the host, the path, the method or a signed header differ",
        ]
    );
    assert!(!collector.text().contains("hunter2"));
}

// Tokens

static LOGIN_OPERATION: OperationMeta = OperationMeta {
    id: "engine.log_in",
    method: Method::Post,
    path: "/v4/login",
    segments: &[Segment::Literal("v4"), Segment::Literal("login")],
    idempotent: false,
    body_limit: 1_000,
    ..ENGINE_HEALTH
};

static LOGIN: LoginMeta = LoginMeta { operation: &LOGIN_OPERATION, ..LoginMeta::BASE };

static STATE: OperationMeta = OperationMeta {
    id: "engine.state",
    path: "/v4/state",
    segments: &[Segment::Literal("v4"), Segment::Literal("state")],
    auth: &BEARER,
    ..ENGINE_HEALTH
};

static NOTHING: InputSchema = InputSchema::new(&[], None);

/// An engine that issues its own tokens.
fn engine_with(issuer: &TokenIssuer, authenticator: impl Authenticator + 'static) -> Router {
    let group = Group::new(()).route(&STATE, &NOTHING, |_: Arc<()>, request: Received| async move {
        let caller = request.context().caller().map(|caller| caller.name.clone());
        Reply::json(200, &json!({ "caller": caller }))
    });
    Api::new().routes(group).routes(issuer.routes(&LOGIN)).authenticator(authenticator).into_router()
}

fn issuer() -> TokenIssuer {
    let issuer = TokenIssuer::new("the key").unwrap();
    issuer.account("root", "hunter2").unwrap().account("guest", "hunter3").unwrap()
}

async fn state(router: &Router, name: &str, password: &str) -> Result<Value, Error> {
    let core = ClientCore::builder()
        .endpoint(&ENGINE_HOST, "https://10.0.0.1:30100")
        .transport(InProcessTransport::new(router.clone()))
        .credentials(&BEARER, AccountToken::new(&LOGIN, name, password))
        .build()
        .unwrap();
    let answer = Call::new(&core, &STATE).send().await?;
    Ok(serde_json::from_slice(answer.get()).unwrap())
}

#[tokio::test]
async fn an_engine_issues_tokens_and_takes_them() {
    let issuer = issuer();
    let router = engine_with(&issuer, issuer.clone());
    assert_eq!(state(&router, "root", "hunter2").await.unwrap(), json!({ "caller": "root" }));
    for (name, password) in [("root", "hunter3"), ("nobody", "hunter2"), ("root", " ")] {
        let error = state(&router, name, password).await.unwrap_err().to_string();
        assert!(error.contains("the account does not exist, or the password is wrong"), "{error}");
    }
}

#[tokio::test]
async fn a_login_without_name_or_password_says_what_it_needs() {
    let router = engine_with(&issuer(), issuer());
    for body in [r#"{"name":"root"}"#, r#"{"name":"root","password":7}"#, "[]", r#""root""#] {
        let request = Request::post("/v4/login").header("content-type", "application/json");
        let answer = router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{body}");
        let bytes = axum::body::to_bytes(answer.into_body(), 10_000).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        assert!(text.contains("the body needs `name` and `password`, which are strings"), "{text}");
    }
}

async fn with_token(router: &Router, token: &str) -> (u16, String) {
    let request = Request::get("/v4/state").header(AUTHORIZATION, format!("Bearer {token}"));
    let answer = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let status = answer.status().as_u16();
    let body = axum::body::to_bytes(answer.into_body(), 10_000).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn only_whole_tokens_of_today_count() {
    let issuer = issuer().clock(|| noon(0)).lifetime(Duration::from_secs(100));
    let token = issuer.issue("guest", "hunter3").unwrap();
    let at = |seconds| engine_with(&issuer, issuer.clone().clock(move || noon(seconds)));
    assert_eq!(with_token(&at(99), token.expose()).await, (200, r#"{"caller":"guest"}"#.to_owned()));

    let (status, body) = with_token(&at(100), token.expose()).await;
    assert!(status == 401 && body.contains("the token has expired"), "{body}");

    let [header, claims, signature] = token.expose().split('.').collect::<Vec<_>>()[..] else { panic!() };
    let strange = TokenIssuer::new("another key").unwrap().account("guest", "hunter3").unwrap().clock(|| noon(0));
    let strange = strange.issue("guest", "hunter3").unwrap();
    let swapped = strange.expose().split('.').nth(1).unwrap();
    for bad in [
        format!("{header}.{claims}"),
        format!("{header}.{claims}."),
        format!("{header}.{swapped}.{signature}"),
        format!("e30.{claims}.{signature}"),
        format!("{header}.{claims}.{}", &signature[1..]),
        strange.expose().to_owned(),
        "..".to_owned(),
    ] {
        let (status, body) = with_token(&at(0), &bad).await;
        assert!(status == 401 && body.contains("the token is not valid"), "{bad}: {body}");
    }
}

#[tokio::test]
async fn tokens_end_with_their_account_and_its_password() {
    let token = issuer().issue("guest", "hunter3").unwrap();
    let after = |issuer: TokenIssuer| engine_with(&issuer, issuer.clone());
    assert_eq!(with_token(&after(issuer()), token.expose()).await.0, 200, "after a restart");
    let bare = TokenIssuer::new("the key").unwrap();
    for changed in [
        bare.clone(),
        bare.clone().account("root", "hunter3").unwrap(),
        bare.clone().account("guest", "hunter4").unwrap(),
    ] {
        let (status, body) = with_token(&after(changed), token.expose()).await;
        assert_eq!(status, 401);
        assert!(body.contains("the account of the token does not exist any more, or has another password"), "{body}");
    }
    let both = bare.account("guest", "hunter4").unwrap().account("guest", "hunter3").unwrap();
    assert_eq!(with_token(&after(both), token.expose()).await.0, 200);
}

#[tokio::test]
async fn tokens_may_last_as_long_as_times_go() {
    let issuer = issuer().lifetime(Duration::MAX);
    let router = engine_with(&issuer, issuer.clone());
    let token = issuer.issue("root", "hunter2").unwrap();
    assert_eq!(with_token(&router, token.expose()).await.0, 200);
    assert_eq!(state(&router, "root", "hunter2").await.unwrap(), json!({ "caller": "root" }));
}

#[test]
fn what_lets_everybody_in_is_an_error() {
    let complaint = |outcome: Result<(), InvalidCredential>| outcome.unwrap_err().to_string();
    for blank in ["", " ", "\t\n"] {
        for (outcome, expected) in [
            (StaticTokens::new(["hunter2", blank]).map(drop), "a token must not be empty"),
            (
                StaticTokens::default().named("ali", blank).map(drop),
                "the token of the caller \"ali\" must not be empty",
            ),
            (StaticTokens::default().named(blank, "hunter2").map(drop), "the name of a caller must not be empty"),
            (TokenIssuer::new(blank).map(drop), "the key that signs tokens must not be empty"),
            (issuer().account(blank, "hunter2").map(drop), "the name of an account must not be empty"),
            (issuer().account("root", blank).map(drop), "the password of the account \"root\" must not be empty"),
            (
                AccessKeys::new([AccessKey::new(blank, "hunter2")]).map(drop),
                "the id of an access key must not be empty",
            ),
            (
                AccessKeys::new([key(), AccessKey::new("AK3", blank)]).map(drop),
                "the secret of the access key \"AK3\" must not be empty",
            ),
            (
                AccessKeys::new([AccessKey::new("AK3", "hunter2").with_security_token(blank)]).map(drop),
                "the security token of the access key \"AK3\" must not be empty",
            ),
        ] {
            assert_eq!(complaint(outcome), expected);
        }
    }
    for (token, expected) in [
        ("hunter2\n", "a token must not begin or end with white space"),
        (" hunter2", "a token must not begin or end with white space"),
        ("hunter\r\n2", "a token must not contain characters that a header cannot carry"),
    ] {
        assert_eq!(complaint(StaticTokens::new([token]).map(drop)), expected);
    }
}

#[tokio::test]
async fn nobody_is_taken_in_without_a_token() {
    let router = api().authenticator(StaticTokens::new(["sesame"]).unwrap()).into_router();
    for token in ["", " "] {
        let request = Request::get("/v1/p1/things").header("x-auth-token", token).body(Body::empty()).unwrap();
        assert_eq!(router.clone().oneshot(request).await.unwrap().status(), StatusCode::UNAUTHORIZED);
    }
    let issuer = issuer();
    for token in ["", " ", "."] {
        assert_eq!(with_token(&engine_with(&issuer, issuer.clone()), token).await.0, 401);
    }
}

#[tokio::test]
async fn each_way_to_authenticate_has_its_authenticator() {
    let issuer = issuer();
    let by_auth =
        SchemeAuthenticators::new().with(&TOKEN, StaticTokens::new(["sesame"]).unwrap()).with(&BEARER, issuer.clone());
    let router = engine_with(&issuer, by_auth);
    let token = issuer.issue("root", "hunter2").unwrap();
    assert_eq!(with_token(&router, token.expose()).await.0, 200);
    assert_eq!(with_token(&router, "sesame").await.0, 401);

    let nobody = engine_with(&issuer, SchemeAuthenticators::new().with(&TOKEN, StaticTokens::new(["sesame"]).unwrap()));
    assert_eq!(with_token(&nobody, "sesame").await.0, 401, "a way without an authenticator lets nobody in");
}

#[test]
fn nothing_shows_secrets() {
    let by_auth = SchemeAuthenticators::new().with(&TOKEN, keys()).with(&BEARER, issuer());
    assert_eq!(format!("{by_auth:?}"), r#"["iam", "engine"]"#);
    let shown = format!("{:?} {:?}", keys().reject_replays(), issuer());
    assert!(shown.contains("AK1") && shown.contains("root") && !shown.contains("hunter"), "{shown}");
}
