//! From a schema to a value that obeys it, and to values each of which breaks one rule of it.

use serde_json::{Map, Value, json};
use specwright_runtime::server::{
    Condition, EnumRules, FieldSchema, ListRules, MapRules, Need, ObjectSchema, Pattern, PresenceRule, Requirement,
    Schema, ShapedSchema, StringRules, UnionSchema, Validation,
};

/// Stands in every wrong value of a secret, and in no answer.
pub(crate) const SECRET: &str = "hunter2";

/// A value with one mistake.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// Where the mistake is, as a JSON pointer.
    pub(crate) pointer: String,
    pub(crate) rule: &'static str,
    pub(crate) value: Value,
    /// Whether it is a mistake to strict servers only.
    pub(crate) strict: bool,
}

/// A good value, and bad ones.
pub(crate) struct Shape {
    pub(crate) good: Value,
    pub(crate) cases: Vec<Case>,
}

impl Shape {
    fn new(good: Value) -> Self {
        Self { good, cases: Vec::new() }
    }

    fn bad(mut self, rule: &'static str, value: Value) -> Self {
        self.cases.push(Case { pointer: String::new(), rule, value, strict: false });
        self
    }

    fn strictly_bad(mut self, strict: bool, rule: &'static str, value: Value) -> Self {
        self.cases.push(Case { pointer: String::new(), rule, value, strict });
        self
    }

    /// The cases one step further up.
    fn lift(&self, key: &str, wrap: impl Fn(Value) -> Value) -> Vec<Case> {
        let lift = |case: &Case| Case {
            pointer: format!("/{key}{}", case.pointer),
            value: wrap(case.value.clone()),
            ..case.clone()
        };
        self.cases.iter().map(lift).collect()
    }
}

/// Knows which objects it is inside of, since types can refer to themselves.
#[derive(Default)]
pub(crate) struct Shaper {
    inside: Vec<*const FieldSchema>,
}

impl Shaper {
    /// `None` for an object inside of itself.
    pub(crate) fn shape(&mut self, schema: &Schema) -> Option<Shape> {
        Some(match *schema {
            Schema::Any => Shape::new(json!("anything")),
            Schema::Boolean => Shape::new(json!(true)).bad("type", json!("x")),
            Schema::String(rules) => text(&rules, false),
            Schema::Secret(rules) => text(&rules, true),
            Schema::Integer(rules) => {
                let good = rules.min.or(rules.max).unwrap_or(1);
                let mut shape = Shape::new(json!(good)).bad("type", json!("x"));
                if let Some(below) = rules.min.and_then(|min| min.checked_sub(1)) {
                    shape = shape.bad("minimum", json!(below));
                }
                match rules.max.and_then(|max| max.checked_add(1)) {
                    Some(above) => shape.bad("maximum", json!(above)),
                    None => shape,
                }
            }
            Schema::Number(rules) => {
                let [min, max] = [rules.min, rules.max].map(|bound| bound.map(|bound| bound.number));
                let good = match (min, max) {
                    (Some(min), Some(max)) => min.midpoint(max),
                    (min, max) => min.map(|min| min + 1.0).or(max.map(|max| max - 1.0)).unwrap_or(1.0),
                };
                let mut shape = Shape::new(json!(good)).bad("type", json!("x"));
                // An end that is outside is the closest violation.
                if let Some(bound) = rules.min {
                    let step = if bound.exclusive { 0.0 } else { 1.0 };
                    shape = shape.bad("minimum", json!(bound.number - step));
                }
                if let Some(bound) = rules.max {
                    let step = if bound.exclusive { 0.0 } else { 1.0 };
                    shape = shape.bad("maximum", json!(bound.number + step));
                }
                shape
            }
            Schema::Enum(rules) => choice(&rules),
            Schema::IntegerEnum(rules) => Shape::new(json!(rules.values.first().copied().unwrap_or(1)))
                .bad("type", json!("x"))
                .strictly_bad(rules.open, "enum", json!(987_654)),
            Schema::File => Shape::new(json!({ "name": "a.txt", "content": "text" })),
            Schema::List(rules) => self.list(rules),
            Schema::Map(rules) => self.map(rules),
            Schema::Object(object) => self.object(object)?.bad("type", json!([])),
            Schema::Union(union) => self.union(union),
            Schema::Shaped(union) => self.shaped(union)?,
            Schema::Nullable(schema) => {
                let mut shape = self.shape(schema)?;
                shape.cases.retain(|case| !case.value.is_null());
                shape
            }
            _ => panic!("a kind of schema that this test does not know"),
        })
    }

