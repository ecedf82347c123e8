//! Load: how many requests a second the generated stub answers, and how long the slowest hundredth
//! takes, beside a handler for the same operation that is written by hand.
//!
//! Eight connections that are kept send one request after the other. The servers take turns, so that
//! what disturbs one round disturbs all of them; the order changes from round to round.

#[allow(dead_code)]
mod hand;
#[allow(dead_code)]
mod servers;

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use servers::{PROJECT, by_hand, stub};
use specwright_runtime::server::Validation;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

const CONNECTIONS: usize = 8;
const ROUNDS: usize = 12;
const ROUND: Duration = Duration::from_millis(700);
const SERVERS: [&str; 3] = ["hand-written axum", "stub, axum::serve", "stub, Api::serve"];

fn main() {
    // `cargo test --benches` only wants to know whether it runs.
    let (rounds, round) = match std::env::args().any(|argument| argument == "--test") {
        true => (1, ROUND / 20),
        false => (ROUNDS, ROUND),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let addresses = start(&runtime);
    println!("| operation | server | requests/s | p50 | p99 | requests/s ÷ hand-written |\n|---|---|--:|--:|--:|--:|");
    for (operation, request) in [("list", list()), ("create", create())] {
        let mut figures: [Vec<Figures>; 3] = Default::default();
        for turn in 0..rounds {
            for place in 0..SERVERS.len() {
                let server = (turn + place) % SERVERS.len();
                figures[server].push(measure(addresses[server], &request, round));
            }
        }
        for (server, name) in SERVERS.iter().enumerate() {
            println!("{}", row(operation, name, &figures[server], &figures[0]));
        }
    }
}

/// What one server did in one round.
struct Figures {
    per_second: f64,
    p50: f64,
    p99: f64,
}

fn start(runtime: &Runtime) -> [SocketAddr; 3] {
    let listen = || {
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        (listener.local_addr().unwrap(), listener)
    };
    let [(by_hand_at, first), (axum_at, second), (serve_at, third)] = [listen(), listen(), listen()];
    runtime.spawn(async move { axum::serve(first, by_hand()).await });
    runtime.spawn(async move { axum::serve(second, stub(Validation::default()).into_router()).await });
    runtime.spawn(async move { stub(Validation::default()).serve(third).run().await });
    [by_hand_at, axum_at, serve_at]
}

fn list() -> Vec<u8> {
    let query = "limit=10&name=development-env&offset=0&order=asc&order_by=name";
    format!("GET /v3/{PROJECT}/cas/environments?{query} HTTP/1.1\r\nhost: x\r\nx-auth-token: token\r\n\r\n")
        .into_bytes()
}

fn create() -> Vec<u8> {
    let body = serde_json::to_vec(&servers::body::<hand::EnvironmentCreate>("create_environment", "request")).unwrap();
    let mut head = format!("POST /v3/{PROJECT}/cas/environments HTTP/1.1\r\nhost: x\r\nx-auth-token: token\r\n");
    write!(head, "content-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len()).unwrap();
    [head.into_bytes(), body].concat()
}

fn measure(address: SocketAddr, request: &[u8], round: Duration) -> Figures {
    let end = Instant::now() + round;
    let mut times: Vec<Duration> = thread::scope(|scope| {
        let clients: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(|| client(address, request, end))).collect();
        clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
    });
    times.sort();
    let at = |share: usize| times[times.len() * share / 100].as_secs_f64() * 1e6;
    #[allow(clippy::cast_precision_loss)]
    let per_second = times.len() as f64 / round.as_secs_f64();
    Figures { per_second, p50: at(50), p99: at(99) }
}

/// Sends the request until the round is over, and takes the time of each answer.
fn client(address: SocketAddr, request: &[u8], end: Instant) -> Vec<Duration> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    let (mut times, mut answer) = (Vec::new(), vec![0; 64 * 1024]);
    while Instant::now() < end {
        let begun = Instant::now();
        stream.write_all(request).unwrap();
        let mut length = 0;
        while !is_complete(&answer[..length]) {
            let read = stream.read(&mut answer[length..]).unwrap();
            assert!(read > 0, "the server hung up");
            length += read;
        }
        assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer[..length]));
        times.push(begun.elapsed());
    }
    times
}

fn is_complete(answer: &[u8]) -> bool {
    let Some(head) = answer.windows(4).position(|end| end == b"\r\n\r\n") else {
        return false;
    };
    let text = std::str::from_utf8(&answer[..head]).unwrap();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    answer.len() >= head + 4 + length.parse::<usize>().unwrap()
}

fn row(operation: &str, server: &str, figures: &[Figures], by_hand: &[Figures]) -> String {
    let middle = |of: fn(&Figures) -> f64| median(figures.iter().map(of).collect());
    let ratios = figures.iter().zip(by_hand).map(|(one, other)| one.per_second / other.per_second);
    format!(
        "| {operation} | {server} | {:.0} | {:.0} µs | {:.0} µs | {:.3} |",
        middle(|figures| figures.per_second),
        middle(|figures| figures.p50),
        middle(|figures| figures.p99),
        median(ratios.collect())
    )
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
