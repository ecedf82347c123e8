//! Decoding of forms: the parts of `multipart/form-data` become a JSON object, which is validated and decoded
//! as a JSON body is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use http_body_util::{BodyDataStream, Full};
use serde_json::{Map, Number, Value, json};

use super::schema::Schema;
use super::service_error::ServiceError;
use crate::disposition::Disposition;
use crate::meta::Rejection;

/// Returns true if the body of a request is a form.
pub(crate) fn is_form(headers: &HeaderMap) -> bool {
    boundary(headers).is_some()
}

/// Returns the boundary. Other parameters have no meaning: a `charset` belongs to a part.
fn boundary(headers: &HeaderMap) -> Option<String> {
    let mut quoted = false;
    let mut parts = headers.get(CONTENT_TYPE)?.to_str().ok()?.split(|character| {
        quoted ^= character == '"';
        character == ';' && !quoted
    });
    if !parts.next()?.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let mut parameters = parts.filter_map(|parameter| parameter.split_once('='));
    let (_, boundary) = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("boundary"))?;
    Some(boundary.trim().trim_matches('"').to_owned()).filter(|boundary| !boundary.is_empty())
}

/// Returns the parts of a form as fields of an object.
pub(super) async fn read(headers: &HeaderMap, body: Bytes, schema: &Schema) -> Result<Value, ServiceError> {
    let fields = match schema {
        Schema::Object(object) => object.fields,
        _ => &[],
    };
    let broken = |_| invalid("the body is not a form with the parts that it announces");
    let boundary = boundary(headers).ok_or_else(|| invalid("the Content-Type has no boundary"))?;
    let stream = BodyDataStream::new(Full::new(body));
    let mut parts = multer::Multipart::new(stream, boundary);
    let mut object = Map::new();
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        let Disposition { name, file_name } = Disposition::of(part.headers());
        let Some(name) = name else {
            return Err(invalid("a part of the form has no name"));
        };
        let field = fields.iter().find(|field| field.name == name || field.aliases.contains(&name.as_str()));
        let value = if file_name.is_some() || field.is_some_and(|field| matches!(field.schema, Schema::File)) {
            let media = part.headers().get(CONTENT_TYPE).and_then(|media| media.to_str().ok()).map(str::to_owned);
            let content = part.bytes().await.map_err(broken)?;
            file(file_name.unwrap_or_default(), media, &content)
        } else {
            let text = part.bytes().await.map_err(broken)?;
            let text = std::str::from_utf8(&text).map_err(|_| invalid("a part of the form is not text"))?;
            plain(field.map(|field| &field.schema), text)
        };
        if object.insert(name, value).is_some() {
            return Err(invalid("two parts of the form have the same name"));
        }
    }
    Ok(Value::Object(object))
}

/// Writes a file in the JSON form of [`File`](crate::value::File).
fn file(name: String, content_type: Option<String>, content: &Bytes) -> Value {
    let mut file = match std::str::from_utf8(content) {
        Ok(text) => json!({ "name": name, "content": text }),
        Err(_) => json!({ "name": name, "base64": STANDARD.encode(content) }),
    };
    // Default type of a file without one.
    if let Some(content_type) = content_type.filter(|media| media != "application/octet-stream") {
        file["content_type"] = content_type.into();
    }
    file
}

/// Converts a plain value to the JSON type of its field. A value of another type stays a string, which
/// validation reports.
pub(super) fn plain(schema: Option<&Schema>, text: &str) -> Value {
    let parsed = match schema {
        Some(Schema::Integer(rules)) if rules.unsigned => text.parse::<u64>().ok().map(Value::from),
        Some(Schema::Integer(_) | Schema::IntegerEnum(_)) => text.parse::<i64>().ok().map(Value::from),
        // JSON has no infinity, and what is no number.
        Some(Schema::Number(_)) => text.parse::<f64>().ok().and_then(Number::from_f64).map(Value::from),
        Some(Schema::Boolean) => text.parse::<bool>().ok().map(Value::from),
        _ => None,
    };
    parsed.unwrap_or_else(|| text.into())
}

pub(super) fn invalid(problem: &str) -> ServiceError {
    ServiceError::rejection(Rejection::InvalidRequest, format!("invalid request: {problem}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_recognized() {
        let is_form = |content_type: &str| {
            let headers = [(CONTENT_TYPE, content_type.parse().unwrap())].into_iter().collect();
            is_form(&headers)
        };
        for yes in [
            "multipart/form-data; boundary=x",
            "Multipart/Form-Data;boundary=\"x y\"",
            "multipart/form-data; charset=utf8; boundary=x",
            "multipart/form-data; boundary=x;charset=UTF8",
            "multipart/form-data; boundary=x; charset=\"utf-8\"",
            "multipart/form-data ; boundary=x ; charset=gbk",
            "multipart/form-data; boundary=x;",
            "multipart/form-data; note=\";\"; boundary=\"a;b\"",
            "multipart/form-data; Boundary=x",
        ] {
            assert!(is_form(yes), "{yes}");
        }
        for no in [
            "",
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "multipart/form-data; note=\"; boundary=x\"",
            "multipart/mixed; boundary=x",
            "application/json; boundary=x",
        ] {
            assert!(!is_form(no), "{no}");
        }
    }
}
