//! Retry policies.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

const ATTEMPTS: u32 = 3;
const BASE: Duration = Duration::from_millis(100);
const CAP: Duration = Duration::from_secs(10);
const RETRIES: u32 = 100;

/// Policy that decides whether and when a failed call is retried.
///
/// A call is retried if [`Error::is_retryable`](crate::client::Error::is_retryable): it was never sent, it
/// was throttled, or it is idempotent and the connection broke, the attempt timed out, or the status was 502,
/// 503 or 504. A `POST` that may have been executed is not retried.
///
/// The pause before retry n is random between 0 and [`base_delay`](Self::base_delay) times 2ⁿ⁻¹, at most [`max_delay`](Self::max_delay): *full jitter*, which
/// spreads the retries of many clients. A `Retry-After` of the service is added to it. A pause that would
/// exceed the timeout of the call does not start; the call fails at once.
///
/// ```
/// use std::time::Duration;
/// use specwright_runtime::client::RetryPolicy;
///
/// let patient = RetryPolicy::new().max_attempts(6).base_delay(Duration::from_millis(250));
/// # let _ = patient;
/// ```
#[derive(Clone)]
pub struct RetryPolicy {
    attempts: u32,
    base: Duration,
    cap: Duration,
    budget: Option<RetryBudget>,
    jitter: Option<Randomness>,
}

/// Source of random numbers from 0 to 1.
type Randomness = Arc<dyn Fn() -> f64 + Send + Sync>;

impl RetryPolicy {
    /// Creates a policy of three attempts, with pauses of 100 ms to 10 s.
    #[must_use]
    pub const fn new() -> Self {
        Self { attempts: ATTEMPTS, base: BASE, cap: CAP, budget: None, jitter: None }
    }

    /// Creates a policy without retries.
    #[must_use]
    pub const fn never() -> Self {
        let mut policy = Self::new();
        policy.attempts = 1;
        policy
    }

    /// Sets the maximum number of attempts, including the first. 0 means 1.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// Sets the maximum pause before the first retry, which doubles with each retry. Defaults to 100 ms.
    #[must_use]
    pub fn base_delay(mut self, base: Duration) -> Self {
        self.base = base;
        self
    }

    /// Sets the cap of all pauses. Defaults to 10 s.
    #[must_use]
    pub fn max_delay(mut self, cap: Duration) -> Self {
        self.cap = cap;
        self
    }

    /// Sets the budget for retries. Defaults to that of the client.
    #[must_use]
    pub fn budget(mut self, budget: RetryBudget) -> Self {
        self.budget = Some(budget);
        self
    }

    /// Sets the source of jitter: a function that returns numbers from 0 to 1. For tests; `|| 1.0` yields the
    /// maximum pause.
    #[must_use]
    pub fn jitter(mut self, source: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        self.jitter = Some(Arc::new(source));
        self
    }

    /// Returns the policy of a client, with a budget for all its calls.
    pub(crate) fn for_client(mut self) -> Self {
        self.budget.get_or_insert_default();
        self
    }

    /// Returns the budget of this policy, or that of the client.
    pub(crate) fn budget_or<'a>(&'a self, client: &'a Self) -> Option<&'a RetryBudget> {
        self.budget.as_ref().or(client.budget.as_ref())
    }

    /// Returns the pause before the next attempt. `None` if no attempts are left, or too little time.
    pub(crate) fn pause(&self, made: u32, asked: Option<Duration>, left: Duration) -> Option<Duration> {
        if made >= self.attempts {
            return None;
        }
        let doubled = 1u32.checked_shl(made.saturating_sub(1)).unwrap_or(u32::MAX);
        let longest = self.base.saturating_mul(doubled).min(self.cap);
        let fraction = self.jitter.as_ref().map_or_else(fastrand::f64, |source| source());
        let jitter = Duration::try_from_secs_f64(longest.as_secs_f64() * fraction).unwrap_or(longest).min(longest);
        // If only the requested delay fits, skip the jitter rather than fail.
        let pauses = match asked {
            Some(asked) => [asked.saturating_add(jitter), asked],
            None => [jitter; 2],
        };
        pauses.into_iter().find(|pause| *pause < left)
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for RetryPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryPolicy")
            .field("attempts", &self.attempts)
            .field("base", &self.base)
            .field("cap", &self.cap)
            .field("budget", &self.budget)
            .finish_non_exhaustive()
    }
}

/// Shared limit on retries, so that a service in trouble does not receive several times its load.
///
/// A retry withdraws one, and a success after it returns it. A call that succeeds at once adds a tenth. When
/// the budget is empty, calls fail with their first error. Clones share the balance, so several clients can
/// use one budget.
#[derive(Clone)]
pub struct RetryBudget(Arc<Bucket>);

struct Bucket {
    /// In tenths of a retry; `None` if unlimited.
    capacity: Option<u32>,
    balance: AtomicU32,
}

/// Cost of a retry, in tenths.
const COST: u32 = 10;

impl RetryBudget {
    /// Creates a full budget of this many retries. Clients use 100 by default.
    #[must_use]
    pub fn new(repetitions: u32) -> Self {
        let capacity = repetitions.saturating_mul(COST);
        Self(Arc::new(Bucket { capacity: Some(capacity), balance: AtomicU32::new(capacity) }))
    }

    /// Creates an unlimited budget.
    #[must_use]
    pub fn unlimited() -> Self {
        Self(Arc::new(Bucket { capacity: None, balance: AtomicU32::new(0) }))
    }

    /// Returns the remaining retries; `None` if unlimited.
    #[must_use]
    pub fn remaining(&self) -> Option<u32> {
        self.0.capacity.map(|_| self.0.balance.load(Ordering::Relaxed) / COST)
    }

