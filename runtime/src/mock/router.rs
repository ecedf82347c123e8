//! Router of a mock.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use http::Request;

use super::admin;
use super::mock_core::MockCore;

/// Returns the router of all hosts or of one.
pub(super) fn router(core: &Arc<MockCore>, host: Option<&'static str>) -> Router {
    let (core, api) = (Arc::clone(core), core.routes(host));
    admin::router(&core).merge(core.other_routes()).fallback(move |request: Request<Body>| {
        let (core, api) = (Arc::clone(&core), api.clone());
        async move { core.serve(api, host, request).await }
    })
}
