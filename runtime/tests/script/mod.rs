//! A service that follows a script, and operations to ask it with.

#![allow(dead_code, unreachable_pub)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde::Deserialize;
use specwright_runtime::bytes::Bytes;
use specwright_runtime::client::{
    AccountToken, Body, BoxFuture, Call, ClientCore, Endpoints, RawResponse, RetryPolicy, Transport, TransportError,
    TransportErrorKind, Wait,
};
use specwright_runtime::meta::{
    AuthMeta, AuthScheme, Conditions, DurationFormat, ErrorStyle, FieldCondition, HostAddress, HostMeta, LoginMeta,
    Method, OperationMeta, Paging, PagingStyle, Segment, WaitParameter, Waiter,
};
use specwright_runtime::{ErrorClass, ErrorCodeInfo, http, operation, paged};
use tokio::time::Instant;

static HOST: HostMeta =
    HostMeta { id: "shop", address: HostAddress::Explicit { example: "https://192.0.2.1" }, ..HostMeta::BASE };
static OPEN: AuthMeta = AuthMeta { id: "open", scheme: AuthScheme::None };
static STYLE: ErrorStyle =
    ErrorStyle { id: "plain", code: "code", message: "text", codes: &[CODES], ..ErrorStyle::BASE };
static CODES: &[ErrorCodeInfo] =
    &[ErrorCodeInfo { code: "C.400", status: 400, class: Some(ErrorClass::NotFound), ..ErrorCodeInfo::BASE }];

const BASE: OperationMeta = OperationMeta {
    path: "/goods",
    segments: &[Segment::Literal("goods")],
    host: &HOST,
    auth: &OPEN,
    error_style: &STYLE,
    ..OperationMeta::BASE
};

const WAIT: WaitParameter = WaitParameter {
    name: "wait",
    format: DurationFormat::WithUnit,
    longest: Some(50),
    ignores: &["color"],
    excludes: &["key"],
};

pub static LIST: OperationMeta = OperationMeta {
    id: "v1.list_goods",
    paging: Some(Paging {
        style: PagingStyle::Offset,
        limit: "limit",
        offset: "offset",
        items: "goods",
        total: Some("count"),
    }),
    conditions: Some(&Conditions { parameter: "rev", header: Some("X-Rev"), wait: Some(WAIT) }),
    ..BASE
};

/// As [`LIST`], except that what is not found is nothing.
pub static FIND: OperationMeta = OperationMeta { id: "v1.find_goods", not_found: Some("{}"), ..LIST };

/// As [`LIST`], except that the service cannot wait.
pub static POLL: OperationMeta = OperationMeta {
    id: "v1.poll_goods",
    conditions: Some(&Conditions { parameter: "rev", header: Some("X-Rev"), wait: None }),
    ..LIST
};

static BEARER: AuthMeta = AuthMeta { id: "bearer", scheme: AuthScheme::Bearer };
static LOG_IN: OperationMeta = OperationMeta {
    id: "v1.log_in",
    method: Method::Post,
    path: "/login",
    segments: &[Segment::Literal("login")],
    idempotent: false,
    ..BASE
};
static LOGIN: LoginMeta = LoginMeta { operation: &LOG_IN, ..LoginMeta::BASE };
static STATE: OperationMeta = OperationMeta { id: "v1.get_state", auth: &BEARER, ..BASE };

