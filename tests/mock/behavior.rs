//! What a mock does for the author of a client: echoes, pages, faults, the journal, ports.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use servicestage_client::model;
use servicestage_client::model::v3::ApplicationCreate;
use servicestage_server::mock::{Fault, Latency, MockServer, Outcome, ResponseSource};
use servicestage_tests::{specification, workspace};
use specwright_runtime::client::RetryPolicy;
use specwright_tools::{OpenApiVersion, openapi};

use super::examples::client;

const PROJECT: &str = "p1";
const LIST: &str = "v3.list_applications";

async fn get(mock: &MockServer, path: &str, headers: &[(&str, &str)]) -> reqwest::Result<(u16, HeaderMap, String)> {
    let mut request = reqwest::Client::new().get(format!("{}{path}", mock.url())).header("x-auth-token", "any");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = request.bearer_auth("any").send().await?;
    Ok((response.status().as_u16(), response.headers().clone(), response.text().await?))
}

#[tokio::test]
async fn answers_repeat_what_was_asked() {
    let mock = MockServer::start().await.unwrap();
    let applications = client(&mock).v3().applications();
    let created = applications.create(&ApplicationCreate::new("shop").description("sells")).project_id(PROJECT);
    let created = created.send().await.unwrap();
    assert_eq!((created.name.as_str(), created.description.as_deref()), ("shop", Some("sells")));
    let id = "11111111-2222-3333-4444-555555555555";
    let read = applications.get(id).project_id(PROJECT).send().await.unwrap();
    assert_eq!(read.id, id);
}

#[tokio::test]
async fn a_code_with_several_statuses_has_the_one_that_the_operation_documents() {
    let mock = MockServer::start().await.unwrap();
    let (id, code) = ("11111111-2222-3333-4444-555555555555", "SVCSTG.00100401");
    let answer = async |method: Method, path: &str, preferred: Option<&str>| {
        let url = format!("{}/v3/p1/cas/{path}", mock.url());
        let request = reqwest::Client::new().request(method, url).header("x-auth-token", "any");
        let request = request.header("x-mock-code", code);
        let request =
            preferred.iter().fold(request, |request, status| request.header("prefer", format!("code={status}")));
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        assert!(response.text().await.unwrap().contains(code));
        status
    };
    let application = format!("applications/{id}");
    assert_eq!(answer(Method::GET, &application, None).await, 401, "documents 401 alone");
    assert_eq!(answer(Method::DELETE, &application, None).await, 409, "documents both");
    assert_eq!(answer(Method::DELETE, &application, Some("401")).await, 401, "the caller chooses");
    assert_eq!(answer(Method::GET, &application, Some("500")).await, 401, "the code has no such status");
    assert_eq!(answer(Method::GET, "applications", None).await, 409, "documents neither");

    let error = client(&mock).v3().applications().get(id).project_id(PROJECT).header("X-Mock-Code", code);
    assert!(error.send().await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn lists_are_as_long_as_one_likes_and_come_in_pages() {
    let mock = MockServer::builder().list_size(137).start().await.unwrap();
    let mut items = client(&mock).v3().applications().list().project_id(PROJECT).limit(50).items();
    let mut ids = std::collections::BTreeSet::new();
    while let Some(item) = items.next().await {
        ids.insert(item.unwrap().id);
    }
    assert_eq!(ids.len(), 137);
    mock.assert_called(LIST, 3);
    mock.set_list_size(Some(0));
    let empty = client(&mock).v3().applications().list().project_id(PROJECT).send().await.unwrap();
    assert!(empty.applications.is_empty());
}

#[tokio::test]
async fn connections_break_in_every_way() {
    let mock = MockServer::start().await.unwrap();
    let path = "/v3/p1/cas/applications";
    assert!(get(&mock, path, &[("x-mock-fault", "reset")]).await.unwrap_err().is_request());
    assert_eq!(reset(&mock, path).await.kind(), ErrorKind::ConnectionReset);
    let error = get(&mock, path, &[("x-mock-fault", "truncate")]).await.unwrap_err();
    assert!(error.is_body() || error.is_decode(), "{error:?}");
    let (status, _, body) = get(&mock, path, &[("x-mock-fault", "malformed")]).await.unwrap();
    assert!(status == 200 && serde_json::from_str::<Value>(&body).is_err(), "{status} {body}");
    let (status, headers, _) = get(&mock, path, &[("x-mock-fault", "429;retry-after=3")]).await.unwrap();
    assert_eq!((status, headers["retry-after"].to_str().unwrap()), (429, "3"));
    let waiting = tokio::time::timeout(Duration::from_millis(300), get(&mock, path, &[("x-mock-fault", "timeout")]));
    assert!(waiting.await.is_err());
    let sources: Vec<ResponseSource> = mock.calls(LIST).into_iter().map(|exchange| exchange.source).collect();
    assert_eq!(sources, vec![ResponseSource::Fault; 5], "the last one never came to an end");
}

#[tokio::test(start_paused = true)]
async fn connections_have_the_limits_of_the_stub() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let mock = MockServer::start().await.unwrap();
    let rest = async |sent: &str| {
        let mut stream = tokio::net::TcpStream::connect(mock.url().trim_start_matches("http://")).await.unwrap();
        stream.write_all(sent.as_bytes()).await.unwrap();
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest).await;
        String::from_utf8(rest).unwrap()
    };
    let begun = tokio::time::Instant::now();
    assert!(!rest("GET / HTTP/1.1\r\nhost:").await.contains("200 OK"), "a head that never ends");
    let waited = begun.elapsed();
    assert!(waited >= Duration::from_secs(30) && waited < Duration::from_secs(60), "{waited:?}");
    let long = format!("GET / HTTP/1.1\r\nhost: x\r\nx-long: {}\r\n\r\n", "x".repeat(32 * 1024));
    assert!(rest(&long).await.starts_with("HTTP/1.1 431 "));
}

