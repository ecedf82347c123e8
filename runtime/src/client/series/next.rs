//! Cursors and links to the next page.

use http::HeaderMap;
use http::header::LINK;
use percent_encoding::percent_decode_str;

use crate::client::response::header_text;
use crate::decode::{self, DecodeError};
use crate::meta::{OperationMeta, Segment};

/// Returns the cursor at a JSON pointer, a number with the digits of the body; `None` on the last page.
pub(super) fn cursor(body: &[u8], pointer: &str) -> Result<Option<String>, DecodeError> {
    let Some(part) = decode::part(body, pointer) else { return Ok(None) };
    let cursor = match part.as_bytes().first() {
        Some(b'n' | b'f') => return Ok(None),
        Some(b'"') => serde_json::from_str(&part).ok(),
        Some(b'-' | b'0'..=b'9') => Some(part),
        _ => None,
    };
    match cursor {
        Some(cursor) => Ok(Some(cursor).filter(|cursor: &String| !cursor.is_empty())),
        None => {
            let path = pointer.trim_start_matches('/').replace('/', ".");
            Err(problem(path, "the cursor of the next page is neither a string nor a number"))
        }
    }
}

/// Returns an error if a link leads away from the path of the operation, since only its query is followed. What is in
/// front of the path, such as that of a gateway, does not matter, nor do the values of path parameters.
pub(super) fn check_path(link: &str, meta: &OperationMeta) -> Result<(), DecodeError> {
    let target = link.split(['?', '#']).next().unwrap_or_default();
    let path = match target.split_once("//") {
        Some((scheme, rest)) if scheme.is_empty() || scheme.ends_with(':') => {
            rest.split_once('/').map_or("", |(_, path)| path)
        }
        _ => target,
    };
    let is_same = |(segment, step): (&Segment, &str)| match segment {
        Segment::Literal(text) => percent_decode_str(text).eq(percent_decode_str(step)),
        _ => true,
    };
    let steps = path.trim_matches('/').rsplit('/').filter(|_| !path.is_empty());
    if meta.segments.iter().rev().zip(steps).all(is_same) {
        return Ok(());
    }
    let message =
        "the link to the next page has another path than the operation; only links to another query are followed";
    Err(problem(".".to_owned(), message))
}

fn problem(path: String, message: &str) -> DecodeError {
    DecodeError { path, message: message.to_owned(), line: 0, column: 0 }
}

/// Returns the target of the link with `rel="next"` in the headers.
pub(super) fn link(headers: &HeaderMap) -> Option<String> {
    headers.get_all(LINK).iter().filter_map(header_text).find_map(next_of)
}

/// Returns the target of the link to the next page: `<target>; rel="next", <target>; …` (RFC 8288, section 3).
fn next_of(mut rest: &str) -> Option<String> {
    loop {
        let (target, parameters) = rest.split_once('<')?.1.split_once('>')?;
        rest = parameters;
        let mut relations = None;
        while let Some(parameter) = rest.trim_start().strip_prefix(';') {
            let (name, value, after) = parameter_of(parameter);
            if name.eq_ignore_ascii_case("rel") {
                // Only the first one counts.
                relations.get_or_insert(value);
            }
            rest = after;
        }
        let relations = relations.unwrap_or_default();
        if relations.split_ascii_whitespace().any(|relation| relation.eq_ignore_ascii_case("next")) {
            return Some(target.to_owned());
        }
    }
}

