//! How small a value of a type can be. Types may contain themselves; whatever makes values goes by this to choose
//! what comes to an end, and a type of which no value ends is an error.

use std::collections::VecDeque;

use serde_json::{Value, json};

use crate::ir::*;
use crate::raw::Need;

/// The number of values in the smallest value of each type.
pub struct Smallest<'a> {
    api: &'a Api,
    sizes: Vec<u64>,
}

/// A required field, with the value that requires the fewest others, if they depend on it.
type Needed<'a> = (&'a Field, Option<Value>);

impl<'a> Smallest<'a> {
    /// The size of what has no end.
    pub const ENDLESS: u64 = u64::MAX;

    /// The sizes of all types of an API.
    pub fn of(api: &'a Api) -> Smallest<'a> {
        let mut this = Smallest { api, sizes: vec![Self::ENDLESS; api.types.len()] };
        let mut within: Vec<Vec<TypeId>> = vec![Vec::new(); api.types.len()];
        for id in api.type_ids() {
            for part in api.ty(id).parts() {
                within[part.0 as usize].push(id);
            }
        }
        let mut pending: Vec<TypeId> = api.type_ids().collect();
        while let Some(id) = pending.pop() {
            let size = this.measure(api.ty(id));
            let known = &mut this.sizes[id.0 as usize];
            if size < *known {
                *known = size;
                pending.extend(&within[id.0 as usize]);
            }
        }
        this
    }

    fn measure(&self, ty: &Type) -> u64 {
        let inner = match &ty.kind {
            TypeKind::Struct(_) => self.needed(ty).into_iter().map(|(field, _)| self.field(field)).fold(0, sum),
            TypeKind::Enum(_) | TypeKind::Id(_) => 0,
            TypeKind::Union(union) => self.variant(union).map_or(0, |variant| self.ty(variant.ty)),
            TypeKind::Shaped(union) => {
                self.shaped(union).map_or(0, |variant| self.shape(&variant.ty, &variant.constraints))
            }
        };
        sum(inner, 1)
    }

    /// The size of a named type.
    pub fn ty(&self, id: TypeId) -> u64 {
        self.sizes[id.0 as usize]
    }

    /// The size of a value within its limits.
    pub fn shape(&self, shape: &Shape, constraints: &Constraints) -> u64 {
        let item = |item: &Shape| match fewest(constraints) {
            0 => 1,
            count => match self.shape(item, constraints.each()) {
                Self::ENDLESS => Self::ENDLESS,
                size => sum(size.saturating_mul(count).min(Self::ENDLESS - 1), 1),
            },
        };
        let constraints = &*self.api.limits(shape, constraints);
        match shape {
            Shape::List(inner) | Shape::Map(inner) => item(inner),
            Shape::Nullable(_) => 1,
            Shape::Named(id) if self.api.as_id(shape).is_none() => self.ty(*id),
            // A long text takes room as well.
            _ => constraints.length.min.and_then(|least| u64::try_from(least).ok()).unwrap_or(1).max(1),
        }
    }

    /// The size of a field, which may be null or have a default.
    pub fn field(&self, field: &Field) -> u64 {
        match field.presence.may_be_null() || field.default.is_some() {
            true => 1,
            false => self.shape(&field.ty, &field.constraints),
        }
    }

    /// The variant that takes least.
    pub fn variant<'u>(&self, union: &'u Union) -> Option<&'u Variant> {
        union.variants.iter().min_by_key(|variant| self.ty(variant.ty))
    }

    /// The variant of a union by shape that takes least. Of an outcome, the usual one.
    pub fn shaped<'u>(&self, union: &'u Shaped) -> Option<&'u ShapedVariant> {
        if union.is_outcome() {
            return union.variants.first();
        }
        union.variants.iter().min_by_key(|variant| self.shape(&variant.ty, &variant.constraints))
    }

    /// The fields of the smallest struct.
    pub fn needed<'f>(&self, ty: &'f Type) -> Vec<Needed<'f>> {
        let fields = self.api.struct_of(ty);
        let mut wanted: Vec<bool> =
            fields.iter().map(|field| !field.presence.may_be_absent() && field.header.is_none()).collect();
        let mut pending: VecDeque<usize> = (0..fields.len()).filter(|index| wanted[*index]).collect();
        let mut needed = Vec::new();
        loop {
            let Some(field) = pending.pop_front().map(|index| &fields[index]) else {
                match self.missing(&ty.rules, fields, &wanted).or_else(|| unless(fields, &wanted)) {
                    Some(index) => {
                        wanted[index] = true;
                        pending.push_back(index);
                        continue;
                    }
                    None => return needed,
                }
            };
            let demanded = |value: &Value| {
                let demands = |other: &Field| other.required_when.iter().any(|when| holds(when, field, value));
                (0..fields.len()).filter(|index| !wanted[*index] && demands(&fields[*index])).collect::<Vec<_>>()
            };
            let matters =
                fields.iter().any(|other| other.required_when.iter().any(|when| when.field == field.name.value));
            let choices = if matters { self.choices(field) } else { Vec::new() };
            // Where no value is chosen, others may require it to be there.
            let unchosen = choices.is_empty().then(|| (demanded(&json!("")), None));
            let demands = choices.into_iter().map(|value| (demanded(&value), Some(value))).chain(unchosen);
            let cost = |(others, _): &(Vec<usize>, Option<Value>)| {
                others.iter().map(|index| self.field(&fields[*index])).fold(0, sum)
            };
            let chosen = demands.min_by_key(cost);
            for index in chosen.iter().flat_map(|(others, _)| others) {
                wanted[*index] = true;
                pending.push_back(*index);
            }
            needed.push((field, chosen.and_then(|(_, value)| value)));
        }
    }

    /// The smallest field that a rule asks for, besides those that are wanted already.
    fn missing(&self, rules: &[PresenceRule], fields: &[Field], wanted: &[bool]) -> Option<usize> {
        let of = |rule: &PresenceRule| {
            let named = |index: &usize| rule.names().any(|name| name == fields[*index].name.value);
            (0..fields.len()).filter(named).collect::<Vec<_>>()
        };
        let present = |of: &[usize]| of.iter().filter(|index| wanted[**index]).count();
        let (of, _) = rules.iter().map(of).zip(rules).find(|(of, rule)| {
            // With too many of them, further ones would only make it worse.
            let can_help = present(of) == 0 || rule.need == Need::AllOrNone;
            can_help && !rule.allows(present(of)) && present(of) < of.len()
        })?;
        of.into_iter().filter(|index| !wanted[*index]).min_by_key(|index| self.field(&fields[*index]))
    }

    /// Values of a field that others may go by.
    fn choices(&self, field: &Field) -> Vec<Value> {
        match &field.ty.value {
            _ if field.default.is_some() => field.default.iter().cloned().collect(),
            Shape::Boolean => vec![json!(true), json!(false)],
            Shape::Named(id) => match &self.api.ty(*id).kind {
                TypeKind::Enum(enumeration) => {
                    let unlisted = (enumeration.open && !enumeration.of_integers).then(|| json!("example"));
                    let listed = &field.constraints.values;
                    let allowed = |value: &Value| listed.is_empty() || listed.iter().any(|name| is_named(value, name));
                    let unlisted = unlisted.filter(|_| listed.is_empty());
                    values(enumeration).filter(allowed).chain(unlisted).collect()
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }
}

/// A field that others require because they are absent.
fn unless(fields: &[Field], wanted: &[bool]) -> Option<usize> {
    let is_absent = |name: &str| fields.iter().zip(wanted).all(|(field, wanted)| !wanted || field.name.value != name);
    let is_demanded = |when: &Condition| when.holds(None) && is_absent(&when.field);
    (0..fields.len()).find(|index| !wanted[*index] && fields[*index].required_when.iter().any(is_demanded))
}

/// What is too large to be counted has an end nevertheless.
fn sum(one: u64, other: u64) -> u64 {
    match (one, other) {
        (Smallest::ENDLESS, _) | (_, Smallest::ENDLESS) => Smallest::ENDLESS,
        _ => one.saturating_add(other).min(Smallest::ENDLESS - 1),
    }
}

/// The values of an enum, as they are sent.
pub fn values(enumeration: &Enum) -> impl Iterator<Item = Value> {
    enumeration.values.iter().map(|value| match enumeration.of_integers {
        true => value.name.parse::<i64>().map_or(Value::Null, Value::from),
        false => json!(value.name.value),
    })
}

/// Whether a value of an enum has a name.
pub fn is_named(value: &Value, name: &str) -> bool {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned) == name
}

/// The fewest items that a list may have.
pub fn fewest(constraints: &Constraints) -> u64 {
    constraints.items.min.and_then(|least| u64::try_from(least).ok()).unwrap_or(0)
}

/// Whether a condition holds for a value of a field.
pub fn holds(condition: &Condition, field: &Field, value: &Value) -> bool {
    condition.field == field.name.value && condition.is_met_by(Some(value))
}
