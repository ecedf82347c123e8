//! A specification as a tree of definitions with their facts, which is what gets compared.
//!
//! Every struct of the resolved API is taken apart by name and whole: a field that is added to it does
//! not compile here before it has become a fact.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use super::facts::{self, Facts, ShapeClass};
use specwright_language::ir::*;
use specwright_language::source::Span;

/// What kind of thing a definition is. The word begins the ids of its rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
    Operation,
    Parameter,
    Body,
    Answer,
    Example,
    Type,
    Field,
    Value,
    Variant,
    Erratum,
    ErrorCatalogue,
    ErrorCode,
    Permission,
}

impl Site {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Site::Api => "api",
            Site::Family => "family",
            Site::Host => "host",
            Site::Region => "region",
            Site::Auth => "auth",
            Site::ErrorStyle => "error-style",
            Site::ClientParameter => "client-parameter",
            Site::Document => "document",
            Site::Group => "group",
            Site::Operation => "operation",
            Site::Parameter => "parameter",
            Site::Body => "body",
            Site::Answer => "answer",
            Site::Example => "example",
            Site::Type => "type",
            Site::Field => "field",
            Site::Value => "value",
            Site::Variant => "variant",
            Site::Erratum => "erratum",
            Site::ErrorCatalogue => "error-catalogue",
            Site::ErrorCode => "error-code",
            Site::Permission => "permission",
        }
    }
}

/// An operation that a definition reaches, and in which directions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reached {
    pub(crate) operation: String,
    pub(crate) usage: Usage,
}

/// A thing that a specification defines.
#[derive(Clone, Debug)]
pub(crate) struct Definition {
    pub(crate) site: Site,
    /// What siblings are told apart by. Renamed ones have the name of the older side.
    pub(crate) key: String,
    /// The same with the newer names.
    pub(crate) own_key: String,
    /// The name, as written.
    pub(crate) name: String,
    /// The name with those of what it stands in: `v1.Thing.name`.
    pub(crate) path: String,
    /// Family and group, for reports by group.
    pub(crate) group: String,
    /// The place of its key, or of the nearest key that has a place.
    pub(crate) span: Span,
    /// Keys that lead from that place to the definition.
    pub(crate) keys: Vec<String>,
    pub(crate) facts: Facts,
    pub(crate) shape: Option<ShapeClass>,
    pub(crate) children: Vec<Definition>,
    pub(crate) errata: Vec<String>,
    /// The documents that state it.
    pub(crate) source: Option<String>,
    pub(crate) reach: Vec<Reached>,
}

impl Definition {
    /// Directions in which it travels.
    pub(crate) fn usage(&self) -> Usage {
        self.reach.iter().fold(Usage::default(), |usage, reached| usage.union(reached.usage))
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
    Tree { api, renames, reach: reach(api) }.root()
}

pub(crate) struct Tree<'a> {
    pub(crate) api: &'a Api,
    pub(crate) renames: &'a Renames,
    reach: BTreeMap<TypeId, Vec<Reached>>,
}

