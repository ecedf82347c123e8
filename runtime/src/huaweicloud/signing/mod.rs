//! Request signing with access keys, usable without a client.
//!
//! Huawei Cloud's API gateway accepts requests signed with the secret access key, by the algorithm
//! `SDK-HMAC-SHA256` or, on dedicated hosts, `V11-HMAC-SHA256`. A [`Signer`] signs a request; an
//! [`Authorization`] verifies one.
//!
//! ```
//! use specwright_runtime::http;
//! use specwright_runtime::huaweicloud::signing::{AccessKey, Payload, Signer};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let key = AccessKey::new("AKEXAMPLE", "the secret half");
//! let body = br#"{"name":"teapot"}"#;
//! let mut request = http::Request::post("https://things.eu-1.example.com/v1/things?b=2&a=1")
//!     .header("Content-Type", "application/json")
//!     .body(&body[..])?;
//!
//! Signer::new().sign_request(&key, &mut request, Payload::Bytes(body))?;
//!
//! // The query is sent in the order in which it was signed.
//! assert_eq!(request.uri().query(), Some("a=1&b=2"));
//! let authorization = request.headers()["authorization"].to_str()?;
//! assert!(authorization.starts_with(
//!     "SDK-HMAC-SHA256 Access=AKEXAMPLE, SignedHeaders=content-type;host;x-sdk-date, Signature="
//! ));
//! # Ok(())
//! # }
//! ```
//!
//! A signature is valid for 15 minutes before and after its date, for the unchanged request. Sign a request
//! again before a retry; signing replaces the previous signature.

mod access_key;
mod authorization;
mod canonical;
mod digest;
mod error;
mod signer;

pub use access_key::AccessKey;
pub use authorization::{Authorization, ReceivedRequest, VerifyError};
pub use canonical::{canonical_path, canonical_query, canonical_query_of};
pub use error::SignError;
pub use signer::{Payload, Signature, SignatureScope, Signer, Target};

/// Maximum size of the body of a signed request, in bytes: 12 MB.
pub const BODY_LIMIT: usize = 12 * 1024 * 1024;

/// Maximum difference between the clocks of both sides.
pub const CLOCK_TOLERANCE: std::time::Duration = std::time::Duration::from_secs(15 * 60);
