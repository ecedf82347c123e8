//! Suppressions: `allow` on an entry silences warnings inside of it, each with a reason.

use crate::diagnostics::{Diagnostic, RULES, Rule, Severity, Sink, closest};
use crate::load::Files;
use crate::raw::GroupFile;
use crate::shape::Shape;
use crate::source::Span;
use crate::yaml::{Content, Entry};

/// A rule that is silenced in an entry.
pub(crate) struct Allowance {
    rule: Rule,
    /// The entry, from its key to its end.
    inside: Span,
    /// Where the rule is named.
    place: Span,
}

/// Reads the suppressions of all files.
pub(crate) fn read(files: &Files, sink: &mut Sink) -> Vec<Allowance> {
    let shape = Shape::of::<GroupFile>();
    let mut allowances = Vec::new();
    for file in &files.groups {
        for (inside, allow) in shape.keys(&file.node, "allow") {
            for entry in allow.value.entries() {
                allowances.extend(rule(entry, sink).map(|rule| Allowance { rule, inside, place: entry.key_span }));
            }
        }
    }
    allowances
}

/// The rule that an entry of `allow` names, if it is one that can be silenced.
fn rule(entry: &Entry, sink: &mut Sink) -> Option<Rule> {
    let id = entry.key.as_str();
    let Some(rule) = Rule::from_id(id) else {
        let warnings = RULES.iter().filter(|info| info.severity == Severity::Warning).map(|info| info.id);
        let diagnostic = Diagnostic::new(Rule::BadAllow, entry.key_span, format!("there is no rule `{id}`"));
        sink.push(match closest(id, warnings) {
            Some(meant) => {
                diagnostic.label("unknown rule").fix(format!("did you mean `{meant}`?"), entry.key_span, meant)
            }
            None => diagnostic.label("unknown rule").help("`cargo xtask lint --list-rules` lists them"),
        });
        return None;
    };
    if rule.severity() == Severity::Error {
        let message = format!("`{id}` is an error and cannot be allowed");
        let diagnostic = Diagnostic::new(Rule::BadAllow, entry.key_span, message).label("not a warning");
        sink.push(diagnostic.help("mend what it reports: nothing can be generated before"));
        return None;
    }
    if matches!(&entry.value.content, Content::Text(reason) if reason.trim().is_empty()) {
        let message = format!("`{id}` is allowed without a reason");
        let diagnostic = Diagnostic::new(Rule::BadAllow, entry.value.span, message).label("say why it does not apply");
        sink.push(diagnostic);
        return None;
    }
    Some(rule)
}

/// Takes out the warnings that are allowed, and reports suppressions that silence nothing.
pub(super) fn silence(warnings: Vec<Diagnostic>, allowances: &[Allowance]) -> Sink {
    let mut left = Sink::default();
    let mut used = vec![false; allowances.len()];
    for warning in warnings {
        let span = warning.primary.span;
        let covers = |allowance: &Allowance| allowance.rule == warning.rule && allowance.inside.contains(span);
        let covering = (0..).zip(allowances).filter(|(_, allowance)| covers(allowance));
        // The innermost one begins last.
        match covering.max_by_key(|(_, allowance)| allowance.inside.start) {
            Some((index, _)) => used[index] = true,
            None => left.push(warning),
        }
    }
    for (allowance, _) in allowances.iter().zip(used).filter(|(_, used)| !used) {
        let message = format!("there is no `{}` here that could be allowed", allowance.rule.id());
        let diagnostic = Diagnostic::new(Rule::UnusedAllow, allowance.place, message);
        left.push(diagnostic.label("silences nothing").help("remove the line"));
    }
    left
}
