//! Request signing.

use std::fmt;
use std::time::SystemTime;

use hmac::Mac as _;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Uri};
use zeroize::Zeroize as _;

use super::access_key::AccessKey;
use super::canonical::canonical_query_of;
use super::digest::{derived_key, hex, is_hash, is_hash_of, keyed, sha256_hex};
use super::error::SignError;
use super::{BODY_LIMIT, canonical};
use crate::huaweicloud::date;
use crate::url::is_unstable;

pub(super) const PLAIN: &str = "SDK-HMAC-SHA256";
pub(super) const DERIVED: &str = "V11-HMAC-SHA256";
pub(super) const DATE: HeaderName = HeaderName::from_static("x-sdk-date");
const SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-security-token");
pub(super) const CONTENT_HASH: HeaderName = HeaderName::from_static("x-sdk-content-sha256");
/// Replaces the hash of an unsigned body.
pub(super) const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

/// Request without its headers.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// Method, case-insensitive.
    pub method: &'a str,
    /// Host, with the port unless it is the default. A `Host` header overrides it.
    pub host: &'a str,
    /// Path as it is sent.
    pub path: &'a str,
    /// Query as it is sent, in canonical form: see [`canonical_query`](super::canonical_query).
    pub query: &'a str,
    /// Body.
    pub payload: Payload<'a>,
}

/// Body for signing.
#[derive(Clone, Copy)]
pub enum Payload<'a> {
    /// Bytes; empty if there is no body. They are signed if they are JSON.
    Bytes(&'a [u8]),
    /// Streamed body, which is not signed.
    Stream,
}

impl fmt::Debug for Payload<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "Bytes({} bytes)", bytes.len()),
            Self::Stream => f.write_str("Stream"),
        }
    }
}

/// Signer of requests.
///
/// Covers the method, the path, the query, the body if it is JSON, and the headers `host`, `content-type` and
/// `x-…`: proxies rewrite the others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signer {
    scope: Option<SignatureScope>,
    all_headers: bool,
    time: Option<SystemTime>,
}

/// Region and service that a signature of the derived algorithm is valid for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureScope {
    /// Id of the region.
    pub region: String,
    /// Name of the service.
    pub service: String,
}

impl Signer {
    /// Creates a signer for the algorithm `SDK-HMAC-SHA256`.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates a signer for the algorithm `V11-HMAC-SHA256`, whose signatures are valid for one service in
    /// one region.
    #[must_use]
    pub fn derived(scope: SignatureScope) -> Self {
        Self { scope: Some(scope), ..Self::default() }
    }

    /// Sets the time of the signatures. Defaults to the time of the system at each signature.
    #[must_use]
    pub fn at(mut self, time: SystemTime) -> Self {
        self.time = Some(time);
        self
    }

    /// Signs all headers, except those with an underscore in their names. The server must receive each of
    /// them unchanged.
    #[must_use]
    pub fn all_headers(mut self) -> Self {
        self.all_headers = true;
        self
    }

    /// Signs a request.
    ///
    /// Sets the headers of [`sign`](Self::sign) and puts the query into canonical order.
    ///
    /// # Errors
    /// Returns an error if the request cannot be signed. Some headers may be set by then.
    pub fn sign_request<B>(
        &self,
        key: &AccessKey,
        request: &mut Request<B>,
        payload: Payload<'_>,
    ) -> Result<Signature, SignError> {
        let host = match request.headers().get(HOST) {
            Some(host) => host.to_str().map_err(|_| SignError::InvalidHeader("Host"))?.to_owned(),
            None => host_of(request.uri()).ok_or(SignError::MissingHost)?,
        };
        let path = request.uri().path().to_owned();
        if is_unstable(&path) {
            return Err(SignError::UnstablePath);
        }
        let query = match request.uri().query() {
            None => String::new(),
            Some(raw) => {
                let query = canonical_query_of(raw);
                if query != raw {
                    *request.uri_mut() = with_query(request.uri(), &query)?;
                }
                query
            }
        };
        let method = request.method().clone();
        let target = Target { method: method.as_str(), host: &host, path: &path, query: &query, payload };
        self.sign(key, &target, request.headers_mut())
    }

