//! Leases: registrations that the service drops unless heartbeats renew them.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::watch::SHORTEST_PAUSE;
use crate::client::error::{Error, ErrorKind};
use crate::future::BoxFuture;

type Acquire<T> = Arc<dyn Fn() -> BoxFuture<'static, Result<T, Error>> + Send + Sync>;
type With<T> = Arc<dyn Fn(T) -> BoxFuture<'static, Result<(), Error>> + Send + Sync>;
type Predicate = Arc<dyn Fn(&Error) -> bool + Send + Sync>;
type Observe<T> = Arc<dyn Fn(LeaseEvent<'_, T>) + Send + Sync>;

/// Minimum timeout of a heartbeat.
const SHORTEST_LIMIT: Duration = Duration::from_secs(1);

/// Event in the life of a lease.
#[derive(Debug)]
#[non_exhaustive]
pub enum LeaseEvent<'a, T> {
    /// A heartbeat renewed the lease.
    Renewed,
    /// The service had lost the lease, and it was acquired again, with these ids.
    Reacquired(&'a T),
    /// A heartbeat failed. The next one follows after the interval.
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
        Self {
            acquire: Arc::new(move || Box::pin(acquire())),
            renew: None,
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
    /// calls. After a timeout, the next heartbeat goes to another address of the host, if there is one.
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
        let known = (self.acquire)().await?;
        let known = Arc::new(Mutex::new(known));
        let stop = Arc::new(Notify::new());
        let (release, lost) = (self.release.clone(), self.lost.clone());
        let task = tokio::spawn(self.heartbeats(known.clone(), stop.clone()));
        Ok(Lease { known, stop, release, lost, task: Some(task) })
    }

    async fn heartbeats(self, known: Arc<Mutex<T>>, stop: Arc<Notify>) {
        let observe = |event: LeaseEvent<'_, T>| {
            if let Some(observe) = &self.observe {
                observe(event);
            }
        };
        let mut started = Instant::now();
        loop {
            tokio::select! {
                () = stop.notified() => return,
                () = tokio::time::sleep(self.interval.saturating_sub(started.elapsed())) => {}
            }
            started = Instant::now();
            let Some(renew) = &self.renew else { continue };
            let current = known.lock().unwrap_or_else(PoisonError::into_inner).clone();
            // A heartbeat that hangs must not outlast the lease; the next attempt goes to another address.
            let limit = self.interval.max(SHORTEST_LIMIT);
            match within(limit, renew(current)).await {
                Ok(()) => observe(LeaseEvent::Renewed),
                Err(error) if (self.lost)(&error) => match within(limit, (self.acquire)()).await {
                    Ok(new) => {
                        *known.lock().unwrap_or_else(PoisonError::into_inner) = new.clone();
                        observe(LeaseEvent::Reacquired(&new));
                    }
                    Err(error) => observe(LeaseEvent::RenewalFailed(&error)),
                },
                Err(error) => observe(LeaseEvent::RenewalFailed(&error)),
            }
        }
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
