//! Servers that misbehave, on real sockets with the default transport. That nobody is there at all
//! is in `exchange.rs`.

#![cfg(all(feature = "reqwest", feature = "server"))]

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::common::{Client, ClientBuilder, LIST_THINGS, Thing, client_builder};
use serde::Deserialize;
use specwright_runtime::client::{Error, ErrorKind, ReqwestTransport, RetryPolicy};
use specwright_runtime::{header_fields, operation};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const TOKEN: &str = "hunter2-hunter2";

/// What a server does with one request.
#[derive(Clone)]
enum Do {
    /// Sends this and closes the connection.
    Say(Vec<u8>),
    /// Sends this, and then one byte after the other, too slowly.
    Drip(&'static str),
    /// Sends this before it has read the request, and breaks the connection off.
    Reset(&'static str),
}

/// Answers one request after the other, the last way from then on. Keeps what it was sent.
struct Server {
    address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn start(script: impl IntoIterator<Item = Do>) -> Self {
        let mut script: Vec<_> = script.into_iter().collect();
        script.reverse();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, heads) = (listener.local_addr().unwrap(), Arc::default());
        let kept = Arc::clone(&heads);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let next = if script.len() > 1 { script.pop() } else { script.last().cloned() };
                tokio::spawn(serve(stream, next.unwrap(), Arc::clone(&kept)));
            }
        });
        Self { address, heads }
    }

    /// With the default transport, except that it never asks a proxy for this machine.
    fn client_builder(&self) -> ClientBuilder {
        let plain = reqwest::Client::builder()
            .no_proxy()
            .no_gzip()
            .retry(reqwest::retry::never())
            .redirect(reqwest::redirect::Policy::none());
        client_builder()
            .token(TOKEN)
            .endpoint(&format!("http://{}", self.address))
            .retry(RetryPolicy::new().base_delay(Duration::from_millis(1)).max_delay(Duration::from_millis(1)))
            .transport(ReqwestTransport::from_client(plain.build().unwrap(), 64 << 20))
    }

    fn client(&self) -> Client {
        self.client_builder().build().unwrap()
    }

    fn requests(&self) -> usize {
        self.heads.lock().unwrap().len()
    }
}

async fn serve(mut stream: TcpStream, what: Do, heads: Arc<Mutex<Vec<String>>>) {
    if let Do::Reset(text) = &what {
        heads.lock().unwrap().push(String::new());
        // What was received and not read makes the system break the connection off.
        stream.readable().await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(20)).await;
        return;
    }
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let Ok(byte) = stream.read_u8().await else { return };
        head.push(byte);
    }
    let head = String::from_utf8(head).unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    stream.read_exact(&mut vec![0; length.unwrap_or(0)]).await.unwrap();
    heads.lock().unwrap().push(head);
    match what {
        Do::Say(bytes) => drop(stream.write_all(&bytes).await),
        Do::Drip(text) => {
            drop(stream.write_all(text.as_bytes()).await);
            while stream.write_all(b" ").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        Do::Reset(_) => {}
    }
}

