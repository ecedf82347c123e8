//! The findings as plain data. Serialized, they are the output of `--format json`.

use schemars::JsonSchema;
use serde::Serialize;

use super::Findings;
use specwright_language::diagnostics::{Diagnostic, Family, Rule, Severity};
use specwright_language::places::Places;
use specwright_language::source::{SourceMap, Span};

/// All that was found in a specification.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Report {
    /// Version of this format; further fields may come without another number.
    pub format_version: u32,
    /// How it ended: `findings` if there is an error, or a warning that is denied.
    pub status: Status,
    /// What was found: errors first, then warnings, each in the order of the places.
    pub findings: Vec<Finding>,
    /// Warnings that the specification allows, each with its reason.
    pub allowed: Vec<Finding>,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nothing that fails.
    Clean,
    /// An error, or a warning that is denied.
    Findings,
}

/// A breach of a rule.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Finding {
    /// Id of the rule.
    pub rule: &'static str,
    /// Family of the rule.
    pub family: &'static str,
    /// How much it matters, at the levels that were chosen.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Where.
    pub place: Place,
    /// Remark at the place; may be empty.
    pub label: String,
    /// Keys and positions in lists that lead to the place: `operations.create_thing.errors`. It stays when
    /// lines move.
    pub path: String,
    /// Other places that matter.
    pub labels: Vec<Remark>,
    /// How to fix it.
    pub help: Vec<String>,
    /// A change that fixes it.
    pub fix: Option<Fix>,
    /// Why the specification allows it.
    pub allowed: Option<String>,
    #[serde(skip)]
    pub(crate) known: Rule,
}

/// A place with a remark.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Remark {
    /// The place.
    pub place: Place,
    /// The remark.
    pub text: String,
}

/// A part of a file. Lines and columns count from one, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    /// The file, with the directory of the specification. One that is missing has its first place here.
    pub file: String,
    /// Line of the first character.
    pub line: usize,
    /// Column of the first character.
    pub column: usize,
    /// Line of the place behind the last character.
    pub end_line: usize,
    /// Column of the place behind the last character.
    pub end_column: usize,
}

/// A fix.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Fix {
    /// What it does.
    pub title: String,
    /// Whether `--fix` makes it: it takes no guess, and nothing else changes by it.
    pub safe: bool,
    /// The parts of the file to replace.
    pub edits: Vec<Change>,
}

/// A part of a file to replace.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Change {
    /// The part; insert here if it is empty.
    pub place: Place,
    /// The new text.
    pub replacement: String,
}

impl Report {
    /// Tells findings at their levels.
    pub fn of(findings: &Findings, sources: &SourceMap) -> Report {
        let places = Places::new(sources);
        let finding = |diagnostic: &Diagnostic, allowed| Finding::of(diagnostic, allowed, sources, &places);
        Report {
            format_version: 1,
            status: if findings.errors.is_empty() { Status::Clean } else { Status::Findings },
            findings: findings.errors.iter().chain(&findings.warnings).map(|found| finding(found, None)).collect(),
            allowed: findings
                .allowed
                .iter()
                .map(|allowed| finding(&allowed.warning, Some(allowed.reason.clone())))
                .collect(),
        }
    }
}

impl Finding {
    fn of(diagnostic: &Diagnostic, allowed: Option<String>, sources: &SourceMap, places: &Places<'_>) -> Finding {
        let (place, path) = match &diagnostic.absent {
            Some(path) => {
                let file = format!("{}{path}", sources.prefix);
                (Place { file, line: 1, column: 1, end_line: 1, end_column: 1 }, String::new())
            }
            None => {
                let span = diagnostic.primary.span;
                (Place::of(span, sources), places.path(span).join("."))
            }
        };
        let family: Family = diagnostic.rule.family();
        Finding {
            rule: diagnostic.rule.id(),
            family: family.as_str(),
            severity: diagnostic.severity,
            message: diagnostic.message.clone(),
            place,
            label: diagnostic.primary.text.clone(),
            path,
            labels: diagnostic
                .secondary
                .iter()
                .map(|label| Remark { place: Place::of(label.span, sources), text: label.text.clone() })
                .collect(),
            help: diagnostic.help.clone(),
            fix: diagnostic.fix.as_ref().map(|fix| Fix {
                title: fix.title.clone(),
                safe: fix.safe,
                edits: vec![Change { place: Place::of(fix.span, sources), replacement: fix.replacement.clone() }],
            }),
            allowed,
            known: diagnostic.rule,
        }
    }
}

impl Place {
    fn of(span: Span, sources: &SourceMap) -> Place {
        let (line, column) = sources.line_column(span);
        let (end_line, end_column) = sources.line_column(Span { start: span.end, ..span });
        Place { file: sources.display_path(span.file), line, column, end_line, end_column }
    }
}
