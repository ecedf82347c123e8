//! Who decides about a request: the order that docs/mock.md describes.

use reqwest::{Client, Method, StatusCode};
use servicestage_server::mock::{Authentication, MockServer};
use servicestage_server::{Validation, mock::JournalEntry};

const APPLICATIONS: &str = "/v3/p1/cas/applications";

/// A request in which everything is wrong that a step after the one under test could complain about.
struct Row {
    step: &'static str,
    method: Method,
    path: &'static str,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
    /// Status, `X-Mock-Source`, and a part of the body.
    answer: (u16, &'static str, &'static str),
}

const TOKEN: (&str, &str) = ("x-auth-token", "sesame");
const JSON: (&str, &str) = ("content-type", "application/json");
const TEXT: (&str, &str) = ("content-type", "text/plain");
const CODE: (&str, &str) = ("prefer", "code=409");
const FAULT: (&str, &str) = ("x-mock-fault", "503;retry-after=7");
const GOOD: &str = r#"{"name":"app-xpmtii","description":"test","labels":[{"key":"key","value":"var"}]}"#;
const OTHER: &str = r#"{"name":"shop"}"#;

fn rows() -> Vec<Row> {
    let post =
        |step, headers, body, answer| Row { step, method: Method::POST, path: APPLICATIONS, headers, body, answer };
    vec![
        Row {
            step: "1 route: no such path",
            method: Method::POST,
            path: "/v3/p1/cas/applicationz",
            headers: &[CODE, FAULT, TEXT],
            body: "{",
            answer: (404, "rejected", "there is no operation at this path"),
        },
        Row {
            step: "1 route: no such method",
            method: Method::PATCH,
            path: APPLICATIONS,
            headers: &[CODE, FAULT, TEXT],
            body: "{",
            answer: (405, "rejected", "PATCH"),
        },
        post(
            "2 what the request asks for is unclear",
            &[("x-mock-fault", "boom"), TEXT],
            "{",
            (400, "rejected", "boom"),
        ),
        post("2 an outcome was asked for", &[CODE, FAULT, TEXT], "{", (409, "forced", "error_code")),
        post("3 something goes wrong on purpose", &[FAULT, TEXT], "{", (503, "fault", "error_code")),
        post("4 credentials are missing", &[TEXT], "{", (401, "rejected", "X-Auth-Token is missing")),
        post("4 credentials are wrong", &[("x-auth-token", "guess"), TEXT], "{", (401, "rejected", "not")),
        post("5 not JSON by its type", &[TOKEN, TEXT], "{", (415, "rejected", "application/json")),
        post("5 not JSON by its syntax", &[TOKEN, JSON], "{", (400, "rejected", "invalid request: the body")),
        post(
            "6 rules",
            &[TOKEN, JSON],
            r#"{"labels":[{}],"x":1}"#,
            (400, "rejected", "/labels/0/key: expected a value"),
        ),
        post(
            "9 an example was named",
            &[TOKEN, JSON, ("x-mock-example", "create_application")],
            OTHER,
            (200, "example:create_application", "shop"),
        ),
        post("9 an example matches", &[TOKEN, JSON], GOOD, (200, "example:create_application", "app-xpmtii")),
        post("10 the first example", &[TOKEN, JSON], OTHER, (200, "example:create_application", "shop")),
        post("11 the type", &[TOKEN, JSON, ("prefer", "dynamic=true")], OTHER, (200, "generated", "shop")),
        Row {
            step: "9 the example that matches best is not the first",
            method: Method::GET,
            path: "/v3/p1/cas/applications?limit=10&offset=0",
            headers: &[TOKEN],
            body: "",
            answer: (200, "example:list_applications_page", "count"),
        },
    ]
}

#[tokio::test]
async fn steps_decide_in_their_order() {
    let builder = MockServer::builder().validation(Validation::Strict);
    let mock = builder.authentication(Authentication::tokens(["sesame"]).unwrap()).start().await.unwrap();
    let http = Client::new();
    for row in rows() {
        let mut request = http.request(row.method.clone(), format!("{}{}", mock.url(), row.path)).body(row.body);
        for (name, value) in row.headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        let (status, source) = (response.status(), response.headers()["x-mock-source"].to_str().unwrap().to_owned());
        let body = response.text().await.unwrap();
        let (wanted_status, wanted_source, part) = row.answer;
        assert_eq!((status.as_u16(), source.as_str()), (wanted_status, wanted_source), "{}: {body}", row.step);
        assert!(body.contains(part), "{}: {body}", row.step);
    }
    assert_eq!(mock.journal().len(), rows().len());
}

