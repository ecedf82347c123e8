//! Credentials that sign requests with an access key.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::header::{AUTHORIZATION, HeaderName};
use http::{HeaderMap, HeaderValue};

use super::iam::RegionProjectProvider;
use super::keys::{KeyLookup, KeyProvider, ProvidedKey};
use crate::client::body::Body;
use crate::client::client_core::ClientCore;
use crate::client::client_core::context::CallContext;
use crate::client::client_core::credentials::{AuthAction, AuthFailure, Credentials};
use crate::client::client_core::parameter::ParameterProvider as _;
use crate::client::error::credentials::CredentialsError;
use crate::client::identity::cache::{Cached, FetchError, Fetched};
use crate::client::lifetime;
use crate::future::BoxFuture;
use crate::huaweicloud::signing::{Authorization, CLOCK_TOLERANCE, Payload, Signer};

/// Temporary keys are available well before the old ones expire.
const MARGIN: Duration = Duration::from_secs(40 * 60);
/// Clock difference that explains a rejection: the tolerance, less the duration of the response.
const SUSPICIOUS: Duration = CLOCK_TOLERANCE.saturating_sub(Duration::from_secs(30));

const PROJECT: HeaderName = HeaderName::from_static("x-project-id");
const DOMAIN: HeaderName = HeaderName::from_static("x-domain-id");
const SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-security-token");

/// Credentials that sign each attempt with an access key.
///
/// The key comes from a [`KeyProvider`]: a fixed [`AccessKey`](crate::huaweicloud::signing::AccessKey), or a
/// provider from [`keys`](crate::huaweicloud::keys). The path parameter `project_id` defaults to that of the
/// key, or else to that of the region, which is looked up once.
///
/// ```
/// use specwright_runtime::client::ClientCore;
/// use specwright_runtime::huaweicloud::{SigningCredentials, keys};
/// use specwright_runtime::meta::{AuthMeta, AuthScheme};
/// use specwright_runtime::huaweicloud::signing::AccessKey;
///
/// static IAM: AuthMeta = AuthMeta { id: "iam", scheme: AuthScheme::Header { name: "X-Auth-Token" } };
///
/// let fixed = SigningCredentials::new(AccessKey::new("AKEXAMPLE", "the secret half"));
/// let found = SigningCredentials::new(keys::KeyProviderChain::standard());
/// let core = ClientCore::builder().region("eu-1").credentials(&IAM, fixed);
/// # let _ = (found, core);
/// ```
#[derive(Clone)]
pub struct SigningCredentials {
    provider: Arc<dyn KeyProvider>,
    signer: Arc<Signer>,
    clock: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    keys: Arc<Cached<ProvidedKey>>,
    projects: RegionProjectProvider,
}

impl SigningCredentials {
    /// Creates credentials from a key provider.
    #[must_use]
    pub fn new(provider: impl KeyProvider + 'static) -> Self {
        Self {
            provider: Arc::new(provider),
            signer: Arc::new(Signer::new()),
            clock: Arc::new(SystemTime::now),
            keys: Arc::default(),
            projects: RegionProjectProvider::new(),
        }
    }

    /// Sets the signer. Defaults to [`Signer::new`].
    #[must_use]
    pub fn signer(mut self, signer: Signer) -> Self {
        self.signer = Arc::new(signer);
        self
    }

    /// Sets the clock of signatures. Defaults to that of the system.
    #[must_use]
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    async fn key(&self, core: &ClientCore) -> Result<Arc<ProvidedKey>, CredentialsError> {
        let keys = self.keys.get(|| {
            let (provider, core) = (Arc::clone(&self.provider), core.clone());
            Box::pin(async move { fetch(&*provider, &core).await })
        });
        keys.await
    }

    async fn sign(&self, context: &CallContext<'_>, request: &mut http::Request<Body>) -> Result<(), CredentialsError> {
        let keys = self.key(context.core()).await?;
        let headers = request.headers_mut();
        // Project of the request, if the key has none.
        let project = context.parameter("project_id").filter(|_| context.is_regional());
        if let Some(project) = project.or(keys.project_id.as_deref()) {
            headers.entry(PROJECT).or_insert(id(project, "project")?);
        } else if let Some(domain) = &keys.domain_id {
            headers.entry(DOMAIN).or_insert(id(domain, "account")?);
        }
        let body = request.body().clone();
        let payload = match body.as_bytes() {
            Some(bytes) => Payload::Bytes(bytes),
            None if body.is_absent() => Payload::Bytes(&[]),
            None => Payload::Stream,
        };
        let signer = Signer::clone(&self.signer).at((self.clock)());
        signer.sign_request(&keys.access_key, request, payload).map(drop).map_err(|error| {
            let message = error.to_string();
            CredentialsError::new(message).with_source(error)
        })
    }

