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
    pub(crate) fn error_catalogue(&self, id: ErrorCatalogueId) -> &ErrorCatalogue {
        &self.error_catalogues[id.0 as usize]
    }

    pub(crate) fn permission(&self, id: PermissionId) -> &Permission {
        &self.permissions[id.0 as usize]
    }

    /// The regions of all hosts; those of several hosts stand several times.
    pub(crate) fn regions(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.hosts.iter().flat_map(|host| match &host.address {
            HostAddress::Regional { regions, .. } => regions.as_slice(),
            HostAddress::Explicit(_) => &[],
        })
    }
}

#[derive(Debug)]
pub(crate) struct ErrorCatalogue {
    pub(crate) name: Spanned<String>,
    pub(crate) doc: String,
    pub(crate) source: Source,
    pub(crate) codes: Vec<ErrorCode>,
    pub(crate) errata: Vec<ErratumId>,
}

#[derive(Debug)]
pub(crate) struct ErrorCode {
    /// The code as it stands on the wire.
    pub(crate) name: Spanned<String>,
    pub(crate) rust_name: Spanned<String>,
    pub(crate) status: u16,
    /// What kind of refusal it is, where the status does not tell.
    pub(crate) kind: Option<ErrorClass>,
    pub(crate) message: String,
    pub(crate) doc: String,
    pub(crate) remedy: Option<String>,
    /// Where it is documented, when it is not where the catalogue is.
    pub(crate) source: Option<Source>,
    pub(crate) errata: Vec<ErratumId>,
}

#[derive(Debug)]
pub(crate) struct Permission {
    /// The action: `things:create`.
    pub(crate) name: Spanned<String>,
    pub(crate) doc: String,
    pub(crate) source: Source,
}
