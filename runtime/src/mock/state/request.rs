//! Parts of a request that concern a resource.

use serde_json::Value;

use super::description::{Effect, Resource};

/// Path, query, headers and body of a request.
pub(super) struct Sent<'a>(&'a Value);

impl<'a> Sent<'a> {
    pub(super) fn new(request: &'a Value) -> Self {
        Self(request)
    }

    /// Returns a parameter, wherever it is.
    pub(super) fn anywhere(&self, name: &str) -> Option<&'a Value> {
        ["path", "query", "headers", "cookies"].iter().find_map(|place| self.0.get(place)?.get(name))
    }

    pub(super) fn query(&self, name: &str) -> Option<&'a Value> {
        self.0.get("query")?.get(name)
    }

    /// Returns a value of the body by the path of its fields.
    pub(super) fn body(&self, path: &str) -> Option<&'a Value> {
        path.split('.').try_fold(self.0.get("body")?, |value, name| value.get(name))
    }

    /// Returns the object in the body with the fields of the resource.
    fn object(&self, effect: &Effect) -> Option<&'a serde_json::Map<String, Value>> {
        effect.request.iter().try_fold(self.0.get("body")?, |value, name| value.get(name))?.as_object()
    }

    /// Returns the fields of the resource: those of the body, and parameters.
    pub(super) fn fields(&self, effect: &Effect) -> impl Iterator<Item = (&'a String, &'a Value)> {
        let parameters = ["query", "path"].into_iter().filter_map(|place| self.0.get(place)?.as_object()).flatten();
        parameters.chain(self.object(effect).into_iter().flatten())
    }

    /// Returns the defaults of fields that the request does not contain.
    pub(super) fn defaults<'e>(&'e self, effect: &'e Effect) -> impl Iterator<Item = (&'e str, &'e Value)> {
        let absent = |name: &str| self.object(effect).is_none_or(|object| !object.contains_key(name));
        let defaults = effect.sent.iter().filter_map(|sent| Some((sent.name.as_str(), sent.default.as_ref()?)));
        defaults.filter(move |(name, _)| absent(name))
    }

    /// Returns the key of a resource: a parameter, or a field of the body.
    pub(super) fn key(&self, resource: &Resource, effect: &Effect) -> Option<&'a Value> {
        let names = || {
            let others = resource.names.iter().filter(|(_, here)| **here == resource.key).map(|(name, _)| name);
            std::iter::once(&resource.key).chain(others)
        };
        let parameter = names().find_map(|name| self.anywhere(name));
        let whole = || names().find_map(|name| self.0.get("body")?.get(name));
        let inside = || names().find_map(|name| self.object(effect)?.get(name));
        parameter.or_else(inside).or_else(whole).filter(|value| !value.is_null() && value.as_str() != Some(""))
    }
}

/// Returns a scalar as a string.
pub(super) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
