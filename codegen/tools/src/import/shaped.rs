//! `oneOf`, `anyOf` and several types to unions that the shape of the value tells apart.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::documents::Node;
use super::flat::{Flat, Kind};
use super::log::{Loss, Owner};
use super::types::{Form, Typed, Wanted};
use super::unions::{Member, scalar_kind};
use super::{Importer, names};

/// Types that are written as one value in a URL.
const SCALARS: [&str; 9] =
    ["string", "int32", "int64", "uint64", "double", "boolean", "epoch_millis", "epoch_seconds", "epoch_seconds_text"];

/// Variants that are being collected: type expressions with their limits.
type Found = Vec<(String, Map<String, Value>)>;
/// Returns whether a value is of one kind.
type IsKind = fn(&Value) -> bool;

impl<'d> Importer<'d> {
    /// An open union of the members of `oneOf` or `anyOf`. A member that allows any value says no more than that.
    pub(super) fn shaped(&mut self, flat: &Flat<'d>, members: &[Member<'d>], wanted: &Wanted) -> Typed {
        if members.iter().all(|member| scalar_kind(&member.flat) == Kind::Any) {
            return Typed::plain("any");
        }
        let name = match self.declared(flat, wanted) {
            Ok(name) => name,
            Err(known) => return known,
        };
        self.log.enter(Owner::Type(name.clone()));
        self.unions_in_work.insert(name.clone());
        let mut found = Found::new();
        let texts: Vec<&Member<'d>> =
            members.iter().filter(|member| scalar_kind(&member.flat) == Kind::String).collect();
        let mut nullable = false;
        for (index, member) in members.iter().enumerate() {
            let hint = format!("{name}{}", hint_of(&member.flat, index));
            let inner = Wanted { hint, named: member.named };
            match scalar_kind(&member.flat) {
                Kind::Any => {}
                Kind::String if texts.len() > 1 => {
                    if texts.first().is_some_and(|first| std::ptr::eq(*first, member)) {
                        self.texts(&texts, &inner, &mut found);
                    }
                }
                Kind::Several if member.flat.values.is_none() && member.flat.unions.is_empty() => {
                    self.types_of(&member.flat, &inner, &mut found);
                }
                Kind::Object if member.is_extended => {
                    // The same object elsewhere has no fields but its own.
                    let form = Form::Variant(flat.node.fragment());
                    let typed = self.structure(&member.flat, &form, &inner);
                    self.add(&member.flat.node, typed, &mut found);
                }
                _ => {
                    let typed = self.flat(&member.flat, &inner);
                    nullable |= typed.nullable;
                    self.add(&member.flat.node, typed, &mut found);
                }
            }
        }
        self.finish_shaped(flat, &name, found);
        self.log.leave();
        Typed { nullable, ..Typed::plain(name) }
    }

    /// An open union of values of several types: `type: [string, integer]`.
    pub(super) fn several(&mut self, flat: &Flat<'d>, wanted: &Wanted) -> Typed {
        let name = match self.declared(flat, wanted) {
            Ok(name) => name,
            Err(known) => return known,
        };
        self.log.enter(Owner::Type(name.clone()));
        let mut found = Found::new();
        self.types_of(flat, &Wanted { hint: name.clone(), named: false }, &mut found);
        self.finish_shaped(flat, &name, found);
        self.log.leave();
        Typed::plain(name)
    }

    /// The items of a list that has a type for each place: the type of all places, or an open union of their types.
    pub(super) fn tuple(&mut self, tuple: &Node<'d>, places: &[Node<'d>], hint: &str) -> String {
        let numbered = (1..).zip(places);
        let types: Vec<Typed> =
            numbered.map(|(number, place)| self.schema(place, &format!("{hint}Item{number}"))).collect();
        let null = if types.iter().any(|typed| typed.nullable) { "?" } else { "" };
        let Some(first) = types.iter().find(|typed| typed.expression != "any") else { return "any".to_owned() };
        if types.iter().all(|typed| typed.expression == first.expression) {
            if types.iter().any(|typed| !typed.limits.is_empty()) {
                self.log.add(tuple, Loss::Side, "limits on places of a list", "not checked");
            }
            return format!("{}{null}", first.expression);
        }
        self.log.add(tuple, Loss::Side, "tuples", "each item has the type of some place");
        let flat = Flat::of(tuple);
        let name = match self.declared(&flat, &Wanted { hint: format!("{hint}Item"), named: false }) {
            Ok(name) => name,
            Err(known) => return format!("{}{null}", known.expression),
        };
        self.log.enter(Owner::Type(name.clone()));
        let mut found = Found::new();
        for (place, typed) in places.iter().zip(types) {
            self.add(place, typed, &mut found);
        }
        self.finish_shaped(&flat, &name, found);
        self.log.leave();
        format!("{name}{null}")
    }

    /// An open union of values of several types, which the document lists.
    pub(super) fn mixed(&mut self, flat: &Flat<'d>, node: &Node<'d>, values: &[&Value], wanted: &Wanted) -> Typed {
        let name = match self.declared(flat, wanted) {
            Ok(name) => name,
            Err(known) => return known,
        };
        self.log.enter(Owner::Type(name.clone()));
        self.log.add(node, Loss::Side, "enums of several types", "the values are not listed");
        let kinds: [(&str, IsKind); 6] = [
            ("string", Value::is_string),
            ("int64", |value| value.is_i64()),
            ("double", |value| value.is_number() && !value.is_i64()),
            ("boolean", Value::is_boolean),
            ("list<any>", Value::is_array),
            ("map<any>", Value::is_object),
        ];
        let listed = kinds.into_iter().filter(|(_, is)| values.iter().any(|value| is(value)));
        let found = listed.map(|(expression, _)| (expression.to_owned(), Map::new())).collect();
        self.finish_shaped(flat, &name, found);
        self.log.leave();
        Typed::plain(name)
    }

    /// A variant for each of several types of a schema.
    fn types_of(&mut self, flat: &Flat<'d>, wanted: &Wanted, found: &mut Found) {
        // Numbers are integers, too.
        let has_numbers = flat.types.contains(&"number");
        for ty in &flat.types {
            let typed = match *ty {
                "string" => {
                    let limits = self.limits(flat, Kind::String);
                    Typed { limits, ..Typed::plain("string") }
                }
                "integer" if has_numbers => continue,
                "integer" => Typed { limits: self.limits(flat, Kind::Integer), ..Typed::plain("int64") },
                "number" => Typed { limits: self.limits(flat, Kind::Number), ..Typed::plain("double") },
                "boolean" => Typed::plain("boolean"),
                "array" => match &flat.items {
                    Some(items) => {
                        let mut limits = self.limits(flat, Kind::List);
                        let inner = self.inner(items, &format!("{}Item", wanted.hint), &mut limits);
                        Typed { limits, ..Typed::plain(format!("list<{inner}>")) }
                    }
                    None => Typed::plain("list<any>"),
                },
                "object" if flat.properties.is_empty() => Typed::plain("map<any>"),
                "object" => {
                    let form = Form::Variant(flat.node.fragment());
                    self.structure(flat, &form, &Wanted { hint: format!("{}Object", wanted.hint), named: false })
                }
                _ => continue,
            };
            self.add(&flat.node, typed, found);
        }
    }

    /// Several members of strings as one: an open enum of what is listed, or any string.
    fn texts(&mut self, members: &[&Member<'d>], wanted: &Wanted, found: &mut Found) {
        let listed = |member: &&&Member<'d>| member.flat.values.is_some();
        let Some(first) = members.iter().find(listed) else {
            found.push(("string".to_owned(), Map::new()));
            return;
        };
        let all = members.iter().filter_map(|member| member.flat.values.as_ref());
        let values: Vec<&'d str> = all
            .flat_map(|node| {
                let one = node.value.as_str().into_iter();
                one.chain(node.value.as_array().into_iter().flatten().filter_map(Value::as_str))
            })
            .collect();
        let typed = self.string_enum(&first.flat, &values, &Wanted { named: first.named, ..wanted.clone() });
        self.add(&first.flat.node, typed, found);
    }

    /// Adds a variant, unless there is one of this type. The variants of a union within are variants of this one.
    fn add(&mut self, node: &Node<'d>, typed: Typed, found: &mut Found) {
        let within = typed.name().and_then(|name| self.types.get(name));
        match within {
            Some(draft) if draft.entry.contains_key("by") => {
                let variants = draft.entry.get("variants").and_then(Value::as_object).cloned().unwrap_or_default();
                for (expression, limits) in variants.values().filter_map(read) {
                    if found.iter().all(|(known, _)| *known != expression) {
                        found.push((expression, limits));
                    }
                }
            }
            // Its variants are not known yet. What fits none is kept.
            Some(_) if self.unions_in_work.contains(&typed.expression) => {
                let message = "values of the inner union are kept as free JSON";
                self.log.add(node, Loss::Side, "unions that contain each other", message);
            }
            _ if typed.expression == "any" => {}
            _ => {
                if found.iter().all(|(known, _)| *known != typed.expression) {
                    found.push((typed.expression, typed.limits));
                }
            }
        }
    }

    fn finish_shaped(&mut self, flat: &Flat<'d>, name: &str, mut found: Found) {
        if found.is_empty() {
            found.push(("map<any>".to_owned(), Map::new()));
        }
        let mut taken: BTreeSet<String> = BTreeSet::from(["Unknown".to_owned(), "Self".to_owned()]);
        let mut variants = Map::new();
        for (expression, limits) in found {
            let stem = names::snake(&variant_name(&expression, name), "value");
            let mut labels = std::iter::once(stem.clone()).chain((2..).map(|number| format!("{stem}_{number}")));
            let is_free = |label: &String| taken.insert(specwright_rust::names::pascal(label));
            let label = labels.find(is_free).unwrap_or_default();
            let entry = if limits.is_empty() {
                json!(expression)
            } else {
                let mut entry = Map::from_iter([("type".to_owned(), json!(expression))]);
                entry.extend(limits);
                Value::Object(entry)
            };
            variants.insert(label, entry);
        }
        let mut entry = self.head(&flat.node, "type");
        entry.insert("union".to_owned(), json!("open"));
        entry.insert("by".to_owned(), json!("shape"));
        entry.insert("variants".to_owned(), Value::Object(variants));
        self.fill(name, entry);
        self.unions_in_work.remove(name);
    }

    /// Whether a type is a union of plain values, which are written alike in a URL.
    pub(super) fn is_scalar_union(&self, expression: &str) -> bool {
        let Some(draft) = self.types.get(expression).filter(|draft| draft.entry.contains_key("by")) else {
            return false;
        };
        let variants = draft.entry.get("variants").and_then(Value::as_object);
        let is_plain = |expression: &str| match self.types.get(expression) {
            Some(draft) => draft.entry.contains_key("enum"),
            None => SCALARS.contains(&expression),
        };
        variants.is_some_and(|variants| variants.values().filter_map(read).all(|(expression, _)| is_plain(&expression)))
    }

    /// Whether any string is a value of such a union.
    pub(super) fn has_text(&self, expression: &str) -> bool {
        let variants = self.types.get(expression).and_then(|draft| draft.entry.get("variants")?.as_object());
        variants.is_some_and(|variants| variants.values().any(|variant| *variant == "string"))
    }
}

