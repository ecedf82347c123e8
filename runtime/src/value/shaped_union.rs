//! [`shaped_union!`](crate::shaped_union!): enums whose variant is chosen by the shape of the value.
//!
//! The value is read into JSON. The variants that its JSON type and the members of an object allow are tried, the one
//! that knows most of the value first. The macro does not define the enum.

use std::cell::Cell;
use std::ops::BitOr;

use serde::de::{DeserializeOwned, Error};
use serde_json::{Map, Number, Value};

use crate::decode::{Digits, LenientIntegers, message};

/// JSON types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kinds(u8);

impl Kinds {
    /// None.
    #[cfg(feature = "server")]
    pub(crate) const NONE: Self = Self(0);
    /// Strings.
    pub const TEXT: Self = Self(1);
    /// Numbers.
    pub const NUMBER: Self = Self(2);
    /// Booleans.
    pub const BOOLEAN: Self = Self(4);
    /// Arrays.
    pub const LIST: Self = Self(8);
    /// Objects.
    pub const OBJECT: Self = Self(16);
    /// Null.
    pub const NULL: Self = Self(32);
    /// All.
    pub const ANY: Self = Self(63);

    /// Returns the JSON types of both.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns true if some type is in both.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(_) => Self::NUMBER,
            Value::String(_) => Self::TEXT,
            Value::Array(_) => Self::LIST,
            Value::Object(_) => Self::OBJECT,
        }
    }
}

impl BitOr for Kinds {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.or(other)
    }
}

/// What tells the values of a variant, at one look.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// Strings.
    Text,
    /// These strings, and any other one if the enum is open.
    Words(&'static [&'static str], bool),
    /// Whole numbers.
    Integer,
    /// These numbers, and any other whole one if the enum is open.
    Integers(&'static [i32], bool),
    /// Numbers.
    Number,
    /// Booleans.
    Boolean,
    /// Lists of which the first item has one of these JSON types.
    List(Kinds),
    /// Objects of which the first value has one of these JSON types.
    Map(Kinds),
    /// Objects with these members.
    Object(&'static [Member]),
}

/// Member of an object.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    name: &'static str,
    aliases: &'static [&'static str],
    required: bool,
    kinds: Kinds,
    constant: Option<&'static str>,
}

impl Member {
    /// Creates a member that the object is nothing without.
    #[must_use]
    pub const fn required(name: &'static str, kinds: Kinds) -> Self {
        Self { name, aliases: &[], required: true, kinds, constant: None }
    }

    /// Creates a member that may be absent or null.
    #[must_use]
    pub const fn optional(name: &'static str, kinds: Kinds) -> Self {
        Self { name, aliases: &[], required: false, kinds, constant: None }
    }

    /// Sets its only value: a string, or an integer as text.
    #[must_use]
    pub const fn only(mut self, constant: &'static str) -> Self {
        self.constant = Some(constant);
        self
    }

    /// Sets further names.
    #[must_use]
    pub const fn aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// Returns how much of a value of the member is known: nothing if the object is of another variant.
    fn fit(&self, value: Option<&Value>) -> Option<usize> {
        match value {
            None if self.required => None,
            None => Some(0),
            Some(Value::Null) if !self.required => Some(1),
            Some(value) => {
                let is_constant = |constant: &str| match value {
                    Value::String(text) => text == constant,
                    Value::Number(number) => number.to_string() == constant,
                    _ => false,
                };
                let constant = self.constant.is_none_or(is_constant);
                (self.kinds.meets(Kinds::of(value)) && constant).then_some(1)
            }
        }
    }
}

