//! Operations as types, and the macros that write their common methods.

use super::Call;
use crate::client::error::Error;
use crate::client::response::{RawResponse, Response};
use crate::future::BoxFuture;
use crate::meta::OperationMeta;

/// Call with a typed response. Implemented by [`operation!`](crate::operation!).
pub trait Operation: Sized + Send {
    /// Type of a successful response.
    type Output: Send;

    /// Metadata of the operation.
    const META: &'static OperationMeta;

    /// Returns the request with all parameters set so far.
    fn into_call(self) -> Call;

    /// Decodes a successful response.
    ///
    /// # Errors
    /// Returns an [`ErrorKind::Decode`](crate::client::ErrorKind::Decode) error.
    fn decode(response: RawResponse) -> Result<Response<Self::Output>, Error>;
}

/// Sends an operation and decodes its output, for `.await` on an operation. Boxed, because the future of a trait
/// needs a name.
pub fn boxed<O: Operation + 'static>(operation: O) -> BoxFuture<'static, Result<O::Output, Error>> {
    Box::pin(send(operation.into_call(), O::decode))
}

/// Sends a call and decodes its output.
pub async fn send<T>(call: Call, decode: Decode<T>) -> Result<T, Error> {
    Ok(decode(call.send().await?)?.into_inner())
}

/// Sends a call and decodes its response.
pub async fn send_response<T>(call: Call, decode: Decode<T>) -> Result<Response<T>, Error> {
    decode(call.send().await?)
}

