//! Names of the document: distinct, although they are joined from names that are distinct in their scope only.

use std::collections::{BTreeMap, BTreeSet};

use specwright_language::ir::*;
use specwright_rust::names;

/// The names of schemas, operations and path parameters.
pub(super) struct Names<'a> {
    types: BTreeMap<(Option<FamilyId>, &'a str), String>,
    errors: BTreeMap<&'a str, String>,
    variants: BTreeMap<(Option<FamilyId>, &'a str, &'a str), String>,
    operations: BTreeMap<(FamilyId, &'a str), String>,
    /// The first path of each shape, such as `/things/{}`.
    paths: BTreeMap<String, &'a Route>,
    /// Operations with a path of their own, because another one has their method and shape.
    alone: BTreeSet<(FamilyId, &'a str)>,
    /// Fragments of paths that several operations with one method have.
    fragments: BTreeMap<(FamilyId, &'a str), String>,
}

/// Names that something has already.
#[derive(Default)]
struct Taken(BTreeSet<String>);

impl Taken {
    /// The name, with a number behind it if something else has it.
    fn free(&mut self, name: String) -> String {
        let numbered = (2..).map(|number| format!("{name}{number}"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|name| !self.0.contains(name));
        let free = free.unwrap_or(name);
        self.0.insert(free.clone());
        free
    }
}

impl<'a> Names<'a> {
    pub(super) fn of(api: &'a Api) -> Names<'a> {
        let mut schemas = Taken::default();
        // Types of a family carry its name, because families have types of the same name.
        let type_name = |ty: &Type| match ty.family {
            Some(family) => format!("{}{}", names::resource(&api.family(family).name), ty.name),
            None => ty.name.value.clone(),
        };
        let types = api.types.iter().map(|ty| ((ty.family, ty.name.as_str()), schemas.free(type_name(ty)))).collect();
        let error = |style: &ErrorStyle| format!("{}Error", names::resource(&style.name));
        let errors = api.error_styles.iter().map(|style| (style.name.as_str(), schemas.free(error(style)))).collect();
        let variants = variants(api, &types, &mut schemas);
        let mut ids = Taken::default();
        let id = |operation: &Operation| format!("{}_{}", api.family(operation.family).name, operation.name);
        let operations = api.operations.iter();
        let operations = operations.map(|one| ((one.family, one.name.as_str()), ids.free(id(one)))).collect();
        let (mut paths, mut taken, mut alone) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
        for operation in &api.operations {
            paths.entry(shape(&operation.route)).or_insert(&operation.route);
            if !taken.insert(operation.route.shape()) {
                alone.insert((operation.family, operation.name.as_str()));
            }
        }
        let mut names = Names { types, errors, variants, operations, paths, alone, fragments: BTreeMap::new() };
        names.fragments = names.fragments_of(api);
        names
    }

    /// What tells operations with one method and path apart, as documents show it: `#action=start`.
    fn fragments_of(&self, api: &'a Api) -> BTreeMap<(FamilyId, &'a str), String> {
        let mut found = BTreeMap::new();
        let mut taken = BTreeSet::new();
        let key = |operation: &Operation| (operation.route.method.as_str(), self.route(operation).path.clone());
        let mut counts: BTreeMap<_, usize> = BTreeMap::new();
        api.operations.iter().for_each(|operation| *counts.entry(key(operation)).or_default() += 1);
        for operation in api.operations.iter().filter(|operation| counts[&key(operation)] > 1) {
            let tells = operation.tells(api).into_iter().filter_map(|tell| match tell {
                Tell::Value(parameter, _) => Some(format!("{}={}", parameter.name, parameter.sent_value()?)),
                Tell::Present(parameter) => Some(parameter.name.value.clone()),
                Tell::Usual(..) | Tell::Form(..) => None,
            });
            let tells = tells.collect::<Vec<_>>().join("&");
            let free = |fragment: &String| taken.insert((key(operation), fragment.clone()));
            let fragment = Some(tells).filter(free).unwrap_or_else(|| operation.name.value.clone());
            if !fragment.is_empty() {
                found.insert((operation.family, operation.name.as_str()), format!("#{fragment}"));
            }
        }
        found
    }

    pub(super) fn ty<'n>(&'n self, ty: &'n Type) -> &'n str {
        self.types.get(&(ty.family, ty.name.as_str())).map_or(&ty.name.value, String::as_str)
    }

    pub(super) fn error<'n>(&'n self, style: &'n ErrorStyle) -> &'n str {
        self.errors.get(style.name.as_str()).map_or(&style.name.value, String::as_str)
    }

    /// The name of a schema for a variant of a union.
    pub(super) fn variant<'n>(&'n self, union: &'n Type, variant: &'n Variant) -> &'n str {
        let key = (union.family, union.name.as_str(), variant.tag.as_str());
        self.variants.get(&key).map_or(&variant.tag.value, String::as_str)
    }

    pub(super) fn operation<'n>(&'n self, operation: &'n Operation) -> &'n str {
        let key = (operation.family, operation.name.as_str());
        self.operations.get(&key).map_or(&operation.name.value, String::as_str)
    }

    /// The path of an operation. Paths that differ in the names of parameters only are one.
    pub(super) fn path(&self, operation: &Operation) -> String {
        let fragment = self.fragments.get(&(operation.family, operation.name.as_str()));
        format!("{}{}", self.route(operation).path, fragment.map_or("", String::as_str))
    }

    /// The name of a parameter, which is that of the path if it is there.
    pub(super) fn parameter<'n>(&'n self, operation: &'n Operation, location: Location, name: &'n str) -> &'n str {
        let parameters = |route: &'n Route| route.segments.iter().flat_map(Segment::parameters);
        let place = parameters(&operation.route).position(|own| own.value == name);
        let place = place.filter(|_| location == Location::Path);
        let shared = place.and_then(|place| parameters(self.route(operation)).nth(place));
        shared.map_or(name, |shared| &shared.value)
    }

    fn route<'n>(&'n self, operation: &'n Operation) -> &'n Route {
        if self.alone.contains(&(operation.family, operation.name.as_str())) {
            return &operation.route;
        }
        self.paths.get(&shape(&operation.route)).copied().unwrap_or(&operation.route)
    }
}

/// The names of the variants' schemas: those of the union and the tag.
fn variants<'a>(
    api: &'a Api,
    types: &BTreeMap<(Option<FamilyId>, &'a str), String>,
    schemas: &mut Taken,
) -> BTreeMap<(Option<FamilyId>, &'a str, &'a str), String> {
    let mut found = BTreeMap::new();
    for ty in &api.types {
        let TypeKind::Union(union) = &ty.kind else { continue };
        let own = types.get(&(ty.family, ty.name.as_str())).map_or("", String::as_str);
        for variant in &union.variants {
            let name = schemas.free(format!("{own}{}", names::resource(&variant.tag)));
            found.insert((ty.family, ty.name.as_str(), variant.tag.as_str()), name);
        }
    }
    found
}

/// A path without the names of its parameters.
fn shape(route: &Route) -> String {
    route.segments.iter().map(Segment::template).collect::<Vec<_>>().join("/")
}
