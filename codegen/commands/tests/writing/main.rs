//! Crash safety: what every command leaves behind if it is killed, if it cannot write, or if something is in its way.
//!
//! The table in docs/testing.md lists what was found. Commands run in this process, and each file operation can fail:
//! if all fail from some operation on, the process might as well have been killed there.
#![cfg(unix)]

mod forms;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use clap::{FromArgMatches, Subcommand};
use specwright_commands::{Command, Failure, Origin, Outcome, Program};
use specwright_tools::output::{self, Step};
use tempfile::TempDir;

use forms::{FORMS, Form, READERS};

const PAGE: &str = "../../docs/testing.md";
const UPDATE: &str = "UPDATE_DOCS=1 cargo test -p specwright-commands --test writing";

/// Begins the names of files that are being written.
const TEMPORARY: &str = ".regenerate-";

/// Operations of a run that are tried as its last one: all of a run with so many, and as many of a longer one, spread
/// evenly.
const KILLS: usize = 12;

/// Stands for the directory of a test in the contents of files.
const PLACE: &str = "PLACE";

type Tree = BTreeMap<String, Vec<u8>>;

// Directories

fn tree(directory: &Path) -> Tree {
    fn visit(directory: &Path, prefix: &str, found: &mut Tree) {
        for entry in fs::read_dir(directory).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                visit(&entry.path(), &format!("{path}/"), found);
            } else if kind.is_symlink() {
                let target = fs::read_link(entry.path()).unwrap();
                found.insert(path, format!("link to {}", target.display()).into_bytes());
            } else {
                found.insert(path, fs::read(entry.path()).unwrap());
            }
        }
    }
    let mut found = Tree::new();
    visit(directory, "", &mut found);
    // Reports name the directories that they compare.
    let name = directory.display().to_string();
    let neutral = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(&name, PLACE).into_bytes();
    found.into_iter().map(|(path, bytes)| (path, neutral(bytes))).collect()
}

fn copy(from: &Path, to: &Path) {
    for (path, bytes) in tree(from) {
        let path = to.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

fn edit(path: &Path, old: &str, new: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(old), "{}", path.display());
    fs::write(path, text.replacen(old, new, 1)).unwrap();
}

/// Changes much of a specification: other files are generated, and fewer.
fn change(place: &Path) {
    for file in ["spec/books.yaml", "spec/orders.yaml"] {
        let text = fs::read_to_string(place.join(file)).unwrap();
        fs::write(place.join(file), text.replace(" doc: A ", " doc: This is a ")).unwrap();
    }
    edit(&place.join("spec/orders.yaml"), "\ngroup: orders\n", "\ngroup: requests\n");
}

fn place(form: &Form) -> TempDir {
    let place = TempDir::new().unwrap();
    copy(Path::new("../../tests/bookshop/spec"), &place.path().join("spec"));
    (form.prepare)(place.path());
    place
}

// Runs

fn parse(place: &Path, arguments: &[&str]) -> Command {
    let directory = format!("{}/", place.display());
    let absolute = arguments.iter().map(|argument| match argument.split_once("./") {
        Some((before, after)) if before.is_empty() || before.ends_with('=') => format!("{before}{directory}{after}"),
        _ => (*argument).to_owned(),
    });
    let parser = Command::augment_subcommands(clap::Command::new("test"));
    let matches = parser.try_get_matches_from(std::iter::once("test".to_owned()).chain(absolute));
    Command::from_arg_matches(&matches.unwrap_or_else(|error| panic!("{error}"))).unwrap()
}

fn run(place: &Path, arguments: &[&str]) -> Result<Outcome, Failure> {
    // Each directory is named.
    let program =
        Program { root: None, spec: "nowhere", crates: "nowhere", reference: "nowhere", origin: Origin::Registry };
    parse(place, arguments).run(&program)
}

fn run_form(place: &Path, form: &Form) -> Result<Outcome, Failure> {
    run(place, form.arguments)
}

/// Runs a command with an error from `fails`, which gets the number of the operation.
fn run_failing(
    place: &Path,
    form: &Form,
    mut fails: impl FnMut(usize, Step<'_>) -> io::Result<()> + 'static,
) -> Result<Outcome, Failure> {
    let mut number = 0;
    let watcher = move |step: Step<'_>| {
        number += 1;
        fails(number - 1, step)
    };
    output::watched(watcher, || run_form(place, form))
}

/// How many operations a run has.
fn steps(form: &Form) -> usize {
    let (place, count) = (place(form), Rc::new(Cell::new(0)));
    let counted = Rc::clone(&count);
    run_failing(place.path(), form, move |number, _| {
        counted.set(number + 1);
        Ok(())
    })
    .unwrap();
    count.get()
}

/// A command before and after it has run.
struct States {
    before: Tree,
    after: Tree,
}

impl States {
    fn of(form: &Form) -> States {
        let place = place(form);
        let before = tree(place.path());
        run_form(place.path(), form).unwrap();
        let after = tree(place.path());
        assert!(before != after, "{} has nothing to write", form.name);
        assert_eq!(leftovers(&after), [""; 0]);
        States { before, after }
    }

    /// Asserts that every file is one of before or after.
    #[track_caller]
    fn assert_whole(&self, form: &Form, now: &Tree) {
        for (path, bytes) in now.iter().filter(|(path, _)| !is_temporary(path)) {
            let is_list = ["/.generated", "/.reference", "/.merging.json"].iter().any(|list| path.ends_with(list));
            let known = [&self.before, &self.after].iter().any(|state| state.get(path) == Some(bytes));
            assert!(known || is_list, "{}: {path} is neither the old nor the new one", form.name);
        }
        let lost = self.before.keys().find(|path| !now.contains_key(*path) && self.after.contains_key(*path));
        assert_eq!(lost, None, "{}", form.name);
    }

    /// Asserts that the same command completes what was begun.
    #[track_caller]
    fn assert_completed(&self, form: &Form, place: &Path, now: &Tree) {
        let ran = run_form(place, form);
        // What is complete needs no second run.
        assert!(ran.is_ok() || *now == self.after, "{}: {ran:?}", form.name);
        let after = tree(place);
        let differs = after.iter().find(|(path, bytes)| self.after.get(*path) != Some(*bytes));
        assert!(after == self.after, "{}: {:?}", form.name, differs.map(|(path, _)| path));
    }
}

fn is_temporary(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.starts_with(TEMPORARY))
}

