//! `cargo xtask fmt`.

use servicestage_tests::files::{edit, write};
use servicestage_tests::place::Place;

/// A workspace with the constructs of the format.
fn place() -> Place {
    Place::with("tests/constructs")
}

#[test]
fn check_shows_what_differs_and_writes_nothing() {
    let place = place();
    let before = place.text("spec/01-first.yaml");
    let ran = place.run(&["fmt", "--check"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{ran:?}");

    edit(&place.path("spec/01-first.yaml"), "host: library", "host:   library");
    let ran = place.run(&["fmt", "--check"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stdout.contains("differs: spec/01-first.yaml\n"), "{ran:?}");
    assert!(ran.stdout.contains("- host:   library\n"), "{ran:?}");
    assert!(ran.stdout.contains("+ host: library\n"), "{ran:?}");
    assert!(ran.stdout.ends_with("1 file to format: run `cargo xtask fmt`\n"), "{ran:?}");
    assert!(place.text("spec/01-first.yaml").contains("host:   library"));

    let ran = place.run(&["fmt"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.stdout.starts_with("formatted spec/01-first.yaml\n1 file formatted, "), "{ran:?}");
    assert_eq!(place.text("spec/01-first.yaml"), before);
}

#[test]
fn only_the_files_that_are_named_are_formatted() {
    let place = place();
    for file in ["01-first", "02-presence", "03-plain"] {
        let path = place.path(&format!("spec/{file}.yaml"));
        write(&path, place.text(&format!("spec/{file}.yaml")).replace('\n', "\r\n"));
    }
    let ran = place.run(&["fmt", "spec/01-first.yaml", "spec/02-presence.yaml"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.stdout.ends_with("2 files formatted, 0 unchanged\n"), "{ran:?}");
    assert!(!place.text("spec/01-first.yaml").contains('\r'));
    assert!(place.text("spec/03-plain.yaml").contains('\r'));
    let ran = place.run(&["fmt", "spec", "--check"]);
    assert!(ran.stdout.contains("differs: spec/03-plain.yaml\n"), "{ran:?}");
    let ran = place.run(&["fmt", "Cargo.toml"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("Cargo.toml is no part of a specification"), "{ran:?}");
}

#[test]
fn a_file_that_is_not_yaml_is_shown_and_left_alone_while_others_are_formatted() {
    let place = place();
    write(&place.path("spec/01-first.yaml"), "family: [lending\ngroup: x\n");
    edit(&place.path("spec/02-presence.yaml"), "host: library", "host:   library");
    let ran = place.run(&["fmt"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.contains("error[yaml-syntax]"), "{ran:?}");
    assert!(ran.stderr.contains("spec/01-first.yaml:"), "{ran:?}");
    assert!(ran.stderr.ends_with("1 file left alone, because of the errors above\n"), "{ran:?}");
    assert_eq!(place.text("spec/01-first.yaml"), "family: [lending\ngroup: x\n");
    assert!(place.text("spec/02-presence.yaml").contains("host: library\n"));
}
