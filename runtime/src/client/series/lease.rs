//! Leases: registrations that the service drops unless heartbeats renew them.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::{SHORTEST_PAUSE, backoff};
use crate::client::error::{Error, ErrorKind};
use crate::client::response::RawResponse;
use crate::decode;
use crate::future::BoxFuture;

type Acquire<T> = Arc<dyn Fn(Option<T>) -> BoxFuture<'static, Result<T, Error>> + Send + Sync>;
type With<T> = Arc<dyn Fn(T) -> BoxFuture<'static, Result<(), Error>> + Send + Sync>;
type Predicate = Arc<dyn Fn(&Error) -> bool + Send + Sync>;
type Observe<T> = Arc<dyn Fn(LeaseEvent<'_, T>) + Send + Sync>;

/// Minimum timeout of a heartbeat, and of each call that it entails.
const SHORTEST_LIMIT: Duration = Duration::from_secs(1);

/// Event in the life of a lease.
#[derive(Debug)]
#[non_exhaustive]
pub enum LeaseEvent<'a, T> {
    /// A heartbeat renewed the lease.
    Renewed,
    /// The service had lost the lease, and it was acquired again, with these ids.
    Reacquired(&'a T),
    /// A heartbeat failed, or what it entails: to acquire the lease again, or to restore what was lost with it. The
    /// next one follows after 1, 2, 4 … seconds, at most the interval.
    RenewalFailed(&'a Error),
}

/// Builder of a [`Lease`]: how to acquire, renew and release it.
///
/// ```no_run
/// # use specwright_runtime::client::{Error, LeaseBuilder};
/// # async fn register() -> Result<String, Error> { unimplemented!() }
/// # async fn heartbeat(id: String) -> Result<(), Error> { unimplemented!() }
/// # async fn deregister(id: String) -> Result<(), Error> { unimplemented!() }
/// # async fn example() -> Result<(), Error> {
/// let lease = LeaseBuilder::new(register).renew(heartbeat).release(deregister).acquire().await?;
/// println!("registered as {}", lease.get());
/// // …
/// lease.release().await
/// # }
/// ```
#[must_use = "nothing is sent before `acquire`"]
pub struct LeaseBuilder<T> {
    acquire: Acquire<T>,
    renew: Option<With<T>>,
    restore: Option<With<T>>,
    release: Option<With<T>>,
    lost: Predicate,
    observe: Option<Observe<T>>,
    interval: Duration,
}

impl<T: Clone + Send + Sync + 'static> LeaseBuilder<T> {
    /// Creates a builder from the call that acquires the lease. The result of the call, such as an id,
    /// identifies the lease.
    pub fn new<F>(acquire: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        Self::resuming(move |_| acquire())
    }

    /// Creates a builder from the call that acquires the lease. To acquire it again after the service lost it, the
    /// call receives the identification of the lost lease, so that it can keep its id.
    pub fn resuming<F>(acquire: impl Fn(Option<T>) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        Self {
            acquire: Arc::new(move |lost| Box::pin(acquire(lost))),
            renew: None,
            restore: None,
            release: None,
            lost: Arc::new(Error::is_not_found),
            observe: None,
            interval: Duration::from_secs(30),
        }
    }

    /// Sets the call that renews the lease: the heartbeat.
    pub fn renew<F>(mut self, renew: impl Fn(T) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), Error>> + Send + 'static,
    {
        self.renew = Some(Arc::new(move |known| Box::pin(renew(known))));
        self
    }

    /// Sets a call that restores what acquiring the lease does not, such as a status that was set later. It is sent
    /// after the lease was acquired again, and repeated with the next heartbeats until it succeeds.
    pub fn restore<F>(mut self, restore: impl Fn(T) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), Error>> + Send + 'static,
    {
        self.restore = Some(Arc::new(move |known| Box::pin(restore(known))));
        self
    }

    /// Sets the call that releases the lease.
    pub fn release<F>(mut self, release: impl Fn(T) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), Error>> + Send + 'static,
    {
        self.release = Some(Arc::new(move |known| Box::pin(release(known))));
        self
    }

    /// Sets which errors mean that the service lost the lease, so that it must be acquired again. Defaults to
    /// [`Error::is_not_found`].
    pub fn lost_when(mut self, lost: impl Fn(&Error) -> bool + Send + Sync + 'static) -> Self {
        self.lost = Arc::new(lost);
        self
    }

    /// Sets the error codes that mean that the service lost the lease.
    pub fn lost_codes(self, codes: &'static [&'static str]) -> Self {
        self.lost_when(|error| error.code().is_some_and(|code| codes.contains(&code)))
    }

    /// Sets the interval in seconds from another source. For generated code.
    #[doc(hidden)]
    pub fn interval_seconds(self, seconds: Option<i64>, default: u64) -> Self {
        let seconds = seconds.and_then(|seconds| u64::try_from(seconds).ok()).filter(|seconds| *seconds > 0);
        self.interval(Duration::from_secs(seconds.unwrap_or(default)))
    }

    /// Sets the interval between the starts of two heartbeats, at least 10 milliseconds. Defaults to 30
    /// seconds.
    ///
    /// The interval is also the timeout of a heartbeat, but at least one second, whatever the timeout of its
    /// calls. After a timeout, the next heartbeat goes to another address of the host, if there is one. After
    /// another failure, it follows sooner: after 1, 2, 4 … seconds, or when `Retry-After` allows it, at most the
    /// interval.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval.max(SHORTEST_PAUSE);
        self
    }

    /// Sets a callback for every heartbeat and every failure.
    pub fn on_event(mut self, observe: impl Fn(LeaseEvent<'_, T>) + Send + Sync + 'static) -> Self {
        self.observe = Some(Arc::new(observe));
        self
    }

    /// Acquires the lease and starts a task that renews it until it is released or dropped.
    ///
    /// # Errors
    /// Returns an error if the lease cannot be acquired.
    pub async fn acquire(self) -> Result<Lease<T>, Error> {
        let known = (self.acquire)(None).await?;
        let known = Arc::new(Mutex::new(known));
        let stop = Arc::new(Notify::new());
        let (release, lost) = (self.release.clone(), self.lost.clone());
        let task = tokio::spawn(self.heartbeats(known.clone(), stop.clone()));
        Ok(Lease { known, stop, release, lost, task: Some(task) })
    }

    async fn heartbeats(self, known: Arc<Mutex<T>>, stop: Arc<Notify>) {
        let (mut failures, mut pause) = (0, self.interval);
        let mut is_restored = true;
        loop {
            tokio::select! {
                () = stop.notified() => return,
                () = tokio::time::sleep(pause) => {}
            }
            let started = Instant::now();
            let outcome = self.heartbeat(&known, &mut is_restored).await;
            let rest = self.interval.saturating_sub(started.elapsed());
            pause = match outcome {
                Ok(()) => {
                    failures = 0;
                    rest
                }
                Err(error) => {
                    self.tell(LeaseEvent::RenewalFailed(&error));
                    let pause = backoff(failures).max(error.retry_after().unwrap_or_default());
                    failures += 1;
                    pause.min(rest).max(SHORTEST_PAUSE)
                }
            };
        }
    }

    /// Renews the lease, or acquires it again if it is lost. `is_restored` is false until the call of `restore`
    /// succeeds after that.
    async fn heartbeat(&self, known: &Mutex<T>, is_restored: &mut bool) -> Result<(), Error> {
        let Some(renew) = &self.renew else { return Ok(()) };
        let current = || known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        // A call that hangs must not outlast the lease; the next attempt goes to another address.
        let limit = self.interval.max(SHORTEST_LIMIT);
        match within(limit, renew(current())).await {
            Ok(()) => self.tell(LeaseEvent::Renewed),
            Err(error) if (self.lost)(&error) => {
                let new = within(limit, (self.acquire)(Some(current()))).await?;
                *known.lock().unwrap_or_else(PoisonError::into_inner) = new.clone();
                *is_restored = false;
                self.tell(LeaseEvent::Reacquired(&new));
            }
            Err(error) => return Err(error),
        }
        if let Some(restore) = self.restore.as_ref().filter(|_| !*is_restored) {
            within(limit, restore(current())).await?;
        }
        *is_restored = true;
        Ok(())
    }

    fn tell(&self, event: LeaseEvent<'_, T>) {
        if let Some(observe) = &self.observe {
            observe(event);
        }
    }
}

