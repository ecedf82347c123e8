//! Request bodies.

pub(crate) mod form;
pub(crate) mod stream;
pub(crate) mod url_encoded;

use std::fmt;
use std::io;
use std::sync::Arc;

use bytes::Bytes;

use self::stream::{BodyStream, Piece};
use crate::value::{Content as FileContent, File};

/// Progress callback: bytes handed over so far, and the total if it is known.
pub(crate) type Progress = Arc<dyn Fn(u64, Option<u64>) + Send + Sync>;

/// Body of a request: absent, in memory, or read while it is sent.
///
/// Transports call [`as_bytes`](Self::as_bytes), or [`into_stream`](Self::into_stream), which works for every
/// body. Clones share their contents.
#[derive(Clone, Default)]
pub struct Body {
    content: Content,
    progress: Option<Progress>,
}

#[derive(Clone, Default)]
enum Content {
    // An absent body and an empty one are different requests: only the second has a Content-Type.
    #[default]
    Absent,
    Memory(Bytes),
    Pieces(Vec<Piece>),
}

impl Body {
    /// Creates an absent body.
    #[must_use]
    pub const fn empty() -> Self {
        Self { content: Content::Absent, progress: None }
    }

    /// Creates a body from the contents of a file.
    pub(crate) fn from_file(file: &File) -> Self {
        let piece = match file.source() {
            FileContent::Memory(bytes) => return Bytes::copy_from_slice(bytes).into(),
            FileContent::Path(path) => Piece::Path(Arc::clone(path), None),
            FileContent::Reader(reader) => Piece::Reader(Arc::clone(reader)),
        };
        Self::from_pieces(vec![piece])
    }

    /// Creates a body from pieces. It is in memory if all of them are.
    pub(crate) fn from_pieces(pieces: Vec<Piece>) -> Self {
        let in_memory: Option<Vec<&[u8]>> = pieces.iter().map(Piece::as_bytes).collect();
        let content = match in_memory {
            Some(bytes) => Content::Memory(bytes.concat().into()),
            None => Content::Pieces(pieces),
        };
        Self { content, progress: None }
    }

    /// Returns true if there is no body, not even an empty one.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        matches!(self.content, Content::Absent)
    }

    /// Returns the bytes if the body is in memory. Returns `None` if it is absent or read while it is sent.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.content {
            Content::Memory(bytes) => Some(bytes),
            Content::Absent | Content::Pieces(_) => None,
        }
    }

    /// Returns the bytes by value if the body is in memory.
    #[must_use]
    pub fn into_bytes(self) -> Option<Bytes> {
        match self.content {
            Content::Memory(bytes) => Some(bytes),
            Content::Absent | Content::Pieces(_) => None,
        }
    }

    /// Returns the length in bytes if it is known; 0 if the body is absent.
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

    /// Returns true if the body is known to have no bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == Some(0)
    }

    /// Returns true if the body can be sent from its beginning. Always true for memory and files; true for a
    /// reader until its first byte is read.
    #[must_use]
    pub fn is_replayable(&self) -> bool {
        match &self.content {
            Content::Absent | Content::Memory(_) => true,
            Content::Pieces(pieces) => pieces.iter().all(Piece::is_replayable),
        }
    }

    /// Returns the body as a stream. It reports progress if the caller asked for it. Read it inside a Tokio
    /// runtime: files are read on blocking threads.
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

    /// Reads the whole body into memory, for transports without streaming.
    ///
    /// # Errors
    /// Returns an error if a part cannot be read.
    pub async fn collect(self) -> io::Result<Bytes> {
        if self.progress.is_none()
            && let Content::Memory(bytes) = self.content
        {
            return Ok(bytes);
        }
        self.into_stream().collect().await
    }

    /// Returns true if the caller asked for progress reports.
    #[cfg_attr(not(any(feature = "reqwest", feature = "server")), allow(dead_code, reason = "no transport asks"))]
    pub(crate) fn is_watched(&self) -> bool {
        self.progress.is_some()
    }

    pub(crate) fn report(&mut self, progress: Option<Progress>) {
        self.progress = progress;
    }

    /// Determines the lengths of files and checks that every part is still available.
    ///
    /// # Errors
    /// Returns an error if a part cannot be read.
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
        // Bodies carry passwords, so `Debug` shows their size only.
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
