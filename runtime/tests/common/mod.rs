//! A service with four operations, written by hand in the form in which generated crates come:
//! metadata, types, client and server.

#![allow(dead_code, unreachable_pub, unused_imports)]

pub mod client;
mod codes;
mod collector;
mod meta;
mod server;
mod wire;

pub use client::{Client, ClientBuilder, client_builder};
pub use codes::{DoorCode, ThingCode};
pub use collector::{Collector, Traced};
pub use meta::*;
use serde::{Deserialize, Serialize};
pub use server::{Store, Things, api, group};
use specwright_runtime::value::Secret;
pub use wire::{Seen, Wire, answer};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thing {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<Secret>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThingList {
    pub things: Vec<Thing>,
    pub asked: String,
}
