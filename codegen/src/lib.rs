//! Turns a curated API specification in YAML into Rust crates, documents and an OpenAPI export.
//!
//! The stages, in order, one module each:
//!
//! | stage | module | from → to |
//! |---|---|---|
//! | source | [`source`] | files → texts with places |
//! | load | `yaml`, `shape`, `load` | texts → raw structs ([`raw`]), one to one |
//! | lower | `lower` | raw structs → resolved API (`ir`) |
//! | resolve | `resolve` | directions and families of types |
//! | check | `check` | the rules that need the whole API |
//! | lint | `lint` | the rules of quality: warnings, where everything could be read |
//! | rust | `rust` | resolved API → identifiers, types, documents: every decision about Rust |
//! | emit | `emit` | the same, arranged into files |
//! | format | `format` | tokens → text |
//! | output | [`output`] | texts → files, or a report of what differs |
//!
//! Beside them stand [`coverage`](mod@coverage), which compares the resolved API with the ledger of what the
//! documents contain, [`diff`](mod@diff), which compares two specifications, [`findings`], which tells and mends
//! what the rules found, [`fmt`](mod@fmt), which writes files in their canonical form, [`scaffold`], which begins
//! new operations, `snippets`, which shows how the exchange of an example comes about, and `reference`, which
//! writes pages for people.
//!
//! The crate knows no service: every fact about an API comes from the specification. It reads files
//! only in [`source`] and writes them only in `output`; there is no clock, no environment and no
//! network, so that the same specification gives the same bytes everywhere.

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::todo, clippy::unreachable)
)]

mod annotations;
mod check;
pub mod coverage;
pub mod diagnostics;
pub mod diff;
mod emit;
pub mod findings;
pub mod fmt;
mod format;
mod ir;
mod lint;
mod load;
mod lower;
mod mock;
mod names;
mod openapi;
pub mod output;
mod places;
pub mod raw;
mod reference;
mod resolve;
mod rust;
pub mod scaffold;
mod shape;
mod snippets;
pub mod source;
mod yaml;

use std::collections::BTreeMap;

use diagnostics::{Diagnostic, Sink};
pub use emit::Bug;
use findings::Findings;
pub use lint::Allowed;
pub use openapi::Version as OpenApiVersion;
pub use snippets::Snippet;
use source::SourceMap;

/// A specification without mistakes, ready to generate from.
#[derive(Debug)]
pub struct Specification {
    pub(crate) api: ir::Api,
    warnings: Vec<Diagnostic>,
    allowed: Vec<Allowed>,
    pub(crate) acknowledged: Vec<diff::Acknowledgement>,
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
    /// What could be better, in the order of the places.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// All examples, operation by operation.
    pub fn examples(&self) -> impl Iterator<Item = Example<'_>> {
        self.api.operations.iter().flat_map(|operation| {
            let family = &self.api.family(operation.family).name;
            operation.examples.iter().map(move |example| Example {
                operation: format!("{family}.{}", operation.name),
                name: &example.name,
                exchange: &example.value,
            })
        })
    }
}

/// Reads a specification and reports everything that is wrong with it. What only could be better stands
/// in [`Specification::warnings`].
pub fn analyse(sources: &SourceMap) -> Result<Specification, Vec<Diagnostic>> {
    let mut sink = Sink::default();
    match examine(sources, &mut sink) {
        Some(specification) if sink.is_empty() => Ok(specification),
        _ => Err(sink.finish()),
    }
}

/// Everything that is to be said about a specification and its ledger. As long as there are entries that
/// cannot be read or found, there are no warnings: half an API looks incomplete.
pub fn lint(sources: &SourceMap) -> Findings {
    let mut sink = Sink::default();
    let specification = examine(sources, &mut sink);
    if let Some(specification) = specification.as_ref().filter(|_| sink.is_empty()) {
        coverage::coverage(&specification.api, sources, &mut sink);
    }
    let (warnings, allowed) = specification.map_or_else(Default::default, |found| (found.warnings, found.allowed));
    Findings { errors: sink.finish(), warnings, allowed }
}

