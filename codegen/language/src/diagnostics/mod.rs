//! Errors and warnings in a specification: where, why, and how to fix them.
//!
//! Stages collect diagnostics in a [`Sink`] and go on, so that one run shows all problems.

mod render;
mod rules;

pub use render::{Style, excerpt, render};
pub use rules::{Family, Rule, RuleInfo, Severity};

use crate::source::Span;

/// A place with a remark.
#[derive(Clone, Debug)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// The remark; may be empty.
    pub text: String,
}

/// A part of a file to replace, and the new text. An empty part is an insertion.
pub type Edit = (Span, String);

/// A change that fixes the problem, as text that can be pasted.
#[derive(Clone, Debug)]
pub struct Fix {
    /// What the change does.
    pub title: String,
    /// The text to replace; empty: insert here.
    pub span: Span,
    /// The new text.
    pub replacement: String,
    /// Whether it can be made unseen: it takes no guess, and changes nothing else.
    pub safe: bool,
}

/// One problem.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The rule that is broken.
    pub rule: Rule,
    /// How much it matters. Defaults to the severity of the rule.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub message: String,
    /// The place that is wrong.
    pub primary: Label,
    /// Other places that matter.
    pub secondary: Vec<Label>,
    /// Advice on how to fix it.
    pub help: Vec<String>,
    /// A change that fixes it.
    pub fix: Option<Fix>,
    /// Path of a missing file, which is shown instead of the place.
    pub absent: Option<String>,
}

impl Diagnostic {
    /// Creates a diagnostic without remarks.
    pub fn new(rule: Rule, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            rule,
            severity: rule.severity(),
            message: in_one_line(message.into()),
            primary: Label { span, text: String::new() },
            secondary: Vec::new(),
            help: Vec::new(),
            fix: None,
            absent: None,
        }
    }

    /// Creates a diagnostic of something that occurs twice.
    pub(crate) fn again(rule: Rule, span: Span, message: impl Into<String>, first: Span) -> Diagnostic {
        Diagnostic::new(rule, span, message).label("again here").also(first, "first here")
    }

    /// Sets the remark at the place that is wrong.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Diagnostic {
        self.primary.text = in_one_line(text.into());
        self
    }

    /// Adds another place that matters.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.secondary.push(Label { span, text: in_one_line(text.into()) });
        self
    }

    /// Adds advice on how to fix it.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Diagnostic {
        self.help.push(text.into());
        self
    }

    /// Adds advice on how to fix it, unless there is a change that does.
    #[must_use]
    pub fn or_help(self, text: impl Into<String>) -> Diagnostic {
        if self.fix.is_none() { self.help(text) } else { self }
    }

    /// Sets a change that fixes it.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, span: Span, replacement: impl Into<String>) -> Diagnostic {
        self.fix = Some(Fix { title: title.into(), span, replacement: replacement.into(), safe: false });
        self
    }

    /// Proposes lines to add: as a change if there is one, else as advice.
    #[must_use]
    pub fn add_lines(self, title: &str, edit: Option<Edit>, lines: &str) -> Diagnostic {
        match edit {
            Some((span, text)) => self.fix(title, span, text),
            None => self.help(format!("{title}:\n{lines}")),
        }
    }

    /// Sets a change that fixes it, if there is one.
    #[must_use]
    pub fn edit(self, title: &str, edit: Option<Edit>) -> Diagnostic {
        match edit {
            Some((span, text)) => self.fix(title, span, text),
            None => self,
        }
    }

    /// Marks the change as one that can be made unseen.
    #[must_use]
    pub fn safe(mut self) -> Diagnostic {
        if let Some(fix) = &mut self.fix {
            fix.safe = true;
        }
        self
    }

    /// Proposes the candidate that is closest to what was written, if one is close enough.
    #[must_use]
    pub fn did_you_mean<'a>(self, written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Diagnostic {
        let span = self.primary.span;
        match closest(written, candidates) {
            Some(candidate) => self.fix(format!("did you mean `{candidate}`?"), span, candidate),
            None => self,
        }
    }
}

