//! The shape that each kind of file has to have. It is derived from the structs of [`crate::raw`] through their JSON
//! Schema, which editors get too, so that an editor and the generator cannot disagree on what is allowed.

mod check;
mod form;

use schemars::JsonSchema;

use crate::diagnostics::Sink;
use crate::source::Span;
use crate::yaml::{Entry, Node};
use form::{Form, Forms};

/// The shape of one kind of file.
pub(crate) struct Shape {
    forms: Forms,
}

impl Shape {
    /// Derives the shape from the struct that the file is read into.
    pub(crate) fn of<T: JsonSchema>() -> Shape {
        Shape { forms: Forms::of(&schemars::schema_for!(T).to_value()) }
    }

    /// Reports every deviation of a file. Without one, the tree can be read into the struct.
    pub(crate) fn check(&self, node: &Node, text: &str, sink: &mut Sink) {
        check::check(&self.forms, node, text, sink);
    }

    /// Every key of these names that belongs to the format, with the place and the mapping of the entry that
    /// it is in. An entry may have the same name, such as a field; that is none.
    pub(crate) fn keys<'n>(&self, node: &'n Node, names: &[&str]) -> Vec<(Span, &'n Node, &'n Entry)> {
        let mut found = Vec::new();
        self.keys_inside(node, self.forms.root(), node.span, names, &mut found);
        found
    }

    fn keys_inside<'n>(
        &self,
        node: &'n Node,
        form: &Form,
        span: Span,
        names: &[&str],
        found: &mut Vec<(Span, &'n Node, &'n Entry)>,
    ) {
        let form = self.forms.resolve(form, node);
        for entry in node.entries() {
            let key = form.key(&entry.key);
            if key.is_some() && names.contains(&entry.key.as_str()) {
                found.push((span, node, entry));
            }
            if let Some(id) = key.map(|key| key.form).or(form.free)
                && !entry.value.entries().is_empty()
            {
                let whole = Span { end: entry.value.span.end.max(entry.key_span.end), ..entry.key_span };
                self.keys_inside(&entry.value, self.forms.get(id), whole, names, found);
            }
        }
    }

    /// The format of the whole file.
    pub(crate) fn place(&self) -> Place<'_> {
        Place { forms: &self.forms, form: Some(self.forms.root()) }
    }
}

/// What the format says of one value of a file: nothing, if it does not know the value.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    forms: &'a Forms,
    form: Option<&'a Form>,
}

impl<'a> Place<'a> {
    /// The form that the value has, where several are allowed.
    pub(crate) fn resolve(self, node: &Node) -> Place<'a> {
        Place { form: self.form.map(|form| self.forms.resolve(form, node)), ..self }
    }

    /// The place behind a key, known or free.
    pub(crate) fn under(self, key: &str) -> Place<'a> {
        let inner = |form: &'a Form| form.key(key).map(|key| key.form).or(form.free);
        Place { form: self.form.and_then(inner).map(|id| self.forms.get(id)), ..self }
    }

    /// The place of the items of a list.
    pub(crate) fn item(self) -> Place<'a> {
        Place { form: self.form.and_then(|form| form.item).map(|id| self.forms.get(id)), ..self }
    }

    /// At which position the format has a key; free keys have none.
    pub(crate) fn rank(self, key: &str) -> Option<usize> {
        self.form?.keys.iter().position(|known| known.name == key)
    }

    /// Whether the keys are chosen by the author.
    pub(crate) fn is_free(self) -> bool {
        self.form.is_some_and(|form| form.free.is_some())
    }

    /// Returns whether one of the known keys holds entries under free keys that cannot be a string.
    pub(crate) fn holds_entries(self) -> bool {
        let first = |id| self.forms.first(self.forms.get(id));
        let keys = self.form.map_or(&[][..], |form| &self.forms.first(form).keys);
        let mut entries = keys.iter().filter_map(|key| first(key.form).free);
        entries.any(|entry| !self.may_be_text(entry))
    }

    fn may_be_text(self, id: form::FormId) -> bool {
        let form = self.forms.get(id);
        form.allows(form::Kind::Text) || form.alternatives.iter().any(|id| self.may_be_text(*id))
    }
}