#[tokio::test]
async fn credentials_that_are_empty_are_none() {
    assert!(Authentication::tokens([""]).is_err());
    let mock = MockServer::start().await.unwrap();
    let registry = format!("{}/v4/default/registry/microservices", mock.url());
    let applications = format!("{}{APPLICATIONS}", mock.url());
    for (url, header, value, status) in [
        (&applications, "x-auth-token", "", 401),
        (&applications, "x-auth-token", "any", 200),
        (&applications, "authorization", "Bearer ", 401),
        (&registry, "authorization", "", 401),
        (&registry, "authorization", "Bearer", 401),
        (&registry, "authorization", "bearer ", 401),
        (&registry, "authorization", "Bearer any", 200),
    ] {
        let response = Client::new().get(url).header(header, value).send().await.unwrap();
        assert_eq!(response.status(), status, "{url} with {header}: {value:?}");
    }
}

#[tokio::test]
async fn engines_can_do_without_credentials_while_the_platform_requires_them() {
    const REGISTRY: &str = "/v4/default/registry/microservices";
    const CONFIGURATIONS: &str = "/v1/default/kie/kv";
    let strict = MockServer::start().await.unwrap();
    for path in [REGISTRY, CONFIGURATIONS] {
        let response = Client::new().get(format!("{}{path}", strict.url())).send().await.unwrap();
        assert_eq!(response.status(), 401, "{path}");
        let told = response.text().await.unwrap();
        assert!(told.contains("--auth engine_token=none"), "{path}: {told}");
    }
    for builder in [MockServer::builder(), MockServer::builder().stateful()] {
        let authentication = Authentication::any_credentials().except(["engine_token"]);
        let mock = builder.authentication(authentication).start().await.unwrap();
        for (path, status) in [(REGISTRY, 200), (CONFIGURATIONS, 200), (APPLICATIONS, 401)] {
            let response = Client::new().get(format!("{}{path}", mock.url())).send().await.unwrap();
            assert_eq!(response.status(), status, "{path}");
        }
    }
}

#[tokio::test]
async fn all_broken_rules_are_in_a_header_and_in_the_journal() {
    let mock = MockServer::start().await.unwrap();
    let request = Client::new().post(format!("{}{APPLICATIONS}", mock.url())).header("x-auth-token", "any");
    let response = request.json(&serde_json::json!({ "name": 7, "labels": [{}] })).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    let header = response.headers()["x-mock-violations"].to_str().unwrap().to_owned();
    let violations: Vec<String> = serde_json::from_str(&header).unwrap();
    assert!(violations.contains(&"/name: expected a string, got 7".to_owned()), "{violations:?}");
    assert!(violations.len() > 1, "{violations:?}");
    let JournalEntry { violations: journalled, request, status, .. } = mock.journal().remove(0);
    assert_eq!((journalled, request, status), (violations, None, 400));
}

#[tokio::test]
async fn without_control_requests_cannot_ask_for_outcomes() {
    let mock = MockServer::builder().control(false).start().await.unwrap();
    let request = Client::new().get(format!("{}{APPLICATIONS}", mock.url())).header("x-auth-token", "any");
    let request = request.header("prefer", "code=409").header("x-mock-fault", "nonsense");
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
}

#[tokio::test]
async fn documented_codes_come_with_their_status_and_unknown_wishes_are_explained() {
    let mock = MockServer::start().await.unwrap();
    let ask = async |name: &'static str, value: &'static str| {
        let request = Client::new().get(format!("{}{APPLICATIONS}", mock.url())).header("x-auth-token", "any");
        let response = request.header(name, value).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    let (status, body) = ask("x-mock-code", "SVCSTG.00100411").await;
    assert!(status >= 400 && body.contains("\"SVCSTG.00100411\""), "{status} {body}");
    for (name, value, explained) in [
        ("x-mock-code", "SVCSTG.42", "not among the codes"),
        ("prefer", "code=204", "does not return status 204"),
        ("prefer", "example=nonsense", "list_applications_page"),
        ("x-mock-profile", "huge", "extra-fields"),
        ("x-mock-weather", "rain", "-List-Size"),
    ] {
        let (status, body) = ask(name, value).await;
        assert!(status == 400 && body.contains(explained), "{name}: {value}: {status} {body}");
    }
}
