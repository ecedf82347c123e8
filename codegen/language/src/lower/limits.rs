//! Limits on values: of a field, a parameter or an id, and of what is inside of lists and maps.

use super::{Lower, value_span};
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use crate::raw::{self, Format};
use crate::source::Spanned;
use crate::yaml::Node;

/// Limits as written, wherever they are.
#[derive(Default)]
pub(super) struct Written<'r> {
    range: Option<&'r str>,
    length: Option<&'r str>,
    items: Option<&'r str>,
    pattern: Option<&'r str>,
    format: Option<Format>,
    values: &'r [String],
    each: Option<&'r raw::Limits>,
    keys: Option<&'r raw::Limits>,
}

impl<'r> From<&'r raw::Field> for Written<'r> {
    fn from(raw: &'r raw::Field) -> Self {
        Written {
            range: raw.range.as_deref(),
            length: raw.length.as_deref(),
            items: raw.items.as_deref(),
            pattern: raw.pattern.as_deref(),
            format: raw.format,
            values: &raw.values,
            each: raw.each.as_ref(),
            keys: raw.keys.as_ref(),
        }
    }
}

impl<'r> From<&'r raw::Parameter> for Written<'r> {
    fn from(raw: &'r raw::Parameter) -> Self {
        Written {
            range: raw.range.as_deref(),
            length: raw.length.as_deref(),
            items: raw.items.as_deref(),
            pattern: raw.pattern.as_deref(),
            format: raw.format,
            values: &raw.values,
            each: raw.each.as_ref(),
            keys: None,
        }
    }
}

impl<'r> From<&'r raw::LimitedType> for Written<'r> {
    fn from(raw: &'r raw::LimitedType) -> Self {
        Written {
            range: raw.range.as_deref(),
            length: raw.length.as_deref(),
            items: raw.items.as_deref(),
            pattern: raw.pattern.as_deref(),
            format: raw.format,
            values: &raw.values,
            each: raw.each.as_ref(),
            keys: raw.keys.as_ref(),
        }
    }
}

impl<'r> From<&'r raw::Limits> for Written<'r> {
    fn from(raw: &'r raw::Limits) -> Self {
        Written {
            range: raw.range.as_deref(),
            length: raw.length.as_deref(),
            items: raw.items.as_deref(),
            pattern: raw.pattern.as_deref(),
            format: raw.format,
            values: &raw.values,
            each: raw.each.as_deref(),
            keys: raw.keys.as_deref(),
        }
    }
}

impl<'r> From<&'r raw::ClientParameter> for Written<'r> {
    fn from(raw: &'r raw::ClientParameter) -> Self {
        Written { length: raw.length.as_deref(), pattern: raw.pattern.as_deref(), ..Written::default() }
    }
}

impl<'r> From<&'r raw::Type> for Written<'r> {
    fn from(raw: &'r raw::Type) -> Self {
        let (length, pattern) = (raw.length.as_deref(), raw.pattern.as_deref());
        Written { length, pattern, format: raw.format, ..Written::default() }
    }
}

