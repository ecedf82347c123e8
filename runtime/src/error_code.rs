//! Error codes: their documentation, and the enums that list them.

use crate::error_class::ErrorClass;

/// Documentation of an error code, as plain data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorCodeInfo {
    /// Code on the wire.
    pub code: &'static str,
    /// HTTP status.
    pub status: u16,
    /// Message of the service.
    pub message: &'static str,
    /// Meaning.
    pub meaning: &'static str,
    /// Remedy, if there is one.
    pub remedy: Option<&'static str>,
    /// Error class, if the status does not determine it.
    pub class: Option<ErrorClass>,
    /// Further statuses that the code comes with, and its class there.
    pub also: &'static [(u16, ErrorClass)],
}

impl ErrorCodeInfo {
    /// Internal error without a code, to complete a struct literal: `..ErrorCodeInfo::BASE`. Such literals
    /// stay valid when fields are added.
    pub const BASE: Self =
        Self { code: "", status: 500, message: "", meaning: "", remedy: None, class: None, also: &[] };

    /// Returns the error class: that of the specification, or else that of the documented status.
    #[must_use]
    pub const fn class(&self) -> Option<ErrorClass> {
        match self.class {
            Some(class) => Some(class),
            None => ErrorClass::from_status(self.status),
        }
    }

    /// Returns whether the code comes with a status.
    #[must_use]
    pub fn comes_with(&self, status: u16) -> bool {
        self.status == status || self.also.iter().any(|(also, _)| *also == status)
    }

    /// Returns the class that the specification gives the code at a status.
    #[cfg(feature = "client")]
    pub(crate) fn class_at(&self, status: u16) -> Option<ErrorClass> {
        let also = self.also.iter().find(|(also, _)| *also == status && status != self.status);
        also.map(|(_, class)| *class).or(self.class)
    }
}

/// Catalog of error codes: an open enum, made with [`string_enum!`](crate::string_enum!), with the
/// documentation of its values.
///
/// ```
/// use specwright_runtime::{ErrorCode, ErrorCodeInfo, string_enum, value::UnknownValue};
///
/// #[derive(Debug, Clone, PartialEq, Eq)]
/// pub enum DeskCode {
///     Closed,
///     Unknown(UnknownValue),
/// }
///
/// string_enum!(open DeskCode { Closed => "D.503" });
///
/// impl ErrorCode for DeskCode {
///     const CATALOG: &'static [ErrorCodeInfo] = &[ErrorCodeInfo {
///         code: "D.503",
///         status: 503,
///         message: "closed",
///         meaning: "Nobody is at the desk.",
///         remedy: Some("Come back in the morning."),
///         ..ErrorCodeInfo::BASE
///     }];
/// }
///
/// assert_eq!(DeskCode::Closed.info().unwrap().status, 503);
/// assert_eq!(DeskCode::from("D.999").info(), None);
/// ```
pub trait ErrorCode: AsRef<str> + for<'text> From<&'text str> {
    /// Documentation of each code.
    const CATALOG: &'static [ErrorCodeInfo];

    /// Returns the documentation of this code; `None` if the catalog lacks it.
    fn info(&self) -> Option<&'static ErrorCodeInfo> {
        find(&[Self::CATALOG], self.as_ref())
    }
}

/// Finds a code in catalogs.
pub(crate) fn find(catalogs: &[&'static [ErrorCodeInfo]], code: &str) -> Option<&'static ErrorCodeInfo> {
    catalogs.iter().copied().flatten().find(|info| info.code == code)
}

#[cfg(all(test, feature = "client"))]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_a_class_for_each_of_its_statuses() {
        let also = &[(401, ErrorClass::NotFound)];
        let info = ErrorCodeInfo { code: "X.1", status: 409, also, ..ErrorCodeInfo::BASE };
        assert_eq!([401, 404, 409].map(|status| info.comes_with(status)), [true, false, true]);
        // Where the specification says nothing, the status decides.
        assert_eq!([401, 409].map(|status| info.class_at(status)), [Some(ErrorClass::NotFound), None]);
        let info = ErrorCodeInfo { class: Some(ErrorClass::Conflict), ..info };
        assert_eq!(
            [401, 400].map(|status| info.class_at(status)),
            [ErrorClass::NotFound, ErrorClass::Conflict].map(Some)
        );
    }
}
