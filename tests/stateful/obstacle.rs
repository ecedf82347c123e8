//! The obstacle course: resources with everything that the format has for them.

use std::time::Duration;

use obstacle_client::{Arguments, Client, Error};
use obstacle_server::mock::MockServer;
use serde_json::{Value, json};
use specwright_runtime::client::RetryPolicy;

struct Attic {
    mock: MockServer,
    client: Client,
}

impl Attic {
    async fn new() -> Self {
        let mock = MockServer::builder().manual_clock().start().await.unwrap();
        let client = Client::builder().lonely_endpoint(mock.url()).retry(RetryPolicy::never()).build().unwrap();
        Self { mock, client }
    }

    async fn call(&self, operation: &str, path: Value, body: Value) -> Result<Value, Error> {
        let mut request = json!({ "path": path });
        if !body.is_null() {
            request["body"] = body;
        }
        let arguments = Arguments::from_value(request).unwrap();
        let response = self.client.call(&format!("shapes.{operation}"), arguments).await?;
        assert_eq!(response.headers()["x-mock-source"], "state", "{operation}");
        Ok(response.get().clone())
    }

    async fn done(&self, operation: &str, path: Value, body: Value) -> Value {
        self.call(operation, path, body).await.unwrap_or_else(|error| panic!("{operation}: {error}"))
    }
}

fn chest(name: &str) -> Value {
    json!({ "self": "me", "type": name })
}

#[tokio::test]
async fn candles_burn_down_unless_they_are_trimmed() {
    let attic = Attic::new().await;
    let pass = |seconds| attic.mock.advance(Duration::from_secs(seconds));
    let shelf = json!({ "self": "me" });
    let light = |body: Value| attic.done("light_candle", shelf.clone(), body);
    let first = light(json!({ "color": "red" })).await;
    let of_mark = |candle: &Value| json!({ "self": "me", "mark": candle["mark"] });
    let end = |candle: &Value| candle["until"].as_u64().unwrap() - candle["lit"].as_u64().unwrap();
    // One renewal may be missing.
    assert_eq!(end(&first), 120, "{first}");
    pass(119);
    let again = light(json!({ "color": "red" })).await;
    assert_eq!(again["mark"], first["mark"], "it burns, and lighting it again does not renew it");
    attic.done("trim_candle", of_mark(&first), Value::Null).await;
    let trimmed = attic.done("show_candle", of_mark(&first), Value::Null).await;
    assert_eq!((end(&trimmed), &trimmed["lit"]), (239, &first["lit"]), "a renewal changes nothing else");
    pass(119);
    assert_eq!(attic.done("show_candle", of_mark(&first), Value::Null).await["color"], "red");
    pass(1);
    let gone = attic.call("show_candle", of_mark(&first), Value::Null).await.unwrap_err();
    assert_eq!(gone.status(), Some(404));
    let gone = attic.call("trim_candle", of_mark(&first), Value::Null).await.unwrap_err();
    assert_eq!(gone.status(), Some(404), "what is gone is not renewed");

    // The life that is sent, the smallest one, and another kind of candle.
    let long = light(json!({ "color": "red", "wax": { "minutes": 1000 } })).await;
    assert_ne!(long["mark"], first["mark"]);
    let short = light(json!({ "color": "red", "scent": "pine", "wax": { "minutes": 1 } })).await;
    assert_eq!((end(&long), end(&short)), (2000, 20));
    pass(20);
    let left = attic.mock.resources();
    assert_eq!(left["shapes.candle"].as_array().unwrap().len(), 1, "{left}");
    // Loaded resources begin to burn.
    attic.mock.load(&left).unwrap();
    pass(1999);
    assert_eq!(attic.done("show_candle", of_mark(&long), Value::Null).await["mark"], long["mark"]);
    pass(1);
    assert_eq!(attic.mock.resources(), json!({}));
}

#[tokio::test]
async fn chests_are_put_changed_and_dropped() {
    let attic = Attic::new().await;
    attic.done("put_chest", chest("oak"), json!({ "wood": "oak", "labels": [{ "key": "a", "value": "1" }] })).await;
    let first = attic.done("get_chest", chest("oak"), Value::Null).await;
    assert_eq!((&first["type"], &first["seen"], &first["state"]), (&json!("oak"), &json!("1"), &json!("closed")));
    assert_eq!((&first["then"]["dyn"], &first["rings"]), (&json!({ "unit": "inch" }), &json!(0)));
    assert!(first["then"]["loop"].is_string() && first.get("touched").is_none(), "{first}");

    let change = json!({ "add": [{ "key": "b" }, { "key": "a", "value": "2" }], "remove": [{ "key": "c" }] });
    let changed = attic.done("change_labels", chest("oak"), change).await;
    assert_eq!(changed["labels"], json!([{ "key": "b" }, { "key": "a", "value": "2" }]));
    assert_eq!((&changed["touched"], &changed["seen"]), (&json!(true), &json!("2")));
    assert_ne!(changed["stamp"], first["stamp"]);

    let open = |names: &[&str], open: bool| json!({ "which": { "chests": names, "open": open } });
    let path = json!({ "self": "me" });
    let error = attic.call("open_chests", path.clone(), open(&["oak", "pine"], true)).await.unwrap_err();
    assert_eq!(error.status(), Some(404));
    assert_eq!(attic.done("get_chest", chest("oak"), Value::Null).await["state"], "closed", "all or none");
    attic.done("open_chests", path, open(&["oak"], true)).await;
    assert_eq!(attic.done("get_chest", chest("oak"), Value::Null).await["state"], "opening");
    attic.mock.advance(Duration::from_secs(1));
    assert_eq!(attic.done("get_chest", chest("oak"), Value::Null).await["state"], "open");

    // The same name of somebody else is another chest.
    let other = json!({ "self": "you", "type": "oak" });
    assert_eq!(attic.call("get_chest", other, Value::Null).await.unwrap_err().status(), Some(404));
    attic.done("drop_chest", chest("oak"), Value::Null).await;
    assert_eq!(attic.call("drop_chest", chest("oak"), Value::Null).await.unwrap_err().status(), Some(404));
}

