//! Conditions beside method and path.

use crate::value::Pattern;

/// Condition on a request beside method and path, which operations with the same route do not share.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum RouteCondition {
    /// The path parameter has this value.
    PathIs(&'static str, &'static str),
    /// The value of the path parameter matches a pattern.
    PathMatches(&'static str, &'static Pattern),
    /// The query parameter has this value.
    QueryIs(&'static str, &'static str),
    /// The query parameter is present.
    HasQuery(&'static str),
    /// The header has this value.
    HeaderIs(&'static str, &'static str),
    /// The header is present.
    HasHeader(&'static str),
}

impl RouteCondition {
    /// Returns true if only one value meets the condition.
    #[cfg(feature = "server")]
    pub(crate) fn is_exact(self) -> bool {
        matches!(self, Self::PathIs(..) | Self::QueryIs(..) | Self::HeaderIs(..))
    }
}

impl PartialEq for RouteCondition {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::PathMatches(name, one), Self::PathMatches(other_name, other)) => {
                name == other_name && one.as_str() == other.as_str()
            }
            (Self::PathIs(name, value), Self::PathIs(other, other_value))
            | (Self::QueryIs(name, value), Self::QueryIs(other, other_value))
            | (Self::HeaderIs(name, value), Self::HeaderIs(other, other_value)) => {
                name == other && value == other_value
            }
            (Self::HasQuery(name), Self::HasQuery(other)) | (Self::HasHeader(name), Self::HasHeader(other)) => {
                name == other
            }
            _ => false,
        }
    }
}

impl Eq for RouteCondition {}