    fn list(&mut self, rules: &ListRules) -> Shape {
        let Some(items) = self.shape(&rules.items) else {
            return Shape::new(json!([])).bad("type", json!("x"));
        };
        let count = rules.min_items.unwrap_or(1).max(1);
        let times = |count: u32| Value::from(vec![items.good.clone(); usize::try_from(count).unwrap()]);
        let mut shape = Shape::new(times(count)).bad("type", json!("x"));
        if let Some(few) = rules.min_items.and_then(|min| min.checked_sub(1)) {
            shape = shape.bad("min_items", times(few));
        }
        if let Some(max) = rules.max_items {
            shape = shape.bad("max_items", times(max + 1));
        }
        shape.cases.extend(items.lift("0", |item| {
            let mut list = times(count);
            list[0] = item;
            list
        }));
        shape
    }

    fn map(&mut self, rules: &MapRules) -> Shape {
        let Some(values) = self.shape(&rules.values) else {
            return Shape::new(json!({})).bad("type", json!("x"));
        };
        let times = |count: u32| (0..count).map(|index| (format!("k{index}"), values.good.clone())).collect::<Value>();
        let count = rules.min_entries.unwrap_or(1).max(1);
        let mut shape = Shape::new(times(count)).bad("type", json!("x"));
        if let Some(few) = rules.min_entries.and_then(|min| min.checked_sub(1)) {
            shape = shape.bad("min_entries", times(few));
        }
        if let Some(max) = rules.max_entries {
            shape = shape.bad("max_entries", times(max + 1));
        }
        if rules.keys.pattern.is_some_and(|pattern| !pattern.matches(" ")) {
            let mut map = times(count.max(2) - 1);
            map[" "] = values.good.clone();
            shape.cases.push(Case { pointer: "/ ".to_owned(), rule: "key_pattern", value: map, strict: false });
        }
        shape.cases.extend(values.lift("k0", |value| {
            let mut map = times(count);
            map["k0"] = value;
            map
        }));
        shape
    }

    fn object(&mut self, object: &'static ObjectSchema) -> Option<Shape> {
        if self.inside.contains(&object.fields.as_ptr()) {
            return None;
        }
        self.inside.push(object.fields.as_ptr());
        let fields: Vec<_> =
            object.fields.iter().filter_map(|field| Some((field, self.shape(&field.schema)?))).collect();
        self.inside.pop();

        // Of several that exclude each other, the first one is there.
        let excluded = |name: &str| {
            let excludes = |rule: &PresenceRule| matches!(rule.need, Need::ExactlyOne | Need::AtMostOne);
            object.rules.iter().any(|rule| excludes(rule) && rule.of[1..].contains(&name))
        };
        let fields: Vec<_> = fields.into_iter().filter(|(field, _)| !excluded(field.name)).collect();
        let good: Map<String, Value> =
            fields.iter().map(|(field, shape)| (field.name.to_owned(), shape.good.clone())).collect();
        let mut cases = Vec::new();
        for rule in object.rules {
            let (gone, name) = match rule.need {
                Need::AtLeastOne => (rule.of, "at_least_one"),
                Need::AllOrNone => (&rule.of[..1], "all_or_none"),
                _ => continue,
            };
            let mut rest = good.clone();
            gone.iter().for_each(|gone| drop(rest.remove(*gone)));
            cases.push(Case { pointer: String::new(), rule: name, value: Value::Object(rest), strict: false });
        }
        for (field, shape) in &fields {
            cases.extend(shape.lift(field.name, |value| with(&good, field.name, value)));
            cases.extend(absence(field, &fields, &good));
        }
        let pointer = "/unheard_of".to_owned();
        let value = |value| with(&good, "unheard_of", value);
        match object.extra.map(|schema| self.shape(schema)) {
            None => cases.push(Case { pointer, rule: "unknown", value: value(json!(1)), strict: true }),
            Some(extra) => cases.extend(extra.into_iter().flat_map(|extra| extra.lift("unheard_of", value))),
        }
        Some(Shape { good: Value::Object(good), cases })
    }

