//! What requests have to look like, as plain data that can sit in a `static`.
//!
//! The rules of the specification, ready to be applied to JSON before it is decoded. Statics may
//! refer to each other in circles, as recursive types do.

use std::fmt;

use super::rules::{EnumRules, IntegerEnumRules, IntegerRules, NumberRules, StringRules};

/// Everything a request to one operation brings along.
#[derive(Debug, Clone, Copy)]
pub struct InputSchema {
    /// Path, query and header parameters.
    pub parameters: &'static [ParameterSchema],
    /// The body, if the operation takes one.
    pub body: Option<BodySchema>,
}

impl InputSchema {
    /// Nothing.
    pub const ANY: Self = Self { parameters: &[], body: None };
}

/// Where a parameter travels.
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
    /// The word for it: `path`, `query` or `header`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
        }
    }
}

/// One parameter.
#[derive(Debug, Clone, Copy)]
pub struct ParameterSchema {
    /// Its name; for headers in any case.
    pub name: &'static str,
    /// Where it travels.
    pub location: Location,
    /// Whether it has to be there.
    pub required: bool,
    /// Whether it may occur several times. Then `schema` is that of the list, or that of each
    /// value if there are no rules for the list.
    pub repeated: bool,
    /// What a value has to look like.
    pub schema: Schema,
}

impl ParameterSchema {
    /// An optional query parameter without a name that can hold anything, to fill the rest of a
    /// literal.
    pub const ANY: Self = Self::query("", Schema::Any);

    /// A parameter in the path.
    #[must_use]
    pub const fn path(name: &'static str, schema: Schema) -> Self {
        Self { name, location: Location::Path, required: true, repeated: false, schema }
    }

    /// An optional parameter in the query.
    #[must_use]
    pub const fn query(name: &'static str, schema: Schema) -> Self {
        Self { name, location: Location::Query, required: false, repeated: false, schema }
    }

    /// An optional parameter in a header.
    #[must_use]
    pub const fn header(name: &'static str, schema: Schema) -> Self {
        Self { name, location: Location::Header, required: false, repeated: false, schema }
    }

    /// The same, where it has to be there.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same, where it may occur several times.
    #[must_use]
    pub const fn repeated(mut self) -> Self {
        self.repeated = true;
        self
    }
}

/// The body.
#[derive(Debug, Clone, Copy)]
pub struct BodySchema {
    /// Whether it has to be there.
    pub required: bool,
    /// How it is written.
    pub media: Media,
    /// What it has to look like; for a form, what its parts have to look like as fields of an object.
    pub schema: Schema,
}

impl BodySchema {
    /// An optional body that can be any JSON.
    pub const ANY: Self = Self::json(Schema::Any).optional();

    /// A body that is JSON and has to be there.
    #[must_use]
    pub const fn json(schema: Schema) -> Self {
        Self { required: true, media: Media::Json, schema }
    }

    /// A body that is a form and has to be there.
    #[must_use]
    pub const fn form(schema: Schema) -> Self {
        Self { required: true, media: Media::Form, schema }
    }

    /// The same, where it may be left out.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.required = false;
        self
    }
}

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Media {
    /// As JSON.
    Json,
    /// As a form with parts, `multipart/form-data`.
    Form,
}