/// Longer names have no slips that are worth the search.
const LONGEST_NAME: usize = 80;

/// Returns the candidate that differs least from what was written, if it is close enough to be a slip.
pub fn closest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = written.chars().count();
    if length > LONGEST_NAME {
        return None;
    }
    let limit = (length / 3).clamp(1, 3);
    let lower = written.to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= limit && !counted(written, candidate))
        .map(|candidate| {
            let other = candidate.to_lowercase();
            let same = lower.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
            (strsim::damerau_levenshtein(&lower, &other), std::cmp::Reverse(same), candidate)
        })
        .filter(|(distance, ..)| *distance <= limit)
        .min()
        .map(|(.., candidate)| candidate)
}

/// Whether two names differ in a number only, such as `v2` and `v1`: those are two things, not a slip.
fn counted(one: &str, other: &str) -> bool {
    let rest = |name: &str| name.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect::<String>();
    let digits = |name: &str| {
        let mut digits: Vec<char> = name.chars().filter(char::is_ascii_digit).collect();
        digits.sort_unstable();
        digits
    };
    rest(one) == rest(other) && digits(one) != digits(other)
}

/// Reports the keys of one mapping that occur twice.
pub(crate) fn repeated_keys<'k>(keys: impl Iterator<Item = (&'k str, Span)>) -> Vec<Diagnostic> {
    let mut keys: Vec<(&str, Span)> = keys.collect();
    keys.sort_unstable();
    let mut found = Vec::new();
    for same in keys.chunk_by(|(one, _), (other, _)| one == other) {
        let [(key, first), repeated @ ..] = same else { continue };
        found.extend(repeated.iter().map(|(_, again)| {
            let message = format!("the key `{key}` occurs twice");
            let diagnostic = Diagnostic::again(Rule::DUPLICATE_KEY, *again, message, *first);
            diagnostic.help("merge the two, or rename one")
        }));
    }
    found
}

/// Returns names in backquotes, as a sentence lists them.
pub fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// How long a message may be before its middle is left out.
const LONGEST_MESSAGE: usize = 400;

/// Messages quote what was written, which may have several lines or be very long.
fn in_one_line(text: String) -> String {
    let text = if text.contains(char::is_control) { text.replace(char::is_control, " ") } else { text };
    if text.len() <= LONGEST_MESSAGE {
        return text;
    }
    let head: String = text.chars().take(LONGEST_MESSAGE * 3 / 4).collect();
    let tail: Vec<char> = text.chars().rev().take(LONGEST_MESSAGE / 4).collect();
    format!("{head} … {}", tail.into_iter().rev().collect::<String>())
}

/// Collects diagnostics.
#[derive(Debug, Default)]
pub struct Sink {
    diagnostics: Vec<Diagnostic>,
}

impl Sink {
    /// Adds a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Adds diagnostics.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.diagnostics.extend(diagnostics);
    }

    /// Returns the number of diagnostics so far.
    pub fn len(&self) -> usize {
        self.diagnostics.len()
    }

    /// Whether there is no diagnostic so far.
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// Whether one of the rules is broken.
    pub(crate) fn has(&self, rules: &[Rule]) -> bool {
        self.diagnostics.iter().any(|diagnostic| rules.contains(&diagnostic.rule))
    }

    /// Whether a diagnostic is about two places together.
    pub fn relates(&self, one: Span, other: Span) -> bool {
        self.diagnostics.iter().any(|diagnostic| {
            let primary = diagnostic.primary.span;
            let also = |span: Span| diagnostic.secondary.iter().any(|label| label.span == span);
            (primary == one && also(other)) || (primary == other && also(one))
        })
    }

    /// Returns the diagnostics in the order of their places. What several entries share, such as the host of a group,
    /// is checked once for each of them and reported once.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        self.diagnostics
            .sort_by(|a, b| (a.primary.span, a.rule.id(), &a.message).cmp(&(b.primary.span, b.rule.id(), &b.message)));
        self.diagnostics.dedup_by(|a, b| (a.primary.span, a.rule, &a.message) == (b.primary.span, b.rule, &b.message));
        self.diagnostics
    }
}
