//! Tokens for a user's password.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::TOKENS;
use crate::client::body::Body;
use crate::client::call::Call;
use crate::client::client_core::ClientCore;
use crate::client::client_core::context::CallContext;
use crate::client::client_core::credentials::{AuthAction, AuthFailure, Credentials};
use crate::client::endpoint::addresses::{Addresses, Endpoints};
use crate::client::error::Error;
use crate::client::error::credentials::CredentialsError;
use crate::client::identity::cache::{FetchError, Fetched, Hold, Keyed};
use crate::client::identity::placed::issued;
use crate::client::identity::static_token;
use crate::client::lifetime;
use crate::future::BoxFuture;
use crate::huaweicloud::date;
use crate::value::Secret;

/// Time before a rejected password is tried again: several rejections within 15 minutes lock the user out.
const HOLD: Duration = Duration::from_secs(15 * 60);

/// Credentials that log in to IAM with the name and password of a user.
///
/// The first call fetches the token, which all calls share. A background refresh starts half an hour before
/// it expires; a rejected token is refreshed once at once. A rejected password is not retried for 15 minutes.
///
/// The scope defaults to the client's `project_id`, or else to the project named after the client's region.
/// The token's project is the default of the path parameter `project_id`.
///
/// ```
/// use specwright_runtime::client::ClientCore;
/// use specwright_runtime::huaweicloud::iam::{PasswordToken, User};
/// use specwright_runtime::meta::{AuthMeta, AuthScheme};
///
/// static IAM: AuthMeta = AuthMeta { id: "iam", scheme: AuthScheme::Header { name: "X-Auth-Token" } };
///
/// let credentials = PasswordToken::new(User {
///     account: "the-account".into(),
///     name: "the-user".into(),
///     password: "the password".into(),
/// });
/// let builder = ClientCore::builder().region("eu-1").credentials(&IAM, credentials);
/// # let _ = builder;
/// ```
#[derive(Clone)]
pub struct PasswordToken {
    user: Arc<User>,
    scope: Option<Scope>,
    endpoint: Option<String>,
    /// By address and scope.
    tokens: Keyed<Token>,
}

/// User of an account, with the password.
#[derive(Clone, Debug)]
pub struct User {
    /// Account of the user, which IAM calls a domain.
    pub account: String,
    /// Name of the user. The account's own user has the name of the account.
    pub name: String,
    /// Password of the user.
    pub password: Secret,
}

#[derive(Debug, Clone)]
enum Scope {
    ProjectName(String),
    ProjectId(String),
    Account,
}

struct Token {
    text: Secret,
    project_id: Option<String>,
}

impl PasswordToken {
    /// Creates credentials of a user.
    #[must_use]
    pub fn new(user: User) -> Self {
        Self { user: Arc::new(user), scope: None, endpoint: None, tokens: Keyed::default() }
    }

    /// Sets the scope to a project by name, such as `cn-north-4` or `cn-north-4_team`.
    #[must_use]
    pub fn project_name(mut self, name: impl Into<String>) -> Self {
        self.scope = Some(Scope::ProjectName(name.into()));
        self
    }

    /// Sets the scope to a project by id.
    #[must_use]
    pub fn project_id(mut self, id: impl Into<String>) -> Self {
        self.scope = Some(Scope::ProjectId(id.into()));
        self
    }

    /// Sets the scope to the whole account, which only services without projects accept.
    #[must_use]
    pub fn account_scoped(mut self) -> Self {
        self.scope = Some(Scope::Account);
        self
    }

    /// Sets the endpoint of IAM. Overrides the client's.
    #[must_use]
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = Some(url.into());
        self
    }

    async fn token(&self, core: &ClientCore) -> Result<Arc<Token>, CredentialsError> {
        let settings = core.settings();
        let scope = match (&self.scope, settings.parameter("project_id"), &settings.region) {
            (Some(scope), ..) => scope.clone(),
            (None, Some(id), _) => Scope::ProjectId(id.to_owned()),
            (None, None, Some(region)) => Scope::ProjectName(region.to_string()),
            (None, None, None) => {
                return Err(CredentialsError::new(
                    "a token needs a project: call `region(…)` or `project_id(…)` on the client builder, or \
                     `project_name(…)` on the credentials",
                ));
            }
        };
        let addresses = core.addresses(&TOKENS, self.endpoint.as_deref())?;
        let cached = self.tokens.at(&format!("{} {scope:?}", addresses));
        let token = cached.get(|| {
            let (core, addresses, user, scope) =
                (core.clone(), Arc::clone(&addresses), Arc::clone(&self.user), scope.clone());
            Box::pin(async move { fetch(&core, addresses, &user, &scope).await })
        });
        token.await
    }

    async fn authorize(
        &self,
        context: &CallContext<'_>,
        request: &mut http::Request<Body>,
    ) -> Result<(), CredentialsError> {
        let token = self.token(context.core()).await?;
        static_token::put(context.auth().scheme, request, &token.text)
    }

    async fn project(&self, context: &CallContext<'_>, name: &str) -> Result<Option<String>, CredentialsError> {
        if name != "project_id" || !context.is_regional() {
            return Ok(None);
        }
        Ok(self.token(context.core()).await?.project_id.clone())
    }
}

