//! A server behind a real socket: what it endures, and how it ends.

#![cfg(feature = "serve")]
// The service is written for both sides.
#![cfg(feature = "client")]

mod common;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use common::api;
use huaweicloud_runtime::server::{Drained, Server};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(10);
const BRIEF: Duration = Duration::from_millis(100);

struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    end: JoinHandle<Drained>,
}

impl Running {
    async fn start(configure: impl FnOnce(Server) -> Server) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let server = configure(api().serve(listener));
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
    assert_eq!(server.stop().await.cut_off, 0);
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
    let first = server.send("GET /v1/p1/things HTTP/1.1\r\n").await;
    let mut second = server.send(&post("teapot")).await;
    let mut byte = [0];
    assert!(tokio::time::timeout(BRIEF, second.read(&mut byte)).await.is_err());
    drop(first);
    assert!(rest(second).await.starts_with("HTTP/1.1 201 "));
}

#[tokio::test]
async fn what_has_begun_is_finished() {
    let server = Running::start(|server| server).await;
    let idle = server.send("").await;
    let busy = server.send(&post("nap")).await;
    tokio::time::sleep(BRIEF).await;
    let address = server.address;
    assert_eq!(server.stop().await.cut_off, 0);
    assert!(rest(busy).await.starts_with("HTTP/1.1 201 "));
    assert_eq!(rest(idle).await, "");
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn what_does_not_end_is_cut_off() {
    let server = Running::start(|server| server.drain_limit(BRIEF)).await;
    let stuck = server.send(&post("slow")).await;
    tokio::time::sleep(BRIEF).await;
    assert_eq!(server.stop().await.cut_off, 1);
    assert_eq!(rest(stuck).await, "");
}
