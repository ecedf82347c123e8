//! Tolerant decoding of responses.
//!
//! Fields whose type a service varies, file contents, and JSON with error paths. Leniency is chosen per field;
//! nothing here applies by default.

mod content;
mod fields;
#[cfg(any(feature = "client", feature = "server"))]
mod json;
mod lenient_integers;
pub(crate) mod message;
mod numbers;
#[cfg(feature = "client")]
mod parts;
#[cfg(feature = "client")]
mod unreadable;

pub use content::{ContentError, content};
pub(crate) use fields::{integer_or_string, string_or_number};
#[cfg(any(feature = "server", all(feature = "client", feature = "dynamic")))]
pub(crate) use json::value;
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) use json::without_mark;
#[cfg(any(feature = "client", feature = "server"))]
pub use json::{DecodeError, json};
pub(crate) use lenient_integers::{Digits, LenientIntegers};
#[cfg(feature = "server")]
pub(crate) use numbers::{integer, whole};
#[cfg(feature = "client")]
pub(crate) use parts::{part, tolerant};
#[cfg(feature = "client")]
pub use unreadable::Unreadable;
#[cfg(feature = "client")]
pub(crate) use unreadable::lenient;
