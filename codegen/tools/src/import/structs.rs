//! Objects to structs, and their properties to fields.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::documents::Node;
use super::flat::{Flat, Kind, Unwrapped, unwrapped};
use super::log::{Loss, Owner};
use super::types::{Form, Typed, Wanted};
use super::{Importer, docs, names, ours};
use crate::numbers::plainly;

impl<'d> Importer<'d> {
    /// A struct. `form` says which fields are left out, and how they are sent.
    pub(super) fn structure(&mut self, flat: &Flat<'d>, form: &Form, wanted: &Wanted) -> Typed {
        let name = match self.declare(flat, form, wanted) {
            Ok(name) => name,
            Err(known) => return known,
        };
        self.log.enter(Owner::Type(name.clone()));
        for node in &flat.conditions {
            self.log.add(node, Loss::Side, "conditions on objects", format!("`{}` is not checked", node.name()));
        }
        let extra = flat.additional.as_ref().filter(|node| *node.value != false);
        let extra = extra.and_then(|node| self.extra(node, form, &name));
        let mut fields = Map::new();
        for (wire, node) in &flat.properties {
            if matches!(form, Form::Variant(tag) if tag == wire) || *node.value == false {
                continue;
            }
            if let Some(field) = self.field(wire, node, flat, form, &name) {
                fields.insert((*wire).to_owned(), field);
            }
        }
        let given = flat.properties.iter().map(|(name, node)| ((*name).to_owned(), node.clone())).collect();
        ours::aliases(&mut fields, &given);
        name_fields(&mut fields);
        self.log.leave();
        let mut entry = self.head(&flat.node, "type");
        entry.extend(extra.map(|extra| ("extra".to_owned(), extra)));
        entry.insert("fields".to_owned(), Value::Object(fields));
        self.fill(&name, entry);
        Typed::plain(name)
    }

    /// The type of fields beside those with names.
    fn extra(&mut self, node: &Node<'d>, form: &Form, around: &str) -> Option<Value> {
        if *form == Form::Parts {
            let message = "only the fields that have names are typed";
            self.log.add(node, Loss::Side, "further fields beside those with names", message);
            return None;
        }
        if node.value.as_object().is_none_or(Map::is_empty) {
            return Some(json!("any"));
        }
        let mut limits = Map::new();
        let expression = self.inner(node, &format!("{around}Extra"), &mut limits);
        let each = limits.remove("each").and_then(|each| each.as_object().cloned());
        Some(match each {
            None => json!(expression),
            Some(mut entry) => {
                entry.insert("type".to_owned(), json!(expression));
                Value::Object(entry)
            }
        })
    }

    fn field(&mut self, wire: &str, node: &Node<'d>, flat: &Flat<'d>, form: &Form, around: &str) -> Option<Value> {
        if wire.is_empty() {
            self.log.add(node, Loss::Free, "fields without a name", "left out");
            return None;
        }
        let hint = format!("{}{}", around, names::pascal(wire, "Value"));
        let found = unwrapped(node);
        let typed = match (form, flat.alternatives.get(wire)) {
            (Form::Parts, None) => self.part(node, &hint),
            (Form::Parts, Some(several)) => self.part_of_several(several, &hint),
            (_, Some(several)) => self.alternatives(several, &hint),
            (_, None) => self.schema(node, &hint),
        };
        let mut field = Map::from_iter([("type".to_owned(), json!(typed.expression))]);
        let required = flat.required.contains(wire);
        let is_form = matches!(form, Form::Parts | Form::Pairs);
        let presence = match (required, typed.nullable) {
            (true, true) if !is_form && typed.expression != "any" => "nullable",
            (true, _) => "required",
            (false, _) => "optional",
        };
        field.insert("presence".to_owned(), json!(presence));
        if !required && typed.nullable && !is_form && typed.expression != "any" {
            field.insert(super::NULLABLE.to_owned(), json!(true));
        }
        field.extend(typed.limits);
        if typed.lenient {
            field.insert("lenient".to_owned(), json!("number_or_text"));
        }
        self.default(&found, &mut field, required);
        for (key, marker) in [("readOnly", super::READ_ONLY), ("writeOnly", super::WRITE_ONLY)] {
            if let Some(place) = found.first(key).filter(|place| *place.value == true) {
                self.log.add(&place, Loss::Side, "fields that are read only or write only", "travel both ways");
                field.insert(marker.to_owned(), json!(true));
            }
        }
        if found.first("deprecated").is_some_and(|place| *place.value == true) {
            field.insert("deprecated".to_owned(), json!("The document does not say what replaces it."));
        }
        field.extend(ours::deprecated(node));
        self.released(node, &mut field);
        field.insert("doc".to_owned(), docs::of(found.chain.clone(), "field"));
        Some(Value::Object(field))
    }

