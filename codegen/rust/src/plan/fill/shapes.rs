//! Types in Rust: the type itself, how a function takes it, and its schema.

use specwright_language::ir::*;
use specwright_language::raw::Format;

use crate::names;
use crate::plan::{
    Argument, Count, IntegerRules, Item, Module, Name, NumberBound, Prelude, RustType, Schema, SchemaModule,
    SchemaPath, TextRules,
};

/// Writes types for one module.
pub(super) struct Shapes<'a> {
    pub(super) api: &'a Api,
    pub(super) prelude: &'a Prelude,
    /// Whether a named type is defined in the same module.
    pub(super) local: &'a dyn Fn(TypeId) -> bool,
    /// Where other types are.
    pub(super) outside: Module,
}

impl Shapes<'_> {
    /// The type.
    pub(super) fn ty(&self, shape: &Shape) -> RustType {
        match shape {
            Shape::String => RustType::String(self.prelude.name(Item::String)),
            Shape::Int32 => RustType::Int32,
            Shape::Int64 => RustType::Int64,
            Shape::Uint64 => RustType::Uint64,
            Shape::Double => RustType::Double,
            Shape::Boolean => RustType::Boolean,
            Shape::Any => RustType::Json,
            Shape::Secret => RustType::Secret,
            Shape::File => RustType::File,
            Shape::EpochMillis => RustType::UnixMillis,
            Shape::EpochSeconds => RustType::UnixSeconds,
            Shape::EpochSecondsText => RustType::UnixSecondsString,
            Shape::List(item) => RustType::Vec(self.prelude.name(Item::Vec), Box::new(self.ty(item))),
            Shape::Map(item) => RustType::Map(self.prelude.name(Item::String), Box::new(self.ty(item))),
            Shape::Nullable(inner) => RustType::Option(self.prelude.name(Item::Option), Box::new(self.ty(inner))),
            Shape::Named(id) => {
                let module = if (self.local)(*id) { Module::Here } else { self.outside.clone() };
                RustType::Named(module, Name::new(names::type_name(self.api.ty(*id))))
            }
        }
    }

    /// How a function takes a value that it keeps.
    pub(super) fn argument(&self, shape: &Shape) -> Argument {
        let name = |item| self.prelude.name(item);
        match shape {
            Shape::List(item) => {
                let into = self.converts(item).then(|| name(Item::Into));
                Argument::Each(name(Item::IntoIterator), into, self.ty(item))
            }
            Shape::Map(item) => Argument::Entries {
                into_iterator: name(Item::IntoIterator),
                into: name(Item::Into),
                string: name(Item::String),
                value: self.ty(item),
                converts: self.converts(item),
            },
            shape if self.converts(shape) => Argument::Into(name(Item::Into), self.ty(shape)),
            _ => Argument::Plain(self.ty(shape)),
        }
    }

    /// Whether callers may pass something that becomes the type.
    fn converts(&self, shape: &Shape) -> bool {
        match shape {
            Shape::String
            | Shape::Any
            | Shape::Secret
            | Shape::EpochMillis
            | Shape::EpochSeconds
            | Shape::EpochSecondsText => true,
            Shape::Named(id) => match &self.api.ty(*id).kind {
                // An enum is taken as it is: a string would let a typo through as an unknown value.
                TypeKind::Struct(_) | TypeKind::Enum(_) => false,
                TypeKind::Id(_) | TypeKind::Union(_) | TypeKind::Shaped(_) => true,
            },
            _ => false,
        }
    }
}

/// Makes the schemas that a server validates values against.
pub(super) struct Schemas<'a> {
    pub(super) api: &'a Api,
    pub(super) place: Place,
}

/// The module of the server crate that a schema is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The file of a group.
    Group,
    /// The schemas of a family, or of the shared vocabulary.
    Schemas(Option<FamilyId>),
}

