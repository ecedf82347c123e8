//! Parameters, fields, variants and values as rows. At the home of a type each row has an anchor, and named types
//! are links. In the trees of operations named types open in place, down to where one contains itself.

use std::collections::BTreeSet;

use askama::Template;
use askama::filters::HtmlSafe;
use serde_json::Value;

use super::marks::{Badge, Card, is_of_gone_row};
use super::scene::{Notes, Scene};
use super::sitemap::anchor;
use super::text::{Html, code, html, listed};
use crate::diff::Finding;
use specwright_language::ir::*;
use specwright_language::raw::{ParameterStyle, Presence, Slash};

/// One line of a list, with everything that is known of it.
#[derive(Default, Template)]
#[template(path = "reference/row.html")]
pub(super) struct Row {
    /// Id of the element; empty in trees.
    id: String,
    name: String,
    /// Where the name leads to: in trees to the home, at home to itself.
    link: String,
    ty: Html,
    /// Classes and words.
    flags: Vec<(&'static str, Html)>,
    badge: Option<Badge>,
    doc: Html,
    facts: Vec<Html>,
    notes: Notes,
    cards: Vec<Card>,
    inner: Option<Inner>,
    is_gone: bool,
}

impl HtmlSafe for Row {}

/// What opens inside of a row.
pub(super) struct Inner {
    pub(super) summary: Html,
    pub(super) rows: Vec<Row>,
    open: bool,
    /// Values of an enum, which have little to say.
    brief: bool,
}

/// The way from the top of a tree to where it is being written.
#[derive(Default)]
pub(super) struct Walk {
    stack: Vec<TypeId>,
    seen: BTreeSet<TypeId>,
}

/// Types with at most this many rows open wherever they occur; larger ones once in a tree.
const SMALL: usize = 8;

/// How deep types open in place.
const DEEPEST: usize = 16;

/// Structs with at most this many fields have the inner ones open, so readers need not open a tree to see
/// a single branch.
const FEW: usize = 3;

impl<'a> Scene<'a> {
    /// The rows of a type at its home.
    pub(super) fn home_rows(&self, type_id: TypeId) -> Vec<Row> {
        let path = self.type_path(type_id);
        let mut rows = self.rows(type_id, None);
        rows.extend(self.gone(&path));
        rows
    }

    /// What is gone from a definition, as rows where it stood.
    pub(super) fn gone(&self, path: &str) -> Vec<Row> {
        let here = self.marks.at(path).iter().filter(|finding| is_of_gone_row(finding));
        let row = |finding: &&Finding| {
            let name = finding.definition.rsplit_once('.').map_or(&*finding.definition, |(_, name)| name);
            let card = Card::new(finding, &self.page, self.sitemap);
            Row { name: name.to_owned(), badge: Some(card.badge), cards: vec![card], is_gone: true, ..Row::default() }
        };
        here.map(row).collect()
    }

    /// What a value is made of, for the top of a tree.
    pub(super) fn tree(&self, shape: &Shape) -> Option<Inner> {
        self.inner(shape, &mut Walk::default())
    }

    fn rows(&self, type_id: TypeId, mut walk: Option<&mut Walk>) -> Vec<Row> {
        let (ty, path) = (self.api.ty(type_id), self.type_path(type_id));
        match &ty.kind {
            TypeKind::Struct(fields) => {
                fields.iter().map(|field| self.field(ty, field, &path, walk.as_deref_mut())).collect()
            }
            TypeKind::Enum(one) => one.values.iter().map(|value| self.value(value, &path, walk.is_none())).collect(),
            TypeKind::Union(union) => {
                union.variants.iter().map(|variant| self.variant(union, variant, &path, walk.as_deref_mut())).collect()
            }
            TypeKind::Shaped(union) => {
                let variant = |variant| self.shaped_variant(variant, &path, walk.as_deref_mut());
                union.variants.iter().map(variant).collect()
            }
            TypeKind::Id(_) => Vec::new(),
        }
    }

