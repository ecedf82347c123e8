//! Generates three crates in Rust from a checked specification: model, client and server stub.
//!
//! | stage | module | from → to |
//! |---|---|---|
//! | names | [`names`] | the rule by which ids become names, and what it demands of a specification |
//! | plan | [`plan`] | resolved API → identifiers, types, documents: every decision about Rust |
//! | write | `write` | the same, arranged into files |
//! | format | `format` | tokens → text |
//!
//! `snippets` shows how the exchange of an example comes about, and `mock` is the data that a mock answers from.

#![allow(missing_docs, unreachable_pub)]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::todo, clippy::unreachable)
)]

mod format;
mod mock;
pub mod names;
pub mod plan;
pub mod snippets;
mod write;

use std::collections::BTreeMap;

pub use names::Names;
pub use snippets::Snippet;
use specwright_language::ir::Api;
pub use write::Bug;

/// Generates the crates: texts by path, relative to the directory of the crates. The mock serves the OpenAPI document.
///
/// The parts are independent of each other and are generated side by side. Tokens cannot pass from
/// thread to thread, so that each decides about Rust for itself; that takes no time beside printing.
pub fn generate(api: &Api, openapi: &serde_json::Value) -> Result<BTreeMap<String, String>, Bug> {
    let part = |emitters: &[write::Emitter]| {
        let plan = plan::build(api);
        let mut files = BTreeMap::new();
        emitters.iter().try_for_each(|emit| emit(&plan, &mut files)).map(|()| files)
    };
    std::thread::scope(|scope| {
        let threads = write::PARTS.map(|emitters| scope.spawn(move || part(emitters)));
        let mut files = mock::files(api, openapi);
        for thread in threads {
            files.extend(thread.join().map_err(|_| Bug::panicked())??);
        }
        Ok(files)
    })
}

/// How the exchange of each example comes about, with curl and in Rust.
pub fn snippets(api: &Api) -> Result<Vec<Snippet>, Bug> {
    snippets::snippets(api)
}
