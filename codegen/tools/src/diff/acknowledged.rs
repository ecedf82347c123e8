//! Changes that somebody accepts: `acknowledged.yaml` beside `api.yaml`.

use super::report::{Finding, UnusedAcknowledgement};
use super::rules::Rule;
use specwright_language::diagnostics::{self, Diagnostic, Sink};
use specwright_language::load;
use specwright_language::raw::AcknowledgedFile;
use specwright_language::source::{SourceMap, Span};

/// An accepted change.
#[derive(Clone, Debug)]
pub(crate) struct Acknowledgement {
    rule: String,
    definition: String,
    reason: String,
    span: Span,
}

/// Reads the list; it may be missing.
pub(crate) fn read(sources: &SourceMap, sink: &mut Sink) -> Vec<Acknowledgement> {
    let Some((file, _)) = sources.find(load::ACKNOWLEDGED) else { return Vec::new() };
    let Some(loaded) = load::load_file::<AcknowledgedFile>(sources, file, sink) else { return Vec::new() };
    let mut found = Vec::new();
    for (definition, rules) in &loaded.raw.acknowledged {
        let node = loaded.node.get("acknowledged").and_then(|node| node.get(definition));
        for (rule, reason) in rules {
            let entry = node.and_then(|node| node.entry(rule));
            let span = entry.map_or(loaded.node.span, |entry| entry.key_span);
            if Rule::from_id(rule).is_none() {
                let ids: Vec<String> = Rule::all().map(Rule::id).collect();
                let message = format!("there is no rule `{rule}`");
                let diagnostic =
                    Diagnostic::new(diagnostics::Rule::BAD_ACKNOWLEDGEMENT, span, message).label("unknown rule");
                let diagnostic = diagnostic.did_you_mean(rule, ids.iter().map(String::as_str));
                sink.push(diagnostic.help("`diff --list-rules` lists them"));
            } else if reason.trim().is_empty() {
                let message = format!("`{rule}` is accepted without a reason");
                let diagnostic = Diagnostic::new(diagnostics::Rule::BAD_ACKNOWLEDGEMENT, span, message);
                sink.push(diagnostic.label("reason missing").help("state why the change is harmless or necessary"));
            }
            found.push(Acknowledgement {
                rule: rule.clone(),
                definition: definition.clone(),
                reason: reason.trim().to_owned(),
                span,
            });
        }
    }
    found
}

/// Marks accepted findings, and returns the acknowledgements without a finding.
pub(super) fn apply(
    acknowledgements: &[Acknowledgement],
    findings: &mut [Finding],
    sources: &SourceMap,
) -> Vec<UnusedAcknowledgement> {
    let mut unused = Vec::new();
    for Acknowledgement { rule, definition, reason, span } in acknowledgements {
        let mut used = false;
        for finding in findings.iter_mut() {
            if finding.rule == *rule && (finding.definition == *definition || finding.also.contains(definition)) {
                finding.acknowledged = Some(reason.clone());
                used = true;
            }
        }
        if !used {
            let (file, line) = (sources.display_path(span.file), sources.line_column(*span).0);
            unused.push(UnusedAcknowledgement { rule: rule.clone(), definition: definition.clone(), file, line });
        }
    }
    unused
}
