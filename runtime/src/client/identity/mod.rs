//! Credentials based on tokens.

pub(crate) mod account_token;
pub(crate) mod cache;
pub(crate) mod static_token;
