//! An example that matches an operation: values from other examples of the same parameter or type, else values made
//! up from defaults, limits and first values.

use serde_json::{Map, Value, json};

use specwright_language::ir::*;
use specwright_language::raw::{Need, Presence};
use specwright_language::smallest::{self, Smallest};
use specwright_language::strings::Strings;

/// Depth of optional values. Below it, only required values are made.
const DEEPEST: usize = 6;
/// Maximum depth of an example. JSON parsers reject much deeper values.
const NESTED: usize = 100;
/// How many values an example has at most.
const MOST: u64 = 100_000;

/// Returns the request and response of an operation, as in an example, or why there can be none.
pub(crate) fn exchange<'a>(
    api: &'a Api,
    smallest: &'a Smallest<'a>,
    operation: &'a Operation,
) -> Result<Value, String> {
    let mut samples = Samples { api, smallest, around: Vec::new(), left: MOST, too_deep: false };
    let mut request = Map::new();
    for location in Location::ALL {
        let key = location.key();
        let needed = operation.parameters_in(location).filter(|parameter| parameter.required);
        let mut values = Map::new();
        for parameter in needed {
            values.insert(parameter.name.value.clone(), samples.parameter(key, parameter)?);
        }
        for parameter in demanded(operation, location) {
            values.insert(parameter.name.value.clone(), samples.parameter(key, parameter)?);
        }
        if !values.is_empty() {
            request.insert(key.to_owned(), Value::Object(values));
        }
    }
    if let Some(body) = samples.body(operation, "request")? {
        request.insert("body".to_owned(), body);
    }
    let mut response = Map::from_iter([("status".to_owned(), json!(operation.response.status))]);
    if let Some(body) = samples.body(operation, "response")? {
        response.insert("body".to_owned(), body);
    }
    let mut exchange = Map::new();
    if !request.is_empty() {
        exchange.insert("request".to_owned(), Value::Object(request));
    }
    exchange.insert("response".to_owned(), Value::Object(response));
    Ok(Value::Object(exchange))
}

/// The optional parameters of a location that rules ask for. Those that a condition may require are included.
fn demanded(operation: &Operation, location: Location) -> Vec<&Parameter> {
    let of = |rule: &PresenceRule| match rule.need {
        Need::AtLeastOne | Need::ExactlyOne => rule.names().next().map(str::to_owned),
        Need::AtMostOne | Need::AllOrNone => None,
    };
    let mut named: Vec<String> = operation.rules.iter().filter_map(of).collect();
    for rule in operation.rules.iter().filter(|rule| rule.need == Need::AllOrNone) {
        if rule.names().any(|name| named.iter().any(|known| known == name)) {
            named.extend(rule.names().map(str::to_owned));
        }
    }
    let is_ruled = |name: &str| operation.rules.iter().any(|rule| rule.names().any(|other| other == name));
    let wanted = |parameter: &&Parameter| {
        let name = parameter.name.as_str();
        let conditional = !parameter.required_when.is_empty() && !is_ruled(name);
        !parameter.required && (conditional || named.iter().any(|known| known == name))
    };
    operation.parameters_in(location).filter(wanted).collect()
}

struct Samples<'a> {
    api: &'a Api,
    smallest: &'a Smallest<'a>,
    /// The types around what is being made.
    around: Vec<TypeId>,
    /// How many more values may be made.
    left: u64,
    /// Whether a value was omitted because of its depth.
    too_deep: bool,
}

/// Where in an example a value is made.
#[derive(Clone, Copy, Default)]
struct Place {
    depth: usize,
    /// Set if only required values are made: the value must be smaller than this.
    below: Option<u64>,
}

impl<'a> Samples<'a> {
    /// The first value of its kind in the examples that are there.
    fn shown(&self, look: impl Fn(&'a Operation, &'a Value) -> Option<&'a Value>) -> Option<Value> {
        self.examples().find_map(|(operation, example)| look(operation, example)).cloned()
    }

