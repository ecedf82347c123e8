//! The public names of the generated crates, frozen: a change of the specification or of the
//! generator that renames something shows as a difference here.
//!
//! `INSTA_UPDATE=always cargo test --package servicestage-tests --test generator names` takes over what
//! changed.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};

use servicestage_tests::workspace;
use syn::ext::IdentExt;
use syn::{
    Fields, FnArg, Ident, ImplItem, Item, ItemEnum, ItemImpl, ItemStruct, ItemTrait, ItemUse, Macro, Pat, ReceiverKind,
    Signature, TraitItem, Type, UseTree, Visibility,
};

/// Names from the root of a crate to a module.
type ModulePath = Vec<String>;

/// The modules of a crate with what is declared in them.
struct Crate {
    modules: BTreeMap<ModulePath, Vec<Item>>,
}

impl Crate {
    fn read(directory: &Path) -> Crate {
        let mut modules = BTreeMap::new();
        read_module(&directory.join("src/lib.rs"), &directory.join("src"), Vec::new(), &mut modules);
        Crate { modules }
    }

    fn find(&self, module: &[String], name: &str) -> Option<&Item> {
        self.modules.get(module)?.iter().find(|item| name_of(item).is_some_and(|found| found == name))
    }

    /// Whether users can write the path of a module.
    fn is_public(&self, module: &[String]) -> bool {
        let Some((name, parent)) = module.split_last() else { return true };
        self.find(parent, name).is_some_and(is_public) && self.is_public(parent)
    }

    /// Where something is declared that is written as this path inside a module, if it is in this
    /// crate.
    fn resolve(&self, module: &[String], path: &[String]) -> Option<(ModulePath, String)> {
        let (name, parents) = path.split_last()?;
        let mut at = module.to_vec();
        for parent in parents {
            match parent.as_str() {
                "self" => {}
                "crate" => at.clear(),
                "super" => drop(at.pop()?),
                child => at.push(child.to_owned()),
            }
        }
        self.find(&at, name).map(|_| (at, name.clone()))
    }

    /// Where a type is declared that has this name in a module.
    fn type_named(&self, module: &[String], name: &str) -> Option<(ModulePath, String)> {
        let here = self.resolve(module, &[name.to_owned()]);
        here.or_else(|| {
            let uses = self.modules[module]
                .iter()
                .filter_map(|item| if let Item::Use(item) = item { Some(item) } else { None });
            let used = uses.flat_map(leaves).find(|leaf| leaf.name == name)?;
            self.resolve(module, &used.path)
        })
    }

    /// Blocks of methods of a type, wherever they stand.
    fn inherent(&self, module: &[String], name: &str) -> Vec<&ItemImpl> {
        let mut found = Vec::new();
        for (at, items) in &self.modules {
            for item in items {
                let Item::Impl(item) = item else { continue };
                let Type::Path(of) = &*item.self_ty else { continue };
                let Some(of) = of.path.get_ident().filter(|_| item.trait_.is_none()) else { continue };
                if self.type_named(at, &of.to_string()).is_some_and(|(at, of)| at == module && of == name) {
                    found.push(item);
                }
            }
        }
        found
    }
}

fn read_module(file: &Path, children: &Path, path: ModulePath, modules: &mut BTreeMap<ModulePath, Vec<Item>>) {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    add_module(parsed.items, children, path, modules);
}

fn add_module(mut items: Vec<Item>, children: &Path, path: ModulePath, modules: &mut BTreeMap<ModulePath, Vec<Item>>) {
    for item in &mut items {
        let Item::Mod(module) = item else { continue };
        let mut below = path.clone();
        below.push(module.ident.to_string());
        let stem = module.ident.unraw().to_string();
        let directory = children.join(&stem);
        match module.content.take() {
            Some((_, items)) => add_module(items, &directory, below, modules),
            None => {
                let beside: PathBuf = children.join(format!("{stem}.rs"));
                let file = if beside.is_file() { beside } else { directory.join("mod.rs") };
                read_module(&file, &directory, below, modules);
            }
        }
    }
    modules.insert(path, items);
}

