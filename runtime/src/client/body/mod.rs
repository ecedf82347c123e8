//! What a request carries.

pub(crate) mod form;
pub(crate) mod stream;

use std::fmt;
use std::io;
use std::sync::Arc;

use bytes::Bytes;

use self::stream::{BodyStream, Piece};

/// Told how many bytes were handed over, and how many there are, if that is known.
pub(crate) type Progress = Arc<dyn Fn(u64, Option<u64>) + Send + Sync>;

/// The body of a request: nothing, bytes in memory, or pieces that are read while they are sent.
///
/// Transports ask for [`as_bytes`](Self::as_bytes) or take [`into_stream`](Self::into_stream), which
/// works for every body. Clones share their contents.
#[derive(Clone, Default)]
pub struct Body {
    content: Content,
    progress: Option<Progress>,
}

#[derive(Clone, Default)]
enum Content {
    // Absence and an empty buffer are different requests: only the second has a Content-Type.
    #[default]
    Absent,
    Memory(Bytes),
    Pieces(Vec<Piece>),
}

impl Body {
    /// No body at all.
    #[must_use]
    pub const fn empty() -> Self {
        Self { content: Content::Absent, progress: None }
    }

    /// A body of pieces; in memory, if all of them are.
    pub(crate) fn from_pieces(pieces: Vec<Piece>) -> Self {
        let in_memory: Option<Vec<&[u8]>> = pieces.iter().map(Piece::as_bytes).collect();
        let content = match in_memory {
            Some(bytes) => Content::Memory(bytes.concat().into()),
            None => Content::Pieces(pieces),
        };
        Self { content, progress: None }
    }

    /// Whether there is no body, not even an empty one.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        matches!(self.content, Content::Absent)
    }

    /// The bytes, if the body is in memory. A body that is absent has none, and neither has one that
    /// is read while it is sent.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.content {
            Content::Memory(bytes) => Some(bytes),
            Content::Absent | Content::Pieces(_) => None,
        }
    }

    /// The bytes, taken out, if the body is in memory.
    #[must_use]
    pub fn into_bytes(self) -> Option<Bytes> {
        match self.content {
            Content::Memory(bytes) => Some(bytes),
            Content::Absent | Content::Pieces(_) => None,
        }
    }

    /// The length in bytes, if it is known; 0 if absent.
    #[must_use]
    pub fn len(&self) -> Option<u64> {
        match &self.content {
            Content::Absent => Some(0),
            Content::Memory(bytes) => u64::try_from(bytes.len()).ok(),
            Content::Pieces(pieces) => {
                pieces.iter().try_fold(0_u64, |length, piece| length.checked_add(piece.length()?))
            }
        }
    }

    /// Whether it is known that no byte would be sent.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == Some(0)
    }

    /// Whether the body can be sent, or sent again, from its beginning. Always so in memory and for
    /// files; for a reader only as long as nobody has begun to read.
    #[must_use]
    pub fn is_replayable(&self) -> bool {
        match &self.content {
            Content::Absent | Content::Memory(_) => true,
            Content::Pieces(pieces) => pieces.iter().all(Piece::is_replayable),
        }
    }

    /// The body piece by piece, whatever it is, with reports of progress if the caller asked for
    /// them. Has to be read inside a Tokio runtime, since files are read on threads of their own.
    #[must_use]
    pub fn into_stream(self) -> BodyStream {
        let length = self.len();
        let pieces = match self.content {
            Content::Absent => Vec::new(),
            Content::Memory(bytes) => vec![Piece::Memory(bytes)],
            Content::Pieces(pieces) => pieces,
        };
        BodyStream::new(pieces, length, self.progress)
    }

    /// The whole body in memory, for transports that have no use for streams.
    ///
    /// # Errors
    /// If it cannot be read.
    pub async fn collect(self) -> io::Result<Bytes> {
        if self.progress.is_none()
            && let Content::Memory(bytes) = self.content
        {
            return Ok(bytes);
        }
        self.into_stream().collect().await
    }

    /// Whether somebody wants to know how far sending has come.
    #[cfg_attr(not(any(feature = "reqwest", feature = "server")), allow(dead_code, reason = "no transport asks"))]
    pub(crate) fn is_watched(&self) -> bool {
        self.progress.is_some()
    }

    pub(crate) fn report(&mut self, progress: Option<Progress>) {
        self.progress = progress;
    }

    /// Finds out how long the files are, and whether everything is still there.
    ///
    /// # Errors
    /// If a part cannot be read.
    pub(crate) async fn measure(&mut self) -> io::Result<()> {
        if let Content::Pieces(pieces) = &mut self.content {
            for piece in pieces {
                piece.measure().await?;
            }
        }
        Ok(())
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self { content: Content::Memory(bytes), progress: None }
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Bodies carry passwords; their size has to do.
        match (self.is_absent(), self.len()) {
            (true, _) => f.write_str("Body(absent)"),
            (false, Some(length)) => write!(f, "Body({length} bytes)"),
            (false, None) => f.write_str("Body(of unknown length)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_and_empty_differ() {
        assert!(Body::empty().as_bytes().is_none() && Body::empty().is_absent());
        assert!(Body::from(Bytes::new()).as_bytes().is_some());
        assert!(Body::from(Bytes::new()).is_empty() && !Body::from(Bytes::new()).is_absent());
    }

    #[test]
    fn debug_shows_no_content() {
        let body = Body::from(b"hunter2".to_vec());
        assert_eq!(format!("{body:?}"), "Body(7 bytes)");
        assert_eq!(format!("{:?}", Body::empty()), "Body(absent)");
    }
}
