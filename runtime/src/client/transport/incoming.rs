//! Bodies of responses that are read while they arrive.

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::Body;

use super::{TransportError, TransportErrorKind};

/// Body in pieces.
pub(crate) trait Pieces: Send {
    /// Waits for the next piece; `None` at the end.
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>>;
}

/// Place in the extensions of a request for the body of a response that is read while it arrives.
///
/// A [`Transport`](crate::client::Transport) calls [`complete`](Self::complete) when the response has a status of
/// success, and returns the response without a body. One that does not returns the whole response; the client then
/// reads the events at the end.
#[derive(Clone, Default)]
pub struct Incoming(Arc<Mutex<Option<Box<dyn Pieces>>>>);

impl Incoming {
    /// Hands over the body.
    pub fn complete<B>(&self, body: B)
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn StdError + Send + Sync>>,
    {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(OfBody(Box::pin(body))));
    }

    /// Takes the body.
    pub(crate) fn take(&self) -> Option<Box<dyn Pieces>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming").finish_non_exhaustive()
    }
}

/// Body that has arrived.
pub(crate) struct Whole(pub(crate) Option<Bytes>);

impl Pieces for Whole {
    fn poll_piece(&mut self, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}

struct OfBody<B>(Pin<Box<B>>);

impl<B> Pieces for OfBody<B>
where
    B: Body<Data = Bytes> + Send,
    B::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        loop {
            match ready!(self.0.as_mut().poll_frame(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => {
                    return Poll::Ready(Some(Err(TransportError::new(TransportErrorKind::Interrupted, error))));
                }
                // Trailers have no events.
                Some(Ok(frame)) => {
                    if let Ok(piece) = frame.into_data() {
                        return Poll::Ready(Some(Ok(piece)));
                    }
                }
            }
        }
    }
}
