//! `cargo xtask lint` as people use it: formats, levels, and what it mends. What the rules find and what
//! the formats contain is tested where it is made.

use std::fs;

use serde_json::Value;
use servicestage_tests::files::{Tree, copy, edit, tree};
use servicestage_tests::workspace;
use servicestage_tests::xtask::{self, Ran};
use tempfile::TempDir;

/// A copy of a small specification.
struct Place(TempDir);

impl Place {
    fn new() -> Place {
        let directory = TempDir::new().unwrap();
        copy(&workspace().join("codegen/tests/diagnostics/base"), &directory.path().join("spec"));
        Place(directory)
    }

    /// With one warning that can be mended by itself, and one that cannot.
    fn with_warnings() -> Place {
        let place = Place::new();
        place.edit("errors: [400, 404]", "errors: [404, 400]  # both");
        place.edit("doc: Removes a thing.", "doc: Removes a thing");
        place
    }

    fn with_a_mistake() -> Place {
        let place = Place::with_warnings();
        place.edit("range: 1..100", "range: 1..5");
        place
    }

    fn edit(&self, old: &str, new: &str) {
        edit(&self.0.path().join("spec/things.yaml"), old, new);
    }

    fn lint(&self, arguments: &[&str]) -> Ran {
        xtask::run(self.0.path(), &[&["lint", "--spec", "spec"], arguments].concat())
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.path().join(path)).unwrap()
    }

    fn files(&self) -> Tree {
        tree(self.0.path())
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}:\n{text}"))
}

#[track_caller]
fn assert_refused(ran: &Ran, reason: &str) {
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains(reason), "{}", ran.stderr);
}

#[test]
fn warnings_alone_do_not_fail_unless_they_are_denied() {
    let place = Place::with_warnings();
    let codes = |arguments: &[&str]| place.lint(arguments).code;
    assert_eq!(codes(&[]), Some(0));
    assert_eq!(codes(&["--deny", "warnings"]), Some(1));
    assert_eq!(codes(&["-D", "warnings", "-A", "texts", "-W", "unsorted-list"]), Some(0));
    assert_eq!(codes(&["-A", "warnings", "-D", "unsorted-list"]), Some(1));
    assert_eq!(codes(&["-D", "unsorted-list", "-A", "warnings"]), Some(0));
    assert_eq!(Place::with_a_mistake().lint(&["-A", "warnings"]).code, Some(1));
}

#[test]
fn levels_of_unknown_rules_and_of_errors_are_refused() {
    let place = Place::new();
    assert_refused(&place.lint(&["-D", "unsorted-lists"]), "no family `unsorted-lists`; did you mean `unsorted-list`?");
    assert_refused(&place.lint(&["-A", "bad-default"]), "`bad-default` is an error and cannot be lowered");
    assert_refused(&place.lint(&["--format", "html"]), "`html` is none of text, short, json, github and sarif");
    assert_refused(&place.lint(&["--format", "json="]), "name a file after `=`");
}

#[test]
fn several_formats_come_out_of_one_run_with_errors_and_warnings() {
    let place = Place::with_a_mistake();
    let formats = ["text=out.txt", "short", "json=out/lint.json", "github=notes", "sarif=lint.sarif"];
    let arguments: Vec<&str> = formats.iter().flat_map(|format| ["--format", *format]).collect();
    let ran = place.lint(&arguments);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), ""));
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{}", ran.stdout);
    assert!(
        lines[0].starts_with("spec/things.yaml:44:18: error[bad-default]: the default does not fit"),
        "{}",
        lines[0]
    );
    assert!(lines[1..].iter().all(|line| line.contains(": warning[")), "{}", ran.stdout);

    let text = place.read("out.txt");
    assert!(text.contains("1 error and 2 warnings in the specification\n") && !text.contains('\u{1b}'), "{text}");
    assert!(text.contains("`cargo xtask lint --fix` mends 1 of them\n"), "{text}");
    let report = json(&place.read("out/lint.json"));
    assert_eq!((&report["format_version"], &report["status"]), (&Value::from(1), &Value::from("findings")));
    assert_eq!(report["findings"].as_array().unwrap().len(), 3);
    assert_eq!(place.read("notes").lines().filter(|line| line.starts_with("::warning file=spec/")).count(), 2);
    let results = json(&place.read("lint.sarif"))["runs"][0]["results"].clone();
    let suppressed = |result: &&Value| result["suppressions"].is_array();
    let results = results.as_array().unwrap();
    assert_eq!((results.len(), results.iter().filter(suppressed).count()), (6, 3));
}

#[test]
fn nothing_to_report_is_said_in_every_format() {
    let place = Place::new();
    let printed = |format: &str| place.lint(&["--format", format]).stdout;
    assert_eq!(printed("text"), "the specification is fine\n");
    assert_eq!((printed("short"), printed("github")), (String::new(), String::new()));
    assert_eq!(json(&printed("json"))["status"], "clean");
    assert!(json(&printed("sarif"))["runs"][0]["results"].is_array());
}

#[test]
fn what_can_be_mended_is_written_and_the_rest_is_shown() {
    let place = Place::with_warnings();
    let mut wanted = place.files();
    let ran = place.lint(&["--fix", "--format", "short"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(ran.stderr, "mended spec/things.yaml: 1 × unsorted-list\n");
    assert_eq!(ran.stdout, "spec/things.yaml:68:10: warning[unfinished-doc]: the text has no full stop at its end\n");
    let text = String::from_utf8(wanted["spec/things.yaml"].clone()).unwrap();
    wanted.insert("spec/things.yaml".to_owned(), text.replace("[404, 400]  # both", "[400, 404]  # both").into_bytes());
    assert!(place.files() == wanted, "something else was written, or left behind");

    let again = place.lint(&["--fix", "-D", "warnings"]);
    assert_eq!(again.code, Some(1));
    assert_eq!(again.stderr, "there is nothing to mend without a look at it\n");
    assert!(place.files() == wanted);
}

#[test]
fn nothing_is_written_where_something_is_or_would_be_wrong() {
    let place = Place::with_a_mistake();
    let before = place.files();
    let ran = place.lint(&["--fix"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), "nothing was mended: mend the errors first\n"));
    assert!(place.files() == before);

    let place = Place::with_warnings();
    place.edit("doc: What it looks like.", "doc: What:\u{200b} it looks like.");
    let before = place.files();
    assert_refused(&place.lint(&["--fix"]), "error: nothing was mended: the specification would be wrong then");
    assert!(place.files() == before);
}
