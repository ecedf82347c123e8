//! The request as a command for a shell.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use specwright_language::ir::{Api, BodyEncoding, Credential, Example, Location, Operation, Parameter, Segment, Shape};
use specwright_language::raw::{ParameterStyle, Slash};

use super::{address, body, file_of, given};

/// Everything except the unreserved characters of URLs.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Headers that ask for a web socket. The key is that of the standard.
const UPGRADE: [&str; 4] = [
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
];

/// A command that sends the request of an example. The token or password comes from the variable `TOKEN`, the name of
/// an account from `NAME`.
pub fn curl(api: &Api, operation: &Operation, example: &Example) -> String {
    let url = format!("{}{}", address(api, operation.host), target(operation, example));
    let credential = &api.auth(operation.auth).credential;
    let mut options = vec![match credential {
        // The shell has to replace the variable, so it is outside of the quotes.
        Credential::Query(name) => {
            let before = if url.contains('?') { '&' } else { '?' };
            format!("{}\"$TOKEN\"", quoted(&format!("{url}{before}{}=", encoded(name))))
        }
        _ => quoted(&url),
    }];
    options.extend(credentials(credential, &cookies(operation, example)));
    for parameter in operation.parameters_in(Location::Header) {
        if let Some(value) = given(example, parameter) {
            let value = joined(parameter, value).unwrap_or_else(|| written(parameter, value));
            options.push(format!("--header {}", quoted(&format!("{}: {value}", parameter.name))));
        }
    }
    if operation.stream.is_some() {
        options.extend(UPGRADE.map(|header| format!("--header '{header}'")));
    }
    match (&operation.body, body(example)) {
        (Some(form), Some(Value::Object(fields))) if form.media.is_multipart() => {
            let files = api.fields(&form.ty).iter().filter(|field| field.ty.value == Shape::File);
            let files: Vec<&str> = files.map(|field| field.name.as_str()).collect();
            for (name, value) in fields {
                let part = if files.contains(&name.as_str()) {
                    let media = value["content_type"].as_str().map(|media| format!(";type={media}"));
                    let file = format!("{name}=@{}{}", file_name(&text(&value["name"])), media.unwrap_or_default());
                    format!("--form {}", quoted(&file))
                } else {
                    // As it is: other options would read `@` and `;` in it.
                    format!("--form-string {}", quoted(&format!("{name}={}", text(value))))
                };
                options.push(part);
            }
        }
        (Some(expected), Some(body)) => {
            let media = match body["content_type"].as_str().filter(|_| expected.media.encoding == BodyEncoding::Bytes) {
                Some(own) => own,
                None => expected.media.sent(),
            };
            options.push(format!("--header {}", quoted(&format!("Content-Type: {media}"))));
            match expected.media.encoding {
                BodyEncoding::Text => options.push(format!("--data-raw {}", quoted(&text(body)))),
                BodyEncoding::Bytes => {
                    options.push(format!("--data-binary {}", quoted(&format!("@{}", file_of(body)))))
                }
                BodyEncoding::Form => options.push(format!("--data-raw {}", quoted(&pairs(body)))),
                BodyEncoding::Json | BodyEncoding::Multipart | BodyEncoding::Events => {
                    let document = serde_json::to_string_pretty(body).unwrap_or_default();
                    options.push(format!("--data-raw {}", quoted(&document)));
                }
            }
        }
        _ => {}
    }
    format!("curl --request {} {}\n", operation.route.method.as_str(), options.join(" \\\n  "))
}

/// The options with the credentials, unless the URL has them, and with cookies.
fn credentials(credential: &Credential, cookies: &str) -> Vec<String> {
    let option = match credential {
        Credential::None | Credential::Query(_) => None,
        Credential::Bearer => Some("--header \"Authorization: Bearer $TOKEN\"".to_owned()),
        Credential::Basic => Some("--user \"$NAME:$TOKEN\"".to_owned()),
        Credential::Header(name) => Some(format!("--header \"{name}: $TOKEN\"")),
        Credential::Cookie(name) if cookies.is_empty() => Some(format!("--header \"Cookie: {name}=$TOKEN\"")),
        // There is one such header.
        Credential::Cookie(name) => {
            return vec![format!("--header {}\"; {name}=$TOKEN\"", quoted(&format!("Cookie: {cookies}")))];
        }
    };
    let cookies = (!cookies.is_empty()).then(|| format!("--header {}", quoted(&format!("Cookie: {cookies}"))));
    option.into_iter().chain(cookies).collect()
}

