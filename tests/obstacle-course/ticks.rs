//! Responses that are streams of events, as clients and servers use them.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context as TaskContext, Poll};
use std::time::Duration;

use futures_util::stream::{self, Stream, StreamExt as _};
use obstacle_client::{Client, ErrorKind};
use obstacle_model::shapes::Tick;
use obstacle_server::shapes::{self, ChatInput, CountInput, LogInput, Ticks};
use obstacle_server::{Api, Context, EventStream, Rejection, ServiceError};
use serde_json::{Value, json};
use servicestage_tests::Canned;
use specwright_runtime::bytes::Bytes;
use specwright_runtime::client::{Body, InProcessTransport, Transport as _};
use specwright_runtime::http::Request;

#[derive(Default)]
struct Clock {
    left: Arc<AtomicBool>,
}

/// Tells when it is dropped.
struct Watched<S>(S, Arc<AtomicBool>);

impl<S: Stream + Unpin> Stream for Watched<S> {
    type Item = S::Item;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut TaskContext<'_>) -> Poll<Option<S::Item>> {
        Pin::new(&mut self.0).poll_next(context)
    }
}

impl<S> Drop for Watched<S> {
    fn drop(&mut self) {
        self.1.store(true, Ordering::SeqCst);
    }
}

impl Ticks for Clock {
    async fn count(&self, input: CountInput, _: Context) -> Result<EventStream<Tick>, ServiceError> {
        match input.body.number {
            0 => Err(ServiceError::rejection(Rejection::RouteNotFound, "there is nothing to count")),
            // Never ends.
            9 => {
                let ticks = stream::iter([Tick::new(1)]).chain(stream::pending());
                Ok(EventStream::new(Watched(ticks.boxed(), Arc::clone(&self.left))))
            }
            number => Ok((1..=number).map(Tick::new).collect::<Vec<_>>().into()),
        }
    }

    async fn chat(&self, _: ChatInput, _: Context) -> Result<EventStream<String>, ServiceError> {
        Ok(vec!["hello".to_owned(), "two\r\nlines".to_owned(), String::new()].into())
    }

    async fn log(&self, _: LogInput, _: Context) -> Result<EventStream<Value>, ServiceError> {
        Ok(vec![json!({ "a": "b\nc" }), json!([2])].into())
    }
}

fn clock() -> (Arc<AtomicBool>, InProcessTransport) {
    let clock = Clock::default();
    let left = Arc::clone(&clock.left);
    let router = Api::new().routes(shapes::ticks(Arc::new(clock))).into_router();
    (left, InProcessTransport::new(router))
}

fn client(transport: impl specwright_runtime::client::Transport + 'static) -> Client {
    let builder = Client::builder().region("north-1").project_id("p").token("t");
    builder.transport(transport).build().unwrap()
}

#[tokio::test]
async fn events_arrive_one_by_one_or_all_at_once() {
    let ticks = client(clock().1).shapes().ticks();
    let mut events = ticks.count(&Tick::new(2)).events().await.unwrap();
    assert_eq!(events.headers()["content-type"], "text/event-stream");
    for number in 1..=2 {
        assert_eq!(events.next().await.unwrap().unwrap(), Tick::new(number));
    }
    assert!(events.next().await.is_none() && events.next().await.is_none());
    assert_eq!(ticks.count(&Tick::new(2)).send().await.unwrap(), [Tick::new(1), Tick::new(2)]);

    let texts = ["hello", "two\nlines", ""];
    assert_eq!(ticks.chat().send().await.unwrap(), texts);
    let events: Vec<_> = ticks.chat().events().await.unwrap().map(Result::unwrap).collect().await;
    assert_eq!(events, texts);
    assert_eq!(ticks.log().send().await.unwrap(), [json!({ "a": "b\nc" }), json!([2])]);
}

