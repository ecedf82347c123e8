//! Signatures: of unchanged requests they are valid, of all others they are not.

use std::time::{Duration, SystemTime};

use specwright_runtime::http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use specwright_runtime::http::{HeaderName, HeaderValue, Request, Uri};
use specwright_runtime::huaweicloud::signing::{
    AccessKey, Authorization, Payload, ReceivedRequest, SignatureScope, Signer, Target, VerifyError, canonical_path,
    canonical_query_of,
};

use crate::bytes::Bytes;

const METHODS: [&str; 6] = ["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD"];
const TYPES: [&str; 5] = ["", "application/json", "application/json; charset=utf-8", "text/plain", "Application/BSON"];

/// Signs a request, or verifies a signature that nobody made.
///
/// - A signed request is verified, with its body if that is signed.
/// - After a change of any part it is not.
/// - A header that was not signed with the key is never valid.
pub fn signer(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    if bytes.byte().is_multiple_of(4) {
        forged(&mut bytes);
    } else {
        signed(&mut bytes);
    }
}

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045)
}

fn verify(key: &AccessKey, request: &Request<Vec<u8>>, payload: Payload<'_>) -> Result<(), VerifyError> {
    let header = request.headers().get(AUTHORIZATION).and_then(|header| header.to_str().ok()).unwrap_or_default();
    let authorization = Authorization::parse(header).ok_or(VerifyError::SignatureMismatch)?;
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let query = canonical_query_of(request.uri().query().unwrap_or_default());
    let target = Target { method: request.method().as_str(), host, path: request.uri().path(), query: &query, payload };
    authorization.verify(key, &ReceivedRequest { target, headers: request.headers(), time: now() })
}

fn signed(bytes: &mut Bytes<'_>) {
    let (choices, change) = (bytes.byte(), bytes.byte());
    let method = bytes.pick(&METHODS).unwrap_or("GET");
    let media = bytes.pick(&TYPES).unwrap_or_default();
    let (id, secret, token) = (bytes.text(), bytes.text(), bytes.text());
    let key = AccessKey::new(id, secret);
    let key = if choices & 1 > 0 { key.with_security_token(token) } else { key };
    let mut signer = if choices & 2 > 0 {
        Signer::derived(SignatureScope { region: bytes.text(), service: bytes.text() })
    } else {
        Signer::new()
    }
    .at(now());
    if choices & 4 > 0 {
        signer = signer.all_headers();
    }
    let Ok(uri) = format!("https://things.example.com/{}", bytes.text()).parse::<Uri>() else { return };
    let mut request = Request::builder().method(method).uri(uri);
    if !media.is_empty() {
        request = request.header(CONTENT_TYPE, media);
    }
    for name in ["x-one", "x-one", "other", "x_two"].into_iter().take(usize::from(choices >> 3) % 5) {
        if let Ok(value) = HeaderValue::from_bytes(bytes.until(0)) {
            request = request.header(name, value);
        }
    }
    let Ok(mut request) = request.body(bytes.rest().to_vec()) else { return };
    let body = request.body().clone();
    let payload = if choices & 128 > 0 { Payload::Stream } else { Payload::Bytes(&body) };
    if signer.sign_request(&key, &mut request, payload).is_err() {
        return;
    }
    let body_signed = match verify(&key, &request, payload) {
        Ok(()) => matches!(payload, Payload::Bytes(_)),
        Err(VerifyError::UnsignedBody) => {
            assert_eq!(verify(&key, &request, Payload::Stream), Ok(()), "{request:?}");
            false
        }
        Err(error) => panic!("{error}: {request:?}"),
    };
    let payload = if body_signed { Payload::Bytes(&body) } else { Payload::Stream };
    assert_eq!(verify(&key, &request, payload), Ok(()), "{request:?}");
    changed(&key, request, body_signed, change);
}

/// Changes one part of a valid request.
fn changed(key: &AccessKey, mut request: Request<Vec<u8>>, body_signed: bool, change: u8) {
    let mut body = request.body().clone();
    let (before, mut key) = (request.clone(), key.clone());
    match change % 7 {
        0 => *request.method_mut() = if request.method() == "GET" { "PUT" } else { "GET" }.parse().unwrap_or_default(),
        1 | 2 => {
            let (path, query) = (request.uri().path().to_owned(), request.uri().query().unwrap_or_default().to_owned());
            let target = if change % 7 == 1 { format!("{path}x?{query}") } else { format!("{path}?{query}&x=") };
            let Ok(uri) = format!("https://things.example.com{target}").parse() else { return };
            *request.uri_mut() = uri;
            assert!(change % 7 == 2 || canonical_path(request.uri().path()) != canonical_path(before.uri().path()));
        }
        3 => {
            let Some(name) = signed_header(&request, change) else { return };
            let Some(value) = request.headers().get(&name) else { return };
            let Ok(value) = HeaderValue::from_bytes(&[value.as_bytes(), b"x"].concat()) else { return };
            request.headers_mut().insert(name, value);
        }
        4 if body_signed => {
            let place = usize::from(change / 7) % body.len().max(1);
            match body.get_mut(place) {
                Some(byte) => *byte ^= 1,
                None => body.push(b' '),
            }
        }
        4 => return,
        5 => key = AccessKey::new(key.id(), format!("{}x", key.secret().expose())),
        _ => {
            let header = request.headers()[AUTHORIZATION].as_bytes().to_vec();
            let last = if header.ends_with(b"0") { b'1' } else { b'0' };
            let Ok(value) = HeaderValue::from_bytes(&[&header[..header.len() - 1], &[last]].concat()) else { return };
            request.headers_mut().insert(AUTHORIZATION, value);
        }
    }
    let payload = if body_signed { Payload::Bytes(&body) } else { Payload::Stream };
    assert!(verify(&key, &request, payload).is_err(), "change {}: {before:?} {request:?}", change % 7);
}

fn signed_header(request: &Request<Vec<u8>>, choice: u8) -> Option<HeaderName> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let authorization = Authorization::parse(header)?;
    let names: Vec<&HeaderName> = authorization.signed_headers().collect();
    names.get(usize::from(choice / 7) % names.len().max(1)).map(|name| (*name).clone())
}

fn forged(bytes: &mut Bytes<'_>) {
    let header = bytes.text();
    let Some(authorization) = Authorization::parse(&header) else { return };
    let key = AccessKey::new(authorization.access_key(), "a secret that the header does not know");
    if let Some((region, service)) = authorization.scope() {
        assert!(header.contains(region) && header.contains(service));
    }
    assert!(header.contains(authorization.signature()));
    let Ok(mut request) = Request::post("https://things.example.com/").body(Vec::new()) else { return };
    request.headers_mut().insert("x-sdk-date", HeaderValue::from_static("20260102T030405Z"));
    for name in authorization.signed_headers() {
        if let Ok(value) = HeaderValue::from_bytes(bytes.until(0))
            && !request.headers().contains_key(name)
        {
            request.headers_mut().insert(name, value);
        }
    }
    if let Ok(header) = HeaderValue::from_str(&header) {
        request.headers_mut().insert(AUTHORIZATION, header);
    }
    let body = bytes.rest();
    for payload in [Payload::Bytes(body), Payload::Stream] {
        assert!(verify(&key, &request, payload).is_err(), "{header}");
    }
}
