//! What is published can be used outside of this workspace, and nothing else is published.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use servicestage_tests::files::copy;
use servicestage_tests::workspace;

use super::{GENERATED, RUNTIME, assert_none, packages};

/// What may be published: the runtime, and the crates of this service. The generator has no stable interface.
fn published() -> BTreeSet<&'static str> {
    GENERATED[0].into_iter().chain([RUNTIME]).collect()
}

/// Every crate that other repositories may copy.
fn portable() -> impl Iterator<Item = &'static str> {
    GENERATED.into_iter().flatten().chain([RUNTIME])
}

fn manifest(package: &Value) -> String {
    fs::read_to_string(package["manifest_path"].as_str().unwrap()).unwrap()
}

fn directory(package: &Value) -> &Path {
    Path::new(package["manifest_path"].as_str().unwrap()).parent().unwrap()
}

/// What a package lacks that users of a registry expect.
fn lacks(package: &Value) -> Vec<String> {
    let name = package["name"].as_str().unwrap();
    let mut findings = Vec::new();
    for key in ["description", "license", "readme", "repository", "rust_version"] {
        findings.extend(package[key].is_null().then(|| format!("{name}: {key}")));
    }
    for key in ["keywords", "categories"] {
        findings.extend(package[key].as_array().unwrap().is_empty().then(|| format!("{name}: {key}")));
    }
    for file in ["LICENSE-APACHE", "LICENSE-MIT"] {
        let here = fs::read(directory(package).join(file)).ok();
        let same = here.is_some_and(|text| text == fs::read(workspace().join(file)).unwrap());
        findings.extend((!same).then(|| format!("{name}: {file} as in the root")));
    }
    let documentation = &package["metadata"]["docs"]["rs"];
    let wanted = json!({ "all-features": true, "rustdoc-args": ["--cfg", "docsrs"] });
    findings.extend((*documentation != wanted).then(|| format!("{name}: package.metadata.docs.rs")));
    findings
}

#[test]
fn published_packages_have_what_a_registry_shows_and_no_other_package_is_published() {
    let packages = packages();
    let mut findings = Vec::new();
    for (name, package) in &packages {
        match (published().contains(name.as_str()), &package["publish"]) {
            (true, Value::Null) => findings.extend(lacks(package)),
            (true, _) => findings.push(format!("{name} cannot be published")),
            (false, publish) => findings.extend((*publish != json!([])).then(|| format!("{name}: publish = false"))),
        }
    }
    assert_none(&findings, "manifests");
    // The check finds something where there is something to find.
    let bare = json!({ "name": "bare", "keywords": [], "categories": [], "manifest_path": "/nowhere/Cargo.toml" });
    assert_eq!(lacks(&bare).len(), 10);
}

#[test]
fn portable_manifests_inherit_nothing_from_a_workspace_and_have_its_lints() {
    let packages = packages();
    let root = fs::read_to_string(workspace().join("Cargo.toml")).unwrap();
    let lints = |manifest: &str, prefix: &str| -> Vec<String> {
        let mut lines = Vec::new();
        for table in ["rust", "clippy"] {
            let header = format!("[{prefix}lints.{table}]");
            let section = manifest.lines().skip_while(|line| *line != header).skip(1);
            lines.extend(section.take_while(|line| !line.starts_with('[')).map(str::to_owned));
        }
        lines.retain(|line| !line.is_empty());
        lines
    };
    let expected = lints(&root, "workspace.");
    assert!(expected.len() > 5, "{expected:?}");
    for name in portable() {
        let manifest = manifest(&packages[name]);
        assert!(!manifest.contains("workspace = true") && !manifest.contains("[workspace"), "{name}:\n{manifest}");
        assert_eq!(lints(&manifest, ""), expected, "{name}");
    }
}

