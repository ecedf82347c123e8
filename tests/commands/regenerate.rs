//! `cargo xtask regenerate`, which writes, and `regenerate --check`, which does not.

use std::fs;

use servicestage_tests::files::{tree, write};
use servicestage_tests::xtask;
use tempfile::TempDir;

use super::{BOOKS, assert_quiet, assert_ran, crates, place, whole, with_crates};

#[test]
fn regenerate_prints_what_changed_and_a_summary() {
    let place = place();
    let ran = place.run(&["regenerate"]);
    assert_ran(
        &ran,
        0,
        &["   added client/Cargo.toml\n", "   added model/src/lib.rs\n", "   added server/src/lib.rs\n"],
    );
    let count = crates(&place).len() - 1;
    let summary = format!("{count} added, 0 changed, 0 removed, 0 unchanged in ");
    let last = ran.stdout.lines().last().unwrap();
    assert!(last.starts_with(&summary) && last.ends_with("/generated"), "{}", ran.stdout);
    assert_quiet(&ran);

    place.edit(BOOKS, "doc: A title that the shop sells.", "doc: What the shop sells.");
    let ran = place.run(&["regenerate"]);
    let summary = format!("0 added, 2 changed, 0 removed, {} unchanged in ", count - 2);
    let changed = [" changed model/src/v1/books.rs\n", " changed server/openapi.json\n", &summary];
    assert_ran(&ran, 0, &changed);
    assert_eq!(ran.stdout.lines().count(), 4);
}

#[test]
fn a_second_run_changes_nothing() {
    let place = with_crates();
    let before = crates(&place);
    let ran = place.run(&["regenerate"]);
    let summary = format!("0 added, 0 changed, 0 removed, {} unchanged in ", before.len() - 1);
    assert_ran(&ran, 0, &[" operations, ", " types\n", &summary]);
    assert_eq!(ran.stdout.lines().count(), 2);
    assert!(crates(&place) == before);
}

#[test]
fn regenerate_works_in_every_directory_of_the_workspace() {
    let place = place();
    let below = place.path("spec/examples");
    assert_ran(&xtask::run(&below, &["regenerate"]), 0, &["added model/src/lib.rs"]);
    assert_ran(&xtask::run(&below, &["regenerate", "--check"]), 0, &["up to date"]);
    assert!(place.path("generated/.generated").is_file());
    assert!(tree(&below).keys().all(|path| path.ends_with(".json")));
}

#[test]
fn regenerate_works_from_outside_when_cargo_says_where_the_workspace_is() {
    let (place, outside) = (place(), TempDir::new().unwrap());
    let ran = xtask::command(outside.path()).arg("regenerate").env("CARGO_MANIFEST_DIR", place.path("xtask")).output();
    assert_ran(&ran.unwrap().into(), 0, &["added model/src/lib.rs"]);
    assert!(place.path("generated/.generated").is_file());
    assert!(tree(outside.path()).is_empty());
}

#[test]
fn without_a_specification_nothing_can_run() {
    let outside = TempDir::new().unwrap();
    for command in ["regenerate", "lint", "openapi"] {
        assert_ran(&xtask::run(outside.path(), &[command]), 2, &["error: no specification here", "--spec DIR"]);
        let ran = xtask::run(outside.path(), &[command, "--spec", "nowhere"]);
        assert_ran(&ran, 2, &["error: cannot read nowhere: ", "No such file or directory"]);
    }
    fs::create_dir(outside.path().join("empty")).unwrap();
    assert_ran(&xtask::run(outside.path(), &["regenerate", "--spec", "empty"]), 2, &["no .yaml file here"]);
    assert!(tree(outside.path()).is_empty());
}

#[test]
fn a_directory_without_the_main_files_is_not_a_specification() {
    let place = place();
    write(&place.path("part/books.yaml"), place.text(BOOKS));
    let ran = place.run(&["regenerate", "--spec", "part"]);
    assert_ran(&ran, 1, &["error[missing-file]", "part/api.yaml", "nothing was written"]);
    assert!(crates(&place).is_empty());
}

#[test]
fn what_is_removed_from_the_specification_is_removed_from_the_crates() {
    let place = whole();
    assert_eq!(place.run(&["regenerate"]).code, Some(0));
    write(&place.path("generated/server/src/git/notes.txt"), "mine");
    fs::remove_dir_all(place.path("spec/servicestage/git")).unwrap();
    let family = "  git:\n    doc: >-\n      Repositories on Git hosting sites, reached through an authorization that is kept by\n      ServiceStage.\n";
    place.edit("spec/api.yaml", family, "");
    place.edit("spec/api.yaml", "SVC-6, GIT-12]\n", "SVC-6]\n");

    let check = place.run(&["regenerate", "--check"]);
    assert_ran(&check, 1, &["not generated any more: client/src/git/files.rs\n"]);
    let ran = place.run(&["regenerate"]);
    assert_ran(&ran, 0, &[" removed client/src/git/files.rs\n", " foreign server/src/git/notes.txt: "]);
    let crates = crates(&place);
    let left: Vec<_> = crates.keys().filter(|path| path.contains("/git")).collect();
    assert_eq!(left, ["server/src/git/notes.txt"]);
    assert!(!place.path("generated/client/src/git").exists(), "an empty directory stays behind");
}