static JOB: OperationMeta = OperationMeta {
    id: "v1.get_job",
    waiter: Some(&Waiter {
        status: &[&["job"], &["STATE", "state"]],
        done: &["DONE"],
        failed: &["FAILED"],
        message: &[&["tasks"], &["message"]],
        message_when: &[FieldCondition { field: &["STATE", "state"], values: &["FAILED", "CANCELLED"] }],
        interval: 5,
    }),
    ..BASE
};

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Goods {
    pub goods: Vec<i32>,
    pub count: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Job {
    pub job: serde_json::Value,
}

operation! {
    /// Lists goods.
    pub struct ListGoods -> json Goods = LIST;
}
paged!(ListGoods: i32 => goods, count);

operation! {
    /// Finds goods.
    pub struct FindGoods -> json Goods = FIND;
}

operation! {
    /// Lists goods of a service that cannot wait.
    pub struct PollGoods -> json Goods = POLL;
}

operation! {
    /// Gets a job.
    pub struct GetJob -> json Job = JOB;
}

impl ListGoods {
    pub fn limit(mut self, limit: i32) -> Self {
        self.call.query("limit", limit);
        self
    }

    pub fn color(mut self, color: &str) -> Self {
        self.call.query("color", color);
        self
    }

    pub fn key(mut self, key: &str) -> Self {
        self.call.query("key", key);
        self
    }
}

/// Lists with other styles of paging.
static WALK: OperationMeta = paged_by(PagingStyle::Cursor { next: "/next" }, "from", "shapes");
static FOLLOW: OperationMeta = paged_by(PagingStyle::Link { next: None }, "", "");
static COUNT: OperationMeta = paged_by(PagingStyle::Offset, "offset", "");

const fn paged_by(style: PagingStyle, offset: &'static str, items: &'static str) -> OperationMeta {
    OperationMeta { paging: Some(Paging { style, limit: "", offset, items, total: None }), ..BASE }
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Shape {
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Shapes {
    pub total: i64,
    pub shapes: Option<Vec<Shape>>,
}

/// As [`LIST`], of shapes, which a page may not have.
pub static LIST_SHAPES: OperationMeta = OperationMeta {
    paging: Some(Paging {
        style: PagingStyle::Offset,
        limit: "limit",
        offset: "offset",
        items: "shapes",
        total: Some("total"),
    }),
    ..BASE
};

operation! {
    /// Lists shapes.
    pub struct ListShapes -> json Shapes = LIST_SHAPES;
}
paged!(ListShapes: Shape => shapes, total);

operation! {
    /// Lists shapes by cursor.
    pub struct WalkShapes -> json Shapes = WALK;
}
paged!(WalkShapes: Shape => shapes);

operation! {
    /// Lists numbers by link.
    pub struct FollowNumbers -> json Vec<i32> = FOLLOW;
}
paged!(FollowNumbers: i32 => *);

operation! {
    /// Lists numbers by offset.
    pub struct CountNumbers -> json Vec<i32> = COUNT;
}
paged!(CountNumbers: i32 => *);

/// What the service does with one request.
#[derive(Clone)]
pub enum Step {
    MockResponse(u16, String),
    Revision(String, String),
    /// The other step after a while.
    Late(Duration, Box<Step>),
    /// A body with a header.
    Header(&'static str, String, String),
    /// 503, to be asked again after so many seconds.
    RetryAfter(String),
    Broken,
    /// There is no connection.
    Unreachable,
    /// There is no answer.
    Never,
}

impl Step {
    pub fn answer(status: u16, body: &str) -> Step {
        Step::MockResponse(status, body.to_owned())
    }

    pub fn revision(revision: &str, body: &str) -> Step {
        Step::Revision(revision.to_owned(), body.to_owned())
    }

    pub fn after(self, seconds: u64) -> Step {
        Step::Late(Duration::from_secs(seconds), Box::new(self))
    }
}

type Decide = dyn Fn(usize, &str) -> Step + Send + Sync;

/// A service that decides by the number of the request, from 0, and by its query. Keeps the queries it was asked
/// with, and when.
#[derive(Clone)]
pub struct Script {
    decide: Arc<Decide>,
    asked: Arc<Mutex<Vec<(String, Instant)>>>,
    hosts: Arc<Mutex<Vec<String>>>,
}

impl Script {
    pub fn deciding(decide: impl Fn(usize, &str) -> Step + Send + Sync + 'static) -> Script {
        Script { decide: Arc::new(decide), asked: Arc::default(), hosts: Arc::default() }
    }

    /// One step after the other; the last one is repeated.
    pub fn new(steps: impl IntoIterator<Item = Step>) -> Script {
        let steps: Vec<Step> = steps.into_iter().collect();
        Script::deciding(move |index, _| steps[index.min(steps.len() - 1)].clone())
    }

    pub fn answers(bodies: &[&str]) -> Script {
        Script::new(bodies.iter().map(|body| Step::answer(200, body)))
    }

    fn core(&self) -> ClientCore {
        self.core_at("https://192.0.2.1", RetryPolicy::never())
    }

    fn core_at(&self, endpoints: impl Into<Endpoints>, retry: RetryPolicy) -> ClientCore {
        ClientCore::builder()
            .endpoint(&HOST, endpoints)
            .transport(self.clone())
            .retry(retry)
            .credentials(&BEARER, AccountToken::new(&LOGIN, "ali", "hunter2"))
            .build()
            .unwrap()
    }

    /// As `list`, of a service with several addresses, and repeated.
    pub fn list_at(&self, endpoints: impl Into<Endpoints>, retry: RetryPolicy) -> ListGoods {
        ListGoods::new(&self.core_at(endpoints, retry))
    }

    /// Several calls that need a token, which the service issues at `/login`.
    pub fn states(&self) -> impl Fn() -> BoxFuture<'static, Result<RawResponse, specwright_runtime::client::Error>> {
        let core = self.core_at("https://192.0.2.1", RetryPolicy::new().jitter(|| 1.0));
        move || Box::pin(Call::new(&core, &STATE).send())
    }

    /// The hosts that were asked.
    pub fn hosts(&self) -> Vec<String> {
        self.hosts.lock().unwrap().clone()
    }

    pub fn list(&self) -> ListGoods {
        ListGoods::new(&self.core())
    }

    pub fn find(&self) -> FindGoods {
        FindGoods::new(&self.core())
    }

    pub fn poll(&self) -> PollGoods {
        PollGoods::new(&self.core())
    }

    pub fn shapes(&self) -> ListShapes {
        ListShapes::new(&self.core())
    }

    pub fn walk(&self) -> WalkShapes {
        WalkShapes::new(&self.core())
    }

    pub fn follow(&self) -> FollowNumbers {
        FollowNumbers::new(&self.core())
    }

    pub fn count(&self) -> CountNumbers {
        CountNumbers::new(&self.core())
    }

    pub fn wait(&self) -> Wait<GetJob> {
        Wait::new(GetJob::new(&self.core()))
    }

    pub fn queries(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|(query, _)| query.clone()).collect()
    }

    /// The pauses between the beginnings of the requests, in seconds.
    pub fn pauses(&self) -> Vec<u64> {
        let asked = self.asked.lock().unwrap();
        asked.windows(2).map(|pair| (pair[1].1 - pair[0].1).as_secs()).collect()
    }
}

impl Transport for Script {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let query = match request.uri().path() {
            "/login" => "login".to_owned(),
            _ => request.uri().query().unwrap_or_default().to_owned(),
        };
        self.hosts.lock().unwrap().push(request.uri().host().unwrap().to_owned());
        let mut asked = self.asked.lock().unwrap();
        let mut step = (self.decide)(asked.len(), &query);
        asked.push((query, Instant::now()));
        Box::pin(async move {
            if let Step::Late(pause, then) = step {
                tokio::time::sleep(pause).await;
                step = *then;
            }
            let mut response = http::Response::new(Bytes::new());
            match step {
                Step::MockResponse(status, body) => {
                    *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
                    *response.body_mut() = Bytes::from(body);
                }
                Step::Revision(revision, body) => {
                    response.headers_mut().insert("X-Rev", http::HeaderValue::from_bytes(revision.as_bytes()).unwrap());
                    *response.body_mut() = Bytes::from(body);
                }
                Step::Header(name, value, body) => {
                    response.headers_mut().insert(name, value.parse().unwrap());
                    *response.body_mut() = Bytes::from(body);
                }
                Step::RetryAfter(seconds) => {
                    *response.status_mut() = http::StatusCode::SERVICE_UNAVAILABLE;
                    response.headers_mut().insert("Retry-After", seconds.parse().unwrap());
                }
                Step::Broken => {
                    return Err(TransportError::new(TransportErrorKind::Interrupted, std::io::Error::other("cut")));
                }
                Step::Unreachable => {
                    return Err(TransportError::new(TransportErrorKind::Connect, std::io::Error::other("refused")));
                }
                Step::Late(..) | Step::Never => std::future::pending().await,
            }
            Ok(response)
        })
    }
}
