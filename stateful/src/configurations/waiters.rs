//! Callers that wait for a change.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

use super::store::Search;

/// All waiting callers.
#[derive(Clone, Default)]
pub(super) struct Waiters(Arc<Mutex<Waiting>>);

#[derive(Default)]
struct Waiting {
    next: u64,
    callers: HashMap<u64, (Arc<Search>, oneshot::Sender<()>)>,
}

/// One waiting caller. It is forgotten when dropped.
pub(super) struct Waiter {
    waiters: Waiters,
    number: u64,
    woken: oneshot::Receiver<()>,
}

impl Waiters {
    fn with<T>(&self, work: impl FnOnce(&mut Waiting) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Registers a caller for changes of configurations whose labels fit.
    pub(super) fn register(&self, search: Arc<Search>) -> Waiter {
        let (wake, woken) = oneshot::channel();
        let number = self.with(|waiting| {
            waiting.next += 1;
            waiting.callers.insert(waiting.next, (search, wake));
            waiting.next
        });
        Waiter { waiters: self.clone(), number, woken }
    }

    /// Wakes the callers whose labels fit those of a changed configuration.
    pub(super) fn wake(&self, labels: &BTreeMap<String, String>) {
        let woken: Vec<_> =
            self.with(|waiting| waiting.callers.extract_if(|_, (search, _)| search.fits_labels(labels)).collect());
        for (_, (_, wake)) in woken {
            // The caller may have left.
            let _ = wake.send(());
        }
    }
}

impl Waiter {
    /// Waits for a change.
    pub(super) async fn woken(&mut self) {
        let _ = (&mut self.woken).await;
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        self.waiters.with(|waiting| waiting.callers.remove(&self.number));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn only_callers_whose_labels_fit_are_woken() {
        let waiters = Waiters::default();
        let register = |pairs: &[(&str, &str)], exact| {
            waiters.register(Arc::new(Search { labels: labels(pairs), exact, ..Search::default() }))
        };
        let mut all = [
            register(&[], false),
            register(&[("a", "1")], false),
            register(&[("a", "1")], true),
            register(&[("b", "1")], false),
            register(&[], true),
        ];
        waiters.wake(&labels(&[("a", "1"), ("c", "1")]));
        let woken: Vec<bool> = all.iter_mut().map(|waiter| waiter.woken.try_recv().is_ok()).collect();
        assert_eq!(woken, [true, true, false, false, false]);
    }

    #[test]
    fn callers_that_leave_are_forgotten() {
        let waiters = Waiters::default();
        drop(waiters.register(Arc::default()));
        assert!(waiters.with(|waiting| waiting.callers.is_empty()));
    }
}
