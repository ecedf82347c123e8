//! Cache of shared values that are fetched on demand and refreshed before they expire.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

use crate::client::call::Call;
use crate::client::client_core::ClientCore;
use crate::client::endpoint::addresses::Addresses;
use crate::client::error::Error;
use crate::client::error::credentials::CredentialsError;
use crate::future::BoxFuture;
use crate::meta::OperationMeta;

/// Timeout of the request of a fetch. Shorter than that of the calls that wait for it, so that they can
/// report the failure.
const PATIENCE: Duration = Duration::from_secs(30);
/// Timeout of a whole fetch. Covers a runtime that was dropped, or stopped, during the fetch.
const FLIGHT: Duration = Duration::from_secs(60);
/// Pause after a failed refresh while the old value is still valid.
const PAUSE: Duration = Duration::from_secs(30);
/// Time during which a replacement of a rejected value is kept even if it is rejected too.
const TRUST: Duration = Duration::from_secs(60);

impl Call {
    /// Creates an unauthenticated call on behalf of credentials.
    pub(crate) fn for_credentials(core: &ClientCore, meta: &'static OperationMeta, addresses: Arc<Addresses>) -> Self {
        let mut call = Self::new(core, meta);
        call.at(addresses);
        call.on_behalf_of(None);
        call.timeout(PATIENCE.min(core.settings().timeout));
        call
    }
}

/// Result of a fetch.
pub(crate) struct Fetched<T> {
    value: T,
    /// Times until refresh and until expiry.
    life: Option<(Duration, Duration)>,
}

impl<T> Fetched<T> {
    /// Creates a value that lasts until it is rejected.
    #[cfg(feature = "huaweicloud")]
    pub(crate) fn lasting(value: T) -> Self {
        Self { value, life: None }
    }

    /// Creates a value that expires after `lifetime` and is refreshed `margin` earlier, but not before half
    /// of the lifetime. Without a lifetime, it lasts until it is rejected.
    pub(crate) fn ending(value: T, lifetime: Option<Duration>, margin: Duration) -> Self {
        let life = lifetime.filter(|lifetime| !lifetime.is_zero()).map(|lifetime| {
            // Leaves time for requests in flight, which the service would otherwise reject.
            let usable = lifetime.saturating_sub((lifetime / 20).min(Duration::from_secs(30)));
            (lifetime.saturating_sub(margin.min(lifetime / 2)), usable)
        });
        Self { value, life }
    }
}

/// Error of a fetch.
#[derive(Clone)]
pub(crate) struct FetchError {
    error: CredentialsError,
    hold: Hold,
}

/// How long a forbidden login is not repeated.
const FORBIDDEN: Duration = Duration::from_secs(60);

/// When to fetch again after a failure.
#[derive(Clone, Copy)]
pub(crate) enum Hold {
    /// With the next call.
    Nothing,
    /// After this delay.
    For(Duration),
    /// Never.
    Forever,
}

impl FetchError {
    pub(crate) fn held(error: CredentialsError, hold: Hold) -> Self {
        Self { error, hold }
    }

    /// A failed login that is not about the password. A forbidden one may be of a locked account, so that not every call
    /// repeats it.
    pub(crate) fn of_login(error: Error) -> Self {
        let hold = if error.is_forbidden() { Hold::For(FORBIDDEN) } else { Hold::Nothing };
        Self { error: CredentialsError::from(error), hold }
    }
}

impl From<CredentialsError> for FetchError {
    fn from(error: CredentialsError) -> Self {
        Self { error, hold: Hold::Nothing }
    }
}

/// Cached value with at most one fetch in flight.
///
/// A fetch is a task of its own: a call that is dropped or times out does not cancel a fetch that others
/// await. A refresh runs while the old value is still used.
pub(crate) struct Cached<T> {
    state: Mutex<State<T>>,
}

struct State<T> {
    current: Option<Held<T>>,
    flight: Option<Flight<T>>,
    /// Last failure while fetching is blocked. Without an end, it is blocked forever.
    held: Option<(Option<Instant>, CredentialsError)>,
    /// Whether the last value was rejected.
    replacing: bool,
}

struct Held<T> {
    value: Arc<T>,
    fetched: Instant,
    renew_at: Option<Instant>,
    usable_until: Option<Instant>,
    /// Whether the value replaced a rejected one.
    replacement: bool,
}

type Outcome<T> = Result<Arc<T>, CredentialsError>;

struct Flight<T> {
    outcome: watch::Receiver<Option<Outcome<T>>>,
    deadline: Instant,
}

impl<T> Flight<T> {
    /// Returns true if the fetch cannot finish: its runtime was dropped or stopped.
    fn is_lost(&self, now: Instant) -> bool {
        now >= self.deadline || self.outcome.has_changed().is_err()
    }
}

impl<T> Clone for Flight<T> {
    fn clone(&self) -> Self {
        Self { outcome: self.outcome.clone(), deadline: self.deadline }
    }
}

impl<T> Default for Cached<T> {
    fn default() -> Self {
        Self { state: Mutex::new(State { current: None, flight: None, held: None, replacing: false }) }
    }
}

