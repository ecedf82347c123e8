//! State of one request, shared by the mock and its handler through the routes between them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use super::journal::ResponseSource;

/// State of a request, stored in its extensions.
#[derive(Clone, Debug)]
pub(super) struct RequestState {
    pub(super) options: ResponseOptions,
    notes: Arc<Mutex<HandlerReport>>,
}

/// Options for the handler.
#[derive(Clone, Debug, Default)]
pub(super) struct ResponseOptions {
    /// Example to respond with.
    pub(super) example: Option<String>,
    /// Whether to ignore examples.
    pub(super) dynamic: bool,
    /// Status to respond with, one of several of success.
    pub(super) status: Option<u16>,
    /// Number of list items.
    pub(super) list_size: Option<usize>,
    /// Code with which a stream is closed after its messages.
    #[cfg_attr(not(feature = "sockets"), expect(dead_code, reason = "there are no streams"))]
    pub(super) close: Option<u16>,
}

/// Report of the handler.
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
