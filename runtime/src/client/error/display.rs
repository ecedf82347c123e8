//! `Display` and `Debug` of [`Error`].

use std::fmt;

use http::StatusCode;

use super::{Error, ErrorKind};
use crate::text::{MESSAGE, OneLine, SHORT};

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = self.inner();
        let mut line = Line { f, started: false };
        if let Some(meta) = inner.operation {
            line.part(format_args!("{}", meta.id))?;
        }
        // The status of a message is that of the response that opened the connection.
        let is_message = inner.status == Some(101) && inner.kind != ErrorKind::Service;
        if let Some(status) = inner.status.filter(|_| !is_message) {
            match StatusCode::from_u16(status).ok().and_then(|s| s.canonical_reason()) {
                Some(reason) => line.part(format_args!("{status} {reason}"))?,
                None => line.part(format_args!("{status}"))?,
            }
        }
        if inner.kind == ErrorKind::Decode {
            let what = if is_message { "a message" } else { "the response" };
            line.part(format_args!("{what} cannot be read"))?;
        }
        if let Some(code) = &inner.code {
            line.part(format_args!("{}", OneLine(code, SHORT)))?;
        }
        if let Some(message) = &inner.message {
            line.part(format_args!("{}", OneLine(message, longest(inner.kind))))?;
        }
        match (&inner.remark, &inner.message) {
            (Some(remark), Some(_)) => write!(line.f, " ({remark})")?,
            (Some(remark), None) => line.part(format_args!("{remark}"))?,
            (None, _) => {}
        }
        if let Some(detail) = &inner.detail {
            write!(line.f, " ({})", OneLine(detail, SHORT))?;
        }
        if let Some(id) = &inner.request_id {
            write!(line.f, " [request id {}]", OneLine(id, SHORT))?;
        }
        if inner.attempts > 1 {
            write!(line.f, " ({} attempts)", inner.attempts)?;
        }
        // The remedy belongs to the code, which 501 shares with other errors. No retry helps here.
        let remedy = self.code_info().and_then(|info| info.remedy).filter(|_| inner.status != Some(501));
        if let Some(remedy) = remedy {
            write!(line.f, "; remedy: {}", OneLine(remedy, MESSAGE))?;
        }
        let unexplained = inner.code.is_none() && inner.message.is_none() && inner.remark.is_none();
        if let Some(body) = inner.body.as_deref()
            && (unexplained || inner.kind == ErrorKind::Decode)
            && !body.is_empty()
        {
            let what = if is_message { "the message" } else { "the response" };
            if inner.operation.is_some_and(|meta| meta.secret_response) {
                write!(line.f, "; {what} has {} bytes and may contain a secret", body.len())?;
            } else {
                write!(line.f, "; {what} begins: {}", Excerpt(body))?;
            }
        }
        Ok(())
    }
}

/// Returns the maximum length of a message. Messages of this crate consist of bounded parts; truncating them
/// would lose the advice at the end.
fn longest(kind: ErrorKind) -> usize {
    match kind {
        ErrorKind::Service => MESSAGE,
        // A chain of key providers explains each of them.
        ErrorKind::Credentials => 5 * MESSAGE,
        _ => usize::MAX,
    }
}

/// Writer that separates parts by `: `.
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

/// Start of a body on one line.
struct Excerpt<'a>(&'a [u8]);

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A character has at most four bytes, so this covers the excerpt.
        let head = self.0.get(..(SHORT + 1) * 4).unwrap_or(self.0);
        OneLine(&String::from_utf8_lossy(head), SHORT).fmt(f)
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
                let most = if name == "message" { longest(inner.kind) } else { SHORT };
                debug.field(name, &OneLine(value, most).to_string());
            }
        }
        if let Some(body) = &inner.body {
            debug.field("body", &format_args!("{} bytes", body.len()));
        }
        if let Some(source) = std::error::Error::source(self) {
            // The source's own `Debug` may show anything.
            debug.field("source", &OneLine(&source.to_string(), MESSAGE).to_string());
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
        let long = "ä".repeat(200);
        let shown = Excerpt(long.as_bytes()).to_string();
        assert_eq!(shown.chars().count(), SHORT + 1);
        assert!(shown.ends_with('…'));
        assert_eq!(Excerpt("x".repeat(SHORT).as_bytes()).to_string().len(), SHORT);
    }
}
