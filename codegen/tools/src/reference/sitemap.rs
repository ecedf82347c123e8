//! The page of each definition, and how pages link to it. The anchor of a definition is its path, as
//! reports of changes name it, so that marks find their place by name alone.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::diff::{Definition, Site};

/// The page that says what the reference is, with everything that operations have in common.
pub(super) const INDEX: &str = "index.html";
pub(super) const ERRORS: &str = "errors.html";
pub(super) const PERMISSIONS: &str = "permissions.html";
pub(super) const ERRATA: &str = "errata.html";
pub(super) const CHANGES: &str = "changes.html";

/// Sections that exist whether there is anything in them or not.
const SECTIONS: &[(&str, &str)] = &[
    ("families", INDEX),
    ("hosts", INDEX),
    ("auth", INDEX),
    ("client_parameters", INDEX),
    ("documents", INDEX),
    ("error_styles", ERRORS),
    ("error_codes", ERRORS),
    ("permissions", PERMISSIONS),
    ("errata", ERRATA),
];

/// The page of a group.
pub(super) fn group_page(family: &str, group: &str) -> String {
    format!("{family}/{group}.html")
}

/// The page of types that belong to no group; the hyphen keeps it apart from the pages of groups.
pub(super) fn types_page(family: Option<&str>) -> String {
    match family {
        Some(family) => format!("{family}/shared-types.html"),
        None => "shared-types.html".to_owned(),
    }
}

/// The pages by the paths of the definitions on them.
pub(super) struct Sitemap {
    pages: BTreeMap<String, String>,
}

impl Sitemap {
    pub(super) fn of(root: &Definition) -> Sitemap {
        let sections = SECTIONS.iter().map(|(section, page)| ((*section).to_owned(), (*page).to_owned()));
        let mut sitemap = Sitemap { pages: sections.collect() };
        sitemap.pages.insert(root.path.clone(), INDEX.to_owned());
        for definition in &root.children {
            let page = page(definition);
            if definition.site == Site::Type && page.ends_with("shared-types.html") {
                // The page as a whole stands where reports have the group.
                sitemap.pages.insert(definition.group.clone(), page.clone());
            }
            sitemap.add(definition, &page);
        }
        sitemap
    }

    fn add(&mut self, definition: &Definition, page: &str) {
        self.pages.insert(definition.path.clone(), page.to_owned());
        definition.children.iter().for_each(|child| self.add(child, page));
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.pages.contains_key(path)
    }

    /// The page of a definition.
    pub(super) fn page(&self, path: &str) -> Option<&str> {
        self.pages.get(path).map(String::as_str)
    }

    /// All definitions with their pages.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pages.iter().map(|(path, page)| (path.as_str(), page.as_str()))
    }

    /// How a page links to a definition.
    pub(super) fn href(&self, from: &str, path: &str) -> Option<String> {
        let page = self.page(path)?;
        let anchor = anchor(path);
        Some(if page == from { format!("#{anchor}") } else { format!("{}#{anchor}", link(from, page)) })
    }
}

/// The page of a top-level definition.
fn page(definition: &Definition) -> String {
    match definition.site {
        Site::Group | Site::Resource | Site::Operation | Site::Type => match definition.group.split_once('.') {
            Some((family, group)) => group_page(family, group),
            None if definition.group == SHARED => types_page(None),
            None => types_page(Some(&definition.group)),
        },
        Site::ErrorStyle | Site::ErrorCatalog => ERRORS.to_owned(),
        Site::Permission => PERMISSIONS.to_owned(),
        Site::Erratum => ERRATA.to_owned(),
        _ => INDEX.to_owned(),
    }
}

/// What reports call the group of types that belong to no family.
pub(super) const SHARED: &str = "shared";

/// The way from a page to the directory of all pages.
pub(super) fn root(from: &str) -> &'static str {
    if from.contains('/') { "../" } else { "" }
}

/// How a page links to another one.
pub(super) fn link(from: &str, to: &str) -> String {
    format!("{}{to}", root(from))
}

/// A path as an id: what may not stand in the address of a part of a page is written as `~20~`.
pub(super) fn anchor(path: &str) -> String {
    let mut id = String::with_capacity(path.len());
    for c in path.chars() {
        if c.is_ascii_alphanumeric() || "._-:".contains(c) {
            id.push(c);
        } else {
            // Writing to a String cannot fail.
            let _ = write!(id, "~{:x}~", u32::from(c));
        }
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_fit_for_addresses_and_as_different_as_paths() {
        assert_eq!(anchor("v1.Thing.some-name"), "v1.Thing.some-name");
        assert_eq!(anchor("v1.Thing.a b/ü~"), "v1.Thing.a~20~b~2f~~fc~~7e~");
        assert_ne!(anchor("a~20~b"), anchor("a b"));
    }

    #[test]
    fn links_lead_out_of_the_directories_of_families() {
        assert_eq!(link("v1/things.html", ERRATA), "../errata.html");
        assert_eq!(link(INDEX, "v1/things.html"), "v1/things.html");
    }
}
