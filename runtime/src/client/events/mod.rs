//! Responses that are streams of events.

pub(crate) mod listen;
pub(crate) mod parser;
pub(crate) mod stream;
