//! The files of an OpenAPI document as untyped trees, and places in them.
//!
//! A document of any dialect is read: what is not understood stays visible, and every place has a file and a JSON
//! pointer. Only files below the directory of the document are read; nothing is fetched.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Component, Path, PathBuf};

use serde::de::{Deserialize, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess as _, Visitor};
use serde_json::{Map, Value};

/// Largest size of all files together, in bytes.
const LARGEST: u64 = 256 << 20;

/// Most references in a row, of which each leads to the next.
const LONGEST_CHAIN: usize = 32;

/// An OpenAPI document with the files that it refers to.
#[derive(Debug)]
pub struct Documents {
    /// The first is the root. Paths are relative to its directory.
    files: Vec<(String, Value)>,
    by_path: BTreeMap<String, usize>,
}

/// Why a document could not be read.
#[derive(Debug)]
pub struct Unreadable {
    /// The file or directory.
    pub path: String,
    /// What is wrong, and what to do.
    pub reason: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "cannot read {}: {}", self.path, self.reason)
    }
}

impl std::error::Error for Unreadable {}

impl Documents {
    /// Reads a document, or the one document in a directory, with the files that it refers to. They are below `within`,
    /// which defaults to the directory of the document.
    ///
    /// # Errors
    /// If a file is not JSON or YAML, or is no OpenAPI document.
    pub fn read(path: &Path, within: Option<&Path>) -> Result<Documents, Unreadable> {
        let root = if path.is_dir() { find_root(path)? } else { path.to_owned() };
        let beside = root.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let directory = within.unwrap_or(beside);
        let name = match within {
            Some(within) => below(&root, within)?,
            None => root.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        };
        let mut documents = Documents { files: Vec::new(), by_path: BTreeMap::new() };
        let mut left = LARGEST;
        let mut pending = vec![name];
        while let Some(path) = pending.pop() {
            if documents.by_path.contains_key(&path) {
                continue;
            }
            let is_root = documents.files.is_empty();
            match read_file(directory, &path, &mut left) {
                Ok(value) => {
                    let mut references = Vec::new();
                    collect_references(&value, &mut references);
                    pending.extend(references.iter().filter_map(|reference| target_file(&path, reference)));
                    documents.by_path.insert(path.clone(), documents.files.len());
                    documents.files.push((path, value));
                }
                Err(problem) if is_root => return Err(problem),
                // Places that refer to it are found to be dangling.
                Err(_) => {}
            }
        }
        documents.checked()
    }

    /// Reads a document of one file from its text.
    ///
    /// # Errors
    /// If it is not JSON or YAML, or is no OpenAPI document.
    pub fn parse(name: &str, text: &str) -> Result<Documents, Unreadable> {
        let value = parse(name, text)?;
        let by_path = BTreeMap::from([(name.to_owned(), 0)]);
        Documents { files: vec![(name.to_owned(), value)], by_path }.checked()
    }

    fn checked(self) -> Result<Documents, Unreadable> {
        let root = self.root();
        let version = |key: &str| {
            root.get(key).map(|node| match node.value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            })
        };
        let known = version("openapi").is_some_and(|version| version.starts_with("3."))
            || version("swagger").is_some_and(|version| version.starts_with('2'));
        if known {
            return Ok(self);
        }
        let reason = match version("openapi").or_else(|| version("swagger")) {
            Some(version) => format!("OpenAPI {version} is not supported; there are Swagger 2.0 and OpenAPI 3"),
            None => "no OpenAPI document: it has neither `openapi` nor `swagger` at the top".to_owned(),
        };
        Err(Unreadable { path: self.files[0].0.clone(), reason })
    }

    /// Whether the document is Swagger 2.0.
    pub(super) fn is_swagger(&self) -> bool {
        self.files[0].1.get("swagger").is_some()
    }

    /// The top of the document.
    pub(super) fn root(&self) -> Node<'_> {
        Node { documents: self, file: 0, pointer: String::new(), value: &self.files[0].1 }
    }

    /// Paths of the files, the root first.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|(path, _)| path.as_str())
    }
}

/// A place in a document with its value.
#[derive(Clone, Debug)]
pub(super) struct Node<'d> {
    documents: &'d Documents,
    /// Number of the file.
    pub(super) file: usize,
    /// JSON pointer in the file, without `#`.
    pub(super) pointer: String,
    /// The value.
    pub(super) value: &'d Value,
}

/// Identity of a place.
pub(super) type Key = (usize, String);

impl<'d> Node<'d> {
    /// The identity of the place.
    pub(super) fn key(&self) -> Key {
        (self.file, self.pointer.clone())
    }

