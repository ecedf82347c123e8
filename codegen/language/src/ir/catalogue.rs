//! Error codes and permissions, resolved.

use super::{Api, ErratumId, HostAddress, Source};
use crate::raw::ErrorClass;
use crate::source::Spanned;

ids! {
    /// A catalogue in [`Api::error_catalogues`].
    ErrorCatalogueId
    /// A permission in [`Api::permissions`].
    PermissionId
}

impl Api {
    pub fn error_catalogue(&self, id: ErrorCatalogueId) -> &ErrorCatalogue {
        &self.error_catalogues[id.0 as usize]
    }

    pub fn permission(&self, id: PermissionId) -> &Permission {
        &self.permissions[id.0 as usize]
    }

    /// The regions of all hosts; those of several hosts stand several times.
    pub fn regions(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.hosts.iter().flat_map(|host| match &host.address {
            HostAddress::Regional { regions, .. } => regions.as_slice(),
            HostAddress::Explicit(_) => &[],
        })
    }
}

#[derive(Debug)]
pub struct ErrorCatalogue {
    pub name: Spanned<String>,
    pub doc: String,
    pub source: Source,
    pub codes: Vec<ErrorCode>,
    pub errata: Vec<ErratumId>,
}

#[derive(Debug)]
pub struct ErrorCode {
    /// The code as it stands on the wire.
    pub name: Spanned<String>,
    pub rust_name: Spanned<String>,
    pub status: u16,
    /// What kind of refusal it is, where the status does not tell.
    pub kind: Option<ErrorClass>,
    pub message: String,
    pub doc: String,
    pub remedy: Option<String>,
    /// Where it is documented, when it is not where the catalogue is.
    pub source: Option<Source>,
    pub errata: Vec<ErratumId>,
}

#[derive(Debug)]
pub struct Permission {
    /// The action: `things:create`.
    pub name: Spanned<String>,
    pub doc: String,
    pub source: Source,
}