#[derive(Deserialize)]
struct TokenDocument {
    token: Details,
}

#[derive(Deserialize)]
struct Details {
    expires_at: Option<String>,
    project: Option<Project>,
}

#[derive(Deserialize)]
struct Project {
    id: String,
}

async fn fetch(
    core: &ClientCore,
    addresses: Arc<Addresses>,
    user: &User,
    scope: &Scope,
) -> Result<Fetched<Token>, FetchError> {
    let mut call = Call::for_credentials(core, &TOKENS, addresses);
    // Otherwise the response lists all services of all regions.
    call.query("nocatalog", true);
    call.json(&request::Login::new(user, scope));
    let response = call.send().await.map_err(login_error)?;
    let unreadable = |what: &str| {
        let trace = response.request_id().unwrap_or("without an id");
        CredentialsError::new(format!("{}: the response {what} [request id {trace}]", TOKENS.id))
    };
    let text = response.headers().get("x-subject-token").and_then(|value| value.to_str().ok());
    let text = issued(text.ok_or_else(|| unreadable("has no X-Subject-Token"))?.to_owned())
        .map_err(|problem| unreadable(&format!("has an X-Subject-Token that {problem}")))?;
    let document: TokenDocument =
        crate::decode::json(response.get()).map_err(|_| unreadable("is not about a token"))?;
    let end = document.token.expires_at.as_deref().and_then(date::parse_iso);
    let lifetime = end.and_then(|end| lifetime::until(end, response.headers()));
    let token = Token { text, project_id: document.token.project.map(|project| project.id) };
    Ok(Fetched::ending(token, lifetime, lifetime::token_margin(lifetime)))
}

/// Classifies a failed login.
fn login_error(error: Error) -> FetchError {
    if !error.is_unauthorized() {
        return FetchError::of_login(error);
    }
    let message = format!("the password is not retried for {} minutes: {error}", HOLD.as_secs() / 60);
    FetchError::held(CredentialsError::new(message).with_source(error), Hold::For(HOLD))
}

/// Body of the token request.
mod request {
    use super::{Scope, Secret, Serialize, User};

    #[derive(Serialize)]
    pub(super) struct Login<'a> {
        auth: Auth<'a>,
    }

    #[derive(Serialize)]
    struct Auth<'a> {
        identity: Identity<'a>,
        scope: ScopeOf<'a>,
    }

    #[derive(Serialize)]
    struct Identity<'a> {
        methods: [&'static str; 1],
        password: Password<'a>,
    }

    #[derive(Serialize)]
    struct Password<'a> {
        user: UserOf<'a>,
    }

    #[derive(Serialize)]
    struct UserOf<'a> {
        domain: Named<'a>,
        name: &'a str,
        password: &'a Secret,
    }

    #[derive(Serialize)]
    struct Named<'a> {
        name: &'a str,
    }

    #[derive(Serialize)]
    #[serde(rename_all = "lowercase")]
    enum ScopeOf<'a> {
        Domain(Project<'a>),
        Project(Project<'a>),
    }

    #[derive(Serialize)]
    #[serde(rename_all = "lowercase")]
    enum Project<'a> {
        Id(&'a str),
        Name(&'a str),
    }

    impl<'a> Login<'a> {
        pub(super) fn new(user: &'a User, scope: &'a Scope) -> Self {
            let scope = match scope {
                Scope::Account => ScopeOf::Domain(Project::Name(&user.account)),
                Scope::ProjectId(id) => ScopeOf::Project(Project::Id(id)),
                Scope::ProjectName(name) => ScopeOf::Project(Project::Name(name)),
            };
            let user = UserOf { domain: Named { name: &user.account }, name: &user.name, password: &user.password };
            let identity = Identity { methods: ["password"], password: Password { user } };
            Self { auth: Auth { identity, scope } }
        }
    }
}

impl Credentials for PasswordToken {
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
        let sent = static_token::sent(context.auth().scheme, failure.request_headers());
        let again = self.tokens.reject(|token| Some(token.text.expose()) == sent);
        Box::pin(std::future::ready(if again { AuthAction::Retry } else { AuthAction::Fail }))
    }

    fn check(&self) -> Result<(), CredentialsError> {
        CredentialsError::check_account(&self.user.name, &self.user.password)
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

impl fmt::Debug for PasswordToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordToken")
            .field("account", &self.user.account)
            .field("user", &self.user.name)
            .field("scope", &self.scope)
            .field("endpoint", &self.endpoint.as_deref().map(Endpoints::from))
            .finish_non_exhaustive()
    }
}
