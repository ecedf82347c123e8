//! Values whose types and descriptions contradict their names: secrets, times, amounts; and patterns that match more than
//! they show, or not everywhere the same.

use super::Lint;
use crate::case;
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use crate::pattern;
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

/// Words that state the format of a time, or that it is unknown.
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

/// Last words of names of amounts that have a unit.
const AMOUNTS: &[&str] = &["size", "memory", "cpu", "disk", "storage", "bandwidth", "quota"];

/// Words that state the unit.
const MEASURES: &[&str] = &[
    "byte",
    "kb",
    "mb",
    "gb",
    "kib",
    "mib",
    "gib",
    "kilobyte",
    "megabyte",
    "gigabyte",
    "mebibyte",
    "gibibyte",
    "core",
    "vcpu",
    "millicore",
    "percent",
    "share",
    "percentage",
    "bit",
    "mbit",
    "character",
    "number",
    "many",
    "count",
    "entries",
    "item",
    "page",
    "most",
    "unit",
];

impl Lint<'_> {
    pub(super) fn values(&mut self) {
        for parameter in self.api.given_parameters() {
            self.id(&parameter.name, &parameter.ty);
            self.secret(&parameter.name, &parameter.ty);
            if parameter.constraints.format.is_none() {
                self.time(&parameter.name, &parameter.ty, &parameter.doc);
            }
            self.amount(&parameter.name, &parameter.ty, &parameter.doc);
            self.patterns(&parameter.name, &mut Vec::new(), &parameter.constraints);
        }
        for (_, field) in self.api.struct_fields() {
            self.id(&field.name, &field.ty);
            self.secret(&field.name, &field.ty);
            if field.constraints.format.is_none() {
                self.time(&field.name, &field.ty, &field.doc);
            }
            self.amount(&field.name, &field.ty, &field.doc);
            self.patterns(&field.name, &mut Vec::new(), &field.constraints);
        }
        for parameter in &self.api.client_parameters {
            self.patterns(&parameter.name, &mut Vec::new(), &parameter.constraints);
        }
        for ty in &self.api.types {
            if let TypeKind::Id(limits) = &ty.kind {
                self.patterns(&ty.name, &mut Vec::new(), limits);
            }
        }
    }

    /// A name that says "id" with a type that any text has. Families without id types do without them.
    fn id(&mut self, name: &Spanned<String>, ty: &Spanned<Shape>) {
        let text = match &ty.value {
            Shape::List(item) => item.as_ref(),
            other => other,
        };
        let words = case::words(name);
        let last = words.rsplit(' ').next().unwrap_or_default();
        if *text != Shape::String || !matches!(last, "id" | "ids") {
            return;
        }
        let diagnostic = Diagnostic::new(Rule::UNTYPED_ID, ty.span, format!("`{name}` looks like an id"))
            .label("takes any other id, too")
            .also(name.span, "its name");
        let file = name.span.file;
        let group = self.api.groups.iter().find(|group| group.name.span.file == file).map(|group| group.family);
        let declared = || self.api.types.iter().filter(|ty| ty.file == file).find_map(|ty| ty.family);
        let Some(family) = group.or_else(declared).filter(|family| self.api.id_types(*family).next().is_some()) else {
            return;
        };
        self.sink.push(match self.api.id_type(family, name) {
            Some(id) => {
                let meant = self.sources.text(ty.span).replace("string", &id.name);
                diagnostic.fix(format!("did you mean `{}`?", id.name), ty.span, meant)
            }
            None => diagnostic.help("declare an id type for what it identifies, `id: string`, and use it here"),
        });
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
        let words = case::words(name);
        let words: Vec<&str> = words.split(' ').collect();
        let ends = |count: usize| words.len().checked_sub(count).map(|from| words[from..].concat());
        let secret = |end: String| SECRETS.contains(&end.strip_suffix('s').unwrap_or(&end));
        let secret = (1..=2).filter_map(ends).any(secret);
        let place = matches!(words.as_slice(), [.., before, "token"] if PLACES.contains(before));
        if secret && !place {
            self.sink.push(
                Diagnostic::new(Rule::UNMARKED_SECRET, ty.span, format!("`{name}` looks like a secret"))
                    .label("would be shown in logs")
                    .also(name.span, "its name")
                    .fix("keep it out of logs", ty.span, self.sources.text(ty.span).replace("string", "secret")),
            );
        }
    }

    /// Checks names of times whose type and description do not state the format.
    fn time(&mut self, name: &Spanned<String>, ty: &Spanned<Shape>, doc: &str) {
        if !matches!(ty.value, Shape::String | Shape::Int32 | Shape::Int64 | Shape::Uint64 | Shape::Double | Shape::Any)
        {
            return;
        }
        let words = case::words(name);
        let last = words.rsplit(' ').next().unwrap_or_default();
        let (point, span) = (TIMES.contains(&last), SPANS.contains(&last));
        if !point && !span || words.split(' ').any(|word| COUNTS.contains(&word)) || shows_a_time(doc) {
            return;
        }
        if says(doc, UNITS) {
            return;
        }
        let diagnostic =
            Diagnostic::new(Rule::UNTYPED_TIME, ty.span, format!("`{name}` does not say how the time is written"))
                .label("seconds, milliseconds, text?")
                .also(name.span, "its name");
        self.sink.push(if point {
            diagnostic.help("use `epoch_millis`, `epoch_seconds` or `epoch_seconds_text`, write `format: date_time`, or name the form in `doc`")
        } else {
            diagnostic.help("name the unit in `doc`: \"in seconds\"")
        });
    }

    /// Checks names of amounts whose description does not state the unit.
    fn amount(&mut self, name: &Spanned<String>, ty: &Spanned<Shape>, doc: &str) {
        let words = case::words(name);
        let last = words.rsplit(' ').next().unwrap_or_default();
        let number = matches!(ty.value, Shape::Int32 | Shape::Int64 | Shape::Uint64 | Shape::Double);
        let counted = words.split(' ').any(|word| COUNTS.contains(&word));
        if !number || !AMOUNTS.contains(&last) || counted || says(doc, MEASURES) || says(doc, UNITS) {
            return;
        }
        self.sink.push(
            Diagnostic::new(Rule::MISSING_UNIT, ty.span, format!("`{name}` does not say in which unit it is"))
                .label("bytes, mebibytes, cores?")
                .also(name.span, "its name")
                .help("name the unit in `doc`: \"in mebibytes\""),
        );
    }

    /// The patterns of a value and of what is inside of it. `keys` lead to the limits.
    fn patterns(&mut self, name: &Spanned<String>, keys: &mut Vec<&'static str>, constraints: &Constraints) {
        if let Some(pattern) = constraints.pattern.as_ref().filter(|_| constraints.format.is_none()) {
            keys.push("pattern");
            self.pattern(name, keys, pattern);
            self.unportable(name, keys, pattern);
            keys.pop();
        }
        for (key, inner) in [("each", &constraints.each), ("keys", &constraints.keys)] {
            if let Some(inner) = inner {
                keys.push(key);
                self.patterns(name, keys, inner);
                keys.pop();
            }
        }
    }

    /// A pattern that fits also where only a part of the text does.
    fn pattern(&mut self, name: &Spanned<String>, keys: &[&str], pattern: &str) {
        let (begins, ends) = (pattern.starts_with('^'), pattern.ends_with('$'));
        // Alternatives and patterns that allow anything at an end say what they do.
        if (begins && ends) || pattern.contains('|') || pattern.starts_with(".*") || pattern.ends_with(".*") {
            return;
        }
        let place = self.places.value(name.span, keys);
        let end = match (begins, ends) {
            (false, false) => "at both ends",
            (false, true) => "at its beginning",
            _ => "at its end",
        };
        self.sink.push(
            Diagnostic::new(Rule::UNANCHORED_PATTERN, place, format!("the pattern of `{name}` is open {end}"))
                .label("matches strings that only contain such a part")
                .help("write `^` before it and `$` behind it, or `.*` where anything may stand"),
        );
    }

    /// A pattern that other readers of the exported document do not understand.
    fn unportable(&mut self, name: &Spanned<String>, keys: &[&str], pattern: &str) {
        let Some((part, help)) = pattern::unportable(pattern) else { return };
        let place = self.places.value(name.span, keys);
        let message = format!("`{part}` in the pattern of `{name}` is not part of ECMA-262");
        self.sink.push(
            Diagnostic::new(Rule::UNPORTABLE_PATTERN, place, message)
                .label("OpenAPI and JSON Schema cannot say this")
                .help(help),
        );
    }
}

/// Returns whether a description has one of some words, in singular or plural.
fn says(doc: &str, words: &[&str]) -> bool {
    let doc = doc.to_lowercase();
    let mut said = doc.split(|c: char| !c.is_alphanumeric());
    said.any(|word| words.contains(&word) || word.strip_suffix('s').is_some_and(|word| words.contains(&word)))
}

/// Returns whether a description has an example of a point in time, such as `2024-05-17T08:30:00Z`.
fn shows_a_time(doc: &str) -> bool {
    let code = doc.split('`').skip(1).step_by(2);
    code.into_iter().any(|code| code.chars().filter(char::is_ascii_digit).count() >= 4)
}