    /// Path of the file.
    pub(super) fn path(&self) -> &'d str {
        &self.documents.files[self.file].0
    }

    /// The pointer as a fragment: `#/paths/~1pets`.
    pub(super) fn fragment(&self) -> String {
        format!("#{}", self.pointer)
    }

    /// The last part of the pointer, or the name of the file.
    pub(super) fn name(&self) -> String {
        match self.pointer.rsplit_once('/') {
            Some((_, last)) => unescape(last),
            None => {
                let file = self.path().rsplit('/').next().unwrap_or_default();
                file.split('.').next().unwrap_or_default().to_owned()
            }
        }
    }

    /// The member of an object.
    pub(super) fn get(&self, key: &str) -> Option<Node<'d>> {
        self.value.as_object()?.get(key).map(|value| self.inside(key, value))
    }

    fn inside(&self, key: &str, value: &'d Value) -> Node<'d> {
        let pointer = format!("{}/{}", self.pointer, key.replace('~', "~0").replace('/', "~1"));
        Node { documents: self.documents, file: self.file, pointer, value }
    }

    /// The members of an object in their order.
    pub(super) fn members(&self) -> Vec<(&'d str, Node<'d>)> {
        let members = self.value.as_object().into_iter().flatten();
        members.map(|(key, value)| (key.as_str(), self.inside(key, value))).collect()
    }

    /// The items of a list.
    pub(super) fn items(&self) -> Vec<Node<'d>> {
        let items = self.value.as_array().into_iter().flatten();
        items.enumerate().map(|(index, value)| self.inside(&index.to_string(), value)).collect()
    }

    /// The string under a key.
    pub(super) fn text(&self, key: &str) -> Option<&'d str> {
        self.value.get(key)?.as_str()
    }

    /// Whether the member is `true`.
    pub(super) fn flag(&self, key: &str) -> bool {
        self.value.get(key).and_then(Value::as_bool).unwrap_or(false)
    }

    /// The reference, if the value is one.
    pub(super) fn reference(&self) -> Option<&'d str> {
        self.text("$ref")
    }

    /// Follows references.
    ///
    /// # Errors
    /// What is wrong with one of them.
    pub(super) fn resolved(&self) -> Result<Node<'d>, String> {
        let mut node = self.clone();
        for _ in 0..LONGEST_CHAIN {
            let Some(reference) = node.reference() else { return Ok(node) };
            node = node.target(reference)?;
        }
        Err(format!("the reference `{}` leads in a circle", self.reference().unwrap_or_default()))
    }

    /// The place that a reference names.
    pub(super) fn target(&self, reference: &str) -> Result<Node<'d>, String> {
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        if is_remote(file) {
            return Err(format!("`{reference}` is on another host, which is not read"));
        }
        let documents = self.documents;
        let index = if file.is_empty() {
            self.file
        } else {
            let path = target_file(self.path(), reference)
                .ok_or_else(|| format!("`{reference}` is outside of the directory of the document"))?;
            let found = documents.by_path.get(&path);
            *found.ok_or_else(|| format!("`{reference}` names a file that could not be read"))?
        };
        let value = &documents.files[index].1;
        let mut node = Node { documents, file: index, pointer: String::new(), value };
        for part in fragment.split('/').skip(1) {
            let key = unescape(&decoded(part));
            let item = || node.items().into_iter().nth(key.parse().ok()?);
            node = node.get(&key).or_else(item).ok_or_else(|| format!("`{reference}` does not exist"))?;
        }
        if !fragment.is_empty() && !fragment.starts_with('/') {
            return Err(format!("`{reference}` is an anchor, which is not supported"));
        }
        Ok(node)
    }
}

fn unescape(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}

/// Decodes percent signs.
pub(super) fn decoded(part: &str) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = (*first == b'%').then(|| tail.get(..2)).flatten();
        let byte = hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| part.to_owned())
}

fn is_remote(file: &str) -> bool {
    file.contains("://") || file.starts_with("//")
}

