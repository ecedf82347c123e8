//! The calling side.

use specwright_runtime::client::{ClientCore, ClientCoreBuilder, Error, StaticToken};

use super::meta::*;
use super::{Thing, ThingList};

specwright_runtime::operation! {
    /// Lists things.
    pub struct ListThings -> json ThingList = LIST_THINGS;
}

specwright_runtime::operation! {
    /// Creates a thing.
    pub struct CreateThing -> json Thing = CREATE_THING;
}

specwright_runtime::operation! {
    /// Deletes a branch of a thing.
    pub struct DeleteBranch -> empty = DELETE_BRANCH;
}

specwright_runtime::operation! {
    /// Asks whether the engine is well.
    pub struct EngineHealth -> json serde_json::Value = ENGINE_HEALTH;
}

impl ListThings {
    pub fn project_id(mut self, project_id: &str) -> Self {
        self.call.path("project_id", project_id);
        self
    }

    pub fn limit(mut self, limit: i64) -> Self {
        self.call.query("limit", limit);
        self
    }

    pub fn labels(mut self, labels: &[&str]) -> Self {
        self.call.query_each("label", labels);
        self
    }

    pub fn trace(mut self, trace: &str) -> Self {
        self.call.header("X-Trace", trace);
        self
    }
}

#[derive(Debug, Clone)]
pub struct Client {
    pub core: ClientCore,
}

impl Client {
    pub fn builder() -> ClientBuilder {
        ClientBuilder { core: ClientCore::builder() }
    }

    pub fn list(&self) -> ListThings {
        ListThings::new(&self.core)
    }

    pub fn create(&self, thing: &Thing) -> CreateThing {
        let mut operation = CreateThing::new(&self.core);
        operation.call.json(thing);
        operation
    }

    pub fn delete_branch(&self, thing_id: &str, branch: &str) -> DeleteBranch {
        let mut operation = DeleteBranch::new(&self.core);
        operation.call.path("thing_id", thing_id);
        operation.call.path("branch", branch);
        operation
    }

    pub fn health(&self) -> EngineHealth {
        EngineHealth::new(&self.core)
    }
}

#[derive(Debug, Clone)]
pub struct ClientBuilder {
    pub core: ClientCoreBuilder,
}

impl ClientBuilder {
    specwright_runtime::client_builder_methods!();

    pub fn project_id(mut self, project_id: &str) -> Self {
        self.core = self.core.parameter("project_id", project_id);
        self
    }

    pub fn token(mut self, token: &str) -> Self {
        let token = StaticToken::new(token);
        self.core = self.core.credentials(&TOKEN, token);
        self
    }

    pub fn endpoint(mut self, url: &str) -> Self {
        self.core = self.core.endpoint(&HOST, url);
        self
    }

    pub fn engine_endpoint(mut self, url: &str) -> Self {
        self.core = self.core.endpoint(&ENGINE_HOST, url);
        self
    }

    pub fn build(self) -> Result<Client, Error> {
        Ok(Client { core: self.core.build()? })
    }
}

/// A client with everything it needs but a transport.
pub fn client_builder() -> ClientBuilder {
    Client::builder().region("eu-1").project_id("p1").token("sesame").engine_endpoint("http://127.0.0.1:30100")
}
