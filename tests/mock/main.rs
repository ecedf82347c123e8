//! The mock server, as a user meets it.

mod behaviour;
mod decisions;
mod examples;
