//! Examples: what is sent and what comes back.

use serde_json::{Map, Value};

use super::marks::Card;
use super::scene::{Notes, Scene};
use super::sitemap::anchor;
use super::text::{Html, html, json};
use crate::openapi;
use specwright_language::ir::{Example, Operation};
use specwright_rust::Bug;
use specwright_rust::snippets;

/// A request and its response that show an operation.
pub(super) struct ExampleView {
    pub(super) id: String,
    pub(super) doc: Html,
    /// Ways of writing the request: name, and the text.
    pub(super) requests: Vec<(&'static str, Html)>,
    pub(super) status: u64,
    pub(super) phrase: &'static str,
    pub(super) answer: Html,
    pub(super) notes: Notes,
    pub(super) cards: Vec<Card>,
}

impl Scene<'_> {
    pub(super) fn example(&self, operation: &Operation, example: &Example, path: &str) -> Result<ExampleView, Bug> {
        let path = format!("{path}.examples.{}", example.name);
        let part = |name: &str| example.value.get(name).unwrap_or(&Value::Null);
        let (request, response) = (part("request"), part("response"));
        let status = response.get("status").and_then(Value::as_u64).unwrap_or_else(|| operation.response.status.into());
        Ok(ExampleView {
            id: anchor(&path),
            doc: self.line(&example.doc),
            requests: self.requests(operation, example, request)?,
            status,
            phrase: u16::try_from(status).map_or("", openapi::phrase),
            answer: message(Html::default(), response),
            notes: self.notes(example.source.as_ref(), &example.errata),
            cards: self.cards(&path),
        })
    }

    /// The request as it travels, as a command, and as a call of the client.
    fn requests(
        &self,
        operation: &Operation,
        example: &Example,
        request: &Value,
    ) -> Result<Vec<(&'static str, Html)>, Bug> {
        let (method, target) = (operation.route.method.as_str(), snippets::target(operation, example));
        let line = html!("<span class=\"key\">{}</span> {}\n", method, target);
        let curl = snippets::curl(self.api, operation, example);
        let mut requests = vec![("HTTP", message(line, request)), ("curl", html!("{}", curl.trim_end()))];
        if let Some(call) = self.planned.call(operation, example) {
            requests.push(("Rust", html!("{}", call.lines.trim_end())));
        }
        Ok(requests)
    }
}

/// Headers and body, below a first line.
fn message(mut head: Html, message: &Value) -> Html {
    for (name, value) in fields(message, "headers") {
        head = html!("{}<span class=\"key\">{}</span>: {}\n", head, name, plain(value));
    }
    match message.get("body") {
        Some(body) if head.is_empty() => json(body),
        Some(body) => html!("{}\n{}", head, json(body)),
        None => head,
    }
}

fn fields<'v>(message: &'v Value, part: &str) -> impl Iterator<Item = (&'v String, &'v Value)> {
    message.get(part).and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
