//! Calls that send several requests.

mod digest;
pub(crate) mod if_changed;
pub(crate) mod lease;
pub(crate) mod paging;
pub(crate) mod wait;
pub(crate) mod watch;