#[test]
fn manifests_agree_on_rust_and_on_every_dependency() {
    let packages = packages();
    let ours: BTreeSet<&str> = packages.keys().map(String::as_str).collect();
    let mut required: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
    for (name, package) in &packages {
        for key in ["edition", "rust_version"] {
            required.entry(key).or_default().entry(package[key].as_str().unwrap()).or_default().push(name);
        }
        for dependency in package["dependencies"].as_array().unwrap() {
            let (on, version) = (dependency["name"].as_str().unwrap(), dependency["req"].as_str().unwrap());
            if !ours.contains(on) {
                required.entry(on).or_default().entry(version).or_default().push(name);
            }
        }
    }
    let differ = required.into_iter().filter(|(_, versions)| versions.len() > 1);
    assert_none(&differ.map(|(on, versions)| format!("{on}: {versions:?}")).collect::<Vec<_>>(), "versions");

    // Generated crates require the runtime beside them.
    let version = format!("^{}", packages[RUNTIME]["version"].as_str().unwrap());
    for [model, ..] in GENERATED {
        let dependencies = packages[model]["dependencies"].as_array().unwrap();
        let runtime = dependencies.iter().find(|dependency| dependency["name"] == RUNTIME).unwrap();
        assert_eq!(runtime["req"], version, "{model}: set `RUNTIME_VERSION` of the generator");
    }
}

#[test]
fn copies_of_the_crates_work_in_another_repository() {
    let elsewhere = tempfile::tempdir().unwrap();
    for part in ["runtime", "generated"] {
        copy(&workspace().join(part), &elsewhere.path().join("vendor").join(part));
    }
    let program = "[workspace]\n\n[package]\nname = \"program\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
                   servicestage-client = { path = \"vendor/generated/client\" }\n\
                   servicestage-server = { path = \"vendor/generated/server\" }\n";
    fs::write(elsewhere.path().join("Cargo.toml"), program).unwrap();
    fs::create_dir(elsewhere.path().join("src")).unwrap();
    fs::write(elsewhere.path().join("src/main.rs"), "fn main() {}\n").unwrap();
    fs::copy(workspace().join("Cargo.lock"), elsewhere.path().join("Cargo.lock")).unwrap();
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["tree", "--offline", "--depth", "2", "--prefix", "none"]).current_dir(elsewhere.path());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).unwrap();
    for name in published() {
        let line = tree.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{name}:\n{tree}"));
        assert!(line.contains("vendor"), "{line}");
    }
}

/// Files and folders of a directory of tests that are neither a target nor a module of one: cargo would never run them.
fn never_run(directory: &Path, targets: &BTreeSet<PathBuf>) -> Vec<String> {
    let declared: String = targets.iter().map(|target| fs::read_to_string(target).unwrap()).collect();
    let mut findings = Vec::new();
    for entry in fs::read_dir(directory).into_iter().flatten() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().replace('-', "_");
        let file = if path.is_dir() { path.join("main.rs") } else { path.clone() };
        let is_test = file.extension().is_some_and(|extension| extension == "rs") && file.is_file();
        let runs = targets.contains(&file) || declared.lines().any(|line| line == format!("mod {name};"));
        findings.extend((is_test && !runs).then(|| path.display().to_string()));
    }
    findings
}

#[test]
fn every_file_of_tests_is_run() {
    let mut findings = Vec::new();
    let mut seen = 0;
    for package in packages().values() {
        let tests = package["targets"].as_array().unwrap().iter().filter(|target| target["kind"] == json!(["test"]));
        let targets: BTreeSet<PathBuf> = tests.map(|target| target["src_path"].as_str().unwrap().into()).collect();
        let directory = directory(package);
        let tests = if directory.ends_with("tests") { directory.to_owned() } else { directory.join("tests") };
        seen += targets.len();
        findings.extend(never_run(&tests, &targets));
    }
    assert_none(&findings, "tests");
    assert!(seen > 5, "{seen}");
    // The check finds something where there is something to find.
    assert!(!never_run(&workspace().join("runtime/tests"), &BTreeSet::new()).is_empty());
}
