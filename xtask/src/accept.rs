//! `cargo xtask accept`: everything that tests hold and that follows from the specification.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use specwright_commands::{Failure, Outcome, Program};

/// Tests that hold files which follow from the specification.
const TESTS: [&str; 3] = ["names", "readme", "snippets"];

/// Files and directories that these tests update.
const HELD: [&str; 4] = ["README.md", "docs", "tests/snapshots", "tests/snippets"];

/// Regenerates the crates, updates what tests hold, and prints which files changed.
pub(crate) fn run(program: &Program) -> Result<Outcome, Failure> {
    let root = program.root()?;
    let before = held(&root)?;
    if !Command::new(std::env::current_exe()?).arg("regenerate").current_dir(&root).status()?.success() {
        return Ok(Outcome::Findings);
    }
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // Backtraces show nothing of interest here, and debugging information doubles the time of linking.
    cargo.env("CARGO_PROFILE_DEV_DEBUG", "0").env("UPDATE_DOCS", "1").env("INSTA_UPDATE", "always");
    cargo.args(["test", "--quiet", "--no-fail-fast", "--package", "servicestage-tests"]);
    cargo.args(TESTS.iter().flat_map(|test| ["--test", test])).current_dir(&root);
    let passed = cargo.status()?.success();
    let after = held(&root)?;
    let mut changed: Vec<&Path> =
        after.iter().filter(|(path, text)| before.get(*path) != Some(text)).map(|(path, _)| &**path).collect();
    changed.extend(before.keys().filter(|path| !after.contains_key(*path)).map(|path| &**path));
    for path in &changed {
        anstream::println!("updated {}", path.strip_prefix(&root).unwrap_or(path).display());
    }
    if !passed {
        anstream::eprintln!("a test failed: fix what it reports, and run this again");
        return Ok(Outcome::Findings);
    }
    anstream::println!("{} files updated; review `git diff`", changed.len());
    Ok(Outcome::Fine)
}

/// Returns the held files with their contents.
fn held(root: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>, Failure> {
    let mut files = BTreeMap::new();
    let mut paths: Vec<PathBuf> = HELD.iter().map(|path| root.join(path)).collect();
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            for entry in std::fs::read_dir(&path)? {
                paths.push(entry?.path());
            }
        } else {
            let text = std::fs::read(&path)?;
            files.insert(path, text);
        }
    }
    Ok(files)
}