/// Returns the name and the value of the parameter that a string begins with, and what comes after it.
fn parameter_of(text: &str) -> (&str, String, &str) {
    let end = text.find(['=', ';', ',']).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let Some(value) = rest.strip_prefix('=').map(str::trim_start) else { return (name.trim(), String::new(), rest) };
    let Some(quoted) = value.strip_prefix('"') else {
        let (value, rest) = value.split_at(value.find([';', ',']).unwrap_or(value.len()));
        return (name.trim(), value.trim_end().to_owned(), rest);
    };
    let (mut value, mut characters) = (String::new(), quoted.chars());
    while let Some(character) = characters.next().filter(|character| *character != '"') {
        // A backslash makes the next character an ordinary one.
        let escaped = if character == '\\' { characters.next() } else { Some(character) };
        value.extend(escaped);
    }
    let rest = characters.as_str();
    (name.trim(), value, rest.split_at(rest.find([';', ',']).unwrap_or(rest.len())).1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_a_string_or_a_number() {
        let body =
            br#"{"deep":"\ud83d","page":{"next":"a/b","number":7,"none":null,"no":false,"empty":"","odd":"\ud83d"}}"#;
        assert_eq!(cursor(body, "/page/next").unwrap().as_deref(), Some("a/b"));
        assert_eq!(cursor(body, "/page/number").unwrap().as_deref(), Some("7"));
        for last in ["/page/none", "/page/no", "/page/empty", "/page/absent"] {
            assert_eq!(cursor(body, last), Ok(None), "{last}");
        }
        let error = cursor(body, "/page/odd").unwrap_err();
        assert_eq!(error.to_string(), "at `page.odd`: the cursor of the next page is neither a string nor a number");
        assert_eq!(cursor(body, "/page").unwrap_err().path, "page");
    }

    #[test]
    fn a_number_keeps_its_digits() {
        for digits in ["18446744073709551617", "-1", "1.10", "1e999"] {
            let body = format!(r#"{{"next": {digits} }}"#);
            assert_eq!(cursor(body.as_bytes(), "/next").unwrap().as_deref(), Some(digits));
        }
    }

    #[test]
    fn only_the_query_of_a_link_may_differ() {
        let meta = OperationMeta {
            segments: &[
                Segment::Literal("v1"),
                Segment::Literal("gate%20links"),
                Segment::Parameter { name: "project", slash: crate::meta::SlashEncoding::Percent },
            ],
            ..OperationMeta::BASE
        };
        let is_same = |link: &str| check_path(link, &meta).is_ok();
        for same in [
            "?from=2",
            "",
            "https://a.example/v1/gate%20links/p?from=2",
            "//a.example/inner/v1/gate%20links/p/?next=//b/c",
            "/gate links/p#x",
            "p?from=2",
            "https://a.example?from=2",
        ] {
            assert!(is_same(same), "{same}");
        }
        for other in ["/v1/gate%20links/p/cursor/abc", "https://a.example/v1/gates/p?from=2", "cursor/abc"] {
            assert!(!is_same(other), "{other}");
        }
    }

    #[test]
    fn the_next_link_is_found_among_others() {
        let next = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(LINK, value.parse().unwrap());
            }
            link(&headers)
        };
        let both = r#"<https://a.example/x?page=1>; rel="first", <https://a.example/x?page=3&q=a,b>; title="b"; rel="NEXT last""#;
        assert_eq!(next(&[both]).as_deref(), Some("https://a.example/x?page=3&q=a,b"));
        assert_eq!(next(&["</x?p=1>; rel=prev", "</x?p=3>;rel=next"]).as_deref(), Some("/x?p=3"));
        assert_eq!(next(&[r#"</x?p=1>; rel="previous""#, "nonsense"]), None);
        assert_eq!(next(&[r#"</x?p=2>; title="a<b>c"; rel="next""#]).as_deref(), Some("/x?p=2"));
        let quoted = r#"</x?p=1>; title="x; rel=next"; rel="prev", </x?p=3>; title="\", <y>; rel=prev"; rel = next"#;
        assert_eq!(next(&[quoted]).as_deref(), Some("/x?p=3"));
        assert_eq!(next(&[r#"</x?p=1>; rel=prev; rel=next, </x?p=2>; rel="next"#]).as_deref(), Some("/x?p=2"));
        assert_eq!(next(&[r#"</x?p=1>; crossorigin, </x?p=2>;rel=next;"#]).as_deref(), Some("/x?p=2"));
    }
}
