//! What a newer document changes in a curated specification: three sides of each fact are compared.

use serde_json::{Map, Value};
use specwright_language::source::FileId;

/// A change of the specification.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) file: FileId,
    /// Keys from the top of the file.
    pub(super) keys: Vec<String>,
    /// The new value; `None` removes the entry.
    pub(super) value: Option<Value>,
    /// Entry that a new one follows.
    pub(super) after: Option<String>,
}

/// A fact that both the document and the curator changed, or that could not be taken over.
#[derive(Clone, Debug)]
pub(super) struct Disagreement {
    pub(super) file: FileId,
    pub(super) keys: Vec<String>,
    /// Place in the document of the entry around it.
    pub(super) at: Option<String>,
    pub(super) before: Option<Value>,
    pub(super) here: Option<Value>,
    pub(super) there: Option<Value>,
    /// Why it was not taken over, if not because of the curator.
    pub(super) reason: Option<String>,
}

/// The three sides of a fact: the last import, the newer document, the specification.
#[derive(Clone, Copy, Default)]
pub(super) struct Sides<'v> {
    pub(super) base: Option<&'v Value>,
    pub(super) new: Option<&'v Value>,
    pub(super) here: Option<&'v Value>,
}

type Members = Map<String, Value>;

/// A comparison of one entry.
pub(super) struct Comparison<'c> {
    pub(super) file: FileId,
    /// Place of the entry in the document.
    pub(super) at: Option<&'c str>,
    /// Whether keys lead to an entry that several operations share.
    pub(super) is_shared: &'c dyn Fn(&[String]) -> bool,
    pub(super) changes: Vec<Change>,
    pub(super) disagreements: Vec<Disagreement>,
}

impl Comparison<'_> {
    /// Compares. `full` is the new value with its prose.
    pub(super) fn compare(&mut self, keys: &[String], sides: Sides<'_>, full: Option<&Value>) {
        let Sides { base, new, here } = sides;
        if base == new || here == new {
            return;
        }
        if let (Some(Value::Object(new)), Some(Value::Object(here))) = (new, here) {
            let base = base.and_then(Value::as_object);
            if base.is_some() || sides.base.is_none() {
                return self.members(keys, (base, new, here), full);
            }
        }
        if let Some(merged) = lists(sides) {
            if Some(&merged) != here {
                self.change(keys, Some(merged), None, sides);
            }
        } else if here == base {
            self.change(keys, full.or(new).cloned(), None, sides);
        } else {
            self.disagree(keys, sides, None);
        }
    }

    fn members(
        &mut self,
        keys: &[String],
        (base, new, here): (Option<&Members>, &Members, &Members),
        full: Option<&Value>,
    ) {
        let empty = Members::new();
        let base = base.unwrap_or(&empty);
        let mut after: Option<&String> = None;
        let gone = base.keys().filter(|key| !new.contains_key(*key));
        for key in new.keys().chain(gone) {
            let inner: Vec<String> = keys.iter().chain([key]).cloned().collect();
            let sides = Sides { base: base.get(key), new: new.get(key), here: here.get(key) };
            let full = full.and_then(|full| full.get(key));
            if let (None, None, Some(fact)) = (sides.base, sides.here, sides.new) {
                self.change(&inner, Some(full.unwrap_or(fact).clone()), after.cloned(), sides);
            } else {
                self.compare(&inner, sides, full);
            }
            if here.contains_key(key) {
                after = Some(key);
            }
        }
    }

    fn change(&mut self, keys: &[String], value: Option<Value>, after: Option<String>, sides: Sides<'_>) {
        if (self.is_shared)(keys) {
            let reason = "several operations share the parameter";
            return self.disagree(keys, sides, Some(reason.to_owned()));
        }
        self.changes.push(Change { file: self.file, keys: keys.to_vec(), value, after });
    }

    fn disagree(&mut self, keys: &[String], sides: Sides<'_>, reason: Option<String>) {
        self.disagreements.push(Disagreement {
            file: self.file,
            keys: keys.to_vec(),
            at: self.at.map(str::to_owned),
            before: sides.base.cloned(),
            here: sides.here.cloned(),
            there: sides.new.cloned(),
            reason,
        });
    }
}

/// Lists of plain values are merged item by item.
fn lists(Sides { base, new, here }: Sides<'_>) -> Option<Value> {
    let is_plain = |item: &Value| !item.is_object() && !item.is_array();
    let items = |value: &Value| value.as_array().filter(|items| items.iter().all(is_plain)).cloned();
    let (new, mut merged) = (items(new?)?, items(here?)?);
    let base = base.map_or_else(|| Some(Vec::new()), items)?;
    merged.retain(|item| new.contains(item) || !base.contains(item));
    for item in new.into_iter().filter(|item| !base.contains(item)) {
        if !merged.contains(&item) {
            merged.push(item);
        }
    }
    if merged.iter().all(Value::is_number) {
        merged.sort_by(|one, other| one.as_f64().unwrap_or(0.0).total_cmp(&other.as_f64().unwrap_or(0.0)));
    }
    Some(Value::Array(merged))
}
