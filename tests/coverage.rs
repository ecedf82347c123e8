//! `cargo xtask coverage` as people use it: what it prints, and how it ends. 0 means that everything is
//! there or waived, 1 that something is missing, 2 that it could not run.

use std::fs;

use serde_json::Value;
use servicestage_tests::files::{edit, write};
use servicestage_tests::place::Place;
use servicestage_tests::workspace;
use servicestage_tests::xtask::Ran;

const LEDGER: &str = "spec/ledger/01-ledger.yaml";

/// A workspace with the constructs of the specification format.
fn place() -> Place {
    Place::with("tests/constructs")
}

/// Asserts how a command ended, and that it printed this, to either stream.
#[track_caller]
fn assert_ran(ran: &Ran, code: i32, expected: &[&str]) {
    assert_eq!(ran.code, Some(code), "{ran:?}");
    let printed = format!("{}{}", ran.stdout, ran.stderr);
    for text in expected {
        assert!(printed.contains(text), "`{text}` is missing:\n{printed}");
    }
}

#[test]
fn coverage_names_every_gap_and_ends_with_what_it_found() {
    let place = place();
    let ran = place.run(&["coverage"]);
    assert_ran(
        &ran,
        1,
        &["Library Handbook (handbook)", "\n    error code L.404: not there [", "4 gaps; 1 row waived\n"],
    );
    assert!(!ran.stdout.contains("places_are_texts"), "{}", ran.stdout);
    assert_ran(&place.run(&["coverage", "--waived"]), 1, &["places_are_texts: The parts of a place", "(LIB-3)"]);
    assert_eq!(ran.stderr, "");
    let text = fs::read_to_string(place.path(LEDGER)).unwrap();
    write(&place.path(LEDGER), text.split("  \"33\":").next().unwrap());
    assert_ran(&place.run(&["coverage"]), 0, &["everything is covered or waived; 1 row waived\n"]);
}

#[test]
fn coverage_prints_markdown_and_json() {
    let place = place();
    let expected =
        ["| Books and rooms | 5/5 |", "### Missing", "### Waived", "- 33 `permission books:lend`: not there.\n"];
    assert_ran(&place.run(&["coverage", "--format", "markdown"]), 1, &expected);
    let ran = place.run(&["coverage", "--format", "json"]);
    let report = serde_json::from_str::<Value>(&ran.stdout).unwrap();
    assert_eq!(report["counts"]["operations"]["covered"], 5);
    let group = &report["documents"][0]["groups"][0];
    assert_eq!(group["name"], "Books and rooms");
    assert_eq!(group["gaps"][0]["item"], "structure 33-1 color");
    assert_eq!(group["waived"][0]["errata"][0], "LIB-3");
    assert_eq!((ran.code, report["unused_waivers"].as_array().map(Vec::len)), (Some(1), Some(0)));
    assert!(report["unlisted"].as_array().is_some_and(|list| !list.is_empty()));
}

#[test]
fn coverage_of_a_part_is_that_of_its_groups() {
    let place = place();
    let all = place.run(&["coverage"]).stdout;
    let ran = place.run(&["coverage", "--document", "handbook", "--group", "books AND"]);
    assert!(ran.code == Some(1) && all.starts_with(&ran.stdout), "{}", ran.stdout);
    assert_ran(&place.run(&["coverage", "--document", "terminal"]), 2, &["no document `terminal`; it has handbook\n"]);
    assert_ran(&place.run(&["coverage", "--group", "rooms"]), 2, &["begins with `rooms`; it has Books and rooms\n"]);
}

#[test]
fn mistakes_in_the_ledger_are_reported_with_their_places() {
    let place = place();
    edit(&place.path(LEDGER), "path.isbn: string", "path.isbn: text");
    let text = fs::read_to_string(place.path(LEDGER)).unwrap();
    let line = text.lines().position(|line| line.contains("path.isbn")).unwrap() + 1;
    let (rule, place_of_it) = ("error[bad-ledger-row]: ", format!("--> {LEDGER}:{line}:20\n"));
    assert_ran(&place.run(&["coverage"]), 1, &[rule, &place_of_it, "1 error in the ledger\n"]);
    assert_ran(&place.run(&["lint"]), 1, &[rule, &place_of_it, "1 error in the specification\n"]);
    assert_ran(&place.run(&["regenerate"]), 0, &["added"]);
}

#[test]
fn without_a_ledger_there_is_nothing_to_compare_with() {
    let place = place();
    fs::remove_dir_all(place.path("spec/ledger")).unwrap();
    let message = "error: the specification has no ledger to compare with: no .yaml file in spec/ledger\n";
    assert_ran(&place.run(&["coverage"]), 2, &[message]);
    let course = workspace().join("tests/obstacle-course/spec");
    assert_ran(&place.run(&["coverage", "--spec", course.to_str().unwrap()]), 2, &["no ledger to compare with"]);
    assert_ran(&place.run(&["lint"]), 0, &["the specification is fine\n"]);
}
