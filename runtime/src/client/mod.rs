//! Calling operations.
//!
//! An operation is a value: [`Operation`] types collect their parts in a [`Call`], and one
//! function that is the same for all of them sends it through the [`Engine`]. The engine knows
//! where hosts are, who the caller is and how long to wait; a [`Transport`] carries the bytes.
//!
//! Who the caller is, [`Credentials`] prove: a [`StaticToken`]; [`SigningCredentials`] with an access
//! key, which [`keys`] can find; or tokens for a password, from [`iam`] or, as an [`AccountToken`],
//! from the service itself. All of them are values that clients can share.
//!
//! Not here: retries, paging and waiting for jobs, which build on what is here.

mod account_token;
#[cfg(feature = "dynamic")]
mod arguments;
mod body;
mod cache;
mod call;
mod call_context;
mod credentials;
mod encode;
mod endpoint;
mod engine;
mod engine_builder;
mod error;
mod error_body;
mod error_display;
mod execute;
mod form;
pub mod iam;
mod if_changed;
#[cfg(feature = "server")]
mod in_process;
pub mod keys;
mod lifetime;
mod operation;
mod parameter;
mod region;
mod renewal;
#[cfg(feature = "reqwest")]
mod reqwest_transport;
mod response;
mod signing_credentials;
mod static_token;
mod transport;

pub use account_token::AccountToken;
#[cfg(feature = "dynamic")]
pub use arguments::{Arguments, erase};
pub use body::Body;
pub use call::Call;
pub use call_context::CallContext;
pub use credentials::{Credentials, CredentialsError, Refusal, Verdict};
pub use engine::Engine;
pub use engine_builder::EngineBuilder;
pub use error::{Error, ErrorKind};
pub use if_changed::IfChanged;
#[cfg(feature = "server")]
pub use in_process::InProcess;
pub use operation::Operation;
#[doc(hidden)]
pub use operation::{decode_json, decode_json_and_headers};
pub use parameter::ParameterProvider;
pub use region::Region;
#[cfg(feature = "reqwest")]
pub use reqwest_transport::ReqwestTransport;
pub use response::{RawResponse, Response};
pub use signing_credentials::SigningCredentials;
pub use static_token::StaticToken;
pub use transport::{Transport, TransportError, TransportErrorKind};

pub use crate::future::BoxFuture;
