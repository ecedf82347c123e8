//! `cargo xtask test`, with scripts in the place of cargo and rustup.

use std::os::unix::fs::PermissionsExt as _;

use servicestage_tests::files::write;
use servicestage_tests::workspace;
use servicestage_tests::xtask::{self, Ran};
use tempfile::TempDir;

use super::assert_ran;

/// Runs the gate. `script` is the body of a shell script that gets cargo's arguments.
fn gate(script: &str) -> Ran {
    let place = TempDir::new().unwrap();
    let cargo = place.path().join("cargo");
    write(&cargo, format!("#!/bin/sh\n{script}\n"));
    std::fs::set_permissions(&cargo, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = xtask::command(&workspace());
    command.args(["test", "--keep-going"]).env("CARGO", &cargo).env("XTASK", &cargo).output().unwrap().into()
}

#[test]
fn the_gate_ends_with_what_was_left_out() {
    let ran = gate("case \"$*\" in test*) echo 'left out: browser tests: no browser';; esac");
    assert_ran(&ran, 0, &["left out: browser tests: no browser\n"]);
    assert!(ran.stderr.ends_with("== left out: browser tests: no browser\n== everything else passed\n"), "{ran:?}");
    assert!(gate("true").stderr.ends_with("== everything passed\n"));
}

#[test]
fn the_gate_is_not_silent() {
    let ran = gate("case \"$*\" in doc*) sleep 6;; esac");
    assert!(ran.stderr.contains("\n== documentation: 5 s\n"), "{ran:?}");
}

#[test]
fn the_gate_fails_when_a_step_fails_or_prints_the_password() {
    let ran = gate("case \"$*\" in fmt*) exit 1;; esac");
    assert_ran(&ran, 1, &[]);
    assert!(ran.stderr.ends_with("== failed: formatting, formatting of the specification\n"), "{ran:?}");
    let ran = gate("case \"$*\" in 'lint --deny warnings') exit 1;; esac");
    assert!(ran.stderr.ends_with("== failed: specification\n"), "{ran:?}");
    let ran = gate("case \"$*\" in doc*) echo a hunter2;; esac");
    assert_ran(&ran, 1, &["a hunter2\n"]);
    assert!(ran.stderr.contains("== a test printed a secret"), "{ran:?}");
}

/// Runs the checks of a release. Both scripts are bodies of shell scripts; cargo answers `metadata` itself.
fn release(cargo: &str, rustup: &str) -> Ran {
    let place = TempDir::new().unwrap();
    let real = std::env::var("CARGO").unwrap();
    for (name, script) in
        [("cargo", format!("case $1 in metadata) exec '{real}' \"$@\";; esac\n{cargo}")), ("rustup", rustup.to_owned())]
    {
        let path = place.path().join(name);
        write(&path, format!("#!/bin/sh\n{script}\n"));
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let path = format!("{}:{}", place.path().display(), std::env::var("PATH").unwrap());
    let mut command = xtask::command(&workspace());
    command
        .args(["test", "--release-checks", "--keep-going"])
        .env("CARGO", place.path().join("cargo"))
        .env("PATH", path);
    command.env("CARGO_TARGET_DIR", place.path().join("target")).output().unwrap().into()
}

#[test]
fn findings_of_a_release_name_the_crate_and_the_file_to_change() {
    let broken =
        |name: &str| format!("echo 'error: could not compile `{name}` (lib) due to 1 previous error' >&2; exit 101");
    let cargo = format!(
        "case \"$*\" in\n*--list*) echo README.md; echo LICENSE-MIT;;\npackage*) {};;\ncheck*) {};;\nesac",
        broken("servicestage-model"),
        broken("strsim"),
    );
    let ran = release(&cargo, &format!("case \"$*\" in *check*) {};; esac", broken("specwright-runtime")));
    assert_ran(&ran, 1, &[]);
    for finding in [
        "== specwright-runtime: the package has no LICENSE-APACHE: add it beside runtime/Cargo.toml\n",
        "== servicestage-model: the package does not compile, because",
        "== strsim: the lowest version does not compile: raise it in codegen/language/Cargo.toml, or in Cargo.toml for",
        "== specwright-runtime: does not compile with Rust 1.89: avoid what is newer, or raise `rust-version` in runtime/Cargo.toml\n",
    ] {
        assert!(ran.stderr.contains(finding), "{finding}\n{ran:?}");
    }
    assert!(ran.stderr.ends_with(" findings\n"), "{ran:?}");
}

#[test]
fn a_release_without_the_oldest_rust_reports_it() {
    // Nothing is built, so there is no package to measure.
    let ran = release(
        "case \"$*\" in *--list*) echo README.md; echo LICENSE-MIT; echo LICENSE-APACHE;; package*) exit 1;; esac",
        "exit 1",
    );
    assert!(ran.stderr.contains("\n== left out: Rust 1.89, which rustup could not install, for "), "{ran:?}");
    assert!(ran.stderr.contains("== the crates cannot be packaged: cargo printed no reason"), "{ran:?}");
}
