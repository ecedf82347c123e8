//! Where commands write: what is below the directory that was named, and nothing that a link or a line of the
//! manifest leads to. What is refused is refused before anything is written.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use servicestage_tests::files::{Tree, copy, tree, write};
use servicestage_tests::place::Place;
use servicestage_tests::xtask::{self, Ran};
use specwright_tools::output;

const MANIFEST: &str = "generated/.generated";

/// The bookshop with its crates.
fn generated() -> Place {
    let place = Place::with("tests/bookshop/spec");
    assert_eq!(place.run(&["regenerate"]).code, Some(0));
    place
}

/// Moves a file or directory of a place to `outside`, and leaves a link there.
fn replace_by_link(place: &Place, path: &str) {
    fs::rename(place.path(path), place.path("outside")).unwrap();
    symlink(place.path("outside"), place.path(path)).unwrap();
}

fn list(place: &Place, line: &str) {
    let text = place.text(MANIFEST);
    write(&place.path(MANIFEST), format!("{text}{line}\n"));
}

/// What is in a place, and which of it are links.
fn state(place: &Place) -> (Tree, Vec<String>) {
    let paths = Command::new("find").args([".", "-type", "l"]).current_dir(place.directory()).output().unwrap();
    let mut links: Vec<String> = String::from_utf8(paths.stdout).unwrap().lines().map(str::to_owned).collect();
    links.sort();
    // Through links, too.
    let all = Command::new("find").args(["-L", ".", "-type", "f"]).current_dir(place.directory()).output().unwrap();
    let files = String::from_utf8(all.stdout).unwrap();
    let read = |path: &str| (path.to_owned(), fs::read(place.path(path)).unwrap());
    (files.lines().map(read).collect(), links)
}

/// Runs a command that has much to write, and asserts that it refuses to, because of what is at a path.
#[track_caller]
fn assert_refused(place: &Place, arguments: &[&str], path: &str, reason: &str) {
    place.edit("spec/books.yaml", "\n  Book:\n", "\n  Volume:\n    fields: {}\n    doc: New.\n  Book:\n");
    let before = state(place);
    let ran = place.run(arguments);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{ran:?}");
    assert!(ran.stderr.contains(&format!("{path}: ")) && ran.stderr.contains(reason), "{ran:?}");
    assert!(state(place) == before, "something was written");
}

#[test]
fn a_link_in_the_place_of_a_directory_is_refused_and_nothing_is_written() {
    for link in ["generated/model", "generated/model/src", "generated/server/src/v1"] {
        let place = generated();
        replace_by_link(&place, link);
        assert_refused(&place, &["regenerate"], link, "symbolic link");
        let ran = place.run(&["regenerate", "--check"]);
        assert_eq!(ran.code, Some(2), "{ran:?}");
    }
}

#[test]
fn a_link_in_the_place_of_a_file_is_refused_and_nothing_is_written() {
    for link in ["generated/model/Cargo.toml", MANIFEST] {
        let place = generated();
        replace_by_link(&place, link);
        assert_refused(&place, &["regenerate"], link, "symbolic link");
    }
    let place = generated();
    fs::remove_file(place.path("generated/model/src/lib.rs")).unwrap();
    symlink("nowhere", place.path("generated/model/src/lib.rs")).unwrap();
    assert_refused(&place, &["regenerate"], "generated/model/src/lib.rs", "symbolic link");
}

#[test]
fn a_listed_path_through_a_link_is_refused_however_it_is_spelled() {
    for line in ["link/mine.txt", "./link/mine.txt", "link//mine.txt", "link/./mine.txt", "link/below/mine.txt", "link"]
    {
        let place = generated();
        write(&place.path("outside/mine.txt"), "mine");
        write(&place.path("outside/below/mine.txt"), "mine");
        symlink(place.path("outside"), place.path("generated/link")).unwrap();
        list(&place, line);
        assert_refused(&place, &["regenerate"], "generated/link", "symbolic link");
    }
}

#[test]
fn a_link_that_no_path_leads_through_is_foreign() {
    let place = generated();
    write(&place.path("outside/mine.txt"), "mine");
    symlink(place.path("outside"), place.path("generated/link")).unwrap();
    let ran = place.run(&["regenerate"]);
    assert!(ran.code == Some(0) && ran.stdout.contains("foreign link: "), "{ran:?}");
    assert_eq!(place.text("outside/mine.txt"), "mine");
}

#[test]
fn a_listed_path_that_leads_out_is_none_of_ours() {
    let place = generated();
    write(&place.path("mine.txt"), "mine");
    let absolute = place.path("mine.txt").display().to_string();
    for line in
        [absolute.as_str(), "../mine.txt", "model/../../mine.txt", "..\\mine.txt", "C:\\mine.txt", "C:/mine.txt"]
    {
        list(&place, line);
    }
    let check = place.run(&["regenerate", "--check"]);
    assert!(check.code == Some(1) && check.stdout.contains("list of generated files is out of date"), "{check:?}");
    let ran = place.run(&["regenerate"]);
    assert!(ran.stdout.contains("\n0 added, 0 changed, 0 removed, "), "{ran:?}");
    assert_eq!(place.text("mine.txt"), "mine");
    assert!(!place.text(MANIFEST).contains("mine.txt"));
}

