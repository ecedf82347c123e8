//! Storage in a file: an SQLite database.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, params};
use sha2::{Digest as _, Sha256};

use super::storage::{ChangedEntries, Entries, Storage};

/// Marks the databases of mocks, and ends with the number of the layout of the tables.
const VERSION: i32 = 0x6d6f_6301;
const TABLE: &str = "CREATE TABLE entries \
     (kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (kind, key)) \
     WITHOUT ROWID, STRICT";

/// File with the state of a mock, for [`Builder::storage`](super::Builder::storage).
///
/// The file is locked while it is open. What was written survives a crash of the program and of the computer. After a
/// crash, the file `…-wal` beside it belongs to it.
pub struct StoreFile {
    path: PathBuf,
    connection: Mutex<Connection>,
}

impl StoreFile {
    /// Opens a file, or creates it. Blocks while it is checked.
    ///
    /// # Errors
    /// Returns an error with the path and a remedy if the file is damaged, not a store of a mock, of another version, used
    /// by another program, or cannot be written. The file stays as it is then.
    pub fn open(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        match open(&path) {
            Ok(connection) => Ok(Self { path, connection: Mutex::new(connection) }),
            Err(Problem::Database(error)) => Err(told(&path, &error)),
            Err(Problem::Other(problem)) => Err(invalid(&path, &problem)),
        }
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Problem {
    Database(rusqlite::Error),
    Other(String),
}

impl From<rusqlite::Error> for Problem {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

fn open(path: &Path) -> Result<Connection, Problem> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(Duration::ZERO)?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    // Nothing is written before the file is known to be a store.
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let version: i32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let is_new = tables == 0 && version == 0;
    if !is_new && version >> 8 != VERSION >> 8 {
        return Err(Problem::Other("it is the database of another program; choose another file".to_owned()));
    }
    if !is_new && version != VERSION {
        let (own, other) = (VERSION & 0xff, version & 0xff);
        let help = "load its resources with the version that wrote it, or choose another file";
        return Err(Problem::Other(format!("it has the layout {other} instead of {own}; {help}")));
    }
    let checked: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if checked != "ok" {
        return Err(Problem::Other(format!("{DAMAGED} ({checked})")));
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    let created = if is_new { format!("{TABLE}; PRAGMA user_version = {VERSION};") } else { String::new() };
    // The lock lasts until the file is closed.
    connection.execute_batch(&format!("BEGIN EXCLUSIVE; {created} COMMIT;"))?;
    Ok(connection)
}

const DAMAGED: &str = "it is damaged, and was left as it is; restore a copy, or choose another file";

/// Returns the error of a database with the path and a remedy.
fn told(path: &Path, error: &rusqlite::Error) -> io::Error {
    use io::ErrorKind::{InvalidData, Other, PermissionDenied, ResourceBusy, StorageFull};
    let (kind, help) = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            (ResourceBusy, "another program uses it; stop that one, or choose another file")
        }
        Some(ErrorCode::NotADatabase) => (InvalidData, "it is not a store, and was left as it is; choose another file"),
        Some(ErrorCode::DatabaseCorrupt) => (InvalidData, DAMAGED),
        Some(ErrorCode::DiskFull) => (StorageFull, "the disk is full; make room for it"),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            (PermissionDenied, "it cannot be written; change its permissions, or choose another file")
        }
        Some(ErrorCode::CannotOpen) => (Other, "it cannot be opened; its directory has to exist and be writable"),
        _ => (Other, "it cannot be read or written"),
    };
    io::Error::new(kind, format!("{}: {help} ({error})", path.display()))
}

fn invalid(path: &Path, problem: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{}: {problem}", path.display()))
}

/// Returns what shows that an entry is as it was written.
fn digest(kind: &str, key: &str, value: &str) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in [kind, key, value] {
        digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(part);
    }
    digest.finalize().into()
}

fn read(connection: &Connection) -> rusqlite::Result<Result<Entries, String>> {
    let mut entries = Entries::new();
    let mut statement = connection.prepare("SELECT kind, key, value, digest FROM entries")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (kind, key, value): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (own, parsed) = (row.get::<_, Vec<u8>>(3)?, serde_json::from_str(&value));
        match parsed {
            Ok(parsed) if own == digest(&kind, &key, &value) => {
                entries.entry(kind).or_default().insert(key, parsed);
            }
            _ => return Ok(Err(format!("{DAMAGED} ({kind} {key})"))),
        }
    }
    Ok(Ok(entries))
}

fn write(connection: &mut Connection, changes: &ChangedEntries) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    {
        let mut put = transaction.prepare("INSERT OR REPLACE INTO entries VALUES (?1, ?2, ?3, ?4)")?;
        let mut delete = transaction.prepare("DELETE FROM entries WHERE kind = ?1 AND key = ?2")?;
        for ((kind, key), value) in changes {
            match value {
                Some(value) => put.execute(params![kind, key, value, digest(kind, key, value)])?,
                None => delete.execute(params![kind, key])?,
            };
        }
    }
    transaction.commit()
}

