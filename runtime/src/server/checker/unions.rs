//! Values that are one of several variants.

#[cfg(feature = "mock")]
use super::super::Validation;
use super::super::schema::{Schema, ShapedSchema, UnionSchema};
use super::super::tree::{Tree, entries};
use super::fields::Fields;
use super::shown::{Choice, kind, quoted, shown};
use super::{Checker, Step};

#[cfg(feature = "mock")]
impl ShapedSchema {
    /// Returns the first schema that has a value without a violation.
    pub(crate) fn chosen(&self, value: &serde_json::Value) -> Option<&'static Schema> {
        let text = value.to_string();
        let tree = Tree::read(text.as_bytes()).ok()?;
        self.candidates(&tree).into_iter().find(|schema| {
            let mut checker = Checker::new(Validation::Lenient);
            checker.value(schema, &tree);
            checker.finish().is_empty()
        })
    }
}

impl<'a> Checker<'a> {
    /// Checks a value whose shape selects the schema.
    pub(super) fn shaped(&mut self, union: &ShapedSchema, value: &Tree<'a>) {
        let mut candidates = union.candidates(value);
        if candidates.is_empty() {
            candidates.extend(union.of_kind(value));
        }
        let before = self.violations.len();
        let mut first = None;
        for (index, schema) in candidates.into_iter().enumerate() {
            if index > 0 && self.attempts == 0 {
                break;
            }
            self.attempts = self.attempts.saturating_sub(u32::from(index > 0));
            self.value(schema, value);
            let found = self.violations.split_off(before);
            if found.is_empty() {
                return;
            }
            // Those of the likeliest variant say most.
            first.get_or_insert(found);
        }
        match first {
            Some(found) => self.violations.extend(found),
            None if union.open && !self.strict => {}
            None => self.note("type", format_args!("a variant of {}", union.name), kind(value)),
        }
    }

    pub(super) fn union(&mut self, union: &UnionSchema, map: &'a str) {
        let fields =
            Fields::read(map, |key| [Some(union.tag), union.content].into_iter().flatten().find(|it| *it == key));
        let tag = match fields.get(union.tag) {
            Some(Tree::Text(tag)) => tag,
            Some(other) => {
                return self.inside(union.tag, |this| this.note("type", "a string", shown(other)));
            }
            None => {
                let expected = Choice(&tags(union)).to_string();
                return self.inside(union.tag, |this| this.note("required", expected, "nothing"));
            }
        };
        let Some((_, schema)) = union.variants.iter().find(|(name, _)| name == tag) else {
            if self.strict || !union.open {
                let expected = Choice(&tags(union)).to_string();
                self.inside(union.tag, |this| this.note("enum", expected, quoted(tag)));
            }
            return;
        };
        let Some(content) = union.content else {
            // Only an object can be adjacent to its tag; a map would treat the tag as one of its values.
            if let Schema::Object(object) = schema {
                self.object(object, map, Some(union.tag));
            }
            return;
        };
        match (fields.get(content), schema) {
            (Some(value), _) => self.inside(content, |this| this.value(schema, value)),
            (None, Schema::Any) => {}
            (None, _) => {
                self.inside(content, |this| this.note("required", "a value", "nothing"));
            }
        }
        if self.strict {
            for (key, value) in entries(map).filter(|(key, _)| key != union.tag && key != content) {
                let expected = format_args!("only `{}` and `{content}`", union.tag).to_string();
                self.inside(Step::Key(key), |this| this.note("unknown", expected, kind(&value)));
            }
        }
    }
}

fn tags(union: &UnionSchema) -> Vec<&'static str> {
    union.variants.iter().map(|(name, _)| *name).collect()
}
