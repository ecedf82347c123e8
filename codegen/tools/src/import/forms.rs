//! Forms as bodies of requests: with parts, and URL-encoded.

use super::bodies::Content;
use super::documents::Node;
use super::flat::{Flat, Kind, unwrapped};
use super::log::Loss;
use super::operations::Draft;
use super::types::{Form, Wanted};
use super::{Importer, names};

impl<'d> Importer<'d> {
    /// The type of a form, with its parts or pairs as fields.
    pub(super) fn form_type(&mut self, content: &Content<'d>, form: &Form, draft: &mut Draft<'d>) -> Option<String> {
        let hint = format!("{}Request", names::pascal(&draft.id, "Operation"));
        let found = content.schema.as_ref().map(unwrapped);
        let Some(found) = found.filter(|found| found.fault.is_none()) else {
            self.log.add(&content.place, Loss::Out, "forms without fields", "left out");
            draft.is_out = true;
            return None;
        };
        let flat = Flat::of(&found.node);
        if *form == Form::Parts {
            self.media_of_parts(content);
        }
        if flat.properties.is_empty()
            && flat.unions.is_empty()
            && flat.additional.as_ref().is_none_or(|node| *node.value == false)
        {
            // There is nothing to send.
            return None;
        }
        if !flat.unions.is_empty() {
            return self.form_of_several(content, form, &hint, draft);
        }
        if flat.properties.is_empty() {
            self.log.add(&content.place, Loss::Out, "forms without fields", "left out");
            draft.is_out = true;
            return None;
        }
        let typed = self.structure(&flat, form, &Wanted { hint, named: found.named });
        if *form == Form::Pairs {
            self.encodings(content, &flat);
        }
        Some(typed.expression)
    }

    /// The type of a form that is one of several objects: a struct with the fields of all, if they can be merged.
    fn form_of_several(
        &mut self,
        content: &Content<'d>,
        form: &Form,
        hint: &str,
        draft: &mut Draft<'d>,
    ) -> Option<String> {
        let found = unwrapped(content.schema.as_ref()?);
        let wanted = Wanted { hint: hint.to_owned(), named: found.named };
        let typed = self.merged_form(&Flat::of(&found.node), form, &wanted);
        let typed = typed.unwrap_or_else(|| self.flat(&Flat::of(&found.node), &wanted));
        let made = typed.name().and_then(|name| self.types.get(name));
        if made.is_some_and(|made| made.entry.contains_key("fields")) {
            return Some(typed.expression);
        }
        self.log.add(&content.place, Loss::Out, "forms that are one of several", "left out");
        draft.is_out = true;
        None
    }

    /// The media types of parts, other than the usual ones of strings and files.
    fn media_of_parts(&mut self, content: &Content<'d>) {
        let encodings = content.place.get("encoding").map(|encodings| encodings.members()).unwrap_or_default();
        for (_, encoding) in encodings {
            let is_usual = |media: &str| ["text/plain", "application/octet-stream"].contains(&media.trim());
            if encoding.text("contentType").is_some_and(|media| !is_usual(media)) {
                let message = "callers set that of a file; other parts have none";
                self.log.add(&encoding, Loss::Side, "media types of parts", message);
            }
        }
    }

    /// How the lists and objects of a URL-encoded form are sent. Lists are repeated, and objects have brackets.
    fn encodings(&mut self, content: &Content<'d>, flat: &Flat<'d>) {
        let encodings = content.place.get("encoding");
        for (name, node) in &flat.properties {
            let kind = Flat::of(&unwrapped(node).node).kind();
            let encoding = encodings.as_ref().and_then(|encodings| encodings.get(name));
            let says = |style: &str, explode: bool| {
                encoding.as_ref().is_some_and(|encoding| {
                    encoding.text("style") == Some(style)
                        && encoding.value.get("explode").map_or(style == "form", |it| *it == explode)
                })
            };
            let is_other = match kind {
                Kind::List => encoding.is_some() && !says("form", true) && !says("deepObject", true),
                // Without a style, OpenAPI has them as JSON; services that are described so read brackets.
                Kind::Object => encoding.is_some() && !says("deepObject", true),
                _ => false,
            };
            if is_other {
                let message = "lists are repeated, objects are written as `name[key]`";
                self.log.add(node, Loss::Side, "styles of lists and objects in forms", message);
            } else if kind == Kind::Object && encoding.is_none() {
                let message = "written as `name[key]`";
                self.log.add(node, Loss::Guess, "objects in forms without a style", message);
            }
        }
    }

    /// A struct of the parameters that are parts of a form.
    pub(super) fn swagger_form(&mut self, parts: &[Node<'d>], form: &Form, draft: &Draft<'d>) -> String {
        let mut flat = Flat::of(&draft.node);
        flat.conditions.clear();
        flat.keywords.clear();
        flat.additional = None;
        flat.required.clear();
        for part in parts {
            let Some(name) = part.text("name") else { continue };
            flat.properties.insert(name, part.clone());
            if part.flag("required") {
                flat.required.insert(name);
            }
        }
        let hint = format!("{}Request", names::pascal(&draft.id, "Operation"));
        self.structure(&flat, form, &Wanted { hint, named: true }).expression
    }
}
