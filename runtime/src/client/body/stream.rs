//! Reading a body while it is sent.

use std::collections::VecDeque;
use std::error::Error as StdError;
use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::Progress;
use crate::value::OneReader;

/// Bytes per read, and between progress reports.
const CHUNK: usize = 64 * 1024;

/// Piece of a body.
#[derive(Clone)]
pub(crate) enum Piece {
    Memory(Bytes),
    /// File, with its length once it is known.
    Path(Arc<Path>, Option<u64>),
    Reader(Arc<OneReader>),
}

impl Piece {
    pub(crate) fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Memory(bytes) => Some(bytes),
            Self::Path(..) | Self::Reader(_) => None,
        }
    }

    pub(crate) fn length(&self) -> Option<u64> {
        match self {
            Self::Memory(bytes) => u64::try_from(bytes.len()).ok(),
            Self::Path(_, length) => *length,
            Self::Reader(reader) => reader.length,
        }
    }

    pub(crate) fn is_replayable(&self) -> bool {
        match self {
            Self::Memory(_) | Self::Path(..) => true,
            Self::Reader(reader) => reader.reader.lock().unwrap_or_else(PoisonError::into_inner).is_some(),
        }
    }

    /// Determines the length of a file, or checks that a reader is still available.
    pub(crate) async fn measure(&mut self) -> io::Result<()> {
        match self {
            Self::Memory(_) => Ok(()),
            Self::Path(path, length) => {
                let asked = Arc::clone(path);
                let metadata = tokio::task::spawn_blocking(move || fs::metadata(&*asked)).await?;
                let metadata = metadata.map_err(|error| unreadable(path, &error))?;
                if !metadata.is_file() {
                    return Err(unreadable(path, &io::Error::other("it is not a file")));
                }
                *length = Some(metadata.len());
                Ok(())
            }
            Self::Reader(_) if self.is_replayable() => Ok(()),
            Self::Reader(_) => Err(used_up()),
        }
    }

    /// Opens the file or takes the reader.
    fn open(self) -> io::Result<Source> {
        match self {
            Self::Memory(bytes) => Ok(Source { reader: Box::new(io::Cursor::new(bytes)), left: None, whole: false }),
            Self::Path(path, length) => {
                let file = fs::File::open(&path).map_err(|error| unreadable(&path, &error))?;
                Ok(Source { reader: Box::new(file), left: length, whole: true })
            }
            Self::Reader(once) => {
                let reader = once.reader.lock().unwrap_or_else(PoisonError::into_inner).take();
                Ok(Source { reader: reader.ok_or_else(used_up)?, left: once.length, whole: false })
            }
        }
    }
}

fn unreadable(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("the file {path:?} cannot be read: {error}"))
}

fn used_up() -> io::Error {
    io::Error::other("a reader has been read already: make a new file for each time it is sent")
}

/// File or reader that is being read.
struct Source {
    reader: Box<dyn Read + Send>,
    /// Announced bytes that are still to be read.
    left: Option<u64>,
    /// Whether the source must end after the announced bytes.
    whole: bool,
}

impl Source {
    /// Returns the next chunk; an empty one at the end.
    fn read(&mut self) -> io::Result<Bytes> {
        let most = self.left.map_or(CHUNK, |left| usize::try_from(left).unwrap_or(CHUNK).min(CHUNK));
        if most == 0 {
            // Reading on could block on a reader that has delivered everything it announced.
            if self.whole && self.fill(&mut [0])? > 0 {
                return Err(changed("longer"));
            }
            return Ok(Bytes::new());
        }
        let mut chunk = BytesMut::zeroed(most);
        let read = self.fill(&mut chunk)?;
        chunk.truncate(read);
        if let Some(left) = &mut self.left {
            if read == 0 {
                return Err(changed("shorter"));
            }
            *left = left.saturating_sub(u64::try_from(read).unwrap_or(u64::MAX));
        }
        Ok(chunk.freeze())
    }

    fn fill(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.reader.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // A reader may report more bytes than the buffer holds.
                read => return read.map(|read| read.min(buffer.len())),
            }
        }
    }
}

fn changed(how: &str) -> io::Error {
    io::Error::other(format!("a file is {how} than announced"))
}

type Reading = JoinHandle<(Option<Source>, io::Result<Bytes>)>;

enum State {
    /// Between two pieces.
    Between,
    /// Inside a piece in memory.
    Memory(Bytes),
    /// Inside a piece that is being read. The mutex is never contended; it makes the state `Sync`.
    Open(Mutex<Source>),
    /// A thread is reading.
    Reading(Reading),
    /// Everything was handed over, or reading failed.
    Done,
}

