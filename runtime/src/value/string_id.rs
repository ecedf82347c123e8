//! [`string_id!`](crate::string_id!): id types, which are strings on the wire.

use super::Pattern;

/// Id that is a string on the wire.
pub trait StringId: AsRef<str> + Into<String> {
    /// Documented length and pattern.
    const LIMITS: IdLimits;
}

/// Limits of an id. Ids of any form can be created and read; the client checks those that it sends as
/// parameters.
#[derive(Clone, Copy, Debug)]
pub struct IdLimits {
    /// Minimum length, in characters.
    pub min_length: u32,
    /// Maximum length, in characters.
    pub max_length: u32,
    /// Regular expression that must match.
    pub pattern: Option<&'static Pattern>,
}

impl IdLimits {
    /// No limits.
    pub const ANY: Self = Self { min_length: 0, max_length: u32::MAX, pattern: None };

    /// Sets the minimum length, in characters.
    #[must_use]
    pub const fn at_least(mut self, characters: u32) -> Self {
        self.min_length = characters;
        self
    }

    /// Sets the maximum length, in characters.
    #[must_use]
    pub const fn at_most(mut self, characters: u32) -> Self {
        self.max_length = characters;
        self
    }

    /// Sets the regular expression that must match.
    #[must_use]
    pub const fn matches(mut self, pattern: &'static Pattern) -> Self {
        self.pattern = Some(pattern);
        self
    }

    /// Returns what is wrong with an id, in words that follow its name.
    #[cfg(feature = "client")]
    pub(crate) fn problem(&self, id: &str) -> Option<String> {
        let length = if self.min_length > 0 || self.max_length < u32::MAX { id.chars().count() } else { 0 };
        let is_short = length < self.min_length as usize;
        let is_long = length > self.max_length as usize;
        match self.pattern {
            _ if is_short => {
                Some(format!("is too short: at least {}, and it has {length}", characters(self.min_length)))
            }
            _ if is_long => Some(format!("is too long: at most {}, and it has {length}", characters(self.max_length))),
            Some(pattern) if !pattern.matches(id) => Some(format!("does not match `{}`", pattern.as_str())),
            _ => None,
        }
    }
}

#[cfg(feature = "client")]
fn characters(count: u32) -> String {
    format!("{count} character{}", if count == 1 { "" } else { "s" })
}

