//! Waiting for what takes time.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use servicestage_client::mock::{MockTransport, on};
use servicestage_client::v3::GetJob;

use crate::support::{self, Done, assert_output};

fn job(status: &str, tasks: Value) -> Value {
    json!({ "job": { "job_id": "JOB7", "execution_status": status }, "tasks": tasks })
}

#[tokio::test(start_paused = true)]
async fn success() -> Done {
    let task = |status: &str| json!([{ "task_id": "T1", "task_name": "BUILD_IMAGE", "task_status": status }]);
    let mock = MockTransport::new().with(
        on::<GetJob>()
            .returning_json(job("RUNNING", task("RUNNING")))
            .returning_json(job("SUCCEEDED", task("SUCCEEDED"))),
    );
    let client = support::client(mock.clone());
    let job_id = "JOB7";
    let shown = Arc::new(Mutex::new(Vec::new()));
    let shown_too = shown.clone();
    // ANCHOR: wait
    let done = client
        .v3()
        .jobs()
        .get(job_id)
        .wait()
        .timeout(Duration::from_secs(15 * 60))
        .on_progress(move |job, progress| {
            let tasks = job.tasks.len();
            println!("{} with {tasks} tasks", progress.status());
            shown_too.lock().unwrap().push(format!("{} with {tasks} tasks", progress.status())); // hidden
        })
        .await?;
    println!("done, in {} tasks", done.tasks.len());
    // ANCHOR_END: wait
    assert_eq!(shown.lock().unwrap().as_slice(), ["RUNNING with 1 tasks", "SUCCEEDED with 1 tasks"]);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn failure() -> Done {
    let tasks = json!([
        { "task_id": "T1", "task_status": "SUCCEEDED", "messages": "" },
        { "task_id": "T2", "task_status": "FAILED", "messages": "the image cannot be pulled" },
    ]);
    let client = support::client(MockTransport::new().with(on::<GetJob>().returning_json(job("FAILED", tasks))));
    let late = support::client(MockTransport::new().with(on::<GetJob>().returning_json(job("RUNNING", json!([])))));
    let job_id = "JOB7";
    let mut shown = Vec::new();
    for client in [client, late] {
        // ANCHOR: failure
        use servicestage_client::WaitError;

        match client.v3().jobs().get(job_id).wait().await {
            Ok(_) => println!("done"),
            Err(error @ WaitError::Timeout { .. }) => {
                println!("perhaps later: {error}");
                shown.push(error.to_string()); // hidden
            }
            Err(error) => {
                println!("{error}");
                shown.push(error.to_string()); // hidden
            }
        }
        // ANCHOR_END: failure
    }
    assert_output("waiting", &shown);
    Ok(())
}
