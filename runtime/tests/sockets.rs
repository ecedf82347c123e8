//! Web sockets: the client against services that behave and misbehave, over a pipe with a clock that stands still, and
//! against a server of this crate over a real connection.

#![cfg(all(feature = "client", feature = "server", feature = "sockets"))]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::loops::{Contract, Reopening};
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use serde::{Deserialize, Serialize};
use specwright_runtime::client::{
    Body, BoxFuture, ClientCore, Connect, ErrorKind, Opening, Reconnecting, RetryPolicy, Socket, SocketEvent,
    Transport, TransportError,
};
use specwright_runtime::meta::{HostAddress, HostMeta, OperationMeta, Segment, StreamMeta};
use specwright_runtime::server::{Api, Group, InputSchema, Received, ServerSocket, SocketHandler, SocketRequest};
use specwright_runtime::value::NoMessage;
use specwright_runtime::{http, operation};
use tokio::io::DuplexStream;
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Word {
    word: String,
}

fn word(text: &str) -> Word {
    Word { word: text.to_owned() }
}

static HOST: HostMeta =
    HostMeta { id: "wire", address: HostAddress::Explicit { example: "https://192.0.2.1" }, ..HostMeta::BASE };

const BASE: OperationMeta = OperationMeta {
    id: "v1.talk",
    path: "/wire",
    segments: &[Segment::Literal("wire")],
    host: &HOST,
    success: &[101],
    ..OperationMeta::BASE
};

const CLOSE: &[(u16, &str)] = &[(4001, "The wire is cut.")];

static TALK: OperationMeta = OperationMeta {
    stream: Some(&StreamMeta { receives: true, sends: true, ping: Some(30), close: CLOSE, ..StreamMeta::BASE }),
    ..BASE
};

static QUIET: OperationMeta =
    OperationMeta { stream: Some(&StreamMeta { receives: true, ..StreamMeta::BASE }), ..BASE };

operation! {
    /// Talks in both directions.
    struct Talk -> socket Word, Word = TALK;
}

operation! {
    /// Talks to a service that sends no pings.
    struct Quiet -> socket Word, NoMessage = QUIET;
}

/// A service's end of a connection.
type Service = WebSocketStream<DuplexStream>;

type Run = Arc<dyn Fn(usize, Service) -> BoxFuture<'static, ()> + Send + Sync>;

/// Services at the other end of a pipe, which know the number of their connection. Keeps when connections were opened.
#[derive(Clone)]
struct Pipe {
    run: Run,
    opened: Arc<Mutex<Vec<Instant>>>,
}

impl Pipe {
    fn new<F: Future<Output = ()> + Send + 'static>(run: impl Fn(usize, Service) -> F + Send + Sync + 'static) -> Self {
        Self { run: Arc::new(move |number, service| Box::pin(run(number, service))), opened: Arc::default() }
    }

    fn core(&self) -> ClientCore {
        core(self.clone())
    }

    async fn talk(&self) -> Socket<Word, Word> {
        Talk::new(&self.core()).connect().await.unwrap()
    }

    /// The pauses between connections, in seconds.
    fn pauses(&self) -> Vec<u64> {
        let opened = self.opened.lock().unwrap();
        opened.windows(2).map(|pair| (pair[1] - pair[0]).as_secs()).collect()
    }
}

fn core(transport: impl Transport + 'static) -> ClientCore {
    let builder = ClientCore::builder().endpoint(&HOST, "https://192.0.2.1").transport(transport);
    builder.retry(RetryPolicy::never()).build().unwrap()
}

impl Transport for Pipe {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let number = {
            let mut opened = self.opened.lock().unwrap();
            opened.push(Instant::now());
            opened.len() - 1
        };
        let run = Arc::clone(&self.run);
        Box::pin(async move {
            let headers = request.headers();
            assert_eq!(headers["upgrade"], "websocket");
            let key = headers["sec-websocket-key"].as_bytes();
            let (ours, theirs) = tokio::io::duplex(1 << 16);
            request.extensions().get::<Opening>().unwrap().complete(ours);
            tokio::spawn(async move {
                run(number, WebSocketStream::from_raw_socket(theirs, Role::Server, None).await).await;
            });
            let response = http::Response::builder().status(101);
            Ok(response.header("Sec-WebSocket-Accept", derive_accept_key(key)).body(Bytes::new()).unwrap())
        })
    }
}

