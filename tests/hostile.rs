//! 10,000 requests that nobody should have to answer, over loopback. The servers refuse them in their
//! own words, and are as well afterwards as before.

#[path = "hostile/attacks.rs"]
mod attacks;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use attacks::{Attack, attack};
use fastrand::Rng;
use servicestage_server::{Api, Drained, Validation, unimplemented_routes};
use specwright_runtime::meta::{ErrorStyle, OperationMeta, Rejection};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};

const REQUESTS: u64 = 10_000;
const CLIENTS: u64 = 16;
/// How much memory may be gained by all of it. One request may bring one MiB.
const GENEROUS: u64 = 128 << 20;
const PATIENCE: Duration = Duration::from_secs(10);

struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    end: JoinHandle<Drained>,
}

async fn start(validation: Validation) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let second = Duration::from_secs(1);
    let server = Api::new().routes(unimplemented_routes()).validation(validation).timeout(second * 5).serve(listener);
    let server = server.head_timeout(second).body_timeout(second).drain_timeout(second * 5);
    let end = tokio::spawn(server.run_until(async {
        let _ = stopped.await;
    }));
    Running { address, stop, end }
}

/// Everything that a server answers to some bytes, until it closes the connection.
async fn exchange(address: SocketAddr, bytes: &[u8]) -> String {
    let talk = async {
        let mut stream = TcpStream::connect(address).await.expect("the server accepts connections");
        let (mut from, mut to) = stream.split();
        let mut answer = Vec::new();
        // Servers may refuse before they have read everything, and then reset the connection.
        let (_, _) = tokio::join!(to.write_all(bytes), from.read_to_end(&mut answer));
        String::from_utf8(answer).expect("answers are text")
    };
    tokio::time::timeout(PATIENCE, talk).await.expect("the server answers or hangs up")
}

/// The shapes of errors of all operations.
fn styles() -> impl Iterator<Item = &'static ErrorStyle> {
    unimplemented_routes().operations().map(|(operation, _)| operation.error_style).collect::<Vec<_>>().into_iter()
}

/// What is wrong with an answer.
fn flaw(answer: &str) -> Option<&'static str> {
    let Some((head, body)) = answer.split_once("\r\n\r\n") else {
        return (!answer.is_empty()).then_some("is no answer");
    };
    let status = head.strip_prefix("HTTP/1.").and_then(|rest| rest.get(2..5)).unwrap_or_default();
    if !["400", "404", "405", "408", "413", "415", "431", "501"].contains(&status) {
        return Some("has an unexpected status");
    }
    if ["panicked", "axum", "hyper", ".rs", "/src"].iter().any(|word| answer.contains(word)) {
        return Some("tells how the server is made");
    }
    if head.contains("\r\nset-cookie") {
        return Some("has a header of the client's choice");
    }
    let json = body.starts_with('{') && serde_json::from_str::<serde_json::Value>(body).is_ok();
    let plain = |(_, text): &(Rejection, &str)| *text == body && head.contains("content-type: text/plain");
    let plain = styles().any(|style| style.plain.iter().any(plain));
    (!body.is_empty() && !json && !plain).then_some("is not in the style of the service")
}

async fn strike(address: SocketAddr, attack: Attack) -> Option<String> {
    if attack.hangs_up {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let _ = stream.write_all(&attack.bytes).await;
        return None;
    }
    let answer = exchange(address, &attack.bytes).await;
    let shown = answer.get(..answer.len().min(400)).unwrap_or_default();
    flaw(&answer).map(|flaw| format!("{}: the response {flaw}: {shown}", attack.kind))
}

async fn client(number: u64, addresses: [SocketAddr; 2], answered: Arc<AtomicU64>) -> Vec<String> {
    let operations: Vec<&'static OperationMeta> = unimplemented_routes().operations().map(|(meta, _)| meta).collect();
    let mut random = Rng::with_seed(number);
    let mut flaws = Vec::new();
    for count in 0..REQUESTS / CLIENTS {
        let attack = attack(&mut random, &operations);
        flaws.extend(strike(addresses[usize::from(count % 2 == 0)], attack).await);
        answered.fetch_add(1, Ordering::Relaxed);
    }
    flaws
}

/// Sends one byte after the other, and never the last one.
async fn dawdle(address: SocketAddr, bytes: &'static str) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let mut answer = [0; 2000];
    for byte in bytes.bytes().cycle() {
        let sent = stream.write_all(&[byte]).await;
        let read = tokio::time::timeout(Duration::from_millis(50), stream.read(&mut answer)).await;
        if sent.is_err() || matches!(read, Ok(Ok(0) | Err(_))) {
            return;
        }
    }
}

/// The memory of this process, in bytes, where the system tells.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}

async fn is_well(address: SocketAddr) {
    let healthy = exchange(address, b"GET /__health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    assert!(healthy.ends_with(r#"{"status":"up"}"#), "{healthy}");
    let list = b"GET /v3/p/cas/environments HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let answer = exchange(address, list).await;
    assert!(answer.starts_with("HTTP/1.1 501 "), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_requests_do_no_harm() {
    let servers = [start(Validation::Strict).await, start(Validation::Off).await];
    let addresses = [servers[0].address, servers[1].address];
    is_well(addresses[0]).await;
    let before = memory();

    let mut slow = JoinSet::new();
    for address in addresses.repeat(20) {
        slow.spawn(dawdle(address, "GET /v3/p/cas/environments HTTP/1.1\r\nx: y\r\n"));
    }
    let answered = Arc::new(AtomicU64::new(0));
    let mut clients = JoinSet::new();
    for number in 0..CLIENTS {
        clients.spawn(client(number, addresses, Arc::clone(&answered)));
    }
    let flaws: Vec<String> = clients.join_all().await.concat();
    tokio::time::timeout(PATIENCE, slow.join_all()).await.expect("the server does not wait for slow clients");

    assert!(flaws.is_empty(), "{} flaws:\n{}", flaws.len(), flaws[..flaws.len().min(10)].join("\n"));
    assert_eq!(answered.load(Ordering::Relaxed), REQUESTS);
    if let (Some(before), Some(after)) = (before, memory()) {
        assert!(after.saturating_sub(before) < GENEROUS, "memory grew from {before} to {after} bytes");
    }
    for server in servers {
        is_well(server.address).await;
        server.stop.send(()).unwrap();
        assert_eq!(server.end.await.unwrap().aborted, 0);
    }
}
