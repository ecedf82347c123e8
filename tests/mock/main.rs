//! The mock server, as a user meets it.

mod behaviour;
mod command;
mod clients;
mod decisions;
mod examples;
