//! Several credentials, responses, headers, pages and error styles, as clients and servers use them.

use std::sync::{Arc, Mutex};

use obstacle_client::{Client, ErrorKind};
use obstacle_model::meta::shapes as meta;
use obstacle_model::shapes::{ForceGateOutcome, Gate, GateCursor, GateHeaders, GateWalk};
use obstacle_server::shapes::{
    self, EnterGateInput, FollowGatesInput, ForceGateInput, Gates, ListGatesInput, PeekGateInput, WalkGatesInput,
};
use obstacle_server::{AcceptAll, Api, Authenticator, Context, ServiceError, StaticTokens, Validation};
use specwright_runtime::bytes::Bytes;
use specwright_runtime::client::{Body, InProcessTransport, RetryPolicy, Transport, TransportError};
use specwright_runtime::http::{HeaderMap, Request, Response, Uri};

/// Gates, and who came.
#[derive(Default)]
struct Wall {
    entered: Mutex<Vec<String>>,
    callers: Mutex<Vec<Option<String>>>,
    asked: Mutex<Vec<String>>,
}

const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];

fn gates(names: &[&str]) -> Vec<Gate> {
    names.iter().map(|name| Gate::new(*name)).collect()
}

impl Gates for Wall {
    async fn enter_gate(&self, input: EnterGateInput, context: Context) -> Result<Gate, ServiceError> {
        self.callers.lock().unwrap().push(context.caller().map(|caller| caller.name.clone()));
        let mut entered = self.entered.lock().unwrap();
        match input.gate.as_str() {
            "wrong" => context.respond_with(204),
            gate if !entered.contains(&input.gate) => {
                entered.push(gate.to_owned());
                context.respond_with(201);
            }
            _ => {}
        }
        Ok(Gate::new(input.gate))
    }

    async fn peek_gate(&self, input: PeekGateInput, context: Context) -> Result<Option<Gate>, ServiceError> {
        self.callers.lock().unwrap().push(context.caller().map(|caller| caller.name.clone()));
        let mut headers = GateHeaders::new();
        headers.total = Some(7);
        context.respond_with_headers(&headers);
        match input.gate.as_str() {
            "closed" => Ok(None),
            "moved" => {
                context.respond_with(303);
                Ok(None)
            }
            gate => Ok(Some(Gate::new(gate))),
        }
    }

    async fn force_gate(
        &self,
        input: ForceGateInput,
        context: Context,
    ) -> Result<Option<ForceGateOutcome>, ServiceError> {
        if input.gate == "wrong" {
            context.respond_with(202);
        }
        Ok(match input.gate.as_str() {
            "open" => None,
            "heavy" => Some(ForceGateOutcome::Accepted(vec!["small".to_owned()])),
            "parts" => Some(ForceGateOutcome::MultiStatus(GateWalk::new())),
            gate => Some(ForceGateOutcome::Ok(Gate::new(gate))),
        })
    }

    async fn list_gates(&self, input: ListGatesInput, _: Context) -> Result<Vec<Gate>, ServiceError> {
        self.asked.lock().unwrap().push(format!("{:?} {:?} {:?}", input.page, input.colors, input.x_walls));
        let (page, size) = (input.page.unwrap_or(0) as usize, input.size.unwrap_or(2) as usize);
        Ok(gates(NAMES.chunks(size).nth(page).unwrap_or_default()))
    }

    async fn walk_gates(&self, input: WalkGatesInput, _: Context) -> Result<GateWalk, ServiceError> {
        let start = input.from.map_or(0, |from| from.parse().unwrap());
        let mut walk = GateWalk::new();
        // A page may be empty although there are more.
        walk.gates = if start == 2 { Vec::new() } else { gates(&NAMES[start..=start]) };
        walk.on = Some(GateCursor::new());
        if let (Some(on), true) = (&mut walk.on, start < 4) {
            on.to = Some((start + 1).to_string());
        }
        Ok(walk)
    }

    async fn follow_gates(&self, input: FollowGatesInput, context: Context) -> Result<Vec<Gate>, ServiceError> {
        let start = input.from.map_or(0, |from| from.parse().unwrap());
        let mut headers = GateHeaders::new();
        // Hosts of links do not matter, and their keys are not those of the caller.
        let next = format!("<https://evil.example/gate-links/p?from={}&api%20key=other>; rel=\"next\"", start + 2);
        headers.link = (start + 2 < NAMES.len()).then_some(next);
        context.respond_with_headers(&headers);
        Ok(gates(NAMES.chunks(2).nth(start / 2).unwrap_or_default()))
    }
}

/// Remembers what was sent.
#[derive(Clone)]
struct Watched {
    inner: InProcessTransport,
    sent: Arc<Mutex<Vec<(Uri, HeaderMap)>>>,
}

impl Transport for Watched {
    fn send(
        &self,
        request: Request<Body>,
    ) -> specwright_runtime::client::BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        self.sent.lock().unwrap().push((request.uri().clone(), request.headers().clone()));
        self.inner.send(request)
    }
}

