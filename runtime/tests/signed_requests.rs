//! Signed requests on a real connection: what of them can be changed, and what can be sent again.

#![cfg(feature = "serve")]
// The service is written for both sides.
#![cfg(feature = "client")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::common::{CREATE_THING, TOKEN, api};
use http::HeaderMap;
use serde_json::Value;
use specwright_runtime::huaweicloud::AccessKeys;
use specwright_runtime::huaweicloud::signing::{
    AccessKey, Authorization, BODY_LIMIT, CLOCK_TOLERANCE, Payload, ReceivedRequest, SignError, SignatureScope, Signer,
    Target, VerifyError,
};
use specwright_runtime::meta::{OperationMeta, Segment};
use specwright_runtime::server::{
    BodySchema, FieldSchema, Group, InputSchema, Media, ObjectSchema, Reply, Request, Schema, StringRules,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const HOST: &str = "things.eu-1.example.com";
const THINGS: &str = "/v1/p1/things";
const HASH: &str = "x-sdk-content-sha256";
const PEN: &str = r#"{"name":"pen"}"#;
const INK: &str = r#"{"name":"ink"}"#;

fn noon() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_355_200)
}

fn key() -> AccessKey {
    AccessKey::new("AK1", "hunter2")
}

fn keys() -> AccessKeys {
    AccessKeys::new([key()]).unwrap().clock(noon)
}

fn hash_of(text: &str) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

static UPLOAD: OperationMeta = OperationMeta {
    id: "v1.upload",
    path: "/v1/uploads",
    segments: &[Segment::Literal("v1"), Segment::Literal("uploads")],
    auth: &TOKEN,
    ..CREATE_THING
};

static UPLOADED: ObjectSchema = ObjectSchema {
    name: "Upload",
    rules: &[],
    extra: None,
    fields: &[FieldSchema { name: "text", schema: Schema::String(StringRules::ANY), ..FieldSchema::ANY }],
};

static UPLOAD_INPUT: InputSchema = InputSchema::new(
    &[],
    Some(BodySchema { media: Media::Form, schema: Schema::Object(&UPLOADED), ..BodySchema::ANY }),
);

/// A server that takes things and uploads.
async fn serve(keys: AccessKeys) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let uploads = Group::new(()).route(&UPLOAD, &UPLOAD_INPUT, |_: Arc<()>, request: Request| async move {
        Reply::json(201, &request.optional_json::<Value>()?)
    });
    tokio::spawn(api().routes(uploads).authenticator(keys).serve(listener).run());
    address
}

/// A request that was signed, to be changed before it is sent.
#[derive(Clone)]
struct Signed {
    method: &'static str,
    target: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Signed {
    fn new(method: &'static str, target: &str, headers: &[(&'static str, &str)], body: &str) -> Self {
        let mut map: HeaderMap =
            headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let payload = Payload::Bytes(body.as_bytes());
        let parts = Target { method, host: HOST, path, query, payload };
        Signer::new().at(noon()).sign(&key(), &parts, &mut map).unwrap();
        let headers = map.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
        Self { method, target: target.to_owned(), headers: headers.collect(), body: body.to_owned() }
    }

    fn json(body: &str) -> Self {
        Self::new("POST", THINGS, &[("content-type", "application/json")], body)
    }

    /// JSON that comes with its hash in a header, which is signed, too.
    fn with_hash(body: &str) -> Self {
        Self::new("POST", THINGS, &[("content-type", "application/json"), (HASH, &hash_of(body))], body)
    }

    fn form() -> Self {
        let body = "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhello\r\n--x--\r\n";
        Self::new("POST", "/v1/uploads", &[("content-type", "multipart/form-data; boundary=x")], body)
    }

    fn body(mut self, body: &str) -> Self {
        self.body = body.to_owned();
        self
    }

    /// Adds a header in front of the others, or behind them.
    fn first(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(0, (name.to_owned(), value.to_owned()));
        self
    }

    fn last(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    fn replace(mut self, name: &str, change: impl Fn(&str) -> String) -> Self {
        for (_, value) in self.headers.iter_mut().filter(|(known, _)| known == name) {
            *value = change(value);
        }
        self
    }

    fn target(mut self, target: &str) -> Self {
        self.target = target.to_owned();
        self
    }

    async fn send(&self, address: SocketAddr) -> u16 {
        self.ask(address).await.0
    }

    async fn ask(&self, address: SocketAddr) -> (u16, String) {
        let mut text = format!("{} {} HTTP/1.1\r\n", self.method, self.target);
        for (name, value) in &self.headers {
            text += &format!("{name}: {value}\r\n");
        }
        text += &format!("connection: close\r\ncontent-length: {}\r\n\r\n{}", self.body.len(), self.body);
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        (answer.split(' ').nth(1).unwrap().parse().unwrap(), answer)
    }
}

