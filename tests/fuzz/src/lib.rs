//! Properties that hold for every input, as functions of bytes. Each panics if its property does not hold.
//!
//! The smoke test runs them over a small corpus and mutations of it. The crate in `libfuzzer` runs them for as long
//! as wanted; see `docs/testing.md`.

#![allow(clippy::panic, reason = "a broken property is a panic")]

mod bytes;
mod diff;
mod fmt;
mod forms;
mod loader;
mod models;
mod pipeline;
mod responses;
mod router;
mod service;
mod signer;
mod specs;

pub use diff::diff;
pub use fmt::fmt;
pub use forms::forms;
pub use loader::loader;
pub use models::models;
pub use pipeline::pipeline;
pub use responses::responses;
pub use router::router;
pub use signer::signer;

/// A property: panics if it does not hold for an input.
pub type Target = fn(&[u8]);

/// All properties by name.
pub const TARGETS: &[(&str, Target)] = &[
    ("loader", loader),
    ("pipeline", pipeline),
    ("fmt", fmt),
    ("diff", diff),
    ("models", models),
    ("responses", responses),
    ("router", router),
    ("forms", forms),
    ("signer", signer),
];
