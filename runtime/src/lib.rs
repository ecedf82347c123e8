//! The hand-written half of generated API crates.
//!
//! A generated crate is mostly data: routes, wire names, rules. This crate turns the data into
//! behavior. It knows no service; everything it needs to know about one arrives as `&'static`
//! metadata.
//!
//! | feature     | adds                                                                        |
//! |-------------|-----------------------------------------------------------------------------|
//! | (none)      | [`meta`], [`value`], [`decode`], [`ErrorCode`]: all that plain data types need |
//! | `client`    | `client`: the engine that executes calls, credentials, errors, transport seam |
//! | `reqwest`   | `client`, and a transport that speaks HTTP                                  |
//! | `blocking`  | `client`, and calls from programs that are not asynchronous                 |
//! | `server`    | `server`: routing, refusals and validation in front of a service trait      |
//! | `serve`     | `server`, and a listener with limits on what a client may cost               |
//! | `huaweicloud` | `huaweicloud`: signatures with access keys, on their own; with the sides above, credentials |
//! | `mock`      | `mock`: a server that answers operations from examples, for tests           |
//! | `mock-command` | `mock::command`: the same as a program                                   |
//! | `dynamic`   | calls and services without types, with JSON, where the sides above are on    |
//!
//! With `client` and `server` together, `client::InProcessTransport` lets a client talk to a server
//! without a socket.

#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "client")]
mod date;
pub mod decode;
mod error_class;
mod error_code;
#[cfg(any(feature = "client", feature = "server"))]
mod future;
#[cfg(any(feature = "client", feature = "serve"))]
mod host;
#[cfg(feature = "huaweicloud")]
pub mod huaweicloud;
pub mod meta;
#[cfg(feature = "mock")]
pub mod mock;
#[cfg(feature = "server")]
pub mod server;
#[cfg(any(feature = "client", feature = "server"))]
mod text;
#[cfg(any(feature = "client", feature = "huaweicloud"))]
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

/// What the exported macros need to reach from inside another crate. Not a public interface.
#[doc(hidden)]
pub mod __private {
    #[cfg(feature = "client")]
    pub use crate::client::{decode_json, decode_json_and_headers};
    pub use crate::value::string_enum::{
        ClosedEnum, OpenEnum, StringEnum, closed_from_str, deserialize_closed, deserialize_open, open_from_str,
        open_from_string,
    };
    pub use serde;

    pub mod tagged_union {
        pub use crate::value::tagged_union::{Parts, write, write_unknown};
    }
}
