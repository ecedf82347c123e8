//! The obstacle course: a specification whose names and shapes are as awkward as they can be.
//!
//! That its crates compile is proved by their being members of the workspace. Here they are used.

use std::collections::BTreeSet;
use std::time::Duration;

use obstacle_client::regions;
use obstacle_model::course::{AwkwardValue, Everything, String as AwkwardString, Vec as AwkwardVec, VecRequired};
use obstacle_model::error_codes::{ErrorCode, Option as FrontCode};
use obstacle_model::shapes::{Color, Filling, Knot, Note, Outline, Shape, ShapePage, ShapeRequired, Square, Text};
use obstacle_server::{Api, Context, DynamicHandler, DynamicInput, DynamicOutput, ServiceError, Validation};
use serde_json::{Value, json};
use servicestage_tests::workspace;
use specwright_runtime::bytes::Bytes;
use specwright_runtime::client::{Body, InProcessTransport, Transport};
use specwright_runtime::http;
use specwright_runtime::meta::Rejection;
use specwright_runtime::{ErrorCode as _, ErrorCodeInfo};

mod gates;
mod inputs;
mod levers;
mod media;
mod sieves;
mod ticks;
mod unions;
mod wires;

#[test]
fn every_keyword_is_a_field_an_operation_and_a_parameter() {
    let keywords = [
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
        "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
        "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
        "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
    ];
    let specification = std::fs::read_to_string(workspace().join("tests/obstacle-course/spec/names.yaml")).unwrap();
    // The two that YAML takes for something else stand in quotes.
    let lines: BTreeSet<String> = specification.lines().map(|line| line.replace('"', "")).collect();
    for keyword in keywords {
        assert!(lines.contains(&format!("  {keyword}:")), "no operation {keyword}");
        assert!(lines.contains(&format!("      {keyword}:")), "no field or parameter {keyword}");
    }
}

#[test]
fn awkward_names_can_be_used() {
    let text = AwkwardString::new().r#type("a").self_("b").new_("c").clone_("d").r#gen("e").send("f");
    assert_eq!(
        serde_json::to_value(&text).unwrap(),
        json!({ "type": "a", "self": "b", "new": "c", "clone": "d", "gen": "e", "send": "f" })
    );
    let list = AwkwardVec::new(VecRequired {
        self_: "a".into(),
        r#type: "b".into(),
        new: "c".into(),
        items: vec!["d".into()],
    });
    let everything = Everything::new().of_vec(list.clone());
    let written = serde_json::to_value(&everything).unwrap();
    assert_eq!(written, json!({ "of-Vec": { "self": "a", "type": "b", "new": "c", "items": ["d"] } }));
    assert_eq!(serde_json::from_value::<Everything>(written).unwrap(), everything);
    let values: Vec<AwkwardValue> = serde_json::from_value(json!(["self", "Self", "none", "*", "new"])).unwrap();
    assert_eq!(values[..4], [AwkwardValue::Self_, AwkwardValue::UpperSelf, AwkwardValue::None, AwkwardValue::Star]);
    assert_eq!(values[4].as_str(), "new");
}

fn shape() -> Shape {
    Shape::new(ShapeRequired { name: "n".into(), changed: None })
}

#[test]
fn unknown_values_variants_and_fields_are_kept() {
    let value = json!({
        "name": "one",
        "changed": null,
        "color": "violet",
        "outline": { "kind": "hexagon", "side": [4, null] },
        "field_of_the_future": { "deep": [1] },
    });
    let shape: Shape = serde_json::from_value(value.clone()).unwrap();
    assert!(shape.color.as_ref().is_some_and(Color::is_unknown));
    let Some(Outline::Unknown(unknown)) = &shape.outline else { panic!("{shape:?}") };
    assert_eq!((unknown.tag(), unknown.content()), ("hexagon", &json!({ "side": [4, null] })));
    assert_eq!(shape.extra["field_of_the_future"], json!({ "deep": [1] }));
    assert_eq!(serde_json::to_value(&shape).unwrap(), value);
}

