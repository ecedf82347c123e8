//! Values whose names promise what their types do not keep: secrets and times.

use super::Lint;
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use crate::names;
use crate::source::Spanned;

/// Ends of names of values that must not be shown, in the singular and without separators.
const SECRETS: &[&str] = &[
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "secret",
    "secretkey",
    "privatekey",
    "accesskey",
    "apikey",
    "token",
    "credential",
    "sk",
];

/// Words before `token` that make it a place in a list.
const PLACES: &[&str] = &["next", "page", "continue", "continuation", "sync"];

/// Last words of names of points in time.
const TIMES: &[&str] = &["time", "at", "timestamp", "date", "since", "until"];

/// Last words of names of lengths of time.
const SPANS: &[&str] = &["timeout", "interval", "duration", "ttl", "period", "delay"];

/// Words of names of numbers that count something else.
const COUNTS: &[&str] = &["count", "number", "num"];

/// Words of a text that say how a time is written, or that this is not known.
const UNITS: &[&str] = &[
    "millisecond",
    "second",
    "minute",
    "hour",
    "day",
    "month",
    "rfc",
    "iso",
    "utc",
    "gmt",
    "epoch",
    "unix",
    "format",
    "form",
    "notation",
    "unit",
    "timestamp",
    "cron",
];

impl Lint<'_> {
    pub(super) fn values(&mut self) {
        for parameter in self.parameters() {
            self.secret(&parameter.name, &parameter.ty);
            self.time(&parameter.name, &parameter.ty, &parameter.doc);
        }
        for (_, field) in self.fields() {
            self.secret(&field.name, &field.ty);
            self.time(&field.name, &field.ty, &field.doc);
        }
    }

    /// A name that says "secret" with a type that does not.
    fn secret(&mut self, name: &Spanned<String>, ty: &Spanned<Shape>) {
        let text = match &ty.value {
            Shape::List(item) => item.as_ref(),
            other => other,
        };
        if *text != Shape::String {
            return;
        }
        let words = names::words(name);
        let words: Vec<&str> = words.split(' ').collect();
        let ends = |count: usize| words.len().checked_sub(count).map(|from| words[from..].concat());
        let secret = |end: String| SECRETS.contains(&end.strip_suffix('s').unwrap_or(&end));
        let secret = (1..=2).filter_map(ends).any(secret);
        let place = matches!(words.as_slice(), [.., before, "token"] if PLACES.contains(before));
        if secret && !place {
            self.sink.push(
                Diagnostic::new(Rule::UnmarkedSecret, ty.span, format!("`{name}` looks like a secret"))
                    .label("would be shown in logs")
                    .also(name.span, "its name")
                    .fix("keep it out of logs", ty.span, self.sources.text(ty.span).replace("string", "secret")),
            );
        }
    }

    /// A name that says "time" with a type and a text that do not say how it is written.
    fn time(&mut self, name: &Spanned<String>, ty: &Spanned<Shape>, doc: &str) {
        if !matches!(ty.value, Shape::String | Shape::Int32 | Shape::Int64 | Shape::Double | Shape::Any) {
            return;
        }
        let words = names::words(name);
        let last = words.rsplit(' ').next().unwrap_or_default();
        let (point, span) = (TIMES.contains(&last), SPANS.contains(&last));
        if !point && !span || words.split(' ').any(|word| COUNTS.contains(&word)) || shows_a_time(doc) {
            return;
        }
        let doc = doc.to_lowercase();
        let mut said = doc.split(|c: char| !c.is_alphanumeric());
        if said.any(|word| UNITS.contains(&word) || word.strip_suffix('s').is_some_and(|word| UNITS.contains(&word))) {
            return;
        }
        let diagnostic =
            Diagnostic::new(Rule::UntypedTime, ty.span, format!("`{name}` does not say how the time is written"))
                .label("seconds, milliseconds, text?")
                .also(name.span, "its name");
        self.sink.push(if point {
            diagnostic.help("use `epoch_millis`, `epoch_seconds` or `epoch_seconds_text`, or name the form in `doc`")
        } else {
            diagnostic.help("name the unit in `doc`: \"in seconds\"")
        });
    }
}

/// Whether a text has an example of a point in time, such as `2024-05-17T08:30:00Z`.
fn shows_a_time(doc: &str) -> bool {
    let code = doc.split('`').skip(1).step_by(2);
    code.into_iter().any(|code| code.chars().filter(char::is_ascii_digit).count() >= 4)
}