impl Lower<'_> {
    /// Reads the limits of a value, and checks that they belong to its type.
    pub(super) fn limits(&mut self, written: &Written<'_>, ty: &Spanned<Shape>, node: &Node) -> Constraints {
        let mut limits = self.own_limits(written, node);
        self.misplaced(&limits, ty, node);
        if ty.is_integer() || ty.value == Shape::Uint64 {
            limits.range = self.whole_range(limits.range, value_span(node, "range"));
        }
        let item = match &ty.value {
            Shape::List(item) | Shape::Map(item) => Some(self.inside(ty, item.not_null())),
            _ => None,
        };
        let key = matches!(ty.value, Shape::Map(_)).then(|| Spanned::new(Shape::String, ty.span));
        Constraints {
            each: self.inner_limits("each", written.each, item.as_ref(), ty, node),
            keys: self.inner_limits("keys", written.keys, key.as_ref(), ty, node),
            ..limits
        }
    }

    /// Reads limits, whatever they belong to.
    pub(super) fn own_limits(&mut self, written: &Written<'_>, node: &Node) -> Constraints {
        if let Some(pattern) = written.pattern {
            self.pattern(pattern, node);
        }
        if let (Some(_), Some(_), Some(entry)) = (written.pattern, written.format, node.entry("pattern")) {
            let message = "`format` has a pattern of its own";
            let diagnostic = Diagnostic::new(Rule::BAD_CONSTRAINT, entry.key_span, message).label("a second pattern");
            self.sink.push(self.remove_line(diagnostic, node, entry));
        }
        let pattern = written.pattern.or(written.format.map(Format::pattern));
        Constraints {
            range: match (written.range, written.format) {
                (None, _) => Range::default(),
                (Some(range), Some(Format::GoDuration)) => self.durations(range, value_span(node, "range")),
                (Some(range), _) => self.range(range, value_span(node, "range")),
            },
            length: self.optional_bounds(written.length, node, "length"),
            items: self.optional_bounds(written.items, node, "items"),
            pattern: pattern.map(str::to_owned),
            format: written.format,
            values: written.values.to_vec(),
            ..Constraints::default()
        }
    }

    /// The limits under `each` or `keys`. `inner` is the type of what they are about, if the type has such a thing.
    fn inner_limits(
        &mut self,
        key: &str,
        written: Option<&raw::Limits>,
        inner: Option<&Spanned<Shape>>,
        ty: &Spanned<Shape>,
        node: &Node,
    ) -> Option<Box<Constraints>> {
        let (written, entry) = written.zip(node.entry(key))?;
        let Some(inner) = inner else {
            if !self.unresolved(ty) {
                let belongs = if key == "keys" { "maps" } else { "lists and maps" };
                self.misplaced_key(key, belongs, ty, node);
            }
            return None;
        };
        let limits = self.limits(&Written::from(written), inner, &entry.value);
        if entry.value.entries().is_empty() {
            let message = format!("`{key}` contains no limits");
            let diagnostic = Diagnostic::new(Rule::BAD_CONSTRAINT, entry.key_span, message).label("without effect");
            self.sink.push(self.remove_line(diagnostic, node, entry));
        }
        (limits != Constraints::default()).then(|| Box::new(limits))
    }

    /// The type in the brackets of `list<…>` or `map<…>`, with its place.
    fn inside(&self, ty: &Spanned<Shape>, item: &Shape) -> Spanned<Shape> {
        let written = self.sources.text(ty.span);
        let start = written.find('<').filter(|_| written.ends_with('>'));
        let span = start.map_or(ty.span, |start| ty.span.part(start + 1, written.len() - 1));
        Spanned::new(item.clone(), span)
    }

    fn optional_bounds(&mut self, text: Option<&str>, node: &Node, key: &str) -> Bounds {
        let Some(text) = text else { return Bounds::default() };
        let span = value_span(node, key);
        let bounds = self.bounds(text, span);
        if bounds.min.or(bounds.max).is_some_and(|bound| bound < 0) {
            self.report(
                Rule::BAD_CONSTRAINT,
                span,
                format!("`{key}` counts, and there is no negative number of anything"),
                "below zero",
            );
            return Bounds::default();
        }
        bounds
    }

    /// Reports limits that do not belong to the type.
    fn misplaced(&mut self, limits: &Constraints, ty: &Spanned<Shape>, node: &Node) {
        let text = ty.value == Shape::Secret || self.api.is_text(ty);
        let number = ty.is_integer()
            || matches!(ty.value, Shape::Uint64 | Shape::Double)
            || limits.format == Some(Format::GoDuration);
        let misplaced = [
            ("range", limits.range != Range::default() && !number, "numbers and durations"),
            ("length", limits.length != Bounds::default() && !text, "text"),
            ("pattern", limits.pattern.is_some() && limits.format.is_none() && !text, "text"),
            ("format", limits.format.is_some() && !text, "text"),
            ("items", limits.items != Bounds::default() && !ty.is_collection(), "lists and maps"),
        ];
        for (key, wrong, belongs) in misplaced {
            if wrong && !self.unresolved(ty) {
                self.misplaced_key(key, belongs, ty, node);
            }
        }
    }

    fn misplaced_key(&mut self, key: &str, belongs: &str, ty: &Spanned<Shape>, node: &Node) {
        let span = node.entry(key).map_or(node.span, |entry| entry.key_span);
        let diagnostic = Diagnostic::new(Rule::BAD_CONSTRAINT, span, format!("`{key}` belongs to {belongs}"))
            .label("does not apply here")
            .also(ty.span, "the type");
        self.sink.push(match ty.is_collection() && ["range", "length", "pattern", "format"].contains(&key) {
            true => diagnostic.help(format!("to limit what is inside, write `{key}` under `each`")),
            false => diagnostic,
        });
    }

    fn pattern(&mut self, pattern: &str, node: &Node) {
        if let Err(error) = regex_lite::Regex::new(pattern) {
            let message = format!("the pattern is not a regular expression: {error}");
            self.report(Rule::BAD_CONSTRAINT, value_span(node, "pattern"), message, "this pattern");
        }
    }
}
