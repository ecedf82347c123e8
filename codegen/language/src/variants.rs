//! Which variant of a union by shape a value is. The runtime follows the same rules: a variant needs the JSON type of
//! the value, and of an object its required members; of several, the one that knows most of the value comes first.

use std::ops::BitOr;

use serde_json::{Map, Value};

use crate::ir::*;
use crate::smallest::is_named;

/// JSON types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds(u8);

impl Kinds {
    /// Strings.
    pub const TEXT: Kinds = Kinds(1);
    /// Numbers.
    pub const NUMBER: Kinds = Kinds(2);
    /// Booleans.
    pub const BOOLEAN: Kinds = Kinds(4);
    /// Arrays.
    pub const LIST: Kinds = Kinds(8);
    /// Objects.
    pub const OBJECT: Kinds = Kinds(16);
    /// Null.
    pub const NULL: Kinds = Kinds(32);
    /// All.
    pub const ANY: Kinds = Kinds(63);
    /// With their names in the runtime.
    pub const NAMES: [(Kinds, &'static str); 6] = [
        (Kinds::TEXT, "TEXT"),
        (Kinds::NUMBER, "NUMBER"),
        (Kinds::BOOLEAN, "BOOLEAN"),
        (Kinds::LIST, "LIST"),
        (Kinds::OBJECT, "OBJECT"),
        (Kinds::NULL, "NULL"),
    ];

    /// The JSON type of a value.
    pub fn of(value: &Value) -> Kinds {
        match value {
            Value::Null => Kinds::NULL,
            Value::Bool(_) => Kinds::BOOLEAN,
            Value::Number(_) => Kinds::NUMBER,
            Value::String(_) => Kinds::TEXT,
            Value::Array(_) => Kinds::LIST,
            Value::Object(_) => Kinds::OBJECT,
        }
    }

    /// The JSON types that values of a shape may have.
    pub fn of_shape(api: &Api, shape: &Shape) -> Kinds {
        match shape {
            Shape::Any => Kinds::ANY,
            Shape::String | Shape::Secret | Shape::EpochSecondsText => Kinds::TEXT,
            Shape::Boolean => Kinds::BOOLEAN,
            Shape::List(_) => Kinds::LIST,
            Shape::Map(_) | Shape::File => Kinds::OBJECT,
            Shape::Nullable(inner) => Kinds::of_shape(api, inner) | Kinds::NULL,
            Shape::Named(id) => match &api.ty(*id).kind {
                TypeKind::Struct(_) | TypeKind::Union(_) => Kinds::OBJECT,
                TypeKind::Enum(enumeration) if enumeration.of_integers => Kinds::NUMBER,
                TypeKind::Enum(_) | TypeKind::Id(_) => Kinds::TEXT,
                TypeKind::Shaped(union) if union.open => Kinds::ANY,
                TypeKind::Shaped(union) => {
                    let kinds = union.variants.iter().map(|variant| match api.as_shaped(&variant.ty) {
                        // An error, which is reported elsewhere.
                        Some(_) => Kinds::ANY,
                        None => Kinds::of_shape(api, &variant.ty),
                    });
                    kinds.fold(Kinds::default(), Kinds::bitor)
                }
            },
            _ => Kinds::NUMBER,
        }
    }

    /// Whether some type is in both.
    pub fn meets(self, other: Kinds) -> bool {
        self.0 & other.0 != 0
    }
}

impl BitOr for Kinds {
    type Output = Kinds;

    fn bitor(self, other: Kinds) -> Kinds {
        Kinds(self.0 | other.0)
    }
}

/// What tells the values of a variant, at one look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// Strings.
    Text,
    /// These strings, and any other one if the enum is open.
    Words(Vec<String>, bool),
    /// Whole numbers.
    Integer,
    /// These numbers, and any other whole one if the enum is open.
    Integers(Vec<i32>, bool),
    /// Numbers.
    Number,
    /// Booleans.
    Boolean,
    /// Lists, of which the first item has one of these JSON types.
    List(Kinds),
    /// Objects of which the first value has one of these JSON types.
    Map(Kinds),
    /// Objects with these members.
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name, and aliases.
    pub names: Vec<String>,
    /// Whether the object is nothing without it.
    pub required: bool,
    /// JSON types of its values.
    pub kinds: Kinds,
    /// Its only value: a string, or an integer as text.
    pub constant: Option<String>,
}