    /// A row of a definition: with anchor and findings at home, with a link home in a tree.
    fn row(&self, path: &str, name: &str, at_home: bool) -> Row {
        Row {
            id: if at_home { anchor(path) } else { String::new() },
            name: name.to_owned(),
            link: self.href(path),
            badge: self.marks.badge(path),
            cards: if at_home { self.cards(path) } else { Vec::new() },
            ..Row::default()
        }
    }

    fn field(&self, ty: &Type, field: &Field, path: &str, walk: Option<&mut Walk>) -> Row {
        let mut row = self.row(&format!("{path}.{}", field.name), &field.name, walk.is_none());
        row.ty = self.shape(&field.ty);
        row.flags.push(presence(field.presence));
        row.flags.extend((field.ty.value == Shape::Secret).then(|| ("secret", html!("secret"))));
        row.flags.extend(field.header.as_ref().map(|header| ("header", html!("header {}", code(header)))));
        row.flags.extend(field.deprecated.as_ref().map(|_| ("deprecated", html!("deprecated"))));
        row.doc = self.doc(&field.doc);
        row.facts = self.limits(&self.api.limits(&field.ty, &field.constraints));
        row.facts.extend(field.default.as_ref().map(default));
        row.facts.extend(field.required_when.iter().map(|condition| html!("required {}", phrase(condition))));
        row.facts.extend(field.requires.iter().map(requirement));
        if !field.aliases.is_empty() {
            let names = field.aliases.iter().map(|alias| code(alias));
            row.facts.push(html!("also read as {}", listed(names, "or")));
        }
        row.facts.extend(field.empty_is_absent.then(|| html!("absent if it is empty")));
        row.facts.extend(field.lenient.then(|| html!("decoded from a number or a string")));
        let encoded = |by: &String| html!("{} says how the text is encoded", code(by));
        row.facts.extend(field.encoded_by.as_ref().map(encoded));
        row.facts.extend(unit(&field.ty).map(|unit| html!("{}", unit)));
        row.facts.extend(field.deprecated.as_ref().map(|note| html!("deprecated: {}", self.line(note))));
        row.facts.extend(self.releases(Some(&field.source)));
        let elsewhere = field.source.tables != ty.source.tables
            || field.source.document != ty.source.document
            || field.source.confidence != ty.source.confidence;
        row.notes = self.notes(elsewhere.then_some(&field.source), &field.errata);
        if let Some(walk) = walk {
            self.open(&mut row, &field.ty, walk);
        }
        row
    }

    fn value(&self, value: &EnumValue, path: &str, at_home: bool) -> Row {
        let mut row = self.row(&format!("{path}.{}", value.name), &value.name, at_home);
        row.doc = self.doc(&value.doc);
        if !value.aliases.is_empty() {
            let names = value.aliases.iter().map(|alias| code(alias));
            row.facts.push(html!("also read as {}", listed(names, "or")));
        }
        row.facts.extend(self.releases(value.source.as_ref()));
        row.notes = self.notes(value.source.as_ref(), &value.errata);
        row
    }

    fn variant(&self, union: &Union, variant: &Variant, path: &str, walk: Option<&mut Walk>) -> Row {
        let mut row = self.row(&format!("{path}.{}", variant.tag), &variant.tag, walk.is_none());
        let shape = Shape::Named(variant.ty);
        row.ty = self.shape(&shape);
        row.doc = self.doc(&self.api.ty(variant.ty).doc);
        row.facts.push(match &union.content {
            Some(content) => {
                html!("when {} is {}; the content is in {}", code(&union.tag), code(&variant.tag), code(content))
            }
            None => html!("when {} is {}", code(&union.tag), code(&variant.tag)),
        });
        if let Some(walk) = walk {
            self.open(&mut row, &shape, walk);
        }
        row
    }

    fn shaped_variant(&self, variant: &ShapedVariant, path: &str, walk: Option<&mut Walk>) -> Row {
        let mut row = self.row(&format!("{path}.{}", variant.name), &variant.name, walk.is_none());
        row.ty = self.shape(&variant.ty);
        if let Shape::Named(id) = variant.ty.value {
            row.doc = self.doc(&self.api.ty(id).doc);
        }
        row.facts = self.limits(&self.api.limits(&variant.ty, &variant.constraints));
        row.facts.extend(unit(&variant.ty).map(|unit| html!("{}", unit)));
        if let Some(walk) = walk {
            self.open(&mut row, &variant.ty, walk);
        }
        row
    }