#[tokio::test]
async fn rings_are_within_chests() {
    let attic = Attic::new().await;
    let ring = |metal: &str| json!({ "ring": { "metal": metal } });
    let error = attic.call("add_ring", chest("oak"), ring("gold")).await.unwrap_err();
    assert_eq!(error.status(), Some(404), "there is no chest");
    for name in ["oak", "pine"] {
        attic.done("put_chest", chest(name), json!({ "wood": null })).await;
        attic.mock.advance(Duration::from_secs(1));
    }
    let added = attic.done("add_ring", chest("oak"), ring("gold")).await["outcome"]["ring"].clone();
    assert_eq!((&added["number"], &added["stone"]), (&json!(1), &json!("glass")));
    let stamp = &attic.done("get_chest", chest("oak"), Value::Null).await["stamp"];
    assert_eq!(added["chest_stamp"], *stamp);
    assert_eq!(attic.call("add_ring", chest("oak"), ring("gold")).await.unwrap_err().status(), Some(409));
    attic.done("add_ring", chest("pine"), ring("gold")).await;
    assert_eq!(attic.done("list_rings", json!({ "self": "me" }), Value::Null).await, json!([1, 2]));

    let mut path = chest("oak");
    path["fn"] = json!(1);
    let swapped = attic.done("swap_ring", path, json!({ "metal": "tin", "stone": "ruby" })).await;
    assert_eq!((&swapped["number"], &swapped["metal"], &swapped["stone"]), (&json!(1), &json!("tin"), &json!("ruby")));
    assert_eq!(attic.call("drop_chest", chest("oak"), Value::Null).await.unwrap_err().status(), Some(409));
    let listed = attic.done("show_chests", json!({ "self": "me" }), Value::Null).await;
    let names: Vec<&str> = listed["chests"].as_array().unwrap().iter().filter_map(|it| it["type"].as_str()).collect();
    assert_eq!(names, ["pine", "oak"], "by the defaults of the parameters");
    assert_eq!(listed["chests"][0]["wood"], Value::Null);
}

#[tokio::test]
async fn lists_have_groups_and_parameters_have_defaults() {
    let attic = Attic::new().await;
    let key = |mark: &str| json!({ "self": "me", "mark": mark });
    for (mark, color) in [("door", "red"), ("gate", "blue"), ("box", "red")] {
        attic.done("hang_latchkey", key(mark), json!({ "color": color, "metal": "iron" })).await;
    }
    let found = attic.done("get_latchkey", key("box"), Value::Null).await;
    assert_eq!(found, json!({ "mark": "box", "color": "red", "made": { "of": "iron" } }));
    let list = |query: Value| {
        let request = json!({ "path": { "self": "me" }, "query": query });
        attic.client.call("shapes.list_latchkeys", Arguments::from_value(request).unwrap())
    };
    let groups = |response: &Value| {
        let marks = |hook: &Value| hook["keys"].as_array().unwrap().iter().map(|key| key["mark"].clone()).collect();
        let hooks = response["hooks"].as_array().unwrap().iter();
        hooks.map(|hook| (hook["of"]["color"].clone(), marks(hook))).collect::<Vec<(Value, Value)>>()
    };
    let red = (json!("red"), json!(["door", "box"]));
    assert_eq!(groups(list(json!({})).await.unwrap().get()), std::slice::from_ref(&red), "the default is red");
    let all = [red, (json!("blue"), json!(["gate"]))];
    for query in [json!({ "color": "any" }), json!({ "color": "any", "room": "attic" })] {
        assert_eq!(groups(list(query.clone()).await.unwrap().get()), all, "{query}");
    }
    assert_eq!(groups(list(json!({ "room": "hall" })).await.unwrap().get()), []);

    attic.done("hang_latchkey", key("box"), json!({ "color": "blue" })).await;
    let found = attic.done("get_latchkey", key("box"), Value::Null).await;
    assert_eq!((&found["color"], found["made"].get("of")), (&json!("blue"), None), "it was replaced");
    attic.done("take_latchkey", key("box"), Value::Null).await;
    attic.done("take_latchkey", key("box"), Value::Null).await;
    assert_eq!(attic.call("get_latchkey", key("box"), Value::Null).await.unwrap_err().status(), Some(404));
}

