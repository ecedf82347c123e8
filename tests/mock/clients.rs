//! Programs in other languages work with the mock: it takes what they send, and answers what they wait for.

use reqwest::Method;
use serde_json::{Value, json};
use servicestage_client::{Client, WaitError, model};
use servicestage_server::Validation;
use servicestage_server::mock::MockServer;
use servicestage_tests::{Canned, client as client_of};

use super::examples::client;

const COMPONENTS: &str = "/v3/p1/cas/applications/a1/components";

/// Status and body of the response to a request that no client of ours made.
pub(super) async fn ask(mock: &MockServer, method: Method, path: &str, body: Option<&Value>) -> (u16, Value) {
    let mut request = reqwest::Client::new().request(method, format!("{}{path}", mock.url()));
    request = request.header("x-auth-token", "any").bearer_auth("any");
    if let Some(body) = body {
        request = request.json(body);
    }
    let response = request.send().await.unwrap();
    let (status, body) = (response.status().as_u16(), response.bytes().await.unwrap());
    (status, if body.is_empty() { Value::Null } else { serde_json::from_slice(&body).unwrap() })
}

/// Sends a body to a mock that refuses what it does not know, and to one that does not; both answer the same.
pub(super) async fn send(method: Method, path: &str, body: &Value) -> u16 {
    let mut statuses = Vec::new();
    for validation in [Validation::Lenient, Validation::Strict] {
        let mock = MockServer::builder().validation(validation).start().await.unwrap();
        let (status, answer) = ask(&mock, method.clone(), path, Some(body)).await;
        assert!(status < 300 || status == 400, "{validation:?}: {status} {answer}");
        statuses.push(status);
    }
    assert_eq!(statuses[0], statuses[1], "{body}");
    statuses[0]
}

/// A component in a cluster, as a tool for infrastructure describes it.
fn component() -> Value {
    json!({
        "name": "catalog",
        "version": "1.0.1",
        "runtime_stack": { "name": "Docker", "type": "Docker", "version": "1.0", "deploy_mode": "container" },
        "source": { "kind": "image", "storage": "swr", "url": "swr.example.com/shop/catalog:1" },
        "refer_resources": [
            { "id": "c1", "type": "cce", "parameters": { "namespace": "default", "type": "VirtualMachine", "name": "one" } },
            { "id": "b1", "type": "elb", "parameters": { "name": "front" } },
        ],
    })
}

/// A body with some of its fields set.
fn with(mut body: Value, fields: Value) -> Value {
    let fields = fields.as_object().unwrap().clone();
    body.as_object_mut().unwrap().extend(fields);
    body
}

#[tokio::test]
async fn components_come_with_lists_of_rules_for_their_place() {
    let rule = |kind: &str, condition: &str, operation: &str, value: &str, weight: u8| {
        let expression = json!({ "key": "disk", "operation": operation, "value": value });
        json!({ "kind": kind, "condition": condition, "weight": weight, "match_expressions": [expression] })
    };
    let body = with(
        component(),
        json!({
            "replica": 2,
            "affinity": [
                rule("node", "required", "In", "ssd", 100),
                rule("node", "preferred", "NotIn", "tape", 1),
                rule("node", "preferred", "Gt", "1", 1),
                rule("node", "preferred", "Lt", "100", 1),
            ],
            "anti_affinity": [
                rule("pod", "required", "Exists", "", 0),
                rule("pod", "preferred", "DoesNotExist", "", 1),
            ],
            "build": { "parameters": {
                "cluster_id": "c1", "cluster_namespace": "default", "use_public_cluster": false,
                "build_env_selected": "current",
            } },
            "storages": [{
                "type": "HostPath", "name": "data", "parameters": { "path": "/data", "default_mode": 0 },
                "mounts": [{ "path": "/data", "sub_path": "", "read_only": false }],
            }],
        }),
    );
    assert_eq!(send(Method::POST, COMPONENTS, &body).await, 200);
    assert_eq!(send(Method::PUT, &format!("{COMPONENTS}/c1"), &body).await, 200);
    // What compares needs something to compare with.
    let rules = json!([{ "match_expressions": [{ "key": "disk", "operation": "Gt" }] }]);
    assert_eq!(send(Method::POST, COMPONENTS, &with(body, json!({ "affinity": rules }))).await, 400);
}

