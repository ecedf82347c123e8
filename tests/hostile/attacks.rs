//! Requests that nobody sends who means well. All follow from a seed.

use std::iter::repeat_n;

use fastrand::Rng;
use specwright_runtime::meta::{OperationMeta, Segment};

/// What goes over the wire, and how the client behaves.
pub(crate) struct Attack {
    pub(crate) kind: &'static str,
    pub(crate) bytes: Vec<u8>,
    /// Goes away without waiting for an answer.
    pub(crate) hangs_up: bool,
}

type Make = fn(&mut Rng, &OperationMeta) -> Vec<u8>;

const KINDS: [(&str, Make); 14] = [
    ("random bytes", noise),
    ("random paths", paths),
    ("broken encodings", encodings),
    ("long heads", long_heads),
    ("many headers", many_headers),
    ("odd request lines", request_lines),
    ("random JSON", random_json),
    ("deep JSON", deep_json),
    ("wide JSON", wide_json),
    ("wrong encodings of bodies", body_encodings),
    ("lengths that lie", lengths),
    ("broken chunks", chunks),
    ("broken forms", forms),
    ("long queries", queries),
];

pub(crate) fn attack(random: &mut Rng, operations: &[&'static OperationMeta]) -> Attack {
    let (kind, make) = KINDS[random.usize(..KINDS.len())];
    let operation = operations[random.usize(..operations.len())];
    let mut bytes = make(random, operation);
    let hangs_up = random.u8(..) < 25;
    if hangs_up {
        bytes.truncate(random.usize(..=bytes.len()));
    }
    Attack { kind, bytes, hangs_up }
}

fn path(operation: &OperationMeta) -> String {
    let segment = |segment: &Segment| match segment {
        Segment::Literal(text) => format!("/{text}"),
        _ => "/a1".to_owned(),
    };
    operation.segments.iter().map(segment).collect()
}

fn request(operation: &OperationMeta, path: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let method = operation.method;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn json(operation: &OperationMeta, body: &[u8]) -> Vec<u8> {
    request(operation, &path(operation), "content-type: application/json\r\n", body)
}

fn bytes(random: &mut Rng, most: usize) -> Vec<u8> {
    let length = random.usize(..most);
    repeat_n((), length).map(|()| random.u8(..)).collect()
}

fn noise(random: &mut Rng, _: &OperationMeta) -> Vec<u8> {
    let mut noise = bytes(random, 2000);
    noise.extend(b"\r\n\r\n");
    noise
}

fn paths(random: &mut Rng, operation: &OperationMeta) -> Vec<u8> {
    let mut path = path(operation);
    for _ in 0..random.usize(1..8) {
        let piece =
            ["/", "//", "/..", "/.", "/%2e%2e", "/%2F", ";", ":", "/*", "/{id}", "/\u{e4}", "?", "#", "|", "/v3"];
        let places: Vec<usize> = path.char_indices().map(|(place, _)| place).collect();
        path.insert_str(places[random.usize(..places.len())], piece[random.usize(..piece.len())]);
    }
    request(operation, &path, "", b"")
}

fn encodings(random: &mut Rng, operation: &OperationMeta) -> Vec<u8> {
    let wrong = ["%", "%4", "%zz", "%ff", "%00", "%c3%28", "%ed%a0%80", "%f4%90%80%80", "%0d%0aset-cookie:a"];
    let wrong = wrong[random.usize(..wrong.len())];
    let path = path(operation).replace("a1", wrong);
    request(operation, &format!("{path}?{wrong}={wrong}&limit={wrong}"), "", b"")
}

fn long_heads(random: &mut Rng, operation: &OperationMeta) -> Vec<u8> {
    let header = format!("x-long: {}\r\n", "x".repeat(random.usize(1000..100_000)));
    request(operation, &path(operation), &header, b"")
}

fn many_headers(random: &mut Rng, operation: &OperationMeta) -> Vec<u8> {
    let headers: String = (0..random.usize(50..2000)).map(|index| format!("x{index}: y\r\n")).collect();
    request(operation, &path(operation), &headers, b"")
}

fn request_lines(random: &mut Rng, operation: &OperationMeta) -> Vec<u8> {
    let path = path(operation);
    let lines = [
        format!("GET {path}"),
        format!("GET  {path}  HTTP/1.1"),
        format!("GET {path} HTTP/1.0"),
        format!("GET {path} HTTP/9.9"),
        format!("GET http://elsewhere{path} HTTP/1.1"),
        format!("{} {path} HTTP/1.1", "BREW".repeat(random.usize(1..5000))),
        "OPTIONS * HTTP/1.1".to_owned(),
        "CONNECT elsewhere:443 HTTP/1.1".to_owned(),
        "PRI * HTTP/2.0\r\n\r\nSM".to_owned(),
        format!("HEAD {path} HTTP/1.1"),
        format!("TRACE {path} HTTP/1.1"),
        "GET".to_owned(),
    ];
    format!("{}\r\nhost: x\r\nconnection: close\r\n\r\n", lines[random.usize(..lines.len())]).into_bytes()
}

fn random_json(random: &mut Rng, operation: &OperationMeta) -> Vec<u8> {
    fn value(random: &mut Rng, depth: usize, text: &mut String) {
        let names = ["name", "id", "spec", "key", "value", "labels", "\\ud800", "", "type", "data"];
        match random.u8(if depth == 0 { 2 } else { 0 }..9) {
            0 => {
                text.push('{');
                for _ in 0..random.usize(..6) {
                    text.push_str(&format!("\"{}\":", names[random.usize(..names.len())]));
                    value(random, depth - 1, text);
                    text.push(',');
                }
                text.push_str("\"name\":\"a\"}");
            }
            1 => {
                text.push('[');
                for _ in 0..random.usize(..6) {
                    value(random, depth - 1, text);
                    text.push(',');
                }
                text.push_str("1]");
            }
            2 => text.push_str("null"),
            3 => text.push_str("true"),
            4 => text.push_str("1e999"),
            5 => text.push_str("-9223372036854775809"),
            6 => text.push_str("\"\\u0000\u{202e}\""),
            7 => text.push_str(&random.i64(..).to_string()),
            _ => text.push_str(&format!("\"{}\"", "x".repeat(random.usize(..300)))),
        }
    }
    let mut text = String::new();
    value(random, 6, &mut text);
    json(operation, text.as_bytes())
}

fn deep_json(random: &mut Rng, operation: &OperationMeta) -> Vec<u8> {
    let (open, close) = [("[", "]"), ("{\"a\":", "}"), ("{\"spec\":[", "]}")][random.usize(..3)];
    // Rarely as deep as the limit of the body allows.
    let depth = if random.u8(..) < 8 { 100_000 } else { random.usize(100..2000) };
    json(operation, format!("{}1{}", open.repeat(depth), close.repeat(depth)).as_bytes())
}

fn wide_json(random: &mut Rng, operation: &OperationMeta) -> Vec<u8> {
    let count = if random.u8(..) < 8 { 50_000 } else { random.usize(100..2000) };
    let fields: Vec<String> = (0..count).map(|index| format!("\"{index}\":[{{}}]")).collect();
    json(operation, format!("{{{}}}", fields.join(",")).as_bytes())
}

fn body_encodings(random: &mut Rng, operation: &OperationMeta) -> Vec<u8> {
    let headers = [
        "content-type: application/json\r\ncontent-encoding: gzip\r\n",
        "content-type: application/json; charset=utf-16\r\n",
        "content-type: application/json\r\ncontent-type: text/plain\r\n",
        "content-type: \u{e4}\r\n",
        "content-type: application/x-www-form-urlencoded\r\n",
        "",
    ];
    let utf16: Vec<u8> = "{\"name\":\"a\"}".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let body = if random.bool() { utf16 } else { bytes(random, 3000) };
    request(operation, &path(operation), headers[random.usize(..headers.len())], &body)
}

fn lengths(random: &mut Rng, operation: &OperationMeta) -> Vec<u8> {
    let length = ["0", "7", "-1", "99999999999999999999999", "1, 2", "0x10", "104857601", " "];
    let second = ["", "content-length: 3\r\n", "transfer-encoding: chunked\r\n", "transfer-encoding: gzip, x\r\n"];
    format!(
        "{} {} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n{}content-length: {}\r\n\r\n{{}}",
        operation.method,
        path(operation),
        second[random.usize(..second.len())],
        length[random.usize(..length.len())],
    )
    .into_bytes()
}

fn chunks(random: &mut Rng, operation: &OperationMeta) -> Vec<u8> {
    let chunks = ["2\r\n{}\r\n0\r\n\r\n", "zz\r\n", "ffffffffffffffff\r\n{}", "5;x=\"\r\n{}", "-1\r\n\r\n", "2\r\n{}"];
    let mut extension = String::new();
    if random.u8(..) < 20 {
        extension = format!("1;{}\r\n[\r\n", "x".repeat(20_000));
    }
    format!(
        "{} {} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n\
         transfer-encoding: chunked\r\n\r\n{extension}{}",
        operation.method,
        path(operation),
        chunks[random.usize(..chunks.len())],
    )
    .into_bytes()
}

fn forms(random: &mut Rng, operation: &OperationMeta) -> Vec<u8> {
    let boundary = ["b", "", "\"", &"b".repeat(5000)][random.usize(..4)].to_owned();
    let parts = [
        "--b\r\n\r\n\r\n--b--".to_owned(),
        "--b\r\ncontent-disposition: form-data\r\n\r\nx\r\n--b--\r\n".to_owned(),
        format!("--b\r\n{}\r\n", "a: b\r\n".repeat(5000)),
        "--b\r\ncontent-disposition: form-data; name=\"a\"; filename*=utf-8''%ff\r\n\r\nx".to_owned(),
        "--b\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\nx\r\n".repeat(3000),
        "--b".repeat(3000),
    ];
    let headers = format!("content-type: multipart/form-data; boundary={boundary}\r\n");
    request(operation, &path(operation), &headers, parts[random.usize(..parts.len())].as_bytes())
}

fn queries(random: &mut Rng, operation: &OperationMeta) -> Vec<u8> {
    let pair = ["a=1&", "limit=x&", "&", "=", "%20=+&", "limit=99999999999999999999&"];
    let query = pair[random.usize(..pair.len())].repeat(random.usize(..3000));
    request(operation, &format!("{}?{query}", path(operation)), "", b"")
}
