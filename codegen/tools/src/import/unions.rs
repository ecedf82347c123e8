//! `oneOf`, `anyOf` and discriminators to unions.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::Importer;
use super::documents::Node;
use super::flat::{Flat, Kind, is_annotation, is_null, unwrapped};
use super::log::{Loss, Owner};
use super::types::{Form, Typed, Wanted};

/// A member of a union.
#[derive(Debug)]
pub(super) struct Member<'d> {
    pub(super) flat: Flat<'d>,
    pub(super) named: bool,
    /// Whether it has the fields around the union besides its own.
    pub(super) is_extended: bool,
}

impl<'d> Importer<'d> {
    /// The type of a schema with `oneOf` or `anyOf`.
    pub(super) fn union(&mut self, flat: &Flat<'d>, wanted: &Wanted) -> Typed {
        let (rules, unions): (Vec<&Node<'d>>, Vec<&Node<'d>>) =
            flat.unions.iter().partition(|list| list.items().iter().all(only_requires));
        if unions.is_empty() {
            return self.with_rules(flat, &rules, wanted);
        }
        let list = unions[0];
        if unions.len() > 1 || !rules.is_empty() {
            self.log.add(list, Loss::Free, "several unions at once", "written as `any`");
            return Typed::plain("any");
        }
        let mut nullable = false;
        let mut members = Vec::new();
        self.members(list, flat, &mut members, &mut nullable);
        // Our own export says which of two types is the canonical one.
        let lenient = flat.node.text("x-spec-lenient").is_some().then(|| members.first()).flatten();
        let mut typed = match lenient {
            Some(first) => {
                let wanted = Wanted { hint: wanted.hint.clone(), named: first.named };
                Typed { lenient: true, ..self.flat(&first.flat, &wanted) }
            }
            None => self.union_of(flat, list, &members, wanted),
        };
        typed.nullable |= nullable;
        typed
    }

