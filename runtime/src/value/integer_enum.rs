//! [`integer_enum!`](crate::integer_enum!): enums that are integers on the wire.

use std::fmt;

/// Received number that the enum does not list.
///
/// Content of the `Unknown(…)` variants of open enums. Created only by reading a number into such an enum, so
/// a listed value is never `Unknown`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownNumber(i32);

impl UnknownNumber {
    /// For `integer_enum!` only.
    #[doc(hidden)]
    #[must_use]
    pub const fn __new(number: i32) -> Self {
        Self(number)
    }

    /// Returns the number as it was received.
    #[must_use]
    pub const fn get(self) -> i32 {
        self.0
    }
}

impl fmt::Debug for UnknownNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for UnknownNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// Error of a number that an enum does not list, or a string that is not a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownNumberError {
    /// Listed values.
    pub expected: &'static [i32],
    /// Value that was received.
    pub got: String,
}

impl fmt::Display for UnknownNumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown value {}, expected ", self.got)?;
        write_numbers(f, self.expected)
    }
}

impl std::error::Error for UnknownNumberError {}

/// `0`, `0 or 1`, `one of 0, 1, 2`.
pub(crate) fn write_numbers(f: &mut fmt::Formatter<'_>, numbers: &[i32]) -> fmt::Result {
    match numbers {
        [] => f.write_str("nothing: no value is known"),
        [one] => write!(f, "{one}"),
        [one, other] => write!(f, "{one} or {other}"),
        many => {
            for (index, number) in many.iter().enumerate() {
                let lead = if index == 0 { "one of " } else { ", " };
                write!(f, "{lead}{number}")?;
            }
            Ok(())
        }
    }
}

/// Assigns numbers to the variants of an enum.
///
/// ```
/// use specwright_runtime::{integer_enum, value::UnknownNumber};
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq)]
/// pub enum State {
///     Normal,
///     Expired,
///     Unknown(UnknownNumber),
/// }
///
/// integer_enum!(open State { Normal => 0, Expired => 1 });
///
/// assert_eq!(State::from(1), State::Expired);
/// assert_eq!(State::Expired.value(), 1);
/// assert!(State::from(7).is_unknown());
/// ```
///
/// An `open` enum has a variant `Unknown(UnknownNumber)` for every other number; a `closed` one rejects it.
/// The enum gains the constant `KNOWN`, `value`, `Display`, `FromStr`, `Serialize` and `Deserialize`; an open
/// one also `is_unknown` and `From<i32>`, a closed one `TryFrom<i32>`.
#[macro_export]
macro_rules! integer_enum {
    (open $name:ident { $($variant:ident => $number:literal),* $(,)? }) => {
        impl $name {
            /// Returns the number on the wire.
            #[must_use]
            #[inline]
            pub const fn value(&self) -> i32 {
                match self {
                    $(Self::$variant => $number,)*
                    Self::Unknown(number) => number.get(),
                }
            }

            /// Returns true for a value that the specification does not list.
            #[must_use]
            #[inline]
            pub fn is_unknown(&self) -> bool {
                ::core::matches!(self, Self::Unknown(_))
            }
        }

        impl ::core::convert::From<i32> for $name {
            #[inline]
            fn from(number: i32) -> Self {
                match number {
                    $($number => Self::$variant,)*
                    other => Self::Unknown($crate::value::UnknownNumber::__new(other)),
                }
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::num::ParseIntError;

            #[inline]
            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                text.parse::<i32>().map(Self::from)
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                <i32 as $crate::__private::serde::Deserialize>::deserialize(deserializer).map(Self::from)
            }
        }

        $crate::integer_enum!(@common $name { $($variant => $number),* });
    };
    (closed $name:ident { $($variant:ident => $number:literal),* $(,)? }) => {
        impl $name {
            /// Returns the number on the wire.
            #[must_use]
            #[inline]
            pub const fn value(&self) -> i32 {
                match self {
                    $(Self::$variant => $number,)*
                }
            }
        }

        impl ::core::convert::TryFrom<i32> for $name {
            type Error = $crate::value::UnknownNumberError;

            #[inline]
            fn try_from(number: i32) -> ::core::result::Result<Self, Self::Error> {
                match number {
                    $($number => ::core::result::Result::Ok(Self::$variant),)*
                    other => ::core::result::Result::Err($crate::value::UnknownNumberError {
                        expected: Self::KNOWN,
                        got: other.to_string(),
                    }),
                }
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::value::UnknownNumberError;

            #[inline]
            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                let unknown = |_| $crate::value::UnknownNumberError { expected: Self::KNOWN, got: text.to_owned() };
                <Self as ::core::convert::TryFrom<i32>>::try_from(text.parse::<i32>().map_err(unknown)?)
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let number = <i32 as $crate::__private::serde::Deserialize>::deserialize(deserializer)?;
                <Self as ::core::convert::TryFrom<i32>>::try_from(number)
                    .map_err(<D::Error as $crate::__private::serde::de::Error>::custom)
            }
        }

        $crate::integer_enum!(@common $name { $($variant => $number),* });
    };

    (@common $name:ident { $($variant:ident => $number:literal),* }) => {
        impl $name {
            /// Known numbers, in the order of the variants.
            pub const KNOWN: &'static [i32] = &[$($number),*];
        }

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.value(), f)
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_i32(self.value())
            }
        }
    };
}
