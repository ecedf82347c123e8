//! Hosts with several addresses.

#![cfg(all(feature = "client", feature = "server"))]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::common::{self, Client, ENGINE_HOST, HOST, Thing, client_builder};
use bytes::Bytes;
use http::{Request, Response};
use specwright_runtime::client::{
    AccountToken, Body, BoxFuture, Call, CallContext, ClientCore, Credentials, CredentialsError, Endpoints, Transport,
    TransportError, TransportErrorKind,
};
use specwright_runtime::meta::{LoginMeta, Method, OperationMeta, Segment};

/// What happens at an address; without an entry it answers.
#[derive(Debug, Clone, Copy)]
enum Fate {
    Fails(TransportErrorKind),
    Silent,
}

/// A network with three machines: `one`, `two` and `three`.
#[derive(Debug, Clone, Default)]
struct Network {
    fates: Arc<Mutex<BTreeMap<&'static str, Fate>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Network {
    fn with(fates: &[(&'static str, Fate)]) -> Self {
        let this = Self::default();
        this.fates.lock().unwrap().extend(fates.iter().copied());
        this
    }

    fn mend(&self, host: &str) {
        self.fates.lock().unwrap().remove(host);
    }

    /// Who was asked since this was called last.
    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

impl Transport for Network {
    fn send(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let host = request.uri().host().unwrap().to_owned();
        self.asked.lock().unwrap().push(host.clone());
        let fate = self.fates.lock().unwrap().get(host.as_str()).copied();
        Box::pin(async move {
            match fate {
                Some(Fate::Fails(kind)) => Err(TransportError::new(kind, format!("{host} is down"))),
                Some(Fate::Silent) => std::future::pending().await,
                None => Ok(Response::new(Bytes::from(format!(
                    r#"{{"things":[],"asked":"{}","name":"n","token":"t"}}"#,
                    request.uri()
                )))),
            }
        })
    }
}

const DOWN: Fate = Fate::Fails(TransportErrorKind::Connect);

fn client(network: &Network, endpoints: impl Into<Endpoints>) -> Client {
    let mut builder = client_builder().transport(network.clone());
    builder.core = builder.core.endpoint(&HOST, endpoints);
    builder.build().unwrap()
}

const THREE: [&str; 3] = ["https://one/a", "https://two/b/", "https://three"];

#[tokio::test]
async fn the_first_address_that_can_be_reached_answers_and_stays() {
    let network = Network::with(&[("one", DOWN)]);
    let client = client(&network, THREE);
    let list = client.list().limit(1).send().await.unwrap();
    assert_eq!(list.asked, "https://two/b/v1/p1/things?limit=1", "each address has its own prefix");
    assert_eq!(network.asked(), ["one", "two"]);

    network.mend("one");
    client.list().send().await.unwrap();
    assert_eq!(network.asked(), ["two"], "clones of a client share what they know");
    client.clone().list().send().await.unwrap();
    assert_eq!(network.asked(), ["two"]);
}

#[tokio::test]
async fn what_cannot_have_arrived_may_go_elsewhere_whatever_it_does() {
    let network = Network::with(&[("one", DOWN), ("two", DOWN)]);
    client(&network, THREE).create(&Thing::default()).send().await.unwrap();
    assert_eq!(network.asked(), ["one", "two", "three"]);
}

#[tokio::test]
async fn what_may_have_arrived_goes_nowhere_else_but_the_next_call_does() {
    for kind in [TransportErrorKind::Interrupted, TransportErrorKind::Timeout] {
        let network = Network::with(&[("one", Fate::Fails(kind))]);
        let client = client(&network, THREE);
        client.create(&Thing::default()).send().await.unwrap_err();
        assert_eq!(network.asked(), ["one"]);
        client.create(&Thing::default()).send().await.unwrap();
        assert_eq!(network.asked(), ["two"]);
    }
}

#[tokio::test]
async fn if_all_fail_the_error_names_all() {
    let network = Network::with(&[("one", DOWN), ("two", DOWN)]);
    let error = client(&network, &THREE[..2]).list().send().await.unwrap_err();
    assert!(error.is_connect());
    assert_eq!(
        error.to_string(),
        "v1.list_things: no connection to https://one: one is down; no connection to https://two: two is down (3 attempts)"
    );
}

#[tokio::test(start_paused = true)]
async fn an_address_that_swallows_connections_is_left_behind() {
    let network = Network::with(&[("one", Fate::Silent)]);
    let client = client(&network, THREE);
    let error = client.list().timeout(Duration::from_secs(2)).send().await.unwrap_err();
    assert!(error.is_timeout());
    client.list().send().await.unwrap();
    assert_eq!(network.asked(), ["one", "two"]);
}

/// Credentials that differ from address to address.
struct PerAddress;

impl Credentials for PerAddress {
    fn authorize<'a>(
        &'a self,
        _context: &'a CallContext<'a>,
        request: &'a mut Request<Body>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        let host = request.uri().host().unwrap().to_owned();
        request.headers_mut().insert("x-auth-token", host.parse().unwrap());
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test]
async fn credentials_are_asked_for_each_address() {
    struct Checking(Network);
    impl Transport for Checking {
        fn send(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
            assert_eq!(request.headers()["x-auth-token"], request.uri().host().unwrap());
            self.0.send(request)
        }
    }

    let network = Network::with(&[("one", DOWN)]);
    let mut builder = client_builder().transport(Checking(network.clone()));
    builder.core = builder.core.endpoint(&HOST, THREE).credentials(&common::TOKEN, PerAddress);
    builder.build().unwrap().list().send().await.unwrap();
    assert_eq!(network.asked(), ["one", "two"]);
}

/// A client whose calls need a token, which comes from the address that they go to.
fn with_tokens(network: &Network) -> ClientCore {
    static LOGIN: LoginMeta = LoginMeta { operation: &LOG_IN, ..LoginMeta::BASE };
    static LOG_IN: OperationMeta = OperationMeta {
        id: "engine.log_in",
        method: Method::Post,
        path: "/login",
        segments: &[Segment::Literal("login")],
        host: &ENGINE_HOST,
        idempotent: false,
        ..OperationMeta::BASE
    };
    let core = ClientCore::builder().endpoint(&ENGINE_HOST, THREE).transport(network.clone());
    core.credentials(&common::BEARER, AccountToken::new(&LOGIN, "root", "hunter2")).build().unwrap()
}

static STATE: OperationMeta =
    OperationMeta { id: "engine.state", host: &ENGINE_HOST, auth: &common::BEARER, ..OperationMeta::BASE };

#[tokio::test]
async fn an_address_that_issues_no_token_is_passed_over() {
    let network = Network::with(&[("one", DOWN)]);
    let core = with_tokens(&network);
    Call::new(&core, &STATE).send().await.unwrap();
    assert_eq!(network.asked(), ["one", "one", "one", "two", "two"], "one has three attempts to issue a token");
}

#[tokio::test(start_paused = true)]
async fn an_address_that_hangs_before_it_issues_a_token_is_left_behind() {
    let network = Network::with(&[("one", Fate::Silent)]);
    let core = with_tokens(&network);
    let mut call = Call::new(&core, &STATE);
    call.timeout(Duration::from_secs(2));
    assert!(call.clone().send().await.unwrap_err().is_timeout());
    call.send().await.unwrap();
    assert_eq!(network.asked(), ["one", "two", "two"]);
}

#[test]
fn every_address_of_a_list_is_checked() {
    let build = |endpoints: Endpoints| {
        let mut builder = client_builder().transport(Network::default());
        builder.core = builder.core.endpoint(&ENGINE_HOST, endpoints);
        builder.build().map(|_| ()).map_err(|error| error.to_string())
    };
    assert_eq!(
        build(["https://one", "http://two"].into()).unwrap_err(),
        "the endpoint of `engine`: \"http://two\" would send credentials unencrypted: use https, or allow it with \
         `allow_plain_http(true)`"
    );
    assert_eq!(build(Vec::<String>::new().into()).unwrap_err(), "the endpoint of `engine`: must not be an empty list");

    let shown = format!("{:?}", client_builder().core.endpoint(&HOST, ["https://one", "https://me:hunter2@two"]));
    assert!(shown.contains("https://one") && !shown.contains("hunter2"), "{shown}");
}
