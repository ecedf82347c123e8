//! Durations as Go writes them: `1h30m`.

/// Units with their milliseconds. Longer names come first.
const UNITS: [(&str, f64); 8] =
    [("ns", 1e-6), ("us", 1e-3), ("µs", 1e-3), ("μs", 1e-3), ("ms", 1.0), ("s", 1e3), ("m", 60e3), ("h", 3600e3)];

/// Returns the milliseconds of a duration; `None` if it is none.
pub fn milliseconds(text: &str) -> Option<f64> {
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
        let (number, unit) = rest.split_at(digits);
        let (name, size) = UNITS.into_iter().find(|(name, _)| unit.starts_with(name))?;
        sum += number.parse::<f64>().ok()? * size;
        rest = &unit[name.len()..];
        if rest.is_empty() {
            return Some(sign * sum);
        }
    }
}

/// Returns a duration in the largest unit in which it is a whole number.
pub fn text(milliseconds: i64) -> String {
    let units = [("h", 3_600_000), ("m", 60_000), ("s", 1000)];
    let unit = units.into_iter().find(|(_, size)| milliseconds != 0 && milliseconds % size == 0);
    unit.map_or_else(|| format!("{milliseconds}ms"), |(name, size)| format!("{}{name}", milliseconds / size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_and_written() {
        for (written, expected) in
            [("15m", 900_000.0), ("1h30m", 5_400_000.0), ("1.5s", 1500.0), ("-2ms", -2.0), ("0", 0.0)]
        {
            assert_eq!(milliseconds(written), Some(expected), "{written}");
        }
        for other in ["", "15", "m", "1h30", "1d", "ten"] {
            assert_eq!(milliseconds(other), None, "{other}");
        }
        assert_eq!([900_000, 86_400_000, 1500, 30_000].map(text), ["15m", "24h", "1500ms", "30s"]);
    }
}
