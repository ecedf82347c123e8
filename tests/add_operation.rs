//! The walk-through of CONTRIBUTING.md on a copy of the bookshop: a new operation, regenerated.

use servicestage_tests::files::tree;
use servicestage_tests::place::Place;

/// A workspace with the bookshop.
fn place() -> Place {
    Place::with("tests/bookshop/spec")
}

const REVIEW: [&str; 13] = [
    "add-operation",
    "--family",
    "v1",
    "--group",
    "books",
    "--name",
    "review_book",
    "--http",
    "POST /books/{isbn}/reviews",
    "--body",
    "Review",
    "--section",
    "1.5",
];

#[test]
fn a_new_operation_is_in_the_crates_after_two_commands() {
    let place = place();
    assert_eq!(place.run(&["regenerate"]).code, Some(0));
    let ran = place.run(&REVIEW);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{ran:?}");
    assert!(ran.stdout.starts_with("wrote spec/books.yaml\nwrote spec/examples/review_book.json\n"), "{ran:?}");
    assert!(ran.stdout.contains("note: the type `Review` is new\n"), "{ran:?}");
    assert!(ran.stdout.contains("what is left to do:\n"), "{ran:?}");

    // What is still to be written is a warning, so that it does not land unnoticed.
    let lint = place.run(&["lint", "--format", "short"]);
    assert_eq!(lint.stdout.matches("warning[placeholder-doc]").count(), 3, "{lint:?}");
    // Nor is it known yet what the operation does to resources.
    assert!(lint.stdout.contains("warning[unclaimed-operation]"), "{lint:?}");
    assert_eq!(lint.stdout.matches("warning[").count(), 4, "{lint:?}");
    assert_eq!(place.run(&["lint", "--deny", "warnings"]).code, Some(1));
    assert_eq!(place.run(&["fmt", "--check"]).code, Some(0));

    assert_eq!(place.run(&["regenerate", "--check"]).code, Some(1));
    assert_eq!(place.run(&["regenerate"]).code, Some(0));
    assert_eq!(place.run(&["regenerate", "--check"]).code, Some(0));
    let client = place.text("generated/client/src/v1/books.rs");
    assert!(client.contains("isbn: impl Into<model::Isbn>,\n        body: &model::Review,\n    ) -> ReviewBook"));
    assert!(place.text("generated/server/src/v1/books.rs").contains("fn review_book("));
    assert!(place.text("generated/server/src/mock/v1.json").contains("\"operation\": \"v1.review_book\""));
    let openapi = place.run(&["openapi"]);
    assert!(openapi.stdout.contains("\"/books/{isbn}/reviews\""), "{openapi:?}");
}

#[test]
fn a_dry_run_shows_everything_and_writes_nothing() {
    let place = place();
    let before = tree(place.directory());
    let ran = place.run(&[&REVIEW[..], &["--dry-run"]].concat());
    assert_eq!(ran.code, Some(0));
    for line in ["changes spec/books.yaml\n", "adds spec/examples/review_book.json\n", "+   review_book:\n"] {
        assert!(ran.stdout.contains(line), "{ran:?}");
    }
    assert!(ran.stdout.ends_with("nothing was written\n"), "{ran:?}");
    assert!(tree(place.directory()) == before);
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_written() {
    let place = place();
    let before = tree(place.directory());
    let ran = place.run(&["add-operation", "--family", "v1", "--group", "books"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.starts_with("error: cannot ask for --name, --http, --section without a terminal; for example:\n")
    );
    assert!(ran.stderr.contains("cargo xtask add-operation --family v1 --group books --name get_thing"), "{ran:?}");

    let taken = REVIEW.map(|argument| match argument {
        "review_book" => "get_book",
        "POST /books/{isbn}/reviews" => "GET /books/{number}",
        other => other,
    });
    let ran = place.run(&taken);
    assert_eq!(ran.code, Some(2));
    let wrong = "error: the family `v1` has an operation `get_book`: GET /books/{isbn}\n\
                 error: GET /books/{number} is the route of `v1.get_book`: GET /books/{isbn}\n";
    assert_eq!(ran.stderr, wrong);
    assert!(tree(place.directory()) == before);
}
