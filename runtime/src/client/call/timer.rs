//! Timeouts that cost nothing for work that is done at once.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use tokio::time::{Sleep, sleep};

/// Error of work that did not end in time.
pub(crate) struct Elapsed;

/// Awaits the work for a limited time. The timer starts, and `limit` is asked, when the work has to wait.
pub(crate) async fn timeout<F: Future>(
    limit: impl FnOnce() -> Duration,
    mut work: Pin<&mut F>,
) -> Result<F::Output, Elapsed> {
    let mut limit = Some(limit);
    let mut timer = pin!(None::<Sleep>);
    poll_fn(|context| {
        if let Poll::Ready(output) = work.as_mut().poll(context) {
            return Poll::Ready(Ok(output));
        }
        if let Some(limit) = limit.take() {
            timer.set(Some(sleep(limit())));
        }
        match timer.as_mut().as_pin_mut() {
            Some(timer) => timer.poll(context).map(|()| Err(Elapsed)),
            None => Poll::Pending,
        }
    })
    .await
}
