//! What a client takes from its environment: nothing, unless it is told to.
//!
//! A process cannot safely change its own environment, so each case runs in one of its own.

#![cfg(all(feature = "reqwest", feature = "server"))]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::mpsc;

use crate::common::{ClientBuilder, client_builder};
use bytes::Bytes;
use http::{Request, Response};
use specwright_runtime::client::{Body, BoxFuture, Error, Transport, TransportError, TransportErrorKind};

/// Runs one of the ignored tests of this file with these variables and no others of their kind.
#[track_caller]
fn run(case: &str, variables: &[(&str, &str)]) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", &format!("surroundings::{case}"), "--ignored", "--nocapture"]);
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.to_uppercase().ends_with("_PROXY") || name.starts_with("HUAWEICLOUD_") {
            command.env_remove(name);
        }
    }
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}{}", String::from_utf8_lossy(&output.stderr));
}

/// A server for one request that tells what it was sent.
fn listen() -> (SocketAddr, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        sender.send(head(&mut stream)).unwrap();
        let body = r#"{"things":[],"asked":""}"#;
        write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    });
    (address, receiver)
}

fn head(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        request.push(byte[0]);
    }
    String::from_utf8(request).unwrap()
}

fn list(builder: ClientBuilder) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let client = builder.build()?;
    runtime.block_on(client.list().send()).map(|_| ())
}

/// A host that does not exist; only a proxy can answer for it.
fn far_away() -> ClientBuilder {
    client_builder().allow_plain_http(true).endpoint("http://things.invalid")
}

/// As a host of this kind, but if no proxy is asked nothing leaves this machine.
fn nearby() -> ClientBuilder {
    client_builder().endpoint("http://127.0.0.2:1").proxy_loopback(true)
}

#[track_caller]
fn assert_asked_directly(builder: ClientBuilder) {
    let error = list(builder).unwrap_err();
    assert!(error.to_string().contains("no connection to http://127.0.0.2:1: "), "{error}");
}

fn own(name: &str) -> String {
    std::env::var(name).unwrap()
}

// Proxies

#[test]
fn a_proxy_of_the_environment_is_used_only_if_it_is_asked_for() {
    let (proxy, _) = listen();
    run(
        "case_no_proxy_unless_asked",
        &[("http_proxy", &format!("http://{proxy}")), ("ALL_PROXY", "http://127.0.0.1:1")],
    );
    let (proxy, asked) = listen();
    run(
        "case_proxy_from_environment",
        &[("HTTP_PROXY", &format!("http://me:hunter2@{proxy}")), ("NO_PROXY", "direct.invalid, 127.0.0.2")],
    );
    let asked = asked.recv().unwrap();
    assert!(asked.starts_with("GET http://things.invalid/v1/p1/things HTTP/1.1\r\n"), "{asked}");
    // me:hunter2
    assert!(asked.contains("proxy-authorization: Basic bWU6aHVudGVyMg==\r\n"), "{asked}");
}

#[test]
#[ignore = "needs variables"]
fn case_no_proxy_unless_asked() {
    assert_asked_directly(nearby());
}

#[test]
#[ignore = "needs variables"]
fn case_proxy_from_environment() {
    let builder = far_away().proxy_from_environment();
    assert!(!format!("{builder:?}").contains("hunter2"));
    list(builder).unwrap();
    // It is in NO_PROXY.
    assert_asked_directly(nearby().proxy_from_environment());
}

#[test]
fn an_explicit_proxy_keeps_its_password_to_itself() {
    let (proxy, asked) = listen();
    let builder = far_away().proxy(format!("http://me:hunter2@{proxy}"));
    let shown = format!("{builder:?}");
    assert!(!shown.contains("hunter2") && shown.contains("proxy: configured"), "{shown}");
    list(builder).unwrap();
    assert!(asked.recv().unwrap().contains("Basic bWU6aHVudGVyMg=="));

    // Nobody there: the error is about the way, and says nothing of the password.
    let error = list(far_away().proxy("http://me:hunter2@127.0.0.1:1")).unwrap_err();
    assert!(error.is_connect() && !format!("{error} {error:?}").contains("hunter2"), "{error:?}");
    let error = list(far_away().proxy("socks5://me:hunter2@127.0.0.1:1")).unwrap_err();
    assert_eq!(error.to_string(), "the proxy must have the form `http://host:port` or `https://host:port`");
    assert_asked_directly(nearby().proxy("http://me:hunter2@127.0.0.1:1").no_proxy("things.invalid,127.0.0.0/8"));
}

#[test]
fn secure_requests_go_through_a_tunnel() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = listener.local_addr().unwrap();
    let (sender, asked) = mpsc::channel();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        sender.send(head(&mut stream)).unwrap();
        stream.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n").unwrap();
    });
    let error = list(client_builder().proxy(format!("{proxy}"))).unwrap_err();
    assert!(error.is_connect(), "a tunnel that is refused has sent nothing: {error:?}");
    let asked = asked.recv().unwrap();
    assert!(asked.starts_with("CONNECT things.eu-1.example.com:443 HTTP/1.1\r\n"), "{asked}");
    assert!(!asked.contains("sesame"), "the token is not for the proxy: {asked}");
}

