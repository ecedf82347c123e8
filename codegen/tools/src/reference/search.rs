//! The index that the search of the pages goes through: a script, since pages that are opened from a disk
//! cannot fetch anything.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::sitemap::{Sitemap, anchor};
use crate::diff::{Definition, Site};
use crate::words::one_line;
use specwright_language::ir::Api;

/// Kinds of what can be found, the first of which come first among what fits equally well.
const KINDS: &[&str] = &[
    "operation",
    "type",
    "group",
    "resource",
    "error code",
    "permission",
    "parameter",
    "field",
    "value",
    "erratum",
    "setting",
];

fn kind(site: Site) -> Option<&'static str> {
    Some(match site {
        Site::Operation => "operation",
        Site::Type => "type",
        Site::Group | Site::Family => "group",
        Site::Resource => "resource",
        Site::ErrorCode | Site::ErrorCatalog | Site::ErrorStyle => "error code",
        Site::Permission => "permission",
        Site::Parameter => "parameter",
        Site::Field => "field",
        Site::Value | Site::Variant => "value",
        Site::Erratum => "erratum",
        Site::Host | Site::Auth | Site::ClientParameter => "setting",
        Site::Api | Site::Region | Site::Document | Site::Body | Site::Response | Site::Example => return None,
    })
}

/// The script. An entry has the number of its kind, the number of its page, its anchor, its name, and what
/// else is known of it.
pub(super) fn index(api: &Api, root: &Definition, sitemap: &Sitemap) -> String {
    let mut index = Index { sitemap, pages: BTreeMap::new(), entries: Vec::new() };
    let routes: BTreeMap<String, String> = api
        .operations
        .iter()
        .map(|operation| {
            let route = format!("{} {}", operation.route.method.as_str(), operation.route.path);
            (api.operation_id(operation), route)
        })
        .collect();
    index.add(root, None, &routes);
    let mut pages: Vec<(&str, usize)> = index.pages.iter().map(|(page, number)| (page.as_str(), *number)).collect();
    pages.sort_by_key(|(_, number)| *number);
    let pages: Vec<&str> = pages.into_iter().map(|(page, _)| page).collect();
    let data = json!({ "kinds": KINDS, "pages": pages, "entries": index.entries });
    format!("\"use strict\";\nwindow.referenceIndex = {data};\n")
}

struct Index<'a> {
    sitemap: &'a Sitemap,
    pages: BTreeMap<String, usize>,
    entries: Vec<Value>,
}

impl Index<'_> {
    fn add(&mut self, definition: &Definition, parent: Option<&Definition>, routes: &BTreeMap<String, String>) {
        let number = kind(definition.site).and_then(|kind| KINDS.iter().position(|known| *known == kind));
        if let (Some(kind), Some(page)) = (number, self.sitemap.page(&definition.path)) {
            let next = self.pages.len();
            let page = *self.pages.entry(page.to_owned()).or_insert(next);
            let name = definition.name.rsplit_once('.').filter(|_| definition.site == Site::Parameter);
            let name = name.map_or(definition.name.as_str(), |(_, name)| name);
            let text = |fact| one_line(definition.fact(fact).unwrap_or_default(), 90);
            let more = match (definition.site, routes.get(&definition.path)) {
                (Site::Operation, Some(route)) => route.clone(),
                (Site::Erratum, _) => text("title"),
                (Site::ErrorCode, _) => text("message"),
                (Site::Permission, _) => text("doc"),
                (Site::Type, _) => definition.group.clone(),
                _ => parent
                    .filter(|parent| parent.site != Site::Api)
                    .map(|parent| parent.path.clone())
                    .unwrap_or_default(),
            };
            self.entries.push(json!([kind, page, anchor(&definition.path), name, more]));
        }
        definition.children.iter().for_each(|child| self.add(child, Some(definition), routes));
    }
}
