//! Authentication of requests that are signed with access keys.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use bytes::Bytes;
use http::header::{AUTHORIZATION, HOST};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue};
use tracing::debug;

use crate::future::BoxFuture;
use crate::huaweicloud::signing::{
    AccessKey, Authorization, CLOCK_TOLERANCE, Payload, ReceivedRequest, SignatureScope, Target, VerifyError,
    canonical_query_of,
};
use crate::meta::OperationMeta;
use crate::server::authenticator::Authenticator;
use crate::server::authenticator::{same, unauthorized};
use crate::server::context::Caller;
use crate::server::invalid_credential::InvalidCredential;
use crate::server::service_error::ServiceError;
use crate::server::{form, observe};

const SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-security-token");

/// Authenticates requests that are signed with one of a set of access keys. The caller is named after the
/// key.
///
/// A signature is valid for 15 minutes before and after its date. A debug event of [`tracing`] explains a
/// rejected signature in detail; the caller receives a general message.
///
/// The signature must cover the body. The official SDKs sign JSON but send everything else with
/// `X-Sdk-Content-Sha256: UNSIGNED-PAYLOAD`: [`allow_unsigned_forms`](Self::allow_unsigned_forms) accepts
/// their uploads.
///
/// ```
/// use specwright_runtime::huaweicloud::AccessKeys;
/// use specwright_runtime::huaweicloud::signing::AccessKey;
/// use specwright_runtime::server::{Api, StaticTokens};
///
/// # fn main() -> Result<(), specwright_runtime::server::InvalidCredential> {
/// let keys = AccessKeys::new([AccessKey::new("AKEXAMPLE", "the secret half")])?;
/// let api = Api::new().authenticator(keys.fallback(StaticTokens::new(["a token"])?));
/// # let _ = api;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct AccessKeys {
    keys: Arc<[AccessKey]>,
    clock: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    seen: Option<Arc<Mutex<Seen>>>,
    allow_unsigned_forms: bool,
    scope: Option<SignatureScope>,
    otherwise: Option<Arc<dyn Authenticator>>,
}

impl AccessKeys {
    /// Creates a set of keys. Temporary ones require their security token.
    ///
    /// # Errors
    /// Returns an error if the id or the secret of a key, or the security token of a temporary one, is empty
    /// or invalid.
    pub fn new(keys: impl IntoIterator<Item = AccessKey>) -> Result<Self, InvalidCredential> {
        let keys = keys.into_iter().map(checked).collect::<Result<_, _>>()?;
        let clock = Arc::new(SystemTime::now);
        Ok(Self { keys, clock, seen: None, allow_unsigned_forms: false, scope: None, otherwise: None })
    }

    /// Accepts each signature once, which prevents replays of recorded requests. Signatures have a date in
    /// seconds: the second of two identical requests within a second is rejected too.
    #[must_use]
    pub fn reject_replays(mut self) -> Self {
        self.seen = Some(Arc::default());
        self
    }

    /// Accepts forms (`multipart/form-data`) whose body is not signed, as the official SDKs and this crate's
    /// client send them. An attacker on the connection can replace such a body, so the connection must be
    /// trusted. JSON must be signed in any case.
    #[must_use]
    pub fn allow_unsigned_forms(mut self) -> Self {
        self.allow_unsigned_forms = true;
        self
    }

    /// Restricts `V11-HMAC-SHA256` signatures to a region and service. By default, all are accepted.
    /// `SDK-HMAC-SHA256` signatures name neither.
    #[must_use]
    pub fn scope(mut self, scope: SignatureScope) -> Self {
        self.scope = Some(scope);
        self
    }

    /// Sets the clock. Defaults to that of the system.
    #[must_use]
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Sets the authenticator of requests without a signature. By default, they are rejected.
    #[must_use]
    pub fn fallback(mut self, authenticator: impl Authenticator + 'static) -> Self {
        self.otherwise = Some(Arc::new(authenticator));
        self
    }

    fn check(
        &self,
        meta: &OperationMeta,
        authorization: &Authorization<'_>,
        parts: &Parts,
        body: &Bytes,
    ) -> Result<Caller, ServiceError> {
        let reject = |message: &str| unauthorized(meta.auth.scheme, message.to_owned());
        let id = authorization.access_key();
        let Some(key) = self.keys.iter().find(|key| key.id() == id) else {
            debug!(target: observe::TARGET, operation = meta.id, "the request is signed with a key that is not known");
            return Err(reject("the access key is unknown"));
        };
        if let Some(token) = key.security_token() {
            let sent = parts.headers.get(&SECURITY_TOKEN).map(HeaderValue::as_bytes);
            if !sent.is_some_and(|sent| same(sent, token.expose().as_bytes())) {
                return Err(reject("the access key is temporary, and its security token is missing or wrong"));
            }
        }
        if let (Some(ours), Some(scope)) = (&self.scope, authorization.scope())
            && scope != (&ours.region, &ours.service)
        {
            return Err(reject("the signature is for another region or service"));
        }
        let now = (self.clock)();
        let arrived = Arrived::new(parts, body);
        match arrived.verify(authorization, key, now) {
            Ok(()) => {}
            Err(VerifyError::UnsignedBody) if self.allow_unsigned_forms && form::is_form(&parts.headers) => {}
            Err(error) => {
                if error == VerifyError::SignatureMismatch {
                    arrived.explain(meta, authorization, key, now);
                }
                return Err(reject(&error.to_string()));
            }
        }
        // Compares bytes, since a signature and its header can be written in many ways.
        let again = authorization.signature_bytes().zip(self.seen.as_ref()).is_some_and(|(signature, seen)| {
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            !seen.insert(signature, now)
        });
        if again {
            return Err(reject("the signature was used before"));
        }
        Ok(Caller::new(id))
    }
}

