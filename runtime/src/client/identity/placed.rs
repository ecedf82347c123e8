//! Credentials in requests: values of headers, the query, and cookies.

use http::header::COOKIE;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, Uri};

use crate::client::body::Body;
use crate::client::error::credentials::CredentialsError;
use crate::url::push_encoded;
use crate::value::Secret;

/// Returns a token as the value of a header, which no log shows.
pub(super) fn header_value(token: &str) -> Result<HeaderValue, CredentialsError> {
    let mut value = HeaderValue::from_str(token)
        .map_err(|_| CredentialsError::new("the token contains characters that are not allowed in a header"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Returns a token that a service issued, unless no request can carry it.
pub(crate) fn issued(token: String) -> Result<Secret, &'static str> {
    let token = Secret::from(token);
    match token.expose() {
        "" => Err("is empty"),
        text if HeaderValue::from_str(text).is_ok() => Ok(token),
        _ => Err("contains characters that no header can carry"),
    }
}

/// Appends a token to the query of a request.
pub(super) fn in_query(request: &mut http::Request<Body>, name: &str, token: &Secret) -> Result<(), CredentialsError> {
    let mut parts = request.uri().clone().into_parts();
    let before = parts.path_and_query.as_ref().map_or("/", PathAndQuery::as_str);
    let mut target = String::with_capacity(before.len() + name.len() + 3 * token.expose().len() + 2);
    target.push_str(before);
    target.push(if before.contains('?') { '&' } else { '?' });
    push_encoded(&mut target, name);
    target.push('=');
    push_encoded(&mut target, token.expose());
    // The reasons would repeat the token.
    let unusable = || CredentialsError::new("the token does not fit into the URL");
    parts.path_and_query = Some(PathAndQuery::try_from(target).map_err(|_| unusable())?);
    *request.uri_mut() = Uri::from_parts(parts).map_err(|_| unusable())?;
    Ok(())
}

/// Appends a token to the cookies of a request.
pub(super) fn in_cookie(request: &mut http::Request<Body>, name: &str, token: &Secret) -> Result<(), CredentialsError> {
    let is_allowed = |c: char| c.is_ascii_graphic() && !['"', ',', ';', '\\'].contains(&c);
    if !token.expose().chars().all(is_allowed) {
        return Err(CredentialsError::new("the token contains characters that are not allowed in a cookie"));
    }
    let pair = format!("{name}={}", token.expose());
    let before = request.headers().get(COOKIE).and_then(|value| value.to_str().ok());
    let cookies = Secret::from(before.map_or_else(|| pair.clone(), |before| format!("{before}; {pair}")));
    request.headers_mut().insert(COOKIE, header_value(cookies.expose())?);
    Ok(())
}

/// Returns a cookie of a request.
pub(super) fn cookie<'a>(name: &str, headers: &'a HeaderMap) -> Option<&'a str> {
    let values = headers.get_all(COOKIE).iter().filter_map(|value: &HeaderValue| value.to_str().ok());
    let mut pairs = values.flat_map(|value| value.split(';')).map(str::trim);
    pairs.find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}
