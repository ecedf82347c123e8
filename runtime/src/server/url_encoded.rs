//! Decoding of URL-encoded forms: the pairs become a JSON object, which is validated and decoded as a JSON body is.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::decoding;
use super::form::{invalid, plain};
use super::schema::{ObjectSchema, Schema, ShapedSchema, UnionSchema};
use super::service_error::ServiceError;

/// Most steps in the name of a pair: `a[b][c]` has three.
const DEEPEST: usize = 16;
/// Most pairs. Each takes many times its size in memory.
const MOST_PAIRS: usize = 10_000;

/// Returns the pairs of a form as fields of an object. A repeated name is a list, and brackets lead into objects and
/// lists: `a[b]=1`, `list[0][b]=1`, `list[]=1`.
pub(super) fn read(body: &[u8], schema: &Schema) -> Result<Value, ServiceError> {
    let text = std::str::from_utf8(body).map_err(|_| invalid("the form is not UTF-8"))?;
    if text.bytes().filter(|byte| *byte == b'&').count() >= MOST_PAIRS {
        return Err(invalid("the form has too many fields"));
    }
    let pairs = decoding::query(text).ok_or_else(|| invalid("the percent-encoding of the form is invalid"))?;
    let mut root = Node::default();
    for (name, value) in &pairs {
        let (name, value) = (name.of(text), value.of(text));
        let is_field = matches!(schema, Schema::Object(object) if object.fields.iter().any(|field| field.name == name));
        let steps = if is_field { vec![name] } else { steps(name) };
        if steps.len() > DEEPEST {
            return Err(invalid("a name in the form is nested too deeply"));
        }
        root.at(&steps).texts.push(value.to_owned());
    }
    Ok(root.value(schema))
}

/// Splits `a[b][c]`.
fn steps(name: &str) -> Vec<&str> {
    let split = name.strip_suffix(']').and_then(|name| name.split_once('['));
    split.map_or_else(|| vec![name], |(first, rest)| std::iter::once(first).chain(rest.split("][")).collect())
}

/// Values under one name, and those below it.
#[derive(Default)]
struct Node {
    texts: Vec<String>,
    members: BTreeMap<String, Node>,
}

impl Node {
    fn at(&mut self, steps: &[&str]) -> &mut Node {
        match steps {
            // `a[]` is another value of `a`.
            [] | [""] => self,
            [first, rest @ ..] => self.members.entry((*first).to_owned()).or_default().at(rest),
        }
    }

    /// Returns the JSON that the schema expects, as far as the strings are that. Validation reports the others.
    fn value(self, schema: &Schema) -> Value {
        match schema {
            Schema::List(rules) if self.members.keys().all(|key| key.parse::<u32>().is_ok()) => {
                let mut members = Vec::from_iter(self.members);
                members.sort_by_key(|(key, _)| key.parse::<u32>().unwrap_or_default());
                let texts = self.texts.iter().map(|text| plain(Some(&rules.items), text));
                texts.chain(members.into_iter().map(|(_, member)| member.value(&rules.items))).collect()
            }
            Schema::Object(object) if self.texts.is_empty() => Value::Object(self.object(object)),
            Schema::Union(union) if self.texts.is_empty() => Value::Object(self.union(union)),
            Schema::Map(rules) if self.texts.is_empty() => self.map(|_| &rules.values),
            Schema::Shaped(union) => self.shaped(union),
            Schema::Nullable(schema) => self.value(schema),
            _ if !self.members.is_empty() => self.map(|_| &Schema::Any),
            schema => match self.texts.as_slice() {
                [text] => plain(Some(schema), text),
                texts => texts.iter().map(|text| plain(Some(schema), text)).collect(),
            },
        }
    }

