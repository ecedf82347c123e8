//! A quick look at a body: whether it certainly violates no rule.
//!
//! It reads the body once, and gives up at anything unusual, which leaves the decision to the checker. Only the
//! checker says what is wrong. Whatever is accepted here, the checker accepts.

use std::cmp::Ordering;

use super::rules::{EnumRules, IntegerRules, NumberRules, StringRules};
use super::schema::{FieldSchema, ListRules, MapRules, ObjectSchema, Schema, ShapedSchema, UnionSchema};
use crate::decode;

/// Depth at which the look ends.
const DEEPEST: usize = 64;

/// Fields that an object may have here: one bit each.
const FIELDS: usize = 64;

/// Returns true if a document is JSON and violates no rule. False says nothing.
pub(super) fn is_certain(schema: &Schema, document: &[u8], strict: bool) -> bool {
    let Ok(text) = std::str::from_utf8(decode::without_mark(document)) else { return false };
    let mut look = Look { text, at: 0, depth: 0, strict };
    look.value(schema).is_some() && look.next_token().is_none()
}

/// Position in a document. Methods return `None` for what is not certain.
struct Look<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    strict: bool,
}

/// Number, as a whole number if it is one.
enum Number {
    Whole(i64),
    Other,
}

impl<'a> Look<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Returns the next byte behind white space, without reading it.
    fn next_token(&mut self) -> Option<u8> {
        while let Some(byte) = self.peek() {
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return Some(byte);
            }
            self.at += 1;
        }
        None
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.next_token()? == byte).then(|| self.at += 1)
    }

    fn literal(&mut self, literal: &str) -> Option<()> {
        self.text.as_bytes().get(self.at..)?.starts_with(literal.as_bytes()).then(|| self.at += literal.len())
    }

    /// Reads a string. The inner `None` is one with escapes.
    fn string(&mut self) -> Option<Option<&'a str>> {
        self.expect(b'"')?;
        let (start, mut plain) = (self.at, true);
        loop {
            match self.peek()? {
                b'"' => break,
                b'\\' => {
                    plain = false;
                    self.at += 1;
                    matches!(self.peek()?, b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't').then_some(())?;
                }
                0..=0x1f => return None,
                _ => {}
            }
            self.at += 1;
        }
        let text = self.text.get(start..self.at)?;
        self.at += 1;
        Some(plain.then_some(text))
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    fn number(&mut self) -> Option<Number> {
        let start = self.at;
        if self.peek()? == b'-' {
            self.at += 1;
        }
        let first = self.peek()?;
        let digits = self.at;
        self.digits()?;
        // Other digits do not follow a zero.
        (first != b'0' || self.at == digits + 1).then_some(())?;
        let mut is_whole = true;
        if self.peek() == Some(b'.') {
            (is_whole, self.at) = (false, self.at + 1);
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            (is_whole, self.at) = (false, self.at + 1);
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        let whole = is_whole.then(|| self.text.get(start..self.at)?.parse().ok()).flatten();
        Some(whole.map_or(Number::Other, Number::Whole))
    }

    fn value(&mut self, schema: &Schema) -> Option<()> {
        match (self.next_token()?, *schema) {
            (b'n', Schema::Nullable(_)) => self.literal("null"),
            (_, Schema::Nullable(schema)) => self.value(schema),
            (first, Schema::Shaped(union)) => self.shaped(first, union),
            (b'"', Schema::Any) => self.string().map(drop),
            (b'"', Schema::String(rules) | Schema::Secret(rules)) => {
                let text = self.string()?;
                check_string(&rules, text)
            }
            (b'"', Schema::Enum(rules)) => {
                let text = self.string()??;
                (is_listed(&rules, text) || (rules.open && !self.strict)).then_some(())
            }
            (b'-' | b'0'..=b'9', schema) => {
                let number = self.number()?;
                is_allowed(&schema, &number, self.strict).then_some(())
            }
            (b't', Schema::Any | Schema::Boolean) => self.literal("true"),
            (b'f', Schema::Any | Schema::Boolean) => self.literal("false"),
            (b'n', Schema::Any) => self.literal("null"),
            (b'[', Schema::Any) => self.inside(|this| this.list(&ListRules::ANY)),
            (b'[', Schema::List(rules)) => self.inside(|this| this.list(rules)),
            (b'{', Schema::Any) => self.inside(|this| this.map(&MapRules::ANY)),
            (b'{', Schema::Map(rules)) => self.inside(|this| this.map(rules)),
            (b'{', Schema::Object(object)) => self.inside(|this| this.object(object, None)),
            (b'{', Schema::Union(union)) => self.inside(|this| this.union(union)),
            _ => None,
        }
    }

    /// A plain value is that of some variant. The checker knows how others are told apart.
    fn shaped(&mut self, first: u8, union: &ShapedSchema) -> Option<()> {
        (!matches!(first, b'{' | b'[')).then_some(())?;
        let start = self.at;
        union.variants.iter().find_map(|schema| {
            self.at = start;
            self.value(schema)
        })
    }

    fn inside(&mut self, look: impl FnOnce(&mut Self) -> Option<()>) -> Option<()> {
        self.depth += 1;
        (self.depth < DEEPEST).then_some(())?;
        look(self)?;
        self.depth -= 1;
        Some(())
    }

    /// Reads items or entries up to the closing bracket or brace, and returns their number.
    fn each(&mut self, close: u8, mut part: impl FnMut(&mut Self) -> Option<()>) -> Option<u32> {
        // The opening one.
        self.at += 1;
        if self.next_token()? == close {
            self.at += 1;
            return Some(0);
        }
        let mut count = 0_u32;
        loop {
            part(self)?;
            count = count.checked_add(1)?;
            let next = self.next_token()?;
            self.at += 1;
            match next {
                b',' => {}
                next if next == close => return Some(count),
                _ => return None,
            }
        }
    }

    fn list(&mut self, rules: &ListRules) -> Option<()> {
        let count = self.each(b']', |this| this.value(&rules.items))?;
        is_between(count, rules.min_items, rules.max_items)
    }

    fn map(&mut self, rules: &MapRules) -> Option<()> {
        let count = self.each(b'}', |this| {
            let key = this.string()?;
            check_string(&rules.keys, key)?;
            this.expect(b':')?;
            this.value(&rules.values)
        })?;
        is_between(count, rules.min_entries, rules.max_entries)
    }

    /// Reads an object. `besides` is a key that is allowed although it is not a field.
    fn object(&mut self, object: &ObjectSchema, besides: Option<&str>) -> Option<()> {
        // The checker knows which of several fields must be present.
        (object.fields.len() <= FIELDS && object.rules.is_empty()).then_some(())?;
        let mut seen = 0_u64;
        self.each(b'}', |this| {
            let key = this.string()??;
            this.expect(b':')?;
            let Some(index) = object.fields.iter().position(|field| is_named(field, key)) else {
                return match object.extra.filter(|_| besides != Some(key)) {
                    Some(schema) => {
                        this.next_token()?;
                        this.value(schema)
                    }
                    None => this.unknown(key, besides),
                };
            };
            // The checker knows which of two counts.
            (seen >> index & 1 == 0).then_some(())?;
            seen |= 1 << index;
            let field = object.fields.get(index)?;
            // The checker knows what is required further inside.
            field.requires.is_empty().then_some(())?;
            this.field(field)
        })?;
        // The checker knows the conditions.
        let may_lack = |field: &FieldSchema| !field.required && field.required_when.is_empty();
        let mut fields = object.fields.iter().enumerate();
        fields.all(|(index, field)| seen >> index & 1 == 1 || may_lack(field)).then_some(())
    }

    fn field(&mut self, field: &FieldSchema) -> Option<()> {
        if self.next_token()? != b'n' {
            return self.value(&field.schema);
        }
        let may_be_null = field.nullable || !(field.required || !field.required_when.is_empty() || self.strict);
        may_be_null.then_some(())?;
        self.literal("null")
    }

    fn unknown(&mut self, key: &str, besides: Option<&str>) -> Option<()> {
        (!self.strict || besides == Some(key)).then_some(())?;
        self.value(&Schema::Any)
    }

    fn union(&mut self, union: &UnionSchema) -> Option<()> {
        let start = self.at;
        let (mut tag, mut content) = (None, None);
        self.each(b'}', |this| {
            let key = this.string()??;
            this.expect(b':')?;
            this.next_token()?;
            if key == union.tag {
                let found = this.string()??;
                return tag.replace(found).is_none().then_some(());
            }
            if Some(key) == union.content {
                content.replace(this.at).is_none().then_some(())?;
            } else if union.content.is_some() {
                return this.unknown(key, None);
            }
            this.value(&Schema::Any)
        })?;
        let end = self.at;
        let tag = tag?;
        let Some((_, schema)) = union.variants.iter().find(|(name, _)| *name == tag) else {
            return (union.open && !self.strict).then_some(());
        };
        match (union.content, content, schema) {
            (None, _, Schema::Object(object)) => {
                self.at = start;
                self.object(object, Some(union.tag))?;
            }
            (Some(_), Some(content), schema) => {
                self.at = content;
                self.value(schema)?;
            }
            (None, ..) | (Some(_), None, Schema::Any) => {}
            (Some(_), None, _) => return None,
        }
        self.at = end;
        Some(())
    }
}