/// Reads a specification as far as that is possible.
fn examine(sources: &SourceMap, sink: &mut Sink) -> Option<Specification> {
    let files = load::load(sources, load::Format::Today, sink)?;
    let allowances = lint::allow::read(&files, sources, sink);
    let acknowledged = diff::acknowledgements(sources, sink);
    let api = resolved(sources, files, sink);
    let complete = sink.is_empty();
    check::check(&api, sources, complete, sink);
    let (warnings, allowed) = if complete { lint::lint(&api, sources, &allowances) } else { (Vec::new(), Vec::new()) };
    Some(Specification { api, warnings, allowed, acknowledged })
}

/// Reads a specification of the past, to compare with it: what was written in an older form of the format is
/// understood, and rules about operations, values and examples do not apply, because they may have come later.
pub fn analyse_older(sources: &SourceMap) -> Result<Specification, Vec<Diagnostic>> {
    let mut sink = Sink::default();
    let Some(files) = load::load(sources, load::Format::Older, &mut sink) else { return Err(sink.finish()) };
    let api = resolved(sources, files, &mut sink);
    check::check_structure(&api, sources, &mut sink);
    // Rules of the comparison may have gone since; what was accepted counts where they are still there.
    let acknowledged = diff::acknowledgements(sources, &mut Sink::default());
    let specification = Specification { api, warnings: Vec::new(), allowed: Vec::new(), acknowledged };
    if sink.is_empty() { Ok(specification) } else { Err(sink.finish()) }
}

fn resolved(sources: &SourceMap, files: load::Files, sink: &mut Sink) -> ir::Api {
    let mut api = lower::lower(sources, files, sink);
    resolve::resolve(&mut api);
    api
}

/// Generates the crates: texts by path, relative to the directory of the crates.
///
/// The parts are independent of each other and are generated side by side. Tokens cannot pass from
/// thread to thread, so that each decides about Rust for itself; that takes no time beside printing.
pub fn generate(specification: &Specification) -> Result<BTreeMap<String, String>, Bug> {
    let part = |emitters: &[emit::Emitter]| {
        let api = rust::build(&specification.api);
        let mut files = BTreeMap::new();
        emitters.iter().try_for_each(|emit| emit(&api, &mut files)).map(|()| files)
    };
    std::thread::scope(|scope| {
        let threads = emit::PARTS.map(|emitters| scope.spawn(move || part(emitters)));
        let mut files = mock::files(&specification.api);
        for thread in threads {
            files.extend(thread.join().map_err(|_| Bug::panicked())??);
        }
        Ok(files)
    })
}

/// Exports the API as an OpenAPI document.
pub fn openapi(specification: &Specification, version: OpenApiVersion) -> serde_json::Value {
    openapi::export(&specification.api, version, openapi::Flavour::Docs)
}

/// The same for tools that make requests and check answers: no further fields, no further values of enums,
/// and bounds of all numbers, as a server takes requests that insists on the specification.
pub fn openapi_strict(specification: &Specification, version: OpenApiVersion) -> serde_json::Value {
    openapi::export(&specification.api, version, openapi::Flavour::Strict)
}

/// Writes the reference: static pages for people, as texts by path. With the report of a comparison, of which
/// the specification is the newer side, the pages show what changed at the places where it stands.
pub fn reference(
    specification: &Specification,
    changes: Option<&diff::Report>,
) -> Result<BTreeMap<String, String>, Bug> {
    reference::pages(&specification.api, changes)
}

/// How the exchange of each example comes about, with curl and in Rust.
pub fn snippets(specification: &Specification) -> Result<Vec<Snippet>, Bug> {
    snippets::snippets(&specification.api)
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
/// others); or `diff` or `lint`, what `cargo xtask diff` and `cargo xtask lint` print with `--format json`.
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
