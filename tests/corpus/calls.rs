//! Calls each operation of an API once: its example is sent to the mock, and the client reads the response.

use std::path::Path;

use client::{Arguments, Client};
use runtime::client::RetryPolicy;
use serde_json::Value;
use server::mock::MockServer;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let spec = std::env::args().nth(1).unwrap();
    let mut examples: Vec<_> = std::fs::read_dir(Path::new(&spec).join("examples")).into_iter().flatten().flatten().collect();
    if examples.is_empty() {
        return println!("no operations");
    }
    let mock = MockServer::start().await.unwrap();
    let builder = Client::builder().retry(RetryPolicy::never());
    let client = builder/* endpoints and credentials */.build().unwrap();
    let (mut called, mut failed) = (0, 0);
    examples.sort_by_key(std::fs::DirEntry::path);
    for example in examples {
        let path = example.path();
        let operation = format!("api.{}", path.file_stem().unwrap().to_string_lossy());
        let example: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        // What opens a web socket has no response that could be read as JSON.
        if example["response"]["status"] == 101 {
            continue;
        }
        let arguments = Arguments::from_value(example.get("request").cloned().unwrap_or(serde_json::json!({}))).unwrap();
        called += 1;
        match client.call(&operation, arguments).await {
            Ok(response) if u64::from(response.status()) == example["response"]["status"] => {}
            Ok(response) => {
                failed += 1;
                println!("{operation}: status {}", response.status());
            }
            Err(error) => {
                failed += 1;
                println!("{operation}: {error:?}");
            }
        }
    }
    println!("{called} operations called, {failed} failed, {} without an example", mock.without_examples().len());
    std::process::exit(i32::from(failed > 0));
}
