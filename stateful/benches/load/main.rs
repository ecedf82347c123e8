//! Compares the program of this crate with real servers under load: the same requests, in turn, five rounds.
//!
//! ```sh
//! SERVICE_CENTER=http://127.0.0.1:30100 CONFIGURATION_CENTER=http://127.0.0.1:30110 \
//!     cargo bench -p servicestage-stateful --bench load
//! ```
//!
//! Without addresses, the program alone is measured. `LOAD_SECONDS` sets the time of one measurement. With the process
//! ids of the real servers in `SERVICE_CENTER_PID` and `CONFIGURATION_CENTER_PID`, their memory is shown, too.

mod connection;
mod target;

use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use connection::Connection;
use target::Target;

const ROUNDS: usize = 5;
const SERVICES: usize = 50;
const POLLS: usize = 500;

struct Workload {
    name: &'static str,
    connections: usize,
    status: u16,
    /// Address, method and path of the request with this number.
    request: fn(&Target, usize) -> (&str, &'static str, String),
}

const WORKLOADS: [Workload; 5] = [
    Workload {
        name: "heartbeat",
        connections: 32,
        status: 200,
        request: |target, number| {
            let place = &target.instances[number % target.instances.len()];
            (&target.registry, "PUT", format!("{}/microservices/{place}/heartbeat", target.root()))
        },
    },
    Workload {
        name: "discovery of 40 instances",
        connections: 32,
        status: 200,
        request: |target, number| {
            let (path, _) = &target.searches[number % target.searches.len()];
            (&target.registry, "GET", path.clone())
        },
    },
    Workload {
        name: "unchanged discovery",
        connections: 32,
        status: 304,
        request: |target, number| {
            let (path, revision) = &target.searches[number % target.searches.len()];
            (&target.registry, "GET", format!("{path}&rev={revision}"))
        },
    },
    Workload {
        name: "configuration by id",
        connections: 8,
        status: 200,
        request: |target, number| {
            let id = &target.configurations[number % target.configurations.len()];
            (&target.configuration_center, "GET", format!("{}/{id}", target.kie()))
        },
    },
    Workload {
        name: "100 of 2,000 configurations by label",
        connections: 8,
        status: 200,
        request: |target, number| {
            (&target.configuration_center, "GET", format!("{}?label=service:svc{}", target.kie(), number % 20))
        },
    },
];

/// Requests per second, and the 99th percentile of their times in milliseconds.
#[derive(Clone, Copy)]
struct Measured {
    rate: f64,
    p99: f64,
}

fn measured(workload: &Workload, target: &Target, time: Duration) -> Measured {
    let start = Instant::now();
    let callers = |caller: usize| {
        let mut times = Vec::with_capacity(1 << 16);
        let (address, _, _) = (workload.request)(target, caller);
        let mut connection = Connection::open(address);
        let mut number = caller * 7919;
        while start.elapsed() < time {
            let (_, method, path) = (workload.request)(target, number);
            let sent = Instant::now();
            let status = connection.send(method, &path, "");
            times.push(sent.elapsed().as_secs_f64() * 1000.0);
            assert_eq!(status, workload.status, "{} of {}: {method} {path}", workload.name, target.name);
            number += 1;
        }
        times
    };
    let mut times: Vec<f64> = thread::scope(|scope| {
        let threads: Vec<_> = (0..workload.connections).map(|caller| scope.spawn(move || callers(caller))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let rate = times.len() as f64 / start.elapsed().as_secs_f64();
    times.sort_by(f64::total_cmp);
    Measured { rate, p99: times[times.len() * 99 / 100] }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Compares targets, and prints a row for each workload and target.
fn compare(targets: &[Target], workloads: &[Workload], time: Duration) {
    println!("\n| request | connections | server | requests/s | p99 | share |\n|---|--:|---|--:|--:|--:|");
    let mut all = vec![Vec::new(); workloads.len() * targets.len()];
    for _ in 0..ROUNDS {
        for (row, workload) in workloads.iter().enumerate() {
            for (column, target) in targets.iter().enumerate() {
                all[row * targets.len() + column].push(measured(workload, target, time));
            }
        }
    }
    for (row, workload) in workloads.iter().enumerate() {
        let of = |column: usize| &all[row * targets.len() + column];
        let first = median(of(0).iter().map(|one| one.rate));
        for (column, target) in targets.iter().enumerate() {
            let (rate, p99) =
                (median(of(column).iter().map(|one| one.rate)), median(of(column).iter().map(|one| one.p99)));
            let (name, connections, share) = (workload.name, workload.connections, rate / first);
            println!("| {name} | {connections} | {} | {rate:.0} | {p99:.1} ms | {share:.2} |", target.name);
        }
    }
}

/// Lets polls wait for one write, and returns when the first and the last of them were woken.
fn woken(target: &Target) -> (Duration, Duration) {
    let mut connection = Connection::open(&target.configuration_center);
    connection.send("GET", &format!("{}?limit=1", target.kie()), "");
    let revision = connection.header("x-kie-revision").to_owned();
    let waiting = Barrier::new(POLLS + 1);
    let poll = || {
        let mut connection = Connection::open(&target.configuration_center);
        waiting.wait();
        let query = format!("label=service:woken&wait=50s&revision={revision}");
        let status = connection.send("GET", &format!("{}?{query}", target.kie()), "");
        assert_eq!(status, 200, "a poll of {}", target.name);
        Instant::now()
    };
    thread::scope(|scope| {
        let polls: Vec<_> = (0..POLLS).map(|_| scope.spawn(poll)).collect();
        waiting.wait();
        thread::sleep(Duration::from_secs(2));
        println!("{}, while {POLLS} polls wait: {}", target.name, target.memory());
        let written = Instant::now();
        target.configuration(&mut connection, &format!("woken.{revision}"), "woken");
        let times: Vec<_> = polls.into_iter().map(|poll| poll.join().unwrap() - written).collect();
        (*times.iter().min().unwrap(), *times.iter().max().unwrap())
    })
}

fn main() {
    let seconds = std::env::var("LOAD_SECONDS").ok().and_then(|seconds| seconds.parse().ok()).unwrap_or(8.0);
    let time = Duration::from_secs_f64(seconds);
    let mut targets: Vec<Target> = Target::real().into_iter().chain([Target::here("here")]).collect();
    for target in &mut targets {
        println!("{}, empty: {}", target.name, target.memory());
        target.register(SERVICES);
        println!("{}, {} instances: {}", target.name, target.instances.len(), target.memory());
        target.configure();
        println!("{}, and {} configurations: {}", target.name, target.configurations.len(), target.memory());
    }
    compare(&targets, &WORKLOADS, time);
    println!();
    for target in &targets {
        println!("{}, after the load: {}", target.name, target.memory());
        let all: Vec<_> = (0..ROUNDS).map(|_| woken(target)).collect();
        let (first, last) = (
            median(all.iter().map(|(first, _)| first.as_secs_f64())),
            median(all.iter().map(|(_, last)| last.as_secs_f64())),
        );
        println!("{}, {POLLS} polls: first woken after {first:.3} s, last after {last:.3} s", target.name);
    }
    let mut sizes = [Target::here("2,000 instances"), Target::here("20,000 instances")];
    sizes[0].register(SERVICES);
    sizes[1].register(10 * SERVICES);
    compare(&sizes, &WORKLOADS[..3], time / 2);
    println!("\n{}: {}", sizes[1].name, sizes[1].memory());
}
