//! Every crate compiles with the lowest versions that the manifests allow.
//!
//! Cargo resolves them in a copy of the workspace, with a `Cargo.lock` of its own. Dependencies of dependencies
//! have their newest versions, because their lowest ones are not ours to choose.

use std::fs;
use std::process::Command;

use specwright_commands::Failure;

use super::workspace::Workspace;
use super::{Report, broken, reason};
use crate::copy::copy;
use crate::test::cargo;
use crate::test::running::{Printing, run};

pub(super) fn check(workspace: &Workspace, report: &mut Report) -> Result<(), Failure> {
    let directory = workspace.directory().join("lowest");
    if directory.exists() {
        fs::remove_dir_all(&directory)?;
    }
    copy(&workspace.root, &directory, &|path| workspace.is_no_source(path))?;
    fs::remove_file(directory.join("Cargo.lock"))?;

    let mut resolve = workspace.cargo(Command::new(cargo()), &directory);
    // The option is unstable. Only this step has it: build scripts would see a nightly compiler.
    resolve.args(["generate-lockfile", "-Zdirect-minimal-versions"]).env("RUSTC_BOOTSTRAP", "1");
    let ran = run(&mut resolve, "lowest versions of dependencies", Printing::Lines)?;
    if !ran.success {
        report.findings.push(format!(
            "the lowest versions exclude each other: {}; raise the version of that dependency in the manifest that \
             cargo names above",
            reason(&ran)
        ));
        return Ok(());
    }
    let mut check = workspace.cargo(Command::new(cargo()), &directory);
    check.args(["check", "--locked", "--workspace", "--all-features", "--keep-going"]);
    let ran = run(&mut check, "a build with the lowest versions", Printing::Lines)?;
    if !ran.success {
        let broken = broken(&ran);
        report.findings.extend(broken.iter().map(|name| finding(workspace, name)));
        if broken.is_empty() {
            report.findings.push(format!("no build with the lowest versions: {}", reason(&ran)));
        }
    }
    Ok(())
}

/// Where to raise what.
fn finding(workspace: &Workspace, name: &str) -> String {
    if let Some(package) = workspace.package(name) {
        return format!(
            "{name}: does not compile with the lowest versions: raise the version of what the errors above name in {}",
            package.origin()
        );
    }
    let named = workspace.packages.iter().filter(|package| package.foreign.iter().any(|foreign| foreign == name));
    let mut origins: Vec<&str> = named.map(super::workspace::Package::origin).collect();
    origins.sort_unstable();
    origins.dedup();
    if origins.is_empty() {
        return format!("{name}: does not compile: raise the version of the dependency that depends on it");
    }
    format!(
        "{name}: the lowest version does not compile: raise it in {}, or in Cargo.toml for those that inherit it",
        origins.join(", ")
    )
}
