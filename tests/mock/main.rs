//! The mock server, as a user meets it.

mod behaviour;
mod command;
mod decisions;
mod examples;
