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
    /// Several values of the caller with fixed strings between them, such as `{name}.{format}`.
    Several {
        /// Text before the first value.
        before: &'static str,
        /// The values. The last of several equal strings between two of them counts: `a.b.json` is `a.b` and `json`.
        values: &'static [SegmentValue],
    },
}

/// One of several values in a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "generated crates construct it in constants")]
pub struct SegmentValue {
    /// Name between the braces.
    pub name: &'static str,
    /// Encoding of a `/` inside the value.
    pub slash: SlashEncoding,
    /// Text after the value, which is not empty before another value.
    pub after: &'static str,
}

impl Segment {
    /// Returns the name of the only parameter; `None` for fixed text, and for several parameters.
    #[must_use]
    pub const fn parameter(&self) -> Option<&'static str> {
        match *self {
            Self::Literal(_) | Self::Several { .. } => None,
            Self::Parameter { name, .. } | Self::Within { name, .. } => Some(name),
        }
    }

    /// Returns the names of all parameters, in order.
    pub fn parameters(&self) -> impl Iterator<Item = &'static str> + use<> {
        let values: &'static [SegmentValue] = match *self {
            Self::Several { values, .. } => values,
            _ => &[],
        };
        self.parameter().into_iter().chain(values.iter().map(|value| value.name))
    }
}

#[cfg(any(feature = "client", feature = "server"))]
impl Segment {
    /// Returns the text before the only value, the encoding of slashes, and the text after the value.
    pub(crate) const fn around(&self) -> Option<(&'static str, SlashEncoding, &'static str)> {
        match *self {
            Self::Literal(_) | Self::Several { .. } => None,
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

    /// Returns true if a segment of a path is this one.
    #[cfg(feature = "server")]
    pub(crate) fn fits(&self, text: &str) -> bool {
        match *self {
            Self::Literal(literal) => literal == text,
            Self::Several { before, values } => split(before, values, text).is_some(),
            Self::Parameter { .. } | Self::Within { .. } => self.value(text).is_some(),
        }
    }

    /// Returns the fixed strings around the values; `None` for fixed text alone.
    #[cfg(feature = "server")]
    pub(crate) fn texts(&self) -> Option<Vec<&'static str>> {
        match *self {
            Self::Literal(_) => None,
            Self::Several { before, values } => {
                Some([before].into_iter().chain(values.iter().map(|value| value.after)).collect())
            }
            Self::Parameter { .. } | Self::Within { .. } => self.around().map(|(before, _, after)| vec![before, after]),
        }
    }
}

/// Returns the values in a segment of a path, still encoded; `None` if one is empty, or there is another text around
/// them. The last of several equal strings between two values counts.
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) fn split<'a>(before: &str, values: &[SegmentValue], text: &'a str) -> Option<Vec<&'a str>> {
    let (last, inner) = values.split_last()?;
    let mut rest = text.strip_prefix(before)?.strip_suffix(last.after)?;
    let mut found = Vec::with_capacity(values.len());
    for value in inner.iter().rev() {
        let (left, right) = rest.rsplit_once(value.after)?;
        found.push(right);
        rest = left;
    }
    found.push(rest);
    found.reverse();
    found.iter().all(|value| !value.is_empty()).then_some(found)
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

    #[test]
    fn the_last_text_between_two_values_counts() {
        const fn value(after: &'static str) -> SegmentValue {
            SegmentValue { name: "x", slash: SlashEncoding::Percent, after }
        }
        let split = |text: &'static str| split("v", &[value("..."), value("."), value("")], text);
        assert_eq!(split("va...b.c"), Some(vec!["a", "b", "c"]));
        assert_eq!(split("va...b...c.d.e"), Some(vec!["a...b", "c.d", "e"]));
        for other in ["a...b.c", "va.b.c", "va...b.", "v...b.c", "va...b", "v", ""] {
            assert_eq!(split(other), None, "{other}");
        }
    }
}
