//! Conditional reads of a stateful mock: what the caller knows is not sent again, and a change ends its wait.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::pin::pin;
use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, timeout};

use super::described::Described;
use super::fault::duration;
use super::state::Engine;
use crate::meta::DurationFormat;
use crate::server::{DynamicOutput, ServiceError};

/// Longest time that a mock waits for a change.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// Responds to a read from the state with `read`: not before it differs from what the caller knows, or the time is over
/// that the caller wants to wait.
pub(super) async fn respond(
    engine: &Engine,
    described: &Described,
    request: &Value,
    read: impl Fn() -> Option<Result<DynamicOutput, ServiceError>>,
) -> Option<Result<DynamicOutput, ServiceError>> {
    let Some(header) = described.meta().conditions.and_then(|conditions| conditions.header) else { return read() };
    let end = Instant::now() + wait(described, request);
    loop {
        // Changes after the read end the wait, too.
        let mut changed = pin!(engine.changed());
        changed.as_mut().enable();
        let output = match read()? {
            Ok(output) => output,
            Err(error) => return Some(Err(error)),
        };
        let revision = revision(output.content());
        if known(described, request).is_none_or(|known| known != revision) {
            return Some(Ok(output.with_header(header, revision)));
        }
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Some(Ok(DynamicOutput::not_modified()));
        }
        let due = engine.until_due().map_or(left, |due| due.max(Duration::from_millis(1)).min(left));
        // Whichever comes first: the next turn looks again.
        let _ = timeout(due, changed).await;
    }
}

/// Returns the revision of a response. Equal responses have equal ones, also after a restart. It fits integers of 32 bits.
fn revision(body: &Value) -> String {
    let mut hasher = DefaultHasher::new();
    body.to_string().hash(&mut hasher);
    (hasher.finish() >> 33).to_string()
}

/// Returns the revision that the caller knows.
pub(super) fn known(described: &Described, request: &Value) -> Option<String> {
    let known = request.get("query")?.get(described.meta().conditions?.parameter)?;
    Some(known.as_str().map_or_else(|| known.to_string(), str::to_owned))
}

/// Returns how long the caller wants to wait for a change, at most [`LONGEST`].
pub(super) fn wait(described: &Described, request: &Value) -> Duration {
    let sent = || {
        let wait = described.meta().conditions?.wait?;
        time(wait.format, request.get("query")?.get(wait.name)?)
    };
    sent().unwrap_or_default()
}

/// Reads a time to wait.
fn time(format: DurationFormat, value: &Value) -> Option<Duration> {
    let number = value.as_u64().or_else(|| value.as_str()?.parse().ok());
    let time = match format {
        DurationFormat::WithUnit => duration(value.as_str()?),
        DurationFormat::Seconds => number.map(Duration::from_secs),
        DurationFormat::Milliseconds => number.map(Duration::from_millis),
    };
    time.map(|time| time.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nobody_waits_for_longer_than_a_day() {
        let day = Some(Duration::from_secs(86_400));
        for (format, value) in [
            (DurationFormat::Seconds, json!(86_401)),
            (DurationFormat::Seconds, json!(u64::MAX)),
            (DurationFormat::Milliseconds, json!("86400001")),
            (DurationFormat::WithUnit, json!("86401s")),
        ] {
            assert_eq!(time(format, &value), day, "{value}");
        }
        assert_eq!(time(DurationFormat::Seconds, &json!(86_399)), Some(Duration::from_secs(86_399)));
        assert_eq!(time(DurationFormat::Milliseconds, &json!(5)), Some(Duration::from_millis(5)));
    }
}
