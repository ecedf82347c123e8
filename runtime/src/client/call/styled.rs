//! Parameters that are not plain: JSON, maps, and cookies.

use std::fmt::Display;

use http::HeaderValue;
use http::header::COOKIE;
use serde::Serialize;
use serde_json::Value;

use super::Call;
use crate::finite;
use crate::text::{OneLine, SHORT};
use crate::value::{Secret, StringId};

impl Call {
    /// Sets a query parameter to a value that is written as JSON.
    pub fn query_json(&mut self, name: &'static str, value: &impl Serialize) {
        if let Some(text) = self.json_of(name, value) {
            self.query_str(name, &text);
        }
    }

    /// Sets a query parameter to a value that is written as JSON and that `Debug` does not show.
    pub fn secret_query_json(&mut self, name: &'static str, value: &impl Serialize) {
        if let Some(text) = self.json_of(name, value) {
            self.secret_query(name, &Secret::from(text));
        }
    }

    /// Sets a header to a value that is written as JSON. Characters outside of ASCII are escaped.
    pub fn header_json(&mut self, name: &'static str, value: &impl Serialize) {
        if let Some(text) = self.json_of(name, value) {
            self.header_str(name, &in_ascii(&text));
        }
    }

    /// Sets a header to a value that is written as JSON and that neither `Debug` nor logs show.
    pub fn secret_header_json(&mut self, name: &'static str, value: &impl Serialize) {
        if let Some(text) = self.json_of(name, value) {
            self.secret_header(name, &Secret::from(in_ascii(&text)));
        }
    }

    /// Sets a query parameter for each entry of a map, with the name of its key. Replaces those of an earlier map.
    pub fn query_form(&mut self, name: &'static str, map: &impl Serialize) {
        self.members(name, map, str::to_owned);
    }

    /// Sets a query parameter for each entry of a map, with its key in brackets. Replaces those of an earlier map.
    pub fn query_deep_object(&mut self, name: &'static str, map: &impl Serialize) {
        self.members(name, map, |key| format!("{name}[{key}]"));
    }

    fn members(&mut self, name: &'static str, map: &impl Serialize, member: impl Fn(&str) -> String) {
        self.0.query.remove(name);
        match finite::to_value(map) {
            Ok(Value::Object(entries)) => {
                for (key, value) in entries {
                    match value {
                        Value::Null => {}
                        Value::String(text) => self.0.query.push_member(name, &member(&key), &text),
                        other => self.0.query.push_member(name, &member(&key), &other.to_string()),
                    }
                }
            }
            Ok(_) => self.problem(format!("`{name}` is not a map")),
            Err(error) => self.unwritable_parameter(name, &error),
        }
    }

    fn json_of(&mut self, name: &str, value: &impl Serialize) -> Option<String> {
        match finite::to_string(value) {
            Ok(text) => Some(text),
            Err(error) => {
                self.unwritable_parameter(name, &error);
                None
            }
        }
    }

    fn unwritable_parameter(&mut self, name: &str, error: &serde_json::Error) {
        let error = error.to_string();
        self.problem(format!("`{name}` cannot be serialized as JSON: {}", OneLine(&error, SHORT)));
    }

    /// Sets a cookie. `send` reports characters that are not allowed in a cookie.
    pub fn cookie(&mut self, name: &'static str, value: impl Display) {
        let text = value.to_string();
        self.needs_number(name, !finite::is_missing(&value, &text));
        self.set_cookie(name, &text, false);
    }

    /// Sets a cookie to an id. `send` checks the limits of the id.
    pub fn cookie_id<I: StringId>(&mut self, name: &'static str, id: impl Into<I>) {
        let id: I = id.into();
        self.check::<I>(name, id.as_ref());
        self.set_cookie(name, id.as_ref(), false);
    }

    /// Sets a cookie that `Debug` does not show and transports do not log.
    pub fn secret_cookie(&mut self, name: &'static str, value: &Secret) {
        self.set_cookie(name, value.expose(), true);
    }

    fn set_cookie(&mut self, name: &'static str, value: &str, secret: bool) {
        let is_allowed = |c: char| c.is_ascii_graphic() && !['"', ',', ';', '\\'].contains(&c);
        if !value.chars().all(is_allowed) {
            // The message omits the value: cookies carry tokens.
            return self.problem(format!(
                "the value of the cookie `{name}` contains characters that are not allowed in a cookie"
            ));
        }
        let position = self.0.headers.iter().position(|(known, _)| *known == COOKIE);
        let before = position.map(|position| self.0.headers.remove(position).1);
        let is_other = |pair: &&str| pair.split_once('=').is_none_or(|(known, _)| known != name);
        let text = before.as_ref().and_then(|before| before.to_str().ok()).unwrap_or_default();
        let mut pairs: Vec<&str> = text.split("; ").filter(|pair| !pair.is_empty()).filter(is_other).collect();
        let pair = format!("{name}={value}");
        pairs.push(&pair);
        match HeaderValue::from_str(&pairs.join("; ")) {
            Ok(mut header) => {
                header.set_sensitive(secret || before.is_some_and(|before| before.is_sensitive()));
                self.0.headers.push((COOKIE, header));
            }
            Err(_) => self.problem(format!("`{name}` is not the name of a cookie")),
        }
    }
}

/// JSON in which characters outside of ASCII are escaped, as headers need it.
fn in_ascii(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        if character.is_ascii() && character != '\u{7f}' {
            escaped.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_hold_json_of_any_script() {
        let written = in_ascii(&serde_json::to_string("aä😀\u{7f}").unwrap());
        assert_eq!(written, r#""a\u00e4\ud83d\ude00\u007f""#);
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), "aä😀\u{7f}");
    }
}
