//! Forms: what a client writes, and what a server reads.

use std::sync::{Arc, Mutex, PoisonError};

use obstacle_model::shapes::{AnswerImport, Grade};
use obstacle_server::{Api, Context, DynamicHandler, DynamicInput, DynamicOutput, ServiceError, Validation};
use serde_json::Value;
use specwright_runtime::bytes::Bytes;
use specwright_runtime::client::{Body, InProcessTransport, Transport as _};
use specwright_runtime::http::{self, HeaderValue};
use specwright_runtime::value::File;

use crate::bytes::Bytes as Choices;
use crate::service::{block_on, obstacle};

/// Sends a form.
///
/// - What a client writes, a server reads as the same, whatever names and contents it has.
/// - What a server reads from other bytes, a client writes so that it is read as the same.
/// - Other bytes are an error of the client.
pub fn forms(bytes: &[u8]) {
    let mut bytes = Choices::new(bytes);
    if bytes.byte().is_multiple_of(2) {
        written(&mut bytes);
    } else {
        received(&mut bytes);
    }
}

/// Keeps the last body.
#[derive(Default)]
struct Keep(Mutex<Option<Value>>);

impl DynamicHandler for Keep {
    async fn handle(&self, input: DynamicInput, _: Context) -> Result<DynamicOutput, ServiceError> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = input.body().cloned();
        Ok(Value::Null.into())
    }
}

fn server() -> (InProcessTransport, Arc<Keep>) {
    let keep = Arc::new(Keep::default());
    let api = Api::new().routes(obstacle_server::dynamic_routes(keep.clone())).validation(Validation::Off);
    (InProcessTransport::new(api.into_router()), keep)
}

/// Sends a form as a client does, and returns what arrives.
fn sent(form: &AnswerImport) -> Value {
    let (transport, keep) = server();
    let client = obstacle(transport);
    let result = block_on(client.shapes().answers().import(form).send());
    result.unwrap_or_else(|error| panic!("{error}: {form:?}"));
    let kept = keep.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    kept.unwrap_or_else(|| panic!("nothing arrives: {form:?}"))
}

fn json(form: &AnswerImport) -> Value {
    serde_json::to_value(form).unwrap_or_else(|error| panic!("{error}"))
}

fn written(bytes: &mut Choices<'_>) {
    let optional = bytes.byte();
    let mut form = AnswerImport::new(file(bytes), bytes.text());
    if optional & 1 > 0 {
        form = form.second(file(bytes));
    }
    if optional & 2 > 0 {
        form = form.key(bytes.text());
    }
    if optional & 4 > 0 {
        form = form.count(i32::from_le_bytes([bytes.byte(), bytes.byte(), bytes.byte(), bytes.byte()]));
    }
    if optional & 8 > 0 {
        form = form.overwrite(optional & 16 > 0);
    }
    if optional & 32 > 0 {
        form = form.grade(if bytes.byte() > 127 { Grade::Best } else { Grade::from(7) });
    }
    assert_eq!(sent(&form), json(&form));
}

fn file(bytes: &mut Choices<'_>) -> File {
    let file = File::new(bytes.text(), bytes.until(0));
    // Other types are not sent, and the default is what files without a type have.
    let media = bytes.text();
    let valid = media.trim_ascii() == media && media.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    if valid && !media.is_empty() && media != "application/octet-stream" { file.with_content_type(media) } else { file }
}

fn received(bytes: &mut Choices<'_>) {
    let Ok(media) = HeaderValue::from_bytes(bytes.until(b'\n')) else { return };
    let (transport, keep) = server();
    let request = http::Request::post("https://192.0.2.1/answers/p/import")
        .header("content-type", media)
        .header("x-auth-token", "t")
        .header("authorization", "Bearer b")
        .body(Body::from(Bytes::copy_from_slice(bytes.rest())));
    let request = request.unwrap_or_else(|error| panic!("{error}"));
    let response = block_on(transport.send(request)).unwrap_or_else(|error| panic!("{error}"));
    let status = response.status().as_u16();
    assert!(matches!(status, 204 | 400 | 413 | 415), "{status}: {:?}", response.body());
    let kept = keep.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    assert_eq!(kept.is_some(), status == 204);
    if let Some(kept) = kept {
        let form: AnswerImport = serde_json::from_value(kept.clone()).unwrap_or_else(|error| panic!("{error}: {kept}"));
        assert_eq!(sent(&form), kept);
    }
}
