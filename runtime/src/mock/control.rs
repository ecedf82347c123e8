//! Control of the mock by request headers: `Prefer` and `X-Mock-…`.

use std::str::FromStr;
use std::time::Duration;

use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::described::{Described, Example};
use super::fault::{Fault, Latency};
use super::profile::Profile;
use crate::error_code::ErrorCodeInfo;
use crate::meta::{OperationMeta, Rejection};
use crate::server::ServiceError;

/// Options of one request.
#[derive(Debug, Clone, Default)]
pub(super) struct Control {
    /// `Prefer: code=404`.
    pub(super) status: Option<u16>,
    /// `X-Mock-Code`: a documented error code.
    pub(super) code: Option<String>,
    /// `Prefer: example=NAME` or `X-Mock-Example`.
    pub(super) example: Option<String>,
    /// `Prefer: dynamic=true`: generates the response from its type and ignores examples.
    pub(super) dynamic: bool,
    /// `Prefer: wait=2` or `X-Mock-Latency`.
    pub(super) latency: Option<Latency>,
    /// `X-Mock-Fault`.
    pub(super) fault: Option<Fault>,
    /// `X-Mock-Profile`.
    pub(super) profile: Option<Profile>,
    /// `X-Mock-List-Size`.
    pub(super) list_size: Option<usize>,
    /// `X-Mock-Close`: closes a stream with this code after its messages.
    pub(super) close: Option<u16>,
}

impl Control {
    /// Reads the options. Ignores unknown preferences, as HTTP requires; an invalid header of the mock is an
    /// error.
    pub(super) fn read(headers: &HeaderMap) -> Result<Self, ServiceError> {
        let mut this = Self::default();
        let mut named = Vec::new();
        for value in headers.get_all("prefer") {
            let text = value.to_str().map_err(|_| unclear("Prefer", "it is not a string"))?;
            for (name, value) in text.split([',', ';']).filter_map(|preference| preference.split_once('=')) {
                let name = name.trim().to_ascii_lowercase();
                // Of several with one name, the first counts (RFC 7240, section 2).
                if !named.contains(&name) {
                    this.prefer(&name, value.trim().trim_matches('"'))?;
                    named.push(name);
                }
            }
        }
        for (name, value) in headers {
            let Some(rest) = name.as_str().strip_prefix("x-mock-") else { continue };
            let text = value.to_str().map_err(|_| unclear(name.as_str(), "it is not a string"))?.trim();
            if headers.get_all(name).iter().count() > 1 {
                return Err(unclear(name.as_str(), "it occurs more than once"));
            }
            match rest {
                "code" => this.code = Some(text.to_owned()),
                "example" => this.example = Some(text.to_owned()),
                "latency" => this.latency = Some(parse(name.as_str(), text)?),
                "fault" => this.fault = Some(parse(name.as_str(), text)?),
                "profile" => this.profile = Some(parse(name.as_str(), text)?),
                "close" => this.close = Some(parse(name.as_str(), text)?),
                "list-size" => this.list_size = Some(parse(name.as_str(), text)?),
                _ => {
                    let known = "there are X-Mock-Code, -Example, -Latency, -Fault, -Profile, -List-Size and -Close";
                    return Err(unclear(name.as_str(), known));
                }
            }
        }
        Ok(this)
    }

    fn prefer(&mut self, name: &str, value: &str) -> Result<(), ServiceError> {
        match name {
            "code" => self.status = Some(parse("Prefer: code", value)?),
            "example" => self.example = Some(value.to_owned()),
            "dynamic" => self.dynamic = parse("Prefer: dynamic", value)?,
            "wait" => self.latency = Some(Latency::Fixed(Duration::from_secs(parse("Prefer: wait", value)?))),
            _ => {}
        }
        Ok(())
    }