/// [`Operation::decode`].
pub(crate) type Decode<T> = fn(RawResponse) -> Result<Response<T>, Error>;

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
/// After `->` comes the kind of output: `json` and a type, `json_and_headers` and a type with fields in headers, `outcome`
/// and an [`Outcome`](crate::value::Outcome) with a variant for each status, `text` for a string, `file` for bytes,
/// `events` and a type or `text_events` for streams of events, which have `events` besides `send`, or `empty` for
/// responses whose body is ignored. `optional` before it makes the output an option, for operations of which some
/// success statuses have no body. `socket` and two types, of the messages from
/// the service and to it, give `connect` instead of `send`. After `=` comes the metadata of the operation, a
/// static. The field `call` and the constructor `new` are private to the module, where the setters of the operation
/// belong.
///
/// For a struct that is written out, with `call: Call` as its only field, `operation!(ListThings -> json
/// ThingList = meta::LIST_THINGS)` adds the rest.
#[macro_export]
macro_rules! operation {
    ($(#[$attribute:meta])* $visibility:vis struct $name:ident -> $kind:ident $($rest:tt)*) => {
        $(#[$attribute])*
        #[must_use = "nothing is sent before it is awaited"]
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
    ($name:ident -> text = $meta:path $(;)?) => {
        $crate::operation!(@methods $name (::std::string::String) $meta);
        $crate::operation!(
            @trait $name (::std::string::String) $meta, response => $crate::__private::decode_text(response)
        );
    };
    ($name:ident -> file = $meta:path $(;)?) => {
        $crate::operation!(@methods $name ($crate::value::File) $meta);
        $crate::operation!(
            @trait $name ($crate::value::File) $meta, response =>
            ::core::result::Result::Ok($crate::__private::decode_file(response))
        );
    };
    ($name:ident -> outcome $output:ty = $meta:path $(;)?) => {
        $crate::operation!(@methods $name ($output) $meta);
        $crate::operation!(@trait $name ($output) $meta, response => $crate::__private::decode_outcome(response));
    };
    ($name:ident -> optional outcome $output:ty = $meta:path $(;)?) => {
        $crate::operation!(@optional $name ($output) $meta, decode_outcome);
    };
    ($name:ident -> optional json $output:ty = $meta:path $(;)?) => {
        $crate::operation!(@optional $name ($output) $meta, decode_json);
    };
    ($name:ident -> optional json_and_headers $output:ty = $meta:path $(;)?) => {
        $crate::operation!(@optional $name ($output) $meta, decode_json_and_headers);
    };
    ($name:ident -> optional text = $meta:path $(;)?) => {
        $crate::operation!(@optional $name (::std::string::String) $meta, decode_text);
    };
    ($name:ident -> optional file = $meta:path $(;)?) => {
        $crate::operation!(@optional $name ($crate::value::File) $meta, decode_some_file);
    };
    ($name:ident -> events $event:ty = $meta:path $(;)?) => {
        $crate::operation!(@methods $name (::std::vec::Vec<$event>) $meta);
        $crate::operation!(
            @trait $name (::std::vec::Vec<$event>) $meta, response => $crate::__private::decode_events(response)
        );
        $crate::operation!(@events $name $event, $crate::__private::decode_json);
    };
    ($name:ident -> text_events = $meta:path $(;)?) => {
        $crate::operation!(@methods $name (::std::vec::Vec<::std::string::String>) $meta);
        $crate::operation!(
            @trait $name (::std::vec::Vec<::std::string::String>) $meta, response =>
            $crate::__private::decode_text_events(response)
        );
        $crate::operation!(@events $name ::std::string::String, $crate::__private::decode_text);
    };
    ($name:ident -> empty = $meta:path $(;)?) => {
        $crate::operation!(@methods $name (()) $meta);
        $crate::operation!(@trait $name (()) $meta, response => ::core::result::Result::Ok(response.map(|_| ())));
    };

    ($name:ident -> socket $message:ty, $sent:ty = $meta:path $(;)?) => {
        $crate::operation!(@settings $name $meta);

        impl $name {
            /// Prepares the connection. Awaiting it opens the connection.
            #[inline]
            pub fn connect(self) -> $crate::client::Connect<$message, $sent> {
                $crate::client::Connect::new(self.call)
            }
        }
    };

    (@events $name:ident $event:ty, $decode:path) => {
        impl $name {
            /// Prepares a request whose events are returned when they arrive. Awaiting it sends the request.
            #[inline]
            pub fn events(self) -> $crate::client::Listen<$event> {
                $crate::client::Listen::new(self.call, $decode)
            }
        }
    };

    (@optional $name:ident ($output:ty) $meta:path, $decode:ident) => {
        $crate::operation!(@methods $name (::core::option::Option<$output>) $meta);
        $crate::operation!(
            @trait $name (::core::option::Option<$output>) $meta, response =>
            $crate::__private::decode_optional(response, $crate::__private::$decode)
        );
    };

    (@settings $name:ident $meta:path) => {
        impl $name {
            #[inline]
            fn new(core: &$crate::client::ClientCore) -> Self {
                Self { call: $crate::client::Call::new(core, &$meta) }
            }

            /// Sets a header that the specification does not know, such as a trace id. Replaces its value.
            /// `send` reports an invalid name or value.
            #[inline]
            pub fn header(mut self, name: &str, value: impl ::core::fmt::Display) -> Self {
                self.call.header(name, value);
                self
            }

            /// Sets a query parameter that the specification does not know. Replaces its values.
            #[inline]
            pub fn query(mut self, name: &'static str, value: impl ::core::fmt::Display) -> Self {
                self.call.query(name, value);
                self
            }

            /// Sets the timeout of this call, including retries. Overrides the client's.
            #[inline]
            pub fn timeout(mut self, timeout: ::core::time::Duration) -> Self {
                self.call.timeout(timeout);
                self
            }

            /// Sets the timeout of each attempt of this call. Overrides the client's.
            #[inline]
            pub fn attempt_timeout(mut self, timeout: ::core::time::Duration) -> Self {
                self.call.attempt_timeout(timeout);
                self
            }

            /// Sets the retry policy of this call. Overrides the client's.
            #[inline]
            pub fn retry(mut self, policy: $crate::client::RetryPolicy) -> Self {
                self.call.retry(policy);
                self
            }

            /// Disables retries for this call.
            #[inline]
            pub fn no_retry(self) -> Self {
                self.retry($crate::client::RetryPolicy::never())
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.call, f)
            }
        }
    };

    (@methods $name:ident ($output:ty) $meta:path) => {
        $crate::operation!(@settings $name $meta);

        impl $name {
            /// Sends the request and decodes the response.
            ///
            /// # Errors
            /// Returns an error if the request cannot be sent, the service rejects it, or the response cannot
            /// be decoded.
            #[inline]
            pub fn send(
                self,
            ) -> impl ::core::future::Future<Output = ::core::result::Result<$output, $crate::client::Error>> {
                $crate::__private::send(self.call, <Self as $crate::client::Operation>::decode)
            }

            /// Sends the request and returns the decoded response with its status and headers.
            ///
            /// # Errors
            /// Returns an error if the request cannot be sent, the service rejects it, or the response cannot
            /// be decoded.
            #[inline]
            pub fn send_response(
                self,
            ) -> impl ::core::future::Future<
                Output = ::core::result::Result<$crate::client::Response<$output>, $crate::client::Error>,
            > {
                $crate::__private::send_response(self.call, <Self as $crate::client::Operation>::decode)
            }

            /// Sends the request and returns the response undecoded, whatever its status.
            ///
            /// # Errors
            /// Returns an error if there is no response.
            #[inline]
            pub fn send_raw(
                self,
            ) -> impl ::core::future::Future<
                Output = ::core::result::Result<$crate::client::RawResponse, $crate::client::Error>,
            > {
                self.call.send_raw()
            }
        }

        impl ::core::future::IntoFuture for $name {
            type Output = ::core::result::Result<$output, $crate::client::Error>;
            type IntoFuture = $crate::client::BoxFuture<'static, Self::Output>;

            /// Sends the request and decodes the response, as `send` does.
            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                $crate::__private::boxed(self)
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
                $response: $crate::client::RawResponse,
            ) -> ::core::result::Result<$crate::client::Response<$output>, $crate::client::Error> {
                $decode
            }
        }
    };
}

/// Writes the methods of every client builder, for use inside `impl ClientBuilder { … }` where `struct
/// ClientBuilder { core: ClientCoreBuilder }`.
///
/// The methods are `region`, `parameter_provider`, `timeout`, `attempt_timeout`, `connect_timeout`, `retry`,
/// `interceptor`, `response_limit`, `user_agent`, `default_header`, `transport`, `allow_plain_http` and
/// `endpoints_from_environment`, and for the default transport `root_certificate`, `pinned_fingerprint`,
/// `proxy`, `proxy_from_environment`, `no_proxy` and `proxy_loopback`.
#[macro_export]
macro_rules! client_builder_methods {
    () => {
        /// Sets the region. Selects the endpoints of regional hosts.
        #[must_use]
        pub fn region(mut self, region: impl ::core::convert::Into<$crate::client::Region>) -> Self {
            self.core = self.core.region(region);
            self
        }

        /// Sets a fallback provider for a path parameter that neither the call, the client nor the
        /// credentials set.
        #[must_use]
        pub fn parameter_provider(
            mut self,
            name: &'static str,
            provider: impl $crate::client::ParameterProvider + 'static,
        ) -> Self {
            self.core = self.core.parameter_provider(name, provider);
            self
        }

        /// Sets the timeout of a call, including retries and the pauses between them. Defaults to 60 seconds.
        /// Individual calls can override it.
        #[must_use]
        pub fn timeout(mut self, timeout: ::core::time::Duration) -> Self {
            self.core = self.core.timeout(timeout);
            self
        }

        /// Sets the timeout of each attempt, from connecting to the end of the response. Defaults to the
        /// timeout of the call. Individual calls can override it.
        #[must_use]
        pub fn attempt_timeout(mut self, timeout: ::core::time::Duration) -> Self {
            self.core = self.core.attempt_timeout(timeout);
            self
        }

        /// Sets the retry policy. Defaults to three attempts, for transient failures that are safe to retry.
        /// Individual calls can override it.
        #[must_use]
        pub fn retry(mut self, policy: $crate::client::RetryPolicy) -> Self {
            self.core = self.core.retry(policy);
            self
        }

        /// Adds an interceptor that sees every attempt.
        #[must_use]
        pub fn interceptor(mut self, hook: impl $crate::client::observe::Interceptor + 'static) -> Self {
            self.core = self.core.interceptor(hook);
            self
        }

        /// Sets the timeout of connecting. Defaults to 10 seconds.
        #[must_use]
        pub fn connect_timeout(mut self, timeout: ::core::time::Duration) -> Self {
            self.core = self.core.connect_timeout(timeout);
            self
        }

        /// Sets the maximum size of a response in bytes, after decompression. Defaults to 64 MiB. Applies to
        /// the default transport.
        #[must_use]
        pub fn response_limit(mut self, bytes: usize) -> Self {
            self.core = self.core.response_limit(bytes);
            self
        }

        /// Adds a header to every request, such as a tenant. A header of the call overrides it. Neither `Debug`
        /// nor transports show the value. `build` reports an invalid name or value.
        #[must_use]
        pub fn default_header(
            mut self,
            name: impl ::core::convert::Into<::std::string::String>,
            value: impl ::core::fmt::Display,
        ) -> Self {
            self.core = self.core.default_header(name, value);
            self
        }

        /// Appends a product to the `User-Agent` header, for example `my-program/1.2`.
        #[must_use]
        pub fn user_agent(mut self, suffix: impl ::core::convert::Into<::std::string::String>) -> Self {
            self.core = self.core.user_agent(suffix);
            self
        }

        /// Sets the transport that carries the requests. Replaces the default transport.
        #[must_use]
        pub fn transport(mut self, transport: impl $crate::client::Transport + 'static) -> Self {
            self.core = self.core.transport(transport);
            self
        }

        /// Loads endpoints of the region from the environment and from a file, when the client is built.
        ///
        /// The variable `HUAWEICLOUD_SDK_REGION_<HOST>_<REGION>`, in capitals and with underscores for
        /// hyphens, holds one endpoint or several, separated by commas. The file is
        /// `.huaweicloud/regions.yaml` in the home directory; `HUAWEICLOUD_SDK_REGIONS_FILE` overrides its
        /// path. It holds for each host a list of regions with `id` and either `endpoint` or `endpoints`. An
        /// endpoint set on this builder overrides the variable, which overrides the file. Without this call,
        /// neither is read.
        #[must_use]
        pub fn endpoints_from_environment(mut self) -> Self {
            self.core = self.core.endpoints_from_environment();
            self
        }

        /// Trusts additional root certificates, in PEM, besides those of the system. Also accepts a
        /// self-signed server certificate that names the server. Requires the default transport.
        #[must_use]
        pub fn root_certificate(mut self, pem: impl ::core::convert::Into<::std::vec::Vec<u8>>) -> Self {
            self.core = self.core.root_certificate(pem);
            self
        }

        /// Trusts one certificate, whatever its name, issuer and dates, besides those that the system trusts.
        /// The fingerprint is the SHA-256 of the certificate: 64 hexadecimal digits, with or without colons.
        /// Obtain it from the operator of the server.
        ///
        /// Applies to all hosts of this client: the holder of the certificate's key can impersonate any of
        /// them. Requires the default transport.
        #[must_use]
        pub fn pinned_fingerprint(mut self, sha256: impl ::core::convert::Into<::std::string::String>) -> Self {
            self.core = self.core.pinned_fingerprint(sha256);
            self
        }

        /// Sets a proxy for all requests: `http://proxy.example.com:3128`, with `user:password@` before the
        /// host if the proxy requires it. By default there is no proxy, whatever the environment says.
        /// Requires the default transport.
        #[must_use]
        pub fn proxy(mut self, url: impl ::core::convert::Into<$crate::value::Secret>) -> Self {
            self.core = self.core.proxy(url);
            self
        }

        /// Reads proxies from the environment when the client is built: `HTTPS_PROXY`, `HTTP_PROXY` and
        /// `ALL_PROXY`, except for the hosts in `NO_PROXY`, in upper or lower case. Requires the default
        /// transport.
        #[must_use]
        pub fn proxy_from_environment(mut self) -> Self {
            self.core = self.core.proxy_from_environment();
            self
        }

        /// Adds hosts that bypass the proxy, in the form of `NO_PROXY`: domains, addresses and networks such
        /// as `10.0.0.0/8`, separated by commas.
        #[must_use]
        pub fn no_proxy(mut self, hosts: impl ::core::convert::Into<::std::string::String>) -> Self {
            self.core = self.core.no_proxy(hosts);
            self
        }

        /// Sets whether loopback addresses go through the proxy. Defaults to `false`.
        #[must_use]
        pub fn proxy_loopback(mut self, proxy: bool) -> Self {
            self.core = self.core.proxy_loopback(proxy);
            self
        }

        /// Sets whether credentials may be sent over plain `http` to other machines. Defaults to `false`;
        /// loopback addresses are always allowed.
        #[must_use]
        pub fn allow_plain_http(mut self, allow: bool) -> Self {
            self.core = self.core.allow_plain_http(allow);
            self
        }
    };
}

/// Returns the name and version of the calling crate, in the form that [`ClientCoreBuilder::product`] takes.
///
/// [`ClientCoreBuilder::product`]: crate::client::ClientCoreBuilder::product
#[macro_export]
macro_rules! product {
    () => {
        ::core::concat!(::core::env!("CARGO_PKG_NAME"), "/", ::core::env!("CARGO_PKG_VERSION"))
    };
}
