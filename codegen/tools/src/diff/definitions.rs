//! A specification as a tree of definitions with their facts, which is what gets compared.
//!
//! Every struct of the resolved API is taken apart by name and whole: a field that is added to it does
//! not compile here before it has become a fact.
//!
//! | module | what it takes apart |
//! |---|---|
//! | `settings` | entries directly below the API, such as hosts, error styles and errata |
//! | `operations` | operations with parameters, bodies and examples |
//! | `resources` | resources with what operations do to them |
//! | `types` | types with fields, values and variants |

mod operations;
mod resources;
mod settings;
mod types;

use std::collections::BTreeMap;
use std::fmt::Display;

use schemars::JsonSchema;
use serde::Serialize;

use super::facts::{self, Facts};
use crate::words::word;
use specwright_language::ir::*;
use specwright_language::source::{Span, Spanned};

/// Kind of a definition. The ids of its rules begin with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Site {
    Api,
    Family,
    Host,
    Region,
    Auth,
    ErrorStyle,
    ClientParameter,
    Document,
    Group,
    Resource,
    Operation,
    Parameter,
    Body,
    Response,
    Example,
    Type,
    Field,
    Value,
    Variant,
    Erratum,
    ErrorCatalog,
    ErrorCode,
    Permission,
}

/// An operation that a definition reaches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reach {
    /// Id of the operation.
    pub operation: String,
    /// Whether it is sent.
    pub request: bool,
    /// Whether it is received.
    pub response: bool,
}

impl Reach {
    fn new(operation: impl Display, Usage { request, response, .. }: Usage) -> Reach {
        Reach { operation: operation.to_string(), request, response }
    }

    /// The directions in which something travels.
    pub(crate) fn usage(&self) -> Usage {
        Usage { request: self.request, response: self.response, ..Usage::default() }
    }
}

/// A thing that a specification defines.
#[derive(Clone, Debug)]
pub(crate) struct Definition {
    pub(crate) site: Site,
    /// Name that is unique among siblings. Renamed ones have the name of the older side.
    pub(crate) key: String,
    /// The same with the newer names.
    pub(crate) own_key: String,
    /// The name, as written.
    pub(crate) name: String,
    /// The name with those of what it is in: `v1.Thing.name`.
    pub(crate) path: String,
    /// Family and group, for reports by group.
    pub(crate) group: String,
    /// The place of its key, or of the nearest key that has a place.
    pub(crate) span: Span,
    /// Keys that lead from that place to the definition.
    pub(crate) keys: Vec<String>,
    pub(crate) facts: Facts,
    pub(crate) children: Vec<Definition>,
    pub(crate) errata: Vec<String>,
    /// The documents that state it.
    pub(crate) source: Option<String>,
    pub(crate) reach: Vec<Reach>,
}

impl Definition {
    fn new(site: Site, name: &str, path: String, span: Span) -> Definition {
        Definition {
            site,
            key: name.to_owned(),
            own_key: name.to_owned(),
            name: name.to_owned(),
            path,
            group: String::new(),
            span,
            keys: Vec::new(),
            facts: Facts::default(),
            children: Vec::new(),
            errata: Vec::new(),
            source: None,
            reach: Vec::new(),
        }
    }

    /// A definition inside of this one, which travels as this one does.
    fn inner(&self, site: Site, name: &str, span: Span) -> Definition {
        let (group, reach, source) = (self.group.clone(), self.reach.clone(), self.source.clone());
        Definition { group, reach, source, ..Definition::new(site, name, format!("{}.{name}", self.path), span) }
    }

    /// Directions in which it travels.
    pub(crate) fn usage(&self) -> Usage {
        self.reach.iter().fold(Usage::default(), |usage, reached| usage.union(reached.usage()))
    }

    /// Whether it can be absent.
    pub(crate) fn is_optional(&self) -> bool {
        matches!(self.fact("presence"), Some("optional" | "clearable"))
    }

    pub(crate) fn fact(&self, name: &str) -> Option<&str> {
        self.facts.get(name).map(String::as_str)
    }
}

/// Names of the newer side that have the older side's name instead, so that what only mentions
/// something renamed is not changed.
pub(crate) type Renames = BTreeMap<(Site, String), String>;

/// The tree of a specification.
pub(crate) fn tree(api: &Api, renames: &Renames) -> Definition {
    Tree { api, renames, reach: types::reach(api) }.root()
}

/// A tree that grows.
struct Tree<'a> {
    api: &'a Api,
    renames: &'a Renames,
    reach: BTreeMap<TypeId, Vec<Reach>>,
}

