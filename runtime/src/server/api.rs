//! Construction of the router.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::{self, Write as _};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::routing::any_service;
use http::HeaderValue;
use tokio::sync::Semaphore;

use super::authenticator::{AcceptAll, Authenticator};
use super::decoding;
use super::endpoint::{Endpoint, Policy, no_such_method, no_such_path};
use super::group::Routes;
use super::group::{Route, write_ids};
use super::observe::Watch;
use super::reply::Reply;
use super::request_id::RequestId;
use super::validation::Validation;
use crate::meta::{ErrorStyle, OperationMeta, Segment};

/// Style for a server without routes, which has no style of its own.
static PLAIN: ErrorStyle = ErrorStyle { id: "plain", code: "error_code", message: "error_msg", ..ErrorStyle::BASE };

/// Service under construction, from its routes to a router.
///
/// A route replaces an earlier one with the same method and path, so single operations of a group can be
/// overridden.
pub struct Api {
    routes: Vec<Route>,
    authenticator: Arc<dyn Authenticator>,
    validation: Validation,
    body_limit: Option<usize>,
    timeout: Option<Duration>,
    request_limit: Option<usize>,
    health_path: Option<String>,
    default_style: Option<&'static ErrorStyle>,
}

impl Default for Api {
    fn default() -> Self {
        Self {
            routes: Vec::new(),
            authenticator: Arc::new(AcceptAll),
            validation: Validation::default(),
            body_limit: None,
            timeout: None,
            request_limit: None,
            health_path: Some("/__health".to_owned()),
            default_style: None,
        }
    }
}

impl Api {
    /// Creates a service without operations. By default, requests are not authenticated.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds operations.
    #[must_use]
    pub fn routes(mut self, routes: impl Into<Routes>) -> Self {
        self.routes.extend(routes.into().0);
        self
    }

    /// Sets the authenticator. Defaults to [`AcceptAll`].
    #[must_use]
    pub fn authenticator(mut self, authenticator: impl Authenticator + 'static) -> Self {
        self.authenticator = Arc::new(authenticator);
        self
    }

    /// Sets how strictly requests are validated. Defaults to [`Validation::Lenient`].
    #[must_use]
    pub fn validation(mut self, validation: Validation) -> Self {
        self.validation = validation;
        self
    }

    /// Sets the maximum size of a request body in bytes. Overrides the limit of each operation.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = Some(bytes);
        self
    }

    /// Sets the timeout of a request, from its head to the response of the handler. Unlimited by default.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the maximum number of concurrent requests. Further ones are rejected with 429. Unlimited by
    /// default.
    #[must_use]
    pub fn request_limit(mut self, requests: usize) -> Self {
        self.request_limit = Some(requests.min(Semaphore::MAX_PERMITS));
        self
    }

    /// Sets the path of the health check, where `GET` returns 200 and `{"status":"up"}`. Defaults to
    /// `/__health`; `None` disables it. It requires no credentials and ignores the limit on requests. An
    /// operation at the same path takes precedence.
    #[must_use]
    pub fn health_path<'a>(mut self, path: impl Into<Option<&'a str>>) -> Self {
        self.health_path = path.into().map(str::to_owned);
        self
    }

    /// Sets the error style for paths that resemble no operation. Defaults to that of the first operation.
    #[must_use]
    pub fn default_error_style(mut self, style: &'static ErrorStyle) -> Self {
        self.default_style = Some(style);
        self
    }

    /// Builds the router. It responds to every path, and to unknown ones with the service's 404.
    pub fn into_router(self) -> Router {
        let policy = Arc::new(Policy {
            authenticator: self.authenticator,
            validation: self.validation,
            body_limit: self.body_limit,
            timeout: self.timeout,
            slots: self.request_limit.map(Semaphore::new),
        });
        let first = self.routes.first().map(|route| route.meta.error_style);
        let elsewhere = Elsewhere {
            health: self.health_path,
            routes: self.routes.iter().map(|route| route.meta).collect(),
            default: self.default_style.or(first).unwrap_or(&PLAIN),
        };

        let mut shapes: BTreeMap<String, BTreeMap<Template, Vec<Route>>> = BTreeMap::new();
        for route in self.routes {
            let segments = route.meta.segments;
            let same_path = shapes.entry(shape(segments)).or_default().entry(template(segments)).or_default();
            let is_same = |other: &OperationMeta| {
                other.method == route.meta.method && other.route_conditions == route.meta.route_conditions
            };
            match same_path.iter_mut().find(|other| is_same(other.meta)) {
                Some(earlier) => *earlier = route,
                None => same_path.push(route),
            }
        }

        let endpoint = |routes: Vec<Route>| {
            let style = routes.first()?.meta.error_style;
            Some(Arc::new(Endpoint { style, allow: allow(&routes), policy: Arc::clone(&policy), routes }))
        };
        let shapes = shapes.into_iter();
        let shapes: Vec<(String, Vec<Arc<Endpoint>>)> =
            shapes.map(|(shape, templates)| (shape, templates.into_values().filter_map(endpoint).collect())).collect();

        // Literals may start with a colon, which older versions of axum interpret.
        let mut router = Router::new().without_v07_checks();
        for (shape, own) in &shapes {
            let candidates = Arc::new(Candidates { own: own.len(), endpoints: with_others(own, &shapes) });
            // The endpoint selects the method: axum would respond to HEAD by way of GET.
            let serve = tower::service_fn(move |request: http::Request<Body>| {
                let candidates = Arc::clone(&candidates);
                async move { Ok::<_, Infallible>(candidates.serve(request).await) }
            });
            router = router.route(shape, any_service(serve));
        }
        let elsewhere = Arc::new(elsewhere);
        router.fallback(move |request: http::Request<Body>| {
            let response = elsewhere.serve(&request);
            async move { response }
        })
    }

    /// Returns a server for the router, with the limits of a [`Server`](super::serve::Server).
    ///
    /// ```no_run
    /// # async fn run() -> std::io::Result<()> {
    /// use specwright_runtime::server::Api;
    /// use tokio::net::TcpListener;
    ///
    /// let listener = TcpListener::bind("127.0.0.1:8080").await?;
    /// let stop = async { tokio::time::sleep(std::time::Duration::from_secs(60)).await };
    /// Api::new().serve(listener).run_until(stop).await;
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "serve")]
    #[must_use]
    pub fn serve(self, listener: tokio::net::TcpListener) -> super::serve::Server {
        super::serve::Server::new(listener, self.into_router())
    }
}

impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_ids(f, "Api", &self.routes)
    }
}

/// Returns the path in the syntax of axum. Parameters are named by position, so that routes that differ only
/// in names have one shape.
fn shape(segments: &[Segment]) -> String {
    let mut shape = String::new();
    for (position, segment) in segments.iter().enumerate() {
        shape.push('/');
        match segment {
            Segment::Literal(text) => {
                shape.push_str(&text.replace('{', "{{").replace('}', "}}"));
            }
            Segment::Parameter { .. } | Segment::Within { .. } | Segment::Several { .. } => {
                // Writing to a String cannot fail.
                let _ = write!(shape, "{{segment{position}}}");
            }
        }
    }
    if shape.is_empty() {
        shape.push('/');
    }
    shape
}

/// Strings around the parameters of a route. Of two that match, the one with more text is smaller.
type Template = Vec<(Reverse<usize>, Vec<&'static str>)>;

fn template(segments: &[Segment]) -> Template {
    let texts = segments.iter().filter_map(Segment::texts);
    texts.map(|texts| (Reverse(texts.iter().map(|text| text.len()).sum()), texts)).collect()
}

/// Returns the endpoints of a shape, and behind them those of other shapes that it may hide: axum takes
/// `/papers-{year}.pdf/cover` for `/{name}/cover`, and would not come back to `/{name}/{page}`.
fn with_others(own: &[Arc<Endpoint>], shapes: &[(String, Vec<Arc<Endpoint>>)]) -> Vec<Arc<Endpoint>> {
    let mut endpoints = own.to_vec();
    let takes_all = |endpoint: &Arc<Endpoint>| {
        let mut segments = endpoint.segments().iter();
        segments.all(|segment| !matches!(segment, Segment::Within { .. } | Segment::Several { .. }))
    };
    if own.iter().any(takes_all) {
        return endpoints;
    }
    let count = own.first().map_or(0, |endpoint| endpoint.segments().len());
    let others = shapes.iter().flat_map(|(_, endpoints)| endpoints);
    let others = others.filter(|other| other.segments().len() == count);
    endpoints.extend(others.filter(|other| !own.iter().any(|own| Arc::ptr_eq(own, other))).cloned());
    // Text before parameters, from the left.
    endpoints[own.len()..].sort_by_key(|endpoint| specificity(endpoint.segments()));
    endpoints
}

/// Returns what sorts a route before those with less text.
fn specificity(segments: &[Segment]) -> Vec<Reverse<usize>> {
    let weight = |segment: &Segment| match segment.texts() {
        None => usize::MAX,
        Some(texts) => texts.iter().map(|text| text.len()).sum(),
    };
    segments.iter().map(|segment| Reverse(weight(segment))).collect()
}

/// Endpoints of the paths that axum takes for one shape.
struct Candidates {
    /// Number of those that have the shape; others follow.
    own: usize,
    endpoints: Vec<Arc<Endpoint>>,
}

impl Candidates {
    /// Responds with the first endpoint whose path is that of the request, or else with the last one of the shape. The
    /// router knows only whole segments.
    async fn serve(&self, request: http::Request<Body>) -> http::Response<Body> {
        let path = request.uri().path();
        let found = match self.endpoints.as_slice() {
            [_] => None,
            several => several.iter().find(|endpoint| decoding::fits(endpoint.segments(), path)),
        };
        match found.or_else(|| self.endpoints.get(self.own.checked_sub(1)?)) {
            Some(endpoint) => endpoint.serve(request).await,
            // There is one for each shape.
            None => http::Response::new(Body::empty()),
        }
    }
}

fn allow(routes: &[Route]) -> HeaderValue {
    let mut methods: Vec<_> = routes.iter().map(|route| route.meta.method).collect();
    methods.sort();
    let names: Vec<_> = methods.iter().map(|method| method.as_str()).collect();
    HeaderValue::from_str(&names.join(", ")).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Fallback for requests without a route.
struct Elsewhere {
    health: Option<String>,
    /// Candidates for the error style: one service may use several.
    routes: Vec<&'static OperationMeta>,
    default: &'static ErrorStyle,
}

impl Elsewhere {
    fn serve(&self, request: &http::Request<Body>) -> http::Response<Body> {
        let id = RequestId::of(request.headers());
        let (method, path) = (request.method(), request.uri().path());
        let watch = Watch::start(method, None, id.as_str());
        let outcome = match self.health.as_deref() == Some(path) {
            false => Err(no_such_path()),
            true if matches!(*method, http::Method::GET | http::Method::HEAD) => {
                let json = HeaderValue::from_static("application/json");
                Ok(Reply::bytes(200, json, r#"{"status":"up"}"#))
            }
            true => Err(no_such_method(method.as_str(), HeaderValue::from_static("GET, HEAD"))),
        };
        watch.respond(outcome, self.style(path), &id)
    }

    /// Returns the style of the route that shares the longest prefix with the path.
    fn style(&self, path: &str) -> &'static ErrorStyle {
        let mut best = (0, self.default);
        for meta in &self.routes {
            let common = common_prefix(meta.segments, path);
            if common > best.0 {
                best = (common, meta.error_style);
            }
        }
        best.1
    }
}

/// Returns the number of leading segments that match. Parameters match anything but count only if a later
/// literal matches: a parameter alone does not identify the service.
fn common_prefix(segments: &[Segment], path: &str) -> usize {
    let mut common = 0;
    let pairs = segments.iter().zip(path.split('/').skip(1));
    for (index, (segment, text)) in pairs.enumerate() {
        match segment {
            Segment::Literal(literal) if *literal == text => common = index + 1,
            Segment::Within { .. } | Segment::Several { .. } if segment.fits(text) => common = index + 1,
            Segment::Literal(_) | Segment::Within { .. } | Segment::Several { .. } => break,
            Segment::Parameter { .. } => {}
        }
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meta::SlashEncoding;

    const ID: Segment = Segment::Parameter { name: "id", slash: SlashEncoding::Percent };

    #[test]
    fn shapes_forget_names() {
        let segments = [Segment::Literal("v3"), ID, Segment::Literal("{a}:b")];
        assert_eq!(shape(&segments), "/v3/{segment1}/{{a}}:b");
        assert_eq!(shape(&[]), "/");
    }

    #[test]
    fn paths_have_as_many_parameters_as_the_specification_may_say() {
        static DEEP: OperationMeta = OperationMeta { segments: &[ID; 25], ..OperationMeta::BASE };
        let handler = |_, _| async { Ok(Reply::empty(204)) };
        let group = super::super::Group::new(()).route(&DEEP, &super::super::InputSchema::ANY, handler);
        let _ = Api::new().routes(group.finish()).into_router();
    }

    #[test]
    fn literals_decide_who_is_near() {
        let segments = [Segment::Literal("v3"), ID, Segment::Literal("cas")];
        assert_eq!(common_prefix(&segments, "/v3/p/cas/x"), 3);
        assert_eq!(common_prefix(&segments, "/v3/p/cse"), 1);
        assert_eq!(common_prefix(&segments, "/v4/p/cas"), 0);
    }
}
