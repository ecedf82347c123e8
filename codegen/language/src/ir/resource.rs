//! Resources: what the service keeps, and what operations do to it.

use serde_json::Value;

use super::{
    Api, Condition, ErratumId, FamilyId, Field, GroupId, Operation, OperationId, ResourceIndex, Shape, Source,
};
pub use crate::raw::{Amount, Does, Expires, Groups, ListChange, OnlyIn, SetTo, Sort, States};
use crate::source::Spanned;

/// Something that the service keeps.
#[derive(Debug)]
pub struct Resource {
    /// Name, in snake case. Unique in the family.
    pub name: Spanned<String>,
    /// Family of its operations.
    pub family: FamilyId,
    /// Group whose file describes it.
    pub group: GroupId,
    /// What it is, in Markdown.
    pub doc: String,
    /// Where it is documented.
    pub source: Source,
    /// Resource that it belongs to.
    pub within: Option<ResourceIndex>,
    /// Parameters under whose values there are others, beside those that the client fills in.
    pub scope: Vec<Spanned<String>>,
    /// Parameter, or field of a request body, that identifies it.
    pub key: String,
    /// Field with the same value.
    pub id: String,
    /// Other names of fields, each with the name, or the path, that the fields have here.
    pub names: Vec<(String, String)>,
    /// Fields that differ between all resources with the same parent.
    pub unique: Vec<Spanned<String>>,
    /// Fields that the service sets, and to what.
    pub set: Vec<(String, SetTo)>,
    /// Values of fields that requests do not contain.
    pub initial: Vec<(String, Value)>,
    /// Fields with the number of resources of another kind within this one.
    pub counts: Vec<(String, ResourceIndex)>,
    /// Fields that are equal to a field of another resource, whose key is among the fields.
    pub copies: Vec<(String, Copied)>,
    /// Fields that name other resources by their keys, each with the resource.
    pub needs: Vec<(String, ResourceIndex)>,
    /// Field with the state, and the states of a new one.
    pub states: Option<States>,
    /// When it is gone by itself.
    pub expires: Option<Expires>,
    /// Error code if there is none with this key.
    pub missing: Option<String>,
    /// Error code if it exists already.
    pub taken: Option<String>,
    /// What prevents its deletion.
    pub in_use: Option<InUse>,
    /// What operations do to it.
    pub effects: Vec<Effect>,
    /// Errata that bear on this entry.
    pub errata: Vec<ErratumId>,
}

/// A field of another resource.
#[derive(Debug)]
pub struct Copied {
    /// The other resource.
    pub resource: ResourceIndex,
    /// Its field.
    pub field: String,
}

/// What prevents the deletion of a resource.
#[derive(Debug)]
pub struct InUse {
    /// Resources within it, or resources that need it, that prevent its deletion.
    pub by: Vec<ResourceIndex>,
    /// Error code of the rejection.
    pub code: Option<String>,
}

/// What an operation does to a resource.
#[derive(Debug)]
pub struct Effect {
    /// The operation.
    pub operation: OperationId,
    /// Its name, where it is claimed.
    pub name: Spanned<String>,
    /// The effect.
    pub does: Does,
    /// Path of fields from the request body to the resource. Empty: the body itself.
    pub request: Vec<String>,
    /// Path of fields from the response to the resource or the list. Empty: the body itself.
    pub response: Vec<String>,
    /// Path of fields from the request body to a list of those that it is about. Empty: it is about one.
    pub each: Vec<String>,
    /// Values that the operation sets fields to.
    pub with: Vec<(String, Value)>,
    /// Lists among the fields that the operation changes.
    pub lists: Vec<(String, ListChange)>,
    /// Parameters that select resources with equal values, each with the field.
    pub filter: Vec<(String, String)>,
    /// Values of parameters of the filter that select all resources.
    pub all: Vec<(String, String)>,
    /// How a list of groups is made, each of which has a list of resources.
    pub groups: Option<Groups>,
    /// Path of fields from the response to the total. Empty: the total of a page.
    pub total: Vec<String>,
    /// How the list is ordered.
    pub sort: Option<Sort>,
    /// States in which the operation is possible.
    pub only_in: Option<OnlyIn>,
    /// Whether the operation succeeds if there is none with this key.
    pub may_be_missing: bool,
    /// Whether the operation returns one that exists already.
    pub may_exist: bool,
    /// Whether the resource lives on as if it were new.
    pub renews: bool,
    /// Boolean parameter, or field of the request body, with which it deletes a resource that is in use.
    pub force: Option<Spanned<String>>,
    /// How the state changes.
    pub becomes: Vec<Transition>,
    /// Other resources that come into being.
    pub adds: Vec<ResourceIndex>,
}