/// What a socket says about a connection that the mock resets.
async fn reset(mock: &MockServer, path: &str) -> std::io::Error {
    let address = mock.url().trim_start_matches("http://").to_owned();
    let head = format!("GET {path} HTTP/1.1\r\nHost: mock\r\nX-Mock-Fault: reset\r\n\r\n");
    let ask = move || {
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(head.as_bytes())?;
        stream.read(&mut [0; 64])
    };
    tokio::task::spawn_blocking(ask).await.unwrap().unwrap_err()
}

#[tokio::test]
async fn the_client_gets_over_what_passes() {
    let mock = MockServer::start().await.unwrap();
    mock.enqueue(LIST, Fault::Reset, 1).unwrap();
    mock.enqueue(LIST, Fault::Status { status: 429, retry_after: Some(0) }, 1).unwrap();
    let url = mock.url();
    let client = servicestage_client::Client::builder().servicestage_endpoint(url).iam_token("any").project_id(PROJECT);
    let retry = RetryPolicy::new().base_delay(Duration::from_millis(1)).max_delay(Duration::from_millis(5));
    client.retry(retry).build().unwrap().v3().applications().list().send().await.unwrap();
    mock.assert_called(LIST, 3);
    mock.assert_called(&model::meta::v3::LIST_APPLICATIONS, 3);
}

#[tokio::test]
async fn a_code_for_the_next_call_is_an_error_of_that_code() {
    let mock = MockServer::start().await.unwrap();
    mock.enqueue(LIST, Outcome::Code("SVCSTG.00100411".to_owned()), 1).unwrap();
    let error = client(&mock).v3().applications().list().project_id(PROJECT).send().await.unwrap_err();
    assert_eq!(error.code(), Some("SVCSTG.00100411"));
    let unknown = mock.enqueue("v3.list_applicationz", Fault::Reset, 1).unwrap_err();
    assert!(unknown.to_string().contains("did you mean \"v3.list_applications\"?"), "{unknown}");
}

#[tokio::test]
async fn chance_repeats_itself() {
    let run = async |seed| {
        let builder = MockServer::builder().seed(seed).fault(Fault::Status { status: 503, retry_after: None }, 0.5);
        let mock = builder.start().await.unwrap();
        let mut statuses = Vec::new();
        for _ in 0..20 {
            statuses.push(get(&mock, "/v3/p1/cas/applications", &[]).await.unwrap().0);
        }
        statuses
    };
    let first = run(7).await;
    assert!(first.contains(&200) && first.contains(&503), "{first:?}");
    assert_eq!(first, run(7).await);
    assert_ne!(first, run(8).await);
}

#[tokio::test]
async fn answers_take_their_time() {
    let latency = Latency::Fixed(Duration::from_millis(120));
    let mock = MockServer::builder().latency(latency).start().await.unwrap();
    let started = Instant::now();
    get(&mock, "/v3/p1/cas/applications", &[]).await.unwrap();
    assert!(started.elapsed() >= Duration::from_millis(120));
}

