//! The specification as written: one plain struct per YAML construct, with nothing resolved.
//!
//! These types define the format. The JSON Schema that editors use and that `load`
//! checks files against is derived from them, comments included, so a key that is not here does
//! not exist. The order of the fields is the one in which `fmt` writes the keys: what tells most comes first, and
//! what is long comes last. There is no logic in this module.

mod acknowledged;
mod api;
mod catalog;
mod group;
mod ledger;
mod operation;
mod resource;
mod sources;
mod types;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use acknowledged::AcknowledgedFile;
pub use api::{
    ApiFile, Auth, AuthScheme, ClientParameter, ErrorStyle, Family, Host, Nulls, PlainRejections, Rejections,
};
pub use catalog::{ErrorCatalog, ErrorClass, ErrorCode, Permission};
pub use group::{Consequence, Erratum, GroupFile};
pub use ledger::{LedgerExamples, LedgerFacts, LedgerFile, LedgerRow, LedgerSection, Waiver, WaiversFile};
pub use operation::{
    Body, ChosenId, Conditional, ConditionalWait, DurationFormat, EmptyValue, Example, Interval, Lease, NotFound,
    Operation, Paging, PagingStyle, Parameter, ParameterStyle, Response, Separator, Slash, Stream, StreamTransport,
    Waiter, Within,
};
pub use resource::{
    Amount, Does, Effect, Expires, Groups, InUse, ListChange, OnlyIn, Resource, SetTo, Sort, States, Transition,
};
pub use sources::{Document, DocumentKind, Package, Registry, Repository, SourcesFile};
pub use types::{
    EnumBase, EnumValue, EnumValueEntry, Exception, Field, Format, Lenient, LetterCase, LimitedType, Limits, Need,
    Openness, PresenceRule, Type, TypeEntry, UnionBy, When,
};

/// A map that keeps the order of the file: the order of the specification is the order of the API.
pub type Ordered<T> = IndexMap<String, T>;

/// Reasons why warnings do not apply to an entry, by the ids of their rules.
pub type Allow = Ordered<String>;

/// The source of a fact.
///
/// Omitted keys are inherited: a field inherits from its type, a type and an operation from their file. An entry with a
/// document inherits nothing, and one with a section inherits no tables.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Id of the document, as listed in `sources.yaml`.
    pub document: Option<String>,
    /// Section of the document, quoted: `"5.1.2"`.
    pub section: Option<String>,
    /// Tables that state the fact, without the word "Table": `[5-3]`.
    #[serde(default)]
    pub tables: Vec<String>,
    /// Confidence in the fact. Defaults to `stated`.
    pub confidence: Option<Confidence>,
    /// First release that has the entry, by document: `{ terminal: "2.1.0" }`. Not inherited. Operations, parameters,
    /// types, fields, values, error codes and permissions can have it.
    #[serde(default, skip_serializing_if = "Ordered::is_empty")]
    pub since: Ordered<String>,
    /// Last release that has the entry, by document.
    #[serde(default, skip_serializing_if = "Ordered::is_empty")]
    pub until: Ordered<String>,
}

/// A name, or several.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Choice {
    /// The only one.
    One(String),
    /// Several, the preferred one first.
    AnyOf(Vec<String>),
}

/// Confidence in a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// The document states it.
    Stated,
    /// It follows from other facts.
    Inferred,
    /// It is the best guess available.
    Guessed,
}

/// Whether a value is required. Always explicit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Always present, never null.
    Required,
    /// May be absent. When decoding, null means absent.
    Optional,
    /// Always present, may be null.
    Nullable,
    /// In updates: absent keeps the value, null removes it.
    Clearable,
}

impl Presence {
    /// Whether a value may be left out.
    pub fn may_be_absent(self) -> bool {
        matches!(self, Presence::Optional | Presence::Clearable)
    }

    /// Whether null is a value of its own.
    pub fn may_be_null(self) -> bool {
        matches!(self, Presence::Nullable | Presence::Clearable)
    }
}
