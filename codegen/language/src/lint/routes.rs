//! Routes: paths that match more than one operation.

use std::cmp::Ordering;

use super::Lint;
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;

impl Lint<'_> {
    /// Two routes that fit the same path, of which none is the more precise one. That text goes before a
    /// parameter is known, and needs no remark.
    pub(super) fn routes(&mut self) {
        let api = self.api;
        for (index, operation) in api.operations.iter().enumerate() {
            for other in &api.operations[..index] {
                if operation.route.method != other.route.method || !cross(&operation.route, &other.route) {
                    continue;
                }
                let message = format!("`{}` and `{}` match the same paths", other.name, operation.name);
                self.sink.push(
                    Diagnostic::new(Rule::OVERLAPPING_ROUTE, operation.route.span, message)
                        .label("neither is the more precise one")
                        .also(other.route.span, "the other one"),
                );
            }
        }
    }
}

/// Whether each of two routes has text where the other one has a parameter, and both fit one path.
fn cross(one: &Route, other: &Route) -> bool {
    if one.segments.len() != other.segments.len() {
        return false;
    }
    let (mut narrower, mut wider) = (false, false);
    for pair in one.segments.iter().zip(&other.segments) {
        let (is_narrower, is_wider) = match pair {
            (Segment::Literal(one), Segment::Literal(other)) if one != other => return false,
            (Segment::Literal(_), Segment::Parameter(_)) => (true, false),
            (Segment::Parameter(_), Segment::Literal(_)) => (false, true),
            (one, other) => match (around(one), around(other)) {
                (around, other_around) if !meet(around, other_around) => return false,
                (around, other_around) => match [is_longer(around, other_around), is_longer(other_around, around)] {
                    [false, false] => between(one, other),
                    [longer, shorter] => (longer, shorter),
                },
            },
        };
        narrower |= is_narrower;
        wider |= is_wider;
    }
    narrower && wider
}

/// The strings around the parameters. All of a literal is before one that is empty.
fn around(segment: &Segment) -> [&str; 2] {
    match segment {
        Segment::Literal(text) => [text, ""],
        Segment::Parameter(_) => ["", ""],
        Segment::Within { before, values } => [before, values.last().map_or("", |(_, after)| after)],
    }
}

/// Which of two segments with equal strings around their parameters is the narrower one. With other text between them,
/// both are.
fn between(one: &Segment, other: &Segment) -> (bool, bool) {
    let (one, other) = (one.template(), other.template());
    match one.len().cmp(&other.len()) {
        Ordering::Equal => (one != other, one != other),
        longer => (longer.is_gt(), longer.is_lt()),
    }
}

/// Whether one text can have both beginnings and both ends.
fn meet([before, after]: [&str; 2], [other_before, other_after]: [&str; 2]) -> bool {
    let starts = before.starts_with(other_before) || other_before.starts_with(before);
    starts && (after.ends_with(other_after) || other_after.ends_with(after))
}

fn is_longer([before, after]: [&str; 2], [other_before, other_after]: [&str; 2]) -> bool {
    before.len() > other_before.len() || after.len() > other_after.len()
}
