//! A server that answers operations from examples, for tests of clients.
//!
//! Generated code supplies the [`Service`]: the operations, what goes in and out, and the examples. The mock
//! puts a handler behind the generated routes, as anybody could with [`Dynamic`](crate::server::Dynamic) and
//! [`Answer`](crate::server::Answer), so that requests are checked and refused as by a real server of the
//! crate. Around the routes it does what only a mock does: outcomes that were asked for, faults, profiles, a
//! journal.
//!
//! Each answer is checked against the specification before it leaves. One that breaks a rule becomes an
//! error 500 with the code `mock-internal`, so that a test fails where the mistake is.

mod admin;
mod authentication;
mod builder;
mod catalog;
#[cfg(feature = "mock-command")]
pub mod command;
mod control;
mod described;
mod echo;
mod fault;
mod headers;
mod journal;
mod mask;
mod matching;
mod mock_core;
mod operation;
mod paging;
mod profile;
mod request_state;
mod responder;
mod router;
mod sample;
mod script;
mod server;
mod service;
mod settings;
mod smallest;
mod strings;

use std::fmt;

pub use self::authentication::Authentication;
pub use self::builder::Builder;
pub use self::fault::{Fault, Latency};
pub use self::journal::{JournalEntry, ResponseSource};
pub use self::operation::Operation;
pub use self::profile::Profile;
pub use self::responder::Responder;
pub use self::script::Outcome;
pub use self::server::{MockServer, OperationId, UnknownOperation};
pub use self::service::{ClientNames, Mocked, Service};

/// A word that names none of the possibilities.
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
        write!(f, "{:?} is not known; there are: {}", self.word, self.known)
    }
}

impl std::error::Error for UnknownOption {}