#[test]
fn unions_read_their_content_beside_the_tag_or_in_a_field() {
    let filling: Filling = serde_json::from_value(json!({ "spec": { "side": 2 }, "kind": "square" })).unwrap();
    assert_eq!(filling, Filling::Square(Square::new(2)));
    let outline: Outline = serde_json::from_value(json!({ "side": 2, "kind": "square" })).unwrap();
    assert!(matches!(&outline, Outline::Square(square) if square.side == 2));
    assert_eq!(serde_json::to_value(&outline).unwrap(), json!({ "kind": "square", "side": 2 }));
    let error = serde_json::from_value::<Filling>(json!({ "kind": "hexagon", "spec": {} })).unwrap_err();
    assert_eq!(error.to_string(), "at `kind`: unknown variant, expected `circle` or `square`");
}

#[test]
fn numbers_texts_aliases_and_spellings_are_read_leniently_where_the_specification_says_so() {
    let shape: Shape =
        serde_json::from_value(json!({ "name": "n", "changed": 17, "size": "12", "caption": 5, "color": "VERDE" }))
            .unwrap();
    assert_eq!(shape.size, Some(12));
    assert_eq!(shape.title.as_deref(), Some("5"));
    assert_eq!(shape.color, Some(Color::Green));
    assert_eq!(
        serde_json::to_value(&shape).unwrap(),
        json!({ "name": "n", "changed": "17", "size": 12, "title": "5", "color": "green" })
    );
}

#[test]
fn null_and_absence_are_told_apart_only_where_it_matters() {
    let page: ShapePage = serde_json::from_value(json!({ "total": 0, "shapes": null })).unwrap();
    assert!(page.shapes.is_empty());
    let page: ShapePage = serde_json::from_value(json!({ "total": 0 })).unwrap();
    assert!(page.shapes.is_empty());
    // A list of a request that is left out is not an empty one.
    assert_eq!(serde_json::to_value(shape()).unwrap(), json!({ "name": "n", "changed": null }));
    assert_eq!(serde_json::to_value(shape().parts([])).unwrap(), json!({ "name": "n", "changed": null, "parts": [] }));
    assert_eq!(serde_json::to_value(Note::new()).unwrap(), json!({}));
}

#[test]
fn secrets_are_written_but_never_shown() {
    let shape = shape().password("swordfish");
    assert!(!format!("{shape:?}").contains("swordfish"), "{shape:?}");
    assert_eq!(serde_json::to_value(&shape).unwrap()["password"], "swordfish");
}

#[test]
fn encoded_text_is_decoded_as_its_sibling_says() {
    let text: Text = serde_json::from_value(json!({ "encoding": "base64", "content": "aGVsbG8=" })).unwrap();
    assert_eq!(text.decoded_content().unwrap(), b"hello");
    let text: Text = serde_json::from_value(json!({ "content": "aGVsbG8=" })).unwrap();
    assert_eq!(text.decoded_content().unwrap(), b"aGVsbG8=");
    let text: Text = serde_json::from_value(json!({ "encoding": "rot13", "content": "uryyb" })).unwrap();
    assert!(text.decoded_content().unwrap_err().to_string().contains("rot13"));
}

/// Accepts everything that passes validation.
struct Accept;

impl DynamicHandler for Accept {
    async fn handle(&self, _input: DynamicInput, _context: Context) -> Result<DynamicOutput, ServiceError> {
        Ok(json!({ "name": "n", "changed": null, "total": 0 }).into())
    }
}

/// Status and body of the answer to a request.
async fn ask(validation: Validation, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
    let api = Api::new().routes(obstacle_server::dynamic_routes(Accept));
    let server = InProcessTransport::new(api.validation(validation).into_router());
    let mut request = http::Request::builder().method(method).uri(format!("https://lonely.example.com{path}"));
    if body.is_some() {
        request = request.header("content-type", "application/json");
    }
    let body = body.map_or_else(Body::empty, |body| Body::from(Bytes::from(body.to_string())));
    let response = server.send(request.body(body).unwrap()).await.unwrap();
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap_or(Value::Null))
}