impl Form {
    /// The form of the values of a shape.
    pub fn of(api: &Api, shape: &Shape) -> Form {
        match shape {
            Shape::String | Shape::Secret | Shape::EpochSecondsText => Form::Text,
            Shape::Int32 | Shape::Int64 | Shape::Uint64 | Shape::EpochMillis | Shape::EpochSeconds => Form::Integer,
            Shape::Double => Form::Number,
            Shape::Boolean => Form::Boolean,
            Shape::Any | Shape::File => Form::Object(Vec::new()),
            Shape::Nullable(inner) => Form::of(api, inner),
            Shape::List(item) => Form::List(Kinds::of_shape(api, item)),
            Shape::Map(item) => Form::Map(Kinds::of_shape(api, item)),
            Shape::Named(id) => match &api.ty(*id).kind {
                TypeKind::Struct(fields) => Form::Object(members(api, fields)),
                TypeKind::Enum(enumeration) if enumeration.of_integers => {
                    let values = enumeration.values.iter().filter_map(|value| value.name.parse().ok());
                    Form::Integers(values.collect(), enumeration.open)
                }
                TypeKind::Enum(enumeration) => {
                    let spelled = enumeration
                        .values
                        .iter()
                        .flat_map(|value| [&value.name.value].into_iter().chain(&value.aliases));
                    Form::Words(spelled.cloned().collect(), enumeration.open || enumeration.ignore_case)
                }
                TypeKind::Union(union) => Form::Object(tagged(api, union)),
                TypeKind::Shaped(_) => Form::Object(Vec::new()),
                TypeKind::Id(_) => Form::Text,
            },
        }
    }

    /// The JSON types of the values.
    pub fn kinds(&self) -> Kinds {
        match self {
            Form::Text | Form::Words(..) => Kinds::TEXT,
            Form::Integer | Form::Integers(..) | Form::Number => Kinds::NUMBER,
            Form::Boolean => Kinds::BOOLEAN,
            Form::List(_) => Kinds::LIST,
            Form::Map(_) | Form::Object(_) => Kinds::OBJECT,
        }
    }

    /// How much of a value the variant knows. `None`: the value is another variant.
    pub fn fit(&self, value: &Value) -> Option<usize> {
        let first = |kinds: Kinds, first: Option<&Value>| {
            first.is_none_or(|first| kinds.meets(Kinds::of(first))).then_some(usize::from(first.is_some()))
        };
        match (self, value) {
            (Form::Text, Value::String(_)) => Some(1),
            (Form::Words(words, open), Value::String(text)) => {
                let listed = words.contains(text);
                (listed || *open).then_some(if listed { 2 } else { 0 })
            }
            (Form::Integer, Value::Number(number)) => whole(number).then_some(if number.is_f64() { 0 } else { 2 }),
            (Form::Integers(numbers, open), Value::Number(number)) => {
                let listed =
                    number.as_i64().is_some_and(|number| numbers.iter().any(|known| i64::from(*known) == number));
                (listed || *open && whole(number)).then_some(if listed { 3 } else { 0 })
            }
            (Form::Number, Value::Number(_)) => Some(1),
            (Form::Boolean, Value::Bool(_)) => Some(1),
            (Form::List(kinds), Value::Array(items)) => first(*kinds, items.first()),
            (Form::Map(kinds), Value::Object(map)) => first(*kinds, map.values().next()).map(|_| 0),
            (Form::Object(members), Value::Object(map)) => known(members, map),
            _ => None,
        }
    }

    /// Whether no look at a value tells the two apart.
    pub(crate) fn is_like(&self, other: &Form) -> bool {
        match (self, other) {
            (Form::Text, Form::Text) | (Form::Boolean, Form::Boolean) | (Form::Number, Form::Number) => true,
            (Form::Integer, Form::Integer) => true,
            (Form::List(one), Form::List(other)) | (Form::Map(one), Form::Map(other)) => one.meets(*other),
            (Form::Object(one), Form::Object(other)) => !differ(one, other) && !differ(other, one),
            _ => false,
        }
    }
}