    /// A struct of whose fields some are required, one way or another.
    fn with_rules(&mut self, flat: &Flat<'d>, rules: &[&Node<'d>], wanted: &Wanted) -> Typed {
        let typed = match flat.kind() {
            Kind::Object | Kind::Any if flat.properties.is_empty() => Typed::plain("map<any>"),
            Kind::Object | Kind::Any => self.structure(flat, &Form::Whole, wanted),
            _ => Typed::plain("any"),
        };
        for list in rules {
            let of: Option<Vec<&str>> = list.items().iter().map(only_required).collect();
            let of = of.filter(|of| of.len() > 1 && of.iter().all(|name| flat.properties.contains_key(name)));
            let of = of.filter(|of| of.iter().all(|name| !flat.required.contains(name)));
            let draft = typed.name().and_then(|name| self.types.get_mut(name));
            match (of, draft) {
                (Some(of), Some(draft)) => {
                    let need = if list.name() == "oneOf" { "exactly_one" } else { "at_least_one" };
                    draft.entry.insert("rules".to_owned(), json!([{ "need": need, "of": of }]));
                }
                _ => self.log.add(list, Loss::Side, "required fields that depend on each other", "not checked"),
            }
        }
        typed
    }

    /// The members without null, where those of inner unions are members, too. An inner union with a tag of its own
    /// stays.
    fn members(&mut self, list: &Node<'d>, around: &Flat<'d>, members: &mut Vec<Member<'d>>, nullable: &mut bool) {
        let mut seen = BTreeSet::from([around.node.key()]);
        let mut pending = list.items();
        pending.reverse();
        while let Some(item) = pending.pop() {
            if is_null(&item) {
                *nullable = true;
                continue;
            }
            let found = unwrapped(&item);
            if let Some(fault) = found.fault {
                self.log.add(&item, Loss::Free, "references that lead nowhere", fault);
                continue;
            }
            *nullable |= found.nullable;
            let mut flat = Flat::of(&found.node);
            if members.iter().any(|known| known.flat.node.key() == flat.node.key()) {
                continue;
            }
            let has_own_tag = flat.discriminator.is_some() && around.discriminator.is_none();
            if let ([inner], true, false) = (flat.unions.as_slice(), flat.properties.is_empty(), has_own_tag) {
                // A union within itself adds nothing.
                if seen.insert(flat.node.key()) {
                    *nullable |= flat.nullable;
                    pending.extend(inner.items().into_iter().rev());
                }
                continue;
            }
            *nullable |= flat.nullable;
            let is_object = matches!(flat.kind(), Kind::Object | Kind::Any);
            let is_extended = is_object && !around.properties.is_empty();
            if is_extended {
                for (name, property) in &around.properties {
                    flat.properties.entry(name).or_insert_with(|| property.clone());
                }
                flat.required.extend(&around.required);
            }
            members.push(Member { flat, named: found.named, is_extended });
        }
    }

    fn union_of(&mut self, flat: &Flat<'d>, list: &Node<'d>, members: &[Member<'d>], wanted: &Wanted) -> Typed {
        let kinds: Vec<Kind> = members.iter().map(|member| scalar_kind(&member.flat)).collect();
        let all = |wanted: &[Kind]| !kinds.is_empty() && kinds.iter().all(|kind| wanted.contains(kind));
        if let [only] = members {
            return self.flat(&only.flat, &Wanted { hint: wanted.hint.clone(), named: only.named });
        }
        if all(&[Kind::String]) {
            return self.strings(flat, list, members, wanted);
        }
        if all(&[Kind::Boolean]) {
            return Typed::plain("boolean");
        }
        if all(&[Kind::Integer]) {
            let listed = members.iter().filter_map(|member| member.flat.values.as_ref()).flat_map(|node| node.items());
            let listed: Option<Vec<i32>> =
                listed.map(|item| i32::try_from(item.value.as_i64()?).ok()).collect::<Option<_>>();
            if let Some(numbers) = listed.filter(|numbers| !numbers.is_empty()) {
                return self.number_enum(flat, list, &numbers, wanted);
            }
            self.log.add(list, Loss::Side, "alternatives of numbers", "written as `int64`");
            return Typed::plain("int64");
        }
        if all(&[Kind::Integer, Kind::Number]) {
            if members.iter().any(|member| member.flat.values.is_some()) {
                self.log.add(list, Loss::Side, "alternatives of numbers", "written as `double`");
            }
            return Typed::plain("double");
        }
        if all(&[Kind::Object])
            && let Some(variants) = self.tagged(flat, members)
        {
            return self.variants(flat, variants, wanted);
        }
        self.shaped(flat, members, wanted)
    }

    /// A struct with the fields of all members of a union of objects.
    pub(super) fn merged_form(&mut self, flat: &Flat<'d>, form: &Form, wanted: &Wanted) -> Option<Typed> {
        let [list] = flat.unions.as_slice() else { return None };
        let mut members = Vec::new();
        self.members(list, flat, &mut members, &mut false);
        let is_object = |member: &Member<'d>| {
            let closed = member.flat.additional.as_ref().is_some_and(|node| *node.value == false);
            scalar_kind(&member.flat) == Kind::Object && (!member.flat.properties.is_empty() || closed)
        };
        let has_fields = members.iter().any(|member| !member.flat.properties.is_empty());
        (has_fields && members.iter().all(is_object)).then(|| self.merged(flat, list, &members, (form, wanted)))
    }

    /// A struct with the fields of all members.
    fn merged(
        &mut self,
        flat: &Flat<'d>,
        list: &Node<'d>,
        members: &[Member<'d>],
        (form, wanted): (&Form, &Wanted),
    ) -> Typed {
        let mut merged = Flat::of(&flat.node);
        merged.unions.clear();
        let mut found: IndexMap<&'d str, Vec<Node<'d>>> = IndexMap::new();
        for member in members {
            for (name, property) in &member.flat.properties {
                found.entry(name).or_default().push(property.clone());
            }
            merged.conditions.extend(member.flat.conditions.iter().cloned());
            merged.additional = merged.additional.or_else(|| member.flat.additional.clone());
        }
        merged.properties = found.iter().filter_map(|(name, all)| Some((*name, all.first()?.clone()))).collect();
        merged.alternatives = found.into_iter().filter(|(_, all)| all.len() > 1).collect();
        let in_all = |name: &&str| members.iter().all(|member| member.flat.required.contains(name));
        merged.required = merged.properties.keys().copied().filter(in_all).collect();
        let typed = self.structure(&merged, form, wanted);
        self.log.enter(Owner::Type(typed.expression.clone()));
        let message = "written as one struct with the fields of all";
        self.log.add(list, Loss::Side, "unions of objects without a tag", message);
        self.log.leave();
        typed
    }

    /// The type of a field that several members of a union have.
    pub(super) fn alternatives(&mut self, nodes: &[Node<'d>], hint: &str) -> Typed {
        let mut all: Vec<Typed> = nodes.iter().map(|node| self.schema(node, hint)).collect();
        let nullable = all.iter().any(|typed| typed.nullable);
        let Some(first) = all.pop() else { return Typed::plain("any") };
        let is_text = |typed: &Typed| {
            let values = typed.name().and_then(|name| self.types.get(name)).and_then(|draft| draft.entry.get("values"));
            let strings = values.is_some_and(|values| {
                values.as_object().is_some_and(|values| values.keys().all(|key| key.parse::<i64>().is_err()))
            });
            typed.expression == "string" || strings
        };
        let is_number = |typed: &Typed| ["int32", "int64", "uint64", "double"].contains(&typed.expression.as_str());
        let every = |fits: &dyn Fn(&Typed) -> bool| fits(&first) && all.iter().all(fits);
        let (expression, lenient) = if every(&|typed| typed.expression == first.expression) {
            (first.expression.as_str(), first.lenient)
        } else if every(&is_text) {
            ("string", false)
        } else if every(&is_number) {
            ("double", false)
        } else if every(&|typed| is_text(typed) || ["int32", "int64"].contains(&typed.expression.as_str())) {
            ("string", true)
        } else {
            self.log.add(&nodes[0], Loss::Free, "fields of several types", "written as `any`");
            ("any", false)
        };
        let same = all.iter().all(|typed| typed.limits == first.limits) && expression == first.expression;
        let limits = if same { first.limits.clone() } else { Map::new() };
        Typed { expression: expression.to_owned(), limits, nullable, lenient }
    }

    /// Alternatives of strings: an open enum of what is listed, or a string.
    fn strings(&mut self, flat: &Flat<'d>, list: &Node<'d>, members: &[Member<'d>], wanted: &Wanted) -> Typed {
        let values: Vec<&str> = members
            .iter()
            .filter_map(|member| member.flat.values.as_ref())
            .flat_map(|node| {
                let one = node.value.as_str().into_iter();
                one.chain(node.value.as_array().into_iter().flatten().filter_map(Value::as_str))
            })
            .collect();
        if values.is_empty() {
            self.log.add(list, Loss::Side, "alternatives of strings", "written as `string`");
            return Typed::plain("string");
        }
        self.string_enum(flat, &values, wanted)
    }

    /// The members by the value of a field that tells them apart.
    fn tagged<'m>(&self, flat: &Flat<'d>, members: &'m [Member<'d>]) -> Option<(String, Variants<'m, 'd>)> {
        if let Some(tag) = flat.discriminator.as_ref().and_then(|node| node.text("propertyName")) {
            let tags = |member: &Member<'d>| self.tags(flat, member, tag, true);
            return variants_by(members, &tags).map(|variants| (tag.to_owned(), variants));
        }
        // A member that allows any value of the tag says that there may be others, which open unions do anyway.
        let is_rest = |member: &Member<'d>, tag: &str| {
            member.flat.properties.len() == 1
                && member.flat.properties.get(tag).is_some_and(|property| {
                    let flat = Flat::of(&unwrapped(property).node);
                    flat.values.is_none() && flat.kind() == Kind::String
                })
        };
        let first = members.first()?;
        first.flat.properties.keys().find_map(|tag| {
            let tags = |member: &Member<'d>| {
                let required = member.flat.required.contains(tag) || is_const(&member.flat, tag);
                match is_rest(member, tag) {
                    true => Some(Vec::new()),
                    false => required.then(|| self.tags(flat, member, tag, false)).flatten(),
                }
            };
            variants_by(members, &tags).map(|variants| ((*tag).to_owned(), variants))
        })
    }

    /// The values that a mapping has for a member.
    fn mapped_tags(&self, flat: &Flat<'d>, member: &Member<'d>) -> Vec<String> {
        let mapping = flat.discriminator.as_ref().and_then(|node| node.get("mapping"));
        let mapped = mapping.iter().flat_map(Node::members).filter(|(_, target)| {
            // A schema that only extends another is the other to some.
            let places = self.mapped(target).map(|found| unwrapped(&found).chain).unwrap_or_default();
            places.iter().any(|place| place.key() == member.flat.node.key())
        });
        mapped.map(|(value, _)| value.to_owned()).collect()
    }

    /// The values of the tag of a member.
    fn tags(&self, flat: &Flat<'d>, member: &Member<'d>, tag: &str, by_name: bool) -> Option<Vec<String>> {
        let mapped = self.mapped_tags(flat, member);
        if !mapped.is_empty() {
            return Some(mapped);
        }
        let listed = member.flat.properties.get(tag).map(|property| Flat::of(&unwrapped(property).node));
        if let Some(values) = listed.and_then(|listed| listed.values) {
            let one = values.value.as_str().map(str::to_owned);
            let several = || values.value.as_array()?.iter().map(|value| value.as_str().map(str::to_owned)).collect();
            return one.map(|one| vec![one]).or_else(several);
        }
        (by_name && member.named).then(|| vec![member.flat.node.name()])
    }

    /// The schema that a value of a mapping names: by a reference or by its name.
    fn mapped(&self, target: &Node<'d>) -> Option<Node<'d>> {
        let text = target.value.as_str()?;
        let found = if text.contains(['/', '#']) || text.ends_with(".yaml") || text.ends_with(".json") {
            target.target(text).ok()?
        } else {
            let root = self.documents.root();
            let schemas = root.get("components").and_then(|node| node.get("schemas")).or(root.get("definitions"))?;
            schemas.get(text)?
        };
        Some(found)
    }

    /// Makes a union of its variants.
    fn variants(&mut self, flat: &Flat<'d>, (tag, variants): (String, Variants<'_, 'd>), wanted: &Wanted) -> Typed {
        let name = match self.declared(flat, wanted) {
            Ok(name) => name,
            Err(known) => return known,
        };
        let mut entries = Map::new();
        for (value, member) in variants {
            let hint = format!("{name}{}", super::names::pascal(&value, "Variant"));
            let inner = Wanted { hint, named: member.named };
            let extended = only_extended(&member.flat, &tag).filter(|part| part.node.key() != flat.node.key());
            let typed = match extended {
                Some(part) => self.structure(&part, &Form::Variant(tag.clone()), &Wanted { named: true, ..inner }),
                None => self.structure(&member.flat, &Form::Variant(tag.clone()), &inner),
            };
            entries.insert(value, json!(typed.expression));
        }
        let mut entry = self.head(&flat.node, "type");
        entry.insert("union".to_owned(), json!("open"));
        entry.insert("tag".to_owned(), json!(tag));
        entry.insert("variants".to_owned(), Value::Object(entries));
        self.fill(&name, entry);
        Typed::plain(name)
    }

    /// The union of the schemas that extend one with a discriminator.
    pub(super) fn base(&mut self, flat: &Flat<'d>, wanted: &Wanted) -> Option<Typed> {
        let node = flat.discriminator.as_ref().filter(|_| flat.unions.is_empty())?;
        let tag = node.value.as_str().or_else(|| node.text("propertyName"))?.to_owned();
        let mut members = Vec::new();
        let mut pending = vec![flat.node.key()];
        while let Some(key) = pending.pop() {
            for (_, child) in self.children.get(&key).into_iter().flatten() {
                if members.iter().all(|known: &Member<'d>| known.flat.node.key() != child.key()) {
                    pending.push(child.key());
                    members.push(Member { flat: Flat::of(child), named: true, is_extended: false });
                }
            }
        }
        if members.is_empty() {
            return None;
        }
        let has_mapping = node.get("mapping").is_some();
        let listed = |flat: &Flat<'d>| flat.properties.get(tag.as_str()).map(Node::key);
        let by_key = |member: &Member<'d>| {
            if let Some(name) = member.flat.node.text("x-ms-discriminator-value") {
                return Some(vec![name.to_owned()]);
            }
            // The values that the base lists are not those of each schema that extends it.
            if has_mapping && listed(flat) != listed(&member.flat) {
                return self.tags(flat, member, &tag, true);
            }
            let mapped = self.mapped_tags(flat, member);
            Some(if mapped.is_empty() { vec![member.flat.node.name()] } else { mapped })
        };
        let Some(variants) = variants_by(&members, &by_key) else {
            let message = "written as one struct, without the fields of those that extend it";
            self.log.add(node, Loss::Side, "discriminators whose values are not distinct", message);
            return None;
        };
        Some(self.variants(flat, (tag.clone(), variants), wanted))
    }
}

