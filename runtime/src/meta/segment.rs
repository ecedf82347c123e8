//! Segments of routes.

/// Segment of a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Segment {
    /// Fixed text.
    Literal(&'static str),
    /// Value of the caller.
    Parameter {
        /// Name between the braces.
        name: &'static str,
        /// Encoding of a `/` inside the value.
        slash: SlashEncoding,
    },
    /// Value of the caller between fixed strings, such as `{id}:restart`.
    Within {
        /// Text before the value.
        before: &'static str,
        /// Name between the braces.
        name: &'static str,
        /// Encoding of a `/` inside the value.
        slash: SlashEncoding,
        /// Text after the value.
        after: &'static str,
    },
}

impl Segment {
    /// Returns the name of the parameter; `None` for fixed text.
    #[must_use]
    pub const fn parameter(&self) -> Option<&'static str> {
        match *self {
            Self::Literal(_) => None,
            Self::Parameter { name, .. } | Self::Within { name, .. } => Some(name),
        }
    }
}

#[cfg(any(feature = "client", feature = "server"))]
impl Segment {
    /// Returns the text before the value, the encoding of slashes, and the text after the value; `None` for
    /// fixed text.
    pub(crate) const fn around(&self) -> Option<(&'static str, SlashEncoding, &'static str)> {
        match *self {
            Self::Literal(_) => None,
            Self::Parameter { slash, .. } => Some(("", slash, "")),
            Self::Within { before, slash, after, .. } => Some((before, slash, after)),
        }
    }

    /// Returns the value in a segment of a path, still encoded; `None` if there is no value, or another text
    /// around it.
    pub(crate) fn value<'a>(&self, text: &'a str) -> Option<&'a str> {
        let (before, _, after) = self.around()?;
        text.strip_prefix(before)?.strip_suffix(after).filter(|value| !value.is_empty())
    }
}

/// Encoding of a `/` inside a path parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SlashEncoding {
    /// As `%2F`.
    Percent,
    /// As `:`. A `:` in the value is sent unchanged, and a server decodes every `:` as `/`.
    Colon,
}

#[cfg(all(test, any(feature = "client", feature = "server")))]
mod tests {
    use super::*;

    #[test]
    fn values_are_between_the_texts() {
        let restart = Segment::Within { before: "id-", name: "id", slash: SlashEncoding::Percent, after: ":restart" };
        assert_eq!(restart.value("id-7:restart"), Some("7"));
        assert_eq!(restart.value("id-7:restart:restart"), Some("7:restart"));
        for other in ["id-:restart", "7:restart", "id-7", "id-:restar", ""] {
            assert_eq!(restart.value(other), None, "{other}");
        }
    }
}