fn leftovers(tree: &Tree) -> Vec<&str> {
    tree.keys().map(String::as_str).filter(|path| is_temporary(path)).collect()
}

/// The operations to try.
fn moments(form: &Form) -> Vec<usize> {
    let steps = steps(form);
    let most = steps.min(KILLS);
    (0..most).map(|index| index * (steps - 1) / (most - 1).max(1)).collect()
}

// Cells

const NOTHING: &str = "rejected, nothing changes";
const COMPLETED: &str = "every file whole; the same command completes";
const LINK: &str = "the link stays, its target is written";
const REPLACED: &str = "replaced";
const WAITS: &str = "the second waits";

fn killed(form: &Form, states: &States) -> &'static str {
    for moment in moments(form) {
        let place = place(form);
        let dead = move |number, _: Step<'_>| if number < moment { Ok(()) } else { Err(io::Error::other("killed")) };
        let _ = run_failing(place.path(), form, dead);
        let now = tree(place.path());
        states.assert_whole(form, &now);
        states.assert_completed(form, place.path(), &now);
    }
    COMPLETED
}

fn full(form: &Form, states: &States) -> &'static str {
    let mut outcome = NOTHING;
    for moment in moments(form) {
        let (place, failed) = (place(form), Rc::new(Cell::new(false)));
        let seen = Rc::clone(&failed);
        let ran = run_failing(place.path(), form, move |number, step| match step {
            Step::Create(_) | Step::Write(_) | Step::CreateDirectory(_) if number >= moment => {
                seen.set(true);
                Err(io::ErrorKind::StorageFull.into())
            }
            _ => Ok(()),
        });
        let now = tree(place.path());
        if !failed.get() {
            assert!(now == states.after);
            continue;
        }
        assert!(ran.is_err_and(|Failure(reason)| reason.contains("cannot ")), "{}", form.name);
        assert_eq!(leftovers(&now), [""; 0], "{}", form.name);
        states.assert_whole(form, &now);
        if now != states.before {
            outcome = COMPLETED;
        }
        states.assert_completed(form, place.path(), &now);
    }
    outcome
}

