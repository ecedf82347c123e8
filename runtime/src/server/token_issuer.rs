//! Issuing of tokens.

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

use super::authenticator::Authenticator;
use super::authenticator::{same, unauthorized};
use super::context::Caller;
use super::group::{Group, Routes};
use super::input_schema::{BodySchema, InputSchema};
use super::invalid_credential::InvalidCredential;
use super::presented::credential;
use super::reply::Reply;
use super::request::Request;
use super::schema::Schema;
use super::service_error::ServiceError;
use crate::future::BoxFuture;
use crate::meta::{AuthScheme, LoginMeta, OperationMeta, Rejection};
use crate::value::Secret;

/// `{"alg":"HS256","typ":"JWT"}`
const HEADER: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
/// Any JSON: the field names are known later.
static ACCOUNT: InputSchema =
    InputSchema::new(&[], Some(BodySchema { required: true, schema: Schema::Any, ..BodySchema::ANY }));
const LIFETIME: Duration = Duration::from_secs(12 * 60 * 60);
/// A hundred years: longer lifetimes only produce numbers that readers of tokens may reject.
const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// Issues bearer tokens for accounts and authenticates them. The caller is named after the account.
///
/// [`routes`](Self::routes) serves the login operation, and the same issuer is the [`Authenticator`] of the
/// others. A custom handler calls [`issue`](Self::issue). Tokens are JSON Web Tokens, so the issuer keeps no
/// state and tokens survive a restart. A token is valid until its claim `exp`, as long as the account in its
/// claim `account` exists and has the same password.
///
/// ```
/// use specwright_runtime::server::{Api, TokenIssuer};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let issuer = TokenIssuer::new("what signs the tokens")?.account("root", "the password")?;
/// let token = issuer.issue("root", "the password")?;
/// let api = Api::new().authenticator(issuer);
/// # let _ = (token, api);
/// # Ok(())
/// # }
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
    /// Ties the token to the password that it was issued for.
    pwd: String,
}

impl TokenIssuer {
    /// Creates an issuer without accounts. The key allows its holder to create tokens.
    ///
    /// # Errors
    /// Returns an error if the key is empty.
    pub fn new(key: impl Into<Secret>) -> Result<Self, InvalidCredential> {
        let key = key.into();
        InvalidCredential::check("the key that signs tokens", key.expose())?;
        let (accounts, clock) = (Vec::new(), Arc::new(SystemTime::now));
        Ok(Self { key: Arc::new(key), accounts, lifetime: LIFETIME, clock })
    }

    /// Adds an account.
    ///
    /// # Errors
    /// Returns an error if the name or the password is empty.
    pub fn account(mut self, name: impl Into<String>, password: impl Into<Secret>) -> Result<Self, InvalidCredential> {
        let (name, password) = (name.into(), password.into());
        InvalidCredential::check("the name of an account", &name)?;
        InvalidCredential::check(format!("the password of the account {name:?}"), password.expose())?;
        self.accounts.push((name, password));
        Ok(self)
    }

    /// Sets the lifetime of tokens. Defaults to 12 hours; at most 100 years.
    #[must_use]
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime.min(LONGEST);
        self
    }

    /// Sets the clock. Defaults to that of the system.
    #[must_use]
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Issues a token for an account.
    ///
    /// # Errors
    /// Returns [`Rejection::Unauthorized`] if the account does not exist or the password is wrong; the error
    /// does not say which.
    pub fn issue(&self, name: &str, password: impl Into<Secret>) -> Result<Secret, ServiceError> {
        let password = password.into();
        // Compares all accounts, so that timing does not reveal which exist.
        let mut known = false;
        for (account, expected) in &self.accounts {
            let fits = same(expected.expose().as_bytes(), password.expose().as_bytes());
            known |= account == name && fits;
        }
        if !known {
            let message = "the account does not exist, or the password is wrong";
            return Err(ServiceError::rejection(Rejection::Unauthorized, message));
        }
        let now = (self.clock)().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let exp = now.saturating_add(self.lifetime).as_secs();
        let claims = Claims { account: name.to_owned(), exp, pwd: self.fingerprint(name, &password)? };
        let claims = serde_json::to_vec(&claims)
            .map_err(|error| ServiceError::rejection(Rejection::Internal, error.to_string()))?;
        let claims = format!("{HEADER}.{}", BASE64_URL_SAFE_NO_PAD.encode(claims));
        let signature = BASE64_URL_SAFE_NO_PAD.encode(self.mac(&claims)?.finalize().into_bytes());
        Ok(Secret::from(format!("{claims}.{signature}")))
    }

    /// Returns the login operation: it takes a name and a password, as `login` describes, and returns only
    /// the token.
    #[must_use]
    pub fn routes(&self, login: &'static LoginMeta) -> Routes {
        let group = Group::new(self.clone());
        let group = group.route(login.operation, &ACCOUNT, move |issuer: Arc<Self>, request: Request| async move {
            let account: Value = request.json()?;
            let text = |name: &str| account.get(name).and_then(Value::as_str);
            let (Some(name), Some(password)) = (text(login.name), text(login.password)) else {
                let message = format!("the body needs `{}` and `{}`, which are strings", login.name, login.password);
                return Err(ServiceError::rejection(Rejection::InvalidRequest, message));
            };
            let token = issuer.issue(name, password)?;
            let pointer = login.token.trim_start_matches('/');
            let names = pointer.rsplit('/').map(|name| name.replace("~1", "/").replace("~0", "~"));
            let token = Value::from(token.expose());
            let response = names.fold(token, |inner, name| Value::Object([(name, inner)].into_iter().collect()));
            Reply::json(login.operation.success.first().copied().unwrap_or(200), &response)
        });
        group.finish()
    }

    /// Returns a keyed fingerprint of an account's password.
    fn fingerprint(&self, name: &str, password: &Secret) -> Result<String, ServiceError> {
        // Other signed content contains no zero.
        let hash = self.mac(&format!("{name}\0"))?.chain_update(password.expose()).finalize().into_bytes();
        Ok(BASE64_URL_SAFE_NO_PAD.encode(&hash[..16]))
    }

    fn mac(&self, claims: &str) -> Result<Hmac<Sha256>, ServiceError> {
        let mac = Hmac::<Sha256>::new_from_slice(self.key.expose().as_bytes());
        let mut mac = mac.map_err(|error| ServiceError::rejection(Rejection::Internal, error.to_string()))?;
        mac.update(claims.as_bytes());
        Ok(mac)
    }

    fn check(&self, scheme: AuthScheme, parts: &Parts) -> Result<Caller, ServiceError> {
        let reject = |message: &str| unauthorized(scheme, message.to_owned());
        if scheme == AuthScheme::None {
            return Ok(Caller::new("anonymous"));
        }
        let sent = credential(scheme, parts).ok_or_else(|| reject("the token is missing"))?;
        let claims = std::str::from_utf8(&sent).ok().and_then(|sent| self.claims(sent));
        let claims = claims.ok_or_else(|| reject("the token is not valid"))?;
        let now = (self.clock)().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        if now.as_secs() >= claims.exp {
            return Err(reject("the token has expired"));
        }
        let mut known = false;
        for (name, password) in self.accounts.iter().filter(|(name, _)| *name == claims.account) {
            known |= same(self.fingerprint(name, password)?.as_bytes(), claims.pwd.as_bytes());
        }
        if !known {
            return Err(reject("the account of the token does not exist any more, or has another password"));
        }
        Ok(Caller::new(claims.account))
    }

    /// Returns the claims of a token of this issuer.
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
        Box::pin(std::future::ready(self.check(meta.presented_auth(parts).scheme, parts)))
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
