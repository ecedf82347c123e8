//! The format itself, as its JSON Schemas tell it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// The kinds of files, and the definition that a whole file is.
const KINDS: [(&str, &str); 5] = [
    ("api", "ApiFile"),
    ("sources", "SourcesFile"),
    ("group", "GroupFile"),
    ("ledger", "LedgerFile"),
    ("waivers", "WaiversFile"),
];

/// A line of a file.
pub(crate) struct Line {
    pub(crate) text: String,
    /// Whether the page shows it.
    pub(crate) shown: bool,
}

pub(crate) struct Format {
    definitions: BTreeMap<String, Value>,
}

impl Format {
    pub(crate) fn new() -> Format {
        let mut definitions = BTreeMap::new();
        for (kind, name) in KINDS {
            let schema = specwright_tools::schema(kind).unwrap_or_else(|| panic!("there is no schema `{kind}`"));
            for (name, definition) in schema["$defs"].as_object().into_iter().flatten() {
                definitions.insert(name.clone(), definition.clone());
            }
            definitions.insert(name.to_owned(), schema);
        }
        Format { definitions }
    }

    pub(crate) fn definitions(&self) -> impl Iterator<Item = &str> {
        self.definitions.keys().map(String::as_str)
    }

    /// Every key of every definition.
    pub(crate) fn all_keys(&self) -> impl Iterator<Item = (String, String)> {
        self.definitions.iter().flat_map(|(name, definition)| {
            let properties = definition["properties"].as_object();
            properties.into_iter().flatten().map(move |(key, _)| (name.clone(), key.clone()))
        })
    }

    /// The keys of a definition, or its values when it is one of a few words. `places` are links to
    /// the tables of definitions.
    pub(crate) fn table(&self, name: &str, places: &BTreeMap<String, String>) -> Result<String, String> {
        let definition = self.definitions.get(name).ok_or_else(|| format!("there is no definition `{name}`"))?;
        let mut table = format!("{}\n\n", description(definition));
        if let Some(properties) = definition["properties"].as_object() {
            table.push_str("| key | value | required | meaning |\n|---|---|---|---|\n");
            let required: BTreeSet<&str> = strings(&definition["required"]).collect();
            for (key, property) in properties {
                let needed = if required.contains(key.as_str()) { "yes" } else { "" };
                let (value, meaning) = (kind(property, places), description(property));
                table.push_str(&format!("| `{key}` | {value} | {needed} | {meaning} |\n"));
            }
        } else if let Some(values) = definition["oneOf"].as_array() {
            table.push_str("| value | meaning |\n|---|---|\n");
            for value in values {
                let word = value["const"].as_str().or_else(|| value["enum"][0].as_str()).unwrap_or_default();
                table.push_str(&format!("| `{word}` | {} |\n", description(value)));
            }
        } else if let Some(forms) = definition["anyOf"].as_array() {
            table.push_str("| form | meaning |\n|---|---|\n");
            for form in forms {
                table.push_str(&format!("| {} | {} |\n", kind(form, places), description(form)));
            }
        } else {
            return Err(format!("`{name}` has neither keys nor values"));
        }
        Ok(table)
    }

    /// The keys in the lines of a file that are shown, each with the definition it belongs to.
    ///
    /// The files are in block style, so that indentation tells where a key stands.
    pub(crate) fn keys_of(&self, file: &str, lines: &[Line]) -> BTreeSet<(String, String)> {
        let root = KINDS.iter().find(|(kind, _)| *kind == file).map_or("GroupFile", |(_, name)| name);
        let mut found = BTreeSet::new();
        let mut open: Vec<(usize, &Value)> = Vec::new();
        for line in lines {
            let text = line.text.trim_start();
            let indent = line.text.len() - text.len();
            // A comment can show the key that takes the place of another one.
            let instead = text.strip_prefix("# ");
            let text = instead.unwrap_or(text);
            let (text, indent) = match text.strip_prefix("- ") {
                // An item with keys, the first of which is on the same line.
                Some(item) => {
                    open.retain(|(at, _)| *at < indent);
                    let items = open.last().map(|(_, list)| self.resolve(&list["items"]));
                    let Some(items) = items.filter(|items| items["properties"].is_object()) else { continue };
                    open.push((indent, items));
                    (item, indent + 2)
                }
                None => (text, indent),
            };
            let Some((key, _)) = text.split_once(':').filter(|_| !text.starts_with(['#', '-'])) else { continue };
            let key = key.trim_matches('"');
            open.retain(|(at, _)| *at < indent);
            let outer = open.last().map_or(&self.definitions[root], |(_, schema)| schema);
            let name = self.name_of(outer);
            let inner = match outer["properties"].get(key) {
                Some(property) => {
                    if line.shown {
                        found.insert((name.to_owned(), key.to_owned()));
                    }
                    self.resolve(property)
                }
                None if instead.is_some() => continue,
                None => self.resolve(&outer["additionalProperties"]),
            };
            open.push((indent, inner));
        }
        found
    }

    fn name_of(&self, schema: &Value) -> &str {
        let same = |definition: &&Value| std::ptr::eq(*definition, schema);
        let found = self.definitions.iter().find(|(_, definition)| same(definition));
        found.map_or("", |(name, _)| name.as_str())
    }

    /// Follows references to the definition that has keys.
    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        if let Some(name) = reference(schema) {
            return self.definitions.get(name).map_or(schema, |definition| self.resolve(definition));
        }
        let branches = schema["anyOf"].as_array().into_iter().flatten();
        branches.map(|branch| self.resolve(branch)).find(|branch| branch["type"] == "object").unwrap_or(schema)
    }
}

fn reference(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

fn strings(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}

fn description(schema: &Value) -> String {
    cell(schema["description"].as_str().unwrap_or_default())
}

/// What a key takes, in words.
fn kind(schema: &Value, places: &BTreeMap<String, String>) -> String {
    if let Some(name) = reference(schema) {
        return match places.get(name) {
            Some(link) => link.clone(),
            None => format!("`{name}`"),
        };
    }
    if let Some(branch) = schema["anyOf"].as_array().and_then(|branches| branches.first()) {
        return kind(branch, places);
    }
    let types = match &schema["type"] {
        Value::String(name) => name.as_str(),
        list => strings(list).find(|name| *name != "null").unwrap_or_default(),
    };
    match types {
        "string" => "string".to_owned(),
        "integer" => "integer".to_owned(),
        "boolean" => "`true` or `false`".to_owned(),
        "array" => match kind(&schema["items"], places) {
            item if item == "string" => "list of strings".to_owned(),
            item => format!("list of {item}s"),
        },
        "object" => format!("by name: {}", kind(&schema["additionalProperties"], places)),
        _ => "any value".to_owned(),
    }
}

/// A text as it stands in a table.
fn cell(text: &str) -> String {
    text.replace("\n\n", " ").replace('\n', " ").replace('|', "\\|")
}
