//! Cursors and links to the next page.

use http::HeaderMap;
use http::header::LINK;
use serde_json::Value;

use crate::client::response::header_text;
use crate::decode;

/// Returns the cursor at a JSON pointer; `None` on the last page.
pub(super) fn cursor(body: &[u8], pointer: &str) -> Option<String> {
    let body: Value = decode::json(body).ok()?;
    match body.pointer(pointer)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
    .filter(|cursor| !cursor.is_empty())
}

/// Returns the target of the link with `rel="next"` in the headers.
pub(super) fn link(headers: &HeaderMap) -> Option<String> {
    let values = headers.get_all(LINK).iter().filter_map(header_text);
    let is_next = |parameters: &str| {
        parameters.split(';').filter_map(|parameter| parameter.trim().split_once('=')).any(|(name, value)| {
            let mut relations = value.trim().trim_matches('"').split_ascii_whitespace();
            name.trim().eq_ignore_ascii_case("rel") && relations.any(|relation| relation.eq_ignore_ascii_case("next"))
        })
    };
    values.flat_map(links).find(|(_, parameters)| is_next(parameters)).map(|(target, _)| target.to_owned())
}

/// Returns the targets of a header with their parameters: `<target>; rel="next", <target>; …`.
fn links(value: &str) -> impl Iterator<Item = (&str, &str)> {
    value.split('<').skip(1).filter_map(|part| {
        let (target, parameters) = part.split_once('>')?;
        // A comma separates links; it ends the parameters of each but the last one.
        Some((target, parameters.trim_end().trim_end_matches(',')))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_a_string_or_a_number() {
        let body = br#"{"page":{"next":"a/b","number":7,"none":null,"empty":""}}"#;
        assert_eq!(cursor(body, "/page/next").as_deref(), Some("a/b"));
        assert_eq!(cursor(body, "/page/number").as_deref(), Some("7"));
        for last in ["/page/none", "/page/empty", "/page/absent", "/page"] {
            assert_eq!(cursor(body, last), None, "{last}");
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
    }
}
