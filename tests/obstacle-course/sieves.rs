//! Parameters that are JSON, maps or cookies, and responses that say that nothing changed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use obstacle_client::shapes::FindByWidthRequired;
use obstacle_client::{Client, ErrorKind};
use obstacle_model::shapes::{Grain, Mesh};
use obstacle_server::shapes::{
    self, FindByNameInput, FindBySerialInput, FindByWidthInput, ShakeLeftInput, ShakeRightInput, Sieves, SiftInput,
};
use obstacle_server::{Api, Context, ServiceError, Validation, Violations};
use serde_json::json;
use specwright_runtime::client::{Body, InProcessTransport, Transport as _};
use specwright_runtime::http::{Request, Response};

#[derive(Default)]
struct Sieve(Mutex<Vec<SiftInput>>);

impl Sieves for Sieve {
    async fn sift(&self, input: SiftInput, _: Context) -> Result<Option<Vec<String>>, ServiceError> {
        let known = input.if_none_match.as_deref() == Some("\"7\"");
        self.0.lock().unwrap().push(input);
        Ok((!known).then(|| vec!["a".to_owned()]))
    }

    async fn shake_left(&self, input: ShakeLeftInput, _: Context) -> Result<i32, ServiceError> {
        Ok(input.body.width)
    }

    async fn shake_right(&self, input: ShakeRightInput, _: Context) -> Result<String, ServiceError> {
        Ok(input.right)
    }

    async fn find_by_name(&self, input: FindByNameInput, _: Context) -> Result<String, ServiceError> {
        Ok(input.name)
    }

    async fn find_by_serial(&self, input: FindBySerialInput, _: Context) -> Result<i32, ServiceError> {
        Ok(input.count)
    }

    async fn find_by_width(&self, input: FindByWidthInput, _: Context) -> Result<bool, ServiceError> {
        Ok(input.width > 1)
    }
}

fn sieve(validation: Validation) -> (Arc<Sieve>, InProcessTransport) {
    let sieve = Arc::new(Sieve::default());
    let api = Api::new().routes(shapes::sieves(Arc::clone(&sieve))).validation(validation);
    (sieve, InProcessTransport::new(api.into_router()))
}

fn client(transport: InProcessTransport) -> Client {
    Client::builder().region("north-1").project_id("p").cookie("key").transport(transport).build().unwrap()
}

#[tokio::test]
async fn values_of_every_style_arrive() {
    let (sieve, transport) = sieve(Validation::Strict);
    let sieves = client(transport).shapes().sieves();
    let mesh = Mesh::new(2).note("ö&=+");
    let weights = BTreeMap::from([("a b".to_owned(), 7), ("c]".to_owned(), -8)]);
    let others = BTreeMap::from([("größer".to_owned(), "a=b&c".to_owned())]);
    let free = json!({ "größer": [1, null, "€\n"] });
    let call = sieves
        .sift(&mesh, Grain::Rye)
        .size(3)
        .meshes(&vec![Mesh::new(3)])
        .weights(&weights)
        .own_weight("heavy")
        .others(&others)
        .x_free(&free)
        .hidden(&"hush".into())
        .count(5);
    assert_eq!(call.send().await.unwrap(), Some(vec!["a".to_owned()]));
    let input = sieve.0.lock().unwrap().remove(0);
    assert_eq!((&input.mesh, &input.meshes), (&mesh, &Some(vec![Mesh::new(3)])));
    assert_eq!((input.size, &input.weights, &input.others), (Some(3), &Some(weights), &Some(others)));
    assert_eq!((input.own_weight.as_deref(), &input.x_free), (Some("heavy"), &Some(free)));
    assert_eq!((&input.grain, input.count), (&Grain::Rye, Some(5)));
    assert_eq!(input.hidden.unwrap().expose(), "hush");
}