    /// A parameter of an operation, or one that clients fill in.
    pub(super) fn parameter(&self, parameter: &Parameter, path: &str) -> Row {
        let mut row = self.row(path, &parameter.name, true);
        row.ty = self.shape(&parameter.ty);
        row.flags.push(presence(if parameter.required { Presence::Required } else { Presence::Optional }));
        row.flags.extend(parameter.from_client.then(|| ("client", html!("filled in by the client"))));
        row.flags.extend((parameter.ty.value == Shape::Secret).then(|| ("secret", html!("secret"))));
        row.doc = self.doc(&parameter.doc);
        row.facts = self.limits(&self.api.limits(&parameter.ty, &parameter.constraints));
        row.facts.extend(parameter.sent_value().map(|value| html!("always {}", code(&value))));
        let usual =
            parameter.default.as_ref().filter(|_| parameter.location == Location::Path && !parameter.from_client);
        row.facts.extend(match usual {
            Some(usual) => usual.as_str().map(|usual| html!("usually {}", code(usual))),
            None => parameter.default.as_ref().map(default),
        });
        row.facts.extend(parameter.required_when.iter().map(|condition| html!("required {}", phrase(condition))));
        row.facts.extend(parameter.empty_is_absent.then(|| html!("absent if it is empty")));
        row.facts.extend(
            parameter
                .separator
                .map(|separator| html!("values are separated by {}", code(&separator.character().to_string()))),
        );
        row.facts.extend(parameter.style.map(|style| match style {
            ParameterStyle::Json => html!("written as JSON"),
            ParameterStyle::Form => html!("each entry is a parameter with the name of its key"),
            ParameterStyle::DeepObject => {
                html!("each entry is a parameter {}", code(&format!("{}[key]", parameter.name)))
            }
        }));
        row.facts.extend((parameter.slash == Slash::Colon).then(|| html!("a slash in it is sent as a colon")));
        if let (Shape::List(_), None) = (&parameter.ty.value, parameter.style) {
            row.facts.push(html!("given once for each value"));
        }
        row.facts.extend(unit(&parameter.ty).map(|unit| html!("{}", unit)));
        row.facts.extend(self.releases(parameter.source.as_ref()));
        row.notes = self.notes(parameter.source.as_ref(), &parameter.errata);
        self.open(&mut row, &parameter.ty, &mut Walk::default());
        row
    }

    /// Lets a row open what its value is made of.
    fn open(&self, row: &mut Row, shape: &Shape, walk: &mut Walk) {
        if let Some(type_id) = shape.named() {
            if walk.stack.contains(&type_id) {
                row.facts.push(html!("contains itself: {}", self.type_link(type_id)));
                return;
            }
            if walk.seen.contains(&type_id) && !self.is_small(type_id) {
                row.facts.push(html!("the fields of {} are shown above", self.type_link(type_id)));
                return;
            }
            if walk.stack.len() >= DEEPEST {
                row.facts.push(html!("the fields are those of {}", self.type_link(type_id)));
                return;
            }
        }
        row.inner = self.inner(shape, walk);
        if let Some(TypeKind::Enum(one)) = shape.named().map(|id| &self.api.ty(id).kind) {
            row.facts.extend(openness(one));
        }
    }

