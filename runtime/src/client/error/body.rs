//! Decoding of error bodies, which vary within one service.
//!
//! The style of the operation comes first. Gateways and proxies use their own, so common shapes follow. A
//! body other than JSON yields nothing.

use serde_json::{Map, Value};

use crate::decode;
use crate::error_path;
use crate::meta::{ErrorStyle, OperationMeta};

/// Content of an error body.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ErrorBody {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) detail: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) encoded_authorization_message: Option<String>,
}

const CODES: &[&str] = &["error_code", "errorCode", "code"];
const MESSAGES: &[&str] = &[
    "error_msg",
    "error_message",
    "errorMessage",
    "errorMsg",
    "message",
    "error_description",
    // Identity services put the short description here; use it as a last resort.
    "title",
];
const DETAILS: &[&str] = &["detail", "details"];
const AUTHORIZATION: &[&str] = &["encoded_authorization_message"];

/// Maximum nesting of errors in errors.
const DEEPEST: usize = 3;

impl ErrorBody {
    /// Reads every part that it recognizes.
    pub(crate) fn read(meta: &OperationMeta, body: &[u8]) -> Self {
        let Some(Value::Object(object)) = decode::tolerant(body) else {
            return Self::default();
        };
        let styles = [meta.error_style].into_iter().chain(meta.other_error_styles.iter().copied());
        let styled = styles.map(|style| Self::read_styled(style, &object));
        // The style that has most of a code and a message is that of the body; the first one if several have.
        let best = styled.rev().max_by_key(Self::said).unwrap_or_default();
        best.or(Self::read_known(&object, DEEPEST))
    }

    fn read_styled(style: &ErrorStyle, object: &Map<String, Value>) -> Self {
        let text = |path: &str| shown(error_path::get(object, path)?);
        Self {
            code: text(style.code),
            message: text(style.message),
            detail: style.detail.and_then(text),
            request_id: style.request_id.and_then(text),
            encoded_authorization_message: None,
        }
    }

    fn said(&self) -> u8 {
        u8::from(self.code.is_some()) + u8::from(self.message.is_some())
    }

    fn read_known(object: &Map<String, Value>, deeper: usize) -> Self {
        let mut read = Self {
            code: text(object, CODES),
            message: text(object, MESSAGES),
            detail: text(object, DETAILS),
            request_id: text(object, &["request_id"]),
            encoded_authorization_message: text(object, AUTHORIZATION),
        };
        // A nested error is usually under `error`, but may have another name.
        for (name, inner) in object.iter().filter(|_| deeper > 0) {
            let Some(inner) = inner.as_object() else { continue };
            let inner = Self::read_known(inner, deeper - 1);
            // Elsewhere, an object with a name and a code may be the subject of the error.
            if name == "error" || (read.code.is_none() && read.message.is_none() && inner.code.is_some()) {
                read = read.or(inner);
            } else {
                let encoded = inner.encoded_authorization_message;
                read.encoded_authorization_message = read.encoded_authorization_message.or(encoded);
            }
        }
        match object.get("error") {
            Some(Value::String(error)) if read.message.is_none() => read.message = Some(error.clone()),
            _ => {}
        }
        read
    }

    fn or(self, other: Self) -> Self {
        Self {
            code: self.code.or(other.code),
            message: self.message.or(other.message),
            detail: self.detail.or(other.detail),
            request_id: self.request_id.or(other.request_id),
            encoded_authorization_message: self.encoded_authorization_message.or(other.encoded_authorization_message),
        }
    }
}

/// Returns the first of the named fields that is present. Codes may be numbers, and details any JSON.
fn text(object: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| shown(object.get(*name)?))
}

