//! Resources: what the service keeps, and what operations do to it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Ordered, Source};

/// Something that the service keeps, such as an application. A stateful mock behaves as described here. Its fields
/// are those of the requests and responses of its operations.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// What it is, in Markdown.
    pub doc: String,
    /// Where this is documented. Defaults to the source of the file.
    pub source: Option<Source>,
    /// Resource that it belongs to. Operations on it take the key of that one, too.
    pub within: Option<String>,
    /// Parameters under whose values there are others, such as what is not a resource itself. Those that the client
    /// fills in are always among them.
    #[serde(default)]
    pub scope: Vec<String>,
    /// Parameter, or field of a request body, that identifies it.
    pub key: String,
    /// Field with the same value. Defaults to the name of the key.
    pub id: Option<String>,
    /// Other names of fields, each with the name, or the path, that the fields have here.
    #[serde(default)]
    pub names: Ordered<String>,
    /// Fields that differ between all resources with the same parent.
    #[serde(default)]
    pub unique: Vec<String>,
    /// Fields that the service sets, and to what.
    #[serde(default)]
    pub set: Ordered<SetTo>,
    /// Values of fields that requests do not contain.
    #[serde(default)]
    pub initial: Ordered<Value>,
    /// Fields with the number of resources of another kind within this one.
    #[serde(default)]
    pub counts: Ordered<String>,
    /// Fields that are equal to a field of another resource, `thing.name`, whose key is among the fields.
    #[serde(default)]
    pub copies: Ordered<String>,
    /// Fields that name other resources by their keys, each with the resource. Requests that name none that exists are
    /// rejected with its code.
    #[serde(default)]
    pub needs: Ordered<String>,
    /// Field with the state, and the states of a new one.
    pub states: Option<States>,
    /// When it is gone by itself. Defaults to never.
    pub expires: Option<Expires>,
    /// Error code if there is none with this key. Defaults to that of the status 404.
    pub missing: Option<String>,
    /// Error code if it exists already. Defaults to that of the status 409.
    pub taken: Option<String>,
    /// What prevents its deletion. Other resources within it are deleted with it.
    pub in_use: Option<InUse>,
    /// What operations of the family do to it.
    pub operations: Ordered<Effect>,
    /// Ids of the errata that affect this entry.
    #[serde(default)]
    pub errata: Vec<String>,
}

/// Value that the service sets a field to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SetTo {
    /// A random UUID.
    Uuid,
    /// 32 random hexadecimal digits.
    Hex,
    /// The next number, from 1.
    Number,
    /// The time of the creation.
    Created,
    /// The time of the last change.
    Updated,
    /// The number of changes, from 1.
    Revision,
    /// 32 random hexadecimal digits, others after each change.
    Stamp,
    /// The time when it expires.
    Expires,
}

/// When a resource is gone by itself.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expires {
    /// Seconds between two renewals.
    pub interval: Amount,
    /// Number of renewals that may be missing. It lives for the interval times one more. Defaults to none.
    pub missed: Option<Amount>,
}

/// A number in a field.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// Field with the number, by its path. Defaults to none: the number is the same for all.
    pub field: Option<String>,
    /// Number if the field is absent.
    pub default: u32,
    /// Smallest number, to which the service raises smaller ones. Defaults to none.
    pub at_least: Option<u32>,
}

/// The field with the state, and the states of a new resource.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct States {
    /// Field with the state.
    pub field: String,
    /// States of a new resource before the last one, in order.
    #[serde(default)]
    pub through: Vec<String>,
    /// Last state of a new resource. Defaults to the one that is sent.
    pub to: Option<String>,
    /// Last state of one that a test lets fail, instead of that which it would have.
    pub failed: Option<String>,
}

/// What prevents the deletion of a resource.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InUse {
    /// Resources within it, or resources that need it, that prevent its deletion.
    pub by: Vec<String>,
    /// Error code of the rejection. Defaults to that of the status 409.
    pub code: Option<String>,
}