fn wall(authenticator: impl Authenticator + 'static) -> (Arc<Wall>, Watched) {
    let wall = Arc::new(Wall::default());
    let api = Api::new().routes(shapes::gates(Arc::clone(&wall))).authenticator(authenticator);
    let inner = InProcessTransport::new(api.validation(Validation::Strict).into_router());
    (wall, Watched { inner, sent: Arc::default() })
}

fn builder(transport: &Watched) -> obstacle_client::ClientBuilder {
    let builder = Client::builder().region("north-1").project_id("p").transport(transport.clone());
    builder.retry(RetryPolicy::never())
}

fn tokens() -> StaticTokens {
    StaticTokens::new(["t&k"]).unwrap().named("ali", "sesame").unwrap()
}

#[tokio::test]
async fn each_accepted_credential_opens_the_gate() {
    let (wall, transport) = wall(tokens());
    let clients = [
        builder(&transport).token("t&k"),
        builder(&transport).account("ali", "sesame"),
        builder(&transport).key("t&k"),
        builder(&transport).cookie("t&k"),
        // The preferred scheme comes first.
        builder(&transport).cookie("wrong").token("t&k"),
    ];
    for client in clients {
        client.build().unwrap().shapes().gates().enter("north").send().await.unwrap();
    }
    let callers = wall.callers.lock().unwrap().clone();
    assert_eq!(callers, ["token", "ali", "token", "token", "token"].map(|name| Some(name.to_owned())));
    let sent = transport.sent.lock().unwrap();
    assert_eq!(sent[2].0.query(), Some("api%20key=t%26k"));
    assert_eq!(sent[3].1["cookie"], "SID=t&k");
    assert!(sent[3].1["cookie"].is_sensitive() && sent[1].1["authorization"].is_sensitive());
}

#[tokio::test]
async fn wrong_and_missing_credentials_are_rejected_without_being_shown() {
    let (_, transport) = wall(tokens());
    for client in [
        builder(&transport).token("hush"),
        builder(&transport).account("ali", "hush"),
        builder(&transport).account("hush", ""),
        builder(&transport).key("hush"),
        builder(&transport).cookie("hush"),
    ] {
        let client = client.build().unwrap();
        let error = client.shapes().gates().enter("north").send().await.unwrap_err();
        assert_eq!((error.status(), error.code()), (Some(401), Some("C.401")), "{error}");
        for shown in [format!("{error} {error:?}"), format!("{client:?}")] {
            assert!(!shown.contains("hush"), "{shown}");
        }
    }
    let error = builder(&transport).build().unwrap().shapes().gates().enter("north").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    for setter in ["`token(…)`", "`account(…)`", "`key(…)`", "`cookie(…)`"] {
        assert!(error.to_string().contains(setter), "{error}");
    }
    for (client, problem) in [
        (builder(&transport).cookie("a; b=c"), "not allowed in a cookie"),
        (builder(&transport).account("a:b", "c"), "contains a colon"),
    ] {
        let error = match client.build() {
            Err(error) => error,
            Ok(client) => client.shapes().gates().enter("north").send().await.unwrap_err(),
        };
        assert!(error.to_string().contains(problem), "{error}");
    }
}

#[tokio::test]
async fn optional_credentials_may_be_left_out_but_not_wrong() {
    let (wall, transport) = wall(tokens());
    let peek = |client: obstacle_client::ClientBuilder| client.build().unwrap().shapes().gates().peek("north");
    peek(builder(&transport)).send().await.unwrap();
    peek(builder(&transport).token("t&k")).send().await.unwrap();
    let error = peek(builder(&transport).token("other")).send().await.unwrap_err();
    assert_eq!(error.status(), Some(401));
    assert_eq!(*wall.callers.lock().unwrap(), [None, Some("token".to_owned())]);
}

#[tokio::test]
async fn the_server_chooses_among_the_documented_statuses() {
    let (_, transport) = wall(AcceptAll);
    let gates = builder(&transport).token("t").build().unwrap().shapes().gates();
    for expected in [201, 200] {
        let response = gates.enter("north").send_response().await.unwrap();
        assert_eq!((response.status(), response.get().name.as_str()), (expected, "north"));
    }
    let error = gates.enter("wrong").send().await.unwrap_err();
    assert_eq!(error.status(), Some(500), "204 is not documented: {error}");

    assert_eq!(gates.peek("open").send().await.unwrap(), Some(Gate::new("open")));
    for (gate, status) in [("closed", 204), ("moved", 303)] {
        let response = gates.peek(gate).send_response().await.unwrap();
        assert_eq!((response.status(), response.get()), (status, &None), "{gate}");
        let headers: GateHeaders = response.typed_headers().unwrap();
        assert_eq!((headers.total, headers.link), (Some(7), None));
    }
}

