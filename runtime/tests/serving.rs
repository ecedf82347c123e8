//! A server behind a real socket: what it endures, and how it ends.

#![cfg(feature = "serve")]
// The service is written for both sides.
#![cfg(feature = "client")]

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use crate::common::{self, api};
use axum::Router;
use axum::body::Body;
use axum::routing::get;
use bytes::Bytes;
use specwright_runtime::server::{Drained, Server, StaticTokens};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(10);
const BRIEF: Duration = Duration::from_millis(100);

const HEALTH: &str = "GET /__health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
/// More than what the system keeps for a client that does not read.
const LARGE: usize = 32 * 1024 * 1024;

struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    end: JoinHandle<Drained>,
}

impl Running {
    async fn start(configure: impl FnOnce(Server) -> Server) -> Self {
        Self::start_with(api().into_router(), configure).await
    }

    async fn start_with(router: Router, configure: impl FnOnce(Server) -> Server) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let server = configure(Server::new(listener, router));
        let end = tokio::spawn(server.run_until(async {
            let _ = stopped.await;
        }));
        Self { address, stop, end }
    }

    /// Sends some bytes on a new connection.
    async fn send(&self, bytes: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(bytes.as_bytes()).await.unwrap();
        stream
    }

    async fn stop(self) -> Drained {
        self.stop.send(()).unwrap();
        tokio::time::timeout(PATIENCE, self.end).await.unwrap().unwrap()
    }
}

/// Everything until the server closes the connection.
async fn rest(mut stream: TcpStream) -> String {
    let mut text = Vec::new();
    // A reset ends the connection, too.
    let _ = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut text)).await.expect("the connection stays open");
    String::from_utf8(text).unwrap()
}

/// Whether nothing comes and the connection is still there after a while.
async fn is_open(stream: &mut TcpStream, long: Duration) -> bool {
    tokio::time::timeout(long, stream.read(&mut [0])).await.is_err()
}

/// The usual operations, and `/large`, whose answer comes as a whole, and `/pieces`, whose answer does not.
fn with_large_answers() -> Router {
    let piece = Bytes::from(vec![b'x'; LARGE / 64]);
    let pieces = move || {
        let pieces = std::iter::repeat_n(piece.clone(), 64).map(Ok::<_, std::io::Error>);
        std::future::ready(Body::from_stream(Pieces(pieces)))
    };
    api().into_router().route("/large", get(|| async { vec![b'x'; LARGE] })).route("/pieces", get(pieces))
}

/// All items are there at once.
struct Pieces<I>(I);

impl<I: Iterator + Unpin> futures_core::Stream for Pieces<I> {
    type Item = I::Item;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<I::Item>> {
        Poll::Ready(self.0.next())
    }
}

fn large(path: &str) -> String {
    format!("GET /{path} HTTP/1.1\r\nhost: x\r\n\r\n")
}

