//! Features of Huawei Cloud shared by its services: request signing, access keys, and tokens of its identity
//! service.

#[cfg(feature = "server")]
mod access_keys;
mod date;
#[cfg(feature = "client")]
pub mod iam;
#[cfg(feature = "client")]
pub mod keys;
pub mod signing;
#[cfg(feature = "client")]
mod signing_credentials;

#[cfg(feature = "server")]
pub use access_keys::AccessKeys;
#[cfg(feature = "client")]
pub use signing_credentials::SigningCredentials;