#[test]
fn rules_for_the_place_of_a_component_can_be_written_and_both_forms_are_read() {
    use model::v3::{AffinityCondition, AffinityKind, AffinityRule, Component, MatchExpression, MatchOperation};
    let rule = AffinityRule::new().kind(AffinityKind::Node).condition(AffinityCondition::Required);
    let rule = rule.match_expressions([MatchExpression::new("disk", MatchOperation::GreaterThan).value("7")]);
    let written = serde_json::to_value([rule]).unwrap();
    let expression = json!({ "key": "disk", "operation": "Gt", "value": "7" });
    assert_eq!(written, json!([{ "kind": "node", "condition": "required", "match_expressions": [expression] }]));
    for form in [written, json!({ "az": ["az1"], "node": null, "component": null })] {
        let answer = json!({ "name": "catalog", "affinity": form, "anti_affinity": [] });
        let component: Component = serde_json::from_value(answer).unwrap();
        assert_eq!(component.affinity, Some(form));
    }
}

#[tokio::test]
async fn a_workload_in_yaml_has_its_own_number_of_instances() {
    let text = json!({ "kind": "Deployment", "spec": {}, "replicas": 2 }).to_string();
    let in_yaml = with(component(), json!({ "config_mode": "yaml", "workload_content": text }));
    let by_fields = with(component(), json!({ "config_mode": "ui" }));
    for (method, path) in [(Method::POST, COMPONENTS.to_owned()), (Method::PUT, format!("{COMPONENTS}/c1"))] {
        assert_eq!(send(method.clone(), &path, &in_yaml).await, 200, "{method}");
        assert_eq!(send(method.clone(), &path, &by_fields).await, 400, "{method}");
        assert_eq!(send(method, &path, &with(by_fields.clone(), json!({ "replica": 2 }))).await, 200);
    }
}

#[tokio::test]
async fn the_service_chooses_what_kind_an_environment_of_version_2_is() {
    let body = json!({ "name": "test", "vpc_id": "v1", "base_resources": [{ "id": "c1", "type": "cce" }] });
    assert_eq!(send(Method::POST, "/v2/p1/cas/environments", &body).await, 200);
    let mixed = with(body, json!({ "deploy_mode": "mixed" }));
    assert_eq!(send(Method::POST, "/v2/p1/cas/environments", &mixed).await, 200);
}

#[tokio::test]
async fn limits_of_engines_are_strings_and_numbers_are_read_too() {
    let mock = MockServer::start().await.unwrap();
    let (_, one) = ask(&mock, Method::GET, "/v2/p1/enginemgr/engines/e1", None).await;
    let (_, list) = ask(&mock, Method::GET, "/v2/p1/enginemgr/engines", None).await;
    for reference in [&one["reference"], &list["data"][0]["reference"]] {
        assert_eq!((&reference["serviceLimit"], &reference["instanceLimit"]), (&json!("200"), &json!("200")));
    }
    for limit in [json!("200"), json!(200)] {
        let engine =
            json!({ "id": "e1", "name": "test", "reference": { "serviceLimit": limit, "instanceLimit": limit } });
        let engine: model::cse::Engine = serde_json::from_value(engine).unwrap();
        let reference = engine.reference.unwrap();
        assert_eq!(reference.service_limit.as_deref(), Some("200"));
        assert_eq!(serde_json::to_value(&reference).unwrap()["instanceLimit"], "200");
    }
}