#[tokio::test]
async fn the_server_refuses_what_the_specification_refuses() {
    let put = "/shapes/p/s";
    let cases: &[(&str, &str, Option<Value>, &str)] = &[
        ("GET", "/shapes/p", None, "/query/kind"),
        ("GET", "/shapes/p?kind=sideways", None, "/query/kind"),
        ("GET", "/shapes/p?kind=up&limit=0", None, "/query/limit"),
        ("GET", "/shapes/p?kind=up&limit=x", None, "/query/limit"),
        ("GET", "/shapes/p?kind=up&offset=-1", None, "/query/offset"),
        ("GET", "/shapes/p?kind=up&since=yesterday", None, "/query/since"),
        ("PUT", put, Some(json!({ "changed": null })), "/name"),
        ("PUT", put, Some(json!({ "name": "n" })), "/changed"),
        ("PUT", put, Some(json!({ "name": "", "changed": null })), "/name"),
        ("PUT", put, Some(json!({ "name": "UPPER", "changed": null })), "/name"),
        ("PUT", put, Some(json!({ "name": "elevenchars", "changed": null })), "/name"),
        ("PUT", put, Some(json!({ "name": "n", "changed": null, "ratio": 1.5 })), "/ratio"),
        ("PUT", put, Some(json!({ "name": "n", "changed": null, "color": "green" })), "/angle"),
        ("PUT", put, Some(json!({ "name": "n", "changed": null, "password": "ab" })), "/password"),
        (
            "PUT",
            put,
            Some(json!({ "name": "n", "changed": null, "filling": { "kind": "odd", "spec": {} } })),
            "/filling",
        ),
        (
            "PUT",
            put,
            Some(json!({ "name": "n", "changed": null, "filling": { "kind": "circle", "spec": {} } })),
            "/filling/spec/radius",
        ),
        ("PUT", put, Some(json!({ "name": "n", "changed": null, "outline": { "kind": "circle" } })), "/outline/radius"),
        (
            "PUT",
            put,
            Some(json!({ "name": "n", "changed": null, "parent": { "name": "N", "changed": null } })),
            "/parent/name",
        ),
        (
            "PUT",
            put,
            Some(json!({ "name": "n", "changed": null, "labels": { "x": { "key": "k" } } })),
            "/labels/x/value",
        ),
        ("PUT", put, Some(json!([1])), "object"),
    ];
    let style = obstacle_model::meta::shapes::PUT_SHAPE.error_style;
    for (method, path, body, place) in cases {
        let (status, answer) = ask(Validation::Lenient, method, path, body.clone()).await;
        assert_eq!(status, 400, "{method} {path} {body:?}: {answer}");
        assert_eq!(answer[style.code], style.rejection_code(Rejection::InvalidRequest).unwrap());
        let message = answer[style.message].as_str().unwrap();
        assert!(message.contains(place), "{method} {path} {body:?}: {message}");
        assert!(!message.contains("\"ab\""), "a secret in {message}");
    }
}

#[tokio::test]
async fn all_violations_are_named_at_once() {
    let body = json!({ "name": "UPPER", "ratio": 7, "color": "green" });
    let (_, answer) = ask(Validation::Lenient, "PUT", "/shapes/p/s", Some(body)).await;
    let message = answer["text"].as_str().unwrap();
    for place in ["/name", "/ratio", "/angle", "/changed"] {
        assert!(message.contains(place), "{message}");
    }
}

#[tokio::test]
async fn seconds_in_a_string_have_as_many_digits_as_the_export_says() {
    let changed = [json!("7"), json!(7), json!(7.0), json!(999_999_999_999_999_999_i64), json!(7.5), json!(i64::MIN)];
    let mut accepted = Vec::new();
    for changed in changed {
        let body = json!({ "name": "n", "changed": changed });
        accepted.push(ask(Validation::Strict, "PUT", "/shapes/p/s", Some(body)).await.0 == 200);
    }
    assert_eq!(accepted, [true, true, true, true, false, false]);
}

