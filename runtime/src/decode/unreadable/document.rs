//! A document whose parts are given up until it can be read.

use std::collections::VecDeque;
use std::collections::btree_map::{BTreeMap, Entry};

use serde_json::Value;
use serde_path_to_error::{Path, Segment};

use super::{Unreadable, conversion};
use crate::decode::DecodeError;

/// How many items of a list are read at once. Few, because all of them are read again for each part that cannot be.
const CHUNK: usize = 4;

/// How an error about a null begins.
const NULL: &str = "invalid type: null";

/// A step on the way from the document to a place inside.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Member(String),
    Item(usize),
}

impl Step {
    fn of<'a>(&self, value: &'a Value) -> Option<&'a Value> {
        match self {
            Self::Member(name) => value.get(name),
            Self::Item(index) => value.get(index),
        }
    }

    fn of_mut<'a>(&self, value: &'a mut Value) -> Option<&'a mut Value> {
        match self {
            Self::Member(name) => value.get_mut(name),
            Self::Item(index) => value.get_mut(index),
        }
    }
}

/// The way to the place of an error, as far as it is known.
pub(super) fn steps(path: &Path) -> Vec<Step> {
    let known = path.iter().map_while(|segment| match segment {
        Segment::Seq { index } => Some(Step::Item(*index)),
        Segment::Map { key } => Some(Step::Member(key.clone())),
        Segment::Enum { variant } => Some(Step::Member(variant.clone())),
        Segment::Unknown => None,
    });
    known.collect()
}

/// The path as errors write it.
fn written(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Member(name) if path.is_empty() => path.push_str(name),
            Step::Member(name) => path.extend([".", name]),
            Step::Item(index) => path.push_str(&format!("[{index}]")),
        }
    }
    path
}

/// A list that is read in chunks. It is not inside of another list.
struct List {
    path: Vec<Step>,
    /// What has been read.
    done: Vec<Value>,
    /// What comes after the items in the document.
    pending: VecDeque<Value>,
}

impl List {
    fn refill(&mut self, items: &mut Vec<Value>) {
        items.extend(self.pending.drain(..CHUNK.min(self.pending.len())));
    }
}

/// What of a document must not be given up, besides what its type requires.
#[derive(Clone, Copy)]
pub(super) struct Needs {
    /// Whether everything at the top may be missing: lists are all that it is about.
    pub(super) is_frame: bool,
    /// The member with the items of a page.
    pub(super) items: Option<&'static str>,
}

/// The part of a document that is being read, and what was given up so far.
pub(super) struct Document {
    root: Value,
    needs: Needs,
    lists: Vec<List>,
    given_up: BTreeMap<Vec<Step>, Unreadable>,
    /// Values that have another JSON type now, with the errors of the ones before.
    converted: BTreeMap<Vec<Step>, DecodeError>,
}

impl Document {
    pub(super) fn new(root: Value, needs: Needs) -> Self {
        Self { root, needs, lists: Vec::new(), given_up: BTreeMap::new(), converted: BTreeMap::new() }
    }

    /// The number of parts that were given up.
    pub(super) fn parts(&self) -> usize {
        self.given_up.len()
    }

    /// Whether nothing is set aside.
    pub(super) fn is_whole(&self) -> bool {
        self.lists.is_empty()
    }

    pub(super) fn text(&self) -> Option<Vec<u8>> {
        serde_json::to_vec(&self.root).ok()
    }

    fn get(&self, steps: &[Step]) -> Option<&Value> {
        steps.iter().try_fold(&self.root, |value, step| step.of(value))
    }

    fn get_mut(&mut self, steps: &[Step]) -> Option<&mut Value> {
        steps.iter().try_fold(&mut self.root, |value, step| step.of_mut(value))
    }

    fn items(&mut self, list: &[Step]) -> Option<&mut Vec<Value>> {
        self.get_mut(list)?.as_array_mut()
    }

