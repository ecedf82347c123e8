//! Calling operations.
//!
//! An operation is a value: [`Operation`] types collect their parts in a [`Call`], and one
//! function that is the same for all of them sends it through the [`Engine`]. The engine knows
//! where hosts are, who the caller is and how long to wait; a [`Transport`] carries the bytes.
//! What fails for a reason that passes is sent again as a [`RetryPolicy`] says, [`observe`] shows
//! what is going on, and [`mock`] answers in tests.
//!
//! Who the caller is, [`Credentials`] prove: a [`StaticToken`]; [`SigningCredentials`] with an access
//! key, which [`keys`] can find; or tokens for a password, from [`iam`] or, as an [`AccountToken`],
//! from the service itself. All of them are values that clients can share.
//!
//! On top of it: [`Pages`] and [`Items`] of lists, [`Wait`] for what takes time, [`Watch`] for what
//! changes, [`KeepAlive`] for what a service forgets.
//!
//! A call is given up by dropping its future; the connection is closed then.

mod account_token;
mod addresses;
#[cfg(feature = "dynamic")]
mod arguments;
mod attempts;
#[cfg(feature = "blocking")]
mod blocking;
mod body;
mod body_stream;
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
mod keep_alive;
pub mod keys;
mod lifetime;
pub mod mock;
mod network;
pub mod observe;
mod operation;
mod paging;
mod parameter;
mod predicates;
#[cfg(feature = "reqwest")]
mod proxy;
mod region;
mod region_endpoints;
mod renewal;
#[cfg(feature = "reqwest")]
mod reqwest_transport;
mod response;
mod retry;
mod retry_after;
mod signing_credentials;
mod static_token;
#[cfg(feature = "reqwest")]
mod tls;
mod transport;
mod wait;
mod watch;

pub use account_token::AccountToken;
pub use addresses::Endpoints;
#[cfg(feature = "dynamic")]
pub use arguments::{Arguments, DynamicAnswer, erase};
#[cfg(feature = "blocking")]
pub use blocking::{SendBlocking, block_on};
pub use body::Body;
pub use body_stream::{BodyError, BodyStream};
pub use call::Call;
pub use call_context::CallContext;
pub use credentials::{Credentials, CredentialsError, Refusal, Verdict};
pub use engine::Engine;
pub use engine_builder::EngineBuilder;
pub use error::{Error, ErrorKind};
pub use if_changed::IfChanged;
#[cfg(feature = "server")]
pub use in_process::InProcess;
pub use keep_alive::{Alive, Beat, KeepAlive};
pub use operation::Operation;
#[doc(hidden)]
pub use operation::{decode_json, decode_json_and_headers};
pub use paging::{Items, Paged, Pages, Total};
pub use parameter::ParameterProvider;
pub use region::Region;
#[cfg(feature = "reqwest")]
pub use reqwest_transport::ReqwestTransport;
pub use response::{RawResponse, Response};
pub use retry::{RetryBudget, RetryPolicy};
pub use signing_credentials::SigningCredentials;
pub use static_token::{Anonymous, StaticToken};
pub use transport::{Transport, TransportError, TransportErrorKind};
pub use wait::{Progress, Wait, WaitError};
pub use watch::Watch;

pub use crate::future::BoxFuture;
