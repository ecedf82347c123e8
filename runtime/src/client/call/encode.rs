//! Percent-encoding of paths and queries.
//!
//! Both use the alphabet that signatures are computed over, so the signed and the sent request cannot differ.

use std::borrow::Cow;

use crate::client::client_core::values::Values;
use crate::meta::{SegmentValue, SlashEncoding, split};
use crate::url::{self, push_encoded};

/// Appends `text` percent-encoded.
pub(crate) fn push(url: &mut String, text: &str) {
    push_encoded(url, text);
}

/// Appends a path parameter.
///
/// # Errors
/// Returns the reason if the value is not allowed in a path. An empty value would change the route; URL
/// libraries resolve `.` and `..`.
pub(crate) fn push_segment(url: &mut String, value: &str, slash: SlashEncoding) -> Result<(), &'static str> {
    match value {
        "" => return Err("must not be empty"),
        "." | ".." => return Err("must not be `.` or `..`"),
        _ => {}
    }
    let value = match slash {
        SlashEncoding::Colon if value.contains('/') => Cow::Owned(value.replace('/', ":")),
        SlashEncoding::Colon | SlashEncoding::Percent => Cow::Borrowed(value),
    };
    push(url, &value);
    Ok(())
}

/// Appends the values of one segment, and the strings around them. Returns the names of those that are missing.
pub(crate) fn push_values<'v>(
    url: &mut String,
    before: &str,
    values: &[SegmentValue],
    given: impl Fn(&str) -> Option<&'v str>,
    problems: &mut Vec<String>,
) -> Vec<&'static str> {
    let start = url.len();
    url.push_str(before);
    let (mut missing, mut written) = (Vec::new(), Vec::new());
    for SegmentValue { name, slash, after } in values {
        let begin = url.len();
        match given(name).map(|value| push_segment(url, value, *slash)) {
            Some(Ok(())) => written.push(begin..url.len()),
            Some(Err(problem)) => problems.push(format!("`{name}` {problem}")),
            None => missing.push(*name),
        }
        url.push_str(after);
    }
    let segment = url.get(start..).unwrap_or_default();
    let read = split(before, values, segment).unwrap_or_default();
    if written.len() == values.len() && !written.into_iter().map(|range| url.get(range)).eq(read.into_iter().map(Some))
    {
        let names: Vec<String> = values.iter().map(|value| format!("`{}`", value.name)).collect();
        problems.push(format!("{} cannot be told apart in `{segment}`", names.join(" and ")));
    }
    missing
}

/// Appends `?` and the pairs, sorted by name and then by value, both before encoding.
pub(crate) fn push_query(url: &mut String, pairs: &mut Values) {
    pairs.sort();
    let mut pairs = pairs.iter().map(|(name, value)| (name, value.as_str())).peekable();
    if pairs.peek().is_some() {
        url.push('?');
        url::push_pairs(url, pairs);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(value: &str, slash: SlashEncoding) -> Result<String, &'static str> {
        let mut url = String::new();
        push_segment(&mut url, value, slash).map(|()| url)
    }

    #[test]
    fn values_of_one_segment_can_be_told_apart() {
        const fn value(name: &'static str, after: &'static str) -> SegmentValue {
            SegmentValue { name, slash: SlashEncoding::Percent, after }
        }
        let written = |first: Option<&'static str>, last: &'static str| {
            let (mut url, mut problems) = ("/".to_owned(), Vec::new());
            let values = [value("name", "."), value("format", "")];
            let given = |name: &str| if name == "name" { first } else { Some(last) };
            let missing = push_values(&mut url, "v", &values, given, &mut problems);
            (url, missing.join(" "), problems.join(" "))
        };
        let done = |url: &str| (url.to_owned(), String::new(), String::new());
        assert_eq!(written(Some("a"), "json"), done("/va.json"));
        assert_eq!(written(Some("a.b/"), "json"), done("/va.b%2F.json"));
        assert_eq!(written(Some("a"), "tar.gz").2, "`name` and `format` cannot be told apart in `va.tar.gz`");
        assert_eq!(written(Some("a"), "").2, "`format` must not be empty");
        assert_eq!(written(None, "json").1, "name");
    }

    #[test]
    fn only_unreserved_characters_stay() {
        let mut url = String::new();
        push(&mut url, "AZaz09-._~ +*%&=?#/:@!$'()ä");
        assert_eq!(url, "AZaz09-._~%20%2B%2A%25%26%3D%3F%23%2F%3A%40%21%24%27%28%29%C3%A4");
    }

    #[test]
    fn slashes_follow_their_rule() {
        assert_eq!(segment("a/b", SlashEncoding::Percent).unwrap(), "a%2Fb");
        assert_eq!(segment("a/b", SlashEncoding::Colon).unwrap(), "a%3Ab");
        assert_eq!(segment("..a", SlashEncoding::Percent).unwrap(), "..a");
    }

    #[test]
    fn values_that_would_change_the_route_are_refused() {
        assert!(segment("", SlashEncoding::Percent).is_err());
        assert!(segment(".", SlashEncoding::Percent).is_err());
        assert!(segment("..", SlashEncoding::Colon).is_err());
    }

    #[test]
    fn queries_are_sorted_by_name_then_value() {
        let mut url = String::new();
        let mut pairs = Values::default();
        for (name, value) in [("label", "b"), ("a b", "x y"), ("label", "a:1"), ("Z", "")] {
            pairs.push_str(name, value);
        }
        push_query(&mut url, &mut pairs);
        assert_eq!(url, "?Z=&a%20b=x%20y&label=a%3A1&label=b");
    }
}
