//! All tests of the crate in one program, which links once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

mod coverage;
mod diagnostics;
mod diff;
#[path = "diff/edits.rs"]
mod edits;
mod evidence;
mod findings;
#[path = "fmt/main.rs"]
mod fmt;
mod import;
mod merge;
mod reference;
mod robustness;
mod samples;
mod scaffold;
