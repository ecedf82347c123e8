//! Programs that use the service against a mock that keeps what they create.

use std::time::Duration;

use serde_json::json;
use servicestage_client::model::v3::{
    ApplicationCreate, ApplicationUpdate, ComponentAction, ComponentActionParameters, ComponentActionType,
    ComponentCreate, ComponentCreateRequired, ComponentState, DeployMode, EnvironmentCreate, ImageSource, Job,
    JobStatus, RuntimeSelection, RuntimeSelectionRequired, RuntimeStackType, SortField, SortOrder,
};
use servicestage_client::{Arguments, Client, Error};
use servicestage_server::mock::{MockServer, Outcome};

use super::client;

/// Pause between two polls.
const POLL: Duration = Duration::from_millis(5);

async fn mock() -> MockServer {
    MockServer::stateful().await.unwrap()
}

fn component(name: &str) -> ComponentCreate {
    let runtime = RuntimeSelection::new(RuntimeSelectionRequired {
        name: "Docker".into(),
        r#type: RuntimeStackType::Docker,
        version: "1.0".into(),
        deploy_mode: DeployMode::Container,
    });
    ComponentCreate::new(ComponentCreateRequired {
        name: name.into(),
        runtime_stack: runtime,
        source: ImageSource::new("swr/shop/catalog:1.0.0").into(),
        version: "1.0.0".into(),
        refer_resources: Vec::new(),
    })
}

#[tokio::test]
async fn an_application_is_deployed_changed_and_cleaned_up() {
    let mock = MockServer::builder().manual_clock().start().await.unwrap();
    let later = || mock.advance(Duration::from_secs(1));
    let v3 = client(&mock).v3();
    let environment = EnvironmentCreate::new("test", "vpc-1").deploy_mode(DeployMode::Container);
    let environment = v3.environments().create(&environment).send().await.unwrap();
    let application = v3.applications().create(&ApplicationCreate::new("shop")).send().await.unwrap();
    let wanted = component("catalog").replica(2).environment_id(&environment.id);
    let created = v3.components().create(&application.id, &wanted).send().await.unwrap();
    let (shop, catalog) = (&application.id, &created.component_id);

    let first = v3.components().get(shop, catalog).send().await.unwrap();
    assert_eq!(first.status.unwrap().state, Some(ComponentState::Initializing));
    later();
    let job = v3.jobs().get(&created.job_id).wait().interval(POLL).await.unwrap();
    let Job { status, id, .. } = job.job;
    assert_eq!((status, id), (Some(JobStatus::Succeeded), Some(created.job_id.clone())));
    let running = v3.components().get(shop, catalog).wait().interval(POLL).await.unwrap();
    assert_eq!((running.name.as_str(), running.replica), ("catalog", Some(2)));
    assert_eq!(running.environment_id.as_ref(), Some(&environment.id));
    assert_eq!(running.status.unwrap().last_job_id, Some(created.job_id));
    assert_eq!(v3.applications().get(shop).send().await.unwrap().component_count, Some(1));
    let listed = v3.components().list().application_name("shop").component_name("catalog").send().await.unwrap();
    assert_eq!(listed.components[0].environment_name.as_deref(), Some("test"));

    let scale =
        ComponentAction::new(ComponentActionType::Scale).parameters(ComponentActionParameters::new().replica(5));
    let scaled = v3.components().run_action(shop, catalog, &scale).send().await.unwrap();
    later();
    v3.jobs().get(scaled.job_id.unwrap()).wait().interval(POLL).await.unwrap();
    assert_eq!(v3.components().get(shop, catalog).send().await.unwrap().replica, Some(5));

    let error = v3.applications().delete(shop).send().await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(409), Some("SVCSTG.00100401")), "{error}");
    v3.components().delete(shop, catalog).send().await.unwrap();
    let last = v3.components().get(shop, catalog).send().await.unwrap();
    assert_eq!(last.status.unwrap().state, Some(ComponentState::Deleting));
    later();
    let error = v3.components().get(shop, catalog).send().await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(404), Some("SVCSTG.00100404")), "{error}");
    v3.applications().delete(shop).send().await.unwrap();
    v3.environments().delete(&environment.id).send().await.unwrap();
    let left = mock.resources();
    assert_eq!(left.as_object().unwrap().keys().collect::<Vec<_>>(), ["v3.job"], "jobs remain");
}

