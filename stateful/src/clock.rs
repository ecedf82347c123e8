//! Time, which tests advance by hand.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::sync::watch;
use tokio::time::Instant;

/// As far as a clock goes: a time after it is still one, in milliseconds, too.
const FARTHEST: Duration = Duration::from_millis(u64::MAX / 2);

/// Source of time. Clones share it.
#[derive(Debug, Clone)]
pub struct Clock(Arc<Source>);

#[derive(Debug)]
enum Source {
    /// Time that passed since the start, which no change of the system's clock affects.
    System {
        started_at: Duration,
        started: Instant,
        /// Time by which it was advanced.
        ahead: watch::Sender<Duration>,
    },
    Manual(watch::Sender<Duration>),
}

impl Clock {
    /// Creates a clock that runs.
    #[must_use]
    pub fn system() -> Self {
        let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let started_at = since_1970.unwrap_or_default();
        Self(Arc::new(Source::System {
            started_at,
            started: Instant::now(),
            ahead: watch::Sender::new(Duration::ZERO),
        }))
    }

    /// Creates a clock that stops at a time after 1970 until it is advanced.
    #[must_use]
    pub fn manual(since_1970: Duration) -> Self {
        Self(Arc::new(Source::Manual(watch::Sender::new(since_1970.min(FARTHEST)))))
    }

    /// Advances the clock. One that runs goes on from there.
    pub fn advance(&self, by: Duration) {
        match &*self.0 {
            Source::System { ahead, .. } => ahead.send_modify(|ahead| *ahead = ahead.saturating_add(by).min(FARTHEST)),
            Source::Manual(now) => now.send_modify(|now| *now = now.saturating_add(by).min(FARTHEST)),
        }
    }

    /// Returns the time since 1970.
    #[must_use]
    pub fn now(&self) -> Duration {
        match &*self.0 {
            Source::System { started_at, started, ahead } => *started_at + started.elapsed() + *ahead.borrow(),
            Source::Manual(now) => *now.borrow(),
        }
    }

    /// Pauses, if the clock runs.
    pub(crate) async fn pause(&self, time: Duration) {
        if let Source::System { .. } = &*self.0 {
            tokio::time::sleep(time).await;
        }
    }

    /// Waits until a time since 1970.
    pub async fn sleep_until(&self, time: Duration) {
        match &*self.0 {
            Source::System { ahead, .. } => {
                let mut ahead = ahead.subscribe();
                while let left = time.saturating_sub(self.now())
                    && !left.is_zero()
                {
                    // Both outcomes are looked at in the next round.
                    let _ = tokio::time::timeout(left, ahead.changed()).await;
                }
            }
            Source::Manual(now) => {
                // The sender is part of the clock, so it outlives the wait.
                let _ = now.subscribe().wait_for(|now| *now >= time).await;
            }
        }
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_clock_can_be_advanced_as_far_as_one_likes() {
        for clock in [Clock::system(), Clock::manual(Duration::MAX)] {
            clock.advance(Duration::MAX);
            clock.advance(Duration::MAX);
            let now = clock.now();
            assert!(now >= FARTHEST && now.checked_add(FARTHEST).is_some(), "{now:?}");
            clock.sleep_until(FARTHEST).await;
        }
    }
}
