//! Links from the response that shows a resource to the operations on it.

use serde_json::{Map, Value, json};

use super::{Entry, Export};
use specwright_language::ir::*;

impl Export<'_> {
    /// The links of the response of an operation that shows a resource: one that creates it, gets it or lists it. They lead
    /// to the operations on this one, and to those on what is within it. Operations on other hosts are in other
    /// documents, or have other addresses.
    pub(super) fn links(&self, operation: &Operation) -> Map<String, Value> {
        let api = self.api;
        let effects = api.resources.iter().flat_map(|resource| resource.effects.iter().map(move |it| (resource, it)));
        let is_this = |(_, effect): &(&Resource, &Effect)| std::ptr::eq(api.operation(effect.operation), operation);
        let Some((resource, shown)) = effects.clone().find(is_this) else { return Map::new() };
        let Some(id) = id_shown(api, resource, shown, operation) else { return Map::new() };
        let links = effects.filter_map(|(of, effect)| {
            let target = api.operation(effect.operation);
            let leads = match effect.does {
                Does::Create | Does::List => is_within(api, of, resource),
                Does::Put => false,
                _ => std::ptr::eq(of, resource) && !std::ptr::eq(target, operation),
            };
            let parameters =
                (leads && target.host == operation.host).then(|| self.values(resource, operation, target, &id))??;
            let id = self.names.operation(target);
            Some((target.name.value.clone(), json!({ "operationId": id, "parameters": parameters })))
        });
        links.collect()
    }

    pub(super) fn with_links(&self, entry: Entry, operation: &Operation) -> Entry {
        // Generators have no use for them.
        if self.flavor.portable().is_some() { entry } else { entry.filled("links", self.links(operation)) }
    }

    /// The parameters of an operation on the resource: its id, and those of the path of the request. None if the operation
    /// takes the id elsewhere, such as in its body, or a part of its path is unknown.
    fn values(
        &self,
        resource: &Resource,
        operation: &Operation,
        target: &Operation,
        id: &str,
    ) -> Option<Map<String, Value>> {
        let mut values = Map::new();
        let mut takes_id = false;
        for parameter in target.needed().chain(target.parameters_in(Location::Path).filter(|it| it.from_client)) {
            let name = parameter.name.as_str();
            let same = |known: &Parameter| known.location == Location::Path && known.name.value == name;
            let value = if resource.field_name(name) == resource.key {
                takes_id = true;
                id.to_owned()
            } else if operation.parameters.iter().any(same) {
                format!("$request.path.{}", self.names.parameter(operation, Location::Path, name))
            } else if parameter.location == Location::Path {
                return None;
            } else {
                // The caller chooses it.
                continue;
            };
            values.insert(self.names.parameter(target, parameter.location, name).to_owned(), value.into());
        }
        takes_id.then_some(values)
    }
}

/// Whether a resource is directly within another one.
fn is_within(api: &Api, resource: &Resource, outer: &Resource) -> bool {
    resource.within.is_some_and(|id| std::ptr::eq(api.resource(id), outer))
}

/// The runtime expression of the id of the resource that a response shows, or of the first one that it lists.
fn id_shown(api: &Api, resource: &Resource, effect: &Effect, operation: &Operation) -> Option<String> {
    if effect.groups.is_some() || !matches!(effect.does, Does::Create | Does::Get | Does::List) {
        return None;
    }
    let fields = effect.received(api, operation);
    let is_id = |field: &&&Field| {
        let name = resource.field_name(&field.name);
        (name == resource.id || name == resource.key) && field.header.is_none()
    };
    let field = fields.iter().find(is_id)?;
    let path: String = effect.response.iter().map(|name| format!("/{name}")).collect();
    let first = if effect.does == Does::List { "/0" } else { "" };
    Some(format!("$response.body#{path}{first}/{}", field.name))
}
