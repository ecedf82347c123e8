//! All tests of the crate in one program, which links once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

mod another_back_end;
mod edges;
mod modules;
mod reading;
mod rules;
mod written;
