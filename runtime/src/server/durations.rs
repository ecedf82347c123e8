//! Durations as Go writes them: `1h30m`.

use std::cmp::Ordering;

use super::rules::DurationRules;

/// Units with their milliseconds. Longer names come first.
const UNITS: [(&str, f64); 8] =
    [("ns", 1e-6), ("us", 1e-3), ("µs", 1e-3), ("μs", 1e-3), ("ms", 1.0), ("s", 1e3), ("m", 60e3), ("h", 3600e3)];

impl DurationRules {
    /// Compares a duration with the bounds: `Less` is below the minimum, `Greater` above the maximum. What is no
    /// duration is neither.
    #[allow(clippy::cast_precision_loss, reason = "bounds are far smaller")]
    pub(super) fn place(&self, text: &str) -> Ordering {
        let Some(length) = milliseconds(text) else { return Ordering::Equal };
        if self.min.is_some_and(|min| length < min as f64) {
            Ordering::Less
        } else if self.max.is_some_and(|max| length > max as f64) {
            Ordering::Greater
        } else {
            Ordering::Equal
        }
    }
}

fn milliseconds(text: &str) -> Option<f64> {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0.0);
    }
    let mut sum = 0.0;
    loop {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, unit) = rest.split_at_checked(digits)?;
        let (name, size) = UNITS.into_iter().find(|(name, _)| unit.starts_with(name))?;
        sum += number.parse::<f64>().ok()? * size;
        rest = unit.strip_prefix(name)?;
        if rest.is_empty() {
            return Some(sign * sum);
        }
    }
}

/// Returns a duration in the largest unit in which it is a whole number.
pub(super) fn text(milliseconds: i64) -> String {
    let units = [("h", 3_600_000), ("m", 60_000), ("s", 1000)];
    let unit = units.into_iter().find(|(_, size)| milliseconds != 0 && milliseconds % size == 0);
    unit.map_or_else(|| format!("{milliseconds}ms"), |(name, size)| format!("{}{name}", milliseconds / size))
}
