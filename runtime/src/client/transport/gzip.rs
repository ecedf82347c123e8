//! Responses that are compressed with gzip. The decoder of reqwest ends behind the first member.

use std::error::Error as StdError;
use std::io::Write as _;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use flate2::write::MultiGzDecoder;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use http_body::{Body, Frame};

/// What is decompressed at once, so that a limit is noticed in time: this becomes 4 MiB at most.
const STEP: usize = 4096;

/// A body while it is decompressed.
pub(super) struct Decompressed<B> {
    body: B,
    decoder: MultiGzDecoder<Vec<u8>>,
    /// What has arrived and is still compressed.
    arrived: Bytes,
    begun: bool,
    ended: bool,
}

impl<B> Decompressed<B> {
    pub(super) fn new(body: B) -> Self {
        Self { body, decoder: MultiGzDecoder::new(Vec::new()), arrived: Bytes::new(), begun: false, ended: false }
    }
}

impl<B> Body for Decompressed<B>
where
    B: Body<Data = Bytes, Error: StdError + Send + Sync + 'static> + Unpin,
{
    type Data = Bytes;
    type Error = Box<dyn StdError + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = &mut *self;
        loop {
            if !this.arrived.is_empty() {
                let step = this.arrived.split_to(this.arrived.len().min(STEP));
                this.begun = true;
                this.decoder.write_all(&step)?;
            } else if this.ended {
                return Poll::Ready(None);
            } else {
                match ready!(Pin::new(&mut this.body).poll_frame(context)) {
                    Some(frame) => this.arrived = frame?.into_data().unwrap_or_default(),
                    None => {
                        this.ended = true;
                        if this.begun {
                            this.decoder.try_finish()?;
                        }
                    }
                }
            }
            let data = std::mem::take(this.decoder.get_mut());
            if !data.is_empty() {
                return Poll::Ready(Some(Ok(Frame::data(data.into()))));
            }
        }
    }
}

/// Removes the headers of a compressed body. Returns whether they are there.
pub(super) fn take_encoding(headers: &mut HeaderMap) -> bool {
    let encoding = headers.get(CONTENT_ENCODING).and_then(|value| value.to_str().ok()).map(str::trim);
    let is_gzip = encoding.is_some_and(|name| ["gzip", "x-gzip"].iter().any(|gzip| name.eq_ignore_ascii_case(gzip)));
    if is_gzip {
        headers.remove(CONTENT_ENCODING);
        headers.remove(CONTENT_LENGTH);
    }
    is_gzip
}
