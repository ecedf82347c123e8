//! Files, as parts of forms and as whole bodies.

use std::fmt;
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::finite;
#[cfg(any(feature = "client", feature = "server"))]
use crate::media;

/// File, as a part of a form or as a whole body: name, media type and contents.
///
/// The contents are in memory, or read while they are sent. Clones share them. Only contents in memory can be
/// compared and serialized as JSON; `Debug` shows their size only.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    name: String,
    content_type: Option<String>,
    content: Content,
}

#[derive(Clone)]
pub(crate) enum Content {
    Memory(Arc<[u8]>),
    Path(Arc<Path>),
    Reader(Arc<OneReader>),
}

/// Reader that can be taken once.
#[cfg_attr(not(feature = "client"), allow(dead_code, reason = "only the client reads it"))]
pub(crate) struct OneReader {
    pub(crate) length: Option<u64>,
    pub(crate) reader: Mutex<Option<Box<dyn Read + Send>>>,
}

impl File {
    /// Creates a file from a name and contents.
    pub fn new(name: impl Into<String>, content: impl Into<Arc<[u8]>>) -> Self {
        Self::with_content(name.into(), Content::Memory(content.into()))
    }

    /// Creates a file from a local path, which is read whenever it is sent. The receiver sees the last
    /// component of the path as its name, unless [`with_name`](Self::with_name) sets another one.
    pub fn from_path(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Self::with_content(name.unwrap_or_default(), Content::Path(path.into()))
    }

    /// Creates a file from a reader, which is read on a blocking thread. It can be sent once.
    ///
    /// With a `length`, exactly that many bytes are announced and read. Otherwise the file is read to its end
    /// and sent in chunks, which not every server accepts.
    pub fn from_reader(
        name: impl Into<String>,
        length: impl Into<Option<u64>>,
        reader: impl Read + Send + 'static,
    ) -> Self {
        let reader = OneReader { length: length.into(), reader: Mutex::new(Some(Box::new(reader))) };
        Self::with_content(name.into(), Content::Reader(Arc::new(reader)))
    }

    fn with_content(name: String, content: Content) -> Self {
        Self { name, content_type: None, content }
    }

    /// Sets the name.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sets the media type. Defaults to `application/octet-stream` in a form, and as a whole body to the type in the
    /// specification, unless that is a range such as `image/*`: many services reject a file without a type there. A type
    /// with other characters than visible ASCII is sent as the default.
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Returns the name that the receiver sees; empty if there is none. A request whose body is the file has none.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the media type, if it is set. A received file has one if it differs from the default.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// Returns the contents if they are in memory, as those of a received file are.
    #[must_use]
    pub fn content(&self) -> Option<&[u8]> {
        match &self.content {
            Content::Memory(bytes) => Some(bytes),
            Content::Path(_) | Content::Reader(_) => None,
        }
    }

    /// Creates a file from a received body. `usual` is the media type that the specification has for it.
    #[cfg(any(feature = "client", feature = "server"))]
    pub(crate) fn received(headers: &http::HeaderMap, body: &[u8], usual: &str) -> Self {
        let name = crate::disposition::Disposition::of(headers).file_name.unwrap_or_default();
        let media = headers.get(http::header::CONTENT_TYPE).and_then(|media| media.to_str().ok());
        let media = media.filter(|media| ![usual, media::BYTES].contains(&media::essence(media).as_str()));
        match media {
            Some(media) => Self::new(name, body).with_content_type(media),
            None => Self::new(name, body),
        }
    }

    /// Returns the media type as which it is sent where `usual` is the one in the specification.
    #[cfg(any(feature = "client", feature = "server"))]
    pub(crate) fn sent_as<'a>(&'a self, usual: &'a str) -> &'a str {
        let usual = if media::is_range(usual) { media::BYTES } else { usual };
        self.content_type().filter(|text| media::is_sendable(text)).unwrap_or(usual)
    }

    #[cfg(feature = "client")]
    pub(crate) fn source(&self) -> &Content {
        &self.content
    }
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Memory(one), Self::Memory(other)) => one == other,
            (Self::Path(one), Self::Path(other)) => one == other,
            (Self::Reader(one), Self::Reader(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }
}

impl Eq for Content {}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "File({:?}, ", self.name)?;
        match &self.content {
            Content::Memory(bytes) => write!(f, "{} bytes)", bytes.len()),
            Content::Path(path) => write!(f, "at {path:?})"),
            Content::Reader(reader) => match reader.length {
                Some(length) => write!(f, "{length} bytes from a reader)"),
                None => f.write_str("from a reader)"),
            },
        }
    }
}

/// JSON form of a file, for examples and validation.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Shown<'a> {
    #[serde(default, skip_serializing_if = "str::is_empty")]
    name: std::borrow::Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<std::borrow::Cow<'a, str>>,
    /// UTF-8 contents.
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<std::borrow::Cow<'a, str>>,
    /// Other contents.
    #[serde(skip_serializing_if = "Option::is_none")]
    base64: Option<String>,
}

