//! Operations with one method and path, which parameters of the query and headers tell apart.

use std::sync::Arc;

use obstacle_client::shapes::{CopyLeverRequired, CopyPartRequired};
use obstacle_client::{Arguments, Client};
use obstacle_model::meta::shapes as meta;
use obstacle_model::shapes::LeverPull;
use obstacle_server::mock::MockServer;
use obstacle_server::shapes::{
    self, CopyLeverInput, CopyPartInput, CountLeversInput, Levers, ListLeversInput, PullLeverInput, PushLeverInput,
    PutLeverInput, PutPartInput, WeighLeversInput,
};
use obstacle_server::{Api, Context, ServiceError, Validation, Violations};
use serde_json::json;
use specwright_runtime::client::{Body, InProcessTransport, Transport as _};
use specwright_runtime::http::{Request, Response};

struct Workshop;

impl Levers for Workshop {
    async fn pull_lever(&self, input: PullLeverInput, _: Context) -> Result<i32, ServiceError> {
        Ok(input.body.force)
    }

    async fn push_lever(&self, PushLeverInput { .. }: PushLeverInput, _: Context) -> Result<String, ServiceError> {
        Ok("pushed".to_owned())
    }

    async fn list_levers(&self, input: ListLeversInput, _: Context) -> Result<Vec<String>, ServiceError> {
        Ok(input.action.into_iter().collect())
    }

    async fn count_levers(&self, CountLeversInput { .. }: CountLeversInput, _: Context) -> Result<i32, ServiceError> {
        Ok(2)
    }

    async fn weigh_levers(&self, input: WeighLeversInput, _: Context) -> Result<f64, ServiceError> {
        Ok(if input.unit == "kg" { 2.5 } else { 5.0 })
    }

    async fn put_lever(&self, input: PutLeverInput, _: Context) -> Result<String, ServiceError> {
        Ok(format!("put {}", input.lever))
    }

    async fn copy_lever(&self, input: CopyLeverInput, _: Context) -> Result<String, ServiceError> {
        Ok(format!("copied {} to {}", input.x_lever_source, input.name))
    }

    async fn put_part(&self, input: PutPartInput, _: Context) -> Result<i32, ServiceError> {
        Ok(input.part)
    }

    async fn copy_part(&self, input: CopyPartInput, _: Context) -> Result<String, ServiceError> {
        Ok(format!("copied part {} of {}", input.part, input.x_lever_source))
    }
}

fn transport() -> InProcessTransport {
    let api = Api::new().routes(shapes::levers(Arc::new(Workshop))).validation(Validation::Strict);
    InProcessTransport::new(api.into_router())
}

fn client() -> Client {
    Client::builder().region("north-1").project_id("p").token("t").transport(transport()).build().unwrap()
}

#[tokio::test]
async fn a_header_with_one_value_tells_operations_apart() {
    let levers = client().shapes().levers();
    assert_eq!(levers.pull(&LeverPull::new(7)).send().await.unwrap(), 7);
    assert_eq!(levers.push().send().await.unwrap(), "pushed");
}

#[tokio::test]
async fn query_parameters_with_one_value_tell_operations_apart() {
    let levers = client().shapes().levers();
    assert_eq!(levers.list().send().await.unwrap(), [""; 0]);
    assert_eq!(levers.list().action("show").send().await.unwrap(), ["show"]);
    assert_eq!(levers.count().send().await.unwrap(), 2);
    assert_eq!(levers.weigh("kg").send().await.unwrap(), 2.5);
}

#[tokio::test]
async fn required_parameters_that_others_do_not_have_tell_operations_apart() {
    let levers = client().shapes().levers();
    assert_eq!(levers.put("a").send().await.unwrap(), "put a");
    let (name, x_lever_source) = ("b".to_owned(), "a".to_owned());
    let copy = CopyLeverRequired { name, x_lever_source: x_lever_source.clone() };
    assert_eq!(levers.copy(copy).send().await.unwrap(), "copied a to b");
    assert_eq!(levers.put_part("a", 3).send().await.unwrap(), 3);
    let copy = CopyPartRequired { lever: "b".to_owned(), part: 3, x_lever_source };
    assert_eq!(levers.copy_part(copy).send().await.unwrap(), "copied part 3 of a");
}

