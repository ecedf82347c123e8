//! Types of the API: structs, enums and unions.

use specwright_language::ir::{TypeId, Usage};
use specwright_language::variants::Form;

use super::{Argument, Condition, Docs, Known, Name, Prelude, PresenceRule, Requirement, RustType, Schema, TextRules};

/// A type of the API.
#[derive(Clone, Debug, PartialEq)]
pub struct Type {
    /// The type in the API.
    pub origin: TypeId,
    /// Name of the type.
    pub ident: Name,
    /// Documentation of the type.
    pub docs: Docs,
    /// Directions in which clients use it.
    pub usage: Usage,
    /// What the type is.
    pub kind: TypeKind,
    /// Names that its module hides.
    pub prelude: Prelude,
    /// The constant that holds the schema, for types that are received in requests.
    pub schema: Name,
    /// Name in the specification.
    pub name: String,
    /// Features with which the type is received in requests; empty for types of a family, which are
    /// behind its feature anyway.
    pub received_with: Vec<String>,
    /// The same for types that are sent in responses.
    pub responded_with: Vec<String>,
    /// Whether operations send the type in responses.
    pub in_response: bool,
}

/// What a type is.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeKind {
    /// An object with fields.
    Struct(Struct),
    /// A list of values.
    Enum(Enum),
    /// An object whose tag selects its type.
    Union(Union),
    /// A value whose shape selects its type.
    Shaped(Shaped),
    /// A struct around a string, with the limits of the string.
    Id(Id),
}

/// A struct around a string.
#[derive(Clone, Debug, PartialEq)]
pub struct Id {
    /// Limits of the string.
    pub limits: TextRules,
    /// What separates name and value, if the string is such a pair.
    pub pair: Option<String>,
}

/// An object with fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Struct {
    /// The fields.
    pub fields: Vec<Field>,
    /// Which of the fields have to be present together, or instead of each other.
    pub rules: Vec<PresenceRule>,
    /// Whether unknown fields are kept.
    pub keeps_unknown: bool,
    /// Further fields, if their values have a type.
    pub extra: Option<Extra>,
    /// Whether it implements `Default`.
    pub default: bool,
    /// The struct in which `new` takes the required fields; without it, they are positional.
    pub required: Option<Name>,
    /// Whether the struct is sent as a form.
    pub form: bool,
}

/// Fields that are not listed, with values of one type.
#[derive(Clone, Debug, PartialEq)]
pub struct Extra {
    /// The map.
    pub ty: RustType,
    /// How the setter takes the entries.
    pub argument: Argument,
    /// Schema of a value.
    pub schema: Schema,
}

/// A field of a struct.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Name on the wire.
    pub wire: String,
    /// Name of the field.
    pub ident: Name,
    /// Name of the setter.
    pub setter: Name,
    /// Documentation of the field.
    pub docs: Docs,
    /// Note of the deprecation, if it is deprecated.
    pub deprecated: Option<String>,
    /// The field's type.
    pub ty: RustType,
    /// How it is read and written.
    pub codec: Codec,
    /// Whether `new` takes it.
    pub required: bool,
    /// How `new` and the setter take it.
    pub argument: Argument,
    /// How the module writes `Box`, if the value is put into one.
    pub boxed: Option<Known>,
    /// Whether the setter wraps the value in `Some`.
    pub optional: bool,
    /// The method that clears the value, if it has three states.
    pub clear: Option<Name>,
    /// The sibling that says how the text is encoded, and the name of the method that decodes it.
    pub encoded_by: Option<Encoding>,
    /// The header that carries the field instead of the body.
    pub header: Option<String>,
    /// Whether an empty header counts as absent.
    pub empty_is_absent: bool,
    /// How the field becomes a part of a form.
    pub part: Part,
    /// The entry in the struct's schema.
    pub schema: FieldSchema,
}

/// How a field becomes a part of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// As text.
    Text,
    /// As text that is not shown.
    Secret,
    /// As a file.
    File,
}

/// How a field is read from and written to an object: a call of the runtime's `object!` has the words for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Codec {
    /// Word for what absent and null mean.
    pub presence: &'static str,
    /// Word for how the value is read, if not as its type says.
    pub form: Option<&'static str>,
}

/// The method that decodes a string, and the sibling that says how it is encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoding {
    /// Name of the method.
    pub method: Name,
    /// The field with the encoding.
    pub sibling: Name,
    /// What that field is.
    pub sibling_is: Sibling,
    /// Whether the text may be missing.
    pub optional: bool,
}

/// What a sibling is that says how a string is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sibling {
    /// A required field.
    Required,
    /// An optional string.
    OptionalText,
    /// An optional enum.
    OptionalEnum,
}

/// The entry of a field in the schema of its struct.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldSchema {
    /// Other names that are accepted.
    pub aliases: Vec<String>,
    /// Whether it is required.
    pub required: bool,
    /// Whether it may be null.
    pub nullable: bool,
    /// Schema of the value.
    pub schema: Schema,
    /// Conditions on sibling fields that make it required.
    pub conditions: Vec<Condition>,
    /// Fields inside that conditions on sibling fields make required.
    pub requires: Vec<Requirement>,
}

/// A list of values.
#[derive(Clone, Debug, PartialEq)]
pub struct Enum {
    /// Whether unknown values are kept.
    pub open: bool,
    /// Whether the case of letters is ignored.
    pub ignore_case: bool,
    /// The values are whole numbers, not strings.
    pub of_integers: bool,
    /// The values.
    pub values: Vec<EnumValue>,
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumValue {
    /// The value on the wire.
    pub wire: String,
    /// Other spellings that are read as this value.
    pub aliases: Vec<String>,
    /// Name of the variant.
    pub ident: Name,
    /// Documentation of the variant.
    pub docs: Docs,
}

/// An object whose tag selects its type.
#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    /// Whether unknown variants are kept.
    pub open: bool,
    /// Field with the tag.
    pub tag: String,
    /// Field with the content, unless the content is beside the tag.
    pub content: Option<String>,
    /// The variants.
    pub variants: Vec<Variant>,
}

impl Union {
    /// Whether the content of a variant becomes the union: no other variant has the same type.
    pub fn converts(&self, variant: &Variant) -> bool {
        self.variants.iter().filter(|other| other.ty == variant.ty).count() == 1
    }
}

/// A variant of a union.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// Value of the tag.
    pub tag: String,
    /// Name of the variant.
    pub ident: Name,
    /// Type of the content.
    pub ty: RustType,
    /// Schema of the content.
    pub schema: Schema,
    /// Documentation of the variant.
    pub docs: Docs,
}

/// A value whose shape selects its type.
#[derive(Clone, Debug, PartialEq)]
pub struct Shaped {
    /// Whether values that fit no variant are kept.
    pub open: bool,
    /// The variants.
    pub variants: Vec<ShapedVariant>,
}

impl Shaped {
    /// Whether the value of a variant becomes the union: no other variant has the same type.
    pub fn converts(&self, variant: &ShapedVariant) -> bool {
        self.variants.iter().filter(|other| other.ty == variant.ty).count() == 1
    }
}

/// A variant of a union by shape.
#[derive(Clone, Debug, PartialEq)]
pub struct ShapedVariant {
    /// Name in the specification.
    pub name: String,
    /// Name of the variant.
    pub ident: Name,
    /// Type of the value.
    pub ty: RustType,
    /// What tells its values, as far as the other variants make it necessary.
    pub form: Form,
    /// Schema of the value.
    pub schema: Schema,
    /// Status of the response that has the value, in an outcome.
    pub status: Option<u16>,
    /// Documentation of the variant.
    pub docs: Docs,
}