#[tokio::test]
async fn jobs_have_keys_in_lower_case_in_version_3_and_in_upper_case_in_version_2() {
    let mock = MockServer::start().await.unwrap();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    for (version, name) in [("v3", str::to_lowercase as fn(&str) -> String), ("v2", str::to_uppercase)] {
        let (status, detail) = ask(&mock, Method::GET, &format!("/{version}/p1/cas/jobs/JOB1"), None).await;
        assert_eq!((status, &detail["job"][name("job_id")]), (200, &json!("JOB1")), "{detail}");
        assert_eq!(detail["job"][name("execution_status")], "SUCCEEDED");
        let tasks = detail["tasks"].as_array().unwrap();
        for key in tasks.iter().chain([&detail["job"]]).flat_map(keys) {
            assert_eq!(key, name(&key), "{version}");
        }
        // Both are read in both versions.
        for case in [str::to_lowercase as fn(&str) -> String, str::to_uppercase] {
            let object = |pairs: &[(&str, &str)]| -> Value {
                pairs
                    .iter()
                    .map(|(key, value)| (case(key), Value::from(*value)))
                    .collect::<serde_json::Map<_, _>>()
                    .into()
            };
            let job = object(&[("job_id", "JOB1"), ("execution_status", "RUNNING")]);
            let task = object(&[("task_id", "T1"), ("task_status", "FAILED"), ("messages", "no disk")]);
            let detail = json!({ "job": job, "tasks": [task] });
            let (id, status, task) = match version {
                "v3" => {
                    let detail: model::v3::JobDetail = serde_json::from_value(detail).unwrap();
                    (detail.job.id, detail.job.status, detail.tasks[0].messages.clone())
                }
                _ => {
                    let detail: model::v2::JobDetail = serde_json::from_value(detail).unwrap();
                    (detail.job.id, detail.job.status, detail.tasks[0].messages.clone())
                }
            };
            assert_eq!(
                (id.as_ref().map(model::v3::JobId::as_str), status, task.as_deref()),
                (Some("JOB1"), Some(model::v3::JobStatus::Running), Some("no disk"))
            );
        }
    }
}

#[tokio::test]
async fn waiting_for_what_was_created_ends_in_success() {
    let mock = MockServer::start().await.unwrap();
    let client = client(&mock);
    let created = |path: &'static str, body: Value| {
        let mock = &mock;
        async move {
            let (status, answer) = ask(mock, Method::POST, path, Some(&body)).await;
            assert_eq!(status, 200, "{path}: {answer}");
            answer
        }
    };
    let text = |value: &Value| value.as_str().unwrap().to_owned();

    let new = with(component(), json!({ "replica": 1 }));
    let component = created(COMPONENTS, new).await;
    let job = client.v3().jobs().get(text(&component["job_id"])).project_id("p1").wait().await.unwrap();
    assert!(job.tasks.iter().all(|task| task.status == Some(model::v3::TaskStatus::Succeeded)), "{job:?}");
    let id = text(&component["component_id"]);
    client.v3().components().get("a1", id).project_id("p1").wait().await.unwrap();

    let new = json!({ "name": "sermantInjector", "cce_id": "c1", "cse_id": "e1" });
    let addon = created("/v3/p1/cas/environments/e1/addons", new).await;
    client.v3().addons().get("e1", text(&addon["id"])).project_id("p1").wait().await.unwrap();

    let instance = first_instance(&client).await;
    let job = client.v2().jobs().get(&instance.job_id).project_id("p1").limit(10).offset(0).wait().await.unwrap();
    assert!(job.tasks.iter().all(|task| task.status == Some(model::v2::TaskStatus::Succeeded)), "{job:?}");
    client.v2().instances().get("a1", "c1", &instance.instance_id).project_id("p1").wait().await.unwrap();

    let engine = client.cse().engines().delete("e1").project_id("p1").send().await.unwrap();
    client.cse().engine_jobs().get("e1", engine.job_id).project_id("p1").wait().await.unwrap();

    let waited = model::meta::OPERATIONS.iter().copied().flatten();
    let waited: Vec<&str> = waited.filter(|meta| meta.waiter.is_some()).map(|meta| meta.id).collect();
    let unseen = waited.iter().filter(|id| mock.calls(**id).is_empty());
    assert_eq!(unseen.collect::<Vec<_>>(), Vec::<&&str>::new(), "there are more that can be waited for");
}

