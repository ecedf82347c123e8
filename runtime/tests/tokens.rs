//! Tokens: fetched once for everybody, renewed in time, and given up when there is no point.

#![cfg(all(feature = "client", feature = "server"))]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use crate::common::*;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::Response;
use serde_json::json;
use specwright_runtime::client::{
    AccountToken, Call, ClientCore, Credentials, Error, ErrorKind, RawResponse, TransportError, TransportErrorKind,
};
use specwright_runtime::huaweicloud::iam::{PasswordToken, User};
use specwright_runtime::meta::{LoginMeta, Method, OperationMeta, Segment};

const TOKENS: &str = "/v3/auth/tokens";
fn ali() -> User {
    User { account: "acme".into(), name: "ali".into(), password: "hunter2".into() }
}

const HOUR: Duration = Duration::from_secs(3600);

/// IAM and a service, which takes the tokens from number `from` on.
struct Service {
    wire: Wire,
    issued: Arc<AtomicUsize>,
    from: Arc<AtomicUsize>,
    /// What IAM answers instead of a token, if it is not 201.
    status: Arc<AtomicUsize>,
}

impl Service {
    fn new() -> Self {
        let (issued, from, status) =
            (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default(), Arc::new(AtomicUsize::new(201)));
        let (issues, first, iam) = (Arc::clone(&issued), Arc::clone(&from), Arc::clone(&status));
        let wire = Wire::new(move |seen| {
            if seen.uri.path().ends_with(TOKENS) {
                return match iam.load(SeqCst) {
                    201 => {
                        let number = issues.fetch_add(1, SeqCst);
                        // The answers are of noon.
                        let body = json!({ "token": {
                            "expires_at": "2026-01-03T12:00:00.000000Z",
                            "issued_at": "2026-01-02T12:00:00.000000Z",
                            "project": { "id": "p-of-token", "name": "eu-1" },
                        }});
                        let mut response = answer(201, body)?;
                        response.headers_mut().insert("X-Subject-Token", format!("token-{number}").parse().unwrap());
                        Ok(response)
                    }
                    0 => Err(TransportError::new(TransportErrorKind::Interrupted, "broken")),
                    status => answer(
                        u16::try_from(status).unwrap(),
                        json!({ "error": { "code": status, "message": "The username or password is wrong." } }),
                    ),
                };
            }
            let number: usize = seen.header("x-auth-token").strip_prefix("token-").unwrap().parse().unwrap();
            match number >= first.load(SeqCst) {
                true => answer(200, json!({ "things": [], "asked": seen.header("x-auth-token") })),
                false => answer(401, json!({ "error_code": "G.0307", "error_msg": "the token has expired" })),
            }
        });
        Self { wire, issued, from, status }
    }

    fn client(&self) -> Client {
        self.client_with(PasswordToken::new(ali()))
    }

    fn client_with(&self, credentials: impl Credentials + 'static) -> Client {
        let mut builder = client_builder().transport(self.wire.clone());
        builder.core = builder.core.credentials(&TOKEN, credentials);
        builder.build().unwrap()
    }

    /// No token that was issued so far is taken any longer.
    fn revoke(&self) {
        self.from.store(self.issued.load(SeqCst), SeqCst);
    }

    fn token_requests(&self) -> usize {
        self.wire.count(TOKENS)
    }
}

async fn many(client: &Client) -> Vec<Result<ThingList, Error>> {
    let calls: Vec<_> = (0..100).map(|_| tokio::spawn(client.list().send())).collect();
    let mut answers = Vec::new();
    for call in calls {
        answers.push(call.await.unwrap());
    }
    answers
}

async fn asked(client: &Client) -> String {
    client.list().send().await.unwrap().asked
}

