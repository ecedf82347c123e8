//! What each construct of the specification format becomes, whole: the files of the model, the
//! client and the server that belong to one construct file.
//!
//! docs/spec-format.md shows the interesting parts of the same files with words around them.

use std::path::Path;

use servicestage_tests::{specification, workspace};
use specwright_tools::generate;

/// The value of a top-level key of a group file.
fn key(text: &str, name: &str) -> Option<String> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ").map(str::to_owned))
}

#[test]
fn each_construct_becomes_what_its_snapshot_shows() {
    let files = generate(&specification("tests/constructs")).unwrap();
    let directory = workspace().join("tests/constructs");
    let mut constructs: Vec<_> = std::fs::read_dir(&directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    constructs.sort();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/constructs");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut checked = 0;
    for path in constructs.iter().filter(|path| path.extension().is_some_and(|extension| extension == "yaml")) {
        let text = std::fs::read_to_string(path).unwrap();
        let (Some(family), Some(group)) = (key(&text, "family"), key(&text, "group")) else { continue };
        let module = format!("src/{family}/{group}.rs");
        let parts: Vec<String> = ["model", "client", "server"]
            .into_iter()
            .filter_map(|part| Some((part, files.get(&format!("{part}/{module}"))?)))
            .map(|(part, text)| format!("== {part}/{module} ==\n{text}"))
            .collect();
        assert!(!parts.is_empty(), "{} generates nothing", path.display());
        settings.set_description(file_name(path));
        settings.bind(|| insta::assert_snapshot!(file_name(path).trim_end_matches(".yaml"), parts.join("\n")));
        checked += 1;
    }
    assert!(checked >= 25, "{checked}");
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}
