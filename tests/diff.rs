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
        command.current_dir(self.directory.path());
        // A hook of git may run the tests.
        for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
            command.env_remove(variable);
        }
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
    assert_ran(&repository.diff(&[]), 0, &["no differences between ", " and the working tree\n"]);
    repository.git(&["switch", "--quiet", "--create", "work"]);
    repository.change();
    repository.commit("second");
    assert_ran(&repository.diff(&[]), 0, &["became-optional]", PRESENCE, "1 change from "]);
    assert_ran(&repository.diff(&["HEAD"]), 0, &["no differences between HEAD and the working tree"]);
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
    // Two directories need neither a workspace nor a repository.
    let (before, after) = (repository.path("before"), repository.path("spec"));
    let elsewhere = TempDir::new().unwrap();
    let outside = ["diff", before.to_str().unwrap(), after.to_str().unwrap()];
    assert_ran(&run(elsewhere.path(), &outside), 0, &["became-optional]"]);
    assert_ran(&repository.diff(&["work..main"]), 0, &["became-required]"]);
    assert_ran(&repository.diff(&["work...main"]), 0, &["no differences"]);
    assert_ran(&repository.diff(&["main..work", "main"]), 2, &["names both sides already"]);
    assert_ran(&repository.diff(&["gone"]), 2, &["no revision `gone`", "git fetch origin gone"]);
}

#[test]
fn variables_that_git_sets_for_hooks_do_not_matter() {
    let repository = Repository::new();
    repository.change();
    let directory = repository.directory.path();
    let elsewhere = TempDir::new().unwrap();
    for variables in [
        &[("GIT_DIR", directory.join(".git"))][..],
        &[("GIT_DIR", PathBuf::from(".git")), ("GIT_INDEX_FILE", PathBuf::from(".git/index"))],
        &[("GIT_DIR", elsewhere.path().to_owned()), ("GIT_WORK_TREE", elsewhere.path().to_owned())],
        &[("GIT_COMMON_DIR", elsewhere.path().to_owned()), ("GIT_PREFIX", PathBuf::from("src/"))],
    ] {
        for arguments in [&["diff", "HEAD"][..], &["docs", "--diff", "HEAD", "--output", "pages"]] {
            let mut command = xtask::command(directory);
            command.args(arguments).env_remove("CI").envs(variables.iter().map(|(name, value)| (name, value)));
            let ran = Ran::from(command.output().unwrap());
            assert_ran(&ran, 0, &[if arguments[0] == "diff" { "became-optional]" } else { "index.html" }]);
        }
    }
}

#[cfg(unix)]
#[test]
fn symbolic_links_lead_to_what_they_lead_to_on_disk() {
    use std::os::unix::fs::symlink;

    let repository = Repository::new();
    // A file and a directory that are kept elsewhere in the repository.
    fs::create_dir(repository.path("kept")).unwrap();
    fs::rename(repository.path(PRESENCE), repository.path("kept/presence.yaml")).unwrap();
    symlink("../kept/presence.yaml", repository.path(PRESENCE)).unwrap();
    fs::rename(repository.path("spec/ledger"), repository.path("kept/ledger")).unwrap();
    symlink("../kept/ledger", repository.path("spec/ledger")).unwrap();
    repository.commit("links");
    for sides in [&["HEAD"][..], &["HEAD~1"], &["HEAD~1", "HEAD"]] {
        assert_ran(&repository.diff(sides), 0, &["no differences"]);
    }
    let path = repository.path("kept/presence.yaml");
    edit(&path, "        doc: Where reminders go.\n", "        doc: Where reminders arrive.\n");
    assert_ran(&repository.diff(&["HEAD", "--all"]), 0, &["field-doc-changed", PRESENCE]);
    // What cannot be followed is told.
    symlink("../../elsewhere.yaml", repository.path("spec/out.yaml")).unwrap();
    repository.commit("a link that leads out");
    assert_ran(&repository.diff(&["HEAD"]), 2, &["`out.yaml` is a symbolic link to something outside of the revision"]);
    fs::remove_file(repository.path("spec/out.yaml")).unwrap();
    symlink("../spec", repository.path("spec/again")).unwrap();
    repository.commit("a link in a circle");
    assert_ran(&repository.diff(&["HEAD", "HEAD~1"]), 2, &["leads back to itself, because of a symbolic link"]);
}

