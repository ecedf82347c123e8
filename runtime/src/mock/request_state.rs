//! What the mock and its handler tell each other about one request, through the routes between them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use super::journal::ResponseSource;

/// Travels with the request as an extension.
#[derive(Clone, Debug)]
pub(super) struct RequestState {
    pub(super) options: ResponseOptions,
    notes: Arc<Mutex<HandlerReport>>,
}

/// What the handler is to do.
#[derive(Clone, Debug, Default)]
pub(super) struct ResponseOptions {
    /// The example to answer with.
    pub(super) example: Option<String>,
    /// Whether to leave examples aside.
    pub(super) dynamic: bool,
    /// How many items lists have.
    pub(super) list_size: Option<usize>,
}

/// What the handler did.
#[derive(Debug, Default)]
pub(super) struct HandlerReport {
    pub(super) source: Option<ResponseSource>,
    pub(super) request: Option<Value>,
}

impl RequestState {
    pub(super) fn new(options: ResponseOptions) -> Self {
        Self { options, notes: Arc::default() }
    }

    pub(super) fn notes(&self) -> MutexGuard<'_, HandlerReport> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
