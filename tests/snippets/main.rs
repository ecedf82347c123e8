//! The snippets of the documentation do what they say: each example's lines in Rust are compiled and run,
//! each example's command is run by curl, and the server sees exactly the request of that example.
//!
//! The lines stand in files below `generated`, which `UPDATE_DOCS=1` writes anew.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, LazyLock, Mutex};

use serde_json::{Value, json};
use servicestage_server::{Api, Context, DynamicHandler, DynamicInput, DynamicOutput, ServiceError};
use servicestage_tests::{Example, examples, output, same, specification, streams, workspace};
use specwright_runtime::client::{BoxFuture, InProcessTransport};
use specwright_tools::Snippet;

#[path = "generated/obstacle.rs"]
mod obstacle;
#[path = "generated/servicestage.rs"]
mod servicestage;

type Run<C, E> = fn(C) -> BoxFuture<'static, Result<(), E>>;

/// Compares each request with that of one example, and answers as the example does.
#[derive(Clone)]
struct Expected(Arc<Mutex<Option<Exchange>>>);

/// What is to be sent, and what was.
struct Exchange {
    example: Example,
    seen: Option<Value>,
}

impl Expected {
    fn new() -> Expected {
        Expected(Arc::default())
    }

    fn expect(&self, example: &Example) {
        *self.0.lock().unwrap() = Some(Exchange { example: example.clone(), seen: None });
    }

    /// The request that was seen since, and nothing else.
    fn seen(&self) -> Option<Value> {
        self.0.lock().unwrap().take().and_then(|exchange| exchange.seen)
    }
}

impl DynamicHandler for Expected {
    async fn handle(&self, input: DynamicInput, context: Context) -> Result<DynamicOutput, ServiceError> {
        let mut expected = self.0.lock().unwrap();
        let Some(Exchange { example, seen }) = expected.as_mut() else {
            return Err(ServiceError::new(599, "test").with_message("nothing was expected"));
        };
        if example.operation != context.operation().id {
            return Err(ServiceError::new(599, "test").with_message(format!("{} was called", context.operation().id)));
        }
        *seen = Some(input.to_value());
        if example.status == 304 {
            return Ok(DynamicOutput::not_modified());
        }
        let outcome = DynamicOutput::from(example.answer.clone());
        if example.status == 101 {
            return Ok(outcome.and_close(1000));
        }
        let several = context.operation().success.len() > 1;
        let outcome = if several { outcome.with_status(example.status) } else { outcome };
        Ok(example.headers.iter().fold(outcome, |outcome, (name, value)| outcome.with_header(name, value)))
    }
}

/// The project of an example's request, which the client gives to all operations.
fn project(example: &Example) -> String {
    example.request["path"]["project_id"].as_str().unwrap_or("none").to_owned()
}

/// Writes the functions that the snippets are the bodies of.
fn functions(client: &str, snippets: &[Snippet]) -> String {
    let mut text = format!(
        "//! The snippets of the documentation as functions. Made by the tests of `main.rs`; do not edit.\n\
         #![cfg_attr(rustfmt, rustfmt_skip)]\n\
         #![allow(deprecated, unused_variables, reason = \"snippets show calls, old ones among them\")]\n\n\
         use {client}::{{Client, Error}};\n\n\
         /// Operation, example, and the function.\n\
         pub(super) const SNIPPETS: &[(&str, &str, super::Run<Client, Error>)] = &[\n"
    );
    let name = |snippet: &Snippet| format!("{}_{}", snippet.operation, snippet.example).replace(['.', '-'], "_");
    for snippet in snippets {
        let (operation, example, name) = (&snippet.operation, &snippet.example, name(snippet));
        let _ = writeln!(text, "    ({operation:?}, {example:?}, |client| Box::pin({name}(client))),");
    }
    text.push_str("];\n");
    for snippet in snippets {
        let _ = writeln!(text, "\nasync fn {}(client: Client) -> Result<(), Error> {{", name(snippet));
        for line in snippet.rust.lines() {
            let _ = writeln!(text, "{}{line}", if line.is_empty() { "" } else { "    " });
        }
        text.push_str("    Ok(())\n}\n");
    }
    text
}

fn snippets(directory: &str) -> Vec<Snippet> {
    specwright_tools::snippets(&specification(directory))
}

/// A specification whose snippets are kept as functions.
struct Kept {
    directory: &'static str,
    client: &'static str,
    file: &'static str,
    /// The file as it was compiled.
    compiled: &'static str,
}

const SERVICESTAGE: Kept = Kept {
    directory: "spec",
    client: "servicestage_client",
    file: "servicestage.rs",
    compiled: include_str!("generated/servicestage.rs"),
};

