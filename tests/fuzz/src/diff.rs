//! Comparison of two specifications.

use specwright_tools::diagnostics::Style;
use specwright_tools::diff::{Axis, Detail, Level, Report, Side, diff as compare, github, markdown, short, text};
use specwright_tools::source::SourceMap;
use specwright_tools::{Specification, analyze_older};

use crate::bytes::Bytes;
use crate::specs::{base, edited};

/// Compares two edits of a specification.
///
/// - Nothing differs from itself.
/// - If something differs in one direction, something differs in the other.
/// - Findings are at places inside the files, and the summary counts all of them.
/// - Reports for people are not empty if there are findings.
pub fn diff(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let base = base(&mut bytes);
    let count = usize::from(bytes.byte() % 4);
    let old = edited(base.clone(), &mut bytes, count);
    let new = edited(base, &mut bytes, 6);
    let (Ok(before), Ok(after)) = (analyze_older(&old), analyze_older(&new)) else { return };
    for (specification, sources) in [(&before, &old), (&after, &new)] {
        let same = compared(specification, sources, specification, sources);
        assert!(same.findings.is_empty(), "differs from itself: {:#?}", same.findings);
    }
    let forwards = compared(&before, &old, &after, &new);
    let backwards = compared(&after, &new, &before, &old);
    let titles = |report: &Report| report.findings.iter().map(|found| found.title.clone()).collect::<Vec<_>>();
    assert_eq!(
        forwards.findings.is_empty(),
        backwards.findings.is_empty(),
        "{:?} {:?}",
        titles(&forwards),
        titles(&backwards)
    );
}

fn compared(old: &Specification, before: &SourceMap, new: &Specification, after: &SourceMap) -> Report {
    let side = |name, specification, sources| Side { name, specification, sources };
    let report = compare(side("old", old, before), side("new", new, after)).judged(Level::Breaking, Axis::Both);
    for found in &report.findings {
        assert!(!found.title.is_empty() && !found.title.contains('\n'), "{found:?}");
        for (place, sources) in [(&found.old, before), (&found.new, after), (&found.anchor, after)] {
            let Some(place) = place else { continue };
            let path = place.file.strip_prefix("spec/").unwrap_or(&place.file);
            let (_, file) = sources.find(path).unwrap_or_else(|| panic!("no file {path}"));
            let line = file.text.lines().nth(place.line - 1);
            assert!(line.is_some_and(|line| place.column <= line.chars().count() + 1), "{place:?}: {line:?}");
        }
    }
    let counted: usize = report.summary.wire.values().sum();
    assert_eq!(counted, report.findings.len(), "{:?}", report.summary);
    let plain = text(&report, before, after, Style::Plain, Detail::All);
    // Annotations leave out changes of descriptions.
    github(&report);
    for form in [plain, short(&report), markdown(&report, None)] {
        assert!(report.findings.is_empty() || !form.is_empty());
    }
    assert!(serde_json::to_string(&report).is_ok());
    report
}
