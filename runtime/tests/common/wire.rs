//! A transport that remembers what was sent and answers as it is told.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, Uri};
use specwright_runtime::client::{Body, BoxFuture, Transport, TransportError};

/// A request that was sent.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: Method,
    pub uri: Uri,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Seen {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

type MockResponse = Result<Response<Bytes>, TransportError>;

/// Clones share everything.
#[derive(Clone)]
pub struct Wire {
    seen: Arc<Mutex<Vec<Seen>>>,
    answer: Arc<dyn Fn(&Seen) -> MockResponse + Send + Sync>,
    delay: Duration,
}

impl Wire {
    /// Answers after 100 ms.
    pub fn new(answer: impl Fn(&Seen) -> MockResponse + Send + Sync + 'static) -> Self {
        Self { seen: Arc::default(), answer: Arc::new(answer), delay: Duration::from_millis(100) }
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// How many requests went to paths that end like this.
    pub fn count(&self, path: &str) -> usize {
        self.seen().iter().filter(|seen| seen.uri.path().ends_with(path)).count()
    }
}

impl Transport for Wire {
    fn send(&self, request: Request<Body>) -> BoxFuture<'_, MockResponse> {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = body.as_bytes().cloned().unwrap_or_default();
            let seen = Seen { method: parts.method, uri: parts.uri, headers: parts.headers, body };
            self.seen.lock().unwrap().push(seen.clone());
            tokio::time::sleep(self.delay).await;
            (self.answer)(&seen)
        })
    }
}

/// An answer at noon of some day.
pub fn answer(status: u16, body: impl ToString) -> MockResponse {
    let answer = Response::builder().status(status).header("Date", "Fri, 02 Jan 2026 12:00:00 GMT");
    Ok(answer.body(Bytes::from(body.to_string())).unwrap())
}
