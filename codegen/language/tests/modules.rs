//! The modules of the language know each other in one direction.

use std::fs;
use std::path::{Path, PathBuf};

/// Each module knows only those before it.
const ORDER: [&str; 19] = [
    "source",
    "diagnostics",
    "case",
    "pattern",
    "yaml",
    "json",
    "raw",
    "ir",
    "strings",
    "shape",
    "load",
    "lower",
    "resolve",
    "smallest",
    "variants",
    "places",
    "check",
    "lint",
    "fmt",
];

fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The modules at the root of the crate that a file names.
fn known(rust: &str) -> Vec<String> {
    let code = rust.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    assert!(!code.contains("crate::{"), "one module per line shows what a file knows");
    let paths = code.split("crate::").skip(1);
    paths.map(|path| path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()).collect()
}

#[test]
fn modules_know_each_other_in_one_direction() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let rank = |module: &str| ORDER.iter().position(|known| *known == module);
    let mut wrong = Vec::new();
    for file in files(&root) {
        let path = file.strip_prefix(&root).unwrap();
        let module = path.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs");
        if module == "lib" {
            continue;
        }
        let own = rank(module).unwrap_or_else(|| panic!("{module} has no place in the order"));
        let others = known(&fs::read_to_string(&file).unwrap());
        // Macros live at the root.
        for other in others.iter().filter(|other| *other != module && *other != "rules") {
            if rank(other).is_none_or(|other| other >= own) {
                wrong.push(format!("{} knows {other}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