/// Turns a struct around a `String` into an id type.
///
/// ```
/// use specwright_runtime::string_id;
///
/// #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
/// pub struct BookId(String);
/// string_id!(BookId, min_length = 1, max_length = 20, pattern = "^[0-9]+$");
///
/// let id = BookId::from("42");
/// assert_eq!(id, "42");
/// assert_eq!(id.to_string(), "42");
/// ```
///
/// Each limit is optional. Every string can be such an id: received ids are kept unchanged.
///
/// `pair` names what separates name and value, for a string that is such a pair:
///
/// ```
/// # use specwright_runtime::string_id;
/// #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
/// pub struct Label(String);
/// string_id!(Label, pair = ":");
///
/// let label = Label::from(("city", "Rome"));
/// assert_eq!(label, "city:Rome");
/// assert_eq!((label.name(), label.value()), ("city", "Rome"));
/// ```
#[macro_export]
macro_rules! string_id {
    ($name:ident $(, min_length = $min:literal)? $(, max_length = $max:literal)? $(, pattern = $pattern:literal)? $(, pair = $pair:literal)?) => {
        $($crate::string_id!(@pair $name $pair);)?
        $crate::string_id!(@id $name $crate::value::IdLimits {
            $(min_length: $min,)?
            $(max_length: $max,)?
            $(pattern: ::core::option::Option::Some($crate::pattern!($pattern)),)?
            ..$crate::value::IdLimits::ANY
        });
    };

    (@pair $name:ident $pair:literal) => {
        impl $name {
            /// Returns the name: what is before the separator, or all if there is none.
            #[must_use]
            pub fn name(&self) -> &str {
                self.0.split_once($pair).map_or(self.as_str(), |(name, _)| name)
            }

            /// Returns the value: what is after the separator, or nothing if there is none.
            #[must_use]
            pub fn value(&self) -> &str {
                self.0.split_once($pair).map_or("", |(_, value)| value)
            }
        }

        impl<N: ::core::convert::AsRef<str>, V: ::core::convert::AsRef<str>> ::core::convert::From<(N, V)> for $name {
            fn from((name, value): (N, V)) -> Self {
                Self(::std::format!("{}{}{}", name.as_ref(), $pair, value.as_ref()))
            }
        }
    };

    (@id $name:ident $limits:expr) => {
        impl $name {
            /// Creates an id from its wire form.
            #[must_use]
            #[inline]
            pub fn new(id: impl ::core::convert::Into<::std::string::String>) -> Self {
                Self(id.into())
            }

            /// Returns the wire form.
            #[must_use]
            #[inline]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        #[allow(clippy::needless_update, reason = "an id can have all limits")]
        impl $crate::value::StringId for $name {
            const LIMITS: $crate::value::IdLimits = $limits;
        }

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::core::borrow::Borrow<str> for $name {
            #[inline]
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl ::core::convert::From<&str> for $name {
            #[inline]
            fn from(id: &str) -> Self {
                Self(::std::string::String::from(id))
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(id: ::std::string::String) -> Self {
                Self(id)
            }
        }

        impl ::core::convert::From<&::std::string::String> for $name {
            #[inline]
            fn from(id: &::std::string::String) -> Self {
                Self(::core::clone::Clone::clone(id))
            }
        }

        impl ::core::convert::From<&$name> for $name {
            #[inline]
            fn from(id: &$name) -> Self {
                ::core::clone::Clone::clone(id)
            }
        }

        impl ::core::convert::From<$name> for ::std::string::String {
            #[inline]
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl ::core::convert::From<&$name> for ::std::string::String {
            #[inline]
            fn from(id: &$name) -> Self {
                ::core::clone::Clone::clone(&id.0)
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            #[inline]
            fn from_str(id: &str) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok(Self(::std::string::String::from(id)))
            }
        }

        impl ::core::cmp::PartialEq<str> for $name {
            #[inline]
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl ::core::cmp::PartialEq<&str> for $name {
            #[inline]
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            #[inline]
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                <::std::string::String as $crate::__private::serde::Deserialize>::deserialize(deserializer).map(Self)
            }
        }
    };
}

#[cfg(test)]
#[allow(dead_code, unreachable_pub, reason = "the macro makes everything public, and all of it")]
mod tests {
    use std::collections::{BTreeMap, HashSet};

    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    struct Ticket(String);
    string_id!(Ticket, min_length = 2, max_length = 4, pattern = "^[A-Z]");

    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    struct Any(String);
    string_id!(Any);

    fn ticket(id: impl Into<Ticket>) -> String {
        id.into().to_string()
    }

    #[test]
    fn everything_that_names_a_thing_becomes_its_id() {
        let (id, owned) = (Ticket::new("A1"), "A1".to_owned());
        assert_eq!([ticket("A1"), ticket(&owned), ticket(owned), ticket(&id), ticket(id)], ["A1"; 5]);
        assert_eq!("A1".parse(), Ok(Ticket::from("A1")));
    }

    #[test]
    fn collections_are_searched_by_text() {
        assert!(HashSet::from([Any::from("x")]).contains("x"));
        assert_eq!(BTreeMap::from([(Any::from("x"), 1)]).get("x"), Some(&1));
    }

    #[test]
    fn the_wire_has_plain_strings_of_any_form() {
        let ids: Vec<Ticket> = serde_json::from_str(r#"["A1","","much too long"]"#).unwrap();
        assert_eq!(serde_json::to_string(&ids).unwrap(), r#"["A1","","much too long"]"#);
        assert!(serde_json::from_str::<Ticket>("1").is_err());
    }

    #[cfg(feature = "client")]
    #[test]
    fn limits_name_what_is_wrong() {
        use super::characters;
        use crate::value::StringId as _;

        let problem = |id: &str| Ticket::LIMITS.problem(id);
        assert_eq!(characters(1), "1 character");
        assert_eq!(problem("Ä"), Some("is too short: at least 2 characters, and it has 1".to_owned()));
        assert_eq!(problem("ABCDE"), Some("is too long: at most 4 characters, and it has 5".to_owned()));
        assert_eq!(problem("ab"), Some("does not match `^[A-Z]`".to_owned()));
        assert_eq!(problem("AÄÖÜ"), None);
        assert_eq!(Any::LIMITS.problem(""), None);
    }
}
