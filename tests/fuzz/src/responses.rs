//! Responses as clients read them.

use bookshop_client::Arguments;
use serde_json::Value;
use specwright_runtime::bytes::Bytes;
use specwright_runtime::client::{Body, BoxFuture, Error, ErrorKind, Response, Transport, TransportError};
use specwright_runtime::http::{self, HeaderName, HeaderValue, StatusCode};

use crate::service::{EXAMPLES, block_on, bookshop, obstacle};

/// Operations whose responses are streams of events. Their errors keep the event.
const EVENTS: [&str; 3] = ["shapes.chat", "shapes.count", "shapes.log"];

/// Reads a response: a byte that chooses the operation, a status, headers line by line, an empty line, and a body.
///
/// - A success can be written, as JSON or text, and read again as the same with no part missing.
/// - An error tells the status that arrived, in one line of bounded length, and keeps the body.
/// - A body that cannot be read is an error of a success, and every other error is one of the service.
pub fn responses(bytes: &[u8]) {
    let Some((choice, bytes)) = bytes.split_first() else { return };
    let (operation, arguments) = &EXAMPLES[usize::from(*choice) % EXAMPLES.len()];
    let Some(canned) = Canned::parse(bytes) else { return };
    let status = canned.0.status().as_u16();
    let size = bytes.len();
    match call(operation, arguments, canned.clone()) {
        Ok(response) => {
            assert_eq!(response.status(), status);
            assert!(response.unreadable().len() <= size);
            let value = response.get();
            let media = response.operation().response_media;
            let is_json = media.ends_with("json") && !EVENTS.contains(&operation.as_str());
            let body = match value {
                Value::String(text) if !is_json => Bytes::from(text.clone()),
                // The bytes of a file are not those of the value.
                _ if !is_json => return,
                value => Bytes::from(value.to_string()),
            };
            let again = call(operation, arguments, Canned(canned.0.map(|_| body)));
            let again = again.unwrap_or_else(|error| panic!("{operation}: {error}: {value}"));
            if again.get() != &Value::Null || value != &Value::Null {
                assert_eq!(again.get(), value, "{operation}");
            }
            assert!(again.unreadable().is_empty(), "{operation}: {:?} of {value}", again.unreadable());
        }
        Err(error) => {
            let shown = error.to_string();
            assert!(!shown.chars().any(char::is_control), "{shown:?}");
            assert!(shown.len() < 8_000, "{} characters", shown.len());
            assert_eq!(error.status(), Some(status), "{shown}");
            let success = StatusCode::from_u16(status).is_ok_and(|status| status.is_success());
            match error.kind() {
                ErrorKind::Decode => assert!(success, "{shown}"),
                ErrorKind::Service => assert!(!success, "{shown}"),
                other => panic!("{other:?}: {shown}"),
            }
            let kept = error.body().unwrap_or_else(|| panic!("no body: {shown}"));
            let whole = canned.0.body();
            assert!(
                whole.starts_with(kept) || EVENTS.contains(&operation.as_str()) && kept.len() <= whole.len(),
                "{shown}"
            );
        }
    }
}

fn call(operation: &str, arguments: &Value, canned: Canned) -> Result<Response<Value>, Error> {
    let arguments = Arguments::from_value(arguments.clone())?;
    if operation.starts_with("v1.") {
        block_on(bookshop(canned).call(operation, arguments))
    } else {
        block_on(obstacle(canned).call(operation, arguments))
    }
}

/// Transport with one response.
#[derive(Clone)]
struct Canned(http::Response<Bytes>);

impl Canned {
    fn parse(bytes: &[u8]) -> Option<Canned> {
        let mut rest = bytes;
        let mut line = || {
            let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
            let (line, after) = rest.split_at(end);
            rest = after.get(1..).unwrap_or_default();
            line
        };
        let mut response = http::Response::new(Bytes::new());
        let status = StatusCode::from_bytes(line()).ok()?;
        // Informational responses end in the transport.
        *response.status_mut() = Some(status).filter(|status| !status.is_informational())?;
        loop {
            let line = line();
            let Some(colon) = line.iter().position(|byte| *byte == b':') else { break };
            let name = HeaderName::from_bytes(&line[..colon]).ok()?;
            response.headers_mut().append(name, HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).ok()?);
        }
        *response.body_mut() = Bytes::copy_from_slice(rest);
        Some(Canned(response))
    }
}

impl Transport for Canned {
    fn send(&self, _: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let response = self.0.clone();
        Box::pin(async { Ok(response) })
    }
}