#[test]
fn another_spelling_of_a_listed_path_is_the_same_file() {
    for respelled in ["./model/Cargo.toml", "model//Cargo.toml", "model/./Cargo.toml", "model/Cargo.toml/"] {
        let place = generated();
        let before = state(&place);
        place.edit(MANIFEST, "\nmodel/Cargo.toml\n", &format!("\n{respelled}\n"));
        let ran = place.run(&["regenerate"]);
        assert!(ran.stdout.contains("\n0 added, 0 changed, 0 removed, "), "{ran:?}");
        assert!(state(&place) == before, "{respelled}");
    }
    // What is not generated any more is found under another spelling, too.
    let place = generated();
    write(&place.path("generated/model/old/gone.rs"), "old");
    list(&place, "model/./old//gone.rs");
    assert!(place.run(&["regenerate"]).stdout.contains(" removed model/old/gone.rs\n"));
    assert!(!place.path("generated/model/old").exists());
}

#[test]
fn the_directory_itself_may_be_a_link() {
    let place = generated();
    replace_by_link(&place, "generated");
    place.edit("spec/books.yaml", "\n  Book:\n", "\n  Volume:\n    fields: {}\n    doc: New.\n  Book:\n");
    let ran = place.run(&["regenerate"]);
    assert!(ran.code == Some(0) && ran.stdout.contains(" changed "), "{ran:?}");
    assert!(place.path("generated").is_symlink());
}

#[test]
fn empty_directories_behind_a_link_stay() {
    let place = generated();
    fs::create_dir_all(place.path("outside/below")).unwrap();
    symlink(place.path("outside"), place.path("generated/link")).unwrap();
    list(&place, "link/below/gone.rs");
    assert_refused(&place, &["regenerate"], "generated/link", "symbolic link");
    assert!(place.path("outside/below").is_dir());
}

#[test]
fn the_reference_is_held_to_the_same() {
    let place = generated();
    let docs = ["docs", "--output", "pages"];
    assert_eq!(place.run(&docs).code, Some(0));
    let below = tree(&place.path("pages")).into_keys().find_map(|path| Some(path.split_once('/')?.0.to_owned()));
    let below = format!("pages/{}", below.unwrap());
    replace_by_link(&place, &below);
    assert_refused(&place, &docs, &below, "symbolic link");
}

