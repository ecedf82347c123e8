//! Calls from programs that are not asynchronous.

#![cfg(all(feature = "blocking", feature = "server"))]

use crate::common::{self, Thing, api, client_builder};
use specwright_runtime::client::{Error, ErrorKind, InProcessTransport, SendBlocking as _, block_on};
use specwright_runtime::server::StaticTokens;

fn client() -> common::Client {
    let router = api().authenticator(StaticTokens::default().named("ali", "sesame").unwrap()).into_router();
    client_builder().transport(InProcessTransport::new(router)).build().unwrap()
}

#[test]
fn a_plain_program_gets_answers_and_errors() {
    let client = client();
    assert_eq!(client.list().send_blocking().unwrap().things[0].name, "ali");
    let answer = client.list().send_response_blocking().unwrap();
    assert_eq!(answer.headers()["x-total"], "1");
    assert_eq!(answer.into_inner().things.len(), 1);
    assert_eq!(client.health().send_blocking().unwrap_err().status(), Some(501));
}

#[test]
fn several_calls_can_be_made_in_one_go_and_from_several_threads() {
    let client = client();
    let threads: Vec<_> = (0..4)
        .map(|number| {
            let client = client.clone();
            std::thread::spawn(move || {
                block_on(async {
                    let thing = Thing { name: format!("thing-{number}"), password: None };
                    let made = client.create(&thing).send().await?;
                    client.list().send().await?;
                    Ok::<_, Error>(made.name)
                })
            })
        })
        .collect();
    for (number, thread) in threads.into_iter().enumerate() {
        assert_eq!(thread.join().unwrap().unwrap(), format!("thing-{number}"));
    }
}

#[test]
fn time_runs_out_as_it_does_elsewhere() {
    let thing = Thing { name: "slow".to_owned(), password: None };
    let call = client().create(&thing).timeout(std::time::Duration::from_millis(20));
    assert!(call.send_blocking().unwrap_err().is_timeout());
}

#[tokio::test]
async fn inside_of_a_runtime_there_is_an_error_and_no_panic() {
    let client = client();
    let error = client.list().send_blocking().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().starts_with("there is a Tokio runtime here, which must not be blocked"), "{error}");
    // On a thread for blocking work, the runtime that is there will do.
    let listed = tokio::task::spawn_blocking(move || tokio::runtime::Handle::current().block_on(client.list().send()));
    assert_eq!(listed.await.unwrap().unwrap().things[0].name, "ali");
}

#[cfg(feature = "reqwest")]
#[test]
fn connections_outlive_the_call_and_serve_asynchronous_calls_too() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    // A server that counts connections, on a thread of its own.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&connections);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            counted.fetch_add(1, Ordering::SeqCst);
            let mut stream = stream.unwrap();
            std::thread::spawn(move || {
                use std::io::{Read as _, Write as _};
                let mut request = Vec::new();
                let mut byte = [0];
                while stream.read(&mut byte).is_ok_and(|read| read == 1) {
                    request.push(byte[0]);
                    if request.ends_with(b"\r\n\r\n") {
                        request.clear();
                        let body = r#"{"things":[],"asked":""}"#;
                        write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
                    }
                }
            });
        }
    });

    let client = client_builder().endpoint(&format!("http://{address}")).build().unwrap();
    for _ in 0..9 {
        client.list().send_blocking().unwrap();
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(client.list().send()).unwrap();
    // A connection returns to the pool shortly after its response, so that a call now and then opens another one.
    let connections = connections.load(Ordering::SeqCst);
    assert!(connections < 5, "{connections} connections for 10 calls");
}
