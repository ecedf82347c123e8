//! Handler behind the routes: from a validated request to a response.

use std::fmt;
use std::sync::Arc;

use serde_json::{Value, json};

use super::catalog::Catalog;
use super::described::{Described, Example};
use super::journal::ResponseSource;
use super::request_state::{RequestState, ResponseOptions};
use super::state::Engine;
use super::{conditional, echo, mask, matching, paging};
use crate::meta::Rejection;
use crate::server::{Context, DynamicHandler, DynamicInput, DynamicOutput, Schema, ServiceError};

/// Handler of every operation. Generated code puts it behind the routes.
#[derive(Clone)]
pub struct Responder {
    catalog: Arc<Catalog>,
    engine: Option<Arc<Engine>>,
}

impl Responder {
    pub(super) fn new(catalog: Arc<Catalog>, engine: Option<Arc<Engine>>) -> Self {
        Self { catalog, engine }
    }

    /// Responds from the state, if the mock has one, the operation concerns it, and the caller asked for nothing else.
    async fn stateful(
        &self,
        described: &Described,
        request: &Value,
        options: &ResponseOptions,
    ) -> Option<Result<DynamicOutput, ServiceError>> {
        let asked = options.dynamic || options.example.is_some() || options.list_size.is_some();
        let engine = self.engine.as_ref().filter(|_| !asked)?;
        conditional::respond(engine, described, request, || engine.respond(described, request, &self.catalog)).await
    }

    /// Responds with the status of the example, or the one that the caller asks for.
    fn respond(
        &self,
        described: &Described,
        request: &Value,
        options: &ResponseOptions,
    ) -> (DynamicOutput, ResponseSource) {
        let (output, source) = self.found(described, request, options);
        let example = match &source {
            ResponseSource::Example(name) => described.example(name).map(|example| example.response.status),
            _ => None,
        };
        let several = described.meta().success.len() > 1;
        let example = example.filter(|status| described.meta().success.contains(status));
        let status = match described.meta().outcomes {
            true => example.or(options.status),
            false => options.status.or(example),
        };
        match status {
            Some(status) if several => (output.with_status(status), source),
            _ => (output, source),
        }
    }

    /// Finds a matching example, the first example, or a generated value.
    fn found(
        &self,
        described: &Described,
        request: &Value,
        options: &ResponseOptions,
    ) -> (DynamicOutput, ResponseSource) {
        if unchanged(described, request) {
            return (DynamicOutput::not_modified(), ResponseSource::NotModified);
        }
        let named = options.example.as_deref().and_then(|name| described.example(name));
        // Another status has another body.
        let other = options.status.filter(|_| described.meta().outcomes && named.is_none());
        let example = match named {
            None if options.dynamic => None,
            None => matching::best(&described.examples, request),
            some => some,
        };
        let with_status = |status| described.examples.iter().find(|example| example.response.status == status);
        let example = match other {
            Some(status) if example.is_some_and(|example| example.response.status != status) => with_status(status),
            _ => example,
        };
        match example {
            Some(example) if example.response.status == 304 && described.meta().conditions.is_some() => {
                (DynamicOutput::not_modified(), ResponseSource::Example(example.name.clone()))
            }
            Some(example) => {
                (self.as_shown(described, example, request, options), ResponseSource::Example(example.name.clone()))
            }
            None => (self.made_up(described, request, options), ResponseSource::Generated),
        }
    }

    fn as_shown(
        &self,
        described: &Described,
        example: &Example,
        request: &Value,
        options: &ResponseOptions,
    ) -> DynamicOutput {
        let body = example.response.body.clone().unwrap_or_default();
        let schema = described.operation.response_with(example.response.status);
        let outcome = finish((described, schema), body, &example.request, request, options);
        let outcome =
            example.response.headers().fold(outcome, |outcome, (name, value)| outcome.with_header(name, value));
        with_revision(described, outcome)
    }

    fn made_up(&self, described: &Described, request: &Value, options: &ResponseOptions) -> DynamicOutput {
        let usual = described.meta().success.first().copied().unwrap_or_default();
        let schema = described.operation.response_with(options.status.unwrap_or(usual));
        let body = schema.map(|schema| self.catalog.samples.value(schema)).unwrap_or_default();
        with_revision(described, finish((described, schema), body, &json!({}), request, options))
    }
}

/// Applies the request to the response: echoed values, and the page of a list.
fn finish(
    (described, schema): (&Described, Option<&Schema>),
    mut body: Value,
    example: &Value,
    request: &Value,
    options: &ResponseOptions,
) -> DynamicOutput {
    let meta = described.meta();
    if let Some(schema) = schema {
        let knows = meta.conditions.map(|conditions| conditions.parameter);
        echo::echo(&mut body, schema, example, request, knows.as_slice());
        if let Some(cut) = &meta.paging {
            paging::cut(&mut body, schema, described.operation.input, cut, (example, request), options.list_size);
        }
    }
    body.into()
}

/// Returns true if the caller knows the current revision.
fn unchanged(described: &Described, request: &Value) -> bool {
    described.revision().is_some_and(|revision| conditional::known(described, request) == Some(revision))
}

fn with_revision(described: &Described, outcome: DynamicOutput) -> DynamicOutput {
    let header = described.meta().conditions.and_then(|conditions| conditions.header);
    match header.zip(described.revision()) {
        Some((name, revision)) => outcome.with_header(name, revision),
        None => outcome,
    }
}

impl DynamicHandler for Responder {
    async fn handle(&self, input: DynamicInput, context: Context) -> Result<DynamicOutput, ServiceError> {
        let id = input.operation().id;
        let described = self.catalog.by_id(id).ok_or_else(|| {
            ServiceError::rejection(Rejection::NotImplemented, format!("the mock has no operation {id}"))
        })?;
        let request = input.to_value();
        let turn = context.extensions().get::<RequestState>();
        let options = turn.map(|turn| turn.options.clone()).unwrap_or_default();
        let (outcome, source) = match self.stateful(described, &request, &options).await {
            Some(outcome) => (outcome, ResponseSource::State),
            None => {
                let (outcome, source) = self.respond(described, &request, &options);
                (Ok(outcome), source)
            }
        };
        if source == ResponseSource::NotModified {
            // Nothing changes while the caller waits.
            tokio::time::sleep(conditional::wait(described, &request)).await;
        }
        if let Some(turn) = turn {
            let mut notes = turn.notes();
            notes.source = Some(source);
            notes.request = Some(mask::request(described.operation.input, request));
        }
        #[cfg(feature = "sockets")]
        if let Some(code) = options.close {
            return outcome.map(|outcome| outcome.and_close(code));
        }
        outcome
    }
}

impl fmt::Debug for Responder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Responder").field("operations", &self.catalog.operations().len()).finish()
    }
}
