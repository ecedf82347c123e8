//! Signatures against recorded ones, made by the vendor's own signer with made-up keys.
//!
//! `SIGNING_VECTORS=FILE cargo test -p specwright-runtime --test runtime signing_vectors` reads another
//! file of the same form; a relative path is looked up here and in the directory above.

#![cfg(feature = "huaweicloud")]

use std::fmt;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Uri};
use serde::Deserialize;
use serde_json::{Map, Value};
use specwright_runtime::huaweicloud::signing::{
    AccessKey, Authorization, Payload, ReceivedRequest, Signature, SignatureScope, Signer, Target, VerifyError,
    canonical_query,
};

#[derive(Deserialize)]
struct File {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    name: String,
    ak: String,
    sk: String,
    security_token: Option<String>,
    date: String,
    method: String,
    host: String,
    resource_path: String,
    query_params: Vec<(String, Value)>,
    url: String,
    input_headers: Map<String, Value>,
    sent_headers: Map<String, Value>,
    body_base64: String,
    canonical_request: String,
    canonical_request_sha256: String,
    string_to_sign: String,
    signature: String,
    authorization: String,
    #[serde(default)]
    derived: Option<Derived>,
}

#[derive(Deserialize)]
struct Derived {
    service: String,
    region: String,
}

/// A query value of the signer that made the vectors: it sorts numbers by size.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum QueryValue {
    Number(i64),
    Text(String),
}

impl fmt::Display for QueryValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

impl Vector {
    fn key(&self) -> AccessKey {
        match &self.security_token {
            Some(token) => AccessKey::new(&self.ak, self.sk.as_str()).with_security_token(token.as_str()),
            None => AccessKey::new(&self.ak, self.sk.as_str()),
        }
    }

    fn target<'a>(&'a self, query: &'a str, payload: Payload<'a>) -> Target<'a> {
        Target { method: &self.method, host: &self.host, path: &self.resource_path, query, payload }
    }

    fn signer(&self) -> Signer {
        let signer = match &self.derived {
            Some(derived) => {
                let (region, service) = (derived.region.clone(), derived.service.clone());
                Signer::derived(SignatureScope { region, service })
            }
            None => Signer::new(),
        };
        signer.all_headers().at(self.time())
    }

    fn query(&self) -> String {
        let pairs = self.query_params.iter().flat_map(|(name, value)| {
            let values = match value {
                Value::Array(values) => values.iter().map(|value| QueryValue::Text(text(value))).collect(),
                Value::Number(number) => {
                    vec![number.as_i64().map_or_else(|| QueryValue::Text(text(value)), QueryValue::Number)]
                }
                value => vec![QueryValue::Text(text(value))],
            };
            values.into_iter().map(move |value| (name.as_str(), value))
        });
        canonical_query(pairs)
    }

    fn body(&self) -> Vec<u8> {
        BASE64_STANDARD.decode(&self.body_base64).unwrap()
    }

    /// The headers of before signing: the caller's, and those that the credential has ids for.
    fn headers(&self) -> HeaderMap {
        let ids = self.sent_headers.iter().filter(|(name, _)| ["X-Project-Id", "X-Domain-Id"].contains(&name.as_str()));
        header_map(self.input_headers.iter().chain(ids))
    }

    /// By hand: seconds since 1970 of a text like `20260102T030405Z`.
    fn time(&self) -> SystemTime {
        let number = |from: usize, to: usize| self.date[from..to].parse::<u64>().unwrap();
        let (year, month, day) = (number(0, 4), number(4, 6), number(6, 8));
        let leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let months = [31, if leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let days: u64 = (1970..year).map(|year| if leap(year) { 366 } else { 365 }).sum::<u64>()
            + months.iter().take(usize::try_from(month).unwrap() - 1).sum::<u64>()
            + (day - 1);
        let seconds = days * 86_400 + number(9, 11) * 3_600 + number(11, 13) * 60 + number(13, 15);
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn check(&self, signature: &Signature, headers: &HeaderMap) {
        let name = &self.name;
        assert_eq!(String::from_utf8_lossy(signature.canonical_request()), self.canonical_request, "{name}");
        assert_eq!(signature.string_to_sign(), self.string_to_sign, "{name}");
        assert!(signature.string_to_sign().ends_with(&self.canonical_request_sha256), "{name}");
        assert_eq!(signature.as_str(), self.signature, "{name}");
        assert_eq!(signature.authorization(), self.authorization, "{name}");
        assert_eq!(trimmed(headers), trimmed(&header_map(&self.sent_headers)), "{name}");
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn header_map<'a>(headers: impl IntoIterator<Item = (&'a String, &'a Value)>) -> HeaderMap {
    let pairs = headers.into_iter().map(|(name, value)| {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        (name, HeaderValue::from_bytes(text(value).as_bytes()).unwrap())
    });
    pairs.collect()
}

/// Blanks around a value are dropped by whoever writes headers to a connection.
fn trimmed(headers: &HeaderMap) -> Vec<(String, String)> {
    let mut pairs: Vec<_> = headers
        .iter()
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).trim().to_owned()))
        .collect();
    pairs.sort();
    pairs
}