/// Serializes an object with `name` and `content_type` if set, and `content` or, if it is not UTF-8, `base64`.
impl Serialize for File {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(content) = self.content() else {
            let message = format!(
                "the contents of the file {:?} are read when it is sent: use `File::new` for a file that can be serialized",
                self.name
            );
            return Err(S::Error::custom(message));
        };
        let text = std::str::from_utf8(content).ok();
        Shown {
            name: self.name.as_str().into(),
            content_type: self.content_type.as_deref().map(Into::into),
            content: text.map(Into::into),
            base64: text.is_none().then(|| STANDARD.encode(content)),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for File {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let shown = Shown::deserialize(deserializer)?;
        let content = match (shown.content, shown.base64) {
            (Some(text), None) => text.into_owned().into_bytes(),
            (None, Some(text)) => STANDARD.decode(text).map_err(|_| D::Error::custom("`base64` is not Base64"))?,
            _ => return Err(D::Error::custom("a file has either `content` or `base64`")),
        };
        let file = Self::new(shown.name, content);
        Ok(match shown.content_type {
            Some(content_type) => file.with_content_type(content_type),
            None => file,
        })
    }
}

/// Struct that is sent as a form.
pub trait Form {
    /// Returns the parts in the order of the fields. Fields without a value have none.
    fn parts(&self) -> Parts<'_>;
}

/// Parts of a form.
#[derive(Debug, Default)]
pub struct Parts<'a> {
    parts: Vec<(&'static str, Part<'a>)>,
    /// Names of floats that are no numbers.
    #[cfg_attr(not(feature = "client"), allow(dead_code, reason = "only clients send forms"))]
    unsendable: Vec<&'static str>,
}

/// Part of a form.
#[derive(Debug)]
#[non_exhaustive]
pub enum Part<'a> {
    /// Scalar value as a string.
    Text(String),
    /// File.
    File(&'a File),
}

impl<'a> Parts<'a> {
    /// Creates an empty form.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a scalar value, if there is one.
    #[must_use]
    pub fn text(mut self, name: &'static str, value: Option<&impl fmt::Display>) -> Self {
        if let Some(value) = value {
            let text = value.to_string();
            self.unsendable.extend(finite::is_missing(value, &text).then_some(name));
            self.parts.push((name, Part::Text(text)));
        }
        self
    }

    /// Adds a file, if there is one.
    #[must_use]
    pub fn file(mut self, name: &'static str, file: Option<&'a File>) -> Self {
        self.parts.extend(file.map(|file| (name, Part::File(file))));
        self
    }

    /// Returns the names of floats that are no numbers.
    #[cfg(feature = "client")]
    pub(crate) fn unsendable(&self) -> impl Iterator<Item = &'static str> {
        self.unsendable.iter().copied()
    }

    /// Returns the parts with their names.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Part<'a>)> {
        self.parts.iter().map(|(name, part)| (*name, part))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn files_are_shown_as_text_or_base64() {
        let text = File::new("a.json", b"{}".to_vec()).with_content_type("application/json");
        let shown = json!({ "name": "a.json", "content_type": "application/json", "content": "{}" });
        assert_eq!(serde_json::to_value(&text).unwrap(), shown);
        assert_eq!(serde_json::from_value::<File>(shown).unwrap(), text);

        let binary = File::new("a.zip", vec![0xff, 0]);
        let shown = json!({ "name": "a.zip", "base64": "/wA=" });
        assert_eq!(serde_json::to_value(&binary).unwrap(), shown);
        assert_eq!(serde_json::from_value::<File>(shown).unwrap(), binary);
        assert_eq!(format!("{binary:?}"), "File(\"a.zip\", 2 bytes)");

        let nameless = File::new("", b"{}".to_vec());
        assert_eq!(serde_json::to_value(&nameless).unwrap(), json!({ "content": "{}" }));
        assert_eq!(serde_json::from_value::<File>(json!({ "content": "{}" })).unwrap(), nameless);

        for wrong in [json!({ "name": "a" }), json!({ "name": "a", "base64": "?" }), json!("a")] {
            assert!(serde_json::from_value::<File>(wrong).is_err());
        }
    }

    #[test]
    fn files_that_are_not_in_memory_are_what_they_come_from() {
        let path = File::from_path("/a/b.json");
        assert_eq!((path.name(), path.content()), ("b.json", None));
        assert_eq!(format!("{:?}", path.clone().with_name("c")), "File(\"c\", at \"/a/b.json\")");
        assert_eq!(path, File::from_path("/a/b.json"));
        let error = serde_json::to_value(&path).unwrap_err().to_string();
        assert!(error.starts_with("the contents of the file \"b.json\" are read when it is sent"), "{error}");

        let reader = File::from_reader("b.json", 3, &b"abc"[..]);
        assert_eq!(format!("{reader:?}"), "File(\"b.json\", 3 bytes from a reader)");
        assert_eq!(reader, reader.clone());
        assert_ne!(reader, File::from_reader("b.json", 3, &b"abc"[..]));
        assert_ne!(reader, path);
        assert!(serde_json::to_value(&reader).is_err());
    }

    #[test]
    fn fields_without_a_value_have_no_part() {
        let file = File::new("a", vec![]);
        let parts = Parts::new().text("size", Some(&3)).text("mode", None::<&String>).file("file", Some(&file));
        assert_eq!(parts.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["size", "file"]);
    }
}
