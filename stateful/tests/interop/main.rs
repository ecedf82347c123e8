//! The scenarios of `tests/interop`, on these servers, and on real ones whose addresses the environment has.

mod scenario;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::{Request, Response};
use scenario::{Names, Observed, Scenario, Step, fill, filled};
use serde_json::Value;
use servicestage_stateful::{Clock, Settings, configuration_center, service_center};
use tokio::task::JoinHandle;
use tower::ServiceExt as _;

/// Server of a directory of scenarios, with the variable that has the address of a real one.
type Server = (&'static str, fn(&Settings) -> Router, &'static str);

const SERVERS: [Server; 2] = [
    ("service_center", service_center, "SERVICE_CENTER"),
    ("configuration_center", configuration_center, "CONFIGURATION_CENTER"),
];

fn scenarios(directory: &str) -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/interop").join(directory);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// Server that scenarios run on.
#[derive(Clone)]
enum Target {
    Here(Router, Clock),
    Real(String, reqwest::Client),
}

impl Target {
    async fn send(self, request: Request<Body>) -> Observed {
        match self {
            Self::Here(router, _) => {
                // A connection does not send the body of a response to HEAD.
                let is_head = request.method() == http::Method::HEAD;
                let observed = observed(router.oneshot(request).await.unwrap()).await;
                if is_head { Observed { body: Value::Null, ..observed } } else { observed }
            }
            Self::Real(base, client) => {
                let (parts, body) = request.into_parts();
                let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
                let mut sent = client.request(parts.method, format!("{base}{}", parts.uri)).headers(parts.headers);
                if !body.is_empty() {
                    sent = sent.body(body);
                }
                let response = sent.send().await.unwrap();
                let mut converted = Response::new(());
                (*converted.status_mut(), *converted.headers_mut()) = (response.status(), response.headers().clone());
                let body = response.bytes().await.unwrap();
                observed(converted.map(|()| Body::from(body))).await
            }
        }
    }

    async fn pass(&self, time: Duration) {
        match self {
            Self::Here(_, clock) => {
                settle().await;
                clock.advance(time);
                settle().await;
            }
            // Real servers need some time after a change.
            Self::Real(..) => tokio::time::sleep(time).await,
        }
    }
}

/// Lets other tasks proceed until they wait.
async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

async fn observed(response: Response<Body>) -> Observed {
    let (parts, body) = response.into_parts();
    let headers = parts.headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    let headers: BTreeMap<String, String> = headers.collect();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let text = || Value::from(String::from_utf8_lossy(&bytes).into_owned());
    let body = serde_json::from_slice(&bytes).unwrap_or_else(|_| if bytes.is_empty() { Value::Null } else { text() });
    Observed { status: parts.status.as_u16(), headers, body }
}

fn request(step: &Step, names: &Names) -> Request<Body> {
    let line = fill(step.send.as_deref().unwrap(), names);
    let (method, path) = line.split_once(' ').unwrap();
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in &step.headers {
        request = request.header(name, fill(value, names));
    }
    let body = match (&step.body, &step.text) {
        (Some(body), _) => filled(body, names).to_string(),
        (None, Some(text)) => fill(text, names),
        (None, None) => return request.body(Body::empty()).unwrap(),
    };
    if !step.headers.contains_key("Content-Type") {
        request = request.header("Content-Type", "application/json");
    }
    request.header("Content-Length", body.len()).body(body.into()).unwrap()
}

/// Runs a scenario. Returns the responses, and the first difference.
async fn run(target: &Target, scenario: &Scenario, nonce: &str) -> (Vec<Observed>, Option<String>) {
    let mut names = Names::from([("project".to_owned(), format!("p{nonce}")), ("nonce".to_owned(), nonce.to_owned())]);
    let mut begun: HashMap<&str, JoinHandle<Observed>> = HashMap::new();
    let mut all = Vec::new();
    for (number, step) in scenario.steps.iter().enumerate() {
        let failed = |problem: String| Some(format!("step {}: {problem}", number + 1));
        if let Some(time) = step.pause() {
            target.pass(time).await;
            continue;
        }
        let observed = match (&step.begin, &step.end) {
            (Some(name), _) => {
                begun.insert(name, tokio::spawn(target.clone().send(request(step, &names))));
                target.pass(Duration::from_millis(300)).await;
                continue;
            }
            (None, Some(name)) => {
                let response = tokio::time::timeout(Duration::from_secs(100), begun.remove(name.as_str()).unwrap());
                let Ok(response) = response.await else { return (all, failed("no response".to_owned())) };
                response.unwrap()
            }
            (None, None) => target.clone().send(request(step, &names)).await,
        };
        all.push(observed.clone());
        let problem = step.keep(&observed, &mut names);
        let problem = problem.or_else(|| step.expect.as_ref()?.difference(&observed, &names));
        if let Some(problem) = problem {
            return (all, failed(problem));
        }
    }
    (all, None)
}

#[tokio::test]
async fn scenarios_have_the_expected_responses() {
    let mut problems = Vec::new();
    for (directory, router, _) in SERVERS {
        for path in scenarios(directory) {
            let scenario = Scenario::read(&path);
            let mut settings = Settings::default();
            settings.clock = Clock::manual(Duration::from_secs(1_700_000_000));
            let target = Target::Here(router(&settings), settings.clock.clone());
            let (_, problem) = run(&target, &scenario, "1234abcd").await;
            problems.extend(problem.map(|problem| format!("{} ({}): {problem}", path.display(), scenario.about)));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Compares with real servers whose addresses are in `SERVICE_CENTER` and `CONFIGURATION_CENTER`, such as
/// `http://127.0.0.1:30100`. Nobody else may write to them.
#[tokio::test]
async fn real_servers_respond_alike() {
    let mut problems = Vec::new();
    for (directory, router, variable) in SERVERS {
        let Ok(base) = std::env::var(variable) else { continue };
        for path in scenarios(directory) {
            let scenario = Scenario::read(&path);
            let mut settings = Settings::default();
            settings.clock = Clock::manual(Duration::from_secs(1_700_000_000));
            let here = Target::Here(router(&settings), settings.clock.clone());
            let nonce = format!("{:08x}", fastrand::u32(..));
            let (ours, _) = run(&here, &scenario, &nonce).await;
            let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
            let real = Target::Real(base.clone(), client);
            let (theirs, problem) = run(&real, &scenario, &nonce).await;
            problems.extend(problem.map(|problem| format!("{}, real server: {problem}", path.display())));
            for (number, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
                if ours.status != theirs.status || kinds(&ours.body) != kinds(&theirs.body) {
                    problems.push(format!("{}, response {}: {ours:?} and {theirs:?}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Members of a body with the kinds of their values, without the order of lists.
fn kinds(value: &Value) -> Value {
    match value {
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), kinds(value))).collect(),
        Value::Array(items) => {
            let mut kinds: Vec<String> = items.iter().map(|item| kinds(item).to_string()).collect();
            kinds.sort();
            kinds.into()
        }
        Value::String(_) => "string".into(),
        Value::Number(_) => "number".into(),
        other => other.clone(),
    }
}
