//! Connections: which side each waits for, and how it ends.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::time::{Instant, Sleep, sleep};

/// Bytes that count as progress of a client. Fewer are a way to hold a connection.
const WORTHWHILE: usize = 64 * 1024;

/// State of a connection. Clones share it.
#[derive(Clone)]
pub(crate) struct ConnectionState(Arc<Shared>);

struct Shared {
    progress: Mutex<Progress>,
    reset: AtomicBool,
    give_way: Notify,
}

struct Progress {
    /// Whether a request is being processed.
    busy: bool,
    /// Since when the client is expected to act.
    waiting: Option<Instant>,
    /// Bytes transferred since then.
    moved: usize,
    /// Whether a part of the request's body is unread.
    unread: bool,
}

impl Progress {
    fn wait(&mut self) {
        self.waiting = Some(Instant::now());
        self.moved = 0;
    }
}

impl ConnectionState {
    /// Creates the state of a new connection, which waits for a request.
    pub(super) fn new() -> Self {
        let mut progress = Progress { busy: false, waiting: None, moved: 0, unread: false };
        progress.wait();
        let shared = Shared { progress: Mutex::new(progress), reset: AtomicBool::new(false), give_way: Notify::new() };
        Self(Arc::new(shared))
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.0.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records the arrival of a request.
    pub(super) fn begin(&self) {
        let mut progress = self.progress();
        progress.busy = true;
        progress.waiting = None;
        progress.unread = false;
    }

    /// Records that the rest of the request's body is not needed.
    pub(super) fn leave_unread(&self) {
        self.progress().unread = true;
    }

    /// Records a complete response: the client must receive it and send the next request.
    pub(super) fn end(&self) {
        let mut progress = self.progress();
        progress.busy = false;
        progress.wait();
    }

    /// Records that the server waits for the client to read or send.
    pub(super) fn wait(&self) {
        let mut progress = self.progress();
        if progress.waiting.is_none() {
            progress.wait();
        }
    }

    /// Records that the client acted.
    pub(super) fn resume(&self) {
        let mut progress = self.progress();
        match progress.busy {
            true => progress.waiting = None,
            false => progress.wait(),
        }
    }

    fn moved(&self, bytes: usize) {
        let mut progress = self.progress();
        progress.moved = progress.moved.saturating_add(bytes);
        if progress.waiting.is_some() && progress.moved >= WORTHWHILE {
            progress.wait();
        }
    }

    /// Returns how long the server has waited for the client; `None` while it processes a request.
    pub(super) fn waited(&self) -> Option<Duration> {
        self.progress().waiting.map(|since| since.elapsed())
    }

    /// Asks the connection to close in favor of another one.
    pub(super) fn give_way(&self) {
        self.0.give_way.notify_one();
    }

    /// Resolves when the connection is asked to close.
    pub(super) async fn asked_to_give_way(&self) {
        self.0.give_way.notified().await;
    }

    /// Resets the connection at the next write.
    #[cfg(feature = "mock")]
    pub(crate) fn reset(&self) {
        self.0.reset.store(true, Ordering::Release);
    }

    fn is_reset(&self) -> bool {
        self.0.reset.load(Ordering::Acquire)
    }
}

/// Stream that tracks its state, and limits how long it waits for the client to read.
pub(super) struct Connection {
    stream: TcpStream,
    state: ConnectionState,
    write_timeout: Duration,
    /// Whether a write waits for the client.
    stalled: bool,
    /// When the client must have read a part of it.
    deadline: Option<Pin<Box<Sleep>>>,
}

impl Connection {
    pub(super) fn new(stream: TcpStream, state: ConnectionState, write_timeout: Duration) -> Self {
        // Responses are written in one piece, so waiting for more has no use. A failure only costs time.
        let _ = stream.set_nodelay(true);
        Self { stream, state, write_timeout, stalled: false, deadline: None }
    }

    fn check(&self) -> io::Result<()> {
        if self.state.is_reset() { Err(io::ErrorKind::ConnectionReset.into()) } else { Ok(()) }
    }

    fn written(&mut self, context: &mut Context<'_>, outcome: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if let Poll::Ready(outcome) = outcome {
            self.deadline = None;
            self.state.moved(outcome.as_ref().copied().unwrap_or_default());
            return Poll::Ready(outcome);
        }
        if !self.stalled {
            self.stalled = true;
            self.state.wait();
        }
        let limit = self.write_timeout;
        ready!(self.deadline.get_or_insert_with(|| Box::pin(sleep(limit))).as_mut().poll(context));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client does not read the response")))
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if self.stalled || self.state.is_reset() {
            // Otherwise the system would send the rest and close the connection in order, which also happens
            // if this fails.
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check()?;
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        self.state.moved(buffer.filled().len() - before);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.check()?;
        let outcome = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.written(context, outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.check()?;
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(context, buffers);
        self.written(context, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        ready!(Pin::new(&mut self.stream).poll_flush(context))?;
        if std::mem::take(&mut self.stalled) {
            self.state.resume();
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        ready!(Pin::new(&mut self.stream).poll_shutdown(context))?;
        // Closing with unread data resets the connection, and the reset may overtake the response.
        let mut thrown_away = [0; 8 * 1024];
        loop {
            let mut buffer = ReadBuf::new(&mut thrown_away);
            match Pin::new(&mut self.stream).poll_read(context, &mut buffer) {
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() => self.state.moved(buffer.filled().len()),
                Poll::Pending if self.state.progress().unread => break,
                Poll::Ready(_) | Poll::Pending => return Poll::Ready(Ok(())),
            }
        }
        let limit = self.write_timeout;
        self.deadline.get_or_insert_with(|| Box::pin(sleep(limit))).as_mut().poll(context).map(Ok)
    }
}
