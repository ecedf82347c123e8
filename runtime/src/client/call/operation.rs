//! Operations as types, and the macros that write what they have in common.

use serde::de::DeserializeOwned;

use super::Call;
use crate::client::error::Error;
use crate::client::response::{RawResponse, header_text};
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
    /// Of kind [`ErrorKind::Decode`](crate::client::ErrorKind::Decode).
    fn decode(response: &RawResponse) -> Result<Self::Output, Error>;
}

/// The `json` kind of output.
pub fn decode_json<T: DeserializeOwned>(response: &RawResponse) -> Result<T, Error> {
    decode::json(response.get()).map_err(|error| Error::decode(response, error))
}

/// The `json_and_headers` kind of output.
pub fn decode_json_and_headers<T: DeserializeOwned + HeaderFields>(response: &RawResponse) -> Result<T, Error> {
    let mut output: T = decode_json(response)?;
    for name in T::NAMES {
        let text = response.headers().get(*name).and_then(header_text);
        if let Some(text) = text {
            output.read_header(name, text).map_err(|problem| {
                let message = message::without_values(&problem);
                let path = format!("header {name}");
                Error::decode(response, DecodeError { path, message, line: 0, column: 0 })
            })?;
        }
    }
    Ok(output)
}

/// Writes the type of an operation: a struct around a [`Call`] with `send` and its variants.
///
/// ```ignore
/// specwright_runtime::operation! {
///     /// Lists the things.
///     pub struct ListThings -> json ThingList = meta::LIST_THINGS;
/// }
/// specwright_runtime::operation! {
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
            #[inline]
            fn new(core: &$crate::client::ClientCore) -> Self {
                Self { call: $crate::client::Call::new(core, &$meta) }
            }

            /// Adds a header that the specification does not know, such as the id of a trace, in the place
            /// of one of the same name. What cannot be sent is reported by `send`.
            #[inline]
            pub fn header(mut self, name: &str, value: impl ::core::fmt::Display) -> Self {
                self.call.header(name, value);
                self
            }

            /// How long this call may take altogether, instead of what the client says.
            #[inline]
            pub fn timeout(mut self, timeout: ::core::time::Duration) -> Self {
                self.call.timeout(timeout);
                self
            }

            /// How long each attempt of this call may take, instead of what the client says.
            #[inline]
            pub fn attempt_timeout(mut self, timeout: ::core::time::Duration) -> Self {
                self.call.attempt_timeout(timeout);
                self
            }

            /// When this call is repeated, instead of what the client says.
            #[inline]
            pub fn retry(mut self, policy: $crate::client::RetryPolicy) -> Self {
                self.call.retry(policy);
                self
            }

            /// Sends this call once, whatever the client says.
            #[inline]
            pub fn no_retry(self) -> Self {
                self.retry($crate::client::RetryPolicy::never())
            }

            /// Sends the request and reads the answer.
            ///
            /// # Errors
            /// If it cannot be sent, is refused, or the answer cannot be read.
            #[inline]
            pub async fn send(self) -> ::core::result::Result<$output, $crate::client::Error> {
                let response = self.call.send().await?;
                <Self as $crate::client::Operation>::decode(&response)
            }

            /// As `send`, with the status and headers of the answer.
            ///
            /// # Errors
            /// If it cannot be sent, is refused, or the answer cannot be read.
            #[inline]
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
            #[inline]
            pub async fn send_raw(
                self,
            ) -> ::core::result::Result<$crate::client::RawResponse, $crate::client::Error> {
                self.call.send_raw().await
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.call, f)
            }
        }
    };

    (@trait $name:ident ($output:ty) $meta:path, $response:ident => $decode:expr) => {
        impl $crate::client::Operation for $name {
            type Output = $output;

            const META: &'static $crate::meta::OperationMeta = &$meta;

            #[inline]
            fn into_call(self) -> $crate::client::Call {
                self.call
            }

            #[inline]
            fn decode(
                $response: &$crate::client::RawResponse,
            ) -> ::core::result::Result<$output, $crate::client::Error> {
                $decode
            }
        }
    };
}

