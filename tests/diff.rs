//! `cargo xtask diff` as people use it: revisions, directories, formats, and how it ends.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use servicestage_tests::files::{copy, edit, write};
use servicestage_tests::workspace;
use servicestage_tests::xtask::{self, Ran};
use tempfile::TempDir;

/// The construct that the tests edit.
const PRESENCE: &str = "spec/02-presence.yaml";

/// A repository with a small specification, committed.
struct Repository {
    directory: TempDir,
}

impl Repository {
    fn new() -> Repository {
        let repository = Repository { directory: TempDir::new().unwrap() };
        write(&repository.path("Cargo.toml"), "[workspace]\n");
        copy(&workspace().join("tests/constructs"), &repository.path("spec"));
        repository.git(&["init", "--quiet", "--initial-branch", "main"]);
        repository.commit("first");
        repository
    }

    fn path(&self, path: &str) -> PathBuf {
        self.directory.path().join(path)
    }

    fn git(&self, arguments: &[&str]) {
        let mut command = Command::new("git");
        command.current_dir(self.directory.path()).env_remove("GIT_DIR").env_remove("GIT_WORK_TREE");
        // What the user of this machine has set does not matter.
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        command.args(["-c", "user.name=T", "-c", "user.email=t@example.com"]).args(arguments);
        assert!(command.status().unwrap().success(), "git {arguments:?}");
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
    }

    fn diff(&self, arguments: &[&str]) -> Ran {
        run(self.directory.path(), &[&["diff"], arguments].concat())
    }

    /// Replaces the first required presence.
    fn change(&self) {
        let path = self.path(PRESENCE);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, text.replacen("presence: required", "presence: optional", 1)).unwrap();
    }
}

fn run(directory: &Path, arguments: &[&str]) -> Ran {
    let output = xtask::command(directory).args(arguments).env_remove("CI").output();
    output.unwrap().into()
}

#[track_caller]
fn assert_ran(ran: &Ran, code: i32, expected: &[&str]) {
    assert_eq!(ran.code, Some(code), "{ran:?}");
    let printed = format!("{}{}", ran.stdout, ran.stderr);
    for text in expected {
        assert!(printed.contains(text), "`{text}` is missing:\n{printed}");
    }
    assert!(!printed.contains('\u{1b}') && !printed.contains("panicked"), "{printed}");
}

#[test]
fn without_arguments_the_working_tree_is_compared_with_the_branch_point() {
    let repository = Repository::new();
    assert_ran(&repository.diff(&[]), 0, &["nothing differs between ", " and the working tree\n"]);
    repository.git(&["switch", "--quiet", "--create", "work"]);
    repository.change();
    repository.commit("second");
    assert_ran(&repository.diff(&[]), 0, &["became-optional]", PRESENCE, "1 change from "]);
    assert_ran(&repository.diff(&["HEAD"]), 0, &["nothing differs between HEAD and the working tree"]);
    // In a directory below, too.
    assert_ran(&run(&repository.path("spec/examples"), &["diff"]), 0, &["became-optional]"]);
}

#[test]
fn sides_are_revisions_ranges_and_directories() {
    let repository = Repository::new();
    copy(&repository.path("spec"), &repository.path("before"));
    repository.git(&["switch", "--quiet", "--create", "work"]);
    repository.change();
    repository.commit("second");
    for sides in [&["main"][..], &["main", "work"], &["main..work"], &["main...work"], &["main.."], &["before", "spec"]]
    {
        assert_ran(&repository.diff(sides), 0, &["became-optional]"]);
    }
    assert_ran(&repository.diff(&["work..main"]), 0, &["became-required]"]);
    assert_ran(&repository.diff(&["work...main"]), 0, &["nothing differs"]);
    assert_ran(&repository.diff(&["main..work", "main"]), 2, &["names both sides already"]);
    assert_ran(&repository.diff(&["gone"]), 2, &["no revision `gone`", "git fetch origin gone"]);
}

