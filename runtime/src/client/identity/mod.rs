//! Credentials based on tokens.

pub(crate) mod account_token;
pub(crate) mod basic;
pub(crate) mod cache;
pub(crate) mod placed;
pub(crate) mod static_token;
