//! Lists of values to enums.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::documents::Node;
use super::flat::Flat;
use super::log::Loss;
use super::types::{Typed, Wanted};
use super::{Importer, docs, names, ours};

impl<'d> Importer<'d> {
    /// The type of a schema with `enum` or `const`.
    pub(super) fn enumeration(&mut self, flat: &Flat<'d>, node: &Node<'d>, wanted: &Wanted) -> Typed {
        let one = std::slice::from_ref(node.value);
        let all = node.value.as_array().map_or(one, Vec::as_slice);
        let values: Vec<&Value> = all.iter().filter(|value| !value.is_null()).collect();
        let nullable = values.len() < all.len();
        let mut typed = if values.is_empty() {
            Typed::plain("any")
        } else if values.iter().all(|value| value.is_string()) {
            let texts = values.iter().filter_map(|value| value.as_str());
            self.string_enum(flat, &texts.collect::<Vec<_>>(), wanted)
        } else if values.iter().all(|value| value.is_boolean()) {
            if values.len() == 1 {
                self.log.add(node, Loss::Side, "booleans with one value", "written as `boolean`");
            }
            Typed::plain("boolean")
        } else if let Some(numbers) = integers(&values) {
            self.number_enum(flat, node, &numbers, wanted)
        } else if values.iter().all(|value| value.is_number()) {
            self.log.add(node, Loss::Side, "enums of large or fractional numbers", "written as a number");
            let all = |is: fn(&Value) -> bool| values.iter().all(|value| is(value));
            Typed::plain(match (all(Value::is_i64), all(Value::is_u64)) {
                (true, _) => "int64",
                (_, true) => "uint64",
                _ => "double",
            })
        } else {
            self.mixed(flat, node, &values, wanted)
        };
        typed.nullable |= nullable;
        typed
    }

    /// An open enum of strings.
    pub(super) fn string_enum(&mut self, flat: &Flat<'d>, values: &[&str], wanted: &Wanted) -> Typed {
        let name = match self.declared(flat, wanted) {
            Ok(name) => name,
            Err(known) => return known,
        };
        let described = |index: usize, value: &str| {
            let lists = ["x-enum-descriptions", "x-enumDescriptions", "x-spec-values"]
                .iter()
                .find_map(|key| flat.node.get(key))?;
            let text = lists.value.get(value).or_else(|| lists.value.get(index))?.as_str()?;
            docs::quoted(text)
        };
        let mut taken = BTreeSet::from(["Unknown".to_owned()]);
        let mut entries = Map::new();
        for (index, value) in values.iter().enumerate() {
            if entries.contains_key(*value) {
                continue;
            }
            let doc = described(index, value).unwrap_or_else(|| docs::later("value"));
            let by_rule = specwright_rust::names::pascal(value);
            let legal = by_rule.is_ascii() && !by_rule.is_empty() && by_rule != "_";
            let entry = if legal && taken.insert(by_rule) {
                json!(doc)
            } else {
                let stem = names::pascal(&names::spelled(value), "Empty");
                let rust_name = names::free(&stem, "", &taken);
                taken.insert(rust_name.clone());
                json!({ "doc": doc, "rust_name": rust_name })
            };
            entries.insert((*value).to_owned(), entry);
        }
        let mut entry = self.head(&flat.node, "type");
        entry.insert("enum".to_owned(), json!("open"));
        if ours::ignores_case(&flat.node, &entries) {
            entry.insert("case".to_owned(), json!("insensitive"));
        }
        self.released_values(&flat.node, &mut entries);
        entry.insert("values".to_owned(), Value::Object(entries));
        self.fill(&name, entry);
        Typed::plain(name)
    }

    /// An open enum of integers.
    pub(super) fn number_enum(&mut self, flat: &Flat<'d>, node: &Node<'d>, numbers: &[i32], wanted: &Wanted) -> Typed {
        let name = match self.declared(flat, wanted) {
            Ok(name) => name,
            Err(known) => return known,
        };
        let names_of = ["x-enum-varnames", "x-enumNames"].iter().find_map(|key| flat.node.get(key));
        let mut taken = BTreeSet::from(["Unknown".to_owned()]);
        let mut entries = Map::new();
        for (index, number) in numbers.iter().enumerate() {
            if entries.contains_key(&number.to_string()) {
                continue;
            }
            let given = names_of.as_ref().and_then(|names| names.value.get(index)?.as_str());
            let sign = if *number < 0 { "Minus" } else { "Value" };
            let stem = match given {
                Some(given) => names::pascal(given, "Value"),
                None => format!("{sign}{}", number.unsigned_abs()),
            };
            let rust_name = names::free(&stem, "", &taken);
            taken.insert(rust_name.clone());
            entries.insert(number.to_string(), json!({ "doc": docs::later("value"), "rust_name": rust_name }));
        }
        if flat.types == ["string"] {
            self.log.add(node, Loss::Side, "enums whose values have another type", "the values decide");
        }
        let mut entry = self.head(&flat.node, "type");
        entry.insert("enum".to_owned(), json!("open"));
        entry.insert("of".to_owned(), json!("int32"));
        entry.insert("values".to_owned(), Value::Object(entries));
        self.fill(&name, entry);
        Typed::plain(name)
    }
}

/// The values as integers of 32 bits, without repetitions.
fn integers(values: &[&Value]) -> Option<Vec<i32>> {
    let mut numbers = Vec::new();
    for value in values {
        let number = i32::try_from(value.as_i64()?).ok()?;
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    Some(numbers)
}
