//! Encoding of forms as `multipart/form-data`.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::mem;
use std::sync::Arc;

use super::Body;
use super::stream::Piece;
use crate::media::BYTES;
use crate::url::push_encoded;
use crate::value::{Content, Part, Parts};

/// Encoded form: its media type with the boundary, and its body.
pub(crate) struct Encoded {
    pub(crate) content_type: String,
    pub(crate) body: Body,
}

/// Encodes the parts in order.
pub(crate) fn encode(parts: &Parts<'_>) -> Encoded {
    let boundary = boundary(parts);
    let mut pieces = Vec::new();
    let mut text = Vec::new();
    for (name, part) in parts.iter() {
        text.extend_from_slice(format!("--{boundary}\r\nContent-Disposition: form-data; name=").as_bytes());
        push_quoted(&mut text, name);
        if let Part::File(file) = part {
            push_file_name(&mut text, file.name());
            let content_type = file.sent_as(BYTES);
            text.extend_from_slice(format!("\r\nContent-Type: {content_type}").as_bytes());
        }
        text.extend_from_slice(b"\r\n\r\n");
        let streamed = match part {
            Part::Text(value) => {
                text.extend_from_slice(value.as_bytes());
                None
            }
            Part::File(file) => match file.source() {
                Content::Memory(bytes) => {
                    text.extend_from_slice(bytes);
                    None
                }
                Content::Path(path) => Some(Piece::Path(Arc::clone(path), None)),
                Content::Reader(reader) => Some(Piece::Reader(Arc::clone(reader))),
            },
        };
        if let Some(streamed) = streamed {
            pieces.push(Piece::Memory(mem::take(&mut text).into()));
            pieces.push(streamed);
        }
        text.extend_from_slice(b"\r\n");
    }
    text.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    pieces.push(Piece::Memory(text.into()));
    Encoded { content_type: format!("multipart/form-data; boundary={boundary}"), body: Body::from_pieces(pieces) }
}

/// Returns a boundary that occurs in none of the parts. If all of them are in memory, the search is
/// deterministic, so that the same form gives the same bytes. Parts that are still to be read cannot be
/// searched; 128 random bits make a clash unlikely.
fn boundary(parts: &Parts<'_>) -> String {
    let contents: Option<Vec<&[u8]>> = parts.iter().map(|(_, part)| content(part)).collect();
    match contents {
        Some(contents) => (0u64..)
            .map(|number| format!("form-part-{number:016x}"))
            .find(|boundary| !contents.iter().any(|content| contains(content, boundary.as_bytes())))
            .unwrap_or_default(),
        // Keyed by the operating system; unpredictable enough for the author of a file.
        None => format!("form-part-{:016x}{:016x}", RandomState::new().hash_one(0), RandomState::new().hash_one(1)),
    }
}

fn content<'p>(part: &'p Part<'_>) -> Option<&'p [u8]> {
    match part {
        Part::Text(text) => Some(text.as_bytes()),
        Part::File(file) => file.content(),
    }
}

/// Appends the file name. Where servers disagree on the plain form, the unambiguous one (RFC 8187) follows.
fn push_file_name(body: &mut Vec<u8>, name: &str) {
    if name.contains(['"', '\\', '%']) || name.contains(|c: char| c.is_ascii_control()) {
        let mut encoded = String::from("; filename*=UTF-8''");
        push_encoded(&mut encoded, name);
        body.extend_from_slice(encoded.as_bytes());
    }
    body.extend_from_slice(b"; filename=");
    push_quoted(body, name);
}

/// Appends a quoted string as browsers do: characters that would end the name or the line are escaped. So are other
/// control characters, which no header may contain.
fn push_quoted(body: &mut Vec<u8>, name: &str) {
    body.push(b'"');
    for byte in name.bytes() {
        match byte {
            b'"' => body.extend_from_slice(b"%22"),
            b'\\' => body.extend_from_slice(br"\\"),
            control if control.is_ascii_control() => body.extend_from_slice(format!("%{control:02X}").as_bytes()),
            other => body.push(other),
        }
    }
    body.push(b'"');
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::File;

    #[test]
    fn parts_are_written_one_after_the_other() {
        let file = File::new("a \"b\"\r\n.json", b"{}".to_vec());
        let parts = Parts::new().text("mode", Some(&"skip")).file("file", Some(&file));
        let encoded = encode(&parts);
        assert_eq!(encoded.content_type, "multipart/form-data; boundary=form-part-0000000000000000");
        assert_eq!(
            std::str::from_utf8(encoded.body.as_bytes().unwrap()).unwrap(),
            "--form-part-0000000000000000\r\n\
             Content-Disposition: form-data; name=\"mode\"\r\n\r\n\
             skip\r\n\
             --form-part-0000000000000000\r\n\
             Content-Disposition: form-data; name=\"file\"; filename*=UTF-8''a%20%22b%22%0D%0A.json; \
             filename=\"a %22b%22%0D%0A.json\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n\
             {}\r\n\
             --form-part-0000000000000000--\r\n"
        );
    }

    #[test]
    fn a_file_name_with_control_characters_is_valid_in_a_header() {
        let file = File::new("a\0b\tc\u{7f}", vec![]);
        let encoded = encode(&Parts::new().file("file", Some(&file)));
        let names = b"; filename*=UTF-8''a%00b%09c%7F; filename=\"a%00b%09c%7F\"\r\n";
        assert!(contains(encoded.body.as_bytes().unwrap(), names));
    }

    #[test]
    fn the_boundary_does_not_occur_in_a_part() {
        let file = File::new("a", b"form-part-0000000000000000".to_vec());
        let encoded = encode(&Parts::new().file("file", Some(&file)));
        assert!(encoded.content_type.ends_with("0000000000000001"));
    }

    #[test]
    fn what_is_read_later_has_a_boundary_of_its_own() {
        let file = File::from_reader("a", 3, &b"abc"[..]);
        let parts = Parts::new().text("mode", Some(&"skip")).file("file", Some(&file));
        let (one, other) = (encode(&parts), encode(&parts));
        assert_ne!(one.content_type, other.content_type);
        assert!(one.body.as_bytes().is_none());
        let in_memory = File::new("a", b"abc".to_vec());
        let parts = Parts::new().text("mode", Some(&"skip")).file("file", Some(&in_memory));
        // The boundary occurs three times, with 16 more digits.
        assert_eq!(one.body.len().unwrap(), encode(&parts).body.len().unwrap() + 3 * 16);
    }

    #[test]
    fn a_media_type_cannot_smuggle_headers_in() {
        let file = File::new("a", vec![]).with_content_type("text/plain\r\nX-Evil: 1");
        let encoded = encode(&Parts::new().file("file", Some(&file)));
        assert!(!contains(encoded.body.as_bytes().unwrap(), b"X-Evil"));
    }

    #[test]
    fn a_media_type_that_servers_read_differently_is_not_sent() {
        for (set, sent) in [
            ("text/plain; charset=\"x y\"", "text/plain; charset=\"x y\""),
            ("", "application/octet-stream"),
            (" text/plain", "application/octet-stream"),
            ("text/größe", "application/octet-stream"),
        ] {
            let file = File::new("a", vec![]).with_content_type(set);
            let encoded = encode(&Parts::new().file("file", Some(&file)));
            let line = format!("\r\nContent-Type: {sent}\r\n");
            assert!(contains(encoded.body.as_bytes().unwrap(), line.as_bytes()), "{set}");
        }
    }
}
