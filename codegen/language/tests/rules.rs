//! The rules of the language without any back end: the cases of the tools have the same messages here.

#[path = "../../tools/tests/diagnostics/base.rs"]
pub(crate) mod base;
#[allow(dead_code, unused_imports, reason = "the tools use the rest")]
#[path = "../../tools/tests/diagnostics/cases/mod.rs"]
pub(crate) mod cases;

use std::fs;
use std::path::Path;

pub(crate) use base::edited;
use cases::Case;
use specwright_language::diagnostics::{Diagnostic, Rule, Sink, Style, render};
use specwright_language::source::{self, SourceMap};
use specwright_language::{Specification, examine};

/// Errors, or else warnings.
pub(crate) fn problems(sources: &SourceMap) -> Vec<Diagnostic> {
    let mut sink = Sink::default();
    let specification = examine(sources, &[], &mut sink);
    let errors = sink.finish();
    if errors.is_empty() { specification.map_or_else(Vec::new, |read: Specification| read.warnings) } else { errors }
}

/// The message that the tools show, without what is above it in its file.
fn expected(case: &Case) -> String {
    let file = format!("../tools/tests/diagnostics/snapshots/{}.snap", case.snapshot_name());
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    text.splitn(3, "---\n").last().unwrap().trim_end().to_owned()
}

/// Rules that the language defines, and back ends or tools report.
const ELSEWHERE: [&str; 3] = ["bad-acknowledgement", "misleading-verb", "upper-case-acronym"];

/// Returns whether the message of a case comes from elsewhere: a back end, the ledger, packages.
fn is_elsewhere(case: &Case) -> bool {
    let others = [cases::LEDGER, cases::PACKAGES].into_iter().flatten();
    let is_ours = Rule::LANGUAGE.iter().any(|rule| rule.id() == case.rule) && !ELSEWHERE.contains(&case.rule);
    !is_ours || others.map(Case::snapshot_name).any(|other| other == case.snapshot_name())
}

#[test]
fn messages_need_no_back_end() {
    let (mut failed, mut seen) = (Vec::new(), 0);
    for case in cases::all().filter(|case| !is_elsewhere(case)) {
        let sources = edited(case.edits);
        let found = render(&problems(&sources), &sources, Style::Plain);
        if found.trim_end() != expected(case) {
            failed.push(format!("{}:\n{found}", case.snapshot_name()));
        }
        seen += 1;
    }
    assert!(failed.is_empty(), "{} cases differ: {}", failed.len(), failed.join("\n"));
    assert!(seen > 500, "only {seen} cases");
}

#[test]
fn what_only_looks_like_a_breach_needs_no_back_end() {
    for edits in cases::QUIET {
        let sources = edited(edits);
        assert_eq!(render(&problems(&sources), &sources, Style::Plain), "");
    }
}

#[test]
fn whole_specifications_are_read_without_a_back_end() {
    for directory in ["bookshop/spec", "obstacle-course/spec", "constructs"] {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests").join(directory);
        let sources = SourceMap::read(&directory, "spec").unwrap();
        let mut found = problems(&sources);
        // Rules of the back end are unknown here.
        found.retain(|problem| problem.rule != Rule::BAD_ALLOW);
        assert_eq!(render(&found, &sources, Style::Plain), "", "{}", directory.display());
    }
}
