//! Standard output, and the colors there.

use crate::outcome::Failure;

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
pub fn choose_colors() {
    let no_colors = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    match std::env::var("CARGO_TERM_COLOR").as_deref() {
        Ok("always") if !no_colors => anstream::ColorChoice::Always.write_global(),
        Ok("never") => anstream::ColorChoice::Never.write_global(),
        _ => {}
    }
}
