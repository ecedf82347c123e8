//! Does one thing a number of times, for valgrind to count the instructions: `list generated 100`.
//!
//! What is counted is inside [`rounds`], after the same was done once outside it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what fails has to be loud")]

#[allow(dead_code)]
#[path = "../../benches/clients/mod.rs"]
mod clients;
#[allow(dead_code)]
#[path = "../../benches/hand/mod.rs"]
mod hand;
#[path = "../../benches/servers/mod.rs"]
mod servers;

use std::hint::black_box;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use servicestage_model::v3;
use specwright_runtime::server::Validation;
use tokio::runtime::{Builder, Runtime};

/// Environments in a list of 10 MB.
const TEN_MB: usize = 26_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, side, count] = arguments.as_slice() else { panic!("WHAT generated|by-hand ROUNDS") };
    let round = round(what, side == "generated");
    once(&round);
    rounds(count.parse().unwrap(), &round);
}

/// What valgrind counts.
#[inline(never)]
fn rounds(count: u32, round: &dyn Fn()) {
    for _ in 0..count {
        round();
    }
}

#[inline(never)]
fn once(round: &dyn Fn()) {
    round();
}

fn round(what: &str, generated: bool) -> Box<dyn Fn()> {
    let (fixed, by_hand) = (servers::fixed(), servers::by_hand());
    let to_create: hand::EnvironmentCreate = servers::body("create_environment", "request");
    let client = clients::in_process(&fixed);
    let stub = servers::stub(Validation::default()).into_router();
    match (what, generated) {
        ("call-list", true) => call(async move || clients::list(&client).await.unwrap()),
        ("call-list", false) => call(async move || clients::list_by_hand(&fixed).await),
        ("call-get", true) => call(async move || clients::get(&client).await.unwrap()),
        ("call-get", false) => call(async move || clients::get_by_hand(&fixed).await),
        ("call-create", true) => {
            let body = clients::to_create();
            call(async move || clients::create(&client, &body).await.unwrap())
        }
        ("call-create", false) => call(async move || clients::create_by_hand(&fixed, &to_create).await),
        ("serve-list", true) => call(async move || clients::list_by_hand(&stub).await),
        ("serve-list", false) => call(async move || clients::list_by_hand(&by_hand).await),
        ("serve-create", true) => call(async move || clients::create_by_hand(&stub, &to_create).await),
        ("serve-create", false) => call(async move || clients::create_by_hand(&by_hand, &to_create).await),
        ("decode-list", true) => decode::<v3::EnvironmentList>(environments(100)),
        ("decode-list", false) => decode::<hand::EnvironmentList<hand::OpenLabel>>(environments(100)),
        ("encode-list", true) => encode::<v3::EnvironmentList>(&environments(100)),
        ("encode-list", false) => encode::<hand::EnvironmentList<hand::OpenLabel>>(&environments(100)),
        ("decode-10-mb", true) => decode::<v3::EnvironmentList>(environments(TEN_MB)),
        ("decode-10-mb", false) => decode::<hand::EnvironmentList<hand::OpenLabel>>(environments(TEN_MB)),
        ("encode-10-mb", true) => encode::<v3::EnvironmentList>(&environments(TEN_MB)),
        ("encode-10-mb", false) => encode::<hand::EnvironmentList<hand::OpenLabel>>(&environments(TEN_MB)),
        _ => panic!("nothing is called {what}"),
    }
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_time().build().unwrap()
}

fn call<T>(call: impl AsyncFn() -> T + 'static) -> Box<dyn Fn()> {
    let runtime = runtime();
    Box::new(move || {
        black_box(runtime.block_on(call()));
    })
}

fn environments(count: usize) -> String {
    let list: Value = servers::body("list_environments_page", "response");
    let mut environment = list["environments"][0].clone();
    environment["labels"] = json!([{ "key": "aaaaa", "value": "a5" }]);
    // As text, so that memory is that of the measured types.
    let environments = vec![environment.to_string(); count].join(",");
    format!(r#"{{"environments":[{environments}],"count":{count}}}"#)
}

fn decode<T: DeserializeOwned>(body: String) -> Box<dyn Fn()> {
    Box::new(move || {
        black_box(serde_json::from_slice::<T>(black_box(body.as_bytes())).unwrap());
    })
}

fn encode<T: DeserializeOwned + Serialize + 'static>(body: &str) -> Box<dyn Fn()> {
    let value: T = serde_json::from_str(body).unwrap();
    Box::new(move || {
        black_box(serde_json::to_vec(black_box(&value)).unwrap());
    })
}
