//! `cargo xtask accept`: everything that tests hold and that follows from the specification.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use specwright_commands::{Failure, Outcome, Program};

use crate::test::cargo;

/// Arguments that run the tests which hold files that follow from the specification. The whole workspace with all
/// features, to reuse what `cargo xtask test` builds.
const TESTS: &str = "test --quiet --no-fail-fast --workspace --all-features --test generator --test snippets -- names:: \
                     readme:: every_";

/// Files and directories that these tests update.
const HELD: [&str; 4] = ["README.md", "docs", "tests/snapshots", "tests/snippets"];

/// Regenerates the crates, updates what tests hold, and prints which files changed.
pub(crate) fn run(program: &Program) -> Result<Outcome, Failure> {
    let root = program.root()?;
    let before = held(&root)?;
    if !Command::new(std::env::current_exe()?).arg("regenerate").current_dir(&root).status()?.success() {
        return Ok(Outcome::Findings);
    }
    let mut command = Command::new(cargo());
    command.args(TESTS.split_whitespace()).env("UPDATE_DOCS", "1").env("INSTA_UPDATE", "always").current_dir(&root);
    let passed = command.status()?.success();
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
