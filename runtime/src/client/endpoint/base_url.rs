//! Base URLs.

use std::fmt;
use std::net::IpAddr;

use http::Uri;

use crate::host::is_host_and_port;
use crate::url::is_unstable;

/// Validated part of a URL before the path of an operation: scheme, host, port and an optional path prefix.
/// Has no trailing slash and no user name.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct BaseUrl {
    text: String,
    /// Whether it is plain http to another machine, which exposes the credentials.
    exposed: bool,
}

impl BaseUrl {
    /// Parses a configured URL. The scheme defaults to `https`.
    ///
    /// # Errors
    /// Returns a clause that continues "the endpoint …".
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        // Checked first and never shown: the part before the `@` is a password.
        if text.contains('@') {
            return Err("must not contain a user name or password".to_owned());
        }
        if text.is_empty() {
            return Err("must not be empty".to_owned());
        }
        let absolute = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        // The query is not shown either: presigned links contain a token.
        let shown = text.split(['?', '#']).next().unwrap_or_default();
        let text = if shown.len() == text.len() { shown.to_owned() } else { format!("{shown}…") };
        let uri: Uri = absolute.parse().map_err(|error| format!("{text:?} is not a URL: {error}"))?;
        let scheme = match uri.scheme_str().map(str::to_ascii_lowercase).as_deref() {
            Some("http") => "http",
            Some("https") => "https",
            _ => return Err(format!("{text:?} is neither http nor https")),
        };
        let authority = uri
            .authority()
            .filter(|authority| !authority.host().is_empty())
            .ok_or_else(|| format!("{text:?} has no host"))?;
        if !is_host_and_port(authority) {
            return Err(format!("{text:?} has an invalid host or port"));
        }
        if uri.query().is_some() || absolute.contains('#') {
            return Err(format!("{text:?} must end with the path"));
        }
        if is_unstable(uri.path()) {
            return Err(format!("{text:?} must not contain `.` or `..` between slashes, or a backslash"));
        }
        let prefix = uri.path().trim_end_matches('/');
        Ok(Self {
            text: format!("{scheme}://{authority}{prefix}"),
            exposed: scheme == "http" && !is_loopback(authority.host()),
        })
    }

    /// Returns the URL as a string, ready for the path of an operation.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Rejects plain http over a network unless it is allowed.
    pub(crate) fn check_exposure(&self, allow_plain_http: bool) -> Result<(), String> {
        if self.exposed && !allow_plain_http {
            return Err(format!(
                "{:?} would send credentials unencrypted: use https, or allow it with \
                 `allow_plain_http(true)`",
                self.text
            ));
        }
        Ok(())
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || address.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_completed_and_trimmed() {
        for (given, expected) in [
            ("api.example.com", "https://api.example.com"),
            (" https://api.example.com/ ", "https://api.example.com"),
            ("HTTPS://api.example.com/a/b/", "https://api.example.com/a/b"),
            ("127.0.0.1:8080", "https://127.0.0.1:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ] {
            assert_eq!(BaseUrl::parse(given).unwrap().as_str(), expected);
        }
    }

    #[test]
    fn unusable_addresses_say_why() {
        for (given, reason) in [
            ("ftp://a", "\"ftp://a\" is neither http nor https"),
            (
                "https://a/b/%2E./c",
                "\"https://a/b/%2E./c\" must not contain `.` or `..` between slashes, or a backslash",
            ),
            ("https://a?token=hunter2", "\"https://a…\" must end with the path"),
            ("https://a/#hunter2", "\"https://a/…\" must end with the path"),
            ("ftp://a?hunter2", "\"ftp://a…\" is neither http nor https"),
            ("https://a b?hunter2", "\"https://a b…\" is not a URL: invalid uri character"),
            ("?hunter2", "\"…\" is not a URL: invalid format"),
            ("javascript:alert(1)", "\"javascript:alert(1)\" has an invalid host or port"),
            ("mailto:root", "\"mailto:root\" has an invalid host or port"),
            ("https://a:", "\"https://a:\" has an invalid host or port"),
            ("https://a:99999", "\"https://a:99999\" has an invalid host or port"),
            ("https://a(b)", "\"https://a(b)\" has an invalid host or port"),
            ("https://[1]", "\"https://[1]\" has an invalid host or port"),
            ("https://me:hunter2@a", "must not contain a user name or password"),
            (" ", "must not be empty"),
        ] {
            assert_eq!(BaseUrl::parse(given).unwrap_err(), reason);
        }
    }

    #[test]
    fn plain_http_stays_on_this_machine() {
        for safe in ["https://api.example.com", "http://localhost:1", "http://127.8.0.1", "http://[::1]"] {
            let url = BaseUrl::parse(safe).unwrap();
            assert_eq!(url.check_exposure(false), Ok(()), "{safe}");
        }
        for exposed in ["http://api.example.com", "http://localhost.example.com"] {
            let url = BaseUrl::parse(exposed).unwrap();
            assert!(url.check_exposure(false).is_err(), "{exposed}");
            assert_eq!(url.check_exposure(true), Ok(()));
        }
    }
}
