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
use specwright_runtime::huaweicloud::signing::{AccessKey, Payload, Signer, Target};
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
