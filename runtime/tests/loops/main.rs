//! The contract of every loop that depends on a service: what it does while the service misbehaves.
//!
//! Each loop has a test for each behavior: a loop without one does not compile. The guide has the same rows and
//! columns, which `the_guide_has_every_loop_and_every_behavior` compares.

#![cfg(feature = "client")]

mod endless;

use std::time::Duration;

use crate::script::{self, Script, Step};
use specwright_runtime::client::{Error, ErrorKind, RetryBudget, RetryPolicy, WaitError};
use tokio::time::Instant;

/// What services do. The tests of a loop have these names.
pub(crate) trait Contract {
    /// The first column of the guide.
    const NAME: &'static str;

    /// The service responds at once, whatever it was asked for.
    async fn at_once();
    /// It never responds.
    async fn never();
    /// It responds with the same thing each time.
    async fn same();
    /// It responds with something that it does not document.
    async fn nonsense();
    /// It rejects requests as too many, and does not say when to come back.
    async fn throttled();
}

const BEHAVIORS: [&str; 5] = [
    "responds at once",
    "never responds",
    "repeats itself",
    "responds with nonsense",
    "throttles without `Retry-After`",
];

macro_rules! loops {
    ($($(#[$only:meta])* $module:ident $contract:ident)*) => {
        const LOOPS: &[&str] = &[$($(#[$only])* $contract::NAME),*];

        $(
            $(#[$only])*
            pub(crate) struct $contract;

            $(#[$only])*
            mod $module {
                use super::{Contract as _, $contract};

                #[tokio::test(start_paused = true)]
                async fn at_once() {
                    $contract::at_once().await;
                }

                #[tokio::test(start_paused = true)]
                async fn never() {
                    $contract::never().await;
                }

                #[tokio::test(start_paused = true)]
                async fn same() {
                    $contract::same().await;
                }

                #[tokio::test(start_paused = true)]
                async fn nonsense() {
                    $contract::nonsense().await;
                }

                #[tokio::test(start_paused = true)]
                async fn throttled() {
                    $contract::throttled().await;
                }
            }
        )*
    };
}

loops! {
    retries Retries
    failover Failover
    pages Pages
    wait Waiting
    watch Watching
    polling Polling
    #[cfg(all(feature = "server", feature = "sockets"))]
    socket Reopening
    lease Leasing
    token Renewal
}

const PAGE: &str = "<!DOCTYPE html><title>Sign in</title>";

fn busy() -> Step {
    Step::answer(429, "")
}

fn nonsense() -> Step {
    Step::answer(200, PAGE)
}

fn patient() -> RetryPolicy {
    RetryPolicy::new().jitter(|| 1.0)
}

const ONE: &str = "https://one";
const THREE: [&str; 3] = [ONE, "https://two", "https://three"];

/// The error of a call, and the milliseconds until it came.
async fn failed<T: std::fmt::Debug>(call: impl Future<Output = Result<T, Error>>) -> (Error, u128) {
    let started = Instant::now();
    let error = call.await.unwrap_err();
    (error, started.elapsed().as_millis())
}

impl Contract for Retries {
    const NAME: &'static str = "retries";

    async fn at_once() {
        let script = Script::new([Step::answer(503, "")]);
        let (error, elapsed) = failed(script.list_at(ONE, patient()).send()).await;
        assert_eq!((script.hosts().len(), error.attempts(), elapsed), (3, 3, 300));
    }

    async fn never() {
        let script = Script::new([Step::Never]);
        let (error, elapsed) = failed(script.list_at(ONE, patient()).send()).await;
        assert_eq!((script.hosts().len(), error.kind(), elapsed), (1, ErrorKind::Timeout, 60_000));
    }

    async fn same() {
        let script = Script::new([Step::answer(503, "")]);
        let list = script.list_at(ONE, patient().budget(RetryBudget::new(4)));
        let mut requests = Vec::new();
        for _ in 0..4 {
            let before = script.hosts().len();
            failed(list.clone().send()).await;
            requests.push(script.hosts().len() - before);
        }
        assert_eq!(requests, [3, 3, 1, 1], "all calls together have a budget");
    }

    async fn nonsense() {
        let script = Script::new([nonsense()]);
        let (error, _) = failed(script.list_at(ONE, patient()).send()).await;
        assert_eq!((script.hosts().len(), error.kind()), (1, ErrorKind::Decode));
    }

    async fn throttled() {
        let script = Script::new([busy()]);
        let (error, elapsed) = failed(script.list_at(ONE, patient()).send()).await;
        assert!(error.is_throttled());
        assert_eq!((script.hosts().len(), elapsed), (3, 300), "as after other failures");
    }
}

impl Contract for Failover {
    const NAME: &'static str = "failover";

    async fn at_once() {
        let script = Script::new([Step::Unreachable]);
        let (error, elapsed) = failed(script.list_at(THREE, patient()).send()).await;
        assert!(error.is_connect());
        assert_eq!((script.hosts().len(), elapsed), (9, 300), "every address once in each attempt");
    }

    async fn never() {
        let script = Script::deciding(|index, _| if index == 0 { Step::Never } else { Step::answer(200, "{}") });
        let list = script.list_at(THREE, patient());
        let (error, elapsed) = failed(list.clone().send()).await;
        assert_eq!((error.kind(), elapsed), (ErrorKind::Timeout, 60_000));
        list.send().await.unwrap();
        assert_eq!(script.hosts(), ["one", "two"], "the next call begins elsewhere");
    }

    async fn same() {
        let script = Script::deciding(|index, _| if index == 0 { Step::Unreachable } else { Step::answer(200, "{}") });
        let list = script.list_at(THREE, patient());
        for _ in 0..10 {
            list.clone().send().await.unwrap();
        }
        assert_eq!(script.hosts().len(), 11, "what failed is not asked first");
        assert!(script.hosts()[1..].iter().all(|host| host == "two"));
    }

    async fn nonsense() {
        let script = Script::new([nonsense()]);
        failed(script.list_at(THREE, patient()).send()).await;
        assert_eq!(script.hosts(), ["one"], "a response is no reason to go elsewhere");
    }

    async fn throttled() {
        let script = Script::new([busy()]);
        failed(script.list_at(THREE, patient()).send()).await;
        assert_eq!(script.hosts(), ["one"; 3]);
    }
}

impl Contract for Pages {
    const NAME: &'static str = "pages and items";

    async fn at_once() {
        let script = Script::deciding(|index, _| Step::answer(200, &format!(r#"{{"goods":[{index}]}}"#)));
        let mut items = script.list().limit(1).items();
        for expected in 0..50 {
            assert_eq!(items.next().await.unwrap().unwrap(), expected);
        }
        assert_eq!(script.hosts().len(), 50, "no page before the caller reads it");
    }

    async fn never() {
        let script = Script::new([Step::Never]);
        let mut pages = script.list().pages();
        assert_eq!(pages.next().await.unwrap().unwrap_err().kind(), ErrorKind::Timeout);
        assert!(pages.next().await.is_none());
        assert_eq!(script.hosts().len(), 1);
    }

    async fn same() {
        let script = Script::answers(&[r#"{"goods":[1]}"#]);
        assert_eq!(script.list().limit(1).items().collect().await.unwrap(), [1]);
        assert_eq!(script.hosts().len(), 2);
    }

    async fn nonsense() {
        let script = Script::new([Step::answer(200, r#"{"goods":[1,2]}"#), nonsense()]);
        let mut pages = script.list().limit(2).pages();
        pages.next().await.unwrap().unwrap();
        assert_eq!(pages.next().await.unwrap().unwrap_err().kind(), ErrorKind::Decode);
        assert!(pages.next().await.is_none());
        for count in ["-1", "0", "1", "9223372036854775807"] {
            let script = Script::answers(&[&format!(r#"{{"goods":[1],"count":{count}}}"#), r#"{"goods":[]}"#]);
            assert_eq!(script.list().limit(1).items().collect().await.unwrap(), [1], "{count}");
            assert!(script.hosts().len() <= 2, "{count}");
        }
    }

    async fn throttled() {
        let script = Script::new([Step::answer(200, r#"{"goods":[1]}"#), busy()]);
        let mut pages = script.list_at(ONE, patient()).limit(1).pages();
        pages.next().await.unwrap().unwrap();
        assert!(pages.next().await.unwrap().unwrap_err().is_throttled());
        assert!(pages.next().await.is_none());
        assert_eq!(script.hosts().len(), 4);
    }
}

/// Waits for ten minutes. Returns the requests, the error and the seconds.
async fn waited(script: &Script) -> (usize, WaitError<script::Job>, u64) {
    let started = Instant::now();
    let error = script.wait().timeout(TEN_MINUTES).await.unwrap_err();
    (script.hosts().len(), error, started.elapsed().as_secs())
}

const TEN_MINUTES: Duration = Duration::from_secs(600);

impl Contract for Waiting {
    const NAME: &'static str = "wait";

    async fn at_once() {
        let script =
            Script::deciding(|index, _| Step::answer(200, &format!(r#"{{"job":{{"state":"STEP {index}"}}}}"#)));
        let (requests, error, elapsed) = waited(&script).await;
        assert!(matches!(error, WaitError::Timeout { .. }));
        assert_eq!((requests, elapsed), (121, 600), "one at each interval");
    }

    async fn never() {
        let script = Script::new([Step::Never]);
        let (requests, error, elapsed) = waited(&script).await;
        assert!(matches!(&error, WaitError::Call(error) if error.is_timeout()), "{error}");
        assert!(requests == 10 && elapsed <= 601, "{requests} requests, {elapsed} s");
    }

    async fn same() {
        let script = Script::answers(&[r#"{"job":{"state":"BUSY"}}"#]);
        let (requests, error, _) = waited(&script).await;
        assert_eq!((requests, error.output().unwrap().job["state"].as_str()), (121, Some("BUSY")));
    }

    async fn nonsense() {
        let script = Script::new([nonsense()]);
        let (requests, error, elapsed) = waited(&script).await;
        assert!(matches!(&error, WaitError::Call(error) if error.kind() == ErrorKind::Decode), "{error}");
        assert_eq!((requests, elapsed), (1, 0));
    }

    async fn throttled() {
        let script = Script::new([busy()]);
        let (requests, error, elapsed) = waited(&script).await;
        assert!(matches!(&error, WaitError::Call(error) if error.is_throttled()), "{error}");
        assert_eq!((requests, elapsed), (121, 600));
    }
}

#[test]
#[cfg(all(feature = "server", feature = "sockets"))]
fn the_guide_has_every_loop_and_every_behavior() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/guide/src/loops.md");
    let page = std::fs::read_to_string(page).unwrap();
    let cells =
        |line: &str| -> Vec<String> { line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect() };
    let table = page.lines().skip_while(|line| !line.contains(BEHAVIORS[0])).take_while(|line| line.starts_with('|'));
    let table: Vec<_> = table.map(cells).collect();
    assert_eq!(table[0][1..], BEHAVIORS);
    let names = |rows: &[Vec<String>]| -> Vec<String> {
        let unlinked = |cell: &str| cell.split(']').next().unwrap().trim_start_matches('[').replace('`', "");
        rows.iter().map(|row| unlinked(&row[0])).collect()
    };
    assert_eq!(names(&table[2..]), LOOPS);
    assert!(table.iter().all(|row| row.len() == 6 && row.iter().all(|cell| !cell.is_empty())));
    let bounds = page.lines().skip_while(|line| !line.starts_with("| loop | requests")).skip(2);
    let bounds: Vec<_> = bounds.take_while(|line| line.starts_with('|')).map(cells).collect();
    assert_eq!(names(&bounds), LOOPS);
}
