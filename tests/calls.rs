//! What users of the generated client can do with calls: test without a network, ask errors what
//! they are, and have calls repeated.

use std::time::Duration;

use serde_json::json;
use servicestage_client::mock::{MockTransport, on};
use servicestage_client::observe::{Attempt, Interceptor};
use servicestage_client::runtime::http::{HeaderMap, HeaderValue};
use servicestage_client::servicecomb::{CreateToken, GetMicroservice};
use servicestage_client::v3::{DeleteApplication, ListApplications};
use servicestage_client::{ClientBuilder, ErrorClass, RetryBudget, RetryPolicy, TransportErrorKind};
use servicestage_model::error_codes::{EngineErrorCode, ServiceCombErrorCode, ServiceStageErrorCode};
use servicestage_model::v3::ApplicationList;

fn client(mock: &MockTransport) -> ClientBuilder {
    servicestage_client::Client::builder()
        .region("eu-west-101")
        .project_id("p1")
        .iam_token("sesame")
        .engine_token("sesame")
        .service_center_endpoint("https://192.0.2.10:30100")
        .transport(mock.clone())
}

#[tokio::test]
async fn a_program_is_tested_without_a_network() {
    let list = ApplicationList::new().count(0);
    let mock = MockTransport::new()
        .with(on::<ListApplications>().transport_error(TransportErrorKind::Connect).returning(list))
        .with(on::<DeleteApplication>().path("application_id", "a1").error(ServiceStageErrorCode::ApplicationNotEmpty));
    let client = client(&mock).build().unwrap();

    let list = client.v3().applications().list().limit(10).await.unwrap();
    assert_eq!(list.count, Some(0));
    let error = client.v3().applications().delete("a1").send().await.unwrap_err();
    assert!(error.is_conflict(), "{error}");

    let sent = mock.calls_of::<ListApplications>();
    assert_eq!((sent.len(), sent[0].query("limit")), (2, Some("10")));
    assert!(mock.unused().is_empty());
}

/// Gives requests another `User-Agent`.
struct Disguise;

impl Interceptor for Disguise {
    fn before_send(&self, _: &Attempt, headers: &mut HeaderMap) {
        headers.insert("user-agent", HeaderValue::from_static("browser/1"));
    }
}

#[tokio::test]
async fn requests_name_the_client_crate_the_runtime_and_the_program() {
    async fn agent(set_up: impl FnOnce(ClientBuilder) -> ClientBuilder) -> String {
        let mock = MockTransport::new().with(on::<ListApplications>().returning(ApplicationList::new().count(0)));
        let client = set_up(client(&mock)).build().unwrap();
        client.v3().applications().list().send().await.unwrap();
        mock.calls()[0].header("user-agent").unwrap().to_owned()
    }
    let products = |agent: &str| -> Vec<String> {
        let versioned = agent.split(' ').map(|product| product.split_once('/').expect("name and version"));
        versioned.filter(|(_, version)| !version.is_empty()).map(|(name, _)| name.to_owned()).collect()
    };
    let plain = agent(|builder| builder).await;
    assert_eq!(products(&plain), ["servicestage-client", "specwright-runtime"]);
    assert_eq!(agent(|builder| builder.user_agent("shop/2")).await, format!("{plain} shop/2"));
    assert_eq!(agent(|builder| builder.interceptor(Disguise)).await, "browser/1");
}

#[tokio::test]
async fn what_is_missing_is_reported_with_400_and_recognized() {
    let mock = MockTransport::new().with(on::<GetMicroservice>().error(ServiceCombErrorCode::ServiceNotFound));
    let client = client(&mock).build().unwrap();
    let error = client.servicecomb().microservices().get("7").send().await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(400), Some("400012")));
    assert!(error.is_not_found() && !error.is_invalid() && !error.is_retryable(), "{error}");
    let info = EngineErrorCode::EngineNotFound.info().unwrap();
    assert_eq!((info.status, info.class()), (400, Some(ErrorClass::NotFound)));
}

