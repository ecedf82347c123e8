//! Server side of operations.
//!
//! A [`Group`] binds the methods of a service trait to operations, and an [`Api`] combines groups into an
//! [`axum::Router`]. A handler receives a [`Request`] that was routed, authenticated, size-limited and
//! validated against a [`Schema`]. Every rejected request receives a response in the service's own error
//! style.
//!
//! The feature `serve` adds a [`Server`] that listens on a socket. TLS and metrics are left to axum and
//! tower.

mod acceptance;
mod api;
pub(crate) mod authenticator;
mod check;
mod checker;
mod conditions;
#[cfg(feature = "serve")]
mod connection;
pub(crate) mod context;
pub(crate) mod decoding;
mod durations;
#[cfg(feature = "dynamic")]
mod dynamic;
mod endpoint;
mod events;
pub(crate) mod form;
mod group;
mod input_schema;
pub(crate) mod invalid_credential;
#[cfg(feature = "sockets")]
mod message_rules;
pub mod observe;
pub(crate) mod presented;
mod reply;
mod request;
mod request_id;
mod rules;
mod schema;
mod scheme_authenticators;
pub(crate) mod selection;
mod sent;
#[cfg(feature = "serve")]
mod serve;
pub(crate) mod service_error;
mod shaped;
#[cfg(feature = "sockets")]
mod socket;
mod supervise;
mod token_issuer;
mod tree;
mod url_encoded;
mod validation;

pub use api::Api;
pub use authenticator::{AcceptAll, Authenticator, StaticTokens};
#[cfg(feature = "mock")]
pub(crate) use connection::ConnectionState;
pub use context::{Caller, Context, RemoteAddress};
#[cfg(feature = "dynamic")]
pub use dynamic::{DynamicHandler, DynamicInput, DynamicOutput, DynamicService};
pub use events::EventStream;
pub use group::{Group, Routes};
pub use input_schema::{BodySchema, InputSchema, Location, Media, ParameterSchema, ParameterStyle};
pub use invalid_credential::InvalidCredential;
pub use reply::Reply;
pub use request::Request;
pub use rules::{DurationRules, EnumRules, IntegerEnumRules, IntegerRules, NumberBound, NumberRules, StringRules};
pub use schema::{
    Condition, FieldSchema, ListRules, MapRules, Need, ObjectSchema, PresenceRule, Requirement, Schema, ShapedSchema,
    UnionSchema,
};
pub use scheme_authenticators::SchemeAuthenticators;
#[cfg(feature = "serve")]
pub use serve::{Drained, Server};
pub use service_error::ServiceError;
#[cfg(feature = "sockets")]
pub use socket::{ClientLeft, Received, ServerSocket, SocketHandler, SocketRequest};
pub use token_issuer::TokenIssuer;
pub use validation::{Validation, Violation, Violations};

pub use crate::future::BoxFuture;
pub use crate::value::Pattern;
