//! Sending a call: the single code path of all operations.

use std::sync::Arc;

use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use http::{HeaderValue, Method as HttpMethod, Uri};
use tracing::{Instrument as _, Span};

use super::SecretNames;
use super::attempts::{Attempts, Deadline};
use super::{Call, encode};
use crate::client::body::Body;
use crate::client::client_core::context::CallContext;
use crate::client::client_core::{Settings, needs};
use crate::client::endpoint::addresses::Route;
use crate::client::error::{Error, ErrorKind};
use crate::client::observe;
use crate::client::response::RawResponse;
use crate::meta::{Method, Segment};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

impl Call {
    /// Sends the request and returns a successful response.
    ///
    /// Every 2xx status is a success, and so is every other status that the operation documents as one.
    ///
    /// # Errors
    /// Returns an error of any kind except [`ErrorKind::Decode`].
    ///
    /// # Panics
    /// Panics inside a Tokio runtime without an enabled timer.
    pub async fn send(self) -> Result<RawResponse, Error> {
        self.send_raw().await?.successful()
    }

    /// Sends the request and returns the response, whatever its status.
    ///
    /// # Errors
    /// Returns an error of any kind except [`ErrorKind::Service`] and [`ErrorKind::Decode`].
    ///
    /// # Panics
    /// Panics inside a Tokio runtime without an enabled timer.
    pub async fn send_raw(self) -> Result<RawResponse, Error> {
        let span = observe::call(self.meta);
        let outcome = self.exchange(&span).instrument(span.clone()).await;
        if let Err(error) = &outcome {
            observe::failed(&span, error);
        }
        outcome
    }

    async fn exchange(mut self, span: &Span) -> Result<RawResponse, Error> {
        let (meta, core) = (self.meta, self.core.clone());
        let settings = core.settings();
        let given = self.credentials.take();
        let credentials = self.configured(given)?;
        // Tokio's timer panics outside a runtime, so return an error instead. A runtime without a timer
        // cannot be detected and still panics.
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(self.without_runtime());
        }
        let once = self.once;
        let deadline = Deadline::new(self.timeout.unwrap_or(settings.timeout));
        let attempt_timeout = self.attempt_timeout.or(settings.attempt_timeout);
        // Boxed, because it is rare and would enlarge every call.
        deadline.limit(meta, Box::pin(self.find_parameters(credentials.as_ref()))).await?;

        let (policy, path) = (self.retry.clone(), self.path.clone());
        let policy = policy.as_ref().unwrap_or(&settings.retry);
        let context = CallContext::new(&core, meta).with_path(&path);
        let mut request = self.into_request()?;
        request.body_mut().measure().await.map_err(|error| Error::unreadable_body(meta, error))?;
        if let Some(host) = request.uri().host() {
            span.record("server.address", host);
        }
        let credentials = credentials.as_deref();
        let attempts = Attempts::new(context, credentials, policy, attempt_timeout, deadline, span);
        attempts.once_only(once).make(&request).await
    }

    /// Returns the error for a call outside a runtime. An error in the request itself is more useful and
    /// comes first.
    fn without_runtime(self) -> Error {
        let meta = self.meta;
        let message = "calls require a Tokio runtime with its timer enabled";
        let missing = Error::new(ErrorKind::Configuration, Some(meta), message);
        self.into_request().err().unwrap_or(missing)
    }

    /// Builds the request.
    fn into_request(mut self) -> Result<http::Request<Body>, Error> {
        let meta = self.meta;
        let secrets = SecretNames::of(&self.path, &self.query);
        self.check_limits();
        let (route, uri) = self.route()?;
        let mut body = self.body;
        body.report(self.progress);
        let mut request = http::Request::new(body);
        *request.method_mut() = match meta.method {
            Method::Get => HttpMethod::GET,
            Method::Head => HttpMethod::HEAD,
            Method::Post => HttpMethod::POST,
            Method::Put => HttpMethod::PUT,
            Method::Patch => HttpMethod::PATCH,
            Method::Delete => HttpMethod::DELETE,
        };
        *request.uri_mut() = uri;
        request.extensions_mut().insert(meta);
        request.extensions_mut().insert(route);
        if let Some(secrets) = secrets {
            request.extensions_mut().insert(secrets);
        }

        let has_body = !request.body().is_absent();
        let headers = request.headers_mut();
        headers.insert(ACCEPT, JSON);
        headers.insert(USER_AGENT, self.core.settings().user_agent.clone());
        for (name, value) in &self.core.settings().headers {
            headers.insert(name.clone(), value.clone());
        }
        if has_body {
            headers.insert(CONTENT_TYPE, self.content_type.unwrap_or(JSON));
        }
        for (name, value) in self.headers {
            headers.insert(name, value);
        }
        Ok(request)
    }

    /// Returns the route of the request and its first URL.
    pub(crate) fn route(&mut self) -> Result<(Route, Uri), Error> {
        let addresses = match &self.addresses {
            Some(addresses) => Arc::clone(addresses),
            None => self.core.settings().addresses(self.meta)?,
        };
        let route = Route::new(addresses, &self.target()?);
        let uri = route.uri().map_err(|error| Error::unsendable(self.meta, error))?;
        Ok((route, uri))
    }

    /// Builds path and query. Reports what the setters could not accept.
    fn target(&mut self) -> Result<String, Error> {
        let meta = self.meta;
        let settings = self.core.settings();
        let mut url = String::with_capacity(meta.path.len() + 64);
        let mut missing = Vec::new();
        for segment in meta.segments {
            url.push('/');
            match *segment {
                Segment::Literal(text) => url.push_str(text),
                Segment::Parameter { name, slash } => {
                    let given = self.path.iter().find(|(known, _)| *known == name);
                    let Some(value) =
                        given.map(|(_, value)| value.as_ref()).or_else(|| settings.parameter_of(meta, name))
                    else {
                        missing.push(Settings::missing_parameter(name));
                        continue;
                    };
                    if let Err(problem) = encode::push_segment(&mut url, value, slash) {
                        self.problems.push(format!("`{name}` {problem}"));
                    }
                }
            }
        }
        if !missing.is_empty() {
            return Err(needs(meta, &missing));
        }
        encode::push_query(&mut url, &self.query);
        if !self.problems.is_empty() {
            let message = self.problems.join("; ");
            return Err(Error::new(ErrorKind::InvalidRequest, Some(meta), message));
        }
        Ok(url)
    }
}

impl RawResponse {
    /// Returns the response unless it reports an error.
    pub(crate) fn successful(self) -> Result<RawResponse, Error> {
        if self.is_success() { Ok(self) } else { Err(Error::service(&self)) }
    }

    pub(crate) fn is_success(&self) -> bool {
        let status = self.status();
        (200..300).contains(&status) || self.operation().success.contains(&status)
    }
}
