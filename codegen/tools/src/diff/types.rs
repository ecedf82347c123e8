//! Type expressions of both sides, and how the values of two of them relate.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::definitions::{Definition, Site};

/// A type expression, and the type that `Self` means in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expression<'a> {
    pub(crate) text: &'a str,
    pub(crate) within: Option<&'a Definition>,
}

/// Set of values, as far as the outermost level of a type expression tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    Text,
    Secret,
    Int32,
    Int64,
    Uint64,
    Double,
    Boolean,
    Any,
    File,
    Millis,
    Seconds,
    SecondsText,
    List,
    Map,
    OpenEnum,
    ClosedEnum,
    OpenNumbers,
    ClosedNumbers,
    /// A struct or a union.
    Composite,
}

enum Form<'a> {
    List(Expression<'a>),
    Map(Expression<'a>),
    Named(&'a Definition),
    Plain(&'a str),
}

/// Two type expressions, taken apart until something differs.
pub(crate) enum Pair<'a> {
    /// Both are lists, or maps, of these.
    Items(Expression<'a>, Expression<'a>),
    /// A single value became a list, where one value is a list of one.
    OneToMany(Expression<'a>, Expression<'a>),
    /// The reverse.
    ManyToOne(Expression<'a>, Expression<'a>),
    /// Named types of the same kind.
    Types(&'a Definition, &'a Definition),
    /// Anything else, with the id types that they name.
    Classes([Class; 2], [Option<&'a Definition>; 2]),
}

/// Types of both sides by their keys.
#[derive(Clone)]
pub(crate) struct Types<'a> {
    old: Rc<BTreeMap<&'a str, &'a Definition>>,
    new: Rc<BTreeMap<&'a str, &'a Definition>>,
}

impl<'a> Types<'a> {
    pub(crate) fn of(old: &'a Definition, new: &'a Definition) -> Types<'a> {
        let types = |root: &'a Definition| {
            let types = root.children.iter().filter(|child| child.site == Site::Type);
            Rc::new(types.map(|ty| (ty.key.as_str(), ty)).collect())
        };
        Types { old: types(old), new: types(new) }
    }

    /// Returns the types with the sides exchanged.
    pub(crate) fn flipped(&self) -> Types<'a> {
        Types { old: Rc::clone(&self.new), new: Rc::clone(&self.old) }
    }

    /// Whether a limit changed because it is that of an id type, of which one side has another one or none here.
    pub(crate) fn limits_changed(&self, key: &str, old: &Definition, new: &Definition) -> bool {
        let find = |definition: &Definition, types: &BTreeMap<&'a str, &'a Definition>| {
            let ty = *types.get(definition.fact("type")?)?;
            (is_id(ty) && ty.fact(key) == definition.fact(key)).then_some(ty)
        };
        match (find(old, &self.old), find(new, &self.new)) {
            (Some(one), Some(other)) => one.fact(key) != other.fact(key),
            (Some(_), None) => new.fact(key).is_none(),
            (None, Some(_)) => old.fact(key).is_none(),
            (None, None) => false,
        }
    }

    /// Compares the outermost level of two expressions. Parts of a URL and headers are `textual`.
    pub(crate) fn pair(&self, old: Expression<'a>, new: Expression<'a>, textual: bool) -> Pair<'a> {
        let kind = |ty: &Definition| ty.fact("kind").map(str::to_owned);
        match (form(old, &self.old), form(new, &self.new)) {
            (Form::List(one), Form::List(other)) | (Form::Map(one), Form::Map(other)) => Pair::Items(one, other),
            (Form::List(one), _) if textual => Pair::ManyToOne(one, new),
            (_, Form::List(other)) if textual => Pair::OneToMany(old, other),
            (Form::Named(one), Form::Named(other)) if kind(one) == kind(other) && !is_id(one) => {
                Pair::Types(one, other)
            }
            // A union by shape has the values of its variants, and others.
            (one, other) if has_variant(&other, old.text) => Pair::Classes([class(&one), Class::Any], [None, None]),
            (one, other) if has_variant(&one, new.text) => Pair::Classes([Class::Any, class(&other)], [None, None]),
            (one, other) => {
                let id = |form: &Form<'a>| match form {
                    Form::Named(ty) if is_id(ty) => Some(*ty),
                    _ => None,
                };
                Pair::Classes([class(&one), class(&other)], [id(&one), id(&other)])
            }
        }
    }
}

fn is_id(ty: &Definition) -> bool {
    ty.fact("kind") == Some("id")
}