    async fn after_failure(&self, context: &CallContext<'_>, failure: AuthFailure<'_>) -> AuthAction {
        if let Some(remark) = self.clock_skew_note(failure.response().headers()) {
            return AuthAction::FailWith(remark.into());
        }
        // Temporary keys end early when permissions change. A fixed key does not change.
        let was_sent = |keys: &ProvidedKey| was_sent(keys, failure.request_headers());
        if !self.keys.reject(was_sent) {
            return AuthAction::Fail;
        }
        match self.key(context.core()).await {
            Ok(keys) if !was_sent(&keys) => AuthAction::Retry,
            _ => AuthAction::Fail,
        }
    }

    /// Returns a note if the service's clock differs from the local one.
    fn clock_skew_note(&self, headers: &HeaderMap) -> Option<String> {
        let (theirs, ours) = (lifetime::server_time(headers)?, (self.clock)());
        let (apart, direction) = match ours.duration_since(theirs) {
            Ok(ahead) => (ahead, "ahead of"),
            Err(behind) => (behind.duration(), "behind"),
        };
        (apart >= SUSPICIOUS).then(|| {
            format!(
                "the clock of this machine is {} minutes {direction} the service's, {} are allowed: set the clock",
                apart.as_secs() / 60,
                CLOCK_TOLERANCE.as_secs() / 60
            )
        })
    }

    async fn project(&self, context: &CallContext<'_>, name: &str) -> Result<Option<String>, CredentialsError> {
        if name != "project_id" || !context.is_regional() {
            return Ok(None);
        }
        let keys = self.key(context.core()).await?;
        if let Some(project) = &keys.project_id {
            return Ok(Some(project.clone()));
        }
        let mut projects = self.projects.clone();
        if let Some(endpoint) = &keys.iam_endpoint {
            projects = projects.endpoint(endpoint);
        }
        let this: Arc<dyn Credentials> = Arc::new(self.clone());
        projects.provide(context, Some(&this)).await
    }
}

async fn fetch(provider: &dyn KeyProvider, core: &ClientCore) -> Result<Fetched<ProvidedKey>, FetchError> {
    match provider.provide_key(core).await? {
        KeyLookup::Found(keys) => Ok(match keys.lifetime {
            None => Fetched::lasting(keys),
            Some(lifetime) => Fetched::ending(keys, Some(lifetime), MARGIN),
        }),
        KeyLookup::NotFound(reason) => Err(CredentialsError::new(format!("no access key found: {reason}")).into()),
    }
}

fn id(text: &str, what: &str) -> Result<HeaderValue, CredentialsError> {
    HeaderValue::from_str(text).map_err(|_| {
        CredentialsError::new(format!("the id of the {what} contains characters that are not allowed in a header"))
    })
}

/// Returns true if a request was signed with this key.
fn was_sent(keys: &ProvidedKey, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let signed = text(AUTHORIZATION).and_then(Authorization::parse);
    let token = keys.access_key.security_token().map(|token| token.expose());
    signed.is_some_and(|signed| signed.access_key() == keys.access_key.id()) && text(SECURITY_TOKEN) == token
}

impl Credentials for SigningCredentials {
    fn authorize<'a>(
        &'a self,
        context: &'a CallContext<'a>,
        request: &'a mut http::Request<Body>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        Box::pin(self.sign(context, request))
    }

    fn authentication_failed<'a>(
        &'a self,
        context: &'a CallContext<'a>,
        failure: AuthFailure<'a>,
    ) -> BoxFuture<'a, AuthAction> {
        Box::pin(self.after_failure(context, failure))
    }

    fn check(&self) -> Result<(), CredentialsError> {
        self.provider.check()
    }

    fn may_provide(&self, name: &str) -> bool {
        name == "project_id"
    }

    fn parameter<'a>(
        &'a self,
        context: &'a CallContext<'a>,
        name: &'a str,
    ) -> BoxFuture<'a, Result<Option<String>, CredentialsError>> {
        Box::pin(self.project(context, name))
    }
}

impl fmt::Debug for SigningCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningCredentials")
            .field("provider", &self.provider.name())
            .field("signer", &self.signer)
            .finish_non_exhaustive()
    }
}
