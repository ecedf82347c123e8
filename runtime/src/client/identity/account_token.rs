//! Tokens that a service issues for an account.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::{HeaderMap, Uri};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde::ser::{Serialize, SerializeMap as _, Serializer};

use super::cache::{FetchError, Fetched, Hold, Keyed};
use super::{placed, static_token};
use crate::client::body::Body;
use crate::client::call::Call;
use crate::client::client_core::context::CallContext;
use crate::client::client_core::credentials::{AuthAction, AuthFailure, Credentials};
use crate::client::endpoint::addresses::{Addresses, Endpoints};
use crate::client::error::Error;
use crate::client::error::body::ErrorBody;
use crate::client::error::credentials::CredentialsError;
use crate::client::lifetime;
use crate::decode;
use crate::future::BoxFuture;
use crate::meta::{LoginMeta, OperationMeta};
use crate::value::Secret;

/// Credentials that log in to a service with the name and password of an account.
///
/// The first call to an address fetches its token; servers at different addresses may not share tokens. The
/// expiry is that of the token, a JSON Web Token. A background refresh starts half an hour earlier; a
/// rejected token is refreshed once at once. A rejected password is never retried, because services lock
/// accounts after a few attempts.
///
/// The login goes to the address of the call, if the login operation belongs to the same host. Otherwise it
/// goes to the client's address of its host. [`endpoint`](Self::endpoint) overrides both.
///
/// ```
/// use specwright_runtime::client::{AccountToken, ClientCore};
/// use specwright_runtime::meta::*;
///
/// static HOST: HostMeta =
///     HostMeta { id: "things", address: HostAddress::Explicit { example: "https://10.0.0.1:30100" }, ..HostMeta::BASE };
/// static TOKEN: AuthMeta = AuthMeta { id: "things_token", scheme: AuthScheme::Bearer };
/// static LOG_IN: OperationMeta = OperationMeta {
///     id: "v1.log_in",
///     method: Method::Post,
///     path: "/v1/login",
///     segments: &[Segment::Literal("v1"), Segment::Literal("login")],
///     host: &HOST,
///     ..OperationMeta::BASE
/// };
/// static LOGIN: LoginMeta = LoginMeta { operation: &LOG_IN, ..LoginMeta::BASE };
///
/// let builder = ClientCore::builder()
///     .endpoint(&HOST, "https://10.0.0.7:30100")
///     .credentials(&TOKEN, AccountToken::new(&LOGIN, "root", "the password"));
/// # let _ = builder;
/// ```
#[derive(Clone)]
pub struct AccountToken {
    login: &'static LoginMeta,
    account: Arc<Account>,
    address: Option<String>,
    /// By address.
    tokens: Keyed<Secret>,
}

struct Account {
    name: String,
    password: Secret,
}

impl AccountToken {
    /// Creates credentials from the name and password of an account.
    #[must_use]
    pub fn new(login: &'static LoginMeta, name: impl Into<String>, password: impl Into<Secret>) -> Self {
        let account = Account { name: name.into(), password: password.into() };
        Self { login, account: Arc::new(account), address: None, tokens: Keyed::default() }
    }

    /// Sets the base URL of the server that issues the tokens.
    #[must_use]
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.address = Some(url.into());
        self
    }

    async fn authorize(
        &self,
        context: &CallContext<'_>,
        request: &mut http::Request<Body>,
    ) -> Result<(), CredentialsError> {
        let same_host = context.operation().host.id == self.login.operation.host.id;
        let address = match &self.address {
            None if same_host => address_of(context.operation(), request.uri()),
            address => address.clone(),
        };
        let addresses = context.core().addresses(self.login.operation, address.as_deref())?;
        let cached = self.tokens.at(&addresses.to_string());
        let token = cached.get(|| {
            let (login, account) = (self.login, Arc::clone(&self.account));
            let call = Call::for_credentials(context.core(), login.operation, Arc::clone(&addresses));
            Box::pin(fetch(call, login, account, Arc::clone(&addresses)))
        });
        static_token::put(context.auth().scheme, request, &*token.await?)
    }

    fn after_failure(&self, context: &CallContext<'_>, failure: AuthFailure<'_>) -> AuthAction {
        let meta = context.operation();
        let code = ErrorBody::read(meta, failure.response().get()).code;
        if code.is_some_and(|code| self.login.final_codes.contains(&code.as_str())) {
            return AuthAction::Fail;
        }
        let sent = static_token::sent(context.auth().scheme, failure.request_headers());
        let again = self.tokens.reject(|token| Some(token.expose()) == sent);
        if again { AuthAction::Retry } else { AuthAction::Fail }
    }
}

/// Returns the base URL of a request: everything before the operation's own path.
fn address_of(meta: &OperationMeta, uri: &Uri) -> Option<String> {
    // Slashes in parameters are encoded, so the number of slashes is that of the route.
    let path = meta.segments.iter().try_fold(uri.path(), |path, _| Some(path.rsplit_once('/')?.0))?;
    Some(format!("{}://{}{path}", uri.scheme_str()?, uri.authority()?))
}

