//! What the properties of clients and servers share: a runtime, examples and clients of the specifications here.

use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;
use specwright_runtime::client::{RetryPolicy, Transport};
use specwright_tools::source::SourceMap;
use tokio::runtime::Runtime;

thread_local! {
    static RUNTIME: Runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap_or_else(|error| panic!("{error}"));
}

/// Runs a future on this thread.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    RUNTIME.with(|runtime| runtime.block_on(future))
}

/// Requests that fit, by operation: those of the examples.
pub(crate) static EXAMPLES: LazyLock<Vec<(String, Value)>> = LazyLock::new(|| {
    let mut found = Vec::new();
    for directory in ["bookshop/spec", "obstacle-course/spec"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(directory);
        let sources = SourceMap::read(&path, directory).unwrap_or_else(|error| panic!("{error}"));
        let specification = specwright_tools::analyze(&sources).unwrap_or_else(|found| panic!("{found:?}"));
        // Web sockets are no calls.
        let calls =
            specification.examples().filter(|example| example.content.pointer("/response/status") != Some(&101.into()));
        found.extend(calls.map(|example| {
            let request = example.content.get("request").cloned();
            (example.operation, request.unwrap_or_else(|| Value::Object(serde_json::Map::new())))
        }));
    }
    found
});

pub(crate) fn bookshop(transport: impl Transport + 'static) -> bookshop_client::Client {
    bookshop_client::Client::builder()
        .shop_endpoint("https://192.0.2.1")
        .clerk("inky")
        .retry(RetryPolicy::never())
        .transport(transport)
        .build()
        .unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) fn obstacle(transport: impl Transport + 'static) -> obstacle_client::Client {
    obstacle_client::Client::builder()
        .region("north-1")
        .project_id("p")
        .lonely_endpoint("https://192.0.2.1:1234")
        .token("t")
        .cookie("c")
        .bearer("b")
        .account("n", "p")
        .key("k")
        .retry(RetryPolicy::never())
        .transport(transport)
        .build()
        .unwrap_or_else(|error| panic!("{error}"))
}
