//! Standard output, the colors there, and the name of the program in messages.

use std::fmt;
use std::sync::OnceLock;

use crate::outcome::Failure;

static NAME: OnceLock<&str> = OnceLock::new();

/// Prepares the output. `name` is the program as people call it, such as `cargo xtask`. Called once, before a command.
pub fn begin(name: &'static str) {
    let _ = NAME.set(name);
    choose_colors();
}

/// The program as people call it, in messages.
pub(crate) const PROGRAM: Called = Called;

/// Prints the name that [`begin`] set.
pub(crate) struct Called;

impl fmt::Display for Called {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(NAME.get().copied().unwrap_or("specwright"))
    }
}

/// Prints to standard output. A closed pipe, such as `head`, is no failure.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    print_to(std::io::stdout(), text)
}

/// Prints to a stream that strips unwanted escape sequences.
pub(crate) fn print_to(mut stream: impl std::io::Write, text: &str) -> Result<(), Failure> {
    match stream.write_all(text.as_bytes()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// Colors follow CARGO_TERM_COLOR, as cargo itself does, and else the terminal. NO_COLOR wins.
fn choose_colors() {
    let no_colors = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    match std::env::var("CARGO_TERM_COLOR").as_deref() {
        Ok("always") if !no_colors => anstream::ColorChoice::Always.write_global(),
        Ok("never") => anstream::ColorChoice::Never.write_global(),
        _ => {}
    }
}
