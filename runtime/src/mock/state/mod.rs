//! State of a mock: resources that operations create, change and delete, as the specification describes them.
//!
//! | module | what it does |
//! |---|---|
//! | `description` | the resources of a service, from generated JSON |
//! | `request`, `list`, `render` | from a request to fields, and from fields to a response |
//! | `kinds` | the kinds of resources, and what follows from several of them |
//! | `sketch` | fields of a new resource that only the examples show |
//! | `engine` | the resources with their store, from a request to a response |
//! | `call` | what an operation does to resources |
//! | `fields` | fields by their paths |
//! | `store` | the resources, and the clock that moves their states |
//! | `fixture` | the resources as JSON, and back |
//! | `kept` | the resources as entries of a storage, and back |

mod call;
mod description;
mod engine;
mod fields;
mod fixture;
mod kept;
mod kinds;
mod list;
mod render;
mod request;
mod sketch;
mod store;

pub(super) use self::engine::{Engine, EngineSettings};
pub use self::fixture::InvalidResources;
pub(super) use self::store::{Clock, Limits};