/// Writes the methods that every client builder has, for use inside `impl ClientBuilder { … }`
/// where `struct ClientBuilder { engine: ClientCoreBuilder }`.
///
/// They are `region`, `parameter_provider`, `timeout`, `attempt_timeout`, `connect_timeout`, `retry`,
/// `interceptor`, `response_limit`, `user_agent`, `transport`, `allow_plain_http`, `endpoints_from_environment`, and
/// for the default transport `root_certificate`, `pinned_fingerprint`, `proxy`, `proxy_from_environment`,
/// `no_proxy` and `proxy_loopback`.
#[macro_export]
macro_rules! client_builder_methods {
    () => {
        /// The region whose hosts answer.
        #[must_use]
        pub fn region(mut self, region: impl ::core::convert::Into<$crate::client::Region>) -> Self {
            self.core = self.core.region(region);
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
            self.core = self.core.parameter_provider(name, provider);
            self
        }

        /// How long a whole call may take, with all its attempts and the pauses between them. 60
        /// seconds unless set; a call can have its own.
        #[must_use]
        pub fn timeout(mut self, timeout: ::core::time::Duration) -> Self {
            self.core = self.core.timeout(timeout);
            self
        }

        /// How long one attempt may take, from connecting to the end of the answer. Unless set,
        /// only the timeout of the whole call ends it; a call can have its own.
        #[must_use]
        pub fn attempt_timeout(mut self, timeout: ::core::time::Duration) -> Self {
            self.core = self.core.attempt_timeout(timeout);
            self
        }

        /// When calls are repeated; a call can have its own policy. Unless set, what failed for a
        /// reason that passes is tried three times in all, if that does no harm.
        #[must_use]
        pub fn retry(mut self, policy: $crate::client::RetryPolicy) -> Self {
            self.core = self.core.retry(policy);
            self
        }

        /// Adds something that watches all attempts.
        #[must_use]
        pub fn interceptor(mut self, hook: impl $crate::client::observe::Interceptor + 'static) -> Self {
            self.core = self.core.interceptor(hook);
            self
        }

        /// How long connecting may take. 10 seconds unless set.
        #[must_use]
        pub fn connect_timeout(mut self, timeout: ::core::time::Duration) -> Self {
            self.core = self.core.connect_timeout(timeout);
            self
        }

        /// The largest answer that is accepted, in bytes after decompression. 64 MiB unless set. A
        /// transport of your own has its own idea of this.
        #[must_use]
        pub fn response_limit(mut self, bytes: usize) -> Self {
            self.core = self.core.response_limit(bytes);
            self
        }

        /// What to add to the `User-Agent` header, for instance `my-program/1.2`.
        #[must_use]
        pub fn user_agent(mut self, suffix: impl ::core::convert::Into<::std::string::String>) -> Self {
            self.core = self.core.user_agent(suffix);
            self
        }

        /// What carries the requests, instead of the default transport.
        #[must_use]
        pub fn transport(mut self, transport: impl $crate::client::Transport + 'static) -> Self {
            self.core = self.core.transport(transport);
            self
        }

        /// Looks for endpoints of the region in the environment and in a file, when the client is built.
        ///
        /// The variable `HUAWEICLOUD_SDK_REGION_<HOST>_<REGION>`, in capitals and with underscores for
        /// hyphens, holds one endpoint or several with commas between them. The file
        /// `.huaweicloud/regions.yaml` in the home directory, or the one that
        /// `HUAWEICLOUD_SDK_REGIONS_FILE` names, holds for each host a list of regions with `id` and
        /// either `endpoint` or `endpoints`. What this builder says of a host counts most, then the
        /// variable, then the file. Nothing of this is read unless this was called.
        #[must_use]
        pub fn endpoints_from_environment(mut self) -> Self {
            self.core = self.core.endpoints_from_environment();
            self
        }

        /// Trusts one more authority, or several, besides those that the system trusts: certificates in
        /// PEM. A server's own certificate will do if it vouches for itself and has the server's name in
        /// it. Only the default transport can do this.
        #[must_use]
        pub fn root_certificate(mut self, pem: impl ::core::convert::Into<::std::vec::Vec<u8>>) -> Self {
            self.core = self.core.root_certificate(pem);
            self
        }

        /// Trusts one certificate besides those that the system's authorities vouch for, whatever name,
        /// issuer and dates stand in it. The fingerprint is the SHA-256 of the certificate: 64
        /// hexadecimal digits, with or without colons. Ask whoever runs the server for it.
        ///
        /// It holds for all hosts of this client: whoever has the certificate's key could pose as any of
        /// them. Only the default transport can do this.
        #[must_use]
        pub fn pinned_fingerprint(mut self, sha256: impl ::core::convert::Into<::std::string::String>) -> Self {
            self.core = self.core.pinned_fingerprint(sha256);
            self
        }

        /// Sends everything through a proxy: `http://proxy.example.com:3128`, with `user:password@` in
        /// front of the host if it asks for that. Without this there is no proxy, whatever the
        /// environment says. Only the default transport can do this.
        #[must_use]
        pub fn proxy(mut self, url: impl ::core::convert::Into<$crate::value::Secret>) -> Self {
            self.core = self.core.proxy(url);
            self
        }

        /// Takes proxies from the environment, when the client is built: `HTTPS_PROXY`, `HTTP_PROXY` and
        /// `ALL_PROXY`, except for the hosts in `NO_PROXY`; in capitals or small letters. Only the
        /// default transport can do this.
        #[must_use]
        pub fn proxy_from_environment(mut self) -> Self {
            self.core = self.core.proxy_from_environment();
            self
        }

        /// More hosts that are reached without the proxy, in the form of `NO_PROXY`: domains, addresses
        /// and networks such as `10.0.0.0/8`, with commas between them.
        #[must_use]
        pub fn no_proxy(mut self, hosts: impl ::core::convert::Into<::std::string::String>) -> Self {
            self.core = self.core.no_proxy(hosts);
            self
        }

        /// Whether this machine, too, is reached through the proxy. It is not, unless this says so.
        #[must_use]
        pub fn proxy_loopback(mut self, proxy: bool) -> Self {
            self.core = self.core.proxy_loopback(proxy);
            self
        }

        /// Whether credentials may travel over plain `http` to other machines. They may not,
        /// unless this says so; loopback addresses are always fine.
        #[must_use]
        pub fn allow_plain_http(mut self, allow: bool) -> Self {
            self.core = self.core.allow_plain_http(allow);
            self
        }
    };
}

/// The name and the version of the crate that writes this, as [`ClientCoreBuilder::product`] takes them.
///
/// [`ClientCoreBuilder::product`]: crate::client::ClientCoreBuilder::product
#[macro_export]
macro_rules! product {
    () => {
        ::core::concat!(::core::env!("CARGO_PKG_NAME"), "/", ::core::env!("CARGO_PKG_VERSION"))
    };
}
