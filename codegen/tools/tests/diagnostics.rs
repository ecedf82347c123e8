//! What a spec author sees: the exact message of every rule.
//!
//! A case is a small edit of the specification in `diagnostics/base`, which is valid. Its message is
//! the snapshot `diagnostics/snapshots/<rule>__<case>.snap`; the edit stands above the message.

#[path = "diagnostics/base.rs"]
mod base;
#[path = "diagnostics/cases/mod.rs"]
mod cases;

use std::collections::BTreeSet;
use std::path::Path;

use base::edited;
use cases::{Case, Edit};
use specwright_tools::diagnostics::{Diagnostic, Style, render};
use specwright_tools::source::{self, SourceMap};
use specwright_tools::{analyze, coverage, generate};

/// Errors, or else warnings.
fn problems(sources: &SourceMap) -> Vec<Diagnostic> {
    match analyze(sources) {
        Ok(specification) => match coverage(&specification, sources) {
            Ok(_) => specification.warnings.to_vec(),
            Err(errors) => errors,
        },
        Err(errors) => errors,
    }
}

/// The edits of a case as they are shown above its message.
fn describe(edits: &[Edit]) -> String {
    let mut text = String::new();
    for edit in edits {
        match edit {
            Edit::Replace(path, from, to) => {
                text.push_str(&format!("in {path}\n"));
                for (sign, part) in [('-', from), ('+', to)] {
                    for line in part.lines() {
                        text.push_str(&format!("{sign} {line}\n"));
                    }
                }
            }
            Edit::Add(path, content) => {
                text.push_str(&format!("new file {path}\n"));
                for line in content.lines() {
                    text.push_str(&format!("+ {line}\n"));
                }
            }
            Edit::Remove(path) => text.push_str(&format!("without {path}\n")),
        }
    }
    text
}

fn snapshot(name: &str, edits: &[Edit], sources: &SourceMap, found: &[Diagnostic]) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("diagnostics/snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_description(describe(edits));
    settings.bind(|| insta::assert_snapshot!(name, render(found, sources, Style::Plain)));
}

/// Runs the cases of one topic; all of them, even if the first one fails.
fn check(cases: &[Case]) {
    let mut failed = Vec::new();
    for case in cases {
        let outcome = std::panic::catch_unwind(|| {
            let sources = edited(case.edits);
            let found = problems(&sources);
            snapshot(&case.snapshot_name(), case.edits, &sources, &found);
            let rules: Vec<&str> = found.iter().map(|diagnostic| diagnostic.rule.id()).collect();
            assert_eq!(rules, [case.rule], "one mistake gives one diagnostic, that of its rule");
        });
        if outcome.is_err() {
            failed.push(case.snapshot_name());
        }
    }
    assert!(failed.is_empty(), "{} cases fail: {}", failed.len(), failed.join(", "));
}

#[test]
fn the_base_is_valid() {
    let sources = edited(&[]);
    assert_eq!(render(&problems(&sources), &sources, Style::Plain), "");
}

#[test]
fn files() {
    check(cases::FILES);
}

#[test]
fn shape() {
    check(cases::SHAPE);
}

#[test]
fn references() {
    check(cases::REFERENCES);
}

#[test]
fn names() {
    check(cases::NAMES);
}

#[test]
fn routes() {
    check(cases::ROUTES);
}

#[test]
fn operations() {
    check(cases::OPERATIONS);
    check(cases::PACKAGES);
}

#[test]
fn types() {
    check(cases::TYPES);
}

#[test]
fn unions() {
    check(cases::UNIONS);
}

#[test]
fn answers() {
    check(cases::ANSWERS);
}

#[test]
fn choices() {
    check(cases::CHOICES);
}

#[test]
fn leases() {
    check(cases::KEPT);
}

#[test]
fn streams() {
    check(cases::STREAMS);
}

#[test]
fn resources() {
    check(cases::RESOURCES);
}

#[test]
fn logins() {
    check(cases::LOGINS);
}

#[test]
fn limits() {
    check(cases::LIMITS);
}

#[test]
fn conditions() {
    check(cases::CONDITIONS);
}

#[test]
fn catalogs() {
    check(cases::CATALOGS);
}

#[test]
fn examples() {
    check(cases::EXAMPLES);
}

#[test]
fn ledger() {
    check(cases::LEDGER);
}