/// One name that a `use` brings in.
struct Leaf {
    path: Vec<String>,
    name: String,
}

fn leaves(item: &ItemUse) -> Vec<Leaf> {
    fn visit(tree: &UseTree, path: &mut Vec<String>, found: &mut Vec<Leaf>) {
        let mut leaf = |last: String, name: String| {
            let path = path.iter().cloned().chain([last]).collect();
            found.push(Leaf { path, name });
        };
        match tree {
            UseTree::Name(name) => leaf(name.ident.to_string(), name.ident.to_string()),
            UseTree::Rename(rename) => leaf(rename.ident.to_string(), rename.rename.to_string()),
            UseTree::Glob(_) => leaf("*".to_owned(), "*".to_owned()),
            UseTree::Path(inner) => {
                path.push(inner.ident.to_string());
                visit(&inner.tree, path, found);
                path.pop();
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| visit(tree, path, found)),
        }
    }
    let mut found = Vec::new();
    visit(&item.tree, &mut Vec::new(), &mut found);
    found
}

fn name_of(item: &Item) -> Option<&Ident> {
    match item {
        Item::Const(item) => Some(&item.ident),
        Item::Enum(item) => Some(&item.ident),
        Item::Fn(item) => Some(&item.sig.ident),
        Item::Mod(item) => Some(&item.ident),
        Item::Static(item) => Some(&item.ident),
        Item::Struct(item) => Some(&item.ident),
        Item::Trait(item) => Some(&item.ident),
        Item::Type(item) => Some(&item.ident),
        _ => None,
    }
}

fn is_public(item: &Item) -> bool {
    let visibility = match item {
        Item::Const(item) => &item.vis,
        Item::Enum(item) => &item.vis,
        Item::Fn(item) => &item.vis,
        Item::Mod(item) => &item.vis,
        Item::Static(item) => &item.vis,
        Item::Struct(item) => &item.vis,
        Item::Trait(item) => &item.vis,
        Item::Type(item) => &item.vis,
        Item::Use(item) => &item.vis,
        _ => return false,
    };
    matches!(visibility, Visibility::Public(_))
}

/// The lines of a snapshot, by the path that they are sorted by.
struct Listing<'a> {
    of: &'a Crate,
    lines: Vec<(String, String)>,
}

