//! Public items of the three crates, as [`specwright_rust::plan`] decides them, and the effect of a change on programs
//! that use them.

mod calls;
mod model;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use specwright_rust::plan::{Docs, Plan};

/// One of the generated crates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Crate {
    /// The types.
    Model,
    /// The client.
    Client,
    /// The server stub.
    Server,
}

impl Crate {
    /// All crates. The first is part of the surface of the others.
    pub const ALL: [Crate; 3] = [Crate::Model, Crate::Client, Crate::Server];

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Crate::Model => "model",
            Crate::Client => "client",
            Crate::Server => "server",
        }
    }
}

/// Effect of a change on a program that is compiled against a crate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rust {
    /// A program may stop compiling.
    Breaking,
    /// Items were added.
    Minor,
    /// Descriptions or behavior differ, no item does.
    Patch,
    /// The crate is the same.
    #[default]
    None,
}

impl Rust {
    /// All verdicts, the worst first.
    pub const ALL: [Rust; 4] = [Rust::Breaking, Rust::Minor, Rust::Patch, Rust::None];

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Rust::Breaking => "breaking",
            Rust::Minor => "minor",
            Rust::Patch => "patch",
            Rust::None => "none",
        }
    }
}

/// What kind of item it is, as far as that matters to the program that uses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Crate,
    Feature,
    Module,
    Constant,
    /// Not exhaustive, as all structs are.
    Struct,
    Field,
    Function,
    Enum {
        exhaustive: bool,
    },
    Variant {
        exhaustive: bool,
    },
    Trait,
    /// A method of a trait, with a default.
    Method,
    /// A trait that the type implements as long as no part speaks against it.
    Impl,
    /// Nothing that users can name.
    Hidden,
}

/// A part of an item's signature, and the definition that it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) owner: String,
    pub(super) text: String,
}

/// A public item.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) kind: Kind,
    /// The path with the newer names.
    pub(super) path: String,
    pub(super) owner: String,
    pub(super) parts: Vec<Part>,
    pub(super) deprecated: bool,
    /// What users see or feel of it without naming it: documents, attributes, schemas.
    pub(super) behaviour: String,
}

impl Item {
    fn new(kind: Kind, owner: impl Into<String>) -> Item {
        Item {
            kind,
            path: String::new(),
            owner: owner.into(),
            parts: Vec::new(),
            deprecated: false,
            behaviour: String::new(),
        }
    }

    fn part(mut self, owner: impl Into<String>, text: impl Into<String>) -> Item {
        self.parts.push(Part { owner: owner.into(), text: without_std(&text.into()) });
        self
    }

    fn docs(mut self, docs: &Docs) -> Item {
        self.behaviour.push_str(&docs.join("\n"));
        self
    }

    fn behaviour(mut self, text: impl std::fmt::Display) -> Item {
        self.behaviour.push_str(&text.to_string());
        self
    }

    fn deprecated(mut self, deprecated: bool) -> Item {
        self.deprecated = deprecated;
        self
    }

