//! Errors of signing.

use std::fmt;

use super::BODY_LIMIT;

/// Reason why a request cannot be signed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignError {
    /// The body exceeds the gateway's limit for signed requests.
    BodyTooLarge {
        /// Length of the body, in bytes.
        bytes: usize,
    },
    /// A value is not valid in the header of this name.
    InvalidHeader(&'static str),
    /// Neither the URL nor a header has a host.
    MissingHost,
    /// The path has a segment `.` or `..` or a backslash. URL libraries change those, so the received path
    /// would differ from the signed one.
    UnstablePath,
    /// The time is out of range.
    InvalidTime,
    /// The key is invalid for the algorithm.
    InvalidKey,
    /// The header `X-Sdk-Content-Sha256` is set, but is not the hash of the body.
    ContentHashMismatch,
}

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BodyTooLarge { bytes } => write!(
                f,
                "the body has {bytes} bytes, but a request that is signed with an access key may carry {} bytes \
                 (12 MB) at most: send less, or authorize the request with a token",
                BODY_LIMIT
            ),
            Self::InvalidHeader(name) => {
                write!(
                    f,
                    "the access key is invalid: `{name}` would contain characters that are not allowed in a header"
                )
            }
            Self::MissingHost => f.write_str("the request cannot be signed: its URL has no host"),
            Self::UnstablePath => f.write_str(
                "a path with a segment `.` or `..` or a backslash cannot be signed, because URL libraries change it",
            ),
            Self::InvalidTime => {
                f.write_str("the time of the signature is out of range: check the clock of this machine")
            }
            Self::InvalidKey => f.write_str("the access key is invalid for the algorithm"),
            Self::ContentHashMismatch => f.write_str(
                "the header X-Sdk-Content-Sha256 is not the hash of the body: remove it, and the signer computes it",
            ),
        }
    }
}

impl std::error::Error for SignError {}