    /// What was given up, in the order of the paths.
    pub(super) fn told(self, first: &DecodeError) -> Vec<Unreadable> {
        if self.given_up.is_empty() && self.converted.is_empty() {
            // A member that is there twice. The last one counts, as for most readers.
            return vec![Unreadable { path: first.path.clone(), error: first.clone() }];
        }
        // Nothing is lost with a null, such as that of an entry of a map.
        let is_null = |part: &Unreadable| part.path == part.error.path && part.error.message.starts_with(NULL);
        self.given_up.into_values().filter(|part| !is_null(part)).collect()
    }

    /// The parts that were given up inside of a place.
    fn inside<'a>(&'a self, place: &'a [Step]) -> impl Iterator<Item = &'a Vec<Step>> {
        self.given_up.range(place.to_vec()..).map(|(steps, _)| steps).take_while(|steps| steps.starts_with(place))
    }

    /// Goes on after everything in the document could be read.
    pub(super) fn advance(&mut self) {
        let mut lists = std::mem::take(&mut self.lists);
        let is_done = lists.iter().all(|list| list.pending.is_empty());
        for list in &mut lists {
            let Some(items) = self.items(&list.path) else { continue };
            list.done.append(items);
            if is_done {
                *items = std::mem::take(&mut list.done);
            } else {
                list.refill(items);
            }
        }
        if !is_done {
            self.lists = lists;
        }
    }

    /// Makes the document begin at the item that a place is in. Says how many items have been before.
    fn narrow(&mut self, steps: &mut [Step]) -> Option<usize> {
        let Some(at) = steps.iter().position(|step| matches!(step, Step::Item(_))) else { return Some(0) };
        let (path, rest) = steps.split_at_mut(at);
        let Some(Step::Item(index)) = rest.first_mut() else { return Some(0) };
        let known = self.lists.iter().position(|list| list.path == *path);
        let known = known.unwrap_or_else(|| {
            self.lists.push(List { path: path.to_vec(), done: Vec::new(), pending: VecDeque::new() });
            self.lists.len() - 1
        });
        let mut list = self.lists.swap_remove(known);
        let items = self.items(path)?;
        for item in items.drain((*index).min(items.len())..).rev() {
            list.pending.push_front(item);
        }
        list.done.append(items);
        list.refill(items);
        *index = 0;
        let before = list.done.len();
        self.lists.push(list);
        Some(before)
    }

    /// Resolves an error: the value gets another JSON type if it can, or else the smallest part around it that can be
    /// missing as far as one can tell is given up.
    pub(super) fn resolve(&mut self, mut steps: Vec<Step>, mut error: DecodeError) -> Option<()> {
        self.follow(&mut steps, &error.path);
        if let Some(name) = field(&error.message, "duplicate field `") {
            // It is there by its name and by another one.
            let named = self.get(&steps).and_then(|object| object.get(name));
            steps.extend(named.map(|_| Step::Member(name.to_owned())));
        }
        let before = self.narrow(&mut steps)?;
        let real = |steps: &[Step]| {
            let mut steps = steps.to_vec();
            if let Some(Step::Item(index)) = steps.iter_mut().find(|step| matches!(step, Step::Item(_))) {
                *index += before;
            }
            steps
        };
        (error.path, error.line, error.column) = (written(&real(&steps)), 0, 0);
        match self.converted.entry(real(&steps)) {
            Entry::Vacant(place) => {
                let value = steps.iter().try_fold(&mut self.root, |value, step| step.of_mut(value));
                if let Some(value) = value
                    && let Some(other) = conversion::of(value, &error.message)
                {
                    *value = other;
                    place.insert(error);
                    return Some(());
                }
            }
            Entry::Occupied(before) => error = before.remove(),
        }
        let end = self.end(&steps, &error.message, &real)?;
        let place = real(&steps[..end]);
        if self.is_items(&place) {
            return None;
        }
        let (Some(Step::Member(name)), outer) = (steps[..end].last(), &steps[..end - 1]) else { return None };
        self.get_mut(outer)?.as_object_mut()?.remove(name)?;
        self.lists.retain(|list| !list.path.starts_with(&steps[..end]));
        // What was wrong inside is the reason.
        for steps in self.inside(&place).cloned().collect::<Vec<_>>() {
            error = self.given_up.remove(&steps).map_or(error, |part| part.error);
        }
        let path = written(&place);
        self.given_up.insert(place, Unreadable { path, error });
        Some(())
    }

