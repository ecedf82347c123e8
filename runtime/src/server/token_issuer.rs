//! Tokens that a service itself issues.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::request::Parts;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::Sha256;

use super::authenticator::{same, token, unauthorized};
use super::{Authenticator, BodySchema, Caller, Group, InputSchema, Reply, Request, Routes, Schema, ServiceError};
use crate::future::BoxFuture;
use crate::meta::{AuthScheme, LoginMeta, OperationMeta, Rejection};
use crate::value::Secret;

/// `{"alg":"HS256","typ":"JWT"}`
const HEADER: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
/// Any JSON: what the names of its fields are is known later.
static ACCOUNT: InputSchema =
    InputSchema { parameters: &[], body: Some(BodySchema { required: true, schema: Schema::Any, ..BodySchema::ANY }) };
const LIFETIME: Duration = Duration::from_secs(12 * 60 * 60);

/// Issues bearer tokens for accounts, and takes in whoever sends one. Callers have the name of their
/// account.
///
/// [`routes`](Self::routes) is the operation that issues tokens, and the same issuer is the
/// [`Authenticator`] of the others. A handler of one's own calls [`issue`](Self::issue). Tokens are JSON Web Tokens whose claims are `account` and
/// `exp`, so nothing has to be remembered, and they outlast a restart.
///
/// ```
/// use huaweicloud_runtime::server::{Api, TokenIssuer};
///
/// let issuer = TokenIssuer::new("what signs the tokens").account("root", "the password");
/// let token = issuer.issue("root", "the password").unwrap();
/// let api = Api::new().authenticator(issuer);
/// # let _ = (token, api);
/// ```
#[derive(Clone)]
pub struct TokenIssuer {
    key: Arc<Secret>,
    accounts: Vec<(String, Secret)>,
    lifetime: Duration,
    clock: Arc<dyn Fn() -> SystemTime + Send + Sync>,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    account: String,
    exp: u64,
}

impl TokenIssuer {
    /// An issuer without accounts. Whoever knows the key can make tokens.
    #[must_use]
    pub fn new(key: impl Into<Secret>) -> Self {
        let (accounts, clock) = (Vec::new(), Arc::new(SystemTime::now));
        Self { key: Arc::new(key.into()), accounts, lifetime: LIFETIME, clock }
    }

    /// Adds an account.
    #[must_use]
    pub fn account(mut self, name: impl Into<String>, password: impl Into<Secret>) -> Self {
        self.accounts.push((name.into(), password.into()));
        self
    }

    /// How long tokens are good. 12 hours unless set.
    #[must_use]
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime;
        self
    }

    /// Where the time comes from, instead of the clock of this machine.
    #[must_use]
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// A token for an account.
    ///
    /// # Errors
    /// [`Rejection::Unauthorized`] if there is no such account or the password is another one; which of
    /// the two is not said.
    pub fn issue(&self, name: &str, password: impl Into<Secret>) -> Result<Secret, ServiceError> {
        let password = password.into();
        // All accounts are compared, so that time does not tell which names there are.
        let mut known = false;
        for (account, expected) in &self.accounts {
            let fits = same(expected.expose().as_bytes(), password.expose().as_bytes());
            known |= account == name && fits;
        }
        if !known {
            let message = "there is no such account, or the password is another one";
            return Err(ServiceError::rejection(Rejection::Unauthorized, message));
        }
        let now = (self.clock)().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let claims = Claims { account: name.to_owned(), exp: (now + self.lifetime).as_secs() };
        let claims = serde_json::to_vec(&claims)
            .map_err(|error| ServiceError::rejection(Rejection::Internal, error.to_string()))?;
        let claims = format!("{HEADER}.{}", BASE64_URL_SAFE_NO_PAD.encode(claims));
        let signature = BASE64_URL_SAFE_NO_PAD.encode(self.mac(&claims)?.finalize().into_bytes());
        Ok(Secret::from(format!("{claims}.{signature}")))
    }

    /// The operation that issues tokens: it takes a name and a password, as `login` says, and answers
    /// with the token and nothing else.
    #[must_use]
    pub fn routes(&self, login: &'static LoginMeta) -> Routes {
        let group = Group::new(self.clone());
        let group = group.route(login.operation, &ACCOUNT, move |issuer: Arc<Self>, request: Request| async move {
            let account: Value = request.json()?;
            let text = |name: &str| account.get(name).and_then(Value::as_str);
            let (Some(name), Some(password)) = (text(login.name), text(login.password)) else {
                let message = format!("the body needs `{}` and `{}`, which are texts", login.name, login.password);
                return Err(ServiceError::rejection(Rejection::InvalidRequest, message));
            };
            let token = issuer.issue(name, password)?;
            let pointer = login.token.trim_start_matches('/');
            let names = pointer.rsplit('/').map(|name| name.replace("~1", "/").replace("~0", "~"));
            let token = Value::from(token.expose());
            let answer = names.fold(token, |inner, name| Value::Object([(name, inner)].into_iter().collect()));
            Reply::json(login.operation.success.first().copied().unwrap_or(200), &answer)
        });
        group.finish()
    }

    fn mac(&self, claims: &str) -> Result<Hmac<Sha256>, ServiceError> {
        let mac = Hmac::<Sha256>::new_from_slice(self.key.expose().as_bytes());
        let mut mac = mac.map_err(|error| ServiceError::rejection(Rejection::Internal, error.to_string()))?;
        mac.update(claims.as_bytes());
        Ok(mac)
    }

    fn check(&self, scheme: AuthScheme, parts: &Parts) -> Result<Caller, ServiceError> {
        let refuse = |message: &str| unauthorized(scheme, message.to_owned());
        if scheme == AuthScheme::None {
            return Ok(Caller::new("anonymous"));
        }
        let sent = token(scheme, &parts.headers).ok_or_else(|| refuse("the token is missing"))?;
        let claims = std::str::from_utf8(sent).ok().and_then(|sent| self.claims(sent));
        let claims = claims.ok_or_else(|| refuse("the token is not valid"))?;
        let end = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(claims.exp));
        if end.is_none_or(|end| (self.clock)() >= end) {
            return Err(refuse("the token has ended"));
        }
        Ok(Caller::new(claims.account))
    }

    /// What a token of ours claims.
    fn claims(&self, token: &str) -> Option<Claims> {
        let (claims, signature) = token.rsplit_once('.')?;
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?;
        self.mac(claims).ok()?.verify_slice(&signature).ok()?;
        let claims = claims.strip_prefix(HEADER)?.strip_prefix('.')?;
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
    }
}

impl Authenticator for TokenIssuer {
    fn authenticate<'a>(
        &'a self,
        meta: &'static OperationMeta,
        parts: &'a Parts,
        _body: &'a Bytes,
    ) -> BoxFuture<'a, Result<Caller, ServiceError>> {
        Box::pin(std::future::ready(self.check(meta.auth.scheme, parts)))
    }

    fn reads_body(&self) -> bool {
        false
    }
}

impl fmt::Debug for TokenIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.accounts.iter().map(|(name, _)| name).collect();
        f.debug_struct("TokenIssuer")
            .field("accounts", &names)
            .field("lifetime", &self.lifetime)
            .finish_non_exhaustive()
    }
}
