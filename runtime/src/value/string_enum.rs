//! [`string_enum!`](crate::string_enum!): enums that are strings on the wire.
//!
//! The macro writes only the tables between variants and strings; reading and writing are generic functions
//! in this file. The caller defines the enum, with its derives and documentation.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserializer, Visitor};

use super::unknown::UnknownValue;

/// Error of a string that an enum does not list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownValueError {
    /// Listed values.
    pub expected: &'static [&'static str],
    /// String that was received.
    pub got: String,
}

impl fmt::Display for UnknownValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown value {:?}, expected ", self.got)?;
        write_choice(f, self.expected)
    }
}

impl std::error::Error for UnknownValueError {}

/// `"a"`, `"a" or "b"`, `one of "a", "b", "c"`.
pub(crate) fn write_choice(f: &mut fmt::Formatter<'_>, values: &[&str]) -> fmt::Result {
    match values {
        [] => f.write_str("nothing: no value is known"),
        [one] => write!(f, "{one:?}"),
        [one, other] => write!(f, "{one:?} or {other:?}"),
        many => {
            for (index, value) in many.iter().enumerate() {
                let lead = if index == 0 { "one of " } else { ", " };
                write!(f, "{lead}{value:?}")?;
            }
            Ok(())
        }
    }
}

/// Tables of an enum.
pub trait StringEnum: Sized {
    /// Written strings, in the order of the variants.
    const KNOWN: &'static [&'static str];

    /// Returns the variant of a listed string or alias.
    fn from_known(text: &str) -> Option<Self>;
}

/// Enum that keeps unlisted strings.
pub trait OpenEnum: StringEnum {
    /// Returns the variant for an unlisted string.
    fn from_unknown(value: UnknownValue) -> Self;
}

/// Enum that rejects unlisted strings.
pub trait ClosedEnum: StringEnum {}

/// Reads an open enum from a borrowed string.
pub fn open_from_str<E: OpenEnum>(text: &str) -> E {
    E::from_known(text).unwrap_or_else(|| E::from_unknown(UnknownValue::new(text.to_owned())))
}

/// Reads an open enum from an owned string; an unlisted one is kept without a copy.
pub fn open_from_string<E: OpenEnum>(text: String) -> E {
    match E::from_known(&text) {
        Some(known) => known,
        None => E::from_unknown(UnknownValue::new(text)),
    }
}

/// Reads a closed enum from a string.
pub fn closed_from_str<E: ClosedEnum>(text: &str) -> Result<E, UnknownValueError> {
    E::from_known(text).ok_or_else(|| UnknownValueError { expected: E::KNOWN, got: text.to_owned() })
}

/// Deserializes an open enum.
pub fn deserialize_open<'de, E: OpenEnum, D: Deserializer<'de>>(deserializer: D) -> Result<E, D::Error> {
    deserializer.deserialize_str(OpenVisitor(PhantomData))
}

/// Deserializes a closed enum.
pub fn deserialize_closed<'de, E: ClosedEnum, D: Deserializer<'de>>(deserializer: D) -> Result<E, D::Error> {
    deserializer.deserialize_str(ClosedVisitor(PhantomData))
}

struct OpenVisitor<E>(PhantomData<E>);

impl<E: OpenEnum> Visitor<'_> for OpenVisitor<E> {
    type Value = E;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_str<Error: de::Error>(self, text: &str) -> Result<E, Error> {
        Ok(open_from_str(text))
    }

    fn visit_string<Error: de::Error>(self, text: String) -> Result<E, Error> {
        Ok(open_from_string(text))
    }
}

struct ClosedVisitor<E>(PhantomData<E>);

impl<E: ClosedEnum> Visitor<'_> for ClosedVisitor<E> {
    type Value = E;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_choice(f, E::KNOWN)
    }

    fn visit_str<Error: de::Error>(self, text: &str) -> Result<E, Error> {
        closed_from_str(text).map_err(Error::custom)
    }
}

