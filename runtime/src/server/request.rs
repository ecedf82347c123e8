//! What a handler decodes its arguments from.

use std::fmt::{self, Display};
use std::str::FromStr;

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::context::Context;
use super::service_error::ServiceError;
use crate::decode::{self, DecodeError, message};
use crate::meta::Rejection;
use crate::text::{OneLine, SHORT};

/// A request that was routed, authenticated and validated.
pub struct Request {
    context: Context,
    path: Vec<(&'static str, String)>,
    query: Vec<(String, String)>,
    body: RequestBody,
}

/// The body, as far as it was read.
pub(super) enum RequestBody {
    /// There is none, or the operation takes none.
    Absent,
    /// JSON, as it came.
    Raw(Bytes),
    /// A form.
    Json(Value),
}

impl Request {
    pub(super) fn new(
        context: Context,
        path: Vec<(&'static str, String)>,
        query: Vec<(String, String)>,
        body: RequestBody,
    ) -> Self {
        Self { context, path, query, body }
    }

    /// The circumstances of the request.
    #[must_use]
    pub fn context(&self) -> Context {
        self.context.clone()
    }

    /// A path parameter, decoded.
    ///
    /// # Errors
    /// If it cannot be read as a `T`.
    pub fn path<T: FromStr<Err: Display>>(&self, name: &'static str) -> Result<T, ServiceError> {
        match self.path.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => parse("path", name, value),
            None => Err(ServiceError::rejection(Rejection::Internal, format!("the route has no parameter `{name}`"))),
        }
    }

    /// A query parameter; the first one if it was given several times.
    ///
    /// # Errors
    /// If it cannot be read as a `T`.
    pub fn query<T: FromStr<Err: Display>>(&self, name: &'static str) -> Result<Option<T>, ServiceError> {
        let first = self.query.iter().find(|(known, _)| known == name);
        first.map(|(_, value)| parse("query", name, value)).transpose()
    }

    /// All values of a query parameter, in the order in which they were given.
    ///
    /// # Errors
    /// If one of them cannot be read as a `T`.
    pub fn query_all<T: FromStr<Err: Display>>(&self, name: &'static str) -> Result<Vec<T>, ServiceError> {
        self.query.iter().filter(|(known, _)| known == name).map(|(_, value)| parse("query", name, value)).collect()
    }

    /// A query parameter that has to be there.
    ///
    /// # Errors
    /// If it is missing or cannot be read as a `T`.
    pub fn require_query<T: FromStr<Err: Display>>(&self, name: &'static str) -> Result<T, ServiceError> {
        self.query(name)?.ok_or_else(|| missing("query", name))
    }

    /// A header.
    ///
    /// # Errors
    /// If it is not text or cannot be read as a `T`.
    pub fn header<T: FromStr<Err: Display>>(&self, name: &'static str) -> Result<Option<T>, ServiceError> {
        let Some(value) = self.context.headers().get(name) else {
            return Ok(None);
        };
        match std::str::from_utf8(value.as_bytes()) {
            Ok(text) => parse("header", name, text).map(Some),
            Err(error) => Err(unreadable("header", name, &error.to_string())),
        }
    }

    /// A header that has to be there.
    ///
    /// # Errors
    /// If it is missing, is not text or cannot be read as a `T`.
    pub fn require_header<T: FromStr<Err: Display>>(&self, name: &'static str) -> Result<T, ServiceError> {
        self.header(name)?.ok_or_else(|| missing("header", name))
    }

    /// The body.
    ///
    /// # Errors
    /// If it is missing, is not JSON or does not fit `T`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, ServiceError> {
        match &self.body {
            RequestBody::Absent => decode::json(b""),
            RequestBody::Raw(bytes) => decode::json(bytes),
            RequestBody::Json(value) => decode::value(value),
        }
        .map_err(|error| invalid_body(&error))
    }

    /// The body, if there is one; JSON `null` counts as none.
    ///
    /// # Errors
    /// If it is not JSON or does not fit `T`.
    pub fn optional_json<T: DeserializeOwned>(&self) -> Result<Option<T>, ServiceError> {
        match &self.body {
            RequestBody::Absent => Ok(None),
            RequestBody::Raw(bytes) if bytes.is_empty() => Ok(None),
            RequestBody::Raw(_) | RequestBody::Json(_) => self.json(),
        }
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither query nor body: the context says which request it is.
        f.debug_struct("Request").field("context", &self.context).finish_non_exhaustive()
    }
}

fn parse<T: FromStr<Err: Display>>(location: &str, name: &str, text: &str) -> Result<T, ServiceError> {
    // The value may be a secret, and errors like to repeat it.
    text.parse().map_err(|error: T::Err| unreadable(location, name, &message::without_values(&error.to_string())))
}

fn unreadable(location: &str, name: &str, error: &str) -> ServiceError {
    ServiceError::rejection(
        Rejection::InvalidRequest,
        format!("invalid request: /{location}/{name}: {}", OneLine(error, SHORT)),
    )
}

fn missing(location: &str, name: &str) -> ServiceError {
    unreadable(location, name, "expected a value, got nothing")
}

pub(super) fn invalid_body(error: &DecodeError) -> ServiceError {
    ServiceError::rejection(Rejection::InvalidRequest, format!("invalid request: the body: {error}"))
}