// regenerate --check

#[test]
fn check_is_content_with_what_was_just_generated() {
    let place = with_crates();
    let ran = place.run(&["regenerate", "--check"]);
    assert_ran(&ran, 0, &[&format!("{} files are up to date", crates(&place).len() - 1)]);
}

#[test]
fn check_shows_what_was_edited_by_hand_and_how_to_mend_it() {
    let place = with_crates();
    let generated = crates(&place);
    place.edit("generated/model/src/lib.rs", "pub mod meta;", "pub mod mate;");
    let edited = crates(&place);

    let ran = place.run(&["regenerate", "--check"]);
    assert_ran(
        &ran,
        1,
        &["differs: model/src/lib.rs\n", " - pub mod mate;\n", " + pub mod meta;\n", "run `cargo xtask regenerate`"],
    );
    assert_eq!(ran.stdout.lines().count(), 4);
    assert!(crates(&place) == edited, "--check wrote something");

    assert_ran(&place.run(&["regenerate"]), 0, &[" changed model/src/lib.rs\n", "0 added, 1 changed, 0 removed"]);
    assert!(crates(&place) == generated);
}

#[test]
fn check_shows_only_the_beginning_of_a_long_difference() {
    let place = with_crates();
    write(&place.path("generated/model/src/v1/books.rs"), "// @generated by specwright\n");
    let ran = place.run(&["regenerate", "--check"]);
    assert_ran(&ran, 1, &["differs: model/src/v1/books.rs", " more lines\n"]);
    assert!(ran.stdout.lines().count() < 20);
}

#[test]
fn check_notices_a_file_that_was_deleted() {
    let place = with_crates();
    let generated = crates(&place);
    fs::remove_file(place.path("generated/client/src/lib.rs")).unwrap();
    assert_ran(
        &place.run(&["regenerate", "--check"]),
        1,
        &["missing: client/src/lib.rs\n", "run `cargo xtask regenerate`"],
    );
    assert_ran(&place.run(&["regenerate"]), 0, &["   added client/src/lib.rs\n"]);
    assert!(crates(&place) == generated);
}

#[test]
fn check_notices_crates_that_were_never_generated() {
    let place = place();
    assert_ran(
        &place.run(&["regenerate", "--check"]),
        1,
        &["missing: client/Cargo.toml\n", "run `cargo xtask regenerate`"],
    );
    assert!(!place.path("generated").exists());
}

#[test]
fn a_file_of_somebody_else_is_reported_and_left_alone() {
    let place = with_crates();
    write(&place.path("generated/model/src/mine.rs"), "//! Mine.\n");
    let before = crates(&place);
    let ran = place.run(&["regenerate", "--check"]);
    assert_ran(&ran, 1, &["not generated, but among the crates: model/src/mine.rs\n", "elsewhere"]);
    assert_ran(
        &place.run(&["regenerate"]),
        0,
        &[" foreign model/src/mine.rs: it was not generated and is left alone\n"],
    );
    assert!(crates(&place) == before);
}

#[test]
fn a_file_of_somebody_else_is_not_overwritten() {
    let place = place();
    write(&place.path("generated/model/src/lib.rs"), "//! Mine.\n");
    let before = crates(&place);
    for arguments in [&["regenerate"][..], &["regenerate", "--check"]] {
        let ran = place.run(arguments);
        assert_ran(
            &ran,
            2,
            &["generated/model/src/lib.rs", "a file that was not generated is in the way; move it elsewhere"],
        );
        assert!(crates(&place) == before);
    }
}

#[test]
fn generated_files_are_recognized_without_the_list_of_them() {
    let place = with_crates();
    let generated = crates(&place);
    fs::remove_file(place.path("generated/.generated")).unwrap();
    place.edit("generated/model/src/lib.rs", "pub mod meta;", "pub mod mate;");
    assert_ran(&place.run(&["regenerate", "--check"]), 1, &["differs: model/src/lib.rs\n"]);
    assert_ran(&place.run(&["regenerate"]), 0, &["0 added, 1 changed, 0 removed"]);
    assert!(crates(&place) == generated);
}

#[test]
fn an_output_directory_that_cannot_be_written_is_no_finding() {
    let place = place();
    write(&place.path("file"), "");
    let ran = place.run(&["regenerate", "--out", "file/below"]);
    assert_ran(&ran, 2, &["error: cannot ", "file/below", "Not a directory"]);
    fs::create_dir_all(place.path("generated/model/src/lib.rs")).unwrap();
    assert_ran(&place.run(&["regenerate"]), 2, &["error: cannot write ", "model/src/lib.rs: it is a directory"]);
    assert!(crates(&place).is_empty());
}

#[cfg(unix)]
#[test]
fn missing_permission_to_write_is_told() {
    use std::os::unix::fs::PermissionsExt;

    let place = place();
    let out = place.path("generated");
    fs::create_dir(&out).unwrap();
    fs::set_permissions(&out, fs::Permissions::from_mode(0o555)).unwrap();
    // Root may write everywhere.
    if fs::write(out.join("probe"), "").is_ok() {
        return;
    }
    assert_ran(&place.run(&["regenerate"]), 2, &["error: cannot ", "generated", "Permission denied"]);
    assert!(crates(&place).is_empty());
}