/// A change of state.
#[derive(Debug)]
pub struct Transition {
    /// Values of fields of the request body for which it applies, by their paths.
    pub when: Vec<Condition>,
    /// States on the way, in order.
    pub through: Vec<String>,
    /// Last state.
    pub to: Option<String>,
}

impl Resource {
    /// Returns the name that a field has here.
    pub fn field_name<'a>(&'a self, sent: &'a str) -> &'a str {
        self.names.iter().find(|(name, _)| name == sent).map_or(sent, |(_, here)| here)
    }

    /// Returns the fields that requests and responses of its operations have, by the names that they have there.
    pub fn fields<'a>(&'a self, api: &'a Api) -> impl Iterator<Item = &'a Field> {
        self.effects.iter().flat_map(move |effect| {
            let operation = api.operation(effect.operation);
            effect.sent(api, operation).into_iter().chain(effect.received(api, operation))
        })
    }

    /// Returns a field by its path, with the name that the first one has here.
    pub fn field<'a>(&'a self, api: &'a Api, path: &str) -> Option<&'a Field> {
        let (name, inner) = path.split_once('.').map_or((path, None), |(name, inner)| (name, Some(inner)));
        let inner: Vec<String> = inner.into_iter().flat_map(|inner| inner.split('.')).map(str::to_owned).collect();
        self.fields(api).filter(|field| self.field_name(&field.name) == name).find_map(|field| {
            let found = api.path(Some(&field.ty.value), &inner);
            if found.len() < inner.len() { None } else { Some(found.last().copied().unwrap_or(field)) }
        })
    }

    /// Whether a field or a parameter of its operations has this name here.
    pub fn has(&self, api: &Api, name: &str) -> bool {
        let is_parameter = |effect: &Effect| {
            let operation = api.operation(effect.operation);
            operation.parameters.iter().any(|parameter| self.field_name(&parameter.name) == name)
        };
        self.field(api, name).is_some() || self.effects.iter().any(is_parameter)
    }

    /// Returns this resource and those that it is within, from the inside. Ends in a circle too.
    pub fn ancestors<'a>(&'a self, api: &'a Api) -> impl Iterator<Item = &'a Resource> {
        let next = |resource: &&Resource| resource.within.map(|id| api.resource(id));
        std::iter::successors(Some(self), next).take(api.resources.len())
    }
}

impl Effect {
    /// Returns the fields of the resource in the request body.
    pub fn sent<'a>(&self, api: &'a Api, operation: &'a Operation) -> Vec<&'a Field> {
        self.object_sent(api, operation).map(|shape| api.members(shape)).unwrap_or_default()
    }

    /// Returns the tag of the resource in the request body, if it is a union.
    pub fn tag_sent<'a>(&self, api: &'a Api, operation: &'a Operation) -> Option<&'a str> {
        Some(&api.as_union(self.object_sent(api, operation)?)?.tag)
    }

    fn object_sent<'a>(&self, api: &'a Api, operation: &'a Operation) -> Option<&'a Shape> {
        let body = operation.body.as_ref().filter(|body| !body.media.is_multipart()).map(|body| &body.ty.value);
        inside(api, body, &self.request)
    }

    /// Returns where the path of the response goes through a list of groups: the number of fields before it.
    pub fn outer_list(&self, api: &Api, operation: &Operation) -> Option<usize> {
        let body = operation.response.body.as_ref().map(|body| &body.value);
        let fields = api.path(body, &self.response);
        let shapes = body.into_iter().chain(fields.iter().map(|field| &field.ty.value));
        shapes.take(self.response.len()).position(|shape| matches!(shape, Shape::List(_)))
    }

    /// Returns the fields of the resource in the response.
    pub fn received<'a>(&self, api: &'a Api, operation: &'a Operation) -> Vec<&'a Field> {
        let body = operation.response.body.as_ref().map(|body| &body.value);
        inside(api, body, &self.response).map(|shape| api.members(shape)).unwrap_or_default()
    }
}

fn inside<'a>(api: &'a Api, root: Option<&'a Shape>, path: &[String]) -> Option<&'a Shape> {
    let found = api.path(root, path);
    let is_whole = found.len() == path.len();
    found.last().map(|field| &field.ty.value).or(root).filter(|_| is_whole)
}
