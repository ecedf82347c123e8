//! Waiting and keeping alive, against a service that follows a script.

#![cfg(feature = "client")]

mod script;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use script::{Script, Step};
use specwright_runtime::client::{Alive, Beat, Error, KeepAlive, Progress, WaitError};

#[tokio::test(start_paused = true)]
async fn waiting_ends_with_a_good_end() {
    let script = Script::answers(&[
        r#"{"job":{"STATE":"QUEUED"}}"#,
        r#"{"job":{"state":"BUSY"}}"#,
        r#"{"job":{"STATE":"done"}}"#,
    ]);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let wait = script.wait().on_progress({
        let seen = seen.clone();
        move |_, progress| seen.lock().unwrap().push(progress.clone())
    });
    assert_eq!(wait.await.unwrap().job["STATE"], "done");
    let [queued, busy, done] = ["QUEUED", "BUSY", "done"].map(str::to_owned);
    assert_eq!(*seen.lock().unwrap(), [Progress::Running(queued), Progress::Running(busy), Progress::Done(done)]);
    assert_eq!(script.pauses(), [5, 5]);
}

#[tokio::test(start_paused = true)]
async fn a_bad_end_tells_what_the_failed_tasks_say() {
    let script = Script::answers(&[r#"{"job":{"STATE":"FAILED"},"tasks":[
        {"STATE":"DONE","message":"pulled"},{"state":"failed","message":"no image"},{"STATE":"FAILED","message":""},
        {"message":"odd"},{"STATE":"CANCELLED","message":"gave up"}]}"#]);
    let error = script.wait().await.unwrap_err();
    assert_eq!(error.to_string(), "v1.get_job: it ended as FAILED: no image; gave up");
    assert_eq!(error.answer().unwrap().job["STATE"], "FAILED");
}

#[tokio::test(start_paused = true)]
async fn waiting_has_a_deadline() {
    let script = Script::answers(&[r#"{"job":{"STATE":"BUSY"}}"#]);
    let wait = script.wait().interval(Duration::from_secs(20)).deadline(Duration::from_secs(60));
    let error = wait.await.unwrap_err();
    assert_eq!(error.to_string(), "v1.get_job: after 60 s it is still BUSY");
    assert_eq!(script.queries().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn an_error_ends_waiting() {
    let script = Script::new([Step::answer(404, r#"{"code":"C.404","text":"no such job"}"#)]);
    let error = script.wait().await.unwrap_err();
    assert!(matches!(&error, WaitError::Call(error) if error.is_not_found()), "{error}");
}

/// An error as a service gives it.
async fn refusal(status: u16) -> Error {
    Script::new([Step::answer(status, r#"{"code":"C","text":"no"}"#)]).list().send().await.unwrap_err()
}

/// What happened to something that is kept alive.
type Log = Arc<Mutex<Vec<String>>>;

async fn kept_alive(log: &Log) -> Alive<usize> {
    let count = Arc::new(AtomicUsize::new(0));
    let note = |log: &Log| {
        let log = log.clone();
        move |text: String| log.lock().unwrap().push(text)
    };
    let (begun, renewed, ended, beats) = (note(log), note(log), note(log), note(log));
    let beat = Arc::new(AtomicUsize::new(0));
    KeepAlive::new(move || {
        let id = count.fetch_add(1, Ordering::Relaxed);
        begun(format!("begin {id}"));
        async move { Ok(id) }
    })
    .renew(move |id| {
        renewed(format!("renew {id}"));
        let beat = beat.fetch_add(1, Ordering::Relaxed);
        async move {
            match beat {
                1 => Err(refusal(503).await),
                2 => Err(refusal(404).await),
                _ => Ok(()),
            }
        }
    })
    .end(move |id| {
        ended(format!("end {id}"));
        async { Ok(()) }
    })
    .interval(Duration::from_secs(30))
    .on_beat(move |beat| {
        beats(match beat {
            Beat::Renewed => "fine".to_owned(),
            Beat::BegunAnew(id) => format!("anew {id}"),
            Beat::Failed(error) => format!("failed {:?}", error.status()),
            _ => "?".to_owned(),
        });
    })
    .start()
    .await
    .unwrap()
}

#[tokio::test(start_paused = true)]
async fn what_is_kept_alive_is_renewed_begun_anew_and_ended() {
    let log = Log::default();
    let alive = kept_alive(&log).await;
    assert_eq!(alive.get(), 0);
    tokio::time::sleep(Duration::from_secs(125)).await;
    assert_eq!(alive.get(), 1, "the service had forgotten it");
    alive.stop().await.unwrap();
    assert_eq!(
        *log.lock().unwrap(),
        [
            "begin 0",
            "renew 0",
            "fine",
            "renew 0",
            "failed Some(503)",
            "renew 0",
            "begin 1",
            "anew 1",
            "renew 1",
            "fine",
            "end 1"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_dropped_is_renewed_no_more() {
    let log = Log::default();
    drop(kept_alive(&log).await);
    tokio::time::sleep(Duration::from_secs(300)).await;
    assert_eq!(*log.lock().unwrap(), ["begin 0"]);
}
