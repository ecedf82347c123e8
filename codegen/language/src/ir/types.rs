//! Types: structs, enums, unions, and the shapes of values.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Api, Condition, Constraints, ErratumId, FamilyId, PresenceRule, Requirement, Source, TypeId};
use crate::raw::Presence;
use crate::source::{FileId, SourceMap, Spanned};

/// A named type.
#[derive(Debug)]
pub struct Type {
    /// Name, in Pascal case. Unique in the family and the shared vocabulary.
    pub name: Spanned<String>,
    /// Name chosen for one back end.
    pub rust_name: Option<Spanned<String>>,
    /// Family of the type. `None`: shared vocabulary of all families.
    pub family: Option<FamilyId>,
    /// File that declares the type.
    pub file: FileId,
    /// Meaning of the type, in Markdown.
    pub doc: String,
    /// Where it is documented.
    pub source: Source,
    /// What the type consists of.
    pub kind: TypeKind,
    /// What separates name and value, of an id that is such a pair.
    pub pair: Option<String>,
    /// Values of fields that are not listed. Only of structs.
    pub extra: Option<Extra>,
    /// Which of its fields have to be present together, or instead of each other. Only of structs.
    pub rules: Vec<PresenceRule>,
    /// Errata that bear on this entry.
    pub errata: Vec<ErratumId>,
    /// Directions in which operations send and receive the type.
    pub reached: Usage,
    /// The same, where types that no operation reaches count as received.
    pub usage: Usage,
    /// Families that have the type, and in which directions.
    pub families: BTreeMap<FamilyId, Usage>,
}

impl Type {
    /// Returns the named types that it directly contains.
    pub fn parts(&self) -> Vec<TypeId> {
        let extra = self.extra.as_ref().and_then(|extra| extra.ty.named());
        self.kind.parts().into_iter().chain(extra).collect()
    }
}

/// Values of fields that are not listed.
#[derive(Debug)]
pub struct Extra {
    /// Type of each value.
    pub ty: Spanned<Shape>,
    /// Limits on each value.
    pub constraints: Constraints,
}

/// Directions in which a type travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Sent to the service.
    pub request: bool,
    /// Received from the service.
    pub response: bool,
    /// Sent to a service that rejects null for an absent field.
    pub rejects_null: bool,
}

impl Usage {
    /// Whether the type is neither sent nor received.
    pub fn is_none(self) -> bool {
        self == Usage::default()
    }

    /// Returns the directions of both.
    pub fn union(self, other: Usage) -> Usage {
        Usage {
            request: self.request || other.request,
            response: self.response || other.response,
            rejects_null: self.rejects_null || other.rejects_null,
        }
    }
}

/// What a type consists of.
#[derive(Debug)]
pub enum TypeKind {
    /// A JSON object with these fields.
    Struct(Vec<Field>),
    /// One of a set of values.
    Enum(Enum),
    /// One of several structs, told apart by a tag.
    Union(Union),
    /// One of several types, told apart by the shape of the value.
    Shaped(Shaped),
    /// A string that identifies something, with its limits.
    Id(Constraints),
}

impl TypeKind {
    /// Returns the named types in it.
    pub(crate) fn parts(&self) -> Vec<TypeId> {
        match self {
            TypeKind::Struct(fields) => fields.iter().filter_map(|field| field.ty.named()).collect(),
            TypeKind::Enum(_) | TypeKind::Id(_) => Vec::new(),
            TypeKind::Union(union) => union.variants.iter().map(|variant| variant.ty).collect(),
            TypeKind::Shaped(union) => union.variants.iter().filter_map(|variant| variant.ty.named()).collect(),
        }
    }
}

