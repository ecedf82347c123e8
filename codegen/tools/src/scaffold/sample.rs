//! An exchange that fits an operation: what other examples show of the same parameter or type, else values made
//! up from defaults, limits and first values.

use serde_json::{Map, Value, json};

use specwright_language::ir::*;
use specwright_language::raw::Presence;

/// Texts of some forms that a pattern may ask for.
const FORMS: [&str; 12] = [
    "example",
    "Example1",
    "a",
    "1",
    "12345678",
    "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
    "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "1.0.0",
    "example.com",
    "https://example.com/",
    "2025-01-01T00:00:00Z",
    "someone@example.com",
];

/// How deep values are made up. Beyond it lists stay empty.
const DEEPEST: usize = 6;

/// Request and answer of an operation, as an example has them.
pub(super) fn exchange(api: &Api, operation: &Operation) -> Value {
    let samples = Samples { api };
    let mut request = Map::new();
    for (key, location) in [("path", Location::Path), ("query", Location::Query), ("headers", Location::Header)] {
        let needed = operation.parameters_in(location).filter(|parameter| parameter.required);
        let values: Map<String, Value> =
            needed.map(|parameter| (parameter.name.value.clone(), samples.parameter(key, parameter))).collect();
        if !values.is_empty() {
            request.insert(key.to_owned(), Value::Object(values));
        }
    }
    if let Some(body) = &operation.body {
        let shown = samples.shown(|other, example| {
            let same = other.body.as_ref().is_some_and(|other| other.ty.value == body.ty.value);
            same.then(|| example["request"].get("body")).flatten()
        });
        let body = shown.unwrap_or_else(|| samples.value(&body.ty, &Constraints::default(), 0));
        request.insert("body".to_owned(), body);
    }
    let mut response = Map::from_iter([("status".to_owned(), json!(operation.response.status))]);
    if let Some(body) = &operation.response.body {
        let shown = samples.shown(|other, example| {
            let same = other.response.body.as_ref().is_some_and(|other| other.value == body.value);
            same.then(|| example["response"].get("body")).flatten()
        });
        let body = shown.unwrap_or_else(|| samples.value(body, &Constraints::default(), 0));
        response.insert("body".to_owned(), body);
    }
    let mut exchange = Map::new();
    if !request.is_empty() {
        exchange.insert("request".to_owned(), Value::Object(request));
    }
    exchange.insert("response".to_owned(), Value::Object(response));
    Value::Object(exchange)
}

