//! Leases of the client: a method and a struct with ids.

use super::{Docs, Known, Name, RustType};

/// How the client holds a lease on what an operation registers.
#[derive(Clone, Debug, PartialEq)]
pub struct Lease {
    /// The method of the client's group.
    pub method: Name,
    /// The struct with the ids.
    pub ident: Name,
    /// Documents of the method.
    pub docs: Docs,
    /// The ids: fields of the struct, with their types.
    pub ids: Vec<(Name, RustType, Docs)>,
    /// Operations that register, the outer one first.
    pub acquire: Vec<Acquire>,
    /// The id that the caller may choose.
    pub chosen_id: Option<ChosenId>,
    /// The operation that sends a heartbeat.
    pub renew: Step,
    /// The operation that releases the lease.
    pub release: Step,
    /// The interval in seconds, if the last body has one.
    pub interval: Interval,
    /// The interval in seconds, unless the body says another.
    pub default_interval: u32,
    /// Error codes that report a lost lease.
    pub lost: Vec<String>,
}

/// An id that the caller may choose.
#[derive(Clone, Debug, PartialEq)]
pub struct ChosenId {
    /// Fields from the last body to the id. Only the last one is optional.
    pub path: Vec<Name>,
    /// The field of the struct with the ids.
    pub id: Name,
    /// How the module writes `Some`.
    pub some: Known,
    /// The operation that gets what is registered under the id.
    pub get: Step,
}

/// An operation that registers something.
#[derive(Clone, Debug, PartialEq)]
pub struct Acquire {
    /// The operation.
    pub step: Step,
    /// The argument with its body, and its type.
    pub body: Option<(Name, RustType)>,
    /// Fields from the response to the id.
    pub response: Vec<Name>,
    /// The variable with the id.
    pub id: Name,
}

/// An operation that is called with ids.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The id of the operation, with its family.
    pub operation: String,
    /// The struct of its group.
    pub resource: Name,
    /// Whether that is another group.
    pub elsewhere: bool,
    /// The method of the group.
    pub method: Name,
    /// The ids that it takes, in its order: fields of the struct.
    pub ids: Vec<Name>,
    /// The struct in which it takes them; without it, they are positional.
    pub required: Option<Name>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Whether its response has a body.
    pub responds: bool,
}

/// A number in a body.
#[derive(Clone, Debug, PartialEq)]
pub struct Interval {
    /// How the module writes `Some`, or `None` where there is no path.
    pub known: Known,
    /// Fields from the body to the number, and whether each may be missing.
    pub path: Vec<(Name, bool)>,
    /// Whether the number has 64 bits.
    pub wide: bool,
}
