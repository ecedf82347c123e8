//! The file operations of everything that writes. Tests watch them and let them fail.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

/// An operation on a file or directory, with its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// A directory is locked.
    Lock(&'a Path),
    /// A directory is created.
    CreateDirectory(&'a Path),
    /// An empty file is created.
    Create(&'a Path),
    /// Contents are written to a file.
    Write(&'a Path),
    /// A finished file takes its place.
    Rename(&'a Path),
    /// A file is removed.
    Remove(&'a Path),
    /// An empty directory is removed.
    RemoveDirectory(&'a Path),
}

type Watcher = Box<dyn FnMut(Step<'_>) -> io::Result<()>>;

thread_local! {
    static WATCHER: RefCell<Option<Watcher>> = const { RefCell::new(None) };
}

/// Calls `watcher` before every step that `work` takes on this thread. If it returns an error, the step fails with it;
/// a write leaves half of the contents then. A watcher that fails from some step on is to `work` what a kill is to a
/// process.
#[doc(hidden)]
pub fn watched<T>(watcher: impl FnMut(Step<'_>) -> io::Result<()> + 'static, work: impl FnOnce() -> T) -> T {
    WATCHER.set(Some(Box::new(watcher)));
    let result = work();
    WATCHER.set(None);
    result
}

pub(super) fn step(step: Step<'_>) -> io::Result<()> {
    // Taken out meanwhile: the watcher may write.
    let Some(mut watcher) = WATCHER.take() else { return Ok(()) };
    let outcome = watcher(step);
    WATCHER.set(Some(watcher));
    outcome
}

pub(super) fn create_directory(path: &Path) -> io::Result<()> {
    step(Step::CreateDirectory(path))?;
    std::fs::create_dir(path)
}

/// Creates a directory and those above it, unless it exists.
pub(super) fn create_directories(path: &Path) -> io::Result<()> {
    if !path.is_dir() {
        step(Step::CreateDirectory(path))?;
    }
    std::fs::create_dir_all(path)
}

pub(super) fn write_to(file: &mut File, path: &Path, text: &str) -> io::Result<()> {
    match step(Step::Write(path)) {
        Ok(()) => file.write_all(text.as_bytes()),
        Err(error) => file.write_all(&text.as_bytes()[..text.len() / 2]).and(Err(error)),
    }
}

pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    step(Step::Rename(to))?;
    std::fs::rename(from, to)
}

pub(super) fn remove(path: &Path) -> io::Result<()> {
    step(Step::Remove(path))?;
    std::fs::remove_file(path)
}

pub(super) fn remove_directory(path: &Path) -> io::Result<()> {
    step(Step::RemoveDirectory(path))?;
    std::fs::remove_dir(path)
}