// Bodies

#[tokio::test]
async fn the_body_is_the_one_that_was_signed() {
    let server = serve(keys()).await;
    let pen = hash_of(PEN);
    for unchanged in [
        Signed::json(PEN),
        Signed::with_hash(PEN),
        Signed::new("POST", THINGS, &[("content-type", "application/json"), (HASH, &pen.to_uppercase())], PEN),
        // What is not signed says nothing.
        Signed::json(PEN).last(HASH, &pen),
        Signed::json(PEN).last(HASH, &hash_of(INK)),
    ] {
        assert_eq!(unchanged.ask(server).await.0, 201, "{:?}", unchanged.headers);
    }
    let empty = hash_of("");
    for changed in [
        Signed::json(PEN).body(INK),
        Signed::json(PEN).body(INK).last(HASH, &pen),
        Signed::json(PEN).body(INK).last(HASH, &hash_of(INK)),
        Signed::json(PEN).body(INK).last(HASH, "UNSIGNED-PAYLOAD"),
        Signed::json(PEN).body(INK).last(HASH, &pen).last(HASH, &hash_of(INK)),
        Signed::json(PEN).body(INK).last(HASH, "UNSIGNED-PAYLOAD").last(HASH, &pen),
        Signed::json(PEN).body("").last(HASH, &pen),
        Signed::json("").body(INK),
        Signed::json("").body(INK).last(HASH, &empty),
        Signed::json("").body(INK).last(HASH, "UNSIGNED-PAYLOAD"),
        Signed::with_hash(PEN).body(INK),
        Signed::with_hash(PEN).body(""),
        Signed::with_hash("").body(INK),
        Signed::with_hash(PEN).body(INK).replace(HASH, |_| hash_of(INK)),
        Signed::with_hash(PEN).body(INK).replace(HASH, |_| "UNSIGNED-PAYLOAD".to_owned()),
        Signed::with_hash(PEN).body(INK).first(HASH, &hash_of(INK)),
        Signed::with_hash(PEN).body(INK).last(HASH, &hash_of(INK)),
        Signed::with_hash(PEN).body(INK).last(HASH, "UNSIGNED-PAYLOAD"),
        Signed::with_hash(PEN).body(INK).last(HASH, &pen),
    ] {
        let (status, answer) = changed.ask(server).await;
        assert_eq!(status, 401, "{:?} {}: {answer}", changed.headers, changed.body);
    }
}

#[tokio::test]
async fn json_is_never_taken_unsigned() {
    let headers = [("content-type", "application/json"), (HASH, "UNSIGNED-PAYLOAD")];
    let bare = [(HASH, "UNSIGNED-PAYLOAD")];
    let text = [("content-type", "text/plain")];
    for (keys, name) in [(keys(), "by default"), (keys().allow_unsigned_forms(), "with unsigned forms")] {
        let server = serve(keys).await;
        for headers in [&headers[..], &bare, &text] {
            let (status, answer) = Signed::new("POST", THINGS, headers, PEN).ask(server).await;
            assert_eq!(status, 401, "{name}, {headers:?}: {answer}");
            assert!(answer.contains("the body is not signed: X-Sdk-Content-Sha256 is UNSIGNED-PAYLOAD"), "{answer}");
        }
        // What was signed as a form cannot become JSON.
        let form = Signed::form().target(THINGS).body(PEN).replace("content-type", |_| "application/json".to_owned());
        assert_eq!(form.send(server).await, 401, "{name}");
    }
}