const OBSTACLE_COURSE: Kept = Kept {
    directory: "tests/obstacle-course/spec",
    client: "obstacle_client",
    file: "obstacle.rs",
    compiled: include_str!("generated/obstacle.rs"),
};

impl Kept {
    /// Whether the file is just being brought up to date, so that the functions are those of before.
    fn is_being_written(&self) -> bool {
        std::env::var_os("UPDATE_DOCS").is_some() && functions(self.client, &snippets(self.directory)) != self.compiled
    }
}

#[test]
fn every_example_can_be_written_in_rust() {
    for Kept { directory, client, file, .. } in [SERVICESTAGE, OBSTACLE_COURSE] {
        let snippets = snippets(directory);
        let unwritten: Vec<&Snippet> = snippets.iter().filter(|snippet| snippet.rust.is_empty()).collect();
        assert!(unwritten.is_empty(), "{unwritten:#?}");
        output::assert_file(&workspace().join("tests/snippets/generated").join(file), &functions(client, &snippets));
    }
}

/// Writes the files that an example sends: the body, or parts of the form.
fn write_files(example: &Example, directory: &Path) {
    let body = &example.request["body"];
    let parts = body.as_object().into_iter().flatten().map(|(_, value)| (value["name"].as_str(), value));
    for (name, value) in parts.chain([(Some("file"), body)]) {
        let Some(name) = name.filter(|name| !name.contains('/')) else { continue };
        let content = match (value["content"].as_str(), value["base64"].as_str()) {
            (Some(content), _) => content.as_bytes().to_vec(),
            (None, Some(base64)) => specwright_runtime::decode::content("base64", base64).unwrap(),
            (None, None) => continue,
        };
        std::fs::write(directory.join(name), content).unwrap();
    }
}

/// The directory that the tests run in, with the files that snippets send.
fn beside() -> &'static Path {
    static DIRECTORY: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
        let directory = tempfile::tempdir().unwrap();
        std::env::set_current_dir(directory.path()).unwrap();
        directory
    });
    DIRECTORY.path()
}

/// A request without the media types of files: curl always says one.
fn without_media_types(request: &Value) -> Value {
    let mut request = request.clone();
    for (_, value) in request["body"].as_object_mut().into_iter().flatten() {
        if let Some(file) = value.as_object_mut().filter(|value| value.contains_key("name")) {
            file.remove("content_type");
        }
    }
    request
}

/// Runs the functions one after the other.
async fn run<C, E: std::fmt::Display>(
    kept: Kept,
    snippets: &[(&str, &str, Run<C, E>)],
    expected: &Expected,
    client: impl Fn(&Example) -> C,
) {
    if kept.is_being_written() {
        eprintln!("{} was written anew: run the test again to compile it", kept.file);
        return;
    }
    let examples = examples(kept.directory);
    assert_eq!(examples.len() + streams(kept.directory).len(), snippets.len(), "as many snippets as examples");
    for (operation, name, call) in snippets {
        let found = examples.iter().find(|example| example.operation == *operation && example.name == *name);
        // Streams need a connection.
        let Some(example) = found else { continue };
        expected.expect(example);
        write_files(example, beside());
        let result = call(client(example)).await;
        result.unwrap_or_else(|error| panic!("{operation}, {name}: {error}"));
        let seen = expected.seen().unwrap_or_else(|| panic!("{operation}, {name}: nothing was sent"));
        assert!(same(&seen, &example.request), "{operation}, {name}: {seen}\ninstead of {}", example.request);
    }
}

/// Runs the functions that open a stream, which the service closes at once.
async fn run_streams<C, E>(
    kept: Kept,
    snippets: &[(&str, &str, Run<C, E>)],
    expected: &Expected,
    client: impl Fn(&Example) -> C,
) {
    if kept.is_being_written() {
        return;
    }
    for example in streams(kept.directory) {
        let (operation, name) = (&example.operation, &example.name);
        let found = snippets.iter().find(|(other, example, _)| other == operation && example == name);
        let (_, _, call) = found.unwrap_or_else(|| panic!("{operation}, {name}: no snippet"));
        expected.expect(&example);
        // A service may call the normal end an error.
        let _ = tokio::time::timeout(std::time::Duration::from_secs(20), call(client(&example))).await.unwrap();
        let seen = expected.seen().unwrap_or_else(|| panic!("{operation}, {name}: nothing was sent"));
        assert!(same(&seen, &example.request), "{operation}, {name}: {seen}\ninstead of {}", example.request);
    }
}

