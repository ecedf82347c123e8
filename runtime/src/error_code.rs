//! Error codes: what is documented of them, and the enums that list them.

use crate::error_class::ErrorClass;

/// What is documented of an error code, as plain data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorCodeInfo {
    /// The code as it stands on the wire.
    pub code: &'static str,
    /// The HTTP status that comes with it.
    pub status: u16,
    /// The message that comes with it.
    pub message: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// What the caller can do about it, where there is advice.
    pub remedy: Option<&'static str>,
    /// What kind of refusal it is, where the status does not tell.
    pub class: Option<ErrorClass>,
}

impl ErrorCodeInfo {
    /// An internal error without a code, to fill the rest of a literal: `..ErrorCodeInfo::BASE`.
    /// Literals that end with it stay valid when fields are added.
    pub const BASE: Self = Self { code: "", status: 500, message: "", meaning: "", remedy: None, class: None };

    /// What kind of refusal it is, by the specification or else by the documented status.
    #[must_use]
    pub const fn class(&self) -> Option<ErrorClass> {
        match self.class {
            Some(class) => Some(class),
            None => ErrorClass::from_status(self.status),
        }
    }
}

/// A catalog of error codes: an open enum, made with [`string_enum!`](crate::string_enum!), that
/// knows what is documented of its values.
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
    /// What is documented, code by code.
    const CATALOG: &'static [ErrorCodeInfo];

    /// What is documented of this code; `None` for one that is not in the catalog.
    fn info(&self) -> Option<&'static ErrorCodeInfo> {
        find(&[Self::CATALOG], self.as_ref())
    }
}

/// Looks a code up in some catalogs.
pub(crate) fn find(catalogs: &[&'static [ErrorCodeInfo]], code: &str) -> Option<&'static ErrorCodeInfo> {
    catalogs.iter().copied().flatten().find(|info| info.code == code)
}
