//! Types of the API: structs, enums and unions.

use specwright_language::ir::{TypeId, Usage};

use super::{Argument, Docs, Known, Name, Prelude, RustType, Schema, TextRules};

#[derive(Clone, Debug, PartialEq)]
pub struct Type {
    /// The type in the API.
    pub origin: TypeId,
    pub ident: Name,
    pub docs: Docs,
    pub usage: Usage,
    pub kind: TypeKind,
    pub prelude: Prelude,
    /// The constant that holds the schema, for types that are received in requests.
    pub schema: Name,
    /// Name in the specification.
    pub name: String,
    /// Features with which the type is received in requests; empty for types of a family, which are
    /// behind its feature anyway.
    pub received_with: Vec<String>,
    /// The same for types that are sent in answers.
    pub answered_with: Vec<String>,
    /// Whether operations send the type in answers.
    pub answered: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum TypeKind {
    Struct(Struct),
    Enum(Enum),
    Union(Union),
    Id(TextRules),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Struct {
    pub fields: Vec<Field>,
    /// Whether unknown fields are kept.
    pub keeps_unknown: bool,
    pub default: bool,
    /// Whether the struct is sent as a form.
    pub form: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    pub wire: String,
    pub ident: Name,
    pub setter: Name,
    pub docs: Docs,
    pub deprecated: Option<String>,
    /// The field's type.
    pub ty: RustType,
    /// Contents of the `serde` attribute.
    pub serde: Vec<Serde>,
    /// Whether `new` takes it.
    pub required: bool,
    /// How `new` and the setter take it.
    pub argument: Argument,
    /// How the module writes `Box`, if the value is put into one.
    pub boxed: Option<Known>,
    /// Whether the setter wraps the value in `Some`.
    pub optional: bool,
    /// The sibling that says how the text is encoded, and the name of the method that decodes it.
    pub encoded_by: Option<Encoding>,
    /// The header that carries the field instead of the body.
    pub header: Option<String>,
    /// How the field becomes a part of a form.
    pub part: Part,
    /// The entry in the struct's schema.
    pub schema: FieldSchema,
}

/// How a field becomes a part of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Text,
    Secret,
    File,
}

/// A part of a `serde` attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Serde {
    /// Neither written nor read.
    Skip,
    Rename(String),
    Alias(String),
    /// Left out where a function says so.
    SkipIf(String),
    Default,
    /// Read by a function of the runtime.
    DeserializeWith(&'static str),
}

/// The method that decodes a text, and the sibling that says how it is encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoding {
    pub method: Name,
    pub sibling: Name,
    pub sibling_is: Sibling,
    /// Whether the text may be missing.
    pub optional: bool,
}

/// What a sibling is that says how a text is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sibling {
    Required,
    OptionalText,
    OptionalEnum,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FieldSchema {
    pub aliases: Vec<String>,
    pub required: bool,
    pub nullable: bool,
    pub schema: Schema,
    pub conditions: Vec<(String, Vec<String>)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Enum {
    pub open: bool,
    pub ignore_case: bool,
    /// The values are whole numbers, not texts.
    pub of_integers: bool,
    pub values: Vec<EnumValue>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct EnumValue {
    pub wire: String,
    pub aliases: Vec<String>,
    pub ident: Name,
    pub docs: Docs,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    pub open: bool,
    pub tag: String,
    pub content: Option<String>,
    pub variants: Vec<Variant>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    pub tag: String,
    pub ident: Name,
    pub ty: RustType,
    pub schema: Schema,
    pub docs: Docs,
}
