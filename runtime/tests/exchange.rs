//! A client and a server that share their metadata, with and without a socket between them.

#![cfg(all(feature = "client", feature = "server"))]

use crate::common::{self, Client, Thing, api, client_builder, group};
use specwright_runtime::client::{ErrorKind, InProcessTransport};
use specwright_runtime::server::StaticTokens;

fn in_process() -> Client {
    let router = api().authenticator(StaticTokens::default().named("ali", "sesame").unwrap()).into_router();
    client_builder().transport(InProcessTransport::new(router)).build().unwrap()
}

async fn converse(client: &Client) {
    let list = client.list().limit(5).labels(&["b c", "a&b=c/d", "ä"]).trace("t-1");
    let answer = list.send_response().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["x-total"], "1");
    assert_eq!(answer.request_id().unwrap().len(), 32);
    let list = answer.into_inner();
    assert_eq!(list.things[0].name, "ali");
    // Sorted by value, and otherwise as they were given.
    assert_eq!(list.asked, r#"p1 Some(5) ["a&b=c/d", "b c", "ä"] Some("t-1")"#);

    let thing = Thing { name: "teapot".to_owned(), password: Some("hunter2".into()) };
    assert_eq!(client.create(&thing).send().await.unwrap(), thing);

    let error = client.delete_branch("a/b c", "feature/x").send().await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.message(), Some("no feature/x in a/b c"));

    let error = client.health().send().await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Service, Some(501)));
    assert_eq!(error.code(), Some("501"));
}

#[tokio::test]
async fn in_one_process() {
    converse(&in_process()).await;
}

