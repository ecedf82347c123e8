//! What a command costs: time of the processor and of the clock.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use specwright_commands::Failure;

/// Ticks per second in `/proc`, the same on all Linux systems.
const TICKS: f64 = 100.0;

/// Seconds that a command took.
#[derive(Clone, Copy)]
pub(super) struct Cost {
    /// Of the processor, user and system, all processes together.
    pub(super) processor: f64,
    pub(super) clock: f64,
}

impl Cost {
    /// The cost of two commands in sequence.
    pub(super) fn plus(self, other: Cost) -> Cost {
        Cost { processor: self.processor + other.processor, clock: self.clock + other.clock }
    }
}

/// Runs a command. Its output goes to a file, whose last lines are the reason if it fails.
pub(super) fn run(command: &mut Command, log: &Path) -> Result<Cost, Failure> {
    let file = std::fs::File::create(log)?;
    let (before, started) = (processor_of_children()?, Instant::now());
    // A backtrace would follow the reason of a panic.
    command.env("RUST_BACKTRACE", "0");
    let status = command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file).status();
    let status = status.map_err(|error| Failure(format!("{}: {error}", command.get_program().display())))?;
    let cost = Cost { processor: processor_of_children()? - before, clock: started.elapsed().as_secs_f64() };
    if status.success() { Ok(cost) } else { Err(Failure(reason(&std::fs::read_to_string(log)?))) }
}

/// Seconds of the processor that ended children of this process took.
fn processor_of_children() -> Result<f64, Failure> {
    let stat = std::fs::read_to_string("/proc/self/stat")
        .map_err(|_| Failure("`bench --peers` reads /proc, so it needs Linux".to_owned()))?;
    // The name of the process is in parentheses, and may contain blanks. The first field behind it is number 3.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |number: usize| fields.get(number - 3).and_then(|field| field.parse::<f64>().ok()).unwrap_or_default();
    Ok((ticks(16) + ticks(17)) / TICKS)
}

/// The first error in the output of a program, else its last line.
fn reason(output: &str) -> String {
    let lines = || output.lines().map(|line| anstream::adapter::strip_str(line).to_string());
    let error = lines().find(|line| line.starts_with("error"));
    let says_something = |line: &String| !line.trim().is_empty() && !line.starts_with("note: ");
    let reason = error.or_else(|| lines().rfind(says_something));
    let reason = reason.unwrap_or_else(|| "no output".to_owned());
    reason.chars().take(160).collect()
}

/// The cost in the middle of several runs, by time of the processor.
pub(super) fn median(mut costs: Vec<Cost>) -> Option<Cost> {
    costs.sort_by(|one, other| one.processor.total_cmp(&other.processor));
    costs.get(costs.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_command_says_why() {
        let log = std::env::temp_dir().join(format!("bench-{}", std::process::id()));
        let mut cargo = Command::new(crate::test::cargo());
        let failed = run(cargo.arg("no-such-command"), &log).err().map(|failure| failure.0);
        assert!(failed.is_some_and(|reason| reason.starts_with("error: no such command")));
        assert!(run(&mut Command::new("no-such-program"), &log).is_err());
        let panic = "\nthread 'main' panicked at src/method.rs:2:3:\nnot yet implemented: two\nnote: run with …\n";
        assert_eq!(reason(panic), "not yet implemented: two");
        assert!(std::fs::remove_file(log).is_ok());
    }
}
