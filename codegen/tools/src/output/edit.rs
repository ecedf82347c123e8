//! Editing files that somebody else may edit at the same time.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::OutputError;
use super::replace::{Lock, Staged, behind_links, lock, parent, remove_leftover_under};

/// A file with its text as it was read, and as it is to be.
#[derive(Debug)]
pub struct Edit<'a> {
    /// The file.
    pub path: PathBuf,
    /// The text that was read; none if there was no file.
    pub old: Option<&'a str>,
    /// The new text.
    pub new: &'a str,
}

/// Replaces files in this order, as [`replace`](super::replace) does. All contents are written before the first file is
/// replaced.
///
/// # Errors
/// Returns an error, and writes nothing, if one of the files has changed since it was read. A file that has its new
/// text already, from a run that was killed, has not changed.
pub fn edit(edits: &[Edit<'_>]) -> Result<(), OutputError> {
    if pending(edits)?.is_empty() {
        return Ok(());
    }
    let _locks = lock_all(edits)?;
    let staged = pending(edits)?.into_iter().map(|(target, new)| Staged::write(&target, new));
    staged.collect::<Result<Vec<_>, _>>()?.into_iter().try_for_each(Staged::take_place)
}

/// Locks the directories of files, always in the same order, and removes what killed runs left of the files.
fn lock_all(edits: &[Edit<'_>]) -> Result<Vec<Lock>, OutputError> {
    let mut directories = BTreeSet::new();
    for edit in edits {
        let target = target(edit)?;
        // Two names of one directory are one lock.
        let directory = parent(&target).canonicalize().or_else(|_| std::path::absolute(parent(&target)));
        directories.insert(directory.map_err(|error| OutputError::new("lock", &target, error))?);
    }
    let locks: Vec<Lock> = directories.iter().map(|directory| lock(directory)).collect::<Result<_, _>>()?;
    if let Some(lock) = locks.first() {
        for edit in edits {
            remove_leftover_under(lock, &target(edit)?)?;
        }
    }
    Ok(locks)
}

/// Files that do not have their new text yet.
fn pending<'a>(edits: &[Edit<'a>]) -> Result<Vec<(PathBuf, &'a str)>, OutputError> {
    let mut pending = Vec::new();
    for edit in edits {
        let target = target(edit)?;
        let present = read(&target)?;
        let present = present.as_deref();
        if present == Some(edit.new.as_bytes()) {
            continue;
        }
        if present != edit.old.map(str::as_bytes) {
            let error =
                io::Error::other("it has changed since it was read; nothing was written; run the command again");
            return Err(OutputError::new("write", &edit.path, error));
        }
        pending.push((target, edit.new));
    }
    Ok(pending)
}

fn target(edit: &Edit<'_>) -> Result<PathBuf, OutputError> {
    behind_links(&edit.path).map_err(|error| OutputError::new("write", &edit.path, error))
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, OutputError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(OutputError::new("read", path, error)),
    }
}