/// The type expression and the limits of a variant as it was written.
fn read(variant: &Value) -> Option<(String, Map<String, Value>)> {
    match variant {
        Value::String(expression) => Some((expression.clone(), Map::new())),
        Value::Object(entry) => {
            let mut limits = entry.clone();
            let expression = limits.shift_remove("type")?;
            Some((expression.as_str()?.to_owned(), limits))
        }
        _ => None,
    }
}

/// What a member is called that has no name.
fn hint_of(flat: &Flat<'_>, index: usize) -> String {
    match scalar_kind(flat) {
        Kind::String => "Text".to_owned(),
        Kind::Integer | Kind::Number => "Number".to_owned(),
        Kind::List => "List".to_owned(),
        _ => format!("Option{}", index + 1),
    }
}

/// A name for a variant by its type, without the name of the union.
fn variant_name(expression: &str, union: &str) -> String {
    match expression {
        "string" | "secret" | "epoch_seconds_text" => "text".to_owned(),
        "int32" | "int64" | "uint64" => "integer".to_owned(),
        "double" => "number".to_owned(),
        "boolean" => "boolean".to_owned(),
        "epoch_millis" | "epoch_seconds" => "time".to_owned(),
        list if list.starts_with("list<") => "list".to_owned(),
        map if map.starts_with("map<") => "map".to_owned(),
        named => {
            let rest =
                named.strip_prefix(union).filter(|rest| rest.starts_with(|first: char| first.is_ascii_uppercase()));
            rest.unwrap_or(named).to_owned()
        }
    }
}
