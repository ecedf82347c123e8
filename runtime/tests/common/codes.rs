//! The error codes that are documented.

use specwright_runtime::value::UnknownValue;
use specwright_runtime::{ErrorClass, ErrorCode, ErrorCodeInfo, string_enum};

/// Codes of the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ThingCode {
    Gone,
    Odd,
    Missing,
    Unknown(UnknownValue),
}

string_enum!(open ThingCode { Gone => "T.0410", Odd => "410001", Missing => "T.0004" });

impl ErrorCode for ThingCode {
    const CATALOG: &'static [ErrorCodeInfo] = &[
        ErrorCodeInfo {
            code: "T.0410",
            status: 410,
            message: "gone",
            meaning: "The thing was taken away.",
            remedy: Some("Look for another one."),
            ..ErrorCodeInfo::BASE
        },
        ErrorCodeInfo { code: "410001", status: 409, message: "odd", meaning: "It is odd.", ..ErrorCodeInfo::BASE },
        ErrorCodeInfo {
            code: "T.0004",
            status: 400,
            message: "no such thing",
            meaning: "There is none.",
            class: Some(ErrorClass::NotFound),
            ..ErrorCodeInfo::BASE
        },
    ];
}

/// Codes of what stands in front of the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DoorCode {
    Slow,
    Unknown(UnknownValue),
}

string_enum!(open DoorCode { Slow => "309" });

impl ErrorCode for DoorCode {
    const CATALOG: &'static [ErrorCodeInfo] = &[ErrorCodeInfo {
        code: "309",
        status: 429,
        message: "slow down",
        meaning: "Too many requests.",
        remedy: Some("Wait,\nthen try again."),
        ..ErrorCodeInfo::BASE
    }];
}