fn read_only(form: &Form, states: &States) -> &'static str {
    let place = place(form);
    let ran = run_failing(place.path(), form, |_, step| match step {
        Step::Lock(_) => Ok(()),
        _ => Err(io::ErrorKind::PermissionDenied.into()),
    });
    refused(form, states, place.path(), ran)
}

/// Asserts that a command was refused, and changed nothing.
#[track_caller]
fn refused(form: &Form, states: &States, place: &Path, ran: Result<Outcome, Failure>) -> &'static str {
    assert!(ran.is_err_and(|Failure(reason)| reason.contains("cannot ")), "{}", form.name);
    assert!(tree(place) == states.before, "{}", form.name);
    NOTHING
}

fn directory(form: &Form) -> &'static str {
    let place = place(form);
    // A directory with the name of a source would be read as one.
    let file = place.path().join(form.files[0]);
    let name = file.file_name().unwrap().to_str().unwrap();
    let target = if form.files[0].starts_with("spec/") {
        file.with_file_name(format!("{TEMPORARY}{name}"))
    } else {
        fs::remove_file(&file).unwrap();
        file.clone()
    };
    fs::create_dir(&target).unwrap();
    fs::write(target.join("mine.txt"), "mine").unwrap();
    let before = tree(place.path());
    let Err(Failure(reason)) = run_form(place.path(), form) else { panic!("{} runs", form.name) };
    assert!(reason.contains(&target.display().to_string()), "{}: {reason}", form.name);
    assert!(tree(place.path()) == before, "{}", form.name);
    NOTHING
}

fn link(form: &Form, states: &States) -> &'static str {
    let (place, outside) = (place(form), TempDir::new().unwrap());
    let (file, target) = (place.path().join(form.files[0]), outside.path().join("file"));
    fs::rename(&file, &target).unwrap();
    symlink(&target, &file).unwrap();
    let (before, before_outside) = (tree(place.path()), tree(outside.path()));
    match run_form(place.path(), form) {
        Err(Failure(reason)) => {
            assert!(reason.contains("symbolic link"), "{}: {reason}", form.name);
            assert!(tree(place.path()) == before && tree(outside.path()) == before_outside, "{}", form.name);
            NOTHING
        }
        Ok(_) => {
            assert!(file.is_symlink(), "{}", form.name);
            // Read through the link.
            let text = fs::read_to_string(&file).unwrap().replace(&place.path().display().to_string(), PLACE);
            assert!(text.as_bytes() == states.after[form.files[0]], "{}", form.name);
            assert_eq!(tree(outside.path()).len(), 1, "{}", form.name);
            LINK
        }
    }
}

/// A file is edited after the command read it, and before it writes.
fn edited(form: &Form) -> &'static str {
    let place = place(form);
    let file: PathBuf = place.path().join(form.files[0]);
    let (path, before) = (file.clone(), tree(place.path()));
    let ran = run_failing(place.path(), form, move |number, _| match number {
        0 => fs::read(&path).and_then(|old| fs::write(&path, [&old[..], b"\n# mine\n"].concat())),
        _ => Ok(()),
    });
    if ran.is_ok() {
        assert!(!fs::read_to_string(&file).unwrap().contains("# mine"), "{}", form.name);
        return REPLACED;
    }
    assert!(fs::read_to_string(&file).unwrap().ends_with("\n# mine\n"), "{}", form.name);
    fs::write(&file, &before[form.files[0]]).unwrap();
    assert!(tree(place.path()) == before, "{}", form.name);
    NOTHING
}

fn two(form: &Form, states: &States) -> &'static str {
    let place = place(form);
    let directory = match form.files[0].split_once('/') {
        Some((directory, _)) => place.path().join(directory),
        None => place.path().to_owned(),
    };
    let held = output::lock(&directory).unwrap();
    std::thread::scope(|scope| {
        let second = scope.spawn(|| run_form(place.path(), form).is_ok());
        // Long enough for it to write, were it not for the lock.
        std::thread::sleep(Duration::from_millis(300));
        assert!(tree(place.path()) == states.before, "{} does not wait", form.name);
        drop(held);
        assert!(second.join().unwrap(), "{}", form.name);
    });
    assert!(tree(place.path()) == states.after, "{}", form.name);
    WAITS
}