impl Form {
    /// Returns how much of a value the variant knows: nothing if the value is of another variant.
    fn fit(&self, value: &Value) -> Option<usize> {
        let first = |kinds: Kinds, first: Option<&Value>| {
            first.is_none_or(|first| kinds.meets(Kinds::of(first))).then_some(usize::from(first.is_some()))
        };
        match (self, value) {
            (Self::Words(words, open), Value::String(text)) => listed(words.contains(&text.as_str()), *open, 2),
            (Self::Integer, Value::Number(number)) => whole(number).then_some(if number.is_f64() { 0 } else { 2 }),
            (Self::Integers(numbers, open), Value::Number(number)) => {
                let known = number.as_i64().is_some_and(|number| numbers.iter().any(|it| i64::from(*it) == number));
                listed(known, *open && whole(number), 3)
            }
            (Self::Text, Value::String(_)) | (Self::Number, Value::Number(_)) | (Self::Boolean, Value::Bool(_)) => {
                Some(1)
            }
            (Self::List(kinds), Value::Array(items)) => first(*kinds, items.first()),
            (Self::Map(kinds), Value::Object(map)) => first(*kinds, map.values().next()).map(|_| 0),
            (Self::Object(members), Value::Object(map)) => known(members, map),
            _ => None,
        }
    }
}

fn listed(is_listed: bool, open: bool, known: usize) -> Option<usize> {
    (is_listed || open).then_some(if is_listed { known } else { 0 })
}

/// Returns true for a number without a fraction, in any notation.
fn whole(number: &Number) -> bool {
    !number.is_f64() || number.as_f64().is_some_and(|float| float.fract() == 0.0)
}

fn known(members: &[Member], map: &Map<String, Value>) -> Option<usize> {
    members.iter().try_fold(0, |count, member| {
        let mut names = std::iter::once(member.name).chain(member.aliases.iter().copied());
        Some(count + member.fit(names.find_map(|name| map.get(name)))?)
    })
}

/// The most variants that are tried in vain within the outermost union. Unions in unions would take forever otherwise.
const ATTEMPTS: u32 = 64;

thread_local! {
    /// What is left of them. `None` outside of unions.
    static LEFT: Cell<Option<u32>> = const { Cell::new(None) };
}

/// Value that is read as one of several variants.
pub struct Candidates {
    value: Value,
    /// Positions of the variants, the likeliest first.
    order: Vec<usize>,
    at: usize,
    is_outermost: bool,
    failed: Option<String>,
}

impl Candidates {
    /// Finds the variants that a value may be.
    #[must_use]
    pub fn of(value: Value, forms: &[Form]) -> Self {
        let mut fits: Vec<(usize, usize)> =
            forms.iter().enumerate().filter_map(|(index, form)| Some((form.fit(&value)?, index))).collect();
        fits.sort_by_key(|(known, _)| std::cmp::Reverse(*known));
        let is_outermost = LEFT.get().is_none();
        if is_outermost {
            LEFT.set(Some(ATTEMPTS));
        }
        Self { value, order: fits.into_iter().map(|(_, index)| index).collect(), at: 0, is_outermost, failed: None }
    }

    /// Returns the position of the next variant to try.
    pub fn next_variant(&mut self) -> Option<usize> {
        let index = *self.order.get(self.at)?;
        if self.at > 0 {
            let left = LEFT.get().unwrap_or_default();
            LEFT.set(Some(left.checked_sub(1)?));
        }
        self.at += 1;
        Some(index)
    }

    /// Reads the value as a variant.
    pub fn read<T: DeserializeOwned, U>(&mut self, variant: impl FnOnce(T) -> U) -> Option<U> {
        match serde_path_to_error::deserialize(LenientIntegers(&self.value, Digits::Float)) {
            Ok(value) => Some(variant(value)),
            Err(error) => {
                // That of the likeliest variant says most.
                self.failed.get_or_insert_with(|| located(&error));
                None
            }
        }
    }

    /// Keeps a value that is no variant.
    #[must_use]
    pub fn unknown(mut self) -> Value {
        std::mem::take(&mut self.value)
    }

    /// Rejects a value that is no variant. The message omits it.
    pub fn reject<E: Error>(mut self) -> E {
        E::custom(self.failed.take().unwrap_or_else(|| "the value fits no variant".to_owned()))
    }
}

impl Drop for Candidates {
    fn drop(&mut self) {
        if self.is_outermost {
            LEFT.set(None);
        }
    }
}

