//! Web sockets that can be opened.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::open::{Settings, open};
use super::reconnecting::Reconnecting;
use super::socket::Socket;
use crate::client::call::Call;
use crate::client::error::Error;
use crate::future::BoxFuture;
use crate::value::NoMessage;

/// Largest message from a service.
const MESSAGE_LIMIT: usize = 1 << 20;

/// Longest silence of a service that sends no pings.
const SILENCE: Duration = Duration::from_secs(90);

/// Pings that a service may miss, including the last one.
const MISSED_PINGS: u32 = 3;

/// Connection to be opened. Returned by `connect` of an operation. Awaiting it opens the connection.
///
/// The request has the credentials, the endpoint, the retries and the timeouts of any call of the operation. The
/// default transport supports web sockets; a transport of your own does if it completes the
/// [`Opening`](crate::client::Opening) of a request.
#[must_use = "nothing is sent before it is awaited"]
pub struct Connect<T, S = NoMessage> {
    call: Call,
    settings: Settings,
    messages: PhantomData<fn(S) -> T>,
}

impl<T, S> Connect<T, S> {
    /// Creates it from a call. For generated code.
    #[doc(hidden)]
    pub fn new(call: Call) -> Self {
        let ping = call.operation().stream.and_then(|stream| stream.ping);
        let silence = ping.map_or(SILENCE, |seconds| Duration::from_secs(seconds.into()) * MISSED_PINGS);
        Self { call, settings: Settings { message_limit: MESSAGE_LIMIT, silence }, messages: PhantomData }
    }

    /// Sets the size of the largest message from the service, in bytes. Defaults to 1 MiB. A larger message ends the
    /// connection with an error.
    pub fn message_limit(mut self, bytes: usize) -> Self {
        self.settings.message_limit = bytes;
        self
    }

    /// Sets how long the service may be silent before the connection counts as broken. Defaults to three times the
    /// documented interval of its pings. A service without documented pings is asked for a sign of life after a third
    /// of this time, which then defaults to 90 seconds.
    pub fn silence_limit(mut self, limit: Duration) -> Self {
        self.settings.silence = limit.max(Duration::from_millis(10));
        self
    }
}

impl<T: DeserializeOwned + Send + 'static, S: 'static> Connect<T, S> {
    /// Returns a stream that opens the connection, and opens it again whenever it ends.
    pub fn reconnecting(self) -> Reconnecting<T> {
        Reconnecting::new(self.call, self.settings)
    }
}

impl<T: Send + 'static, S: 'static> IntoFuture for Connect<T, S> {
    type Output = Result<Socket<T, S>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(open(self.call, self.settings))
    }
}

impl<T, S> fmt::Debug for Connect<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Connect").field(&self.call).finish()
    }
}
