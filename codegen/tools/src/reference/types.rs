//! Types at home: on the page of their group, or on one of types that several groups share.

use askama::Template;
use askama::filters::HtmlSafe;

use super::rows::{Row, openness, presence_rules};
use super::scene::{Entry, Scene};
use super::text::{Html, code, html};
use crate::diff::{Definition, Reach, Site, usage};
use specwright_language::ir::*;
use specwright_rust::names;

/// A type with its rows.
#[derive(Template)]
#[template(path = "reference/type.html")]
pub(super) struct TypeView {
    pub(super) entry: Entry,
    kind: &'static str,
    rust: String,
    /// Operations that send or receive it.
    used_by: Vec<Html>,
    rows: Vec<Row>,
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
            TypeKind::Struct(_) => {
                let extra = ty.extra.as_ref().map(|extra| html!("further fields: {}", self.shape(&extra.ty)));
                ("struct", presence_rules(&ty.rules).chain(extra).collect())
            }
            TypeKind::Enum(one) if one.of_integers => ("enum of numbers", openness(one)),
            TypeKind::Enum(one) => ("enum", openness(one)),
            TypeKind::Id(limits) => {
                let pair = ty.pair.as_ref().map(|by| html!("name and value, separated by {}", code(by)));
                ("id", self.limits(limits).into_iter().chain(pair).collect())
            }
            TypeKind::Union(union) => {
                let more = if union.open { "further variants may appear" } else { "no other variants" };
                ("union", vec![html!("told apart by {}", code(&union.tag)), html!("{}", more)])
            }
            TypeKind::Shaped(union) => {
                let more = if union.open { "further variants may appear" } else { "no other variants" };
                let by = if union.is_outcome() { "status of the response" } else { "shape of the value" };
                ("union", vec![html!("told apart by the {}", by), html!("{}", more)])
            }
        };
        let facts = facts.into_iter().chain(self.releases(Some(&ty.source))).collect();
        let notes = self.notes(Some(&ty.source), &ty.errata);
        TypeView {
            entry: Entry { facts, notes, ..self.entry(path, &ty.name, &ty.doc) },
            kind,
            rust: format!("{}::{module}::{}", self.plan.crates.model, names::type_name(ty)),
            used_by: definition.reach.iter().map(|reach| self.reached(reach)).collect(),
            rows: self.home_rows(type_id),
        }
    }

    fn reached(&self, reach: &Reach) -> Html {
        html!("{} {}", self.path_link(&reach.operation), usage(reach.usage()))
    }
}
