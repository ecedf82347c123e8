//! Conditional requests.

use std::fmt;
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::time::Duration;

use bytes::Bytes;

use crate::client::call::Call;
use crate::client::call::operation::Operation;
use crate::client::error::Error;
use crate::client::response::{Response, header_text};
use crate::future::BoxFuture;
use crate::meta::{Conditions, DurationFormat, WaitParameter};
use crate::value::{Conditional, Revision};

/// Conditional request: returns the content only if it changed since a known revision.
#[must_use = "nothing is sent before it is awaited"]
pub struct IfChanged<O> {
    call: Call,
    conditions: Option<&'static Conditions>,
    /// Whether the request names a revision.
    knows: bool,
    /// Whether the service should wait for a change.
    waits: bool,
    operation: PhantomData<fn() -> O>,
}

impl<O: Operation> IfChanged<O> {
    /// Creates a conditional request. For generated code. Without a known revision, or with an empty one, the
    /// response always has the content.
    #[doc(hidden)]
    pub fn new(operation: O, known: Option<Revision>) -> Self {
        let conditions = O::META.conditions;
        let mut call = operation.into_call();
        let known = known.filter(|known| !known.as_str().is_empty());
        let knows = known.is_some();
        if let (Some(conditions), Some(known)) = (conditions, known) {
            call.query(conditions.parameter, known);
        }
        Self { call, conditions, knows, waits: false, operation: PhantomData }
    }

    /// Lets the service delay the response until something changes, at most this long, and extends the
    /// timeout of the call accordingly. Truncated to the longest time that the service documents, and to its
    /// unit, milliseconds or seconds; less than one unit is not sent.
    ///
    /// Without a known revision, the service does not wait and responds with the content at once.
    ///
    /// `send` returns an error if the operation does not support waiting, or not with the parameters that are
    /// set.
    pub fn wait(mut self, longest: Duration) -> Self {
        let Some(parameter) = self.wait_parameter() else {
            self.call.problem("the operation does not support waiting for changes");
            return self;
        };
        if let Some(name) = self.first_set(parameter.excludes) {
            self.call.problem(format!("the service cannot wait for changes if `{name}` is set"));
        }
        let longest = parameter.longest.map_or(longest, |most| longest.min(Duration::from_secs(most)));
        let wait = Wait(longest, parameter.format);
        self.waits = self.knows && !wait.is_nothing();
        self.call.query_each(parameter.name, self.waits.then_some(wait));
        if self.waits {
            self.call.extend_timeout(longest);
        }
        self
    }

    fn wait_parameter(&self) -> Option<&'static WaitParameter> {
        self.conditions.and_then(|conditions| conditions.wait.as_ref())
    }

    /// Returns the first of these query parameters that is set.
    fn first_set(&self, names: &[&'static str]) -> Option<&'static str> {
        names.iter().copied().find(|name| self.call.has_query(name))
    }

    /// Returns true if the service can wait for a change of what is requested.
    pub(super) fn can_wait(&self) -> bool {
        self.knows && self.wait_parameter().is_some_and(|parameter| self.first_set(parameter.excludes).is_none())
    }

    /// Returns the request for the content without a condition, if the response to this one may ignore some
    /// of its parameters.
    fn unconditional(&self) -> Option<Call> {
        let parameter = self.wait_parameter().filter(|_| self.waits)?;
        self.first_set(parameter.ignores)?;
        let mut call = self.call.clone();
        let condition = [self.conditions?.parameter, parameter.name];
        condition.iter().for_each(|name| call.remove_query(name));
        Some(call)
    }

    /// Sets the wait from its wire format. For generated code.
    #[cfg(feature = "dynamic")]
    #[doc(hidden)]
    pub fn wait_str(mut self, time: &str) -> Self {
        if let Some(parameter) = self.conditions.and_then(|conditions| conditions.wait).filter(|_| !time.is_empty()) {
            self.call.query(parameter.name, time);
            self.call.extend_timeout(read(time, parameter.format).unwrap_or_default());
        }
        self
    }

    /// Sends the request and decodes the response.
    ///
    /// # Errors
    /// Returns an error if the request cannot be sent, the service rejects it, or the response cannot be
    /// decoded.
    pub async fn send(self) -> Result<Conditional<O::Output>, Error> {
        Ok(self.send_response().await?.into_inner())
    }

    /// Sends the request and returns the decoded response with its status and headers.
    ///
    /// # Errors
    /// Returns an error if the request cannot be sent, the service rejects it, or the response cannot be
    /// decoded.
    pub async fn send_response(self) -> Result<Response<Conditional<O::Output>>, Error> {
        Ok(self.ask().await?.map(|(content, _)| content))
    }

    /// Returns true if the service should wait for a change.
    pub(super) fn waits(&self) -> bool {
        self.waits
    }

    /// Sends the request and returns the decoded response with its body.
    pub(super) async fn ask(self) -> Result<Response<(Conditional<O::Output>, Bytes)>, Error> {
        let header = self.conditions.and_then(|conditions| conditions.header);
        let unconditional = self.unconditional();
        let mut response = self.call.send_raw().await?;
        if response.status() == 304 {
            return Ok(response.map(|body| (Conditional::NotModified, body)));
        }
        if let Some(call) = unconditional.filter(|_| response.is_success()) {
            response = call.send_raw().await?;
        }
        let response = response.successful()?;
        let body = response.get().clone();
        let response = O::decode(response)?;
        let revision = header.and_then(|name| header_text(response.headers().get(name)?));
        let revision = revision.filter(|revision| !revision.is_empty()).map(Revision::new);
        Ok(response.map(|value| (Conditional::Modified { value, revision }, body)))
    }
}

impl<O: Operation<Output: Send> + 'static> IntoFuture for IfChanged<O> {
    type Output = Result<Conditional<O::Output>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl<O> Clone for IfChanged<O> {
    fn clone(&self) -> Self {
        let Self { call, conditions, knows, waits, operation } = self;
        let (call, conditions, knows, waits) = (call.clone(), *conditions, *knows, *waits);
        Self { call, conditions, knows, waits, operation: *operation }
    }
}

impl<O> fmt::Debug for IfChanged<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("IfChanged").field(&self.call).finish()
    }
}

