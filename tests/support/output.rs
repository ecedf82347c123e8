//! Outputs that are kept as files.

use std::fs;
use std::path::Path;

use crate::workspace;

/// Compares an output with the file that the guide shows. With `UPDATE_DOCS` set, writes it anew.
#[track_caller]
pub fn assert_output(name: &str, output: &str) {
    assert_file(&workspace().join(format!("tests/guide/output/{name}.txt")), output);
}

/// Compares a text with a file. With `UPDATE_DOCS` set, writes it anew.
#[track_caller]
pub fn assert_file(path: &Path, text: &str) {
    let present = fs::read_to_string(path).unwrap_or_default();
    if present != text && std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        return;
    }
    assert_eq!(text, present, "{} is out of date; UPDATE_DOCS=1 writes it anew", path.display());
}