#[test]
fn a_revision_in_an_older_form_of_the_format_is_understood() {
    let repository = Repository::new();
    for (file, today, before) in [
        (
            "32-conditional.yaml",
            "      wait:\n        parameter: wait\n        format: with_unit\n",
            "      wait: wait\n",
        ),
        ("38-lease.yaml", "    lease:\n", "    keep_alive:\n"),
        ("38-lease.yaml", "      release: lending.leave_seat\n", "      end: lending.leave_seat\n"),
        ("38-lease.yaml", "      lost: [B.404]\n", "      forgotten: [B.404]\n"),
        ("32-error-codes.yaml", "        class: not_found\n", "        kind: not_found\n"),
        ("27-errata.yaml", "    consequence: behavior\n", "    consequence: behaviour\n"),
    ] {
        edit(&repository.path(&format!("spec/{file}")), today, before);
    }
    repository.commit("as it was written once");
    repository.git(&["checkout", "--quiet", "main~1", "--", "spec"]);
    assert_ran(&repository.diff(&["main"]), 0, &["nothing differs between main and the working tree"]);
    // The files as they are have to be in the format of today.
    repository.git(&["checkout", "--quiet", "main", "--", "spec"]);
    assert_ran(
        &repository.diff(&["main~1"]),
        2,
        &["wrong-type", "the specification of the working tree cannot be read"],
    );
}

#[test]
fn rules_that_came_later_do_not_apply_to_a_revision() {
    let repository = Repository::new();
    let email = "        doc: Where reminders go.\n";
    edit(&repository.path(PRESENCE), email, &format!("{email}        default: 3\n"));
    repository.commit("what is a mistake today");
    repository.git(&["checkout", "--quiet", "main~1", "--", "spec"]);
    assert_ran(&repository.diff(&["main", "--all"]), 0, &["field-default-removed"]);
}

#[test]
fn a_revision_that_is_too_old_is_refused_with_its_first_mistakes() {
    let repository = Repository::new();
    let path = repository.path("spec/api.yaml");
    let today = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("color: red\n{today}")).unwrap();
    repository.commit("odd");
    fs::write(&path, today).unwrap();
    let ran = repository.diff(&["HEAD"]);
    let place = "--> spec/api.yaml:1:1";
    assert_ran(&ran, 2, &["unknown-key", place, "the specification of HEAD cannot be read: 1 error", "older"]);
    assert_eq!(ran.stdout, "");
    repository.git(&["rm", "-r", "--quiet", "--cached", "spec"]);
    repository.git(&["commit", "--quiet", "--message", "none"]);
    assert_ran(&repository.diff(&["HEAD"]), 2, &["`HEAD` has no specification"]);
}

#[test]
fn how_it_ends_is_up_to_the_caller() {
    let repository = Repository::new();
    repository.change();
    for (arguments, code) in [
        (&[][..], 0),
        (&["--fail-on", "never"], 0),
        (&["--fail-on", "breaking"], 1),
        (&["--fail-on", "breaking", "--axis", "rust"], 1),
        (&["--fail-on", "any"], 1),
        (&["--fail-on", "often"], 2),
    ] {
        assert_eq!(repository.diff(arguments).code, Some(code), "{arguments:?}");
    }
    let ci = xtask::command(repository.directory.path()).arg("diff").env("CI", "true").output().unwrap();
    assert_eq!(ci.status.code(), Some(1), "in CI, what breaks fails");
}

