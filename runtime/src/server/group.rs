//! Groups of operations and their handlers.

use std::fmt;
use std::sync::Arc;

#[cfg(feature = "mock")]
use super::context::Context;
use super::input_schema::InputSchema;
use super::reply::Reply;
use super::request::Request;
use super::service_error::ServiceError;
use crate::future::BoxFuture;
use crate::meta::OperationMeta;

pub(super) type Handler = Box<dyn Fn(Request) -> BoxFuture<'static, Result<Reply, ServiceError>> + Send + Sync>;

/// Operation with its input schema and handler.
pub(super) struct Route {
    pub(super) meta: &'static OperationMeta,
    pub(super) schema: &'static InputSchema,
    pub(super) handler: Handler,
}

/// Builder for the routes of one service object.
pub struct Group<S> {
    service: Arc<S>,
    routes: Vec<Route>,
}

impl<S: Send + Sync + 'static> Group<S> {
    /// Creates a group without routes.
    #[must_use]
    pub fn new(service: S) -> Self {
        Self::shared(Arc::new(service))
    }

    /// Creates a group whose service object is shared with other groups.
    #[must_use]
    pub fn shared(service: Arc<S>) -> Self {
        Self { service, routes: Vec::new() }
    }

    /// Adds an operation. The handler receives the service object and a request that matches `schema`.
    #[must_use]
    pub fn route<H, F>(mut self, meta: &'static OperationMeta, schema: &'static InputSchema, handler: H) -> Self
    where
        H: Fn(Arc<S>, Request) -> F + Send + Sync + 'static,
        F: Future<Output = Result<Reply, ServiceError>> + Send + 'static,
    {
        let service = Arc::clone(&self.service);
        self.routes.push(Route {
            meta,
            schema,
            handler: Box::new(move |request| Box::pin(handler(Arc::clone(&service), request))),
        });
        self
    }

    /// Returns the routes, without the type of the service object.
    #[must_use]
    pub fn finish(self) -> Routes {
        Routes(self.routes)
    }
}

impl<S: Send + Sync + 'static> From<Group<S>> for Routes {
    fn from(group: Group<S>) -> Self {
        group.finish()
    }
}

impl<S> fmt::Debug for Group<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_ids(f, "Group", &self.routes)
    }
}

/// Routes of a service.
pub struct Routes(pub(super) Vec<Route>);

impl Routes {
    /// Keeps only some operations, for example those of one host.
    #[must_use]
    pub fn retain(mut self, keep: impl Fn(&'static OperationMeta) -> bool) -> Self {
        self.0.retain(|route| keep(route.meta));
        self
    }

    /// Returns the routes for which a function is true, and the others.
    #[must_use]
    pub fn partition(self, belongs: impl Fn(&'static OperationMeta) -> bool) -> (Self, Self) {
        let (first, second) = self.0.into_iter().partition(|route| belongs(route.meta));
        (Self(first), Self(second))
    }

    /// Calls a function before each handler, with the context of the request.
    #[cfg(feature = "mock")]
    pub(crate) fn before(self, note: fn(&Context)) -> Self {
        let with = |route: Route| {
            let handler = route.handler;
            let handler: Handler = Box::new(move |request| {
                note(&request.context());
                handler(request)
            });
            Route { handler, ..route }
        };
        Self(self.0.into_iter().map(with).collect())
    }

    /// Returns the operations with their input schemas, in the order in which they were added.
    pub fn operations(&self) -> impl Iterator<Item = (&'static OperationMeta, &'static InputSchema)> {
        self.0.iter().map(|route| (route.meta, route.schema))
    }
}

impl FromIterator<Routes> for Routes {
    /// Combines routes. Of two with the same method and path, the later one is served.
    fn from_iter<I: IntoIterator<Item = Routes>>(parts: I) -> Self {
        Self(parts.into_iter().flat_map(|routes| routes.0).collect())
    }
}

impl fmt::Debug for Routes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_ids(f, "Routes", &self.0)
    }
}

pub(super) fn write_ids(f: &mut fmt::Formatter<'_>, name: &str, routes: &[Route]) -> fmt::Result {
    f.write_str(name)?;
    f.debug_list().entries(routes.iter().map(|route| route.meta.id)).finish()
}