fn shown(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static STYLE: ErrorStyle = ErrorStyle {
        id: "odd",
        code: "kode",
        message: "melding",
        detail: Some("meer"),
        request_id: Some("id"),
        ..ErrorStyle::BASE
    };

    static META: OperationMeta = OperationMeta { error_style: &STYLE, ..OperationMeta::BASE };

    fn read(body: &str) -> [Option<String>; 4] {
        read_by(&META, body)
    }

    fn read_by(meta: &OperationMeta, body: &str) -> [Option<String>; 4] {
        let body = ErrorBody::read(meta, body.as_bytes());
        [body.code, body.message, body.detail, body.request_id]
    }

    fn some(texts: [&str; 4]) -> [Option<String>; 4] {
        texts.map(|text| (!text.is_empty()).then(|| text.to_owned()))
    }

    #[test]
    fn the_operations_own_style_comes_first() {
        assert_eq!(
            read(r#"{"kode":"1","melding":"m","meer":"d","id":"r","code":"2","message":"n"}"#),
            some(["1", "m", "d", "r"])
        );
    }

    #[test]
    fn an_error_has_one_of_several_styles() {
        static LIST: ErrorStyle =
            ErrorStyle { code: "faults[].id", message: "faults[].text", detail: Some("hint"), ..ErrorStyle::BASE };
        static INNER: ErrorStyle = ErrorStyle { code: "", message: "kode", ..ErrorStyle::BASE };
        static SEVERAL: OperationMeta =
            OperationMeta { error_style: &STYLE, other_error_styles: &[&LIST, &INNER], ..OperationMeta::BASE };
        let list = r#"{"faults":[{"id":5,"text":"m"},{"id":6}],"hint":"h"}"#;
        assert_eq!(read_by(&SEVERAL, list), some(["5", "m", "h", ""]));
        assert_eq!(read_by(&SEVERAL, r#"{"kode":"1","hint":"h"}"#), some(["1", "", "", ""]), "the first of two");
        assert_eq!(read_by(&SEVERAL, r#"{"code":"2"}"#), some(["2", "", "", ""]), "none of them");
    }

    #[test]
    fn known_shapes_are_recognized() {
        for (body, expected) in [
            (r#"{"error_code":"APIGW.0308","error_msg":"slow","request_id":"r"}"#, ["APIGW.0308", "slow", "", "r"]),
            (r#"{"error_code":"S.1","error_message":"m","detail":"d"}"#, ["S.1", "m", "d", ""]),
            (r#"{"errorCode":"400001","errorMessage":"m","detail":"d"}"#, ["400001", "m", "d", ""]),
            (r#"{"errorCode":7,"errorMsg":"m"}"#, ["7", "m", "", ""]),
            (r#"{"code":404,"message":"m"}"#, ["404", "m", "", ""]),
            (r#"{"error":{"code":401,"message":"m","title":"t"}}"#, ["401", "m", "", ""]),
            (r#"{"error":{"code":401,"title":"t"}}"#, ["401", "t", "", ""]),
            (r#"{"error":{"error_code":"I.1","error_msg":"m","request_id":"r"}}"#, ["I.1", "m", "", "r"]),
            (r#"{"message":"m","error":{"code":401}}"#, ["401", "m", "", ""]),
            (r#"{"fault":{"cause":{"code":"F.1","message":"m"}}}"#, ["F.1", "m", "", ""]),
            (r#"{"message":"m","thing":{"code":"x","message":"y"}}"#, ["", "m", "", ""]),
            (r#"{"error":"invalid_grant","error_description":"m"}"#, ["", "m", "", ""]),
            (r#"{"status":404,"error":"Not Found","path":"/"}"#, ["", "Not Found", "", ""]),
            (r#"{"detail":["a"]}"#, ["", "", r#"["a"]"#, ""]),
        ] {
            assert_eq!(read(body), some(expected), "{body}");
        }
    }

    #[test]
    fn what_only_the_identity_service_can_read_is_kept() {
        for body in [
            r#"{"code":"1","encoded_authorization_message":"XYZ"}"#,
            r#"{"error":{"code":1,"encoded_authorization_message":"XYZ"}}"#,
            r#"{"code":"1","more":{"encoded_authorization_message":"XYZ"}}"#,
        ] {
            let read = ErrorBody::read(&META, body.as_bytes());
            assert_eq!(read.encoded_authorization_message.as_deref(), Some("XYZ"), "{body}");
            assert_eq!(read.code.as_deref(), Some("1"));
        }
    }

    #[test]
    fn what_cannot_be_read_does_not_hide_the_code() {
        let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
        for (body, message) in [
            (r#"{"kode":"C.404","melding":"cut \ud83d"}"#.to_owned(), "cut \u{fffd}"),
            (r#"{"kode":"C.404","melding":"m","size":1e999}"#.to_owned(), "m"),
            (format!(r#"{{"kode":"C.404","melding":"m","deep":{deep}}}"#), "m"),
        ] {
            assert_eq!(read(&body), some(["C.404", message, "", ""]), "{body}");
        }
        let cut = ErrorBody::read(&META, b"{\"kode\":\"1\",\"melding\":\"\xe4\"}");
        assert_eq!((cut.code.as_deref(), cut.message.as_deref()), (Some("1"), Some("\u{fffd}")));
    }

    #[test]
    fn a_byte_order_mark_does_no_harm() {
        assert_eq!(read("\u{feff}{\"kode\":\"1\"}"), some(["1", "", "", ""]));
    }

    #[test]
    fn anything_else_yields_nothing() {
        for body in ["", "<html>", "[]", "\"text\"", "{\"code\":null,\"message\":\"\"}"] {
            assert_eq!(read(body), some([""; 4]), "{body}");
        }
    }
}
