//! Entries: keys that say nothing.

use super::Lint;
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::Operation;
use crate::load::{self, Role};
use crate::yaml::{self, Content, Entry, Node};

/// Lists and mappings that are empty unless they are written.
const LISTS: &[&str] = &[
    "aliases",
    "allow",
    "cookies",
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
    "requires",
    "rules",
    "tables",
    "types",
];

/// Settings with a value that holds without them.
const SETTINGS: &[&str] = &["auth", "body_limit", "boxed", "error_style", "host", "idempotent"];

impl Lint<'_> {
    /// Keys whose value is what holds without them.
    pub(super) fn entries(&mut self) {
        let groups = self.sources.iter().filter(|(_, source)| Role::of(&source.path) == Role::Group);
        for (file, source) in groups {
            let Some(tree) = self.places.tree(file) else { continue };
            for (_, around, entry) in load::shape(&source.path).keys(tree, &[LISTS, SETTINGS].concat()) {
                let Some(why) = why_needless(tree, around, entry) else { continue };
                let message = format!("`{}` says nothing new", entry.key);
                let diagnostic = Diagnostic::new(Rule::NEEDLESS_KEY, entry.key_span, message).label(why);
                let edit = yaml::remove_entry(&source.text, around, entry);
                self.sink.push(diagnostic.edit("remove it", edit).safe().or_help("remove it"));
            }
        }
    }
}

/// Why a key of the mapping around it says nothing new, if so.
fn why_needless(file: &Node, around: &Node, entry: &Entry) -> Option<String> {
    let why = match (entry.key.as_str(), &entry.value.content) {
        (key, Content::List(items)) if LISTS.contains(&key) && items.is_empty() => "it is empty",
        (key, Content::Map(entries)) if LISTS.contains(&key) && entries.is_empty() => "it is empty",
        ("boxed", Content::Boolean(false)) => "values are not boxed unless said so",
        ("body_limit", Content::Integer(limit)) if *limit == i64::from(Operation::DEFAULT_BODY_LIMIT) => {
            "this is the usual limit"
        }
        ("idempotent", Content::Boolean(written)) => {
            let method = around.get("http")?.text()?.split(' ').next()?;
            let usual = !matches!(method, "POST" | "PATCH");
            let is = if usual { "is" } else { "is not" };
            return (*written == usual).then(|| format!("a {method} {is} idempotent unless said so"));
        }
        ("host" | "auth" | "error_style", Content::Text(written)) => {
            let of_file = file.get(&entry.key).filter(|_| around.span != file.span);
            of_file.and_then(Node::text).filter(|of_file| of_file == written)?;
            "the file says the same"
        }
        ("auth" | "error_style", Content::List(_)) => {
            let of_file = file.get(&entry.key).filter(|_| around.span != file.span)?;
            let names =
                |node: &Node| node.items().iter().map(|item| item.text().map(str::to_owned)).collect::<Vec<_>>();
            (names(of_file) == names(&entry.value)).then_some("the file says the same")?
        }
        _ => return None,
    };
    Some(why.to_owned())
}