#[tokio::test]
async fn lists_are_ordered_filtered_and_cut() {
    let mock = MockServer::builder().manual_clock().start().await.unwrap();
    let applications = client(&mock).v3().applications();
    for name in ["pen", "ink", "quill"] {
        applications.create(&ApplicationCreate::new(name)).send().await.unwrap();
        mock.advance(Duration::from_secs(1));
    }
    let names = |list: Vec<servicestage_client::model::v3::Application>| {
        list.into_iter().map(|application| application.name).collect::<Vec<_>>()
    };
    let newest = applications.list().items().collect().await.unwrap();
    assert_eq!(names(newest), ["quill", "ink", "pen"], "newest first is the default");
    let sorted = applications.list().order_by(SortField::Name).order(SortOrder::Asc);
    assert_eq!(names(sorted.clone().limit(2).items().collect().await.unwrap()), ["ink", "pen", "quill"]);
    let page = sorted.limit(1).offset(1).send().await.unwrap();
    assert_eq!((page.count, names(page.applications)), (Some(3), vec!["pen".to_owned()]));
}

#[tokio::test]
async fn what_is_absent_stays_and_names_are_unique() {
    let mock = mock().await;
    let v3 = client(&mock).v3();
    let wanted = ApplicationCreate::new("shop").description("Sells pens.");
    let created = v3.applications().create(&wanted).send().await.unwrap();
    v3.applications().create(&ApplicationCreate::new("stall")).send().await.unwrap();
    let renamed = v3.applications().update(&created.id, &ApplicationUpdate::new().name("store")).send().await.unwrap();
    assert_eq!((renamed.name.as_str(), renamed.description.as_deref()), ("store", Some("Sells pens.")));
    assert!(renamed.update_time >= created.update_time && renamed.create_time == created.create_time);
    let taken = ApplicationUpdate::new().name("stall");
    let error = v3.applications().update(&created.id, &taken).send().await.unwrap_err();
    assert_eq!(error.status(), Some(400));
    // The documents have no message for it.
    assert_eq!(error.message(), Some("there is a `v3.application` with the same `name` already"));

    let environment = EnvironmentCreate::new("test", "vpc-1");
    v3.environments().create(&environment).send().await.unwrap();
    let error = v3.environments().create(&environment).send().await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(400), Some("SVCSTG.00100449")), "{error}");
}

#[tokio::test]
async fn each_project_has_its_own() {
    let mock = mock().await;
    let one = client(&mock);
    let other = one.with_project_id("f00d3158b1a34710b36ad208b9497d00");
    let created = one.v3().applications().create(&ApplicationCreate::new("shop")).send().await.unwrap();
    other.v3().applications().create(&ApplicationCreate::new("shop")).send().await.unwrap();
    assert_eq!(other.v3().applications().list().send().await.unwrap().count, Some(1));
    let error = other.v3().applications().get(&created.id).send().await.unwrap_err();
    assert_eq!(error.code(), Some("SVCSTG.00100403"), "{error}");
}

#[tokio::test]
async fn outer_resources_have_to_exist() {
    let mock = mock().await;
    let v3 = client(&mock).v3();
    let error = v3.components().create("nowhere", &component("catalog")).send().await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(404), Some("SVCSTG.00100403")), "{error}");
    let error = v3.components().list_in_application("nowhere").send().await.unwrap_err();
    assert_eq!(error.code(), Some("SVCSTG.00100403"), "{error}");
    assert_eq!(v3.components().list().send().await.unwrap().count, Some(0));
}

async fn call(client: &Client, operation: &str, request: serde_json::Value) -> Result<serde_json::Value, Error> {
    let arguments = Arguments::from_value(request).unwrap();
    Ok(client.call(operation, arguments).await?.get().clone())
}

