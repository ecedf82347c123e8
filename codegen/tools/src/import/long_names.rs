//! Names that are too long to be keys of YAML are left out, each with a finding.

use serde_json::{Map, Value};
use specwright_language::yaml::is_long_key;

use super::log::Loss;
use super::settle::Settling;
use crate::words::one_line;

/// Names with the file and the keys around them.
type Found = Vec<(String, Vec<String>, String)>;

impl Settling<'_> {
    pub(super) fn leave_out_long_names(&mut self) {
        let mut found = Found::new();
        for (file, tree) in &mut self.files.yaml {
            remove(file, tree, &mut Vec::new(), &mut found);
        }
        for (file, path, name) in found {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            let what = one_line(&name, 60);
            self.note(&file, &path, &what, Loss::Free, "names of more than 1,000 bytes", "left out");
        }
    }
}

fn remove(file: &str, tree: &mut Map<String, Value>, path: &mut Vec<String>, found: &mut Found) {
    tree.retain(|name, _| {
        let is_long = is_long_key(name);
        if is_long {
            found.push((file.to_owned(), path.clone(), name.clone()));
        }
        !is_long
    });
    for (key, value) in tree {
        if let Some(inner) = value.as_object_mut() {
            path.push(key.clone());
            remove(file, inner, path, found);
            path.pop();
        }
    }
}
