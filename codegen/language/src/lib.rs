//! The specification language: reads API specifications in YAML, resolves and checks them, and writes them back in
//! their canonical form.
//!
//! [`examine`] runs the stages, one module each:
//!
//! | stage | module | from → to |
//! |---|---|---|
//! | source | [`source`] | files → text with places |
//! | load | [`yaml`], `shape`, [`load`] | text → trees → structs as written ([`raw`]) |
//! | lower | `lower` | structs as written → resolved API ([`ir`]) |
//! | resolve | `resolve` | directions in which types travel, families that have them |
//! | check | `check` | errors: rules that need the whole API |
//! | lint | `lint` | warnings: rules of quality, once everything could be read |
//!
//! Each stage knows the ones above it only. Whatever a stage finds is a [diagnostic](diagnostics). Each file is parsed
//! once; [`places`] keeps its tree for later stages. [`fmt`](mod@fmt) writes files in canonical form.
//!
//! The crate knows no service and no back end. A [`BackEnd`] reports what it demands of a specification, such as names
//! that it can use, through the same diagnostics; what it makes of the [`ir`] is its own business. Files are read in
//! [`source`] only; there is no clock, no environment and no network, so that the same specification gives the same
//! result everywhere.

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::todo, clippy::unreachable)
)]

pub mod case;
mod check;
pub mod diagnostics;
pub mod fmt;
pub mod ir;
mod json;
mod lint;
pub mod load;
mod lower;
pub mod pattern;
pub mod places;
pub mod raw;
mod resolve;
mod shape;
pub mod smallest;
pub mod source;
pub mod strings;
pub mod variants;
pub mod yaml;

use diagnostics::{Diagnostic, Rule, Sink};
use ir::Api;
pub use lint::allow::Allowed;
pub use lint::names::{acronym, misleading_verb};
use load::Format;
use places::Places;
use source::SourceMap;

/// Demands of a back end on a specification, beyond the rules of the language.
pub trait BackEnd: Sync {
    /// Returns the rules that it reports breaches of, as [`rules!`](crate::rules!) defines them.
    fn rules(&self) -> &'static [Rule];

    /// Reports what it cannot work with, as errors.
    ///
    /// The API may be incomplete: what could not be resolved was reported, and something harmless is in its place.
    fn check(&self, api: &Api, places: &Places<'_>, sink: &mut Sink);

    /// Reports what could be better, as warnings. Called only if every entry could be resolved.
    ///
    /// Reports nothing by default.
    fn lint(&self, _api: &Api, _places: &Places<'_>, _sink: &mut Sink) {}
}

/// Back ends that a specification is read for.
pub type BackEnds<'a> = &'a [&'a dyn BackEnd];

/// Returns the rules of the language and of some back ends: by family, and in each those that give errors first.
pub fn rules(back_ends: BackEnds<'_>) -> Vec<Rule> {
    let own = back_ends.iter().flat_map(|back_end| back_end.rules());
    let mut rules: Vec<Rule> = Rule::LANGUAGE.iter().chain(own).copied().collect();
    rules.sort_by_key(|rule| (rule.family(), rule.severity()));
    rules
}

/// A specification that was read.
#[derive(Debug)]
pub struct Specification {
    /// The resolved API.
    pub api: Api,
    /// Warnings, in the order of their places.
    pub warnings: Vec<Diagnostic>,
    /// Warnings that the specification allows.
    pub allowed: Vec<Allowed>,
}

/// A request and its response, which show an operation.
#[derive(Clone, Debug)]
pub struct Example<'a> {
    /// Id of the operation, `family.operation`.
    pub operation: String,
    /// Name of the example.
    pub name: &'a str,
    /// The request and the response, as in the file of the example.
    pub content: &'a serde_json::Value,
}

impl Specification {
    /// Returns all examples, operation by operation.
    pub fn examples(&self) -> impl Iterator<Item = Example<'_>> {
        self.api.operations.iter().flat_map(|operation| {
            let id = self.api.operation_id(operation);
            operation.examples.iter().map(move |example| Example {
                operation: id.clone(),
                name: &example.name,
                content: &example.value,
            })
        })
    }
}

/// Reads a specification as far as that is possible, and reports every error. Returns nothing if a file could not be
/// loaded.
///
/// There are no warnings while entries cannot be resolved: half an API looks incomplete.
pub fn examine(sources: &SourceMap, back_ends: BackEnds<'_>, sink: &mut Sink) -> Option<Specification> {
    let files = load::load(sources, Format::Today, sink)?;
    let allowances = lint::allow::read(&files, sources, &rules(back_ends), sink);
    let api = resolved(sources, &files, sink);
    let places = Places::of(sources, files.into_trees());
    let complete = sink.is_empty();
    check::check(&api, &places, complete, sink);
    back_ends.iter().for_each(|back_end| back_end.check(&api, &places, sink));
    let (mut warnings, mut allowed) = (Vec::new(), Vec::new());
    if complete {
        let mut found = Sink::default();
        lint::lint(&api, &places, &mut found);
        back_ends.iter().for_each(|back_end| back_end.lint(&api, &places, &mut found));
        (warnings, allowed) = lint::allow::silence(found.finish(), &allowances);
    }
    Some(Specification { api, warnings, allowed })
}

/// Reads a specification of the past, to compare with it.
///
/// It may be in an older form of the format. Rules about operations, values and examples do not apply, because they
/// may be newer.
pub fn examine_older(sources: &SourceMap, back_ends: BackEnds<'_>, sink: &mut Sink) -> Option<Specification> {
    let files = load::load(sources, Format::Older, sink)?;
    let api = resolved(sources, &files, sink);
    let places = Places::of(sources, files.into_trees());
    check::check_structure(&api, &places, sink);
    back_ends.iter().for_each(|back_end| back_end.check(&api, &places, sink));
    Some(Specification { api, warnings: Vec::new(), allowed: Vec::new() })
}

fn resolved(sources: &SourceMap, files: &load::Files, sink: &mut Sink) -> Api {
    let mut api = lower::lower(sources, files, sink);
    resolve::resolve(&mut api);
    api
}
