//! Letter case of ids.

use std::borrow::Cow;

use heck::ToSnakeCase as _;

/// Returns the words of a name in lower case: `WireName` → `wire name`.
pub fn words(name: &str) -> String {
    // Most names have this form already.
    let name = if is_snake_case(name) { Cow::Borrowed(name) } else { Cow::Owned(name.to_snake_case()) };
    name.replace('_', " ")
}

/// Whether a name is written in snake_case.
pub fn is_snake_case(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !name.contains("__")
        && !name.ends_with('_')
}

/// Whether a name is written in PascalCase.
pub fn is_pascal_case(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase()) && name.chars().all(|c| c.is_ascii_alphanumeric())
}
