//! Calls the mock through the client.
#![cfg(test)]

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
{%- if first %}
use {{ client }}::model::v1::NoteCreate;
{%- endif %}
use {{ client }}::{Arguments, Client};
use {{ server }}::mock::{MockServer, Outcome};

/// Directory of the examples, as the mock reads them.
const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../generated/server/src/mock");

fn client({% if hosts.is_empty() %}_{% endif %}mock: &MockServer) -> Client {
    let client = Client::builder()
{%- for (setter, host) in hosts %}
        .{{ setter }}(mock.url_of("{{ host }}").unwrap())
{%- endfor %}
{%- for call in credentials %}
        .{{ call|safe }}
{%- endfor %};
    client.build().unwrap()
}

/// Returns the examples of all operations.
fn examples() -> Vec<Value> {
    let files = fs::read_dir(EXAMPLES).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|kind| kind == "json")).collect();
    files.sort();
    let lists = files.iter().map(|path| serde_json::from_str::<Vec<Value>>(&fs::read_to_string(path).unwrap()).unwrap());
    lists.flatten().filter(|entry| entry["operation"].is_string()).collect()
}

#[tokio::test]
async fn the_client_reads_the_response_of_every_example() {
    let mock = MockServer::start().await.unwrap();
    let client = client(&mock);
    for example in examples() {
        let (operation, name) = (example["operation"].as_str().unwrap(), example["name"].as_str().unwrap());
        mock.enqueue(operation, Outcome::Example(name.to_owned()), 1).unwrap();
        let arguments = Arguments::from_value(example["request"].clone()).unwrap();
        let response = client.call(operation, arguments).await.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(u64::from(response.status()), example["response"]["status"], "{name}");
    }
}
{%- if first %}

#[tokio::test]
async fn a_note_that_was_created_is_listed() {
    let mock = MockServer::stateful().await.unwrap();
    let notes = client(&mock).v1().notes();
    let created = notes.create(&NoteCreate::new("Buy bread")).send().await.unwrap();
    let listed = notes.list().items().collect().await.unwrap();
    assert!(listed.contains(&created), "{listed:?}");
}
{%- endif %}