    fn inner(&self, shape: &Shape, walk: &mut Walk) -> Option<Inner> {
        let type_id = shape.named()?;
        let depth = walk.stack.len();
        walk.seen.insert(type_id);
        walk.stack.push(type_id);
        let mut rows = self.rows(type_id, Some(walk));
        walk.stack.pop();
        if rows.is_empty() {
            return None;
        }
        if depth == 0 && rows.len() <= FEW {
            rows.iter_mut().filter_map(|row| row.inner.as_mut()).for_each(|inner| inner.open = true);
        }
        let count = rows.len();
        let things = |one: &str, many: &str| html!("{} {}", count, if count == 1 { one } else { many });
        let summary = match &self.api.ty(type_id).kind {
            TypeKind::Struct(_) => things("field", "fields"),
            TypeKind::Union(union) => html!("{} told apart by {}", things("variant", "variants"), code(&union.tag)),
            TypeKind::Shaped(union) if union.is_outcome() => {
                html!("{} told apart by the status", things("variant", "variants"))
            }
            TypeKind::Shaped(_) => html!("{} told apart by their shape", things("variant", "variants")),
            TypeKind::Enum(one) => values_in_brief(one),
            TypeKind::Id(_) => return None,
        };
        let brief = matches!(self.api.ty(type_id).kind, TypeKind::Enum(_));
        Some(Inner { summary, rows, open: false, brief })
    }

    /// Whether a type with all that is in it takes little room.
    fn is_small(&self, type_id: TypeId) -> bool {
        let (mut pending, mut rows) = (vec![type_id], 0);
        while let Some(type_id) = pending.pop() {
            let kind = &self.api.ty(type_id).kind;
            let parts = self.api.ty(type_id).parts();
            rows += match kind {
                TypeKind::Struct(fields) => fields.len(),
                TypeKind::Enum(one) => one.values.len(),
                TypeKind::Union(union) => union.variants.len(),
                TypeKind::Shaped(union) => union.variants.len(),
                TypeKind::Id(_) => 0,
            };
            if rows > SMALL {
                return false;
            }
            pending.extend(parts);
        }
        true
    }
}

/// "when `kind` is `fast`", "unless `kind` is `slow`".
fn phrase(condition: &Condition) -> Html {
    let Condition { field, values, holds_for } = condition;
    let values = values.iter().map(|value| code(value));
    match holds_for {
        HoldsFor::Any => html!("when {} is present", code(field)),
        HoldsFor::Listed => html!("when {} is {}", code(field), listed(values, "or")),
        HoldsFor::Others => html!("unless {} is {}", code(field), listed(values, "or")),
    }
}

/// "its `speed` is required when `kind` is `fast`".
fn requirement(requirement: &Requirement) -> Html {
    let when = listed(requirement.when.iter().map(phrase), "or");
    html!("its {} is required {}", code(&requirement.field), when)
}

/// "at least one of `a` and `b`".
pub(super) fn presence_rules(rules: &[PresenceRule]) -> impl Iterator<Item = Html> {
    rules.iter().map(|rule| html!("{} {}", rule.words(), listed(rule.names().map(code), "and")))
}

/// Whether further values may come, and how letters are compared.
pub(super) fn openness(one: &Enum) -> Vec<Html> {
    let mut facts = vec![if one.open { html!("further values may appear") } else { html!("no other values") }];
    facts.extend(one.ignore_case.then(|| html!("in any mix of upper and lower case")));
    facts
}

/// "`a`, `b`, `c` and 4 more".
fn values_in_brief(one: &Enum) -> Html {
    const SHOWN: usize = 4;
    let mut names: Vec<Html> = one.values.iter().take(SHOWN).map(|value| code(&value.name)).collect();
    let more = one.values.len().saturating_sub(SHOWN);
    if more > 0 {
        names.push(html!("{} more", more));
        return listed(names, "and");
    }
    listed(names, "or")
}

fn presence(presence: Presence) -> (&'static str, Html) {
    match presence {
        Presence::Required => ("required", html!("required")),
        Presence::Optional => ("optional", html!("optional")),
        Presence::Nullable => ("nullable", html!("always there, may be null")),
        Presence::Clearable => ("clearable", html!("optional, null clears it")),
    }
}

fn default(value: &Value) -> Html {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    html!("{} unless given", code(&text))
}

/// The unit of a point in time.
fn unit(shape: &Shape) -> Option<&'static str> {
    match shape {
        Shape::EpochMillis => Some("milliseconds since 1970-01-01 UTC"),
        Shape::EpochSeconds => Some("seconds since 1970-01-01 UTC"),
        Shape::EpochSecondsText => Some("seconds since 1970-01-01 UTC, written as text"),
        _ => None,
    }
}
