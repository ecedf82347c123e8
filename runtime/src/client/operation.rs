//! Operations as types, and the macros that write what they have in common.

use serde::de::DeserializeOwned;

use super::{Call, Error, RawResponse};
use crate::decode::{self, DecodeError, message};
use crate::meta::OperationMeta;
use crate::value::HeaderFields;

/// A call whose answer has a type. Implemented by [`operation!`](crate::operation!).
pub trait Operation: Sized + Send {
    /// What a successful answer is read into.
    type Output: Send;

    /// The operation.
    const META: &'static OperationMeta;

    /// The request with all that was set.
    fn into_call(self) -> Call;

    /// Reads a successful answer.
    ///
    /// # Errors
    /// Of kind [`ErrorKind::Decode`](super::ErrorKind::Decode).
    fn decode(response: &RawResponse) -> Result<Self::Output, Error>;
}

/// The `json` kind of output.
pub fn decode_json<T: DeserializeOwned>(response: &RawResponse) -> Result<T, Error> {
    decode::json(response.get()).map_err(|error| Error::decode(response, error))
}

/// The `json_and_headers` kind of output.
pub fn decode_json_and_headers<T: DeserializeOwned + HeaderFields>(response: &RawResponse) -> Result<T, Error> {
    let mut answer: T = decode_json(response)?;
    for name in T::NAMES {
        let text = response.headers().get(*name).and_then(|value| value.to_str().ok());
        if let Some(text) = text {
            answer.read_header(name, text).map_err(|problem| {
                let message = message::without_values(&problem);
                let path = format!("header {name}");
                Error::decode(response, DecodeError { path, message, line: 0, column: 0 })
            })?;
        }
    }
    Ok(answer)
}

/// Writes the type of an operation: a struct around a [`Call`] with `send` and its variants.
///
/// ```ignore
/// huaweicloud_runtime::operation! {
///     /// Lists the things.
///     pub struct ListThings -> json ThingList = meta::LIST_THINGS;
/// }
/// huaweicloud_runtime::operation! {
///     /// Deletes a thing.
///     pub struct DeleteThing -> empty = meta::DELETE_THING;
/// }
/// ```
///
/// After `->` stands how the answer is read: `json` and a type, `json_and_headers` and a type some of
/// whose fields travel in headers, or `empty` for answers whose body does not matter. After `=` stands the operation's metadata, a static. The field `call` and the
/// constructor `new` are private to the module, where the operation's own setters belong.
///
/// Where the struct is written out, with `call: Call` as its only field, the rest comes from
/// `operation!(ListThings -> json ThingList = meta::LIST_THINGS)`.
#[macro_export]
macro_rules! operation {
    ($(#[$attribute:meta])* $visibility:vis struct $name:ident -> $kind:ident $($rest:tt)*) => {
        $(#[$attribute])*
        #[must_use = "nothing is sent before `send` is called and awaited"]
        #[derive(Clone)]
        $visibility struct $name {
            call: $crate::client::Call,
        }

        $crate::operation!($name -> $kind $($rest)*);
    };
    ($name:ident -> json $output:ty = $meta:path $(;)?) => {
        $crate::operation!(@methods $name ($output) $meta);
        $crate::operation!(@trait $name ($output) $meta, response => $crate::__private::decode_json(response));
    };
    ($name:ident -> json_and_headers $output:ty = $meta:path $(;)?) => {
        $crate::operation!(@methods $name ($output) $meta);
        $crate::operation!(
            @trait $name ($output) $meta, response => $crate::__private::decode_json_and_headers(response)
        );
    };
    ($name:ident -> empty = $meta:path $(;)?) => {
        $crate::operation!(@methods $name (()) $meta);
        $crate::operation!(@trait $name (()) $meta, _response => ::core::result::Result::Ok(()));
    };

    (@methods $name:ident ($output:ty) $meta:path) => {
        impl $name {
            fn new(engine: &$crate::client::Engine) -> Self {
                Self { call: $crate::client::Call::new(engine, &$meta) }
            }

            /// How long this call may take altogether, instead of what the client says.
            pub fn timeout(mut self, timeout: ::core::time::Duration) -> Self {
                self.call.timeout(timeout);
                self
            }

            /// Sends the request and reads the answer.
            ///
            /// # Errors
            /// If it cannot be sent, is refused, or the answer cannot be read.
            pub async fn send(self) -> ::core::result::Result<$output, $crate::client::Error> {
                let response = self.call.send().await?;
                <Self as $crate::client::Operation>::decode(&response)
            }

            /// As `send`, with the status and headers of the answer.
            ///
            /// # Errors
            /// If it cannot be sent, is refused, or the answer cannot be read.
            pub async fn send_response(
                self,
            ) -> ::core::result::Result<$crate::client::Response<$output>, $crate::client::Error> {
                let response = self.call.send().await?;
                let output = <Self as $crate::client::Operation>::decode(&response)?;
                ::core::result::Result::Ok(response.map(|_| output))
            }

            /// Sends the request and gives back the answer unread, whatever its status.
            ///
            /// # Errors
            /// If there is no answer.
            pub async fn send_raw(
                self,
            ) -> ::core::result::Result<$crate::client::RawResponse, $crate::client::Error> {
                self.call.send_raw().await
            }
        }

        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.call, f)
            }
        }
    };

    (@trait $name:ident ($output:ty) $meta:path, $response:ident => $decode:expr) => {
        impl $crate::client::Operation for $name {
            type Output = $output;

            const META: &'static $crate::meta::OperationMeta = &$meta;

            fn into_call(self) -> $crate::client::Call {
                self.call
            }

            fn decode(
                $response: &$crate::client::RawResponse,
            ) -> ::core::result::Result<$output, $crate::client::Error> {
                $decode
            }
        }
    };
}