#[tokio::test]
async fn an_operation_that_a_gateway_does_not_know_is_not_a_missing_resource() {
    for code in ["APIGW.0101", "APIG.0101"] {
        let body = format!(r#"{{"error_code":"{code}","error_msg":"The API does not exist"}}"#);
        let client = servicestage_tests::client(servicestage_tests::Canned::new(404, body));
        let error = client.v3().applications().get("7").project_id("p").send().await.unwrap_err();
        assert_eq!((error.code(), error.class()), (Some(code), Some(ErrorClass::Unsupported)), "{error}");
        assert!(!error.is_not_found(), "{error}");
    }
}

#[tokio::test]
async fn clients_and_calls_have_policies() {
    let mock = MockTransport::new().with(on::<ListApplications>().status(503));
    let client = client(&mock)
        .retry(
            RetryPolicy::new()
                .max_attempts(2)
                .base_delay(Duration::ZERO)
                .max_delay(Duration::ZERO)
                .budget(RetryBudget::new(20)),
        )
        .attempt_timeout(Duration::from_secs(10))
        .build()
        .unwrap();
    let list = || client.v3().applications().list();
    assert_eq!(list().send().await.unwrap_err().attempts(), 2);
    assert_eq!(list().no_retry().attempt_timeout(Duration::from_secs(1)).send().await.unwrap_err().attempts(), 1);
    let thrice = RetryPolicy::new().max_attempts(3).base_delay(Duration::ZERO).max_delay(Duration::ZERO);
    assert_eq!(list().retry(thrice).timeout(Duration::from_secs(5)).send().await.unwrap_err().attempts(), 3);
    assert_eq!(mock.calls().len(), 6);
}

#[tokio::test]
async fn an_account_of_an_engine_logs_in_and_once_more_when_its_token_has_ended() {
    let mock = MockTransport::new()
        .with(on::<CreateToken>().returning_json(json!({ "token": "t-1" })).returning_json(json!({ "token": "t-2" })))
        .with(
            on::<GetMicroservice>()
                .returning_json(json!({ "service": { "serviceName": "shop", "version": "1.0.0" } }))
                .error(ServiceCombErrorCode::TokenExpired)
                .returning_json(json!({ "service": { "serviceName": "shop", "version": "1.0.0" } }))
                .error(ServiceCombErrorCode::WrongOldPassword),
        );
    let client = client(&mock).engine_token_account("root", "hunter2").build().unwrap();
    let get = || client.servicecomb().microservices().get("7").send();
    get().await.unwrap();
    get().await.unwrap();
    assert_eq!(get().await.unwrap_err().code(), Some("401207"));

    let logins = mock.calls_of::<CreateToken>();
    assert_eq!(logins.len(), 2, "a wrong old password says nothing about the token");
    assert_eq!(logins[0].json(), Some(json!({ "name": "root", "password": "hunter2" })));
    let sent = mock.calls_of::<GetMicroservice>();
    let sent: Vec<_> = sent.iter().filter_map(|call| call.header("authorization")).collect();
    assert_eq!(sent, ["Bearer t-1", "Bearer t-1", "Bearer t-2", "Bearer t-2"]);
}

#[tokio::test]
async fn one_client_talks_to_hosts_that_call_the_project_differently() {
    let list = ApplicationList::new().count(0);
    let mock = MockTransport::new()
        .with(on::<ListApplications>().returning(list))
        .with(on::<GetMicroservice>().error(ServiceCombErrorCode::ServiceNotFound));
    let client = client(&mock).build().unwrap();
    client.v3().applications().list().send().await.unwrap();
    let services = client.servicecomb().microservices();
    services.get("7").send().await.unwrap_err();
    services.get("7").project_id("p2").send().await.unwrap_err();

    let calls = mock.calls();
    let projects: Vec<_> = calls.iter().map(|call| call.path("project_id")).collect();
    assert_eq!(projects, [Some("p1"), Some("default"), Some("p2")]);
}
