//! Modules of a crate, and which of them know which.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens as _;
use servicestage_tests::files::tree;
use servicestage_tests::workspace;
use syn::{Item, UseTree};

/// The path of a module in its crate; empty for the root.
type Module = Vec<String>;

/// The modules of a crate.
pub(crate) struct Modules {
    files: BTreeMap<Module, (String, syn::File)>,
    /// What the names that a module imports mean, by module and name.
    imports: BTreeMap<(Module, String), Module>,
}

impl Modules {
    /// Reads a directory such as `runtime/src`.
    pub(crate) fn read(directory: &str) -> Modules {
        let mut files = BTreeMap::new();
        // Tests may look at everything.
        let is_code = |path: &String| path.ends_with(".rs") && !path.ends_with("/tests.rs");
        for path in tree(&workspace().join(directory)).into_keys().filter(is_code) {
            let whole = format!("{directory}/{path}");
            let text = fs::read_to_string(workspace().join(&whole)).unwrap();
            let mut module: Module =
                Path::new(&path).with_extension("").iter().map(|p| p.to_string_lossy().into_owned()).collect();
            if module.last().is_some_and(|last| last == "mod" || (module.len() == 1 && last == "lib")) {
                module.pop();
            }
            let mut file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{whole}: {error}"));
            file.items.retain(|item| !is_for_tests(item));
            files.insert(module, (whole, file));
        }
        let mut modules = Modules { files, imports: BTreeMap::new() };
        modules.imports = modules.read_imports();
        modules
    }

    fn read_imports(&self) -> BTreeMap<(Module, String), Module> {
        let mut imports = BTreeMap::new();
        for (module, (_, file)) in &self.files {
            for item in &file.items {
                if let Item::Use(item) = item {
                    leaves(&item.tree, &mut Vec::new(), &mut |path, name| {
                        if let Some(path) = absolute(module, path) {
                            imports.insert((module.clone(), name.to_owned()), path);
                        }
                    });
                }
            }
        }
        imports
    }

    /// The module that a path inside the crate leads to, through names that modules only pass on.
    fn target(&self, path: &[String]) -> Module {
        let mut path = path.to_vec();
        for _ in 0..8 {
            let known = (0..=path.len()).rev().find(|end| self.files.contains_key(&path[..*end])).unwrap_or(0);
            let Some(name) = path.get(known) else { return path };
            match self.imports.get(&(path[..known].to_vec(), name.clone())) {
                Some(meant) if *meant != path => {
                    let rest = path[known + 1..].to_vec();
                    path = [meant.clone(), rest].concat();
                }
                _ => return path[..known].to_vec(),
            }
        }
        path
    }

    /// Pairs of modules of which the first names something in the second.
    fn arrows(&self) -> BTreeSet<(Module, Module)> {
        let mut arrows = BTreeSet::new();
        for (module, (_, file)) in &self.files {
            for item in &file.items {
                // What is only passed on is an arrow of those who use it.
                if matches!(item, Item::Use(item) if !matches!(item.vis, syn::Visibility::Inherited)) {
                    continue;
                }
                for path in paths(item.to_token_stream(), &[]) {
                    let target = absolute(module, &path).map(|path| self.target(&path));
                    arrows.extend(target.filter(|target| target != module).map(|target| (module.clone(), target)));
                }
            }
        }
        arrows
    }

    /// Circles: rooms that know each other, directly or through others. A module and what is inside of it are one
    /// room, and rooms are compared within the room around them.
    pub(crate) fn circles(&self) -> Vec<String> {
        let arrows = self.arrows();
        let mut found = Vec::new();
        for outer in self.files.keys() {
            let room = |module: &Module| module.strip_prefix(outer.as_slice()).and_then(|rest| rest.first().cloned());
            let mut known: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            for (from, to) in &arrows {
                if let (Some(from), Some(to)) = (room(from), room(to)).clone()
                    && from != to
                {
                    known.entry(from).or_default().insert(to);
                }
            }
            let reaches = |from: &String| {
                let (mut seen, mut pending) = (BTreeSet::new(), vec![from.clone()]);
                while let Some(next) = pending.pop() {
                    pending.extend(
                        known.get(&next).into_iter().flatten().filter(|to| seen.insert((*to).clone())).cloned(),
                    );
                }
                seen
            };
            for room in known.keys().filter(|room| reaches(room).contains(*room)) {
                let others: Vec<String> =
                    known[room].iter().filter(|other| reaches(other).contains(room)).cloned().collect();
                let place = outer.join("::");
                found.push(format!("{place}::{room} and {}", others.join(", ")));
            }
        }
        found
    }
}

fn is_for_tests(item: &Item) -> bool {
    matches!(item, Item::Mod(item) if item.attrs.iter().any(|attribute| attribute.to_token_stream().to_string().contains("cfg (test)")))
}

/// The names that a `use` brings, each with its path.
fn leaves(tree: &UseTree, before: &mut Vec<String>, found: &mut impl FnMut(&[String], &str)) {
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            leaves(&path.tree, before, found);
            before.pop();
        }
        UseTree::Name(name) if name.ident == "self" => found(before, &before.last().cloned().unwrap_or_default()),
        UseTree::Name(name) => found(&[before.clone(), vec![name.ident.to_string()]].concat(), &name.ident.to_string()),
        UseTree::Rename(name) if name.ident == "self" => found(before, &name.rename.to_string()),
        UseTree::Rename(name) => {
            found(&[before.clone(), vec![name.ident.to_string()]].concat(), &name.rename.to_string());
        }
        UseTree::Glob(_) => {}
        UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, before, found)),
    }
}

/// A path from the root of the crate; none if it leads elsewhere.
fn absolute(module: &[String], path: &[String]) -> Option<Module> {
    let (mut start, mut rest) = match path.first()?.as_str() {
        "crate" => (Vec::new(), &path[1..]),
        "self" => (module.to_vec(), &path[1..]),
        "super" => (module.to_vec(), path),
        _ => return None,
    };
    while rest.first().is_some_and(|first| first == "super") {
        start.pop();
        rest = &rest[1..];
    }
    Some([start, rest.to_vec()].concat())
}

/// All paths in some tokens that begin in the crate, those in the braces of a `use` too.
fn paths(tokens: TokenStream, before: &[String]) -> Vec<Vec<String>> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_colon = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token {
            TokenTree::Ident(first) => {
                let name = first.to_string();
                let follows = at >= 2 && is_colon(at - 1) && is_colon(at - 2);
                let begins = ["crate", "self", "super"].contains(&name.as_str()) && !follows;
                if begins || (!before.is_empty() && !follows) {
                    let mut path = before.to_vec();
                    path.extend((begins || name != "self").then_some(name));
                    while is_colon(at + 1) && is_colon(at + 2) {
                        match tokens.get(at + 3) {
                            Some(TokenTree::Ident(next)) => path.push(next.to_string()),
                            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                                found.extend(paths(group.stream(), &path));
                                path.clear();
                            }
                            _ => break,
                        }
                        at += 3;
                        if path.is_empty() {
                            break;
                        }
                    }
                    found.extend((path.len() > 1).then_some(path));
                }
            }
            TokenTree::Group(group) if before.is_empty() => found.extend(paths(group.stream(), &[])),
            _ => {}
        }
        at += 1;
    }
    found
}