    /// Returns the requested outcome, whatever the request contains.
    pub(super) fn forced(&self, described: &Described) -> Result<Option<Forced>, ServiceError> {
        let meta = described.meta();
        if let Some(code) = &self.code {
            let info = meta.error_style.code_info(code).ok_or_else(|| {
                let problem = format!("{code} is not among the codes that {} documents", meta.error_style.id);
                unclear("X-Mock-Code", &problem)
            })?;
            let status = self.status.filter(|status| info.comes_with(*status)).unwrap_or_else(|| status(meta, info));
            return Ok(Some(Forced::Error(ServiceError::new(status, info.code).with_message(info.message))));
        }
        if let Some(name) = &self.example
            && described.example(name).is_none()
        {
            let names: Vec<&str> = described.examples.iter().map(|example| example.name.as_str()).collect();
            let problem = format!("{} has no example {name:?}; there are {}", meta.id, names.join(", "));
            return Err(unclear("Prefer: example", &problem));
        }
        match self.status {
            None => Ok(None),
            Some(status) if meta.success.contains(&status) => Ok(None),
            Some(304) if meta.conditions.is_some() => Ok(Some(Forced::NotModified)),
            Some(status @ 400..=599) => Ok(Some(Forced::Error(error(meta, status)))),
            Some(status) => {
                let problem = format!(
                    "{} does not return status {status}; documented are {:?} and errors",
                    meta.id, meta.success
                );
                Err(unclear("Prefer: code", &problem))
            }
        }
    }
}

/// Outcome requested by the caller.
pub(super) enum Forced {
    Error(ServiceError),
    NotModified,
    /// Status and JSON; null for no body.
    Response(StatusCode, Value),
}

/// Returns the status of an error code: the first of its statuses that the operation documents.
pub(super) fn status(meta: &OperationMeta, info: &ErrorCodeInfo) -> u16 {
    let also = info.also.iter().map(|(status, _)| *status);
    std::iter::once(info.status).chain(also).find(|status| meta.errors.contains(status)).unwrap_or(info.status)
}

/// Returns the documented error for a status: the rejection with that status if the style has a code for it,
/// or else the first such code of the catalogs.
pub(super) fn error(meta: &OperationMeta, status: u16) -> ServiceError {
    let style = meta.error_style;
    let rejection =
        style.rejections.iter().find(|(kind, _)| style.rejection_status(*kind) == status).map(|(_, code)| *code);
    let listed = style.codes.iter().copied().flatten().find(|info| info.status == status).map(|info| info.code);
    let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    let code = listed.or(rejection).map_or_else(|| status.to_string(), str::to_owned);
    let message = style.code_info(&code).map(|info| info.message).or(reason).unwrap_or("requested outcome");
    ServiceError::new(status, code).with_message(message)
}

/// Returns the documented error of an invalid request, for operations that lack the status of what happened.
pub(super) fn invalid(meta: &OperationMeta) -> ServiceError {
    let style = meta.error_style;
    let info = style.rejection_code(Rejection::InvalidRequest).and_then(|code| style.code_info(code));
    match info.filter(|info| info.status == 400) {
        Some(info) => ServiceError::new(400, info.code).with_message(info.message),
        None => error(meta, 400),
    }
}

fn parse<T: FromStr<Err: std::fmt::Display>>(name: &str, text: &str) -> Result<T, ServiceError> {
    text.parse().map_err(|error: T::Err| unclear(name, &error.to_string()))
}

fn unclear(name: &str, problem: &str) -> ServiceError {
    ServiceError::rejection(Rejection::InvalidRequest, format!("the mock cannot parse {name}: {problem}"))
}

/// Returns the value of a client parameter that the examples use.
pub(super) fn shown_parameter(examples: &[Example], name: &str) -> Option<String> {
    let path = examples.iter().find_map(|example| example.request.get("path")?.get(name));
    path.and_then(Value::as_str).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn read(headers: &[(&'static str, &'static str)]) -> Result<Control, String> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_static(value));
        }
        Control::read(&map).map_err(|error| error.to_string())
    }

    #[test]
    fn of_preferences_the_first_counts() {
        let status = |headers: &[(&'static str, &'static str)]| read(headers).unwrap().status;
        assert_eq!(status(&[("prefer", "code=404, code=500")]), Some(404));
        assert_eq!(status(&[("prefer", "Code = \"404\"; code=nonsense")]), Some(404));
        assert_eq!(status(&[("prefer", "code=404"), ("prefer", "wait=1, code=500")]), Some(404));
        assert_eq!(status(&[("prefer", "respond-async")]), None);
    }

    #[test]
    fn headers_of_the_mock_are_there_once() {
        let twice = read(&[("x-mock-code", "A"), ("x-mock-code", "B")]).unwrap_err();
        assert!(twice.contains("x-mock-code: it occurs more than once"), "{twice}");
    }
}
