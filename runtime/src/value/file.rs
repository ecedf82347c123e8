//! Files in the parts of a form.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A file that is sent as a part of a form: name, media type and contents.
///
/// Clones share the contents. `Debug` shows their size only.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    name: String,
    content_type: Option<String>,
    content: Arc<[u8]>,
}

impl File {
    /// A file with this name and these contents.
    pub fn new(name: impl Into<String>, content: impl Into<Arc<[u8]>>) -> Self {
        Self { name: name.into(), content_type: None, content: content.into() }
    }

    /// Sets the media type. `application/octet-stream` unless set.
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// The name that the receiver sees.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The media type, if one was set.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The contents.
    #[must_use]
    pub fn content(&self) -> &[u8] {
        &self.content
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "File({:?}, {} bytes)", self.name, self.content.len())
    }
}

/// How a file looks in JSON, where forms are shown and checked.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Shown<'a> {
    name: std::borrow::Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<std::borrow::Cow<'a, str>>,
    /// Contents that are text.
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<std::borrow::Cow<'a, str>>,
    /// Contents that are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    base64: Option<String>,
}

/// As an object with `name`, perhaps `content_type`, and `content` or, if that is not text, `base64`.
impl Serialize for File {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = std::str::from_utf8(&self.content).ok();
        Shown {
            name: self.name.as_str().into(),
            content_type: self.content_type.as_deref().map(Into::into),
            content: text.map(Into::into),
            base64: text.is_none().then(|| STANDARD.encode(&self.content)),
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

/// A struct that is sent as a form.
pub trait Form {
    /// The parts, in the order of the fields. Fields without a value have none.
    fn parts(&self) -> Parts<'_>;
}

/// The parts of a form.
#[derive(Debug, Default)]
pub struct Parts<'a> {
    parts: Vec<(&'static str, Part<'a>)>,
}

/// One part of a form.
#[derive(Debug)]
#[non_exhaustive]
pub enum Part<'a> {
    /// A plain value, as text.
    Text(String),
    /// A file.
    File(&'a File),
}

impl<'a> Parts<'a> {
    /// No parts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a plain value, if there is one.
    #[must_use]
    pub fn text(mut self, name: &'static str, value: Option<&impl fmt::Display>) -> Self {
        self.parts.extend(value.map(|value| (name, Part::Text(value.to_string()))));
        self
    }

    /// Adds a file, if there is one.
    #[must_use]
    pub fn file(mut self, name: &'static str, file: Option<&'a File>) -> Self {
        self.parts.extend(file.map(|file| (name, Part::File(file))));
        self
    }

    /// The parts with their names.
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

        for wrong in [json!({ "name": "a" }), json!({ "name": "a", "base64": "?" }), json!("a")] {
            assert!(serde_json::from_value::<File>(wrong).is_err());
        }
    }

    #[test]
    fn fields_without_a_value_have_no_part() {
        let file = File::new("a", vec![]);
        let parts = Parts::new().text("size", Some(&3)).text("mode", None::<&String>).file("file", Some(&file));
        assert_eq!(parts.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["size", "file"]);
    }
}
