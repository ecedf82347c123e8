//! The packages of the workspace, as cargo describes them.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use specwright_commands::Failure;

use crate::test::cargo;

/// The workspace.
pub(super) struct Workspace {
    pub(super) root: PathBuf,
    /// Where everything is built.
    target: PathBuf,
    pub(super) packages: Vec<Package>,
}

/// A package of the workspace.
pub(super) struct Package {
    pub(super) name: String,
    /// File name of the package without its ending.
    pub(super) file: String,
    /// The manifest, relative to the root.
    pub(super) manifest: String,
    pub(super) is_published: bool,
    pub(super) license: String,
    pub(super) rust_version: Option<String>,
    /// What it depends on outside of the workspace.
    pub(super) foreign: Vec<String>,
}

impl Workspace {
    pub(super) fn read(root: &Path) -> Result<Workspace, Failure> {
        let mut command = Command::new(cargo());
        command.args(["metadata", "--format-version", "1", "--no-deps"]).current_dir(root);
        let output = command.output()?;
        if !output.status.success() {
            return Err(Failure(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
        }
        let metadata: Value = serde_json::from_slice(&output.stdout)?;
        let packages = metadata["packages"].as_array().into_iter().flatten();
        Ok(Workspace {
            root: root.to_owned(),
            target: PathBuf::from(metadata["target_directory"].as_str().unwrap_or("target")),
            packages: packages.map(|package| Package::read(package, root)).collect(),
        })
    }

    pub(super) fn published(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| package.is_published)
    }

    pub(super) fn package(&self, name: &str) -> Option<&Package> {
        self.packages.iter().find(|package| package.name == name)
    }

    /// The directory of these checks.
    pub(super) fn directory(&self) -> PathBuf {
        self.target.join("release-checks")
    }

    /// Returns cargo in a directory. It builds below [`Workspace::directory`].
    pub(super) fn cargo(&self, mut command: Command, directory: &Path) -> Command {
        command.current_dir(directory).env("CARGO_TARGET_DIR", self.directory().join("target"));
        command
    }

    /// Whether a path is built, or belongs to git.
    pub(super) fn is_no_source(&self, path: &Path) -> bool {
        path == self.target || path.file_name().is_some_and(|name| name == "target" || name == ".git")
    }
}

impl Package {
    fn read(package: &Value, root: &Path) -> Package {
        let text = |key: &str| package[key].as_str().unwrap_or_default().to_owned();
        let manifest = text("manifest_path");
        let manifest = Path::new(&manifest);
        let dependencies = package["dependencies"].as_array().into_iter().flatten();
        let foreign = dependencies.filter(|dependency| dependency["path"].is_null());
        Package {
            file: format!("{}-{}", text("name"), text("version")),
            name: text("name"),
            manifest: manifest.strip_prefix(root).unwrap_or(manifest).display().to_string().replace('\\', "/"),
            is_published: package["publish"].is_null(),
            license: text("license"),
            rust_version: package["rust_version"].as_str().map(str::to_owned),
            foreign: foreign.filter_map(|dependency| dependency["name"].as_str().map(str::to_owned)).collect(),
        }
    }

    /// Returns the file that determines the manifest: it itself, unless it is generated.
    pub(super) fn origin(&self) -> &str {
        if self.manifest.contains("generated/") { "codegen/rust/src/write/manifest.rs" } else { &self.manifest }
    }
}
