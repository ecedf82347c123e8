//! Requests as servers read them.

use std::cell::OnceCell;
use std::net::SocketAddr;
use std::time::Duration;

use obstacle_server::{Api, unimplemented_routes};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::service::block_on;

/// Statuses of requests that nobody handles.
const STATUSES: [&str; 11] = ["200", "400", "401", "404", "405", "408", "413", "414", "415", "431", "501"];

/// Sends bytes to a server whose operations are not implemented.
///
/// - The connection ends in time.
/// - Every response is HTTP with the length that it announces, and an expected status.
/// - Bodies are JSON in the style of the service.
/// - Nothing tells how the server is made, and no header is of the client's choice.
pub fn router(bytes: &[u8]) {
    thread_local! {
        static ADDRESS: OnceCell<SocketAddr> = const { OnceCell::new() };
    }
    let address = ADDRESS.with(|address| *address.get_or_init(|| block_on(start())));
    let received = block_on(async { tokio::time::timeout(Duration::from_secs(20), exchange(address, bytes)).await });
    let received = received.unwrap_or_else(|_| panic!("the connection does not end"));
    let head = bytes.windows(5).any(|part| part.eq_ignore_ascii_case(b"head "));
    let mut rest = received.as_slice();
    while !rest.is_empty() {
        rest = response(rest, head);
    }
}

async fn start() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap_or_else(|error| panic!("{error}"));
    let address = listener.local_addr().unwrap_or_else(|error| panic!("{error}"));
    tokio::spawn(Api::new().routes(unimplemented_routes()).serve(listener).run());
    address
}

async fn exchange(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).await.unwrap_or_else(|error| panic!("{error}"));
    let (mut from, mut to) = stream.split();
    let mut received = Vec::new();
    let send = async {
        // Servers may respond before they have read everything, and close.
        let _ = to.write_all(bytes).await;
        let _ = to.shutdown().await;
    };
    let _ = tokio::join!(send, from.read_to_end(&mut received));
    received
}

/// Checks the first response, and returns what follows. Responses to `HEAD` announce a length without having it.
fn response(bytes: &[u8], head: bool) -> &[u8] {
    let shown = String::from_utf8_lossy(bytes);
    let end = bytes.windows(4).position(|part| part == b"\r\n\r\n").unwrap_or_else(|| panic!("no head: {shown}"));
    let fields = std::str::from_utf8(&bytes[..end]).unwrap_or_else(|error| panic!("{error}: {shown}"));
    let status = fields.strip_prefix("HTTP/1.").and_then(|rest| rest.get(2..5)).unwrap_or_default();
    assert!(STATUSES.contains(&status), "{shown}");
    let fields = fields.to_ascii_lowercase();
    assert!(!fields.contains("\r\nset-cookie"), "{shown}");
    assert!(!["panicked", "axum", "hyper", ".rs:", "/src"].iter().any(|word| shown.contains(word)), "{shown}");
    let length = fields.lines().find_map(|line| line.strip_prefix("content-length:"));
    let length = length.map_or(0, |length| length.trim().parse::<usize>().unwrap_or_else(|_| panic!("{shown}")));
    let after = &bytes[end + 4..];
    if head && after.len() < length {
        return &[];
    }
    let body = after.get(..length).unwrap_or_else(|| panic!("shorter than {length}: {shown}"));
    if head && !body.starts_with(b"{") {
        return after;
    }
    let json = body.is_empty() || serde_json::from_slice::<serde_json::Value>(body).is_ok_and(|json| json.is_object());
    assert!(json, "{shown}");
    &after[length..]
}