type Variants<'m, 'd> = IndexMap<String, &'m Member<'d>>;

fn variants_by<'m, 'd>(
    members: &'m [Member<'d>],
    tags: &dyn Fn(&Member<'d>) -> Option<Vec<String>>,
) -> Option<Variants<'m, 'd>> {
    let mut variants = IndexMap::new();
    for member in members {
        for tag in tags(member)? {
            if tag.is_empty() || variants.insert(tag, member).is_some() {
                return None;
            }
        }
    }
    // Each name is a variant in Rust.
    let mut names = BTreeSet::from(["Unknown".to_owned()]);
    let named = |tag: &String| specwright_rust::names::pascal(tag);
    let legal =
        |name: &String| name.is_ascii() && name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let distinct = variants.keys().all(|tag| legal(&named(tag)) && names.insert(named(tag)));
    (!variants.is_empty() && distinct).then_some(variants)
}

/// The schema that a member extends by nothing but its tag.
fn only_extended<'d>(flat: &Flat<'d>, tag: &str) -> Option<Flat<'d>> {
    let parts = flat.node.get("allOf")?.items();
    let (named, others): (Vec<&Node<'d>>, Vec<&Node<'d>>) = parts.iter().partition(|part| part.reference().is_some());
    let ([named], false) = (named.as_slice(), flat.node.get("properties").is_some()) else { return None };
    let says_tag = |part: &&Node<'d>| {
        let part = Flat::of(part);
        part.properties.keys().all(|name| *name == tag) && part.unions.is_empty() && part.additional.is_none()
    };
    let inner = Flat::of(&unwrapped(named).node);
    (others.iter().all(says_tag) && inner.unions.is_empty() && inner.kind() == Kind::Object).then_some(inner)
}