    /// The shape shows as far as a form has one: whether there are members or several strings.
    fn shaped(self, union: &ShapedSchema) -> Value {
        let is_object = |schema: &&Schema| {
            matches!(schema, Schema::Object(_) | Schema::Union(_) | Schema::Map(_)) && self.texts.is_empty()
        };
        let numbered = self.members.keys().all(|key| key.parse::<u32>().is_ok());
        let is_list = |schema: &&Schema| matches!(schema, Schema::List(_)) && numbered;
        let several = self.texts.len() > 1 || !self.members.is_empty();
        let find = |fits: &dyn Fn(&&Schema) -> bool| union.variants.iter().find(fits);
        let compound = if several { find(&is_list).or_else(|| find(&is_object)) } else { None };
        match (compound, self.texts.as_slice()) {
            (Some(schema), _) => self.value(schema),
            (None, [text]) if self.members.is_empty() => one_of(union, text),
            (None, _) => self.value(&Schema::Any),
        }
    }

    fn map<'s>(self, schema: impl Fn(&str) -> &'s Schema) -> Value {
        let members = self.members.into_iter();
        Value::Object(members.map(|(key, member)| (key.clone(), member.value(schema(&key)))).collect())
    }

    fn object(self, object: &ObjectSchema) -> Map<String, Value> {
        let mut fields = Map::new();
        for (key, member) in self.members {
            let field = object.fields.iter().find(|field| field.name == key || field.aliases.contains(&key.as_str()));
            fields.insert(key, member.value(field.map_or(object.extra.unwrap_or(&Schema::Any), |field| &field.schema)));
        }
        for field in object.fields.iter().filter(|field| field.required) {
            let is_sent =
                fields.contains_key(field.name) || field.aliases.iter().any(|alias| fields.contains_key(*alias));
            if let Some(empty) = without_pairs(&field.schema).filter(|_| !is_sent) {
                fields.insert(field.name.to_owned(), empty);
            }
        }
        fields
    }

    fn union(mut self, union: &UnionSchema) -> Map<String, Value> {
        let tag = self.members.get(union.tag).and_then(|tag| tag.texts.first().cloned());
        let variant = union.variants.iter().find(|(known, _)| tag.as_deref() == Some(known)).map(|(_, schema)| schema);
        let beside = |node: Node| match variant {
            Some(Schema::Object(object)) => node.object(object),
            _ => node.object(&ObjectSchema::ANY),
        };
        match union.content {
            None => beside(self),
            Some(content) => {
                let inside = self.members.remove(content).map(|inside| inside.value(variant.unwrap_or(&Schema::Any)));
                let mut fields = self.object(&ObjectSchema::ANY);
                fields.extend(inside.map(|inside| (content.to_owned(), inside)));
                fields
            }
        }
    }
}

/// Returns the value that has no pair: an empty list or map, an object of such values, or a union with one of them. A form
/// cannot tell it from its absence.
fn without_pairs(schema: &Schema) -> Option<Value> {
    match schema {
        Schema::List(_) => Some(Value::Array(Vec::new())),
        Schema::Map(_) => Some(Value::Object(Map::new())),
        Schema::Object(object) => {
            let required = object.fields.iter().filter(|field| field.required);
            let fields = required.map(|field| Some((field.name.to_owned(), without_pairs(&field.schema)?)));
            fields.collect::<Option<_>>().map(Value::Object)
        }
        // A union may be within itself, behind a required field.
        Schema::Shaped(union) => {
            let is_flat = |schema: &&Schema| match schema {
                Schema::Object(object) => !object.fields.iter().any(|field| field.required),
                schema => matches!(schema, Schema::List(_) | Schema::Map(_)),
            };
            union.variants.iter().find(is_flat).and_then(without_pairs)
        }
        _ => None,
    }
}