/// A field of a struct.
#[derive(Debug)]
pub struct Field {
    /// Name on the wire.
    pub name: Spanned<String>,
    /// Name chosen for one back end.
    pub rust_name: Option<Spanned<String>>,
    /// Shape of the value.
    pub ty: Spanned<Shape>,
    /// Whether the value is required.
    pub presence: Presence,
    /// What it means, with its unit, in Markdown.
    pub doc: String,
    /// Where it is documented.
    pub source: Source,
    /// What the service assumes for an absent value. Only of optional fields.
    pub default: Option<Value>,
    /// Limits on the value.
    pub constraints: Constraints,
    /// Conditions each of which makes an optional field required.
    pub required_when: Vec<Condition>,
    /// Optional fields of the field's struct that conditions on siblings make required.
    pub requires: Vec<Requirement>,
    /// Further names that are accepted when reading.
    pub aliases: Vec<String>,
    /// Whether readers accept a number for a string and a string for a number.
    pub lenient: bool,
    /// Name of the sibling field that says how the string is encoded.
    pub encoded_by: Option<String>,
    /// Header of the response that carries the field instead of the body.
    pub header: Option<String>,
    /// Whether an empty header counts as absent.
    pub empty_is_absent: bool,
    /// Whether the value is stored by reference, which a type that contains itself needs.
    pub boxed: bool,
    /// Why not to use it any more, and what to use instead, in Markdown.
    pub deprecated: Option<String>,
    /// Errata that bear on this entry.
    pub errata: Vec<ErratumId>,
}

/// A set of values.
#[derive(Debug)]
pub struct Enum {
    /// Whether the service may send values that are not listed.
    pub open: bool,
    /// Whether values are recognized in any mix of upper and lower case.
    pub ignore_case: bool,
    /// Whether the values are 32-bit integers instead of strings.
    pub of_integers: bool,
    /// The values.
    pub values: Vec<EnumValue>,
}

impl Enum {
    /// Whether a string reads as one of the values, under its name or an alias.
    pub fn reads(&self, value: &EnumValue, text: &str) -> bool {
        let same = |known: &String| known == text || self.ignore_case && known.to_lowercase() == text.to_lowercase();
        same(&value.name.value) || value.aliases.iter().any(same)
    }
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// The value on the wire.
    pub name: Spanned<String>,
    /// Name chosen for one back end.
    pub rust_name: Option<Spanned<String>>,
    /// What the value means, in Markdown.
    pub doc: String,
    /// Other spellings that are accepted when reading.
    pub aliases: Vec<String>,
    /// Where it is documented. Defaults to the source of the type.
    pub source: Option<Source>,
    /// Errata that bear on this entry.
    pub errata: Vec<ErratumId>,
}

/// Structs that a tag tells apart.
#[derive(Debug)]
pub struct Union {
    /// Whether the service may send tags that are not listed.
    pub open: bool,
    /// Field with the tag.
    pub tag: String,
    /// Field with the content. `None`: the fields of the variant are beside the tag.
    pub content: Option<String>,
    /// The variants.
    pub variants: Vec<Variant>,
}

/// A variant of a union.
#[derive(Debug)]
pub struct Variant {
    /// Value of the tag.
    pub tag: Spanned<String>,
    /// Struct with the content.
    pub ty: TypeId,
}

/// Types that the shape of the value tells apart.
#[derive(Debug)]
pub struct Shaped {
    /// Whether the service may send values that fit no variant.
    pub open: bool,
    /// The variants, in the order in which equally good ones are tried.
    pub variants: Vec<ShapedVariant>,
}

/// A variant of a union by shape.
#[derive(Debug)]
pub struct ShapedVariant {
    /// Name, which is not on the wire.
    pub name: Spanned<String>,
    /// Type of the value.
    pub ty: Spanned<Shape>,
    /// Limits on the value.
    pub constraints: Constraints,
    /// Status of the response that has the value, if the union is what an operation responds with.
    pub status: Option<u16>,
}

impl Shaped {
    /// Whether the status of the response selects the variant, not the shape of the value.
    pub fn is_outcome(&self) -> bool {
        self.variants.iter().any(|variant| variant.status.is_some())
    }

    /// Returns the variant of a status.
    pub fn of_status(&self, status: u16) -> Option<&ShapedVariant> {
        self.variants.iter().find(|variant| variant.status == Some(status))
    }
}

