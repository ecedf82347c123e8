//! Effect of a change of the specification: on the wire, and on programs that use the crates.
//!
//! | module | what it does |
//! |---|---|
//! | `definitions`, `facts` | a specification as a tree of definitions with facts |
//! | `compare`, `types` | the walk over two trees; finds the rule of each difference |
//! | `rules` | the table of rules, with verdict, reason and advice for the wire |
//! | `surface` | the public items of the crates; the verdict in Rust |
//! | `findings` | both verdicts, places, reach and cause of each change |
//! | `acknowledged` | accepted changes, with reasons |
//! | `report` | the result, as plain data |
//! | `text`, `short`, `markdown`, `github` | the same for people |

mod acknowledged;
mod compare;
mod definitions;
mod facts;
mod findings;
mod github;
mod markdown;
mod report;
mod rules;
mod short;
mod surface;
mod text;
mod types;

use std::collections::BTreeMap;

pub(crate) use acknowledged::read as acknowledgements;
pub use definitions::Reach;
pub(crate) use definitions::{Definition, Site, tree};
pub(crate) use facts::{type_name, usage};
pub use github::github;
pub use markdown::markdown;
pub use report::{
    Axis, Cause, Finding, ItemChange, Level, Place, Release, Report, Status, Summary, UnusedAcknowledgement,
};
pub use rules::{Rule, Wire};
pub use short::short;
pub use surface::{Crate, Rust};
pub use text::{Detail, summary, text};

use crate::Specification;
use specwright_language::diagnostics::Sink;
use specwright_language::source::SourceMap;

/// One side of a comparison.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// Name in reports: a revision or a directory.
    pub name: &'a str,
    /// The specification.
    pub specification: &'a Specification,
    /// Its files.
    pub sources: &'a SourceMap,
}

/// Compares two specifications.
pub fn diff(old: Side<'_>, new: Side<'_>) -> Report {
    let (old_api, new_api) = (&old.specification.api, &new.specification.api);
    let before = tree(old_api, &BTreeMap::new());
    let after = compare::with_old_names(&before, |renames| tree(new_api, renames));
    let changes = compare::compare(&before, &after);
    let surface = |api| surface::Surface::of(&specwright_rust::plan::fill::plan(api));
    let renamed = findings::renamed_in_rust(&before, &after);
    let differences = surface::differences(&surface(old_api), surface(new_api), &renamed);
    // Unknown rules are reported by lint.
    let accepted = acknowledged::read(new.sources, &mut Sink::default());
    let mut findings = findings::findings(changes, differences, old.sources, new.sources);
    let unused = acknowledged::apply(&accepted, &mut findings, new.sources);
    Report {
        format_version: 1,
        old: old.name.to_owned(),
        new: new.name.to_owned(),
        status: Status::Clean,
        summary: findings::summary(&findings, &old_api.version, &new_api.version),
        findings,
        unused_acknowledgements: unused,
    }
}