/// A response that opens nothing.
struct Fixed(u16, &'static str);

impl Transport for Fixed {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let response = http::Response::builder().status(self.0).body(Bytes::from_static(self.1.as_bytes()));
        if self.0 == 101 && !self.1.is_empty() {
            request.extensions().get::<Opening>().unwrap().complete(tokio::io::duplex(1).0);
        }
        Box::pin(async move { Ok(response.unwrap()) })
    }
}

async fn say(service: &mut Service, text: &str) {
    service.send(Message::text(text)).await.unwrap();
}

async fn close(service: &mut Service, code: u16, reason: &'static str) {
    service.send(Message::Close(Some(CloseFrame { code: code.into(), reason: reason.into() }))).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn messages_travel_in_both_directions_and_pings_are_answered() {
    let pipe = Pipe::new(|_, mut service| async move {
        say(&mut service, r#"{"word":"one","new":1}"#).await;
        service.send(Message::Ping(Bytes::from_static(b"alive?"))).await.unwrap();
        assert_eq!(service.next().await.unwrap().unwrap(), Message::Pong(Bytes::from_static(b"alive?")));
        say(&mut service, r#"{"word":"two"}"#).await;
        close(&mut service, 1000, "").await;
    });
    let mut socket = pipe.talk().await;
    assert_eq!(socket.next().await.unwrap().unwrap(), word("one"));
    assert_eq!(socket.next().await.unwrap().unwrap(), word("two"));
    assert!(socket.next().await.is_none());

    let pipe = Pipe::new(|_, mut service| async move {
        while let Some(Ok(Message::Text(heard))) = service.next().await {
            say(&mut service, &heard).await;
        }
    });
    let mut socket = pipe.talk().await;
    socket.send(&word("two")).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap(), word("two"));
    SinkExt::send(&mut socket, word("three")).await.unwrap();
    assert_eq!(StreamExt::next(&mut socket).await.unwrap().unwrap(), word("three"));
    socket.close().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn close_codes_are_errors_except_the_normal_end() {
    for (code, reason, expected) in [
        (1000, "", None),
        (4001, "gone", Some("v1.talk: the service closed the connection with code 4001: gone (The wire is cut.)")),
        (1001, "", Some("v1.talk: the service closed the connection with code 1001")),
    ] {
        let pipe = Pipe::new(move |_, mut service| async move { close(&mut service, code, reason).await });
        let mut socket = pipe.talk().await;
        let end = socket.next().await;
        assert_eq!(end.as_ref().map(|end| end.as_ref().unwrap_err().to_string()).as_deref(), expected);
        if let Some(Err(error)) = end {
            assert_eq!((error.kind(), error.close_code()), (ErrorKind::Closed, Some(code)));
        }
        assert!(socket.next().await.is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_breaks_is_an_error() {
    let pipe = Pipe::new(|_, service| async move { drop(service) });
    let mut socket = pipe.talk().await;
    assert_eq!(socket.next().await.unwrap().unwrap_err().kind(), ErrorKind::Transport);
    assert!(socket.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn nonsense_is_an_error_and_the_stream_continues() {
    let pipe = Pipe::new(|_, mut service| async move {
        say(&mut service, "there is no such wire").await;
        say(&mut service, r#"{"word":[7]}"#).await;
        say(&mut service, r#"{"word":"one"}"#).await;
        sleep(Duration::from_secs(1)).await;
    });
    let mut socket = pipe.talk().await;
    let error = socket.next().await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.body()), (ErrorKind::Decode, Some(&b"there is no such wire"[..])));
    let shown = error.to_string();
    assert!(shown.starts_with("v1.talk: a message cannot be read: "), "{shown}");
    assert!(shown.ends_with("; the message begins: there is no such wire"), "{shown}");
    assert_eq!(socket.next().await.unwrap().unwrap_err().json_path(), Some("word"));
    assert_eq!(socket.next().await.unwrap().unwrap(), word("one"));
}

#[tokio::test(start_paused = true)]
async fn a_message_beyond_the_limit_ends_the_connection() {
    let pipe = Pipe::new(|_, mut service| async move {
        say(&mut service, &format!(r#"{{"word":"{}"}}"#, "x".repeat(1000))).await;
        sleep(Duration::from_secs(1)).await;
    });
    let mut socket = Talk::new(&pipe.core()).connect().message_limit(100).await.unwrap();
    let error = socket.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.to_string().contains("> 100"), "{error}");
    assert!(socket.next().await.is_none());
    let largest = Pipe::new(|_, mut service| async move {
        let _ = service.send(Message::text("x".repeat((1 << 20) + 1))).await;
    });
    assert_eq!(largest.talk().await.next().await.unwrap().unwrap_err().kind(), ErrorKind::Transport);
}

#[tokio::test(start_paused = true)]
async fn a_silent_service_is_noticed() {
    let started = Instant::now();
    let pipe = Pipe::new(|_, mut service| async move {
        assert!(service.next().await.is_none_or(|end| end.is_err()), "a service with pings is not asked");
    });
    let error = pipe.talk().await.next().await.unwrap().unwrap_err();
    assert_eq!((error.kind(), started.elapsed().as_secs()), (ErrorKind::Timeout, 90));
    assert_eq!(error.to_string(), "v1.talk: the service was silent for 90s");

    // Without pings of its own, the service is asked for a sign of life.
    let asked = Arc::new(Mutex::new(0));
    let count = Arc::clone(&asked);
    let pipe = Pipe::new(move |_, mut service| {
        let count = Arc::clone(&count);
        async move {
            while let Some(Ok(Message::Ping(_))) = service.next().await {
                *count.lock().unwrap() += 1;
            }
        }
    });
    let mut socket = Quiet::new(&pipe.core()).connect().await.unwrap();
    assert!(timeout(Duration::from_secs(610), socket.next()).await.is_err(), "the service responds to pings");
    assert_eq!(*asked.lock().unwrap(), 20);
}

#[tokio::test(start_paused = true)]
async fn what_opens_no_web_socket_is_an_error() {
    async fn error(transport: impl Transport + 'static) -> specwright_runtime::client::Error {
        Talk::new(&core(transport)).connect().await.unwrap_err()
    }
    let found = error(Fixed(200, "<html>")).await;
    assert_eq!((found.kind(), found.status()), (ErrorKind::Decode, Some(200)));
    assert!(found.to_string().contains("the service did not open a web socket"), "{found}");
    assert_eq!(error(Fixed(101, "wrong key")).await.kind(), ErrorKind::Decode);
    let found = error(Fixed(101, "")).await;
    assert_eq!(found.kind(), ErrorKind::Configuration);
    let found = error(Fixed(404, r#"{"error_code":"W.404","error_msg":"no wire"}"#)).await;
    assert_eq!((found.kind(), found.code()), (ErrorKind::Service, Some("W.404")));
}

/// What a stream returns within some time, and what it was retried for.
async fn within(seconds: u64, stream: Reconnecting<Word>) -> (Vec<Result<SocketEvent<Word>, ErrorKind>>, usize) {
    let retries = Arc::new(Mutex::new(0));
    let count = Arc::clone(&retries);
    let mut stream = stream.on_retry(move |_| *count.lock().unwrap() += 1);
    let mut events = Vec::new();
    let all = async {
        while let Some(event) = stream.next().await {
            events.push(event.map_err(|error| error.kind()));
        }
    };
    let _ = timeout(Duration::from_secs(seconds), all).await;
    let retries = *retries.lock().unwrap();
    (events, retries)
}

fn reconnecting(connect: Connect<Word, Word>) -> Reconnecting<Word> {
    connect.reconnecting()
}

#[tokio::test(start_paused = true)]
async fn gaps_are_told() {
    let pipe = Pipe::new(|number, mut service| async move {
        say(&mut service, &format!(r#"{{"word":"{number}"}}"#)).await;
        sleep(Duration::from_secs(40)).await;
        match number {
            0 => close(&mut service, 1001, "restart").await,
            1 => drop(service),
            _ => close(&mut service, 4001, "").await,
        }
    });
    let (events, retries) = within(1000, reconnecting(Talk::new(&pipe.core()).connect())).await;
    let message = |text| Ok(SocketEvent::Message(word(text)));
    assert_eq!(
        events,
        [
            Ok(SocketEvent::Opened),
            message("0"),
            Ok(SocketEvent::Reopened),
            message("1"),
            Ok(SocketEvent::Reopened),
            message("2"),
            Err(ErrorKind::Closed),
        ],
        "a listed code ends the stream"
    );
    assert_eq!((retries, pipe.pauses()), (2, vec![41, 41]), "connections that last reset the pauses");
}

/// Counts the requests, and answers with a status or not at all.
#[derive(Clone)]
struct Refusing(Option<u16>, Arc<Mutex<usize>>);

impl Transport for Refusing {
    fn send(&self, _: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        *self.1.lock().unwrap() += 1;
        let Some(status) = self.0 else { return Box::pin(std::future::pending()) };
        Box::pin(async move { Ok(http::Response::builder().status(status).body(Bytes::new()).unwrap()) })
    }
}

impl Contract for Reopening {
    const NAME: &'static str = "web socket, reconnecting";

    async fn at_once() {
        let pipe = Pipe::new(|_, mut service| async move { close(&mut service, 1000, "").await });
        let (events, retries) = within(600, reconnecting(Talk::new(&pipe.core()).connect())).await;
        assert_eq!(pipe.pauses()[..8], [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!((events.len(), retries), (pipe.pauses().len() + 1, events.len()), "{events:?}");
    }

    async fn never() {
        let service = Refusing(None, Arc::default());
        let (events, retries) = within(600, reconnecting(Talk::new(&core(service.clone())).connect())).await;
        // A minute for each call, and pauses of 1, 2, 4 … seconds.
        assert_eq!((events.len(), retries, *service.1.lock().unwrap()), (0, 7, 8));
    }

    async fn same() {
        let pipe = Pipe::new(|_, mut service| async move {
            for _ in 0..1000 {
                say(&mut service, r#"{"word":"same"}"#).await;
            }
            close(&mut service, 4001, "").await;
        });
        let (events, _) = within(600, reconnecting(Talk::new(&pipe.core()).connect())).await;
        assert_eq!(events.len(), 1002, "opened, the messages, and a listed code");
    }

    async fn nonsense() {
        let pipe = Pipe::new(|_, mut service| async move {
            say(&mut service, "no such wire").await;
            close(&mut service, 1000, "").await;
        });
        let (events, _) = within(600, reconnecting(Talk::new(&pipe.core()).connect())).await;
        let wrong = events.iter().filter(|event| **event == Err(ErrorKind::Decode)).count();
        assert_eq!((wrong, pipe.pauses()[..4].to_vec()), (pipe.pauses().len() + 1, vec![1, 2, 4, 8]));
    }

    async fn throttled() {
        let service = Refusing(Some(429), Arc::default());
        let (events, retries) = within(600, reconnecting(Talk::new(&core(service.clone())).connect())).await;
        assert_eq!((events.len(), retries, *service.1.lock().unwrap()), (0, 15, 15), "after 1, 2, 4 … 60 s");
    }
}

/// A server of this crate, which runs a handler, and a client of it.
#[cfg(all(feature = "reqwest", feature = "serve"))]
async fn served<F>(run: impl Fn(ServerSocket<Word, Word>) -> F + Clone + Send + Sync + 'static) -> (ClientCore, String)
where
    F: Future<Output = ()> + Send + 'static,
{
    let group = Group::new(()).route(&TALK, &InputSchema::ANY, move |_, request| {
        let run = run.clone();
        async move { Ok(SocketRequest::of(&request.context()).await?.open(SocketHandler::new(run))) }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(Api::new().routes(group.finish()).serve(listener).run());
    let core = ClientCore::builder().endpoint(&HOST, address.as_str()).build().unwrap();
    (core, address)
}

#[cfg(all(feature = "reqwest", feature = "serve"))]
#[tokio::test]
async fn client_and_server_understand_each_other() {
    let (core, _) = served(|mut socket| async move {
        let mut pongs = 0;
        while let Some(received) = socket.next().await {
            match received {
                Received::Message(Word { word }) if word == "ping" => socket.ping().await.unwrap(),
                Received::Message(Word { word }) if word == "end" => return socket.close(4001, "as asked").await,
                Received::Message(heard) => socket.send(&heard).await.unwrap(),
                _ => {
                    pongs += 1;
                    socket.send(&word(&format!("{pongs} pong"))).await.unwrap();
                }
            }
        }
    })
    .await;
    let mut socket = Talk::new(&core).connect().await.unwrap();
    socket.send(&word("hello")).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap(), word("hello"));
    socket.send(&word("ping")).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap(), word("1 pong"));
    socket.send(&word("end")).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap_err().close_code(), Some(4001));
}

#[cfg(all(feature = "reqwest", feature = "serve"))]
#[tokio::test]
async fn a_server_closes_on_a_message_that_it_cannot_read() {
    operation! {
        /// Sends what the server does not expect.
        struct Wrong -> socket Word, i32 = TALK;
    }
    let (core, _) = served(|mut socket| async move { assert!(socket.next().await.is_none()) }).await;
    let mut socket = Wrong::new(&core).connect().await.unwrap();
    socket.send(&7).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap_err().close_code(), Some(1007));
}

#[cfg(all(feature = "reqwest", feature = "serve"))]
#[tokio::test]
async fn a_request_without_an_upgrade_is_rejected() {
    let (_, address) = served(|_| async {}).await;
    let response = reqwest::Client::builder().no_proxy().build().unwrap().get(format!("{address}/wire")).send().await;
    assert_eq!(response.unwrap().status(), 400);
}
