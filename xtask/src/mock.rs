//! `cargo xtask mock`: the mock of the server crate, or with state that of the crate that adds hand-written behavior.

use std::ffi::OsString;

use specwright_commands::{Failure, MockArguments, Outcome, Program};

/// Arguments with which cargo builds the mock.
const STATELESS: [&str; 6] =
    ["--package", "servicestage-server", "--bin", "servicestage-mock", "--features", "mock-command"];
const STATEFUL: [&str; 4] = ["--package", "servicestage-stateful", "--bin", "servicestage-stateful-mock"];

/// Options that give the mock a state.
const STATE: [&str; 4] = ["--stateful", "--resources", "--step", "--store"];

pub(crate) fn run(arguments: &MockArguments, program: &Program) -> Result<Outcome, Failure> {
    let is_stateful = |argument: &OsString| {
        let argument = argument.to_string_lossy();
        STATE.iter().any(|option| argument.split('=').next() == Some(option))
    };
    let cargo = if arguments.arguments.iter().any(is_stateful) { &STATEFUL[..] } else { &STATELESS };
    specwright_commands::mock(arguments, &program.root()?, cargo)
}
