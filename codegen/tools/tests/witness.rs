//! The verdicts in Rust, held against the compiler: programs that use every item of the crates before an
//! edit are checked against the crates after it. They compile exactly if the verdict says so.
//!
//! It takes minutes, and is a step of its own in `cargo xtask test`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "diff/edits.rs"]
mod edits;
#[path = "witness/program.rs"]
mod program;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use edits::{Edit, WAREHOUSE};
use serde_json::Value;
use specwright_tools::diff::{self, Crate, Rust, Side};
use specwright_tools::source::{SourceFile, SourceMap};
use specwright_tools::{Specification, analyze, generate};
use tempfile::TempDir;

const PARTS: [Crate; 3] = Crate::ALL;

/// A specification with its files.
struct Read {
    sources: SourceMap,
    specification: Specification,
}

impl Read {
    /// A specification with an edit, as an API of another name.
    fn new(base: &str, edit: Option<&Edit>, name: &str) -> Read {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(base);
        let files = SourceMap::read(&path, "spec").unwrap();
        let files = files.iter().map(|(_, file)| {
            let mut text = file.text.clone();
            for (_, from, to) in
                edit.map_or(&[][..], |edit| edit.replace).iter().filter(|(path, ..)| *path == file.path)
            {
                text = text.replace(from, to);
            }
            let text = match file.path.as_str() {
                // The first line of the file.
                "api.yaml" => text.split_once('\n').map_or(text.clone(), |(_, rest)| format!("name: {name}\n{rest}")),
                _ => text,
            };
            SourceFile { path: file.path.clone(), text }
        });
        let sources = SourceMap::new("spec", files.collect());
        let specification = analyze(&sources).unwrap();
        Read { sources, specification }
    }

    fn side(&self) -> Side<'_> {
        Side { name: "side", specification: &self.specification, sources: &self.sources }
    }
}

/// The edits whose crates are compiled, which takes seconds for each. Those of the other specification are about the
/// wire.
fn compiled() -> impl Iterator<Item = (&'static str, &'static Edit)> {
    edits::all().filter(|(base, _)| *base == WAREHOUSE)
}

fn write(path: PathBuf, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A workspace with the crates after each edit, and with the programs from before.
fn lay_out(directory: &Path) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let mut manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\"cases/*/*\"]\n\n[workspace.package]\nedition = \"2024\"\n\
         [patch.crates-io]\nspecwright-runtime = {{ path = {:?} }}\n\n[workspace.dependencies]\n\
         specwright-runtime = \"0.1.0\"\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\n\
         serde_json = {{ version = \"1\", features = [\"preserve_order\"] }}\n",
        root.join("runtime")
    );
    for (index, (base, edit)) in compiled().enumerate() {
        let name = format!("case{index}");
        let before = generate(&Read::new(base, None, &name).specification).unwrap();
        let after = generate(&Read::new(base, Some(edit), &name).specification).unwrap();
        let case = directory.join("cases").join(&name);
        for (path, text) in after.iter().filter(|(path, _)| path.contains('/')) {
            write(case.join(path), text);
        }
        manifest.push_str(&format!(
            "{name}-model = {{ path = \"cases/{name}/model\" }}\n\
             {name}-client = {{ path = \"cases/{name}/client\", default-features = false, features = [\"v1\"] }}\n\
             {name}-server = {{ path = \"cases/{name}/server\" }}\n"
        ));
        for part in PARTS.map(Crate::as_str) {
            let witness = case.join(format!("{part}-witness"));
            let features = if part == "server" { "\"client\", \"server\"" } else { "\"client\"" };
            let dependencies = format!(
                "[package]\nname = \"{name}-{part}-witness\"\nversion = \"0.0.0\"\nedition.workspace = true\n\n\
                 [dependencies]\nserde.workspace = true\nserde_json.workspace = true\n{name}-model.workspace = true\n\
                 specwright-runtime = {{ workspace = true, features = [{features}] }}\n{}",
                if part == "model" { String::new() } else { format!("{name}-{part}.workspace = true\n") }
            );
            write(witness.join("Cargo.toml"), &dependencies);
            write(witness.join("src/lib.rs"), &program::program(part, &name, &before));
        }
    }
    write(directory.join("Cargo.toml"), &manifest);
    fs::copy(root.join("Cargo.lock"), directory.join("Cargo.lock")).unwrap();
}

/// Checks everything, and returns the first error of each package that has some.
fn check(directory: &Path) -> BTreeMap<String, String> {
    let target = std::env::current_exe().unwrap();
    let target = target.ancestors().find(|path| path.ends_with("debug") || path.ends_with("release")).unwrap();
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args([
            "check",
            "--offline",
            "--workspace",
            "--no-default-features",
            "--keep-going",
            "--message-format",
            "json",
        ])
        .arg("--target-dir")
        .arg(target.join("witness"))
        .env("RUSTFLAGS", "")
        .current_dir(directory)
        .output()
        .unwrap();
    let mut errors = BTreeMap::new();
    let mut checked = BTreeSet::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let message: Value = serde_json::from_str(line).unwrap();
        let package = message["target"]["name"].as_str().unwrap_or_default().replace('_', "-");
        if message["reason"] == "compiler-message" && message["message"]["level"] == "error" {
            let rendered = message["message"]["rendered"].as_str().unwrap_or_default().to_owned();
            errors.entry(package).or_insert(rendered);
        } else if message["reason"] == "compiler-artifact" {
            checked.insert(package);
        }
    }
    let wanted = compiled().count() * 6;
    let found = checked.union(&errors.keys().cloned().collect()).filter(|name| name.starts_with("case")).count();
    assert_eq!(found, wanted, "cargo did not check everything:\n{}", String::from_utf8_lossy(&output.stderr));
    errors
}

#[test]
#[ignore = "takes minutes: `cargo xtask test` runs it, as does `cargo test --test witness -- --ignored`"]
fn programs_stop_compiling_exactly_when_the_verdict_is_breaking() {
    let directory = TempDir::new().unwrap();
    lay_out(directory.path());
    let errors = check(directory.path());
    let mut faults = Vec::new();
    for (index, (base, edit)) in compiled().enumerate() {
        let [old, new] = [None, Some(edit)].map(|edit| Read::new(base, edit, "service"));
        let report = diff::diff(old.side(), new.side());
        let breaks = |part: Crate| report.findings.iter().any(|finding| finding.rust[&part] == Rust::Breaking);
        let what = format!("{} {:?}", edit.what, edit.rules);
        for part in PARTS {
            let crate_error = errors.get(&format!("case{index}-{}", part.as_str()));
            faults.extend(crate_error.map(|error| format!("{what}: the crate does not compile: {error}")));
            let error = errors.get(&format!("case{index}-{}-witness", part.as_str()));
            // Programs for client and server name types of the model, too.
            let by_model = part != Crate::Model && breaks(Crate::Model);
            match (breaks(part), error) {
                (true, None) => faults.push(format!("{what}: nothing breaks in the {}", part.as_str())),
                (false, Some(error)) if !by_model => {
                    faults.push(format!("{what}: this breaks in the {}: {error}", part.as_str()));
                }
                _ => {}
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
