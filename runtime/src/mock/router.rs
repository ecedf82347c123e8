//! A mock as a router.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use http::Request;

use super::admin;
use super::mock_core::MockCore;

/// A mock as a router, for all hosts or for one.
pub(super) fn router(core: &Arc<MockCore>, host: Option<&'static str>) -> Router {
    let (core, api) = (Arc::clone(core), core.routes(host));
    admin::router(&core).fallback(move |request: Request<Body>| {
        let (core, api) = (Arc::clone(&core), api.clone());
        async move { core.serve(api, host, request).await }
    })
}