/// A type expression with its names resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A string.
    String,
    /// A 32-bit signed integer.
    Int32,
    /// A 64-bit signed integer.
    Int64,
    /// A 64-bit unsigned integer.
    Uint64,
    /// A 64-bit floating-point number.
    Double,
    /// `true` or `false`.
    Boolean,
    /// Any JSON.
    Any,
    /// A string that must not be shown.
    Secret,
    /// A file in a form.
    File,
    /// A point in time, as milliseconds since 1970.
    EpochMillis,
    /// A point in time, as seconds since 1970.
    EpochSeconds,
    /// A point in time, as a string with the seconds since 1970.
    EpochSecondsText,
    /// A JSON array.
    List(Box<Shape>),
    /// A JSON object with free keys.
    Map(Box<Shape>),
    /// What may be null: an item of a list, or a value of a map.
    Nullable(Box<Shape>),
    /// A named type.
    Named(TypeId),
}

impl Spanned<Shape> {
    /// Whether the type could not be read, which was reported, and counts as any JSON.
    pub(crate) fn is_unresolved(&self, sources: &SourceMap) -> bool {
        self.value == Shape::Any && sources.text(self.span) != "any"
    }
}

impl Shape {
    /// The built-in types by their names in type expressions.
    pub const BUILT_IN: [(&'static str, Shape); 12] = [
        ("string", Shape::String),
        ("int32", Shape::Int32),
        ("int64", Shape::Int64),
        ("uint64", Shape::Uint64),
        ("double", Shape::Double),
        ("boolean", Shape::Boolean),
        ("any", Shape::Any),
        ("secret", Shape::Secret),
        ("file", Shape::File),
        ("epoch_millis", Shape::EpochMillis),
        ("epoch_seconds", Shape::EpochSeconds),
        ("epoch_seconds_text", Shape::EpochSecondsText),
    ];

    /// Returns the built-in type for a word of other languages and formats, such as `boolean` for `bool`.
    pub fn meant_by(word: &str) -> Option<&'static str> {
        let meant = match word.to_lowercase().as_str() {
            "bool" => "boolean",
            "int" | "integer" | "i32" => "int32",
            "long" | "i64" => "int64",
            "ulong" | "u64" => "uint64",
            "number" | "float" | "f64" => "double",
            "str" | "text" | "date" | "datetime" | "uuid" => "string",
            "object" | "json" => "any",
            "password" => "secret",
            "timestamp" => "epoch_millis",
            _ => return None,
        };
        Some(meant)
    }

    /// Returns the name of a built-in type.
    pub fn built_in(&self) -> Option<&'static str> {
        Shape::BUILT_IN.iter().find(|(_, shape)| shape == self).map(|(name, _)| *name)
    }

    /// Returns the JSON of an empty response, if there is one.
    pub fn empty(&self, api: &Api) -> Option<&'static str> {
        match self {
            Shape::List(_) => Some("[]"),
            Shape::Map(_) => Some("{}"),
            Shape::Named(id) => match &api.ty(*id).kind {
                TypeKind::Struct(fields) if fields.iter().all(|field| field.presence == Presence::Optional) => {
                    Some("{}")
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// What a string with seconds looks like. It has fewer digits than 64 bits, which a pattern cannot say.
    pub const SECONDS_TEXT: &str = "^-?[0-9]{1,18}$";

    /// Largest number of seconds in a string, on both sides of zero.
    pub const MOST_SECONDS_IN_TEXT: i64 = 999_999_999_999_999_999;

    /// Whether this is a plain integer, and no point in time.
    pub fn is_integer(&self) -> bool {
        matches!(self, Shape::Int32 | Shape::Int64)
    }

    /// Whether this is a point in time.
    pub fn is_time(&self) -> bool {
        matches!(self, Shape::EpochMillis | Shape::EpochSeconds | Shape::EpochSecondsText)
    }

    /// Whether this is a list or a map.
    pub fn is_collection(&self) -> bool {
        matches!(self, Shape::List(_) | Shape::Map(_))
    }

    /// Returns the type of the values that are not null.
    pub fn not_null(&self) -> &Shape {
        match self {
            Shape::Nullable(inner) => inner,
            other => other,
        }
    }

    /// Returns the named type inside, through lists and maps.
    pub fn named(&self) -> Option<TypeId> {
        match self {
            Shape::Named(id) => Some(*id),
            Shape::List(inner) | Shape::Map(inner) | Shape::Nullable(inner) => inner.named(),
            _ => None,
        }
    }
}