/// What the documents' first example of a new instance is answered with.
async fn first_instance(client: &Client) -> model::v2::InstanceCreated {
    let example = servicestage_tests::examples("spec");
    let example = example.iter().find(|example| example.operation == "v2.create_instance").unwrap();
    let arguments = servicestage_client::Arguments::from_value(example.request.clone()).unwrap();
    let answer = client.call("v2.create_instance", arguments).await.unwrap();
    serde_json::from_value(answer.into_inner()).unwrap()
}

#[tokio::test]
async fn lists_have_what_clients_decide_by() {
    let mock = MockServer::start().await.unwrap();
    for (path, pointers) in [
        (
            "/v2/p1/enginemgr/flavors",
            &["/data/0/spec/availableCpuMemory", "/data/0/spec/linear", "/data/0/spec/availablePrefix"][..],
        ),
        ("/v3/p1/cas/applications", &["/applications/0/enterprise_project_id"]),
        ("/v3/p1/cas/applications/a1", &["/enterprise_project_id"]),
        ("/v3/p1/cas/components", &["/components/0/runtime_stack/type", "/components/0/build/parameters"]),
        (
            "/v3/p1/cas/components/filterOptions",
            &["/filter_options/applications/0/label", "/filter_options/environments/0/label"],
        ),
    ] {
        let (status, answer) = ask(&mock, Method::GET, path, None).await;
        assert_eq!(status, 200, "{path}: {answer}");
        for pointer in pointers {
            assert!(answer.pointer(pointer).is_some_and(|value| !value.is_null()), "{path}{pointer}: {answer}");
        }
    }
}

#[tokio::test]
async fn a_failed_job_comes_when_it_is_asked_for_by_name() {
    let mock = MockServer::start().await.unwrap();
    let client = client(&mock);
    for (operation, name) in
        [("v2.get_job", "get_failed_job"), ("v3.get_job", "get_failed_job"), ("v3.get_addon", "get_failed_addon")]
    {
        mock.enqueue(operation, servicestage_server::mock::Outcome::Example(name.to_owned()), 1).unwrap();
    }
    let error = client.v2().jobs().get("JOB1").project_id("p1").wait().await.unwrap_err().to_string();
    assert!(
        error.starts_with("v2.get_job: failed with status FAILED: ") && error.contains("Building failed."),
        "{error}"
    );
    let error = client.v3().jobs().get("JOB1").project_id("p1").wait().await.unwrap_err().to_string();
    assert!(
        error.starts_with("v3.get_job: failed with status FAILED: ") && error.contains("Building failed."),
        "{error}"
    );
    let error = client.v3().addons().get("e1", "a1").project_id("p1").wait().await.unwrap_err().to_string();
    assert!(error.starts_with("v3.get_addon: failed with status FAILED"), "{error}");
}

#[test]
fn priorities_of_configurations_have_64_bits() {
    use model::servicecomb::{ConfigurationCreate, ConfigurationList};
    for priority in [i64::MAX, i64::from(i32::MAX) + 1, -7, i64::MIN] {
        let list = json!({ "total": 1, "data": [{ "id": "1", "key": "a", "priority": priority }] });
        let list: ConfigurationList = serde_json::from_value(list).unwrap();
        assert_eq!(list.configurations[0].priority, Some(priority));
        let new = serde_json::to_value(ConfigurationCreate::new("a").priority(priority)).unwrap();
        assert_eq!(new["priority"], priority);
    }
}

#[tokio::test]
async fn images_need_no_storage_and_packages_do() {
    let image = json!({ "kind": "image", "url": "swr.example.com/shop/catalogue:1" });
    let package = json!({ "kind": "package", "url": "obs://shop/catalogue.jar" });
    for (source, status) in [(&image, 200), (&package, 400)] {
        let body = with(component(), json!({ "replica": 1, "source": source }));
        assert_eq!(send(Method::POST, COMPONENTS, &body).await, status);
        assert_eq!(send(Method::PUT, &format!("{COMPONENTS}/c1"), &body).await, status);
        let artifact = json!({ "type": source["kind"], "url": source["url"] });
        assert_eq!(send(Method::POST, INSTANCES, &instance(json!({ "artifacts": { "app": artifact } }))).await, status);
    }
    let list = json!({ "count": 1, "components": [{ "id": "c1", "name": "catalogue", "source": image }] });
    let list: model::v3::ComponentList = serde_json::from_value(list).unwrap();
    let Some(model::v3::ComponentSource::Image(source)) = &list.components[0].source else { panic!("{list:?}") };
    assert_eq!((source.url.as_str(), &source.storage), ("swr.example.com/shop/catalogue:1", &None));
}