/// All fields of the last type are optional, so its shape does not tell it from the first one.
#[tokio::test]
async fn the_status_tells_bodies_of_several_types_apart() {
    let (_, transport) = wall(AcceptAll);
    let gates = builder(&transport).token("t").build().unwrap().shapes().gates();
    for (gate, status, expected) in [
        ("north", 200, Some(ForceGateOutcome::Ok(Gate::new("north")))),
        ("heavy", 202, Some(ForceGateOutcome::Accepted(vec!["small".to_owned()]))),
        ("open", 204, None),
        ("parts", 207, Some(ForceGateOutcome::MultiStatus(GateWalk::new()))),
    ] {
        let response = gates.force(gate).send_response().await.unwrap();
        assert_eq!((response.status(), response.get()), (status, &expected), "{gate}");
    }
    let error = gates.force("wrong").send().await.unwrap_err();
    assert_eq!(error.status(), Some(500), "the body is that of another status: {error}");

    let received = async |status, body: &'static [u8]| {
        let canned = servicestage_tests::Canned::new(status, Bytes::from_static(body));
        let client = Client::builder().region("north-1").project_id("p").token("t").transport(canned).build().unwrap();
        client.shapes().gates().force("north").send().await
    };
    let named: &'static [u8] = br#"{"name":"north"}"#;
    assert_eq!(received(207, named).await.unwrap(), Some(ForceGateOutcome::MultiStatus(GateWalk::new())));
    let unknown = serde_json::json!({ "name": "north" });
    assert_eq!(received(206, named).await.unwrap(), Some(ForceGateOutcome::Unknown(unknown)));
    assert_eq!(received(202, named).await.unwrap_err().kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn headers_of_a_response_may_be_lost() {
    let canned = servicestage_tests::Canned::new(200, Bytes::from_static(b"[]"));
    let client = Client::builder().region("north-1").project_id("p").token("t").transport(canned).build().unwrap();
    let response = client.shapes().gates().list().send_response().await.unwrap();
    assert_eq!(response.typed_headers::<GateHeaders>().unwrap(), GateHeaders::new());
}

#[tokio::test]
async fn pages_have_numbers_cursors_or_links() {
    let (wall, transport) = wall(AcceptAll);
    let gates = builder(&transport).token("t").key("k").build().unwrap().shapes().gates();
    let names = |gates: Vec<Gate>| gates.into_iter().map(|gate| gate.name).collect::<String>();
    assert_eq!(names(gates.list().size(2).items().collect().await.unwrap()), "abcde");
    assert_eq!(names(gates.list().page(1).size(2).items().collect().await.unwrap()), "cde");
    assert_eq!(names(gates.list().items().collect().await.unwrap()), "abcde", "the service decides about the size");
    let asked: Vec<String> = wall.asked.lock().unwrap().iter().map(|asked| asked.replace(" [] []", "")).collect();
    assert_eq!(asked[..3], ["None", "Some(1)", "Some(2)"]);
    assert_eq!(names(gates.walk().items().collect().await.unwrap()), "abde", "an empty page is not the last one");

    transport.sent.lock().unwrap().clear();
    assert_eq!(names(gates.follow().items().collect().await.unwrap()), "abcde");
    let sent = transport.sent.lock().unwrap();
    let sent: Vec<String> = sent.iter().map(|(uri, _)| uri.to_string()).collect();
    let first = "https://course.north-1.example.com/gate-links/p";
    assert_eq!(
        sent,
        ["?api%20key=k", "?from=2&api%20key=k", "?from=4&api%20key=k"].map(|query| format!("{first}{query}"))
    );
}

#[tokio::test]
async fn lists_are_one_value_where_the_specification_says_so() {
    let (wall, transport) = wall(AcceptAll);
    let gates = builder(&transport).token("t").build().unwrap().shapes().gates();
    gates.list().colors(["red", "blue, green"]).x_walls([3, 4]).send().await.unwrap();
    assert_eq!(*wall.asked.lock().unwrap(), [r#"None ["red", "blue, green"] [3, 4]"#]);
    let (uri, headers) = transport.sent.lock().unwrap()[0].clone();
    assert_eq!((uri.query(), &headers["x-walls"]), (Some("colors=red%7Cblue%2C%20green"), &"3,4".parse().unwrap()));
    let error = gates.list().colors(["a|b"]).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");

    let strict = |walls: &'static str| {
        let request =
            Request::get("https://course.example.com/gates/p").header("x-walls", walls).header("x-token", "t");
        transport.send(request.body(Body::empty()).unwrap())
    };
    assert_eq!(strict("1, 2,3").await.unwrap().status(), 200);
    assert_eq!(strict("1,two").await.unwrap().status(), 400);
}

#[tokio::test]
async fn errors_have_one_of_the_styles() {
    let body = Bytes::from_static(br#"{"faults":[{"of":{"code":"N.1"},"text":"inside"},{"text":"another"}]}"#);
    let canned = servicestage_tests::Canned::new(404, body);
    let client = Client::builder().region("north-1").project_id("p").token("t").transport(canned).build().unwrap();
    let error = client.shapes().gates().enter("north").send().await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Some("N.1"), Some("inside")), "{error}");
    assert_eq!(meta::ENTER_GATE.other_error_styles[0].code, "faults[].of.code");
}
