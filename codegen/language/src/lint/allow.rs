//! Suppressions: `allow` on an entry silences warnings inside of it, each with a reason.

use crate::diagnostics::{Diagnostic, Edit, Rule, Severity, Sink, closest};
use crate::load::{self, Files};
use crate::source::{SourceMap, Span};
use crate::yaml::{self, Content, Entry};

/// A rule that is silenced in an entry.
pub(crate) struct Allowance {
    rule: Rule,
    reason: String,
    /// The entry, from its key to its end.
    inside: Span,
    /// Where the rule is named.
    place: Span,
    /// How to do without it.
    removal: Option<Edit>,
}

/// A warning that is allowed.
#[derive(Clone, Debug)]
pub struct Allowed {
    /// The warning.
    pub warning: Diagnostic,
    /// Reason why it does not apply.
    pub reason: String,
}

/// Reads the suppressions of all files.
pub(crate) fn read(files: &Files, sources: &SourceMap, rules: &[Rule], sink: &mut Sink) -> Vec<Allowance> {
    let mut allowances = Vec::new();
    for node in files.groups.iter().map(|file| &file.node).chain([&files.api.node]) {
        let source = sources.file(node.span.file);
        for (inside, parent, allow) in load::shape(&source.path).keys(node, &["allow"]) {
            for entry in allow.value.entries() {
                let Some((rule, reason)) = rule(entry, rules, sink) else { continue };
                // Without its last entry, `allow` would be empty.
                let (map, gone) = if allow.value.entries().len() > 1 { (&allow.value, entry) } else { (parent, allow) };
                let removal = yaml::remove_entry(&source.text, map, gone);
                allowances.push(Allowance { rule, reason, inside, place: entry.key_span, removal });
            }
        }
    }
    allowances
}

/// The rule that an entry of `allow` names, if it is one that can be silenced, and the reason.
fn rule(entry: &Entry, rules: &[Rule], sink: &mut Sink) -> Option<(Rule, String)> {
    let id = entry.key.as_str();
    let Some(rule) = rules.iter().find(|rule| rule.id() == id).copied() else {
        let warnings = rules.iter().filter(|rule| rule.severity() == Severity::Warning).map(|rule| rule.id());
        let diagnostic = Diagnostic::new(Rule::BAD_ALLOW, entry.key_span, format!("there is no rule `{id}`"));
        sink.push(match closest(id, warnings) {
            Some(meant) => {
                diagnostic.label("unknown rule").fix(format!("did you mean `{meant}`?"), entry.key_span, meant)
            }
            None => diagnostic.label("unknown rule").help("`lint --list-rules` lists them"),
        });
        return None;
    };
    if rule.severity() == Severity::Error {
        let message = format!("`{id}` is an error and cannot be allowed");
        let diagnostic = Diagnostic::new(Rule::BAD_ALLOW, entry.key_span, message).label("not a warning");
        sink.push(diagnostic.help("fix what it reports: errors prevent generation"));
        return None;
    }
    match &entry.value.content {
        Content::Text(reason) if !reason.trim().is_empty() => Some((rule, reason.trim().to_owned())),
        _ => {
            let message = format!("`{id}` is allowed without a reason");
            let diagnostic = Diagnostic::new(Rule::BAD_ALLOW, entry.value.span, message);
            sink.push(diagnostic.label("say why it does not apply"));
            None
        }
    }
}

/// Parts the warnings into those that stay and those that are allowed, and reports suppressions that
/// silence nothing.
pub(crate) fn silence(warnings: Vec<Diagnostic>, allowances: &[Allowance]) -> (Vec<Diagnostic>, Vec<Allowed>) {
    let mut left = Sink::default();
    let mut allowed = Vec::new();
    let mut used = vec![false; allowances.len()];
    for warning in warnings {
        let span = warning.primary.span;
        let covers = |allowance: &Allowance| allowance.rule == warning.rule && allowance.inside.contains(span);
        let covering = (0..).zip(allowances).filter(|(_, allowance)| covers(allowance));
        // The innermost one begins last.
        match covering.max_by_key(|(_, allowance)| allowance.inside.start) {
            Some((index, allowance)) => {
                used[index] = true;
                allowed.push(Allowed { warning, reason: allowance.reason.clone() });
            }
            None => left.push(warning),
        }
    }
    for (allowance, _) in allowances.iter().zip(used).filter(|(_, used)| !used) {
        let message = format!("there is no `{}` here that could be allowed", allowance.rule.id());
        let diagnostic = Diagnostic::new(Rule::UNUSED_ALLOW, allowance.place, message).label("silences nothing");
        left.push(diagnostic.edit("remove it", allowance.removal.clone()).safe().or_help("remove it"));
    }
    (left.finish(), allowed)
}
