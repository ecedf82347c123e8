//! The small languages inside strings: type expressions, bounds, and routes.

use super::Lower;
use crate::diagnostics::{Diagnostic, Rule, closest, list};
use crate::ir::{Bounds, End, FamilyId, Method, Range, Route, Segment, Shape, duration};
use crate::source::{Span, Spanned};

/// Characters of a path, apart from letters and digits.
const LITERAL: &str = "-._~:@!$*+,;=()";

/// The most parameters of a path that servers can route.
const MOST_PARAMETERS: usize = 25;

impl Lower<'_> {
    /// Parses a type expression. An unknown type is reported and read as free JSON.
    pub(super) fn shape(&mut self, text: &str, span: Span, family: Option<FamilyId>) -> Spanned<Shape> {
        let place = self.text_place(text, span);
        Spanned::new(self.shape_part(text, place, family, 0), place.span)
    }

    /// Whether a type could not be read. This was reported, and the type was replaced by free JSON.
    pub(super) fn unresolved(&self, shape: &Spanned<Shape>) -> bool {
        shape.is_unresolved(self.sources)
    }

    fn shape_part(&mut self, text: &str, place: Place, family: Option<FamilyId>, depth: usize) -> Shape {
        if let Some(inner) = text.strip_suffix('?') {
            if depth == 0 || inner == "any" {
                let diagnostic = bad_expression(text, place).label("may be null anyway, or by its presence");
                let help =
                    "items of lists and values of maps may be null: `list<string?>`; fields have `presence: nullable`";
                self.sink.push(diagnostic.help(help));
                return Shape::Any;
            }
            return Shape::Nullable(Box::new(self.shape_part(inner, place.part(0, inner.len()), family, depth)));
        }
        for (constructor, wrap) in [("list", Shape::List as fn(Box<Shape>) -> Shape), ("map", Shape::Map)] {
            let Some(rest) = text.strip_prefix(constructor) else { continue };
            let Some(inner) = rest.strip_prefix('<') else { continue };
            let Some(inner) = inner.strip_suffix('>') else {
                let mut diagnostic = bad_expression(text, place).label("no closing `>`");
                if !text.contains(' ') {
                    diagnostic = diagnostic.edit("close it", place.replaced(format!("{text}>")));
                }
                self.sink.push(diagnostic);
                return Shape::Any;
            };
            if depth == DEEPEST {
                self.report(Rule::BAD_TYPE_EXPRESSION, place.span, "the type is nested too deeply", "too deep");
                return Shape::Any;
            }
            let start = constructor.len() + 1;
            let inner_place = place.part(start, start + inner.len());
            return wrap(Box::new(self.shape_part(inner, inner_place, family, depth + 1)));
        }
        if let Some((_, shape)) = Shape::BUILT_IN.iter().find(|(name, _)| *name == text) {
            return shape.clone();
        }
        let identifier = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !identifier {
            let diagnostic = bad_expression(text, place).label("not a type expression");
            self.sink.push(match other_notation(text) {
                Some(meant) => diagnostic.edit("write it like this", place.replaced(meant)),
                None => diagnostic.help("write a built-in type, the name of a type, `list<…>` or `map<…>`"),
            });
            return Shape::Any;
        }
        let scopes = [family, None];
        if let Some(id) = scopes.iter().find_map(|scope| self.types.get(&(*scope, text.to_owned()))) {
            return Shape::Named(*id);
        }
        self.unknown_type(text, place, &scopes);
        Shape::Any
    }

    fn unknown_type(&mut self, text: &str, place: Place, scopes: &[Option<FamilyId>]) {
        let visible: Vec<&str> = Shape::BUILT_IN
            .iter()
            .map(|(name, _)| *name)
            .chain(self.types.keys().filter(|(scope, _)| scopes.contains(scope)).map(|(_, name)| name.as_str()))
            .collect();
        let diagnostic =
            Diagnostic::new(Rule::UNKNOWN_TYPE, place.span, format!("there is no type `{text}`")).label("unknown type");
        let meant = Shape::meant_by(text).or_else(|| closest(text, visible));
        self.sink.push(match meant.filter(|_| place.exact) {
            Some(meant) => diagnostic.fix(format!("did you mean `{meant}`?"), place.span, meant),
            None => diagnostic.help(match meant {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!(
                    "declare it under `types`, or use a built-in type: {}",
                    list(Shape::BUILT_IN.iter().map(|(name, _)| *name))
                ),
            }),
        });
    }

    /// Parses a range: `0.5..12.5`, `0<..`, `..<100`.
    pub(super) fn range(&mut self, text: &str, span: Span) -> Range {
        let Some(range) = Range::parse(text) else {
            if !self.has_large_bound(text, span) {
                let message = format!("`{text}` is not a range of numbers");
                let label = "expected something like `0..100`, `0.5..` or `0<..<1`";
                self.report(Rule::BAD_CONSTRAINT, span, message, label);
            }
            return Range::default();
        };
        if !range.is_empty() {
            return range;
        }
        let diagnostic = Diagnostic::new(Rule::BAD_CONSTRAINT, span, format!("no number is in `{text}`"));
        let (Range { min, max }, swapped) = (&range, Range { min: range.max.clone(), max: range.min.clone() });
        self.sink.push(match swapped.is_empty() || min == max {
            false => diagnostic.label("the first number is larger than the second").fix(
                "swap them",
                span,
                swapped.to_string(),
            ),
            true => diagnostic.label("the ends exclude each other"),
        });
        Range::default()
    }

    /// Parses a range of durations, in milliseconds: `15m..24h`.
    pub(super) fn durations(&mut self, text: &str, span: Span) -> Range {
        let end = |text: &str| match text {
            "" => Some(None),
            // Bounds are whole milliseconds.
            text => duration::milliseconds(text).filter(|end| end.fract() == 0.0).map(|end| Some(end as i64)),
        };
        let ends = text.split_once("..").and_then(|(min, max)| Some(Bounds { min: end(min)?, max: end(max)? }));
        match ends.filter(|ends| *ends != Bounds::default()) {
            Some(Bounds { min: Some(min), max: Some(max) }) if min > max => {
                let message = format!("no duration is in `{text}`");
                self.report(Rule::BAD_CONSTRAINT, span, message, "the first one is longer than the second");
                Range::default()
            }
            Some(ends) => ends.into(),
            None => {
                let message = format!("`{text}` is not a range of durations");
                self.report(Rule::BAD_CONSTRAINT, span, message, "expected something like `15m..24h` or `..500ms`");
                Range::default()
            }
        }
    }

    /// The range of an integer: without fractions, and with ends that are inside.
    pub(super) fn whole_range(&mut self, range: Range, span: Span) -> Range {
        for End { number, .. } in [&range.min, &range.max].into_iter().flatten().filter(|end| end.number.is_f64()) {
            let float = number.as_f64().unwrap_or_default();
            if float.fract() != 0.0 {
                let message = format!("{number} is not an integer");
                self.report(Rule::BAD_CONSTRAINT, span, message, "the type is one of integers");
                return Range::default();
            }
            if !(i64::MIN as f64..i64::MAX as f64).contains(&float) {
                self.large_bound(&number.to_string(), span);
                return Range::default();
            }
        }
        let whole = range.integers();
        if whole.min.zip(whole.max).is_some_and(|(min, max)| min > max) {
            let message = format!("no integer is in `{range}`");
            self.report(Rule::BAD_CONSTRAINT, span, message, "the ends exclude each other");
            return Range::default();
        }
        whole.into()
    }

    /// Parses bounds: `2..64`, `2..`, `..64`.
    pub(super) fn bounds(&mut self, text: &str, span: Span) -> Bounds {
        let parse = |part: &str| if part.is_empty() { Ok(None) } else { part.parse::<i64>().map(Some) };
        let bounds = text
            .split_once("..")
            .and_then(|(min, max)| Some(Bounds { min: parse(min).ok()?, max: parse(max).ok()? }))
            .filter(|bounds| *bounds != Bounds::default());
        match bounds {
            Some(Bounds { min: Some(min), max: Some(max) }) if min > max => {
                self.sink.push(
                    Diagnostic::new(Rule::BAD_CONSTRAINT, span, format!("no number is in `{text}`"))
                        .label("the first number is larger than the second")
                        .fix("swap them", span, format!("{max}..{min}")),
                );
                Bounds::default()
            }
            Some(bounds) => bounds,
            None if self.has_large_bound(text, span) => Bounds::default(),
            None => {
                let message = format!("`{text}` is not a pair of bounds");
                self.report(Rule::BAD_CONSTRAINT, span, message, "expected something like `2..64`, `2..` or `..64`");
                Bounds::default()
            }
        }
    }

    /// Whether an end is an integer that bounds cannot hold, which is reported.
    fn has_large_bound(&mut self, text: &str, span: Span) -> bool {
        let ends = text.split_once("..").map(|(min, max)| [min.trim_end_matches('<'), max.trim_start_matches('<')]);
        let is_large = |end: &&str| {
            let digits = end.strip_prefix('-').unwrap_or(end);
            let is_integer = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            is_integer && end.parse::<i64>().is_err()
        };
        let large = ends.and_then(|ends| ends.into_iter().find(is_large));
        if let Some(end) = large {
            self.large_bound(end, span);
        }
        large.is_some()
    }

    fn large_bound(&mut self, end: &str, span: Span) {
        let message = format!("{end} is not between the smallest and the largest bound");
        let help =
            format!("bounds are from {} to {}; leave out one that every value of the type keeps", i64::MIN, i64::MAX);
        self.sink.push(Diagnostic::new(Rule::BAD_CONSTRAINT, span, message).label("this range").help(help));
    }

    /// Parses `GET /v1/things/{thing_id}`.
    pub(super) fn route(&mut self, text: &str, span: Span) -> Option<Route> {
        let place = self.text_place(text, span);
        let fault = |at: Place, message: String| Diagnostic::new(Rule::BAD_ROUTE, at.span, message);
        let Some((word, path)) = text.split_once(' ') else {
            self.sink.push(
                fault(place, format!("`{text}` is not a method and a path"))
                    .label("not a route")
                    .help("write it like `GET /v1/things/{thing_id}`"),
            );
            return None;
        };
        let names = Method::ALL.map(Method::as_str);
        let Some(method) = Method::ALL.into_iter().find(|method| method.as_str() == word) else {
            let diagnostic = fault(place.part(0, word.len()), format!("`{word}` is not a method"));
            let diagnostic = diagnostic.label("unknown method").did_you_mean(word, names);
            self.sink.push(diagnostic.or_help(format!("the methods are {}", list(names))));
            return None;
        };
        let path_place = place.part(word.len() + 1, text.len());
        if path.starts_with(' ') {
            let trimmed = path.trim_start();
            let blanks = path_place.part(0, path.len() - trimmed.len());
            self.sink.push(
                fault(blanks, "write one space between method and path".to_owned())
                    .label("too many")
                    .edit("write", place.replaced(format!("{word} {trimmed}"))),
            );
            return None;
        }
        if !path.starts_with('/') {
            let diagnostic =
                fault(path_place, format!("the path `{path}` does not begin with `/`")).label("not a path");
            self.sink.push(diagnostic.edit("write", path_place.replaced(format!("/{path}"))));
            return None;
        }
        self.segments(path, path_place).map(|segments| Route {
            method,
            path: path.to_owned(),
            segments,
            span: place.span,
        })
    }

    /// The parts of a path between the slashes. The last one is empty if the path ends with a slash.
    fn segments(&mut self, path: &str, place: Place) -> Option<Vec<Segment>> {
        let mut segments = Vec::new();
        let mut offset = 0;
        for part in path.split('/').skip(1) {
            offset += 1;
            let here = place.part(offset, offset + part.len());
            offset += part.len();
            // The slash behind the last part would be beyond the end.
            let is_last = offset == path.len();
            if let Some(name) = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'))
                && !name.is_empty()
                && !name.contains(['{', '}'])
            {
                segments.push(Segment::Parameter(Spanned::new(name.to_owned(), here.span)));
                continue;
            }
            if (is_last || !part.is_empty()) && is_encoded(part) && !is_step(part) {
                segments.push(Segment::Literal(part.to_owned()));
                continue;
            }
            if let Some((before, values)) = within(part) {
                segments.push(Segment::Within { before: before.to_owned(), values: placed(before, &values, here) });
                continue;
            }
            let (at, message, help) = if part.is_empty() {
                let slashes = place.part(offset - 1, offset + 1);
                (slashes, "a part of the path is empty".to_owned(), "write one slash between two parts")
            } else if is_step(part) {
                let message = format!("`{part}` is no part of a path");
                (here, message, "clients take it for a step to another path: write the path without it")
            } else if part.contains('?') {
                let message = "a path has no query".to_owned();
                (here, message, "declare the parameters of the query under `query`")
            } else if part.contains(['{', '}']) {
                let message = format!("`{part}` does not consist of text and parameters in braces");
                (
                    here,
                    message,
                    "write `{thing_id}`, `{thing_id}:open` or `{name}.{format}`: there is text between two parameters",
                )
            } else {
                let message = format!("`{part}` has characters that do not stand in a path");
                let help = "letters from a to z, digits and `-._~:@!$*+,;=()` can stand in a path, and others as `%20`";
                (here, message, help)
            };
            self.sink.push(Diagnostic::new(Rule::BAD_ROUTE, at.span, message).label("this part").help(help));
            return None;
        }
        let parameters = segments.iter().flat_map(Segment::parameters).count();
        if parameters > MOST_PARAMETERS {
            let message = format!("the path has {parameters} parameters, and routers take {MOST_PARAMETERS} at most");
            self.sink.push(Diagnostic::new(Rule::BAD_ROUTE, place.span, message).label("too many"));
            return None;
        }
        Some(segments)
    }

    /// Returns the place of a string without its quotes, and whether its bytes are there one by one.
    fn text_place(&self, text: &str, span: Span) -> Place {
        let written = self.sources.text(span);
        if text.is_empty() {
            return Place { span, exact: false };
        }
        if written == text {
            return Place { span, exact: true };
        }
        let inside = span.part(1, (written.len()).saturating_sub(1));
        if written.starts_with(['"', '\'']) && self.sources.text(inside) == text {
            return Place { span: inside, exact: true };
        }
        Place { span, exact: false }
    }
}