const INSTANCES: &str = "/v2/p1/cas/applications/a1/components/c1/instances";

/// An instance of version 2 with some of its fields set.
fn instance(fields: Value) -> Value {
    let body = json!({
        "name": "catalogue", "environment_id": "e1", "replica": 1, "flavor_id": "MICRO-5G:0.5m:1G",
        "version": "1.0.0", "refer_resources": [{ "id": "c1", "type": "cce", "parameters": { "namespace": "default" } }],
    });
    with(body, fields)
}

#[tokio::test]
async fn the_service_chooses_the_address_of_an_external_access() {
    let access = json!([{ "protocol": "HTTP", "forward_port": 8000 }]);
    assert_eq!(send(Method::POST, INSTANCES, &instance(json!({ "external_accesses": access }))).await, 200);
    let body = with(component(), json!({ "replica": 1, "external_accesses": access }));
    assert_eq!(send(Method::POST, COMPONENTS, &body).await, 200);
    let access: model::v2::ExternalAccess = serde_json::from_value(access[0].clone()).unwrap();
    assert_eq!((access.address, access.forward_port), (None, Some(8000)));
}

#[tokio::test]
async fn the_status_of_a_configuration_changes_alone() {
    let path = "/v1/default/kie/kv/1";
    for body in [json!({ "status": "disabled" }), json!({ "value": "" }), json!({})] {
        assert_eq!(send(Method::PUT, path, &body).await, 200, "{body}");
    }
    assert_eq!(send(Method::PUT, path, &json!({ "value": 5 })).await, 400);
    use model::servicecomb::{ConfigurationCreate, ConfigurationStatus, ConfigurationUpdate};
    let update = ConfigurationUpdate::new().status(ConfigurationStatus::Disabled);
    assert_eq!(serde_json::to_value(update).unwrap(), json!({ "status": "disabled" }));

    let new = json!({ "key": "limits", "value": "a: 1", "check": "true", "priority": 5 });
    assert_eq!(send(Method::POST, "/v1/default/kie/kv", &new).await, 200);
    assert_eq!(send(Method::POST, "/v1/default/kie/kv", &with(new, json!({ "check": "caf\u{e9}" }))).await, 400);
    let new = serde_json::to_value(ConfigurationCreate::new("limits").check("true")).unwrap();
    assert_eq!(new, json!({ "key": "limits", "check": "true" }));
}

#[tokio::test]
async fn keys_of_microservices_need_no_environment() {
    let key = json!({ "appId": "default", "serviceName": "orders", "version": "0.0.1" });
    let query = json!({ "consumerServiceId": "s1", "services": [{ "service": key }] });
    let path = "/v4/default/registry/instances/action?type=query&rev=1";
    assert_eq!(send(Method::POST, path, &query).await, 200);
    let dependencies = json!({ "dependencies": [{ "consumer": key, "providers": [key] }] });
    assert_eq!(send(Method::PUT, "/v4/default/registry/dependencies", &dependencies).await, 200);
    let bare: model::servicecomb::MicroserviceKey = serde_json::from_value(key.clone()).unwrap();
    assert_eq!(serde_json::to_value(bare).unwrap(), key, "the environment stays out");
}

#[tokio::test]
async fn a_health_check_has_an_address() {
    let path = "/v4/default/registry/microservices/s1/instances";
    for (url, status) in [("/healthz", 200), ("a b", 400)] {
        for mode in ["push", "pull"] {
            let check = json!({ "mode": mode, "port": 8080, "interval": 15, "times": 4, "url": url });
            let body = json!({ "instance": { "hostName": "node-1", "healthCheck": check } });
            assert_eq!(send(Method::POST, path, &body).await, status, "{mode} {url}");
        }
    }
}

