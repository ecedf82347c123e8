//! Calls that send several requests.

use std::time::Duration;

mod digest;
pub(crate) mod if_changed;
pub(crate) mod lease;
mod next;
pub(crate) mod paging;
pub(crate) mod wait;
pub(crate) mod watch;

/// Minimum pause, which lets other tasks run.
const SHORTEST_PAUSE: Duration = Duration::from_millis(10);

/// Maximum pause after failures.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Maximum `Retry-After`.
pub(crate) const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(60 * 60);

/// Returns the pause after this many earlier failures in a row: 1, 2, 4 … seconds.
pub(crate) fn backoff(earlier: u32) -> Duration {
    Duration::from_secs(1 << earlier.min(6)).min(LONGEST_PAUSE)
}
