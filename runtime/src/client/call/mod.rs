//! Requests under construction.

#[cfg(feature = "dynamic")]
pub(crate) mod arguments;
mod attempts;
#[cfg(feature = "blocking")]
pub(crate) mod blocking;
mod encode;
mod execute;
pub(crate) mod operation;
mod parameters;
mod renewal;

use std::fmt::{self, Display};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use serde::Serialize;

use super::body::Progress;
use super::body::{Body, form};
use super::client_core::ClientCore;
use super::client_core::credentials::Credentials;
use super::client_core::parameter_value::ParameterValue;
use super::endpoint::addresses::Addresses;
use super::retry::RetryPolicy;
use crate::meta::OperationMeta;
use crate::text::{OneLine, SHORT};
use crate::value::{Form, Secret, StringId};

/// Request under construction, of the same type for all operations.
///
/// Setters never fail: `send` reports invalid values as
/// [`ErrorKind::InvalidRequest`](crate::client::ErrorKind::InvalidRequest) before it sends anything. `Debug`
/// shows path and query with `***` for secrets, but neither the body nor header values.
#[derive(Clone)]
pub struct Call {
    pub(crate) core: ClientCore,
    pub(crate) meta: &'static OperationMeta,
    pub(crate) path: Vec<(&'static str, ParameterValue)>,
    pub(crate) query: Vec<(&'static str, ParameterValue)>,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Body,
    /// Whether the body makes a request that is idempotent otherwise not idempotent.
    pub(crate) once: bool,
    pub(crate) progress: Option<Progress>,
    /// Media type of a body other than JSON.
    pub(crate) content_type: Option<HeaderValue>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    /// Addresses that override those of the client.
    pub(crate) addresses: Option<Arc<Addresses>>,
    /// Credentials, or their absence, that override those of the client.
    pub(crate) credentials: Option<Option<Arc<dyn Credentials>>>,
    pub(crate) problems: Vec<String>,
}

impl Call {
    /// Creates an empty call of an operation.
    #[must_use]
    pub fn new(core: &ClientCore, meta: &'static OperationMeta) -> Self {
        let mut this = Self {
            core: core.clone(),
            meta,
            path: Vec::new(),
            query: Vec::new(),
            headers: Vec::new(),
            body: Body::empty(),
            once: false,
            progress: None,
            content_type: None,
            timeout: None,
            attempt_timeout: None,
            retry: None,
            addresses: None,
            credentials: None,
            problems: Vec::new(),
        };
        core.presets(meta).for_each(|(name, value)| this.path(name, value));
        this
    }

    /// Returns the operation.
    #[must_use]
    pub fn operation(&self) -> &'static OperationMeta {
        self.meta
    }

    /// Sets a path parameter. Overrides the client's value.
    pub fn path(&mut self, name: &'static str, value: impl Display) {
        self.set_path(name, ParameterValue::Plain(value.to_string()));
    }

    /// Sets a path parameter to a string without copying it.
    pub fn path_string(&mut self, name: &'static str, value: String) {
        self.set_path(name, ParameterValue::Plain(value));
    }

    /// Sets a path parameter that `Debug` does not show.
    pub fn secret_path(&mut self, name: &'static str, value: &Secret) {
        self.set_path(name, ParameterValue::Secret(value.clone()));
    }

    /// Sets a path parameter to an id. `send` checks the limits of the id.
    pub fn path_id<I: StringId>(&mut self, name: &'static str, id: impl Into<I>) {
        let id: I = id.into();
        // An empty value is never allowed in a path; building the URL reports it.
        let id = if id.as_ref().is_empty() { ParameterValue::Plain(id.into()) } else { self.checked(name, id) };
        self.set_path(name, id);
    }

    /// Sets a query parameter to an id. `send` checks the limits of the id.
    pub fn query_id<I: StringId>(&mut self, name: &'static str, id: impl Into<I>) {
        self.query_ids::<I>(name, [id]);
    }

    /// Sets a repeated query parameter to ids. `send` checks the limits of each id.
    pub fn query_ids<I: StringId>(&mut self, name: &'static str, ids: impl IntoIterator<Item: Into<I>>) {
        self.query.retain(|(known, _)| *known != name);
        for id in ids {
            let id = self.checked::<I>(name, id.into());
            self.query.push((name, id));
        }
    }

    /// Sets a header to an id. `send` checks the limits of the id.
    pub fn header_id<I: StringId>(&mut self, name: &str, id: impl Into<I>) {
        let id = self.checked::<I>(name, id.into());
        self.set_header(name, id.as_ref(), false);
    }

    fn checked<I: StringId>(&mut self, name: &str, id: I) -> ParameterValue {
        let id: String = id.into();
        if let Some(problem) = I::LIMITS.problem(&id) {
            self.problem(format!("`{name}` {problem}"));
        }
        ParameterValue::Plain(id)
    }

    fn set_path(&mut self, name: &'static str, value: ParameterValue) {
        self.path.retain(|(known, _)| *known != name);
        self.path.push((name, value));
    }

    /// Sets a query parameter. Replaces all its values.
    pub fn query(&mut self, name: &'static str, value: impl Display) {
        self.query_each(name, [value]);
    }

    /// Sets a query parameter to a string without copying it.
    pub fn query_string(&mut self, name: &'static str, value: String) {
        self.query.retain(|(known, _)| *known != name);
        self.query.push((name, ParameterValue::Plain(value)));
    }

    /// Sets a query parameter that `Debug` does not show.
    pub fn secret_query(&mut self, name: &'static str, value: &Secret) {
        self.query.retain(|(known, _)| *known != name);
        self.query.push((name, ParameterValue::Secret(value.clone())));
    }

    /// Sets a query parameter that may occur several times. Replaces all its values.
    pub fn query_each(&mut self, name: &'static str, values: impl IntoIterator<Item: Display>) {
        self.query.retain(|(known, _)| *known != name);
        let values = values.into_iter().map(|value| (name, ParameterValue::Plain(value.to_string())));
        self.query.extend(values);
    }

    /// Returns a query parameter as a number, if it is set.
    pub(crate) fn query_number(&self, name: &str) -> Option<u64> {
        let value = self.query.iter().find(|(known, _)| *known == name)?;
        value.1.as_ref().parse().ok()
    }

    /// Returns true if a query parameter is set.
    pub(crate) fn has_query(&self, name: &str) -> bool {
        self.query.iter().any(|(known, _)| *known == name)
    }

    /// Sets a header. Replaces its value.
    pub fn header(&mut self, name: &str, value: impl Display) {
        self.set_header(name, &value.to_string(), false);
    }

    /// Sets a header to a string. Replaces its value.
    pub fn header_str(&mut self, name: &str, value: &str) {
        self.set_header(name, value, false);
    }

    /// Sets a header that `Debug` does not show and transports do not log.
    pub fn secret_header(&mut self, name: &str, value: &Secret) {
        self.set_header(name, value.expose(), true);
    }

    fn set_header(&mut self, name: &str, value: &str, secret: bool) {
        let Ok(header) = HeaderName::from_bytes(name.as_bytes()) else {
            self.problems.push(format!("{name:?} is not a header name"));
            return;
        };
        self.headers.retain(|(known, _)| *known != header);
        match HeaderValue::from_str(value) {
            Ok(mut value) => {
                value.set_sensitive(secret);
                self.headers.push((header, value));
            }
            // The message omits the value: headers carry tokens.
            Err(_) => self
                .problems
                .push(format!("the value of header `{name}` contains characters that are not allowed in a header")),
        }
    }

    /// Sets a JSON body.
    pub fn json(&mut self, body: &impl Serialize) {
        match serde_json::to_vec(body) {
            Ok(bytes) => {
                self.once = names_any(&bytes, self.meta.idempotent_without);
                self.body = Bytes::from(bytes).into();
            }
            Err(error) => {
                let error = error.to_string();
                let problem = OneLine(&error, SHORT);
                self.problems.push(format!("the body cannot be serialized as JSON: {problem}"));
            }
        }
    }

    /// Sets a form with parts as the body.
    pub fn form(&mut self, body: &impl Form) {
        let form::Encoded { content_type, body } = form::encode(&body.parts());
        self.content_type = HeaderValue::try_from(content_type).ok();
        self.body = body;
    }

    /// Sets a callback that receives the bytes handed over so far, and the total if it is known. It restarts
    /// at 0 with each attempt.
    ///
    /// Runs between two pieces of the body, so it must return quickly.
    pub fn progress(&mut self, progress: impl Fn(u64, Option<u64>) + Send + Sync + 'static) {
        self.progress = Some(Arc::new(progress));
    }

    /// Sets the timeout of this call, including retries. Overrides the client's.
    pub fn timeout(&mut self, timeout: Duration) {
        self.timeout = Some(timeout);
    }

    /// Sets the timeout of each attempt of this call. Overrides the client's.
    pub fn attempt_timeout(&mut self, timeout: Duration) {
        self.attempt_timeout = Some(timeout);
    }

    /// Sets the retry policy of this call. Overrides the client's.
    pub fn retry(&mut self, policy: RetryPolicy) {
        self.retry = Some(policy);
    }

    /// Sets the addresses of this call. Overrides the client's.
    pub(crate) fn at(&mut self, addresses: Arc<Addresses>) {
        self.addresses = Some(addresses);
    }

    /// Sets the credentials of this call, or none. Overrides the client's.
    pub(crate) fn on_behalf_of(&mut self, credentials: Option<Arc<dyn Credentials>>) {
        self.credentials = Some(credentials);
    }

    /// Extends the timeouts of the call and of each attempt.
    pub(crate) fn extend_timeout(&mut self, more: Duration) {
        let settings = self.core.settings();
        let timeout = self.timeout.unwrap_or(settings.timeout);
        self.timeout = Some(timeout.saturating_add(more));
        let attempt = self.attempt_timeout.or(settings.attempt_timeout);
        self.attempt_timeout = attempt.map(|timeout| timeout.saturating_add(more));
    }

    /// Limits the timeout of the call.
    pub(crate) fn limit_timeout(&mut self, most: Duration) {
        let timeout = self.timeout.unwrap_or(self.core.settings().timeout);
        self.timeout = Some(timeout.min(most));
    }

    /// Records an invalid value, which `send` reports.
    pub(crate) fn problem(&mut self, problem: impl Into<String>) {
        self.problems.push(problem.into());
    }
}

/// Returns true if a body has one of these fields, and it is not empty.
fn names_any(body: &[u8], fields: &[&str]) -> bool {
    if fields.is_empty() {
        return false;
    }
    let body: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let is_set = |value: &serde_json::Value| match value {
        serde_json::Value::Null => false,
        serde_json::Value::Array(items) => !items.is_empty(),
        serde_json::Value::Object(members) => !members.is_empty(),
        _ => true,
    };
    fields.iter().any(|field| body.get(field).is_some_and(is_set))
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Call")
            .field("operation", &self.meta.id)
            .field("path", &Pairs(&self.path))
            .field("query", &Pairs(&self.query))
            .field("headers", &headers)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

struct Pairs<'a>(&'a [(&'static str, ParameterValue)]);

impl fmt::Debug for Pairs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.iter().map(|(name, value)| (name, value))).finish()
    }
}

/// Names of URL parameters that must not be shown. Stored in the extensions of requests that have any.
#[derive(Clone)]
pub(crate) struct SecretNames(pub(crate) Vec<&'static str>);

impl SecretNames {
    pub(crate) fn of(
        path: &[(&'static str, ParameterValue)],
        query: &[(&'static str, ParameterValue)],
    ) -> Option<Self> {
        let secret = |(name, value): &(&'static str, ParameterValue)| value.is_secret().then_some(*name);
        let names: Vec<_> = path.iter().chain(query).filter_map(secret).collect();
        (!names.is_empty()).then_some(Self(names))
    }
}