#[tokio::test]
async fn a_password_authorization_has_two_forms() {
    for site in ["bitbucket", "devcloud"] {
        let path = format!("/v1/p1/git/auths/{site}/password");
        let token = json!({ "name": "shop", "token": "c2hvcDpzZXNhbWU=" });
        assert_eq!(send(Method::POST, &path, &token).await, 200);
        let user = json!({ "name": "shop", "user": "shop", "password": "sesame" });
        assert_eq!(send(Method::POST, &path, &user).await, 200);
    }
    let new = model::git::PasswordAuthorizationCreate::new("shop").token("c2hvcDpzZXNhbWU=");
    assert!(!format!("{new:?}").contains("c2hv"), "the token is secret");
    assert_eq!(serde_json::to_value(new).unwrap(), json!({ "name": "shop", "token": "c2hvcDpzZXNhbWU=" }));
}

#[tokio::test]
async fn errors_of_engines_have_the_names_that_clients_look_for() {
    let mock = MockServer::start().await.unwrap();
    let engine = format!("{}/v2/p1/enginemgr/engines/e1", mock.url());
    let request = reqwest::Client::new().get(engine).header("x-auth-token", "any");
    let response = request.header("x-mock-code", "SVCSTG.00501116").send().await.unwrap();
    assert_eq!(response.status(), 400);
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["error_code"], "SVCSTG.00501116");
    assert!(body["error_message"].is_string(), "{body}");
}

/// A type writes one name and reads another, too.
#[track_caller]
fn written_as<T: serde::de::DeserializeOwned + serde::Serialize>(read: &Value, written: &Value) {
    let value: T = serde_json::from_value(read.clone()).unwrap();
    assert_eq!(serde_json::to_value(value).unwrap(), *written);
}

#[test]
fn names_that_clients_disagree_on_are_written_as_the_cloud_has_them() {
    written_as::<model::v2::PersistentVolumeClaimParameters>(
        &json!({ "claimName": "disk" }),
        &json!({ "name": "disk" }),
    );
    let (plural, singular) =
        (json!({ "ip": "192.0.2.7", "hostnames": ["a"] }), json!({ "ip": "192.0.2.7", "hostname": ["a"] }));
    written_as::<model::v3::HostAlias>(&plural, &singular);
    let (right, wrong) = (json!({ "name": "shop", "avatar": "a.png" }), json!({ "name": "shop", "avartar": "a.png" }));
    written_as::<model::git::Authorization>(&right, &wrong);
    written_as::<model::v2::RepositoryType>(&json!("github"), &json!("GitHub"));
    written_as::<model::v3::RepositoryType>(&json!("github"), &json!("GitHub"));
}

#[tokio::test]
async fn waiting_ends_in_states_that_clients_take_for_failures() {
    let unknown = |key: &str| Canned::new(200, json!({ "job": { key: "UNKNOWN" } }).to_string());
    let error = client_of(unknown("execution_status")).v3().jobs().get("J1").project_id("p1").wait().await.unwrap_err();
    assert!(matches!(error, WaitError::Failed { .. }), "{error}");
    let error = client_of(unknown("EXECUTION_STATUS")).v2().jobs().get("J1").project_id("p1").wait().await.unwrap_err();
    assert!(matches!(error, WaitError::Failed { .. }), "{error}");
    for status in ["CreateFail", "DeleteFailed", "UpgradeFailed", "ModifyFailed"] {
        let client = client_of(Canned::new(200, json!({ "id": 1, "status": status }).to_string()));
        let error = client.cse().engine_jobs().get("e1", 1).project_id("p1").wait().await.unwrap_err();
        assert!(matches!(error, WaitError::Failed { .. }), "{error}");
    }
}

#[tokio::test]
async fn words_in_a_path_are_not_taken_for_ids() {
    let mock = MockServer::builder().validation(Validation::Strict).start().await.unwrap();
    let overviews = "/v2/p1/cas/applications/a1/components/overviews?limit=10&offset=0";
    let (status, body) = ask(&mock, Method::GET, overviews, None).await;
    assert_eq!(status, 200, "{body}");
    assert!(body["components"].is_array(), "{body}");
}
