//! Numbers as they are written. Floats lose digits of large ones.

/// Below it, a float shows whether a number has a fraction. Near the end of what is exact, `0.3` is rounded away.
const EXACT: f64 = 562_949_953_421_312.0;

/// Significant digits that every float keeps.
#[cfg(any(feature = "client", feature = "server"))]
const KEPT: usize = 15;

/// Digits of the largest 64-bit integer.
const LONGEST: usize = 20;

/// Converts a float without a fraction to an integer, if no digit can be lost.
pub(crate) fn whole(number: f64) -> Option<i64> {
    // Exact within these bounds.
    #[allow(clippy::cast_possible_truncation)]
    (number.fract() == 0.0 && number.abs() < EXACT).then_some(number as i64)
}

/// Returns the integer that a number of JSON is, in any notation: `1`, `1.0`, `1e2`.
pub(crate) fn integer(text: &str) -> Option<i128> {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |text| (-1, text));
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (units, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{units}{fraction}");
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let significant = digits.trim_matches('0');
    if significant.is_empty() {
        return (!digits.is_empty()).then_some(0);
    }
    let behind = digits.len() - digits.trim_end_matches('0').len();
    // Zeros to append.
    let zeros = exponent.parse::<i64>().ok()?.checked_sub_unsigned(fraction.len() as u64)?;
    let zeros = usize::try_from(zeros.checked_add_unsigned(behind as u64)?).ok()?;
    if significant.len().checked_add(zeros)? > LONGEST {
        return None;
    }
    format!("{significant}{:0<zeros$}", "").parse::<i128>().ok().map(|number| sign * number)
}

/// Returns true if a document has a number that looks like an integer when it is read as a float, and of which the float
/// may have lost digits.
#[cfg(any(feature = "client", feature = "server"))]
pub(super) fn are_delicate(mut json: &[u8]) -> bool {
    while let Some((first, rest)) = json.split_first() {
        json = match first {
            b'"' => after_string(rest),
            b'-' | b'0'..=b'9' => {
                let is_part = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E');
                let end = json.iter().position(|byte| !is_part(byte)).unwrap_or(json.len());
                let (number, rest) = json.split_at(end);
                if str::from_utf8(number).is_ok_and(is_delicate) {
                    return true;
                }
                rest
            }
            _ => rest,
        };
    }
    false
}

#[cfg(any(feature = "client", feature = "server"))]
fn after_string(mut text: &[u8]) -> &[u8] {
    while let Some((byte, rest)) = text.split_first() {
        text = match byte {
            b'"' => return rest,
            b'\\' => rest.get(1..).unwrap_or_default(),
            _ => rest,
        };
    }
    text
}

#[cfg(any(feature = "client", feature = "server"))]
fn is_delicate(number: &str) -> bool {
    let Some(end) = number.find(['.', 'e', 'E']) else { return false };
    let mantissa = number.split(['e', 'E']).next().unwrap_or_default();
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).skip_while(|digit| *digit == b'0').count();
    let is_long = digits > KEPT || end > KEPT;
    number.parse::<f64>().is_ok_and(|float| float.fract() == 0.0 && (is_long || float.abs() >= EXACT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_have_many_notations() {
        for (text, number) in [
            ("0", 0),
            ("-0.0", 0),
            ("0e999", 0),
            ("1.0", 1),
            ("1e2", 100),
            ("-1.5E+1", -15),
            ("1200e-2", 12),
            ("100.00", 100),
            ("9007199254740993.0", 9_007_199_254_740_993),
            ("-9223372036854775808.0", i128::from(i64::MIN)),
            ("18446744073709551615e0", i128::from(u64::MAX)),
            ("1.8446744073709551615e19", i128::from(u64::MAX)),
        ] {
            assert_eq!(integer(text), Some(number), "{text}");
        }
        for text in [
            "9007199254740992.7",
            "1.00000000000000000000001",
            "1e-1",
            "1e21",
            "1e99999999999999999999",
            "1e9223372036854775807",
            "123456789012345678901",
            "",
            "-",
            "x",
        ] {
            assert_eq!(integer(text), None, "{text}");
        }
    }

    #[test]
    fn a_float_is_an_integer_only_if_no_digit_can_be_lost() {
        assert_eq!((whole(1.0), whole(-2e9), whole(1.69e12)), (Some(1), Some(-2_000_000_000), Some(1_690_000_000_000)));
        for not in [0.5, 4503599627370497.3, 9007199254740992.0, 1e300, f64::NAN, f64::INFINITY] {
            assert_eq!(whole(not), None, "{not}");
        }
    }

    #[test]
    #[cfg(any(feature = "client", feature = "server"))]
    fn delicate_numbers_are_found_outside_of_strings() {
        for json in ["9007199254740993.0", "[1,{\"a\\\"\":1.0000000000000000001}]", "1e18", "-4503599627370497.3"] {
            assert!(are_delicate(json.as_bytes()), "{json}");
        }
        for json in ["9007199254740993", "\"a\\\"9007199254740993.0\"", "[1.0,1e2,0.1,3.141592653589793]", "{", "\"\\"]
        {
            assert!(!are_delicate(json.as_bytes()), "{json}");
        }
    }
}