    fn examples(&self) -> impl Iterator<Item = (&'a Operation, &'a Value)> + use<'a> {
        let examples =
            |operation: &'a Operation| operation.examples.iter().map(move |example| (operation, &example.value));
        self.api.operations.iter().flat_map(examples)
    }

    fn parameter(&mut self, key: &str, parameter: &Parameter) -> Result<Value, String> {
        let shown = self.shown(|other, example| {
            let same = other.parameters.iter().any(|other| {
                other.location == parameter.location
                    && other.name.value == parameter.name.value
                    && other.ty.value == parameter.ty.value
            });
            same.then(|| example["request"][key].get(&parameter.name.value)).flatten()
        });
        // In a path, the usual value may tell the operation from others.
        let usual = parameter.default.clone().filter(|_| parameter.location == Location::Path);
        match parameter.value.clone().or(usual).or(shown).or_else(|| parameter.default.clone()) {
            Some(value) => Ok(value),
            None => {
                let what = format!("parameter `{}`", parameter.name);
                let made = self.whole(&parameter.ty, &parameter.constraints, &what)?;
                let is_unsendable = parameter.location == Location::Path && made == "";
                Ok(if is_unsendable { self.filled(parameter).unwrap_or(made) } else { made })
            }
        }
    }

    /// The first value of an enum that is not empty.
    fn filled(&self, parameter: &Parameter) -> Option<Value> {
        let names = &parameter.constraints.values;
        let is_allowed = |value: &Value| names.is_empty() || names.iter().any(|name| smallest::is_named(value, name));
        smallest::values(self.api.as_enum(&parameter.ty)?).find(|value| value != "" && is_allowed(value))
    }

    /// The body of one side, if it has one.
    fn body(&mut self, operation: &'a Operation, side: &str) -> Result<Option<Value>, String> {
        let shape_of = |operation: &'a Operation| match side {
            "request" => operation.body.as_ref().map(|body| &body.ty.value),
            _ => operation.response.body.as_ref().map(|body| &body.value),
        };
        let Some(shape) = shape_of(operation) else { return Ok(None) };
        if *shape == Shape::File {
            // The name of a whole body is not sent.
            return Ok(Some(json!({ "content": "example" })));
        }
        let same = |other| shape_of(other) == Some(shape);
        let shown = self.shown(|other, example| example[side].get("body").filter(|_| same(other)));
        let made = shown.map_or_else(|| self.whole(shape, &Constraints::default(), &format!("body of the {side}")), Ok);
        made.map(Some)
    }

    fn whole(&mut self, shape: &Shape, constraints: &Constraints, what: &str) -> Result<Value, String> {
        let size = self.smallest.shape(shape, constraints);
        if size > MOST {
            return Err(format!("the smallest {what} has {size} values, and an example at most {MOST}"));
        }
        let value = self.value(shape, constraints, Place::default());
        match self.too_deep {
            true => Err(format!("the smallest {what} is nested deeper than {NESTED} levels")),
            false => Ok(value),
        }
    }

    fn value(&mut self, shape: &Shape, constraints: &Constraints, place: Place) -> Value {
        let size = self.smallest.shape(shape, constraints);
        self.too_deep |= place.depth > NESTED;
        if self.too_deep || place.below.is_some_and(|below| size >= below) {
            // Nothing fits: it lies too deep, or the rules contradict each other.
            return Value::Null;
        }
        self.left = self.left.saturating_sub(1);
        let inner = Place { depth: place.depth + 1, below: place.below.map(|_| size) };
        let count = |item: &Shape| {
            let is_wanted = self.has_room(item, constraints.each(), place);
            smallest::fewest(constraints).max(u64::from(is_wanted))
        };
        match shape {
            Shape::String | Shape::Secret => json!(text(constraints, self.examples().map(|(_, example)| example))),
            Shape::Int32 | Shape::Int64 | Shape::Uint64 => json!(number(constraints)),
            Shape::Double => double(constraints),
            Shape::Boolean => json!(true),
            Shape::EpochMillis => json!(1_735_689_600_000_i64),
            Shape::EpochSeconds => json!(1_735_689_600),
            Shape::EpochSecondsText => json!("1735689600"),
            Shape::Any => json!({}),
            Shape::Nullable(inner) if self.smallest.shape(inner, constraints) > self.left => Value::Null,
            Shape::Nullable(inner) => self.value(inner, constraints, Place { below: None, ..place }),
            Shape::File => json!({ "name": "example.txt", "content": "example" }),
            Shape::List(item) => {
                let count = count(item);
                (0..count).map(|_| self.value(item, constraints.each(), inner)).collect()
            }
            Shape::Map(item) => {
                let count = count(item);
                let keys = Strings::of(constraints.keys());
                let entry = |index| (keys.key(index), self.value(item, constraints.each(), inner));
                Value::Object((1..=count).map(entry).collect())
            }
            Shape::Named(_) if self.api.as_id(shape).is_some() => {
                json!(text(&self.api.limits(shape, constraints), self.examples().map(|(_, example)| example)))
            }
            Shape::Named(_) if !constraints.values.is_empty() => self.subset(shape, constraints),
            Shape::Named(id) => self.named(*id, place),
        }
    }

    /// The first value of an enum that a place allows.
    fn subset(&self, shape: &Shape, constraints: &Constraints) -> Value {
        let values = self.api.as_enum(shape).map(smallest::values).into_iter().flatten();
        let allowed = |value: &Value| constraints.values.iter().any(|name| smallest::is_named(value, name));
        values.into_iter().find(allowed).unwrap_or(Value::Null)
    }

    /// Whether there is room for something that may be left out.
    fn has_room(&self, shape: &Shape, constraints: &Constraints, place: Place) -> bool {
        place.depth < DEEPEST && place.below.is_none() && self.smallest.shape(shape, constraints) <= self.left
    }

    fn named(&mut self, id: TypeId, place: Place) -> Value {
        let api = self.api;
        let size = self.smallest.ty(id);
        let is_large = |field: &Field| !field.required_when.is_empty() && self.smallest.field(field) > self.left;
        let is_spare = place.below.is_some()
            || self.around.contains(&id)
            || size > self.left
            || matches!(&api.ty(id).kind, TypeKind::Struct(fields) if fields.iter().any(is_large));
        let place = Place { below: is_spare.then_some(size), ..place };
        self.around.push(id);
        let made = match &api.ty(id).kind {
            TypeKind::Struct(_) => Value::Object(self.fields(api.ty(id), place)),
            TypeKind::Enum(enumeration) => smallest::values(enumeration).next().unwrap_or_else(|| json!("example")),
            TypeKind::Union(union) => self.union(union, place),
            TypeKind::Shaped(union) => match self.smallest.shaped(union) {
                Some(variant) => {
                    let place = Place { depth: place.depth + 1, ..place };
                    self.value(&variant.ty, &variant.constraints, place)
                }
                None => Value::Null,
            },
            TypeKind::Id(limits) => json!(text(limits, self.examples().map(|(_, example)| example))),
        };
        self.around.pop();
        made
    }

    fn union(&mut self, union: &Union, place: Place) -> Value {
        let Some((tag, ty)) = self.smallest.variant(union).map(|variant| (json!(variant.tag.value), variant.ty)) else {
            return json!({});
        };
        let content = self.named(ty, Place { depth: place.depth + 1, ..place });
        let mut value = Map::from_iter([(union.tag.clone(), tag)]);
        match (&union.content, content) {
            (Some(key), content) => value.extend([(key.clone(), content)]),
            (None, Value::Object(fields)) => value.extend(fields),
            (None, _) => {}
        }
        Value::Object(value)
    }

    /// Returns the required fields, including conditionally required ones.
    fn fields(&mut self, ty: &Type, place: Place) -> Map<String, Value> {
        let fields = self.api.struct_of(ty);
        let mut map = Map::new();
        // What rules ask for is found along with what is smallest.
        if place.below.is_some() || !ty.rules.is_empty() {
            for (field, chosen) in self.smallest.needed(ty) {
                let value = chosen.unwrap_or_else(|| self.field(field, place));
                map.insert(field.name.value.clone(), value);
            }
        }
        // A condition may be about a field that stands further below.
        for _ in 0..2 {
            for field in fields.iter().filter(|field| field.header.is_none()) {
                let holds = |condition: &Condition| condition.is_met_by(map.get(&condition.field));
                let wanted = !field.presence.may_be_absent() || field.required_when.iter().any(holds);
                if wanted && !map.contains_key(&field.name.value) {
                    let value = self.field(field, place);
                    map.insert(field.name.value.clone(), value);
                }
            }
        }
        fields.iter().for_each(|field| self.inner(field, &mut map, place));
        map
    }

    /// Adds what a field requires of the struct in it.
    fn inner(&mut self, field: &Field, map: &mut Map<String, Value>, place: Place) {
        let inner = self.api.struct_in(&field.ty).unwrap_or_default();
        for Requirement { field: name, when } in &field.requires {
            let holds = when.iter().any(|condition| condition.is_met_by(map.get(&condition.field)));
            let Some(required) = inner.iter().find(|inner| inner.name.value == *name).filter(|_| holds) else {
                continue;
            };
            if let Some(Value::Object(found)) = map.get_mut(&field.name.value)
                && found.get(name).is_none_or(Value::is_null)
            {
                let value = self.field(required, Place { below: None, ..place });
                found.insert(name.clone(), value);
            }
        }
    }

    fn field(&mut self, field: &Field, place: Place) -> Value {
        match field.presence {
            Presence::Nullable if !self.has_room(&field.ty, &field.constraints, place) => Value::Null,
            _ => match &field.default {
                Some(default) => default.clone(),
                None => self.value(&field.ty, &field.constraints, Place { depth: place.depth + 1, ..place }),
            },
        }
    }
}