#[tokio::test]
async fn an_engine_is_created_resized_labelled_and_deleted() {
    let mock = MockServer::builder().manual_clock().start().await.unwrap();
    let client = client(&mock);
    let wanted = json!({
        "name": "engine", "payment": "1", "flavor": "cse.s1.small2", "authType": "NONE", "vpc": "vpc", "networkId": "n",
        "subnetCidr": "192.168.0.0/24", "specType": "CSE2",
    });
    let order = call(&client, "cse.create_engine", json!({ "body": wanted })).await.unwrap();
    let path = json!({ "engine_id": order["id"], "job_id": order["jobId"] });
    let engine = json!({ "path": { "engine_id": order["id"] } });
    let job = json!({ "path": path });
    assert_eq!(call(&client, "cse.get_engine_job", job.clone()).await.unwrap()["status"], "Executing");
    assert_eq!(call(&client, "cse.get_engine", engine.clone()).await.unwrap()["status"], "Creating");
    mock.advance(Duration::from_millis(200));
    let done = call(&client, "cse.get_engine_job", job).await.unwrap();
    assert_eq!((&done["status"], &done["engineId"], &done["id"]), (&json!("Finished"), &order["id"], &order["jobId"]));
    let found = call(&client, "cse.get_engine", engine.clone()).await.unwrap();
    assert_eq!(
        (&found["status"], &found["name"], &found["latestJobId"]),
        (&json!("Available"), &json!("engine"), &order["jobId"])
    );

    let error = call(&client, "cse.create_engine", json!({ "body": wanted })).await.unwrap_err();
    assert_eq!(error.code(), Some("SVCSTG.00501111"), "{error}");
    let with = |body: serde_json::Value| json!({ "path": { "engine_id": order["id"] }, "body": body });
    let tags = json!({ "tags": [{ "key": "team", "value": "pens" }, { "key": "stage", "value": "test" }] });
    call(&client, "cse.add_engine_tags", with(tags)).await.unwrap();
    call(&client, "cse.add_engine_tags", with(json!({ "tags": [{ "key": "team", "value": "ink" }] }))).await.unwrap();
    call(&client, "cse.remove_engine_tags", with(json!({ "tags": [{ "key": "stage" }] }))).await.unwrap();
    let resized = call(&client, "cse.resize_engine", with(json!({ "flavor": "cse.s1.large2" }))).await.unwrap();
    assert_ne!(resized["jobId"], order["jobId"]);
    let found = call(&client, "cse.get_engine", engine.clone()).await.unwrap();
    assert_eq!(found["tags"], json!([{ "key": "team", "value": "ink" }]));
    assert_eq!((&found["status"], &found["flavor"]), (&json!("Modifying"), &json!("cse.s1.large2")));

    let error = call(&client, "cse.delete_engine", engine.clone()).await.unwrap_err();
    assert_eq!(error.code(), Some("SVCSTG.00501117"), "it is being modified: {error}");
    mock.advance(Duration::from_millis(200));
    call(&client, "cse.delete_engine", engine.clone()).await.unwrap();
    assert_eq!(call(&client, "cse.get_engine", engine.clone()).await.unwrap()["status"], "Deleting");
    mock.advance(Duration::from_millis(200));
    assert_eq!(call(&client, "cse.get_engine", engine).await.unwrap_err().code(), Some("SVCSTG.00501116"));
    assert_eq!(mock.resources(), json!({}), "its jobs are gone with it");
}

/// Creates an engine that is available, and returns its id.
async fn engine(mock: &MockServer, client: &Client) -> serde_json::Value {
    let wanted = json!({
        "name": "engine", "payment": "1", "flavor": "cse.s1.small2", "azList": ["az-1"], "authType": "NONE",
        "vpc": "shop", "vpcId": "vpc-1", "networkId": "network-1", "subnetCidr": "192.168.0.0/24", "specType": "CSE2",
    });
    let order = call(client, "cse.create_engine", json!({ "body": wanted })).await.unwrap();
    mock.advance(Duration::from_secs(1));
    order["id"].clone()
}

