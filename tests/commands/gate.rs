//! `cargo xtask test`, with a script in the place of cargo.

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
    xtask::command(&workspace()).args(["test", "--keep-going"]).env("CARGO", &cargo).output().unwrap().into()
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
    assert!(ran.stderr.ends_with("== failed: formatting\n"), "{ran:?}");
    let ran = gate("case \"$*\" in doc*) echo a hunter2;; esac");
    assert_ran(&ran, 1, &["a hunter2\n"]);
    assert!(ran.stderr.contains("== a test printed a secret"), "{ran:?}");
}
