//! What is in the directory of generated files, seen without following a link.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::OutputError;

/// What a path below the directory names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    File,
    Directory,
    /// A symbolic link, whatever it leads to.
    Link,
    /// A pipe, a socket, a device.
    Special,
}

/// Everything below a directory, by path relative to it with `/` between the parts.
#[derive(Debug, Default)]
pub(super) struct Present {
    entries: BTreeMap<String, Entry>,
    /// What has no UTF-8 name, and therefore was never generated.
    pub(super) unreadable_names: Vec<String>,
}

impl Present {
    /// Lists a directory; one that does not exist is empty. Only the directory itself may be a link.
    pub(super) fn read(directory: &Path) -> Result<Present, OutputError> {
        let mut present = Present::default();
        if directory.try_exists().map_err(|error| OutputError::new("read", directory, error))? {
            present.add(directory, "")?;
        }
        Ok(present)
    }

    fn add(&mut self, directory: &Path, prefix: &str) -> Result<(), OutputError> {
        let failed = |error| OutputError::new("read", directory, error);
        for entry in std::fs::read_dir(directory).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let kind = entry.file_type().map_err(failed)?;
            let Ok(name) = entry.file_name().into_string() else {
                self.unreadable_names.push(format!("{prefix}{}", entry.file_name().to_string_lossy()));
                continue;
            };
            let path = format!("{prefix}{name}");
            let found = match kind {
                kind if kind.is_symlink() => Entry::Link,
                kind if kind.is_dir() => Entry::Directory,
                kind if kind.is_file() => Entry::File,
                _ => Entry::Special,
            };
            if found == Entry::Directory {
                self.add(&entry.path(), &format!("{path}/"))?;
            }
            self.entries.insert(path, found);
        }
        Ok(())
    }

    pub(super) fn get(&self, path: &str) -> Option<Entry> {
        self.entries.get(path).copied()
    }

    /// Whatever is no directory.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, Entry)> {
        self.entries
            .iter()
            .filter(|(_, entry)| **entry != Entry::Directory)
            .map(|(path, entry)| (path.as_str(), *entry))
    }

    /// Rejects a path that leads through a link or ends in one.
    pub(super) fn refuse_links(&self, root: &Path, path: &str) -> Result<(), OutputError> {
        match parts(path).find(|part| self.get(part) == Some(Entry::Link)) {
            Some(link) => Err(in_the_way(root, link, "it is a symbolic link; remove it, or generate elsewhere")),
            None => Ok(()),
        }
    }

    /// Rejects a path that is not free for a file: nothing or a file there, and directories above it.
    pub(super) fn refuse_obstacles(&self, root: &Path, path: &str) -> Result<(), OutputError> {
        for part in parts(path) {
            let problem = match (self.get(part), part == path) {
                (None, _) => break,
                (Some(Entry::File), true) | (Some(Entry::Directory), false) => continue,
                (Some(Entry::Directory), true) => "it is a directory",
                (Some(_), true) => "it is not a regular file",
                (Some(_), false) => "it is not a directory",
            };
            return Err(in_the_way(root, part, &format!("{problem}; move it elsewhere")));
        }
        Ok(())
    }
}

/// A path and the directories above it, from the outermost on.
fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at]).chain([path])
}

pub(super) fn in_the_way(root: &Path, path: &str, reason: &str) -> OutputError {
    OutputError::new("write", &root.join(path), io::Error::other(reason.to_owned()))
}
