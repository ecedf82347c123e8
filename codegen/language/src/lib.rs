//! The specification language: reads API specifications in YAML, resolves and checks them, and writes them back in
//! their canonical form.
//!
//! The stages, in order, one module each:
//!
//! | stage | module | from → to |
//! |---|---|---|
//! | source | [`source`] | files → texts with places |
//! | load | [`yaml`], [`shape`], [`load`] | texts → raw structs ([`raw`]), one to one |
//! | lower | `lower` | raw structs → resolved API ([`ir`]) |
//! | resolve | `resolve` | directions and families of types |
//! | check | `check` | the rules that need the whole API |
//! | lint | `lint` | the rules of quality: warnings, where everything could be read |
//!
//! Problems are [`diagnostics`]. [`fmt`](mod@fmt) writes files in their canonical form.
//!
//! The crate knows no service and no back end. What a [`BackEnd`] demands of a specification besides, such as names
//! that it can use, is reported with the same diagnostics. Files are read in [`source`] only; there is no clock, no
//! environment and no network, so that the same specification gives the same result everywhere.

#![allow(missing_docs, unreachable_pub)]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::todo, clippy::unreachable)
)]

pub mod case;
mod check;
pub mod diagnostics;
pub mod fmt;
pub mod ir;
mod lint;
pub mod load;
mod lower;
pub mod places;
pub mod raw;
mod resolve;
pub mod shape;
pub mod smallest;
pub mod source;
pub mod yaml;

use diagnostics::{Diagnostic, Rule, Sink};
use ir::Api;
pub use lint::Allowed;
pub use lint::names::acronym;
use source::SourceMap;

/// What a back end demands of a specification beyond the rules of the language.
pub trait BackEnd: Sync {
    /// Its rules.
    fn rules(&self) -> &'static [Rule];

    /// Reports what it cannot work with, as errors.
    fn check(&self, api: &Api, sources: &SourceMap, sink: &mut Sink);

    /// Reports what could be better, as warnings. Not called while there are errors.
    fn lint(&self, api: &Api, sources: &SourceMap, sink: &mut Sink);
}

/// The back ends that a specification is read for.
pub type BackEnds<'a> = &'a [&'a dyn BackEnd];

/// The rules of the language and of some back ends: by family, and in each those that give errors first.
pub fn rules(back_ends: BackEnds<'_>) -> Vec<Rule> {
    let own = back_ends.iter().flat_map(|back_end| back_end.rules());
    let mut rules: Vec<Rule> = Rule::LANGUAGE.iter().chain(own).copied().collect();
    rules.sort_by_key(|rule| (rule.family(), rule.severity()));
    rules
}

/// A specification that was read.
#[derive(Debug)]
pub struct Specification {
    /// What it says.
    pub api: Api,
    /// What could be better, in the order of the places.
    pub warnings: Vec<Diagnostic>,
    /// Warnings that are allowed.
    pub allowed: Vec<Allowed>,
}

/// An exchange of request and answer that shows an operation.
#[derive(Clone, Debug)]
pub struct Example<'a> {
    /// Id of the operation, `family.operation`.
    pub operation: String,
    /// Name of the example.
    pub name: &'a str,
    /// The exchange, as written in the example's file.
    pub exchange: &'a serde_json::Value,
}

impl Specification {
    /// All examples, operation by operation.
    pub fn examples(&self) -> impl Iterator<Item = Example<'_>> {
        self.api.operations.iter().flat_map(|operation| {
            let id = self.api.operation_id(operation);
            operation.examples.iter().map(move |example| Example {
                operation: id.clone(),
                name: &example.name,
                exchange: &example.value,
            })
        })
    }
}

/// Reads a specification as far as that is possible, and reports everything that is wrong with it. As long as there
/// are entries that cannot be read or found, there are no warnings: half an API looks incomplete.
pub fn examine(sources: &SourceMap, back_ends: BackEnds<'_>, sink: &mut Sink) -> Option<Specification> {
    let files = load::load(sources, load::Format::Today, sink)?;
    let allowances = lint::allow::read(&files, sources, &rules(back_ends), sink);
    let api = resolved(sources, files, sink);
    let complete = sink.is_empty();
    check::check(&api, sources, complete, sink);
    back_ends.iter().for_each(|back_end| back_end.check(&api, sources, sink));
    let (warnings, allowed) =
        if complete { lint::lint(&api, sources, back_ends, &allowances) } else { (Vec::new(), Vec::new()) };
    Some(Specification { api, warnings, allowed })
}

/// Reads a specification of the past, to compare with it: what was written in an older form of the format is
/// understood, and rules about operations, values and examples do not apply, because they may have come later.
pub fn examine_older(sources: &SourceMap, back_ends: BackEnds<'_>, sink: &mut Sink) -> Option<Specification> {
    let files = load::load(sources, load::Format::Older, sink)?;
    let api = resolved(sources, files, sink);
    check::check_structure(&api, sources, sink);
    back_ends.iter().for_each(|back_end| back_end.check(&api, sources, sink));
    Some(Specification { api, warnings: Vec::new(), allowed: Vec::new() })
}

fn resolved(sources: &SourceMap, files: load::Files, sink: &mut Sink) -> Api {
    let mut api = lower::lower(sources, files, sink);
    resolve::resolve(&mut api);
    api
}
