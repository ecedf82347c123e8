//! The examples, started as programs: what they print when their service is a double.

/// The programs of `cargo xtask bench --peers` have to compile.
#[allow(dead_code)]
#[path = "benches/peers/ours.rs"]
mod program;
#[allow(dead_code)]
#[path = "benches/peers/ours_blocking.rs"]
mod program_blocking;
#[allow(dead_code)]
#[path = "benches/peers/ours_server.rs"]
mod program_server;

use std::path::{Path, PathBuf};
use std::process::Command;

use servicestage_server::mock::MockServer;
use servicestage_tests::output::assert_output;
use servicestage_tests::xtask::Ran;

/// Examples lie beside the tests that are running: `TARGET/PROFILE/deps` and `TARGET/PROFILE/examples`.
fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    let program = profile.join("examples").join(name).with_extension(std::env::consts::EXE_EXTENSION);
    assert!(program.exists(), "run `cargo build -p servicestage-tests --examples` first: {}", program.display());
    program
}

/// Compares what a program prints with what the guide shows. Ids of requests differ from run to run.
#[track_caller]
fn assert_prints(name: &str) {
    assert_prints_with(name, &[]);
}

#[track_caller]
fn assert_prints_with(name: &str, arguments: &[&str]) {
    let mut command = Command::new(program(name));
    command.args(arguments);
    for variable in ["SERVICESTAGE_REGION", "SERVICE_CENTER", "CLUSTER_ID", "VPC_ID", "IMAGE"] {
        command.env_remove(variable);
    }
    let ran = Ran::from(command.output().unwrap());
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{ran:?}");
    let (begin, pieces) = ran.stdout.split_once("[request id ").map_or((ran.stdout.as_str(), ""), |pieces| pieces);
    let others = pieces.split("[request id ").filter_map(|piece| Some(piece.split_once(']')?.1));
    let printed = others.fold(begin.to_owned(), |printed, piece| printed + "[request id 5f0c]" + piece);
    assert_output(name, &printed);
}

#[test]
fn an_application_is_deployed_from_nothing() {
    assert_prints("deploy");
}

#[test]
fn a_service_registers_and_is_found() {
    assert_prints("registry");
}

#[test]
fn changes_of_settings_arrive() {
    assert_prints("configuration");
}

#[test]
fn a_double_answers_over_a_socket() {
    assert_prints("list_environments");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_of_the_readme_works_with_the_mock() {
    let mock = MockServer::start().await.unwrap();
    assert_prints_with("readme_client", &[&mock.url()]);
    mock.assert_called("v3.create_application", 1);
}
