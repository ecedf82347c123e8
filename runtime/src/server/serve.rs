//! HTTP/1.1 server with resource limits per connection.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, HttpBody};
use bytes::Bytes;
use http::header::{CONNECTION, HOST};
use http::uri::Authority;
use http::{HeaderValue, StatusCode};
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{self, JoinError, JoinSet};
use tokio::time::{Sleep, sleep, timeout};
use tower::ServiceExt as _;
use tracing::debug;

use super::connection::{Connection, ConnectionState};
use super::context::RemoteAddress;
use super::endpoint::BodyTimeout;
use super::observe::TARGET;
use crate::host::is_host_and_port;

/// Minimum size of a connection's buffer.
const SMALLEST_BUFFER: usize = 8 * 1024;
/// Size of a connection's buffer, unless the head limit is larger.
const BUFFER: usize = 64 * 1024;
/// Pause before accepting connections again after the system ran out of a resource.
const RECOVERY: Duration = Duration::from_millis(500);
/// How long a connection may wait for its client before it gives way to another one.
const PATIENCE: Duration = Duration::from_secs(1);
/// Pause before looking again for a connection that can give way.
const NEXT_LOOK: Duration = Duration::from_millis(100);
/// Maximum duration of a timer.
const LONGEST: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// Server that listens on a socket.
///
/// Unlike `axum::serve`, it limits what clients may send and how long they may take:
///
/// | limit | default | when exceeded |
/// |---|---|---|
/// | size of a request head | 32 KiB, 100 headers | 431 |
/// | time for a head, and between two requests | 30 s | the connection is closed |
/// | time for a body | 60 s | 408 in the style of the service |
/// | time without progress of a client that reads a response | 30 s | the connection is reset |
/// | concurrent connections | 1024 | a connection that waits for its client is closed |
/// | time to finish after shutdown starts | 30 s | connections are aborted |
///
/// Clients that neither send nor read therefore cannot exclude others. At the connection limit, the
/// connection that has waited longest for its client is closed, once that exceeds one second: for a request,
/// for the rest of one, or for the client to read. A connection whose request is being processed is never
/// closed; if all are, new ones wait.
///
/// 431 has no body, and neither has 400 for a message that is not HTTP or whose `Host` is missing, repeated
/// or invalid: they precede the request of an operation.
///
/// A response such as 413 may precede the end of the request's body. The connection then closes in two steps
/// and discards what still arrives, so that the client can read the response. `axum::serve` closes it at once:
/// a client that is still sending may find a reset connection instead of the response.
///
/// A connection that a handler upgrades with status 101, such as one of web sockets, leaves the server: no limit applies
/// to it, and shutdown does not wait for it.
pub struct Server {
    listener: TcpListener,
    router: Router,
    head_limit: usize,
    head_timeout: Duration,
    body_timeout: Duration,
    write_timeout: Duration,
    connection_limit: usize,
    drain_timeout: Duration,
}

/// Report of a shutdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Drained {
    /// Number of connections that were aborted because they did not finish in time.
    pub aborted: usize,
}

impl Server {
    /// Creates a server for the connections of `listener`. Layers around the router see the [`RemoteAddress`]
    /// of each request.
    #[must_use]
    pub fn new(listener: TcpListener, router: Router) -> Self {
        Self {
            listener,
            router,
            head_limit: 32 * 1024,
            head_timeout: Duration::from_secs(30),
            body_timeout: Duration::from_secs(60),
            write_timeout: Duration::from_secs(30),
            connection_limit: 1024,
            drain_timeout: Duration::from_secs(30),
        }
    }

    /// Sets the maximum size of the request line and headers in bytes. Defaults to 32 KiB.
    #[must_use]
    pub fn head_limit(mut self, bytes: usize) -> Self {
        self.head_limit = bytes;
        self
    }

    /// Sets the timeout for the head of a request, from the previous response or the start of the connection.
    /// Defaults to 30 seconds.
    #[must_use]
    pub fn head_timeout(mut self, limit: Duration) -> Self {
        self.head_timeout = limit.min(LONGEST);
        self
    }

    /// Sets the timeout for the body of a request, from the first pause. Defaults to 60 seconds.
    #[must_use]
    pub fn body_timeout(mut self, limit: Duration) -> Self {
        self.body_timeout = limit;
        self
    }

    /// Sets how long a client may read no part of a response before the connection is reset. Defaults to 30
    /// seconds. Does not affect clients that read slowly.
    #[must_use]
    pub fn write_timeout(mut self, limit: Duration) -> Self {
        self.write_timeout = limit;
        self
    }