#[tokio::test]
async fn unknown_keys_are_refused_only_when_asked_for() {
    let body = json!({ "name": "n", "changed": null, "nmae": "m" });
    assert_eq!(ask(Validation::Lenient, "PUT", "/shapes/p/s", Some(body.clone())).await.0, 200);
    let (status, answer) = ask(Validation::Strict, "PUT", "/shapes/p/s", Some(body)).await;
    assert_eq!(status, 400);
    assert!(answer["text"].as_str().unwrap().contains("nmae"), "{answer}");
}

#[tokio::test]
async fn slashes_travel_as_colons_where_the_specification_says_so() {
    let recorder = servicestage_tests::Canned::new(200, r#"{"content":""}"#);
    let client = obstacle_client::Client::builder()
        .lonely_endpoint("https://192.0.2.1:1234")
        .transport(recorder.clone())
        .build()
        .unwrap();
    client.shapes().figures().read_text("docs/read me/ä.txt").send().await.unwrap();
    assert_eq!(recorder.last().uri().path(), "/texts/docs%3Aread%20me%3A%C3%A4.txt");
}

#[tokio::test]
async fn free_json_travels_as_it_is() {
    use obstacle_client::mock::{MockTransport, on};
    use obstacle_client::shapes::{AppendAnything, ListAnything, MergeAnything, ReplaceAnything};

    let values = vec![json!(null), json!(1.5), json!("two"), json!({ "three": [4] })];
    let mock = MockTransport::new()
        .with(on::<ReplaceAnything>().returning_json(json!({ "a": null })))
        .with(on::<AppendAnything>().returning_json(json!(values)))
        .with(on::<MergeAnything>().returning_json(json!({ "a": [1] })))
        .with(on::<ListAnything>().returning_json(json!({ "things": values })));
    let free = course(&mock).shapes().free();
    assert_eq!(free.replace(&json!("all")).send().await.unwrap(), json!({ "a": null }));
    assert_eq!(free.append(&values).send().await.unwrap(), values);
    let merged = free.merge().body(&[("b".to_owned(), json!(null))].into()).send().await.unwrap();
    assert_eq!(merged, [("a".to_owned(), json!([1]))].into());
    let mut items = free.list().items();
    assert_eq!(items.next().await.unwrap().unwrap(), Value::Null);
    let sent = mock.calls().into_iter().map(|call| call.json().unwrap_or_default());
    assert_eq!(sent.collect::<Vec<_>>()[..3], [json!("all"), json!(values), json!({ "b": null })]);
}

/// Refuses everything with documented codes.
struct Refuse;

impl DynamicHandler for Refuse {
    async fn handle(&self, input: DynamicInput, _context: Context) -> Result<DynamicOutput, ServiceError> {
        match input.operation().name {
            "read_text" => Err(FrontCode::Some.into()),
            "list_shapes" => Err(FrontCode::from("C.777").into()),
            _ => Err(ServiceError::from(ErrorCode::NotFound).with_message("no such shape")),
        }
    }
}

fn refused() -> obstacle_client::Client {
    let server = InProcessTransport::new(Api::new().routes(obstacle_server::dynamic_routes(Refuse)).into_router());
    obstacle_client::Client::builder()
        .lonely_endpoint("https://192.0.2.1:1234")
        .project_id("p")
        .bearer("b")
        .transport(server)
        .build()
        .unwrap()
}

#[tokio::test]
async fn documented_codes_travel_from_the_server_to_the_client() {
    let figures = refused().shapes().figures();
    let error = figures.read_text("a").send().await.unwrap_err();
    assert_eq!((error.status(), error.message()), (Some(429), Some("slow down")));
    assert_eq!(error.code_as(), Some(FrontCode::Some));
    assert_eq!(error.code_info(), FrontCode::Some.info());
    assert_eq!(
        error.to_string().split_once(" [").unwrap().0,
        "shapes.read_text: 429 Too Many Requests: 429001: slow down"
    );
    assert!(error.to_string().ends_with("; remedy: Wait."), "{error}");

    let error = figures.put("s", &shape()).send().await.unwrap_err();
    assert_eq!((error.status(), error.code(), error.message()), (Some(404), Some("C.404"), Some("no such shape")));
    assert_eq!(error.code_as(), Some(ErrorCode::NotFound));

    let direction = obstacle_model::shapes::Direction::Up;
    let error = figures.list(direction).send().await.unwrap_err();
    assert_eq!((error.status(), error.code_info()), (Some(500), None));
    assert!(error.code_as::<ErrorCode>().is_some_and(|code| code.is_unknown() && code.as_str() == "C.777"));
}

#[tokio::test]
async fn a_number_is_a_code_too() {
    let client = obstacle_client::Client::builder()
        .lonely_endpoint("https://192.0.2.1:1234")
        .transport(servicestage_tests::Canned::new(429, r#"{"code":429001,"text":"slower"}"#))
        .build()
        .unwrap();
    let error = client.shapes().figures().read_text("a").send().await.unwrap_err();
    assert_eq!(error.code_as(), Some(FrontCode::Some));
    assert_eq!(
        error.to_string(),
        "shapes.read_text: 429 Too Many Requests: 429001: slower (3 attempts); remedy: Wait."
    );
}

/// A client with an account.
fn course(mock: &obstacle_client::mock::MockTransport) -> obstacle_client::Client {
    obstacle_client::Client::builder()
        .region("north-1")
        .project_id("p")
        .lonely_endpoint("https://192.0.2.1:1234")
        .token("t")
        .bearer_account("me", "swordfish")
        .transport(mock.clone())
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_token_is_found_wherever_the_specification_says() {
    use obstacle_client::mock::{MockTransport, on};
    use obstacle_client::shapes::{LogIn, PutShape};

    let mock = MockTransport::new()
        .with(on::<LogIn>().returning_json(json!({ "of": { "to/ken": "t" } })))
        .with(on::<PutShape>().returning_json(json!({ "name": "n", "changed": null })));
    course(&mock).shapes().figures().put("s", &shape()).send().await.unwrap();
    assert_eq!(mock.calls_of::<LogIn>()[0].json(), Some(json!({ "type": "me", "self": "swordfish" })));
    assert_eq!(mock.calls_of::<PutShape>()[0].header("authorization"), Some("Bearer t"));
}

#[tokio::test]
async fn what_is_kept_alive_may_have_any_name() {
    use obstacle_client::mock::{MockTransport, on};
    use obstacle_client::shapes::{Box as BoxOperation, EndLid, Lid as LidOperation};
    use obstacle_model::shapes::{Lid, LidDetail};

    let mock = MockTransport::new()
        .with(on::<BoxOperation>().returning_json(json!({ "of": { "core": "b" } })))
        .with(on::<LidOperation>().path("core", "b").returning_json(json!({ "id": "l" })))
        .with(on::<EndLid>().error(ErrorCode::NotFound).error(ErrorCode::Forbidden));
    let client = course(&mock);
    let lid = Lid::new().more(LidDetail::new().r#type(3));
    for ended in [None, Some(403)] {
        let kept = client.shapes().answers().lease_lid(&lid);
        assert!(format!("{kept:?}").contains("3s"), "{kept:?}");
        let lease = kept.acquire().await.unwrap();
        assert_eq!((lease.get().core.as_str(), lease.get().lid.as_str()), ("b", "l"));
        assert_eq!(lease.release().await.err().and_then(|error| error.status()), ended);
    }
    let ended = &mock.calls_of::<EndLid>()[0];
    assert_eq!((ended.path("core"), ended.path("body")), (Some("b"), Some("l")));

    let kept = client.shapes().answers().lease_new();
    assert!(format!("{kept:?}").contains("7s"), "{kept:?}");
}

#[tokio::test]
async fn the_time_to_wait_for_a_change_has_the_form_of_the_specification() {
    use obstacle_client::Arguments;
    use obstacle_client::mock::{MockTransport, on};
    use obstacle_client::shapes::WatchAnswers;

    let mock = MockTransport::new().with(on::<WatchAnswers>().status(304));
    let client = course(&mock);
    let list = client.shapes().answers().list().if_changed(Some(7.into())).wait(Duration::from_millis(5500));
    assert!(list.send().await.unwrap().is_not_modified());
    let arguments = Arguments::new().with("query", "known", 7).with("query", "wait", 5);
    client.call("shapes.watch_answers", arguments).await.unwrap();
    for call in mock.calls() {
        assert_eq!((call.query("known"), call.query("wait")), (Some("7"), Some("5")));
    }
}

#[test]
fn catalogs_know_what_is_documented() {
    let info = ErrorCode::InvalidRequest.info().unwrap();
    assert_eq!((info.code, info.status), ("C.400", 400));
    assert_eq!(info.message, r#"not like `this` or "that", <you>"#);
    assert_eq!(info.remedy, Some("Read the message; then mend the request."));
    assert_eq!(ErrorCode::from("C.777").info(), None);
    let codes: Vec<&str> = ErrorCode::CATALOG.iter().map(|info: &ErrorCodeInfo| info.code).collect();
    assert_eq!(codes, ErrorCode::KNOWN);
    let style = obstacle_model::meta::shapes::PUT_SHAPE.error_style;
    for (_, code) in style.rejections {
        assert!(style.code_info(code).is_some(), "{code}");
    }
}

#[test]
fn operations_know_their_permissions() {
    use obstacle_model::meta::shapes::{LIST_SHAPES, PUT_SHAPE, READ_TEXT};
    assert_eq!(LIST_SHAPES.permissions, ["shapes:figure:read"]);
    assert_eq!(PUT_SHAPE.permissions, ["shapes:figure:read", "shapes:figure:write"]);
    assert_eq!(READ_TEXT.permissions, [""; 0]);
}

/// What the mock makes up where types contain themselves, in every profile, and the client reads.
#[tokio::test]
async fn types_that_contain_themselves_have_values_that_end() {
    use obstacle_server::mock::{MockServer, Profile};

    let mock = MockServer::start().await.unwrap();
    let url = mock.url_of("lonely").unwrap();
    let client = obstacle_client::Client::builder().lonely_endpoint(url).build().unwrap();
    let knots = client.shapes().knots();
    let get = |profile: Profile| {
        let (get, list) = (knots.get_knot(), knots.list_strands());
        let profile = profile.as_str();
        async move {
            (get.header("x-mock-profile", profile).send().await, list.header("x-mock-profile", profile).send().await)
        }
    };
    let (knot, _) = get(Profile::Typical).await;
    assert_eq!(serde_json::to_value(knot.unwrap()).unwrap(), json!({ "kind": "loop", "radius": 1 }));
    for profile in Profile::ALL {
        let (knot, strands) = get(profile).await;
        assert!(knot.is_ok() && strands.is_ok(), "{profile}: {knot:?} {strands:?}");
    }
}

#[test]
fn types_that_contain_themselves_are_read_as_deep_as_json_is() {
    let nested = |depth: usize| {
        let (begin, end) = (r#"{"kind":"doubled","inner":"#, "}");
        format!("{}{}{}", begin.repeat(depth), r#"{"kind":"loop","radius":1}"#, end.repeat(depth))
    };
    let start = std::time::Instant::now();
    let knot: Knot = serde_json::from_str(&nested(100)).unwrap();
    assert_eq!(serde_json::to_string(&knot).unwrap(), nested(100));
    assert!(serde_json::from_str::<Knot>(&nested(100_000)).is_err());
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[tokio::test]
async fn regions_are_known_by_name_and_others_may_exist() {
    let names: Vec<&str> = regions::ALL.iter().map(|region| region.as_str()).collect();
    assert_eq!(names, ["north-1", "2-south", "type"]);
    for (region, host) in [
        (regions::NORTH_1, "course.north-1.example.com"),
        (obstacle_client::Region::new("east-7"), "course.east-7.example.com"),
    ] {
        let recorder = servicestage_tests::Canned::new(200, "{}");
        let client = obstacle_client::Client::builder()
            .region(region)
            .project_id("p")
            .token("t")
            .transport(recorder.clone())
            .build()
            .unwrap();
        let _ = client.call("course.abstract", obstacle_client::Arguments::new()).await;
        assert_eq!(recorder.last().uri().host(), Some(host));
    }
}