#[test]
fn a_revision_in_an_older_form_of_the_format_is_understood() {
    let repository = Repository::new();
    let waits = repository.path("spec/32-conditional.yaml");
    edit(&waits, "        longest: 55\n        ignores: [shelf]\n        excludes: [title]\n", "");
    repository.commit("what older forms could not say is gone");
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
    assert_ran(&repository.diff(&["main"]), 0, &["no differences between main and the working tree"]);
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
    assert_ran(&ran, 2, &["unknown-key", place, "the specification of HEAD cannot be read: 1 error", "too old"]);
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
    assert!(comment.starts_with("<!-- spec-diff -->\n### ❌ 1 breaking change: "), "{comment}");
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
        assert_ran(&run(place.path(), &["diff", "--explain", id]), 0, &[id, "reverse: "]);
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
    assert_ran(&ran, 1, &["spec/acknowledged.yaml:3: remove the acknowledgement of"]);
}

/// A file of the specification, a text that occurs in it once, and its replacement.
type Replacement = (&'static str, &'static str, &'static str);

const ENVIRONMENTS: &str = "servicestage/v3/environments.yaml";

/// The comment on a change of the specification, as reviewers read it.
fn comment(replace: &[Replacement]) -> String {
    let directory = TempDir::new().unwrap();
    for side in ["old", "spec"] {
        copy(&workspace().join("spec"), &directory.path().join(side));
    }
    for (path, from, to) in replace {
        edit(&directory.path().join("spec").join(path), from, to);
    }
    // Two directories need no workspace around them.
    let ran = run(directory.path(), &["diff", "old", "spec", "--format", "markdown"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let screen = ran.stdout.split("<details>").next().unwrap().lines().count();
    assert!(screen <= 40, "{screen} lines before the details");
    assert!(ran.stdout.lines().nth(1).unwrap().starts_with("### "), "the verdict comes first");
    ran.stdout
}

/// The comment without numbers of lines, which move with every change of a file, and without versions.
fn without_numbers(comment: &str) -> String {
    let lines = comment.lines().map(|line| {
        let mut pieces = line.split(".yaml:");
        let first = pieces.next().unwrap_or_default().to_owned();
        let line = pieces.fold(first, |line, piece| {
            format!("{line}.yaml:LINE{}", piece.trim_start_matches(|letter: char| letter.is_ascii_digit()))
        });
        if line.contains("`version`") { line.replace(|letter: char| letter.is_ascii_digit(), "N") } else { line }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn assert_comment(name: &str, replace: &[Replacement]) {
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| insta::assert_snapshot!(name, without_numbers(&comment(replace))));
}

#[test]
fn the_comment_on_a_field_that_becomes_required() {
    let (before, after) = (
        "        type: DeployMode\n        presence: optional\n        doc: What components will run on.\n",
        "        type: DeployMode\n        presence: required\n        doc: What components will run on.\n",
    );
    assert_comment("field-becomes-required", &[(ENVIRONMENTS, before, after)]);
}

#[test]
fn the_comment_on_an_operation_with_new_types() {
    let operation = "  copy_environment:
    http: POST /v3/{project_id}/cas/environments/{environment_id}/copies
    rust_method: copy
    doc: Copies an environment.
    source:
      section: \"5.1.1\"
    body:
      type: EnvironmentCopy
      presence: required
    responses:
      200:
        body: CopiedEnvironment
    errors: [400, 404, 500]

  list_environments:
    http: GET ";
    let types = "  EnvironmentCopy:
    doc: The copy to create.
    fields:
      name:
        type: string
        presence: required
        doc: Name of the copy.

  CopiedEnvironment:
    doc: The created copy.
    fields:
      id:
        type: EnvironmentId
        presence: required
        doc: Id of the copy.
      state:
        type: CopyState
        presence: required
        doc: Progress of the copy.

  CopyState:
    doc: Progress of a copy.
    enum: open
    values:
      running: In progress.
      done: Complete.

  EnvironmentCreate:
";
    assert_comment(
        "operation-with-types",
        &[
            (ENVIRONMENTS, "  list_environments:\n    http: GET ", operation),
            (ENVIRONMENTS, "  EnvironmentCreate:\n", types),
        ],
    );
}

#[test]
fn the_comment_on_an_enum_that_closes_and_a_renamed_field() {
    let (open, closed) = (
        "    enum: open\n    errata: [SVC-9]\n    values:\n      desc:",
        "    enum: closed\n    errata: [SVC-9]\n    values:\n      desc:",
    );
    assert_comment(
        "enum-closes-and-field-renamed",
        &[("servicestage/types.yaml", open, closed), (ENVIRONMENTS, "      charge_mode:\n", "      billing_mode:\n")],
    );
}
