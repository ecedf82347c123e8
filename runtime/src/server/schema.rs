//! Schemas of requests, as plain data for a `static`.
//!
//! They hold the rules of the specification, which validation applies to JSON before decoding. Statics may
//! refer to each other in cycles, as recursive types do.

use std::fmt;

pub use super::conditions::{Condition, Need, PresenceRule};
use super::rules::{EnumRules, IntegerEnumRules, IntegerRules, NumberRules, StringRules};

/// Schema of the requests to one operation.
#[derive(Debug, Clone, Copy)]
pub struct InputSchema {
    /// Path, query and header parameters.
    pub parameters: &'static [ParameterSchema],
    /// Body, if the operation takes one.
    pub body: Option<BodySchema>,
    /// Rules about which parameters are present.
    pub rules: &'static [PresenceRule],
}

impl InputSchema {
    /// No parameters and no body.
    pub const ANY: Self = Self::new(&[], None);

    /// Creates a schema without rules about which parameters are present.
    #[must_use]
    pub const fn new(parameters: &'static [ParameterSchema], body: Option<BodySchema>) -> Self {
        Self { parameters, body, rules: &[] }
    }

    /// Sets rules about which parameters are present.
    #[must_use]
    pub const fn rules(mut self, rules: &'static [PresenceRule]) -> Self {
        self.rules = rules;
        self
    }
}

/// Location of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
}

impl Location {
    /// Returns the name: `path`, `query` or `header`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
        }
    }
}

/// Schema of a parameter.
#[derive(Debug, Clone, Copy)]
pub struct ParameterSchema {
    /// Name; case-insensitive for headers.
    pub name: &'static str,
    /// Location.
    pub location: Location,
    /// Whether it is required.
    pub required: bool,
    /// Whether it may occur several times. `schema` is then that of the list, or that of each value if the
    /// list has no rules.
    pub repeated: bool,
    /// What separates several values, instead of several occurrences.
    pub separator: Option<char>,
    /// Schema of the value.
    pub schema: Schema,
    /// Conditions on other parameters under which it is also required.
    pub required_when: &'static [Condition],
    /// Whether an empty value counts as absent.
    pub empty_is_absent: bool,
}

impl ParameterSchema {
    /// Optional query parameter without a name or rules, to complete a struct literal.
    pub const ANY: Self = Self::query("", Schema::Any);

    /// Creates a path parameter.
    #[must_use]
    pub const fn path(name: &'static str, schema: Schema) -> Self {
        Self {
            name,
            location: Location::Path,
            required: true,
            repeated: false,
            separator: None,
            schema,
            required_when: &[],
            empty_is_absent: false,
        }
    }

    /// Creates an optional query parameter.
    #[must_use]
    pub const fn query(name: &'static str, schema: Schema) -> Self {
        Self {
            name,
            location: Location::Query,
            required: false,
            repeated: false,
            separator: None,
            schema,
            required_when: &[],
            empty_is_absent: false,
        }
    }

    /// Creates an optional header.
    #[must_use]
    pub const fn header(name: &'static str, schema: Schema) -> Self {
        Self {
            name,
            location: Location::Header,
            required: false,
            repeated: false,
            separator: None,
            schema,
            required_when: &[],
            empty_is_absent: false,
        }
    }

    /// Makes the parameter required.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Sets conditions on other parameters under which it is also required.
    #[must_use]
    pub const fn required_when(mut self, conditions: &'static [Condition]) -> Self {
        self.required_when = conditions;
        self
    }

    /// Counts an empty value as absent.
    #[must_use]
    pub const fn unless_empty(mut self) -> Self {
        self.empty_is_absent = true;
        self
    }

    /// Allows several values in one, with a character between them.
    #[must_use]
    pub const fn separated(mut self, separator: char) -> Self {
        self.repeated = true;
        self.separator = Some(separator);
        self
    }

    /// Allows several occurrences.
    #[must_use]
    pub const fn repeated(mut self) -> Self {
        self.repeated = true;
        self
    }
}

/// Schema of a body.
#[derive(Debug, Clone, Copy)]
pub struct BodySchema {
    /// Whether it is required.
    pub required: bool,
    /// Media type.
    pub media: Media,
    /// Schema of the value; for a form, that of an object whose fields are the parts.
    pub schema: Schema,
}

impl BodySchema {
    /// Optional body with any JSON.
    pub const ANY: Self = Self::json(Schema::Any).optional();

    /// Creates a required JSON body.
    #[must_use]
    pub const fn json(schema: Schema) -> Self {
        Self { required: true, media: Media::Json, schema }
    }

    /// Creates a required form.
    #[must_use]
    pub const fn form(schema: Schema) -> Self {
        Self { required: true, media: Media::Form, schema }
    }

    /// Creates a required URL-encoded form.
    #[must_use]
    pub const fn url_encoded(schema: Schema) -> Self {
        Self { required: true, media: Media::UrlEncoded, schema }
    }

    /// Creates a required body that is a string.
    #[must_use]
    pub const fn text(schema: Schema) -> Self {
        Self { required: true, media: Media::Text, schema }
    }

    /// Creates a required body that is the contents of a file.
    #[must_use]
    pub const fn file(schema: Schema) -> Self {
        Self { required: true, media: Media::File, schema }
    }

    /// Makes the body optional.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.required = false;
        self
    }
}

/// Media type of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Media {
    /// JSON.
    Json,
    /// Form with parts, `multipart/form-data`.
    Form,
    /// URL-encoded form, `application/x-www-form-urlencoded`.
    UrlEncoded,
    /// String of the media type of the operation.
    Text,
    /// Contents of a file, of the media type of the operation.
    File,
}

impl Media {
    /// Returns true if the body has a structure that is checked.
    pub(super) const fn is_structured(self) -> bool {
        matches!(self, Self::Json | Self::Form | Self::UrlEncoded)
    }
}

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
}

impl ObjectSchema {
    /// Object without a name, fields or rules, to complete a struct literal.
    pub const ANY: Self = Self::new("", &[]);

    /// Creates the schema of an object.
    #[must_use]
    pub const fn new(name: &'static str, fields: &'static [FieldSchema]) -> Self {
        Self { name, fields, rules: &[] }
    }

    /// Sets rules about which fields are present.
    #[must_use]
    pub const fn rules(mut self, rules: &'static [PresenceRule]) -> Self {
        self.rules = rules;
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
}

impl FieldSchema {
    /// Optional field without a name or rules, to complete a struct literal.
    pub const ANY: Self = Self::optional("", Schema::Any);

    /// Creates a required field.
    #[must_use]
    pub const fn required(name: &'static str, schema: Schema) -> Self {
        Self { name, aliases: &[], required: true, nullable: false, schema, required_when: &[] }
    }

    /// Creates an optional field.
    #[must_use]
    pub const fn optional(name: &'static str, schema: Schema) -> Self {
        Self { name, aliases: &[], required: false, nullable: false, schema, required_when: &[] }
    }

    /// Creates a required field that may be `null`.
    #[must_use]
    pub const fn nullable(name: &'static str, schema: Schema) -> Self {
        Self { name, aliases: &[], required: true, nullable: true, schema, required_when: &[] }
    }

    /// Creates an optional field that `null` clears.
    #[must_use]
    pub const fn clearable(name: &'static str, schema: Schema) -> Self {
        Self { name, aliases: &[], required: false, nullable: true, schema, required_when: &[] }
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
