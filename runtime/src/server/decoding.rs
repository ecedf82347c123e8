//! Decoding of the path and the query.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::meta::{Segment, SlashEncoding};

/// Returns the values of path parameters.
///
/// The path already matches the shape of the route. `Err` holds the name of a parameter with invalid
/// encoding.
pub(super) fn path(segments: &'static [Segment], path: &str) -> Result<Vec<(&'static str, String)>, &'static str> {
    let mut values = Vec::new();
    for (segment, raw) in segments.iter().zip(path.split('/').skip(1)) {
        if let Segment::Parameter { name, slash } = *segment {
            let value = decode(raw).ok_or(name)?;
            values.push((
                name,
                match slash {
                    SlashEncoding::Percent => value.into_owned(),
                    SlashEncoding::Colon => value.replace(':', "/"),
                },
            ));
        }
    }
    Ok(values)
}

/// Returns true if a parameter is empty. axum routes `/v1//things` to `/v1/{id}/things`; to a client it is a
/// different path.
pub(super) fn has_gap(segments: &'static [Segment], path: &str) -> bool {
    let mut pairs = segments.iter().zip(path.split('/').skip(1));
    pairs.any(|(segment, raw)| matches!(segment, Segment::Parameter { .. }) && raw.is_empty())
}

/// Returns the pairs of a query in order; `None` if the encoding is invalid. A `+` is a space, as in forms.
pub(super) fn query(query: &str) -> Option<Vec<(String, String)>> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((form_decode(name)?, form_decode(value)?))
        })
        .collect()
}

fn form_decode(text: &str) -> Option<String> {
    if !text.bytes().any(|byte| matches!(byte, b'+' | b'%')) {
        return Some(text.to_owned());
    }
    decode(&text.replace('+', " ")).map(Cow::into_owned)
}

/// Decodes percent-encoding. Rejects what lenient decoders accept: a `%` without two hex digits, and bytes
/// that are not UTF-8.
fn decode(text: &str) -> Option<Cow<'_, str>> {
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

    #[test]
    fn path_values_are_decoded() {
        let values = path(ROUTE, "/v3/a%2Fb+c:d/feature:x%3Ay").unwrap();
        assert_eq!(values, [("id", "a/b+c:d".to_owned()), ("branch", "feature/x/y".to_owned())]);
    }

    #[test]
    fn broken_path_encodings_name_the_parameter() {
        for raw in ["/v3/%/b", "/v3/%4/b", "/v3/%zz/b", "/v3/%ff/b"] {
            assert_eq!(path(ROUTE, raw), Err("id"), "{raw}");
        }
        assert_eq!(path(ROUTE, "/v3/a/%+1"), Err("branch"));
    }

    #[test]
    fn queries_become_pairs() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            query("a=1&&b&c=x+y%2Bz&a=%C3%A4=").unwrap(),
            [pair("a", "1"), pair("b", ""), pair("c", "x y+z"), pair("a", "ä=")]
        );
        assert_eq!(query("a=%zz"), None);
        assert_eq!(query("%ff=1"), None);
    }
}
