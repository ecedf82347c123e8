//! Small value types that appear in generated models.
//!
//! They decide how a value is written and read on the wire. They do not know HTTP, and they do
//! not validate: a value that a service sends is kept even if it breaks the service's own rules.

mod conditional;
mod file;
mod header_fields;
pub(crate) mod integer_enum;
mod pattern;
mod secret;
pub(crate) mod string_enum;
pub(crate) mod string_id;
pub(crate) mod tagged_union;
mod time;
mod unknown;

pub use conditional::{Conditional, Revision};
#[cfg(feature = "client")]
pub(crate) use file::{Content, OneReader};
pub use file::{File, Form, Part, Parts};
pub use header_fields::HeaderFields;
pub use integer_enum::{UnknownNumber, UnknownNumberError};
pub use pattern::Pattern;
pub use secret::Secret;
pub use string_enum::UnknownValueError;
pub use string_id::{IdLimits, StringId};
pub use tagged_union::UnknownVariant;
pub use time::{ParseTimestampError, UnixMillis, UnixSeconds, UnixSecondsString};
pub use unknown::UnknownValue;

/// Fields of an object that the specification does not know, kept so that nothing is lost when a
/// value is read and written back.
pub type Extra = serde_json::Map<String, serde_json::Value>;
