//! Links from the response that creates a resource to the operations on it.

use serde_json::{Map, Value, json};

use super::{Entry, Export};
use specwright_language::ir::*;

impl Export<'_> {
    /// The links of the response of an operation. Operations on other hosts are in other documents, or have other
    /// addresses.
    pub(super) fn links(&self, operation: &Operation) -> Map<String, Value> {
        let api = self.api;
        let effects = api.resources.iter().flat_map(|resource| resource.effects.iter().map(move |it| (resource, it)));
        let found = effects.clone().find(|(_, effect)| {
            effect.does == Does::Create && std::ptr::eq(api.operation(effect.operation), operation)
        });
        let Some((resource, created)) = found else { return Map::new() };
        let Some(pointer) = id_in_response(api, resource, created, operation) else { return Map::new() };
        let links = resource.effects.iter().filter_map(|effect| {
            let target = api.operation(effect.operation);
            let on_one = !matches!(effect.does, Does::Create | Does::Put | Does::List);
            let parameters = (on_one && target.host == operation.host)
                .then(|| self.values(resource, operation, target, &pointer))??;
            let id = self.names.operation(target);
            Some((target.name.value.clone(), json!({ "operationId": id, "parameters": parameters })))
        });
        links.collect()
    }

    pub(super) fn with_links(&self, entry: Entry, operation: &Operation) -> Entry {
        // Generators have no use for them.
        if self.flavor.portable().is_some() { entry } else { entry.filled("links", self.links(operation)) }
    }

    /// The parameters of an operation on the new resource: its id, and those of the path of the request.
    fn values(
        &self,
        resource: &Resource,
        operation: &Operation,
        target: &Operation,
        id: &str,
    ) -> Option<Map<String, Value>> {
        let mut values = Map::new();
        for parameter in target.needed().chain(target.parameters_in(Location::Path).filter(|it| it.from_client)) {
            let name = parameter.name.as_str();
            let same = |known: &Parameter| known.location == Location::Path && known.name.value == name;
            let value = if resource.field_name(name) == resource.key {
                id.to_owned()
            } else if operation.parameters.iter().any(same) {
                format!("$request.path.{}", self.names.parameter(operation, Location::Path, name))
            } else {
                return None;
            };
            values.insert(self.names.parameter(target, parameter.location, name).to_owned(), value.into());
        }
        Some(values)
    }
}

/// The runtime expression of the id, if the response has it.
fn id_in_response(api: &Api, resource: &Resource, effect: &Effect, operation: &Operation) -> Option<String> {
    let fields = effect.received(api, operation);
    let is_id = |field: &&&Field| {
        let name = resource.field_name(&field.name);
        (name == resource.id || name == resource.key) && field.header.is_none()
    };
    let field = fields.iter().find(is_id)?;
    let path: String = effect.response.iter().map(|name| format!("/{name}")).collect();
    Some(format!("$response.body#{path}/{}", field.name))
}
