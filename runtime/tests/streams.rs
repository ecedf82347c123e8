//! Pages, waiting, watching and keeping alive, against a service that follows a script.

#![cfg(feature = "client")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde::Deserialize;
use specwright_runtime::bytes::Bytes;
use specwright_runtime::client::{
    Alive, Beat, Body, BoxFuture, Engine, Error, ErrorKind, IfChanged, KeepAlive, Progress, RetryPolicy, Transport,
    TransportError, TransportErrorKind, Wait, WaitError, Watch,
};
use specwright_runtime::meta::{
    AuthMeta, AuthScheme, Conditions, DurationFormat, ErrorStyle, FieldCondition, HostAddress, HostMeta, OperationMeta,
    Paging, PagingStyle, Segment, WaitParameter, Waiter,
};
use specwright_runtime::{http, operation, paged};
use tokio::time::Instant;

static HOST: HostMeta =
    HostMeta { id: "shop", address: HostAddress::Explicit { example: "https://192.0.2.1" }, ..HostMeta::BASE };
static OPEN: AuthMeta = AuthMeta { id: "open", scheme: AuthScheme::None };
static STYLE: ErrorStyle = ErrorStyle { id: "plain", code: "code", message: "text", ..ErrorStyle::BASE };

const BASE: OperationMeta = OperationMeta {
    path: "/goods",
    segments: &[Segment::Literal("goods")],
    host: &HOST,
    auth: &OPEN,
    error_style: &STYLE,
    ..OperationMeta::BASE
};

static LIST: OperationMeta = OperationMeta {
    id: "v1.list_goods",
    paging: Some(Paging {
        style: PagingStyle::Offset,
        limit: "limit",
        offset: "offset",
        items: "goods",
        total: Some("count"),
    }),
    conditions: Some(&Conditions {
        parameter: "rev",
        header: Some("X-Rev"),
        wait: Some(WaitParameter { name: "wait", format: DurationFormat::WithUnit }),
    }),
    ..BASE
};

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
struct Goods {
    goods: Vec<i32>,
    count: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Job {
    job: serde_json::Value,
}

operation! {
    /// Lists goods.
    struct ListGoods -> json Goods = LIST;
}
paged!(ListGoods: i32 => goods, count);

operation! {
    /// Gets a job.
    struct GetJob -> json Job = JOB;
}

impl ListGoods {
    fn limit(mut self, limit: i32) -> Self {
        self.call.query("limit", limit);
        self
    }
}

/// What the service does with one request.
#[derive(Clone)]
enum Step {
    Answer(u16, &'static str),
    Revision(&'static str, &'static str),
    Broken,
}

/// Follows a script; the last step is repeated. Keeps the queries it was asked with, and when.
#[derive(Clone)]
struct Script {
    steps: Arc<Vec<Step>>,
    asked: Arc<Mutex<Vec<(String, Instant)>>>,
}

impl Script {
    fn new(steps: impl IntoIterator<Item = Step>) -> Script {
        Script { steps: Arc::new(steps.into_iter().collect()), asked: Arc::default() }
    }

    fn answers(bodies: &[&'static str]) -> Script {
        Script::new(bodies.iter().map(|body| Step::Answer(200, body)))
    }

    fn engine(&self) -> Engine {
        Engine::builder()
            .endpoint(&HOST, "https://192.0.2.1")
            .transport(self.clone())
            .retry(RetryPolicy::never())
            .build()
            .unwrap()
    }

    fn list(&self) -> ListGoods {
        ListGoods::new(&self.engine())
    }

    fn wait(&self) -> Wait<GetJob> {
        Wait::new(GetJob::new(&self.engine()))
    }

    fn queries(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|(query, _)| query.clone()).collect()
    }

