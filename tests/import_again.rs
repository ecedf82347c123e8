//! `cargo xtask import` and `diff` with OpenAPI documents, as people use them.

use std::fs;

use servicestage_tests::files::tree;
use servicestage_tests::xtask::{self, Ran};
use tempfile::TempDir;

const DOCUMENT: &str = r#"openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
servers: [{ url: https://pets.example.com }]
paths:
  /pets:
    get:
      operationId: listPets
      parameters:
        - { name: limit, in: query, schema: { type: integer, format: int32, maximum: 100 } }
        - { name: page, in: query, schema: { type: integer, format: int32 } }
      responses: { "204": { description: None. } }
"#;

/// A directory with a document, a newer one that is called otherwise, and a specification that was curated in between.
fn place() -> TempDir {
    let place = TempDir::new().unwrap();
    let at = |path: &str| place.path().join(path);
    fs::write(at("pets.yaml"), DOCUMENT).unwrap();
    let newer = DOCUMENT.replace("maximum: 100", "maximum: 500").replace("name: page,", "name: page, required: true,");
    fs::write(at("newer.yaml"), newer).unwrap();
    assert_eq!(run(&place, &["import", "pets.yaml", "--into", "spec"]).code, Some(0));
    let path = at("spec/pets.yaml");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("range: ..100"), "{text}");
    fs::write(path, text.replace("range: ..100", "range: ..50 # As measured.")).unwrap();
    place
}

fn run(place: &TempDir, arguments: &[&str]) -> Ran {
    xtask::run(place.path(), arguments)
}

#[test]
fn a_newer_document_is_merged_and_both_places_of_a_conflict_are_printed() {
    let place = place();
    let before = tree(place.path());
    let ran = run(&place, &["import", "newer.yaml", "--into", "spec", "--dry-run"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(tree(place.path()) == before);
    for line in [
        "= wire: breaking",
        "1 conflict; the specification keeps what it has:\n  `list_pets`: query.limit.range\n",
        "`..50`\n    newer.yaml:8:7: `..500`, until now `..100`\n",
    ] {
        assert!(ran.stdout.contains(line), "{line}\n{}", ran.stdout);
    }
    assert_eq!(run(&place, &["import", "newer.yaml", "--into", "spec"]).code, Some(1));
    let text = fs::read_to_string(place.path().join("spec/pets.yaml")).unwrap();
    assert!(text.contains("range: ..50  # As measured.") && text.contains("presence: required"), "{text}");
    let ran = run(&place, &["import", "newer.yaml", "--into", "spec", "--format", "json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["conflicts"], serde_json::json!([]));
}

#[test]
fn a_merge_that_cannot_be_is_told_with_a_place() {
    let place = place();
    fs::write(place.path().join("spec/.imported.yaml"), "<<<<<<< ours\n").unwrap();
    let before = tree(place.path());
    let ran = run(&place, &["import", "newer.yaml", "--into", "spec"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stderr.contains("spec/.imported.yaml:1:1"), "{ran:?}");
    fs::write(place.path().join("spec/.merging.json"), "{").unwrap();
    let ran = run(&place, &["import", "newer.yaml", "--into", "spec"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("cannot complete the merge of spec/.merging.json"), "{ran:?}");
    fs::remove_file(place.path().join("spec/.merging.json")).unwrap();
    assert!(tree(place.path()) == before);
}

#[test]
fn documents_are_sides_of_a_comparison() {
    let place = place();
    let ran = run(&place, &["diff", "pets.yaml", "newer.yaml", "--fail-on", "breaking"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stdout.contains("newer.yaml/pets.yaml:"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("correction"), "the name of a file is no erratum: {}", ran.stdout);
    assert_eq!(run(&place, &["diff", "pets.yaml", "pets.yaml", "--fail-on", "any"]).code, Some(0));
    let ran = run(&place, &["diff", "--against", "newer.yaml", "--spec", "spec", "--fail-on", "breaking"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let ran = run(&place, &["diff", "pets.yaml", "nowhere.yaml", "--spec", "spec"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
}
