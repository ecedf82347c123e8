//! One call: the generated client beside hand-written reqwest, the generated stub beside
//! hand-written axum. Each over a loopback connection that is kept, and inside the process.
//!
//! With `--rounds`, both clients take turns over loopback, and a table shows the median of their ratios.

#[allow(dead_code)]
mod clients;
#[allow(dead_code)]
mod hand;
mod servers;

use std::net::SocketAddr;
use std::sync::LazyLock;
use std::time::Duration;

use axum::Router;
use axum::http::header::{ACCEPT, USER_AGENT};
use clients::{AGENT, QUERY, TOKEN, client, in_process};
use servers::{PROJECT, body, by_hand, fixed, stub};
use servicestage_client::Client;
use servicestage_model::v3;
use specwright_runtime::server::Validation;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

const TIMEOUT: Duration = Duration::from_secs(60);

fn main() {
    if std::env::args().any(|argument| argument == "--rounds") {
        rounds::main();
    } else {
        divan::main();
    }
}

/// What all benchmarks share: one runtime, three servers, and both kinds of client.
struct Stage {
    runtime: Runtime,
    /// Servers by what answers: a fixed text, the generated stub, hand-written axum.
    fixed: (Router, SocketAddr),
    stub: (Router, SocketAddr),
    axum: (Router, SocketAddr),
    reqwest: reqwest::Client,
    to_create: v3::EnvironmentCreate,
    to_create_by_hand: hand::EnvironmentCreate,
}

static STAGE: LazyLock<Stage> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let serve = |router: Router| {
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let served = router.clone();
        runtime.spawn(async move { axum::serve(listener, served).await });
        (router, address)
    };
    let (fixed, stub, axum) = (serve(fixed()), serve(stub(Validation::default()).into_router()), serve(by_hand()));
    let reqwest = reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(10))
        .redirect(reqwest::redirect::Policy::none())
        .gzip(true)
        .build()
        .unwrap();
    Stage {
        runtime,
        fixed,
        stub,
        axum,
        reqwest,
        to_create: clients::to_create(),
        to_create_by_hand: body("create_environment", "request"),
    }
});

// Clients

fn over_loopback(address: SocketAddr) -> Client {
    client(|builder| builder.servicestage_endpoint(format!("http://{address}")))
}

async fn list(client: &Client) -> v3::EnvironmentList {
    clients::list(client).await.unwrap()
}

async fn create(client: &Client) -> v3::Environment {
    clients::create(client, &STAGE.to_create).await.unwrap()
}

async fn list_by_hand(address: SocketAddr) -> hand::EnvironmentList {
    let url = format!("http://{address}/v3/{PROJECT}/cas/environments");
    let request = STAGE.reqwest.get(url).query(&QUERY).timeout(TIMEOUT);
    let request = request.header(ACCEPT, "application/json").header(USER_AGENT, AGENT).header("X-Auth-Token", TOKEN);
    request.send().await.unwrap().error_for_status().unwrap().json().await.unwrap()
}

async fn create_by_hand(address: SocketAddr) -> hand::Environment {
    let url = format!("http://{address}/v3/{PROJECT}/cas/environments");
    let request = STAGE.reqwest.post(url).json(&STAGE.to_create_by_hand).timeout(TIMEOUT);
    let request = request.header(ACCEPT, "application/json").header(USER_AGENT, AGENT).header("X-Auth-Token", TOKEN);
    request.send().await.unwrap().error_for_status().unwrap().json().await.unwrap()
}

async fn create_in_process_by_hand(router: &Router) -> hand::Environment {
    clients::create_by_hand(router, &STAGE.to_create_by_hand).await
}

// Benchmarks

/// Calls one after the other.
fn each<T>(bencher: divan::Bencher<'_, '_>, call: impl AsyncFn() -> T) {
    STAGE.runtime.block_on(async {
        for _ in 0..500 {
            call().await;
        }
    });
    bencher.bench_local(|| STAGE.runtime.block_on(call()));
}