    /// Signs a request that is given in parts.
    ///
    /// Sets the headers `X-Sdk-Date` and `Authorization`, and `X-Security-Token` for a temporary key. If
    /// missing, also sets `Host`, and `X-Sdk-Content-Sha256` for a body other than JSON. If that header is
    /// set, it must be the hash of the body or `UNSIGNED-PAYLOAD`; the hash for a [`Payload::Stream`] is not
    /// checked.
    ///
    /// # Errors
    /// Returns an error if the request cannot be signed. Some headers may be set by then.
    pub fn sign(&self, key: &AccessKey, target: &Target<'_>, headers: &mut HeaderMap) -> Result<Signature, SignError> {
        let payload = target.payload;
        let time = self.time.unwrap_or_else(SystemTime::now);
        if let Payload::Bytes(body) = payload
            && body.len() > BODY_LIMIT
        {
            return Err(SignError::BodyTooLarge { bytes: body.len() });
        }
        let date = date::basic(time).ok_or(SignError::InvalidTime)?;
        if !is_signed_content(headers, payload) {
            headers.entry(CONTENT_HASH).or_insert(HeaderValue::from_static(UNSIGNED));
        }
        let hash = hash_to_sign(headers, payload)?;

        headers.remove(AUTHORIZATION);
        if let Some(token) = key.security_token() {
            let mut value =
                HeaderValue::from_str(token.expose()).map_err(|_| SignError::InvalidHeader("X-Security-Token"))?;
            value.set_sensitive(true);
            headers.insert(SECURITY_TOKEN, value);
        }
        headers.insert(DATE, HeaderValue::from_str(&date).map_err(|_| SignError::InvalidTime)?);
        if !headers.contains_key(HOST) {
            headers.insert(HOST, HeaderValue::from_str(target.host).map_err(|_| SignError::InvalidHeader("Host"))?);
        }

        let mut names: Vec<HeaderName> = headers.keys().filter(|name| self.covers(name)).cloned().collect();
        names.sort_unstable_by(|name, other| name.as_str().cmp(other.as_str()));
        let text = Text::new(target, headers, &names, &hash, &date, self.info(&date));
        let signature = text.mac(key)?;
        let signature = hex(&signature.finalize().into_bytes());

        let (algorithm, names) = (text.algorithm(), canonical::joined(&names));
        let access = self.access(key, text.info.as_deref()).ok_or(SignError::InvalidHeader("Authorization"))?;
        let authorization = format!("{algorithm} {access}, SignedHeaders={names}, Signature={signature}");
        let mut value = HeaderValue::from_str(&authorization).map_err(|_| SignError::InvalidHeader("Authorization"))?;
        value.set_sensitive(true);
        headers.insert(AUTHORIZATION, value);
        Ok(Signature { text, authorization, signature })
    }

    /// Returns true if the signature covers a header.
    fn covers(&self, name: &HeaderName) -> bool {
        let text = name.as_str();
        let usual = *name == HOST || *name == CONTENT_TYPE || text.starts_with("x-");
        (self.all_headers || usual) && !text.contains('_')
    }

    /// Returns the part of the `Authorization` header that names the key; `None` if a server would read another
    /// key or scope from it.
    fn access(&self, key: &AccessKey, info: Option<&str>) -> Option<String> {
        let fits = |part: &str, separators: &[char]| {
            part.bytes().all(|byte| byte.is_ascii_graphic()) && !part.contains(separators)
        };
        let scope = self.scope.iter().flat_map(|scope| [scope.region.as_str(), scope.service.as_str()]);
        match info {
            Some(info) if scope.chain([key.id()]).all(|part| fits(part, &[',', '/'])) => {
                Some(format!("Credential={}/{info}", key.id()))
            }
            None if fits(key.id(), &[',']) => Some(format!("Access={}", key.id())),
            _ => None,
        }
    }

    /// Returns the additional content that the derived algorithm signs.
    fn info(&self, date: &str) -> Option<String> {
        let scope = self.scope.as_ref()?;
        let day = date.get(..8).unwrap_or(date);
        Some(format!("{day}/{}/{}", scope.region, scope.service))
    }
}

/// Signature with its intermediate results, for comparison with those of the other side. `Debug` shows only
/// the signature itself.
#[derive(Clone)]
pub struct Signature {
    text: Text,
    authorization: String,
    signature: String,
}

impl Signature {
    /// Returns the canonical request, which contains the security token of a temporary key.
    #[must_use]
    pub fn canonical_request(&self) -> &[u8] {
        &self.text.canonical
    }

