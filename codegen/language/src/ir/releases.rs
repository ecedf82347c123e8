//! Releases that have an entry, in words.

use super::{Api, Source};

impl Api {
    /// Returns the releases that have an entry, one phrase per document: "since the Terminal 2.1.0".
    pub fn releases(&self, source: &Source) -> Vec<String> {
        let releases = source.releases.iter().map(|releases| {
            let title = self.documents.get(releases.document).map_or("", |document| &document.title);
            match (&releases.since, &releases.until) {
                (Some(since), Some(until)) => format!("from {title} {since} to {until}"),
                (Some(since), None) => format!("since {title} {since}"),
                (None, Some(until)) => format!("up to {title} {until}"),
                (None, None) => String::new(),
            }
        });
        releases.collect()
    }

    /// Returns the sources of everything that can have releases.
    pub fn sources_with_releases(&self) -> impl Iterator<Item = &Source> {
        let operations = self.operations.iter().flat_map(|operation| {
            let parameters = operation.parameters.iter().filter_map(|parameter| parameter.source.as_ref());
            std::iter::once(&operation.source).chain(parameters)
        });
        let types = self.types.iter().flat_map(|ty| {
            let fields = self.struct_of(ty).iter().map(|field| &field.source);
            let values = match &ty.kind {
                super::TypeKind::Enum(all) => all.values.as_slice(),
                _ => &[],
            };
            let values = values.iter().filter_map(|value| value.source.as_ref());
            std::iter::once(&ty.source).chain(fields).chain(values)
        });
        let codes =
            self.error_catalogs.iter().flat_map(|catalog| &catalog.codes).filter_map(|code| code.source.as_ref());
        let permissions = self.permissions.iter().map(|permission| &permission.source);
        operations.chain(types).chain(codes).chain(permissions).filter(|source| !source.releases.is_empty())
    }
}
