//! Keeping something alive that a service forgets: a registration with its heartbeats.

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

/// The least that a renewal may take.
const SHORTEST_LIMIT: Duration = Duration::from_secs(1);

/// What happens to something that is kept alive.
#[derive(Debug)]
#[non_exhaustive]
pub enum LeaseEvent<'a, T> {
    /// It was renewed.
    Renewed,
    /// The service had forgotten it, and it was begun anew: this is what it is now.
    Reacquired(&'a T),
    /// It could not be renewed; it is tried again.
    RenewalFailed(&'a Error),
}

/// How to keep something alive: how it begins, is renewed and ends.
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
#[must_use = "nothing happens before `acquire`"]
pub struct LeaseBuilder<T> {
    acquire: Acquire<T>,
    renew: Option<With<T>>,
    release: Option<With<T>>,
    lost: Predicate,
    observe: Option<Observe<T>>,
    interval: Duration,
}

impl<T: Clone + Send + Sync + 'static> LeaseBuilder<T> {
    /// Something that begins like this, and is known by what comes out, such as an id.
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

    /// How it is renewed.
    pub fn renew<F>(mut self, renew: impl Fn(T) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), Error>> + Send + 'static,
    {
        self.renew = Some(Arc::new(move |known| Box::pin(renew(known))));
        self
    }

    /// How it ends, when it is stopped.
    pub fn release<F>(mut self, release: impl Fn(T) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), Error>> + Send + 'static,
    {
        self.release = Some(Arc::new(move |known| Box::pin(release(known))));
        self
    }

    /// Which errors say that the service has forgotten it, so that it has to begin anew. Those that say
    /// "not found", unless set.
    pub fn lost_when(mut self, lost: impl Fn(&Error) -> bool + Send + Sync + 'static) -> Self {
        self.lost = Arc::new(lost);
        self
    }

    /// Which error codes say so.
    pub fn lost_codes(self, codes: &'static [&'static str]) -> Self {
        self.lost_when(|error| error.code().is_some_and(|code| codes.contains(&code)))
    }

    /// The interval in seconds as somebody else says it. For generated code.
    #[doc(hidden)]
    pub fn interval_seconds(self, seconds: Option<i64>, default: u64) -> Self {
        let seconds = seconds.and_then(|seconds| u64::try_from(seconds).ok()).filter(|seconds| *seconds > 0);
        self.interval(Duration::from_secs(seconds.unwrap_or(default)))
    }

    /// Sets the time between the beginnings of two renewals, at least 10 milliseconds. Defaults to 30 seconds.
    ///
    /// A renewal may take as long as that, but no less than a second, whatever the timeout of its calls. Then it
    /// has failed, and the next one goes to another address of the host, if there is any.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval.max(SHORTEST_PAUSE);
        self
    }

    /// What to call with every renewal and every trouble.
    pub fn on_event(mut self, observe: impl Fn(LeaseEvent<'_, T>) + Send + Sync + 'static) -> Self {
        self.observe = Some(Arc::new(observe));
        self
    }

    /// Begins, and renews in a task of its own until it is stopped.
    ///
    /// # Errors
    /// If it cannot begin.
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
            // What hangs must not take the time in which the service forgets; the next attempt goes elsewhere.
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

/// Waits no longer than the limit.
async fn within<T>(limit: Duration, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let late = |_| Err(Error::new(ErrorKind::Timeout, None, format!("no response within {limit:?}")));
    tokio::time::timeout(limit, work).await.unwrap_or_else(late)
}

impl<T> fmt::Debug for LeaseBuilder<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LeaseBuilder").field("interval", &self.interval).finish_non_exhaustive()
    }
}

/// Something that is kept alive. When it is dropped it is renewed no more, and the service forgets it
/// in its own time; [`stop`](Self::stop) ends it at once.
#[must_use = "it is not kept alive any longer when this is dropped"]
pub struct Lease<T> {
    known: Arc<Mutex<T>>,
    stop: Arc<Notify>,
    release: Option<With<T>>,
    lost: Predicate,
    task: Option<JoinHandle<()>>,
}

impl<T: Clone> Lease<T> {
    /// What it is known by at the moment.
    #[must_use]
    pub fn get(&self) -> T {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Renews it no more, and ends it. What the service has forgotten in the meantime has ended.
    ///
    /// # Errors
    /// If it cannot be ended; the service forgets it in its own time then.
    pub async fn release(mut self) -> Result<(), Error> {
        self.stop.notify_one();
        if let Some(task) = self.task.take() {
            // A renewal that is under way comes to its end first.
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
