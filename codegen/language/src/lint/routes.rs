//! Routes: paths that match more than one operation.

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
        match pair {
            (Segment::Literal(one), Segment::Literal(other)) if one != other => return false,
            (Segment::Literal(_), Segment::Parameter(_)) => narrower = true,
            (Segment::Parameter(_), Segment::Literal(_)) => wider = true,
            _ => {}
        }
    }
    narrower && wider
}
