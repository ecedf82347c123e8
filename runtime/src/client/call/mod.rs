//! Requests under construction.

#[cfg(feature = "dynamic")]
pub(crate) mod arguments;
mod attempts;
#[cfg(feature = "blocking")]
pub(crate) mod blocking;
pub(crate) mod decoding;
mod encode;
mod execute;
pub(crate) mod operation;
mod parameters;
mod renewal;
mod styled;
mod timer;

use std::fmt::{self, Display};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use percent_encoding::percent_decode_str;
use serde::Serialize;

use super::body::Progress;
use super::body::{Body, form, url_encoded};
use super::client_core::ClientCore;
use super::client_core::credentials::Credentials;
use super::client_core::values::Values;
use super::endpoint::addresses::Addresses;
use super::retry::RetryPolicy;
use super::transport::incoming::Incoming;
use crate::finite;
use crate::meta::OperationMeta;
use crate::text::{OneLine, SHORT};
use crate::value::{File, Form, Secret, StringId};

/// Request under construction, of the same type for all operations.
///
/// Setters never fail: `send` reports invalid values as
/// [`ErrorKind::InvalidRequest`](crate::client::ErrorKind::InvalidRequest) before it sends anything. `Debug`
/// shows path and query with `***` for secrets, but neither the body nor header values.
#[derive(Clone)]
pub struct Call(Box<Parts>);

/// Parts of a call. They have one place from the first setter to the response, since setters and futures move the
/// call.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) core: ClientCore,
    pub(crate) meta: &'static OperationMeta,
    pub(crate) path: Values,
    pub(crate) query: Values,
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
    /// Encoded query that a link has, instead of the parameters.
    pub(crate) linked: Option<String>,
    pub(crate) problems: Vec<String>,
    /// Place for the body of a response that is read while it arrives.
    pub(crate) incoming: Option<Incoming>,
    /// Place for the connection that the request opens.
    #[cfg(feature = "sockets")]
    pub(crate) opening: Option<crate::client::Opening>,
}

impl Call {
    /// Creates an empty call of an operation.
    #[must_use]
    pub fn new(core: &ClientCore, meta: &'static OperationMeta) -> Self {
        let mut this = Self(Box::new(Parts {
            core: core.clone(),
            meta,
            path: Values::default(),
            query: Values::default(),
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
            linked: None,
            problems: Vec::new(),
            incoming: None,
            #[cfg(feature = "sockets")]
            opening: None,
        }));
        core.presets(meta).for_each(|(name, value)| this.path_str(name, value));
        meta.fixed_query.iter().for_each(|(name, value)| this.query_str(name, value));
        meta.fixed_headers.iter().for_each(|(name, value)| this.header_str(name, value));
        this
    }

