//! What the tests share: paths of the workspace, the examples of a specification, directories and
//! the commands.

pub mod files;
pub mod output;
pub mod place;
pub mod xtask;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use specwright_runtime::bytes::Bytes;
use specwright_runtime::client::{Body, BoxFuture, Transport, TransportError};
use specwright_runtime::http;
use specwright_tools::source::SourceMap;
use specwright_tools::{Specification, diagnostics};

/// The root directory of the workspace.
pub fn workspace() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests).to_owned()
}

/// Reports that a test could not run here. `cargo xtask test` repeats the line at the end of its output.
pub fn left_out(what: &str, reason: &str) {
    println!("left out: {what}: {reason}");
}

/// A specification of the workspace; the test ends if there is something wrong with it.
pub fn specification(directory: &str) -> Specification {
    let path = workspace().join(directory);
    let sources = SourceMap::read(&path, directory).unwrap_or_else(|error| panic!("{error}"));
    specwright_tools::analyze(&sources)
        .unwrap_or_else(|problems| panic!("{}", diagnostics::render(&problems, &sources, diagnostics::Style::Plain)))
}

/// An exchange of request and answer that shows an operation.
#[derive(Clone, Debug)]
pub struct Example {
    /// Id of the operation.
    pub operation: String,
    /// Name of the example.
    pub name: String,
    /// Path, query, headers and body of the request.
    pub request: Value,
    /// Status of the answer.
    pub status: u16,
    /// Headers of the answer, as text.
    pub headers: Vec<(String, String)>,
    /// Body of the answer; null when it has none.
    pub answer: Value,
}

/// All examples of a specification, operation by operation, except those of [`streams`].
pub fn examples(directory: &str) -> Vec<Example> {
    all_examples(directory).into_iter().filter(|example| example.status != OPENED).collect()
}

/// The examples of operations that open a web socket. Their answer is the list of messages.
pub fn streams(directory: &str) -> Vec<Example> {
    all_examples(directory).into_iter().filter(|example| example.status == OPENED).collect()
}

/// Status of a response that opens a web socket.
const OPENED: u16 = 101;

fn all_examples(directory: &str) -> Vec<Example> {
    let specification = specification(directory);
    let examples = specification.examples().map(|example| Example {
        operation: example.operation,
        name: example.name.to_owned(),
        request: example.content.get("request").cloned().unwrap_or_else(|| json!({})),
        status: example.content["response"]["status"]
            .as_u64()
            .and_then(|status| u16::try_from(status).ok())
            .unwrap_or(0),
        headers: headers(&example.content["response"]["headers"]),
        answer: example.content["response"]["body"].clone(),
    });
    examples.collect()
}

fn headers(headers: &Value) -> Vec<(String, String)> {
    let headers = headers.as_object().into_iter().flatten();
    headers.map(|(name, value)| (name.clone(), value.as_str().map_or(value.to_string(), str::to_owned))).collect()
}

/// A value without what a writer may leave out and a reader takes as left out: nulls, empty lists
/// and empty objects among the fields of objects. Numbers are written in one way.
pub fn without_nothing(value: &Value) -> Value {
    let nothing = |value: &Value| match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    };
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| (key.clone(), without_nothing(value)));
            Value::Object(fields.filter(|(_, value)| !nothing(value)).collect())
        }
        Value::Array(items) => items.iter().map(without_nothing).collect(),
        Value::Number(number) => number.as_f64().map_or_else(|| value.clone(), Value::from),
        other => other.clone(),
    }
}

/// Whether two values say the same, where one of them may have fields under their aliases: then they
/// have at least the same plain values in them.
pub fn same(one: &Value, other: &Value) -> bool {
    fn plain(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => fields.values().for_each(|value| plain(value, found)),
            Value::Array(items) => items.iter().for_each(|value| plain(value, found)),
            other => found.push(other.to_string()),
        }
    }
    let (one, other) = (without_nothing(one), without_nothing(other));
    let sorted = |value: &Value| {
        let mut found = Vec::new();
        plain(value, &mut found);
        found.sort();
        found
    };
    one == other || sorted(&one) == sorted(&other)
}

/// A client of the service with a transport of the test's choice: a region, addresses and tokens are
/// there, none of them real.
pub fn client(transport: impl Transport + 'static) -> servicestage_client::Client {
    servicestage_client::Client::builder()
        .region("north-1")
        .service_center_endpoint("https://192.0.2.1:30100")
        .configuration_center_endpoint("https://192.0.2.1:30110")
        .iam_token("token")
        .engine_token("token")
        .transport(transport)
        .build()
        .unwrap_or_else(|error| panic!("{error}"))
}

/// A request as it left the client.
pub type Sent = http::Request<Option<Bytes>>;

/// A transport that answers every request with the same text, and keeps what was sent.
#[derive(Clone, Debug)]
pub struct Canned {
    status: u16,
    headers: Vec<(String, String)>,
    body: Bytes,
    sent: Arc<Mutex<Vec<Sent>>>,
}

impl Canned {
    /// Answers with a status and a body.
    pub fn new(status: u16, body: impl Into<Bytes>) -> Canned {
        Canned { status, headers: Vec::new(), body: body.into(), sent: Arc::default() }
    }

    /// With a header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Canned {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Answers as an example does.
    pub fn example(example: &Example) -> Canned {
        let body = if example.answer.is_null() { String::new() } else { example.answer.to_string() };
        Canned { headers: example.headers.clone(), ..Canned::new(example.status, body) }
    }

    /// The last request.
    pub fn last(&self) -> Sent {
        let sent = self.sent.lock().unwrap();
        let last = sent.last().expect("something was sent");
        let mut request = http::Request::new(last.body().clone());
        *request.method_mut() = last.method().clone();
        *request.uri_mut() = last.uri().clone();
        *request.headers_mut() = last.headers().clone();
        request
    }
}

impl Transport for Canned {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let request = request.map(|body| body.as_bytes().cloned());
        self.sent.lock().unwrap().push(request);
        let mut response = http::Response::new(self.body.clone());
        *response.status_mut() = http::StatusCode::from_u16(self.status).unwrap();
        for (name, value) in &self.headers {
            let name = http::HeaderName::from_bytes(name.as_bytes()).unwrap();
            response.headers_mut().insert(name, http::HeaderValue::from_str(value).unwrap());
        }
        Box::pin(async { Ok(response) })
    }
}
