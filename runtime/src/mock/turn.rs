//! What the mock and its handler tell each other about one request, through the routes between them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use super::journal::Source;

/// Travels with the request as an extension.
#[derive(Clone, Debug)]
pub(super) struct Turn {
    pub(super) wishes: Wishes,
    notes: Arc<Mutex<Notes>>,
}

/// What the handler is to do.
#[derive(Clone, Debug, Default)]
pub(super) struct Wishes {
    /// The example to answer with.
    pub(super) example: Option<String>,
    /// Whether to leave examples aside.
    pub(super) dynamic: bool,
    /// How many items lists have.
    pub(super) list_size: Option<usize>,
}

/// What the handler did.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) source: Option<Source>,
    pub(super) request: Option<Value>,
}

impl Turn {
    pub(super) fn new(wishes: Wishes) -> Self {
        Self { wishes, notes: Arc::default() }
    }

    pub(super) fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