/// Returns a string as a listed one, a number, a boolean, or else a string.
fn one_of(union: &ShapedSchema, text: &str) -> Value {
    let is_listed = |schema: &Schema| matches!(schema, Schema::Enum(rules) if rules.values.contains(&text));
    if union.variants.iter().any(is_listed) {
        return text.into();
    }
    let mut values = union.variants.iter().map(|schema| plain(Some(schema), text));
    values.find(|value| !value.is_string()).unwrap_or_else(|| text.into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::server::{FieldSchema, ListRules, MapRules};

    static INNER: ObjectSchema = ObjectSchema::new(
        "Inner",
        &[FieldSchema::optional("n", Schema::INT64), FieldSchema::optional("on", Schema::Boolean)],
    );
    static OUTER: ObjectSchema = ObjectSchema::new(
        "Outer",
        &[
            FieldSchema::optional("text", Schema::STRING),
            FieldSchema::required("sizes", Schema::List(&ListRules::of(Schema::INT64))),
            FieldSchema::optional("inner", Schema::Object(&INNER)),
            FieldSchema::optional("all", Schema::List(&ListRules::of(Schema::Object(&INNER)))),
            FieldSchema::optional("map", Schema::Map(&MapRules::of(Schema::NUMBER))),
            FieldSchema::optional("odd[]", Schema::List(&ListRules::of(Schema::STRING))),
        ],
    );

    fn read(form: &str) -> Result<Value, ServiceError> {
        super::read(form.as_bytes(), &Schema::Object(&OUTER))
    }

    #[test]
    fn pairs_become_what_the_schema_expects() {
        let form = "text=1+2&sizes=3&sizes=4&inner[n]=5&inner%5Bon%5D=true&all[10][n]=7&all[9][n]=6&map[a]=1.5&odd[]=x";
        let expected = json!({
            "text": "1 2",
            "sizes": [3, 4],
            "inner": { "n": 5, "on": true },
            "all": [{ "n": 6 }, { "n": 7 }],
            "map": { "a": 1.5 },
            "odd[]": ["x"],
        });
        assert_eq!(read(form).unwrap(), expected);
        assert_eq!(read("sizes[]=1&sizes[]=2").unwrap(), json!({ "sizes": [1, 2] }));
        assert_eq!(read("").unwrap(), json!({ "sizes": [] }), "an empty list has no pair");
    }

    #[test]
    fn what_is_required_and_has_no_pair_is_empty() {
        static ADDRESS: ObjectSchema = ObjectSchema::new("Address", &[FieldSchema::required("city", Schema::STRING)]);
        static FORM: ObjectSchema = ObjectSchema::new(
            "Form",
            &[
                FieldSchema::required("inner", Schema::Object(&INNER)),
                FieldSchema::required("outer", Schema::Object(&OUTER)),
                FieldSchema::required("address", Schema::Object(&ADDRESS)),
                FieldSchema::optional("other", Schema::Object(&INNER)),
            ],
        );
        let read = |form: &str| super::read(form.as_bytes(), &Schema::Object(&FORM)).unwrap();
        assert_eq!(read(""), json!({ "inner": {}, "outer": { "sizes": [] } }));
        let full = json!({ "inner": { "n": 1 }, "outer": { "sizes": [2] }, "address": { "city": "x" } });
        assert_eq!(read("inner[n]=1&outer[sizes]=2&address[city]=x"), full);
    }

    #[test]
    fn what_does_not_fit_is_left_to_validation() {
        let expected = json!({ "text": ["a", "b"], "sizes": { "x": "1" }, "inner": "c", "other": "d" });
        assert_eq!(read("text=a&text=b&sizes[x]=1&inner=c&other=d").unwrap(), expected);
    }

    #[test]
    fn what_json_has_no_number_for_is_not_lost() {
        for number in ["NaN", "nan", "inf", "-inf", "Infinity", "1e999"] {
            let form = format!("map[a]={number}");
            assert_eq!(read(&form).unwrap(), json!({ "sizes": [], "map": { "a": number } }), "validation reports it");
            assert_eq!(plain(Some(&Schema::NUMBER), number), json!(number));
        }
    }

    #[test]
    fn broken_forms_are_rejected() {
        assert!(read("text=%zz").is_err());
        assert!(super::read(b"text=\xff", &Schema::Any).is_err());
        let deep = format!("a{}=1", "[b]".repeat(100_000));
        assert!(read(&deep).is_err());
        assert!(read(&"sizes=1&".repeat(MOST_PAIRS - 1)).is_ok());
        assert!(read(&"sizes=1&".repeat(MOST_PAIRS)).is_err());
    }
}