fn vectors() -> Vec<Vector> {
    let path = match std::env::var_os("SIGNING_VECTORS").filter(|path| !path.is_empty()).map(PathBuf::from) {
        None => PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/signing-vectors.json")),
        // Cargo runs tests in the directory of the package, and is itself run in that of the workspace.
        Some(path) if !path.exists() => PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join(path),
        Some(path) => path,
    };
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file: File = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(!file.vectors.is_empty());
    file.vectors
}

#[test]
fn every_vector_is_signed_as_recorded() {
    for vector in vectors() {
        let (query, body, mut headers) = (vector.query(), vector.body(), vector.headers());
        let target = vector.target(&query, Payload::Bytes(&body));
        let signature = vector.signer().sign(&vector.key(), &target, &mut headers).unwrap();
        vector.check(&signature, &headers);
        let sent = vector.url.split_once('?').map_or("", |(_, query)| query);
        assert_eq!(query, sent, "{}: the query is sent as it is signed", vector.name);
    }
}

/// The same through the interface for whole requests, where the request can be written as one.
#[test]
fn requests_are_signed_as_recorded() {
    let mut signed = 0;
    for vector in vectors() {
        let dots = vector.resource_path.split('/').any(|piece| piece == "." || piece == "..");
        // Numbers are texts in a URL.
        let numbers = vector.query_params.iter().filter(|(_, value)| value.is_number());
        let mut names: Vec<&str> = numbers.map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        let numeric = names.windows(2).any(|pair| pair[0] == pair[1]);
        let Some(uri) = vector.url.parse::<Uri>().ok().filter(|_| !dots && !numeric) else { continue };
        let body = vector.body();
        let mut request = Request::builder().method(vector.method.as_str()).uri(uri).body(()).unwrap();
        *request.headers_mut() = vector.headers();
        let signature = vector.signer().sign_request(&vector.key(), &mut request, Payload::Bytes(&body)).unwrap();
        vector.check(&signature, request.headers());
        let sent = vector.url.split_once('?').map(|(_, query)| query);
        assert_eq!(request.uri().query(), sent, "{}", vector.name);
        signed += 1;
    }
    assert!(signed > 0);
}

#[test]
fn recorded_signatures_hold() {
    for vector in vectors() {
        let (query, body, headers) = (vector.query(), vector.body(), header_map(&vector.sent_headers));
        let authorization = Authorization::parse(&vector.authorization).unwrap();
        assert_eq!(authorization.access_key(), vector.ak);
        let verify = |key: &AccessKey, payload| {
            let target = vector.target(&query, payload);
            authorization.verify(key, &ReceivedRequest { target, headers: &headers, time: vector.time() })
        };
        let unsigned = vector.canonical_request.ends_with("\nUNSIGNED-PAYLOAD");
        let expected = if unsigned { Err(VerifyError::UnsignedBody) } else { Ok(()) };
        assert_eq!(verify(&vector.key(), Payload::Bytes(&body)), expected, "{}", vector.name);
        assert_eq!(verify(&vector.key(), Payload::Stream).is_ok(), unsigned, "{}", vector.name);
        let stranger = AccessKey::new(&vector.ak, "another secret");
        for payload in [Payload::Bytes(&body), Payload::Stream] {
            assert_eq!(verify(&stranger, payload), Err(VerifyError::SignatureMismatch), "{}", vector.name);
        }
        if !unsigned {
            let other = [&body[..], b" "].concat();
            assert!(verify(&vector.key(), Payload::Bytes(&other)).is_err(), "{}", vector.name);
        }
    }
}
