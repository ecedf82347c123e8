//! Types: structs, enums, unions, ids.

use super::limits::Written;
use super::{Lower, entries, presence_rules, requirements, spanned, value_span};
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use crate::load::Loaded;
use crate::raw::{self, EnumValueEntry, GroupFile};
use crate::source::Spanned;
use crate::yaml::{Entry, Node};

/// Kinds of types, and the keys that make a type one of them.
const KINDS: [(&str, &[&str]); 4] = [
    ("a struct", &["fields", "extra"]),
    ("an enum", &["enum", "values", "case", "of"]),
    ("a union", &["union", "by", "tag", "content", "variants"]),
    ("an id", &["id"]),
];

impl Lower<'_> {
    /// Gives every type its id, so that types can refer to each other in any order.
    pub(super) fn allocate_types(&mut self) {
        let files = self.files;
        for file in &files.groups {
            let family = self.family_of(file);
            for (name, ty, entry) in entries(&file.raw.types, &file.node, "types") {
                self.pascal_case(&name, "a type");
                if let Some(first) = self.types.get(&(family, name.value.clone())) {
                    let first = self.api.ty(*first).name.span;
                    let message = format!("the type `{name}` exists already");
                    let diagnostic = Diagnostic::again(Rule::DUPLICATE_TYPE, name.span, message, first);
                    self.sink.push(diagnostic.help("if they are the same thing, keep one; else rename one"));
                    continue;
                }
                let id = TypeId(self.api.types.len() as u32);
                self.types.insert((family, name.value.clone()), id);
                let outer = self.file_source(file);
                let source = self.source(ty.source.as_ref(), Some(&outer), &entry.value, entry.key_span);
                let errata = self.errata_of(&entry.value);
                // What ids are has to be known before limits of fields are read.
                let kind = match ty.id {
                    Some(_) => TypeKind::Id(self.own_limits(&Written::from(ty), &entry.value)),
                    None => TypeKind::Struct(Vec::new()),
                };
                self.api.types.push(Type {
                    rust_name: spanned(&ty.rust_name, &entry.value, "rust_name"),
                    name,
                    family,
                    file: file.file,
                    doc: ty.doc.clone(),
                    source,
                    kind,
                    pair: ty.pair.clone(),
                    extra: None,
                    rules: presence_rules(&ty.rules, &entry.value),
                    errata,
                    reached: Usage::default(),
                    usage: Usage::default(),
                    families: Default::default(),
                });
            }
        }
        self.shadowing();
    }

    /// A family's type must not hide one of the shared vocabulary.
    fn shadowing(&mut self) {
        for ((family, name), id) in &self.types {
            let Some(shared) = self.types.get(&(None, name.clone())).filter(|_| family.is_some()) else { continue };
            let (mine, shared) = (self.api.ty(*id).name.span, self.api.ty(*shared).name.span);
            let message = format!("the type `{name}` hides one of the shared vocabulary");
            self.sink.push(
                Diagnostic::new(Rule::DUPLICATE_TYPE, mine, message)
                    .label("declared here")
                    .also(shared, "shared vocabulary")
                    .help("if they are the same thing, keep one; else rename one"),
            );
        }
    }

    /// Fills in the types of a file.
    pub(super) fn types_of(&mut self, file: &Loaded<GroupFile>) {
        let family = self.family_of(file);
        for (name, ty, entry) in entries(&file.raw.types, &file.node, "types") {
            let Some(id) = self.types.get(&(family, name.value.clone())).copied() else { continue };
            if self.api.ty(id).name.span != name.span {
                continue; // A duplicate, reported already.
            }
            let source = self.api.ty(id).source.clone();
            if let Some(extra) = &ty.extra {
                let node = entry.value.get("extra").unwrap_or(&entry.value);
                let (ty, constraints) = self.limited(extra, node, family);
                self.api.types[id.0 as usize].extra = Some(Extra { ty, constraints });
            }
            if let Some(kind) = self.type_kind(&name, ty, entry, family, &source) {
                self.api.types[id.0 as usize].kind = kind;
            }
        }
    }

    fn type_kind(
        &mut self,
        name: &Spanned<String>,
        ty: &raw::Type,
        entry: &Entry,
        family: Option<FamilyId>,
        source: &Source,
    ) -> Option<TypeKind> {
        let node = &entry.value;
        self.misplaced_limits(ty, node);
        self.empty_pair(ty, node);
        let has = |keys: &[&str]| keys.iter().any(|key| node.get(key).is_some());
        Some(match KINDS.map(|(_, keys)| has(keys)) {
            [true, false, false, false] => {
                let fields = entries(ty.fields.as_ref().unwrap_or(&raw::Ordered::new()), node, "fields")
                    .into_iter()
                    .map(|(field_name, field, entry)| self.field(field_name, field, entry, family, source))
                    .collect();
                TypeKind::Struct(fields)
            }
            [false, true, false, false] => TypeKind::Enum(self.enumeration(name, ty, node, source)),
            [false, false, true, false] => self.union(name, ty, entry, family),
            // Made with the id of the type.
            [false, false, false, true] => return None,
            _ => {
                self.bad_kind(name, node);
                TypeKind::Struct(Vec::new())
            }
        })
    }

    /// Limits of what has none by itself.
    fn misplaced_limits(&mut self, ty: &raw::Type, node: &Node) {
        for key in ["length", "pattern", "pair", "format"].into_iter().filter(|_| ty.id.is_none()) {
            if let Some(entry) = node.entry(key) {
                let diagnostic =
                    Diagnostic::new(Rule::BAD_CONSTRAINT, entry.key_span, format!("`{key}` belongs to ids"))
                        .label("does not apply to this type");
                self.sink.push(diagnostic.help("write it at the fields that have this type, or `id: string` here"));
            }
        }
    }

    fn empty_pair(&mut self, ty: &raw::Type, node: &Node) {
        if ty.pair.as_deref() == Some("") {
            self.report(Rule::EMPTY_VALUE, value_span(node, "pair"), "`pair` is empty", "name what separates the two");
        }
    }

    /// A type that is nothing, or several things at once.
    fn bad_kind(&mut self, name: &Spanned<String>, node: &Node) {
        let mut found = Vec::new();
        for (kind, keys) in KINDS {
            let key = node.entries().iter().find(|entry| keys.contains(&entry.key.as_str()));
            found.extend(key.map(|entry| (kind, entry.key_span)));
        }
        let written = found.iter().map(|(kind, _)| *kind).collect::<Vec<_>>().join(" and ");
        let mut diagnostic = match found.last() {
            None => Diagnostic::new(Rule::BAD_TYPE, name.span, format!("`{name}` is no struct, enum, union or id"))
                .label("this type"),
            Some((kind, span)) => Diagnostic::new(Rule::BAD_TYPE, *span, format!("`{name}` is both {written}"))
                .label(format!("makes it {kind}")),
        };
        for (kind, span) in found.iter().rev().skip(1) {
            diagnostic = diagnostic.also(*span, format!("makes it {kind}"));
        }
        self.sink.push(diagnostic.help(
            "a struct has `fields`; an enum `enum` and `values`; a union `union`, `variants` and `tag` or `by`; an id `id`",
        ));
    }

    fn field(
        &mut self,
        name: Spanned<String>,
        raw: &raw::Field,
        entry: &Entry,
        family: Option<FamilyId>,
        outer: &Source,
    ) -> Field {
        let node = &entry.value;
        let ty = self.shape(&raw.ty, value_span(node, "type"), family);
        let constraints = self.limits(&Written::from(raw), &ty, node);
        if raw.lenient.is_some() && !(ty.is_integer() || self.api.is_text(&ty) || self.unresolved(&ty)) {
            let entry = node.entry("lenient");
            let place = entry.map_or(name.span, |entry| entry.key_span);
            let message = format!("`lenient` does not apply to `{}`", raw.ty);
            let diagnostic = Diagnostic::new(Rule::BAD_LENIENCY, place, message)
                .label("belongs to text and integers")
                .also(ty.span, "the type");
            self.sink.push(match entry {
                Some(entry) => self.remove_line(diagnostic, node, entry),
                None => diagnostic,
            });
        }
        Field {
            rust_name: spanned(&raw.rust_name, node, "rust_name"),
            ty,
            presence: raw.presence,
            doc: raw.doc.clone(),
            source: self.source(raw.source.as_ref(), Some(outer), node, name.span),
            default: raw.default.clone(),
            constraints,
            required_when: requirements(&raw.required_when),
            requires: raw
                .requires
                .iter()
                .map(|(name, when)| Requirement { field: name.clone(), when: requirements(when) })
                .collect(),
            aliases: raw.aliases.clone(),
            lenient: raw.lenient.is_some(),
            encoded_by: raw.encoded_by.clone(),
            header: raw.header.clone(),
            empty_is_absent: self.empty_header(raw, node),
            boxed: raw.boxed,
            deprecated: raw.deprecated.clone(),
            errata: self.errata_of(node),
            name,
        }
    }

    /// Only headers have empty values that could mean something else.
    fn empty_header(&mut self, raw: &raw::Field, node: &Node) -> bool {
        if let (Some(entry), None) = (node.entry("empty"), &raw.header) {
            let message = "`empty` belongs to fields that travel in a header";
            let diagnostic = Diagnostic::new(Rule::BAD_HEADER_FIELD, entry.key_span, message);
            let diagnostic = diagnostic.label("the body has null and absent fields");
            self.sink.push(self.remove_line(diagnostic, node, entry));
        }
        raw.empty.is_some()
    }

    fn enumeration(&mut self, name: &Spanned<String>, ty: &raw::Type, node: &Node, outer: &Source) -> Enum {
        if ty.openness.is_none() {
            let message = format!("the enum `{name}` is neither open nor closed");
            let diagnostic = Diagnostic::new(Rule::ENUM_OPENNESS, name.span, message)
                .label("this enum")
                .help("write `enum: closed` to reject values that are not listed");
            let title = "write this if readers are to keep values that are not listed";
            self.sink.push(self.add_lines(diagnostic, title, name.span, node, "enum: open"));
        }
        if ty.values.as_ref().is_none_or(|values| values.is_empty()) {
            let message = format!("the enum `{name}` has no values");
            self.report(Rule::BAD_TYPE, name.span, message, "list them under `values`");
        }
        let values = entries(ty.values.as_ref().unwrap_or(&raw::Ordered::new()), node, "values")
            .into_iter()
            .map(|(name, value, entry)| {
                let value = match value {
                    EnumValueEntry::Doc(doc) => raw::EnumValue { doc: doc.clone(), ..Default::default() },
                    EnumValueEntry::Full(value) => value.as_ref().clone(),
                };
                let source =
                    value.source.as_ref().map(|own| self.source(Some(own), Some(outer), &entry.value, name.span));
                EnumValue {
                    name,
                    rust_name: spanned(&value.rust_name, &entry.value, "rust_name"),
                    doc: value.doc,
                    aliases: value.aliases,
                    source,
                    errata: self.errata_of(&entry.value),
                }
            })
            .collect();
        Enum {
            open: ty.openness != Some(raw::Openness::Closed),
            ignore_case: ty.case.is_some(),
            of_integers: ty.of.is_some(),
            values,
        }
    }
}
