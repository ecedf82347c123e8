//! The mock server, as a user meets it.

mod behavior;
mod clients;
mod command;
mod decisions;
mod engines;
mod examples;
mod streams;
