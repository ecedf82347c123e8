//! How a command ends, and what the shell learns of it.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug)]
pub enum Outcome {
    /// Nothing to complain about.
    Fine,
    /// The command ran and found something.
    Findings,
}

/// The command could not run.
#[derive(Debug)]
pub struct Failure(pub String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Failure {
        Failure(error.to_string())
    }
}

/// The exit code of a program: 0 fine, 1 findings, 2 could not run. Prints why it could not.
pub fn end(result: Result<Outcome, Failure>) -> ExitCode {
    match result {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(Failure(reason)) => {
            anstream::eprintln!("error: {reason}");
            ExitCode::from(2)
        }
    }
}
