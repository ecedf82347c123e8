//! Values of the parameters of a call.

use std::fmt::{self, Display, Write as _};

use super::parameter_value::ParameterValue;
use crate::finite;
use crate::value::Secret;

/// Parameters that a call usually has at most. More of them cost another allocation.
const USUAL: usize = 8;

/// Bytes of their values.
const USUAL_BYTES: usize = 96;

/// Values by name, in the order in which they were set. Plain values share one string, so a value costs no
/// allocation.
#[derive(Clone, Default)]
pub(crate) struct Values {
    text: String,
    entries: Vec<Entry>,
}

#[derive(Clone)]
struct Entry {
    name: &'static str,
    value: Value,
}

#[derive(Clone)]
enum Value {
    /// Its place in the string.
    Plain {
        start: usize,
        end: usize,
    },
    Secret(Secret),
    /// Value of an entry of a map, with its name before it.
    Member {
        start: usize,
        middle: usize,
        end: usize,
    },
}

impl Entry {
    /// Returns the name on the wire.
    fn name<'a>(&self, text: &'a str) -> &'a str
    where
        'static: 'a,
    {
        match &self.value {
            Value::Member { start, middle, .. } => text.get(*start..*middle).unwrap_or_default(),
            Value::Plain { .. } | Value::Secret(_) => self.name,
        }
    }

    fn get<'a>(&'a self, text: &'a str) -> ParameterValue<'a> {
        match &self.value {
            Value::Plain { start, end } => ParameterValue::Plain(text.get(*start..*end).unwrap_or_default()),
            Value::Secret(secret) => ParameterValue::Secret(secret),
            Value::Member { middle, end, .. } => ParameterValue::Plain(text.get(*middle..*end).unwrap_or_default()),
        }
    }
}

impl Values {
    /// Adds a value. Returns false for a float that is no number.
    pub(crate) fn push<T: Display>(&mut self, name: &'static str, value: T) -> bool {
        let start = self.text.len();
        self.push_with(name, |text| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{value}");
        });
        !finite::is_missing(&value, self.text.get(start..).unwrap_or_default())
    }

    /// Adds a string.
    pub(crate) fn push_str(&mut self, name: &'static str, value: &str) {
        self.push_with(name, |text| text.push_str(value));
    }

    fn push_with(&mut self, name: &'static str, write: impl FnOnce(&mut String)) {
        if self.text.is_empty() {
            self.text.reserve(USUAL_BYTES);
        }
        let start = self.text.len();
        write(&mut self.text);
        self.add(Entry { name, value: Value::Plain { start, end: self.text.len() } });
    }

    /// Adds an entry of a map, which has a name of its own.
    pub(crate) fn push_member(&mut self, name: &'static str, member: &str, value: &str) {
        let start = self.text.len();
        self.text.push_str(member);
        let middle = self.text.len();
        self.text.push_str(value);
        self.add(Entry { name, value: Value::Member { start, middle, end: self.text.len() } });
    }

    /// Adds a value that is not shown.
    pub(crate) fn push_secret(&mut self, name: &'static str, value: &Secret) {
        self.add(Entry { name, value: Value::Secret(value.clone()) });
    }

    fn add(&mut self, entry: Entry) {
        if self.entries.is_empty() {
            self.entries.reserve(USUAL);
        }
        self.entries.push(entry);
    }

    /// Removes all values of a parameter.
    pub(crate) fn remove(&mut self, name: &str) {
        // Usually there is none.
        if self.entries.iter().any(|entry| entry.name == name) {
            self.entries.retain(|entry| entry.name != name);
        }
    }

    /// Returns the first value of a parameter.
    pub(crate) fn get(&self, name: &str) -> Option<ParameterValue<'_>> {
        self.entries.iter().find(|entry| entry.name == name).map(|entry| entry.get(&self.text))
    }

    /// Sorts by name and then by value.
    pub(crate) fn sort(&mut self) {
        let Self { text, entries } = self;
        entries.sort_by(|one, other| {
            let values = || one.get(text).as_str().cmp(other.get(text).as_str());
            one.name(text).cmp(other.name(text)).then_with(values)
        });
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, ParameterValue<'_>)> {
        self.entries.iter().map(|entry| (entry.name(&self.text), entry.get(&self.text)))
    }

    /// Returns the names of the values that are not shown.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.entries.iter().filter(|entry| matches!(entry.value, Value::Secret(_))).map(|entry| entry.name)
    }
}

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_replaced_sorted_and_hidden() {
        let mut values = Values::default();
        values.push("limit", 10);
        values.push_str("name", "b");
        values.push_str("name", "a");
        values.push_secret("key", &Secret::from("hunter2"));
        values.remove("limit");
        values.push("limit", 7);
        values.sort();
        let sorted: Vec<_> = values.iter().map(|(name, value)| (name, value.as_str())).collect();
        assert_eq!(sorted, [("key", "hunter2"), ("limit", "7"), ("name", "a"), ("name", "b")]);
        assert_eq!(values.get("name").map(ParameterValue::as_str), Some("a"));
        assert_eq!(format!("{values:?}"), r#"{"key": "***", "limit": "7", "name": "a", "name": "b"}"#);
    }

    #[test]
    fn entries_of_a_map_have_names_of_their_own_and_are_replaced_together() {
        let mut values = Values::default();
        values.push_member("filter", "z", "1");
        values.push_str("name", "a");
        values.push_member("filter", "b", "2");
        values.sort();
        let pairs = |values: &Values| {
            values.iter().map(|(name, value)| format!("{name}={}", value.as_str())).collect::<Vec<_>>().join("&")
        };
        assert_eq!(pairs(&values), "b=2&name=a&z=1");
        values.remove("filter");
        assert_eq!(pairs(&values), "name=a");
    }
}