    /// Sets the maximum number of concurrent connections, at least one. Defaults to 1024. A further one
    /// replaces a connection that has waited more than a second for its client. If there is none, it waits.
    #[must_use]
    pub fn connection_limit(mut self, connections: usize) -> Self {
        self.connection_limit = connections.max(1);
        self
    }

    /// Sets how long requests in progress may take after shutdown starts. Defaults to 30 seconds.
    #[must_use]
    pub fn drain_timeout(mut self, limit: Duration) -> Self {
        self.drain_timeout = limit;
        self
    }

    /// Serves as long as the future is polled. Requires a Tokio runtime with I/O and time.
    pub async fn run(self) -> Infallible {
        self.accept_until(std::future::pending::<Infallible>()).await.0
    }

    /// Serves until `stop` resolves. Then stops accepting, closes idle connections, and waits up to the drain
    /// timeout for requests in progress.
    pub async fn run_until(self, stop: impl Future<Output = ()>) -> Drained {
        let drain_timeout = self.drain_timeout;
        let ((), connections) = self.accept_until(stop).await;
        connections.drain(drain_timeout).await
    }

    async fn accept_until<T>(self, stop: impl Future<Output = T>) -> (T, Connections) {
        let mut protocol = http1::Builder::new();
        protocol
            .timer(TokioTimer::new())
            .header_read_timeout(self.head_timeout)
            .max_header_size(self.head_limit)
            .max_buf_size(self.head_limit.max(BUFFER).max(SMALLEST_BUFFER));
        let mut connections = Connections::default();
        let mut stop = pin!(stop);
        loop {
            let (stream, remote) = tokio::select! {
                biased;
                stopped = &mut stop => return (stopped, connections),
                accepted = connections.accept(&self.listener, self.connection_limit) => accepted,
            };
            let state = ConnectionState::new();
            let connection = Connection::new(stream, state.clone(), self.write_timeout);
            let (router, body_timeout) = (self.router.clone(), self.body_timeout);
            connections.open(
                &protocol,
                connection,
                Front { router, remote: RemoteAddress(remote), body_timeout, state },
            );
        }
    }
}

/// Open connections.
#[derive(Default)]
struct Connections {
    /// Set when the server stops.
    stopping: watch::Sender<bool>,
    tasks: JoinSet<()>,
    states: HashMap<task::Id, ConnectionState>,
}

impl Connections {
    /// Accepts the next connection, once there is room.
    async fn accept(&mut self, listener: &TcpListener, limit: usize) -> (TcpStream, SocketAddr) {
        loop {
            match listener.accept().await {
                Ok(accepted) => {
                    self.make_room(limit).await;
                    return accepted;
                }
                // The client left before it was accepted.
                Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset) => {}
                Err(error) => {
                    debug!(target: TARGET, %error, "no connection can be accepted");
                    // Open connections may hold the resource that the system lacks.
                    let _ = self.ask_one_to_give_way();
                    sleep(RECOVERY).await;
                }
            }
        }
    }

    /// Waits until the number of connections is below the limit.
    async fn make_room(&mut self, limit: usize) {
        // Finished tasks are kept until they are joined.
        while let Some(ended) = self.tasks.try_join_next_with_id() {
            self.forget(&ended);
        }
        while self.tasks.len() >= limit {
            let pause = self.ask_one_to_give_way();
            tokio::select! {
                Some(ended) = self.tasks.join_next_with_id() => self.forget(&ended),
                () = sleep(pause) => {}
            }
        }
    }

    fn forget(&mut self, ended: &Result<(task::Id, ()), JoinError>) {
        let id = match ended {
            Ok((id, ())) => *id,
            Err(error) => error.id(),
        };
        self.states.remove(&id);
    }

    /// Closes the connection that has waited longest for its client, if that is long enough. Returns when to
    /// look again.
    fn ask_one_to_give_way(&self) -> Duration {
        let waiting = self.states.values().filter_map(|state| Some((state.waited()?, state)));
        match waiting.max_by_key(|(waited, _)| *waited) {
            Some((waited, state)) if waited >= PATIENCE => {
                state.give_way();
                NEXT_LOOK
            }
            Some((waited, _)) => PATIENCE - waited,
            None => NEXT_LOOK,
        }
    }

    fn open(&mut self, protocol: &http1::Builder, connection: Connection, front: Front) {
        let state = front.state.clone();
        let service = service_fn(move |request| front.clone().serve(request));
        // A response 101 hands the connection over to its handler, such as one of web sockets.
        let connection = protocol.serve_connection(TokioIo::new(connection), service).with_upgrades();
        let mut stopping = self.stopping.subscribe();
        let known = state.clone();
        let task = self.tasks.spawn(async move {
            let mut connection = pin!(connection);
            let mut is_open = true;
            loop {
                tokio::select! {
                    biased;
                    _ = stopping.wait_for(|stopping| *stopping), if is_open => {
                        is_open = false;
                        connection.as_mut().graceful_shutdown();
                    }
                    ended = &mut connection => {
                        // A client that left or did not send HTTP is not an error of the server.
                        if let Err(error) = ended {
                            debug!(target: TARGET, %error, "a connection broke");
                        }
                        return;
                    }
                    () = state.asked_to_give_way() => {
                        // Its request may have arrived meanwhile.
                        if state.waited().is_some_and(|waited| waited >= PATIENCE) {
                            debug!(target: TARGET, "a connection that waited for its client gave way to another one");
                            return;
                        }
                    }
                }
            }
        });
        self.states.insert(task.id(), known);
    }

    async fn drain(self, limit: Duration) -> Drained {
        let Self { stopping, mut tasks, .. } = self;
        stopping.send_replace(true);
        // The remaining connections show whether it finished in time.
        let _ = timeout(limit, async { while tasks.join_next().await.is_some() {} }).await;
        let mut aborted = 0;
        tasks.abort_all();
        while let Some(ended) = tasks.join_next().await {
            aborted += usize::from(ended.is_err_and(|error| error.is_cancelled()));
        }
        Drained { aborted }
    }
}

