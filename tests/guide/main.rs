//! The guide and the README as programs: every block of Rust and of output in them is a part of a file
//! here, where it is compiled and run.

mod calls;
mod credentials;
mod endpoints;
mod errors;
mod events;
mod first_call;
mod observing;
mod paging;
mod retries;
mod servicecomb;
mod serving;
mod sockets;
mod support;
mod testing;
mod uploads;
mod waiting;
mod watching;
