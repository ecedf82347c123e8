//! Generated code takes at most so many instructions more than hand-written code, counted by valgrind.
//!
//! Instructions, unlike times, do not depend on the load of the machine. Bounds are a little above what was reached, so a
//! failure means that something now costs more: `valgrind --tool=callgrind` on the same program shows what. Without
//! optimization the ratios are others, but they move for the same reasons, and the gate has such a build anyway. With
//! `--release` the test takes the ratios of `docs/benchmarks.md`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::path::{Path, PathBuf};
use std::process::Command;

const PROGRAM: &str = env!("CARGO_BIN_EXE_servicestage-instructions");

const ROUNDS: u32 = 10;

/// Runs a tool of valgrind, and returns the number in the last line of its output that has these words. `None` without
/// valgrind.
fn count(tool: &[&str], words: &str, program: &Path, arguments: &[&str]) -> Option<u64> {
    let mut command = Command::new("valgrind");
    command.args(tool).arg(program).args(arguments).current_dir(workspace());
    let Ok(output) = command.output() else {
        // `cargo xtask test` repeats the line at the end of its output.
        println!("left out: counting instructions: valgrind is not on the path");
        return None;
    };
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
    let line = said.lines().rfind(|line| line.contains(words)).unwrap_or_else(|| panic!("{command:?}: {said}"));
    let digits: String = line.split(':').next_back().unwrap().chars().filter(char::is_ascii_digit).collect();
    Some(digits.parse().unwrap())
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Compares a thing by both sides.
fn hold(what: &str, optimized: f64, plain: f64) {
    let of = |side| {
        let tool = [
            "--tool=callgrind",
            "--callgrind-out-file=/dev/null",
            // Only what is repeated.
            "--toggle-collect=servicestage_instructions::rounds",
        ];
        count(&tool, "Collected", Path::new(PROGRAM), &[what, side, &ROUNDS.to_string()])
    };
    let (Some(generated), Some(by_hand)) = (of("generated"), of("by-hand")) else { return };
    let (generated, by_hand) = (generated / u64::from(ROUNDS), by_hand / u64::from(ROUNDS));
    #[allow(clippy::cast_precision_loss)]
    let ratio = generated as f64 / by_hand as f64;
    println!("{what}: {generated} generated, {by_hand} by hand: {ratio:.3}");
    let bound = if cfg!(debug_assertions) { plain } else { optimized };
    assert!(ratio <= bound, "{what}: {generated} instructions, {ratio:.3} times {by_hand}; at most {bound}");
    // A bound far above says nothing.
    assert!(ratio > bound - 0.2, "{what}: {ratio:.3}; lower the bound of {bound}");
}

macro_rules! bounds {
    ($($name:ident: $what:literal, $optimized:literal, $plain:literal;)+) => {
        $(#[test]
        fn $name() {
            hold($what, $optimized, $plain);
        })+
    };
}

// Bounds with and without optimization.
bounds! {
    a_call_that_lists: "call-list", 1.32, 1.48;
    a_call_that_creates: "call-create", 1.19, 1.23;
    a_request_to_list: "serve-list", 0.98, 1.17;
    a_request_to_create: "serve-create", 1.04, 1.16;
    decoding_a_list: "decode-list", 1.02, 1.04;
    encoding_a_list: "encode-list", 1.01, 1.03;
}

/// Millions of instructions for each operation of the bookshop, by the program behind `cargo xtask`.
const GENERATION: u64 = 33;

#[test]
fn generating_the_bookshop() {
    // The directory of the profile is in that of all profiles.
    let target = Path::new(PROGRAM).parent().and_then(Path::parent).unwrap();
    // The gate builds programs before the tests.
    if std::env::var_os("PROGRAMS_ARE_BUILT").is_none() {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        // As other tests build it.
        cargo.args(["build", "--offline", "--quiet", "--workspace", "--all-features"]);
        cargo.args(["--bin", "xtask", "--example", "readme_client"]);
        cargo.arg("--target-dir").arg(target);
        assert!(cargo.current_dir(workspace()).status().unwrap().success());
    }
    let program = target.join("debug/xtask");

    let spec = workspace().join("tests/bookshop/spec");
    let files = std::fs::read_dir(spec).unwrap().map(|entry| entry.unwrap().path());
    let texts = files.filter(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    let operations = |path: PathBuf| std::fs::read_to_string(path).unwrap().matches("\n    http: ").count() as u64;
    let operations: u64 = texts.map(operations).sum();

    let tool = ["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"];
    let bookshop = ["--spec", "tests/bookshop/spec", "--out", "tests/bookshop/generated"];
    let arguments = [&["regenerate", "--check"], &bookshop[..]].concat();
    let Some(instructions) = count(&tool, "I   refs", &program, &arguments) else { return };
    println!("generation: {instructions} for {operations} operations");
    assert!(instructions / operations / 1_000_000 < GENERATION, "{instructions} for {operations} operations");
}
