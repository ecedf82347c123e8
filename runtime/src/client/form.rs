//! Forms as `multipart/form-data`.

use bytes::Bytes;

use crate::value::{Part, Parts};

/// A form as it is sent: its media type, with the boundary in it, and the body.
pub(super) struct Encoded {
    pub(super) content_type: String,
    pub(super) body: Bytes,
}

/// Writes the parts one after the other. The boundary is one that occurs in none of them, so that no
/// randomness is needed and the same form gives the same bytes.
pub(super) fn encode(parts: &Parts<'_>) -> Encoded {
    let boundary = (0u64..)
        .map(|number| format!("form-part-{number:016x}"))
        .find(|boundary| !parts.iter().any(|(_, part)| contains(content(part), boundary.as_bytes())))
        .unwrap_or_default();
    let mut body = Vec::new();
    for (name, part) in parts.iter() {
        body.extend_from_slice(format!("--{boundary}\r\nContent-Disposition: form-data; name=").as_bytes());
        push_quoted(&mut body, name);
        if let Part::File(file) = part {
            body.extend_from_slice(b"; filename=");
            push_quoted(&mut body, file.name());
            let content_type = file.content_type().filter(|text| http::HeaderValue::from_str(text).is_ok());
            let content_type = content_type.unwrap_or("application/octet-stream");
            body.extend_from_slice(format!("\r\nContent-Type: {content_type}").as_bytes());
        }
        body.extend_from_slice(b"\r\n\r\n");
        body.extend_from_slice(content(part));
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Encoded { content_type: format!("multipart/form-data; boundary={boundary}"), body: body.into() }
}

fn content<'p>(part: &'p Part<'_>) -> &'p [u8] {
    match part {
        Part::Text(text) => text.as_bytes(),
        Part::File(file) => file.content(),
    }
}

/// As browsers do it: what would end the name or the line is written as an escape.
fn push_quoted(body: &mut Vec<u8>, name: &str) {
    body.push(b'"');
    for byte in name.bytes() {
        match byte {
            b'"' => body.extend_from_slice(b"%22"),
            b'\r' => body.extend_from_slice(b"%0D"),
            b'\n' => body.extend_from_slice(b"%0A"),
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
            std::str::from_utf8(&encoded.body).unwrap(),
            "--form-part-0000000000000000\r\n\
             Content-Disposition: form-data; name=\"mode\"\r\n\r\n\
             skip\r\n\
             --form-part-0000000000000000\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"a %22b%22%0D%0A.json\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n\
             {}\r\n\
             --form-part-0000000000000000--\r\n"
        );
    }

    #[test]
    fn the_boundary_does_not_occur_in_a_part() {
        let file = File::new("a", b"form-part-0000000000000000".to_vec());
        let encoded = encode(&Parts::new().file("file", Some(&file)));
        assert!(encoded.content_type.ends_with("0000000000000001"));
    }

    #[test]
    fn a_media_type_cannot_smuggle_headers_in() {
        let file = File::new("a", vec![]).with_content_type("text/plain\r\nX-Evil: 1");
        let encoded = encode(&Parts::new().file("file", Some(&file)));
        assert!(!contains(&encoded.body, b"X-Evil"));
    }
}