    /// Follows the rest of a path, which is inside of a value that is read in two steps.
    fn follow(&self, steps: &mut Vec<Step>, path: &str) {
        let mut rest = path.strip_prefix(&written(steps)).unwrap_or_default();
        let Some(mut value) = self.get(steps) else { return };
        // A place that is not there, such as that of a missing tag, is as far as one gets.
        while !rest.is_empty() {
            rest = rest.strip_prefix('.').unwrap_or(rest);
            let step = match value {
                Value::Object(members) => {
                    let ends = |name: &str| {
                        rest.strip_prefix(name).filter(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
                    };
                    let mut fitting = members.keys().filter_map(|name| Some((name, ends(name)?)));
                    // Names with dots in them can make it ambiguous.
                    let (Some((name, after)), None) = (fitting.next(), fitting.next()) else { return };
                    rest = after;
                    Step::Member(name.clone())
                }
                Value::Array(_) => {
                    let Some((index, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
                        return;
                    };
                    let Ok(index) = index.parse() else { return };
                    rest = after;
                    Step::Item(index)
                }
                _ => return,
            };
            let Some(inner) = step.of(value) else { return };
            value = inner;
            steps.push(step);
        }
    }

    /// Where the path to the part to give up ends.
    fn end(&self, steps: &[Step], message: &str, real: &dyn Fn(&[Step]) -> Vec<Step>) -> Option<usize> {
        let end = steps.iter().rposition(|step| matches!(step, Step::Member(_)))? + 1;
        let is_outermost = !steps[..end].iter().any(|step| matches!(step, Step::Item(_)));
        let is_list = end < steps.len();
        if is_outermost && self.needs.is_frame && (is_list || message.ends_with("expected a sequence")) {
            return None;
        }
        (!is_list || !self.has_identities(&steps[..end], &real(&steps[..=end]), message)).then_some(end)
    }

    /// Whether a place is that of the items of a page. They may have another name than the documented one.
    fn is_items(&self, place: &[Step]) -> bool {
        let ([Step::Member(name)], Some(items)) = (place, self.needs.items) else { return false };
        let is_other = || self.root.get(items).is_none() && self.root.get(name).is_some_and(Value::is_array);
        name == items || is_other()
    }

    /// Whether the items of a list are things with ids, as far as their names tell.
    fn has_identities(&self, list: &[Step], item: &[Step], message: &str) -> bool {
        let aside = self.lists.iter().filter(|other| other.path == list);
        let aside = aside.flat_map(|list| list.done.iter().chain(&list.pending));
        let here = self.get(list).and_then(Value::as_array).into_iter().flatten();
        let mut names = here.chain(aside).filter_map(Value::as_object).flat_map(|item| item.keys());
        let mut given_up = self.inside(item).filter_map(|steps| match &steps[item.len()..] {
            [Step::Member(name)] => Some(name),
            _ => None,
        });
        field(message, "missing field `").is_some_and(is_id)
            || names.any(|name| is_id(name))
            || given_up.any(|name| is_id(name))
    }
}

/// The field that a message is about.
fn field<'a>(message: &'a str, lead: &str) -> Option<&'a str> {
    message.strip_prefix(lead)?.strip_suffix('`')
}

fn is_id(name: &str) -> bool {
    name.eq_ignore_ascii_case("id") || ["Id", "ID", "_id"].iter().any(|end| name.ends_with(end))
}
