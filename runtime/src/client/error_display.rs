//! How an [`Error`] prints.

use std::fmt;

use http::StatusCode;

use super::error::{Error, ErrorKind};

/// How much of an unreadable answer is shown, in characters.
const EXCERPT: usize = 200;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = self.inner();
        let mut line = Line { f, started: false };
        if let Some(meta) = inner.operation {
            line.part(format_args!("{}", meta.id))?;
        }
        if let Some(status) = inner.status {
            match StatusCode::from_u16(status).ok().and_then(|s| s.canonical_reason()) {
                Some(reason) => line.part(format_args!("{status} {reason}"))?,
                None => line.part(format_args!("{status}"))?,
            }
        }
        if inner.kind == ErrorKind::Decode {
            line.part(format_args!("the answer cannot be read"))?;
        }
        if let Some(code) = &inner.code {
            line.part(format_args!("{code}"))?;
        }
        if let Some(message) = &inner.message {
            line.part(format_args!("{message}"))?;
        }
        if let Some(detail) = &inner.detail {
            write!(line.f, " ({detail})")?;
        }
        if let Some(id) = &inner.request_id {
            write!(line.f, " [request id {id}]")?;
        }
        let unexplained = inner.code.is_none() && inner.message.is_none();
        if let Some(body) = inner.body.as_deref()
            && (unexplained || inner.kind == ErrorKind::Decode)
            && !body.is_empty()
        {
            write!(line.f, "; the answer begins: {}", Excerpt(body))?;
        }
        Ok(())
    }
}

/// Parts with `: ` between them.
struct Line<'a, 'b> {
    f: &'a mut fmt::Formatter<'b>,
    started: bool,
}

impl Line<'_, '_> {
    fn part(&mut self, text: fmt::Arguments<'_>) -> fmt::Result {
        if self.started {
            self.f.write_str(": ")?;
        }
        self.started = true;
        self.f.write_fmt(text)
    }
}

/// The beginning of a body on one line, whatever the body is.
struct Excerpt<'a>(&'a [u8]);

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;

        // A character has at most four bytes, so this much is enough for the excerpt.
        let head = self.0.get(..EXCERPT * 4).unwrap_or(self.0);
        let text = String::from_utf8_lossy(head);
        let mut rest = text.chars();
        for character in rest.by_ref().take(EXCERPT) {
            f.write_char(if character.is_control() { ' ' } else { character })?;
        }
        if rest.next().is_some() || head.len() < self.0.len() {
            f.write_char('…')?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = self.inner();
        let mut debug = f.debug_struct("Error");
        debug.field("kind", &inner.kind);
        if let Some(meta) = inner.operation {
            debug.field("operation", &meta.id);
        }
        if let Some(status) = inner.status {
            debug.field("status", &status);
        }
        for (name, value) in [
            ("code", &inner.code),
            ("message", &inner.message),
            ("detail", &inner.detail),
            ("request_id", &inner.request_id),
            ("json_path", &inner.json_path),
        ] {
            if let Some(value) = value {
                debug.field(name, value);
            }
        }
        if let Some(body) = &inner.body {
            debug.field("body", &format_args!("{} bytes", body.len()));
        }
        if let Some(source) = std::error::Error::source(self) {
            debug.field("source", &source);
        }
        debug.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excerpts_are_short_and_on_one_line() {
        assert_eq!(Excerpt(b"a\r\nb").to_string(), "a  b");
        assert_eq!(Excerpt(b"\xff\xfe").to_string(), "\u{fffd}\u{fffd}");
        let long = "ä".repeat(300);
        let shown = Excerpt(long.as_bytes()).to_string();
        assert_eq!(shown.chars().count(), EXCERPT + 1);
        assert!(shown.ends_with('…'));
        assert_eq!(Excerpt("x".repeat(EXCERPT).as_bytes()).to_string().len(), EXCERPT);
    }
}