#[tokio::test(start_paused = true)]
async fn a_hundred_calls_fetch_one_token() {
    let service = Service::new();
    let client = service.client();
    for answer in many(&client).await {
        assert_eq!(answer.unwrap().asked, "token-0");
    }
    assert_eq!(service.token_requests(), 1);

    let request = &service.wire.seen()[0];
    assert_eq!((request.method.as_str(), request.header("content-type")), ("POST", "application/json"));
    assert_eq!(request.uri, "https://iam.eu-1.myhuaweicloud.com/v3/auth/tokens?nocatalog=true");
    assert_eq!(
        request.json(),
        json!({ "auth": {
            "identity": {
                "methods": ["password"],
                "password": { "user": { "name": "ali", "password": "hunter2", "domain": { "name": "acme" } } },
            },
            "scope": { "project": { "id": "p1" } },
        }})
    );
}

#[tokio::test(start_paused = true)]
async fn a_hundred_calls_with_an_ended_token_renew_it_once() {
    let service = Service::new();
    let client = service.client();
    assert_eq!(asked(&client).await, "token-0");
    service.revoke();
    for answer in many(&client).await {
        assert_eq!(answer.unwrap().asked, "token-1");
    }
    assert_eq!(service.token_requests(), 2);
    assert_eq!(service.wire.count("/things"), 1 + 100 + 100, "each call is sent once more, and no more");
}

