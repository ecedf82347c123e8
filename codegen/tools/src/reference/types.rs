//! Types at home: on the page of their group, or on one of types that several groups share.

use askama::Template;
use askama::filters::HtmlSafe;

use super::marks::{Badge, Card};
use super::rows::{Row, openness};
use super::scene::{Notes, Scene, id};
use super::text::{Html, code, html};
use crate::diff::{Definition, Site};
use specwright_language::ir::*;
use specwright_rust::names;

/// A type with its rows.
#[derive(Template)]
#[template(path = "reference/type.html")]
pub(super) struct TypeView {
    pub(super) id: String,
    pub(super) name: String,
    kind: &'static str,
    doc: Html,
    facts: Vec<Html>,
    rust: String,
    /// Operations that send or receive it.
    used_by: Vec<Html>,
    rows: Vec<Row>,
    notes: Notes,
    pub(super) badge: Option<Badge>,
    cards: Vec<Card>,
}

impl HtmlSafe for TypeView {}

impl Scene<'_> {
    /// The types that stand on this page.
    pub(super) fn types(&self, root: &Definition) -> Vec<TypeView> {
        let definitions = root.children.iter().filter(|child| child.site == Site::Type);
        // Both have the order of the specification.
        let here = self.api.type_ids().zip(definitions);
        let here = here.filter(|(_, definition)| self.sitemap.page(&definition.path) == Some(&self.page));
        here.map(|(type_id, definition)| self.ty(type_id, definition)).collect()
    }

    fn ty(&self, type_id: TypeId, definition: &Definition) -> TypeView {
        let (ty, path) = (self.api.ty(type_id), definition.path.as_str());
        let module = self.module(ty.family.map(|family| self.api.family(family).name.as_str()));
        let (kind, facts) = match &ty.kind {
            TypeKind::Struct(_) => ("struct", Vec::new()),
            TypeKind::Enum(one) if one.of_integers => ("enum of numbers", openness(one)),
            TypeKind::Enum(one) => ("enum", openness(one)),
            TypeKind::Union(union) => {
                let more = if union.open { "further variants may appear" } else { "no other variants" };
                ("union", vec![html!("told apart by {}", code(&union.tag)), html!("{}", more)])
            }
        };
        TypeView {
            id: id(path),
            name: ty.name.value.clone(),
            kind,
            doc: self.doc(&ty.doc),
            facts,
            rust: format!("{}::{module}::{}", self.plan.crates.model, names::type_name(ty)),
            used_by: definition.reach.iter().map(|reached| self.reached(&reached.operation, reached.usage)).collect(),
            rows: self.home_rows(type_id),
            notes: self.notes(Some(&ty.source), &ty.errata),
            badge: self.badge(path),
            cards: self.cards(path),
        }
    }

    fn reached(&self, operation: &str, usage: Usage) -> Html {
        let way = match (usage.request, usage.response) {
            (true, true) => "sent and received",
            (true, false) => "sent",
            _ => "received",
        };
        html!("{} {}", self.path_link(operation), way)
    }
}
