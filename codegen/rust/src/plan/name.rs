//! Names in Rust, and items of the standard library that names of the API may hide.

use std::collections::BTreeSet;
use std::fmt;

use crate::names;

/// An identifier. Displayed as source code writes it: `r#type` for the name `type`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

impl Name {
    /// A name that follows the rules in [`names`].
    pub fn new(name: impl Into<String>) -> Name {
        Name(name.into())
    }

    /// The name without the mark of a keyword, as in the name of a module's file.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is written with `r#`.
    pub fn is_raw(&self) -> bool {
        names::is_keyword(&self.0)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_raw() {
            formatter.write_str("r#")?;
        }
        formatter.write_str(&self.0)
    }
}

/// Items that Rust brings into every module, or that generated modules import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is what its path says")]
pub enum Item {
    AsRef,
    Box,
    Context,
    Default,
    Err,
    From,
    Future,
    Into,
    IntoIterator,
    None,
    Ok,
    Option,
    Result,
    Send,
    ServiceError,
    Some,
    String,
    Sync,
    Vec,
}

impl Item {
    /// The name.
    pub fn name(self) -> &'static str {
        self.paths().0
    }

    /// The name and the whole path.
    fn paths(self) -> (&'static str, &'static str) {
        match self {
            Item::AsRef => ("AsRef", "::std::convert::AsRef"),
            Item::Box => ("Box", "::std::boxed::Box"),
            Item::Context => ("Context", "runtime::server::Context"),
            Item::Default => ("Default", "::std::default::Default"),
            Item::Err => ("Err", "::std::result::Result::Err"),
            Item::From => ("From", "::std::convert::From"),
            Item::Future => ("Future", "::std::future::Future"),
            Item::Into => ("Into", "::std::convert::Into"),
            Item::IntoIterator => ("IntoIterator", "::std::iter::IntoIterator"),
            Item::None => ("None", "::std::option::Option::None"),
            Item::Ok => ("Ok", "::std::result::Result::Ok"),
            Item::Option => ("Option", "::std::option::Option"),
            Item::Result => ("Result", "::std::result::Result"),
            Item::Send => ("Send", "::std::marker::Send"),
            Item::ServiceError => ("ServiceError", "runtime::server::ServiceError"),
            Item::Some => ("Some", "::std::option::Option::Some"),
            Item::String => ("String", "::std::string::String"),
            Item::Sync => ("Sync", "::std::marker::Sync"),
            Item::Vec => ("Vec", "::std::vec::Vec"),
        }
    }
}

/// An item as one module writes it: by its name, or by its path where the module defines another of that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Known {
    /// The item.
    pub item: Item,
    /// Whether the module defines another one.
    pub hidden: bool,
}

impl Known {
    /// The path.
    pub fn path(self) -> &'static str {
        let (name, path) = self.item.paths();
        if self.hidden { path } else { name }
    }
}

impl fmt::Display for Known {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.path())
    }
}

/// The names of one module that hide others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prelude {
    hidden: BTreeSet<String>,
}

impl Prelude {
    /// A module that defines these names.
    pub fn new(defined: impl IntoIterator<Item = String>) -> Prelude {
        Prelude { hidden: defined.into_iter().collect() }
    }

    /// How the module writes an item.
    pub fn name(&self, item: Item) -> Known {
        Known { item, hidden: self.hidden.contains(item.name()) }
    }
}