impl Tree<'_> {
    fn root(&self) -> Definition {
        let Api {
            name,
            title,
            version,
            doc,
            families,
            hosts,
            auth,
            error_styles,
            client_parameters,
            cited,
            documents,
            groups,
            operations,
            types,
            errata,
            error_catalogues,
            permissions,
        } = self.api;
        // Families stand in the file that describes the API.
        let file = families.first().map_or(specwright_language::source::FileId(0), |family| family.name.span.file);
        let start = Span { file, start: 0, end: 1 };
        let mut root = self.definition(Site::Api, name.clone(), "api".to_owned(), start);
        root.facts.set("title", title).set("version", version).set("doc", doc);
        let cited: BTreeSet<String> = cited.iter().map(|source| facts::source(self.api, source)).collect();
        root.facts.set("source", cited.into_iter().collect::<Vec<_>>().join("; "));
        let children = &mut root.children;
        children.extend(families.iter().map(|family| {
            let Family { name, doc } = family;
            let mut node = self.top(Site::Family, name, "families");
            node.facts.set("doc", doc);
            node
        }));
        children.extend((0u32..).zip(hosts).map(|(index, host)| self.host(HostId(index), host)));
        children.extend((0u32..).zip(auth).map(|(index, auth)| {
            let Auth { name, doc, scheme, header, login } = auth;
            let mut node = self.top(Site::Auth, name, "auth");
            node.reach = self.reach_of_all(|operation| operation.auth == AuthId(index), true, false);
            node.facts.set("doc", doc).set("scheme", facts::word(scheme)).some("header", header.as_ref());
            node.facts.some("login", login.as_ref().map(|login| self.login(login)));
            node
        }));
        children.extend((0u32..).zip(error_styles).map(|(index, style)| {
            let mut node = self.error_style(style);
            node.reach = self.reach_of_all(|operation| operation.error_style == ErrorStyleId(index), false, true);
            node
        }));
        children.extend(client_parameters.iter().map(|parameter| {
            let ClientParameter { name, ty, doc } = parameter;
            let mut node = self.top(Site::ClientParameter, name, "client_parameters");
            let has = |one: &Parameter| one.from_client && one.name.value == name.value;
            node.reach = self.reach_of_all(|operation| operation.parameters.iter().any(has), true, false);
            node.facts.set("doc", doc).set("type", self.shape(&ty.value, None));
            node
        }));
        children.extend(documents.iter().map(|document| {
            let Document { name, title, kind, date, doc } = document;
            let mut node = self.top(Site::Document, name, "documents");
            node.facts.set("title", title).set("kind", facts::word(kind)).some("date", date.as_ref()).set("doc", doc);
            node
        }));
        children.extend(groups.iter().map(|group| {
            let Group { name, family, doc } = group;
            let path = format!("{}.{name}", self.api.family(*family).name);
            let mut node = self.definition(Site::Group, name.value.clone(), format!("groups.{path}"), name.span);
            self.set_key(&mut node, *family);
            node.group = path;
            node.facts.set("doc", doc);
            node
        }));
        children.extend(operations.iter().map(|operation| self.operation(operation)));
        children.extend((0u32..).zip(types).map(|(index, ty)| self.ty(TypeId(index), ty)));
        children.extend(errata.iter().map(|erratum| {
            let Erratum { id, title, says, decision, evidence, consequence } = erratum;
            let mut node = self.top(Site::Erratum, id, "errata");
            node.facts.set("title", title).set("says", says.join("; ")).set("decision", decision);
            node.facts.set("evidence", evidence).set("consequence", facts::word(consequence));
            node.errata.push(id.value.clone());
            node
        }));
        children.extend(error_catalogues.iter().map(|catalogue| self.error_catalogue(catalogue)));
        children.extend(permissions.iter().map(|permission| {
            let Permission { name, doc, source } = permission;
            let mut node = self.top(Site::Permission, name, "permissions");
            node.facts.set("doc", doc);
            self.source(&mut node, source, None);
            node
        }));
        root
    }

    fn host(&self, id: HostId, host: &Host) -> Definition {
        let Host { name, doc, address, parameters } = host;
        let mut node = self.top(Site::Host, name, "hosts");
        node.reach = self.reach_of_all(|operation| operation.host == id, true, false);
        node.facts.set("doc", doc);
        node.facts.list("parameters", parameters.iter().map(|(name, value)| format!("{name} {value}")));
        match address {
            HostAddress::Explicit(example) => node.facts.set("address", format!("explicit {example}")),
            HostAddress::Regional { template, regions } => {
                node.children.extend(regions.iter().map(|region| {
                    let path = format!("hosts.{name}.regions.{region}");
                    self.definition(Site::Region, region.value.clone(), path, region.span)
                }));
                node.facts.set("address", format!("regional {template}"))
            }
        };
        node
    }

    fn error_style(&self, style: &ErrorStyle) -> Definition {
        let ErrorStyle { name, doc, code, message, detail, request_id, rejections, codes, errata } = style;
        let mut node = self.top(Site::ErrorStyle, name, "error_styles");
        node.facts.set("doc", doc).set("code", code).set("message", message);
        node.facts.some("detail", detail.as_ref()).some("request_id", request_id.as_ref());
        facts::rejections(&mut node.facts, rejections);
        let codes = codes.iter().map(|id| self.api.error_catalogue(*id).name.value.clone());
        node.facts.list("codes", codes.map(|name| self.renamed(Site::ErrorCatalogue, name)));
        self.errata(&mut node, errata);
        node
    }

    fn error_catalogue(&self, catalogue: &ErrorCatalogue) -> Definition {
        let ErrorCatalogue { name, doc, source, codes, errata } = catalogue;
        let mut node = self.top(Site::ErrorCatalogue, name, "error_codes");
        node.facts.set("doc", doc);
        self.source(&mut node, source, None);
        self.errata(&mut node, errata);
        let code = |code: &ErrorCode| {
            let ErrorCode { name, rust_name, status, kind, message, doc, remedy, source: own, errata } = code;
            let mut child = self.inner(&node, Site::ErrorCode, name.value.clone(), name.span);
            child.facts.set("rust_name", rust_name).set("status", status).some("kind", kind.as_ref().map(facts::word));
            child.facts.set("message", message).set("doc", doc).some("remedy", remedy.as_ref());
            self.source(&mut child, own.as_ref().unwrap_or(source), Some(source));
            self.errata(&mut child, errata);
            child
        };
        node.children = codes.iter().map(code).collect();
        node
    }

    fn ty(&self, id: TypeId, ty: &Type) -> Definition {
        let Type { name, rust_name, family, file: _, doc, source, kind, errata, reached: _, usage: _, families: _ } =
            ty;
        let own = facts::type_name(self.api, id);
        let mut node = self.definition(Site::Type, name.value.clone(), own.clone(), name.span);
        match family {
            Some(family) => self.set_key(&mut node, *family),
            None => node.key = self.renamed(Site::Type, name.value.clone()),
        }
        node.group = self.group_of(*family, ty);
        node.reach = self.reach.get(&id).cloned().unwrap_or_default();
        node.facts.some("rust_name", rust_name.as_ref()).set("doc", doc);
        node.facts.some("family", family.map(|family| self.family(family)));
        node.facts.set("usage", self.travels(ty));
        self.source(&mut node, source, None);
        self.errata(&mut node, errata);
        match kind {
            TypeKind::Struct(fields) => {
                node.facts.set("kind", "struct");
                node.children = fields.iter().map(|field| self.field(&node, id, field, source)).collect();
            }
            TypeKind::Enum(Enum { open, ignore_case, of_integers, values }) => {
                node.facts.set("kind", "enum").set("enum", facts::openness(*open)).flag("case", *ignore_case);
                node.facts.flag("of", *of_integers);
                node.children = values.iter().map(|value| self.value(&node, value, source)).collect();
            }
            TypeKind::Id(limits) => {
                node.facts.set("kind", "id");
                facts::constraints(&mut node.facts, limits);
            }
            TypeKind::Union(Union { open, tag, content, variants }) => {
                node.facts.set("kind", "union").set("union", facts::openness(*open)).set("tag", tag);
                node.facts.some("content", content.as_ref());
                let variant = |Variant { tag, ty }: &Variant| {
                    let mut child = self.inner(&node, Site::Variant, tag.value.clone(), tag.span);
                    child.facts.set("type", self.type_name(*ty));
                    child
                };
                node.children = variants.iter().map(variant).collect();
            }
        }
        node
    }

    fn field(&self, parent: &Definition, within: TypeId, field: &Field, outer: &Source) -> Definition {
        let Field {
            name,
            rust_name,
            ty,
            presence,
            doc,
            source,
            default,
            constraints,
            required_when,
            aliases,
            lenient,
            encoded_by,
            header,
            boxed,
            deprecated,
            errata,
        } = field;
        let mut node = self.inner(parent, Site::Field, name.value.clone(), name.span);
        node.shape = Some(facts::class(self.api, &ty.value));
        node.facts.some("rust_name", rust_name.as_ref()).set("type", self.shape(&ty.value, Some(within)));
        node.facts.set("presence", facts::word(presence)).set("doc", doc).some("default", default.as_ref());
        facts::constraints(&mut node.facts, &self.api.limits(ty, constraints));
        let conditions =
            required_when.iter().map(|Condition { field, values }| format!("{field} is {}", values.join(" or ")));
        node.facts.list("required_when", conditions).list("aliases", aliases.iter().cloned());
        node.facts.flag("lenient", *lenient).some("encoded_by", encoded_by.as_ref()).some("header", header.as_ref());
        node.facts.flag("boxed", *boxed).some("deprecated", deprecated.as_ref());
        self.source(&mut node, source, Some(outer));
        self.errata(&mut node, errata);
        node
    }

    fn value(&self, parent: &Definition, value: &EnumValue, outer: &Source) -> Definition {
        let EnumValue { name, rust_name, doc, aliases, source, errata } = value;
        let mut node = self.inner(parent, Site::Value, name.value.clone(), name.span);
        node.facts.some("rust_name", rust_name.as_ref()).set("doc", doc).list("aliases", aliases.iter().cloned());
        self.source(&mut node, source.as_ref().unwrap_or(outer), Some(outer));
        self.errata(&mut node, errata);
        node
    }

    pub(crate) fn definition(&self, site: Site, name: String, path: String, span: Span) -> Definition {
        Definition {
            site,
            key: name.clone(),
            own_key: name.clone(),
            name,
            path,
            group: String::new(),
            span,
            keys: Vec::new(),
            facts: Facts::default(),
            shape: None,
            children: Vec::new(),
            errata: Vec::new(),
            source: None,
            reach: Vec::new(),
        }
    }

    /// The key of something that belongs to a family.
    pub(crate) fn set_key(&self, node: &mut Definition, family: FamilyId) {
        node.own_key = format!("{}.{}", self.api.family(family).name, node.name);
        node.key = self.renamed_in(node.site, family, &node.name);
    }

    /// The older side's name of something that belongs to a family.
    pub(crate) fn renamed_in(&self, site: Site, family: FamilyId, name: &str) -> String {
        let own = format!("{}.{name}", self.api.family(family).name);
        let by_family = || format!("{}.{name}", self.family(family));
        self.renames.get(&(site, own)).cloned().unwrap_or_else(by_family)
    }

    /// A definition directly below the API.
    fn top(&self, site: Site, name: &specwright_language::source::Spanned<String>, list: &str) -> Definition {
        let mut node = self.definition(site, name.value.clone(), format!("{list}.{name}"), name.span);
        node.key = self.renamed(site, name.value.clone());
        node
    }

    /// A definition inside another one, which travels as that one does.
    pub(crate) fn inner(&self, parent: &Definition, site: Site, name: String, span: Span) -> Definition {
        let path = format!("{}.{name}", parent.path);
        let (group, reach) = (parent.group.clone(), parent.reach.clone());
        Definition { group, reach, source: parent.source.clone(), ..self.definition(site, name, path, span) }
    }

    /// Where something is documented; as facts only as far as that is not where the parent is.
    pub(crate) fn source(&self, node: &mut Definition, source: &Source, outer: Option<&Source>) {
        let Source { document, section, tables, confidence } = source;
        let differs = |same: fn(&Source, &Source) -> bool| outer.is_none_or(|outer| !same(outer, source));
        node.source = Some(facts::source(self.api, source));
        if differs(|one, other| one.document == other.document) {
            let document = self.api.documents.get(*document).map(|document| document.name.value.clone());
            node.facts.some("source.document", document.map(|name| self.renamed(Site::Document, name)));
        }
        if differs(|one, other| one.section == other.section) {
            node.facts.some("source.section", section.as_ref());
        }
        if differs(|one, other| one.tables == other.tables) {
            node.facts.list("source.tables", tables.iter().cloned());
        }
        if differs(|one, other| one.confidence == other.confidence) {
            node.facts.set("source.confidence", facts::word(confidence));
        }
    }

    pub(crate) fn errata(&self, node: &mut Definition, errata: &[ErratumId]) {
        node.errata = errata.iter().map(|id| self.api.erratum(*id).id.value.clone()).collect();
        let names = node.errata.iter().map(|id| self.renamed(Site::Erratum, id.clone()));
        node.facts.list("errata", names.collect::<Vec<_>>());
    }

    /// The older side's name of something.
    pub(crate) fn renamed(&self, site: Site, name: String) -> String {
        self.renames.get(&(site, name.clone())).cloned().unwrap_or(name)
    }

    pub(crate) fn family(&self, id: FamilyId) -> String {
        self.renamed(Site::Family, self.api.family(id).name.value.clone())
    }

    pub(crate) fn type_name(&self, id: TypeId) -> String {
        let ty = self.api.ty(id);
        match ty.family {
            Some(family) => self.renamed_in(Site::Type, family, &ty.name),
            None => self.renamed(Site::Type, ty.name.value.clone()),
        }
    }

    /// A type expression; a type that contains itself is the same under another name.
    pub(crate) fn shape(&self, shape: &Shape, within: Option<TypeId>) -> String {
        match shape {
            Shape::List(item) => format!("list<{}>", self.shape(item, within)),
            Shape::Map(item) => format!("map<{}>", self.shape(item, within)),
            Shape::Named(id) if Some(*id) == within => "Self".to_owned(),
            Shape::Named(id) => self.type_name(*id),
            plain => facts::built_in(plain).to_owned(),
        }
    }

    /// In which directions a type travels, and for which families where it belongs to none.
    fn travels(&self, ty: &Type) -> String {
        let usage = facts::usage(ty.usage);
        if ty.family.is_some() {
            return usage.to_owned();
        }
        let families: Vec<String> = ty.families.keys().map(|family| self.family(*family)).collect();
        format!("{usage} in {}", families.join(facts::SEPARATOR))
    }

    /// The group whose file a type stands in, or else its family.
    fn group_of(&self, family: Option<FamilyId>, ty: &Type) -> String {
        let Some(family) = family else { return "shared".to_owned() };
        let name = &self.api.family(family).name;
        match self.api.groups.iter().find(|group| group.family == family && group.name.span.file == ty.file) {
            Some(group) => format!("{name}.{}", group.name),
            None => name.value.clone(),
        }
    }

    /// The operations that have to do with something.
    fn reach_of_all(&self, has: impl Fn(&Operation) -> bool, request: bool, response: bool) -> Vec<Reached> {
        let operations = self.api.operations.iter().filter(|operation| has(operation));
        operations.flat_map(|one| self.reach_of(facts::operation_name(self.api, one), request, response)).collect()
    }

    pub(crate) fn reach_of(&self, operation: impl Display, request: bool, response: bool) -> Vec<Reached> {
        vec![Reached { operation: operation.to_string(), usage: Usage { request, response } }]
    }
}