#[tokio::test(start_paused = true)]
async fn tokens_are_renewed_in_the_background_before_they_end() {
    let service = Service::new();
    let client = service.client();
    assert_eq!(asked(&client).await, "token-0");
    tokio::time::advance(23 * HOUR + HOUR / 4).await;
    assert_eq!(service.token_requests(), 1);
    tokio::time::advance(HOUR / 2).await;
    for answer in many(&client).await {
        assert_eq!(answer.unwrap().asked, "token-0", "nobody waits while the old token serves");
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(asked(&client).await, "token-1");
    assert_eq!(service.token_requests(), 2);

    // Nobody called in time: then the call has to wait.
    tokio::time::advance(48 * HOUR).await;
    assert_eq!(asked(&client).await, "token-2");
}

#[tokio::test(start_paused = true)]
async fn a_failed_renewal_is_tried_again_while_the_old_token_serves() {
    let service = Service::new();
    let client = service.client();
    assert_eq!(asked(&client).await, "token-0");
    service.status.store(503, SeqCst);
    tokio::time::advance(23 * HOUR + HOUR * 3 / 4).await;
    for _ in 0..10 {
        assert_eq!(asked(&client).await, "token-0");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    assert_eq!(service.token_requests(), 2, "a service in trouble is left alone for half a minute");
    service.status.store(201, SeqCst);
    tokio::time::sleep(Duration::from_secs(30)).await;
    assert_eq!(asked(&client).await, "token-0");
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(asked(&client).await, "token-1");
}

#[tokio::test(start_paused = true)]
async fn a_service_that_takes_no_token_gets_one_more_and_then_the_call_fails() {
    let service = Service::new();
    service.from.store(usize::MAX, SeqCst);
    let client = service.client();
    let error = client.list().send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "v1.list_things: 401 Unauthorized: G.0307: the token has expired (rejected again with new credentials) (2 attempts)"
    );
    assert_eq!((service.token_requests(), service.wire.count("/things")), (2, 2));

    // And not every call from now on asks for another token.
    for _ in 0..10 {
        assert!(client.list().send().await.unwrap_err().is_unauthorized());
    }
    assert_eq!((service.token_requests(), service.wire.count("/things")), (2, 12));
    tokio::time::advance(Duration::from_secs(60)).await;
    assert!(client.list().send().await.unwrap_err().is_unauthorized());
    assert_eq!(service.token_requests(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_wrong_password_is_tried_once_in_a_quarter_of_an_hour() {
    let service = Service::new();
    service.status.store(401, SeqCst);
    let client = service.client();
    let mut answers = many(&client).await;
    let error = answers.pop().unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert_eq!(
        error.to_string(),
        "v1.list_things: the password is not retried for 15 minutes: iam.token: 401 Unauthorized: 401: \
         The username or password is wrong."
    );
    assert!(answers.into_iter().all(|answer| answer.is_err()));
    assert!(client.list().send().await.is_err());
    assert_eq!((service.token_requests(), service.wire.count("/things")), (1, 0));

    tokio::time::advance(HOUR / 4).await;
    service.status.store(201, SeqCst);
    assert_eq!(asked(&client).await, "token-0");
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_shared_by_those_who_waited_and_forgotten_then() {
    let service = Service::new();
    service.status.store(0, SeqCst);
    let client = service.client();
    for answer in many(&client).await {
        let error = answer.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert!(error.to_string().contains("iam.token: the connection broke"), "{error}");
    }
    assert_eq!(service.token_requests(), 1);
    service.status.store(201, SeqCst);
    assert_eq!(asked(&client).await, "token-0");
}

#[tokio::test(start_paused = true)]
async fn a_call_that_gives_up_does_not_take_the_token_with_it() {
    let service = Service::new();
    let client = service.client();
    let error = client.list().timeout(Duration::from_millis(50)).send().await.unwrap_err();
    assert!(error.is_timeout());
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(asked(&client).await, "token-0");
    assert_eq!(service.token_requests(), 1);
}

#[test]
fn a_fetch_that_is_lost_with_its_runtime_is_made_again() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let service = Service::new();
    let client = service.client();
    let call = client.list().timeout(Duration::from_millis(50)).send();
    assert!(runtime().block_on(call).is_err());
    assert_eq!(runtime().block_on(asked(&client)), "token-0");
    assert_eq!(service.token_requests(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_project_is_that_of_the_token() {
    let service = Service::new();
    let credentials = PasswordToken::new(ali()).endpoint("https://iam.example.com/x/");
    let core = ClientCore::builder().region("eu-1").transport(service.wire.clone()).credentials(&TOKEN, credentials);
    let client = Client { core: core.build().unwrap() };
    client.list().send().await.unwrap();
    let seen = service.wire.seen();
    assert_eq!(seen[0].uri, "https://iam.example.com/x/v3/auth/tokens?nocatalog=true");
    assert_eq!(seen[0].json()["auth"]["scope"], json!({ "project": { "name": "eu-1" } }));
    assert_eq!(seen[1].uri.path(), "/v1/p-of-token/things");
    assert_eq!(seen.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn scopes_are_what_was_asked_for() {
    let user = || PasswordToken::new(ali());
    for (credentials, scope) in [
        (user().project_id("p7"), json!({ "project": { "id": "p7" } })),
        (user().project_name("eu-1_team"), json!({ "project": { "name": "eu-1_team" } })),
        (user().account_scoped(), json!({ "domain": { "name": "acme" } })),
    ] {
        let service = Service::new();
        asked(&service.client_with(credentials)).await;
        assert_eq!(service.wire.seen()[0].json()["auth"]["scope"], scope);
    }
    let service = Service::new();
    let core =
        ClientCore::builder().transport(service.wire.clone()).endpoint(&HOST, "https://a").credentials(&TOKEN, user());
    let client = Client { core: core.build().unwrap() };
    assert_eq!(
        client.list().project_id("p1").send().await.unwrap_err().to_string(),
        "v1.list_things: a token needs a project: call `region(…)` or `project_id(…)` on the client builder, or \
         `project_name(…)` on the credentials"
    );
    assert!(service.wire.seen().is_empty());
}

// Tokens that the service itself issues

static LOGIN_OPERATION: OperationMeta = OperationMeta {
    id: "engine.log_in",
    method: Method::Post,
    path: "/v4/login",
    segments: &[Segment::Literal("v4"), Segment::Literal("login")],
    idempotent: false,
    ..ENGINE_HEALTH
};

static LOGIN: LoginMeta = LoginMeta { operation: &LOGIN_OPERATION, final_codes: &["401207"], ..LoginMeta::BASE };

static STATE: OperationMeta = OperationMeta { id: "engine.state", auth: &BEARER, ..ENGINE_HEALTH };

static ELSEWHERE: OperationMeta = OperationMeta { host: &HOST, ..STATE };

/// A token that ends at one o'clock.
fn jwt(host: &str) -> String {
    let claims =
        BASE64_URL_SAFE_NO_PAD.encode(json!({ "account": "root", "exp": 1_767_358_800, "at": host }).to_string());
    format!("e30.{claims}.c2ln")
}

/// Each address takes only its own tokens.
fn engines() -> Wire {
    Wire::new(|seen| {
        let host = seen.uri.authority().unwrap().as_str();
        if seen.uri.path().ends_with("/v4/login") {
            return match seen.json() == json!({ "name": "root", "password": "hunter2" }) {
                true => answer(200, json!({ "token": jwt(host) })),
                false => answer(401, json!({ "errorCode": "401202", "errorMessage": "wrong" })),
            };
        }
        let issuer = if host.starts_with("things") { "10.0.0.1:30100" } else { host };
        match seen.header("authorization").strip_prefix("Bearer ") == Some(&*jwt(issuer)) {
            true => answer(200, "{}"),
            false => answer(401, json!({ "errorCode": "401205", "errorMessage": "ended" })),
        }
    })
}

fn core(wire: &Wire, address: &str, credentials: impl Credentials + 'static) -> ClientCore {
    let builder = ClientCore::builder().region("eu-1").endpoint(&ENGINE_HOST, address).transport(wire.clone());
    builder.credentials(&BEARER, credentials).build().unwrap()
}

async fn state(core: &ClientCore) -> Result<RawResponse, Error> {
    Call::new(core, &STATE).send().await
}

#[tokio::test(start_paused = true)]
async fn each_address_issues_a_token_of_its_own() {
    let wire = engines();
    let credentials = Arc::new(AccountToken::new(&LOGIN, "root", "hunter2"));
    let one = core(&wire, "https://10.0.0.1:30100", Arc::clone(&credentials));
    let other = core(&wire, "https://10.0.0.2:30100/prefix", credentials);
    for _ in 0..3 {
        state(&one).await.unwrap();
        state(&other).await.unwrap();
    }
    // Another host, whose tokens come from where the client says.
    Call::new(&one, &ELSEWHERE).send().await.unwrap();
    assert_eq!(wire.count("/v4/login"), 2);
    assert_eq!(wire.seen()[2].uri, "https://10.0.0.2:30100/prefix/v4/login");
}

#[tokio::test(start_paused = true)]
async fn the_end_of_a_token_is_read_from_it() {
    let wire = engines();
    let core = core(&wire, "https://10.0.0.1:30100", AccountToken::new(&LOGIN, "root", "hunter2"));
    state(&core).await.unwrap();
    tokio::time::advance(HOUR * 53 / 60).await;
    state(&core).await.unwrap();
    assert_eq!(wire.count("/v4/login"), 1);
    tokio::time::advance(HOUR * 2 / 60).await;
    state(&core).await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(wire.count("/v4/login"), 2, "a tenth of an hour before");
}

#[tokio::test(start_paused = true)]
async fn a_forbidden_login_is_tried_once_in_a_minute() {
    let wire = Wire::new(|seen| match seen.uri.path() {
        "/v4/login" => answer(403, json!({ "errorCode": "403001", "errorMessage": "the account is locked" })),
        _ => answer(200, json!({})),
    });
    let core = core(&wire, "https://10.0.0.1:30100", AccountToken::new(&LOGIN, "root", "hunter2"));
    for (pause, logins) in [(0, 1), (59, 1), (2, 2)] {
        tokio::time::advance(Duration::from_secs(pause)).await;
        let error = state(&core).await.unwrap_err().to_string();
        assert_eq!(error, "engine.state: engine.log_in: 403 Forbidden: 403001: the account is locked");
        assert_eq!(wire.count("/v4/login"), logins);
    }
}

#[tokio::test(start_paused = true)]
async fn a_wrong_password_is_never_tried_again() {
    let wire = engines();
    let core = core(&wire, "https://10.0.0.1:30100", AccountToken::new(&LOGIN, "root", "wrong"));
    let error = state(&core).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "engine.state: https://10.0.0.1:30100 rejects the account \"root\", which is not retried, because that \
         could lock the account; build a client with the right password: engine.log_in: 401 Unauthorized: 401202: wrong"
    );
    tokio::time::advance(1000 * HOUR).await;
    assert!(state(&core).await.is_err());
    assert_eq!(wire.seen().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn tokens_can_come_from_another_address() {
    let wire = engines();
    let credentials = AccountToken::new(&LOGIN, "root", "hunter2").endpoint("https://10.0.0.1:30100");
    let core = core(&wire, "https://things.example.com", credentials);
    state(&core).await.unwrap();
    assert_eq!(wire.seen()[0].uri, "https://10.0.0.1:30100/v4/login");

    let exposed = AccountToken::new(&LOGIN, "root", "hunter2").endpoint("http://10.0.0.1:30100");
    let core = self::core(&wire, "https://things.example.com", exposed);
    let error = state(&core).await.unwrap_err();
    assert!(error.to_string().contains("\"http://10.0.0.1:30100\" would send credentials unencrypted"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn some_refusals_are_not_about_the_token() {
    let wire = Wire::new(|seen| match seen.uri.path() {
        "/v4/login" => answer(200, json!({ "token": "opaque" })),
        _ => answer(401, json!({ "errorCode": "401207", "errorMessage": "the old password is wrong" })),
    });
    let core = core(&wire, "https://10.0.0.1:30100", AccountToken::new(&LOGIN, "root", "hunter2"));
    assert_eq!(state(&core).await.unwrap_err().code(), Some("401207"));
    assert_eq!((wire.count("/v4/login"), wire.count("/health")), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn odd_answers_are_explained_without_what_they_hold() {
    for (body, complaint) in [
        ("hunter2", "engine.log_in: the response is not JSON"),
        (r#"{"jwt":"hunter2"}"#, "engine.log_in: the response has no token at /token"),
        (r#"{"token":["hunter2"]}"#, "engine.log_in: the response has no token at /token"),
        (
            "{\"token\":\"hunter2\\n\"}",
            "engine.log_in: the token at /token of the response contains characters that no header can carry",
        ),
        (r#"{"token":""}"#, "engine.log_in: the token at /token of the response is empty"),
    ] {
        let wire = Wire::new(move |_| Ok(Response::new(body.into())));
        let core = core(&wire, "https://10.0.0.1:30100", AccountToken::new(&LOGIN, "root", "hunter2"));
        let error = state(&core).await.unwrap_err();
        assert_eq!(error.to_string(), format!("engine.state: {complaint}"));
        assert!(!format!("{error:?}").contains("hunter2"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_is_found_beside_what_cannot_be_read() {
    for odd in [r#""\ud83d""#, "1e999"] {
        let login = format!(r#"{{"odd":{odd},"token":"t"}}"#);
        let wire = Wire::new(move |seen| match seen.uri.path() {
            "/v4/login" => Ok(Response::new(login.clone().into())),
            _ => answer(200, json!({})),
        });
        let core = core(&wire, "https://10.0.0.1:30100", AccountToken::new(&LOGIN, "root", "hunter2"));
        state(&core).await.unwrap();
        assert_eq!(wire.seen()[1].headers["authorization"], "Bearer t", "{odd}");
    }
}

#[tokio::test(start_paused = true)]
async fn neither_passwords_nor_tokens_are_shown() {
    let service = Service::new();
    let credentials = PasswordToken::new(ali());
    let shown = format!("{credentials:?} {:?}", AccountToken::new(&LOGIN, "root", "hunter2"));
    assert!(shown.contains("ali") && shown.contains("root"), "{shown}");
    let client = service.client_with(credentials);
    asked(&client).await;
    let shown = format!("{shown} {client:?} {:?}", client.list());
    assert!(!shown.contains("hunter2") && !shown.contains("token-0"), "{shown}");
    for seen in service.wire.seen().iter().filter(|seen| seen.uri.path() != TOKENS) {
        assert!(seen.headers["x-auth-token"].is_sensitive());
    }
}
