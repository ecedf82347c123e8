//! `cargo xtask lint` as people use it: formats, levels, and what it mends. What the rules find and what
//! the formats contain is tested where it is made.

use serde_json::Value;
use servicestage_tests::files::{Tree, tree};
use servicestage_tests::place::Place;
use servicestage_tests::xtask::Ran;

const THINGS: &str = "spec/things.yaml";

/// A copy of a small specification.
fn place() -> Place {
    Place::with("codegen/tools/tests/diagnostics/base")
}

/// With one warning that can be mended by itself, and one that cannot.
fn with_warnings() -> Place {
    let place = place();
    place.edit(THINGS, "errors: [400, 404]", "errors: [404, 400]  # both");
    place.edit(THINGS, "doc: Removes a thing.", "doc: Removes a thing");
    place
}

fn with_a_mistake() -> Place {
    let place = with_warnings();
    place.edit(THINGS, "range: 1..100", "range: 1..5");
    place
}

fn lint(place: &Place, arguments: &[&str]) -> Ran {
    place.run(&[&["lint", "--spec", "spec"], arguments].concat())
}

fn files(place: &Place) -> Tree {
    tree(place.directory())
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
    let place = with_warnings();
    let codes = |arguments: &[&str]| lint(&place, arguments).code;
    assert_eq!(codes(&[]), Some(0));
    assert_eq!(codes(&["--deny", "warnings"]), Some(1));
    assert_eq!(codes(&["-D", "warnings", "-A", "descriptions", "-W", "unsorted-list"]), Some(0));
    assert_eq!(codes(&["-A", "warnings", "-D", "unsorted-list"]), Some(1));
    assert_eq!(codes(&["-D", "unsorted-list", "-A", "warnings"]), Some(0));
    assert_eq!(lint(&with_a_mistake(), &["-A", "warnings"]).code, Some(1));
}

#[test]
fn levels_of_unknown_rules_and_of_errors_are_refused() {
    let place = place();
    assert_refused(
        &lint(&place, &["-D", "unsorted-lists"]),
        "no family `unsorted-lists`; did you mean `unsorted-list`?",
    );
    assert_refused(&lint(&place, &["-A", "bad-default"]), "`bad-default` is an error and cannot be lowered");
    assert_refused(&lint(&place, &["--format", "html"]), "`html` is none of text, short, json, github and sarif");
    assert_refused(&lint(&place, &["--format", "json="]), "name a file after `=`");
}

#[test]
fn several_formats_come_out_of_one_run_with_errors_and_warnings() {
    let place = with_a_mistake();
    let formats = ["text=out.txt", "short", "json=out/lint.json", "github=notes", "sarif=lint.sarif"];
    let arguments: Vec<&str> = formats.iter().flat_map(|format| ["--format", *format]).collect();
    let ran = lint(&place, &arguments);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), ""));
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{}", ran.stdout);
    assert!(
        lines[0].starts_with("spec/things.yaml:44:18: error[bad-default]: the default does not fit"),
        "{}",
        lines[0]
    );
    assert!(lines[1..].iter().all(|line| line.contains(": warning[")), "{}", ran.stdout);

    let text = place.text("out.txt");
    assert!(text.contains("1 error and 2 warnings in the specification\n") && !text.contains('\u{1b}'), "{text}");
    assert!(text.contains("`cargo xtask lint --fix` fixes 1 of them\n"), "{text}");
    let report = json(&place.text("out/lint.json"));
    assert_eq!((&report["format_version"], &report["status"]), (&Value::from(1), &Value::from("findings")));
    assert_eq!(report["findings"].as_array().unwrap().len(), 3);
    assert_eq!(place.text("notes").lines().filter(|line| line.starts_with("::warning file=spec/")).count(), 2);
    let results = json(&place.text("lint.sarif"))["runs"][0]["results"].clone();
    let suppressed = |result: &&Value| result["suppressions"].is_array();
    let results = results.as_array().unwrap();
    assert_eq!((results.len(), results.iter().filter(suppressed).count()), (6, 3));
}

#[test]
fn nothing_to_report_is_said_in_every_format() {
    let place = place();
    let printed = |format: &str| lint(&place, &["--format", format]).stdout;
    assert_eq!(printed("text"), "the specification is fine\n");
    assert_eq!((printed("short"), printed("github")), (String::new(), String::new()));
    assert_eq!(json(&printed("json"))["status"], "clean");
    assert!(json(&printed("sarif"))["runs"][0]["results"].is_array());
}

#[test]
fn what_can_be_mended_is_written_and_the_rest_is_shown() {
    let place = with_warnings();
    let mut wanted = files(&place);
    let ran = lint(&place, &["--fix", "--format", "short"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(ran.stderr, "fixed spec/things.yaml: 1 × unsorted-list\n");
    assert_eq!(ran.stdout, "spec/things.yaml:68:10: warning[unfinished-doc]: the text has no full stop at its end\n");
    let text = String::from_utf8(wanted["spec/things.yaml"].clone()).unwrap();
    wanted.insert("spec/things.yaml".to_owned(), text.replace("[404, 400]  # both", "[400, 404]  # both").into_bytes());
    assert!(files(&place) == wanted, "something else was written, or left behind");

    let again = lint(&place, &["--fix", "-D", "warnings"]);
    assert_eq!(again.code, Some(1));
    assert_eq!(again.stderr, "there are no safe fixes\n");
    assert!(files(&place) == wanted);
}

#[test]
fn nothing_is_written_where_something_is_or_would_be_wrong() {
    let place = with_a_mistake();
    let before = files(&place);
    let ran = lint(&place, &["--fix"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), "nothing was fixed: fix the errors first\n"));
    assert!(files(&place) == before);

    let place = with_warnings();
    place.edit(THINGS, "doc: What it looks like.", "doc: What:\u{200b} it looks like.");
    let before = files(&place);
    assert_refused(&lint(&place, &["--fix"]), "error: nothing was fixed, because the result would have errors");
    assert!(files(&place) == before);
}
