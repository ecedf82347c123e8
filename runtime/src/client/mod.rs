//! Client side of operations.
//!
//! [`Operation`] types collect their parameters in a [`Call`], which is sent through the [`ClientCore`]. The
//! core holds endpoints, credentials and timeouts; a [`Transport`] carries the bytes. A [`RetryPolicy`]
//! governs retries, [`observe`] provides tracing and interceptors, and [`mock`] provides responses for tests.
//!
//! [`Credentials`] authorize requests. Implementations: [`StaticToken`]; [`BasicCredentials`] with name and password;
//! [`SigningCredentials`](crate::huaweicloud::SigningCredentials) with an access key from
//! [`keys`](crate::huaweicloud::keys); password logins through [`iam`](crate::huaweicloud::iam); and
//! [`AccountToken`] for a service that issues its own tokens. Clients can share them.
//!
//! Higher-level calls: [`Pages`] and [`Items`] for lists, [`Wait`] for slow operations, [`Watch`] for
//! changes, and [`Lease`] for registrations that need heartbeats. With the feature `sockets`, `Connect` opens web
//! sockets.
//!
//! Dropping the future of a call cancels it and closes the connection.

pub(crate) mod body;
pub(crate) mod call;
pub(crate) mod client_core;
pub(crate) mod endpoint;
pub(crate) mod error;
mod events;
pub(crate) mod identity;
pub(crate) mod lifetime;
pub mod mock;
pub mod observe;
pub(crate) mod response;
pub(crate) mod retry;
mod series;
#[cfg(feature = "sockets")]
mod stream;
mod transport;
mod typed_headers;

#[doc(inline)]
pub use crate::decode::Unreadable;
pub use body::Body;
pub use body::stream::{BodyError, BodyStream};
pub use call::Call;
#[cfg(feature = "dynamic")]
pub use call::arguments::{Arguments, DynamicResponse, erase};
#[cfg(feature = "blocking")]
pub use call::blocking::{SendBlocking, block_on};
#[doc(hidden)]
pub use call::decoding::{
    decode_file, decode_json, decode_json_and_headers, decode_optional, decode_outcome, decode_some_file, decode_text,
};
pub use call::operation::Operation;
#[doc(hidden)]
pub use call::operation::{boxed, send, send_response};
pub use client_core::ClientCore;
pub use client_core::builder::ClientCoreBuilder;
pub use client_core::context::CallContext;
pub use client_core::credentials::{AuthAction, AuthFailure, Credentials};
pub use client_core::parameter::ParameterProvider;
pub use endpoint::addresses::Endpoints;
pub use endpoint::region::Region;
pub use error::credentials::CredentialsError;
pub use error::{Error, ErrorKind};
pub use events::listen::Listen;
#[doc(hidden)]
pub use events::listen::{decode_events, decode_text_events};
pub use events::stream::Events;
pub use identity::account_token::AccountToken;
pub use identity::basic::BasicCredentials;
pub use identity::static_token::{Anonymous, StaticToken};
pub use response::{RawResponse, Response};
pub use retry::{RetryBudget, RetryPolicy};
pub use series::if_changed::IfChanged;
#[doc(hidden)]
pub use series::lease::is_outdated;
pub use series::lease::{Lease, LeaseBuilder, LeaseEvent};
pub use series::paging::{Items, PageItems, Paged, Pages, Total};
pub use series::wait::{Progress, Wait, WaitError};
pub use series::watch::Watch;
#[cfg(feature = "sockets")]
pub use stream::connect::Connect;
#[cfg(feature = "sockets")]
pub use stream::reconnecting::{Reconnecting, SocketEvent};
#[cfg(feature = "sockets")]
pub use stream::socket::Socket;
#[cfg(feature = "server")]
pub use transport::in_process::InProcessTransport;
pub use transport::incoming::Incoming;
#[cfg(feature = "sockets")]
pub use transport::opening::Opening;
#[cfg(feature = "reqwest")]
pub use transport::reqwest::ReqwestTransport;
pub use transport::{Transport, TransportError, TransportErrorKind};

pub use crate::future::BoxFuture;