/// What a value has to look like.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Schema {
    /// Anything.
    Any,
    /// `true` or `false`.
    Boolean,
    /// Text.
    String(StringRules),
    /// Text that is never shown in a message.
    Secret(StringRules),
    /// A whole number of at most 64 bits.
    Integer(IntegerRules),
    /// Any number.
    Number(NumberRules),
    /// One of several texts.
    Enum(EnumRules),
    /// One of several whole numbers.
    IntegerEnum(IntegerEnumRules),
    /// A file in a form.
    File,
    /// A list.
    List(&'static ListRules),
    /// An object with arbitrary keys and values of one kind.
    Map(&'static MapRules),
    /// An object with known fields.
    Object(&'static ObjectSchema),
    /// An object whose shape depends on one of its fields.
    Union(&'static UnionSchema),
}

impl Schema {
    /// Any text.
    pub const STRING: Self = Self::String(StringRules::ANY);
    /// Any whole number of 64 bits.
    pub const INT64: Self = Self::Integer(IntegerRules::ANY);
    /// Any whole number of 32 bits.
    pub const INT32: Self = Self::Integer(IntegerRules::INT32);
    /// Any number.
    pub const NUMBER: Self = Self::Number(NumberRules::ANY);
}

/// Rules for lists.
#[derive(Debug, Clone, Copy)]
pub struct ListRules {
    /// What each item has to look like.
    pub items: Schema,
    /// The smallest number of items.
    pub min_items: Option<u32>,
    /// The largest number of items.
    pub max_items: Option<u32>,
}

impl ListRules {
    /// Any number of anything.
    pub const ANY: Self = Self::of(Schema::Any);

    /// Any number of items.
    #[must_use]
    pub const fn of(items: Schema) -> Self {
        Self { items, min_items: None, max_items: None }
    }

    /// At least so many items.
    #[must_use]
    pub const fn at_least(mut self, items: u32) -> Self {
        self.min_items = Some(items);
        self
    }

    /// At most so many items.
    #[must_use]
    pub const fn at_most(mut self, items: u32) -> Self {
        self.max_items = Some(items);
        self
    }
}

/// Rules for objects with arbitrary keys.
#[derive(Debug, Clone, Copy)]
pub struct MapRules {
    /// What each value has to look like.
    pub values: Schema,
    /// The smallest number of entries.
    pub min_entries: Option<u32>,
    /// The largest number of entries.
    pub max_entries: Option<u32>,
}

impl MapRules {
    /// Any number of anything.
    pub const ANY: Self = Self::of(Schema::Any);

    /// Any number of values.
    #[must_use]
    pub const fn of(values: Schema) -> Self {
        Self { values, min_entries: None, max_entries: None }
    }

    /// At least so many entries.
    #[must_use]
    pub const fn at_least(mut self, entries: u32) -> Self {
        self.min_entries = Some(entries);
        self
    }

    /// At most so many entries.
    #[must_use]
    pub const fn at_most(mut self, entries: u32) -> Self {
        self.max_entries = Some(entries);
        self
    }
}

/// An object with known fields.
#[derive(Clone, Copy)]
pub struct ObjectSchema {
    /// The name of the type, for messages.
    pub name: &'static str,
    /// The fields.
    pub fields: &'static [FieldSchema],
}

impl ObjectSchema {
    /// A type with its fields.
    #[must_use]
    pub const fn new(name: &'static str, fields: &'static [FieldSchema]) -> Self {
        Self { name, fields }
    }
}

impl fmt::Debug for ObjectSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the fields: recursive types would never end.
        write!(f, "ObjectSchema({})", self.name)
    }
}

/// One field of an object.
#[derive(Debug, Clone, Copy)]
pub struct FieldSchema {
    /// Its name.
    pub name: &'static str,
    /// Other names that are read.
    pub aliases: &'static [&'static str],
    /// Whether it has to be there.
    pub required: bool,
    /// Whether it may be `null`. Lenient validation takes the `null` of a field that may be
    /// missing for a missing field anyway.
    pub nullable: bool,
    /// What its value has to look like.
    pub schema: Schema,
    /// It also has to be there if one of these holds.
    pub required_when: &'static [Condition],
}

impl FieldSchema {
    /// An optional field without a name that can hold anything, to fill the rest of a literal.
    pub const ANY: Self = Self::optional("", Schema::Any);

    /// A field that has to be there.
    #[must_use]
    pub const fn required(name: &'static str, schema: Schema) -> Self {
        Self { name, aliases: &[], required: true, nullable: false, schema, required_when: &[] }
    }

    /// A field that may be missing.
    #[must_use]
    pub const fn optional(name: &'static str, schema: Schema) -> Self {
        Self { name, aliases: &[], required: false, nullable: false, schema, required_when: &[] }
    }

    /// A field that has to be there and may be `null`.
    #[must_use]
    pub const fn nullable(name: &'static str, schema: Schema) -> Self {
        Self { name, aliases: &[], required: true, nullable: true, schema, required_when: &[] }
    }

    /// Other names that are read.
    #[must_use]
    pub const fn aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// It also has to be there if one of these holds.
    #[must_use]
    pub const fn required_when(mut self, conditions: &'static [Condition]) -> Self {
        self.required_when = conditions;
        self
    }
}

/// Something that can be said about another field of the same object.
#[derive(Debug, Clone, Copy)]
pub struct Condition {
    /// The other field.
    pub field: &'static str,
    /// It has one of these values; if none are listed, it is there. Numbers and booleans are
    /// compared by their text. Aliases of an enum's value count if they are listed too; case does
    /// not count if it does not for the enum.
    pub equals: &'static [&'static str],
}

impl Condition {
    /// Another field has one of some values.
    #[must_use]
    pub const fn new(field: &'static str, equals: &'static [&'static str]) -> Self {
        Self { field, equals }
    }
}

/// An object whose shape depends on a text in one of its fields.
#[derive(Clone, Copy)]
pub struct UnionSchema {
    /// The field with the text.
    pub tag: &'static str,
    /// The field with the rest; if there is none, the rest lies beside the tag.
    pub content: Option<&'static str>,
    /// The known texts and the shape that follows from each.
    pub variants: &'static [(&'static str, Schema)],
    /// Whether other texts are fine too.
    pub open: bool,
}

impl UnionSchema {
    /// An open union of which no variant is known.
    pub const ANY: Self = Self { tag: "", content: None, variants: &[], open: true };
}

impl fmt::Debug for UnionSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the variants: recursive types would never end.
        write!(f, "UnionSchema(by {})", self.tag)
    }
}
