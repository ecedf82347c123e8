//! Whatever text a caller gives comes out at the other side as it was: thousands of random texts,
//! the same in every run.

#![cfg(all(feature = "client", feature = "server"))]

use crate::common::client::DeleteBranch;
use crate::common::{Client, api, client_builder};
use fastrand::Rng;
use specwright_runtime::client::InProcessTransport;
use specwright_runtime::client::mock::{MockTransport, on};

/// What has a meaning somewhere between here and there, or is easily mistaken for it.
const ODD: &[&str] = &[
    "/",
    "\\",
    "?",
    "#",
    "%",
    "%2F",
    "%2f",
    "%25",
    "%00",
    "%zz",
    "%",
    "+",
    " ",
    "&",
    "=",
    ";",
    ":",
    "@",
    "..",
    ".",
    "~",
    "*",
    "'",
    "\"",
    "<",
    ">",
    "{",
    "}",
    "|",
    "^",
    "`",
    "[",
    "]",
    "\0",
    "\t",
    "\r",
    "\n",
    "\u{7f}",
    "\u{80}",
    "é",
    "e\u{301}",
    "\u{feff}",
    "\u{202e}",
    "漢",
    "\u{ffff}",
    "😀",
    "\u{10ffff}",
    "%F0%9F",
    "http://",
    "//",
    "null",
];

/// A text of odd pieces and any characters.
fn text(random: &mut Rng) -> String {
    let pieces = random.usize(1..12);
    let mut text = String::new();
    for _ in 0..pieces {
        match random.u8(0..4) {
            0 => text.push_str(ODD[random.usize(..ODD.len())]),
            1 => text.push(random.char(..)),
            2 => text.push(random.char('\0'..='\u{ff}')),
            _ => text.push(random.alphanumeric()),
        }
    }
    text
}

/// Such texts, without those that cannot stand in a path.
fn texts(count: usize) -> impl Iterator<Item = String> {
    let mut random = Rng::with_seed(0x5eed);
    let odd = ODD.iter().map(|text| (*text).to_owned());
    let random = std::iter::repeat_with(move || text(&mut random)).take(count);
    odd.chain(random).filter(|text| !matches!(text.as_str(), "" | "." | ".."))
}

/// What a server that answers with what it was asked says of a project and some labels.
async fn asked(client: &Client, project: &str, labels: &[&str]) -> String {
    client.list().project_id(project).labels(labels).send().await.unwrap().asked
}

async fn all_survive(client: &Client, count: usize) {
    let texts: Vec<_> = texts(count).collect();
    for (index, text) in texts.iter().enumerate() {
        let other = &texts[(index * 7 + 1) % texts.len()];
        // Labels are sent in the order of their characters.
        let mut labels = [text.as_str(), other];
        labels.sort_unstable();
        let expected = format!("{text} None {labels:?} None");
        assert_eq!(asked(client, text, &labels).await, expected, "{text:?} and {other:?}");
    }
}

#[tokio::test]
async fn any_path_and_query_value_reaches_a_service() {
    let client = client_builder().transport(InProcessTransport::new(api().into_router())).build().unwrap();
    all_survive(&client, 5000).await;
}

#[cfg(feature = "reqwest")]
#[tokio::test]
async fn any_path_and_query_value_survives_a_socket() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, api().into_router()).await });
    let plain = reqwest::Client::builder().no_proxy().build().unwrap();
    let transport = specwright_runtime::client::ReqwestTransport::from_client(plain, 1 << 20);
    let client = client_builder().endpoint(&format!("http://{address}")).transport(transport).build().unwrap();
    all_survive(&client, 500).await;
}

#[tokio::test]
async fn any_value_can_be_recorded() {
    let mock = MockTransport::new().with(on::<DeleteBranch>().status(204));
    let client = client_builder().transport(mock.clone()).build().unwrap();
    let given: Vec<_> = texts(2000).collect();
    for text in &given {
        client.delete_branch(text, text).send().await.unwrap();
    }
    for (call, text) in mock.calls().iter().zip(&given) {
        assert_eq!(call.path("thing_id"), Some(text.as_str()));
        // `:` stands for `/` there.
        assert_eq!(call.path("branch"), Some(text.replace(':', "/").as_str()));
        let url = call.url().to_string();
        assert!(url.is_ascii() && url.split('/').count() == 9, "{url}");
    }
}