    /// Returns the operation.
    #[must_use]
    pub fn operation(&self) -> &'static OperationMeta {
        self.0.meta
    }

    /// Sets a path parameter. Overrides the client's value.
    pub fn path(&mut self, name: &'static str, value: impl Display) {
        self.0.path.remove(name);
        let is_sendable = self.0.path.push(name, value);
        self.needs_number(name, is_sendable);
    }

    /// Sets a path parameter to a string.
    pub fn path_str(&mut self, name: &'static str, value: &str) {
        self.0.path.remove(name);
        self.0.path.push_str(name, value);
    }

    /// Sets a path parameter that `Debug` does not show.
    pub fn secret_path(&mut self, name: &'static str, value: &Secret) {
        self.0.path.remove(name);
        self.0.path.push_secret(name, value);
    }

    /// Sets a path parameter to an id. `send` checks the limits of the id.
    pub fn path_id<I: StringId>(&mut self, name: &'static str, id: impl Into<I>) {
        let id: I = id.into();
        // An empty value is never allowed in a path; building the URL reports it.
        if !id.as_ref().is_empty() {
            self.check::<I>(name, id.as_ref());
        }
        self.path_str(name, id.as_ref());
    }

    /// Sets a query parameter to an id. `send` checks the limits of the id.
    pub fn query_id<I: StringId>(&mut self, name: &'static str, id: impl Into<I>) {
        self.query_ids::<I>(name, [id]);
    }

    /// Sets a repeated query parameter to ids. `send` checks the limits of each id.
    pub fn query_ids<I: StringId>(&mut self, name: &'static str, ids: impl IntoIterator<Item: Into<I>>) {
        self.0.query.remove(name);
        for id in ids {
            let id: I = id.into();
            self.check::<I>(name, id.as_ref());
            self.0.query.push_str(name, id.as_ref());
        }
    }

    /// Sets a header to an id. `send` checks the limits of the id.
    pub fn header_id<I: StringId>(&mut self, name: &str, id: impl Into<I>) {
        let id: I = id.into();
        self.check::<I>(name, id.as_ref());
        self.set_header(name, id.as_ref(), false);
    }

    fn check<I: StringId>(&mut self, name: &str, id: &str) {
        if let Some(problem) = I::LIMITS.problem(id) {
            self.problem(format!("`{name}` {problem}"));
        }
    }

    /// Sets a query parameter. Replaces all its values.
    pub fn query(&mut self, name: &'static str, value: impl Display) {
        self.0.query.remove(name);
        let is_sendable = self.0.query.push(name, value);
        self.needs_number(name, is_sendable);
    }

    /// Reports a float that is no number: it has no notation.
    fn needs_number(&mut self, name: &str, is_sendable: bool) {
        if !is_sendable {
            self.problem(format!("`{name}` must be a number, neither NaN nor infinite"));
        }
    }

    /// Sets a query parameter to a string.
    pub fn query_str(&mut self, name: &'static str, value: &str) {
        self.0.query.remove(name);
        self.0.query.push_str(name, value);
    }

    /// Sets a query parameter that `Debug` does not show.
    pub fn secret_query(&mut self, name: &'static str, value: &Secret) {
        self.0.query.remove(name);
        self.0.query.push_secret(name, value);
    }

    /// Sets a query parameter that may occur several times. Replaces all its values.
    pub fn query_each(&mut self, name: &'static str, values: impl IntoIterator<Item: Display>) {
        self.0.query.remove(name);
        for value in values {
            let is_sendable = self.0.query.push(name, value);
            self.needs_number(name, is_sendable);
        }
    }

    /// Sets a query parameter to several values with a separator between them. `send` reports a value that contains it.
    pub fn query_joined(&mut self, name: &'static str, separator: char, values: impl IntoIterator<Item: Display>) {
        self.0.query.remove(name);
        if let Some(joined) = self.joined(name, separator, values) {
            self.0.query.push_str(name, &joined);
        }
    }

    /// Sets a header to several values with commas between them. `send` reports a value that contains one.
    pub fn header_joined(&mut self, name: &'static str, values: impl IntoIterator<Item: Display>) {
        if let Some(joined) = self.joined(name, ',', values) {
            self.set_header(name, &joined, false);
        }
    }

    /// Returns values with a separator between them; `None` if there are none.
    fn joined(&mut self, name: &str, separator: char, values: impl IntoIterator<Item: Display>) -> Option<String> {
        let mut joined: Option<String> = None;
        for value in values {
            let text = value.to_string();
            self.needs_number(name, !finite::is_missing(&value, &text));
            let value = text;
            if value.contains(separator) {
                self.problem(format!("a value of `{name}` contains {separator:?}, which separates the values"));
            }
            joined = Some(match joined {
                None => value,
                Some(before) => format!("{before}{separator}{value}"),
            });
        }
        joined
    }

    /// Returns a query parameter as a number, if it is set.
    pub(crate) fn query_number(&self, name: &str) -> Option<u64> {
        self.0.query.get(name)?.as_str().parse().ok()
    }

    /// Replaces the whole query by that of a link. Scheme, host and path of the link do not matter: the request is
    /// sent to the same place.
    pub(crate) fn query_of_link(&mut self, link: &str) {
        let query = link.split('#').next().and_then(|link| link.split_once('?')).map_or("", |(_, query)| query);
        let name = |pair: &str| {
            percent_decode_str(pair.split('=').next().unwrap_or_default()).decode_utf8_lossy().into_owned()
        };
        // The credentials are added again.
        let pairs = query.split('&').filter(|pair| !pair.is_empty() && !self.0.meta.is_query_credential(&name(pair)));
        self.0.linked = Some(pairs.collect::<Vec<_>>().join("&"));
    }

    /// Removes a query parameter.
    pub(crate) fn remove_query(&mut self, name: &str) {
        self.0.query.remove(name);
    }

    /// Returns true if a query parameter is set.
    pub(crate) fn has_query(&self, name: &str) -> bool {
        self.0.query.get(name).is_some()
    }

    /// Sets a header. Replaces its value.
    pub fn header(&mut self, name: &str, value: impl Display) {
        let text = value.to_string();
        self.needs_number(name, !finite::is_missing(&value, &text));
        self.set_header(name, &text, false);
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
            self.0.problems.push(format!("{name:?} is not a header name"));
            return;
        };
        self.0.headers.retain(|(known, _)| *known != header);
        match HeaderValue::from_str(value) {
            Ok(mut value) => {
                value.set_sensitive(secret);
                self.0.headers.push((header, value));
            }
            // The message omits the value: headers carry tokens.
            Err(_) => self
                .0
                .problems
                .push(format!("the value of header `{name}` contains characters that are not allowed in a header")),
        }
    }

    /// Sets a JSON body.
    pub fn json(&mut self, body: &impl Serialize) {
        let mut bytes = Vec::with_capacity(128);
        match finite::write(&mut bytes, body) {
            Ok(()) => {
                self.0.once = names_any(&bytes, self.0.meta.idempotent_without);
                self.0.body = Bytes::from(bytes).into();
            }
            Err(error) => self.unwritable(&error),
        }
    }

    fn unwritable(&mut self, error: &serde_json::Error) {
        let error = error.to_string();
        let problem = OneLine(&error, SHORT);
        self.0.problems.push(format!("the body cannot be serialized as JSON: {problem}"));
    }

    /// Sets a URL-encoded form as the body: an object whose values are strings on the wire.
    pub fn url_encoded(&mut self, body: &impl Serialize) {
        match finite::to_value(body) {
            Ok(fields) => self.text(&url_encoded::encode(&fields)),
            Err(error) => self.unwritable(&error),
        }
    }

    /// Sets a string as the body.
    pub fn text(&mut self, body: &str) {
        self.0.body = Bytes::copy_from_slice(body.as_bytes()).into();
    }

    /// Sets the contents of a file as the body. They are streamed unless they are in memory.
    pub fn file(&mut self, body: &File) {
        self.0.content_type = HeaderValue::try_from(body.sent_as(self.0.meta.request_media)).ok();
        self.0.body = Body::from_file(body);
    }

    /// Sets a form with parts as the body.
    pub fn form(&mut self, body: &impl Form) {
        let parts = body.parts();
        parts.unsendable().for_each(|name| self.needs_number(name, false));
        let form::Encoded { content_type, body } = form::encode(&parts);
        self.0.content_type = HeaderValue::try_from(content_type).ok();
        self.0.body = body;
    }

    /// Sets a callback that receives the bytes handed over so far, and the total if it is known. It restarts
    /// at 0 with each attempt.
    ///
    /// Runs between two pieces of the body, so it must return quickly.
    pub fn progress(&mut self, progress: impl Fn(u64, Option<u64>) + Send + Sync + 'static) {
        self.0.progress = Some(Arc::new(progress));
    }

    /// Sets the timeout of this call, including retries. Overrides the client's.
    pub fn timeout(&mut self, timeout: Duration) {
        self.0.timeout = Some(timeout);
    }

    /// Sets the timeout of each attempt of this call. Overrides the client's.
    pub fn attempt_timeout(&mut self, timeout: Duration) {
        self.0.attempt_timeout = Some(timeout);
    }

    /// Sets the retry policy of this call. Overrides the client's.
    pub fn retry(&mut self, policy: RetryPolicy) {
        self.0.retry = Some(policy);
    }

    /// Sets the addresses of this call. Overrides the client's.
    pub(crate) fn at(&mut self, addresses: Arc<Addresses>) {
        self.0.addresses = Some(addresses);
    }

    /// Sets the credentials of this call, or none. Overrides the client's.
    pub(crate) fn on_behalf_of(&mut self, credentials: Option<Arc<dyn Credentials>>) {
        self.0.credentials = Some(credentials);
    }

    /// Extends the timeouts of the call and of each attempt.
    pub(crate) fn extend_timeout(&mut self, more: Duration) {
        let settings = self.0.core.settings();
        let timeout = self.0.timeout.unwrap_or(settings.timeout);
        self.0.timeout = Some(timeout.saturating_add(more));
        let attempt = self.0.attempt_timeout.or(settings.attempt_timeout);
        self.0.attempt_timeout = attempt.map(|timeout| timeout.saturating_add(more));
    }

    /// Limits the timeout of the call.
    pub(crate) fn limit_timeout(&mut self, most: Duration) {
        let timeout = self.0.timeout.unwrap_or(self.0.core.settings().timeout);
        self.0.timeout = Some(timeout.min(most));
    }

    /// Puts the body of the response into `incoming`, from which it is read while it arrives.
    pub(crate) fn receive(&mut self, incoming: Incoming) {
        self.0.incoming = Some(incoming);
    }

    /// Keeps the connection of the response open, and puts it into `opening`.
    #[cfg(feature = "sockets")]
    pub(crate) fn open(&mut self, opening: crate::client::Opening) {
        self.0.opening = Some(opening);
    }

    /// Records an invalid value, which `send` reports.
    pub(crate) fn problem(&mut self, problem: impl Into<String>) {
        self.0.problems.push(problem.into());
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
        let headers: Vec<_> = self.0.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Call")
            .field("operation", &self.0.meta.id)
            .field("path", &self.0.path)
            .field("query", &self.0.query)
            .field("headers", &headers)
            .field("body", &self.0.body)
            .finish_non_exhaustive()
    }
}

/// Names of URL parameters that must not be shown. Stored in the extensions of requests that have any.
#[derive(Clone)]
pub(crate) struct SecretNames(pub(crate) Vec<&'static str>);

impl SecretNames {
    pub(crate) fn of(path: &Values, query: &Values) -> Option<Self> {
        let names: Vec<_> = path.secrets().chain(query.secrets()).collect();
        (!names.is_empty()).then_some(Self(names))
    }
}
