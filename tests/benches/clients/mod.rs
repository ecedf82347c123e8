//! Calls in the process: by the generated client, and as somebody would write them by hand.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HOST, USER_AGENT};
use axum::http::{Request, StatusCode};
use serde::de::DeserializeOwned;
use servicestage_client::{Client, ClientBuilder, Error};
use servicestage_model::v3;
use specwright_runtime::client::InProcessTransport;

use crate::hand;
use crate::servers::PROJECT;
use tower::ServiceExt as _;

pub(crate) const QUERY: [(&str, &str); 5] =
    [("limit", "10"), ("name", "development-env"), ("offset", "0"), ("order", "asc"), ("order_by", "name")];
pub(crate) const TOKEN: &str = "token";
pub(crate) const AGENT: &str = "hand-written/1.0";
const ENVIRONMENT: &str = "c93a5313-d141-4b9f-97ce-b4ce2b3988bd";

pub(crate) fn client(configure: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
    configure(Client::builder()).project_id(PROJECT).iam_token(TOKEN).build().unwrap()
}

pub(crate) fn in_process(router: &Router) -> Client {
    let transport = InProcessTransport::new(router.clone());
    client(|builder| builder.servicestage_endpoint("http://localhost").transport(transport))
}

pub(crate) fn to_create() -> v3::EnvironmentCreate {
    v3::EnvironmentCreate::new("env-test", "0c72428b-cd6c-4283-a560-210d3edb49f7")
        .description("")
        .enterprise_project_id("0")
        .labels([v3::Label::new(v3::LabelRequired { key: "aaaaa".into(), value: "a5".into() })])
        .deploy_mode(v3::DeployMode::VirtualMachine)
}

pub(crate) async fn list(client: &Client) -> Result<v3::EnvironmentList, Error> {
    let environments = client.v3().environments();
    let call = environments.list().limit(10).offset(0).order_by(v3::SortField::Name).order(v3::SortOrder::Asc);
    call.name("development-env").send().await
}

pub(crate) async fn create(client: &Client, body: &v3::EnvironmentCreate) -> Result<v3::Environment, Error> {
    client.v3().environments().create(body).send().await
}

pub(crate) async fn get(client: &Client) -> Result<v3::Environment, Error> {
    client.v3().environments().get(ENVIRONMENT).send().await
}

/// Hands a request to a router as a server would, and reads the answer.
async fn exchange<T: DeserializeOwned>(router: &Router, request: Request<Body>) -> T {
    let response = router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

pub(crate) async fn list_by_hand(router: &Router) -> hand::EnvironmentList {
    let mut uri = format!("/v3/{PROJECT}/cas/environments");
    for (index, (name, value)) in QUERY.iter().enumerate() {
        uri.push(if index == 0 { '?' } else { '&' });
        uri.push_str(name);
        uri.push('=');
        uri.push_str(value);
    }
    let request = Request::get(uri).header(HOST, "localhost").header(ACCEPT, "application/json");
    let request = request.header(USER_AGENT, AGENT).header("X-Auth-Token", TOKEN).body(Body::empty()).unwrap();
    exchange(router, request).await
}

pub(crate) async fn get_by_hand(router: &Router) -> hand::Environment {
    let uri = format!("/v3/{PROJECT}/cas/environments/{ENVIRONMENT}");
    let request = Request::get(uri).header(HOST, "localhost").header(ACCEPT, "application/json");
    let request = request.header(USER_AGENT, AGENT).header("X-Auth-Token", TOKEN).body(Body::empty()).unwrap();
    exchange(router, request).await
}

pub(crate) async fn create_by_hand(router: &Router, body: &hand::EnvironmentCreate) -> hand::Environment {
    let body = serde_json::to_vec(body).unwrap();
    let request = Request::post(format!("/v3/{PROJECT}/cas/environments"))
        .header(HOST, "localhost")
        .header(ACCEPT, "application/json")
        .header(USER_AGENT, AGENT)
        .header("X-Auth-Token", TOKEN)
        .header(CONTENT_TYPE, "application/json")
        .header(CONTENT_LENGTH, body.len());
    exchange(router, request.body(Body::from(body)).unwrap()).await
}
