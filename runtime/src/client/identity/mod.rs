//! Tokens that prove who the caller is.

pub(crate) mod account_token;
pub(crate) mod cache;
pub(crate) mod static_token;
