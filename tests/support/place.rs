//! A workspace of its own with a copy of a specification, for tests that run commands in it.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::files::{self, copy, write};
use crate::workspace;
use crate::xtask::{self, Ran};

/// A directory that is gone after the test.
#[derive(Debug)]
pub struct Place(TempDir);

impl Place {
    /// With a copy of a specification of the repository, in `spec`.
    pub fn with(specification: &str) -> Place {
        let place = Place(TempDir::new().unwrap_or_else(|error| panic!("{error}")));
        write(&place.path("Cargo.toml"), "[workspace]\n");
        copy(&workspace().join(specification), &place.path("spec"));
        place
    }

    /// The directory itself.
    pub fn directory(&self) -> &Path {
        self.0.path()
    }

    /// A file or directory in it.
    pub fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Replaces a text that stands in a file exactly once.
    pub fn edit(&self, path: &str, old: &str, new: &str) {
        files::edit(&self.path(path), old, new);
    }

    /// Runs a command in it.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        xtask::run(self.0.path(), arguments)
    }
}