#[tokio::test]
async fn policies_of_an_engine_are_listed_in_groups() {
    let mock = MockServer::builder().manual_clock().start().await.unwrap();
    let client = client(&mock);
    let id = engine(&mock, &client).await;
    let headers = json!({ "x-engine-id": id, "X-Enterprise-Project-ID": "0" });
    let policy = |kind: &str, name: &str, environment: &str| {
        let body = json!({ "name": name, "selector": { "environment": environment }, "spec": { "maxAttempts": 3 } });
        json!({ "path": { "kind": kind }, "headers": headers, "body": body })
    };
    for (kind, name, environment) in
        [("retry", "orders", "production"), ("bulkhead", "orders", "production"), ("retry", "pens", "testing")]
    {
        call(&client, "cse.create_policy", policy(kind, name, environment)).await.unwrap();
    }
    let mut nowhere = policy("retry", "orders", "testing");
    nowhere["headers"]["x-engine-id"] = "nowhere".into();
    let error = call(&client, "cse.create_policy", nowhere).await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(400), Some("SVCSTG.00501116")), "there is no engine");

    let groups = |list: &serde_json::Value| {
        let kinds = |group: &serde_json::Value| {
            group["policies"].as_array().unwrap().iter().map(|policy| policy["kind"].clone()).collect()
        };
        let groups = list.as_array().unwrap().iter();
        groups.map(|group| (group["matchGroup"]["name"].clone(), kinds(group))).collect::<Vec<(_, Vec<_>)>>()
    };
    let all = |environment: &str| json!({ "query": { "environment": environment }, "headers": headers });
    let pens = (json!("pens"), vec![json!("retry")]);
    let orders = (json!("orders"), vec![json!("retry"), json!("bulkhead")]);
    let list = call(&client, "cse.list_policies", all("all")).await.unwrap();
    assert_eq!(groups(&list), [orders, pens.clone()]);
    let list = call(&client, "cse.list_policies", all("testing")).await.unwrap();
    assert_eq!(groups(&list), std::slice::from_ref(&pens));
    let of_kind = json!({ "path": { "kind": "retry" }, "headers": headers });
    let list = call(&client, "cse.list_policies_of_kind", of_kind).await.unwrap();
    assert_eq!(groups(&list), [(json!("orders"), vec![json!("retry")]), pens]);

    let one = json!({ "path": { "kind": "retry", "policy_id": list[1]["policies"][0]["id"] }, "headers": headers });
    let mut change = one.clone();
    change["body"] = json!({ "spec": { "maxAttempts": 5 } });
    call(&client, "cse.update_policy", change).await.unwrap();
    let found = call(&client, "cse.get_policy", one.clone()).await.unwrap();
    assert_eq!((&found["name"], &found["spec"]["maxAttempts"]), (&json!("pens"), &json!(5)));
    call(&client, "cse.delete_policy", one.clone()).await.unwrap();
    assert_eq!(call(&client, "cse.get_policy", one).await.unwrap_err().status(), Some(400));
}

#[tokio::test]
async fn an_engine_has_a_network_rules_and_namespaces() {
    let mock = MockServer::builder().manual_clock().start().await.unwrap();
    let client = client(&mock);
    let id = engine(&mock, &client).await;
    let found = call(&client, "cse.get_engine", json!({ "path": { "engine_id": id } })).await.unwrap();
    let network = ["vpc", "vpcId", "networkId", "subnetCidr", "azList"].map(|name| found["reference"][name].clone());
    assert_eq!(json!(network), json!(["shop", "vpc-1", "network-1", "192.168.0.0/24", ["az-1"]]));

    let headers = json!({ "x-engine-id": id, "X-Enterprise-Project-ID": "0" });
    let rules = |query: serde_json::Value| {
        let body = json!([{ "precedence": 1, "route": [{ "weight": 100, "tags": { "version": "1.0.0" } }] }]);
        json!({ "path": { "service_name": "catalog" }, "query": query, "headers": headers, "body": body })
    };
    let without_body = |mut request: serde_json::Value| {
        request.as_object_mut().unwrap().remove("body");
        request
    };
    let set = call(&client, "cse.set_route_rules", rules(json!({}))).await.unwrap();
    assert_eq!(set, json!({ "result": "success" }));
    let same = without_body(rules(json!({ "app_id": "default" })));
    call(&client, "cse.get_route_rules", same.clone()).await.expect("the default application");
    let other = without_body(rules(json!({ "app_id": "shop" })));
    assert_eq!(call(&client, "cse.get_route_rules", other).await.unwrap_err().status(), Some(400));
    call(&client, "cse.delete_route_rules", same.clone()).await.unwrap();
    assert_eq!(call(&client, "cse.get_route_rules", same).await.unwrap_err().status(), Some(400));

    let namespace = json!({ "query": { "namespaceId": "none" }, "headers": { "x-engine-id": id } });
    call(&client, "cse.delete_nacos_namespace", namespace).await.expect("it is no error that there is none");
    call(&client, "cse.delete_engine", json!({ "path": { "engine_id": id } })).await.unwrap();
    mock.advance(Duration::from_secs(1));
    assert_eq!(mock.resources(), json!({}));
}

