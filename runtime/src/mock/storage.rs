//! Storage that keeps the state of a mock beyond its end.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

/// Entries of a state, by kind and key.
pub type Entries = BTreeMap<String, BTreeMap<String, Value>>;

/// Changed entries by kind and key, as JSON. `None` for those that are gone.
pub type ChangedEntries = BTreeMap<(String, String), Option<String>>;

/// Storage of the state of a mock, for [`Builder::storage`](super::Builder::storage).
pub trait Storage: Send + Sync + 'static {
    /// Reads all entries.
    ///
    /// # Errors
    /// Returns an error if they are unreadable. The mock does not start then.
    fn read(&self) -> io::Result<Entries>;

    /// Writes all changes or none. They must survive a crash once this returns.
    ///
    /// # Errors
    /// Returns an error if they cannot be written. The mock rejects the requests that wait for them, and tries again with
    /// the next request.
    fn write(&self, changes: &ChangedEntries) -> io::Result<()>;
}

/// Recorder of changes, which writes them to a [`Storage`]. Clones share it.
///
/// Changes that belong together are recorded together. Those that wait are written in one go.
#[derive(Clone)]
pub struct Recorder(Arc<Shared>);

struct Shared {
    storage: Box<dyn Storage>,
    waiting: Mutex<Waiting>,
    /// Number of recordings that are written.
    written: AtomicU64,
    writing: Mutex<()>,
    /// Lets one task at a time occupy a thread.
    turn: tokio::sync::Mutex<()>,
}

/// Changes that are not written yet.
#[derive(Default)]
struct Waiting {
    changes: ChangedEntries,
    /// Number of recordings so far.
    recorded: u64,
}

impl Recorder {
    /// Creates a recorder for a storage.
    pub fn new(storage: impl Storage) -> Self {
        Self::boxed(Box::new(storage))
    }

    pub(super) fn boxed(storage: Box<dyn Storage>) -> Self {
        Self(Arc::new(Shared {
            storage,
            waiting: Mutex::default(),
            written: AtomicU64::new(0),
            writing: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
        }))
    }

    /// Reads all entries.
    ///
    /// # Errors
    /// Returns the error of the storage.
    pub fn read(&self) -> io::Result<Entries> {
        self.0.storage.read()
    }

    /// Records changes that belong together. They wait until the next call of [`flush`](Self::flush) or
    /// [`flushed`](Self::flushed).
    pub fn record(&self, changes: ChangedEntries) {
        if !changes.is_empty() {
            let mut waiting = lock(&self.0.waiting);
            waiting.changes.extend(changes);
            waiting.recorded += 1;
        }
    }

    /// Writes what was recorded before the call. Blocks.
    ///
    /// # Errors
    /// Returns the error of the storage. The changes go on waiting then.
    pub fn flush(&self) -> io::Result<()> {
        let _writing = lock(&self.0.writing);
        let (changes, recorded) = {
            let mut waiting = lock(&self.0.waiting);
            (std::mem::take(&mut waiting.changes), waiting.recorded)
        };
        if !changes.is_empty()
            && let Err(error) = self.0.storage.write(&changes)
        {
            let mut waiting = lock(&self.0.waiting);
            let later = std::mem::replace(&mut waiting.changes, changes);
            waiting.changes.extend(later);
            return Err(error);
        }
        self.0.written.store(recorded, Ordering::Release);
        Ok(())
    }

    /// Writes what was recorded before the call, on a thread for blocking work.
    ///
    /// # Errors
    /// Returns the error of the storage. The changes go on waiting then.
    pub async fn flushed(&self) -> io::Result<()> {
        let recorded = lock(&self.0.waiting).recorded;
        let is_written = || self.0.written.load(Ordering::Acquire) >= recorded;
        if is_written() {
            return Ok(());
        }
        let _turn = self.0.turn.lock().await;
        if is_written() {
            return Ok(());
        }
        let this = self.clone();
        tokio::task::spawn_blocking(move || this.flush()).await.map_err(io::Error::other)?
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder").finish_non_exhaustive()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;

    /// Storage in memory, which can be full.
    #[derive(Clone, Default)]
    struct Memory {
        entries: Arc<Mutex<ChangedEntries>>,
        writes: Arc<AtomicU64>,
        is_full: Arc<AtomicBool>,
    }

    impl Storage for Memory {
        fn read(&self) -> io::Result<Entries> {
            Ok(Entries::new())
        }

        fn write(&self, changes: &ChangedEntries) -> io::Result<()> {
            if self.is_full.load(Ordering::Relaxed) {
                return Err(io::ErrorKind::StorageFull.into());
            }
            lock(&self.entries).extend(changes.clone());
            self.writes.fetch_add(1, Ordering::Relaxed);
            Ok(())
        }
    }

    fn change(key: &str, value: Option<&str>) -> ChangedEntries {
        ChangedEntries::from([(("thing".to_owned(), key.to_owned()), value.map(str::to_owned))])
    }

    #[tokio::test]
    async fn changes_that_wait_are_written_in_one_go() {
        let memory = Memory::default();
        let recorder = Recorder::new(memory.clone());
        recorder.record(change("a", Some("1")));
        recorder.record(change("b", Some("2")));
        recorder.record(change("a", None));
        recorder.record(ChangedEntries::new());
        recorder.flushed().await.unwrap();
        recorder.flushed().await.unwrap();
        let expected: ChangedEntries = [change("a", None), change("b", Some("2"))].into_iter().flatten().collect();
        assert_eq!(*lock(&memory.entries), expected);
        assert_eq!(memory.writes.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn what_could_not_be_written_is_tried_again_and_later_values_count() {
        let memory = Memory::default();
        let recorder = Recorder::new(memory.clone());
        memory.is_full.store(true, Ordering::Relaxed);
        recorder.record(change("a", Some("1")));
        recorder.record(change("b", Some("1")));
        assert_eq!(recorder.flushed().await.unwrap_err().kind(), io::ErrorKind::StorageFull);
        recorder.record(change("a", Some("2")));
        assert!(recorder.flushed().await.is_err());
        memory.is_full.store(false, Ordering::Relaxed);
        recorder.flushed().await.unwrap();
        let expected: ChangedEntries = [change("a", Some("2")), change("b", Some("1"))].into_iter().flatten().collect();
        assert_eq!(*lock(&memory.entries), expected);
    }
}