/// Returns true if the service stores something else than is asked for. For generated code, before an id that the
/// caller chose is acquired: a service may only renew what it has under that id.
///
/// # Errors
/// Returns an error if the service responds with one that does not report the lease as lost.
#[doc(hidden)]
pub fn is_outdated(asked: &impl Serialize, stored: RawResponse, lost: &[&str]) -> Result<bool, Error> {
    let stored = match stored.successful() {
        Ok(stored) => stored,
        Err(error) if error.is_not_found() || error.code().is_some_and(|code| lost.contains(&code)) => {
            return Ok(false);
        }
        Err(error) => return Err(error),
    };
    // What is no JSON is not what was asked for.
    let stored = decode::tolerant(stored.get()).unwrap_or_default();
    Ok(serde_json::to_value(asked).is_ok_and(|asked| !contains(&stored, &asked)))
}

/// Returns true if a value has everything that another one has. Services add what they count and complete.
fn contains(stored: &Value, asked: &Value) -> bool {
    match (stored, asked) {
        (Value::Object(stored), Value::Object(asked)) => asked.iter().all(|(name, asked)| match stored.get(name) {
            Some(stored) => contains(stored, asked),
            None => is_empty(asked),
        }),
        (stored, asked) => stored == asked || is_empty(stored) && is_empty(asked),
    }
}

