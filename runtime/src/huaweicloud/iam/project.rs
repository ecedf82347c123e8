//! Project of a region.

use std::sync::Arc;

use serde::Deserialize;

use super::PROJECTS;
use crate::client::call::Call;
use crate::client::client_core::ClientCore;
use crate::client::client_core::context::CallContext;
use crate::client::client_core::credentials::Credentials;
use crate::client::client_core::parameter::ParameterProvider;
use crate::client::endpoint::addresses::Addresses;
use crate::client::endpoint::region::Region;
use crate::client::error::credentials::CredentialsError;
use crate::client::identity::cache::{FetchError, Fetched, Keyed};
use crate::future::BoxFuture;

/// Provider of `project_id`: finds the project named after the client's region, with the credentials of the
/// operation, and caches its id. Use one provider per set of credentials. Operations on hosts without a
/// region have no such project.
///
/// [`SigningCredentials`](crate::huaweicloud::SigningCredentials) include this. With tokens from elsewhere,
/// set it up as follows:
///
/// ```
/// use specwright_runtime::{client::ClientCore, huaweicloud::iam::RegionProjectProvider};
///
/// let builder = ClientCore::builder().region("eu-1").parameter_provider("project_id", RegionProjectProvider::new());
/// # let _ = builder;
/// ```
#[derive(Clone, Default)]
pub struct RegionProjectProvider {
    endpoint: Option<String>,
    /// By address and region.
    found: Keyed<String>,
}

#[derive(Deserialize)]
struct RegionProjects {
    projects: Vec<Project>,
}

#[derive(Deserialize)]
struct Project {
    id: String,
    name: String,
}

impl RegionProjectProvider {
    /// Creates a provider.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the endpoint of IAM. Overrides the client's.
    #[must_use]
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = Some(url.into());
        self
    }

    async fn find(
        &self,
        context: &CallContext<'_>,
        credentials: Option<&Arc<dyn Credentials>>,
    ) -> Result<Option<String>, CredentialsError> {
        let (Some(region), Some(credentials)) = (context.region(), credentials) else { return Ok(None) };
        if !context.is_regional() {
            return Ok(None);
        }
        let addresses = context.core().addresses(&PROJECTS, self.endpoint.as_deref())?;
        let found = self.found.at(&format!("{} {region}", addresses));
        let id = found.get(|| {
            let (core, region, addresses) = (context.core().clone(), region.clone(), Arc::clone(&addresses));
            let credentials = Arc::clone(credentials);
            Box::pin(async move { look_up(&core, addresses, &region, &credentials).await })
        });
        id.await.map(|id| Some((*id).clone()))
    }
}

async fn look_up(
    core: &ClientCore,
    addresses: Arc<Addresses>,
    region: &Region,
    credentials: &Arc<dyn Credentials>,
) -> Result<Fetched<String>, FetchError> {
    let mut call = Call::for_credentials(core, &PROJECTS, addresses);
    call.on_behalf_of(Some(Arc::clone(credentials)));
    call.query("name", region);
    let response = call.send().await.map_err(CredentialsError::from)?;
    let trace = response.request_id().unwrap_or("without an id");
    let RegionProjects { projects } = crate::decode::json(response.get()).map_err(|error| {
        CredentialsError::new(format!("{}: the response cannot be read: {error} [request id {trace}]", PROJECTS.id))
    })?;
    let ids: Vec<&str> =
        projects.iter().filter(|project| project.name == region.as_str()).map(|project| &*project.id).collect();
    match ids[..] {
        [id] => Ok(Fetched::lasting(id.to_owned())),
        [] => Err(CredentialsError::new(format!(
            "the account has no project named {region} that these credentials may see: set `project_id`, or \
             check the region [request id {trace}]"
        ))
        .into()),
        _ => Err(CredentialsError::new(format!(
            "several projects are named {region}: set `project_id` to one of {}",
            ids.join(", ")
        ))
        .into()),
    }
}

impl ParameterProvider for RegionProjectProvider {
    fn provide<'a>(
        &'a self,
        context: &'a CallContext<'a>,
        credentials: Option<&'a Arc<dyn Credentials>>,
    ) -> BoxFuture<'a, Result<Option<String>, CredentialsError>> {
        Box::pin(self.find(context, credentials))
    }
}

impl std::fmt::Debug for RegionProjectProvider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RegionProjectProvider").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}