struct Samples<'a> {
    api: &'a Api,
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

    fn parameter(&self, key: &str, parameter: &Parameter) -> Value {
        let shown = self.shown(|other, example| {
            let same = other.parameters.iter().any(|other| {
                other.location == parameter.location
                    && other.name.value == parameter.name.value
                    && other.ty.value == parameter.ty.value
            });
            same.then(|| example["request"][key].get(&parameter.name.value)).flatten()
        });
        shown
            .or_else(|| parameter.default.clone())
            .unwrap_or_else(|| self.value(&parameter.ty, &parameter.constraints, 0))
    }

    fn value(&self, shape: &Shape, constraints: &Constraints, depth: usize) -> Value {
        match shape {
            Shape::String | Shape::Secret => json!(text(constraints, self.examples().map(|(_, example)| example))),
            Shape::Int32 | Shape::Int64 => json!(number(constraints)),
            Shape::Double => json!(number(constraints) as f64),
            Shape::Boolean => json!(true),
            Shape::EpochMillis => json!(1_735_689_600_000_i64),
            Shape::EpochSeconds => json!(1_735_689_600),
            Shape::EpochSecondsText => json!("1735689600"),
            Shape::Any => json!({}),
            Shape::File => json!({ "name": "example.txt", "content": "example" }),
            Shape::List(item) => {
                let least = usize::from(depth < DEEPEST).max(count(constraints));
                (0..least).map(|_| self.value(item, &Constraints::default(), depth + 1)).collect()
            }
            Shape::Map(item) => {
                let least = usize::from(depth < DEEPEST).max(count(constraints));
                let entry = |index| (format!("key{index}"), self.value(item, &Constraints::default(), depth + 1));
                Value::Object((1..=least).map(entry).collect())
            }
            Shape::Named(id) => self.named(*id, depth),
        }
    }

    fn named(&self, id: TypeId, depth: usize) -> Value {
        match &self.api.ty(id).kind {
            TypeKind::Struct(fields) => Value::Object(self.fields(fields, depth)),
            TypeKind::Enum(enumeration) => match enumeration.values.first() {
                Some(first) if enumeration.of_integers => {
                    first.name.value.parse::<i64>().map_or(Value::Null, Value::from)
                }
                Some(first) => json!(first.name.value),
                None => json!("example"),
            },
            TypeKind::Union(union) => {
                let Some(variant) = union.variants.first() else { return json!({}) };
                let content = self.named(variant.ty, depth + 1);
                let mut value = Map::from_iter([(union.tag.clone(), json!(variant.tag.value))]);
                match (&union.content, content) {
                    (Some(key), content) => value.extend([(key.clone(), content)]),
                    (None, Value::Object(fields)) => value.extend(fields),
                    (None, _) => {}
                }
                Value::Object(value)
            }
        }
    }

    /// The fields that have to be there, those under a condition too.
    fn fields(&self, fields: &[Field], depth: usize) -> Map<String, Value> {
        let mut map = Map::new();
        // A condition may be about a field that stands further below.
        for _ in 0..2 {
            for field in fields.iter().filter(|field| field.header.is_none()) {
                let holds = |condition: &Condition| {
                    let value = map.get(&condition.field).and_then(Value::as_str);
                    value.is_some_and(|value| condition.values.iter().any(|wanted| wanted == value))
                };
                let wanted = field.presence != Presence::Optional || field.required_when.iter().any(holds);
                if wanted && !map.contains_key(&field.name.value) {
                    let made = || self.value(&field.ty, &field.constraints, depth + 1);
                    let value = match field.presence {
                        Presence::Nullable if depth >= DEEPEST => Value::Null,
                        _ => field.default.clone().unwrap_or_else(made),
                    };
                    map.insert(field.name.value.clone(), value);
                }
            }
        }
        map
    }
}

fn count(constraints: &Constraints) -> usize {
    constraints.items.min.and_then(|least| usize::try_from(least).ok()).unwrap_or(0)
}

fn number(constraints: &Constraints) -> i64 {
    let least = constraints.range.min.unwrap_or(1).max(1.min(constraints.range.max.unwrap_or(1)));
    constraints.range.max.map_or(least, |most| least.min(most))
}

/// The first text that fits pattern and length: of usual forms, of the alternatives in the pattern, of what stands
/// anywhere in the examples.
fn text<'a>(constraints: &Constraints, examples: impl Iterator<Item = &'a Value>) -> String {
    let source = constraints.pattern.as_deref();
    let pattern = source.and_then(|pattern| regex_lite::Regex::new(pattern).ok());
    let limit = |limit: Option<i64>, default| limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(default);
    let (least, most) = (limit(constraints.length.min, 0), limit(constraints.length.max, usize::MAX));
    let fitted = |form: &str| {
        let padding = if form.ends_with(|c: char| c.is_ascii_digit()) { '1' } else { 'a' };
        let missing = least.saturating_sub(form.chars().count());
        form.chars().chain(std::iter::repeat_n(padding, missing)).take(most).collect::<String>()
    };
    let fits = |text: &String| pattern.as_ref().is_none_or(|pattern| pattern.is_match(text));
    let pieces = source.unwrap_or_default().split(['^', '$', '(', ')', '|']);
    let known = FORMS.iter().copied().chain(pieces).map(fitted).find(fits);
    let shown = || examples.flat_map(strings).map(fitted).find(fits);
    known.or_else(shown).unwrap_or_else(|| fitted(FORMS[0]))
}

/// All texts in a value.
fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(strings).collect(),
        Value::Object(fields) => fields.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}
