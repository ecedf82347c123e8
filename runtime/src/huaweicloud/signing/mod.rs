//! Signatures with access keys, usable without a client.
//!
//! Huawei Cloud's API gateway takes requests that are signed with the secret half of an access
//! key, by the algorithm `SDK-HMAC-SHA256` or, on hosts of their own, `V11-HMAC-SHA256`. A
//! [`Signer`] adds the signature to a request; an [`Authorization`] checks one.
//!
//! ```
//! use std::time::SystemTime;
//!
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
//! Signer::new().sign_request(&key, &mut request, Payload::Bytes(body), SystemTime::now())?;
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
//! A signature is good for 15 minutes around the time it names, and for the request as it is.
//! Whoever sends a request again signs it again; signing replaces the signature of before.

mod access_key;
mod authorization;
mod canonical;
mod digest;
mod error;
mod signer;

pub use access_key::AccessKey;
pub use authorization::{Authorization, VerifyError};
pub use canonical::{canonical_path, canonical_query, canonical_query_of};
pub use error::SignError;
pub use signer::{Payload, Signature, Signer, Target};

/// The longest body that the gateway takes with a signature, in bytes: 12 MB.
pub const BODY_LIMIT: usize = 12 * 1024 * 1024;

/// How far the clocks of the two sides may be apart.
pub const CLOCK_TOLERANCE: std::time::Duration = std::time::Duration::from_secs(15 * 60);