/// 64 calls from 8 tasks at a time.
fn burst<T: Send, F: Future<Output = T> + Send + 'static>(bencher: divan::Bencher<'_, '_>, call: fn() -> F) {
    let burst = || async {
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                tokio::spawn(async move {
                    for _ in 0..8 {
                        call().await;
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
    };
    STAGE.runtime.block_on(async {
        for _ in 0..10 {
            burst().await;
        }
    });
    bencher.counter(divan::counter::ItemsCount::new(64u32)).bench_local(|| STAGE.runtime.block_on(burst()));
}

/// Both clients against the server that looks at nothing.
mod client_loopback {
    use super::*;

    #[divan::bench_group(sample_count = 200, sample_size = 20)]
    mod list_environments {
        use super::*;

        #[divan::bench]
        fn generated_client(bencher: divan::Bencher<'_, '_>) {
            let client = over_loopback(STAGE.fixed.1);
            each(bencher, async || list(&client).await);
        }

        #[divan::bench]
        fn hand_written_reqwest(bencher: divan::Bencher<'_, '_>) {
            each(bencher, async || list_by_hand(STAGE.fixed.1).await);
        }
    }

    #[divan::bench_group(sample_count = 200, sample_size = 20)]
    mod create_environment {
        use super::*;

        #[divan::bench]
        fn generated_client(bencher: divan::Bencher<'_, '_>) {
            let client = over_loopback(STAGE.fixed.1);
            each(bencher, async || create(&client).await);
        }

        #[divan::bench]
        fn hand_written_reqwest(bencher: divan::Bencher<'_, '_>) {
            each(bencher, async || create_by_hand(STAGE.fixed.1).await);
        }
    }
}

/// Both ways to make a request, handed to the router that looks at nothing.
mod client_in_process {
    use super::*;

    #[divan::bench_group(sample_count = 200, sample_size = 200)]
    mod list_environments {
        use super::*;

        #[divan::bench]
        fn generated_client(bencher: divan::Bencher<'_, '_>) {
            let client = in_process(&STAGE.fixed.0);
            each(bencher, async || list(&client).await);
        }

        #[divan::bench]
        fn hand_written_request(bencher: divan::Bencher<'_, '_>) {
            each(bencher, async || clients::list_by_hand(&STAGE.fixed.0).await);
        }
    }

    #[divan::bench_group(sample_count = 200, sample_size = 200)]
    mod create_environment {
        use super::*;

        #[divan::bench]
        fn generated_client(bencher: divan::Bencher<'_, '_>) {
            let client = in_process(&STAGE.fixed.0);
            each(bencher, async || create(&client).await);
        }

        #[divan::bench]
        fn hand_written_request(bencher: divan::Bencher<'_, '_>) {
            each(bencher, async || create_in_process_by_hand(&STAGE.fixed.0).await);
        }
    }
}

/// Hand-written reqwest, 8 requests at a time, against both servers.
mod server_loopback {
    use super::*;

    #[divan::bench_group(sample_count = 200, sample_size = 1)]
    mod list_environments {
        use super::*;

        #[divan::bench]
        fn generated_stub(bencher: divan::Bencher<'_, '_>) {
            burst(bencher, || list_by_hand(STAGE.stub.1));
        }

        #[divan::bench]
        fn hand_written_axum(bencher: divan::Bencher<'_, '_>) {
            burst(bencher, || list_by_hand(STAGE.axum.1));
        }
    }

    #[divan::bench_group(sample_count = 200, sample_size = 1)]
    mod create_environment {
        use super::*;

        #[divan::bench]
        fn generated_stub(bencher: divan::Bencher<'_, '_>) {
            burst(bencher, || create_by_hand(STAGE.stub.1));
        }

        #[divan::bench]
        fn hand_written_axum(bencher: divan::Bencher<'_, '_>) {
            burst(bencher, || create_by_hand(STAGE.axum.1));
        }
    }
}

/// The same requests handed to both routers.
mod server_in_process {
    use super::*;

    #[divan::bench_group(sample_count = 200, sample_size = 200)]
    mod list_environments {
        use super::*;

        #[divan::bench]
        fn generated_stub(bencher: divan::Bencher<'_, '_>) {
            each(bencher, async || clients::list_by_hand(&STAGE.stub.0).await);
        }

        #[divan::bench]
        fn generated_stub_unchecked(bencher: divan::Bencher<'_, '_>) {
            let router = stub(Validation::Off).into_router();
            each(bencher, async || clients::list_by_hand(&router).await);
        }

        #[divan::bench]
        fn hand_written_axum(bencher: divan::Bencher<'_, '_>) {
            each(bencher, async || clients::list_by_hand(&STAGE.axum.0).await);
        }
    }

    #[divan::bench_group(sample_count = 200, sample_size = 200)]
    mod create_environment {
        use super::*;

        #[divan::bench]
        fn generated_stub(bencher: divan::Bencher<'_, '_>) {
            each(bencher, async || create_in_process_by_hand(&STAGE.stub.0).await);
        }

        #[divan::bench]
        fn generated_stub_unchecked(bencher: divan::Bencher<'_, '_>) {
            let router = stub(Validation::Off).into_router();
            each(bencher, async || create_in_process_by_hand(&router).await);
        }

        #[divan::bench]
        fn hand_written_axum(bencher: divan::Bencher<'_, '_>) {
            each(bencher, async || create_in_process_by_hand(&STAGE.axum.0).await);
        }
    }
}

/// Both clients in turn, so that what disturbs one disturbs both.
mod rounds {
    use std::time::Instant;

    use super::*;

    const ROUNDS: usize = 20;
    const CALLS: u32 = 2000;

    pub(crate) fn main() {
        let client = over_loopback(STAGE.fixed.1);
        println!(
            "| operation | generated | hand-written reqwest | generated ÷ hand-written | |\n|---|--:|--:|--:|---|"
        );
        let list = compare(async || drop(list(&client).await), async || drop(list_by_hand(STAGE.fixed.1).await));
        println!("| list | {list} |");
        let create = compare(async || drop(create(&client).await), async || drop(create_by_hand(STAGE.fixed.1).await));
        println!("| create | {create} |");
    }

    /// Medians of both, and of their ratios, with the lowest and the highest ratio.
    fn compare(generated: impl AsyncFn(), by_hand: impl AsyncFn()) -> String {
        let mut times = [Vec::new(), Vec::new()];
        for round in 0..=ROUNDS {
            // The order changes from round to round; the first one warms up.
            let turn = if round % 2 == 0 { [each(&generated), each(&by_hand)] } else { reversed(&generated, &by_hand) };
            if round > 0 {
                times[0].push(turn[0]);
                times[1].push(turn[1]);
            }
        }
        let mut ratios: Vec<f64> = times[0].iter().zip(&times[1]).map(|(one, other)| one / other).collect();
        ratios.sort_by(f64::total_cmp);
        let [generated, by_hand] = times.map(median);
        let (low, high) = (ratios[0], ratios[ROUNDS - 1]);
        let ratio = median(ratios);
        format!("{generated:.1} µs | {by_hand:.1} µs | {ratio:.3} | {low:.2} to {high:.2}")
    }

    fn reversed(generated: &impl AsyncFn(), by_hand: &impl AsyncFn()) -> [f64; 2] {
        let by_hand = each(by_hand);
        [each(generated), by_hand]
    }

    /// Microseconds of one call.
    fn each(call: &impl AsyncFn()) -> f64 {
        let started = Instant::now();
        STAGE.runtime.block_on(async {
            for _ in 0..CALLS {
                call().await;
            }
        });
        started.elapsed().as_secs_f64() * 1e6 / f64::from(CALLS)
    }

    fn median(mut values: Vec<f64>) -> f64 {
        values.sort_by(f64::total_cmp);
        f64::midpoint(values[(values.len() - 1) / 2], values[values.len() / 2])
    }
}
