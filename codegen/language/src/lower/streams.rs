//! Streams: operations whose connection stays open, and carries messages.

use super::{Lower, entries, value_span};
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use crate::raw;
use crate::source::Spanned;
use crate::yaml::Node;

/// Keys of an operation that say something about a single request or response.
const OF_ONE_RESPONSE: &[&str] = &[
    "idempotent",
    "idempotent_without",
    "body_limit",
    "body",
    "responses",
    "paging",
    "waiter",
    "conditional",
    "lease",
];

/// Codes that the protocol reserves for reports of a library, so that no service sends them.
const NEVER_SENT: &[u16] = &[1004, 1005, 1006, 1015];

impl Lower<'_> {
    /// What an operation says about its connection, apart from the messages of the service.
    pub(super) fn stream(
        &mut self,
        raw: &raw::Operation,
        node: &Node,
        route: Option<&Route>,
        family: FamilyId,
    ) -> Option<Stream> {
        let (raw, entry) = raw.stream.as_ref().zip(node.entry("stream"))?;
        if let Some(route) = route.filter(|route| route.method != Method::Get) {
            let message = format!("a web socket is opened with GET, not {}", route.method.as_str());
            self.report(Rule::BAD_STREAM, route.span, message, "write `GET`");
        }
        for other in OF_ONE_RESPONSE.iter().filter_map(|key| node.entry(key)) {
            let message = format!("`{}` and `stream` exclude each other", other.key);
            self.sink.push(
                Diagnostic::new(Rule::BAD_STREAM, other.key_span, message)
                    .label("says something about a single request or response")
                    .also(entry.key_span, "opens a connection for many messages")
                    .help("keep one of them; messages are described under `stream`"),
            );
        }
        let node = &entry.value;
        if raw.ping == Some(0) {
            let span = value_span(node, "ping");
            self.report(Rule::BAD_STREAM, span, "the time between pings is at least a second", "too short");
        }
        let close = self.close_codes(raw, node);
        let sends = raw.sends.as_ref().map(|ty| self.shape(ty, value_span(node, "sends"), Some(family)));
        Some(Stream { transport: raw.transport, sends, ping: raw.ping, close })
    }

    /// The messages of the service, as the body of a response.
    pub(super) fn messages(&mut self, raw: &raw::Stream, node: &Node, family: FamilyId) -> Response {
        let message = raw.messages.as_ref().map(|ty| self.shape(ty, value_span(node, "messages"), Some(family)));
        let body = message.map(|message| Spanned::new(Shape::List(Box::new(message.value)), message.span));
        Response {
            status: Stream::SWITCHING_PROTOCOLS,
            body,
            media: Media::default(),
            end: None,
            headers: None,
            doc: None,
        }
    }

    fn close_codes(&mut self, raw: &raw::Stream, node: &Node) -> Vec<CloseCode> {
        let mut codes = Vec::new();
        for (name, doc, _) in entries(&raw.close, node, "close") {
            match name.parse::<u16>() {
                Ok(code @ 1000..=4999) if !NEVER_SENT.contains(&code) => {
                    codes.push(CloseCode { code, doc: doc.clone() });
                }
                Ok(code) if NEVER_SENT.contains(&code) => {
                    let message = format!("no service sends the close code {code}");
                    self.report(Rule::BAD_STREAM, name.span, message, "reserved by the protocol");
                }
                _ => {
                    let message = format!("`{name}` is not a close code");
                    self.report(Rule::BAD_STREAM, name.span, message, "expected 1000 to 4999");
                }
            }
        }
        codes
    }
}
