//! The header `Content-Disposition` of form parts and of files, in all variants that are sent.

use std::borrow::Cow;

use http::HeaderMap;
use http::header::CONTENT_DISPOSITION;
use percent_encoding::percent_decode_str;

/// Parsed header of a part.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Disposition {
    #[cfg_attr(not(feature = "server"), allow(dead_code, reason = "only parts of forms have one"))]
    pub(crate) name: Option<String>,
    pub(crate) file_name: Option<String>,
}

impl Disposition {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let value = headers.get(CONTENT_DISPOSITION).map(|value| String::from_utf8_lossy(value.as_bytes()));
        Self::read(value.as_deref().unwrap_or_default())
    }

    fn read(text: &str) -> Self {
        let mut this = Self::default();
        let mut extended = None;
        let mut rest = text.split_once(';').map_or("", |(_, rest)| rest);
        while let Some((name, value, after)) = parameter(rest) {
            match name.trim().to_ascii_lowercase().as_str() {
                "name" => drop(this.name.get_or_insert_with(|| unescaped(&value))),
                "filename" => drop(this.file_name.get_or_insert_with(|| unescaped(&value))),
                "filename*" => extended = extended.or_else(|| decoded(&value)),
                _ => {}
            }
            rest = after;
        }
        // The plain name is for readers without support for this one.
        this.file_name = extended.or(this.file_name);
        this
    }
}

/// Writes the header of a file that has a name: plain if every reader understands it, else in UTF-8 (RFC 8187).
pub(crate) fn attachment(name: &str) -> String {
    let is_plain = |c: char| c == ' ' || c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%');
    if name.chars().all(is_plain) {
        return format!("attachment; filename=\"{name}\"");
    }
    let mut header = String::from("attachment; filename*=UTF-8''");
    crate::url::push_encoded(&mut header, name);
    header
}

/// Returns the first parameter and the rest.
fn parameter(text: &str) -> Option<(&str, Cow<'_, str>, &str)> {
    let (name, value) = text.split_once('=')?;
    // A parameter without a value has no meaning here.
    let name = name.rsplit(';').next().unwrap_or_default();
    let value = value.trim_start();
    let Some(text) = value.strip_prefix('"') else {
        let (value, rest) = value.split_once(';').unwrap_or((value, ""));
        return Some((name, value.trim_end().into(), rest));
    };
    // Browsers do not escape a backslash. If it seems to escape the closing quote, it does not.
    let (value, rest) = quoted(text).unwrap_or_else(|| {
        let (value, rest) = text.split_once('"').unwrap_or((text, ""));
        (value.into(), rest)
    });
    Some((name, value, rest))
}

/// Returns the string up to the closing quote, with escaped quotes and backslashes unescaped, and the rest.
fn quoted(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let mut value = String::new();
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match (character, characters.peek()) {
            ('"', _) => return Some((value.into(), &text[at + 1..])),
            ('\\', Some((_, escaped @ ('"' | '\\')))) => {
                value.push(*escaped);
                characters.next();
            }
            _ => value.push(character),
        }
    }
    None
}

/// Unescapes the characters that browsers escape.
fn unescaped(name: &str) -> String {
    name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n")
}

/// Decodes a value with its character set (RFC 8187), such as `UTF-8''%E2%82%AC`, if the set is a mandatory
/// one.
fn decoded(value: &str) -> Option<String> {
    let (set, text) = value.split_once('\'')?;
    let (_language, text) = text.split_once('\'')?;
    let text = percent_decode_str(text).decode_utf8().ok().filter(|_| set.eq_ignore_ascii_case("utf-8"))?;
    Some(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_every_spelling() {
        for (text, name, file_name) in [
            ("form-data; name=\"a\"", Some("a"), None),
            ("form-data; name=\"a\"; filename=\"\"", Some("a"), Some("")),
            ("form-data; name=a; filename=bare.zip", Some("a"), Some("bare.zip")),
            ("FORM-DATA; Name=\"a\"; FileName = \"case.zip\" ", Some("a"), Some("case.zip")),
            ("form-data;filename=\"first.zip\";name=\"a\"", Some("a"), Some("first.zip")),
            ("form-data; name=\"a\"; filename*=UTF-8''%E9%85%8D%E7%BD%AE.zip", Some("a"), Some("配置.zip")),
            ("form-data; name=\"a\"; filename*=utf-8'zh'%E9%85%8D; filename=\"b\"", Some("a"), Some("配")),
            ("form-data; filename=\"b\"; filename*=UTF-8''%FF; name=\"a\"", Some("a"), Some("b")),
            ("form-data; filename=\"b\"; filename*=other''c; name=\"a\"", Some("a"), Some("b")),
            ("form-data; name=\"a\"; filename=\"配置 文件.zip\"", Some("a"), Some("配置 文件.zip")),
            ("form-data; name=\"a\"; filename=\"semi;colon=.zip\"", Some("a"), Some("semi;colon=.zip")),
            ("form-data; name=\"a\"; filename=\"a \\\"b\\\".zip\"", Some("a"), Some("a \"b\".zip")),
            ("form-data; name=\"a\"; filename=\"a %22b%22%0D%0A.zip\"", Some("a"), Some("a \"b\"\r\n.zip")),
            ("form-data; name=\"a\"; filename=\"C:\\dir\\b.zip\"", Some("a"), Some("C:\\dir\\b.zip")),
            ("form-data; name=\"a\"; filename=\"end\\\"", Some("a"), Some("end\\")),
            ("form-data; name=\"a\"; filename=\"end\\\\\"; x=\"y\"", Some("a"), Some("end\\")),
            ("form-data; x; name=\"a\"; y", Some("a"), None),
            ("form-data; name=\"a\"; name=\"b\"", Some("a"), None),
            ("form-data; name=\"a", Some("a"), None),
            ("form-data", None, None),
            ("", None, None),
        ] {
            let expected = Disposition { name: name.map(str::to_owned), file_name: file_name.map(str::to_owned) };
            assert_eq!(Disposition::read(text), expected, "{text}");
        }
    }
}
