//! What the cases edit: a small specification without errors.

use std::collections::BTreeMap;

use super::cases::Edit;
use super::source::{SourceFile, SourceMap};

/// The valid specification that every case edits.
const BASE: &[(&str, &str)] = &[
    ("api.yaml", include_str!("base/api.yaml")),
    ("codes.yaml", include_str!("base/codes.yaml")),
    ("sources.yaml", include_str!("base/sources.yaml")),
    ("shared.yaml", include_str!("base/shared.yaml")),
    ("things.yaml", include_str!("base/things.yaml")),
    ("examples/create_thing.json", include_str!("base/examples/create_thing.json")),
    ("ledger/things.yaml", include_str!("base/ledger/things.yaml")),
    ("ledger/waivers.yaml", include_str!("base/ledger/waivers.yaml")),
];

/// The base with some edits.
pub(crate) fn edited(edits: &[Edit]) -> SourceMap {
    let mut files: BTreeMap<&str, String> = BASE.iter().map(|(path, text)| (*path, (*text).to_owned())).collect();
    for edit in edits {
        match *edit {
            Edit::Replace(path, from, to) => {
                let text = files.get_mut(path).unwrap_or_else(|| panic!("the base has no file {path}"));
                assert_eq!(text.matches(from).count(), 1, "{path} contains {from:?} not exactly once");
                assert_ne!(from, to, "the edit of {path} changes nothing");
                *text = text.replace(from, to);
            }
            Edit::Add(path, text) => assert_eq!(files.insert(path, text.to_owned()), None, "{path} exists already"),
            Edit::Remove(path) => assert!(files.remove(path).is_some(), "the base has no file {path}"),
        }
    }
    let files = files.into_iter().map(|(path, text)| SourceFile { path: path.to_owned(), text }).collect();
    SourceMap::new("spec", files)
}
