//! Runs a program that takes minutes: forwards its output, and says that it is still running.

use std::io::{BufRead as _, BufReader, IsTerminal as _, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use specwright_commands::Failure;

/// The password that all tests use. No client or server may print it.
const PASSWORD: &str = "hunter2";

/// Prefix of a line with which a test reports that it could not run. `servicestage_tests::left_out` prints it.
pub(super) const LEFT_OUT: &str = "left out: ";

/// Longest silence before a line says that the step is still running.
const SILENCE: Duration = Duration::from_secs(5);

/// When the output of a program is printed.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Printing {
    /// Line by line.
    Lines,
    /// At its end, so that nothing of another program is between its lines.
    Whole,
}

/// What a program did.
pub(super) struct Ran {
    /// Whether it succeeded without printing the password.
    pub(super) success: bool,
    /// What its tests left out.
    pub(super) left_out: Vec<String>,
    /// Its errors, without color.
    pub(super) errors: Vec<String>,
}

/// A line that cargo or a test printed.
enum Line {
    Out(String),
    Err(String),
}

/// Reads a stream line by line until it ends. Bytes that are not UTF-8 are replaced.
fn read(stream: impl Read + Send + 'static, lines: Sender<Line>, wrap: fn(String) -> Line) {
    std::thread::spawn(move || {
        let mut stream = BufReader::new(stream);
        let mut line = Vec::new();
        while stream.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
            let text = String::from_utf8_lossy(&line);
            if lines.send(wrap(text.trim_end_matches(['\r', '\n']).to_owned())).is_err() {
                break;
            }
            line.clear();
        }
    });
}

/// Prints lines, and keeps other threads from printing in between.
fn print(lines: &[Line]) {
    let _held = (std::io::stdout().lock(), std::io::stderr().lock());
    for line in lines {
        match line {
            Line::Out(line) => anstream::println!("{line}"),
            Line::Err(line) => anstream::eprintln!("{line}"),
        }
    }
}

/// Runs a program and forwards its output, after the command itself. Prints a line after each [`SILENCE`].
pub(super) fn run(command: &mut Command, what: &str, printing: Printing) -> Result<Ran, Failure> {
    let arguments: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy()).collect();
    let name = std::path::Path::new(command.get_program()).file_stem().unwrap_or_default().to_string_lossy();
    let mut kept = vec![Line::Err(format!("== {what}: {name} {}", arguments.join(" ")))];
    if std::io::stderr().is_terminal() && std::env::var_os("CARGO_TERM_COLOR").is_none() {
        // Cargo sees a pipe.
        command.env("CARGO_TERM_COLOR", "always");
    }
    let started = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (sender, lines) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        read(stdout, sender.clone(), Line::Out);
    }
    if let Some(stderr) = child.stderr.take() {
        read(stderr, sender.clone(), Line::Err);
    }
    drop(sender);
    let mut ran = Ran { success: true, left_out: Vec::new(), errors: Vec::new() };
    loop {
        if printing == Printing::Lines {
            print(&std::mem::take(&mut kept));
        }
        match lines.recv_timeout(SILENCE) {
            Ok(line) => {
                ran.look_at(&line, &mut kept);
                kept.push(line);
            }
            Err(RecvTimeoutError::Timeout) => anstream::eprintln!("== {what}: {} s", started.elapsed().as_secs()),
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    ran.success &= child.wait()?.success();
    print(&kept);
    Ok(ran)
}

impl Ran {
    /// Takes what matters from a line, and adds a remark if it must not be.
    fn look_at(&mut self, line: &Line, remarks: &mut Vec<Line>) {
        match line {
            Line::Err(line) => {
                let plain = anstream::adapter::strip_str(line).to_string();
                self.errors.extend(plain.starts_with("error").then_some(plain));
            }
            Line::Out(line) => {
                if line.contains(PASSWORD) {
                    remarks.push(Line::Err(format!("== a test printed a secret: {line}")));
                    self.success = false;
                }
                self.left_out.extend(line.strip_prefix(LEFT_OUT).map(str::to_owned));
            }
        }
    }
}