impl Schemas<'_> {
    /// The schema of a value.
    pub(super) fn schema(&self, shape: &Shape, constraints: &Constraints, lenient: bool) -> Schema {
        let count = || count(constraints.items);
        match shape {
            Shape::Any => Schema::Any,
            Shape::Boolean => Schema::Boolean,
            Shape::File => Schema::File,
            Shape::Secret => Schema::Secret(text_rules(constraints, lenient)),
            Shape::EpochSecondsText => {
                let pattern = Some(Shape::SECONDS_TEXT.to_owned());
                Schema::Text(TextRules { pattern, also_number: true, ..TextRules::default() })
            }
            Shape::String => Schema::Text(text_rules(constraints, lenient)),
            Shape::Int32 => integer(constraints, lenient, Some((i32::MIN.into(), i32::MAX.into()))),
            Shape::Int64 | Shape::EpochMillis | Shape::EpochSeconds => integer(constraints, lenient, None),
            Shape::Uint64 => {
                let Bounds { min, max } = constraints.range.integers();
                Schema::Integer(IntegerRules { min, max, also_text: false, unsigned: true })
            }
            Shape::Double => Schema::Number(bound(&constraints.range.min), bound(&constraints.range.max)),
            Shape::List(item) => Schema::List(Box::new(self.schema(item, constraints.each(), false)), count()),
            Shape::Map(item) => {
                let values = Box::new(self.schema(item, constraints.each(), false));
                Schema::Map(values, count(), text_rules(constraints.keys(), false))
            }
            Shape::Nullable(inner) => Schema::Nullable(Box::new(self.schema(inner, constraints, lenient))),
            Shape::Named(id) => match self.api.as_id(shape) {
                Some(_) => Schema::Text(text_rules(&self.api.limits(shape, constraints), lenient)),
                None => self.named(*id, constraints),
            },
        }
    }

    /// The schema of a value without limits of its own.
    pub(super) fn part(&self, shape: &Shape) -> Schema {
        self.schema(shape, &Constraints::default(), false)
    }

    fn named(&self, id: TypeId, constraints: &Constraints) -> Schema {
        let ty = self.api.ty(id);
        let module = match ty.family {
            family if self.place == Place::Schemas(family) => SchemaModule::Here,
            Some(_) => SchemaModule::Family,
            None => SchemaModule::Shared,
        };
        let path = SchemaPath { module, constant: schema_constant(ty) };
        match &ty.kind {
            TypeKind::Struct(_) => Schema::Object(path),
            TypeKind::Enum(enumeration) if enumeration.of_integers => {
                Schema::IntegerEnum(path, constraints.values.iter().filter_map(|value| value.parse().ok()).collect())
            }
            TypeKind::Enum(enumeration) => Schema::Enum(path, spelled(enumeration, &constraints.values)),
            TypeKind::Union(_) => Schema::Union(path),
            TypeKind::Shaped(_) => Schema::Shaped(path),
            TypeKind::Id(limits) => Schema::Text(text_rules(limits, false)),
        }
    }
}

/// Values of an enum with their other spellings.
fn spelled(enumeration: &Enum, names: &[String]) -> Vec<String> {
    let values = enumeration.values.iter().filter(|value| names.contains(&value.name.value));
    values.flat_map(|value| std::iter::once(&value.name.value).chain(&value.aliases)).cloned().collect()
}

/// The constant that holds the schema of a named type.
pub(super) fn schema_constant(ty: &Type) -> Name {
    Name::new(names::constant(&names::type_name(ty)))
}

pub(super) fn text_rules(constraints: &Constraints, also_number: bool) -> TextRules {
    TextRules {
        length: count(constraints.length),
        pattern: constraints.pattern.clone(),
        form: constraints.format.map(Format::words),
        duration: (constraints.format == Some(Format::GoDuration) && constraints.range != Range::default()).then(
            || {
                let Bounds { min, max } = constraints.range.integers();
                [min, max]
            },
        ),
        also_number,
    }
}

fn integer(constraints: &Constraints, also_text: bool, width: Option<(i64, i64)>) -> Schema {
    let range = constraints.range.integers();
    let min = range.min.or(width.map(|(min, _)| min));
    let max = range.max.or(width.map(|(_, max)| max));
    Schema::Integer(IntegerRules { min, max, also_text, unsigned: false })
}

fn bound(end: &Option<End>) -> Option<NumberBound> {
    let End { number, exclusive } = end.as_ref()?;
    Some(NumberBound { number: number.as_f64()?, exclusive: *exclusive })
}

fn count(bounds: Bounds) -> Count {
    let count = |bound: Option<i64>| bound.and_then(|bound| u32::try_from(bound).ok());
    Count { min: count(bounds.min), max: count(bounds.max) }
}