impl<T: Send + Sync + 'static> Cached<T> {
    /// Returns the value; fetches it if necessary.
    pub(crate) async fn get(
        self: &Arc<Self>,
        fetch: impl Fn() -> BoxFuture<'static, Result<Fetched<T>, FetchError>>,
    ) -> Outcome<T> {
        // Loops only if a fetch is lost.
        for _ in 0..3 {
            let mut flight = match self.look(&fetch)? {
                Ok(value) => return Ok(value),
                Err(flight) => flight,
            };
            let outcome = timeout_at(flight.deadline, flight.outcome.wait_for(Option::is_some)).await;
            if let Ok(Ok(outcome)) = outcome
                && let Some(outcome) = &*outcome
            {
                return outcome.clone();
            }
        }
        Err(CredentialsError::new("fetching the credentials was canceled several times"))
    }

    /// Returns a valid value, or the fetch to await.
    fn look(
        self: &Arc<Self>,
        fetch: impl Fn() -> BoxFuture<'static, Result<Fetched<T>, FetchError>>,
    ) -> Result<Result<Arc<T>, Flight<T>>, CredentialsError> {
        let now = Instant::now();
        let mut state = self.lock();
        let usable = state.current.as_ref().filter(|held| held.usable_until.is_none_or(|end| now < end));
        let is_fresh = usable.is_some_and(|held| held.renew_at.is_none_or(|renewal| now < renewal));
        let usable = usable.map(|held| Arc::clone(&held.value));
        if let Some(value) = usable.as_ref().filter(|_| is_fresh) {
            return Ok(Ok(Arc::clone(value)));
        }
        if let Some((until, error)) = &state.held {
            if until.is_none_or(|until| now < until) {
                return usable.map(Ok).ok_or_else(|| error.clone());
            }
            state.held = None;
        }
        let flight = match state.flight.clone().filter(|flight| !flight.is_lost(now)) {
            Some(flight) => flight,
            None => {
                let flight = self.start(now, fetch())?;
                state.flight = Some(flight.clone());
                flight
            }
        };
        Ok(usable.ok_or(flight))
    }

    fn start(
        self: &Arc<Self>,
        now: Instant,
        fetch: BoxFuture<'static, Result<Fetched<T>, FetchError>>,
    ) -> Result<Flight<T>, CredentialsError> {
        let runtime = Handle::try_current()
            .map_err(|_| CredentialsError::new("fetching the credentials requires a Tokio runtime"))?;
        let (sender, outcome) = watch::channel(None);
        let this = Arc::clone(self);
        runtime.spawn(async move {
            let outcome = fetch.await;
            sender.send_replace(Some(this.land(outcome)));
        });
        Ok(Flight { outcome, deadline: now + FLIGHT })
    }

    /// Stores the result of a fetch.
    fn land(&self, outcome: Result<Fetched<T>, FetchError>) -> Outcome<T> {
        let now = Instant::now();
        let mut state = self.lock();
        state.flight = None;
        match outcome {
            Ok(Fetched { value, life }) => {
                let value = Arc::new(value);
                state.held = None;
                state.current = Some(Held {
                    value: Arc::clone(&value),
                    fetched: now,
                    renew_at: life.and_then(|(renewal, _)| now.checked_add(renewal)),
                    usable_until: life.and_then(|(_, end)| now.checked_add(end)),
                    replacement: std::mem::take(&mut state.replacing),
                });
                Ok(value)
            }
            Err(FetchError { error, hold }) => {
                match hold {
                    Hold::Nothing => {}
                    Hold::For(pause) => state.held = Some((now.checked_add(pause), error.clone())),
                    Hold::Forever => state.held = Some((None, error.clone())),
                }
                if let Some(current) = &mut state.current {
                    current.renew_at = now.checked_add(PAUSE);
                }
                Err(error)
            }
        }
    }

    /// Records that the service rejected the value. Returns true if a retry makes sense: not if the value
    /// just replaced a rejected one, or every call would fetch.
    pub(crate) fn reject(&self, is_used: impl Fn(&T) -> bool) -> bool {
        let mut state = self.lock();
        match &state.current {
            Some(held) if is_used(&held.value) => {
                if held.replacement && held.fetched.elapsed() < TRUST {
                    return false;
                }
                state.current = None;
                state.replacing = true;
                true
            }
            // Another call recorded it first.
            _ => true,
        }
    }

    fn holds(&self, is_used: impl Fn(&T) -> bool) -> bool {
        self.lock().current.as_ref().is_some_and(|held| is_used(&held.value))
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        // The state is consistent after every statement, so a poisoned lock is harmless.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One cached value per key, such as an address. Clones share them.
pub(crate) struct Keyed<T>(Arc<Mutex<Vec<Entry<T>>>>);

type Entry<T> = (String, Arc<Cached<T>>);

impl<T: Send + Sync + 'static> Keyed<T> {
    pub(crate) fn at(&self, key: &str) -> Arc<Cached<T>> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, cached)) = entries.iter().find(|(known, _)| known == key) {
            return Arc::clone(cached);
        }
        let cached = Arc::<Cached<T>>::default();
        entries.push((key.to_owned(), Arc::clone(&cached)));
        cached
    }

    /// Rejects the value in use, as [`Cached::reject`] does.
    pub(crate) fn reject(&self, is_used: impl Fn(&T) -> bool) -> bool {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let holder = entries.iter().find(|(_, cached)| cached.holds(&is_used));
        holder.is_none_or(|(_, cached)| cached.reject(is_used))
    }
}

impl<T> Clone for Keyed<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Default for Keyed<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}