#[tokio::test]
async fn setting_a_value_again_replaces_it_whole() {
    let (sieve, transport) = sieve(Validation::Strict);
    let sieves = client(transport).shapes().sieves();
    let map = |key: &str| BTreeMap::from([(key.to_owned(), 1)]);
    let call = sieves.sift(&Mesh::new(1), Grain::Oats).weights(&map("a")).weights(&map("b")).count(1).count(2);
    assert_eq!(call.if_none_match("\"7\"").send_response().await.unwrap().status(), 304);
    let input = sieve.0.lock().unwrap().remove(0);
    assert_eq!((input.weights, input.count), (Some(map("b")), Some(2)));
    assert!(input.others.is_none() && input.meshes.is_none() && input.x_free.is_none());
}

#[tokio::test]
async fn secrets_inside_of_json_and_cookies_are_not_shown() {
    let (_, transport) = sieve(Validation::Strict);
    let sieves = client(transport).shapes().sieves();
    let call = sieves.sift(&Mesh::new(2).note("hush"), Grain::Rye).hidden(&"hush".into());
    assert!(!format!("{call:?}").contains("hush"), "{call:?}");
    let error = sieves.sift(&Mesh::new(2), Grain::Rye).hidden(&"hush; a=b".into()).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.to_string().contains("cookie `hidden`") && !format!("{error} {error:?}").contains("hush"), "{error}");
}

async fn refused(query: &str, cookie: &str) -> Vec<String> {
    let (_, transport) = sieve(Validation::Strict);
    let request = Request::get(format!("https://course.example.com/sieves/p?{query}")).header("cookie", cookie);
    let response: Response<_> = transport.send(request.body(Body::empty()).unwrap()).await.unwrap();
    let violations = response.extensions().get::<Violations>().map_or(&[][..], |violations| violations);
    violations.iter().map(|violation| format!("{} {}", violation.pointer, violation.rule)).collect()
}

#[tokio::test]
async fn violations_name_the_place_inside_of_a_value() {
    let mesh = "mesh=%7B%22width%22%3A2%7D";
    assert_eq!(refused(mesh, "SID=t; grain=rye").await, Vec::<String>::new());
    for (query, cookie, expected) in [
        ("", "SID=t; grain=rye", "/query/mesh required"),
        ("mesh=two", "SID=t; grain=rye", "/query/mesh type"),
        ("mesh=%7B%22width%22%3A20%7D", "SID=t; grain=rye", "/query/mesh/width maximum"),
        ("mesh=%7B%7D", "SID=t; grain=rye", "/query/mesh/width required"),
        (mesh, "SID=t", "/cookie/grain required"),
        (mesh, "SID=t; grain=rye; count=many", "/cookie/count type"),
    ] {
        assert_eq!(refused(query, cookie).await, [expected], "{query} {cookie}");
    }
    assert_eq!(refused(&format!("{mesh}&weights[x]=heavy"), "SID=t; grain=rye").await, ["/query/weights/x type"]);
}

#[tokio::test]
async fn usual_values_tell_operations_with_one_route_apart() {
    let sieves = client(sieve(Validation::Strict).1).shapes().sieves();
    assert_eq!(sieves.shake_left("left", &Mesh::new(3)).send().await.unwrap(), 3);
    assert_eq!(sieves.shake_right("right side").send().await.unwrap(), "right side");
    // What is unusual goes to the first one.
    assert_eq!(sieves.shake_left("other", &Mesh::new(4)).send().await.unwrap(), 4);
    let error = sieves.shake_right("other").send().await.unwrap_err();
    assert_eq!(error.status(), Some(400), "it has no body: {error}");
}

#[tokio::test]
async fn forms_of_path_parameters_tell_operations_with_one_route_apart() {
    let sieves = client(sieve(Validation::Strict).1).shapes().sieves();
    assert_eq!(sieves.find_by_name("left", 7).send().await.unwrap(), "left");
    assert_eq!(sieves.find_by_serial("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", 7).send().await.unwrap(), 7);
    assert!(sieves.find_by_width(FindByWidthRequired { width: 2, count: 7 }).send().await.unwrap());
    // What has no form is a name.
    assert_eq!(sieves.find_by_name("0f1e2d3c-4b5a", 7).send().await.unwrap(), "0f1e2d3c-4b5a");
}
