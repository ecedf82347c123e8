//! Listening: HTTP/1.1 connections in front of a router, with bounds on what each may cost.

use std::convert::Infallible;
use std::fmt;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, HttpBody};
use bytes::Bytes;
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::{Sleep, sleep, timeout};
use tower::ServiceExt as _;
use tracing::debug;

use super::RemoteAddress;
use super::endpoint::BodyTimeout;
use super::observe::TARGET;

/// The least that the buffer of a connection can hold.
const SMALLEST_BUFFER: usize = 8 * 1024;
/// The buffer of a connection, unless heads may be larger.
const BUFFER: usize = 64 * 1024;
/// How long to wait before connections are accepted again when the system has run out of something.
const RECOVERY: Duration = Duration::from_millis(500);

/// A router behind a socket.
///
/// Unlike `axum::serve` it bounds what a client may send and how long it may take:
///
/// | what | default | beyond it |
/// |---|---|---|
/// | size of a request's head | 32 KiB, 100 headers | 431 |
/// | time for a head, and between two requests | 30 s | the connection is closed |
/// | time for a body | 60 s | 408 in the service's style |
/// | connections at once | 1024 | wait until another one is closed |
/// | time to finish after the end | 30 s | connections are cut off |
///
/// 431, and 400 for what is not HTTP, have no body: they are answered before there is a request.
pub struct Server {
    listener: TcpListener,
    router: Router,
    head_limit: usize,
    head_timeout: Duration,
    body_timeout: Duration,
    connection_limit: usize,
    drain_limit: Duration,
}

/// How a server came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Drained {
    /// How many connections were cut off because they did not finish in time.
    pub cut_off: usize,
}

impl Server {
    /// A server that will answer connections to `listener`. Layers around the router see the
    /// [`RemoteAddress`] of each request.
    #[must_use]
    pub fn new(listener: TcpListener, router: Router) -> Self {
        Self {
            listener,
            router,
            head_limit: 32 * 1024,
            head_timeout: Duration::from_secs(30),
            body_timeout: Duration::from_secs(60),
            connection_limit: 1024,
            drain_limit: Duration::from_secs(30),
        }
    }

    /// How many bytes the request line and the headers of a request may have together.
    #[must_use]
    pub fn head_limit(mut self, bytes: usize) -> Self {
        self.head_limit = bytes;
        self
    }

    /// How long a client may take to send the head of a request, counted from the previous answer or
    /// from the start of the connection.
    #[must_use]
    pub fn head_timeout(mut self, limit: Duration) -> Self {
        self.head_timeout = limit;
        self
    }

    /// How long a client may take to send the body of a request, counted from the first pause.
    #[must_use]
    pub fn body_timeout(mut self, limit: Duration) -> Self {
        self.body_timeout = limit;
        self
    }

    /// How many connections are open at once, at least one. Further ones wait in the system's queue.
    #[must_use]
    pub fn connection_limit(mut self, connections: usize) -> Self {
        self.connection_limit = connections.clamp(1, Semaphore::MAX_PERMITS);
        self
    }

    /// How long requests that are being answered may take when the server comes to its end.
    #[must_use]
    pub fn drain_limit(mut self, limit: Duration) -> Self {
        self.drain_limit = limit;
        self
    }

    /// Serves for as long as the future is polled. Needs a runtime of tokio with I/O and time.
    pub async fn run(self) -> Infallible {
        self.accept_until(std::future::pending::<Infallible>()).await.0
    }

    /// Serves until `stop` is ready. Then no connection is accepted any more, idle ones are closed, and
    /// requests that are being answered get the drain limit to finish.
    pub async fn run_until(self, stop: impl Future<Output = ()>) -> Drained {
        let drain_limit = self.drain_limit;
        let ((), connections) = self.accept_until(stop).await;
        connections.drain(drain_limit).await
    }

    async fn accept_until<T>(self, stop: impl Future<Output = T>) -> (T, Connections) {
        let mut protocol = http1::Builder::new();
        protocol
            .timer(TokioTimer::new())
            .header_read_timeout(self.head_timeout)
            .max_header_size(self.head_limit)
            .max_buf_size(self.head_limit.max(BUFFER).max(SMALLEST_BUFFER));
        let slots = Arc::new(Semaphore::new(self.connection_limit));
        let mut connections = Connections { graceful: GracefulShutdown::new(), tasks: JoinSet::new() };
        let mut stop = pin!(stop);
        loop {
            let (stream, remote, slot) = tokio::select! {
                biased;
                stopped = &mut stop => return (stopped, connections),
                accepted = accept(&self.listener, &slots) => accepted,
            };
            connections.open(
                &protocol,
                stream,
                slot,
                Front { router: self.router.clone(), remote: RemoteAddress(remote), body_timeout: self.body_timeout },
            );
        }
    }
}

/// The next connection, once there is room for it.
async fn accept(
    listener: &TcpListener,
    slots: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, Option<OwnedSemaphorePermit>) {
    // The semaphore is never closed, so there always is a permit.
    let slot = Arc::clone(slots).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, remote)) => return (stream, remote, slot),
            // The client was gone before it was its turn.
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset) => {}
            Err(error) => {
                debug!(target: TARGET, %error, "no connection can be accepted");
                sleep(RECOVERY).await;
            }
        }
    }
}

/// What has been accepted and not closed yet.
struct Connections {
    graceful: GracefulShutdown,
    tasks: JoinSet<()>,
}

impl Connections {
    fn open(&mut self, protocol: &http1::Builder, stream: TcpStream, slot: Option<OwnedSemaphorePermit>, front: Front) {
        // Tasks that have ended are kept until somebody asks for them.
        while self.tasks.try_join_next().is_some() {}
        // Answers are written in one piece: there is nothing to wait for. A failure only costs time.
        let _ = stream.set_nodelay(true);
        let service = service_fn(move |request| front.clone().answer(request));
        let connection = self.graceful.watch(protocol.serve_connection(TokioIo::new(stream), service));
        self.tasks.spawn(async move {
            // A client that went away or spoke no HTTP is its own affair.
            if let Err(error) = connection.await {
                debug!(target: TARGET, %error, "a connection broke");
            }
            drop(slot);
        });
    }

    async fn drain(self, limit: Duration) -> Drained {
        let Self { graceful, mut tasks } = self;
        // Whether it was in time shows in what is left.
        let _ = timeout(limit, graceful.shutdown()).await;
        let mut cut_off = 0;
        tasks.abort_all();
        while let Some(ended) = tasks.join_next().await {
            cut_off += usize::from(ended.is_err_and(|error| error.is_cancelled()));
        }
        Drained { cut_off }
    }
}

/// What stands between a connection and the router.
#[derive(Clone)]
struct Front {
    router: Router,
    remote: RemoteAddress,
    body_timeout: Duration,
}

impl Front {
    async fn answer(self, request: http::Request<Incoming>) -> Result<http::Response<Body>, Infallible> {
        let (mut parts, body) = request.into_parts();
        parts.extensions.insert(self.remote);
        let body = if body.is_end_stream() {
            Body::empty()
        } else {
            Body::new(Arriving { body, limit: self.body_timeout, end: None })
        };
        self.router.oneshot(http::Request::from_parts(parts, body)).await
    }
}

/// A body that has to arrive in time.
struct Arriving {
    body: Incoming,
    limit: Duration,
    /// Set at the first pause: most bodies arrive with their head.
    end: Option<Pin<Box<Sleep>>>,
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

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("listener", &self.listener).finish_non_exhaustive()
    }
}
