//! What a document is for: the options of the export.

/// A version of OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// 3.0.3, which most tools read.
    V30,
    /// 3.1.0, with JSON Schema proper.
    V31,
}

/// What a document is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flavor {
    /// To be read: enums are open, objects may have further fields, and an optional field of a response may be null.
    Docs(Version),
    /// To generate requests and check responses, as a strict server does: no additional fields, listed values only,
    /// and bounds of all numbers.
    Strict(Version),
    /// To generate clients from, in OpenAPI 3.0.3: only constructs that common generators understand.
    Portable(Portable),
}

/// Choices of the portable flavor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Portable {
    /// Form of types that a tag tells apart.
    pub unions: Unions,
    /// What some generators cannot read at all, to be left out.
    pub without: Vec<Without>,
}

/// Form of a type that a tag tells apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unions {
    /// One object with the fields of all variants, all optional. Unknown tags are valid.
    #[default]
    Flat,
    /// `oneOf` with a discriminator: a schema for each variant. Unknown tags are invalid.
    OneOf,
}

/// A construct that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Without {
    /// The `default` responses. The responses to other errors remain.
    DefaultResponses,
    /// Operations with a form as request body.
    MultipartOperations,
}

impl Flavor {
    pub(super) fn version(&self) -> Version {
        match self {
            Flavor::Docs(version) | Flavor::Strict(version) => *version,
            Flavor::Portable(_) => Version::V30,
        }
    }

    pub(super) fn portable(&self) -> Option<&Portable> {
        match self {
            Flavor::Portable(portable) => Some(portable),
            _ => None,
        }
    }
}