fn whole(number: &serde_json::Number) -> bool {
    !number.is_f64() || number.as_f64().is_some_and(|float| float.fract() == 0.0)
}

/// Whether a required member of one object is unknown to the other one, or has other values there.
fn differ(one: &[Member], other: &[Member]) -> bool {
    one.iter().filter(|member| member.required).any(|member| {
        let same = other.iter().find(|known| known.names.iter().any(|name| member.names.contains(name)));
        same.is_none_or(|same| {
            let constants = member.constant.as_ref().zip(same.constant.as_ref());
            !same.kinds.meets(member.kinds) || constants.is_some_and(|(one, other)| one != other)
        })
    })
}

fn known(members: &[Member], map: &Map<String, Value>) -> Option<usize> {
    let mut count = 0;
    for member in members {
        match member.names.iter().find_map(|name| map.get(name)) {
            None if member.required => return None,
            None => {}
            Some(Value::Null) if !member.required => count += 1,
            Some(value) => {
                let fits = member.kinds.meets(Kinds::of(value));
                let constant = member.constant.as_deref();
                if !fits || constant.is_some_and(|constant| !is_named(value, constant)) {
                    return None;
                }
                count += 1;
            }
        }
    }
    Some(count)
}

fn members(api: &Api, fields: &[Field]) -> Vec<Member> {
    let in_body = fields.iter().filter(|field| field.header.is_none());
    let member = |field: &Field| {
        let kinds = Kinds::of_shape(api, &field.ty);
        let kinds = if field.lenient { kinds | Kinds::TEXT | Kinds::NUMBER } else { kinds };
        Member {
            names: std::iter::once(&field.name.value).chain(&field.aliases).cloned().collect(),
            required: !field.presence.may_be_absent(),
            kinds: if field.presence.may_be_null() { kinds | Kinds::NULL } else { kinds },
            constant: constant(api, field),
        }
    };
    in_body.map(member).collect()
}

/// The only value of a field: of an enum with one value, or one that is allowed here.
fn constant(api: &Api, field: &Field) -> Option<String> {
    let enumeration = api.as_enum(&field.ty).filter(|of| !of.ignore_case)?;
    let allowed = |value: &&EnumValue| {
        field.constraints.values.is_empty() || field.constraints.values.contains(&value.name.value)
    };
    let mut values = enumeration.values.iter().filter(allowed);
    let only = values.next().filter(|value| value.aliases.is_empty() && values.next().is_none())?;
    Some(only.name.value.clone())
}

fn tagged(api: &Api, union: &Union) -> Vec<Member> {
    let member = |name: &String, required, kinds| Member { names: vec![name.clone()], required, kinds, constant: None };
    let tag = member(&union.tag, true, Kinds::TEXT);
    let beside: Vec<Member> = match &union.content {
        Some(content) => vec![member(content, false, Kinds::ANY)],
        None => {
            let mut names: Vec<&String> = Vec::new();
            for field in union.variants.iter().flat_map(|variant| api.struct_of(api.ty(variant.ty))) {
                if !names.contains(&&field.name.value) {
                    names.push(&field.name.value);
                }
            }
            names.into_iter().map(|name| member(name, false, Kinds::ANY)).collect()
        }
    };
    std::iter::once(tag).chain(beside).collect()
}

impl Shaped {
    /// The variants that a value may be at one look, the likeliest first.
    pub fn candidates<'u>(&'u self, api: &Api, value: &Value) -> Vec<&'u ShapedVariant> {
        let fit = |variant: &'u ShapedVariant| Some((Form::of(api, &variant.ty).fit(value)?, variant));
        let mut found: Vec<(usize, &ShapedVariant)> = self.variants.iter().filter_map(fit).collect();
        found.sort_by_key(|(known, _)| std::cmp::Reverse(*known));
        found.into_iter().map(|(_, variant)| variant).collect()
    }
}
