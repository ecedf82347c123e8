//! Events in bytes: server-sent events, and lines of JSON.

use std::collections::VecDeque;

use bytes::Bytes;

use crate::media;

/// Event, with what is known when it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) data: Bytes,
    pub(super) name: Option<String>,
    pub(super) id: Option<String>,
}

/// An event is larger than the limit.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLarge;

/// Splits bytes into events. Keeps at most one event that has not ended.
pub(super) struct Parser {
    server_sent: bool,
    limit: usize,
    line: Vec<u8>,
    /// Whether the last byte was a carriage return, which may begin the end of a line.
    returned: bool,
    /// Whether the first line may begin with a byte order mark.
    fresh: bool,
    data: Option<Vec<u8>>,
    name: Option<String>,
    id: Option<String>,
    retry: Option<u64>,
    pub(super) events: VecDeque<Event>,
}

impl Parser {
    pub(super) fn new(media: &str, limit: usize) -> Self {
        Self {
            server_sent: media == media::EVENTS,
            limit,
            line: Vec::new(),
            returned: false,
            fresh: true,
            data: None,
            name: None,
            id: None,
            retry: None,
            events: VecDeque::new(),
        }
    }

    /// Returns the pause that the service asks for before another request, in milliseconds.
    pub(super) fn retry(&self) -> Option<u64> {
        self.retry
    }

    /// Adds bytes. Complete events are added to `events`.
    pub(super) fn push(&mut self, mut bytes: &[u8]) -> Result<(), TooLarge> {
        while let Some(first) = bytes.first() {
            if std::mem::take(&mut self.returned) && *first == b'\n' {
                bytes = bytes.get(1..).unwrap_or_default();
                continue;
            }
            let is_end = |byte: &u8| *byte == b'\n' || self.server_sent && *byte == b'\r';
            let end = bytes.iter().position(is_end);
            let (line, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
            if self.line.len() + line.len() + self.data.as_ref().map_or(0, Vec::len) > self.limit {
                return Err(TooLarge);
            }
            self.line.extend_from_slice(line);
            if end.is_some() {
                self.returned = rest.first() == Some(&b'\r');
                self.end_line();
            }
            bytes = rest.get(1..).unwrap_or_default();
        }
        Ok(())
    }

    /// Ends the last line and the last event, which services do not always end.
    pub(super) fn finish(&mut self) {
        if !self.line.is_empty() {
            self.end_line();
        }
        self.dispatch();
    }

    fn end_line(&mut self) {
        let mut line = std::mem::take(&mut self.line);
        if std::mem::take(&mut self.fresh) && line.starts_with(b"\xEF\xBB\xBF") {
            line.drain(..3);
        }
        if self.server_sent {
            self.field(&line);
            // The next line needs the memory again.
            line.clear();
            self.line = line;
            return;
        }
        // Of a JSON text sequence, a record separator precedes each text.
        let text = line.strip_prefix(b"\x1E").unwrap_or(&line).trim_ascii();
        if !text.is_empty() {
            self.events.push_back(Event { data: Bytes::copy_from_slice(text), name: None, id: None });
        }
    }

    fn field(&mut self, line: &[u8]) {
        if line.is_empty() {
            return self.dispatch();
        }
        let colon = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
        let (field, value) = line.split_at(colon);
        let value = value.get(1..).unwrap_or_default();
        let value = value.strip_prefix(b" ").unwrap_or(value);
        let text = || String::from_utf8_lossy(value).into_owned();
        match field {
            b"data" => match &mut self.data {
                Some(data) => {
                    data.push(b'\n');
                    data.extend_from_slice(value);
                }
                None => self.data = Some(value.to_vec()),
            },
            b"event" => self.name = Some(text()).filter(|name| !name.is_empty()),
            b"id" if !value.contains(&0) => self.id = Some(text()),
            b"retry" if value.iter().all(u8::is_ascii_digit) => self.retry = text().parse().ok().or(self.retry),
            // Comments, and fields of the future.
            _ => {}
        }
    }

    fn dispatch(&mut self) {
        let name = self.name.take();
        if let Some(data) = self.data.take() {
            self.events.push_back(Event { data: data.into(), name, id: self.id.clone() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(media: &str, pieces: &[&str]) -> Vec<String> {
        let mut parser = Parser::new(media, 40);
        pieces.iter().for_each(|piece| parser.push(piece.as_bytes()).unwrap());
        parser.finish();
        let shown = |event: &Event| {
            let Event { data, name, id } = event;
            format!("{:?} {} {}", data, name.as_deref().unwrap_or("-"), id.as_deref().unwrap_or("-"))
        };
        parser.events.iter().map(shown).collect()
    }

    #[test]
    fn lines_of_data_are_joined_and_everything_else_is_not_data() {
        let text = "\u{feff}: hello\nevent: a\nid: 7\ndata: 1\ndata:2\ndata\nretry: 10\nnew: x\n\n\nevent: lost\n\ndata: 3\n\n";
        assert_eq!(events(media::EVENTS, &[text]), [r#"b"1\n2\n" a 7"#, r#"b"3" - 7"#]);
    }

    #[test]
    fn it_does_not_matter_where_the_pieces_end() {
        let text = "data: a\r\ndata: b\r\n\r\ndata: c\r\rdata: d\n\ndata: ende";
        let expected = [r#"b"a\nb" - -"#, r#"b"c" - -"#, r#"b"d" - -"#, r#"b"ende" - -"#];
        assert_eq!(events(media::EVENTS, &[text]), expected);
        for end in 1..text.len() {
            assert_eq!(events(media::EVENTS, &[&text[..end], &text[end..]]), expected, "{end}");
        }
        let letters: Vec<String> = text.chars().map(String::from).collect();
        assert_eq!(events(media::EVENTS, &letters.iter().map(String::as_str).collect::<Vec<_>>()), expected);
    }

    #[test]
    fn lines_are_events_of_their_own() {
        assert_eq!(
            events("application/x-ndjson", &["{\"a\":", "1}\r\n\n[2", "]\n3"]),
            [r#"b"{\"a\":1}" - -"#, r#"b"[2]" - -"#, r#"b"3" - -"#]
        );
        assert_eq!(events("application/json-seq", &["\u{1e}{}\n\u{1e}4\n"]), [r#"b"{}" - -"#, r#"b"4" - -"#]);
    }

    #[test]
    fn an_event_without_an_end_does_not_fill_the_memory() {
        for (media, piece) in [(media::EVENTS, "data: 0123456789\n"), ("application/x-ndjson", "0123456789")] {
            let mut parser = Parser::new(media, 40);
            let pushed = (0..10).map(|_| parser.push(piece.as_bytes())).position(|outcome| outcome == Err(TooLarge));
            assert!(pushed.is_some_and(|pushed| pushed < 5), "{media}");
        }
        let mut parser = Parser::new(media::EVENTS, 40);
        assert!((0..1000).all(|_| parser.push(b"data: 0123456789\n\n").is_ok()), "each one is small");
    }
}
