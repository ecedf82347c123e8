//! Applies safe fixes.

use std::collections::BTreeMap;

use super::{Findings, Levels};
use specwright_language::diagnostics::{Diagnostic, Fix, Rule};
use specwright_language::source::{SourceFile, SourceMap};

/// How often a specification is gone over before the rest is left to the next run.
const MOST: usize = 100;

/// A specification after the fixes.
#[derive(Debug)]
pub struct Fixed {
    /// All files.
    pub sources: SourceMap,
    /// The files that differ, by path, with how often each rule was satisfied.
    pub changed: BTreeMap<String, BTreeMap<Rule, usize>>,
    /// What is left.
    pub left: Findings,
}

/// The errors that the fixes would cause, so nothing was fixed.
#[derive(Debug)]
pub struct Rejected {
    /// The specification as it would be.
    pub sources: SourceMap,
    /// What would be wrong with it.
    pub errors: Vec<Diagnostic>,
}

/// Makes the safe changes of what was found at these levels, over and over until none is left: one may make
/// room for another. A specification with errors is left as it is.
pub fn fix(sources: &SourceMap, levels: &Levels) -> Result<Fixed, Rejected> {
    let mut fixed = Fixed { sources: sources.clone(), changed: BTreeMap::new(), left: crate::lint(sources) };
    if fixed.left.errors.is_empty() {
        for _ in 0..MOST {
            let shown = fixed.left.clone().at(levels).all();
            let wanted: Vec<(Rule, Fix)> = shown
                .into_iter()
                .filter_map(|found| found.fix.filter(|fix| fix.safe).map(|fix| (found.rule, fix)))
                .collect();
            if wanted.is_empty() {
                break;
            }
            fixed = fixed.pass(wanted)?;
        }
    }
    fixed.left = fixed.left.at(levels);
    Ok(fixed)
}

impl Fixed {
    /// Makes the changes that do not overlap. Where they go together badly, such as when each of them leaves
    /// only the other one's entry, makes the first alone.
    fn pass(mut self, mut wanted: Vec<(Rule, Fix)>) -> Result<Fixed, Rejected> {
        wanted.sort_by_key(|(_, fix)| fix.span);
        let mut together: Vec<(Rule, Fix)> = Vec::new();
        for (rule, fix) in wanted {
            let clear = |(_, last): &(Rule, Fix)| last.span.file != fix.span.file || last.span.end <= fix.span.start;
            if together.last().is_none_or(clear) {
                together.push((rule, fix));
            }
        }
        let mut mended = apply(&self.sources, &together);
        let mut left = crate::lint(&mended);
        if !left.errors.is_empty() {
            together.truncate(1);
            mended = apply(&self.sources, &together);
            left = crate::lint(&mended);
        }
        if !left.errors.is_empty() {
            return Err(Rejected { sources: mended, errors: left.errors });
        }
        for (rule, fix) in &together {
            let path = self.sources.file(fix.span.file).path.clone();
            *self.changed.entry(path).or_default().entry(*rule).or_default() += 1;
        }
        Ok(Fixed { sources: mended, left, changed: self.changed })
    }
}

/// Makes changes that are in the order of their places.
fn apply(sources: &SourceMap, changes: &[(Rule, Fix)]) -> SourceMap {
    let files = sources.iter().map(|(id, file)| {
        let mut text = file.text.clone();
        // From the end, so that the places before stay where they are.
        for (_, fix) in changes.iter().rev().filter(|(_, fix)| fix.span.file == id) {
            text.replace_range(fix.span.start as usize..fix.span.end as usize, &fix.replacement);
        }
        SourceFile { path: file.path.clone(), text }
    });
    SourceMap::new(sources.prefix.clone(), files.collect())
}
