//! Entries: keys that say nothing.

use super::Lint;
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::Operation;
use crate::raw::GroupFile;
use crate::shape::Shape;
use crate::source::FileId;
use crate::yaml::{self, Content, Entry, Node};

/// Lists and mappings that are empty unless they are written.
const LISTS: &[&str] = &[
    "aliases",
    "allow",
    "errata",
    "error_codes",
    "errors",
    "examples",
    "forgotten",
    "headers",
    "message_when",
    "operations",
    "path",
    "permissions",
    "query",
    "required_when",
    "tables",
    "types",
];

/// Settings with a value that holds without them.
const SETTINGS: &[&str] = &["auth", "body_limit", "boxed", "error_style", "host", "idempotent"];

impl Lint<'_> {
    pub(super) fn entries(&mut self) {
        let shape = Shape::of::<GroupFile>();
        let other = |path: &str| !path.ends_with(".yaml") || path.starts_with(crate::load::LEDGER);
        let main = ["api.yaml", "sources.yaml", crate::load::ACKNOWLEDGED];
        let groups = self.sources.iter().filter(|(_, file)| !other(&file.path) && !main.contains(&file.path.as_str()));
        for file in groups.map(|(file, _)| file).collect::<Vec<FileId>>() {
            if let Some(tree) = self.places.tree(file).cloned() {
                self.needless_keys(&shape, &tree);
            }
        }
    }

    /// Keys whose value is what holds without them.
    fn needless_keys(&mut self, shape: &Shape, tree: &Node) {
        let text_of_file = &self.sources.file(tree.span.file).text;
        for (_, around, entry) in shape.keys(tree, &[LISTS, SETTINGS].concat()) {
            let Some(why) = why_needless(tree, around, entry) else { continue };
            let diagnostic =
                Diagnostic::new(Rule::NEEDLESS_KEY, entry.key_span, format!("`{}` says nothing new", entry.key))
                    .label(why);
            let edit = yaml::remove_entry(text_of_file, around, entry);
            self.sink.push(match edit {
                Some(_) => diagnostic.edit("remove it", edit).safe(),
                None => diagnostic.help("remove it"),
            });
        }
    }
}

/// Why a key of the mapping around it says nothing new, if so.
fn why_needless(file: &Node, around: &Node, entry: &Entry) -> Option<String> {
    let why = match (entry.key.as_str(), &entry.value.content) {
        (key, Content::List(items)) if LISTS.contains(&key) && items.is_empty() => "nothing stands in it",
        (key, Content::Map(entries)) if LISTS.contains(&key) && entries.is_empty() => "nothing stands in it",
        ("boxed", Content::Boolean(false)) => "values are not boxed unless said so",
        ("body_limit", Content::Integer(limit)) if *limit == i64::from(Operation::DEFAULT_BODY_LIMIT) => {
            "this is the usual limit"
        }
        ("idempotent", Content::Boolean(written)) => {
            let method = text(around.get("http")?)?.split(' ').next()?;
            let usual = !matches!(method, "POST" | "PATCH");
            let is = if usual { "is" } else { "is not" };
            return (*written == usual).then(|| format!("a {method} {is} idempotent unless said so"));
        }
        ("host" | "auth" | "error_style", Content::Text(written)) => {
            let of_file = file.get(&entry.key).filter(|_| around.span != file.span);
            of_file.and_then(text).filter(|of_file| of_file == written)?;
            "the file says the same"
        }
        _ => return None,
    };
    Some(why.to_owned())
}

fn text(node: &Node) -> Option<&str> {
    match &node.content {
        Content::Text(text) => Some(text),
        _ => None,
    }
}
