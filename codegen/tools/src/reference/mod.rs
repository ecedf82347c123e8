//! The reference: static pages about everything that the specification says. They work from a disk, without
//! a server, and without scripts except for the search and the choice of colors.
//!
//! | module | what it does |
//! |---|---|
//! | `sitemap` | the page and the anchor of each definition |
//! | `text` | Markdown and patterns to HTML; the only thing that is not escaped |
//! | `scene` | what all parts of a page need; links, sources, limits |
//! | `rows` | parameters, fields, variants and values; trees |
//! | `operations`, `examples`, `rust_names` | an operation |
//! | `types` | a type at home |
//! | `pages` | overview, errors, permissions, errata |
//! | `marks`, `changes` | what changed, at its place and as a page |
//! | `frame` | head and navigation |
//! | `search` | the index of the search |
//!
//! Decisions are taken here, the looks in `templates/reference`.

mod changes;
mod examples;
mod frame;
mod marks;
mod operations;
mod pages;
mod resources;
mod rows;
mod rust_names;
mod scene;
mod search;
mod sitemap;
mod text;
mod types;

use std::collections::BTreeMap;

use askama::Template;

use crate::diff::{self, Definition, Report, Site};
use frame::{Frame, Frames};
use marks::{Card, Marks};
use operations::OperationView;
use scene::{Entry, Scene};
use sitemap::{CHANGES, ERRATA, ERRORS, INDEX, PERMISSIONS, SHARED, Sitemap, anchor, group_page, types_page};
use specwright_language::ir::{Api, Group, GroupId, Operation};
use specwright_rust::{Bug, Planned};
use text::Html;
use types::TypeView;

/// The page of a group.
#[derive(Template)]
#[template(path = "reference/group.html")]
struct GroupPage<'a> {
    frame: Frame<'a>,
    id: String,
    family: &'a str,
    doc: Html,
    cards: Vec<Card>,
    /// Method, address, name, first words, and whether it is deprecated.
    summary: Vec<(&'static str, String, Html, Html, bool)>,
    operations: Vec<OperationView>,
    resources: Vec<Entry>,
    types: Vec<TypeView>,
}

/// All files by path.
pub(crate) fn pages(api: &Api, report: Option<&Report>) -> Result<BTreeMap<String, String>, Bug> {
    let root = diff::tree(api, &BTreeMap::new());
    let sitemap = Sitemap::of(&root);
    let marks = report.map(|report| Marks::of(report, &sitemap)).unwrap_or_default();
    let frames = Frames::of(api, &sitemap, &marks, report);
    let plan = specwright_rust::plan::fill::plan(api);
    let planned = Planned::new(api, &plan);
    let scene = Scene {
        api,
        sitemap: &sitemap,
        marks: &marks,
        plan: &plan,
        planned: &planned,
        page: String::new(),
        family: None,
    };
    let book = Book { scene, root: &root, frames: &frames };
    let groups = root.children.iter().filter(|child| child.site == Site::Group);
    let groups = groups.filter_map(|definition| definition.group.split_once('.'));
    std::thread::scope(|threads| {
        // Printing snippets takes the most time, so that groups are written side by side.
        let book = &book;
        let pages: Vec<_> = groups.map(|(family, name)| threads.spawn(move || book.group(family, name))).collect();
        let mut files = book.common()?;
        if let Some(report) = report {
            let page = changes::page(frames.frame(CHANGES, "Changes"), report, &marks, &sitemap);
            files.insert(CHANGES.to_owned(), page.render()?);
        }
        for page in pages {
            files.extend([page.join().map_err(|_| Bug::panicked())??]);
        }
        Ok(files)
    })
}

/// What all pages are written from.
struct Book<'a> {
    /// Of no page yet.
    scene: Scene<'a>,
    root: &'a Definition,
    frames: &'a Frames<'a>,
}

impl<'a> Book<'a> {
    fn scene(&self, page: &str, family: Option<&'a str>) -> Scene<'a> {
        Scene { page: page.to_owned(), family, ..self.scene.clone() }
    }

    /// Everything but the pages of groups.
    fn common(&self) -> Result<BTreeMap<String, String>, Bug> {
        let api = self.scene.api;
        let frame = |page: &str, title: &str| self.frames.frame(page, title);
        let scene = |page| self.scene(page, None);
        let mut files = vec![
            ("reference.css".to_owned(), include_str!("../../templates/reference/reference.css").to_owned()),
            ("reference.js".to_owned(), include_str!("../../templates/reference/reference.js").to_owned()),
            ("search-index.js".to_owned(), search::index(api, self.root, self.scene.sitemap)),
            (INDEX.to_owned(), scene(INDEX).index(frame(INDEX, &api.title)).render()?),
            (ERRORS.to_owned(), scene(ERRORS).errors(frame(ERRORS, "Errors")).render()?),
            (PERMISSIONS.to_owned(), scene(PERMISSIONS).permissions(frame(PERMISSIONS, "Permissions")).render()?),
            (ERRATA.to_owned(), scene(ERRATA).errata(frame(ERRATA, "Errata"), self.root).render()?),
        ];
        let families = api.families.iter().map(|family| Some(family.name.as_str()));
        for family in families.chain([None]) {
            let page = types_page(family);
            let scene = self.scene(&page, family);
            let types = scene.types(self.root);
            if !types.is_empty() {
                let title = family.map_or("Shared types".to_owned(), |family| format!("Types of {family}"));
                let text = scene.shared_types(frame(&page, &title), family.unwrap_or(SHARED), types).render()?;
                files.push((page, text));
            }
        }
        Ok(files.into_iter().collect())
    }

    /// The page of a group.
    fn group(&self, family: &'a str, name: &'a str) -> Result<(String, String), Bug> {
        let page = group_page(family, name);
        let (api, scene) = (self.scene.api, self.scene(&page, Some(family)));
        let path = format!("groups.{family}.{name}");
        let is_it = |group: &&Group| group.name.value == name && api.family(group.family).name.value == family;
        let found = (0u32..).map(GroupId).zip(&api.groups).find(|(_, group)| is_it(group));
        let doc = found.map(|(_, group)| scene.doc(&group.doc)).unwrap_or_default();
        let operations: Vec<&Operation> =
            api.operations.iter().filter(|operation| is_it(&api.group(operation.group))).collect();
        let summary = operations.iter().map(|operation| {
            let (method, href) = (operation.route.method.as_str(), scene.href(&api.operation_id(operation)));
            let route = operations::route(&operation.route);
            (method, href, route, scene.summary(&operation.doc), operation.deprecated.is_some())
        });
        let view = GroupPage {
            frame: self.frames.frame(&page, &operations::title(name)),
            id: anchor(&path),
            family,
            doc,
            cards: scene.cards(&path),
            summary: summary.collect(),
            operations: operations.iter().map(|one| scene.operation(one)).collect::<Result<_, _>>()?,
            resources: found.map(|(id, _)| scene.resources(id)).unwrap_or_default(),
            types: scene.types(self.root),
        };
        Ok((page, view.render()?))
    }
}
