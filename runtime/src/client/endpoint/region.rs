//! Regions.

use std::borrow::Cow;
use std::fmt;

/// Region such as `eu-west-101`, as it appears in host names.
///
/// Accepts any name, since new regions open between releases of this crate. Building the client rejects names
/// that are not valid in a host name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Region(Cow<'static, str>);

impl Region {
    /// Creates a region from its name.
    #[must_use]
    pub fn new(name: impl Into<Cow<'static, str>>) -> Self {
        Self(name.into())
    }

    /// Creates a region in a constant.
    #[must_use]
    pub const fn from_static(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// Returns the name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns true if the name is valid in a host name: letters, digits and inner hyphens.
    pub(crate) fn is_valid(&self) -> bool {
        let name = self.as_str();
        !name.is_empty()
            && name.len() <= 63
            && !name.starts_with('-')
            && !name.ends_with('-')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl AsRef<str> for Region {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Region {
    fn from(name: &str) -> Self {
        Self(Cow::Owned(name.to_owned()))
    }
}

impl From<String> for Region {
    fn from(name: String) -> Self {
        Self(Cow::Owned(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_to_fit_into_host_names() {
        const NORTH: Region = Region::from_static("cn-north-4");
        assert!(NORTH.is_valid());
        for name in ["", "-a", "a-", "a.b", "a/b", "ä", "evil.example/?"] {
            assert!(!Region::from(name).is_valid(), "{name}");
        }
    }
}
