//! Schemas of values, as plain data for a `static`.
//!
//! They hold the rules of the specification, which validation applies to JSON before decoding. Statics may
//! refer to each other in cycles, as recursive types do.

use std::fmt;

pub use super::conditions::{Condition, Need, PresenceRule, Requirement};
use super::rules::{EnumRules, IntegerEnumRules, IntegerRules, NumberRules, StringRules};

/// Schema of a value.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Schema {
    /// Any value.
    Any,
    /// Boolean.
    Boolean,
    /// String.
    String(StringRules),
    /// String that messages never show.
    Secret(StringRules),
    /// Integer of at most 64 bits.
    Integer(IntegerRules),
    /// Number.
    Number(NumberRules),
    /// One of several strings.
    Enum(EnumRules),
    /// One of several integers.
    IntegerEnum(IntegerEnumRules),
    /// File in a form.
    File,
    /// List.
    List(&'static ListRules),
    /// Object with arbitrary keys and values of one schema.
    Map(&'static MapRules),
    /// Object with known fields.
    Object(&'static ObjectSchema),
    /// Object whose schema depends on one of its fields.
    Union(&'static UnionSchema),
    /// Value of a list or map that may be null.
    Nullable(&'static Schema),
    /// Value whose schema depends on its shape.
    Shaped(&'static ShapedSchema),
}

impl Schema {
    /// Any string.
    pub const STRING: Self = Self::String(StringRules::ANY);
    /// Any 64-bit integer.
    pub const INT64: Self = Self::Integer(IntegerRules::ANY);
    /// Any 32-bit integer.
    pub const INT32: Self = Self::Integer(IntegerRules::INT32);
    /// Any number.
    pub const NUMBER: Self = Self::Number(NumberRules::ANY);
}

/// Rules for lists.
#[derive(Debug, Clone, Copy)]
pub struct ListRules {
    /// Schema of each item.
    pub items: Schema,
    /// Minimum number of items.
    pub min_items: Option<u32>,
    /// Maximum number of items.
    pub max_items: Option<u32>,
}

impl ListRules {
    /// List of any length and content.
    pub const ANY: Self = Self::of(Schema::Any);

    /// Creates rules for a list of any length.
    #[must_use]
    pub const fn of(items: Schema) -> Self {
        Self { items, min_items: None, max_items: None }
    }

    /// Sets the minimum number of items.
    #[must_use]
    pub const fn at_least(mut self, items: u32) -> Self {
        self.min_items = Some(items);
        self
    }

    /// Sets the maximum number of items.
    #[must_use]
    pub const fn at_most(mut self, items: u32) -> Self {
        self.max_items = Some(items);
        self
    }
}

/// Rules for objects with arbitrary keys.
#[derive(Debug, Clone, Copy)]
pub struct MapRules {
    /// Schema of each value.
    pub values: Schema,
    /// Minimum number of entries.
    pub min_entries: Option<u32>,
    /// Maximum number of entries.
    pub max_entries: Option<u32>,
    /// Rules for each key.
    pub keys: StringRules,
}

impl MapRules {
    /// Map of any size and content.
    pub const ANY: Self = Self::of(Schema::Any);

    /// Creates rules for a map of any size.
    #[must_use]
    pub const fn of(values: Schema) -> Self {
        Self { values, min_entries: None, max_entries: None, keys: StringRules::ANY }
    }

    /// Sets the minimum number of entries.
    #[must_use]
    pub const fn at_least(mut self, entries: u32) -> Self {
        self.min_entries = Some(entries);
        self
    }

    /// Sets the maximum number of entries.
    #[must_use]
    pub const fn at_most(mut self, entries: u32) -> Self {
        self.max_entries = Some(entries);
        self
    }

    /// Sets rules for each key.
    #[must_use]
    pub const fn keys(mut self, keys: StringRules) -> Self {
        self.keys = keys;
        self
    }
}

/// Object with known fields.
#[derive(Clone, Copy)]
pub struct ObjectSchema {
    /// Name of the type, for messages.
    pub name: &'static str,
    /// Fields.
    pub fields: &'static [FieldSchema],
    /// Rules about which fields are present.
    pub rules: &'static [PresenceRule],
    /// Schema of the values of other fields; `None` if it has none.
    pub extra: Option<&'static Schema>,
}

impl ObjectSchema {
    /// Object without a name, fields or rules, to complete a struct literal.
    pub const ANY: Self = Self::new("", &[]);

    /// Creates the schema of an object.
    #[must_use]
    pub const fn new(name: &'static str, fields: &'static [FieldSchema]) -> Self {
        Self { name, fields, rules: &[], extra: None }
    }

    /// Sets rules about which fields are present.
    #[must_use]
    pub const fn rules(mut self, rules: &'static [PresenceRule]) -> Self {
        self.rules = rules;
        self
    }

    /// Allows other fields, with values of one schema.
    #[must_use]
    pub const fn extra(mut self, values: &'static Schema) -> Self {
        self.extra = Some(values);
        self
    }
}

impl fmt::Debug for ObjectSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Omits the fields: recursive types would never end.
        write!(f, "ObjectSchema({})", self.name)
    }
}

/// Field of an object.
#[derive(Debug, Clone, Copy)]
pub struct FieldSchema {
    /// Name.
    pub name: &'static str,
    /// Accepted aliases.
    pub aliases: &'static [&'static str],
    /// Whether it is required.
    pub required: bool,
    /// Whether it may be `null`. Lenient validation always accepts `null` for an optional field, as if it
    /// were absent.
    pub nullable: bool,
    /// Schema of the value.
    pub schema: Schema,
    /// Conditions under which it is also required.
    pub required_when: &'static [Condition],
    /// Fields inside of the value that conditions on siblings make required.
    pub requires: &'static [Requirement],
}

impl FieldSchema {
    /// Optional field without a name or rules, to complete a struct literal.
    pub const ANY: Self = Self::optional("", Schema::Any);

    const fn of(name: &'static str, schema: Schema) -> Self {
        Self { name, aliases: &[], required: false, nullable: false, schema, required_when: &[], requires: &[] }
    }

    /// Creates a required field.
    #[must_use]
    pub const fn required(name: &'static str, schema: Schema) -> Self {
        Self { required: true, nullable: false, ..Self::of(name, schema) }
    }

    /// Creates an optional field.
    #[must_use]
    pub const fn optional(name: &'static str, schema: Schema) -> Self {
        Self { required: false, nullable: false, ..Self::of(name, schema) }
    }

    /// Creates a required field that may be `null`.
    #[must_use]
    pub const fn nullable(name: &'static str, schema: Schema) -> Self {
        Self { required: true, nullable: true, ..Self::of(name, schema) }
    }

    /// Creates an optional field that `null` clears.
    #[must_use]
    pub const fn clearable(name: &'static str, schema: Schema) -> Self {
        Self { required: false, nullable: true, ..Self::of(name, schema) }
    }

    /// Sets accepted aliases.
    #[must_use]
    pub const fn aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// Sets conditions under which the field is also required.
    #[must_use]
    pub const fn required_when(mut self, conditions: &'static [Condition]) -> Self {
        self.required_when = conditions;
        self
    }

    /// Sets which fields inside of the value are required, and when.
    #[must_use]
    pub const fn requires(mut self, requirements: &'static [Requirement]) -> Self {
        self.requires = requirements;
        self
    }
}

/// Object whose schema depends on a string in one of its fields.
#[derive(Clone, Copy)]
pub struct UnionSchema {
    /// Field with the discriminator.
    pub tag: &'static str,
    /// Field with the content; `None` if the content is adjacent to the tag.
    pub content: Option<&'static str>,
    /// Known discriminators and their schemas.
    pub variants: &'static [(&'static str, Schema)],
    /// Whether unknown discriminators are accepted.
    pub open: bool,
}

impl UnionSchema {
    /// Open union without known variants.
    pub const ANY: Self = Self { tag: "", content: None, variants: &[], open: true };
}

impl fmt::Debug for UnionSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Omits the variants: recursive types would never end.
        write!(f, "UnionSchema(by {})", self.tag)
    }
}

/// Value of which the shape selects the schema.
#[derive(Clone, Copy)]
pub struct ShapedSchema {
    /// Name of the type, for messages.
    pub name: &'static str,
    /// Schemas, in the order in which equally good ones are tried.
    pub variants: &'static [Schema],
    /// Whether values of other JSON types are accepted.
    pub open: bool,
}

impl fmt::Debug for ShapedSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Omits the variants: recursive types would never end.
        write!(f, "ShapedSchema({})", self.name)
    }
}