/// Stream over a body, as an [`http_body::Body`]. Holds at most one piece in memory.
pub struct BodyStream {
    pieces: VecDeque<Piece>,
    state: State,
    sent: u64,
    total: Option<u64>,
    progress: Option<Progress>,
}

impl BodyStream {
    pub(crate) fn new(pieces: Vec<Piece>, total: Option<u64>, progress: Option<Progress>) -> Self {
        Self { pieces: pieces.into(), state: State::Between, sent: 0, total, progress }
    }

    pub(crate) async fn collect(mut self) -> io::Result<Bytes> {
        let mut bytes = BytesMut::new();
        while let Some(chunk) = std::future::poll_fn(|context| self.poll_chunk(context)).await {
            bytes.extend_from_slice(&chunk?);
        }
        Ok(bytes.freeze())
    }

    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        let chunk = ready!(self.poll_read(context));
        match &chunk {
            Some(Ok(chunk)) => {
                self.sent = self.sent.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
                if let Some(progress) = &self.progress {
                    progress(self.sent, self.total);
                }
            }
            Some(Err(_)) => {
                self.pieces.clear();
                self.state = State::Done;
            }
            None => {}
        }
        Poll::Ready(chunk)
    }

    fn poll_read(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        loop {
            match std::mem::replace(&mut self.state, State::Done) {
                State::Done => return Poll::Ready(None),
                State::Between => match self.pieces.pop_front() {
                    None => return Poll::Ready(None),
                    Some(Piece::Memory(bytes)) => self.state = State::Memory(bytes),
                    Some(piece) => match read(move || piece.open()) {
                        Ok(reading) => self.state = State::Reading(reading),
                        Err(error) => return Poll::Ready(Some(Err(error))),
                    },
                },
                State::Memory(bytes) if bytes.is_empty() => self.state = State::Between,
                State::Memory(mut bytes) => {
                    let chunk = bytes.split_to(bytes.len().min(CHUNK));
                    self.state = State::Memory(bytes);
                    return Poll::Ready(Some(Ok(chunk)));
                }
                State::Open(source) => {
                    let source = source.into_inner().unwrap_or_else(PoisonError::into_inner);
                    match read(move || Ok(source)) {
                        Ok(reading) => self.state = State::Reading(reading),
                        Err(error) => return Poll::Ready(Some(Err(error))),
                    }
                }
                State::Reading(mut reading) => match Pin::new(&mut reading).poll(context) {
                    Poll::Pending => {
                        self.state = State::Reading(reading);
                        return Poll::Pending;
                    }
                    Poll::Ready(Err(error)) => return Poll::Ready(Some(Err(error.into()))),
                    Poll::Ready(Ok((source, chunk))) => match (source, chunk) {
                        (Some(_), Ok(chunk)) if chunk.is_empty() => self.state = State::Between,
                        (source, chunk) => {
                            self.state = source.map_or(State::Done, |source| State::Open(Mutex::new(source)));
                            return Poll::Ready(Some(chunk));
                        }
                    },
                },
            }
        }
    }
}

/// Reads a chunk on a blocking thread.
fn read(source: impl FnOnce() -> io::Result<Source> + Send + 'static) -> io::Result<Reading> {
    let handle = Handle::try_current().map_err(io::Error::other)?;
    Ok(handle.spawn_blocking(move || match source() {
        Ok(mut source) => {
            let chunk = source.read();
            (Some(source), chunk)
        }
        Err(error) => (None, Err(error)),
    }))
}

/// Error of reading a request body.
///
/// A type of its own, so that transports can distinguish it from network failures:
/// [`TransportErrorKind::Body`](crate::client::TransportErrorKind::Body).
#[derive(Debug)]
pub struct BodyError(io::Error);

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for BodyError {}

impl HttpBody for BodyStream {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        self.poll_chunk(context).map(|chunk| chunk.map(|chunk| chunk.map(Frame::data).map_err(BodyError)))
    }

    fn is_end_stream(&self) -> bool {
        match &self.state {
            State::Between => self.pieces.is_empty(),
            State::Memory(bytes) => bytes.is_empty() && self.pieces.is_empty(),
            State::Open(_) | State::Reading(_) => false,
            State::Done => true,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self.total {
            Some(total) => SizeHint::with_exact(total.saturating_sub(self.sent)),
            None => SizeHint::default(),
        }
    }
}

impl fmt::Debug for BodyStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyStream").field("sent", &self.sent).field("total", &self.total).finish_non_exhaustive()
    }
}