    /// Returns the string to sign.
    #[must_use]
    pub fn string_to_sign(&self) -> &str {
        &self.text.to_sign
    }

    /// Returns the value of the `Authorization` header.
    #[must_use]
    pub fn authorization(&self) -> &str {
        &self.authorization
    }

    /// Returns the signature itself, in hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.signature
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Signature").field(&self.signature).finish()
    }
}

/// Signed content, on either side.
#[derive(Clone)]
pub(super) struct Text {
    canonical: Vec<u8>,
    to_sign: String,
    /// Of the derived algorithm: date, region and service.
    info: Option<String>,
}

impl Text {
    pub(super) fn new(
        target: &Target<'_>,
        headers: &HeaderMap,
        names: &[HeaderName],
        hash: &str,
        date: &str,
        info: Option<String>,
    ) -> Self {
        let canonical = canonical::request(target.method, target.path, target.query, headers, names, hash);
        let hash = sha256_hex(&canonical);
        let to_sign = match &info {
            Some(info) => format!("{DERIVED}\n{date}\n{info}\n{hash}"),
            None => format!("{PLAIN}\n{date}\n{hash}"),
        };
        Self { canonical, to_sign, info }
    }

    fn algorithm(&self) -> &'static str {
        if self.info.is_some() { DERIVED } else { PLAIN }
    }

    /// Returns the keyed hash of the content.
    pub(super) fn mac(&self, key: &AccessKey) -> Result<hmac::Hmac<sha2::Sha256>, SignError> {
        let mut mac = match &self.info {
            Some(info) => keyed(derived_key(key, info)?.as_bytes())?,
            None => keyed(key.secret().expose().as_bytes())?,
        };
        mac.update(self.to_sign.as_bytes());
        Ok(mac)
    }
}

impl Drop for Text {
    fn drop(&mut self) {
        // It contains the security token.
        self.canonical.zeroize();
    }
}

/// Returns the hash of the body to sign.
fn hash_to_sign(headers: &HeaderMap, payload: Payload<'_>) -> Result<String, SignError> {
    let mut given = headers.get_all(CONTENT_HASH).iter();
    let given = match (given.next(), given.next()) {
        (given, None) => given.map(|given| given.to_str().map_err(|_| SignError::ContentHashMismatch)).transpose()?,
        (_, Some(_)) => return Err(SignError::ContentHashMismatch),
    };
    match (payload, given.map(str::trim)) {
        (Payload::Bytes(body), None) => Ok(sha256_hex(body)),
        (Payload::Bytes(body), Some(given)) if given == UNSIGNED || is_hash_of(given, body) => {
            Ok(if body.is_empty() { sha256_hex(body) } else { given.to_owned() })
        }
        (Payload::Stream, Some(given)) if given == UNSIGNED || is_hash(given) => Ok(given.to_owned()),
        (Payload::Stream, None) => Ok(UNSIGNED.to_owned()),
        (_, Some(_)) => Err(SignError::ContentHashMismatch),
    }
}

/// Returns true if the body is signed: JSON, or no body.
fn is_signed_content(headers: &HeaderMap, payload: Payload<'_>) -> bool {
    if matches!(payload, Payload::Stream) {
        return false;
    }
    let Some(kind) = headers.get(CONTENT_TYPE) else { return true };
    let kind = kind.as_bytes();
    let starts = |text: &[u8]| kind.get(..text.len()).is_some_and(|head| head.eq_ignore_ascii_case(text));
    starts(b"application/json") || starts(b"application/bson")
}

/// Returns the host as clients send it, without a default port.
fn host_of(uri: &Uri) -> Option<String> {
    let authority = uri.authority()?;
    let host = authority.host();
    let usual = match uri.scheme_str() {
        Some("http") => Some(80),
        Some("https") => Some(443),
        _ => None,
    };
    Some(match authority.port_u16() {
        Some(port) if Some(port) != usual => format!("{host}:{port}"),
        _ => host.to_owned(),
    })
}

fn with_query(uri: &Uri, query: &str) -> Result<Uri, SignError> {
    let mut parts = uri.clone().into_parts();
    let path = uri.path();
    let target = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
    // Neither fails: the path comes from a URL, and the query has only unreserved characters.
    parts.path_and_query = Some(target.try_into().map_err(|_| SignError::UnstablePath)?);
    Uri::from_parts(parts).map_err(|_| SignError::UnstablePath)
}