/// Which operations reach each type, and in which directions.
fn reach(api: &Api) -> BTreeMap<TypeId, Vec<Reached>> {
    let mut reach: BTreeMap<TypeId, Vec<Reached>> = BTreeMap::new();
    for operation in &api.operations {
        let mut seen: BTreeMap<TypeId, Usage> = BTreeMap::new();
        let sent = operation.parameters.iter().map(|parameter| &parameter.ty.value);
        let sent = sent.chain(operation.body.as_ref().map(|body| &body.ty.value)).filter_map(Shape::named);
        let received = operation.response.body.as_ref().and_then(|body| body.value.named());
        let sent = sent.map(|id| (id, Usage { request: true, response: false }));
        let mut pending: Vec<(TypeId, Usage)> = sent.collect();
        pending.extend(received.map(|id| (id, Usage { request: false, response: true })));
        while let Some((id, usage)) = pending.pop() {
            let known = seen.entry(id).or_default();
            let merged = known.union(usage);
            if merged != *known {
                *known = merged;
                pending.extend(api.ty(id).kind.parts().into_iter().map(|part| (part, usage)));
            }
        }
        let operation = facts::operation_name(api, operation);
        for (id, usage) in seen {
            reach.entry(id).or_default().push(Reached { operation: operation.clone(), usage });
        }
    }
    reach
}
