//! Successful responses.

use std::fmt;

use axum::body::Body;
use bytes::Bytes;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Serialize;

use super::request_id::{RequestId, X_REQUEST_ID};
use super::service_error::ServiceError;
use crate::disposition;
use crate::finite;
use crate::meta::{OperationMeta, Rejection};
use crate::value::{Conditional, File, HeaderFields, Outcome};

/// Bytes reserved for a body, which often suffice.
const USUAL: usize = 512;

/// Successful response of a handler.
pub struct Reply {
    status: u16,
    headers: HeaderMap,
    body: Bytes,
    /// Body that is written while it is sent, instead.
    streamed: Option<Box<Body>>,
    /// Whether a header is invalid, which sending the reply reports.
    broken: bool,
}

impl Reply {
    /// Creates a reply with a JSON body.
    ///
    /// # Errors
    /// Returns an error if the value cannot be serialized. The caller receives an internal error.
    pub fn json(status: u16, value: &impl Serialize) -> Result<Self, ServiceError> {
        let mut body = Vec::with_capacity(USUAL);
        match finite::write(&mut body, value) {
            Ok(()) => Ok(Self::bytes(status, HeaderValue::from_static("application/json"), body)),
            Err(_) => Err(internal("the response cannot be serialized as JSON")),
        }
    }

    /// Creates a reply with the status and the JSON body of an outcome. `usual` is the status of an unknown one.
    ///
    /// # Errors
    /// Returns an error if the value cannot be serialized. The caller receives an internal error.
    pub fn outcome(usual: u16, value: &(impl Serialize + Outcome)) -> Result<Self, ServiceError> {
        Self::json(value.status().unwrap_or(usual), value)
    }

    /// Creates a reply with a JSON body and fields in headers.
    ///
    /// # Errors
    /// Returns an error if the value cannot be serialized. The caller receives an internal error.
    pub fn json_and_headers<T: Serialize + HeaderFields>(status: u16, value: &T) -> Result<Self, ServiceError> {
        let mut reply = Self::json(status, value)?;
        for name in T::NAMES {
            if let Some(text) = value.write_header(name) {
                reply = reply.header(name, text);
            }
        }
        Ok(reply)
    }

    /// Creates a reply with a string as its body, of the media type of the operation.
    ///
    /// # Errors
    /// Never returns an error.
    pub fn text(operation: &'static OperationMeta, status: u16, text: &str) -> Result<Self, ServiceError> {
        let media = HeaderValue::from_static(operation.response_media);
        // Without it, some clients assume ISO 8859-1.
        let media = match operation.response_media {
            "text/plain" => HeaderValue::from_static("text/plain; charset=utf-8"),
            _ => media,
        };
        Ok(Self::bytes(status, media, text.to_owned()))
    }

    /// Creates a reply with the contents of a file as its body, which must be in memory.
    ///
    /// # Errors
    /// Returns an error if the contents are not in memory, or the media type cannot be sent. The caller receives an
    /// internal error.
    pub fn file(operation: &'static OperationMeta, status: u16, file: &File) -> Result<Self, ServiceError> {
        let content = file.content().ok_or_else(|| internal("the file of the response is not in memory"))?;
        let media = HeaderValue::try_from(file.sent_as(operation.response_media));
        let media = media.map_err(|_| internal("the media type of the file cannot be sent"))?;
        let reply = Self::bytes(status, media, content.to_vec());
        Ok(match file.name() {
            "" => reply,
            name => reply.header(CONTENT_DISPOSITION.as_str(), disposition::attachment(name)),
        })
    }

    /// Creates a reply from `write`, with the revision of the value, or with status 304 if nothing changed.
    ///
    /// # Errors
    /// Returns the error of `write`.
    pub fn conditional<T>(
        operation: &'static OperationMeta,
        value: Conditional<T>,
        write: impl FnOnce(&T) -> Result<Self, ServiceError>,
    ) -> Result<Self, ServiceError> {
        let Conditional::Modified { value, revision } = value else {
            return Ok(Self::empty(304));
        };
        let reply = write(&value)?;
        let header = operation.conditions.and_then(|conditions| conditions.header);
        Ok(match header.zip(revision) {
            Some((name, revision)) => reply.header(name, revision),
            None => reply,
        })
    }

    /// Creates a reply without a body.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        Self { status, headers: HeaderMap::new(), body: Bytes::new(), streamed: None, broken: false }
    }

    /// Creates a reply whose body is written while it is sent.
    pub(super) fn streamed(status: u16, body: Body) -> Self {
        Self { streamed: Some(Box::new(body)), ..Self::empty(status) }
    }

    /// Creates a reply without a body, but with these headers.
    #[cfg(feature = "sockets")]
    pub(super) fn with_headers(status: u16, headers: HeaderMap) -> Self {
        Self { headers, ..Self::empty(status) }
    }

    /// Creates a reply with a body of another type.
    #[must_use]
    pub fn bytes(status: u16, content_type: HeaderValue, body: impl Into<Bytes>) -> Self {
        let mut this = Self::empty(status);
        this.headers.insert(CONTENT_TYPE, content_type);
        this.body = body.into();
        this
    }

    /// Sets a header. Replaces its value. An invalid name or value turns the reply into an internal error.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl fmt::Display) -> Self {
        let name = HeaderName::from_bytes(name.as_bytes());
        let value = HeaderValue::from_str(&value.to_string());
        match (name, value) {
            (Ok(name), Ok(value)) => {
                self.headers.insert(name, value);
            }
            _ => self.broken = true,
        }
        self
    }

    pub(super) fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// Returns the HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns the body.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    pub(super) fn into_response(self, request_id: &RequestId) -> Result<http::Response<Body>, ServiceError> {
        let status = StatusCode::from_u16(self.status).map_err(|_| internal("the response has no valid status"))?;
        if self.broken {
            return Err(internal("a header of the response is invalid"));
        }
        let body = match self.streamed {
            None => Body::from(self.body),
            Some(body) => *body,
        };
        let mut response = http::Response::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = self.headers;
        response.headers_mut().insert(X_REQUEST_ID, request_id.header_value());
        Ok(response)
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

fn internal(message: &str) -> ServiceError {
    ServiceError::rejection(Rejection::Internal, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_with_nan_is_an_internal_error() {
        let error = Reply::json(200, &[f64::NAN]).err().unwrap();
        assert_eq!(error.to_string(), internal("the response cannot be serialized as JSON").to_string());
        assert!(Reply::json(200, &[Some(0.5), None]).is_ok());
    }
}
