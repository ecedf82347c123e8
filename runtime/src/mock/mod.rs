//! Mock server that responds from examples, for tests of clients.
//!
//! Generated code supplies the [`Service`]: its operations, schemas and examples. The mock puts a
//! [`DynamicHandler`](crate::server::DynamicHandler) behind the generated routes, by way of
//! [`DynamicService`](crate::server::DynamicService), so that it validates and rejects requests as any server
//! of the crate does. Around the routes it adds requested outcomes, faults, profiles and a journal.
//!
//! Each response is validated against the specification. One that violates it becomes an error 500 with the
//! code `mock-internal`, so that the test fails at the cause.

mod admin;
mod authentication;
mod behavior;
mod builder;
mod catalog;
#[cfg(feature = "mock-command")]
pub mod command;
mod conditional;
mod control;
mod described;
mod echo;
mod enqueue;
mod fault;
mod headers;
mod journal;
mod keeper;
mod mask;
mod matching;
mod members;
mod mock_core;
mod numbers;
mod operation;
mod outgoing;
mod paging;
mod profile;
mod request_state;
mod responder;
mod router;
mod sample;
mod script;
mod server;
mod service;
mod services;
mod settings;
mod smallest;
mod state;
mod storage;
#[cfg(feature = "mock-store")]
mod store_file;
mod strings;

use std::fmt;

pub use self::authentication::Authentication;
pub use self::behavior::Behavior;
pub use self::builder::Builder;
pub use self::fault::{Fault, Latency};
pub use self::journal::{JournalEntry, ResponseSource};
pub use self::keeper::keep;
pub use self::operation::Operation;
pub use self::profile::Profile;
pub use self::responder::Responder;
pub use self::script::{InvalidOutcome, Outcome};
pub use self::server::{MockServer, OperationId};
pub use self::service::{ClientNames, Mocked, Service};
pub use self::state::InvalidResources;
pub use self::storage::{ChangedEntries, Entries, Recorder, Storage};
#[cfg(feature = "mock-store")]
pub use self::store_file::StoreFile;

/// Error of parsing an unknown option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownOption {
    word: String,
    known: String,
}

impl UnknownOption {
    fn new(word: &str, known: &str) -> Self {
        Self { word: word.to_owned(), known: known.to_owned() }
    }
}

impl fmt::Display for UnknownOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is unknown; expected one of: {}", self.word, self.known)
    }
}

impl std::error::Error for UnknownOption {}