/// Assigns strings to the variants of an enum.
///
/// ```
/// use specwright_runtime::{string_enum, value::UnknownValue};
///
/// #[derive(Debug, Clone, PartialEq, Eq)]
/// pub enum Mode {
///     VirtualMachine,
///     Mixed,
///     Unknown(UnknownValue),
/// }
///
/// string_enum!(open Mode {
///     VirtualMachine => "virtualmachine",
///     Mixed => "mixed" | "MIXED",
/// });
///
/// assert_eq!(Mode::from("MIXED"), Mode::Mixed);
/// assert_eq!(Mode::Mixed.as_str(), "mixed");
/// assert!(Mode::from("quantum").is_unknown());
/// ```
///
/// Strings after `|` are read but never written. An `open` enum has a variant `Unknown(UnknownValue)` for
/// every other string; a `closed` one rejects it. `open ignore_case` and `closed ignore_case` ignore ASCII
/// case when reading.
///
/// The enum gains the constant `KNOWN`, `as_str`, `Display`, `AsRef<str>`, `FromStr`, `Serialize` and
/// `Deserialize`; an open one also `is_unknown`, `From<&str>` and `From<String>`.
#[macro_export]
macro_rules! string_enum {
    (open ignore_case $name:ident { $($variant:ident => $text:literal $(| $alias:literal)*),* $(,)? }) => {
        $crate::string_enum!(@tables (ignore_case) $name { $($variant => $text $(| $alias)*),* });
        $crate::string_enum!(@open $name { $($variant => $text),* });
    };
    (closed ignore_case $name:ident { $($variant:ident => $text:literal $(| $alias:literal)*),* $(,)? }) => {
        $crate::string_enum!(@tables (ignore_case) $name { $($variant => $text $(| $alias)*),* });
        $crate::string_enum!(@closed $name { $($variant => $text),* });
    };
    (open $name:ident { $($variant:ident => $text:literal $(| $alias:literal)*),* $(,)? }) => {
        $crate::string_enum!(@tables (exact) $name { $($variant => $text $(| $alias)*),* });
        $crate::string_enum!(@open $name { $($variant => $text),* });
    };
    (closed $name:ident { $($variant:ident => $text:literal $(| $alias:literal)*),* $(,)? }) => {
        $crate::string_enum!(@tables (exact) $name { $($variant => $text $(| $alias)*),* });
        $crate::string_enum!(@closed $name { $($variant => $text),* });
    };

    (@tables ($case:ident) $name:ident { $($variant:ident => $text:literal $(| $alias:literal)*),* }) => {
        impl $name {
            /// Known strings, in the order of the variants.
            pub const KNOWN: &'static [&'static str] = &[$($text),*];
        }

        impl $crate::__private::StringEnum for $name {
            const KNOWN: &'static [&'static str] = &[$($text),*];

            #[inline]
            fn from_known(text: &str) -> ::core::option::Option<Self> {
                match text {
                    $($text $(| $alias)* => ::core::option::Option::Some(Self::$variant),)*
                    _ => $crate::string_enum!(@fallback ($case) text { $($variant => $text $(| $alias)*),* }),
                }
            }
        }

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };

    (@fallback (exact) $input:ident { $($rest:tt)* }) => {
        ::core::option::Option::None
    };
    (@fallback (ignore_case) $input:ident { $($variant:ident => $text:literal $(| $alias:literal)*),* }) => {{
        $(
            if $input.eq_ignore_ascii_case($text) $(|| $input.eq_ignore_ascii_case($alias))* {
                return ::core::option::Option::Some(Self::$variant);
            }
        )*
        ::core::option::Option::None
    }};

    (@open $name:ident { $($variant:ident => $text:literal),* }) => {
        impl $name {
            /// Returns the string on the wire.
            #[must_use]
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Unknown(value) => value.as_str(),
                }
            }

            /// Returns true for a value that the specification does not list.
            #[must_use]
            #[inline]
            pub fn is_unknown(&self) -> bool {
                ::core::matches!(self, Self::Unknown(_))
            }
        }

        impl $crate::__private::OpenEnum for $name {
            #[inline]
            fn from_unknown(value: $crate::value::UnknownValue) -> Self {
                Self::Unknown(value)
            }
        }

        impl ::core::convert::From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                $crate::__private::open_from_str(text)
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(text: ::std::string::String) -> Self {
                $crate::__private::open_from_string(text)
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            #[inline]
            fn from_str(text: &str) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok($crate::__private::open_from_str(text))
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::deserialize_open(deserializer)
            }
        }
    };

    (@closed $name:ident { $($variant:ident => $text:literal),* }) => {
        impl $name {
            /// Returns the string on the wire.
            #[must_use]
            #[inline]
            pub const fn as_str(&self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }

        impl $crate::__private::ClosedEnum for $name {}

        impl ::core::str::FromStr for $name {
            type Err = $crate::value::UnknownValueError;

            #[inline]
            fn from_str(text: &str) -> ::core::result::Result<Self, $crate::value::UnknownValueError> {
                $crate::__private::closed_from_str(text)
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::deserialize_closed(deserializer)
            }
        }
    };
}
