//! The service to measure: behind the generated stub, and by hand.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Json, Path, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use servicestage_model::v3;
use servicestage_server::v3::{CreateEnvironmentInput, Environments, ListEnvironmentsInput};
use servicestage_server::{Api, Context, ServiceError};
use specwright_runtime::server::Validation;

use crate::hand;

pub(crate) const PROJECT: &str = "e7d2e9c589e5445e808a8ff0d1235aca";
const ROUTE: &str = "/v3/{project_id}/cas/environments";

/// A body of an example, as a type.
pub(crate) fn body<T: DeserializeOwned>(name: &str, part: &str) -> T {
    let example = match name {
        "create_environment" => include_str!("../../../spec/servicestage/v3/examples/create_environment.json"),
        "list_environments_page" => include_str!("../../../spec/servicestage/v3/examples/list_environments_page.json"),
        other => panic!("there is no example {other}"),
    };
    let example: Value = serde_json::from_str(example).unwrap();
    serde_json::from_value(example[part]["body"].clone()).unwrap()
}

/// Answers with the texts of the examples and looks at nothing.
pub(crate) fn fixed() -> Router {
    let answer = |name: &str| {
        let text = Bytes::from(body::<Value>(name, "response").to_string());
        move || {
            let text = text.clone();
            async move { ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], text) }
        }
    };
    Router::new()
        .route(ROUTE, routing::get(answer("list_environments_page")).post(answer("create_environment")))
        .route(&format!("{ROUTE}/{{environment_id}}"), routing::get(answer("create_environment")))
}

/// The service behind the stub.
struct Service {
    list: v3::EnvironmentList,
}

impl Environments for Service {
    async fn list_environments(
        &self,
        _input: ListEnvironmentsInput,
        _context: Context,
    ) -> Result<v3::EnvironmentList, ServiceError> {
        Ok(self.list.clone())
    }

    async fn create_environment(
        &self,
        input: CreateEnvironmentInput,
        _context: Context,
    ) -> Result<v3::Environment, ServiceError> {
        let mut created = v3::Environment::new("c93a5313-d141-4b9f-97ce-b4ce2b3988bd", input.body.name)
            .project_id(input.project_id)
            .vpc_id(input.body.vpc_id)
            .creator("ss-test")
            .create_time(1_681_384_236_023)
            .update_time(1_681_384_236_023);
        created.description = input.body.description;
        created.enterprise_project_id = input.body.enterprise_project_id;
        created.deploy_mode = input.body.deploy_mode;
        created.labels = input.body.labels.unwrap_or_default();
        Ok(created)
    }
}

pub(crate) fn stub(validation: Validation) -> Api {
    let service = Service { list: body("list_environments_page", "response") };
    let routes = servicestage_server::v3::environments(Arc::new(service));
    Api::new().routes(routes).validation(validation)
}

#[derive(Deserialize)]
struct ListQuery {
    limit: Option<i32>,
    offset: Option<i32>,
    order_by: Option<String>,
    order: Option<String>,
    name: Option<String>,
    environment_id: Option<String>,
    enterprise_project_id: Option<String>,
}

fn refuse(message: &str) -> Response {
    let body = json!({ "error_code": "SVCSTG.00100400", "error_msg": message });
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}

fn is_name(name: &str) -> bool {
    let bytes = name.as_bytes();
    (2..=64).contains(&bytes.len())
        && bytes[0].is_ascii_alphabetic()
        && bytes[bytes.len() - 1].is_ascii_alphanumeric()
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// The same service and the same checks by hand.
pub(crate) fn by_hand() -> Router {
    let list: Arc<hand::EnvironmentList> = Arc::new(body("list_environments_page", "response"));
    let get = async |State(list): State<Arc<hand::EnvironmentList>>,
                     Path(project_id): Path<String>,
                     Query(query): Query<ListQuery>| {
        let ListQuery { limit, offset, order_by, order, name, environment_id, enterprise_project_id } = query;
        std::hint::black_box((project_id, order_by, order, name, environment_id, enterprise_project_id));
        if limit.is_some_and(|limit| !(0..=100).contains(&limit)) {
            return refuse("limit has to lie between 0 and 100");
        }
        if offset.is_some_and(|offset| offset < 0) {
            return refuse("offset has to be at least 0");
        }
        Json(hand::EnvironmentList::clone(&list)).into_response()
    };
    let post = async |Path(project_id): Path<String>, Json(body): Json<hand::EnvironmentCreate>| {
        if !is_name(&body.name) {
            return refuse("name has to have 2 to 64 letters, digits, hyphens and underscores");
        }
        if body.description.as_ref().is_some_and(|text| text.chars().count() > 128) {
            return refuse("description has to have at most 128 characters");
        }
        let created = hand::Environment {
            id: "c93a5313-d141-4b9f-97ce-b4ce2b3988bd".to_owned(),
            name: body.name,
            description: body.description,
            project_id: Some(project_id),
            enterprise_project_id: body.enterprise_project_id,
            deploy_mode: body.deploy_mode,
            vpc_id: Some(body.vpc_id),
            creator: Some("ss-test".to_owned()),
            create_time: Some(1_681_384_236_023),
            update_time: Some(1_681_384_236_023),
            labels: body.labels,
            resources: Some(Vec::new()),
            r#type: None,
            resource_create_mode: None,
            config_mode: None,
            iac_resources: None,
            iac_task_status: None,
            vm_cluster_size: None,
        };
        Json(created).into_response()
    };
    Router::new().route(ROUTE, routing::get(get).post(post)).with_state(list)
}