fn located(error: &serde_path_to_error::Error<serde_json::Error>) -> String {
    let text = error.inner().to_string();
    // The content may contain another union.
    let (inner, text) = message::apart(&text);
    match message::join(&error.path().to_string(), inner.unwrap_or(".")).as_str() {
        "." => text,
        path => message::at(path, &text),
    }
}

/// Implements reading or writing of an enum whose variant is chosen by the shape of the value.
///
/// ```
/// # mod model {
/// #[derive(Debug, PartialEq)]
/// pub enum Answer {
///     Count(i64),
///     Words(Vec<String>),
///     Unknown(serde_json::Value),
/// }
/// specwright_runtime::shaped_union! {
///     deserialize open Answer { Count => Form::Integer, Words => Form::List(Kinds::TEXT) }
/// }
/// specwright_runtime::shaped_union! { serialize open Answer { Count, Words } }
/// # }
/// # use model::Answer;
/// let answers: Vec<Answer> = serde_json::from_str(r#"[7, ["a"], true]"#).unwrap();
/// assert_eq!(answers[..2], [Answer::Count(7), Answer::Words(vec!["a".to_owned()])]);
/// assert_eq!(serde_json::to_string(&answers).unwrap(), r#"[7,["a"],true]"#);
/// ```
///
/// Each variant holds one value. An `open` union has a variant `Unknown(Value)` for what fits none; a `closed` one
/// rejects it.
#[macro_export]
macro_rules! shaped_union {
    (serialize $kind:ident $name:ident { $($variant:ident),* $(,)? }) => {
        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::shaped_union!(@write $kind self serializer $($variant)*)
            }
        }
    };
    (@write open $self:ident $serializer:ident $($variant:ident)*) => {
        match $self {
            $(Self::$variant(value) => $crate::__private::serde::Serialize::serialize(value, $serializer),)*
            Self::Unknown(value) => $crate::__private::serde::Serialize::serialize(value, $serializer),
        }
    };
    (@write closed $self:ident $serializer:ident $($variant:ident)*) => {
        match $self {
            $(Self::$variant(value) => $crate::__private::serde::Serialize::serialize(value, $serializer),)*
        }
    };
    (deserialize $kind:ident $name:ident { $($variant:ident => $form:expr),* $(,)? }) => {
        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                #[allow(unused_imports, reason = "which of them depends on the variants")]
                use $crate::__private::shaped_union::{Candidates, Form, Kinds, Member};
                #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "named like the variants")]
                #[derive(Clone, Copy)]
                enum Position {
                    $($variant,)*
                }
                const POSITIONS: &[Position] = &[$(Position::$variant),*];
                const FORMS: &[Form] = &[$($form),*];
                let value = $crate::__private::serde::Deserialize::deserialize(deserializer)?;
                let mut candidates = Candidates::of(value, FORMS);
                while let ::core::option::Option::Some(index) = candidates.next_variant() {
                    let read = match POSITIONS[index] {
                        $(Position::$variant => candidates.read(Self::$variant),)*
                    };
                    if let ::core::option::Option::Some(read) = read {
                        return ::core::result::Result::Ok(read);
                    }
                }
                $crate::shaped_union!(@rest $kind candidates)
            }
        }
    };
    (@rest open $candidates:ident) => { ::core::result::Result::Ok(Self::Unknown($candidates.unknown())) };
    (@rest closed $candidates:ident) => { ::core::result::Result::Err($candidates.reject()) };
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct File {
        path: String,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Link {
        path: String,
        target: Option<Box<Open>>,
    }

    #[derive(Debug, PartialEq)]
    enum Open {
        Name(String),
        Count(i64),
        Share(f64),
        Files(Vec<File>),
        Words(Vec<String>),
        File(File),
        Link(Link),
        Unknown(Value),
    }
    crate::shaped_union! { serialize open Open { Name, Count, Share, Files, Words, File, Link } }
    crate::shaped_union! {
        deserialize open Open {
            Name => Form::Text,
            Count => Form::Integer,
            Share => Form::Number,
            Files => Form::List(Kinds::OBJECT),
            Words => Form::List(Kinds::TEXT),
            File => Form::Object(&[Member::required("path", Kinds::TEXT)]),
            Link => Form::Object(&[Member::required("path", Kinds::TEXT), Member::optional("target", Kinds::ANY)]),
        }
    }

    #[derive(Debug, PartialEq)]
    enum Closed {
        Yes(bool),
        File(File),
    }
    crate::shaped_union! { serialize closed Closed { Yes, File } }
    crate::shaped_union! {
        deserialize closed Closed {
            Yes => Form::Boolean,
            File => Form::Object(&[Member::required("path", Kinds::TEXT)]),
        }
    }

    fn file(path: &str) -> File {
        File { path: path.to_owned() }
    }

    #[test]
    fn the_shape_chooses_the_variant() {
        let cases = [
            (json!("a"), Open::Name("a".to_owned())),
            (json!(7), Open::Count(7)),
            (json!(7.5), Open::Share(7.5)),
            (json!([{ "path": "a" }]), Open::Files(vec![file("a")])),
            (json!(["a"]), Open::Words(vec!["a".to_owned()])),
            (json!({ "path": "a" }), Open::File(file("a"))),
            (
                json!({ "path": "a", "target": "b" }),
                Open::Link(Link { path: "a".to_owned(), target: Some(Box::new(Open::Name("b".to_owned()))) }),
            ),
        ];
        for (value, expected) in cases {
            let read: Open = serde_json::from_value(value.clone()).unwrap();
            assert_eq!(read, expected);
            assert_eq!(serde_json::to_value(&read).unwrap(), value);
        }
    }

    #[test]
    fn what_fits_no_variant_is_kept() {
        for value in [json!(null), json!(true), json!({ "other": 1 }), json!({ "path": 1 }), json!([1]), json!([[]])] {
            let read: Open = serde_json::from_value(value.clone()).unwrap();
            assert_eq!(read, Open::Unknown(value.clone()));
            assert_eq!(serde_json::to_value(&read).unwrap(), value);
        }
        // The first item looks right, and the second one is not.
        let read: Open = serde_json::from_value(json!([{ "path": "a" }, 1])).unwrap();
        assert!(matches!(read, Open::Unknown(_)), "{read:?}");
    }

    #[test]
    fn closed_unions_say_what_is_wrong_and_keep_values_to_themselves() {
        let error = |value| serde_json::from_value::<Closed>(value).unwrap_err().to_string();
        assert_eq!(error(json!("hunter2")), "the value fits no variant");
        assert_eq!(error(json!({ "path": 7 })), "the value fits no variant");
        assert_eq!(serde_json::from_value::<Closed>(json!(true)).unwrap(), Closed::Yes(true));
    }

    #[test]
    fn whole_numbers_with_a_fraction_are_integers_where_nothing_else_is_a_number() {
        #[derive(Debug, PartialEq)]
        enum Whole {
            Count(i64),
            Unknown(Value),
        }
        crate::shaped_union! { deserialize open Whole { Count => Form::Integer } }
        assert_eq!(serde_json::from_value::<Whole>(json!(2.0)).unwrap(), Whole::Count(2));
        assert_eq!(serde_json::from_value::<Whole>(json!(2.5)).unwrap(), Whole::Unknown(json!(2.5)));
    }

    /// Each level looks like both variants, and neither can be read.
    #[test]
    fn alternatives_at_every_level_take_no_time() {
        #[derive(Debug, Deserialize)]
        #[allow(dead_code)]
        struct Knot {
            inner: Option<Box<Either>>,
            items: Option<Vec<i64>>,
        }
        #[derive(Debug)]
        #[allow(dead_code)]
        enum Either {
            One(Knot),
            Other(Knot),
            Unknown(Value),
        }
        const KNOT: Form =
            Form::Object(&[Member::optional("inner", Kinds::ANY), Member::optional("items", Kinds::LIST)]);
        crate::shaped_union! { deserialize open Either { One => KNOT, Other => KNOT } }
        let deep = (0..60).fold(json!({}), |inner, _| json!({ "inner": inner, "items": ["x"] }));
        assert!(matches!(serde_json::from_value::<Either>(deep).unwrap(), Either::Unknown(_)));
        assert_eq!(LEFT.get(), None);
    }
}
