//! Web sockets: the generated client against the generated server, and against what other clients do.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use obstacle_client::{Client, SocketEvent};
use obstacle_model::shapes::{Signal, Spark};
use obstacle_server::shapes::{self, HoldInput, ListenInput, TalkInput, TellInput, Wires};
use obstacle_server::{Api, Context, NoMessage, Received, ServerSocket, ServiceError, SocketHandler};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

struct Service;

impl Wires for Service {
    async fn talk(&self, input: TalkInput, _context: Context) -> Result<SocketHandler<Signal, Spark>, ServiceError> {
        if input.wire == "none" {
            return Err(ServiceError::new(404, "C.404"));
        }
        Ok(SocketHandler::new(move |mut socket: ServerSocket<Signal, Spark>| async move {
            let first = Signal::new(format!("{}/{}: {:?}", input.project_id, input.wire, input.connect));
            socket.send(&first).await.unwrap();
            while let Some(received) = socket.next().await {
                let Received::Message(Spark { volts, .. }) = received else { continue };
                if volts > 1000 {
                    return socket.close(4000, "too much").await;
                }
                socket.send(&Signal::new(volts.to_string())).await.unwrap();
            }
        }))
    }

    async fn listen(&self, _input: ListenInput, _context: Context) -> Result<SocketHandler<Value>, ServiceError> {
        Ok(SocketHandler::new(|mut socket: ServerSocket<Value>| async move {
            socket.send(&json!({ "any": ["thing"] })).await.unwrap();
            while socket.next().await.is_some() {}
        }))
    }

    #[allow(deprecated)]
    async fn hold(&self, input: HoldInput, _context: Context) -> Result<SocketHandler<NoMessage>, ServiceError> {
        Ok(SocketHandler::new(move |socket: ServerSocket<NoMessage>| async move {
            let code = if input.hand == "left" { 1000 } else { 1011 };
            socket.close(code, "").await;
        }))
    }

    async fn tell(
        &self,
        _input: TellInput,
        _context: Context,
    ) -> Result<SocketHandler<NoMessage, Vec<String>>, ServiceError> {
        Ok(SocketHandler::new(|mut socket: ServerSocket<NoMessage, Vec<String>>| async move {
            let mut heard = 0;
            while let Some(Received::Message(words)) = socket.next().await {
                heard += words.len();
                if words.is_empty() {
                    return socket.close(3000 + u16::try_from(heard).unwrap(), "").await;
                }
            }
        }))
    }
}

async fn start() -> (SocketAddr, Client) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(Api::new().routes(shapes::wires(Arc::new(Service))).serve(listener).run());
    let client = Client::builder().course_endpoint(format!("http://{address}")).project_id("p").token("t");
    (address, client.build().unwrap())
}

#[tokio::test]
async fn a_message_that_breaks_a_rule_ends_the_connection() {
    let (_, client) = start().await;
    let mut socket = client.shapes().wires().talk("w").connect().await.unwrap();
    socket.next().await.unwrap().unwrap();
    socket.send(&Spark::new(-1)).await.unwrap();
    let end = socket.next().await.unwrap().unwrap_err();
    assert_eq!(end.close_code(), Some(1007));
    assert!(end.to_string().contains("/volts: expected at least 0, got -1"), "{end}");
    assert!(socket.next().await.is_none());
}

#[tokio::test]
async fn messages_travel_in_both_directions() {
    let (_, client) = start().await;
    let mut socket = client.shapes().wires().talk("w/1").connect_(true).connect().await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap().word, "p/w/1: Some(true)");
    socket.send(&Spark::new(7)).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap().word, "7");
    socket.send(&Spark::new(2000)).await.unwrap();
    let end = socket.next().await.unwrap().unwrap_err();
    assert_eq!(end.close_code(), Some(4000));
    assert_eq!(
        end.to_string(),
        "shapes.talk: the service closed the connection with code 4000: too much (The wire is cut.)"
    );
    assert!(socket.next().await.is_none());
}

#[tokio::test]
async fn errors_are_those_of_any_call() {
    let (_, client) = start().await;
    let error = client.shapes().wires().talk("none").connect().await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(404), Some("C.404")));
    let mut events = client.shapes().wires().talk("w").connect().reconnecting();
    assert_eq!(events.next().await.unwrap().unwrap(), SocketEvent::Opened);
}

#[tokio::test]
#[allow(deprecated, reason = "operations are called whatever they are")]
async fn one_side_can_be_silent() {
    let (_, client) = start().await;
    let wires = client.shapes().wires();
    let mut socket = wires.listen("w").connect().await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap(), json!({ "any": ["thing"] }));

    let mut socket = wires.tell("w").connect().await.unwrap();
    socket.send(&vec!["a".to_owned(), "b".to_owned()]).await.unwrap();
    socket.send(&Vec::new()).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap_err().close_code(), Some(3002));

    for (hand, code) in [("left", None), ("right", Some(1011))] {
        let hold = wires.hold(shapes_hold("w", hand));
        let end = hold.connect().await.unwrap().next().await;
        assert_eq!(end.and_then(|end| end.unwrap_err().close_code()), code);
    }
}

fn shapes_hold(wire: &str, hand: &str) -> obstacle_client::shapes::HoldRequired {
    obstacle_client::shapes::HoldRequired { wire: wire.to_owned(), hand: hand.to_owned() }
}

#[tokio::test]
async fn a_message_beyond_the_limit_ends_the_connection() {
    let (_, client) = start().await;
    let mut socket = client.shapes().wires().tell("w").connect().await.unwrap();
    // The server may be gone before everything is written.
    let _ = socket.send(&vec!["x".repeat(1 << 20)]).await;
    let end = socket.next().await.unwrap().unwrap_err();
    assert_eq!(end.close_code(), None);
}

/// Opens a connection by hand, and returns it after the head of the response.
async fn by_hand(address: SocketAddr, path: &str) -> (TcpStream, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "GET /wires/p/{path} HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut read = Vec::new();
    while !read.ends_with(b"\r\n\r\n") {
        read.push(stream.read_u8().await.unwrap());
    }
    (stream, String::from_utf8(read).unwrap())
}

/// Reads without saying anything until the server closes the connection, and returns how long that took.
async fn until_the_end(mut stream: TcpStream) -> Duration {
    let started = Instant::now();
    let mut rest = Vec::new();
    // The end may be a reset.
    let _ = tokio::time::timeout(Duration::from_secs(30), stream.read_to_end(&mut rest)).await.unwrap();
    started.elapsed()
}

#[tokio::test]
async fn a_client_that_does_not_respond_to_pings_is_left() {
    let (address, _) = start().await;
    let (stream, head) = by_hand(address, "w/listen").await;
    assert!(head.starts_with("HTTP/1.1 101 ") && head.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "{head}");
    // A ping each second.
    let took = until_the_end(stream).await;
    assert!((Duration::from_secs(3)..Duration::from_secs(10)).contains(&took), "{took:?}");
}

#[tokio::test]
async fn a_client_that_does_not_confirm_the_end_is_not_waited_for() {
    let (address, _) = start().await;
    let (stream, _) = by_hand(address, "w/hold/left").await;
    let took = until_the_end(stream).await;
    assert!(took < Duration::from_secs(15), "{took:?}");
}

#[tokio::test]
async fn what_nobody_implements_is_rejected() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(Api::new().routes(obstacle_server::unimplemented_routes()).serve(listener).run());
    let (_, head) = by_hand(address, "w/talk").await;
    assert!(head.starts_with("HTTP/1.1 501 "), "{head}");
}
