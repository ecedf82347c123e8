//! The mock server, as a user meets it.

mod behaviour;
mod clients;
mod command;
mod decisions;
mod examples;
