//! Writing a file so that it is always whole, and locks against others who write.

use std::fs::{File, Metadata, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::OutputError;
use super::disk::{self, Step};

/// Beginning of the names of files that are being written; the name of the file follows.
pub(super) const TEMPORARY: &str = ".regenerate-";

/// How often a lock is tried, and the pause in between: ten seconds in all.
const TRIES: usize = 500;
const PAUSE: Duration = Duration::from_millis(20);

/// Links that lead to a file: as many as Linux follows.
const LINKS: usize = 40;

/// Keeps other runs from writing into a directory, until it is dropped.
#[derive(Debug)]
pub struct Lock {
    /// None where directories cannot be locked.
    directory: Option<File>,
}

/// Creates a directory and locks it. Waits for a run that is writing into it, and gives up after ten seconds.
pub fn lock(directory: &Path) -> Result<Lock, OutputError> {
    disk::create_directories(directory).map_err(|error| OutputError::new("create", directory, error))?;
    disk::step(Step::Lock(directory)).map_err(|error| OutputError::new("lock", directory, error))?;
    // Not every system opens directories, and not every file system has locks.
    let Ok(file) = File::open(directory) else { return Ok(Lock { directory: None }) };
    for _ in 0..TRIES {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            Err(TryLockError::Error(_)) => return Ok(Lock { directory: None }),
            Ok(()) => return Ok(Lock { directory: Some(file) }),
        }
    }
    let error = io::Error::new(io::ErrorKind::WouldBlock, "another run is writing there; try again when it has ended");
    Err(OutputError::new("lock", directory, error))
}

/// Writes a file so that it is always either the old one or the new one. A link stays, and the file it leads to is
/// replaced; permissions stay. A device is written to.
///
/// # Errors
/// Returns an error for a named pipe, where writing would wait for a reader.
pub fn replace(target: &Path, text: &str) -> Result<(), OutputError> {
    if target.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
        let written = match is_named_pipe(target) {
            true => Err(io::Error::other("it is a named pipe; print to standard output, and redirect that")),
            false => std::fs::write(target, text),
        };
        return written.map_err(|error| OutputError::new("write", target, error));
    }
    let target = behind_links(target).map_err(|error| OutputError::new("write", target, error))?;
    let lock = lock(parent(&target))?;
    remove_leftover_under(&lock, &target)?;
    write(&target, text)
}

/// Removes what a killed run left of a file that it was about to replace.
pub fn remove_leftover(target: &Path) -> Result<(), OutputError> {
    match behind_links(target) {
        Ok(target) if is_file(&temporary(&target)) => remove_leftover_under(&lock(parent(&target))?, &target),
        _ => Ok(()),
    }
}

/// Whether a path is that of an unfinished file that a killed run left of a file of ours.
pub fn is_leftover(path: &str, is_ours: impl FnOnce(&str) -> bool) -> bool {
    let name = path.rfind('/').map_or(0, |at| at + 1);
    path[name..].strip_prefix(TEMPORARY).is_some_and(|of| is_ours(&format!("{}{of}", &path[..name])))
}

/// A pipe that the shell opened, as in `>(command)`, has a reader and a path below `/dev` or `/proc`.
#[cfg(unix)]
fn is_named_pipe(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt;

    let is_open = ["/dev", "/proc"].iter().any(|system| path.starts_with(system));
    !is_open && path.metadata().is_ok_and(|metadata| metadata.file_type().is_fifo())
}

#[cfg(not(unix))]
fn is_named_pipe(_path: &Path) -> bool {
    false
}

/// Without a lock, it may be what another run is writing.
pub(super) fn remove_leftover_under(lock: &Lock, target: &Path) -> Result<(), OutputError> {
    let leftover = temporary(target);
    if lock.directory.is_some() && is_file(&leftover) { remove(&leftover) } else { Ok(()) }
}

/// Replaces a file in an existing directory. The new contents are written beside it first.
pub(super) fn write(target: &Path, text: &str) -> Result<(), OutputError> {
    Staged::write(target, text)?.take_place()
}

/// The new contents of a file, beside it. They are removed if they do not take its place.
#[derive(Debug)]
pub(super) struct Staged {
    target: PathBuf,
    temporary: PathBuf,
}

impl Staged {
    pub(super) fn write(target: &Path, text: &str) -> Result<Staged, OutputError> {
        let temporary = temporary(target);
        let old = target.symlink_metadata().ok().filter(Metadata::is_file);
        let mut file = create(&temporary, old.as_ref()).map_err(|error| {
            let in_the_way = error.kind() == io::ErrorKind::AlreadyExists;
            OutputError::new("write", if in_the_way { &temporary } else { target }, error)
        })?;
        let staged = Staged { target: target.to_owned(), temporary };
        let written = disk::write_to(&mut file, &staged.temporary, text);
        written.map(|()| staged).map_err(|error| OutputError::new("write", target, error))
    }

    pub(super) fn take_place(self) -> Result<(), OutputError> {
        disk::rename(&self.temporary, &self.target).map_err(|error| OutputError::new("write", &self.target, error))
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // Gone if it took its place. If this fails, the next run removes it.
        if is_file(&self.temporary) {
            let _ = disk::remove(&self.temporary);
        }
    }
}

/// Removes a file that may be gone already.
pub fn remove(path: &Path) -> Result<(), OutputError> {
    match disk::remove(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(OutputError::new("remove", path, error)),
        _ => Ok(()),
    }
}

/// Creates a file with the permissions of another one, from the start: what is private is never readable for others.
fn create(path: &Path, like: Option<&Metadata>) -> io::Result<File> {
    disk::step(Step::Create(path))?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if like.is_some() {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let file = options.open(path)?;
    match like {
        Some(metadata) => file.set_permissions(metadata.permissions()).map(|()| file),
        None => Ok(file),
    }
}

fn is_file(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| metadata.is_file())
}

fn temporary(target: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(TEMPORARY);
    name.push(target.file_name().unwrap_or_default());
    target.with_file_name(name)
}

pub(super) fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The path that links lead to, whether or not there is a file.
pub(super) fn behind_links(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        if !path.is_symlink() {
            return Ok(path);
        }
        let target = std::fs::read_link(&path)?;
        path = parent(&path).join(target);
    }
    Err(io::Error::other("symbolic links lead back to themselves"))
}