fn is_literal(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || LITERAL.contains(c))
}

/// Whether clients resolve a part of a path, as a relative reference has it.
fn is_step(part: &str) -> bool {
    [".", ".."].contains(&part)
}

/// Whether a part of a path is written as it is sent: what cannot be in a path is percent-encoded, and nothing else, so
/// that no path has two forms.
fn is_encoded(text: &str) -> bool {
    let mut parts = text.split('%');
    let is_code = |code: &str| {
        let is_upper = code.bytes().all(|digit| digit.is_ascii_digit() || (b'A'..=b'F').contains(&digit));
        let byte = u8::from_str_radix(code, 16).ok().filter(|_| is_upper);
        byte.is_some_and(|byte| !is_literal(&char::from(byte).to_string()))
    };
    let mut codes = parts.clone().skip(1).map(|part| part.split_at_checked(2));
    parts.next().is_some_and(is_literal)
        && codes.all(|part| part.is_some_and(|(code, rest)| is_code(code) && is_literal(rest)))
}

/// `{id}:restart` or `{name}.{format}` in pieces: the text before the first parameter, and each parameter with the text
/// after it. Text between two parameters says where one of them ends.
fn within(part: &str) -> Option<(&str, Vec<(&str, &str)>)> {
    let mut pieces = part.split('{');
    let before = pieces.next()?;
    let values: Vec<_> = pieces.map(|piece| piece.split_once('}')).collect::<Option<_>>()?;
    let (_, inner) = values.split_last()?;
    let are_apart = inner.iter().all(|(_, after)| !after.is_empty());
    let is_value = |(name, after): &(&str, &str)| !name.is_empty() && is_literal(after);
    (is_literal(before) && are_apart && values.iter().all(is_value)).then_some((before, values))
}

