//! Percent-encoding of paths and queries.
//!
//! Both use the alphabet that signatures are computed over, so the signed and the sent request cannot differ.

use std::borrow::Cow;

use crate::client::client_core::values::Values;
use crate::meta::SlashEncoding;
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