    fn signature(&self) -> String {
        self.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// Names of the standard library without their paths, which they have only beside another type of that name.
fn without_std(text: &str) -> String {
    let mut pieces = text.split("::std::");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for mut piece in pieces {
        while let Some((module, rest)) = piece.split_once("::")
            && module.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_')
        {
            piece = rest;
        }
        out.push_str(piece);
    }
    out
}

/// All items of the crates.
pub(super) struct Surface {
    items: BTreeMap<(Crate, String), Item>,
    /// Definitions of types by their names in Rust.
    types: BTreeMap<String, BTreeSet<String>>,
}

impl Surface {
    pub(super) fn of(api: &Plan) -> Surface {
        let mut surface = Surface { items: BTreeMap::new(), types: BTreeMap::new() };
        model::add(api, &mut surface);
        calls::add(api, &mut surface);
        surface
    }

    fn add(&mut self, krate: Crate, path: impl Into<String>, mut item: Item) {
        item.path = path.into();
        self.items.insert((krate, item.path.clone()), item);
    }

    /// The same by the older names of the model's types.
    fn renamed(self, renamed: &Renamed) -> Surface {
        let rename = |((krate, path), item): ((Crate, String), Item)| {
            let path = if krate == Crate::Model { renamed.path(&path) } else { path };
            ((krate, path), item)
        };
        Surface { items: self.items.into_iter().map(rename).collect(), ..self }
    }

    /// Whether it has what an item belongs to: the type of a field, a variant or an implementation.
    fn has_outer(&self, krate: Crate, path: &str) -> bool {
        let outer = match path.split_once(" for ").or(path.split_once(" of ")) {
            Some((_, of)) if of.contains('.') => of.rsplit_once('.').map_or(of, |(outer, _)| outer),
            Some((_, of)) => of,
            None => match path.rfind(['.', ':']) {
                Some(end) => path[..end].trim_end_matches(':'),
                None => return true,
            },
        };
        let of_model = krate == Crate::Server && path.starts_with("validation of ");
        let krate = if of_model { Crate::Model } else { krate };
        self.items.contains_key(&(krate, outer.to_owned())) || !outer.contains("::") || outer.starts_with("meta::")
    }

    /// The definitions of types that a signature mentions.
    fn mentioned(&self, text: &str) -> impl Iterator<Item = &String> {
        let words: BTreeSet<&str> = words(text).collect();
        words.into_iter().filter_map(|word| self.types.get(word)).flatten()
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// A difference between two surfaces.
#[derive(Clone, Debug)]
pub(super) struct Difference {
    pub(super) krate: Crate,
    pub(super) verdict: Rust,
    /// What differs, in a few words.
    pub(super) text: String,
    /// Definitions that it comes from, the nearest first.
    pub(super) owners: Vec<String>,
    /// Definitions of types that it has to do with.
    pub(super) mentions: BTreeSet<String>,
}

/// All differences. Names that mean the same are given as new name and old one.
pub(super) fn differences(old: &Surface, new: Surface, renamed: &Renamed) -> Vec<Difference> {
    let new = &new.renamed(renamed);
    let mut found = Vec::new();
    for ((krate, path), item) in &old.items {
        let other = new.items.get(&(*krate, path.clone()));
        let difference = match other {
            // What was inside of something gone needs no word of its own.
            None if !new.has_outer(*krate, path) => None,
            None => moved(*krate, item, old, "gone"),
            Some(other) => changed(*krate, (item, old), (other, new), renamed),
        };
        found.extend(difference);
    }
    let added = new.items.iter().filter(|(key, _)| !old.items.contains_key(key));
    let added = added.filter(|((krate, path), _)| old.has_outer(*krate, path));
    found.extend(added.filter_map(|((krate, _), item)| moved(*krate, item, new, "new")));
    found
}

/// Returns the effect of an item that was added or removed; `how` is `new` or `gone`.
fn moved(krate: Crate, item: &Item, surface: &Surface, how: &str) -> Option<Difference> {
    let (verdict, remark) = match (item.kind, how) {
        (Kind::Hidden, _) => (Rust::Patch, ""),
        (Kind::Impl, _) if !item.parts.is_empty() => return None,
        (Kind::Variant { exhaustive: true }, "new") => (Rust::Breaking, " to an exhaustive enum"),
        (_, "new") => (Rust::Minor, ""),
        _ => (Rust::Breaking, ""),
    };
    let how = if how == "new" { "added" } else { "removed" };
    let text = format!("`{}` was {how}{remark}", item.path);
    let mentions = surface.mentioned(&item.signature()).cloned().collect();
    Some(Difference { krate, verdict, text, owners: owners(item), mentions })
}

fn owners(item: &Item) -> Vec<String> {
    let mut owners = vec![item.owner.clone()];
    owners.extend(item.parts.iter().map(|part| part.owner.clone()).filter(|owner| *owner != item.owner));
    owners
}

fn changed(
    krate: Crate,
    (old, old_surface): (&Item, &Surface),
    (new, new_surface): (&Item, &Surface),
    renamed: &Renamed,
) -> Option<Difference> {
    let path = &new.path;
    let parts: Vec<Part> =
        new.parts.iter().map(|part| Part { text: renamed.text(path, &part.text), ..part.clone() }).collect();
    let same = |parts: &[Part], others: &[Part]| {
        parts.len() == others.len() && parts.iter().zip(others).all(|(one, other)| one.text == other.text)
    };
    let mut owners = Vec::new();
    let mut mentions = BTreeSet::new();
    let unequal = !same(&old.parts, &parts);
    if unequal {
        let texts = |parts: &[Part]| parts.iter().map(|part| part.text.clone()).collect::<BTreeSet<_>>();
        let (before, after) = (texts(&old.parts), texts(&parts));
        for part in old.parts.iter().filter(|part| !after.contains(&part.text)) {
            owners.push(part.owner.clone());
            mentions.extend(old_surface.mentioned(&part.text).cloned());
        }
        for (part, written) in parts.iter().zip(&new.parts).filter(|(part, _)| !before.contains(&part.text)) {
            owners.push(part.owner.clone());
            mentions.extend(new_surface.mentioned(&written.text).cloned());
        }
    }
    owners.push(new.owner.clone());
    let (verdict, text) = match (old.kind, new.kind) {
        (Kind::Impl, Kind::Impl) => match (old.parts.is_empty(), new.parts.is_empty()) {
            (true, false) => (Rust::Breaking, format!("`{path}` was removed")),
            (false, true) => (Rust::Minor, format!("`{path}` was added")),
            _ => return None,
        },
        (Kind::Enum { exhaustive: one }, Kind::Enum { exhaustive: other }) if one != other => {
            (Rust::Breaking, format!("`{path}` is {} exhaustive", if one { "no longer" } else { "now" }))
        }
        (Kind::Variant { .. }, Kind::Variant { .. }) if !unequal => return texts(krate, path, old, new, owners),
        (one, other) if one != other => (Rust::Breaking, format!("`{path}` is now another kind of item")),
        (Kind::Struct | Kind::Enum { .. }, _) if old.path != *path => {
            (Rust::Breaking, format!("`{}` was renamed to `{path}`", old.path))
        }
        (Kind::Function, _) if is_wider(&old.parts, &parts) => (Rust::Minor, signatures(path, old, new)),
        _ if unequal => (Rust::Breaking, signatures(path, old, new)),
        _ => return texts(krate, path, old, new, owners),
    };
    Some(Difference { krate, verdict, text, owners, mentions })
}

/// Whether a function takes all that it took, and what becomes it: `State`, and now `impl Into<State>`.
fn is_wider(old: &[Part], new: &[Part]) -> bool {
    let wider = |(old, new): (&Part, &Part)| {
        let plain = new.text.replacen("impl Into<", "", 1);
        old.text == new.text || plain.len() < new.text.len() && plain.strip_suffix('>') == Some(old.text.as_str())
    };
    old.len() == new.len() && old != new && old.iter().zip(new).all(wider)
}

/// What differs without the signature.
fn texts(krate: Crate, path: &str, old: &Item, new: &Item, owners: Vec<String>) -> Option<Difference> {
    let (verdict, text) = match (old.deprecated, new.deprecated) {
        (false, true) => (Rust::Minor, format!("`{path}` is now deprecated")),
        (true, false) => (Rust::Patch, format!("`{path}` is no longer deprecated")),
        _ if old.behaviour != new.behaviour => {
            (Rust::Patch, format!("`{path}` has a different description or behavior"))
        }
        _ => return None,
    };
    Some(Difference { krate, verdict, text, owners, mentions: BTreeSet::new() })
}

fn signatures(path: &str, old: &Item, new: &Item) -> String {
    let around = |item: &Item| match item.kind {
        Kind::Function | Kind::Method | Kind::Variant { .. } => format!("({})", item.signature()),
        _ => item.signature(),
    };
    format!("`{path}`: `{}` is now `{}`", around(old), around(new))
}

/// Names of types in Rust that are only other names of the same type.
#[derive(Debug, Default)]
pub(super) struct Renamed {
    /// The older name by module and newer name.
    names: BTreeMap<(String, String), String>,
}

impl Renamed {
    pub(super) fn add(&mut self, module: &str, new: &str, old: &str) {
        self.names.insert((module.to_owned(), new.to_owned()), old.to_owned());
    }

    fn name<'a>(&'a self, module: &str, word: &'a str) -> &'a str {
        let shared = || self.names.get(&(String::new(), word.to_owned()));
        self.names.get(&(module.to_owned(), word.to_owned())).or_else(shared).map_or(word, String::as_str)
    }

    /// The path of an item, where the type is behind the module.
    fn path(&self, path: &str) -> String {
        let start = outer_start(path);
        let Some((module, rest)) = path[start..].split_once("::") else { return path.to_owned() };
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        format!("{}{module}::{}{}", &path[..start], self.name(module, &rest[..end]), &rest[end..])
    }

    /// A part of the signature of the item with this path.
    fn text(&self, path: &str, text: &str) -> String {
        let module = path[outer_start(path)..].split("::").next().unwrap_or_default();
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let mut result = String::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let length = rest.find(|c: char| is_word(c) != is_word(first)).unwrap_or(rest.len());
            let (piece, left) = rest.split_at(length);
            result.push_str(self.name(module, piece));
            rest = left;
        }
        result
    }
}

/// Where the path begins in `Default for v1::Thing`.
fn outer_start(path: &str) -> usize {
    [" for ", " of "].iter().find_map(|word| Some(path.find(word)? + word.len())).unwrap_or_default()
}