async fn fetch(
    mut call: Call,
    login: &'static LoginMeta,
    account: Arc<Account>,
    addresses: Arc<Addresses>,
) -> Result<Fetched<Secret>, FetchError> {
    call.json(&Request { login, account: &account });
    let response = call.send().await;
    let response = response.map_err(|error| login_error(error, &account, &addresses))?;
    let id = login.operation.id;
    let token = decode::part(response.get(), login.token).and_then(|token| serde_json::from_str::<String>(&token).ok());
    let Some(token) = token else {
        let is_json = decode::json::<IgnoredAny>(response.get()).is_ok();
        let problem = if is_json { format!("has no token at {}", login.token) } else { "is not JSON".to_owned() };
        return Err(CredentialsError::new(format!("{id}: the response {problem}")).into());
    };
    let token = placed::issued(token).map_err(|problem| {
        CredentialsError::new(format!("{id}: the token at {} of the response {problem}", login.token))
    })?;
    let lifetime = lifetime_of(&token, response.headers());
    Ok(Fetched::ending(token, lifetime, lifetime::token_margin(lifetime)))
}

/// Classifies a failed login.
fn login_error(error: Error, account: &Account, addresses: &Addresses) -> FetchError {
    if !error.is_unauthorized() {
        return FetchError::of_login(error);
    }
    let message = format!(
        "{} rejects the account {:?}, which is not retried, because that could lock the account; \
         build a client with the right password: {error}",
        addresses, account.name
    );
    FetchError::held(CredentialsError::new(message).with_source(error), Hold::Forever)
}

/// Returns the lifetime of a JSON Web Token. Not verified, since only the refresh depends on it.
fn lifetime_of(token: &Secret, headers: &HeaderMap) -> Option<Duration> {
    #[derive(Deserialize)]
    struct Claims {
        exp: u64,
    }

    let claims = token.expose().split('.').nth(1)?;
    let claims = BASE64_URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?;
    let Claims { exp } = serde_json::from_slice(&claims).ok()?;
    lifetime::until(SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(exp))?, headers)
}

/// Body of the login request.
struct Request<'a> {
    login: &'static LoginMeta,
    account: &'a Account,
}

impl Serialize for Request<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry(self.login.name, &self.account.name)?;
        map.serialize_entry(self.login.password, &self.account.password)?;
        map.end()
    }
}

impl Credentials for AccountToken {
    fn authorize<'a>(
        &'a self,
        context: &'a CallContext<'a>,
        request: &'a mut http::Request<Body>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        Box::pin(self.authorize(context, request))
    }

    fn authentication_failed<'a>(
        &'a self,
        context: &'a CallContext<'a>,
        failure: AuthFailure<'a>,
    ) -> BoxFuture<'a, AuthAction> {
        Box::pin(std::future::ready(self.after_failure(context, failure)))
    }

    fn check(&self) -> Result<(), CredentialsError> {
        CredentialsError::check_account(&self.account.name, &self.account.password)
    }

    fn may_provide(&self, _name: &str) -> bool {
        false
    }
}

impl fmt::Debug for AccountToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountToken")
            .field("operation", &self.login.operation.id)
            .field("name", &self.account.name)
            .field("address", &self.address.as_deref().map(Endpoints::from))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meta::{Segment, SlashEncoding};

    #[test]
    fn addresses_are_what_is_in_front_of_the_route() {
        static META: OperationMeta = OperationMeta {
            segments: &[Segment::Literal("v4"), Segment::Parameter { name: "id", slash: SlashEncoding::Percent }],
            ..OperationMeta::BASE
        };
        let address = |uri: &'static str| address_of(&META, &Uri::from_static(uri));
        assert_eq!(address("https://a:30100/v4/b%2Fc?d=/").as_deref(), Some("https://a:30100"));
        assert_eq!(address("https://a/x/y/v4/b").as_deref(), Some("https://a/x/y"));
        assert_eq!(address("https://a/b"), None);
    }

    #[test]
    fn lifetimes_stand_in_the_token() {
        let token = |claims: &str| Secret::from(format!("e30.{}.c2ln", BASE64_URL_SAFE_NO_PAD.encode(claims)));
        let mut headers = HeaderMap::new();
        headers.insert(http::header::DATE, "Fri, 02 Jan 2026 03:04:05 GMT".parse().unwrap());
        let lifetime = lifetime_of(&token(r#"{"account":"root","exp":1767323145}"#), &headers);
        assert_eq!(lifetime, Some(Duration::from_secs(100)));
        for odd in [token("{}"), token("[]"), Secret::from("opaque"), Secret::from("a.b.c")] {
            assert_eq!(lifetime_of(&odd, &headers), None);
        }
    }
}