#[tokio::test]
async fn an_event_is_there_before_the_response_ends_and_leaving_ends_the_work() {
    let (left, transport) = clock();
    let mut events = client(transport).shapes().ticks().count(&Tick::new(9)).events().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap(), Tick::new(1));
    assert!(!left.load(Ordering::SeqCst));
    drop(events);
    assert!(left.load(Ordering::SeqCst));
}

#[tokio::test(start_paused = true)]
async fn comments_show_that_the_service_is_there_and_silence_ends_the_stream() {
    let ticks = client(clock().1).shapes().ticks();
    let mut events = ticks.count(&Tick::new(9)).events().silence_limit(Duration::from_secs(20)).await.unwrap();
    events.next().await.unwrap().unwrap();
    // A comment every 15 seconds.
    assert!(tokio::time::timeout(Duration::from_secs(3600), events.next()).await.is_err());
    let mut events = ticks.count(&Tick::new(9)).events().silence_limit(Duration::from_secs(10)).await.unwrap();
    events.next().await.unwrap().unwrap();
    let error = events.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn a_rejection_is_an_error_before_the_first_event() {
    let ticks = client(clock().1).shapes().ticks();
    let error = ticks.count(&Tick::new(0)).events().await.unwrap_err();
    assert_eq!((error.kind(), error.status(), error.code()), (ErrorKind::Service, Some(404), Some("C.404")));
}

/// Calls an operation whose response is canned.
fn canned(body: &'static str) -> Client {
    let canned = Canned::new(200, Bytes::from_static(body.as_bytes()));
    client(canned)
}

#[tokio::test]
async fn what_is_no_event_is_told_in_the_middle() {
    let body = ": begin\n\ndata: {\"number\":1}\n\nevent: odd\nid: 7\ndata: {\"number\":\n\nretry: 50\ndata: {\"number\":\ndata: 3}\n\ndata: [DONE]\n\ndata: lost\n\n";
    let mut events = canned(body).shapes().ticks().count(&Tick::new(1)).events().await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap(), Tick::new(1));
    let error = events.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    assert_eq!((events.event_name(), events.event_id()), (Some("odd"), Some("7")));
    assert_eq!(events.next().await.unwrap().unwrap(), Tick::new(3));
    assert_eq!((events.event_name(), events.event_id()), (None, Some("7")));
    assert_eq!(events.retry_after(), Some(Duration::from_millis(50)));
    assert!(events.next().await.is_none(), "[DONE] ends it");
    let error = canned(body).shapes().ticks().count(&Tick::new(1)).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn an_event_has_a_limit() {
    let body = "data: {\"number\":1}\n\ndata: {\"number\":        2}\n\n";
    let count = canned(body).shapes().ticks().count(&Tick::new(1));
    let mut events = count.events().event_limit(20).await.unwrap();
    let mut seen = Vec::new();
    while let Some(event) = events.next().await {
        seen.push(event.map_err(|error| error.to_string()));
    }
    assert!(matches!(seen.last(), Some(Err(error)) if error.contains("above the limit")), "{seen:?}");
}

#[tokio::test]
async fn the_wire_is_that_of_the_standards() {
    let get = async |method: &str, path: &str, body: &'static str| {
        let request = Request::builder().method(method).uri(format!("https://course.example.com{path}"));
        let request = request.header("x-token", "t").header("content-type", "application/json");
        let (_, transport) = clock();
        let request = request.body(Body::from(Bytes::from_static(body.as_bytes()))).unwrap();
        let response = transport.send(request).await.unwrap();
        assert_eq!(response.headers()["cache-control"], "no-cache");
        String::from_utf8(response.body().to_vec()).unwrap()
    };
    let counted = get("POST", "/ticks/p", r#"{"number":2}"#).await;
    assert_eq!(counted, "data: {\"number\":1}\n\ndata: {\"number\":2}\n\ndata: [DONE]\n\n");
    assert_eq!(get("GET", "/ticks/p/chat", "").await, "data: hello\n\ndata: two\ndata: lines\n\ndata: \n\n");
    assert_eq!(get("GET", "/ticks/p/log", "").await, "{\"a\":\"b\\nc\"}\n[2]\n");
}
