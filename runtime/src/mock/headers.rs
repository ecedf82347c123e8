//! Additional headers for browsers and tests.

use std::fmt::Write as _;

use axum::body::Body;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD,
};
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode};
use serde_json::Value;

/// Maximum size of a header; servers reject longer ones.
const HEADER: usize = 8 * 1024;

/// Returns the response to a CORS preflight request.
pub(super) fn preflight(method: &Method, headers: &HeaderMap) -> Option<Response<Body>> {
    let wanted = headers.get(ACCESS_CONTROL_REQUEST_METHOD)?;
    if method != Method::OPTIONS {
        return None;
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers_out = response.headers_mut();
    allow_origins(headers_out);
    headers_out.insert(ACCESS_CONTROL_ALLOW_METHODS, wanted.clone());
    if let Some(names) = headers.get(ACCESS_CONTROL_REQUEST_HEADERS) {
        headers_out.insert(ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
    }
    Some(response)
}

/// Allows all origins to read responses: nothing in them needs protection.
pub(super) fn allow_origins(headers: &mut HeaderMap) {
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("*"));
}

/// Formats strings as a JSON list in ASCII, as many as fit into a header.
pub(super) fn header_json(strings: &[String]) -> String {
    let mut json = String::from("[");
    for text in strings {
        let entry = ascii(&Value::from(text.as_str()).to_string());
        if json.len() + entry.len() + 2 > HEADER {
            break;
        }
        if json.len() > 1 {
            json.push(',');
        }
        json.push_str(&entry);
    }
    json.push(']');
    json
}

fn ascii(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        if character.is_ascii() {
            text.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ = write!(text, "\\u{unit:04x}");
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_ascii_and_not_too_long() {
        assert_eq!(header_json(&["a\"ä𝄞".to_owned()]), r#"["a\"\u00e4\ud834\udd1e"]"#);
        let many = vec!["x".repeat(1000); 20];
        let header = header_json(&many);
        assert!(header.len() <= HEADER && serde_json::from_str::<Vec<String>>(&header).unwrap().len() == 8);
    }
}
