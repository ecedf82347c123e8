//! Recorded calls.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, Request, Uri};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::client::body::Body;
use crate::client::call::SecretNames;
use crate::client::response::header_text;
use crate::meta::{AuthMeta, AuthScheme, OperationMeta, Segment, SlashEncoding, split};
use crate::text::{OneLine, SHORT};

/// Recorded request, split into its parameters.
///
/// `Debug` and `Display` show `***` for secrets in path, query and headers, and only the size of a body. The
/// accessors return the actual values.
#[derive(Clone)]
pub struct RecordedCall {
    meta: &'static OperationMeta,
    uri: Uri,
    path: Vec<(&'static str, String)>,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    body: Option<Bytes>,
    secrets: Vec<&'static str>,
}

impl RecordedCall {
    /// Records a request.
    ///
    /// # Errors
    /// Returns an error if the body cannot be read.
    pub(super) async fn new(meta: &'static OperationMeta, request: Request<Body>) -> std::io::Result<Self> {
        let (parts, body) = request.into_parts();
        let body = if body.is_absent() { None } else { Some(body.collect().await?) };
        let secrets = parts.extensions.get::<SecretNames>().map(|names| names.0.clone()).unwrap_or_default();
        let query = parts.uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
        let query = query.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        Ok(Self {
            meta,
            path: path(meta, parts.uri.path()),
            query: query.map(|(name, value)| (decoded(name), decoded(value))).collect(),
            uri: parts.uri,
            headers: parts.headers,
            body,
            secrets,
        })
    }

    /// Returns the operation.
    #[must_use]
    pub fn operation(&self) -> &'static OperationMeta {
        self.meta
    }

    /// Returns the whole URL, encoded, including secrets.
    #[must_use]
    pub fn url(&self) -> &Uri {
        &self.uri
    }

    /// Returns a decoded path parameter.
    #[must_use]
    pub fn path(&self, name: &str) -> Option<&str> {
        self.path.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// Returns a decoded query parameter; the first of several values.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query_all(name).first().copied()
    }

    /// Returns all values of a query parameter, decoded.
    #[must_use]
    pub fn query_all(&self, name: &str) -> Vec<&str> {
        self.query.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
    }

    /// Returns a header, if it is a string.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        header_text(self.headers.get(name)?)
    }

    /// Returns all headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the body; `None` if there was none.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.body.as_deref()
    }

    /// Returns the body as JSON; `None` if there was none or it is not JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        crate::decode::json(self.body()?).ok()
    }

    /// Replaces secrets in path and query parameters by `***`.
    fn shown<'a>(&'a self, pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<(&'a str, &'a str)> {
        pairs
            .map(|(name, value)| {
                (name, if self.secrets.contains(&name) || self.meta.is_query_credential(name) { "***" } else { value })
            })
            .collect()
    }

    fn parameters(&self) -> [Vec<(&str, &str)>; 2] {
        let path = self.path.iter().map(|(name, value)| (*name, value.as_str()));
        let query = self.query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        [self.shown(path), self.shown(query)]
    }
}

/// Extracts the path parameters. The path may start with that of the endpoint.
fn path(meta: &'static OperationMeta, path: &str) -> Vec<(&'static str, String)> {
    let pieces: Vec<_> = path.split('/').collect();
    let own = pieces.get(pieces.len().saturating_sub(meta.segments.len())..).unwrap_or_default();
    let pairs = meta.segments.iter().zip(own);
    let mut parameters = Vec::new();
    for (segment, piece) in pairs {
        if let Some((name, (_, slash, _))) = segment.parameter().zip(segment.around()) {
            parameters.push((name, value(segment.value(piece).unwrap_or_default(), slash)));
        } else if let Segment::Several { before, values } = *segment {
            let pieces = split(before, values, piece).unwrap_or_default();
            parameters.extend(values.iter().zip(pieces).map(|(known, piece)| (known.name, value(piece, known.slash))));
        }
    }
    parameters
}

fn value(piece: &str, slash: SlashEncoding) -> String {
    let value = decoded(piece);
    if slash == SlashEncoding::Colon { value.replace(':', "/") } else { value }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Prints a summary: `v1.get_thing (GET /things/{thing_id}, thing_id=7)`.
impl fmt::Display for RecordedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} {}", self.meta.id, self.meta.method, self.meta.path)?;
        for (name, value) in self.parameters().into_iter().flatten() {
            write!(f, ", {}={}", OneLine(name, SHORT), OneLine(value, SHORT))?;
        }
        f.write_str(")")
    }
}

impl fmt::Debug for RecordedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [path, query] = self.parameters();
        // Credentials may not have marked the headers that they added.
        let proves = |header: &str| {
            let of = |auth: &AuthMeta| matches!(auth.scheme, AuthScheme::Header { name } if name.eq_ignore_ascii_case(header));
            ["authorization", "cookie"].contains(&header) || self.meta.schemes().any(of)
        };
        let header = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
            let secret = value.is_sensitive() || proves(name.as_str());
            let value = if secret { "***".into() } else { String::from_utf8_lossy(value.as_bytes()).into_owned() };
            (name.as_str().to_owned(), value)
        };
        let body = match &self.body {
            Some(body) => format!("{} bytes", body.len()),
            None => "absent".to_owned(),
        };
        f.debug_struct("RecordedCall")
            .field("operation", &self.meta.id)
            .field("path", &path)
            .field("query", &query)
            .field("headers", &self.headers.iter().map(header).collect::<Vec<_>>())
            .field("body", &format_args!("{body}"))
            .finish()
    }
}
