//! Verification of signatures.

use std::fmt;
use std::time::{Duration, SystemTime};

use hmac::Mac as _;
use http::{HeaderMap, HeaderName};

use super::CLOCK_TOLERANCE;
use super::access_key::AccessKey;
use super::digest::{is_hash_of, sha256_hex, unhex};
use super::signer::{CONTENT_HASH, DATE, DERIVED, PLAIN, Text, UNSIGNED};
use super::signer::{Payload, Target};
use crate::huaweicloud::date;

/// Request to verify.
#[derive(Debug, Clone, Copy)]
pub struct ReceivedRequest<'a> {
    /// Request without its headers.
    pub target: Target<'a>,
    /// All headers.
    pub headers: &'a HeaderMap,
    /// Time of arrival.
    pub time: SystemTime,
}

/// Parsed `Authorization` header of a signed request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorization<'a> {
    access_key: &'a str,
    /// Of the derived algorithm: date, region and service.
    info: Option<&'a str>,
    signed_headers: Vec<HeaderName>,
    signature: &'a str,
}

impl<'a> Authorization<'a> {
    /// Parses the header; `None` if it is not a signature by a known algorithm.
    #[must_use]
    pub fn parse(header: &'a str) -> Option<Self> {
        let (algorithm, rest) = header.trim().split_once(' ')?;
        let (mut access, mut signed_headers, mut signature) = (None, None, None);
        for part in rest.split(',') {
            let repeated = match part.trim().split_once('=')? {
                ("Access", value) if algorithm == PLAIN => access.replace((value, None)).is_some(),
                ("Credential", value) if algorithm == DERIVED => {
                    let (id, info) = value.split_once('/')?;
                    access.replace((id, Some(info))).is_some()
                }
                ("SignedHeaders", value) => signed_headers.replace(value).is_some(),
                ("Signature", value) => signature.replace(value).is_some(),
                _ => return None,
            };
            if repeated {
                return None;
            }
        }
        let (access_key, info) = access?;
        let names = signed_headers?.split(';').map(|name| HeaderName::from_bytes(name.as_bytes()).ok());
        Some(Self { access_key, info, signed_headers: names.collect::<Option<_>>()?, signature: signature? })
    }

