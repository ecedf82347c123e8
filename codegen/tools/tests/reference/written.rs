//! What a specification defines, read from its files without the generator's help.

use serde_yaml::{Mapping, Value};
use specwright_tools::source::SourceMap;

/// The paths of all definitions that readers may look for.
pub(crate) fn definitions(sources: &SourceMap) -> Vec<String> {
    let mut found = Vec::new();
    let files = sources.iter().filter(|(_, file)| file.path.ends_with(".yaml") && !file.path.starts_with("ledger/"));
    for (_, file) in files {
        let file: Value = serde_yaml::from_str(&file.text).unwrap();
        let family = file.get("family").and_then(Value::as_str);
        let in_family = |name: &str| family.map_or_else(|| name.to_owned(), |family| format!("{family}.{name}"));
        for (name, operation) in entries(&file, "operations") {
            let path = in_family(&name);
            for location in ["path", "query", "headers", "cookies"] {
                found.extend(entries(&operation, location).map(|(name, _)| format!("{path}.{location}.{name}")));
            }
            found.extend(entries(&operation, "examples").map(|(name, _)| format!("{path}.examples.{name}")));
            found.push(format!("{path}.response"));
            found.extend(operation.get("body").map(|_| format!("{path}.body")));
            found.push(path);
        }
        for (name, ty) in entries(&file, "types") {
            let path = in_family(&name);
            for parts in ["fields", "values", "variants"] {
                found.extend(entries(&ty, parts).map(|(name, _)| format!("{path}.{name}")));
            }
            found.push(path);
        }
        for (name, catalog) in entries(&file, "error_codes") {
            found.extend(entries(&catalog, "codes").map(|(code, _)| format!("error_codes.{name}.{code}")));
            found.push(format!("error_codes.{name}"));
        }
        let sections =
            ["errata", "permissions", "families", "hosts", "auth", "error_styles", "client_parameters", "documents"];
        for section in sections {
            found.extend(entries(&file, section).map(|(name, _)| format!("{section}.{name}")));
        }
    }
    found
}

fn entries(value: &Value, key: &str) -> impl Iterator<Item = (String, Value)> {
    let entries: Mapping = value.get(key).and_then(Value::as_mapping).cloned().unwrap_or_default();
    entries.into_iter().map(|(key, value)| {
        let name = key.as_str().map_or_else(|| serde_yaml::to_string(&key).unwrap().trim().to_owned(), str::to_owned);
        (name, value)
    })
}
