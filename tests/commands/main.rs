//! `cargo xtask` as people use it: what it prints, what it writes, and how it ends. 0 means fine,
//! 1 findings, 2 that it could not run.

#[cfg(unix)]
mod gate;
mod regenerate;

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;
use servicestage_tests::files::{Tree, tree, write};
use servicestage_tests::place::Place;
use servicestage_tests::workspace;
use servicestage_tests::xtask::{self, Ran};
use tempfile::TempDir;

const BOOKS: &str = "spec/books.yaml";
const ORDERS: &str = "spec/orders.yaml";

/// A workspace with a copy of a small specification.
fn place() -> Place {
    Place::with("tests/bookshop/spec")
}

/// A workspace with a copy of the specification of the service.
fn whole() -> Place {
    Place::with("spec")
}

fn with_crates() -> Place {
    let place = place();
    assert_eq!(place.run(&["regenerate"]).code, Some(0));
    place
}

fn crates(place: &Place) -> Tree {
    tree(&place.path("generated"))
}

/// Asserts how a command ended, and that it printed this, to either stream.
#[track_caller]
fn assert_ran(ran: &Ran, code: i32, expected: &[&str]) {
    assert_eq!(ran.code, Some(code), "{ran:?}");
    let printed = format!("{}{}", ran.stdout, ran.stderr);
    for text in expected {
        assert!(printed.contains(text), "`{text}` is missing:\n{printed}");
    }
    assert!(!printed.contains('\u{1b}'), "escape sequences in a pipe:\n{printed}");
    assert!(!printed.contains("panicked"), "{printed}");
}

/// Nothing stands on standard error, except perhaps how many warnings there are.
#[track_caller]
fn assert_quiet(ran: &Ran) {
    assert!(ran.stderr.lines().all(|line| line.ends_with("; `cargo xtask lint` shows them")), "{ran:?}");
}

// Mistakes in the specification

/// A mistake: the rule that it breaks, and the edit of a file that makes it.
type Mistake = (&'static str, &'static str, &'static str, &'static str);

const MISTAKES: &[Mistake] = &[
    ("yaml-syntax", BOOKS, "rust_method: list\n", "rust_method: \"list\n"),
    ("duplicate-key", BOOKS, "\nhost: shop\n", "\nhost: shop\nhost: shop\n"),
    ("yaml-feature", BOOKS, "\nhost: shop\n", "\nhost: &host shop\n"),
    ("unknown-key", BOOKS, "rust_method: list\n", "rust_methode: list\n"),
    ("missing-key", BOOKS, "        presence: required\n        length: 1..200\n", "        length: 1..200\n"),
    ("wrong-type", BOOKS, "  section: \"1\"\n", "  section: 1\n"),
    ("unknown-type", BOOKS, MISSPELLED.0, MISSPELLED.1),
    ("unknown-host", BOOKS, "\nhost: shop\n", "\nhost: shup\n"),
    ("unknown-erratum", BOOKS, "        items: 1..10\n", "        items: 1..10\n        errata: [BOOK-1]\n"),
    ("duplicate-type", ORDERS, "\n  Cash:\n", "\n  Genre:\n"),
    ("rust-name-collision", BOOKS, "rust_method: get\n", "rust_method: list\n"),
    ("bad-route", BOOKS, "http: GET /books\n", "http: GET books\n"),
    ("bad-constraint", BOOKS, REVERSED.0, REVERSED.1),
    ("closed-in-response", BOOKS, "    enum: open\n", "    enum: closed\n"),
    ("json-syntax", "spec/examples/list_books.json", "\"total\": 2,\n", "\"total\": 2,,\n"),
    ("example-mismatch", "spec/examples/list_books.json", "\"total\": 2,\n", "\"total\": \"two\",\n"),
];

/// A reference to a type that does not exist, and a range without values, each with what was there.
const MISSPELLED: (&str, &str) =
    ("type: Genre\n        presence: optional\n", "type: Genra\n        presence: optional\n");
const REVERSED: (&str, &str) = ("range: 1..100\n", "range: 100..1\n");