fn row(form: &Form) -> String {
    let states = States::of(form);
    let cells = [
        killed(form, &states),
        full(form, &states),
        read_only(form, &states),
        directory(form),
        link(form, &states),
        edited(form),
        two(form, &states),
    ];
    format!("| {} | {} |\n", form.name, cells.join(" | "))
}

const BEGIN: &str = "<!-- crash safety: held by codegen/commands/tests/writing -->\n\n";
const HEAD: &str = "\
| command | killed at any operation | disk full | read-only | directory in the way | link to another place \
| file edited meanwhile | two at once |
|---|---|---|---|---|---|---|---|
";

#[test]
fn every_command_that_writes_is_safe_as_the_table_says() {
    let rows: Vec<String> = std::thread::scope(|scope| {
        let rows: Vec<_> = FORMS.iter().map(|form| scope.spawn(|| row(form))).collect();
        rows.into_iter().map(|row| row.join().unwrap()).collect()
    });
    let mut table = HEAD.to_owned();
    rows.iter().for_each(|row| table.push_str(row));
    let page = fs::read_to_string(PAGE).unwrap();
    let (before, rest) = page.split_once(BEGIN).expect("the page has the table");
    let after = rest.split_once("\n\n").map_or("", |(_, after)| after);
    let wanted = format!("{before}{BEGIN}{table}\n{after}");
    if page != wanted && std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(PAGE, wanted).unwrap();
        return;
    }
    assert_eq!(page, wanted, "{PAGE} is out of date; `{UPDATE}` writes it");
}

#[test]
fn commands_that_only_read_write_nothing() {
    let place = TempDir::new().unwrap();
    copy(Path::new("../../codegen/tools/tests/diagnostics/base"), &place.path().join("spec"));
    let before = tree(place.path());
    for arguments in READERS {
        let _ = output::watched(|step| panic!("{step:?}"), || run(place.path(), arguments));
        assert!(tree(place.path()) == before, "{arguments:?}");
    }
}

/// Every command of the parser has a row or reads only, and so has every option that names a file or directory to write.
#[test]
fn no_command_is_left_out() {
    let parser = Command::augment_subcommands(clap::Command::new("test"));
    let mut missing = String::new();
    for command in parser.get_subcommands() {
        let name = command.get_name();
        let forms: Vec<&Form> = FORMS.iter().filter(|form| form.arguments[0] == name).collect();
        if forms.is_empty() && READERS.iter().all(|arguments| arguments[0] != name) {
            writeln!(missing, "{name}").unwrap();
        }
        // A cache is filled again after a run that was killed.
        let reads = |name: &str| ["spec", "within", "cache", "from", "runtime"].contains(&name);
        for option in command.get_opts().filter_map(|option| Some((option, option.get_long()?))) {
            let (option, long) = option;
            let value = option.get_value_names().unwrap_or_default().iter().map(|name| name.as_str());
            let writes = value.into_iter().any(|name| name.contains("FILE") || name.contains("DIR")) && !reads(long);
            let flag = format!("--{long}");
            if writes && !forms.iter().any(|form| form.arguments.contains(&flag.as_str())) {
                writeln!(missing, "{name} {flag}").unwrap();
            }
        }
        let fixes = command.get_opts().any(|option| option.get_long() == Some("fix"));
        assert!(!fixes || forms.iter().any(|form| form.arguments.contains(&"--fix")), "{name} --fix");
    }
    assert_eq!(missing, "", "commands and options without a row");
}

#[test]
fn an_unused_example_that_no_killed_run_left_is_told() {
    let form = FORMS.iter().find(|form| form.arguments[0] == "add-operation").unwrap();
    for (name, text) in [("review_book.json", "{}"), ("other.json", "{}")] {
        let place = place(form);
        fs::write(place.path().join("spec/examples").join(name), text).unwrap();
        let before = tree(place.path());
        assert!(matches!(run_form(place.path(), form), Ok(Outcome::Findings)), "{name}");
        assert!(tree(place.path()) == before);
    }
}