#[tokio::test]
async fn raw_answers_have_any_status() {
    let client = in_process();
    let answer = client.health().send_raw().await.unwrap();
    assert_eq!(answer.status(), 501);
    assert_eq!(answer.get(), r#"{"errorCode":"501","errorMessage":"this operation is not implemented"}"#);
}

#[tokio::test]
async fn calls_override_the_clients_project() {
    let list = in_process().list().project_id("p/2").send().await.unwrap();
    assert_eq!(list.asked, "p/2 None [] None");
}

#[tokio::test]
async fn the_later_of_two_routes_counts() {
    #[derive(Debug)]
    struct Refusing;
    impl common::Things for Refusing {}

    let router = api().routes(group(Refusing)).into_router();
    let client = client_builder().transport(InProcessTransport::new(router)).build().unwrap();
    let error = client.list().send().await.unwrap_err();
    assert_eq!(error.status(), Some(501));
}

#[cfg(feature = "reqwest")]
mod sockets {
    use std::io::{Read as _, Write as _};
    use std::net::SocketAddr;
    use std::time::Duration;

    use crate::common::LIST_THINGS;
    use axum::Router;
    use axum::body::Body;
    use http::{HeaderMap, Response};
    use specwright_runtime::client::{Call, ReqwestTransport};
    use specwright_runtime::meta::{Method, OperationMeta};
    use tokio::net::TcpListener;

    use super::*;
    use crate::common::ClientBuilder;

    /// Serves a router for as long as the test runs.
    async fn serve(router: Router) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        address
    }

    /// A transport over a client that was set up elsewhere.
    fn transport(response_limit: usize) -> ReqwestTransport {
        let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        ReqwestTransport::from_client(client, response_limit)
    }

    fn at(address: SocketAddr) -> ClientBuilder {
        client_builder()
            .endpoint(&format!("http://{address}/prefix/"))
            .engine_endpoint(&format!("http://{address}/prefix"))
    }

    #[tokio::test]
    async fn over_a_socket() {
        let api = api().authenticator(StaticTokens::default().named("ali", "sesame").unwrap());
        let router = Router::new().nest("/prefix", api.into_router());
        let client = at(serve(router).await).transport(transport(1024)).build().unwrap();
        converse(&client).await;
    }

    #[tokio::test]
    async fn the_default_transport_can_be_built() {
        client_builder().connect_timeout(Duration::from_secs(1)).build().unwrap();
    }

    #[tokio::test]
    async fn nobody_there() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let client = at(address).transport(transport(1024)).build().unwrap();
        let error = client.list().send().await.unwrap_err();
        assert!(error.is_connect() && error.is_retryable());
        assert_eq!(error.attempts(), 3);
        let shown = error.to_string();
        assert!(shown.starts_with("v1.list_things: no connection to http://127.0.0.1:"), "{shown}");
        assert!(shown.contains(": Connection refused"), "{shown}");
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert!(!cause.contains("p1"), "the URL leaked into {cause:?}");
    }

    #[tokio::test]
    async fn answers_without_end_are_cut() {
        let client = at(serve(Router::new().fallback(|| async { "x".repeat(2000) })).await)
            .transport(transport(1000))
            .build()
            .unwrap();
        let error = client.list().send_raw().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport);
        let cause = std::error::Error::source(&error).unwrap();
        assert_eq!(cause.to_string(), "the response is larger than 1000 bytes");
    }

    /// A server that sends these bytes to its first caller and hangs up.
    fn say(answer: String) -> SocketAddr {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                request.extend(byte);
            }
            stream.write_all(answer.as_bytes()).unwrap();
        });
        address
    }

    #[tokio::test]
    async fn answers_of_unknown_length_are_cut_too() {
        let answer = format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(2000));
        let client = at(say(answer)).transport(transport(1000)).build().unwrap();
        let error = client.list().send_raw().await.unwrap_err();
        let cause = std::error::Error::source(&error).unwrap();
        assert_eq!(cause.to_string(), "the response is larger than 1000 bytes");
    }

    #[tokio::test]
    async fn long_answers_arrive_whole() {
        let body: String = (0..50_000).map(|number| format!("{number} ")).collect();
        let answer = format!("HTTP/1.1 200 OK\r\n\r\n{body}");
        let client = at(say(answer)).transport(transport(1 << 20)).build().unwrap();
        let answer = client.list().send_raw().await.unwrap();
        assert!(answer.get() == body.as_bytes());
    }

    #[tokio::test]
    async fn answers_that_break_off_are_errors() {
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".to_owned();
        let client = at(say(answer)).transport(transport(1000)).build().unwrap();
        let error = client.list().no_retry().send().await.unwrap_err();
        assert_eq!(error.to_string(), "v1.list_things: the connection broke before the response was complete");
        assert!(error.is_retryable(), "reading twice does no harm");
    }

    #[tokio::test]
    async fn redirects_are_not_followed() {
        let router = Router::new().fallback(|request: http::Request<Body>| async move {
            let location = request.headers()["location"].clone();
            Response::builder().status(302).header("location", location).body(Body::empty()).unwrap()
        });
        let client = at(serve(router).await).transport(transport(1024)).build().unwrap();
        for (location, shown) in [
            ("http://me:hunter2@127.0.0.1:1/a?token=hunter2#hunter2", "http://127.0.0.1:1/a"),
            ("https://me:hun/ter2@evil/", "https://evil/"),
            ("https:\\\\me:hunter2@evil", "evil"),
            ("me:hunter2@evil", "evil"),
            ("//me:hunter2@evil/b", "//evil/b"),
            ("/c", "/c"),
        ] {
            let call = client.list().header("location", location);
            assert_eq!(
                call.send().await.unwrap_err().to_string(),
                format!("v1.list_things: 302 Found: redirects are not followed; the target is {shown}")
            );
        }
    }

    #[tokio::test]
    async fn requests_look_as_promised() {
        let router = Router::new().fallback(|request: http::Request<Body>| async move {
            let (parts, body) = request.into_parts();
            let body = axum::body::to_bytes(body, 1024).await.unwrap();
            let header = |headers: &HeaderMap, name: &str| match headers.get(name) {
                Some(value) => value.to_str().unwrap().to_owned(),
                None => "-".to_owned(),
            };
            let headers = ["accept", "content-type", "content-length", "user-agent", "x-auth-token"]
                .map(|name| header(&parts.headers, name));
            serde_json::json!({
                "things": [],
                "asked": format!("{} {} {headers:?} {}", parts.method, parts.uri, body.len()),
                "name": format!("{} {} {headers:?} {}", parts.method, parts.uri, body.len()),
            })
            .to_string()
        });
        let mut client = at(serve(router).await).user_agent("probe/1").transport(transport(1024));
        client.core = client.core.product("things-client/1.2.0");
        let client = client.build().unwrap();
        let agent = concat!("things-client/1.2.0 specwright-runtime/", env!("CARGO_PKG_VERSION"), " probe/1");

        let list = client.list().limit(1).labels(&["x y"]).send().await.unwrap();
        assert_eq!(
            list.asked,
            format!(
                "GET /prefix/v1/p1/things?label=x%20y&limit=1 \
                 [\"application/json\", \"-\", \"-\", \"{agent}\", \"sesame\"] 0"
            )
        );
        for (method, length) in [
            (Method::Get, "-"),
            (Method::Head, "-"),
            (Method::Delete, "-"),
            (Method::Post, "0"),
            (Method::Put, "0"),
            (Method::Patch, "0"),
        ] {
            let meta = OperationMeta { id: "v1.touch", method, ..LIST_THINGS };
            let call = Call::new(&client.core, Box::leak(Box::new(meta)));
            let answer = call.send().await.unwrap();
            let expected = format!("[\"application/json\", \"-\", \"{length}\", \"{agent}\", \"sesame\"] 0");
            let asked = serde_json::from_slice::<serde_json::Value>(answer.get()).unwrap_or_default();
            assert!(method == Method::Head || asked["asked"].as_str().unwrap().ends_with(&expected), "{asked}");
        }

        let thing = client.create(&Thing::default()).send().await.unwrap();
        assert_eq!(
            thing.name,
            format!(
                "POST /prefix/v1/p1/things \
                 [\"application/json\", \"application/json\", \"11\", \"{agent}\", \"sesame\"] 11"
            )
        );
    }
}