    /// Withdraws one retry, if the balance allows it.
    pub(crate) fn take(&self) -> bool {
        let spend = |balance: u32| balance.checked_sub(COST);
        self.0.capacity.is_none() || self.0.balance.fetch_update(Ordering::Relaxed, Ordering::Relaxed, spend).is_ok()
    }

    /// Records a successful call.
    pub(crate) fn succeeded(&self, repeated: bool) {
        if let Some(capacity) = self.0.capacity {
            let put = if repeated { COST } else { 1 };
            let fill = |balance: u32| (balance < capacity).then(|| balance.saturating_add(put).min(capacity));
            // Fails if the budget is full, which is the common case.
            let _ = self.0.balance.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fill);
        }
    }
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self::new(RETRIES)
    }
}

impl fmt::Debug for RetryBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.remaining() {
            Some(left) => write!(f, "RetryBudget({left} left)"),
            None => f.write_str("RetryBudget(unlimited)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(3600);

    fn millis(pause: Option<Duration>) -> Option<u128> {
        pause.map(|pause| pause.as_millis())
    }

    #[test]
    fn pauses_double_up_to_the_cap_and_are_random_below() {
        let policy = RetryPolicy::new().max_attempts(100);
        let longest = policy.clone().jitter(|| 1.0);
        let pauses = [1, 2, 3, 8, 33, 64, 99].map(|made| millis(longest.pause(made, None, LONG)).unwrap());
        assert_eq!(pauses, [100, 200, 400, 10_000, 10_000, 10_000, 10_000]);
        let half = policy.clone().jitter(|| 0.5);
        assert_eq!(millis(half.pause(3, None, LONG)), Some(200));
        for odd in [-1.0, 2.0, f64::NAN, f64::INFINITY] {
            let pause = policy.clone().jitter(move || odd).pause(1, None, LONG);
            assert_eq!(millis(pause), Some(100), "{odd}");
        }
        let real: Vec<_> = (0..50).map(|_| policy.pause(1, None, LONG).unwrap()).collect();
        assert!(real.iter().all(|pause| pause.as_millis() <= 100) && real.iter().any(|pause| *pause != real[0]));
    }

    #[test]
    fn attempts_and_time_come_to_an_end() {
        let policy = RetryPolicy::new().jitter(|| 1.0);
        assert_eq!(policy.pause(3, None, LONG), None);
        assert_eq!(RetryPolicy::never().pause(1, None, LONG), None);
        assert_eq!(RetryPolicy::new().max_attempts(0).pause(1, None, LONG), None);
        assert_eq!(policy.pause(1, None, Duration::from_millis(100)), None);
        assert_eq!(millis(policy.pause(1, None, Duration::from_millis(101))), Some(100));
    }

    #[test]
    fn what_the_service_asks_for_is_the_least() {
        let policy = RetryPolicy::new().jitter(|| 1.0);
        let asked = Some(Duration::from_secs(2));
        assert_eq!(millis(policy.pause(1, asked, LONG)), Some(2100));
        assert_eq!(millis(policy.pause(1, asked, Duration::from_millis(2050))), Some(2000));
        assert_eq!(policy.pause(1, asked, Duration::from_secs(2)), None);
        assert_eq!(policy.pause(1, Some(Duration::MAX), LONG), None);
    }

    #[test]
    fn delays_are_those_that_were_set() {
        let policy = RetryPolicy::new().max_attempts(9).base_delay(Duration::from_secs(1)).jitter(|| 1.0);
        let pauses = |policy: &RetryPolicy| [1, 2, 3].map(|made| millis(policy.pause(made, None, LONG)).unwrap());
        assert_eq!(pauses(&policy), [1000, 2000, 4000]);
        assert_eq!(pauses(&policy.max_delay(Duration::from_secs(3))), [1000, 2000, 3000]);
        let shown = format!("{:?}", RetryPolicy::new());
        assert_eq!(shown, "RetryPolicy { attempts: 3, base: 100ms, cap: 10s, budget: None, .. }");
    }

    #[test]
    fn a_policy_of_a_call_has_its_own_budget_or_that_of_the_client() {
        let (own, client) = (RetryPolicy::new().budget(RetryBudget::new(7)), RetryPolicy::new().for_client());
        let remaining = |policy: &RetryPolicy, client: &RetryPolicy| policy.budget_or(client)?.remaining();
        assert_eq!(remaining(&own, &client), Some(7));
        assert_eq!(remaining(&RetryPolicy::new(), &client), Some(RETRIES));
        assert_eq!(remaining(&RetryPolicy::new(), &RetryPolicy::new()), None);
        assert_eq!(remaining(&RetryPolicy::new(), &own.for_client()), Some(7), "what was set stays");
    }

    #[test]
    fn budgets_are_shared_and_filled_by_success() {
        let budget = RetryBudget::new(2);
        let clone = budget.clone();
        assert!(budget.take() && clone.take() && !budget.take());
        assert_eq!(format!("{budget:?}"), "RetryBudget(0 left)");
        for _ in 0..10 {
            assert_eq!(budget.remaining(), Some(0));
            clone.succeeded(false);
        }
        assert_eq!(budget.remaining(), Some(1));
        for _ in 0..5 {
            budget.succeeded(true);
        }
        assert_eq!(budget.remaining(), Some(2), "it does not overflow");
        let endless = RetryBudget::unlimited();
        assert!((0..1000).all(|_| endless.take()));
        endless.succeeded(true);
        assert_eq!(endless.remaining(), None);
    }
}