/// Whether a property has one value.
fn is_const(flat: &Flat<'_>, name: &str) -> bool {
    let Some(property) = flat.properties.get(name) else { return false };
    property.value.get("const").is_some()
        || property.value.get("enum").and_then(Value::as_array).is_some_and(|values| values.len() == 1)
}

/// The one field that a member of a union requires.
fn only_required<'d>(node: &Node<'d>) -> Option<&'d str> {
    match node.value.get("required")?.as_array()?.as_slice() {
        [only] => only.as_str(),
        _ => None,
    }
}

/// Whether a member of a union says nothing but which fields are required.
fn only_requires(node: &Node<'_>) -> bool {
    let Some(object) = node.value.as_object() else { return false };
    object.contains_key("required") && object.keys().all(|key| key == "required" || key == "type" || is_annotation(key))
}

/// The list of a parameter that is one value or a list of such values.
pub(super) fn one_or_many<'d>(flat: &Flat<'d>) -> Option<Node<'d>> {
    let [list] = flat.unions.as_slice() else { return None };
    let members: Vec<Node<'d>> = list.items().into_iter().filter(|item| !is_null(item)).collect();
    let [one, other] = members.as_slice() else { return None };
    let flats = [Flat::of(&unwrapped(one).node), Flat::of(&unwrapped(other).node)];
    let (many, single) = if flats[0].kind() == Kind::List { (one, &flats[1]) } else { (other, &flats[0]) };
    let items = Flat::of(&unwrapped(many).node).items?;
    let kind = scalar_kind(&Flat::of(&unwrapped(&items).node));
    let is_scalar = matches!(kind, Kind::String | Kind::Integer | Kind::Number | Kind::Boolean);
    (is_scalar && kind == scalar_kind(single)).then(|| many.clone())
}

/// The kind of a member, by its values if it lists them.
pub(super) fn scalar_kind(flat: &Flat<'_>) -> Kind {
    let Some(values) = &flat.values else {
        return if flat.unions.is_empty() { flat.kind() } else { Kind::Several };
    };
    let one = std::slice::from_ref(values.value);
    let all = values.value.as_array().map_or(one, Vec::as_slice);
    if all.iter().all(Value::is_string) {
        Kind::String
    } else if all.iter().all(Value::is_boolean) {
        Kind::Boolean
    } else if all.iter().all(Value::is_i64) {
        Kind::Integer
    } else {
        Kind::Several
    }
}
