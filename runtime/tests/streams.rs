//! Waiting and keeping lease, against a service that follows a script.

#![cfg(feature = "client")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::script::{Script, Step};
use specwright_runtime::ErrorClass;
use specwright_runtime::client::{Error, Lease, LeaseBuilder, LeaseEvent, Progress, RetryPolicy, WaitError};
use tokio::time::Instant;

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
    assert_eq!(error.to_string(), "v1.get_job: failed with status FAILED: no image; gave up");
    assert_eq!(error.output().unwrap().job["STATE"], "FAILED");
}

#[tokio::test(start_paused = true)]
async fn waiting_has_a_deadline() {
    let script = Script::answers(&[r#"{"job":{"STATE":"BUSY"}}"#]);
    let wait = script.wait().interval(Duration::from_secs(20)).timeout(Duration::from_secs(60));
    let error = wait.await.unwrap_err();
    assert_eq!(error.to_string(), "v1.get_job: after 60 s the status is still BUSY");
    assert_eq!(script.queries().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn an_error_ends_waiting() {
    let script = Script::new([Step::answer(404, r#"{"code":"C.404","text":"no such job"}"#)]);
    let error = script.wait().await.unwrap_err();
    assert!(matches!(&error, WaitError::Call(error) if error.is_not_found()), "{error}");
}

#[tokio::test(start_paused = true)]
async fn waiting_goes_on_through_trouble_that_passes() {
    let step = |status| Step::answer(status, "<html>");
    let busy = Step::answer(200, r#"{"job":{"STATE":"BUSY"}}"#);
    let done = Step::answer(200, r#"{"job":{"STATE":"DONE"}}"#);
    let trouble = [Step::Broken, step(500), step(502), step(503), step(504), step(429), step(408), Step::Never];
    for first in [None, Some(busy)] {
        let script = Script::new(first.into_iter().chain(trouble.clone()).chain([done.clone()]));
        assert_eq!(script.wait().await.unwrap().job["STATE"], "DONE");
    }
    for (status, class) in [(400, "invalid"), (403, "forbidden"), (404, "not_found"), (501, "unsupported")] {
        let script = Script::new([Step::answer(status, r#"{"code":"C","text":"no"}"#), done.clone()]);
        let error = script.wait().await.unwrap_err();
        assert!(matches!(&error, WaitError::Call(error) if error.class().unwrap().as_str() == class), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn trouble_that_does_not_pass_ends_with_the_deadline() {
    let script = Script::new([Step::answer(503, r#"{"code":"C.503","text":"restarting"}"#)]);
    let error = script.wait().timeout(Duration::from_secs(60)).await.unwrap_err();
    assert_eq!(error.to_string(), "v1.get_job: 503 Service Unavailable: C.503: restarting");
    assert_eq!(script.pauses(), [5; 12]);
}

#[tokio::test(start_paused = true)]
async fn whoever_waits_comes_back_when_the_service_wants_it() {
    let busy = |seconds: &str| Step::RetryAfter(seconds.to_owned());
    let script = Script::new([busy("20"), busy("1"), Step::answer(200, r#"{"job":{"STATE":"DONE"}}"#)]);
    script.wait().await.unwrap();
    assert_eq!(script.pauses(), [20, 5]);
    let script = Script::new([busy("31536000")]);
    assert_eq!(script.wait().await.unwrap_err().to_string(), "v1.get_job: 503 Service Unavailable");
    assert_eq!(script.queries().len(), 1, "that is after the deadline");
}

#[tokio::test(start_paused = true)]
async fn a_running_job_is_asked_for_again_when_the_service_wants_it() {
    let running = |after: &str| Step::Header("Retry-After", after.to_owned(), r#"{"job":{"STATE":"BUSY"}}"#.to_owned());
    let done = Step::answer(200, r#"{"job":{"STATE":"DONE"}}"#);
    let script = Script::new([running("20"), running("1"), running("5.5"), running("soon"), done]);
    script.wait().await.unwrap();
    assert_eq!(script.pauses(), [20, 5, 6, 5]);
    let script = Script::new([running("31536000")]);
    let error = script.wait().await.unwrap_err();
    assert_eq!(error.to_string(), "v1.get_job: after 0 s the status is still BUSY");
    assert_eq!(script.queries().len(), 1, "that is after the deadline");
}

#[tokio::test(start_paused = true)]
async fn waiting_ends_whatever_is_beside_the_status() {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    for odd in [r#""\ud83d""#, "1e999", &deep] {
        let job = |state: &str| Step::answer(200, &format!(r#"{{"odd":{odd},"job":{{"STATE":"{state}"}}}}"#));
        let script = Script::new([job("BUSY"), job("DONE")]);
        assert_eq!(script.wait().await.unwrap().job["STATE"], "DONE", "{odd}");
        assert_eq!(script.pauses(), [5]);
    }
}

#[tokio::test(start_paused = true)]
async fn times_may_be_as_long_or_short_as_can_be() {
    let busy = Script::answers(&[r#"{"job":{"STATE":"BUSY"}}"#]);
    let error = busy.wait().interval(Duration::MAX).await.unwrap_err();
    assert_eq!(error.to_string(), "v1.get_job: after 0 s the status is still BUSY");
    let asked = busy.queries().len();
    let none = tokio::time::timeout(Duration::from_secs(9), busy.wait().interval(Duration::MAX).timeout(Duration::MAX));
    assert!(none.await.is_err());
    assert_eq!(busy.queries().len(), asked + 1);
    let _ = busy.wait().interval(Duration::ZERO).timeout(Duration::from_secs(1)).await;
    assert!(busy.queries().len() < 200, "{}", busy.queries().len());
    let longest = RetryPolicy::new().base_delay(Duration::MAX).max_delay(Duration::MAX);
    let list = Script::new([Step::answer(503, "")]).list().timeout(Duration::MAX).attempt_timeout(Duration::MAX);
    assert!(tokio::time::timeout(Duration::from_secs(9), list.retry(longest).send()).await.is_err());
}

/// An error as a service gives it.
async fn refusal(status: u16) -> Error {
    refusal_with(status, r#"{"code":"C","text":"no"}"#).await
}

async fn refusal_with(status: u16, body: &str) -> Error {
    Script::new([Step::answer(status, body)]).list().send().await.unwrap_err()
}

/// What happened to something that is kept lease.
type Log = Arc<Mutex<Vec<String>>>;

async fn lease(log: &Log) -> Lease<usize> {
    let count = Arc::new(AtomicUsize::new(0));
    let note = |log: &Log| {
        let log = log.clone();
        move |text: String| log.lock().unwrap().push(text)
    };
    let (acquired, renewed, released, events) = (note(log), note(log), note(log), note(log));
    let beat = Arc::new(AtomicUsize::new(0));
    LeaseBuilder::new(move || {
        let id = count.fetch_add(1, Ordering::Relaxed);
        acquired(format!("acquire {id}"));
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
    .release(move |id| {
        released(format!("release {id}"));
        async { Ok(()) }
    })
    .interval(Duration::from_secs(30))
    .on_event(move |event| {
        events(match event {
            LeaseEvent::Renewed => "fine".to_owned(),
            LeaseEvent::Reacquired(id) => format!("again {id}"),
            LeaseEvent::RenewalFailed(error) => format!("failed {:?}", error.status()),
            _ => "?".to_owned(),
        });
    })
    .acquire()
    .await
    .unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_lease_is_renewed_acquired_again_and_released() {
    let log = Log::default();
    let lease = lease(&log).await;
    assert_eq!(lease.get(), 0);
    tokio::time::sleep(Duration::from_secs(100)).await;
    assert_eq!(lease.get(), 1, "the service had lost it");
    lease.release().await.unwrap();
    assert_eq!(
        *log.lock().unwrap(),
        [
            "acquire 0",
            "renew 0",
            "fine",
            "renew 0",
            "failed Some(503)",
            "renew 0",
            "acquire 1",
            "again 1",
            "renew 1",
            "fine",
            "release 1"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_dropped_lease_is_renewed_no_more() {
    let log = Log::default();
    drop(lease(&log).await);
    tokio::time::sleep(Duration::from_secs(300)).await;
    assert_eq!(*log.lock().unwrap(), ["acquire 0"]);
}

/// Something with a heartbeat of which every second call hangs, and the seconds at which it was heard.
async fn heard(interval: Duration, seconds: u64) -> Vec<u64> {
    let (heard, started) = (Arc::new(Mutex::new(Vec::new())), Instant::now());
    let hangs = AtomicUsize::new(0);
    let heard_too = heard.clone();
    let lease = LeaseBuilder::new(|| async { Ok(7) })
        .renew(move |_| {
            heard_too.lock().unwrap().push(started.elapsed().as_secs());
            let hang = hangs.fetch_add(1, Ordering::Relaxed).is_multiple_of(2);
            async move { if hang { std::future::pending().await } else { Ok(()) } }
        })
        .interval(interval)
        .acquire()
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    drop(lease);
    heard.lock().unwrap().clone()
}

#[tokio::test(start_paused = true)]
async fn a_heartbeat_that_hangs_makes_room_for_the_next() {
    assert_eq!(heard(Duration::from_secs(5), 22).await, [5, 10, 15, 20]);
    // No less than a second is patience enough for short intervals.
    assert_eq!(heard(Duration::from_millis(100), 2).await[..3], [0, 1, 1]);
    assert!(heard(Duration::ZERO, 1).await.len() < 200);
    assert!(heard(Duration::MAX, 100_000).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_heartbeat_that_hangs_goes_to_another_address_next_time() {
    let script = Script::deciding(|index, _| if index == 0 { Step::Never } else { Step::answer(200, "{}") });
    let (one, list) = (script.clone(), script.list_at(["https://one", "https://two"], RetryPolicy::never()));
    let started = Instant::now();
    let lease = LeaseBuilder::new(|| async { Ok(()) })
        .renew(move |()| {
            let list = list.clone();
            async move { list.send().await.map(drop) }
        })
        .interval(Duration::from_secs(5))
        .acquire()
        .await
        .unwrap();
    while one.hosts().len() < 2 {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(started.elapsed() <= Duration::from_secs(11), "{:?}", started.elapsed());
    assert_eq!(script.hosts(), ["one", "two"]);
    drop(lease);
}

#[tokio::test(start_paused = true)]
async fn what_a_router_does_not_find_is_no_lost_lease() {
    // The responses of routers to a wrong base path.
    for (status, body) in [(404, "404 page not found\n"), (404, ""), (404, "<html>"), (405, "Method Not Allowed\n")] {
        let script = Script::new([Step::answer(status, body)]);
        let (acquired, told) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
        let (counts, tells, renewed) = (acquired.clone(), told.clone(), script.clone());
        let lease = LeaseBuilder::new(move || {
            let number = counts.fetch_add(1, Ordering::Relaxed);
            async move { Ok(number) }
        })
        .renew(move |_| {
            let list = renewed.list();
            async move { list.send().await.map(drop) }
        })
        .release(|_| async { Err(refusal_with(404, "404 page not found\n").await) })
        .on_event(move |event| {
            tells.lock().unwrap().push(matches!(event, LeaseEvent::RenewalFailed(error) if !error.is_not_found()));
        })
        .acquire()
        .await
        .unwrap();
        tokio::time::sleep(Duration::from_secs(100)).await;
        assert_eq!((acquired.load(Ordering::Relaxed), lease.get()), (1, 0), "{status} {body}");
        assert_eq!(lease.release().await.unwrap_err().class(), Some(ErrorClass::Unsupported), "nothing was released");
        let told = told.lock().unwrap();
        assert!(told.len() >= 5 && told.iter().all(|failed| *failed), "{status} {body}: {told:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn acquiring_again_may_hang_too() {
    let (acquired, events) = (AtomicUsize::new(0), Arc::new(Mutex::new(Vec::new())));
    let events_too = events.clone();
    let lease = LeaseBuilder::new(move || {
        let acquired = acquired.fetch_add(1, Ordering::Relaxed);
        async move { if acquired == 1 { std::future::pending().await } else { Ok(acquired) } }
    })
    .renew(|id| async move { if id == 0 { Err(refusal(404).await) } else { Ok(()) } })
    .interval(Duration::from_secs(5))
    .on_event(move |event| events_too.lock().unwrap().push(format!("{event:?}")))
    .acquire()
    .await
    .unwrap();
    tokio::time::sleep(Duration::from_secs(17)).await;
    assert_eq!(lease.get(), 2);
    let events = events.lock().unwrap();
    assert!(events[0].starts_with("RenewalFailed") && events[0].contains("no response within 5s"), "{events:?}");
    assert_eq!(events[1..], ["Reacquired(2)", "Renewed"]);
}
