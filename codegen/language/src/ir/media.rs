//! How bodies are encoded.

/// How a body is encoded, and the media type that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    /// The encoding.
    pub encoding: BodyEncoding,
    /// The media type, in lower case. Of bytes, it may be a range: `image/*`, `*/*`.
    pub name: String,
}

/// An encoding of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyEncoding {
    /// As JSON.
    Json,
    /// As a form with one part per field, some of which are files.
    Multipart,
    /// As a form of URL-encoded pairs.
    Form,
    /// A string, as UTF-8.
    Text,
    /// The contents of a file.
    Bytes,
    /// The items of a list, one after another, as events or lines.
    Events,
}

impl Media {
    /// Media type of JSON.
    pub const JSON: &'static str = "application/json";

    /// Whether a media type, in lower case and without parameters, is JSON: `json` is the last word of its name, apart from
    /// numbers, as in `application/problem+json` and `application/x-rpc-json-1.1`.
    pub fn is_json_type(name: &str) -> bool {
        let Some(name) = name.strip_prefix("application/") else { return false };
        let is_number = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
        name.rsplit(['+', '-', '.']).find(|word| !is_number(word)) == Some("json")
    }

    /// Media types of items that follow each other: server-sent events, and lines of JSON.
    pub const EVENTS: [&'static str; 5] =
        [Media::SERVER_SENT, "application/x-ndjson", "application/ndjson", "application/jsonl", "application/json-seq"];

    /// Media type of server-sent events.
    pub const SERVER_SENT: &'static str = "text/event-stream";

    /// Whether the media type is a range.
    pub fn is_range(&self) -> bool {
        self.name.ends_with("/*")
    }

    /// Returns a media type to send: a range is none.
    pub fn sent(&self) -> &str {
        if self.is_range() { "application/octet-stream" } else { &self.name }
    }

    /// Whether the body is JSON.
    pub fn is_json(&self) -> bool {
        self.encoding == BodyEncoding::Json
    }

    /// Whether the body is a stream of events.
    pub fn is_events(&self) -> bool {
        self.encoding == BodyEncoding::Events
    }

    /// Whether the body is a form, of either kind.
    pub fn is_form(&self) -> bool {
        matches!(self.encoding, BodyEncoding::Multipart | BodyEncoding::Form)
    }

    /// Whether the body is a form with parts.
    pub fn is_multipart(&self) -> bool {
        self.encoding == BodyEncoding::Multipart
    }
}

impl Default for Media {
    fn default() -> Media {
        Media { encoding: BodyEncoding::Json, name: Media::JSON.to_owned() }
    }
}
