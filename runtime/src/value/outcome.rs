//! [`outcome!`](crate::outcome!): enums whose variant is chosen by the status of a response.

use serde::de::DeserializeOwned;

/// Body of a successful response that has another type for each status. Implemented by
/// [`outcome!`](crate::outcome!).
pub trait Outcome: Sized {
    /// Returns the status with this body. `None` if it is not documented.
    fn status(&self) -> Option<u16>;

    /// Reads the body of a response.
    ///
    /// # Errors
    /// Returns the error of the body.
    fn read<B: OutcomeBody>(status: u16, body: B) -> Result<Self, B::Error>;
}

/// Body whose type depends on the status of the response.
pub trait OutcomeBody {
    /// Error of a body that cannot be read.
    type Error;

    /// Reads the body.
    ///
    /// # Errors
    /// Returns an error if the body has another type.
    fn read<T: DeserializeOwned>(self) -> Result<T, Self::Error>;
}

/// Implements [`Outcome`] for an enum whose variants hold one value each. `Unknown` holds the body of a status that is
/// not listed.
///
/// ```
/// use specwright_runtime::value::{Outcome, OutcomeBody};
///
/// #[derive(Debug, PartialEq)]
/// pub enum StartOutcome {
///     Ok(String),
///     Accepted(u32),
///     Unknown(serde_json::Value),
/// }
/// specwright_runtime::outcome! { StartOutcome { Ok = 200, Accepted = 202 } }
///
/// struct Body(&'static str);
/// impl OutcomeBody for Body {
///     type Error = serde_json::Error;
///
///     fn read<T: serde::de::DeserializeOwned>(self) -> Result<T, serde_json::Error> {
///         serde_json::from_str(self.0)
///     }
/// }
/// assert_eq!(StartOutcome::read(202, Body("7")).unwrap(), StartOutcome::Accepted(7));
/// assert_eq!(StartOutcome::read(206, Body("7")).unwrap(), StartOutcome::Unknown(7.into()));
/// assert!(StartOutcome::read(200, Body("7")).is_err());
/// assert_eq!(StartOutcome::Accepted(7).status(), Some(202));
/// ```
#[macro_export]
macro_rules! outcome {
    ($name:ident { $($variant:ident = $status:literal),* $(,)? }) => {
        impl $crate::value::Outcome for $name {
            fn status(&self) -> ::core::option::Option<u16> {
                match self {
                    $(Self::$variant(_) => ::core::option::Option::Some($status),)*
                    Self::Unknown(_) => ::core::option::Option::None,
                }
            }

            fn read<B: $crate::value::OutcomeBody>(status: u16, body: B) -> ::core::result::Result<Self, B::Error> {
                match status {
                    $($status => body.read().map(Self::$variant),)*
                    _ => body.read().map(Self::Unknown),
                }
            }
        }
    };
}
