//! Addresses as Go's servers read them.

use std::borrow::Cow;

use axum::body::Body;
use http::header::{CONTENT_TYPE, LOCATION};
use http::uri::PathAndQuery;
use http::{HeaderValue, Method, Request, Response, StatusCode, Uri};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{plain, query};

/// Reads an address as the server does: an escaped slash in the path is a slash, and what is not Unicode is U+FFFD. Returns the response to one that cannot be read, and to one
/// with empty segments, which is redirected.
pub(super) fn normalize(request: &mut Request<Body>) -> Option<Response<Body>> {
    let uri = request.uri();
    if !query::is_escaped(uri.path()) {
        return Some(plain(StatusCode::BAD_REQUEST, "400 Bad Request"));
    }
    if let Some(address) = unicode(uri) {
        *request.uri_mut() = address;
    }
    let uri = request.uri();
    let path = unescaped(uri.path());
    if let Some(to) = clean(&path).and_then(|clean| with_path(uri, &clean)) {
        return Some(moved(request.method(), &to));
    }
    if let Cow::Owned(path) = &path
        && let Some(address) = with_path(uri, path)
    {
        *request.uri_mut() = address;
    }
    None
}

/// Returns the address with U+FFFD in place of escaped bytes that are not UTF-8; `None` if it has none.
fn unicode(uri: &Uri) -> Option<Uri> {
    let text = uri.path_and_query()?.as_str();
    if percent_encoding::percent_decode_str(text).decode_utf8().is_ok() {
        return None;
    }
    let mut whole = String::new();
    let mut bytes = Vec::new();
    let mut rest = text;
    loop {
        let escaped = rest.strip_prefix('%').and_then(|rest| u8::from_str_radix(rest.get(..2)?, 16).ok());
        if let Some(byte) = escaped.filter(|byte| !byte.is_ascii()) {
            bytes.push(byte);
            rest = &rest[3..];
            continue;
        }
        let characters = String::from_utf8_lossy(&bytes);
        whole.extend(utf8_percent_encode(&characters, NON_ALPHANUMERIC));
        bytes.clear();
        let Some(next) = rest.chars().next() else { break };
        whole.push(next);
        rest = &rest[next.len_utf8()..];
    }
    Some(PathAndQuery::try_from(whole).ok()?.into())
}

/// Returns the path with escaped slashes as slashes.
pub(crate) fn unescaped(path: &str) -> Cow<'_, str> {
    match path.contains("%2F") || path.contains("%2f") {
        true => Cow::Owned(path.replace("%2F", "/").replace("%2f", "/")),
        false => Cow::Borrowed(path),
    }
}

/// Returns the path without empty segments, `.` and `..`; `None` if it has none.
fn clean(path: &str) -> Option<String> {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match percent_encoding::percent_decode_str(segment).decode_utf8_lossy().as_ref() {
            "" | "." => {}
            ".." => {
                kept.pop();
            }
            _ => kept.push(segment),
        }
    }
    let mut clean = format!("/{}", kept.join("/"));
    if path.ends_with('/') && clean != "/" {
        clean.push('/');
    }
    (clean != path).then_some(clean)
}

/// Returns the address with another path.
pub(super) fn with_path(uri: &Uri, path: &str) -> Option<Uri> {
    let query = uri.query().map_or(String::new(), |query| format!("?{query}"));
    Some(PathAndQuery::try_from(format!("{path}{query}")).ok()?.into())
}

/// Returns the redirection to an address. Only a response to GET has a page with a link.
fn moved(method: &Method, to: &Uri) -> Response<Body> {
    let location = to.to_string();
    let link = location.replace('&', "&amp;");
    let page = match *method {
        Method::GET => Body::from(format!("<a href=\"{link}\">Moved Permanently</a>.\n\n")),
        _ => Body::empty(),
    };
    let mut response = Response::new(page);
    *response.status_mut() = StatusCode::MOVED_PERMANENTLY;
    if [Method::GET, Method::HEAD].contains(method) {
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    }
    if let Ok(location) = HeaderValue::try_from(location) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_cleaned() {
        for (path, expected) in [
            ("/a/b", None),
            ("/a/b/", None),
            ("/", None),
            ("//a///b", Some("/a/b")),
            ("/a/./b/../c/", Some("/a/c/")),
            ("/a/%2e%2E/b", Some("/b")),
            ("/../..", Some("/")),
            ("/a/...", None),
        ] {
            assert_eq!(clean(path).as_deref(), expected, "{path}");
        }
        assert_eq!(unescaped("/a%2Fb%2fc%20"), "/a/b/c%20");
    }

    #[test]
    fn what_is_not_unicode_is_replaced() {
        for (address, expected) in [
            ("/a%20b/%C3%A9?c=%25", None),
            ("/a%ff?b=c", Some("/a%EF%BF%BD?b=c")),
            ("/%c3%28?b=%C3%A9%80&c=%2f", Some("/%EF%BF%BD%28?b=%C3%A9%EF%BF%BD&c=%2f")),
        ] {
            let read = unicode(&Uri::from_static(address)).map(|uri| uri.to_string());
            assert_eq!(read.as_deref(), expected, "{address}");
        }
    }

    #[test]
    fn queries_stay() {
        let to = with_path(&Uri::from_static("//a?b=c&d"), "/a").unwrap();
        assert_eq!(to.to_string(), "/a?b=c&d");
        assert_eq!(moved(&Method::POST, &to).headers().get(LOCATION).unwrap(), "/a?b=c&d");
    }
}
