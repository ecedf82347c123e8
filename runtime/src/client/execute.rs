//! Sending a call: the one code path of all operations.

use std::borrow::Cow;
use std::sync::Arc;

use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method as HttpMethod, Uri};

use super::engine::Settings;
use super::error::{Error, ErrorKind};
use super::renewal::is_worth_repeating;
use super::{Body, Call, CallContext, Credentials, RawResponse, Response, encode};
use crate::meta::{Method, Segment};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

impl Call {
    /// Sends the request and gives back a successful answer.
    ///
    /// Every 2xx status is a success, and so is any other that the operation documents as one.
    ///
    /// # Errors
    /// Of every kind but [`ErrorKind::Decode`].
    ///
    /// # Panics
    /// Inside a Tokio runtime whose timer is not enabled.
    pub async fn send(self) -> Result<RawResponse, Error> {
        self.send_raw().await?.successful()
    }

    /// Sends the request and gives back the answer, whatever its status.
    ///
    /// # Errors
    /// If there is no answer: of every kind but [`ErrorKind::Service`] and [`ErrorKind::Decode`].
    ///
    /// # Panics
    /// Inside a Tokio runtime whose timer is not enabled.
    pub async fn send_raw(self) -> Result<RawResponse, Error> {
        let engine = self.engine.clone();
        let credentials = engine.settings().credentials(self.meta)?;
        self.send_as(credentials).await
    }

    /// As [`send_raw`](Self::send_raw), in the name of somebody else than the engine knows.
    pub(super) async fn send_as(self, credentials: Option<&Arc<dyn Credentials>>) -> Result<RawResponse, Error> {
        let meta = self.meta;
        let timeout = self.timeout.unwrap_or(self.engine.settings().timeout);
        // Tokio's timer panics outside of a runtime; an error is easier to deal with. Whether the
        // runtime has its timer cannot be asked, so one without it still panics.
        if tokio::runtime::Handle::try_current().is_err() {
            // What cannot be sent anywhere is the better thing to know.
            self.into_request()?;
            let message = "there is no Tokio runtime here: calls have to be made inside one, with its timer enabled";
            return Err(Error::new(ErrorKind::Configuration, Some(meta), message));
        }
        match tokio::time::timeout(timeout, self.exchange(credentials)).await {
            Ok(answer) => answer,
            Err(_) => {
                let message = format!("no answer within {timeout:?}");
                Err(Error::new(ErrorKind::Timeout, Some(meta), message))
            }
        }
    }

    async fn exchange(mut self, credentials: Option<&Arc<dyn Credentials>>) -> Result<RawResponse, Error> {
        self.find_parameters(credentials).await?;
        let (meta, engine, path) = (self.meta, self.engine.clone(), self.path.clone());
        let context = CallContext::new(&engine, meta).with_path(&path);
        let credentials = credentials.map(|credentials| &**credentials);
        let request = self.into_request()?;

        let mut answer = once(&context, credentials, request.clone()).await?;
        // A token may have ended early: the credentials are asked once whether they have a better one.
        if is_worth_repeating(&context, credentials, &answer.sent, &mut answer.response).await {
            answer = once(&context, credentials, request).await?;
            if answer.response.status() == 401 {
                answer.response.remark("refused again with new credentials");
            }
        }
        Ok(answer.response)
    }

    /// Puts the parts together.
    fn into_request(mut self) -> Result<http::Request<Body>, Error> {
        let meta = self.meta;
        let uri = self.uri()?;
        let mut request = http::Request::new(self.body);
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

        let has_body = request.body().as_bytes().is_some();
        let headers = request.headers_mut();
        headers.insert(ACCEPT, JSON);
        headers.insert(USER_AGENT, self.engine.settings().user_agent.clone());
        if has_body {
            headers.insert(CONTENT_TYPE, self.content_type.unwrap_or(JSON));
        }
        for (name, value) in self.headers {
            headers.insert(name, value);
        }
        Ok(request)
    }

    /// The URL; and with it the last moment to report what the setters could not take.
    pub(super) fn uri(&mut self) -> Result<Uri, Error> {
        let meta = self.meta;
        let settings = self.engine.settings();
        let base = match &self.base {
            Some(base) => Cow::Borrowed(base),
            None => settings.base_url(meta)?,
        };
        let mut url = String::with_capacity(base.as_str().len() + meta.path.len() + 64);
        url.push_str(base.as_str());
        for segment in meta.segments {
            url.push('/');
            match *segment {
                Segment::Literal(text) => url.push_str(text),
                Segment::Parameter { name, slash } => {
                    let given = self.path.iter().find(|(known, _)| *known == name);
                    let value = match given {
                        Some((_, value)) => value.as_ref(),
                        None => settings.parameter(name).ok_or_else(|| Settings::unknown_parameter(meta, name))?,
                    };
                    if let Err(problem) = encode::push_segment(&mut url, value, slash) {
                        self.problems.push(format!("`{name}` {problem}"));
                    }
                }
            }
        }
        encode::push_query(&mut url, &self.query);
        if !self.problems.is_empty() {
            let message = self.problems.join("; ");
            return Err(Error::new(ErrorKind::InvalidRequest, Some(meta), message));
        }
        Uri::try_from(url).map_err(|error| {
            let message = format!("the URL cannot be sent: {error}");
            Error::new(ErrorKind::InvalidRequest, Some(meta), message)
        })
    }
}

struct Answer {
    response: RawResponse,
    /// The headers of the request, with those of the credentials.
    sent: HeaderMap,
}

/// Authorises a request and sends it.
async fn once(
    context: &CallContext<'_>,
    credentials: Option<&dyn Credentials>,
    mut request: http::Request<Body>,
) -> Result<Answer, Error> {
    let meta = context.operation();
    if let Some(credentials) = credentials {
        credentials.authorize(context, &mut request).await.map_err(|error| Error::credentials(meta, error))?;
    }
    let (uri, sent) = (request.uri().clone(), request.headers().clone());
    match context.engine().settings().transport.send(request).await {
        Ok(response) => Ok(Answer { response: Response::new(meta, response), sent }),
        Err(error) => Err(Error::transport(meta, &uri, error)),
    }
}

impl RawResponse {
    /// The answer, unless it reports an error.
    pub(super) fn successful(self) -> Result<RawResponse, Error> {
        let status = self.status();
        if (200..300).contains(&status) || self.operation().success.contains(&status) {
            Ok(self)
        } else {
            Err(Error::service(self))
        }
    }
}
