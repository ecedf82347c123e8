//! Selection of one of several operations with the same method and path.

use std::cmp::Reverse;

use super::decoding::{self, QueryParts};
use crate::meta::{OperationMeta, RouteCondition};

/// Returns the operation that a request is for, of several with the same method and path. Of those whose conditions all hold,
/// it is the one with the most exact values, then with the most conditions, then the first. If none is left, it is the
/// first of all.
pub(crate) fn selected<'a, T, B>(
    all: &[&'a T],
    meta: impl Fn(&T) -> &'static OperationMeta,
    request: &http::Request<B>,
) -> Option<&'a T> {
    let encoded = request.uri().query().unwrap_or_default();
    // The endpoint reports a query that cannot be decoded.
    let query = (encoded, decoding::query(encoded).unwrap_or_default());
    let conditions = |one: &T| meta(one).route_conditions;
    let rank = |one: &T| {
        let exact = conditions(one).iter().filter(|condition| condition.is_exact()).count();
        Reverse((exact, conditions(one).len()))
    };
    let fitting = all.iter().filter(|one| {
        let segments = meta(one).segments;
        conditions(one).iter().all(|condition| match *condition {
            RouteCondition::PathIs(name, value) => has_path(segments, request, name, |sent| sent == value),
            RouteCondition::PathMatches(name, pattern) => {
                has_path(segments, request, name, |sent| pattern.matches(sent))
            }
            RouteCondition::QueryIs(name, value) => has_query(&query, name, |sent| sent == value),
            RouteCondition::HasQuery(name) => has_query(&query, name, |_| true),
            RouteCondition::HeaderIs(name, value) => {
                request.headers().get_all(name).iter().any(|sent| sent.as_bytes() == value.as_bytes())
            }
            RouteCondition::HasHeader(name) => request.headers().contains_key(name),
        })
    });
    fitting.min_by_key(|one| rank(one)).or(all.first()).copied()
}

fn has_path<B>(
    segments: &'static [crate::meta::Segment],
    request: &http::Request<B>,
    name: &str,
    holds: impl Fn(&str) -> bool,
) -> bool {
    let path = request.uri().path();
    let values = decoding::path(segments, path).unwrap_or_default();
    values.iter().any(|(known, value)| *known == name && holds(value.of(path)))
}

fn has_query((encoded, query): &(&str, QueryParts), name: &str, holds: impl Fn(&str) -> bool) -> bool {
    query.iter().any(|(known, value)| known.is(encoded, name) && holds(value.of(encoded)))
}

#[cfg(test)]
mod tests {
    use RouteCondition::{HasHeader, HasQuery, HeaderIs, PathIs, QueryIs};

    use super::*;
    use crate::meta::{Segment, SlashEncoding};

    const fn with(id: &'static str, route_conditions: &'static [RouteCondition]) -> OperationMeta {
        const SEGMENTS: &[Segment] = &[Segment::Parameter { name: "name", slash: SlashEncoding::Percent }];
        OperationMeta { id, segments: SEGMENTS, route_conditions, ..OperationMeta::BASE }
    }

    static PLAIN: OperationMeta = with("plain", &[]);
    static START: OperationMeta = with("start", &[QueryIs("action", "start")]);
    static STOP: OperationMeta = with("stop", &[QueryIs("action", "stop")]);
    static PART: OperationMeta = with("part", &[HasQuery("part"), HasQuery("upload")]);
    static COPY: OperationMeta = with("copy", &[HasHeader("x-source")]);
    static COPY_PART: OperationMeta = with("copy_part", &[HasHeader("x-source"), HasQuery("part"), HasQuery("upload")]);
    static TARGET: OperationMeta = with("target", &[HeaderIs("x-target", "Things.Get")]);
    static SPECIAL: OperationMeta = with("special", &[PathIs("name", "a b")]);

    fn of(all: &[&'static OperationMeta], target: &str, headers: &[(&str, &str)]) -> &'static str {
        let request = http::Request::builder().uri(target);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let of_all: Vec<&&OperationMeta> = all.iter().collect();
        selected(&of_all, |meta| *meta, &request.body(()).unwrap()).map_or("", |meta| meta.id)
    }

    #[test]
    fn values_and_present_parameters_tell_operations_apart() {
        let all = [&PLAIN, &START, &STOP, &PART, &COPY, &COPY_PART, &TARGET, &SPECIAL];
        for (target, headers, expected) in [
            ("/x", &[][..], "plain"),
            ("/x?action=start", &[], "start"),
            ("/x?a=b&acti%6Fn=st%6Fp", &[], "stop"),
            ("/x?action=pause", &[], "plain"),
            ("/x?part=1", &[], "plain"),
            ("/x?part=1&upload=2", &[], "part"),
            ("/x", &[("X-Source", "a")], "copy"),
            ("/x?part=1&upload=2", &[("x-source", "a")], "copy_part"),
            ("/x", &[("x-target", "Things.Get")], "target"),
            ("/x", &[("x-target", "things.get")], "plain"),
            ("/a%20b", &[], "special"),
            // An exact value counts more than what is merely there.
            ("/x?action=start&part=1&upload=2", &[("x-source", "a")], "start"),
            // It cannot be decoded.
            ("/x?action=start&b=%zz", &[], "plain"),
        ] {
            assert_eq!(of(&all, target, headers), expected, "{target} {headers:?}");
        }
    }

    #[test]
    fn what_fits_none_is_for_the_first() {
        assert_eq!(of(&[&STOP, &START], "/x?action=pause", &[]), "stop");
        assert_eq!(of(&[], "/x", &[]), "");
    }
}
