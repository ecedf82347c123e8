//! Reading what services really send.
//!
//! Three things: helpers for serde's `deserialize_with` on the fields where a service is known to
//! waver between types, file contents in their two transfer encodings, and JSON bodies with errors
//! that name the place. Leniency is chosen field by field; nothing here is applied by itself.

mod content;
mod fields;
#[cfg(any(feature = "client", feature = "server"))]
mod json;
mod lenient_integers;
pub(crate) mod message;

pub use content::{ContentError, content};
pub use fields::{
    integer_or_string, null_as_default, optional_integer_or_string, optional_string_or_number, string_or_number,
};
#[cfg(any(feature = "server", all(feature = "client", feature = "dynamic")))]
pub(crate) use json::value;
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) use json::without_mark;
#[cfg(any(feature = "client", feature = "server"))]
pub use json::{DecodeError, json};
pub(crate) use lenient_integers::LenientIntegers;
#[cfg(feature = "server")]
pub(crate) use lenient_integers::whole;
