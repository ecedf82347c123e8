//! Seeing what goes on.

use std::io::Write;
use std::sync::{Arc, Mutex};

use servicestage_client::mock::{MockTransport, on};
use servicestage_client::v3::ListEnvironments;
use servicestage_model::v3::EnvironmentList;

use crate::support::{self, Done, assert_output};

fn mock() -> MockTransport {
    let list = EnvironmentList::new().count(0);
    MockTransport::new().with(on::<ListEnvironments>().status(503).returning(list).header("X-Request-Id", "5f0c"))
}

/// Keeps what is written.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Vec<u8>>>);

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn logged() -> Done {
    let client = support::client(mock());
    let memory = Memory::default();
    let written = memory.clone();
    // With a second subscriber, `tracing` does not take what other threads want for what all want.
    let _another = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::new());
    // ANCHOR: subscriber
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG)
        .with_writer(move || memory.clone()) // hidden
        .without_time() // hidden
        .with_ansi(false)
        .finish();
    // ANCHOR_END: subscriber
    let guard = tracing::subscriber::set_default(subscriber);
    client.v3().environments().list().send().await?;
    drop(guard);
    let written = String::from_utf8(written.0.lock().unwrap().clone())?;
    let lines: Vec<_> = written.lines().map(without_times).collect();
    assert_output("observing", &lines);
    Ok(())
}

/// How long things take differs from run to run.
fn without_times(line: &str) -> String {
    let words = line.trim().split(' ').map(|word| match word.split_once("_ms=") {
        Some((name, rest)) => {
            let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            format!("{name}_ms=12{behind}")
        }
        None => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

#[tokio::test(start_paused = true)]
async fn hooked() -> Done {
    let mock = mock();
    let builder = support::builder(mock.clone());
    // ANCHOR: hook
    use servicestage_client::observe::{Attempt, Interceptor, Outcome};
    use servicestage_client::runtime::http::{HeaderMap, HeaderValue};

    struct Trace;

    impl Interceptor for Trace {
        fn before_send(&self, _attempt: &Attempt, headers: &mut HeaderMap) {
            headers.insert(
                "traceparent",
                HeaderValue::from_static("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
            );
        }

        fn after_attempt(&self, attempt: &Attempt, outcome: &Outcome<'_>) {
            let operation = attempt.operation().id;
            println!("{operation}, attempt {}: {:?} in {:?}", attempt.number(), outcome.status(), outcome.elapsed());
        }
    }

    let client = builder.interceptor(Trace).build()?;
    // ANCHOR_END: hook
    client.v3().environments().list().send().await?;
    assert!(mock.calls().iter().all(|call| call.header("traceparent").is_some()));
    Ok(())
}