#[test]
fn quality() {
    check(cases::QUALITY);
}

#[test]
fn conventions() {
    check(cases::CONVENTIONS);
}

#[test]
fn what_only_looks_like_a_breach_is_not_reported() {
    for edits in cases::QUIET {
        let sources = edited(edits);
        assert_eq!(render(&problems(&sources), &sources, Style::Plain), "", "{}", describe(edits));
    }
}

#[test]
fn what_is_allowed_is_not_reported_and_is_generated_as_part_of_an_answer() {
    for edit in cases::ALLOWED {
        let sources = edited(&[*edit]);
        let specification = analyze(&sources).unwrap();
        assert_eq!(render(&specification.warnings, &sources, Style::Plain), "");
        let files = generate(&specification).unwrap();
        let shared = &files["model/src/shared.rs"];
        assert!(shared.contains("runtime::object! {\n    response Paint {"), "{shared}");
        assert!(files["model/src/v1.rs"].contains("Paint"), "the families have what is shared");
    }
}

#[test]
fn suggested_changes_mend() {
    let mut failed = Vec::new();
    for case in cases::all() {
        let sources = edited(case.edits);
        for diagnostic in problems(&sources) {
            let Some(fix) = &diagnostic.fix else { continue };
            let files = sources.iter().map(|(id, file)| {
                let mut file = file.clone();
                if id == fix.span.file {
                    file.text.replace_range(fix.span.start as usize..fix.span.end as usize, &fix.replacement);
                }
                file
            });
            let mended = SourceMap::new("spec", files.collect());
            let left = problems(&mended);
            // What the author has to fill in is still a problem, but one of the value and not of the place.
            let to_fill_in = fix.replacement.contains("...");
            let refused =
                if to_fill_in { vec!["yaml-syntax", "unknown-key", "duplicate-key"] } else { vec![case.rule] };
            if left.iter().any(|problem| refused.contains(&problem.rule.id())) {
                failed.push(format!("{}:\n{}", case.snapshot_name(), render(&left, &mended, Style::Plain)));
            }
        }
    }
    assert!(failed.is_empty(), "{} suggestions do not mend:\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn every_rule_has_a_case() {
    let with_case: BTreeSet<&str> = cases::all().map(|case| case.rule).collect();
    for info in specwright_tools::rules() {
        // Tests of `evidence` have the packages that this one compares with.
        let is_elsewhere = info.id() == "wrong-citation";
        assert!(is_elsewhere || with_case.contains(info.id()), "no case for the rule {}", info.id());
    }
    for rule in with_case {
        assert!(specwright_tools::rule(rule).is_some(), "there is no rule {rule}");
    }
}

#[test]
fn every_rule_is_explained() {
    for info in specwright_tools::rules() {
        let said: BTreeSet<&str> = info.id().split('-').collect();
        let news = info
            .explanation()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.len() > 3 && !said.contains(word.to_lowercase().as_str()))
            .count();
        assert!(news >= 8, "the explanation of {} says little: {}", info.id(), info.explanation());
        assert!(info.explanation().ends_with('.'), "the explanation of {} is not a sentence", info.id());
    }
}

#[test]
fn every_snapshot_belongs_to_a_case() {
    let mut known: BTreeSet<String> = cases::all().map(Case::snapshot_name).collect();
    known.insert("several".to_owned());
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics/snapshots");
    for entry in std::fs::read_dir(directory).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let case = name.strip_suffix(".snap");
        assert!(case.is_none_or(|case| known.contains(case)), "no case belongs to {name}: remove it");
    }
}

#[test]
fn case_names_are_unique() {
    let mut seen = BTreeSet::new();
    for case in cases::all() {
        assert!(seen.insert(case.snapshot_name()), "two cases are called {}", case.snapshot_name());
    }
}

#[test]
fn several_problems_are_reported_at_once_in_order_of_their_places() {
    let edits = cases::SEVERAL;
    let sources = edited(edits);
    let found = problems(&sources);
    assert!(found.is_sorted_by_key(|diagnostic| diagnostic.primary.span));
    let files: BTreeSet<_> = found.iter().map(|diagnostic| diagnostic.primary.span.file).collect();
    assert!(files.len() >= 4, "problems of {} files only", files.len());
    snapshot("several", edits, &sources, &found);
}