async fn refused(method: &str, target: &str, headers: &[(&str, &str)]) -> Vec<String> {
    let request = Request::builder().method(method).uri(format!("https://course.example.com/levers/p{target}"));
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let response: Response<_> = transport().send(request.body(Body::empty()).unwrap()).await.unwrap();
    let violations = response.extensions().get::<Violations>().map_or(&[][..], |violations| violations);
    violations.iter().map(|violation| format!("{} {}", violation.pointer, violation.rule)).collect()
}

#[tokio::test]
async fn other_values_are_rejected_or_are_for_another_operation() {
    let (trade, other) = (("X-Trade", "smith & \"sons\""), ("X-Trade", "smith"));
    assert_eq!(refused("GET", "", &[trade]).await, [""; 0]);
    assert_eq!(refused("GET", "", &[]).await, ["/header/X-Trade required"]);
    assert_eq!(refused("GET", "", &[other]).await, ["/header/X-Trade enum"]);
    // It is for the first one.
    let target = ("X-Lever-Target", "Levers_2.Turn");
    assert_eq!(refused("POST", "", &[trade, target]).await, ["/header/X-Lever-Target enum", " required"]);
    // It is for `list_levers`, which has no such parameter.
    assert_eq!(refused("GET", "?action=count+it+%26+all&version=3", &[trade]).await, ["/query/version unknown"]);
    assert_eq!(refused("GET", "?action=count+it+%26+all&version=-2", &[trade]).await, [""; 0]);
    // The value tells them apart, although another parameter is missing.
    assert_eq!(refused("GET", "?action=&version=-2&weights=true", &[trade]).await, ["/query/unit required"]);
}

#[tokio::test]
async fn the_mock_and_calls_by_id_take_the_same_operation() {
    let mock = MockServer::start().await.unwrap();
    let url = mock.url_of("course").unwrap();
    let client = Client::builder().course_endpoint(url).project_id("p").token("t").build().unwrap();
    let levers = client.shapes().levers();
    assert_eq!(levers.push().send().await.unwrap(), "pushed");
    assert_eq!(levers.count().send().await.unwrap(), 2);
    assert_eq!(levers.list().send().await.unwrap(), ["left", "right"]);
    assert_eq!(levers.put("left").send().await.unwrap(), "put");
    let query = |version: i32| json!({ "query": { "action": "count it & all", "version": version } });
    let call = async |version| client.call("shapes.count_levers", Arguments::from_value(query(version)).unwrap()).await;
    assert_eq!(call(-2).await.unwrap().into_inner(), json!(2));
    let error = call(3).await.unwrap_err().to_string();
    assert!(error.contains("does not take `version` in `query`"), "{error}");
}

#[test]
fn only_what_tells_operations_apart_is_a_condition() {
    use specwright_runtime::meta::RouteCondition::{HasHeader, HasQuery, HeaderIs, QueryIs};
    assert_eq!(meta::PUSH_LEVER.route_conditions, [HeaderIs("X-Lever-Target", "Levers_2.Push")]);
    assert_eq!(meta::LIST_LEVERS.route_conditions, []);
    let counts = [QueryIs("action", "count it & all"), QueryIs("version", "-2")];
    assert_eq!(meta::COUNT_LEVERS.route_conditions, counts);
    assert_eq!(meta::COPY_PART.route_conditions, [HasQuery("part"), HasHeader("X-Lever-Source")]);
    assert_eq!(meta::COPY_PART.fixed_headers, [("X-Trade", "smith & \"sons\"")]);
}