#[tokio::test]
async fn secrets_do_not_get_into_the_journal() {
    let mock = MockServer::start().await.unwrap();
    let url = format!("{}/v1/p1/git/auths/bitbucket/password", mock.url());
    let body = json!({ "name": "a", "user": "u", "password": "hunter2" });
    let request = reqwest::Client::new().post(url).header("x-auth-token", "hunter2").json(&body);
    assert_eq!(request.send().await.unwrap().status(), 200);
    let journal = mock.journal();
    assert_eq!(journal[0].request.as_ref().unwrap()["body"]["password"], "***");
    assert_eq!(journal[0].request.as_ref().unwrap()["body"]["user"], "u");
    let (_, _, text) = get(&mock, "/__mock/journal", &[]).await.unwrap();
    assert!(text.contains("create_password_authorization") && !text.contains("hunter2"), "{text}");
    assert!(!format!("{journal:?}").contains("hunter2"));
    reqwest::Client::new().post(format!("{}/__mock/reset", mock.url())).send().await.unwrap();
    assert_eq!(mock.journal(), []);
}

#[tokio::test]
async fn nothing_new_is_304_for_whoever_knows_the_revision() {
    let mock = MockServer::start().await.unwrap();
    let path = "/v1/default/kie/kv?label=key1:value1&match=exact";
    let (status, headers, _) = get(&mock, path, &[]).await.unwrap();
    assert_eq!(status, 200);
    let revision = headers["x-kie-revision"].to_str().unwrap();
    let (status, headers, body) = get(&mock, &format!("{path}&revision={revision}"), &[]).await.unwrap();
    assert_eq!((status, headers["x-mock-source"].to_str().unwrap(), body.as_str()), (304, "not-modified", ""));
}

#[tokio::test]
async fn hosts_can_have_ports_of_their_own() {
    let mock = MockServer::builder().split().start().await.unwrap();
    let urls: std::collections::BTreeSet<String> = mock.hosts().into_iter().map(|(_, url)| url).collect();
    assert_eq!(urls.len(), 4);
    assert_eq!(mock.url(), mock.url_of("servicestage").unwrap());
    assert_eq!(mock.url_of("nowhere"), None);
    client(&mock).v3().applications().list().project_id(PROJECT).send().await.unwrap();
    let elsewhere = format!("{}/v3/p1/cas/applications", mock.url_of("cse").unwrap());
    assert_eq!(reqwest::get(elsewhere).await.unwrap().status(), 404);
}

#[tokio::test]
async fn it_stops_when_it_is_dropped() {
    let mock = MockServer::start().await.unwrap();
    let url = format!("{}/__mock/journal", mock.url());
    assert_eq!(reqwest::get(&url).await.unwrap().status(), 200);
    drop(mock);
    for _ in 0..100 {
        if reqwest::get(&url).await.is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it still answers");
}

#[tokio::test]
async fn the_openapi_document_is_the_exported_one_with_the_address_of_the_mock() {
    let mock = MockServer::start().await.unwrap();
    for path in ["/__mock/openapi.json", "/.well-known/openapi.json"] {
        let (_, _, text) = get(&mock, path, &[]).await.unwrap();
        let mut served: Value = serde_json::from_str(&text).unwrap();
        let mut exported = openapi(&specification("spec"), OpenApiVersion::V31);
        assert_eq!(served["servers"][0]["url"], mock.url());
        for document in [&mut served, &mut exported] {
            document["servers"].take();
            for item in document["paths"].as_object_mut().unwrap().values_mut() {
                item.as_object_mut().unwrap().values_mut().for_each(|operation| drop(operation["servers"].take()));
            }
        }
        assert_eq!(served, exported);
    }
}

/// The example in tests/guide is compiled, so that what the mock prints compiles.
#[tokio::test]
async fn the_snippet_for_the_client_compiles() {
    let mock = MockServer::start().await.unwrap();
    let snippet = mock.client_snippet().replace(&mock.url(), "http://127.0.0.1:8080");
    let guide = std::fs::read_to_string(workspace().join("tests/guide/mock.rs")).unwrap();
    let indented: String = snippet.lines().map(|line| format!("    {line}\n")).collect();
    assert!(guide.contains(&indented), "tests/guide/mock.rs has to contain:\n{indented}");
}
