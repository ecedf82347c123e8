//! The cases by topic.

mod answers;
mod catalogs;
mod choices;
mod conditions;
mod conventions;
mod examples;
mod files;
mod lease;
mod ledger;
mod limits;
mod login;
mod names;
mod operations;
mod packages;
mod quality;
mod references;
mod resources;
mod routes;
mod shape;
mod streams;
mod types;
mod unions;

pub(crate) use answers::ANSWERS;
pub(crate) use catalogs::CATALOGS;
pub(crate) use choices::CHOICES;
pub(crate) use conditions::CONDITIONS;
pub(crate) use conventions::{CONVENTIONS, QUIET};
pub(crate) use examples::EXAMPLES;
pub(crate) use files::FILES;
pub(crate) use lease::KEPT;
pub(crate) use ledger::LEDGER;
pub(crate) use limits::LIMITS;
pub(crate) use login::LOGINS;
pub(crate) use names::NAMES;
pub(crate) use operations::OPERATIONS;
pub(crate) use packages::PACKAGES;
pub(crate) use quality::{ALLOWED, QUALITY};
pub(crate) use references::{REFERENCES, SEVERAL};
pub(crate) use resources::RESOURCES;
pub(crate) use routes::ROUTES;
pub(crate) use shape::SHAPE;
pub(crate) use streams::STREAMS;
pub(crate) use types::TYPES;
pub(crate) use unions::UNIONS;

/// The type `Order` of the base.
const ORDER: &str = "  Order:
    doc: Order of a list.
    enum: closed
    case: insensitive
    values:
      asc: Smallest first.
      desc: Largest first.
";

/// The paging of `list_things` in the base.
const PAGING: &str = "    paging:
      style: offset
      limit: limit
      offset: offset
      items: things
      total: count
";

/// A change of the base.
#[derive(Clone, Copy)]
pub(crate) enum Edit {
    /// In this file, this text, which stands there exactly once, becomes that.
    Replace(&'static str, &'static str, &'static str),
    /// A further file with this text.
    Add(&'static str, &'static str),
    /// This file is missing.
    Remove(&'static str),
}

/// A mistake and the rule that it breaks.
pub(crate) struct Case {
    pub(crate) rule: &'static str,
    pub(crate) name: &'static str,
    pub(crate) edits: &'static [Edit],
}

impl Case {
    pub(crate) fn snapshot_name(&self) -> String {
        format!("{}__{}", self.rule, self.name)
    }
}

const fn case(rule: &'static str, name: &'static str, edits: &'static [Edit]) -> Case {
    Case { rule, name, edits }
}

pub(crate) fn all() -> impl Iterator<Item = &'static Case> {
    [
        FILES,
        SHAPE,
        REFERENCES,
        NAMES,
        ROUTES,
        OPERATIONS,
        PACKAGES,
        ANSWERS,
        CHOICES,
        KEPT,
        STREAMS,
        LOGINS,
        RESOURCES,
        TYPES,
        LIMITS,
        CONDITIONS,
        UNIONS,
        CATALOGS,
        EXAMPLES,
        LEDGER,
        QUALITY,
        CONVENTIONS,
    ]
    .into_iter()
    .flatten()
}