    /// Only what has the JSON type of one variant alone has the violations of that variant.
    fn shaped(&mut self, union: &ShapedSchema) -> Option<Shape> {
        let shapes: Vec<Shape> = union.variants.iter().filter_map(|schema| self.shape(schema)).collect();
        let kind = |value: &Value| std::mem::discriminant(value);
        let has = |value: &Value| shapes.iter().filter(|shape| kind(&shape.good) == kind(value)).count();
        let mut all = Shape::new(shapes.first()?.good.clone());
        let others = [json!("x"), json!(true), json!(7), json!([]), json!({})];
        if let Some(other) = others.into_iter().find(|other| has(other) == 0) {
            all = all.strictly_bad(union.open, "type", other);
        }
        for shape in &shapes {
            let own = |case: &&Case| has(&shape.good) == 1 && kind(&case.value) == kind(&shape.good);
            all.cases.extend(shape.cases.iter().filter(own).cloned());
        }
        Some(all)
    }

    fn union(&mut self, union: &UnionSchema) -> Shape {
        let mut shape = Shape::new(Value::Null).bad("type", json!("x"));
        for (tag, variant) in union.variants {
            let tagged = |value: Value| match (union.content, value) {
                (Some(content), value) => json!({ union.tag: tag, content: value }),
                (None, Value::Object(mut fields)) => {
                    fields.insert(union.tag.to_owned(), json!(tag));
                    Value::Object(fields)
                }
                // What has no fields of its own.
                (None, _) => json!({ union.tag: tag }),
            };
            let inner = self.shape(variant).unwrap_or_else(|| Shape::new(json!({})));
            if shape.good.is_null() {
                shape.good = tagged(inner.good.clone());
            }
            match union.content {
                Some(content) => shape.cases.extend(inner.lift(content, tagged)),
                // An object that is no object is a union that is none, which there is a case for.
                None => shape.cases.extend(
                    inner
                        .cases
                        .into_iter()
                        .filter(|case| !case.pointer.is_empty())
                        .map(|case| Case { value: tagged(case.value.clone()), ..case }),
                ),
            }
        }
        if let Value::Object(good) = shape.good.clone() {
            let pointer = format!("/{}", union.tag);
            let case = |rule, value, strict| Case { pointer: pointer.clone(), rule, value, strict };
            shape.cases.push(case("enum", with(&good, union.tag, json!("unheard of")), union.open));
            shape.cases.push(case("type", with(&good, union.tag, json!(7)), false));
            shape.cases.push(case("required", without(&good, union.tag), false));
        }
        shape
    }
}

/// What it means when a field is not there.
fn absence(field: &FieldSchema, fields: &[(&FieldSchema, Shape)], good: &Map<String, Value>) -> Vec<Case> {
    let pointer = format!("/{}", field.name);
    let case = |rule, value| Case { pointer: pointer.clone(), rule, value, strict: false };
    if field.required {
        let mut cases = vec![case("required", without(good, field.name))];
        if !field.nullable {
            cases.push(case("null", with(good, field.name, Value::Null)));
        }
        return cases;
    }
    let demanded = |condition: &Condition| {
        let mut rest = good.clone();
        rest.remove(field.name);
        if condition.negated {
            rest.remove(condition.field);
        } else if let Some(value) = condition.equals.first() {
            let other = fields.iter().find(|(other, _)| other.name == condition.field);
            let value = match other.map(|(_, shape)| &shape.good) {
                Some(Value::String(_)) | None => json!(value),
                Some(_) => serde_json::from_str(value).unwrap(),
            };
            rest.insert(condition.field.to_owned(), value);
        }
        case("required", Value::Object(rest))
    };
    field.required_when.iter().map(demanded).chain(absence_inside(field, good)).collect()
}