impl Tree<'_> {
    /// The key of something that belongs to a family.
    fn set_key(&self, node: &mut Definition, family: FamilyId) {
        node.own_key = format!("{}.{}", self.api.family(family).name, node.name);
        node.key = self.renamed_in(node.site, family, &node.name);
    }

    /// A definition directly below the API.
    fn top(&self, site: Site, name: &Spanned<String>, list: &str) -> Definition {
        let node = Definition::new(site, name, format!("{list}.{name}"), name.span);
        Definition { key: self.renamed(site, name), ..node }
    }

    /// Where something is documented; as facts only as far as that is not where the parent is.
    fn source(&self, node: &mut Definition, source: &Source, outer: Option<&Source>) {
        let Source { document, section, tables, confidence, releases } = source;
        let differs = |same: fn(&Source, &Source) -> bool| outer.is_none_or(|outer| !same(outer, source));
        node.source = Some(facts::source(self.api, source));
        if differs(|one, other| one.document == other.document) {
            let document = self.api.documents.get(*document);
            node.facts.some("source.document", document.map(|it| self.renamed(Site::Document, &it.name)));
        }
        if differs(|one, other| one.section == other.section) {
            node.facts.some("source.section", section.as_ref());
        }
        if differs(|one, other| one.tables == other.tables) {
            node.facts.list("source.tables", tables.iter().cloned());
        }
        if differs(|one, other| one.confidence == other.confidence) {
            node.facts.set("source.confidence", word(confidence));
        }
        // An entry without a source of its own has the outer one, whose releases are not inherited.
        let releases: &[Releases] = if outer.is_some_and(|outer| std::ptr::eq(outer, source)) { &[] } else { releases };
        let words = |document: usize, release: &Option<Spanned<String>>| {
            let document = self.renamed(Site::Document, &self.api.documents.get(document)?.name);
            Some(format!("{document} {}", release.as_ref()?))
        };
        node.facts.list(
            "since",
            releases.iter().filter_map(|Releases { document, since, until: _ }| words(*document, since)),
        );
        node.facts.list(
            "until",
            releases.iter().filter_map(|Releases { document, since: _, until }| words(*document, until)),
        );
    }

    fn errata(&self, node: &mut Definition, errata: &[ErratumId]) {
        node.errata = errata.iter().map(|id| self.api.erratum(*id).id.value.clone()).collect();
        node.facts.list("errata", node.errata.iter().map(|id| self.renamed(Site::Erratum, id)));
    }

    /// The older side's name of something.
    fn renamed(&self, site: Site, name: &str) -> String {
        self.renames.get(&(site, name.to_owned())).cloned().unwrap_or_else(|| name.to_owned())
    }

    /// The older side's name of something that belongs to a family.
    fn renamed_in(&self, site: Site, family: FamilyId, name: &str) -> String {
        let own = format!("{}.{name}", self.api.family(family).name);
        let by_family = || format!("{}.{name}", self.family(family));
        self.renames.get(&(site, own)).cloned().unwrap_or_else(by_family)
    }

    fn family(&self, id: FamilyId) -> String {
        self.renamed(Site::Family, &self.api.family(id).name)
    }

    fn operation_name(&self, id: OperationId) -> String {
        let operation = self.api.operation(id);
        self.renamed_in(Site::Operation, operation.family, &operation.name)
    }

    fn type_name(&self, id: TypeId) -> String {
        let ty = self.api.ty(id);
        match ty.family {
            Some(family) => self.renamed_in(Site::Type, family, &ty.name),
            None => self.renamed(Site::Type, &ty.name),
        }
    }

    /// A type expression; a type that contains itself is the same under another name.
    fn shape(&self, shape: &Shape, within: Option<TypeId>) -> String {
        match shape {
            Shape::List(item) => format!("list<{}>", self.shape(item, within)),
            Shape::Map(item) => format!("map<{}>", self.shape(item, within)),
            Shape::Nullable(inner) => format!("{}?", self.shape(inner, within)),
            Shape::Named(id) if Some(*id) == within => "Self".to_owned(),
            Shape::Named(id) => self.type_name(*id),
            plain => plain.built_in().unwrap_or_default().to_owned(),
        }
    }

    /// The operations that have to do with something.
    fn reach_of_all(&self, has: impl Fn(&Operation) -> bool, usage: Usage) -> Vec<Reach> {
        let operations = self.api.operations.iter().filter(|operation| has(operation));
        operations.map(|operation| Reach::new(self.api.operation_id(operation), usage)).collect()
    }
}

const SENT: Usage = Usage { request: true, response: false, rejects_null: true };
const RECEIVED: Usage = Usage { request: false, response: true, rejects_null: false };
const BOTH: Usage = Usage { request: true, response: true, rejects_null: true };
