//! Types in Rust as expressions, and how functions take their values.

use std::fmt;

use super::{Known, Name};

/// A type, as generated code writes it at its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is what its name says")]
pub enum RustType {
    Boolean,
    Int32,
    Int64,
    Uint64,
    Double,
    Json,
    Secret,
    File,
    UnixMillis,
    UnixSeconds,
    UnixSecondsString,
    String(Known),
    Vec(Known, Box<RustType>),
    /// A map with text as keys.
    Map(Known, Box<RustType>),
    Option(Known, Box<RustType>),
    Box(Known, Box<RustType>),
    /// A value with three states.
    Patch(Box<RustType>),
    /// A type of the API.
    Named(Module, Name),
}

/// Where a type of the API is, seen from the module that names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Module {
    /// In the same module.
    Here,
    /// In the module around it.
    Super,
    /// In the model of its family, which the module calls `model`.
    Model,
    /// In the module of a family in the model, as seen from other crates.
    Family(Name),
}

impl RustType {
    /// The path of a type that has no parts.
    pub fn path(&self) -> Option<&'static str> {
        Some(match self {
            RustType::Boolean => "bool",
            RustType::Int32 => "i32",
            RustType::Int64 => "i64",
            RustType::Uint64 => "u64",
            RustType::Double => "f64",
            RustType::Json => "::serde_json::Value",
            RustType::Secret => "runtime::value::Secret",
            RustType::File => "runtime::value::File",
            RustType::UnixMillis => "runtime::value::UnixMillis",
            RustType::UnixSeconds => "runtime::value::UnixSeconds",
            RustType::UnixSecondsString => "runtime::value::UnixSecondsString",
            RustType::String(string) => string.path(),
            _ => return None,
        })
    }

    /// The type inside of all others.
    fn innermost(&self) -> &RustType {
        match self {
            RustType::Vec(_, inner)
            | RustType::Map(_, inner)
            | RustType::Option(_, inner)
            | RustType::Box(_, inner)
            | RustType::Patch(inner) => inner.innermost(),
            other => other,
        }
    }

    /// The type, out of its box.
    pub fn unboxed(&self) -> &RustType {
        match self {
            RustType::Box(_, inner) => inner,
            other => other,
        }
    }

    /// Whether it names something in `model`.
    pub fn names_model(&self) -> bool {
        matches!(self.innermost(), RustType::Named(Module::Model, _))
    }

    /// Whether it names `serde_json`.
    pub fn names_json(&self) -> bool {
        *self.innermost() == RustType::Json
    }
}

impl RustType {
    /// The same type as it is written outside of the crates, with the module of its family.
    #[must_use]
    pub fn outside(&self, family: &Name) -> RustType {
        let inner = |inner: &RustType| Box::new(inner.outside(family));
        match self {
            RustType::Vec(outer, item) => RustType::Vec(*outer, inner(item)),
            RustType::Map(string, value) => RustType::Map(*string, inner(value)),
            RustType::Option(outer, value) => RustType::Option(*outer, inner(value)),
            RustType::Box(outer, value) => RustType::Box(*outer, inner(value)),
            RustType::Patch(value) => RustType::Patch(inner(value)),
            RustType::Named(Module::Model, name) => RustType::Named(Module::Family(family.clone()), name.clone()),
            other => other.clone(),
        }
    }
}

impl fmt::Display for RustType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RustType::Vec(outer, inner) | RustType::Option(outer, inner) | RustType::Box(outer, inner) => {
                write!(formatter, "{outer}<{inner}>")
            }
            RustType::Patch(inner) => write!(formatter, "runtime::value::Patch<{inner}>"),
            RustType::Map(string, inner) => write!(formatter, "::std::collections::BTreeMap<{string}, {inner}>"),
            RustType::Named(Module::Here, name) => name.fmt(formatter),
            RustType::Named(Module::Super, name) => write!(formatter, "super::{name}"),
            RustType::Named(Module::Model, name) => write!(formatter, "model::{name}"),
            RustType::Named(Module::Family(family), name) => write!(formatter, "model::{family}::{name}"),
            simple => formatter.write_str(simple.path().unwrap_or_default()),
        }
    }
}

/// How a function takes a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// As it is.
    Plain(RustType),
    /// As whatever becomes it: `impl Into<T>`.
    Into(Known, RustType),
    /// As text: `impl AsRef<str>`.
    Text(Known),
    /// By reference.
    Reference(RustType),
    /// As items of a list; the second name is `Into` where whatever becomes an item is taken.
    Each(Known, Option<Known>, RustType),
    /// As items of a list that can be displayed.
    EachDisplayed(Known),
    /// As entries of a map; `Into` and the type of the keys, then the values, and whether they are converted.
    Entries {
        /// `IntoIterator`.
        into_iterator: Known,
        /// `Into`.
        into: Known,
        /// `String`.
        string: Known,
        /// The type of the values.
        value: RustType,
        /// Whether whatever becomes a value is taken.
        converts: bool,
    },
}

impl Argument {
    /// The same argument as it is written outside of the crates, with the module of its type's family.
    #[must_use]
    pub fn outside(&self, family: &Name) -> Argument {
        let mut argument = self.clone();
        match &mut argument {
            Argument::Plain(ty) | Argument::Into(_, ty) | Argument::Reference(ty) | Argument::Each(_, _, ty) => {
                *ty = ty.outside(family);
            }
            Argument::Entries { value, .. } => *value = value.outside(family),
            Argument::Text(_) | Argument::EachDisplayed(_) => {}
        }
        argument
    }
}

impl fmt::Display for Argument {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Argument::Plain(ty) => ty.fmt(formatter),
            Argument::Into(into, ty) => write!(formatter, "impl {into}<{ty}>"),
            Argument::Text(as_ref) => write!(formatter, "impl {as_ref}<str>"),
            Argument::Reference(ty) => write!(formatter, "&{ty}"),
            Argument::Each(each, Some(into), item) => write!(formatter, "impl {each}<Item = impl {into}<{item}>>"),
            Argument::Each(each, None, item) => write!(formatter, "impl {each}<Item = {item}>"),
            Argument::EachDisplayed(each) => write!(formatter, "impl {each}<Item = impl ::core::fmt::Display>"),
            Argument::Entries { into_iterator, into, string, value, converts } => {
                write!(formatter, "impl {into_iterator}<Item = (impl {into}<{string}>, ")?;
                if *converts {
                    write!(formatter, "impl {into}<{value}>")?
                } else {
                    value.fmt(formatter)?
                }
                formatter.write_str(")>")
            }
        }
    }
}