impl Authenticator for AccessKeys {
    fn authenticate<'a>(
        &'a self,
        meta: &'static OperationMeta,
        parts: &'a Parts,
        body: &'a Bytes,
    ) -> BoxFuture<'a, Result<Caller, ServiceError>> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|header| header.to_str().ok());
        let outcome = match (header.and_then(Authorization::parse), &self.otherwise) {
            (Some(authorization), _) => self.check(meta, &authorization, parts, body),
            (None, Some(otherwise)) => return otherwise.authenticate(meta, parts, body),
            (None, None) => {
                let message = "the request is not signed: `Authorization` holds no signature with an access key";
                Err(unauthorized(meta.auth.scheme, message.to_owned()))
            }
        };
        Box::pin(std::future::ready(outcome))
    }
}

impl fmt::Debug for AccessKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<_> = self.keys.iter().map(AccessKey::id).collect();
        f.debug_struct("AccessKeys")
            .field("keys", &ids)
            .field("reject_replays", &self.seen.is_some())
            .field("allow_unsigned_forms", &self.allow_unsigned_forms)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

fn checked(key: AccessKey) -> Result<AccessKey, InvalidCredential> {
    let id = key.id();
    InvalidCredential::check_sent("the id of an access key", id)?;
    InvalidCredential::check(format!("the secret of the access key {id:?}"), key.secret().expose())?;
    if let Some(token) = key.security_token() {
        InvalidCredential::check_sent(format!("the security token of the access key {id:?}"), token.expose())?;
    }
    Ok(key)
}

/// Received request, as signatures are computed over it.
struct Arrived<'a> {
    headers: &'a HeaderMap,
    host: &'a str,
    method: &'a str,
    path: &'a str,
    sent_query: &'a str,
    query: String,
    body: &'a Bytes,
}

impl<'a> Arrived<'a> {
    fn new(parts: &'a Parts, body: &'a Bytes) -> Self {
        let sent_query = parts.uri.query().unwrap_or_default();
        Self {
            headers: &parts.headers,
            host: parts.uri.authority().map_or("", |authority| authority.as_str()),
            method: parts.method.as_str(),
            path: parts.uri.path(),
            sent_query,
            query: canonical_query_of(sent_query),
            body,
        }
    }

    fn verify(&self, authorization: &Authorization<'_>, key: &AccessKey, now: SystemTime) -> Result<(), VerifyError> {
        self.fits(authorization, key, now, &self.query, Payload::Bytes(self.body), self.headers)
    }

    fn fits(
        &self,
        authorization: &Authorization<'_>,
        key: &AccessKey,
        now: SystemTime,
        query: &str,
        payload: Payload<'_>,
        headers: &HeaderMap,
    ) -> Result<(), VerifyError> {
        let Self { host, method, path, .. } = *self;
        let target = Target { method, host, path, query, payload };
        authorization.verify(key, &ReceivedRequest { target, headers, time: now })
    }

    /// Tries common errors, and explains which request the signature matches.
    fn explain(&self, meta: &OperationMeta, authorization: &Authorization<'_>, key: &AccessKey, now: SystemTime) {
        let (query, body) = (&*self.query, Payload::Bytes(self.body));
        let mut elsewhere = self.headers.clone();
        elsewhere.remove(HOST);
        let attempts = [
            ("the query was signed in the order in which it was sent", self.sent_query, body, self.headers),
            ("the query was not signed", "", body, self.headers),
            ("an empty body was signed", query, Payload::Bytes(b""), self.headers),
            ("the host was signed as in the request line, not as in `Host`", query, body, &elsewhere),
        ];
        let fitting = attempts
            .into_iter()
            .find(|(_, query, payload, headers)| self.fits(authorization, key, now, query, *payload, headers).is_ok());
        let reason = fitting.map_or(
            "the secret half of the key, the host, the path, the method or a signed header differ",
            |(reason, ..)| reason,
        );
        let signed: Vec<_> = authorization.signed_headers().map(HeaderName::as_str).collect();
        debug!(
            target: observe::TARGET,
            operation = meta.id,
            http.request.method = self.method,
            signed_headers = signed.join(";"),
            reason,
            "the signature does not match the request"
        );
    }
}

/// Accepted signatures, for as long as they are valid.
#[derive(Default)]
struct Seen {
    signatures: HashSet<Vec<u8>>,
    order: VecDeque<(SystemTime, Vec<u8>)>,
}

impl Seen {
    /// Inserts a signature; returns `false` if it is present.
    fn insert(&mut self, signature: Vec<u8>, now: SystemTime) -> bool {
        // A signature with the latest allowed date is valid twice as long.
        let is_over = |time: &SystemTime| now.duration_since(*time).is_ok_and(|age| age > 2 * CLOCK_TOLERANCE);
        while self.order.front().is_some_and(|(time, _)| is_over(time)) {
            if let Some((_, signature)) = self.order.pop_front() {
                self.signatures.remove(&signature);
            }
        }
        let is_new = self.signatures.insert(signature.clone());
        if is_new {
            self.order.push_back((now, signature));
        }
        is_new
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn signatures_are_remembered_as_long_as_they_hold() {
        let (mut seen, noon) = (Seen::default(), SystemTime::UNIX_EPOCH + Duration::from_secs(43_200));
        assert!(seen.insert(vec![1], noon));
        assert!(!seen.insert(vec![1], noon + 2 * CLOCK_TOLERANCE));
        assert!(seen.insert(vec![2], noon + 2 * CLOCK_TOLERANCE + Duration::from_secs(1)));
        assert_eq!((seen.signatures.len(), seen.order.len()), (1, 1), "nothing stays for ever");
    }
}