/// Writes the methods that every client builder has, for use inside `impl ClientBuilder { … }`
/// where `struct ClientBuilder { engine: EngineBuilder }`.
///
/// They are `region`, `parameter_provider`, `timeout`, `connect_timeout`, `response_limit`,
/// `user_agent`, `transport` and `allow_plain_http`.
#[macro_export]
macro_rules! client_builder_methods {
    () => {
        /// The region whose hosts answer.
        #[must_use]
        pub fn region(mut self, region: impl ::core::convert::Into<$crate::client::Region>) -> Self {
            self.engine = self.engine.region(region);
            self
        }

        /// Who finds out a path parameter that is set neither here nor at the call and that the
        /// credentials do not know either.
        #[must_use]
        pub fn parameter_provider(
            mut self,
            name: &'static str,
            provider: impl $crate::client::ParameterProvider + 'static,
        ) -> Self {
            self.engine = self.engine.parameter_provider(name, provider);
            self
        }

        /// How long a whole call may take. 60 seconds unless set; a call can have its own.
        #[must_use]
        pub fn timeout(mut self, timeout: ::core::time::Duration) -> Self {
            self.engine = self.engine.timeout(timeout);
            self
        }

        /// How long connecting may take. 10 seconds unless set.
        #[must_use]
        pub fn connect_timeout(mut self, timeout: ::core::time::Duration) -> Self {
            self.engine = self.engine.connect_timeout(timeout);
            self
        }

        /// The largest answer that is accepted, in bytes after decompression. 64 MiB unless set. A
        /// transport of your own has its own idea of this.
        #[must_use]
        pub fn response_limit(mut self, bytes: usize) -> Self {
            self.engine = self.engine.response_limit(bytes);
            self
        }

        /// What to add to the `User-Agent` header, for instance `my-program/1.2`.
        #[must_use]
        pub fn user_agent(mut self, suffix: impl ::core::convert::Into<::std::string::String>) -> Self {
            self.engine = self.engine.user_agent(suffix);
            self
        }

        /// What carries the requests, instead of the default transport.
        #[must_use]
        pub fn transport(mut self, transport: impl $crate::client::Transport + 'static) -> Self {
            self.engine = self.engine.transport(transport);
            self
        }

        /// Whether credentials may travel over plain `http` to other machines. They may not,
        /// unless this says so; loopback addresses are always fine.
        #[must_use]
        pub fn allow_plain_http(mut self, allow: bool) -> Self {
            self.engine = self.engine.allow_plain_http(allow);
            self
        }
    };
}