#[test]
fn a_mistake_is_shown_with_its_rule_and_place_and_nothing_is_written() {
    let place = with_crates();
    let before = crates(&place);
    for (rule, file, old, new) in MISTAKES {
        let (error, at) = (format!("error[{rule}]: "), format!("--> {file}:"));
        let correct = fs::read(place.path(file)).unwrap();
        place.edit(file, old, new);
        for arguments in [&["regenerate"][..], &["regenerate", "--check"]] {
            let ran = place.run(arguments);
            assert_ran(&ran, 1, &[&error, &at, " in the specification\n", "nothing was written"]);
            assert_eq!(ran.stdout, "", "findings belong to standard error");
            assert!(crates(&place) == before, "{rule}: something was written");
        }
        for command in ["lint", "openapi"] {
            assert_ran(&place.run(&[command]), 1, &[&error, &at]);
        }
        write(&place.path(file), correct);
    }
    assert_ran(&place.run(&["lint"]), 0, &["the specification is fine\n"]);
}

#[test]
fn a_warning_is_shown_and_keeps_nothing_from_being_written() {
    let place = with_crates();
    let before = crates(&place);
    let doc = "        doc: Name in the book of accounts.\n";
    let secret =
        "      secret:\n        type: string\n        presence: optional\n        doc: What the customer says.\n";
    place.edit(ORDERS, doc, &format!("{doc}{secret}"));
    let at = format!("--> {ORDERS}:");
    assert_ran(&place.run(&["lint"]), 0, &["warning[unmarked-secret]: ", &at, "1 warning in the specification\n"]);
    assert_ran(&place.run(&["lint", "-D", "warnings"]), 1, &["error[unmarked-secret]: ", &at, "1 error in the"]);
    assert_ran(&place.run(&["regenerate"]), 0, &["; `cargo xtask lint` shows them\n"]);
    assert!(crates(&place) != before, "nothing was written");
    assert_ran(&place.run(&["regenerate", "--check"]), 0, &["; `cargo xtask lint` shows them\n"]);
}

#[test]
fn the_place_of_a_mistake_is_file_line_and_column() {
    let place = place();
    place.edit(BOOKS, MISSPELLED.0, MISSPELLED.1);
    let text = place.text(BOOKS);
    let (line, found) = text.lines().enumerate().find(|(_, line)| line.contains("Genra")).unwrap();
    let at = format!("--> {BOOKS}:{}:{}\n", line + 1, found.find("Genra").unwrap() + 1);
    assert_ran(&place.run(&["lint"]), 1, &["error[unknown-type]: ", &at, "did you mean `Genre`?", "1 error in the"]);
}

#[test]
fn all_mistakes_are_shown_at_once() {
    let place = place();
    place.edit(BOOKS, MISSPELLED.0, MISSPELLED.1);
    place.edit(BOOKS, REVERSED.0, REVERSED.1);
    fs::remove_file(place.path("spec/examples/get_order.json")).unwrap();
    let expected =
        ["error[unknown-type]", "error[bad-constraint]", "error[missing-file]", "3 errors in the specification"];
    assert_ran(&place.run(&["lint"]), 1, &expected);
}

// lint

#[test]
fn lint_says_that_everything_is_fine_and_writes_nothing() {
    let place = place();
    let before = tree(place.directory());
    for directory in ["spec", "tests/obstacle-course/spec", "tests/constructs"] {
        let spec = workspace().join(directory);
        let ran = place.run(&["lint", "--deny", "warnings", "--spec", spec.to_str().unwrap()]);
        assert_ran(&ran, 0, &["the specification is fine\n"]);
    }
    assert_ran(&place.run(&["lint"]), 0, &["the specification is fine\n"]);
    assert!(tree(place.directory()) == before);
}

#[test]
fn lint_lists_and_explains_every_rule() {
    let place = TempDir::new().unwrap();
    let listed = xtask::run(place.path(), &["lint", "--list-rules"]);
    assert_ran(&listed, 0, &["entries: ", "  error   unknown-key\n", "  warning needless-key (--fix)\n"]);
    for line in listed.stdout.lines().filter_map(|line| line.strip_prefix("  ")) {
        let (severity, rule) = line.split_once(' ').unwrap();
        let rule = rule.trim_start().trim_end_matches(" (--fix)");
        let ran = xtask::run(place.path(), &["lint", "--explain", rule]);
        assert_ran(&ran, 0, &[&format!("{severity}[{rule}]\n\n")]);
        assert!(ran.stdout.trim_end().len() > rule.len() + 20, "{rule} is not explained");
    }
    for (rule, ..) in MISTAKES {
        assert!(listed.stdout.lines().any(|listed| listed == format!("  error   {rule}")), "{rule}");
    }
    assert_ran(&xtask::run(place.path(), &["lint", "--explain", "unknown-kye"]), 2, &["`unknown-kye`", "--list-rules"]);
}

