//! What a request carries.

use std::fmt;

use bytes::Bytes;

/// The body of a request: nothing, or bytes in memory.
///
/// Opaque, so that streams can be added without touching those who only pass it on.
#[derive(Clone, Default)]
pub struct Body {
    // `None` and an empty buffer are different requests: only the second has a Content-Type.
    bytes: Option<Bytes>,
}

impl Body {
    /// No body at all.
    #[must_use]
    pub const fn empty() -> Self {
        Self { bytes: None }
    }

    /// The bytes, if the body is in memory. A body that is absent has none.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&Bytes> {
        self.bytes.as_ref()
    }

    /// The bytes, taken out.
    #[must_use]
    pub fn into_bytes(self) -> Option<Bytes> {
        self.bytes
    }

    /// The length in bytes; 0 if absent.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.as_ref().map_or(0, Bytes::len)
    }

    /// Whether no byte would be sent.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self { bytes: Some(bytes) }
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
        match &self.bytes {
            Some(bytes) => write!(f, "Body({} bytes)", bytes.len()),
            None => f.write_str("Body(absent)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_and_empty_differ() {
        assert!(Body::empty().as_bytes().is_none());
        assert!(Body::from(Bytes::new()).as_bytes().is_some());
        assert!(Body::from(Bytes::new()).is_empty());
    }

    #[test]
    fn debug_shows_no_content() {
        let body = Body::from(b"hunter2".to_vec());
        assert_eq!(format!("{body:?}"), "Body(7 bytes)");
        assert_eq!(format!("{:?}", Body::empty()), "Body(absent)");
    }
}