/// The parameters of a part, with their places.
fn placed(before: &str, values: &[(&str, &str)], part: Place) -> Vec<(Spanned<String>, String)> {
    let mut start = before.len();
    let place = |(name, after): &(&str, &str)| {
        let end = start + name.len() + 2;
        let braces = part.part(start, end);
        start = end + after.len();
        (Spanned::new((*name).to_owned(), braces.span), (*after).to_owned())
    };
    values.iter().map(place).collect()
}

/// How deep type expressions may be nested; far deeper than any specification.
const DEEPEST: usize = 16;

/// Returns the place of a part of a string. A string that is folded or has escapes has another form there, so that
/// no part of it can be pointed at or replaced.
#[derive(Clone, Copy)]
struct Place {
    span: Span,
    exact: bool,
}

impl Place {
    fn part(self, from: usize, to: usize) -> Place {
        if self.exact { Place { span: self.span.part(from, to), exact: true } } else { self }
    }

    fn replaced(self, text: String) -> Option<(Span, String)> {
        self.exact.then_some((self.span, text))
    }
}

fn bad_expression(text: &str, place: Place) -> Diagnostic {
    Diagnostic::new(Rule::BAD_TYPE_EXPRESSION, place.span, format!("`{text}` is not a type expression"))
}

/// A list or map as other notations write it.
fn other_notation(text: &str) -> Option<String> {
    let name = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if let Some(item) = text.strip_suffix("[]").or_else(|| text.strip_prefix("array<")?.strip_suffix('>'))
        && name(item)
    {
        return Some(format!("list<{item}>"));
    }
    // As an argument of `map<…>`: keys are always text.
    let value = text.strip_prefix("string,")?.trim();
    name(value).then(|| value.to_owned())
}
