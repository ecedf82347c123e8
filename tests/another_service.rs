//! The page on other services: its commands run as they are written, in a directory of their own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use servicestage_tests::files::tree;
use servicestage_tests::workspace;
use servicestage_tests::xtask::{Ran, binary, run_program};
use tempfile::TempDir;

const PAGE: &str = "docs/another-service.md";

/// Begins a block that runs.
const RUNS: &str = "<!-- runs -->\n\n```sh\n";

/// The program, as people install it.
fn program() -> PathBuf {
    binary("specwright")
}

fn specwright(directory: &Path, arguments: &[&str]) -> Ran {
    run_program(&program(), directory, arguments)
}

/// The blocks that run, as one script.
fn script() -> String {
    let page = fs::read_to_string(workspace().join(PAGE)).unwrap();
    let blocks: Vec<&str> = page.split(RUNS).skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(blocks.len() > 3, "{blocks:?}");
    blocks.concat()
}

/// Runs a script with the program on the path. What cargo builds has the settings of this workspace, to share what was
/// built for it.
fn run(directory: &Path, script: &str) {
    let manifest = fs::read_to_string(workspace().join("Cargo.toml")).unwrap();
    let profile = manifest.find("\n[profile.dev]").map_or("", |at| &manifest[at..]);
    fs::create_dir_all(directory.join(".cargo")).unwrap();
    fs::write(directory.join(".cargo/config.toml"), format!("[net]\noffline = true\n{profile}")).unwrap();
    let program = program();
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", program.parent().unwrap().display());
    let target = program.ancestors().nth(2).unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-euxc", script]).current_dir(directory).env("PATH", path).env("CARGO_TARGET_DIR", target);
    let output = shell.env_remove("CARGO_MANIFEST_DIR").output().unwrap();
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{stdout}\n{stderr}");
}

#[cfg(unix)]
#[test]
fn the_page_creates_and_changes_a_workspace() {
    let place = TempDir::new().unwrap();
    let without_cargo: String =
        script().lines().filter(|line| !line.starts_with("cargo ")).map(|line| format!("{line}\n")).collect();
    run(place.path(), &without_cargo);
    let shop = tree(&place.path().join("shop"));
    for file in ["generated/client/src/v1/notes.rs", "tests/mock.rs", ".gitignore", "spec/examples/get_note.json"] {
        assert!(shop.contains_key(file), "{file}: {:?}", shop.keys());
    }
    let (shop, notes) = (place.path().join("shop/spec"), place.path().join("notes/spec"));
    let ran = specwright(
        place.path(),
        &["diff", shop.to_str().unwrap(), notes.to_str().unwrap(), "--axis", "wire", "--fail-on", "breaking"],
    );
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

/// Compiles the crates and runs the test of the new workspace.
#[cfg(unix)]
#[test]
#[ignore = "compiles: `cargo xtask test` runs it"]
fn the_page_runs_as_written() {
    let place = TempDir::new().unwrap();
    let lock = workspace().join("Cargo.lock");
    // The versions of this workspace, which are known without a network.
    let locked = format!("cp '{}' .\ncargo test", lock.display());
    let imported = format!("cd ../notes\n{locked}\n");
    run(place.path(), &(script().replacen("cargo test", &locked, 1) + &imported));
}

#[test]
fn what_cannot_become_a_workspace_is_told_and_nothing_is_written() {
    let place = TempDir::new().unwrap();
    let at = |path: &str| place.path().join(path);
    fs::create_dir_all(at("full")).unwrap();
    fs::write(at("full/notes.txt"), "mine").unwrap();
    fs::write(at("broken.yaml"), "openapi: 3.1.0\npaths: [").unwrap();
    fs::write(at("list.json"), "[]").unwrap();
    fs::write(at("file"), "mine").unwrap();
    let before = tree(place.path());
    let cases: [(&[&str], &str); 10] = [
        (&["new", "full"], "full/notes.txt: it is in the way"),
        (&["new", "file"], "cannot create the workspace"),
        (&["new", "2shops"], "`2shops` cannot be the name of an API"),
        (&["new", "shop", "--name", "../shop"], "`../shop` cannot be the name of an API"),
        (&["new", "shop", "--from", "nowhere.yaml"], "nowhere.yaml"),
        (&["new", "shop", "--from", "broken.yaml"], "broken.yaml"),
        (&["new", "shop", "--from", "list.json"], "no OpenAPI document"),
        (&["new", "shop", "--runtime", "nowhere"], "the runtime is not in nowhere"),
        (&["new", "shop", "--runtime", "git@example.com:runtime"], "ssh://"),
        (&["new"], "<DIR>"),
    ];
    for (arguments, reason) in cases {
        let ran = specwright(place.path(), arguments);
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.stderr.contains(reason), "{reason}: {ran:?}");
        assert!(tree(place.path()) == before, "{arguments:?}");
    }
    let ran = specwright(place.path(), &["new", "shop", "--runtime", "1.x"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stderr.contains("`1.x` is not a version of the runtime"), "{ran:?}");
    assert!(tree(place.path()) == before);
}

#[test]
fn the_same_command_completes_a_workspace_and_then_changes_nothing() {
    let place = TempDir::new().unwrap();
    fs::create_dir_all(place.path().join("my-shop/.git")).unwrap();
    let new = || specwright(place.path(), &["new", "my-shop", "--runtime", "https://git.example/specwright#v0.1.0"]);
    assert_eq!(new().code, Some(0));
    let whole = tree(place.path());
    let manifest = String::from_utf8(whole["my-shop/generated/model/Cargo.toml"].clone()).unwrap();
    assert!(manifest.contains(r#"git = "https://git.example/specwright", rev = "v0.1.0""#), "{manifest}");
    fs::remove_file(place.path().join("my-shop/spec/api.yaml")).unwrap();
    fs::remove_file(place.path().join("my-shop/generated/.generated")).unwrap();
    assert_eq!(new().code, Some(0));
    assert!(tree(place.path()) == whole);
    // What people changed is theirs.
    fs::write(place.path().join("my-shop/README.md"), "mine").unwrap();
    let ran = new();
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("README.md: it is in the way"), "{ran:?}");
}

#[test]
fn messages_name_the_program() {
    let place = TempDir::new().unwrap();
    let ran = specwright(place.path(), &["lint"]);
    assert!(ran.stderr.contains("`specwright new DIR` starts a workspace"), "{ran:?}");
    let help = specwright(place.path(), &["--help"]).stdout;
    assert!(help.contains("Usage: specwright <COMMAND>") && !help.contains("xtask"), "{help}");
    let first = specwright(place.path(), &[]).stdout;
    assert!(first.starts_with("Start here:\n  specwright new"), "{first}");
}
