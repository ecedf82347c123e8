//! Router of a mock.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use http::Request;

use super::admin;
use super::mock_core::MockCore;

/// Returns the router of all hosts or of one.
pub(super) fn router(core: &Arc<MockCore>, host: Option<&'static str>) -> Router {
    let (core, services) = (Arc::clone(core), Arc::new(core.services(host)));
    admin::router(&core).fallback(move |request: Request<Body>| {
        let (core, services) = (Arc::clone(&core), Arc::clone(&services));
        async move { core.serve(&services, host, request).await }
    })
}
