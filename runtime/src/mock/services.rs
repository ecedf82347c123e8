//! The services behind one port of a mock: behaviors, and all other operations.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use http::Request;

use super::behavior::Behavior;
use super::described::Described;
use super::journal::ResponseSource;
use super::request_state::RequestState;
use super::settings::Settings;
use crate::meta::OperationMeta;
use crate::server::{Api, Context, Routes};

pub(super) struct Services {
    written: Vec<Written>,
    /// All operations, as the examples and the state have them.
    rest: Router,
}

/// A behavior, and the operations that it has taken over.
struct Written {
    behavior: Arc<dyn Behavior>,
    operations: BTreeSet<&'static str>,
    router: Router,
}

/// What a request is for.
pub(super) enum Served {
    /// An operation, or nothing that is known.
    Operation(Router),
    /// An operation that a behavior has taken over.
    Behavior(Router),
    /// Something else of a behavior.
    Further(Router),
}

impl Services {
    /// Creates the services of all hosts or of one. `routes` are those of all operations.
    pub(super) fn new(
        routes: Routes,
        behaviors: &[Arc<dyn Behavior>],
        settings: &Settings,
        host: Option<&'static str>,
    ) -> Self {
        let is_here = |meta: &OperationMeta| host.is_none_or(|host| meta.host.id == host);
        let api = || Api::new().validation(settings.validation).authenticator(settings.authentication.authenticator());
        let written = behaviors.iter().filter_map(|behavior| {
            let routes = behavior.routes().before(mark).retain(is_here);
            let operations: BTreeSet<&'static str> = routes.operations().map(|(meta, _)| meta.id).collect();
            let router = (!operations.is_empty()).then(|| behavior.service(&api, routes))?;
            Some(Written { behavior: Arc::clone(behavior), operations, router })
        });
        Self { written: written.collect(), rest: api().routes(routes.retain(is_here)).into_router() }
    }

    /// Finds the service of a request. Of two behaviors, the later one counts.
    pub(super) fn of(&self, described: Option<&Described>, request: &Request<Body>) -> Served {
        let has = |written: &&Written| described.is_some_and(|it| written.operations.contains(it.meta().id));
        let written = || self.written.iter().rev();
        if let Some(written) = written().find(has) {
            return Served::Behavior(written.router.clone());
        }
        match written().find(|written| written.behavior.serves(request)) {
            Some(written) => Served::Further(written.router.clone()),
            None => Served::Operation(self.rest.clone()),
        }
    }
}

/// Notes that a request reached a behavior.
fn mark(context: &Context) {
    if let Some(state) = context.extensions().get::<RequestState>() {
        state.notes().source = Some(ResponseSource::Behavior);
    }
}