#[test]
fn this_machine_is_reached_without_a_proxy_unless_it_is_asked_for() {
    let (server, asked) = listen();
    list(client_builder().endpoint(&format!("http://{server}")).proxy("http://127.0.0.1:1")).unwrap();
    assert!(asked.recv().unwrap().starts_with("GET /v1/p1/things "));

    let (proxy, asked) = listen();
    let through = client_builder().endpoint("http://localhost:1").proxy(format!("http://{proxy}"));
    list(through.proxy_loopback(true)).unwrap();
    assert!(asked.recv().unwrap().starts_with("GET http://localhost:1/v1/p1/things "));
}

#[test]
fn a_transport_of_your_own_has_to_be_configured_where_it_is_made() {
    let transport = specwright_runtime::client::ReqwestTransport::from_client(reqwest::Client::new(), 1);
    let builder = client_builder().root_certificate("x").proxy_from_environment().transport(transport);
    assert_eq!(
        builder.build().unwrap_err().to_string(),
        "`root_certificate` and `proxy_from_environment` cannot be combined with `transport(…)`: configure the transport \
         itself"
    );
}

// Endpoints

#[test]
fn endpoints_of_the_environment_are_used_only_if_they_are_asked_for() {
    run("case_no_endpoints_unless_asked", &[("HUAWEICLOUD_SDK_REGION_THINGS_EU_1", "http://exposed.invalid")]);
    let (server, asked) = listen();
    run(
        "case_endpoint_from_variable",
        &[("HUAWEICLOUD_SDK_REGION_THINGS_EU_1", &format!("http://127.0.0.1:1, http://{server}/prefix"))],
    );
    assert!(asked.recv().unwrap().starts_with("GET /prefix/v1/p1/things "));
}

#[test]
#[ignore = "needs variables"]
fn case_no_endpoints_unless_asked() {
    /// Says where it was sent.
    struct Nowhere;
    impl Transport for Nowhere {
        fn send(&self, _: Request<Body>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
            Box::pin(async { Err(TransportError::new(TransportErrorKind::Connect, "nowhere")) })
        }
    }

    let error = list(client_builder().transport(Nowhere)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "v1.list_things: no connection to https://things.eu-1.example.com: nowhere (3 attempts)"
    );
    let error = list(client_builder().transport(Nowhere).endpoints_from_environment()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "v1.list_things: the endpoint of `things`: \"http://exposed.invalid\" would send credentials unencrypted: use \
         https, or allow it with `allow_plain_http(true)` (from the variable HUAWEICLOUD_SDK_REGION_THINGS_EU_1)"
    );
}

#[test]
#[ignore = "needs variables"]
fn case_endpoint_from_variable() {
    list(client_builder().endpoints_from_environment()).unwrap();
    let error = list(client_builder().endpoints_from_environment().endpoint("http://127.0.0.1:2")).unwrap_err();
    assert!(error.to_string().contains("no connection to http://127.0.0.1:2"), "the builder counts more: {error}");
}

#[test]
fn files_at_home_and_elsewhere_name_endpoints() {
    let home = tempfile::tempdir().unwrap();
    let directory = home.path().join(".huaweicloud");
    std::fs::create_dir(&directory).unwrap();
    let (server, asked) = listen();
    std::fs::write(directory.join("regions.yaml"), format!("things:\n- id: eu-1\n  endpoint: http://{server}\n"))
        .unwrap();
    let home = home.path().to_str().unwrap();
    run("case_endpoint_from_file", &[("HOME", home), ("USERPROFILE", home)]);
    asked.recv().unwrap();

    let (server, asked) = listen();
    let named = directory.join("other.yaml");
    std::fs::write(&named, format!("Things: [{{id: eu-1, endpoints: ['http://127.0.0.1:1', 'http://{server}']}}]"))
        .unwrap();
    let named = named.to_str().unwrap();
    run("case_endpoint_from_file", &[("HOME", home), ("HUAWEICLOUD_SDK_REGIONS_FILE", named)]);
    asked.recv().unwrap();

    run("case_broken_file", &[("HUAWEICLOUD_SDK_REGIONS_FILE", "/nowhere/regions.yaml")]);
}

#[test]
#[ignore = "needs variables"]
fn case_endpoint_from_file() {
    list(client_builder().endpoints_from_environment()).unwrap();
}

#[test]
#[ignore = "needs variables"]
fn case_broken_file() {
    client_builder().build().unwrap();
    let error = client_builder().endpoints_from_environment().build().unwrap_err().to_string();
    assert!(error.starts_with(&format!("{} cannot be read: ", own("HUAWEICLOUD_SDK_REGIONS_FILE"))), "{error}");
}
