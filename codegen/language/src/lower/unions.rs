//! Unions: structs told apart by a tag, and types told apart by the shape of the value.

use super::limits::Written;
use super::{Lower, entries, value_span};
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use crate::raw::{self, TypeEntry};
use crate::source::Spanned;
use crate::yaml::{Entry, Node};

impl Lower<'_> {
    pub(super) fn union(
        &mut self,
        name: &Spanned<String>,
        ty: &raw::Type,
        entry: &Entry,
        family: Option<FamilyId>,
    ) -> TypeKind {
        let node = &entry.value;
        let empty = raw::Ordered::new();
        let variants = ty.variants.as_ref().unwrap_or(&empty);
        let (Some(openness), Some(_)) = (ty.union, &ty.variants) else {
            self.incomplete(name, ty, node);
            return TypeKind::Union(Union { open: true, tag: String::new(), content: None, variants: Vec::new() });
        };
        let open = openness == raw::Openness::Open;
        match (&ty.tag, ty.by) {
            (tag, Some(raw::UnionBy::Shape)) => {
                for key in ["tag", "content"].into_iter().filter(|_| tag.is_some() || ty.content.is_some()) {
                    self.tag_of_shape(key, node);
                }
                TypeKind::Shaped(Shaped { open, variants: self.shapes(name, variants, node, family) })
            }
            (Some(tag), None) => TypeKind::Union(Union {
                open,
                tag: tag.clone(),
                content: ty.content.clone(),
                variants: self.structs(variants, node, family),
            }),
            (None, None) => {
                self.incomplete(name, ty, node);
                TypeKind::Union(Union { open: true, tag: String::new(), content: None, variants: Vec::new() })
            }
        }
    }

    fn incomplete(&mut self, name: &Spanned<String>, ty: &raw::Type, node: &Node) {
        let lines = [("union", "union: open"), ("tag", "tag: ..."), ("variants", "variants:\n  ...: ...")];
        let is_missing = |key: &str| node.get(key).is_none() && (key != "tag" || ty.by.is_none());
        let missing = lines.into_iter().filter(|(key, _)| is_missing(key)).map(|(_, line)| line);
        let lines = missing.collect::<Vec<_>>().join("\n");
        let diagnostic = Diagnostic::new(Rule::BAD_TYPE, name.span, format!("the union `{name}` is not complete"))
            .label("it needs `union`, `variants`, and `tag` or `by: shape`");
        self.sink.push(self.add_lines(diagnostic, "add what is missing", name.span, node, &lines));
    }

    /// A key of unions with a tag, in one without.
    fn tag_of_shape(&mut self, key: &str, node: &Node) {
        let Some(entry) = node.entry(key) else { return };
        let message = format!("`{key}` and `by: shape` contradict each other");
        let diagnostic = Diagnostic::new(Rule::BAD_UNION, entry.key_span, message).label("belongs to unions by a tag");
        self.sink.push(self.remove_line(diagnostic, node, entry));
    }

    fn structs(&mut self, variants: &raw::Ordered<TypeEntry>, node: &Node, family: Option<FamilyId>) -> Vec<Variant> {
        let mut structs = Vec::new();
        for (tag, ty, entry) in entries(variants, node, "variants") {
            let TypeEntry::Type(ty) = ty else {
                let message = "the long form of a variant belongs to unions by shape";
                self.report(Rule::BAD_UNION, entry.key_span, message, "write the name of the struct alone");
                continue;
            };
            let shape = self.shape(ty, entry.value.span, family);
            match shape.value {
                Shape::Named(ty) => structs.push(Variant { tag, ty }),
                _ if self.unresolved(&shape) => {}
                _ => {
                    let message = format!("the variant `{tag}` is not a struct");
                    self.report(Rule::BAD_UNION, shape.span, message, "not a struct");
                }
            }
        }
        structs
    }

    fn shapes(
        &mut self,
        name: &Spanned<String>,
        variants: &raw::Ordered<TypeEntry>,
        node: &Node,
        family: Option<FamilyId>,
    ) -> Vec<ShapedVariant> {
        if variants.is_empty() {
            let message = format!("the union `{name}` has no variants");
            self.report(Rule::BAD_TYPE, name.span, message, "list them under `variants`");
        }
        let mut shapes = Vec::new();
        for (variant, written, entry) in entries(variants, node, "variants") {
            let (shape, constraints) = self.limited(written, &entry.value, family);
            let ty = self.sources.text(shape.span);
            if self.unresolved(&shape) {
                continue;
            }
            if matches!(shape.value, Shape::Any | Shape::File) {
                let message = format!("the variant `{variant}` cannot be `{ty}`");
                let help = "an open union keeps what fits no variant; a file is a whole body, or a part of a form";
                let diagnostic = Diagnostic::new(Rule::BAD_UNION, shape.span, message).label("has no shape");
                self.sink.push(diagnostic.help(help));
                continue;
            }
            shapes.push(ShapedVariant { name: variant, ty: shape, constraints, status: None });
        }
        shapes
    }

    /// A type that may have limits.
    pub(super) fn limited(
        &mut self,
        written: &TypeEntry,
        node: &Node,
        family: Option<FamilyId>,
    ) -> (Spanned<Shape>, Constraints) {
        match written {
            TypeEntry::Type(ty) => (self.shape(ty, node.span, family), Constraints::default()),
            TypeEntry::Limited(full) => {
                let shape = self.shape(&full.ty, value_span(node, "type"), family);
                let constraints = self.limits(&Written::from(full.as_ref()), &shape, node);
                (shape, constraints)
            }
        }
    }
}
