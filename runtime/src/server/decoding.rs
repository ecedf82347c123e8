//! Decoding of the path and the query.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::meta::{Segment, SlashEncoding, split};

/// Decoded part of a path or a query. Most need no decoding, and stay places in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Place { start: usize, end: usize },
    Decoded(String),
}

impl Part {
    /// Returns the string. `source` is the path or the query that was decoded.
    pub(super) fn of<'a>(&'a self, source: &'a str) -> &'a str {
        match self {
            Self::Place { start, end } => source.get(*start..*end).unwrap_or_default(),
            Self::Decoded(text) => text,
        }
    }

    /// Returns true if the string is another one.
    pub(super) fn is(&self, source: &str, text: &str) -> bool {
        match self {
            Self::Place { start, end } => source.as_bytes().get(*start..*end) == Some(text.as_bytes()),
            Self::Decoded(known) => known == text,
        }
    }
}

/// Values of path parameters.
pub(super) type PathParts = Vec<(&'static str, Part)>;

/// Pairs of a query, in order.
pub(super) type QueryParts = Vec<(Part, Part)>;

/// Splits into pieces, with the place of each.
fn pieces(text: &str, separator: u8) -> impl Iterator<Item = (usize, &str)> {
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let start = next?;
        let rest = text.get(start..)?;
        let end = rest.bytes().position(|byte| byte == separator);
        next = end.map(|end| start + end + 1);
        Some((start, end.map_or(rest, |end| rest.get(..end).unwrap_or_default())))
    })
}

/// Returns the segments of a route with those of a path.
fn segments<'a>(
    segments: &'static [Segment],
    path: &'a str,
) -> impl Iterator<Item = (&'static Segment, (usize, &'a str))> {
    segments.iter().zip(pieces(path, b'/').skip(1))
}

