//! Watching, against a service that follows a script.

#![cfg(feature = "client")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::script::{Goods, Script, Step};
use specwright_runtime::client::{ErrorKind, IfChanged, Operation, Watch};
use tokio::time::timeout;

#[tokio::test]
async fn what_has_not_changed_is_not_read() {
    let script = Script::new([Step::revision("7", r#"{"goods":[1]}"#), Step::answer(304, "")]);
    let ask = |known| IfChanged::new(script.list(), known).send();
    let first = ask(None).await.unwrap();
    let known = first.revision().cloned();
    assert_eq!(first.into_modified().unwrap().goods, [1]);
    assert!(ask(known).await.unwrap().is_not_modified());
    assert_eq!(script.queries(), ["", "rev=7"]);
}

#[tokio::test]
async fn revisions_may_be_utf_8() {
    let script = Script::new([Step::revision("ß", r#"{"goods":[1]}"#), Step::answer(304, "")]);
    let first = IfChanged::new(script.list(), None).send().await.unwrap();
    let known = first.revision().cloned();
    assert!(IfChanged::new(script.list(), known).send().await.unwrap().is_not_modified());
    assert_eq!(script.queries(), ["", "rev=%C3%9F"]);
}

#[tokio::test(start_paused = true)]
async fn watching_survives_what_passes() {
    let script = Script::new([
        Step::revision("1", r#"{"goods":[1]}"#),
        Step::answer(304, ""),
        Step::Broken,
        Step::answer(503, "restarting"),
        Step::revision("2", r#"{"goods":[2]}"#),
        Step::answer(403, r#"{"code":"C","text":"no"}"#),
    ]);
    let troubles = Arc::new(AtomicUsize::new(0));
    let mut watch = Watch::new(script.list()).on_retry({
        let troubles = troubles.clone();
        move |_| {
            troubles.fetch_add(1, Ordering::Relaxed);
        }
    });
    assert_eq!(watch.next().await.unwrap().unwrap().goods, [1]);
    assert_eq!(watch.next().await.unwrap().unwrap().goods, [2]);
    assert_eq!((watch.revision().unwrap().as_str(), troubles.load(Ordering::Relaxed)), ("2", 2));
    assert_eq!(watch.next().await.unwrap().unwrap_err().kind(), ErrorKind::Service);
    assert!(watch.next().await.is_none());
    assert_eq!(
        script.queries(),
        ["", "rev=1&wait=30s", "rev=1&wait=30s", "", "", "rev=2&wait=30s"],
        "after trouble the service is asked for everything, without waiting"
    );
    // It answered 304 at once, so the next question pauses; then come the pauses after failures.
    assert_eq!(script.pauses(), [0, 10, 1, 2, 0]);
}

#[tokio::test(start_paused = true)]
async fn watching_goes_on_where_it_was() {
    let script = Script::new([Step::revision("8", r#"{"goods":[8]}"#)]);
    let mut watch = Watch::new(script.list()).since("7");
    assert_eq!(watch.next().await.unwrap().unwrap().goods, [8]);
    assert_eq!(script.queries(), ["rev=7&wait=30s"]);
}

/// What a watch gives out within some time.
async fn within<O>(seconds: u64, mut watch: Watch<O>) -> Vec<Vec<i32>>
where
    O: Operation<Output = Goods> + Clone + Sync + 'static,
{
    let mut given = Vec::new();
    let all = async {
        while let Some(goods) = watch.next().await {
            given.push(goods.unwrap().goods);
        }
        panic!("a watch does not end by itself");
    };
    let _: Result<(), _> = timeout(Duration::from_secs(seconds), all).await;
    given
}

#[tokio::test(start_paused = true)]
async fn the_same_revision_at_once_is_no_change_and_asked_for_with_pauses() {
    let script = Script::new([Step::revision("5", r#"{"goods":[5]}"#)]);
    assert_eq!(within(45, Watch::new(script.list())).await, [[5]]);
    assert_eq!(script.pauses(), [0, 10, 10, 10, 10], "the first question could not wait");

    let script = Script::new([Step::revision("5", r#"{"goods":[5]}"#)]);
    assert_eq!(within(45, Watch::new(script.list()).since("5")).await, [[0; 0]; 0]);
    assert_eq!(script.pauses(), [10, 10, 10, 10]);

    let script = Script::new([Step::revision("5", r#"{"goods":[5]}"#)]);
    assert_eq!(within(45, Watch::new(script.poll())).await, [[5]]);
    assert_eq!(script.pauses(), [10, 10, 10, 10]);
}

#[tokio::test(start_paused = true)]
async fn new_revisions_at_once_are_asked_for_once_per_second() {
    let script = Script::deciding(|index, _| Step::Revision(index.to_string(), format!(r#"{{"goods":[{index}]}}"#)));
    let given = within(5, Watch::new(script.list())).await;
    assert_eq!(given.concat()[..6], [0, 1, 2, 3, 4, 5]);
    assert_eq!(script.pauses()[..5], [0, 1, 1, 1, 1]);
    assert!(given.len() <= 7, "{given:?}");
}

#[tokio::test(start_paused = true)]
async fn a_burst_of_changes_is_followed_without_delay_where_answers_are_held() {
    let step = |revision: &str| Step::revision(revision, &format!(r#"{{"goods":[{revision}]}}"#));
    let script = Script::new([
        step("1"),
        step("2").after(20),
        step("3").after(2),
        step("4"),
        Step::answer(304, "").after(30),
        step("5").after(7),
    ]);
    let mut watch = Watch::new(script.list());
    let mut given = Vec::new();
    for _ in 0..5 {
        given.extend(watch.next().await.unwrap().unwrap().goods);
    }
    assert_eq!(given, [1, 2, 3, 4, 5]);
    assert_eq!(script.pauses(), [0, 20, 2, 1, 30]);
}

#[tokio::test(start_paused = true)]
async fn the_same_content_is_no_change_whatever_its_revision() {
    // Something else has changed, under the same number.
    let script = Script::deciding(|index, _| {
        let body = if index % 2 == 0 { r#"{"goods":[1],"count":1}"# } else { r#"{ "count": 1, "goods": [1] }"# };
        Step::Revision(index.to_string(), body.to_owned()).after(5)
    });
    let mut watch = Watch::new(script.list());
    assert_eq!(watch.next().await.unwrap().unwrap().goods, [1]);
    assert!(timeout(Duration::from_secs(22), watch.next()).await.is_err());
    assert_eq!(watch.revision().unwrap().as_str(), "4", "it goes on from what is known");
    // There is no revision at all.
    for revision in [None, Some("")] {
        let script = Script::deciding(move |index, _| {
            let body = format!(r#"{{"goods":[{}]}}"#, index / 3);
            revision.map_or(Step::answer(200, &body), |revision| Step::revision(revision, &body))
        });
        assert_eq!(within(65, Watch::new(script.list())).await, [[0], [1], [2]]);
        assert_eq!(script.pauses(), [10; 6]);
    }
}

#[tokio::test(start_paused = true)]
async fn no_state_of_a_service_makes_a_watch_ask_without_end() {
    let body = r#"{"goods":[1]}"#;
    let known = || Step::revision("1", body);
    let unchanged = || Step::answer(304, "");
    let new_each_time = || Script::deciding(|index, _| Step::Revision(index.to_string(), "{}".to_owned()));
    for (what, script) in [
        ("unchanged before anything is known", Script::new([unchanged()])),
        ("unchanged at once", Script::new([known(), unchanged()])),
        ("no answer", Script::new([Step::Never])),
        ("one answer and no other", Script::new([known(), Step::Never])),
        ("no revision", Script::answers(&[body])),
        ("cut off", Script::new([Step::Broken])),
        ("out of order", Script::new([Step::answer(500, "")])),
        ("new each time", new_each_time()),
        ("not found", Script::new([Step::answer(404, "")])),
        ("now and then", Script::deciding(move |at, _| if at % 2 == 0 { known() } else { Step::answer(404, "") })),
    ] {
        for kind in 0..3 {
            let before = script.queries().len();
            match kind {
                0 => within(600, Watch::new(script.list())).await,
                1 => within(600, Watch::new(script.find())).await,
                _ => within(600, Watch::new(script.poll())).await,
            };
            let asked = script.queries().len() - before;
            assert!((2..=1202).contains(&asked), "{what}: {asked} questions in 600 s");
        }
    }
    for (what, watch) in [
        ("no pause", Watch::new(new_each_time().list()).interval(Duration::ZERO)),
        ("no wait", Watch::new(new_each_time().list()).max_wait(Duration::ZERO)),
        ("hardly a wait", Watch::new(new_each_time().list()).max_wait(Duration::from_nanos(1))),
        ("endless", Watch::new(new_each_time().list()).max_wait(Duration::MAX).interval(Duration::MAX)),
    ] {
        assert!(!within(2, watch).await.is_empty(), "{what}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_service_that_is_not_to_wait_is_asked_with_pauses() {
    for longest in [Duration::ZERO, Duration::from_micros(900)] {
        let script = Script::new([Step::revision("1", r#"{"goods":[1]}"#), Step::answer(304, "")]);
        assert_eq!(within(35, Watch::new(script.list()).max_wait(longest)).await, [[1]]);
        assert_eq!(script.pauses(), [10, 10, 10]);
        assert_eq!(script.queries(), ["", "rev=1", "rev=1", "rev=1"], "a wait of nothing is not asked for");
    }
    let script =
        Script::new([Step::revision("1", "{}"), Step::Late(Duration::from_millis(300), Step::answer(304, "").into())]);
    within(3, Watch::new(script.list()).max_wait(Duration::from_millis(300))).await;
    assert_eq!(script.pauses()[..3], [0, 1, 1], "short waits are no reason to ask more often");
}

#[tokio::test(start_paused = true)]
async fn after_trouble_the_first_question_that_can_wait_follows_at_once() {
    let script = Script::new([
        Step::revision("1", r#"{"goods":[1]}"#),
        Step::Broken,
        Step::revision("1", r#"{"goods":[1]}"#),
        Step::revision("2", r#"{"goods":[2]}"#).after(4),
    ]);
    assert_eq!(within(10, Watch::new(script.list())).await, [[1], [2]]);
    assert_eq!(script.queries()[..4], ["", "rev=1&wait=30s", "", "rev=1&wait=30s"]);
    assert_eq!(script.pauses()[..4], [0, 1, 0, 4]);
}

#[tokio::test(start_paused = true)]
async fn a_service_is_asked_again_when_it_wants_to_be() {
    let busy = |seconds: &str| Step::RetryAfter(seconds.to_owned());
    let script = Script::new([busy("20"), busy("1"), busy("31536000"), Step::revision("1", r#"{"goods":[1]}"#)]);
    assert_eq!(within(4000, Watch::new(script.list())).await, [[1]]);
    assert_eq!(script.pauses()[..3], [20, 2, 3600]);
}

#[tokio::test(start_paused = true)]
async fn what_is_not_found_may_come() {
    let missing = Step::answer(400, r#"{"code":"C.400","text":"no such goods"}"#);
    let script = Script::new([missing.clone(), missing.clone(), missing, Step::revision("1", r#"{"goods":[1]}"#)]);
    let heard = Arc::new(AtomicUsize::new(0));
    let watch = Watch::new(script.list()).on_retry({
        let heard = heard.clone();
        move |error| {
            assert!(error.is_not_found(), "{error}");
            heard.fetch_add(1, Ordering::Relaxed);
        }
    });
    assert_eq!(within(20, watch).await, [[1]]);
    assert_eq!((script.pauses()[..3].to_vec(), heard.load(Ordering::Relaxed)), (vec![1, 2, 4], 3));
}

#[tokio::test(start_paused = true)]
async fn where_not_found_means_nothing_it_is_a_state_like_others() {
    let goods = Step::revision("1", r#"{"goods":[1]}"#);
    let missing = Step::answer(400, r#"{"code":"C.400","text":"no such goods"}"#);
    let script = Script::new([
        missing.clone(),
        missing.clone(),
        goods.clone(),
        Step::Broken,
        missing.clone(),
        missing,
        // The same revision as before is a change all the same.
        goods,
        Step::answer(304, "").after(30),
    ]);
    let heard = Arc::new(AtomicUsize::new(0));
    let watch = Watch::new(script.find()).on_retry({
        let heard = heard.clone();
        move |_| {
            heard.fetch_add(1, Ordering::Relaxed);
        }
    });
    assert_eq!(within(60, watch).await, [vec![], vec![1], vec![], vec![1]]);
    assert_eq!(heard.load(Ordering::Relaxed), 1, "that nothing is there is no trouble");
    assert_eq!(script.pauses()[..7], [10, 10, 0, 1, 10, 10, 0]);
    assert_eq!(script.queries()[4..8], ["", "", "", "rev=1&wait=30s"]);

    let script = Script::new([Step::answer(403, r#"{"code":"C","text":"no"}"#)]);
    assert_eq!(Watch::new(script.find()).next().await.unwrap().unwrap_err().status(), Some(403));
}

#[tokio::test(start_paused = true)]
async fn what_a_router_does_not_find_is_no_empty_state() {
    let heard = Arc::new(AtomicUsize::new(0));
    let script = Script::new([Step::answer(404, "404 page not found\n")]);
    let watch = Watch::new(script.find()).on_retry({
        let heard = heard.clone();
        move |error| {
            assert!(!error.is_not_found(), "{error}");
            heard.fetch_add(1, Ordering::Relaxed);
        }
    });
    assert_eq!(within(20, watch).await, [[0; 0]; 0]);
    assert_eq!((heard.load(Ordering::Relaxed), script.pauses()), (5, vec![1, 2, 4, 8]));
}

#[tokio::test(start_paused = true)]
async fn other_content_under_the_same_revision_after_a_restart_is_a_change() {
    let script = Script::new([
        Step::revision("3", r#"{"goods":[1,2]}"#),
        Step::Broken,
        // The service has lost its data and has come to the same number again.
        Step::revision("3", r#"{"goods":[]}"#),
        Step::answer(304, "").after(30),
    ]);
    assert_eq!(within(60, Watch::new(script.list())).await, [vec![1, 2], vec![]]);
    // Of what was known before the start, only the number is known.
    let script = Script::new([Step::Broken, Step::revision("3", r#"{"goods":[]}"#), Step::answer(304, "").after(30)]);
    assert_eq!(within(60, Watch::new(script.list()).since("3")).await, [[0; 0]; 0]);
}

#[tokio::test(start_paused = true)]
async fn no_service_is_asked_to_wait_longer_than_it_documents_or_for_nothing() {
    for longest in [Duration::from_secs(65), Duration::MAX] {
        let script = Script::new([Step::revision("1", "{}"), Step::answer(304, "").after(50)]);
        within(120, Watch::new(script.list()).max_wait(longest)).await;
        assert_eq!(script.queries(), ["", "rev=1&wait=50s", "rev=1&wait=50s", "rev=1&wait=50s"]);
    }
    let script = Script::new([Step::revision("1", "{}")]);
    let ask = |known: Option<&str>| IfChanged::new(script.list(), known.map(Into::into));
    for known in [None, Some("")] {
        assert!(!ask(known).wait(Duration::from_secs(5)).send().await.unwrap().is_not_modified());
    }
    ask(Some("1")).wait(Duration::ZERO).send().await.unwrap();
    assert_eq!(script.queries(), ["", "", "rev=1"], "a wait needs a revision and a time");
}

#[tokio::test(start_paused = true)]
async fn what_the_caller_filters_out_is_not_given_out_when_a_change_ends_a_wait() {
    // Whatever ends a wait, the response to it has goods of all colors.
    let script = Script::deciding(|index, query| match query {
        _ if query.contains("wait=") && index < 6 => {
            Step::revision(&index.to_string(), r#"{"goods":[1,2,3]}"#).after(5)
        }
        _ if query.contains("wait=") => Step::answer(304, "").after(30),
        _ => Step::revision(&index.to_string(), if index < 4 { r#"{"goods":[1]}"# } else { r#"{"goods":[1,2]}"# }),
    });
    assert_eq!(within(60, Watch::new(script.list().color("red"))).await, [vec![1], vec![1, 2]]);
    let asked = ["color=red", "color=red&rev=0&wait=30s", "color=red", "color=red&rev=2&wait=30s", "color=red"];
    assert_eq!(script.queries()[..5], asked);
    assert_eq!(script.pauses()[..5], [0, 5, 0, 5, 0]);
    // Other parameters hold for every response.
    let script =
        Script::new([Step::revision("1", "{}"), Step::revision("2", "{}").after(5), Step::answer(304, "").after(30)]);
    within(20, Watch::new(script.list().limit(5))).await;
    assert_eq!(script.queries(), ["limit=5", "limit=5&rev=1&wait=30s", "limit=5&rev=2&wait=30s"]);
}

#[tokio::test(start_paused = true)]
async fn a_service_that_cannot_wait_with_a_parameter_is_asked_at_intervals() {
    let script = Script::new([Step::revision("1", r#"{"goods":[1]}"#), Step::answer(304, "")]);
    assert_eq!(within(25, Watch::new(script.list().key("a"))).await, [[1]]);
    assert_eq!(script.queries(), ["key=a", "key=a&rev=1", "key=a&rev=1"]);
    let error = IfChanged::new(script.list().key("a"), Some("1".into())).wait(Duration::from_secs(1)).send().await;
    let error = error.unwrap_err();
    assert_eq!(error.to_string(), "v1.list_goods: the service cannot wait for changes if `key` is set");
}

#[tokio::test(start_paused = true)]
async fn a_value_that_becomes_false_instead_of_null_is_a_change() {
    let script = Script::deciding(|index, _| {
        let paused = if index == 0 { "null" } else { "false" };
        Step::MockResponse(200, format!(r#"{{"goods":[{index}],"paused":{paused}}}"#).replace("[1]", "[0]"))
    });
    assert_eq!(within(15, Watch::new(script.poll())).await, [[0], [0]]);
}
