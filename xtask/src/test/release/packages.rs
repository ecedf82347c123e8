//! The packages contain what they need, and build from the packages alone.

use std::fs;
use std::process::Command;

use specwright_commands::Failure;

use super::workspace::{Package, Workspace};
use super::{Report, broken, reason};
use crate::test::cargo;
use crate::test::running::{Printing, run};

/// Largest package that crates.io accepts, in bytes.
const LARGEST: u64 = 10 << 20;

/// The file with the text of a license.
const LICENSES: [(&str, &str); 2] = [("Apache-2.0", "LICENSE-APACHE"), ("MIT", "LICENSE-MIT")];

pub(super) fn check(workspace: &Workspace, report: &mut Report) -> Result<(), Failure> {
    let mut command = workspace.cargo(Command::new(cargo()), &workspace.root);
    command.args(["package", "--allow-dirty", "--all-features"]);
    for package in workspace.published() {
        command.args(["--package", &package.name]);
        contents(workspace, package, report)?;
    }
    // Cargo unpacks each package and builds it. Dependencies on each other come from the packages, too.
    let ran = run(&mut command, "packages, and a build from them alone", Printing::Lines)?;
    if !ran.success {
        let broken = broken(&ran);
        for name in &broken {
            report.findings.push(format!(
                "{name}: the package does not compile, because a file that it includes is not below its directory, or \
                 a dependency is missing in {}",
                workspace.package(name).map_or("its manifest", Package::origin)
            ));
        }
        if broken.is_empty() {
            report.findings.push(format!("the crates cannot be packaged: {}", reason(&ran)));
        }
        return Ok(());
    }
    for package in workspace.published() {
        let path = workspace.directory().join("target/package").join(format!("{}.crate", package.file));
        let size = fs::metadata(&path)?.len();
        anstream::eprintln!("== {}: {} KiB", package.name, size.div_ceil(1024));
        if size > LARGEST {
            let name = &package.name;
            report.findings.push(format!(
                "{name}: the package has {size} bytes, and crates.io accepts {LARGEST}: exclude files in {}",
                package.origin()
            ));
        }
    }
    Ok(())
}

/// Reports a license whose text is not in the package, and a missing README.
fn contents(workspace: &Workspace, package: &Package, report: &mut Report) -> Result<(), Failure> {
    let mut command = workspace.cargo(Command::new(cargo()), &workspace.root);
    command.args(["package", "--allow-dirty", "--list", "--package", &package.name]);
    let output = command.output()?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        report.findings.push(format!("{}: cannot be packaged: {}", package.name, reason.trim()));
        return Ok(());
    }
    let listed = String::from_utf8_lossy(&output.stdout);
    report.findings.extend(missing(package, &listed));
    Ok(())
}

fn missing(package: &Package, listed: &str) -> Vec<String> {
    let files: Vec<&str> = listed.lines().collect();
    let licenses = LICENSES.iter().filter(|(id, _)| package.license.split(' ').any(|word| word == *id));
    let wanted = licenses.map(|(_, file)| *file).chain(["README.md"]);
    let missing = wanted.filter(|file| !files.contains(file));
    missing
        .map(|file| format!("{}: the package has no {file}: add it beside {}", package.name, package.manifest))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_needs_the_text_of_each_of_its_licenses() {
        let package = Package {
            name: "weather-model".to_owned(),
            file: "weather-model-1.0.0".to_owned(),
            manifest: "generated/model/Cargo.toml".to_owned(),
            is_published: true,
            license: "Apache-2.0 OR MIT".to_owned(),
            rust_version: None,
            foreign: Vec::new(),
        };
        let listed = "Cargo.toml\nLICENSE-APACHE\nREADME.md\nsrc/lib.rs\n";
        assert_eq!(
            missing(&package, listed),
            ["weather-model: the package has no LICENSE-MIT: add it beside generated/model/Cargo.toml"]
        );
        assert!(missing(&package, "LICENSE-MIT\nLICENSE-APACHE\nREADME.md").is_empty());
    }
}