/// Runs a command that must not wait for anybody.
fn run_at_once(place: &Place, arguments: &[&str]) -> Ran {
    let mut command = xtask::command(place.directory());
    let mut child = command.args(arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let until = Instant::now() + Duration::from_secs(20);
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > until {
            child.kill().unwrap();
            panic!("{arguments:?} hangs");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    child.wait_with_output().unwrap().into()
}

#[track_caller]
fn assert_told_at_once(place: &Place, arguments: &[&str], expected: &str) {
    let ran = run_at_once(place, arguments);
    assert!(ran.code == Some(2) && ran.stderr.contains(expected), "{expected}: {ran:?}");
}

fn make_pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn nothing_waits_for_a_pipe_that_nobody_writes_to() {
    for path in [MANIFEST, "generated/client/src/lib.rs"] {
        let place = generated();
        fs::remove_file(place.path(path)).unwrap();
        make_pipe(&place.path(path));
        assert_told_at_once(&place, &["regenerate"], "it is not a regular file");
    }
    let place = generated();
    make_pipe(&place.path("pipe"));
    let outputs: [&[&str]; 4] = [
        &["schema", "-o", "pipe"],
        &["openapi", "-o", "pipe"],
        &["lint", "--format", "json=pipe"],
        &["diff", "spec", "spec", "--format", "json=pipe"],
    ];
    for arguments in outputs {
        assert_told_at_once(&place, arguments, "cannot write pipe: it is a named pipe");
    }
    make_pipe(&place.path("spec/more.yaml"));
    assert_told_at_once(&place, &["lint"], "spec/more.yaml: it is not a regular file");
}

#[test]
fn links_in_a_circle_are_told() {
    let place = generated();
    symlink("..", place.path("spec/examples/up")).unwrap();
    symlink(".", place.path("spec/examples/again")).unwrap();
    for command in ["lint", "regenerate", "fmt"] {
        assert_told_at_once(&place, &[command], "spec/examples/again: it is reached twice");
    }
}

#[test]
fn a_manifest_that_is_far_too_long_is_refused() {
    let place = generated();
    let lines: String = (0..1_000_000).map(|number| format!("gone/{number}.rs\n")).collect();
    list(&place, &lines);
    assert_told_at_once(&place, &["regenerate"], ".generated: it is too large");
}

#[test]
fn only_what_a_killed_run_left_is_removed() {
    let place = generated();
    write(&place.path("generated/model/.regenerate-mine.txt"), "mine");
    write(&place.path("generated/.regenerate-backup"), "mine");
    write(&place.path("generated/model/.regenerate-Cargo.toml"), "[pack");
    let ran = place.run(&["regenerate"]);
    assert!(ran.stdout.contains("foreign model/.regenerate-mine.txt: "), "{ran:?}");
    assert_eq!(place.text("generated/model/.regenerate-mine.txt"), "mine");
    assert_eq!(place.text("generated/.regenerate-backup"), "mine");
    assert!(!place.path("generated/model/.regenerate-Cargo.toml").exists());
}

#[test]
fn two_runs_at_once_leave_what_one_of_them_generated() {
    let place = generated();
    copy(&place.path("spec"), &place.path("other"));
    place.edit("other/books.yaml", "\n  Book:\n", "\n  Volume:\n    fields: {}\n    doc: New.\n  Book:\n");
    place.edit("other/api.yaml", "title: the Corner Bookshop", "title: the Library");
    let versions = ["spec", "other"].map(|spec| {
        assert_eq!(place.run(&["regenerate", "--spec", spec]).code, Some(0));
        tree(&place.path("generated"))
    });
    let start = |spec| xtask::command(place.directory()).args(["regenerate", "--spec", spec]).output().unwrap();
    for round in 0..20 {
        let ended = std::thread::scope(|scope| {
            ["spec", "other"].map(|spec| scope.spawn(move || start(spec))).map(|run| Ran::from(run.join().unwrap()))
        });
        assert!(ended.iter().all(|ran| ran.code == Some(0)), "{ended:?}");
        assert!(versions.contains(&tree(&place.path("generated"))), "round {round} left a mixture");
    }
}

#[test]
fn a_run_waits_for_another_one_that_writes() {
    let directory = tempfile::TempDir::new().unwrap();
    let held = output::lock(directory.path()).unwrap();
    let path = directory.path().join("file.json");
    let writing = std::thread::spawn(move || output::replace(&path, "text"));
    std::thread::sleep(Duration::from_millis(100));
    assert!(tree(directory.path()).is_empty(), "it was written all the same");
    drop(held);
    writing.join().unwrap().unwrap();
    assert_eq!(tree(directory.path()), BTreeMap::from([("file.json".to_owned(), b"text".to_vec())]));
}

// Files of the specification, and those that are named

const UNFORMATTED: (&str, &str) = ("\n  Book:\n", "\n\n\n  Book:\n");

#[test]
fn a_link_to_a_file_of_the_specification_stays_a_link() {
    let place = generated();
    let formatted = place.text("spec/books.yaml");
    replace_by_link(&place, "spec/books.yaml");
    place.edit("outside", UNFORMATTED.0, UNFORMATTED.1);
    let ran = place.run(&["fmt"]);
    assert!(ran.code == Some(0) && ran.stdout.contains("formatted spec/books.yaml"), "{ran:?}");
    assert!(place.path("spec/books.yaml").is_symlink());
    assert_eq!(place.text("outside"), formatted);
}

#[test]
fn a_file_that_is_named_may_be_a_link_to_one_that_does_not_exist() {
    let place = generated();
    symlink("below/schema.json", place.path("link.json")).unwrap();
    fs::create_dir(place.path("below")).unwrap();
    assert_eq!(place.run(&["schema", "-o", "link.json"]).code, Some(0));
    assert!(place.path("link.json").is_symlink() && place.text("below/schema.json").starts_with('{'));
    symlink("circle.json", place.path("circle.json")).unwrap();
    assert_told_at_once(&place, &["schema", "-o", "circle.json"], "cannot write circle.json: ");
}

#[test]
fn permissions_stay() {
    let place = generated();
    let mode = |path: &str| place.path(path).metadata().unwrap().permissions().mode() & 0o777;
    for (path, wanted) in [("spec/books.yaml", 0o600), ("generated/model/src/lib.rs", 0o640)] {
        fs::set_permissions(place.path(path), fs::Permissions::from_mode(wanted)).unwrap();
    }
    place.edit("spec/books.yaml", UNFORMATTED.0, UNFORMATTED.1);
    place.edit("generated/model/src/lib.rs", "pub mod meta;", "pub mod mate;");
    assert_eq!((place.run(&["fmt"]).code, place.run(&["regenerate"]).code), (Some(0), Some(0)));
    assert!(place.text("generated/model/src/lib.rs").contains("pub mod meta;"));
    assert_eq!((mode("spec/books.yaml"), mode("generated/model/src/lib.rs")), (0o600, 0o640));
}

#[test]
fn the_next_run_removes_what_a_killed_one_left_in_the_specification() {
    for arguments in [&["fmt"][..], &["lint", "--fix"]] {
        let place = generated();
        write(&place.path("spec/.regenerate-books.yaml"), "gro");
        write(&place.path("spec/.regenerate-mine.yaml"), "mine");
        assert_eq!(place.run(&["fmt", "--check"]).code, Some(0));
        assert!(place.path("spec/.regenerate-books.yaml").exists(), "--check writes nothing");
        assert_eq!(place.run(arguments).code, Some(0));
        assert!(!place.path("spec/.regenerate-books.yaml").exists());
        assert_eq!(place.text("spec/.regenerate-mine.yaml"), "mine");
    }
}
