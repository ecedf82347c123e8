//! Outputs that the guide shows, kept as files.

use std::fs;

use crate::workspace;

/// Compares an output with the file that the guide shows. With `UPDATE_DOCS` set, writes it anew.
#[track_caller]
pub fn assert_output(name: &str, output: &str) {
    let path = workspace().join(format!("tests/guide/output/{name}.txt"));
    let present = fs::read_to_string(&path).unwrap_or_default();
    if present != output && std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, output).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        return;
    }
    assert_eq!(output, present, "{} is out of date; UPDATE_DOCS=1 writes it anew", path.display());
}