/// Whether a type is a union by shape with a variant of a type.
fn has_variant(form: &Form<'_>, expression: &str) -> bool {
    let Form::Named(ty) = form else { return false };
    let by_shape = ty.fact("union").is_some() && ty.fact("tag").is_none();
    by_shape && ty.children.iter().any(|variant| variant.fact("type") == Some(expression))
}

fn form<'a>(expression: Expression<'a>, types: &BTreeMap<&'a str, &'a Definition>) -> Form<'a> {
    let Expression { text, within } = expression;
    let inner = |start: &str| Some(Expression { text: text.strip_prefix(start)?.strip_suffix('>')?, within });
    if let Some(item) = inner("list<") {
        return Form::List(item);
    }
    if let Some(item) = inner("map<") {
        return Form::Map(item);
    }
    match if text == "Self" { within } else { types.get(text).copied() } {
        Some(ty) => Form::Named(ty),
        None => Form::Plain(text),
    }
}

fn class(form: &Form<'_>) -> Class {
    match form {
        Form::List(_) => Class::List,
        Form::Map(_) => Class::Map,
        Form::Named(ty) => match (ty.fact("kind"), ty.fact("of").is_some(), ty.fact("enum")) {
            (Some("id"), ..) => Class::Text,
            (Some("enum"), false, Some("open")) => Class::OpenEnum,
            (Some("enum"), false, _) => Class::ClosedEnum,
            (Some("enum"), true, Some("open")) => Class::OpenNumbers,
            (Some("enum"), true, _) => Class::ClosedNumbers,
            _ => Class::Composite,
        },
        Form::Plain(name) => match *name {
            "string" => Class::Text,
            "secret" => Class::Secret,
            "int32" => Class::Int32,
            "int64" => Class::Int64,
            "uint64" => Class::Uint64,
            "double" => Class::Double,
            "boolean" => Class::Boolean,
            "any" => Class::Any,
            "file" => Class::File,
            "epoch_millis" => Class::Millis,
            "epoch_seconds" => Class::Seconds,
            "epoch_seconds_text" => Class::SecondsText,
            _ => Class::Composite,
        },
    }
}

/// Returns the suffix of the rule for another class. `None` where the values are the same.
pub(crate) fn reclassified(old: Class, new: Class, textual: bool) -> Option<&'static str> {
    use Class::*;
    let is_number = |class| matches!(class, Int32 | Int64 | Uint64 | Double);
    let is_listed = |class| matches!(class, OpenNumbers | ClosedNumbers);
    // In a URL or a header, every scalar is text.
    let is_written = |class| !matches!(class, List | Map | Composite | File | Any | Text | Secret);
    let wider = |one, other| {
        matches!((one, other), (Int32, Int64 | Double) | (Int64 | Uint64, Double) | (SecondsText, Text | Secret))
            || other == Any
            || textual && is_written(one) && matches!(other, Text | Secret)
            || is_listed(one) && matches!(other, Int64 | Double)
    };
    Some(match (old, new) {
        (Text, Secret) => "became-secret",
        (Secret, Text) => "became-not-secret",
        (Seconds, SecondsText) | (SecondsText, Seconds) if textual => return None,
        _ if old == new && old != Composite => return None,
        (Text | Secret, OpenEnum) | (Int32, OpenNumbers) => "enum-introduced",
        (OpenEnum, Text | Secret) | (OpenNumbers, Int32) => "enum-dropped",
        (Text | Secret, ClosedEnum) | (Int32, ClosedNumbers) => "closed-enum-introduced",
        (ClosedEnum, Text | Secret) | (ClosedNumbers, Int32) => "closed-enum-dropped",
        _ if wider(old, new) => "type-widened",
        _ if wider(new, old) => "type-narrowed",
        (Millis | Seconds, Int64) | (Int64, Millis | Seconds) => "unit-changed",
        (Millis | Seconds | SecondsText, Int32 | Int64 | Text | Millis | Seconds | SecondsText)
        | (Int32 | Int64 | Text, Millis | Seconds | SecondsText) => "encoding-changed",
        (one, Text) if is_number(one) => "encoding-changed",
        (Text, other) if is_number(other) => "encoding-changed",
        (List, _) | (_, List) => "cardinality-changed",
        _ => "type-changed",
    })
}

/// Returns how much of what two types contain they have in common, in percent.
pub(crate) fn likeness(old: &Definition, new: &Definition) -> usize {
    if old.fact("kind") != new.fact("kind") {
        return 0;
    }
    fn names(definition: &Definition) -> BTreeSet<(&str, Option<&str>)> {
        definition.children.iter().map(|child| (child.name.as_str(), child.fact("presence"))).collect()
    }
    let (one, other) = (names(old), names(new));
    let all = one.union(&other).count();
    (one.intersection(&other).count() * 100).checked_div(all).unwrap_or_default()
}