#[test]
fn several_formats_come_from_one_run() {
    let repository = Repository::new();
    repository.change();
    let ran = repository.diff(&[
        "--format",
        "github",
        "--format",
        "markdown=out/comment.md",
        "--format",
        "json=out/diff.json",
        "--format",
        "jsonl=out/diff.jsonl",
        "--format",
        "short=out/diff.txt",
        "--link",
        "https://example.com/blob/main/",
    ]);
    assert_ran(&ran, 0, &[&format!("::error file={PRESENCE},line=")]);
    assert_eq!(ran.stdout.lines().count(), 1);
    let comment = fs::read_to_string(repository.path("out/comment.md")).unwrap();
    assert!(comment.starts_with("<!-- spec-diff -->\n### ❌ 1 breaking change\n"), "{comment}");
    assert!(comment.contains(&format!("(https://example.com/blob/main/{PRESENCE}#L")), "{comment}");
    let json: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(repository.path("out/diff.json")).unwrap()).unwrap();
    assert_eq!((&json["status"], &json["format_version"]), (&"clean".into(), &1.into()));
    assert_eq!(json["findings"].as_array().map(Vec::len), Some(1));
    let line = fs::read_to_string(repository.path("out/diff.jsonl")).unwrap();
    let line: Vec<serde_json::Value> = line.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(json["findings"], serde_json::Value::from(line));
    let short = fs::read_to_string(repository.path("out/diff.txt")).unwrap();
    assert!(short.starts_with(&format!("{PRESENCE}:")) && short.contains(": breaking["), "{short}");
    assert_ran(&repository.diff(&["--format", "html"]), 2, &["none of text, short, markdown, json, jsonl and github"]);
}

#[test]
fn the_reference_marks_what_changed_and_leaves_other_files_alone() {
    let repository = Repository::new();
    repository.git(&["switch", "--quiet", "--create", "work"]);
    repository.change();
    repository.commit("second");
    let docs = |arguments: &[&str]| {
        run(repository.directory.path(), &[&["docs", "--output", "out", "--diff"], arguments].concat())
    };
    for sides in [&["main..work"][..], &["main...work"], &["main", "work"], &["main"]] {
        assert_ran(&docs(sides), 0, &["index.html"]);
        let page = fs::read_to_string(repository.path("out/changes.html")).unwrap();
        assert!(page.contains("1 change from <code>"), "{page}");
        assert!(page.contains("data-finding=\"field-became-optional "), "{page}");
    }
    assert_ran(&docs(&["gone"]), 2, &["no revision `gone`"]);

    write(&repository.path("out/notes.txt"), "mine");
    let plain = run(repository.directory.path(), &["docs", "--output", "out"]);
    assert_ran(&plain, 0, &["1 removed"]);
    assert!(!repository.path("out/changes.html").exists() && repository.path("out/notes.txt").exists());
    // What is generated for another purpose is not its own.
    let crates = run(repository.directory.path(), &["regenerate", "--out", "crates"]);
    assert_ran(&crates, 0, &["added"]);
    assert_ran(&run(repository.directory.path(), &["docs", "--output", "crates"]), 2, &["no reference"]);
    assert!(repository.path("crates/model/Cargo.toml").exists());
}

#[test]
fn rules_are_listed_and_explained() {
    let place = TempDir::new().unwrap();
    let listed = run(place.path(), &["diff", "--list-rules"]);
    assert_ran(&listed, 0, &["field-became-required", "operation-removed"]);
    for line in listed.stdout.lines() {
        let id = line.split(' ').next().unwrap();
        assert_ran(&run(place.path(), &["diff", "--explain", id]), 0, &[id, "the other way round: "]);
        if id == "field-became-required" {
            assert!(line.ends_with("breaking  safe"), "{line}");
            break;
        }
    }
    assert_ran(&run(place.path(), &["diff", "--explain", "odd"]), 2, &["there is no rule `odd`", "--list-rules"]);
}

#[test]
fn what_is_acknowledged_does_not_fail_any_more() {
    let repository = Repository::new();
    repository.change();
    let json = repository.diff(&["--format", "json"]).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let finding = &json["findings"][0];
    let (rule, definition) = (finding["rule"].as_str().unwrap(), finding["definition"].as_str().unwrap());
    let list = format!("acknowledged:\n  {definition}:\n    {rule}: Nobody relied on it.\n");
    write(&repository.path("spec/acknowledged.yaml"), list);
    assert_ran(&repository.diff(&["--fail-on", "breaking"]), 0, &["acknowledged: Nobody relied on it."]);
    edit(&repository.path("spec/acknowledged.yaml"), definition, "other.Thing");
    let ran = repository.diff(&["--fail-on", "breaking"]);
    assert_ran(&ran, 1, &["spec/acknowledged.yaml:3: nothing needs the acknowledgement of"]);
}