    /// The pauses between the requests, in seconds.
    fn pauses(&self) -> Vec<u64> {
        let asked = self.asked.lock().unwrap();
        asked.windows(2).map(|pair| (pair[1].1 - pair[0].1).as_secs()).collect()
    }
}

impl Transport for Script {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let query = request.uri().query().unwrap_or_default().to_owned();
        let mut asked = self.asked.lock().unwrap();
        let step = self.steps[asked.len().min(self.steps.len() - 1)].clone();
        asked.push((query, Instant::now()));
        Box::pin(async move {
            let mut response = http::Response::new(Bytes::new());
            match step {
                Step::Answer(status, body) => {
                    *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
                    *response.body_mut() = Bytes::from_static(body.as_bytes());
                }
                Step::Revision(revision, body) => {
                    response.headers_mut().insert("X-Rev", http::HeaderValue::from_static(revision));
                    *response.body_mut() = Bytes::from_static(body.as_bytes());
                }
                Step::Broken => {
                    return Err(TransportError::new(TransportErrorKind::Interrupted, std::io::Error::other("cut")));
                }
            }
            Ok(response)
        })
    }
}

#[tokio::test]
async fn pages_end_with_a_short_one() {
    let script = Script::answers(&[r#"{"goods":[1,2]}"#, r#"{"goods":[3,4]}"#, r#"{"goods":[5]}"#]);
    assert_eq!(script.list().limit(2).items().collect().await.unwrap(), [1, 2, 3, 4, 5]);
    assert_eq!(script.queries(), ["limit=2", "limit=2&offset=2", "limit=2&offset=4"]);
}

#[tokio::test]
async fn pages_end_with_the_total() {
    let script = Script::answers(&[r#"{"goods":[1,2],"count":4}"#, r#"{"goods":[3,4],"count":4}"#]);
    let mut pages = script.list().pages();
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        sizes.push(page.unwrap().goods.len());
    }
    assert_eq!((sizes, script.queries()), (vec![2, 2], vec![String::new(), "offset=2".to_owned()]));
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn pages_end_with_an_empty_one_and_an_empty_list_has_one_page() {
    let script = Script::answers(&[r#"{"goods":[1]}"#, r#"{"goods":[]}"#]);
    assert_eq!(script.list().items().collect().await.unwrap(), [1]);
    assert_eq!(script.queries().len(), 2);

    let mut pages = Script::answers(&["{}"]).list().pages();
    assert_eq!(pages.next().await.unwrap().unwrap(), Goods::default());
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn a_service_that_ignores_the_offset_is_not_asked_forever() {
    let script = Script::answers(&[r#"{"goods":[1,2]}"#]);
    assert_eq!(script.list().items().collect().await.unwrap(), [1, 2]);
    assert_eq!(script.queries().len(), 2);
}

#[tokio::test]
async fn an_error_ends_the_pages() {
    let script = Script::new([Step::Answer(200, r#"{"goods":[1]}"#), Step::Answer(403, r#"{"code":"C","text":"no"}"#)]);
    let mut items = script.list().items();
    assert_eq!(items.next().await.unwrap().unwrap(), 1);
    assert_eq!(items.next().await.unwrap().unwrap_err().status(), Some(403));
    assert!(items.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn waiting_ends_with_a_good_end() {
    let script = Script::answers(&[
        r#"{"job":{"STATE":"QUEUED"}}"#,
        r#"{"job":{"state":"BUSY"}}"#,
        r#"{"job":{"STATE":"done"}}"#,
    ]);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let wait = script.wait().on_progress({
        let seen = seen.clone();
        move |_, progress| seen.lock().unwrap().push(progress.clone())
    });
    assert_eq!(wait.await.unwrap().job["STATE"], "done");
    let [queued, busy, done] = ["QUEUED", "BUSY", "done"].map(str::to_owned);
    assert_eq!(*seen.lock().unwrap(), [Progress::Running(queued), Progress::Running(busy), Progress::Done(done)]);
    assert_eq!(script.pauses(), [5, 5]);
}

#[tokio::test(start_paused = true)]
async fn a_bad_end_tells_what_the_failed_tasks_say() {
    let script = Script::answers(&[r#"{"job":{"STATE":"FAILED"},"tasks":[
        {"STATE":"DONE","message":"pulled"},{"state":"failed","message":"no image"},{"STATE":"FAILED","message":""},
        {"message":"odd"},{"STATE":"CANCELLED","message":"gave up"}]}"#]);
    let error = script.wait().await.unwrap_err();
    assert_eq!(error.to_string(), "v1.get_job: it ended as FAILED: no image; gave up");
    assert_eq!(error.answer().unwrap().job["STATE"], "FAILED");
}

#[tokio::test(start_paused = true)]
async fn waiting_has_a_deadline() {
    let script = Script::answers(&[r#"{"job":{"STATE":"BUSY"}}"#]);
    let wait = script.wait().interval(Duration::from_secs(20)).deadline(Duration::from_secs(60));
    let error = wait.await.unwrap_err();
    assert_eq!(error.to_string(), "v1.get_job: after 60 s it is still BUSY");
    assert_eq!(script.queries().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn an_error_ends_waiting() {
    let script = Script::new([Step::Answer(404, r#"{"code":"C.404","text":"no such job"}"#)]);
    let error = script.wait().await.unwrap_err();
    assert!(matches!(&error, WaitError::Call(error) if error.is_not_found()), "{error}");
}

#[tokio::test]
async fn what_has_not_changed_is_not_read() {
    let script = Script::new([Step::Revision("7", r#"{"goods":[1]}"#), Step::Answer(304, "")]);
    let ask = |known| IfChanged::new(script.list(), known).send();
    let first = ask(None).await.unwrap();
    let known = first.revision().cloned();
    assert_eq!(first.into_modified().unwrap().goods, [1]);
    assert!(ask(known).await.unwrap().is_not_modified());
    assert_eq!(script.queries(), ["", "rev=7"]);
}

#[tokio::test(start_paused = true)]
async fn watching_survives_what_passes() {
    let script = Script::new([
        Step::Revision("1", r#"{"goods":[1]}"#),
        Step::Answer(304, ""),
        Step::Broken,
        Step::Answer(503, "restarting"),
        Step::Revision("2", r#"{"goods":[2]}"#),
        Step::Answer(403, r#"{"code":"C","text":"no"}"#),
    ]);
    let troubles = Arc::new(AtomicUsize::new(0));
    let mut watch = Watch::new(script.list()).on_trouble({
        let troubles = troubles.clone();
        move |_| {
            troubles.fetch_add(1, Ordering::Relaxed);
        }
    });
    assert_eq!(watch.next().await.unwrap().unwrap().goods, [1]);
    assert_eq!(watch.next().await.unwrap().unwrap().goods, [2]);
    assert_eq!((watch.revision().unwrap().as_str(), troubles.load(Ordering::Relaxed)), ("2", 2));
    assert_eq!(watch.next().await.unwrap().unwrap_err().kind(), ErrorKind::Service);
    assert!(watch.next().await.is_none());
    assert_eq!(
        script.queries(),
        ["", "rev=1&wait=30s", "rev=1&wait=30s", "rev=1", "rev=1", "rev=2&wait=30s"],
        "after trouble the service is asked without waiting"
    );
    // It answered 304 at once, so the next question pauses; then come the pauses after failures.
    assert_eq!(script.pauses(), [0, 10, 1, 2, 0]);
}

#[tokio::test(start_paused = true)]
async fn watching_goes_on_where_it_was() {
    let script = Script::new([Step::Revision("8", r#"{"goods":[8]}"#)]);
    let mut watch = Watch::new(script.list()).since("7");
    assert_eq!(watch.next().await.unwrap().unwrap().goods, [8]);
    assert_eq!(script.queries(), ["rev=7&wait=30s"]);
}

/// An error as a service gives it.
async fn refusal(status: u16) -> Error {
    Script::new([Step::Answer(status, r#"{"code":"C","text":"no"}"#)]).list().send().await.unwrap_err()
}

/// What happened to something that is kept alive.
type Log = Arc<Mutex<Vec<String>>>;

async fn kept_alive(log: &Log) -> Alive<usize> {
    let count = Arc::new(AtomicUsize::new(0));
    let note = |log: &Log| {
        let log = log.clone();
        move |text: String| log.lock().unwrap().push(text)
    };
    let (begun, renewed, ended, beats) = (note(log), note(log), note(log), note(log));
    let beat = Arc::new(AtomicUsize::new(0));
    KeepAlive::new(move || {
        let id = count.fetch_add(1, Ordering::Relaxed);
        begun(format!("begin {id}"));
        async move { Ok(id) }
    })
    .renew(move |id| {
        renewed(format!("renew {id}"));
        let beat = beat.fetch_add(1, Ordering::Relaxed);
        async move {
            match beat {
                1 => Err(refusal(503).await),
                2 => Err(refusal(404).await),
                _ => Ok(()),
            }
        }
    })
    .end(move |id| {
        ended(format!("end {id}"));
        async { Ok(()) }
    })
    .interval(Duration::from_secs(30))
    .on_beat(move |beat| {
        beats(match beat {
            Beat::Renewed => "fine".to_owned(),
            Beat::BegunAnew(id) => format!("anew {id}"),
            Beat::Failed(error) => format!("failed {:?}", error.status()),
            _ => "?".to_owned(),
        });
    })
    .start()
    .await
    .unwrap()
}

#[tokio::test(start_paused = true)]
async fn what_is_kept_alive_is_renewed_begun_anew_and_ended() {
    let log = Log::default();
    let alive = kept_alive(&log).await;
    assert_eq!(alive.get(), 0);
    tokio::time::sleep(Duration::from_secs(125)).await;
    assert_eq!(alive.get(), 1, "the service had forgotten it");
    alive.stop().await.unwrap();
    assert_eq!(
        *log.lock().unwrap(),
        [
            "begin 0",
            "renew 0",
            "fine",
            "renew 0",
            "failed Some(503)",
            "renew 0",
            "begin 1",
            "anew 1",
            "renew 1",
            "fine",
            "end 1"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_dropped_is_renewed_no_more() {
    let log = Log::default();
    drop(kept_alive(&log).await);
    tokio::time::sleep(Duration::from_secs(300)).await;
    assert_eq!(*log.lock().unwrap(), ["begin 0"]);
}