fn is_named(field: &FieldSchema, key: &str) -> bool {
    field.name == key || field.aliases.contains(&key)
}

fn is_between(count: u32, least: Option<u32>, most: Option<u32>) -> Option<()> {
    (least.is_none_or(|least| count >= least) && most.is_none_or(|most| count <= most)).then_some(())
}

fn check_string(rules: &StringRules, text: Option<&str>) -> Option<()> {
    // The checker knows durations.
    rules.duration.is_none().then_some(())?;
    if rules.min_length.is_none() && rules.max_length.is_none() && rules.pattern.is_none() {
        return Some(());
    }
    let text = text?;
    let length = u32::try_from(text.chars().count()).ok()?;
    is_between(length, rules.min_length, rules.max_length)?;
    rules.pattern.is_none_or(|pattern| pattern.matches(text)).then_some(())
}

fn is_listed(rules: &EnumRules, text: &str) -> bool {
    match rules.ignore_case {
        true => rules.values.iter().any(|value| value.eq_ignore_ascii_case(text)),
        false => rules.values.contains(&text),
    }
}

fn is_allowed(schema: &Schema, number: &Number, strict: bool) -> bool {
    let within = |number: i64, min: Option<i64>, max: Option<i64>| {
        min.is_none_or(|min| number >= min) && max.is_none_or(|max| number <= max)
    };
    match (schema, number) {
        (Schema::Any, _) => true,
        (Schema::Integer(IntegerRules { min, max, .. }), Number::Whole(number)) => within(*number, *min, *max),
        (Schema::Number(rules), Number::Whole(number)) => rules.place(&(*number).into()) == Ordering::Equal,
        (Schema::Number(NumberRules { min: None, max: None }), Number::Other) => true,
        (Schema::IntegerEnum(rules), Number::Whole(number)) => {
            (rules.open && !strict) || rules.values.iter().any(|value| i64::from(*value) == *number)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::server::checker::Checker;
    use crate::server::rules::IntegerEnumRules;
    use crate::server::tree::Tree;
    use crate::server::{Condition, Pattern, Validation};

    static LOWER: Pattern = Pattern::new("^[a-z]+$");
    static NAME: StringRules = StringRules::ANY.at_least(2).at_most(5).matches(&LOWER);
    static COLORS: EnumRules = EnumRules { values: &["red", "blue"], open: false, ignore_case: true };
    static LEVELS: IntegerEnumRules = IntegerEnumRules { values: &[1, 2], open: true };
    static LABELS: ListRules = ListRules::of(Schema::STRING).at_least(1).at_most(2);
    static CHILDREN: ListRules = ListRules::of(Schema::Object(&NODE));
    static SIZES: MapRules = MapRules::of(Schema::Integer(IntegerRules::INT32.at_least(0).or_string()))
        .at_most(2)
        .keys(StringRules::ANY.at_most(3));
    static WITHIN: UnionSchema = UnionSchema {
        tag: "kind",
        content: Some("spec"),
        variants: &[("node", Schema::Object(&NODE)), ("none", Schema::Any)],
        open: false,
    };
    static BESIDE: UnionSchema =
        UnionSchema { tag: "kind", variants: &[("node", Schema::Object(&NODE))], ..UnionSchema::ANY };
    static EITHER: ShapedSchema = ShapedSchema {
        name: "Either",
        variants: &[Schema::String(NAME), Schema::Integer(IntegerRules::INT32), Schema::Object(&NODE)],
        open: true,
    };
    static NODE: ObjectSchema = ObjectSchema::new(
        "Node",
        &[
            FieldSchema::required("name", Schema::String(NAME)).aliases(&["title"]),
            FieldSchema::nullable("color", Schema::Enum(COLORS)),
            FieldSchema::optional("level", Schema::IntegerEnum(LEVELS)),
            FieldSchema::optional("labels", Schema::List(&LABELS)),
            FieldSchema::clearable("children", Schema::List(&CHILDREN)),
            FieldSchema::optional("sizes", Schema::Map(&SIZES)),
            FieldSchema::optional("within", Schema::Union(&WITHIN)),
            FieldSchema::optional("beside", Schema::Union(&BESIDE)),
            FieldSchema::optional("share", Schema::Number(NumberRules::ANY.above(-0.5).below(3.5))),
            FieldSchema::optional("free", Schema::Any),
            FieldSchema::optional("either", Schema::Shaped(&EITHER)),
            FieldSchema::optional("ready", Schema::Boolean),
            FieldSchema::optional("key", Schema::Secret(StringRules::ANY.at_most(3)))
                .required_when(&[Condition::new("color", &["red"])]),
        ],
    );

    /// Good documents in tokens, so that each can be replaced.
    const DOCUMENTS: [&str; 4] = [
        r#"{ "name" : "pen" , "color" : "RED" , "key" : "abc" , "level" : 2 , "labels" : [ "x\n" , "" ] }"#,
        r#"{ "title" : "pens" , "color" : null , "key" : "" , "children" : [ { "name" : "ab" , "color" : "blue" , "key" : "k" } ] , "sizes" : { "a" : 0 , "b" : 12 } }"#,
        r#"{ "name" : "pen" , "color" : null , "key" : "k" , "within" : { "spec" : { "name" : "ab" , "color" : null , "key" : "k" } , "kind" : "node" } , "share" : 3 , "ready" : true }"#,
        r#"{ "name" : "pen" , "color" : null , "key" : "k" , "beside" : { "name" : "ab" , "kind" : "node" , "color" : null , "key" : "k" } , "free" : { "a" : [ -1.5e3 , false , null ] } , "either" : "abc" }"#,
    ];

    const TOKENS: &str = r#"{ } [ ] : , "name" "title" "color" "kind" "spec" "children" "either" "node" "none" "red" "green" "abc" "abcdef" "A" "\u0061" "ä" "other" 0 1 -1 01 1.0 1e2 1e999 99999999999999999999 true false null tru "\q" -"#;

    fn accepts(document: &str, validation: Validation) -> bool {
        let Ok(tree) = Tree::read(document.as_bytes()) else { return false };
        let mut checker = Checker::new(validation);
        checker.value(&Schema::Object(&NODE), &tree);
        checker.finish().is_empty()
    }

    fn is_certain_of(document: &str, strict: bool) -> bool {
        is_certain(&Schema::Object(&NODE), document.as_bytes(), strict)
    }

    #[test]
    fn usual_documents_are_accepted() {
        for document in DOCUMENTS {
            let packed: String = document.split(' ').collect();
            for document in [document, &packed, &format!("\u{feff}\n{document}\t")] {
                assert!(accepts(document, Validation::Strict), "{document}");
                assert!(is_certain_of(document, true) && is_certain_of(document, false), "{document}");
            }
        }
    }

    #[test]
    fn depth_does_no_harm() {
        for deep in ["[".repeat(100_000), "{\"a\":".repeat(100_000)] {
            assert!(!is_certain(&Schema::Any, deep.as_bytes(), false));
        }
        let deep = r#"{"name":"ab","color":null,"key":"","children":["#.repeat(1000);
        assert!(!is_certain_of(&deep, false));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn nothing_is_accepted_that_the_checker_rejects(
            document in 0..DOCUMENTS.len(),
            edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..4),
            remove in any::<Option<prop::sample::Index>>(),
        ) {
            let mut tokens: Vec<&str> = DOCUMENTS[document].split(' ').collect();
            let others: Vec<&str> = TOKENS.split(' ').collect();
            for (place, other) in &edits {
                let place = place.index(tokens.len());
                tokens[place] = others[other.index(others.len())];
            }
            if let Some(place) = remove {
                tokens.remove(place.index(tokens.len()));
            }
            let document = tokens.concat();
            for (validation, strict) in [(Validation::Lenient, false), (Validation::Strict, true)] {
                prop_assert!(!is_certain_of(&document, strict) || accepts(&document, validation), "{}", document);
            }
        }
    }
}