/// The cookies of an example that are no credentials.
fn cookies(operation: &Operation, example: &Example) -> String {
    let cookies = operation.parameters_in(Location::Cookie);
    let cookies = cookies.filter_map(|cookie| Some(format!("{}={}", cookie.name, text(given(example, cookie)?))));
    cookies.collect::<Vec<_>>().join("; ")
}

/// Path and query.
pub fn target(operation: &Operation, example: &Example) -> String {
    let mut target = String::new();
    for segment in &operation.route.segments {
        target.push('/');
        let value = |name: &str| {
            let parameter = operation.parameters_in(Location::Path).find(|parameter| parameter.name.value == name);
            parameter.map(|parameter| segment_value(parameter, example)).unwrap_or_default()
        };
        match segment {
            Segment::Literal(text) => target.push_str(text),
            Segment::Parameter(name) => target.push_str(&value(name)),
            Segment::Within { before, values } => {
                target.push_str(before);
                for (name, after) in values {
                    target.push_str(&value(name));
                    target.push_str(after);
                }
            }
        }
    }
    let mut before = '?';
    for parameter in operation.parameters_in(Location::Query) {
        let name = &parameter.name.value;
        let one = |value: String| (name.clone(), value);
        let pairs: Vec<(String, String)> = match (given(example, parameter), parameter.style) {
            (None, _) => Vec::new(),
            (Some(Value::Object(entries)), Some(ParameterStyle::Form)) => {
                entries.iter().map(|(key, value)| (key.clone(), text(value))).collect()
            }
            (Some(Value::Object(entries)), Some(ParameterStyle::DeepObject)) => {
                entries.iter().map(|(key, value)| (format!("{name}[{key}]"), text(value))).collect()
            }
            (Some(value), Some(_)) => vec![one(written(parameter, value))],
            (Some(list), None) if parameter.separator.is_some() => {
                joined(parameter, list).into_iter().map(one).collect()
            }
            (Some(Value::Array(items)), None) => items.iter().map(text).map(one).collect(),
            (Some(value), None) => vec![one(text(value))],
        };
        for (name, value) in pairs {
            target.push_str(&format!("{before}{}={}", encoded(&name), encoded(&value)));
            before = '&';
        }
    }
    target
}

/// A list as one value.
fn joined(parameter: &Parameter, list: &Value) -> Option<String> {
    let separator = parameter.separator?.character().to_string();
    let items: Vec<String> = list.as_array()?.iter().map(text).collect();
    (!items.is_empty()).then(|| items.join(&separator))
}

fn segment_value(parameter: &Parameter, example: &Example) -> String {
    let value = given(example, parameter).map(text).unwrap_or_default();
    match parameter.slash {
        Slash::Colon => encoded(&value.replace('/', ":")),
        Slash::Percent => encoded(&value),
    }
}

/// A value as it is sent.
fn written(parameter: &Parameter, value: &Value) -> String {
    if parameter.style == Some(ParameterStyle::Json) { value.to_string() } else { text(value) }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The pairs of a URL-encoded form.
fn pairs(body: &Value) -> String {
    let mut pairs = Vec::new();
    for (name, value) in body.as_object().into_iter().flatten() {
        push_pairs(&mut pairs, name.clone(), value);
    }
    let pairs = pairs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn push_pairs(pairs: &mut Vec<(String, String)>, name: String, value: &Value) {
    match value {
        Value::Null => {}
        Value::Array(items) => {
            let is_plain = !items.iter().any(|item| item.is_array() || item.is_object());
            for (index, item) in items.iter().enumerate() {
                let name = if is_plain { name.clone() } else { format!("{name}[{index}]") };
                push_pairs(pairs, name, item);
            }
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(key, value)| push_pairs(pairs, format!("{name}[{key}]"), value));
        }
        plain => pairs.push((name, text(plain))),
    }
}

/// The name of a file in the syntax of `--form`.
fn file_name(name: &str) -> String {
    if name.contains(['"', '\\', ';', ',']) {
        format!("\"{}\"", name.replace('\\', r"\\").replace('"', "\\\""))
    } else {
        name.to_owned()
    }
}

/// A word of a command, whatever is in it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