/// Returns true for values that services leave out.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.values().all(is_empty),
        Value::Bool(true) => false,
    }
}

/// Awaits the work, up to the limit.
async fn within<T>(limit: Duration, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let late = |_| Err(Error::new(ErrorKind::Timeout, None, format!("no response within {limit:?}")));
    tokio::time::timeout(limit, work).await.unwrap_or_else(late)
}

impl<T> fmt::Debug for LeaseBuilder<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LeaseBuilder").field("interval", &self.interval).finish_non_exhaustive()
    }
}

/// Active lease. [`release`](Self::release) ends it at once. Dropping it stops the heartbeats, so that the
/// service drops it later.
#[must_use = "heartbeats stop when the lease is dropped"]
pub struct Lease<T> {
    known: Arc<Mutex<T>>,
    stop: Arc<Notify>,
    release: Option<With<T>>,
    lost: Predicate,
    task: Option<JoinHandle<()>>,
}

impl<T: Clone> Lease<T> {
    /// Returns the current identification of the lease, such as its ids.
    #[must_use]
    pub fn get(&self) -> T {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Stops the heartbeats and releases the lease. Succeeds if the service lost it already.
    ///
    /// # Errors
    /// Returns an error if the lease cannot be released; the service then drops it later.
    pub async fn release(mut self) -> Result<(), Error> {
        self.stop.notify_one();
        if let Some(task) = self.task.take() {
            // A heartbeat in flight finishes first.
            let _ = task.await;
        }
        match &self.release {
            Some(release) => {
                release(self.get()).await.or_else(|error| if (self.lost)(&error) { Ok(()) } else { Err(error) })
            }
            None => Ok(()),
        }
    }
}

impl<T> Drop for Lease<T> {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

impl<T> fmt::Debug for Lease<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lease").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_services_add_or_leave_out_is_no_difference() {
        let asked = json!({ "i": { "host": "a", "ports": [1], "times": 0, "check": { "every": 30 }, "tags": {} } });
        let stored = |host: &str, every: i32| json!({ "i": { "host": host, "ports": [1], "check": { "every": every }, "at": "17" } });
        assert!(contains(&stored("a", 30), &asked));
        assert!(!contains(&stored("b", 30), &asked));
        assert!(!contains(&stored("a", 5), &asked));
        assert!(!contains(&json!(null), &asked));
        assert!(!contains(&json!({ "i": { "ports": [1, 2] } }), &json!({ "i": { "ports": [1] } })));
        assert!(contains(&json!({ "i": null }), &json!({ "i": [] })));
    }
}