/// Returns the values of path parameters.
///
/// The path already matches the shape of the route. `Err` holds the name of a parameter with invalid
/// encoding.
pub(super) fn path(route: &'static [Segment], path: &str) -> Result<PathParts, &'static str> {
    let mut values = Vec::with_capacity(4);
    for (segment, (start, raw)) in segments(route, path) {
        if let Some((name, (before, slash, _))) = segment.parameter().zip(segment.around()) {
            let (start, raw) = (start + before.len(), segment.value(raw).unwrap_or_default());
            values.push((name, value(start, raw, slash).ok_or(name)?));
        } else if let Segment::Several { before, values: own } = *segment {
            let mut start = start + before.len();
            let pieces = split(before, own, raw).unwrap_or_default();
            for (known, raw) in own.iter().zip(pieces) {
                values.push((known.name, value(start, raw, known.slash).ok_or(known.name)?));
                start += raw.len() + known.after.len();
            }
        }
    }
    Ok(values)
}

/// Returns the value of a path parameter; `None` if the encoding is invalid.
fn value(start: usize, raw: &str, slash: SlashEncoding) -> Option<Part> {
    Some(match decode(raw)? {
        value if slash == SlashEncoding::Colon && value.contains(':') => Part::Decoded(value.replace(':', "/")),
        Cow::Borrowed(raw) => Part::Place { start, end: start + raw.len() },
        Cow::Owned(value) => Part::Decoded(value),
    })
}

/// Returns true if a parameter is empty, or the text around it is another. axum routes `/v1//things` to
/// `/v1/{id}/things`, and knows only whole segments; to a client it is a different path.
pub(super) fn has_gap(route: &'static [Segment], path: &str) -> bool {
    segments(route, path).any(|(segment, (_, raw))| !matches!(segment, Segment::Literal(_)) && !segment.fits(raw))
}

/// Returns true if a path with as many segments is that of a route.
pub(super) fn fits(route: &'static [Segment], path: &str) -> bool {
    segments(route, path).all(|(segment, (_, raw))| segment.fits(raw))
}

/// Returns the pairs of a query in order; `None` if the encoding is invalid. A `+` is a space, as in forms.
pub(super) fn query(query: &str) -> Option<QueryParts> {
    let mut pairs = Vec::new();
    for (start, pair) in pieces(query, b'&').filter(|(_, pair)| !pair.is_empty()) {
        if pairs.is_empty() {
            pairs.reserve(8);
        }
        let middle = pair.bytes().position(|byte| byte == b'=').unwrap_or(pair.len());
        let (name, value) = (pair.get(..middle)?, pair.get(middle + 1..).unwrap_or_default());
        pairs.push((form_decode(start, name)?, form_decode(start + middle + 1, value)?));
    }
    Some(pairs)
}

fn form_decode(start: usize, text: &str) -> Option<Part> {
    if !text.bytes().any(|byte| matches!(byte, b'+' | b'%')) {
        return Some(Part::Place { start, end: start + text.len() });
    }
    decode(&text.replace('+', " ")).map(|value| Part::Decoded(value.into_owned()))
}

/// Decodes percent-encoding. Rejects what lenient decoders accept: a `%` without two hex digits, and bytes
/// that are not UTF-8.
fn decode(text: &str) -> Option<Cow<'_, str>> {
    if !text.bytes().any(|byte| byte == b'%') {
        return Some(Cow::Borrowed(text));
    }
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('%') {
        let digits = after.as_bytes().get(..2)?;
        if !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        rest = after;
    }
    percent_decode_str(text).decode_utf8().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    static ROUTE: &[Segment] = &[
        Segment::Literal("v3"),
        Segment::Parameter { name: "id", slash: SlashEncoding::Percent },
        Segment::Parameter { name: "branch", slash: SlashEncoding::Colon },
    ];

    fn values(raw: &str) -> Result<Vec<(&'static str, String)>, &'static str> {
        let parts = path(ROUTE, raw)?;
        Ok(parts.iter().map(|(name, part)| (*name, part.of(raw).to_owned())).collect())
    }

    #[test]
    fn path_values_are_decoded() {
        let expected = [("id", "a/b+c:d".to_owned()), ("branch", "feature/x/y".to_owned())];
        assert_eq!(values("/v3/a%2Fb+c:d/feature:x%3Ay").unwrap(), expected);
        assert_eq!(values("/v3/ä/b").unwrap(), [("id", "ä".to_owned()), ("branch", "b".to_owned())]);
    }

    #[test]
    fn broken_path_encodings_name_the_parameter() {
        for raw in ["/v3/%/b", "/v3/%4/b", "/v3/%zz/b", "/v3/%ff/b"] {
            assert_eq!(path(ROUTE, raw), Err("id"), "{raw}");
        }
        assert_eq!(path(ROUTE, "/v3/a/%+1"), Err("branch"));
    }

    #[test]
    fn gaps_are_empty_parameters() {
        for (path, expected) in [("/v3//b", true), ("/v3/a/", true), ("/v3/a/b", false), ("//a/b", false)] {
            assert_eq!(has_gap(ROUTE, path), expected, "{path}");
        }
    }

    #[test]
    fn values_can_be_parts_of_segments() {
        static ROUTE: &[Segment] = &[
            Segment::Literal("files"),
            Segment::Within { before: "v-", name: "name", slash: SlashEncoding::Percent, after: ".tar.gz" },
        ];
        let raw = "/files/v-a%20b.tar.gz";
        let parts = path(ROUTE, raw).unwrap();
        assert_eq!(parts.iter().map(|(_, part)| part.of(raw)).collect::<Vec<_>>(), ["a b"]);
        assert_eq!(path(ROUTE, "/files/v-a.tar.gz").unwrap(), [("name", Part::Place { start: 9, end: 10 })]);
        for (path, expected) in [("/files/v-a.tar.gz", false), ("/files/v-.tar.gz", true), ("/files/v-a.zip", true)] {
            assert_eq!(has_gap(ROUTE, path), expected, "{path}");
        }
    }

    #[test]
    fn several_values_can_be_in_one_segment() {
        use crate::meta::SegmentValue;
        const fn value(name: &'static str, slash: SlashEncoding, after: &'static str) -> SegmentValue {
            SegmentValue { name, slash, after }
        }
        static ROUTE: &[Segment] = &[
            Segment::Literal("compare"),
            Segment::Several {
                before: "v-",
                values: &[value("base", SlashEncoding::Colon, "..."), value("head", SlashEncoding::Percent, "")],
            },
        ];
        let parts = |raw: &'static str| {
            let parts = path(ROUTE, raw)?;
            Ok::<_, &str>(parts.iter().map(|(name, part)| (*name, part.of(raw).to_owned())).collect::<Vec<_>>())
        };
        let expected = |base: &str, head: &str| Ok(vec![("base", base.to_owned()), ("head", head.to_owned())]);
        assert_eq!(parts("/compare/v-main...next"), expected("main", "next"));
        assert_eq!(parts("/compare/v-a:b...c%20d"), expected("a/b", "c d"));
        assert_eq!(parts("/compare/v-a...b...c"), expected("a...b", "c"));
        assert_eq!(parts("/compare/v-a...%zz"), Err("head"));
        for (path, expected) in [("/compare/v-a...b", false), ("/compare/v-...b", true), ("/compare/v-a..b", true)] {
            assert_eq!(has_gap(ROUTE, path), expected, "{path}");
        }
    }

    #[test]
    fn queries_become_pairs() {
        let raw = "a=1&&b&c=x+y%2Bz&a=%C3%A4=&=&d=";
        let pairs = query(raw).unwrap();
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.of(raw), value.of(raw))).collect();
        assert_eq!(pairs, [("a", "1"), ("b", ""), ("c", "x y+z"), ("a", "ä="), ("", ""), ("d", "")]);
        assert_eq!(query("a=%zz"), None);
        assert_eq!(query("%ff=1"), None);
        assert_eq!(query(""), Some(Vec::new()));
    }
}
