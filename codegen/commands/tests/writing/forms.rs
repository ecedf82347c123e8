//! The commands, each with something to write.

use std::fs;
use std::path::Path;

use crate::{change, copy, edit, run};

/// A command that writes.
pub(crate) struct Form {
    /// What it is called in the table.
    pub(crate) name: &'static str,
    /// The arguments; `SPEC` is the directory of the specification, and `.` a directory of its own for everything.
    pub(crate) arguments: &'static [&'static str],
    /// Files that it writes; the first of them exists before.
    pub(crate) files: &'static [&'static str],
    /// Gives it something to write.
    pub(crate) prepare: fn(&Path),
}

pub(crate) const FORMS: &[Form] = &[
    Form {
        name: "`regenerate`",
        arguments: &["regenerate", "--spec", "./spec", "--out", "./generated"],
        files: &["generated/model/src/lib.rs"],
        prepare: |place| {
            run(place, &["regenerate", "--spec", "./spec", "--out", "./generated"]).unwrap();
            change(place);
        },
    },
    Form {
        name: "`docs`",
        arguments: &["docs", "--spec", "./spec", "--output", "./pages"],
        files: &["pages/index.html"],
        prepare: |place| {
            run(place, &["docs", "--spec", "./spec", "--output", "./pages"]).unwrap();
            change(place);
        },
    },
    Form {
        name: "`fmt`",
        arguments: &["fmt", "--spec", "./spec"],
        files: &["spec/books.yaml", "spec/orders.yaml"],
        prepare: |place| {
            for file in ["spec/books.yaml", "spec/orders.yaml"] {
                edit(&place.join(file), "\noperations:\n", "\n\n\noperations:\n");
            }
        },
    },
    Form {
        name: "`lint --fix`",
        arguments: &["lint", "--fix", "--spec", "./spec", "--format", "short=./report.txt"],
        files: &["spec/books.yaml", "spec/orders.yaml"],
        prepare: |place| {
            edit(&place.join("spec/books.yaml"), "errors: [400, 401]", "errors: [401, 400]");
            edit(&place.join("spec/orders.yaml"), "errors: [400, 401]", "errors: [401, 400]");
        },
    },
    Form {
        name: "`add-operation`",
        arguments: &[
            "add-operation",
            "--spec",
            "./spec",
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
        ],
        files: &["spec/books.yaml", "spec/examples/review_book.json"],
        prepare: |_| {},
    },
    Form {
        name: "`openapi -o`",
        arguments: &["openapi", "--spec", "./spec", "--output", "./api.json"],
        files: &["api.json"],
        prepare: |place| fs::write(place.join("api.json"), "{}").unwrap(),
    },
    Form {
        name: "`openapi --per-host -o`",
        arguments: &["openapi", "--spec", "./spec", "--per-host", "--output", "./hosts"],
        files: &["hosts/shop.json"],
        prepare: |place| {
            run(place, &["openapi", "--spec", "./spec", "--per-host", "--output", "./hosts"]).unwrap();
            change(place);
        },
    },
    Form {
        name: "`schema -o`",
        arguments: &["schema", "group", "--output", "./schema.json"],
        files: &["schema.json"],
        prepare: |place| fs::write(place.join("schema.json"), "{}").unwrap(),
    },
    Form {
        name: "`lint --format NAME=FILE`",
        arguments: &["lint", "--spec", "./spec", "--format", "json=./report.json"],
        files: &["report.json"],
        prepare: |place| fs::write(place.join("report.json"), "{}").unwrap(),
    },
    Form {
        name: "`diff --format NAME=FILE`",
        arguments: &["diff", "./spec", "./other", "--spec", "./spec", "--format", "markdown=./report.md"],
        files: &["report.md"],
        prepare: |place| {
            copy(&place.join("spec"), &place.join("other"));
            fs::write(place.join("report.md"), "old").unwrap();
        },
    },
    Form {
        name: "`import --into`",
        arguments: &["import", "./api.json", "--into", "./imported"],
        files: &["imported/v1_books.yaml"],
        // As an earlier run left it that was killed.
        prepare: |place| {
            run(place, &["openapi", "--spec", "./spec", "--output", "./api.json"]).unwrap();
            run(place, &["import", "./api.json", "--into", "./imported"]).unwrap();
            fs::remove_file(place.join("imported/api.yaml")).unwrap();
        },
    },
    Form {
        name: "`import --into`, again",
        arguments: &["import", "./api.json", "--into", "./spec"],
        files: &["spec/v1_books.yaml", "spec/v1_orders.yaml", "spec/examples/v1_cancel_order.json"],
        prepare: |place| {
            run(place, &["openapi", "--spec", "./spec", "--output", "./api.json"]).unwrap();
            fs::remove_dir_all(place.join("spec")).unwrap();
            run(place, &["import", "./api.json", "--into", "./spec"]).unwrap();
            // A newer document: other limits in one group, an operation less in the other.
            edit(&place.join("api.json"), "\"maxLength\": 200", "\"maxLength\": 300");
            let document = fs::read_to_string(place.join("api.json")).unwrap();
            let mut document: serde_json::Value = serde_json::from_str(&document).unwrap();
            document["paths"]["/orders/{order_id}"].as_object_mut().unwrap().remove("delete").unwrap();
            fs::write(place.join("api.json"), document.to_string()).unwrap();
        },
    },
    Form {
        name: "`new`",
        arguments: &["new", "./shop", "--runtime", "0.1.0"],
        files: &["shop/spec/notes.yaml"],
        // As an earlier run left it that was killed.
        prepare: |place| {
            run(place, &["new", "./shop", "--runtime", "0.1.0"]).unwrap();
            for file in ["spec/api.yaml", "generated/client/src/lib.rs", "generated/.generated"] {
                fs::remove_file(place.join("shop").join(file)).unwrap();
            }
        },
    },
];

/// Commands that write no file, with arguments.
pub(crate) const READERS: &[&[&str]] = &[
    &["lint", "--spec", "./spec"],
    &["diff", "./spec", "./spec", "--spec", "./spec"],
    &["openapi", "--spec", "./spec"],
    &["schema"],
    // Its packages are in a directory of their own, and an unfinished one is fetched again.
    &["evidence", "--spec", "./spec", "--cache", "./cache"],
    &["fmt", "--check", "--spec", "./spec"],
    &["regenerate", "--check", "--spec", "./spec", "--out", "./generated"],
    &[
        "add-operation",
        "--spec",
        "./spec",
        "--family",
        "v1",
        "--group",
        "books",
        "--name",
        "review_book",
        "--http",
        "POST /books/{isbn}/reviews",
        "--section",
        "1.5",
        "--dry-run",
    ],
    &["coverage", "--spec", "./spec"],
];