// openapi and schema

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}:\n{text}"))
}

#[test]
fn openapi_prints_a_document_of_the_version_asked_for() {
    let place = place();
    let default = place.run(&["openapi"]);
    assert_ran(&default, 0, &["\"place_order\""]);
    assert_eq!(json(&default.stdout)["openapi"], "3.0.3");
    assert_eq!(default.stderr, "");
    assert_eq!(place.run(&["openapi", "--version", "3.0"]).stdout, default.stdout);
    let newer = place.run(&["openapi", "--version", "3.1"]);
    assert!(json(&newer.stdout)["openapi"].as_str().is_some_and(|version| version.starts_with("3.1.")));
    assert_ran(&place.run(&["openapi", "--version", "2.0"]), 2, &["2.0", "[possible values: 3.0, 3.1]"]);
}

#[test]
fn openapi_and_schema_write_the_file_that_is_named() {
    let place = place();
    for (arguments, file) in [(&["openapi"][..], "api.json"), (&["schema", "api"], "below/schema.json")] {
        let printed = place.run(arguments).stdout;
        let ran = place.run(&[arguments, &["-o", file]].concat());
        assert_ran(&ran, 0, &[]);
        assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
        assert_eq!(fs::read_to_string(place.path(file)).unwrap(), printed);
    }
    assert_ran(&place.run(&["openapi", "-o", "spec"]), 2, &["error: cannot write spec: "]);
}

#[test]
fn openapi_writes_a_document_for_each_host() {
    let place = whole();
    let hosts = ["openapi", "--flavor", "portable", "--per-host"];
    assert_ran(&place.run(&[&hosts[..], &["-o", "hosts"]].concat()), 0, &["added, 0 changed, 0 removed"]);
    let document = json(&fs::read_to_string(place.path("hosts/servicestage.json")).unwrap());
    assert!(document["paths"].get("/v3/{project_id}/cas/environments").is_some());
    assert_ran(&place.run(&[&hosts[..], &["-o", "hosts"]].concat()), 0, &["0 added, 0 changed, 0 removed"]);
    assert_ran(&place.run(&hosts), 2, &["--output"]);
    // What is there is not ours.
    assert_ran(&place.run(&[&hosts[..], &["-o", "spec"]].concat()), 2, &["choose an empty directory"]);
}

