//! What each construct of the specification format becomes, whole: the files of the model, the
//! client and the server that belong to one construct file.
//!
//! docs/spec-format.md shows the interesting parts of the same files with words around them.

use std::collections::BTreeMap;
use std::path::Path;

use servicestage_tests::files::copy;
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

/// Where the code of a crate names `serde_json`: in itself whatever its features, and in its documentation.
fn names_json(files: &BTreeMap<String, String>, part: &str) -> (bool, bool) {
    let sources = files.iter().filter(|(path, _)| path.starts_with(&format!("{part}/src/")));
    let sources = sources.filter(|(path, _)| !path.ends_with("/src/dynamic.rs"));
    let lines = sources.flat_map(|(_, text)| text.lines()).filter(|line| line.contains("serde_json"));
    let (docs, code): (Vec<&str>, Vec<&str>) = lines.partition(|line| line.trim_start().starts_with("//"));
    (!code.is_empty(), !docs.is_empty())
}

#[test]
fn crates_depend_on_free_json_where_they_name_it() {
    let narrow = tempfile::tempdir().unwrap();
    let course = workspace().join("tests/obstacle-course/spec");
    copy(&course, narrow.path());
    std::fs::remove_file(narrow.path().join("free.yaml")).unwrap();
    for example in ["append", "list", "merge", "replace"] {
        std::fs::remove_file(narrow.path().join(format!("examples/{example}_anything.json"))).unwrap();
    }
    let narrow = narrow.path().to_str().unwrap();
    let mut seen = Vec::new();
    for directory in ["spec", "tests/bookshop/spec", "tests/constructs", "tests/obstacle-course/spec", narrow] {
        let files = generate(&specification(directory)).unwrap();
        for part in ["model", "client", "server"] {
            let (code, docs) = names_json(&files, part);
            let manifest = &files[&format!("{part}/Cargo.toml")];
            let (_, dependencies) = manifest.split_once("[dependencies]").unwrap();
            let (always, in_tests) = dependencies.split_once("[dev-dependencies]").unwrap_or((dependencies, ""));
            let needed = "serde_json = \"";
            assert_eq!(always.contains(needed), code, "{part} of {directory}:\n{manifest}");
            assert_eq!(in_tests.contains(needed), docs && !code, "{part} of {directory}:\n{manifest}");
            // An optional one, which a feature brings, is no second one.
            let optional = part == "client" && !code;
            assert_eq!(manifest.contains("dep:serde_json"), optional, "{part} of {directory}:\n{manifest}");
            assert_eq!(always.contains("serde_json = { version"), optional, "{part} of {directory}:\n{manifest}");
            seen.push((part, code, docs));
        }
    }
    for kind in [("client", true, true), ("client", false, true), ("client", false, false), ("server", true, false)] {
        assert!(seen.contains(&kind), "no specification has {kind:?}: {seen:?}");
    }
}

#[test]
fn front_pages_show_the_first_call_that_the_specification_names() {
    let page = |directory: &str, part: &str| {
        let files = generate(&specification(directory)).unwrap();
        files[&format!("{part}/src/lib.rs")]
            .lines()
            .take_while(|line| !line.starts_with("#![allow"))
            .collect::<String>()
    };
    // It is named there, and is not the first operation without arguments.
    for (part, line) in [
        ("client", "client.v3().applications().list().send().await?;"),
        ("model", "servicestage_model::meta::v3::LIST_APPLICATIONS;"),
        ("server", "impl Applications for Service {}"),
    ] {
        assert!(page("spec", part).contains(line), "{part}");
    }
    // Without a name, it is the first one that takes no arguments.
    assert!(page("tests/bookshop/spec", "client").contains("client.v1().books().list().send().await?;"));
}

#[test]
fn manifests_say_where_the_runtime_is() {
    let place = |lines: &str| {
        let directory = tempfile::tempdir().unwrap();
        copy(&workspace().join("tests/bookshop/spec"), directory.path());
        let api = directory.path().join("api.yaml");
        let text = std::fs::read_to_string(&api).unwrap();
        let old = "  runtime:\n    path: ../../../../runtime\n";
        assert!(text.contains(old), "{text}");
        std::fs::write(&api, text.replace(old, lines)).unwrap();
        let files = generate(&specification(directory.path().to_str().unwrap())).unwrap();
        let manifest = files["model/Cargo.toml"].clone();
        let line = manifest.lines().find(|line| line.starts_with("specwright-runtime = ")).unwrap().to_owned();
        (line, manifest, files)
    };
    let published = "  publish: true\n  repository: https://git.example.com/shop\n  license: MIT\n";
    let (line, manifest, files) = place(published);
    assert_eq!(line, "specwright-runtime = { version = \"0.1.0\" }");
    assert!(manifest.contains("license = \"MIT\"\n") && !manifest.contains("publish"), "{manifest}");
    assert!(files.contains_key("model/LICENSE-MIT") && !files.contains_key("model/LICENSE-APACHE"));

    let git = "  license_file: ../../LICENSE\n  runtime:\n    version: 0.2.0\n    git: https://git.example.com/runtime\n    rev: v0.2.0\n";
    let (line, manifest, files) = place(git);
    assert_eq!(
        line,
        "specwright-runtime = { version = \"0.2.0\", git = \"https://git.example.com/runtime\", rev = \"v0.2.0\" }"
    );
    assert!(
        manifest.contains("license-file = \"../../LICENSE\"\n") && manifest.contains("publish = false\n"),
        "{manifest}"
    );
    assert!(!files.contains_key("model/LICENSE-MIT"));
}