/// What an operation does to a resource.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// The effect.
    pub does: Does,
    /// Field of the request body with the resource, by its path. Defaults to the whole body.
    pub request: Option<String>,
    /// Field of the response with the resource or the list, by its path. Defaults to the items of a page, the only
    /// list of a list operation, or the whole body.
    pub response: Option<String>,
    /// Path in the request body to a list of those that it is about: their keys, or objects with the key or the id.
    pub each: Option<String>,
    /// Values that the operation sets fields to.
    #[serde(default)]
    pub with: Ordered<Value>,
    /// Lists among the fields that the operation adds items to, or removes items from.
    #[serde(default)]
    pub lists: Ordered<ListChange>,
    /// Parameters that select resources with equal values, each with the field.
    #[serde(default)]
    pub filter: Ordered<String>,
    /// Values of parameters of the filter that select all resources.
    #[serde(default)]
    pub all: Ordered<String>,
    /// How a list of groups is made, each of which has a list of resources. `response` leads through the groups.
    pub groups: Option<Groups>,
    /// Field of the response with the total, by its path. Defaults to the total of a page.
    pub total: Option<String>,
    /// How the list is ordered.
    pub sort: Option<Sort>,
    /// States in which the operation is possible. Defaults to all.
    pub only_in: Option<OnlyIn>,
    /// Whether the operation succeeds if there is none with this key. Defaults to an error.
    #[serde(default)]
    pub may_be_missing: bool,
    /// Whether the operation succeeds if there is one with this key or these unique fields, and returns it as it is.
    /// Defaults to an error.
    #[serde(default)]
    pub may_exist: bool,
    /// Whether it lives on as if it were new.
    #[serde(default)]
    pub renews: bool,
    /// Boolean parameter, or field of the request body, with which it deletes a resource that is in use.
    pub force: Option<String>,
    /// How the state changes. The first entry that applies counts.
    #[serde(default)]
    pub becomes: Vec<Transition>,
    /// Other resources that come into being, such as a job or a record. Fields with their keys are in the response.
    #[serde(default)]
    pub adds: Vec<String>,
}

/// States in which an operation is possible.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OnlyIn {
    /// The states.
    pub states: Vec<String>,
    /// Error code in other states. Defaults to that of the status 409.
    pub code: Option<String>,
}

/// Effects of operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Does {
    /// Creates one.
    Create,
    /// Creates one, or replaces the one with this key.
    Put,
    /// Gets one.
    Get,
    /// Lists them.
    List,
    /// Changes the fields that are sent. Null removes a field that can be cleared.
    Update,
    /// Replaces the fields that can be sent. Those that are absent are removed.
    Replace,
    /// Changes its state.
    Act,
    /// Deletes one.
    Delete,
}

/// Change of a list among the fields of a resource.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListChange {
    /// Field that identifies an item. An item with the same value is replaced.
    pub by: String,
    /// Field of the request body with the items to add.
    pub add: Option<String>,
    /// Field of the request body with the items to remove.
    pub remove: Option<String>,
}

/// How a list of groups is made.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Groups {
    /// Field that is equal within a group.
    pub by: String,
    /// Field of a group with this value, by its path.
    pub name: String,
}

/// How a list is ordered.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sort {
    /// Query parameter with the name of a field.
    pub by: Option<String>,
    /// Query parameter with `asc` or `desc`.
    pub direction: Option<String>,
    /// Field that orders the list if the request names none. Defaults to that of the parameter, or to the order of
    /// creation.
    pub default: Option<String>,
    /// Whether the order is descending if the request does not say. Defaults to what the parameter says.
    #[serde(default)]
    pub descending: bool,
}

/// A change of state.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// Values of fields of the request body for which it applies, by their paths. Defaults to all requests.
    #[serde(default)]
    pub when: Ordered<Vec<String>>,
    /// States on the way, in order.
    #[serde(default)]
    pub through: Vec<String>,
    /// Last state. Defaults to the state before, or to the end of what is deleted.
    pub to: Option<String>,
}