fn say(status: &str, headers: &str, body: &str) -> Do {
    let length = body.len();
    Do::Say(format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n{body}").into())
}

fn list() -> Do {
    say("200 OK", "", r#"{"things":[],"asked":"fine"}"#)
}

/// What a call fails with, having made sure that it does not talk.
async fn failure(client: &Client) -> Error {
    let error = client.list().send().await.unwrap_err();
    let printed = format!("{error} {error:#?} {:?}", std::error::Error::source(&error));
    assert!(!printed.contains(TOKEN), "{printed}");
    error
}

#[tokio::test]
async fn broken_off_in_mid_body() {
    let reset = || Do::Reset("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{\"thi");
    let server = Server::start([reset(), list()]).await;
    let answer = server.client().list().send_response().await.unwrap();
    assert_eq!((answer.get().asked.as_str(), answer.attempts()), ("fine", 2));

    let server = Server::start([reset()]).await;
    let error = server.client().create(&Thing::default()).send().await.unwrap_err();
    assert_eq!((error.kind(), error.is_retryable(), server.requests()), (ErrorKind::Transport, false, 1));
}

#[tokio::test]
async fn hung_up_without_an_answer() {
    let server = Server::start([Do::Say(Vec::new()), list()]).await;
    assert_eq!(server.client().list().send_response().await.unwrap().attempts(), 2);
    let server = Server::start([Do::Say(b"SSH-2.0-OpenSSH_9.9\r\n".to_vec())]).await;
    assert_eq!(failure(&server.client()).await.kind(), ErrorKind::Transport);
}

#[tokio::test]
async fn json_that_stops_early() {
    let server = Server::start([say("200 OK", "content-type: application/json\r\n", r#"{"things":[{"name":"#)]).await;
    let error = failure(&server.client()).await;
    assert_eq!(
        error.to_string(),
        "v1.list_things: 200 OK: the response cannot be read: at `things[0].name`: EOF while parsing a value (line 1, \
         column 19); the response begins: {\"things\":[{\"name\":"
    );
    assert_eq!((error.json_path(), error.attempts()), (Some("things[0].name"), 1));
}

#[tokio::test]
async fn a_byte_order_mark_in_front_of_an_answer() {
    let server = Server::start([say("200 OK", "", "\u{feff}{\"things\":[],\"asked\":\"fine\"}")]).await;
    assert_eq!(server.client().list().send().await.unwrap().asked, "fine");
    let server = Server::start([say("404 Not Found", "", "\u{feff}{\"error_code\":\"T.0410\"}")]).await;
    assert_eq!(failure(&server.client()).await.code(), Some("T.0410"));
}

#[derive(Debug, Default, Deserialize)]
struct Page {
    #[serde(skip)]
    summary: Option<String>,
}

header_fields!(Page { summary => "X-Summary" });
operation! { struct Summarize -> json_and_headers Page = LIST_THINGS; }

#[tokio::test]
async fn headers_of_an_answer_may_be_utf_8() {
    let page = say("200 OK", "X-Summary: 摘要\r\nX-Request-Id: ß\r\n", "{}");
    let odd = Do::Say(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nX-Summary: \xff\r\n\r\n{}".to_vec());
    let server = Server::start([page, odd]).await;
    let core = server.client().core;
    let answer = Summarize::new(&core).send_response().await.unwrap();
    assert_eq!((answer.get().summary.as_deref(), answer.request_id()), (Some("摘要"), Some("ß")));
    assert_eq!(Summarize::new(&core).send().await.unwrap().summary, None, "what is no text is nothing");
}

#[tokio::test]
async fn a_page_instead_of_an_answer() {
    let page = "<!DOCTYPE html><title>Sign in</title>";
    let server = Server::start([say("200 OK", "content-type: text/html; charset=utf-8\r\n", page)]).await;
    assert_eq!(
        failure(&server.client()).await.to_string(),
        "v1.list_things: 200 OK: the response cannot be read: expected value (line 1, column 1) (the content type is \
         text/html; charset=utf-8, not JSON); the response begins: <!DOCTYPE html><title>Sign in</title>"
    );
}

#[tokio::test]
async fn headers_and_bodies_that_take_forever() {
    for slow in ["HTTP/1.1 200 OK\r\nx-more:", "HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n"] {
        let server = Server::start([Do::Drip(slow), list()]).await;
        let began = Instant::now();
        let call = server.client().list().attempt_timeout(Duration::from_millis(600));
        assert_eq!(call.send_response().await.unwrap().attempts(), 2);
        assert!(began.elapsed() >= Duration::from_millis(600));

        let server = Server::start([Do::Drip(slow)]).await;
        let client = server.client_builder().timeout(Duration::from_millis(200)).build().unwrap();
        assert_eq!(failure(&client).await.to_string(), "v1.list_things: no response within 200ms");
    }
}

#[tokio::test]
async fn throttled() {
    let slow = say("429 Too Many Requests", "retry-after: 1\r\n", r#"{"error_code":"APIGW.0308"}"#);
    let server = Server::start([slow, list()]).await;
    let began = Instant::now();
    server.client().create(&Thing::default()).send().await.unwrap_err();
    assert!(began.elapsed() >= Duration::from_secs(1));
    assert_eq!(server.requests(), 2, "what was throttled was not carried out");
}

#[tokio::test]
async fn a_storm_of_503() {
    let server = Server::start([say("503 Service Unavailable", "", "<html>busy</html>")]).await;
    let error = failure(&server.client()).await;
    assert_eq!(
        error.to_string(),
        "v1.list_things: 503 Service Unavailable (3 attempts); the response begins: <html>busy</html>"
    );
    assert!(error.is_unavailable() && error.is_retryable());
    assert_eq!(server.requests(), 3);
}

#[tokio::test]
async fn not_modified() {
    let server = Server::start([say("304 Not Modified", "", "")]).await;
    let error = failure(&server.client()).await;
    assert_eq!(error.to_string(), "v1.list_things: 304 Not Modified");
    assert_eq!((server.requests(), error.class()), (1, None));
}

#[tokio::test]
async fn redirected() {
    let elsewhere = Server::start([list()]).await;
    for status in ["301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let location = format!("location: http://{}/login?ticket={TOKEN}\r\n", elsewhere.address);
        let server = Server::start([say(status, &location, "")]).await;
        assert_eq!(
            failure(&server.client()).await.to_string(),
            format!(
                "v1.list_things: {status}: redirects are not followed; the target is http://{}/login",
                elsewhere.address
            )
        );
        server.client().create(&Thing::default()).send().await.unwrap_err();
    }
    assert_eq!(elsewhere.requests(), 0, "nobody else gets to see the token");
}

#[tokio::test]
async fn ten_megabytes() {
    let names = vec![r#"{"name":"0123456789"}"#; 500_000].join(",");
    let body = format!(r#"{{"things":[{names}],"asked":""}}"#);
    assert!(body.len() > 10 << 20);
    let server = Server::start([say("200 OK", "", &body)]).await;
    assert_eq!(server.client().list().send().await.unwrap().things.len(), 500_000);
}

#[tokio::test]
async fn a_token_of_32_kilobytes() {
    let token = "t".repeat(32 * 1024);
    let server = Server::start([list()]).await;
    let client = server.client_builder().token(&token).build().unwrap();
    client.list().send().await.unwrap();
    assert!(server.heads.lock().unwrap()[0].contains(&format!("x-auth-token: {token}\r\n")));
}

fn packed_as(encoding: &str, body: &[u8]) -> Do {
    let length = body.len();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-encoding: {encoding}\r\ncontent-length: {length}\r\n\r\n");
    Do::Say([head.as_bytes(), body].concat())
}

fn packed(body: &[u8]) -> Do {
    packed_as("gzip", body)
}

fn member(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn all_parts_of_packed_answers_count() {
    let long = format!(r#"{{"things":[],"asked":"{}"}}"#, "packed ".repeat(100_000));
    let (half, rest) = long.split_at(300_000);
    for encoding in ["gzip", "GZIP", "x-gzip"] {
        let server = Server::start([packed_as(encoding, &[member(half), member(rest)].concat())]).await;
        assert_eq!(server.client().list().send().await.unwrap().asked.len(), 700_000, "{encoding}");
    }
    let whole = member(&long);
    for cut in [1, 15, whole.len() / 2, whole.len() - 1] {
        let server = Server::start([packed(&whole[..cut])]).await;
        let error = server.client().list().no_retry().send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport, "{cut}: {error}");
    }
    // Nothing is packed in nothing.
    let server = Server::start([say("204 No Content", "content-encoding: gzip\r\n", "")]).await;
    assert_eq!(server.client().list().send().await.unwrap_err().kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn what_is_not_packed_as_it_says_is_told() {
    let server = Server::start([packed(b"{\"things\":[]}")]).await;
    let error = server.client().list().no_retry().send().await.unwrap_err().to_string();
    assert!(error.contains("the connection broke before the response was complete: "), "{error}");
    let server = Server::start([packed_as("br", b"\x0b\x02\x80")]).await;
    let error = failure(&server.client()).await.to_string();
    assert!(error.contains("(the content encoding is br, which was not asked for)"), "{error}");
}

#[tokio::test]
async fn what_is_no_http_is_told() {
    let server = Server::start([Do::Say(b"SSH-2.0-OpenSSH_9.6\r\n".to_vec())]).await;
    let error = server.client().list().no_retry().send().await.unwrap_err().to_string();
    assert_eq!(
        error,
        "v1.list_things: the connection broke before the response was complete: invalid HTTP version parsed"
    );
    let server = Server::start([say("101 Switching Protocols", "upgrade: other\r\n", "")]).await;
    let error = server.client().list().no_retry().send().await.unwrap_err().to_string();
    assert!(error.contains("101 Switching Protocols: the server switched protocols without being asked"), "{error}");
}

#[tokio::test]
async fn packed_answers() {
    // `{"things":[],"asked":"packed"}`
    const PACKED: &[u8] =
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x2a\xc9\xc8\xcc\x4b\x2f\x56\xb2\x8a\x8e\xd5\x51\
        \x4a\x2c\xce\x4e\x4d\x51\xb2\x52\x2a\x48\x4c\x06\x31\x6a\x01\xaa\xa6\xa3\x80\x1e\x00\x00\x00";
    // 2000 spaces.
    const BLANK: &[u8] =
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x53\x50\x18\x05\xa3\x60\x14\x8c\x82\x51\x30\x0a\x46\xc1\
        \x50\x07\x00\x2a\xca\x16\x55\xd0\x07\x00\x00";
    let server = Server::start([packed(PACKED)]).await;
    assert_eq!(server.client().list().send().await.unwrap().asked, "packed");
    assert!(server.heads.lock().unwrap()[0].contains("accept-encoding: gzip\r\n"));

    // Small on the way, and too large when it is unpacked.
    let server = Server::start([packed(BLANK)]).await;
    let plain = reqwest::Client::builder().no_proxy().no_gzip().build().unwrap();
    let client = server.client_builder().transport(ReqwestTransport::from_client(plain, 1000)).build().unwrap();
    let error = failure(&client).await;
    assert_eq!(
        error.to_string(),
        "v1.list_things: the request could not be carried out: the response is larger than 1000 bytes"
    );
    assert_eq!(server.requests(), 1, "the next one would be as large");
}

#[tokio::test]
async fn giving_up_closes_the_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = Server { address: listener.local_addr().unwrap(), heads: Arc::default() };
    let call = tokio::spawn(server.client().list().send());
    let (mut stream, _) = listener.accept().await.unwrap();
    stream.read_u8().await.unwrap();
    call.abort();
    let mut rest = Vec::new();
    let closed = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut rest)).await;
    closed.expect("the connection is still open").unwrap();
}
