//! What `cargo xtask` does, one module a command. One program, which links once.

mod add_operation;
mod another_service;
#[path = "commands/main.rs"]
mod commands;
mod constructs;
mod coverage;
mod determinism;
mod diff;
mod fmt;
mod import_again;
mod interrupted;
mod lint;
mod names;
mod openapi;
mod output;
mod readme;
mod spec_format;