    /// Returns the id of the signing key.
    #[must_use]
    pub fn access_key(&self) -> &'a str {
        self.access_key
    }

    /// Returns the region and service of the signature; `None` for the plain algorithm, which names neither.
    #[must_use]
    pub fn scope(&self) -> Option<(&'a str, &'a str)> {
        let mut parts = self.info?.split('/').skip(1);
        Some((parts.next().unwrap_or_default(), parts.next().unwrap_or_default()))
    }

    /// Returns the names of the signed headers.
    pub fn signed_headers(&self) -> impl Iterator<Item = &HeaderName> {
        self.signed_headers.iter()
    }

    /// Returns the signature, in hexadecimal digits.
    #[must_use]
    pub fn signature(&self) -> &'a str {
        self.signature
    }

    /// Returns the signature as bytes; `None` if it is not hexadecimal.
    #[cfg(feature = "server")]
    pub(crate) fn signature_bytes(&self) -> Option<Vec<u8>> {
        unhex(self.signature)
    }

    /// Verifies the signature of a request. The query of its target must be in canonical form: see
    /// [`canonical_query_of`](super::canonical_query_of).
    ///
    /// [`Payload::Bytes`] requires a signature over this body. The header `X-Sdk-Content-Sha256` counts only
    /// if it is signed, and must then be the hash of the body. [`Payload::Stream`] ignores the body: it
    /// requires the signed value `UNSIGNED-PAYLOAD`.
    ///
    /// # Errors
    /// Returns an error if the signature is invalid.
    pub fn verify(&self, key: &AccessKey, request: &ReceivedRequest<'_>) -> Result<(), VerifyError> {
        let ReceivedRequest { target, headers, time: now } = *request;
        let payload = target.payload;
        let stamp = headers.get(DATE).and_then(|stamp| stamp.to_str().ok()).ok_or(VerifyError::MissingDate)?;
        let time = date::parse_basic(stamp).ok_or(VerifyError::MissingDate)?;
        let skew = now.duration_since(time).unwrap_or_else(|error| error.duration());
        if skew > CLOCK_TOLERANCE {
            return Err(VerifyError::ClockSkew { skew });
        }
        if !self.signed_headers.contains(&DATE) {
            return Err(VerifyError::MissingDate);
        }
        if key.id() != self.access_key {
            return Err(VerifyError::SignatureMismatch);
        }
        let mut names = self.signed_headers.clone();
        names.sort_unstable_by(|name, other| name.as_str().cmp(other.as_str()));
        let signature = unhex(self.signature).ok_or(VerifyError::SignatureMismatch)?;
        let covers = |hash: &str| {
            let text = Text::new(&target, headers, &names, hash, stamp, self.info.map(str::to_owned));
            let mac = text.mac(key).map_err(|_| VerifyError::SignatureMismatch)?;
            mac.verify_slice(&signature).map_err(|_| VerifyError::SignatureMismatch)
        };
        match (payload, self.signed_hash(headers)?) {
            (Payload::Bytes(body), None) => covers(&sha256_hex(body)),
            (Payload::Stream, None) => Err(VerifyError::SignatureMismatch),
            (Payload::Stream, Some(UNSIGNED)) => covers(UNSIGNED),
            (Payload::Stream, Some(hash)) => covers(hash).and(Err(VerifyError::BodyMismatch)),
            // Some signers hash an empty body, even if the header declares it unsigned.
            (Payload::Bytes(b""), Some(UNSIGNED)) if covers(&sha256_hex(b"")).is_ok() => Ok(()),
            (Payload::Bytes(_), Some(UNSIGNED)) => covers(UNSIGNED).and(Err(VerifyError::UnsignedBody)),
            (Payload::Bytes(body), Some(hash)) => {
                covers(hash)?;
                if is_hash_of(hash, body) { Ok(()) } else { Err(VerifyError::BodyMismatch) }
            }
        }
    }

    /// Returns the hash of the body in a signed header.
    fn signed_hash<'h>(&self, headers: &'h HeaderMap) -> Result<Option<&'h str>, VerifyError> {
        if !self.signed_headers.contains(&CONTENT_HASH) {
            return Ok(None);
        }
        let mut values = headers.get_all(CONTENT_HASH).iter();
        match (values.next(), values.next()) {
            (None, _) => Ok(None),
            (Some(hash), None) => hash.to_str().map(|hash| Some(hash.trim())).map_err(|_| VerifyError::BodyMismatch),
            (Some(_), Some(_)) => Err(VerifyError::BodyMismatch),
        }
    }
}

/// Reason why a signature is invalid.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyError {
    /// `X-Sdk-Date` is missing, malformed or unsigned.
    MissingDate,
    /// The date is too old or in the future.
    ClockSkew {
        /// Difference between the clocks.
        skew: Duration,
    },
    /// The request differs from the signed one, or another key signed it.
    SignatureMismatch,
    /// The signature is valid, but not for this body: its hash differs from `X-Sdk-Content-Sha256`, or that
    /// header is repeated.
    BodyMismatch,
    /// The signature is valid, but excludes the body: `X-Sdk-Content-Sha256` is `UNSIGNED-PAYLOAD`.
    UnsignedBody,
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingDate => f.write_str("the request has no signed X-Sdk-Date of the form 20260102T030405Z"),
            Self::ClockSkew { skew } => write!(
                f,
                "the signature is {} minutes away from the server's time, {} are allowed",
                skew.as_secs() / 60,
                CLOCK_TOLERANCE.as_secs() / 60
            ),
            Self::SignatureMismatch => f.write_str("the signature does not match the request"),
            Self::BodyMismatch => f.write_str("the hash of the body differs from X-Sdk-Content-Sha256"),
            Self::UnsignedBody => f.write_str("the body is not signed: X-Sdk-Content-Sha256 is UNSIGNED-PAYLOAD"),
        }
    }
}

impl std::error::Error for VerifyError {}