#[tokio::test]
async fn components_need_their_environment_and_jobs_may_fail() {
    let mock = MockServer::builder().manual_clock().start().await.unwrap();
    let v3 = client(&mock).v3();
    let application = v3.applications().create(&ApplicationCreate::new("shop")).send().await.unwrap();
    let wanted = component("catalog").environment_id("nowhere");
    let error = v3.components().create(&application.id, &wanted).send().await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(404), Some("SVCSTG.00100411")), "{error}");
    let environment = v3.environments().create(&EnvironmentCreate::new("test", "vpc-1")).send().await.unwrap();
    mock.fail("v3.job", 1).unwrap();
    let wanted = component("catalog").environment_id(&environment.id);
    let created = v3.components().create(&application.id, &wanted).send().await.unwrap();
    assert!(v3.environments().delete(&environment.id).send().await.is_err(), "a component is deployed in it");
    mock.advance(Duration::from_secs(1));
    let failed = v3.jobs().get(&created.job_id).wait().interval(POLL).await.unwrap_err();
    assert!(failed.to_string().contains("FAILED"), "{failed}");
    let job = v3.jobs().get(&created.job_id).send().await.unwrap();
    let statuses: Vec<_> = job.tasks.iter().filter_map(|task| task.status.as_ref()).collect();
    assert!(statuses.iter().any(|status| status.as_ref() == "FAILED"), "the task that failed is shown: {statuses:?}");
    v3.components().delete(&application.id, &created.component_id).send().await.unwrap();
    mock.advance(Duration::from_secs(1));
    v3.environments().delete(&environment.id).send().await.unwrap();
}

#[tokio::test]
async fn responses_of_a_test_come_before_the_state() {
    let mock = mock().await;
    let applications = client(&mock).v3().applications();
    let id = applications.create(&ApplicationCreate::new("shop")).send().await.unwrap().id;
    let odd = json!({ "id": id, "name": "odd" });
    mock.enqueue("v3.get_application", Outcome::response(200, odd), 1).unwrap();
    mock.enqueue("v3.get_application", Outcome::response(418, json!({ "error_code": "X", "error_msg": "tea" })), 1)
        .unwrap();
    mock.enqueue("v3.delete_application", Outcome::response(204, json!(null)), 1).unwrap();
    assert_eq!(applications.get(&id).send().await.unwrap().name, "odd");
    let error = applications.get(&id).send().await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(418), Some("X")));
    applications.delete(&id).send().await.unwrap();
    assert_eq!(applications.get(&id).send().await.unwrap().name, "shop", "nothing was deleted");
    let sources: Vec<String> = mock.journal().iter().map(|entry| entry.source.to_string()).collect();
    assert_eq!(sources, ["state", "forced", "forced", "forced", "state"]);
    for (operation, outcome, problem) in [
        ("v3.get_aplication", Outcome::response(200, json!({})), "did you mean \"v3.get_application\"?"),
        ("v3.get_application", Outcome::response(99, json!({})), "the status 99 is not from 200 to 599"),
        ("v3.get_application", Outcome::Code("SVCSTG.00100404x".into()), "did you mean \"SVCSTG.00100404\"?"),
        ("v3.get_application", Outcome::Code("oops".into()), "\"oops\" is not among the codes"),
        ("v3.get_application", Outcome::Example("nothing".into()), "there are get_application"),
    ] {
        let error = mock.enqueue(operation, outcome, 1).unwrap_err().to_string();
        assert!(error.contains(problem), "{error}");
    }
}
