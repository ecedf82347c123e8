//! Messages of serde, without the values they quote.
//!
//! serde quotes invalid values in its messages. A value may be a password, and messages appear in logs, so
//! every message passes through here.

/// Formats a path and a message as one string, since serde errors carry nothing else: ``at `spec.radius`:
/// missing field `unit` ``.
pub(crate) fn at(path: &str, message: &str) -> String {
    // A key could otherwise end the path.
    let path = path.replace('`', "'");
    format!("at `{path}`: {message}")
}

/// Splits a message of serde into the path, if it has one, and the rest without values.
pub(crate) fn apart(message: &str) -> (Option<&str>, String) {
    let placed = message.strip_prefix("at `").and_then(|rest| rest.split_once("`: "));
    match placed {
        Some((path, message)) => (Some(path), without_values(message)),
        None => (None, without_values(message)),
    }
}

/// Joins two paths. `.` is the whole document.
pub(crate) fn join(outer: &str, inner: &str) -> String {
    match (outer, inner) {
        (".", inner) => inner.to_owned(),
        (outer, ".") => outer.to_owned(),
        (outer, inner) if inner.starts_with('[') => format!("{outer}{inner}"),
        (outer, inner) => format!("{outer}.{inner}"),
    }
}

/// Removes values: `invalid type: string "hunter2", expected i32` becomes `invalid type: string, expected
/// i32`.
pub(crate) fn without_values(message: &str) -> String {
    for lead in ["invalid type: ", "invalid value: "] {
        if let Some(rest) = message.strip_prefix(lead) {
            let (got, expected) = split_expected(rest);
            // `string "…"`, ``integer `…` ``, `null`: the type of the value comes first.
            let sort = got.split(['"', '`']).next().unwrap_or_default().trim_end();
            return format!("{lead}{sort}{expected}");
        }
    }
    for lead in ["unknown variant", "unknown field", "unknown value"] {
        if message.starts_with(lead) {
            return format!("{lead}{}", split_expected(message).1);
        }
    }
    match message.split_once(", got ") {
        Some((expected, _)) if expected.starts_with("expected ") => expected.to_owned(),
        _ => message.to_owned(),
    }
}

/// Returns the part of a message from `expected` on, or the whole message without it.
#[cfg(all(feature = "client", feature = "dynamic"))]
pub(crate) fn expectation(message: &str) -> &str {
    split_expected(message).1.strip_prefix(", ").unwrap_or(message)
}

/// Splits at the last `, expected`, which is serde's own: values precede it.
fn split_expected(text: &str) -> (&str, &str) {
    let at = text.rfind(", expected ").or_else(|| text.rfind(", there are no "));
    at.map_or((text, ""), |at| text.split_at(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_dropped() {
        for (message, expected) in [
            ("invalid type: string \"hunter2\", expected i32", "invalid type: string, expected i32"),
            ("invalid type: string \"a\", expected \\\"b\", expected i32", "invalid type: string, expected i32"),
            ("invalid type: floating point `1.5`, expected i32", "invalid type: floating point, expected i32"),
            ("invalid type: null, expected a string", "invalid type: null, expected a string"),
            ("invalid value: integer `300`, expected u8", "invalid value: integer, expected u8"),
            (
                "unknown variant `x`, expected `y`, expected one of `a`, `b`",
                "unknown variant, expected one of `a`, `b`",
            ),
            ("unknown field `x`, there are no fields", "unknown field, there are no fields"),
            ("unknown value \"x\", expected \"a\" or \"b\"", "unknown value, expected \"a\" or \"b\""),
            ("invalid length 3, expected an array of length 2", "invalid length 3, expected an array of length 2"),
            ("expected a timestamp, got \"x, got y\"", "expected a timestamp"),
            ("missing field `name`", "missing field `name`"),
        ] {
            assert_eq!(without_values(message), expected);
        }
    }

    #[test]
    fn places_travel_inside_of_messages() {
        let message = at("spec.a`b", "invalid type: string \"hunter2\", expected i32");
        assert_eq!(apart(&message), (Some("spec.a'b"), "invalid type: string, expected i32".to_owned()));
        assert_eq!(apart("missing field `a`"), (None, "missing field `a`".to_owned()));
    }

    #[test]
    fn paths_are_joined() {
        for (outer, inner, path) in
            [(".", ".", "."), (".", "a", "a"), ("a", ".", "a"), ("a", "b[0]", "a.b[0]"), ("a", "[0].b", "a[0].b")]
        {
            assert_eq!(join(outer, inner), path);
        }
    }
}
