//! What is around the content of every page: head, navigation, and what a comparison comes to.

use std::collections::BTreeMap;

use super::marks::{Badge, Marks};
use super::sitemap::{
    CHANGES, ERRATA, ERRORS, INDEX, PERMISSIONS, SHARED, Sitemap, group_page, link, root, types_page,
};
use crate::diff::Report;
use specwright_language::ir::{Api, GroupId};

/// The frame of one page.
pub(super) struct Frame<'a> {
    pub(super) api_title: &'a str,
    pub(super) version: &'a str,
    /// Title of the page.
    pub(super) title: String,
    /// The way to the directory of all pages.
    pub(super) root: &'static str,
    pub(super) families: Vec<NavFamily<'a>>,
    pub(super) pages: Vec<NavLink>,
    /// What is compared: the older side, the newer side, and how much differs.
    pub(super) compared: Option<(&'a str, &'a str, usize)>,
}

pub(super) struct NavFamily<'a> {
    pub(super) name: &'a str,
    pub(super) groups: Vec<NavGroup>,
    pub(super) types: Option<NavLink>,
}

pub(super) struct NavGroup {
    pub(super) link: NavLink,
    pub(super) count: usize,
    /// The operations of the page that is shown.
    pub(super) operations: Vec<(&'static str, NavOperation)>,
}

pub(super) struct NavOperation {
    pub(super) href: String,
    pub(super) title: String,
    pub(super) deprecated: bool,
    pub(super) badge: Option<Badge>,
}

pub(super) struct NavLink {
    pub(super) href: String,
    pub(super) name: String,
    pub(super) current: bool,
    pub(super) badge: Option<Badge>,
}

/// What the navigation of all pages is made of.
pub(super) struct Frames<'a> {
    pub(super) api: &'a Api,
    pub(super) sitemap: &'a Sitemap,
    pub(super) marks: &'a Marks<'a>,
    pub(super) report: Option<&'a Report>,
    /// The worst that happened on each page.
    badges: BTreeMap<String, Badge>,
}

impl<'a> Frames<'a> {
    pub(super) fn of(
        api: &'a Api,
        sitemap: &'a Sitemap,
        marks: &'a Marks<'a>,
        report: Option<&'a Report>,
    ) -> Frames<'a> {
        let mut badges: BTreeMap<String, Badge> = BTreeMap::new();
        for (path, page) in sitemap.all().filter(|(path, _)| !marks.at(path).is_empty()) {
            let Some(badge) = marks.badge(path) else { continue };
            let badge = Badge { word: "changed", ..badge };
            let worst = badges.entry(page.to_owned()).or_insert(badge);
            worst.level = worst.level.min(badge.level);
        }
        Frames { api, sitemap, marks, report, badges }
    }

    pub(super) fn frame(&self, page: &str, title: &str) -> Frame<'a> {
        let mut pages = vec![self.link(page, INDEX, "Overview")];
        pages.extend(
            [(ERRORS, "Errors"), (PERMISSIONS, "Permissions"), (ERRATA, "Errata")]
                .map(|(to, name)| self.link(page, to, name)),
        );
        let shared = types_page(None);
        pages.extend(self.sitemap.has(SHARED).then(|| self.link(page, &shared, "Shared types")));
        pages.extend(self.report.map(|_| self.link(page, CHANGES, "Changes")));
        Frame {
            api_title: &self.api.title,
            version: &self.api.version,
            title: title.to_owned(),
            root: root(page),
            families: self.api.families.iter().map(|family| self.family(page, &family.name.value)).collect(),
            pages,
            compared: self.report.map(|report| (report.old.as_str(), report.new.as_str(), report.findings.len())),
        }
    }

    fn link(&self, from: &str, to: &str, name: &str) -> NavLink {
        NavLink {
            href: link(from, to),
            name: name.to_owned(),
            current: from == to,
            badge: self.badges.get(to).copied(),
        }
    }

    fn family(&self, page: &str, name: &'a str) -> NavFamily<'a> {
        let groups = (0..).map(GroupId).zip(&self.api.groups);
        let groups = groups.filter(|(_, group)| self.api.family(group.family).name.value == name);
        let types = types_page(Some(name));
        let has_types = self.sitemap.all().any(|(_, page)| page == types);
        NavFamily {
            name,
            groups: groups.map(|(id, group)| self.group(page, name, id, &group.name)).collect(),
            types: has_types.then(|| self.link(page, &types, "Types")),
        }
    }

    fn group(&self, page: &str, family: &str, id: GroupId, name: &str) -> NavGroup {
        let to = group_page(family, name);
        let operations = self.api.operations.iter().filter(|operation| operation.group == id);
        let shown = operations.clone().filter(|_| page == to).map(|operation| {
            let path = self.api.operation_id(operation);
            let entry = NavOperation {
                href: self.sitemap.href(page, &path).unwrap_or_default(),
                title: super::operations::title(&operation.name),
                deprecated: operation.deprecated.is_some(),
                badge: self.marks.badge(&path),
            };
            (operation.route.method.as_str(), entry)
        });
        NavGroup {
            link: self.link(page, &to, &super::operations::title(name)),
            count: operations.clone().count(),
            operations: shown.collect(),
        }
    }
}