/// Duration with its wire format.
struct Wait(Duration, DurationFormat);

impl Wait {
    /// Returns true if the duration is shorter than the unit of its wire format.
    fn is_nothing(&self) -> bool {
        match self.1 {
            DurationFormat::Seconds => self.0.as_secs() == 0,
            DurationFormat::WithUnit | DurationFormat::Milliseconds => self.0.as_millis() == 0,
        }
    }
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.1, self.0.as_millis()) {
            (DurationFormat::Seconds, millis) => write!(f, "{}", millis / 1000),
            (DurationFormat::Milliseconds, millis) => write!(f, "{millis}"),
            (DurationFormat::WithUnit, millis) if millis % 1000 == 0 => write!(f, "{}s", millis / 1000),
            (DurationFormat::WithUnit, millis) => write!(f, "{millis}ms"),
        }
    }
}

/// Parses a duration; `None` if it has several units or unknown ones.
#[cfg(feature = "dynamic")]
fn read(time: &str, format: DurationFormat) -> Option<Duration> {
    let digits = time.trim_end_matches(|c: char| !c.is_ascii_digit());
    let number: u64 = digits.parse().ok()?;
    match (format, time.get(digits.len()..)?) {
        (DurationFormat::Seconds, "") | (DurationFormat::WithUnit, "s") => Some(Duration::from_secs(number)),
        (DurationFormat::Milliseconds, "") | (DurationFormat::WithUnit, "ms") => Some(Duration::from_millis(number)),
        (DurationFormat::WithUnit, "m") => Some(Duration::from_secs(number.checked_mul(60)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_times_are_written_as_the_service_reads_them() {
        use DurationFormat::*;
        let (whole, odd) = (Duration::from_secs(30), Duration::from_micros(1_500_900));
        for (format, expected) in
            [(WithUnit, ["30s", "1500ms"]), (Seconds, ["30", "1"]), (Milliseconds, ["30000", "1500"])]
        {
            assert_eq!([Wait(whole, format).to_string(), Wait(odd, format).to_string()], expected);
        }
    }

    #[cfg(feature = "dynamic")]
    #[test]
    fn waiting_times_are_read_for_the_timeout() {
        use DurationFormat::*;
        let read = |time, format| read(time, format).map(|time| time.as_millis());
        assert_eq!(
            [read("30s", WithUnit), read("1500ms", WithUnit), read("2m", WithUnit)].map(Option::unwrap),
            [30_000, 1500, 120_000]
        );
        assert_eq!([read("3", Seconds), read("3", Milliseconds)].map(Option::unwrap), [3000, 3]);
        assert_eq!([read("1m30s", WithUnit), read("x", Seconds), read("3s", Seconds)], [None; 3]);
    }
}
