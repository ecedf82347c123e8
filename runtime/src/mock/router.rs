//! A mock as a router.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use http::Request;

use super::admin;
use super::engine::Engine;

/// A mock as a router, for all hosts or for one.
pub(super) fn router(engine: &Arc<Engine>, host: Option<&'static str>) -> Router {
    let (engine, api) = (Arc::clone(engine), engine.routes(host));
    admin::router(&engine).fallback(move |request: Request<Body>| {
        let (engine, api) = (Arc::clone(&engine), api.clone());
        async move { engine.serve(api, host, request).await }
    })
}
