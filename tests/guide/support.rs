//! What the samples stand on.

use std::error::Error;
use std::fmt::Display;
use std::process::Command;

use servicestage_client::{Client, ClientBuilder, Transport};

/// How a sample ends.
pub(crate) type Done = Result<(), Box<dyn Error>>;

/// A configured client without a network.
pub(crate) fn client(transport: impl Transport + 'static) -> Client {
    builder(transport).build().unwrap()
}

/// The configuration of [`client`].
pub(crate) fn builder(transport: impl Transport + 'static) -> ClientBuilder {
    Client::builder()
        .region("ap-southeast-3")
        .project_id("063a3158b1a34710b36ad208b9497d00")
        .iam_token("an IAM token")
        .service_center_endpoint("https://192.0.2.10:30100")
        .configuration_center_endpoint("https://192.0.2.10:30110")
        .engine_token("an engine token")
        .transport(transport)
}

/// Compares what a sample shows with what the book shows.
#[track_caller]
pub(crate) fn assert_output(name: &str, lines: &[impl Display]) {
    let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
    servicestage_tests::output::assert_output(name, &lines);
}

/// Runs one of the ignored samples in a process of its own, with these variables: a process cannot
/// safely change its own environment.
#[track_caller]
pub(crate) fn run_with(case: &str, variables: &[(&str, &str)]) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", case, "--ignored", "--nocapture"]);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("HUAWEICLOUD_") || name.to_string_lossy().starts_with("HW_") {
            command.env_remove(name);
        }
    }
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}{}", String::from_utf8_lossy(&output.stderr));
}