/// The path of the file that a reference names, relative to the root. `None` if it is this file, or outside.
fn target_file(from: &str, reference: &str) -> Option<String> {
    let file = reference.split('#').next().filter(|file| !file.is_empty() && !is_remote(file))?;
    let base = from.rsplit_once('/').map_or("", |(directory, _)| directory);
    let joined = Path::new(base).join(decoded(file));
    let mut parts: Vec<String> = Vec::new();
    for component in joined.components() {
        match component {
            Component::Normal(part) => parts.push(part.to_str()?.to_owned()),
            Component::CurDir => {}
            Component::ParentDir => {
                parts.pop()?;
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

fn collect_references<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                match member {
                    Value::String(text) if key == "$ref" => found.push(text),
                    // The values of a mapping are references, too.
                    Value::Object(mapping) if key == "mapping" => {
                        found.extend(mapping.values().filter_map(Value::as_str).filter(|text| text.contains('#')));
                    }
                    other => collect_references(other, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_references(item, found)),
        _ => {}
    }
}

/// The path of a file, relative to a directory around it.
fn below(file: &Path, directory: &Path) -> Result<String, Unreadable> {
    let failed = |reason: String| Unreadable { path: file.display().to_string(), reason };
    let canonical = |path: &Path| path.canonicalize().map_err(|error| failed(error.to_string()));
    let (file, directory) = (canonical(file)?, canonical(directory)?);
    let inside = file.strip_prefix(&directory).ok();
    let parts = inside.map(|path| path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/"));
    parts.ok_or_else(|| failed(format!("it is not below {}", directory.display())))
}

fn find_root(directory: &Path) -> Result<PathBuf, Unreadable> {
    let failed = |reason: String| Unreadable { path: directory.display().to_string(), reason };
    let entries = std::fs::read_dir(directory).map_err(|error| failed(error.to_string()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.sort();
    let is_document = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut left = LARGEST;
        path.extension().is_some_and(|extension| ["json", "yaml", "yml"].iter().any(|known| extension == *known))
            && read_file(directory, &name, &mut left)
                .is_ok_and(|value| value.get("openapi").is_some() || value.get("swagger").is_some())
    };
    let mut found = paths.into_iter().filter(is_document);
    match (found.next(), found.next()) {
        (Some(only), None) => Ok(only),
        (Some(one), Some(other)) => {
            let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Err(failed(format!("several documents: name one of them, such as {} or {}", name(&one), name(&other))))
        }
        (None, _) => Err(failed("no OpenAPI document in this directory".to_owned())),
    }
}

fn read_file(directory: &Path, path: &str, left: &mut u64) -> Result<Value, Unreadable> {
    let failed = |reason: String| Unreadable { path: path.to_owned(), reason };
    let whole = directory.join(path);
    let outside = |error: std::io::Error| failed(error.to_string());
    let (base, place) = (directory.canonicalize().map_err(outside)?, whole.canonicalize().map_err(outside)?);
    if !place.starts_with(&base) {
        return Err(failed("a link leads out of the directory of the document".to_owned()));
    }
    let metadata = place.metadata().map_err(outside)?;
    if !metadata.is_file() {
        return Err(failed("it is not a regular file".to_owned()));
    }
    *left = left
        .checked_sub(metadata.len())
        .ok_or_else(|| failed(format!("the document has more than {} MiB", LARGEST >> 20)))?;
    let text = std::fs::read_to_string(&place).map_err(outside)?;
    parse(path, &text)
}

/// Parses JSON, or else YAML.
fn parse(path: &str, text: &str) -> Result<Value, Unreadable> {
    let failed = |reason: String| Unreadable { path: path.to_owned(), reason };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim_start().starts_with('{') {
        match serde_json::from_str(text) {
            Ok(value) => return Ok(value),
            Err(error) if path.ends_with(".json") => return Err(failed(error.to_string())),
            Err(_) => {}
        }
    }
    let Loose(value) = serde_yaml::from_str(text).map_err(|error| failed(error.to_string()))?;
    Ok(value)
}

/// A value of YAML. Keys become strings, the last of repeated keys counts, and merge keys are merged.
struct Loose(Value);

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Loose, D::Error> {
        deserializer.deserialize_any(Loosely)
    }
}

struct Loosely;

impl<'de> Visitor<'de> for Loosely {
    type Value = Loose;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Loose, E> {
        Ok(Loose(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Loose, E> {
        Ok(Loose(Value::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Loose, D::Error> {
        Loose::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Loose, E> {
        Ok(Loose(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Loose, E> {
        Ok(Loose(Value::from(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Loose, E> {
        Ok(Loose(Value::from(value)))
    }

    #[allow(clippy::cast_precision_loss, reason = "JSON has no larger integers either")]
    fn visit_i128<E>(self, value: i128) -> Result<Loose, E> {
        Ok(Loose(Value::from(value as f64)))
    }

    #[allow(clippy::cast_precision_loss, reason = "JSON has no larger integers either")]
    fn visit_u128<E>(self, value: u128) -> Result<Loose, E> {
        Ok(Loose(Value::from(value as f64)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Loose, E> {
        Ok(Loose(Value::from(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Loose, E> {
        Ok(Loose(Value::String(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Loose, A::Error> {
        let mut list = Vec::new();
        while let Some(Loose(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Loose(Value::Array(list)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Loose, A::Error> {
        let mut object = Map::new();
        let mut merged = Vec::new();
        while let Some((Loose(key), Loose(value))) = members.next_entry()? {
            match (key, value) {
                (Value::String(key), Value::Array(several)) if key == "<<" => merged.extend(several),
                (Value::String(key), value) if key == "<<" => merged.push(value),
                (Value::String(key), value) => drop(object.insert(key, value)),
                (key, value) => drop(object.insert(key.to_string(), value)),
            }
        }
        for (key, value) in merged.into_iter().filter_map(|value| value.as_object().cloned()).flatten() {
            object.entry(key).or_insert(value);
        }
        Ok(Loose(Value::Object(object)))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Loose, A::Error> {
        let (_, content) = tagged.variant::<String>()?;
        content.newtype_variant()
    }
}
