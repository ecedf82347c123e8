//! Every crate compiles with the oldest Rust that its manifest promises.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use specwright_commands::Failure;

use super::workspace::Workspace;
use super::{Report, broken, reason};
use crate::test::running::{Printing, run};

pub(super) fn check(workspace: &Workspace, report: &mut Report) -> Result<(), Failure> {
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in &workspace.packages {
        match &package.rust_version {
            Some(version) => versions.entry(version).or_default().push(&package.name),
            None => report.findings.push(format!(
                "{}: promises no oldest Rust: add `rust-version` in {}",
                package.name,
                package.origin()
            )),
        }
    }
    for (version, packages) in versions {
        if !is_installed(version)? {
            report
                .left_out
                .push(format!("Rust {version}, which rustup could not install, for {}", packages.join(", ")));
            continue;
        }
        let mut command = workspace.cargo(rustup(version), &workspace.root);
        command.args(["cargo", "check", "--locked", "--all-features", "--keep-going"]);
        for package in &packages {
            command.args(["--package", package]);
        }
        let ran = run(&mut command, &format!("a build with Rust {version}"), Printing::Lines)?;
        if ran.success {
            continue;
        }
        let broken = broken(&ran);
        for name in &broken {
            let remedy = match workspace.package(name) {
                Some(package) => format!("avoid what is newer, or raise `rust-version` in {}", package.origin()),
                None => format!(
                    "`cargo update --precise` to an older version, or raise `rust-version` of {}",
                    packages.join(", ")
                ),
            };
            report.findings.push(format!("{name}: does not compile with Rust {version}: {remedy}"));
        }
        if broken.is_empty() {
            report.findings.push(format!("no build with Rust {version}: {}", reason(&ran)));
        }
    }
    Ok(())
}

/// Whether a toolchain is there, perhaps after an installation.
fn is_installed(version: &str) -> Result<bool, Failure> {
    let mut known = rustup(version);
    known.args(["rustc", "--version"]).stdout(Stdio::null()).stderr(Stdio::null());
    match known.status() {
        // No rustup.
        Err(_) => return Ok(false),
        Ok(status) if status.success() => return Ok(true),
        Ok(_) => {}
    }
    let mut install = Command::new("rustup");
    install.args(["toolchain", "install", version, "--profile", "minimal", "--no-self-update"]);
    Ok(run(&mut install, &format!("installation of Rust {version}"), Printing::Lines)?.success)
}

/// Returns `rustup run VERSION`, without what cargo tells this program of its own toolchain.
fn rustup(version: &str) -> Command {
    let mut command = Command::new("rustup");
    command.args(["run", version]);
    for variable in ["CARGO", "RUSTC", "RUSTDOC", "RUSTUP_TOOLCHAIN"] {
        command.env_remove(variable);
    }
    command
}