#[test]
fn openapi_rejects_options_that_another_flavor_has() {
    let place = whole();
    let rejected = [
        (&["--unions", "one-of"][..], "`--unions` needs `--flavor portable`"),
        (&["--flavor", "strict", "--without", "default-responses"], "`--without` needs `--flavor portable`"),
        (&["--flavor", "portable", "--version", "3.1"], "the portable flavor is OpenAPI 3.0"),
        (&["--flavor", "portable", "--without", "everything"], "default-responses"),
    ];
    for (arguments, message) in rejected {
        assert_ran(&place.run(&[&["openapi"], arguments].concat()), 2, &[message]);
    }
    let without = ["openapi", "--flavor", "portable", "--without", "default-responses,multipart-operations"];
    let form = "\"multipart/form-data\": {";
    assert!(!place.run(&without).stdout.contains(form) && place.run(&["openapi"]).stdout.contains(form));
    let unions = place.run(&["openapi", "--flavor", "portable", "--unions", "one-of"]).stdout;
    assert!(unions.contains("\"discriminator\"") && !place.run(&["openapi"]).stdout.contains("\"discriminator\""));
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_is_written_to_and_not_replaced() {
    let place = place();
    let printed = place.run(&["openapi"]).stdout;
    assert_eq!(place.run(&["openapi", "-o", "/dev/fd/1"]).stdout, printed);
}

#[test]
fn schema_describes_every_kind_of_file() {
    let place = TempDir::new().unwrap();
    let mut seen = Vec::new();
    for kind in ["api", "sources", "group", "ledger", "waivers", "acknowledged", "diff", "lint"] {
        let ran = xtask::run(place.path(), &["schema", kind]);
        assert_ran(&ran, 0, &[]);
        assert!(json(&ran.stdout)["$schema"].is_string() && json(&ran.stdout)["properties"].is_object());
        assert!(!seen.contains(&ran.stdout));
        seen.push(ran.stdout);
    }
    assert_eq!(xtask::run(place.path(), &["schema"]).stdout, seen[2], "the kind is `group` unless said otherwise");
    assert_ran(
        &xtask::run(place.path(), &["schema", "other"]),
        2,
        &["[possible values: api, sources, group, ledger, waivers, acknowledged, diff, lint]"],
    );
}

// What all commands have in common

#[test]
fn help_lists_the_commands() {
    let place = TempDir::new().unwrap();
    let commands = ["regenerate", "lint", "openapi", "coverage", "diff", "schema", "test"];
    let ran = xtask::run(place.path(), &["--help"]);
    assert_ran(&ran, 0, &["Usage: cargo xtask <COMMAND>", "Start with `cargo xtask regenerate`."]);
    for command in commands {
        assert!(ran.stdout.contains(&format!("\n  {command} ")), "{command} is missing:\n{}", ran.stdout);
        let usage = format!("Usage: cargo xtask {command}");
        assert_ran(&xtask::run(place.path(), &[command, "--help"]), 0, &[&usage]);
    }
}

#[test]
fn what_is_not_understood_is_not_run() {
    let place = place();
    let before = tree(place.directory());
    assert_ran(&place.run(&["regenerate", "--chekc"]), 2, &["unexpected argument '--chekc'", "'--check'"]);
    assert_ran(&place.run(&["regenrate"]), 2, &["unrecognized subcommand 'regenrate'", "'regenerate'"]);
    assert_ran(&place.run(&["lint", "--list-rules", "--explain", "unknown-key"]), 2, &["cannot be used with"]);
    assert!(tree(place.directory()) == before);
}

#[test]
fn without_arguments_the_first_steps_are_shown() {
    let place = TempDir::new().unwrap();
    let ran = xtask::run(place.path(), &[]);
    assert_ran(&ran, 0, &["Start here:\n  cargo xtask regenerate ", "`cargo xtask help` lists all commands."]);
    let help = xtask::run(place.path(), &["help"]).stdout;
    let shown = ran.stdout.lines().filter_map(|line| line.strip_prefix("  cargo xtask ")?.split(' ').next());
    for command in shown {
        assert!(help.contains(&format!("\n  {command} ")), "{command} is no command:\n{help}");
    }
}

/// Runs `lint` on a specification with a mistake, and tells whether the report has colors.
fn is_colored(place: &Place, variables: &[(&str, &str)]) -> bool {
    let mut command = xtask::command(place.directory());
    let ran = Ran::from(command.arg("lint").envs(variables.iter().copied()).output().unwrap());
    assert_eq!(ran.code, Some(1), "{ran:?}");
    ran.stdout.contains("\u{1b}[")
}

#[test]
fn colors_are_for_terminals_and_those_who_ask() {
    let place = place();
    place.edit(BOOKS, MISSPELLED.0, MISSPELLED.1);
    assert!(!is_colored(&place, &[]));
    assert!(!is_colored(&place, &[("NO_COLOR", "1")]));
    assert!(is_colored(&place, &[("CLICOLOR_FORCE", "1")]));
    assert!(is_colored(&place, &[("CARGO_TERM_COLOR", "always")]));
    assert!(!is_colored(&place, &[("CARGO_TERM_COLOR", "always"), ("NO_COLOR", "1")]));
    assert!(!is_colored(&place, &[("CARGO_TERM_COLOR", "never"), ("CLICOLOR_FORCE", "1")]));
}

/// Runs a command whose reader goes away after some bytes, as `head` does.
fn run_for_a_short_reader(directory: &Path, arguments: &[&str], bytes: usize) -> Ran {
    let mut command = xtask::command(directory);
    let mut child = command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut reader = child.stdout.take().unwrap();
    reader.read_exact(&mut vec![0; bytes]).unwrap();
    drop(reader);
    child.wait_with_output().unwrap().into()
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let place = with_crates();
    let commands: [&[&str]; 5] =
        [&["openapi"], &["schema", "group"], &["regenerate"], &["regenerate", "--check"], &["lint", "--list-rules"]];
    for arguments in commands {
        for bytes in [0, 10] {
            let ran = run_for_a_short_reader(place.directory(), arguments, bytes);
            assert_ran(&ran, 0, &[]);
            assert_quiet(&ran);
        }
    }
}