fn number(constraints: &Constraints) -> i64 {
    let Bounds { min, max } = constraints.range.integers();
    let least = min.unwrap_or(1).max(1.min(max.unwrap_or(1)));
    max.map_or(least, |most| least.min(most))
}

/// A whole number if the range contains one, or else the middle of the range.
fn double(constraints: &Constraints) -> Value {
    let (whole, Range { min, max }) = (number(constraints), &constraints.range);
    let end = |end: &Option<End>| end.as_ref()?.number.as_f64();
    match end(min).zip(end(max)) {
        Some((min, max)) if !constraints.range.contains(&whole.into()) => json!((min + max) / 2.0),
        // Floats are not exact beyond this.
        _ if whole.unsigned_abs() < 1 << 53 => json!(whole as f64),
        _ => json!(whole),
    }
}

/// Returns a string that keeps its limits: a common one, one that is anywhere in the examples, or one built from the pattern.
fn text<'a>(constraints: &Constraints, examples: impl Iterator<Item = &'a Value>) -> String {
    let own = Strings::of(constraints);
    let shown = || own.first(examples.flat_map(strings));
    own.common().or_else(shown).or_else(|| own.built()).unwrap_or_else(|| own.fitted("example"))
}

/// Returns all strings in a value.
fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(strings).collect(),
        Value::Object(fields) => fields.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}
