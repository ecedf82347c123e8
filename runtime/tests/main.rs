//! All tests of the crate in one program, which links once. `memory` measures its own process, and is alone.

mod blocking;
mod callers;
#[cfg(all(feature = "client", feature = "server"))]
mod common;
mod edges;
mod encoding;
mod error_codes;
mod exchange;
mod failover;
mod failures;
mod integer_enum;
mod key_providers;
#[path = "loops/main.rs"]
mod loops;
mod macros;
mod misbehaving;
mod mock;
mod observing;
mod pages;
mod refusals;
mod retries;
#[cfg(feature = "client")]
mod script;
mod secrets;
mod serving;
mod signed_calls;
mod signed_requests;
mod signing;
mod signing_vectors;
mod sockets;
mod spans;
mod streams;
mod string_enum;
mod surroundings;
mod tokens;
mod trust;
mod uploads;
mod watching;