/// Serves a router, and returns its address.
async fn served(router: axum::Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

#[tokio::test]
async fn every_snippet_of_a_stream_opens_it() {
    let expected = Expected::new();
    let router = Api::new().routes(servicestage_server::dynamic_routes(Arc::new(expected.clone()))).into_router();
    let address = served(router).await;
    run_streams(SERVICESTAGE, servicestage::SNIPPETS, &expected, |example| {
        let client = servicestage_client::Client::builder().project_id(project(example)).engine_token("token");
        client.service_center_endpoint(address.as_str()).build().unwrap()
    })
    .await;
    let router = Api::new().routes(obstacle_server::dynamic_routes(Arc::new(expected.clone()))).into_router();
    let address = served(router).await;
    run_streams(OBSTACLE_COURSE, obstacle::SNIPPETS, &expected, |example| {
        let client = obstacle_client::Client::builder().project_id(project(example)).token("token");
        client.course_endpoint(address.as_str()).build().unwrap()
    })
    .await;
}

#[tokio::test]
async fn every_snippet_in_rust_sends_the_request_of_its_example() {
    let expected = Expected::new();
    let router = Api::new().routes(servicestage_server::dynamic_routes(Arc::new(expected.clone()))).into_router();
    run(SERVICESTAGE, servicestage::SNIPPETS, &expected, |example| {
        servicestage_client::Client::builder()
            .region("north-1")
            .project_id(project(example))
            .service_center_endpoint("https://192.0.2.1:30100")
            .configuration_center_endpoint("https://192.0.2.1:30110")
            .iam_token("token")
            .engine_token("token")
            .transport(InProcessTransport::new(router.clone()))
            .build()
            .unwrap()
    })
    .await;
}

#[tokio::test]
async fn so_do_the_snippets_of_the_obstacle_course() {
    let expected = Expected::new();
    let router = Api::new().routes(obstacle_server::dynamic_routes(Arc::new(expected.clone()))).into_router();
    run(OBSTACLE_COURSE, obstacle::SNIPPETS, &expected, |example| {
        obstacle_client::Client::builder()
            .region("north-1")
            .project_id(project(example))
            .lonely_endpoint("https://192.0.2.1:1234")
            .token("token")
            .bearer("token")
            .account("me", "swordfish")
            .key("key")
            .cookie("cookie")
            .transport(InProcessTransport::new(router.clone()))
            .build()
            .unwrap()
    })
    .await;
}

/// Runs a command beside the files that it sends.
fn run_curl(command: &str) -> String {
    let result = Command::new("sh").args(["-c", command]).current_dir(beside()).env("TOKEN", "token").output();
    let result = result.unwrap_or_else(|error| panic!("{command}: {error}"));
    assert!(result.status.success(), "{command}\n{}", String::from_utf8_lossy(&result.stderr));
    String::from_utf8(result.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_sends_the_request_of_its_example() {
    if Command::new("curl").arg("--version").output().is_err() {
        servicestage_tests::left_out("curl commands of the snippets", "curl is not on the path");
        return;
    }
    let expected = Expected::new();
    let router = Api::new().routes(servicestage_server::dynamic_routes(Arc::new(expected.clone()))).into_router();
    let address = served(router).await;
    let mut addresses = BTreeSet::new();
    // Commands that open a stream end with an error of curl.
    let streams: Vec<String> = streams("spec").into_iter().map(|example| example.operation).collect();
    let snippets = snippets("spec").into_iter().filter(|snippet| !streams.contains(&snippet.operation));
    for (snippet, example) in snippets.zip(examples("spec")) {
        let name = format!("{}, {}", snippet.operation, snippet.example);
        assert_eq!(name, format!("{}, {}", example.operation, example.name));
        write_files(&example, beside());
        assert_eq!(snippet.curl.matches(&snippet.address).count(), 1, "{}", snippet.curl);
        addresses.insert(snippet.address.clone());
        expected.expect(&example);
        let command = snippet.curl.replace(&snippet.address, &address);
        let command = command.replacen("curl ", "curl --silent --show-error --fail-with-body --noproxy '*' ", 1);
        let answer = tokio::task::block_in_place(|| run_curl(&command));
        let seen = expected.seen().unwrap_or_else(|| panic!("{name}: nothing was sent\n{answer}"));
        let (seen, wanted) = (without_media_types(&seen), without_media_types(&example.request));
        assert!(same(&seen, &wanted), "{name}: {seen}\ninstead of {wanted}\n{command}");
        let answer =
            if answer.is_empty() { Value::Null } else { serde_json::from_str(&answer).unwrap_or(json!(answer)) };
        assert!(same(&answer, &example.answer), "{name}: {answer}");
    }
    assert!(addresses.len() > 1);
}