#[tokio::test]
async fn forms_are_taken_unsigned_where_the_server_says_so() {
    let server = serve(keys()).await;
    let (status, answer) = Signed::form().ask(server).await;
    assert!(status == 401 && answer.contains("the body is not signed"), "{answer}");

    let server = serve(keys().allow_unsigned_forms()).await;
    let (status, answer) = Signed::form().ask(server).await;
    assert!(status == 201 && answer.ends_with(r#"{"text":"hello"}"#), "{answer}");
    let form = Signed::form();
    let other = form.body.replace("hello", "other");
    assert_eq!(form.clone().body(&other).send(server).await, 201, "the body is not signed");
    assert_eq!(form.clone().target("/v1/uploads?a=1").send(server).await, 401, "everything else is");
    assert_eq!(form.clone().last(HASH, &hash_of(&other)).send(server).await, 401, "the header, too");
    assert_eq!(form.replace(HASH, |_| hash_of(&other)).send(server).await, 401);

    // Who signs a form in spite of that is held to it.
    let form = Signed::form();
    let headers = [("content-type", "multipart/form-data; boundary=x"), (HASH, &*hash_of(&form.body))];
    let signed = Signed::new("POST", "/v1/uploads", &headers, &form.body);
    assert_eq!(signed.send(server).await, 201);
    assert_eq!(signed.body(&other).send(server).await, 401);
}

// Once only

#[tokio::test]
async fn a_signature_in_another_spelling_is_the_same_one() {
    let signed = Signed::new("GET", "/v1/p1/things?label=a%20b&label=c~d&limit=3", &[("x-trace", "t")], "");
    let respelled = |change: fn(&str) -> String| signed.clone().replace("authorization", change);
    let spellings = [
        signed.clone(),
        respelled(|text| {
            let (start, signature) = text.rsplit_once('=').unwrap();
            format!("{start}={}", signature.to_uppercase())
        }),
        respelled(|text| {
            let (start, signature) = text.rsplit_once('=').unwrap();
            let mixed = signature.char_indices().map(|(at, digit)| match at % 2 {
                0 => digit.to_ascii_uppercase(),
                _ => digit,
            });
            format!("{start}={}", mixed.collect::<String>())
        }),
        respelled(|text| text.replace(", ", ",")),
        respelled(|text| text.replace(", ", " ,\t")),
        respelled(|text| text.replace("SDK-HMAC-SHA256 ", "SDK-HMAC-SHA256   ")),
        respelled(|text| {
            let (algorithm, rest) = text.split_once(' ').unwrap();
            let mut parts: Vec<_> = rest.split(", ").collect();
            parts.reverse();
            format!("{algorithm} {}", parts.join(", "))
        }),
        respelled(|text| text.replace("host;x-sdk-date;x-trace", "X-Trace;X-SDK-Date;HOST")),
        signed.clone().target("/v1/p1/things?limit=3&label=c~d&label=a%20b"),
        signed.clone().target("/v1/p1/things?label=a+b&label=c%7Ed&limit=3"),
        signed.clone().target("/v1/p1/things?&&%6Cabel=a%20b&label=c~d&&limit=%33"),
        signed.clone().target("/v1/%70%31/things?label=a%20b&label=c~d&limit=3"),
        signed.clone().last("x-more", "1"),
    ];
    let lenient = serve(keys()).await;
    for (index, spelling) in spellings.iter().enumerate() {
        assert_eq!(spelling.send(lenient).await, 200, "number {index} is a spelling of the request");
        let strict = serve(keys().reject_replays()).await;
        assert_eq!(spelling.send(strict).await, 200, "number {index} the first time");
        for (again, spelling) in spellings.iter().enumerate() {
            let (status, answer) = spelling.ask(strict).await;
            assert_eq!(status, 401, "number {again} after {index}");
            assert!(answer.contains("the signature was used before"), "{answer}");
        }
    }
}

#[tokio::test]
async fn only_requests_that_are_taken_are_remembered() {
    let server = serve(keys().reject_replays()).await;
    let signed = Signed::json(PEN);
    assert_eq!(signed.clone().body(INK).send(server).await, 401);
    assert_eq!(signed.send(server).await, 201);
    assert_eq!(signed.send(server).await, 401);
}

// Signer and verifier on their own

const TARGET: Target<'static> =
    Target { method: "POST", host: HOST, path: "/v1/x", query: "", payload: Payload::Stream };

fn sign(given: &[&str], payload: Payload<'_>) -> Result<HeaderMap, SignError> {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", "application/json".parse().unwrap());
    for hash in given {
        headers.append(HASH, hash.parse().unwrap());
    }
    Signer::new().at(noon()).sign(&key(), &Target { payload, ..TARGET }, &mut headers).map(|_| headers)
}

fn verify(headers: &HeaderMap, payload: Payload<'_>, now: SystemTime) -> Result<(), VerifyError> {
    let authorization = Authorization::parse(headers["authorization"].to_str().unwrap()).unwrap();
    authorization.verify(&key(), &ReceivedRequest { target: Target { payload, ..TARGET }, headers, time: now })
}

#[test]
fn a_wrong_hash_is_not_signed() {
    let (body, pen, ink) = (Payload::Bytes(PEN.as_bytes()), hash_of(PEN), hash_of(INK));
    for given in [&[][..], &[&*pen], &[&*pen.to_uppercase()]] {
        let headers = sign(given, body).unwrap();
        assert_eq!(verify(&headers, body, noon()), Ok(()), "{given:?}");
    }
    for given in [&[&*ink][..], &[""], &["unsigned-payload"], &[&pen[..62]], &[&pen, &pen], &[&pen, &ink]] {
        let error = sign(given, body).unwrap_err();
        assert_eq!(error, SignError::ContentHashMismatch, "{given:?}");
    }
    assert_eq!(
        SignError::ContentHashMismatch.to_string(),
        "the header X-Sdk-Content-Sha256 is not the hash of the body: remove it, and the signer computes it"
    );
    // An empty body is signed as such.
    let nothing = Payload::Bytes(b"");
    for given in [&[][..], &[&*hash_of("")], &["UNSIGNED-PAYLOAD"]] {
        let headers = sign(given, nothing).unwrap();
        assert_eq!(verify(&headers, nothing, noon()), Ok(()), "{given:?}");
        assert!(verify(&headers, body, noon()).is_err(), "{given:?}");
    }
    assert_eq!(sign(&[&pen], nothing).unwrap_err(), SignError::ContentHashMismatch);
    // Only the caller can know the hash of a stream.
    for given in [&[][..], &["UNSIGNED-PAYLOAD"]] {
        let headers = sign(given, Payload::Stream).unwrap();
        assert_eq!(verify(&headers, Payload::Stream, noon()), Ok(()), "{given:?}");
        assert_eq!(verify(&headers, body, noon()), Err(VerifyError::UnsignedBody), "{given:?}");
    }
    let headers = sign(&[&pen], Payload::Stream).unwrap();
    assert_eq!(verify(&headers, body, noon()), Ok(()));
    assert_eq!(verify(&headers, Payload::Bytes(INK.as_bytes()), noon()), Err(VerifyError::BodyMismatch));
    assert_eq!(verify(&headers, Payload::Stream, noon()), Err(VerifyError::BodyMismatch), "it has to be compared");
    assert_eq!(sign(&["0a"], Payload::Stream).unwrap_err(), SignError::ContentHashMismatch);
}

#[test]
fn bodies_of_the_very_limit_are_signed() {
    let body = vec![b'x'; BODY_LIMIT + 1];
    sign(&[], Payload::Bytes(&body[1..])).unwrap();
    assert_eq!(sign(&[], Payload::Bytes(&body)).unwrap_err(), SignError::BodyTooLarge { bytes: BODY_LIMIT + 1 });
}

#[test]
fn clocks_may_be_apart_by_the_very_tolerance() {
    let body = Payload::Bytes(PEN.as_bytes());
    let headers = sign(&[], body).unwrap();
    for now in [noon() + CLOCK_TOLERANCE, noon() - CLOCK_TOLERANCE] {
        assert_eq!(verify(&headers, body, now), Ok(()));
    }
    let skew = CLOCK_TOLERANCE + Duration::from_millis(1);
    for now in [noon() + skew, noon() - skew] {
        assert_eq!(verify(&headers, body, now), Err(VerifyError::ClockSkew { skew }));
    }
}

#[test]
fn only_keys_that_a_server_reads_from_the_header_sign() {
    let sign = |signer: Signer, id: &str| {
        signer.at(noon()).sign(&AccessKey::new(id, "secret"), &TARGET, &mut HeaderMap::new()).map(drop)
    };
    let scoped = |region: &str, service: &str| {
        Signer::derived(SignatureScope { region: region.to_owned(), service: service.to_owned() })
    };
    let derived = |id| sign(scoped("eu-1", "things"), id);
    let refused = Err(SignError::InvalidHeader("Authorization"));
    assert_eq!([sign(Signer::new(), "AK/1=x;"), derived("AK=1")], [Ok(()), Ok(())]);
    for id in ["AK, SignedHeaders=", "AK 1", "größe", "AK\u{1}"] {
        assert_eq!([sign(Signer::new(), id), derived(id)], [refused.clone(), refused.clone()], "{id}");
    }
    assert_eq!(derived("AK/1"), refused);
    for (region, service) in [("eu/1", "things"), ("eu-1", "things, Signature=00")] {
        assert_eq!(sign(scoped(region, service), "AK"), refused);
    }
}

#[test]
fn each_algorithm_has_its_own_form() {
    let parse = |start: &str| Authorization::parse(&format!("{start}, SignedHeaders=host, Signature=00")).is_some();
    assert!(parse("SDK-HMAC-SHA256 Access=AK1"));
    assert!(parse("V11-HMAC-SHA256 Credential=AK1/20260102/eu-1/things"));
    for start in [
        "SDK-HMAC-SHA256 Credential=AK1/20260102/eu-1/things",
        "V11-HMAC-SHA256 Access=AK1",
        "V11-HMAC-SHA256 Credential=AK1",
        "SDK-HMAC-SM3 Access=AK1",
        "SDK-HMAC-SHA256 Access=AK1, Access=AK2",
        "SDK-HMAC-SHA256 Access=AK1, SignedHeaders=host",
        "SDK-HMAC-SHA256 Access=AK1, Signature=00",
        "V11-HMAC-SHA256 Credential=AK1/a/b/c, Credential=AK2/a/b/c",
    ] {
        assert!(!parse(start), "{start}");
    }
}
