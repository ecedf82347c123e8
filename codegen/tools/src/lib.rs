//! What curators and reviewers of a specification look at.
//!
//! | module | what it makes |
//! |---|---|
//! | [`findings`] | findings of the rules, their reports and fixes |
//! | [`coverage`](mod@coverage) | a specification against the ledger of what the documents contain |
//! | [`evidence`](mod@evidence) | citations of packages, checked against the packages |
//! | [`diff`](mod@diff) | two specifications compared: on the wire, and in Rust |
//! | [`import`](mod@import) | an OpenAPI document as a specification |
//! | [`scaffold`] | new operations, except their descriptions |
//! | [`workspace`] | a workspace with a first specification |
//! | `openapi` | the export as an OpenAPI document |
//! | `reference` | pages for people |
//! | [`output`] | strings to files, or a report of what differs |
//!
//! The functions here put the language and its Rust back end together, so that commands and tests need not. Files are
//! written in [`output`] only.

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::todo, clippy::unreachable)
)]

mod annotations;
pub mod coverage;
pub mod diff;
pub mod evidence;
pub mod findings;
pub mod import;
mod numbers;
mod openapi;
pub mod output;
mod reference;
pub mod scaffold;
mod words;
pub mod workspace;

use std::collections::BTreeMap;

use findings::Findings;
pub use openapi::{
    Flavor as OpenApiFlavor, Portable as OpenApiPortable, Unions as OpenApiUnions, Version as OpenApiVersion,
    Without as OpenApiWithout,
};
use specwright_language::diagnostics::{Diagnostic, Rule, Sink};
use specwright_language::source::SourceMap;
pub use specwright_language::{Allowed, BackEnds, Example, Specification, diagnostics, fmt, raw, source};
use specwright_rust::Planned;
pub use specwright_rust::{Bug, Snippet};

/// The back ends whose rules a specification is held to.
const BACK_ENDS: BackEnds<'static> = &[&specwright_rust::Names];

/// All rules: by family, and in each those that give errors first.
pub fn rules() -> Vec<Rule> {
    specwright_language::rules(BACK_ENDS)
}

/// Finds a rule by its id.
pub fn rule(id: &str) -> Option<Rule> {
    rules().into_iter().find(|rule| rule.id() == id)
}

/// Reads a specification and reports all errors in it. Warnings are
/// in [`Specification::warnings`].
pub fn analyze(sources: &SourceMap) -> Result<Specification, Vec<Diagnostic>> {
    let mut sink = Sink::default();
    let specification = specwright_language::examine(sources, BACK_ENDS, &mut sink);
    diff::acknowledgements(sources, &mut sink);
    finished(specification, sink)
}

/// Reads a specification of the past, to compare with it: what was written in an older form of the format is
/// understood, and rules about operations, values and examples do not apply, because they may have come later.
pub fn analyze_older(sources: &SourceMap) -> Result<Specification, Vec<Diagnostic>> {
    let mut sink = Sink::default();
    let specification = specwright_language::examine_older(sources, BACK_ENDS, &mut sink);
    finished(specification, sink)
}

fn finished(specification: Option<Specification>, sink: Sink) -> Result<Specification, Vec<Diagnostic>> {
    match specification {
        Some(specification) if sink.is_empty() => Ok(specification),
        _ => Err(sink.finish()),
    }
}

/// Everything that is to be said about a specification and its ledger.
pub fn lint(sources: &SourceMap) -> Findings {
    let mut sink = Sink::default();
    let specification = specwright_language::examine(sources, BACK_ENDS, &mut sink);
    diff::acknowledgements(sources, &mut sink);
    if let Some(specification) = specification.as_ref().filter(|_| sink.is_empty()) {
        coverage::coverage(&specification.api, sources, &mut sink);
    }
    let (warnings, allowed) = specification.map_or_else(Default::default, |found| (found.warnings, found.allowed));
    Findings { errors: sink.finish(), warnings, allowed }
}

/// Generates the crates: files by path, relative to the directory of the crates.
pub fn generate(specification: &Specification) -> Result<BTreeMap<String, String>, Bug> {
    specwright_rust::generate(&specification.api, &openapi(specification, OpenApiVersion::V31))
}

/// Returns the request of each example as a curl command and in Rust.
pub fn snippets(specification: &Specification) -> Vec<Snippet> {
    let plan = specwright_rust::plan::fill::plan(&specification.api);
    Planned::new(&specification.api, &plan).snippets()
}

/// Exports the API as an OpenAPI document, to be read.
pub fn openapi(specification: &Specification, version: OpenApiVersion) -> serde_json::Value {
    openapi_as(specification, &OpenApiFlavor::Docs(version))
}

/// Exports the API as an OpenAPI document for a purpose.
pub fn openapi_as(specification: &Specification, flavor: &OpenApiFlavor) -> serde_json::Value {
    openapi::export(&specification.api, flavor, None)
}

/// Exports the API as an OpenAPI document for each host that serves operations, by name of the host.
pub fn openapi_per_host(specification: &Specification, flavor: &OpenApiFlavor) -> BTreeMap<String, serde_json::Value> {
    openapi::per_host(&specification.api, flavor)
}

/// Writes the reference: static pages by path. With the report of a comparison, of which
/// the specification is the newer side, the pages mark what changed.
pub fn reference(
    specification: &Specification,
    changes: Option<&diff::Report>,
) -> Result<BTreeMap<String, String>, Bug> {
    reference::pages(&specification.api, changes)
}

/// Compares the specification with its ledger: with what the documents contain. Nothing comes back if
/// it has none.
pub fn coverage(
    specification: &Specification,
    sources: &SourceMap,
) -> Result<Option<coverage::Report>, Vec<Diagnostic>> {
    let mut sink = Sink::default();
    let report = coverage::coverage(&specification.api, sources, &mut sink);
    if sink.is_empty() { Ok(report) } else { Err(sink.finish()) }
}

/// The JSON Schema of a kind of file: `api` (api.yaml), `sources` (sources.yaml), `ledger` (the files
/// below `ledger`), `waivers` (`ledger/waivers.yaml`), `acknowledged` (`acknowledged.yaml`) or `group` (all
/// others); or `diff` or `lint`, what `diff` and `lint` print with `--format json`.
pub fn schema(kind: &str) -> Option<serde_json::Value> {
    let schema = match kind {
        "api" => schemars::schema_for!(raw::ApiFile),
        "sources" => schemars::schema_for!(raw::SourcesFile),
        "group" => schemars::schema_for!(raw::GroupFile),
        "ledger" => schemars::schema_for!(raw::LedgerFile),
        "waivers" => schemars::schema_for!(raw::WaiversFile),
        "acknowledged" => schemars::schema_for!(raw::AcknowledgedFile),
        "diff" => schemars::schema_for!(diff::Report),
        "lint" => schemars::schema_for!(findings::Report),
        _ => return None,
    };
    Some(schema.to_value())
}
