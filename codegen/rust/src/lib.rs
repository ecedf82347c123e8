//! Generates three crates in Rust from a checked specification: model, client and server stub.
//!
//! | stage | module | from → to |
//! |---|---|---|
//! | names | [`names`] | the rule by which ids become names, and what it demands of a specification |
//! | plan | [`plan`] | resolved API → every decision about Rust, as plain data |
//! | write | `write` | the same, arranged into files |
//! | format | `format` | tokens → text |
//!
//! `snippets` writes an example as code, and `mock` is the data that a mock responds from.

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::todo, clippy::unreachable)
)]

mod bug;
mod format;
mod mock;
pub mod names;
pub mod plan;
mod resources;
pub mod snippets;
mod write;

use std::collections::BTreeMap;

pub use bug::Bug;
pub use names::Names;
pub use snippets::{Planned, Snippet};
use specwright_language::ir::Api;

/// Generates the crates: strings by path, relative to the directory of the crates. The mock serves the OpenAPI document.
pub fn generate(api: &Api, openapi: &serde_json::Value) -> Result<BTreeMap<String, String>, Bug> {
    let plan = plan::fill::plan(api);
    let calls = Planned::new(api, &plan).first_calls();
    let input = write::Input { plan: &plan, calls: &calls };
    let part = |writers: &[write::Writer]| {
        let mut files = BTreeMap::new();
        writers.iter().try_for_each(|write| write(input, &mut files)).map(|()| files)
    };
    std::thread::scope(|scope| {
        let threads = write::PARTS.map(|writers| scope.spawn(move || part(writers)));
        let mut files = mock::files(api, openapi);
        for thread in threads {
            files.extend(thread.join().map_err(|_| Bug::panicked())??);
        }
        Ok(files)
    })
}