impl Storage for StoreFile {
    fn read(&self) -> io::Result<Entries> {
        match read(&self.connection()) {
            Ok(Ok(entries)) => Ok(entries),
            Ok(Err(problem)) => Err(invalid(&self.path, &problem)),
            Err(error) => Err(told(&self.path, &error)),
        }
    }

    fn write(&self, changes: &ChangedEntries) -> io::Result<()> {
        write(&mut self.connection(), changes).map_err(|error| told(&self.path, &error))
    }
}

impl fmt::Debug for StoreFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreFile").field("path", &self.path).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::json;

    use super::*;

    fn directory() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    fn put(key: &str, value: &str) -> ChangedEntries {
        ChangedEntries::from([(("thing".to_owned(), key.to_owned()), Some(value.to_owned()))])
    }

    fn problem(path: &Path) -> String {
        let before = fs::read(path).ok();
        let read = StoreFile::open(path).and_then(|store| store.read());
        assert_eq!(fs::read(path).ok(), before, "the file was changed");
        let error = read.unwrap_err().to_string();
        assert!(error.starts_with(&path.display().to_string()), "{error}");
        error
    }

    #[test]
    fn entries_survive_and_deletions_too() {
        let directory = directory();
        let path = directory.path().join("a b.store");
        let store = StoreFile::open(&path).unwrap();
        assert_eq!(store.read().unwrap(), Entries::new());
        store.write(&put("a", r#"{"x":1}"#)).unwrap();
        store.write(&put("b\0/'\"", "\"\u{1f600}\"")).unwrap();
        store.write(&put("c", "null")).unwrap();
        store.write(&ChangedEntries::from([(("thing".to_owned(), "c".to_owned()), None)])).unwrap();
        drop(store);
        let entries = StoreFile::open(&path).unwrap().read().unwrap();
        let expected = [("a".to_owned(), json!({ "x": 1 })), ("b\0/'\"".to_owned(), json!("\u{1f600}"))];
        assert_eq!(entries, Entries::from([("thing".to_owned(), expected.into())]));
    }

    #[test]
    fn two_programs_do_not_share_a_file() {
        let directory = directory();
        let path = directory.path().join("store");
        let first = StoreFile::open(&path).unwrap();
        let error = StoreFile::open(&path).unwrap_err();
        assert!(error.to_string().contains("another program uses it"), "{error}");
        first.write(&put("a", "1")).unwrap();
        drop(first);
        StoreFile::open(&path).unwrap();
    }

    #[test]
    fn other_files_are_told_and_left_alone() {
        let directory = directory();
        let path = directory.path().join("store");
        for content in [&b"{\"v1.book\": []}\n"[..], &[0; 5000], b"SQLite format 3\0 or not"] {
            fs::write(&path, content).unwrap();
            let problem = problem(&path);
            assert!(problem.contains("left as it is") || problem.contains("cannot be"), "{problem}");
        }
        fs::remove_file(&path).unwrap();
        let other = Connection::open(&path).unwrap();
        other.execute_batch("CREATE TABLE songs (title TEXT)").unwrap();
        drop(other);
        assert!(problem(&path).contains("another program"));
        fs::remove_file(&path).unwrap();
        drop(StoreFile::open(&path).unwrap());
        let later = Connection::open(&path).unwrap();
        later.execute_batch(&format!("PRAGMA user_version = {}; PRAGMA journal_mode = DELETE", VERSION + 1)).unwrap();
        drop(later);
        assert!(problem(&path).contains("it has the layout 2 instead of 1"));
        assert!(problem(&directory.path().join("none/store")).contains("its directory has to exist"));
        assert!(problem(directory.path()).contains("cannot be opened"));
    }

    #[test]
    fn damage_anywhere_is_told_or_harms_no_entry() {
        let directory = directory();
        let path = directory.path().join("store");
        let store = StoreFile::open(&path).unwrap();
        for number in 0..40 {
            store.write(&put(&format!("{number}"), &format!("\"{}\"", "m".repeat(500)))).unwrap();
        }
        let expected = store.read().unwrap();
        drop(store);
        let whole = fs::read(&path).unwrap();
        let mut told = 0;
        for (index, position) in (0..whole.len()).step_by(211).enumerate() {
            let mut damaged = whole.clone();
            match index % 3 {
                0 => damaged.truncate(position),
                1 => damaged[position] ^= 0x20,
                _ => damaged[position..].iter_mut().take(64).for_each(|byte| *byte = 0xff),
            }
            if damaged.is_empty() {
                continue;
            }
            fs::write(&path, &damaged).unwrap();
            match StoreFile::open(&path).and_then(|store| store.read()) {
                Ok(entries) => assert_eq!(entries, expected, "damage at {position}"),
                Err(_) => told += 1,
            }
        }
        assert!(told > 20, "{told}");
    }
}
