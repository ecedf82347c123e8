//! Calling operations.
//!
//! An operation is a value: [`Operation`] types collect their parts in a [`Call`], and one
//! function that is the same for all of them sends it through the [`ClientCore`]. The engine knows
//! where hosts are, who the caller is and how long to wait; a [`Transport`] carries the bytes.
//! What fails for a reason that passes is sent again as a [`RetryPolicy`] says, [`observe`] shows
//! what is going on, and [`mock`] answers in tests.
//!
//! Who the caller is, [`Credentials`] prove: a [`StaticToken`]; [`SigningCredentials`](crate::huaweicloud::SigningCredentials) with an access
//! key, which [`keys`](crate::huaweicloud::keys) can find; or tokens for a password, from [`iam`](crate::huaweicloud::iam) or, as an [`AccountToken`],
//! from the service itself. All of them are values that clients can share.
//!
//! On top of it: [`Pages`] and [`Items`] of lists, [`Wait`] for what takes time, [`Watch`] for what
//! changes, [`LeaseBuilder`] for what a service forgets.
//!
//! A call is given up by dropping its future; the connection is closed then.

pub(crate) mod body;
pub(crate) mod call;
pub(crate) mod client_core;
pub(crate) mod endpoint;
pub(crate) mod error;
pub(crate) mod identity;
pub(crate) mod lifetime;
pub mod mock;
pub mod observe;
pub(crate) mod response;
pub(crate) mod retry;
mod series;
mod transport;

pub use body::Body;
pub use body::stream::{BodyError, BodyStream};
pub use call::Call;
#[cfg(feature = "dynamic")]
pub use call::arguments::{Arguments, DynamicResponse, erase};
#[cfg(feature = "blocking")]
pub use call::blocking::{SendBlocking, block_on};
pub use call::operation::Operation;
#[doc(hidden)]
pub use call::operation::{decode_json, decode_json_and_headers};
pub use client_core::ClientCore;
pub use client_core::builder::ClientCoreBuilder;
pub use client_core::context::CallContext;
pub use client_core::credentials::{AuthAction, AuthFailure, Credentials};
pub use client_core::parameter::ParameterProvider;
pub use endpoint::addresses::Endpoints;
pub use endpoint::region::Region;
pub use error::credentials::CredentialsError;
pub use error::{Error, ErrorKind};
pub use identity::account_token::AccountToken;
pub use identity::static_token::{Anonymous, StaticToken};
pub use response::{RawResponse, Response};
pub use retry::{RetryBudget, RetryPolicy};
pub use series::if_changed::IfChanged;
pub use series::lease::{Lease, LeaseBuilder, LeaseEvent};
pub use series::paging::{Items, Paged, Pages, Total};
pub use series::wait::{Progress, Wait, WaitError};
pub use series::watch::Watch;
#[cfg(feature = "server")]
pub use transport::in_process::InProcessTransport;
#[cfg(feature = "reqwest")]
pub use transport::reqwest::ReqwestTransport;
pub use transport::{Transport, TransportError, TransportErrorKind};

pub use crate::future::BoxFuture;