fn post(name: &str) -> String {
    let body = format!(r#"{{"name":"{name}"}}"#);
    let length = body.len();
    format!(
        "POST /v1/p1/things HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n{body}"
    )
}

#[tokio::test]
async fn requests_are_answered_and_know_where_they_come_from() {
    let server = Running::start(|server| server).await;
    let answer = rest(server.send("GET /v1/p1/things HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains(r#"{"name":"127.0.0.1"}"#), "{answer}");
    let answer = rest(server.send(&post("teapot")).await).await;
    assert!(answer.starts_with("HTTP/1.1 201 Created\r\n"), "{answer}");
    assert_eq!(server.stop().await.aborted, 0);
}

#[tokio::test]
async fn heads_have_a_limit() {
    let server = Running::start(|server| server).await;
    let ask = async |padding: usize| {
        let padding = "x".repeat(padding);
        let head = format!("GET /v1/p1/things HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-long: {padding}\r\n\r\n");
        rest(server.send(&head).await).await
    };
    assert!(ask(31 * 1024).await.starts_with("HTTP/1.1 200 "));
    assert!(ask(32 * 1024).await.starts_with("HTTP/1.1 431 "));
    let many = "a: b\r\n".repeat(101);
    let answer = rest(server.send(&format!("GET / HTTP/1.1\r\n{many}\r\n")).await).await;
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    let answer = rest(server.send("\0\0\0\r\n\r\n").await).await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    assert!(answer.ends_with("\r\n\r\n"), "there should be no body: {answer}");
}

#[tokio::test]
async fn requests_name_one_host() {
    let server = Running::start(|server| server).await;
    for (version, hosts, status) in [
        ("1.1", "host: x\r\n", "200"),
        ("1.1", "Host: things.example.com:8080\r\n", "200"),
        ("1.1", "Host: 127.0.0.1\r\n", "200"),
        ("1.1", "Host: [::1]:80\r\n", "200"),
        ("1.0", "", "200"),
        ("1.1", "", "400"),
        ("1.1", "Host:\r\n", "400"),
        ("1.1", "Host: x\r\nHost: x\r\n", "400"),
        ("1.0", "Host: x\r\nHost: y\r\n", "400"),
        ("1.1", "Host: x y\r\n", "400"),
        ("1.1", "Host: me@x\r\n", "400"),
        ("1.1", "Host: x:port\r\n", "400"),
        ("1.1", "Host: x/y\r\n", "400"),
        ("1.1", "Host: [::1\r\n", "400"),
        ("1.1", "Host: x, y\r\n", "400"),
    ] {
        let head = format!("GET /v1/p1/things HTTP/{version}\r\nconnection: close\r\n{hosts}\r\n");
        let answer = rest(server.send(&head).await).await;
        assert!(answer.starts_with(&format!("HTTP/{version} {status} ")), "{hosts:?}: {answer}");
    }
}

/// More than what systems keep of what nobody reads.
const UPLOAD: usize = 24 * 1024 * 1024;

#[tokio::test]
async fn a_refusal_arrives_although_nobody_reads_the_body() {
    let server = Running::start(|server| server).await;
    let strict = api().authenticator(StaticTokens::new(["sesame"]).unwrap());
    let strict = Running::start_with(strict.into_router(), |server| server).await;
    // One request takes all the room.
    let full = Running::start_with(api().request_limit(1).into_router(), |server| server).await;
    let stuck = full.send(&post("slow")).await;
    tokio::time::sleep(BRIEF).await;
    let json = "content-type: application/json\r\n";
    for (server, line, headers, status) in [
        (&server, "POST /v1/p1/things", json, "413"),
        (&server, "POST /v1/p1/things", "content-type: text/plain\r\n", "415"),
        (&server, "POST /nowhere", json, "404"),
        (&server, "PATCH /v1/p1/things", json, "405"),
        (&strict, "POST /v1/p1/things", json, "401"),
        (&full, "POST /v1/p1/things", json, "429"),
    ] {
        let head = format!("{line} HTTP/1.1\r\nhost: x\r\n{headers}content-length: {UPLOAD}\r\n\r\n");
        let mut stream = server.send(&head).await;
        for _ in 0..UPLOAD / 65_536 {
            stream.write_all(&[b' '; 65_536]).await.expect("the connection was reset");
        }
        let answer = rest(stream).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{line}: {answer}");
    }
    drop(stuck);
    assert_eq!(server.stop().await.aborted, 0);
}

#[cfg(feature = "reqwest")]
#[tokio::test]
async fn clients_get_to_read_every_refusal() {
    let server = Running::start(|server| server).await;
    let mut builder = common::client_builder();
    builder.core = builder.core.endpoint(&common::HOST, format!("http://{}", server.address));
    let client = builder.build().unwrap();
    let thing = common::Thing { name: "x".repeat(UPLOAD), password: None };
    for _ in 0..20 {
        let error = client.create(&thing).send().await.unwrap_err();
        assert_eq!(error.status(), Some(413), "{error}");
    }
}

#[tokio::test]
async fn what_nobody_reads_is_thrown_away_for_a_while_only() {
    let server = Running::start(|server| server.write_timeout(BRIEF)).await;
    let mut stream = server.send("POST /nowhere HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\n").await;
    tokio::time::sleep(3 * BRIEF).await;
    // The first byte finds nobody, which the second one is told.
    let writes = async {
        while stream.write_all(b" ").await.is_ok() {
            tokio::time::sleep(BRIEF / 10).await;
        }
    };
    tokio::time::timeout(PATIENCE, writes).await.expect("the connection stays open");
}

#[tokio::test]
async fn slow_heads_are_not_waited_for() {
    let server = Running::start(|server| server.head_timeout(BRIEF)).await;
    let begun = Instant::now();
    let silent = server.send("").await;
    let slow = server.send("GET /v1/p1/things HTTP/1.1\r\nhost:").await;
    assert!(!rest(silent).await.contains("200 OK"));
    assert!(!rest(slow).await.contains("200 OK"));
    assert!(begun.elapsed() < PATIENCE / 2);
}

#[tokio::test]
async fn slow_bodies_are_refused() {
    let server = Running::start(|server| server.body_timeout(BRIEF)).await;
    let head = "POST /v1/p1/things HTTP/1.1\r\nhost: x\r\ncontent-length: 150\r\n\r\n";
    let mut stream = server.send(head).await;
    let mut answer = Vec::new();
    // Drops that fall all the time do not help.
    while answer.is_empty() {
        let _ = stream.write_all(b" ").await;
        let _ = tokio::time::timeout(BRIEF / 4, stream.read_buf(&mut answer)).await;
    }
    let answer = String::from_utf8(answer).unwrap() + &rest(stream).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains(r#""error_msg":"the body did not arrive in time""#), "{answer}");
}

#[tokio::test]
async fn connections_beyond_the_limit_wait() {
    let server = Running::start(|server| server.connection_limit(1)).await;
    let busy = server.send(&post("slow")).await;
    let mut further = server.send(&post("teapot")).await;
    assert!(is_open(&mut further, Duration::from_millis(1500)).await);
    drop(busy);
    assert!(rest(further).await.starts_with("HTTP/1.1 201 "));
}

#[tokio::test]
async fn what_has_begun_is_finished() {
    let server = Running::start(|server| server).await;
    let idle = server.send("").await;
    let busy = server.send(&post("nap")).await;
    tokio::time::sleep(BRIEF).await;
    let address = server.address;
    assert_eq!(server.stop().await.aborted, 0);
    assert!(rest(busy).await.starts_with("HTTP/1.1 201 "));
    assert_eq!(rest(idle).await, "");
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn what_does_not_end_is_cut_off() {
    let server = Running::start(|server| server.drain_timeout(BRIEF)).await;
    let stuck = server.send(&post("slow")).await;
    tokio::time::sleep(BRIEF).await;
    assert_eq!(server.stop().await.aborted, 1);
    assert_eq!(rest(stuck).await, "");
}

// Clients that hold on to their connections

#[tokio::test]
async fn who_does_not_read_is_cut_off() {
    let server = Running::start_with(with_large_answers(), |server| server.write_timeout(BRIEF)).await;
    for path in ["large", "pieces"] {
        let stream = server.send(&large(path)).await;
        tokio::time::sleep(BRIEF * 5).await;
        // What was on its way is lost as well.
        let mut taken = Vec::new();
        let mut stream = stream;
        let end = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut taken)).await.unwrap();
        assert_eq!(end.unwrap_err().kind(), ErrorKind::ConnectionReset, "{path}");
        assert!(taken.len() < LARGE, "{path}");
    }
    assert_eq!(server.stop().await.aborted, 0, "nothing is left");
}

#[tokio::test]
async fn who_reads_slowly_is_not_cut_off() {
    let limit = BRIEF * 8;
    let server = Running::start_with(with_large_answers(), |server| server.write_timeout(limit)).await;
    let (mut stream, begun) = (server.send(&large("large")).await, Instant::now());
    let mut part = vec![0; LARGE / 16];
    for _ in 0..16 {
        stream.read_exact(&mut part).await.unwrap();
        tokio::time::sleep(BRIEF).await;
    }
    assert!(begun.elapsed() > limit);
}

#[tokio::test]
async fn clients_that_hold_connections_lock_nobody_out() {
    let head = "POST /v1/p1/things HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n";
    let pipelined = large("pieces").repeat(20);
    for (name, sent, drops) in [
        ("nothing at all", "", ""),
        ("a part of a head", "GET /v1/p1/things HTTP/1.1\r\nhost:", ""),
        ("a head in drops", "GET /v1/p1/things HTTP/1.1\r\nx:", "x"),
        ("a head without its body", head, ""),
        ("a body in drops", head, " "),
        ("idle after a response", "GET /v1/p1/things HTTP/1.1\r\nhost: x\r\n\r\n", ""),
        ("nothing is read", &*large("large"), ""),
        ("nothing of a stream is read", &*large("pieces"), ""),
        ("many requests and nothing is read", &*pipelined, ""),
    ] {
        let server = Running::start_with(with_large_answers(), |server| server.connection_limit(3)).await;
        let mut holders = Vec::new();
        for _ in 0..3 {
            holders.push(server.send(sent).await);
        }
        let begun = Instant::now();
        let health = tokio::spawn(rest(server.send(HEALTH).await));
        while !health.is_finished() && !drops.is_empty() {
            for holder in &mut holders {
                let _ = holder.write_all(drops.as_bytes()).await;
            }
            tokio::time::sleep(BRIEF).await;
        }
        assert!(health.await.unwrap().starts_with("HTTP/1.1 200 "), "{name}");
        assert!(begun.elapsed() < Duration::from_secs(3), "{name}: {:?}", begun.elapsed());
    }
}

#[tokio::test]
async fn the_connection_that_waited_longest_gives_way() {
    let server = Running::start(|server| server.connection_limit(3)).await;
    let mut busy = server.send(&post("slow")).await;
    let mut first = server.send("").await;
    tokio::time::sleep(BRIEF).await;
    let mut second = server.send("").await;
    assert!(rest(server.send(HEALTH).await).await.starts_with("HTTP/1.1 200 "));
    assert_eq!(first.read(&mut [0]).await.unwrap(), 0, "closed in an orderly way");
    assert!(is_open(&mut second, BRIEF).await && is_open(&mut busy, BRIEF).await);
    // Now there is room.
    let begun = Instant::now();
    assert!(rest(server.send(HEALTH).await).await.starts_with("HTTP/1.1 200 "));
    assert!(begun.elapsed() < Duration::from_millis(900) && is_open(&mut second, BRIEF).await);
}

#[tokio::test]
async fn clients_at_work_keep_their_connections() {
    let server = Running::start_with(with_large_answers(), |server| server.connection_limit(1)).await;
    let mut stream = server.send(&large("large")).await;
    let further = tokio::spawn(rest(server.send(HEALTH).await));
    let (mut buffer, mut left, begun) = (vec![0; LARGE / 128], LARGE, Instant::now());
    while begun.elapsed() < Duration::from_secs(2) {
        left -= stream.read(&mut buffer).await.unwrap();
        tokio::time::sleep(BRIEF / 2).await;
    }
    while left > 0 {
        left = left.saturating_sub(stream.read(&mut buffer).await.unwrap());
    }
    drop(stream);
    assert!(further.await.unwrap().starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn limits_may_be_as_long_as_times_go() {
    let longest = Duration::MAX;
    let configure = |server: Server| server.head_timeout(longest).body_timeout(longest).write_timeout(longest);
    let server = Running::start(|server| configure(server).drain_timeout(longest).connection_limit(usize::MAX)).await;
    let mut slow = server.send("POST /v1/p1/things HTTP/1.1\r\nhost: x\r\nconnection: close\r\n").await;
    tokio::time::sleep(BRIEF).await;
    slow.write_all(b"content-type: application/json\r\ncontent-length: 14\r\n\r\n").await.unwrap();
    tokio::time::sleep(BRIEF).await;
    slow.write_all(br#"{"name":"pen"}"#).await.unwrap();
    assert!(rest(slow).await.starts_with("HTTP/1.1 201 "));
    assert_eq!(server.stop().await.aborted, 0);
}
