//! Hand-written half of generated API crates.
//!
//! A generated crate is mostly data: routes, wire names, rules. This crate turns the data into behavior. It
//! is independent of any service; generated crates pass `&'static` metadata.
//!
//! ```
//! use specwright_runtime::value::Secret;
//!
//! let password = Secret::new("correct horse");
//! assert_eq!(format!("{password:?}"), "\"***\"");
//! assert_eq!(password.expose(), "correct horse");
//! ```
//!
//! | feature     | adds                                                                        |
//! |-------------|-----------------------------------------------------------------------------|
//! | (none)      | [`meta`], [`value`], [`decode`], [`ErrorCode`]: everything for plain data types |
//! | `client`    | `client`: calls, credentials, errors, transports                            |
//! | `reqwest`   | `client`, and an HTTP transport                                             |
//! | `blocking`  | `client`, and blocking calls                                                |
//! | `server`    | `server`: routing, authentication and validation in front of a service trait |
//! | `serve`     | `server`, and a listener with resource limits                               |
//! | `huaweicloud` | `huaweicloud`: request signing, and with `client` or `server`, credentials |
//! | `mock`      | `mock`: a server that responds from examples, for tests                     |
//! | `mock-command` | `mock::command`: the same as a program                                   |
//! | `mock-store` | `mock::StoreFile`: a file that keeps the state of a mock                     |
//! | `sockets`   | web sockets, for the enabled sides                                           |
//! | `dynamic`   | calls and services with JSON instead of types, for the enabled sides        |
//!
//! With `client` and `server` together, `client::InProcessTransport` connects a client to a server without a
//! socket.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "client")]
mod date;
pub mod decode;
#[cfg(any(feature = "client", feature = "server"))]
mod disposition;
mod error_class;
mod error_code;
#[cfg(any(feature = "client", feature = "server"))]
mod error_path;
mod finite;
#[cfg(any(feature = "client", feature = "server"))]
mod future;
#[cfg(any(feature = "client", feature = "serve"))]
mod host;
#[cfg(feature = "huaweicloud")]
pub mod huaweicloud;
mod media;
pub mod meta;
#[cfg(feature = "mock")]
pub mod mock;
#[cfg(feature = "server")]
pub mod server;
#[cfg(any(feature = "client", feature = "server"))]
mod text;
#[cfg(any(feature = "client", feature = "huaweicloud", feature = "server"))]
mod url;
pub mod value;

pub use error_class::ErrorClass;
pub use error_code::{ErrorCode, ErrorCodeInfo};

// The libraries whose types appear in public signatures.
#[cfg(feature = "server")]
pub use axum;
#[cfg(any(feature = "client", feature = "server"))]
pub use bytes;
#[cfg(any(feature = "client", feature = "huaweicloud", feature = "server"))]
pub use http;
#[cfg(feature = "client")]
pub use http_body;

/// Items that exported macros use inside other crates. Not a public interface.
#[doc(hidden)]
pub mod __private {
    #[cfg(feature = "client")]
    pub use crate::client::{
        boxed, decode_events, decode_file, decode_json, decode_json_and_headers, decode_optional, decode_outcome,
        decode_some_file, decode_text, decode_text_events, send, send_response,
    };
    pub use crate::value::string_enum::{
        ClosedEnum, OpenEnum, StringEnum, closed_from_str, deserialize_closed, deserialize_open, open_from_str,
        open_from_string,
    };
    pub use serde;

    pub mod object {
        pub use crate::value::object::fields::{read, write};
        pub use crate::value::object::{Object, deserialize, field, keep, key, optional, required, skip};
    }

    pub mod shaped_union {
        pub use crate::value::shaped_union::{Candidates, Form, Kinds, Member};
    }

    pub mod tagged_union {
        pub use crate::value::tagged_union::{Parts, write, write_unknown};
    }
}
