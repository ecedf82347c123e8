//! Requests, from which handlers decode their arguments.

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::str::FromStr;

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::context::Context;
use super::decoding::{PathParts, QueryParts};
use super::input_schema::ParameterStyle;
use super::presented;
use super::service_error::ServiceError;
use crate::decode::{self, DecodeError, message};
use crate::media;
use crate::meta::Rejection;
use crate::text::{OneLine, SHORT};
use crate::value::File;

/// Request that was routed, authenticated and validated.
pub struct Request {
    context: Context,
    path: PathParts,
    query: QueryParts,
    body: RequestBody,
}

/// Body, as far as it was read.
pub(super) enum RequestBody {
    /// There is none, or the operation takes none.
    Absent,
    /// JSON, a string or a file, undecoded.
    Raw(Bytes),
    /// Form.
    Json(Value),
}

impl Request {
    pub(super) fn new(context: Context, path: PathParts, query: QueryParts, body: RequestBody) -> Self {
        Self { context, path, query, body }
    }

    /// Returns the context of the request.
    #[must_use]
    pub fn context(&self) -> Context {
        self.context.clone()
    }

    /// Returns a path parameter, decoded.
    ///
    /// # Errors
    /// Returns an error if it cannot be parsed as a `T`.
    pub fn path<T: FromStr<Err: Display>>(&self, name: &'static str) -> Result<T, ServiceError> {
        match self.path.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => parse("path", name, value.of(self.context.path())),
            None => Err(ServiceError::rejection(Rejection::Internal, format!("the route has no parameter `{name}`"))),
        }
    }

    /// Returns a query parameter; the first of several values.
    ///
    /// # Errors
    /// Returns an error if it cannot be parsed as a `T`.
    pub fn query<T: FromStr<Err: Display>>(&self, name: &'static str) -> Result<Option<T>, ServiceError> {
        self.query_values(name).next().map(|value| parse("query", name, value)).transpose()
    }

    /// Returns all values of a query parameter, in order.
    ///
    /// # Errors
    /// Returns an error if one of them cannot be parsed as a `T`.
    pub fn query_all<T: FromStr<Err: Display>>(&self, name: &'static str) -> Result<Vec<T>, ServiceError> {
        self.query_values(name).map(|value| parse("query", name, value)).collect()
    }

    /// Returns the values of a query parameter that are sent as one, in order.
    ///
    /// # Errors
    /// Returns an error if one of them cannot be parsed as a `T`.
    pub fn query_separated<T: FromStr<Err: Display>>(
        &self,
        name: &'static str,
        separator: char,
    ) -> Result<Vec<T>, ServiceError> {
        let values = self.query_values(name).flat_map(|value| separated(value, separator));
        values.map(|value| parse("query", name, value)).collect()
    }

    /// Returns the values of a header, between commas, in order.
    ///
    /// # Errors
    /// Returns an error if it is not a string, or one of the values cannot be parsed as a `T`.
    pub fn header_list<T: FromStr<Err: Display>>(&self, name: &'static str) -> Result<Vec<T>, ServiceError> {
        let mut values = Vec::new();
        for value in self.context.headers().get_all(name) {
            let text = std::str::from_utf8(value.as_bytes());
            let text = text.map_err(|error| unreadable("header", name, &error.to_string()))?;
            for value in separated(text, ',') {
                values.push(parse("header", name, value)?);
            }
        }
        Ok(values)
    }

    /// Returns a query parameter that is written as JSON.
    ///
    /// # Errors
    /// Returns an error if it is not JSON or does not match `T`.
    pub fn query_json<T: DeserializeOwned>(&self, name: &'static str) -> Result<Option<T>, ServiceError> {
        self.query_values(name).next().map(|value| json_of("query", name, value.as_bytes())).transpose()
    }

    /// Returns a header that is written as JSON.
    ///
    /// # Errors
    /// Returns an error if it is not JSON or does not match `T`.
    pub fn header_json<T: DeserializeOwned>(&self, name: &'static str) -> Result<Option<T>, ServiceError> {
        self.context.headers().get(name).map(|value| json_of("header", name, value.as_bytes())).transpose()
    }

    /// Returns the query parameters that are the entries of a map: all but those of other parameters. `None` if there
    /// are none.
    ///
    /// # Errors
    /// Returns an error if one of them cannot be parsed as a `T`.
    pub fn query_form<T: FromStr<Err: Display>>(
        &self,
        besides: &'static [&'static str],
    ) -> Result<Option<BTreeMap<String, T>>, ServiceError> {
        self.members("", ParameterStyle::Form { besides })
    }

    /// Returns the query parameters that are the entries of a map, with their keys in brackets. `None` if there are
    /// none.
    ///
    /// # Errors
    /// Returns an error if one of them cannot be parsed as a `T`.
    pub fn query_deep_object<T: FromStr<Err: Display>>(
        &self,
        name: &'static str,
        besides: &'static [&'static str],
    ) -> Result<Option<BTreeMap<String, T>>, ServiceError> {
        self.members(name, ParameterStyle::DeepObject { besides })
    }

    fn members<T: FromStr<Err: Display>>(
        &self,
        name: &str,
        style: ParameterStyle,
    ) -> Result<Option<BTreeMap<String, T>>, ServiceError> {
        let source = self.context.query();
        let mut members = BTreeMap::new();
        for (written, value) in &self.query {
            let written = written.of(source);
            if let Some(key) = style.key(name, written) {
                members.insert(key.to_owned(), parse("query", written, value.of(source))?);
            }
        }
        Ok((!members.is_empty()).then_some(members))
    }

    /// Returns a cookie.
    ///
    /// # Errors
    /// Returns an error if it is not a string or cannot be parsed as a `T`.
    pub fn cookie<T: FromStr<Err: Display>>(&self, name: &'static str) -> Result<Option<T>, ServiceError> {
        let Some(value) = presented::cookie(name, self.context.headers()) else { return Ok(None) };
        match std::str::from_utf8(value) {
            Ok(text) => parse("cookie", name, text).map(Some),
            Err(error) => Err(unreadable("cookie", name, &error.to_string())),
        }
    }

    /// Returns the value of a required parameter.
    ///
    /// # Errors
    /// Returns an error if there is none.
    pub fn required<T>(&self, location: &str, name: &str, value: Option<T>) -> Result<T, ServiceError> {
        value.ok_or_else(|| missing(location, name))
    }

    fn query_values(&self, name: &str) -> impl Iterator<Item = &str> {
        let source = self.context.query();
        self.query.iter().filter(move |(known, _)| known.is(source, name)).map(move |(_, value)| value.of(source))
    }

    /// Returns a required query parameter.
    ///
    /// # Errors
    /// Returns an error if it is missing or cannot be parsed as a `T`.
    pub fn require_query<T: FromStr<Err: Display>>(&self, name: &'static str) -> Result<T, ServiceError> {
        self.query(name)?.ok_or_else(|| missing("query", name))
    }

    /// Returns a header.
    ///
    /// # Errors
    /// Returns an error if it is not a string or cannot be parsed as a `T`.
    pub fn header<T: FromStr<Err: Display>>(&self, name: &'static str) -> Result<Option<T>, ServiceError> {
        let Some(value) = self.context.headers().get(name) else {
            return Ok(None);
        };
        match std::str::from_utf8(value.as_bytes()) {
            Ok(text) => parse("header", name, text).map(Some),
            Err(error) => Err(unreadable("header", name, &error.to_string())),
        }
    }

    /// Returns a required header.
    ///
    /// # Errors
    /// Returns an error if it is missing, is not a string or cannot be parsed as a `T`.
    pub fn require_header<T: FromStr<Err: Display>>(&self, name: &'static str) -> Result<T, ServiceError> {
        self.header(name)?.ok_or_else(|| missing("header", name))
    }

    /// Returns a header; `None` if it is empty.
    ///
    /// # Errors
    /// Returns an error if it is not a string or cannot be parsed as a `T`.
    pub fn filled_header<T: FromStr<Err: Display>>(&self, name: &'static str) -> Result<Option<T>, ServiceError> {
        if self.context.headers().get(name).is_some_and(|value| value.is_empty()) {
            return Ok(None);
        }
        self.header(name)
    }

    /// Returns a required header, which must not be empty.
    ///
    /// # Errors
    /// Returns an error if it is missing or empty, is not a string or cannot be parsed as a `T`.
    pub fn require_filled_header<T: FromStr<Err: Display>>(&self, name: &'static str) -> Result<T, ServiceError> {
        self.filled_header(name)?.ok_or_else(|| missing("header", name))
    }

    /// Decodes the required body.
    ///
    /// # Errors
    /// Returns an error if it is missing, is not JSON or does not match `T`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, ServiceError> {
        match &self.body {
            RequestBody::Absent => decode::json(b""),
            RequestBody::Raw(bytes) => decode::json(bytes),
            RequestBody::Json(value) => decode::value(value),
        }
        .map_err(|error| invalid_body(&error))
    }

    /// Returns the required body as a string.
    ///
    /// # Errors
    /// Returns an error if it is not UTF-8.
    pub fn text(&self) -> Result<String, ServiceError> {
        self.optional_text().map(Option::unwrap_or_default)
    }

    /// Returns the optional body as a string.
    ///
    /// # Errors
    /// Returns an error if it is not UTF-8.
    pub fn optional_text(&self) -> Result<Option<String>, ServiceError> {
        let RequestBody::Raw(bytes) = &self.body else { return Ok(None) };
        let problem = match (std::str::from_utf8(bytes), media::wide_charset(self.context.headers())) {
            (Ok(text), None) => return Ok(Some(text.to_owned())),
            (_, Some(charset)) => format!("{charset}, and not UTF-8"),
            (Err(error), None) => format!("not UTF-8 after {} bytes", error.valid_up_to()),
        };
        let problem = format!("invalid request: the body: {problem}");
        Err(ServiceError::rejection(Rejection::InvalidRequest, problem))
    }

    /// Returns the required body as a file.
    ///
    /// # Errors
    /// Never returns an error.
    pub fn file(&self) -> Result<File, ServiceError> {
        Ok(self.optional_file()?.unwrap_or_else(|| File::new("", Vec::new())))
    }

    /// Returns the optional body as a file.
    ///
    /// # Errors
    /// Never returns an error.
    pub fn optional_file(&self) -> Result<Option<File>, ServiceError> {
        let RequestBody::Raw(bytes) = &self.body else { return Ok(None) };
        Ok(Some(File::received(self.context.headers(), bytes, self.context.operation().request_media)))
    }

    /// Decodes the optional body; JSON `null` counts as absent.
    ///
    /// # Errors
    /// Returns an error if it is not JSON or does not match `T`.
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
        // Omits query and body: the context identifies the request.
        f.debug_struct("Request").field("context", &self.context).finish_non_exhaustive()
    }
}

/// Returns the values between separators. White space around them does not count; an empty string has none.
pub(super) fn separated(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let values = text.split(separator).map(str::trim);
    values.filter(move |value| !(value.is_empty() && (separator == ' ' || text.trim().is_empty())))
}

fn json_of<T: DeserializeOwned>(location: &str, name: &str, text: &[u8]) -> Result<T, ServiceError> {
    decode::json(text).map_err(|error| unreadable(location, name, &error.to_string()))
}

fn parse<T: FromStr<Err: Display>>(location: &str, name: &str, text: &str) -> Result<T, ServiceError> {
    // The value may be a secret, and parse errors tend to repeat it.
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
