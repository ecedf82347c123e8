//! Operations that open a connection for messages.

pub(crate) mod connect;
mod error;
mod open;
pub(crate) mod reconnecting;
pub(crate) mod socket;
mod watchdog;
