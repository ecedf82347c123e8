//! First generation of the interface, which has fewer routes.

use http::Method;

use super::routes::Table;

/// Prefix of its paths.
pub(super) const PREFIX: &str = "/registry/v3";

/// Paths after the prefix, each with its methods; `*` is a parameter.
const ROUTES: [(&str, &[&str]); 18] = [
    ("/existence", &["GET"]),
    ("/heartbeats", &["PUT"]),
    ("/instances", &["GET"]),
    ("/microservices", &["GET", "POST", "DELETE"]),
    ("/microservices/*", &["GET", "DELETE"]),
    ("/microservices/*/properties", &["PUT"]),
    ("/microservices/*/tags", &["GET", "POST"]),
    ("/microservices/*/tags/*", &["PUT", "DELETE"]),
    ("/microservices/*/schemas", &["GET", "POST"]),
    ("/microservices/*/schemas/*", &["GET", "PUT", "DELETE"]),
    ("/microservices/*/providers", &["GET"]),
    ("/microservices/*/consumers", &["GET"]),
    ("/microservices/*/watcher", &["GET"]),
    ("/microservices/*/instances", &["GET", "POST"]),
    ("/microservices/*/instances/*", &["GET", "DELETE"]),
    ("/microservices/*/instances/*/heartbeat", &["PUT"]),
    ("/microservices/*/instances/*/properties", &["PUT"]),
    ("/microservices/*/instances/*/status", &["PUT"]),
];

/// Returns the routes.
pub(super) fn routes() -> Table {
    let mut table = Table::default();
    for (path, methods) in ROUTES {
        for method in methods {
            table = table.extra(Method::from_bytes(method.as_bytes()).unwrap_or_default(), path, "old");
        }
    }
    table
}

/// Returns the part of a path after the prefix.
pub(super) fn rest(path: &str) -> Option<&str> {
    path.strip_prefix(PREFIX).filter(|rest| rest.starts_with('/'))
}
