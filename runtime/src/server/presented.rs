//! Credentials that a request presents.

use std::borrow::Cow;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::HeaderMap;
use http::header::{AUTHORIZATION, COOKIE};
use http::request::Parts;
use percent_encoding::percent_decode_str;

use crate::meta::{AuthMeta, AuthScheme, OperationMeta};

impl OperationMeta {
    /// Returns the authentication scheme of a request: the first accepted one for which it presents a credential.
    /// Without any, the one that needs none, or else the preferred one.
    #[must_use]
    pub fn presented_auth(&self, parts: &Parts) -> &'static AuthMeta {
        if self.other_auth.is_empty() {
            return self.auth;
        }
        let used = self.schemes().find(|auth| credential(auth.scheme, parts).is_some());
        used.or_else(|| self.schemes().find(|auth| auth.scheme == AuthScheme::None)).unwrap_or(self.auth)
    }
}

/// Returns the credential of a request for a scheme: a token, or the name and password of an account with a colon
/// between them.
pub(super) fn credential(scheme: AuthScheme, parts: &Parts) -> Option<Cow<'_, [u8]>> {
    let found = match scheme {
        AuthScheme::None => None,
        AuthScheme::Header { name } => parts.headers.get(name).map(|value| Cow::from(value.as_bytes())),
        AuthScheme::Bearer => authorization(&parts.headers, b"bearer ").map(Cow::from),
        AuthScheme::Basic => {
            let account = authorization(&parts.headers, b"basic ")?;
            BASE64_STANDARD.decode(account).ok().map(Cow::from)
        }
        AuthScheme::Query { name } => query(name, parts.uri.query().unwrap_or_default()),
        AuthScheme::Cookie { name } => cookie(name, &parts.headers).map(Cow::from),
    };
    found.filter(|credential| !credential.trim_ascii().is_empty())
}

/// Returns where the credential of a scheme is expected.
pub(crate) fn place(scheme: AuthScheme) -> String {
    match scheme {
        AuthScheme::None => "nothing".to_owned(),
        AuthScheme::Header { name } => format!("the header {name}"),
        AuthScheme::Bearer => "a bearer token in the header Authorization".to_owned(),
        AuthScheme::Basic => "the name and password of an account in the header Authorization".to_owned(),
        AuthScheme::Query { name } => format!("the query parameter {name}"),
        AuthScheme::Cookie { name } => format!("the cookie {name}"),
    }
}

/// Returns true if a request presents a credential for a scheme.
#[cfg(feature = "mock")]
pub(crate) fn is_presented(scheme: AuthScheme, parts: &Parts) -> bool {
    credential(scheme, parts).is_some()
}

/// Returns what follows the name of a scheme, in any letter case.
fn authorization<'a>(headers: &'a HeaderMap, scheme: &[u8]) -> Option<&'a [u8]> {
    let (name, token) = headers.get(AUTHORIZATION)?.as_bytes().split_at_checked(scheme.len())?;
    name.eq_ignore_ascii_case(scheme).then(|| token.trim_ascii())
}

fn query<'a>(wanted: &str, query: &'a str) -> Option<Cow<'a, [u8]>> {
    let decoded = |text: &'a str| match text.contains('+') {
        true => Cow::from(percent_decode_str(&text.replace('+', " ")).collect::<Vec<u8>>()),
        false => percent_decode_str(text).into(),
    };
    let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.filter(|(name, _)| *decoded(name) == *wanted.as_bytes()).map(|(_, value)| decoded(value)).next()
}

/// Returns the value of a cookie.
pub(super) fn cookie<'a>(wanted: &str, headers: &'a HeaderMap) -> Option<&'a [u8]> {
    let pairs = headers.get_all(COOKIE).iter().flat_map(|value| value.as_bytes().split(|byte| *byte == b';'));
    pairs.map(<[u8]>::trim_ascii).find_map(|pair| pair.strip_prefix(wanted.as_bytes())?.strip_prefix(b"="))
}

#[cfg(test)]
mod tests {
    use super::*;

    static BEARER: AuthMeta = AuthMeta { id: "bearer", scheme: AuthScheme::Bearer };
    static KEY: AuthMeta = AuthMeta { id: "key", scheme: AuthScheme::Query { name: "key" } };
    static OPEN: AuthMeta = AuthMeta { id: "open", scheme: AuthScheme::None };
    static EITHER: OperationMeta = OperationMeta { auth: &BEARER, other_auth: &[&KEY], ..OperationMeta::BASE };
    static OPTIONAL: OperationMeta = OperationMeta { auth: &BEARER, other_auth: &[&KEY, &OPEN], ..OperationMeta::BASE };

    fn used(meta: &OperationMeta, uri: &str, authorization: &str) -> &'static str {
        let request = http::Request::builder().uri(uri).header(AUTHORIZATION, authorization).body(()).unwrap();
        meta.presented_auth(&request.into_parts().0).id
    }

    #[test]
    fn a_request_uses_the_scheme_for_which_it_presents_a_credential() {
        assert_eq!(used(&EITHER, "/?key=1", ""), "key");
        assert_eq!(used(&EITHER, "/?key=1", "Bearer 1"), "bearer", "the preferred one");
        assert_eq!(used(&EITHER, "/?key=", "Basic 1"), "bearer", "nothing fits");
        assert_eq!(used(&OPTIONAL, "/?key=", "Bearer "), "open");
        assert_eq!(used(&OPTIONAL, "/?k%65y=a", ""), "key");
    }
}
