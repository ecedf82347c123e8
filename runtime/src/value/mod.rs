//! Value types of generated models.
//!
//! They define how a value is read from and written to the wire. They are independent of HTTP and do not
//! validate: a received value is kept even if it violates the service's own rules.

mod conditional;
mod file;
mod header_fields;
pub(crate) mod integer_enum;
mod no_message;
pub(crate) mod object;
mod outcome;
mod patch;
mod pattern;
mod secret;
pub(crate) mod shaped_union;
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
pub use no_message::NoMessage;
pub use outcome::{Outcome, OutcomeBody};
pub use patch::Patch;
pub use pattern::Pattern;
pub use secret::Secret;
pub use string_enum::UnknownValueError;
pub use string_id::{IdLimits, StringId};
pub use tagged_union::UnknownVariant;
pub use time::{ParseTimestampError, UnixMillis, UnixSeconds, UnixSecondsString};
pub use unknown::UnknownValue;

/// Object fields that the specification does not know, kept so that reading and writing a value loses
/// nothing.
pub type Extra = serde_json::Map<String, serde_json::Value>;