/// What it means when something is not there that the object around requires.
fn absence_inside(field: &FieldSchema, good: &Map<String, Value>) -> Vec<Case> {
    let case = |required: &str, condition: &Condition| {
        let mut outer = good.clone();
        match condition.equals.first() {
            Some(value) if !condition.negated => drop(outer.insert(condition.field.to_owned(), json!(value))),
            _ => {}
        }
        let inner = without(outer[field.name].as_object().unwrap(), required);
        outer.insert(field.name.to_owned(), inner);
        let pointer = format!("/{}/{required}", field.name);
        Case { pointer, rule: "required", value: Value::Object(outer), strict: false }
    };
    let of = |requirement: &Requirement| {
        let required = requirement.field;
        requirement.when.iter().map(move |condition| case(required, condition)).collect::<Vec<_>>()
    };
    field.requires.iter().flat_map(of).collect()
}

fn text(rules: &StringRules, secret: bool) -> Shape {
    let (min, max) = (length(rules.min_length).unwrap_or(0), length(rules.max_length));
    let fits = |text: &String| text.len() >= min && max.is_none_or(|max| text.len() <= max);
    let matches = |text: &String| rules.pattern.is_none_or(|pattern: &Pattern| pattern.matches(text));
    let stretch = |text: &&str| text.repeat(min.div_ceil(text.len()).max(1));
    let mut candidates = ["a1", "a:b", "1.2.3", "1", "a", "1s", "a@b", "Level", "1h"].iter().map(stretch);
    let lasts = |text: &String| Schema::String(*rules).check(&json!(text), Validation::Lenient).is_empty();
    let good = candidates.find(|text| fits(text) && matches(text) && lasts(text));
    let good = good.unwrap_or_else(|| panic!("no text that this test knows obeys {rules:?}"));
    let mut shape = Shape::new(json!(good)).bad("type", if secret { json!([SECRET]) } else { json!([]) });
    if let Some(few) = min.checked_sub(1) {
        shape = shape.bad("min_length", json!("a".repeat(few)));
    }
    if let Some(max) = max {
        let start = if secret { SECRET } else { "a" };
        shape = shape.bad("max_length", json!(format!("{start}{}", "a".repeat(max))));
    }
    if let Some(duration) = rules.duration {
        for (bound, step, rule) in [(duration.min, -1, "minimum"), (duration.max, 1, "maximum")] {
            shape = bound.into_iter().fold(shape, |shape, bound| shape.bad(rule, json!(format!("{}ms", bound + step))));
        }
    }
    if rules.pattern.is_some() {
        let stretch = |text: &&str| text.repeat(min.div_ceil(text.chars().count()).max(1));
        let wrong = ["§ §", "§", " ", "x", "@"].iter().map(stretch).find(|text| fits(text) && !matches(text));
        shape = shape.bad("pattern", json!(wrong.unwrap_or_else(|| panic!("every text obeys {rules:?}"))));
    }
    shape
}

fn choice(rules: &EnumRules) -> Shape {
    let good = rules.values.first().copied().unwrap_or("x");
    Shape::new(json!(good)).bad("type", json!([])).strictly_bad(rules.open, "enum", json!("unheard of"))
}

fn length(bound: Option<u32>) -> Option<usize> {
    bound.map(|bound| usize::try_from(bound).unwrap())
}

fn with(object: &Map<String, Value>, key: &str, value: Value) -> Value {
    let mut object = object.clone();
    object.insert(key.to_owned(), value);
    Value::Object(object)
}

fn without(object: &Map<String, Value>, key: &str) -> Value {
    let mut object = object.clone();
    object.remove(key);
    Value::Object(object)
}
