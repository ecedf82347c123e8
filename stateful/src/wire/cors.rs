//! Requests of browsers from pages of other hosts.

use axum::body::Body;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN,
};
use http::{HeaderMap, HeaderValue, Response};

const ANY: HeaderValue = HeaderValue::from_static("*");
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "DELETE", "UPDATE"];
const HEADERS: [&str; 5] = ["Origin", "Accept", "Content-Type", "X-Domain-Name", "X-ConsumerId"];

/// Returns the response to a preflight request. It lists what is allowed.
pub(super) fn preflight(asked: &HeaderMap) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    let text = |value: Option<&HeaderValue>| value.and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let method = text(asked.get(ACCESS_CONTROL_REQUEST_METHOD)).to_uppercase();
    if !asked.contains_key(ORIGIN) || !METHODS.contains(&method.as_str()) {
        return response;
    }
    let wanted = text(asked.get(ACCESS_CONTROL_REQUEST_HEADERS));
    let wanted = wanted.split(',').map(str::trim).filter(|name| !name.is_empty());
    let known = wanted.map(|name| HEADERS.into_iter().find(|known| known.eq_ignore_ascii_case(name)));
    let Some(known) = known.collect::<Option<Vec<&str>>>() else { return response };
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
    if let Ok(method) = HeaderValue::try_from(method) {
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, method);
    }
    if let Ok(names) = HeaderValue::try_from(known.join(", "))
        && !names.is_empty()
    {
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, names);
    }
    response
}

/// Lets a page read a response.
pub(super) fn allow(headers: &mut HeaderMap) {
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(method: &'static str, headers: &'static str) -> Option<(String, String)> {
        let mut asked = HeaderMap::new();
        asked.insert(ORIGIN, HeaderValue::from_static("http://localhost"));
        asked.insert(ACCESS_CONTROL_REQUEST_METHOD, HeaderValue::from_static(method));
        asked.insert(ACCESS_CONTROL_REQUEST_HEADERS, HeaderValue::from_static(headers));
        let response = preflight(&asked);
        let text = |name| response.headers().get(name).map_or("", |value: &HeaderValue| value.to_str().unwrap());
        let origin = response.headers().get(ACCESS_CONTROL_ALLOW_ORIGIN)?;
        assert_eq!(origin, "*");
        Some((text(ACCESS_CONTROL_ALLOW_METHODS).to_owned(), text(ACCESS_CONTROL_ALLOW_HEADERS).to_owned()))
    }

    #[test]
    fn methods_and_headers_of_the_registry_are_allowed() {
        assert_eq!(allowed("PUT", ""), Some(("PUT".to_owned(), String::new())));
        assert_eq!(
            allowed("GET", "x-domain-name,accept"),
            Some(("GET".to_owned(), "X-Domain-Name, Accept".to_owned()))
        );
        assert_eq!(allowed("PATCH", ""), None);
        assert_eq!(allowed("GET", "x-other"), None);
        assert!(preflight(&HeaderMap::new()).headers().is_empty());
    }
}
