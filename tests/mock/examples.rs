//! The mock answers every operation as it is documented, and the client reads whatever it answers.

use std::collections::BTreeSet;

use serde_json::Value;
use servicestage_client::{Arguments, Client};
use servicestage_server::mock::{MockServer, Outcome, Profile};
use servicestage_tests::{Example, examples, same, streams};
use specwright_runtime::client::{InProcessTransport, RetryPolicy};

fn arguments(example: &Example) -> Arguments {
    Arguments::from_value(example.request.clone()).unwrap()
}

/// A client of a mock behind a socket.
pub(crate) fn client(mock: &MockServer) -> Client {
    let url = |host| mock.url_of(host).unwrap();
    Client::builder()
        .servicestage_endpoint(url("servicestage"))
        .cse_endpoint(url("cse"))
        .service_center_endpoint(url("service_center"))
        .configuration_center_endpoint(url("configuration_center"))
        .iam_token("token")
        .engine_token("token")
        .retry(RetryPolicy::never())
        .build()
        .unwrap()
}

#[tokio::test]
async fn every_documented_request_gets_its_documented_answer() {
    let mock = MockServer::start().await.unwrap();
    let client = client(&mock);
    let examples = examples("spec");
    let mut requests = BTreeSet::new();
    for example in &examples {
        // Of several examples of one request the first answers, unless the test names another.
        if !requests.insert((example.operation.clone(), example.request.to_string())) {
            mock.enqueue(&example.operation, Outcome::Example(example.name.clone()), 1).unwrap();
        }
        let name = format!("{} ({})", example.operation, example.name);
        let response = client.call(&example.operation, arguments(example)).await;
        let response = response.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(response.headers()["x-mock-source"], format!("example:{}", example.name), "{name}");
        assert_eq!(response.status(), example.status, "{name}");
        assert!(same(response.get(), &example.answer), "{name}: {}\ninstead of {}", response.get(), example.answer);
        for (header, value) in &example.headers {
            assert_eq!(response.headers()[header.as_str()], value.as_str(), "{header} of {name}");
        }
    }
    let answered: BTreeSet<&str> = mock.journal().iter().filter_map(|exchange| exchange.operation).collect();
    let streams: BTreeSet<String> = streams("spec").into_iter().map(|example| example.operation).collect();
    assert_eq!(answered.len() + streams.len(), mock.operations().len());
    assert_eq!(mock.without_examples().len(), 0);
}

#[tokio::test]
async fn without_examples_answers_are_made_from_their_types() {
    let mock = MockServer::start().await.unwrap();
    let http = reqwest::Client::new();
    for example in examples("spec").iter().filter(|example| !example.answer.is_null()) {
        let request = sent(example, &mock).await;
        let response = http.execute(request).await.unwrap();
        assert!(response.status().is_success(), "{}: {}", example.operation, response.text().await.unwrap());
        assert_eq!(response.headers()["x-mock-source"], "generated", "{}", example.operation);
    }
}

/// The request that the client sends for an example, with the wish for an answer made from its type.
async fn sent(example: &Example, mock: &MockServer) -> reqwest::Request {
    let recorder = servicestage_tests::Canned::example(example);
    servicestage_tests::client(recorder.clone()).call(&example.operation, arguments(example)).await.unwrap();
    let (parts, body) = recorder.last().into_parts();
    let url = format!("{}{}", mock.url(), parts.uri.path_and_query().unwrap());
    let request = reqwest::Client::new().request(parts.method, url).headers(parts.headers);
    request.header("prefer", "dynamic=true").body(body.unwrap_or_default()).build().unwrap()
}

/// What is sent again and again by services of a later version, or of an earlier one, or by sloppy ones.
#[tokio::test]
async fn the_client_reads_every_profile_of_every_operation() {
    let examples = examples("spec");
    let mut failures = Vec::new();
    for profile in Profile::ALL {
        let router = MockServer::builder().profile(profile).router().unwrap();
        let client = servicestage_tests::client(InProcessTransport::new(router));
        for example in &examples {
            if let Err(error) = client.call(&example.operation, arguments(example)).await {
                failures.push(format!("{profile}: {error}"));
            }
        }
    }
    assert!(failures.is_empty(), "{} answers cannot be read:\n{}", failures.len(), failures.join("\n"));
}

/// A profile that changes nothing would prove nothing.
#[tokio::test]
async fn profiles_change_what_they_say() {
    let mock = MockServer::start().await.unwrap();
    let http = reqwest::Client::new();
    let answer = async |profile: Profile| -> Value {
        let url = format!("{}/v3/p/cas/environments/e", mock.url());
        let request = http.get(url).header("x-auth-token", "any").header("x-mock-profile", profile.as_str());
        serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap()
    };
    let typical = answer(Profile::Typical).await;
    let fields = |value: &Value| value.as_object().unwrap().len();
    assert!(fields(&answer(Profile::Minimal).await) < fields(&typical));
    assert!(fields(&answer(Profile::Maximal).await) > fields(&typical));
    assert_eq!(answer(Profile::UnknownEnum).await["deploy_mode"], "MOCK_UNKNOWN");
    assert_eq!(answer(Profile::ExtraFields).await["mock_extra"]["text"], "mock");
    let nulls = answer(Profile::Nulls).await;
    assert!(nulls["description"].is_null() && nulls.get("description").is_some(), "{nulls}");
}