#[tokio::test]
async fn what_is_known_is_not_sent_again_and_changes_end_waits() {
    let attic = Attic::new().await;
    let key = |mark: &str| json!({ "self": "me", "mark": mark });
    let list = |known: Option<&str>, wait: u32| {
        let url = format!("{}/keep/me/latchkeys-by-color?wait={wait}", attic.mock.url());
        let url = known.map_or_else(|| url.clone(), |known| format!("{url}&known={known}"));
        async move {
            let response = reqwest::get(url).await.unwrap();
            let revision = response.headers().get("x-hooks").map(|value| value.to_str().unwrap().to_owned());
            (response.status().as_u16(), revision)
        }
    };
    attic.done("hang_latchkey", key("door"), json!({ "color": "red" })).await;
    let (status, first) = list(None, 60_000).await;
    assert_eq!(status, 200, "what is not known is not waited for");
    let first = first.unwrap();
    assert_eq!(list(Some(&first), 0).await, (304, None));
    assert_eq!(list(Some(&first), 30).await, (304, None));
    let change = async {
        // Changes that the list does not show do not end the wait.
        attic.done("hang_latchkey", key("gate"), json!({ "color": "blue" })).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
        attic.done("hang_latchkey", key("box"), json!({ "color": "red" })).await;
    };
    let ((status, second), ()) = tokio::join!(list(Some(&first), 60_000), change);
    assert_eq!(status, 200);
    assert_ne!(second, Some(first.clone()));
    attic.done("take_latchkey", key("box"), Value::Null).await;
    assert_eq!(list(second.as_deref(), 0).await, (200, Some(first)), "equal lists have equal revisions");
}

#[tokio::test]
async fn what_is_in_use_is_dropped_by_force_alone() {
    let attic = Attic::new().await;
    for name in ["oak", "pine"] {
        attic.done("put_chest", chest(name), json!({ "wood": null })).await;
    }
    let twin = |of: &str| json!({ "ring": { "metal": "gold", "twin_of": of } });
    let error = attic.call("add_ring", chest("oak"), twin("beech")).await.unwrap_err();
    assert_eq!(error.status(), Some(404), "there is no such chest");
    attic.done("add_ring", chest("oak"), twin("pine")).await;
    for (name, reason) in [("oak", "a ring is within it"), ("pine", "a ring needs it")] {
        let error = attic.call("drop_chest", chest(name), Value::Null).await.unwrap_err();
        assert_eq!(error.status(), Some(409), "{reason}");
    }
    let request = json!({ "path": chest("oak"), "query": { "with_force": true } });
    attic.client.call("shapes.drop_chest", Arguments::from_value(request).unwrap()).await.unwrap();
    attic.done("drop_chest", chest("pine"), Value::Null).await;
    assert_eq!(attic.mock.resources(), json!({}));
}

#[tokio::test]
async fn what_is_under_way_is_not_possible_and_may_fail() {
    let attic = Attic::new().await;
    attic.done("put_chest", chest("oak"), json!({ "wood": null })).await;
    let open =
        || attic.call("open_chests", json!({ "self": "me" }), json!({ "which": { "chests": ["oak"], "open": true } }));
    attic.mock.fail("shapes.chest", 1).unwrap();
    open().await.unwrap();
    assert_eq!(open().await.unwrap_err().status(), Some(409), "it is being opened");
    attic.mock.advance(Duration::from_secs(1));
    assert_eq!(attic.done("get_chest", chest("oak"), Value::Null).await["state"], "jammed");
    assert_eq!(open().await.unwrap_err().status(), Some(409));
    for (kind, problem) in [("shapes.ring", "the specification has no failed state"), ("shapes.chests", "did you mean")]
    {
        let error = attic.mock.fail(kind, 1).unwrap_err().to_string();
        assert!(error.contains(problem), "{error}");
    }
}

#[tokio::test]
async fn what_is_kept_may_be_one_of_several_structs() {
    let attic = Attic::new().await;
    let outlines = [("a", json!({ "kind": "circle", "radius": 1 })), ("b", json!({ "kind": "square", "side": 2 }))];
    for (name, outline) in &outlines {
        assert_eq!(attic.done("keep_outline", chest(name), outline.clone()).await, *outline);
        assert_eq!(attic.done("get_outline", chest(name), Value::Null).await, *outline);
    }
    let circle = json!({ "kind": "circle", "radius": 3 });
    attic.done("keep_outline", chest("b"), circle.clone()).await;
    let listed = attic.done("list_outlines", json!({ "self": "me" }), Value::Null).await;
    assert_eq!(listed, json!([outlines[0].1, circle]));
}