impl Listing<'_> {
    fn add(&mut self, kind: &str, path: &str, rest: impl Display) {
        self.lines.push((path.to_owned(), format!("{kind:<9} {path}{rest}")));
    }

    /// What a module offers to users who write `prefix` in front of it.
    fn module(&mut self, module: &[String], prefix: &str) {
        for item in self.of.modules[module].iter().filter(|item| is_public(item)) {
            match item {
                Item::Use(item) => leaves(item).into_iter().for_each(|leaf| self.reexport(module, prefix, &leaf)),
                item => self.item(module, item, &format!("{prefix}{}", name_of(item).unwrap())),
            }
        }
    }

    /// Something that is declared elsewhere: shown in full if this is where users find it.
    fn reexport(&mut self, module: &[String], prefix: &str, leaf: &Leaf) {
        let seen_as = format!("{prefix}{}", leaf.name);
        match self.of.resolve(module, &leaf.path) {
            Some((at, name)) if !self.of.is_public(&at) => {
                let item = self.of.find(&at, &name).unwrap();
                self.item(&at, item, &seen_as);
            }
            _ => self.add("use", &seen_as, format_args!(" = {}", leaf.path.join("::"))),
        }
    }

    fn item(&mut self, module: &[String], item: &Item, path: &str) {
        match item {
            Item::Const(_) => self.add("const", path, ""),
            Item::Static(_) => self.add("static", path, ""),
            Item::Type(_) => self.add("type", path, ""),
            Item::Fn(item) => self.function(path, &item.sig),
            Item::Mod(item) => {
                self.add("mod", path, "");
                let below: ModulePath = module.iter().cloned().chain([item.ident.to_string()]).collect();
                self.module(&below, &format!("{path}::"));
            }
            Item::Struct(item) => self.structure(item, path),
            Item::Enum(item) => self.enumeration(item, path),
            Item::Trait(item) => self.interface(item, path),
            _ => panic!("{path} is of a kind that this test does not know"),
        }
        if let Item::Struct(ItemStruct { ident, .. }) | Item::Enum(ItemEnum { ident, .. }) = item {
            self.methods(module, &ident.to_string(), path);
        }
    }

    fn structure(&mut self, item: &ItemStruct, path: &str) {
        self.add("struct", path, "");
        let Fields::Named(fields) = &item.fields else { return };
        for field in fields.named.iter().filter(|field| matches!(field.vis, Visibility::Public(_))) {
            self.add("field", &format!("{path}.{}", field.ident.as_ref().unwrap()), "");
        }
    }

    fn enumeration(&mut self, item: &ItemEnum, path: &str) {
        self.add("enum", path, "");
        for variant in &item.variants {
            self.add("variant", &format!("{path}::{}", variant.ident), "");
        }
    }

    fn interface(&mut self, item: &ItemTrait, path: &str) {
        self.add("trait", path, "");
        for item in &item.items {
            let TraitItem::Fn(item) = item else { continue };
            self.function(&format!("{path}::{}", item.sig.ident), &item.sig);
        }
    }

    fn function(&mut self, path: &str, signature: &Signature) {
        let arguments: Vec<String> = signature.inputs.iter().map(argument).collect();
        self.add("fn", path, format_args!("({})", arguments.join(", ")));
    }

    fn methods(&mut self, module: &[String], name: &str, path: &str) {
        for item in self.of.inherent(module, name).into_iter().flat_map(|block| &block.items) {
            match item {
                ImplItem::Fn(item) if matches!(item.vis, Visibility::Public(_)) => {
                    self.function(&format!("{path}::{}", item.sig.ident), &item.sig);
                }
                _ => {}
            }
        }
        for item in &self.of.modules[module] {
            if let Item::Macro(item) = item {
                self.operation(&item.mac, name, path);
            }
        }
    }

    /// What an operation answers with. The macro of the runtime writes the methods, the same for all.
    fn operation(&mut self, called: &Macro, name: &str, path: &str) {
        if called.path.segments.last().is_none_or(|last| last.ident != "operation") {
            return;
        }
        let tokens = called.tokens.to_string();
        let Some((of, rest)) = tokens.split_once("->") else { return };
        if let (true, Some((answer, meta))) = (of.trim() == name, rest.split_once('=')) {
            let close = |text: &str| text.trim().replace(" :: ", "::");
            self.add("operation", path, format_args!(" -> {} = {}", close(answer), close(meta)));
        }
    }
}

fn argument(argument: &FnArg) -> String {
    match argument {
        FnArg::Receiver(receiver) if matches!(receiver.kind, ReceiverKind::Reference(..)) => "&self".to_owned(),
        FnArg::Receiver(_) => "self".to_owned(),
        FnArg::Typed(typed) => match &*typed.pat {
            Pat::Ident(name) => name.ident.to_string(),
            _ => "_".to_owned(),
        },
    }
}

/// The public names of a crate, one per line.
fn names(directory: &str) -> String {
    let of = Crate::read(&workspace().join(directory));
    let mut listing = Listing { of: &of, lines: Vec::new() };
    listing.module(&[], "");
    listing.lines.sort();
    listing.lines.into_iter().map(|(_, line)| line + "\n").collect()
}

fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings
}

#[test]
fn names_of_the_model_change_only_on_purpose() {
    settings().bind(|| insta::assert_snapshot!("model", names("generated/model")));
}

#[test]
fn names_of_the_client_change_only_on_purpose() {
    settings().bind(|| insta::assert_snapshot!("client", names("generated/client")));
}

#[test]
fn names_of_the_server_change_only_on_purpose() {
    settings().bind(|| insta::assert_snapshot!("server", names("generated/server")));
}