    /// The type of a part of a form.
    fn part(&mut self, node: &Node<'d>, hint: &str) -> Typed {
        let found = unwrapped(node);
        let flat = Flat::of(&found.node);
        let is_file = |flat: &Flat<'d>| {
            flat.kind() == Kind::File
                || matches!(flat.format(), Some("binary"))
                || flat.keywords.contains_key("contentMediaType")
        };
        if found.fault.is_none() && is_file(&flat) {
            return Typed::plain("file");
        }
        let typed = self.schema(node, hint);
        let is_plain = match typed.name() {
            Some(name) => self.types.get(name).is_some_and(|draft| draft.entry.contains_key("enum")),
            None => typed.expression != "any" && !typed.expression.contains('<'),
        };
        if is_plain {
            return Typed { lenient: false, ..typed };
        }
        if self.is_scalar_union(&typed.expression) {
            return Typed::plain("string");
        }
        let message = "written as `string`: the caller writes the value as JSON";
        self.log.add(node, Loss::Free, "lists, objects and free values in forms", message);
        Typed::plain("string")
    }

    /// The type of a part that several members of a union have: that of all, or a string.
    fn part_of_several(&mut self, nodes: &[Node<'d>], hint: &str) -> Typed {
        let mut parts = nodes.iter().map(|node| self.part(node, hint)).collect::<Vec<_>>().into_iter();
        let Some(first) = parts.next() else { return Typed::plain("string") };
        let is_same = parts.all(|part| part.expression == first.expression && part.limits == first.limits);
        if is_same { first } else { Typed::plain("string") }
    }

    /// The default of a field or a parameter.
    pub(super) fn default(&mut self, found: &Unwrapped<'d>, entry: &mut Map<String, Value>, required: bool) {
        let Some(node) = found.first("default").filter(|node| !node.value.is_null()) else { return };
        if required {
            self.log.add(&node, Loss::Side, "defaults of required values", "left out");
        } else {
            let expression = entry.get("type").and_then(Value::as_str).unwrap_or_default();
            entry.insert("default".to_owned(), value_of(node.value, expression));
        }
    }
}

/// A value of a type. Integers are written as such.
fn value_of(value: &Value, expression: &str) -> Value {
    let inner = expression.rsplit('<').next().unwrap_or_default().trim_end_matches(['>', '?']);
    if ["int32", "int64", "uint64"].contains(&inner) { plainly(value) } else { value.clone() }
}

/// Gives fields names in Rust where the rule gives none, or gives one twice.
fn name_fields(fields: &mut Map<String, Value>) {
    let mut taken: BTreeSet<String> = BTreeSet::from(["extra".to_owned()]);
    for (wire, field) in fields.iter_mut() {
        let name = specwright_rust::names::snake(wire);
        let legal = name.starts_with(|first: char| first.is_ascii_lowercase() || first == '_') && name.is_ascii();
        if legal && taken.insert(name) {
            continue;
        }
        let Some(field) = field.as_object_mut() else { continue };
        let stem = names::spelled(wire);
        let name = names::free(&stem, "_", &taken);
        taken.insert(name.clone());
        field.insert("rust_name".to_owned(), json!(name));
    }
}
