//! Where the commands of a program work unless arguments say otherwise.

use std::path::{Path, PathBuf};

use crate::outcome::Failure;
use crate::terminal::PROGRAM;

/// Directories of a program. The others are relative to the root.
#[derive(Debug)]
pub struct Program {
    /// The root where no directory from the current one upwards is one.
    pub root: Option<PathBuf>,
    /// The specification.
    pub spec: &'static str,
    /// The generated crates.
    pub crates: &'static str,
    /// The pages of the reference.
    pub reference: &'static str,
    /// Where the program comes from, and with it the runtime that fits.
    pub origin: Origin,
}

/// Where a program was built from.
#[derive(Debug)]
pub enum Origin {
    /// A checkout, which has the runtime beside the generator.
    Directory(PathBuf),
    /// A git repository, of which cargo keeps a copy.
    Repository,
    /// The registry.
    Registry,
}

impl Program {
    /// The root directory: the nearest one from the current directory upwards that has a specification and a manifest,
    /// or the one that the program brings.
    ///
    /// # Errors
    /// When there is none.
    pub fn root(&self) -> Result<PathBuf, Failure> {
        let is_root = |directory: &Path| {
            directory.join(self.spec).join("api.yaml").is_file() && directory.join("Cargo.toml").is_file()
        };
        let current = std::env::current_dir()?;
        let known = current.ancestors().chain(self.root.as_deref());
        known.map(Path::to_owned).find(|directory| is_root(directory)).ok_or_else(|| {
            let new = format!("`{PROGRAM} new DIR` starts a workspace");
            Failure(format!("no specification here: run this inside the workspace, or give --spec DIR; {new}"))
        })
    }

    /// The directory that was given, or else one below the root.
    pub(crate) fn directory(&self, given: Option<&Path>, usual: &str) -> Result<PathBuf, Failure> {
        match given {
            Some(directory) => Ok(directory.to_owned()),
            None => Ok(self.root()?.join(usual)),
        }
    }
}
