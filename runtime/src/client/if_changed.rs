//! Asking only for what has changed.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use super::{Call, Error, Operation, Response};
use crate::meta::Conditions;
use crate::value::{Conditional, Revision};

/// An operation that answers only if something has changed since a known revision.
#[must_use = "nothing is sent before `send` is called and awaited"]
pub struct IfChanged<O> {
    call: Call,
    conditions: Option<&'static Conditions>,
    operation: PhantomData<fn() -> O>,
}

impl<O: Operation> IfChanged<O> {
    /// For generated code. Without a known revision the answer is always the whole.
    #[doc(hidden)]
    pub fn new(operation: O, known: Option<Revision>) -> Self {
        let conditions = O::META.conditions;
        let mut call = operation.into_call();
        if let (Some(conditions), Some(known)) = (conditions, known) {
            call.query(conditions.parameter, known);
        }
        Self { call, conditions, operation: PhantomData }
    }

    /// Lets the service hold the answer back until something changes, at most this long, and gives
    /// the call as much time in addition to its timeout. Milliseconds are the finest unit.
    ///
    /// Where the operation knows no waiting, sending reports it.
    pub fn wait(mut self, longest: Duration) -> Self {
        match self.conditions.and_then(|conditions| conditions.wait) {
            Some(parameter) => {
                self.call.query(parameter, Wait(longest));
                self.call.extend_timeout(longest);
            }
            None => self.call.problem("the service does not wait for changes here"),
        }
        self
    }

    /// As [`wait`](Self::wait), with the time as it travels. For generated code.
    #[cfg(feature = "dynamic")]
    #[doc(hidden)]
    pub fn wait_as_written(mut self, time: &str) -> Self {
        if let Some(parameter) = self.conditions.and_then(|conditions| conditions.wait).filter(|_| !time.is_empty()) {
            self.call.query(parameter, time);
            let (number, unit) =
                time.split_at(time.len() - time.trim_start_matches(|c: char| c.is_ascii_digit()).len());
            let seconds = match unit {
                "s" => 1.0,
                "ms" => 0.001,
                "m" => 60.0,
                _ => 0.0,
            };
            let time = number.parse().ok().and_then(|number: f64| Duration::try_from_secs_f64(number * seconds).ok());
            self.call.extend_timeout(time.unwrap_or_default());
        }
        self
    }

    /// Sends the request and reads the answer.
    ///
    /// # Errors
    /// If it cannot be sent, is refused, or the answer cannot be read.
    pub async fn send(self) -> Result<Conditional<O::Output>, Error> {
        Ok(self.send_response().await?.into_inner())
    }

    /// As `send`, with the status and headers of the answer.
    ///
    /// # Errors
    /// If it cannot be sent, is refused, or the answer cannot be read.
    pub async fn send_response(self) -> Result<Response<Conditional<O::Output>>, Error> {
        let header = self.conditions.and_then(|conditions| conditions.header);
        let response = self.call.send_raw().await?;
        if response.status() == 304 {
            return Ok(response.map(|_| Conditional::NotModified));
        }
        let response = response.successful()?;
        let value = O::decode(&response)?;
        let revision = header.and_then(|name| response.headers().get(name)?.to_str().ok()).map(Revision::new);
        Ok(response.map(|_| Conditional::Modified { value, revision }))
    }
}

impl<O> Clone for IfChanged<O> {
    fn clone(&self) -> Self {
        Self { call: self.call.clone(), conditions: self.conditions, operation: PhantomData }
    }
}

impl<O> fmt::Debug for IfChanged<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("IfChanged").field(&self.call).finish()
    }
}

/// `30s` or `1500ms`.
struct Wait(Duration);

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_millis() {
            millis if millis % 1000 == 0 => write!(f, "{}s", millis / 1000),
            millis => write!(f, "{millis}ms"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_times_have_a_unit() {
        assert_eq!(Wait(Duration::from_secs(30)).to_string(), "30s");
        assert_eq!(Wait(Duration::from_micros(1_500_900)).to_string(), "1500ms");
    }
}