/// Service between a connection and the router.
#[derive(Clone)]
struct Front {
    router: Router,
    remote: RemoteAddress,
    body_timeout: Duration,
    state: ConnectionState,
}

impl Front {
    async fn serve(self, request: http::Request<Incoming>) -> Result<http::Response<Body>, Infallible> {
        self.state.begin();
        let (mut parts, body) = request.into_parts();
        if !names_its_host(&parts) {
            self.state.end();
            let mut response = http::Response::new(Body::empty());
            *response.status_mut() = StatusCode::BAD_REQUEST;
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            return Ok(response);
        }
        parts.extensions.insert(self.remote);
        #[cfg(feature = "mock")]
        parts.extensions.insert(self.state.clone());
        let body = if body.is_end_stream() {
            Body::empty()
        } else {
            Body::new(Arriving { body, limit: self.body_timeout, end: None, state: self.state.clone() })
        };
        let response = self.router.oneshot(http::Request::from_parts(parts, body)).await?;
        if response.body().size_hint().exact().is_some() {
            self.state.end();
            return Ok(response);
        }
        Ok(response.map(|body| Body::new(Leaving { body, state: self.state })))
    }
}

/// Returns true if a request has exactly one valid `Host` (RFC 9112, section 3.2). A proxy may have used
/// another one.
fn names_its_host(parts: &http::request::Parts) -> bool {
    let mut hosts = parts.headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (None, _) => parts.version < http::Version::HTTP_11,
        (Some(host), None) => Authority::try_from(host.as_bytes()).is_ok_and(|host| is_host_and_port(&host)),
        (Some(_), Some(_)) => false,
    }
}

/// Body that must arrive in time.
struct Arriving {
    body: Incoming,
    limit: Duration,
    /// Set at the first pause: most bodies arrive with their head.
    end: Option<Pin<Box<Sleep>>>,
    state: ConnectionState,
}

impl Drop for Arriving {
    fn drop(&mut self) {
        if !self.body.is_end_stream() {
            self.state.leave_unread();
        }
        if self.end.is_some() {
            self.state.resume();
        }
    }
}

impl HttpBody for Arriving {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        if self.end.is_none() {
            self.state.wait();
        }
        let limit = self.limit;
        ready!(self.end.get_or_insert_with(|| Box::pin(sleep(limit))).as_mut().poll(context));
        Poll::Ready(Some(Err(BodyTimeout.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Streamed response body. The request is in progress until its last piece.
struct Leaving {
    body: Body,
    state: ConnectionState,
}

impl Drop for Leaving {
    fn drop(&mut self) {
        self.state.end();
    }
}

impl HttpBody for Leaving {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("listener", &self.listener).finish_non_exhaustive()
    }
}
