//! Detection of connections that are dead although nothing closed them.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep};

/// What to do when a service is silent.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Alarm {
    /// Ask for a sign of life.
    Ping,
    /// Give up.
    Silent,
}

/// Measures how long a service is silent.
pub(super) struct Watchdog {
    limit: Duration,
    /// Whether the client asks for signs of life.
    pings: bool,
    heard: Instant,
    timer: Pin<Box<Sleep>>,
}

impl Watchdog {
    pub(super) fn new(limit: Duration, pings: bool) -> Self {
        let step = if pings { limit / 3 } else { limit };
        Self { limit, pings, heard: Instant::now(), timer: Box::pin(sleep(step)) }
    }

    pub(super) fn limit(&self) -> Duration {
        self.limit
    }

    /// Notes a sign of life.
    pub(super) fn heard(&mut self) {
        self.heard = Instant::now();
    }

    /// Waits until something has to be done.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Alarm> {
        let step = if self.pings { self.limit / 3 } else { self.limit };
        loop {
            ready!(self.timer.as_mut().poll(context));
            let silent = self.heard.elapsed();
            if silent >= self.limit {
                return Poll::Ready(Alarm::Silent);
            }
            // The timer is moved only when it ends, which costs less than with each message.
            let next = if silent >= step { step } else { step - silent };
            self.timer.set(sleep(next.min(self.limit - silent)));
            if silent >= step {
                return Poll::Ready(Alarm::Ping);
            }
        }
    }
}
