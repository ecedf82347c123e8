//! Keeping one request's misfortune from becoming the server's.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

/// A future panicked. What it said went to the panic hook and stays out of the response.
#[derive(Debug)]
pub(super) struct Panicked;

/// Runs a future to its end or to its panic. A future that panicked is not polled again.
pub(super) async fn catch_panic<F: Future>(future: F) -> Result<F::Output, Panicked> {
    let mut future = pin!(future);
    poll_fn(|context| {
        // Nothing of the future is looked at after a panic, so nothing half-changed is seen.
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
            Ok(Poll::Pending) => Poll::Pending,
            Err(_) => Poll::Ready(Err(Panicked)),
        }
    })
    .await
}
