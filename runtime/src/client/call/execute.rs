//! Sending a call: the single code path of all operations.

use std::pin::pin;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method as HttpMethod};
use tracing::Span;

use super::attempts::{Attempts, Deadline};
use super::{Call, Parts, encode};
use crate::client::client_core::{Settings, needs};
use crate::client::endpoint::addresses::Route;
use crate::client::error::{Error, ErrorKind};
use crate::client::observe;
use crate::client::response::RawResponse;
use crate::media;
use crate::meta::{Method, Segment};

const JSON: HeaderValue = HeaderValue::from_static(media::JSON);

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
    pub async fn send_raw(mut self) -> Result<RawResponse, Error> {
        let span = observe::call(self.0.meta);
        let outcome = observe::within(&span, pin!(self.0.exchange(&span))).await;
        if let Err(error) = &outcome {
            observe::failed(&span, error);
        }
        outcome
    }
}

impl Parts {
    async fn exchange(&mut self, span: &Span) -> Result<RawResponse, Error> {
        let meta = self.meta;
        let given = self.credentials.take();
        let credentials = self.configured(given)?;
        // Tokio's timer panics outside a runtime, so return an error instead. A runtime without a timer
        // cannot be detected and still panics.
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(self.without_runtime());
        }
        let deadline = Deadline::new(self.timeout.unwrap_or(self.core.settings().timeout));
        if self.lacks_parameters() {
            // Boxed, because it is rare and would enlarge every call.
            let mut search = Box::pin(self.find_parameters(credentials.as_ref()));
            deadline.limit(meta, search.as_mut()).await?;
        }

        self.check_limits();
        let route = self.route()?;
        self.body.report(self.progress.take());
        self.body.measure().await.map_err(|error| Error::unreadable_body(meta, error))?;
        if !span.is_disabled()
            && let Some(host) = route.uri().host()
        {
            span.record("server.address", host);
        }
        Attempts::new(self, &route, credentials.as_ref(), deadline, span).make().await
    }

    /// Returns the error for a call outside a runtime. An error in the request itself is more useful and
    /// comes first.
    fn without_runtime(&mut self) -> Error {
        let message = "calls require a Tokio runtime with its timer enabled";
        let missing = Error::new(ErrorKind::Configuration, Some(self.meta), message);
        self.check_limits();
        self.route().err().unwrap_or(missing)
    }

    /// Returns the HTTP method.
    pub(crate) fn method(&self) -> HttpMethod {
        match self.meta.method {
            Method::Get => HttpMethod::GET,
            Method::Head => HttpMethod::HEAD,
            Method::Post => HttpMethod::POST,
            Method::Put => HttpMethod::PUT,
            Method::Patch => HttpMethod::PATCH,
            Method::Delete => HttpMethod::DELETE,
            Method::Options => HttpMethod::OPTIONS,
            Method::Trace => HttpMethod::TRACE,
            // The name has only letters.
            Method::Query => HttpMethod::from_bytes(b"QUERY").unwrap_or_default(),
        }
    }

    /// Returns the headers, except those of the credentials.
    pub(crate) fn request_headers(&self) -> HeaderMap {
        let settings = self.core.settings();
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, self.accepted());
        headers.insert(USER_AGENT, settings.user_agent.clone());
        for (name, value) in &settings.headers {
            headers.insert(name.clone(), value.clone());
        }
        if !self.body.is_absent() {
            let usual = || HeaderValue::from_static(self.meta.request_media);
            headers.insert(CONTENT_TYPE, self.content_type.clone().unwrap_or_else(usual));
        }
        for (name, value) in &self.headers {
            headers.insert(name.clone(), value.clone());
        }
        headers
    }

    /// Returns the media types that the response may have. Errors are JSON, whatever the success is.
    fn accepted(&self) -> HeaderValue {
        match self.meta.response_media {
            media::JSON => JSON,
            other => HeaderValue::try_from(format!("{other}, {};q=0.5", media::JSON)).unwrap_or(JSON),
        }
    }

    /// Returns the route of the request with its URL.
    pub(crate) fn route(&mut self) -> Result<Route, Error> {
        let addresses = match &self.addresses {
            Some(addresses) => Arc::clone(addresses),
            None => self.core.settings().addresses(self.meta)?,
        };
        let index = addresses.current();
        let mut url = String::with_capacity(256);
        url.push_str(addresses.get(index).as_str());
        let base = url.len();
        self.push_target(&mut url)?;
        Route::new(addresses, index, base, Bytes::from(url)).map_err(|error| Error::unsendable(self.meta, error))
    }

    /// Appends path and query. Reports what the setters could not accept.
    fn push_target(&mut self, url: &mut String) -> Result<(), Error> {
        let meta = self.meta;
        let settings = self.core.settings();
        let mut missing = Vec::new();
        for segment in meta.segments {
            url.push('/');
            let (name, before, slash, after) = match *segment {
                Segment::Literal(text) => {
                    url.push_str(text);
                    continue;
                }
                Segment::Parameter { name, slash } => (name, "", slash, ""),
                Segment::Within { before, name, slash, after } => (name, before, slash, after),
                Segment::Several { before, values } => {
                    let given = |name: &str| {
                        let given = self.path.get(name).map(|value| value.as_str());
                        given.or_else(|| settings.parameter_of(meta, name))
                    };
                    let absent = encode::push_values(url, before, values, given, &mut self.problems);
                    missing.extend(absent.into_iter().map(Settings::missing_parameter));
                    continue;
                }
            };
            let given = self.path.get(name);
            let Some(value) = given.map(|value| value.as_str()).or_else(|| settings.parameter_of(meta, name)) else {
                missing.push(Settings::missing_parameter(name));
                continue;
            };
            url.push_str(before);
            if let Err(problem) = encode::push_segment(url, value, slash) {
                self.problems.push(format!("`{name}` {problem}"));
            }
            url.push_str(after);
        }
        if !missing.is_empty() {
            return Err(needs(meta, &missing));
        }
        match &self.linked {
            None => encode::push_query(url, &mut self.query),
            Some(query) if query.is_empty() => {}
            Some(query) => {
                url.push('?');
                url.push_str(query);
            }
        }
        if !self.problems.is_empty() {
            let message = self.problems.join("; ");
            return Err(Error::new(ErrorKind::InvalidRequest, Some(meta), message));
        }
        Ok(())
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
