//! Loops that do not end by themselves: watches, leases, and tokens that are kept.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use specwright_runtime::client::{ErrorKind, Lease, LeaseBuilder, LeaseEvent, Operation, Watch};
use tokio::time::{Instant, timeout};

use super::script::{Goods, Script, Step};
use super::{Contract, Leasing, Polling, Renewal, TEN_MINUTES, Watching, busy, failed, nonsense};

/// What a watch gives out in ten minutes, and the number of requests.
async fn watched<O>(script: &Script, operation: O) -> (Vec<Goods>, usize)
where
    O: Operation<Output = Goods> + Clone + Sync + 'static,
{
    let mut watch = Watch::new(operation);
    let mut given = Vec::new();
    let all = async {
        while let Some(goods) = watch.next().await {
            given.push(goods.unwrap());
        }
    };
    timeout(TEN_MINUTES, all).await.expect_err("a watch does not end by itself");
    (given, script.hosts().len())
}

fn changing() -> Script {
    Script::deciding(|index, _| Step::Revision(index.to_string(), format!(r#"{{"goods":[{index}]}}"#)))
}

impl Contract for Watching {
    const NAME: &'static str = "watch";

    async fn at_once() {
        let script = changing();
        let (given, requests) = watched(&script, script.list()).await;
        assert!((600..=602).contains(&requests), "{requests}: one in a second");
        assert!(requests - given.len() <= 1);
    }

    async fn never() {
        let script = Script::new([Step::Never]);
        let (given, requests) = watched(&script, script.list()).await;
        assert_eq!((given.len(), requests), (0, 8), "60 s each, and growing pauses");
    }

    async fn same() {
        let script = Script::new([Step::revision("1", r#"{"goods":[1]}"#)]);
        let (given, requests) = watched(&script, script.list()).await;
        assert_eq!((given.len(), requests), (1, 62), "one at each interval");
    }

    async fn nonsense() {
        let script = Script::new([nonsense()]);
        let mut watch = Watch::new(script.list());
        assert_eq!(watch.next().await.unwrap().unwrap_err().kind(), ErrorKind::Decode);
        assert!(watch.next().await.is_none());
        assert_eq!(script.hosts().len(), 1);
    }

    async fn throttled() {
        let script = Script::new([busy()]);
        let (given, requests) = watched(&script, script.list()).await;
        assert_eq!((given.len(), requests), (0, 15));
        assert_eq!(script.pauses()[..8], [1, 2, 4, 8, 16, 32, 60, 60]);
    }
}

impl Contract for Polling {
    const NAME: &'static str = "watch without long polling";

    async fn at_once() {
        let script = changing();
        let (given, requests) = watched(&script, script.poll()).await;
        assert_eq!((given.len(), requests), (61, 61), "one at each interval");
    }

    async fn never() {
        let script = Script::new([Step::Never]);
        let (given, requests) = watched(&script, script.poll()).await;
        assert_eq!((given.len(), requests), (0, 8));
    }

    async fn same() {
        let script = Script::new([Step::revision("1", r#"{"goods":[1]}"#)]);
        let (given, requests) = watched(&script, script.poll()).await;
        assert_eq!((given.len(), requests), (1, 61));
    }

    async fn nonsense() {
        let script = Script::new([nonsense()]);
        let mut watch = Watch::new(script.poll());
        assert_eq!(watch.next().await.unwrap().unwrap_err().kind(), ErrorKind::Decode);
        assert!(watch.next().await.is_none());
    }

    async fn throttled() {
        let script = Script::new([busy()]);
        let (_, requests) = watched(&script, script.poll()).await;
        assert_eq!((requests, &script.pauses()[..4]), (15, &[1, 2, 4, 8][..]));
    }
}

/// A lease with a heartbeat every 30 seconds, and what it tells.
async fn leased(script: &Script) -> (Lease<usize>, Arc<Mutex<Vec<String>>>) {
    let told = Arc::<Mutex<Vec<String>>>::default();
    let (renewed, acquired) = (script.clone(), script.clone());
    let lease = LeaseBuilder::resuming(move |lost: Option<usize>| {
        // Acquiring it for the first time succeeds.
        let list = acquired.list();
        async move {
            match lost {
                Some(lost) => list.send().await.map(|_| lost).or(Ok(lost + 1)),
                None => Ok(0),
            }
        }
    })
    .renew(move |_| {
        let list = renewed.list();
        async move { list.send().await.map(drop) }
    })
    .on_event({
        let tells = Arc::clone(&told);
        move |event| {
            tells.lock().unwrap().push(match event {
                LeaseEvent::RenewalFailed(error) => format!("{:?}", error.kind()),
                other => format!("{other:?}"),
            });
        }
    })
    .acquire()
    .await
    .unwrap();
    (lease, told)
}

/// What a lease tells in ten minutes.
async fn told(script: &Script) -> Vec<String> {
    let (lease, told) = leased(script).await;
    tokio::time::sleep(Duration::from_millis(600_500)).await;
    drop(lease);
    let told = told.lock().unwrap();
    told.clone()
}

impl Contract for Leasing {
    const NAME: &'static str = "lease";

    async fn at_once() {
        let script = Script::answers(&["{}"]);
        assert_eq!(told(&script).await, ["Renewed"; 20]);
        assert_eq!(script.hosts().len(), 20);
    }

    async fn never() {
        let script = Script::new([Step::Never]);
        assert_eq!(told(&script).await, ["Timeout"; 19], "each is abandoned when the next is due");
        assert_eq!(script.hosts().len(), 20);
    }

    async fn same() {
        // Lost each time, also at once after it was acquired again.
        let script = Script::new([Step::answer(400, r#"{"code":"C.400","text":"no such goods"}"#)]);
        let told = told(&script).await;
        assert_eq!((told.len(), told[0].as_str(), told[19].as_str()), (20, "Reacquired(1)", "Reacquired(20)"));
        assert_eq!(script.hosts().len(), 40, "acquired again at most once per interval");
    }

    async fn nonsense() {
        let script = Script::new([nonsense()]);
        let told = told(&script).await;
        assert_eq!(told, vec!["Decode"; told.len()]);
        assert_eq!(script.pauses()[..7], [1, 2, 4, 8, 16, 30, 30], "sooner after a failure, at most the interval");
    }

    async fn throttled() {
        let script = Script::new([busy()]);
        assert_eq!(told(&script).await.len(), script.hosts().len());
        assert_eq!(script.pauses()[..7], [1, 2, 4, 8, 16, 30, 30]);
        // A delay that the service requests counts, up to the interval.
        let script = Script::new([Step::RetryAfter("7".to_owned()), Step::RetryAfter("3600".to_owned())]);
        told(&script).await;
        assert_eq!(script.pauses()[..3], [7, 30, 30]);
    }
}

/// An engine that responds to calls with that status, and to logins with that step.
fn engine(status: u16, login: Step) -> Script {
    Script::deciding(move |_, what| if what == "login" { login.clone() } else { Step::answer(status, "{}") })
}

fn logins(script: &Script) -> usize {
    script.queries().iter().filter(|what| *what == "login").count()
}

impl Contract for Renewal {
    const NAME: &'static str = "token renewal";

    async fn at_once() {
        let script = engine(200, Step::answer(200, r#"{"token":"t"}"#));
        let states = script.states();
        let calls: Vec<_> = (0..100).map(|_| tokio::spawn(states())).collect();
        for call in calls {
            call.await.unwrap().unwrap();
        }
        assert_eq!(logins(&script), 1);
    }

    async fn never() {
        let script = engine(200, Step::Never);
        let states = script.states();
        let calls: Vec<_> = (0..10).map(|_| tokio::spawn(states())).collect();
        let started = Instant::now();
        for call in calls {
            assert_eq!(call.await.unwrap().unwrap_err().kind(), ErrorKind::Credentials);
        }
        assert_eq!((logins(&script), started.elapsed().as_secs()), (1, 30));
    }

    async fn same() {
        // The token that the service issues is rejected.
        let script = engine(401, Step::answer(200, r#"{"token":"t"}"#));
        let states = script.states();
        for _ in 0..10 {
            assert!(states().await.unwrap_err().is_unauthorized());
        }
        assert_eq!(logins(&script), 2, "a rejected token is replaced once");
    }

    async fn nonsense() {
        let script = engine(200, nonsense());
        let states = script.states();
        for calls in 1..4 {
            assert_eq!(states().await.unwrap_err().kind(), ErrorKind::Credentials);
            assert_eq!(logins(&script), calls);
        }
    }

    async fn throttled() {
        let script = engine(200, busy());
        let states = script.states();
        let (error, elapsed) = failed(states()).await;
        assert_eq!((error.kind(), logins(&script), elapsed), (ErrorKind::Credentials, 3, 300));
        tokio::time::sleep(TEN_MINUTES).await;
        assert_eq!(logins(&script), 3, "nothing is fetched without a call");
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_lost_with_a_lease_is_restored_before_long() {
    let script =
        Script::new([Step::answer(400, r#"{"code":"C.400","text":"no such goods"}"#), Step::answer(200, "{}")]);
    let (renewed, tries) = (script.clone(), Arc::<Mutex<Vec<usize>>>::default());
    let tried = Arc::clone(&tries);
    let failing = Script::new([Step::Broken, Step::Broken, Step::answer(200, "{}")]);
    let lease = LeaseBuilder::resuming(|lost: Option<usize>| async move { Ok(lost.map_or(1, |lost| lost + 1)) })
        .renew(move |_| {
            let list = renewed.list();
            async move { list.send().await.map(drop) }
        })
        .restore(move |id| {
            tried.lock().unwrap().push(id);
            let list = failing.list();
            async move { list.send().await.map(drop) }
        })
        .acquire()
        .await
        .unwrap();
    tokio::time::sleep(TEN_MINUTES).await;
    assert_eq!((lease.get(), tries.lock().unwrap().as_slice()), (2, &[2, 2, 2][..]));
    assert_eq!(script.pauses()[..3], [1, 2, 30]);
}
