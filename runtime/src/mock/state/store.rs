//! Stored resources, and the clock that moves their states.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;

use super::description::{Format, SetTo, Setting};
use super::fields::{self, Fields};

/// Number of a resource, the values of the client's parameters, and the ids from the outermost resource to this one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Address {
    pub(super) resource: usize,
    pub(super) path: Vec<String>,
}

/// Fields with the state, and the states to come. `None` is the end of what is deleted.
pub(super) type Following = VecDeque<(String, Option<String>)>;

/// A stored resource.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) fields: Fields,
    /// Position in the order of creation.
    pub(super) number: u64,
    then: Following,
    /// When the next state begins, in milliseconds since 1970.
    due: u64,
    /// When it expires, in milliseconds since 1970.
    end: Option<u64>,
    size: usize,
}

impl Record {
    /// Returns the states to come.
    pub(super) fn then(&self) -> impl Iterator<Item = &(String, Option<String>)> {
        self.then.iter()
    }

    /// Returns when the next state begins, in milliseconds since 1970.
    pub(super) fn due(&self) -> u64 {
        self.due
    }

    /// Returns when it expires, in milliseconds since 1970.
    pub(super) fn end(&self) -> Option<u64> {
        self.end
    }
}

/// Limits of a store.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Number of resources.
    pub(crate) resources: usize,
    /// Size of all fields, in bytes of JSON.
    pub(crate) bytes: usize,
}

/// Time of a store.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    /// How long a state lasts that leads to another one.
    pub(crate) step: Duration,
    /// Whether only the test moves it.
    pub(crate) manual: bool,
}

/// Stored resources.
#[derive(Debug)]
pub(super) struct Store {
    records: BTreeMap<Address, Record>,
    due: BTreeSet<(u64, Address)>,
    ends: BTreeSet<(u64, Address)>,
    clock: Clock,
    limits: Limits,
    /// When a manual clock was started, in milliseconds since 1970.
    started: u64,
    /// Milliseconds that a test has moved the clock.
    ahead: u64,
    size: usize,
    created: u64,
    /// Last numbers of fields, by resource.
    numbers: BTreeMap<usize, u64>,
    /// How often changes of state fail, by resource.
    failures: BTreeMap<usize, usize>,
    chance: fastrand::Rng,
    /// Changed resources, if somebody records them.
    changed: Option<BTreeSet<Address>>,
    /// Whether a test has moved the clock since somebody looked.
    moved: bool,
    /// Number of changes.
    changes: u64,
}

/// What a store counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Counters {
    /// Number of the last created resource.
    pub(super) created: u64,
    pub(super) numbers: BTreeMap<usize, u64>,
    /// When a manual clock was started, in milliseconds since 1970.
    pub(super) started: u64,
    /// Milliseconds that a test has moved the clock.
    pub(super) ahead: u64,
}

/// The store has no room for another resource.
#[derive(Debug)]
pub(super) struct Full;

impl Store {
    pub(super) fn new(clock: Clock, limits: Limits, seed: u64) -> Self {
        Self {
            records: BTreeMap::new(),
            due: BTreeSet::new(),
            ends: BTreeSet::new(),
            clock,
            limits,
            started: real(),
            ahead: 0,
            size: 0,
            created: 0,
            numbers: BTreeMap::new(),
            failures: BTreeMap::new(),
            chance: fastrand::Rng::with_seed(seed),
            changed: None,
            moved: false,
            changes: 0,
        }
    }

    /// Takes note of changed resources from now on. `seed` is that of further random numbers.
    pub(super) fn note_changes(&mut self, seed: u64) {
        self.chance = fastrand::Rng::with_seed(seed);
        self.changed = Some(BTreeSet::new());
    }

    /// Returns the resources that have changed since the last call.
    pub(super) fn take_changed(&mut self) -> BTreeSet<Address> {
        self.changed.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Returns whether a test has moved the clock since the last call.
    pub(super) fn take_moved(&mut self) -> bool {
        std::mem::take(&mut self.moved)
    }

    /// Returns the number of changes.
    pub(super) fn changes(&self) -> u64 {
        self.changes
    }

    /// Returns the time until a resource changes by itself.
    pub(super) fn until_due(&self) -> Option<Duration> {
        let next = self.due.first().into_iter().chain(self.ends.first()).min();
        let (due, _) = next.filter(|_| !self.clock.manual)?;
        Some(Duration::from_millis(due.saturating_sub(self.now())))
    }

    fn note(&mut self, address: &Address) {
        self.changes += 1;
        if let Some(changed) = &mut self.changed {
            changed.insert(address.clone());
        }
    }

    /// Replaces all resources and counters.
    pub(super) fn replace(&mut self, mut other: Self) {
        other.changed = self.changed.take().map(|mut changed| {
            changed.extend(self.records.keys().chain(other.records.keys()).cloned());
            changed
        });
        other.moved = true;
        other.changes = self.changes + 1;
        *self = other;
    }

    pub(super) fn counters(&self) -> Counters {
        let Self { created, started, ahead, .. } = *self;
        Counters { created, numbers: self.numbers.clone(), started, ahead }
    }

    /// Restores what another store has counted.
    pub(super) fn restore_counters(&mut self, counters: Counters) {
        (self.created, self.numbers) = (self.created.max(counters.created), counters.numbers);
        (self.started, self.ahead) = (counters.started, counters.ahead);
    }

    /// Restores a resource of another store.
    pub(super) fn restore(
        &mut self,
        address: Address,
        (fields, number): (Fields, u64),
        (then, due, end): (Following, u64, Option<u64>),
    ) -> Result<(), Full> {
        self.put(address.clone(), fields)?;
        self.created = self.created.max(number);
        if let Some(record) = self.records.get_mut(&address) {
            record.number = number;
        }
        self.follow(&address, then, due);
        end.into_iter().for_each(|end| self.end(&address, end));
        Ok(())
    }

    pub(super) fn limits(&self) -> Limits {
        self.limits
    }

    /// Returns the time in milliseconds since 1970.
    fn now(&self) -> u64 {
        let now = if self.clock.manual { self.started } else { real() };
        now.saturating_add(self.ahead)
    }

    /// Moves the clock.
    pub(super) fn advance(&mut self, time: Duration) {
        self.ahead = self.ahead.saturating_add(millis(time));
        self.moved = true;
    }

    /// Applies the changes of state that are due. Returns what is to be deleted, or has expired.
    pub(super) fn settle(&mut self) -> Vec<Address> {
        let (now, step) = (self.now(), millis(self.clock.step));
        let mut ended = Vec::new();
        while let Some((due, address)) = self.due.first().filter(|(due, _)| *due <= now).cloned() {
            self.due.remove(&(due, address.clone()));
            self.note(&address);
            let Some(record) = self.records.get_mut(&address) else { continue };
            match record.then.pop_front() {
                Some((_, None)) => ended.push(address),
                Some((field, Some(state))) => {
                    fields::set(&mut record.fields, &field, state.into());
                    if !record.then.is_empty() {
                        record.due = due.saturating_add(step.max(1));
                        self.due.insert((record.due, address));
                    }
                }
                None => {}
            }
        }
        while let Some((end, address)) = self.ends.first().filter(|(end, _)| *end <= now).cloned() {
            self.ends.remove(&(end, address.clone()));
            ended.push(address);
        }
        ended
    }

    pub(super) fn get(&self, address: &Address) -> Option<&Record> {
        self.records.get(address)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&Address, &Record)> {
        self.records.iter()
    }

    /// Returns the resources of one kind below a path, in the order of their ids.
    pub(super) fn below<'a>(
        &'a self,
        resource: usize,
        path: &'a [String],
    ) -> impl Iterator<Item = (&'a Address, &'a Record)> {
        let from = Address { resource, path: path.to_vec() };
        self.records
            .range(from..)
            .take_while(move |(address, _)| address.resource == resource && address.path.starts_with(path))
    }

    /// Stores fields under an address; a resource there keeps its place in the order.
    pub(super) fn put(&mut self, address: Address, fields: Fields) -> Result<(), Full> {
        let size = serde_json::to_string(&fields).map_or(0, |text| text.len());
        let old = self.records.get(&address);
        let (old_size, number) = old.map_or((0, self.created + 1), |record| (record.size, record.number));
        let count = self.records.len() + usize::from(old.is_none());
        let total = self.size - old_size + size;
        if count > self.limits.resources || total > self.limits.bytes {
            return Err(Full);
        }
        self.created = self.created.max(number);
        self.size = total;
        self.note(&address);
        match self.records.get_mut(&address) {
            Some(record) => (record.fields, record.size) = (fields, size),
            None => {
                let record = Record { fields, number, then: VecDeque::new(), due: 0, end: None, size };
                self.records.insert(address, record);
            }
        }
        Ok(())
    }

    pub(super) fn remove(&mut self, address: &Address) -> Option<Record> {
        let record = self.records.remove(address)?;
        self.note(address);
        self.due.remove(&(record.due, address.clone()));
        record.end.into_iter().for_each(|end| _ = self.ends.remove(&(end, address.clone())));
        self.size -= record.size;
        Some(record)
    }

    /// Lets the next changes of state of a kind fail.
    pub(super) fn fail(&mut self, resource: usize, times: usize) {
        *self.failures.entry(resource).or_default() += times;
    }

    /// Returns true if the change of state that begins now fails.
    pub(super) fn takes_failure(&mut self, resource: usize) -> bool {
        let Some(left) = self.failures.get_mut(&resource).filter(|left| **left > 0) else { return false };
        *left -= 1;
        true
    }

    /// Sets the first of some states, and lets the others follow.
    pub(super) fn become_each(&mut self, address: &Address, field: &str, states: Vec<Option<String>>) {
        let (now, step) = (self.now(), millis(self.clock.step));
        let Some(record) = self.records.get_mut(address) else { return };
        self.due.remove(&(record.due, address.clone()));
        let mut states = states.into_iter().map(|state| (field.to_owned(), state));
        if let Some((field, Some(first))) = states.next() {
            fields::set(&mut record.fields, &field, first.into());
        }
        self.follow(address, states.collect(), now.saturating_add(step.max(1)));
    }

    /// Lets states follow.
    pub(super) fn follow(&mut self, address: &Address, then: Following, due: u64) {
        self.note(address);
        let Some(record) = self.records.get_mut(address) else { return };
        (record.then, record.due) = (then, due);
        if !record.then.is_empty() {
            self.due.insert((due, address.clone()));
        }
    }

    /// Lets a resource live for a time from now, which fields may show.
    pub(super) fn live(&mut self, address: &Address, life: Duration, shown: &[(&String, Format)]) {
        let end = self.now().saturating_add(millis(life));
        self.end(address, end);
        let Some(record) = self.records.get_mut(address) else { return };
        for (field, format) in shown {
            fields::set(&mut record.fields, field, time(end, *format));
        }
    }

    fn end(&mut self, address: &Address, end: u64) {
        self.note(address);
        let Some(record) = self.records.get_mut(address) else { return };
        let before = record.end.replace(end);
        before.into_iter().for_each(|before| _ = self.ends.remove(&(before, address.clone())));
        self.ends.insert((end, address.clone()));
    }

    /// Returns when a state that begins now ends.
    pub(super) fn next_due(&self) -> u64 {
        self.now().saturating_add(millis(self.clock.step).max(1))
    }

    /// Returns the value of a field that the service sets.
    pub(super) fn value(&mut self, resource: usize, setting: &Setting, old: Option<&Value>) -> Value {
        match setting.to {
            SetTo::Uuid => format!("{}{}", setting.prefix, self.uuid()).into(),
            SetTo::Hex | SetTo::Stamp => format!("{}{:032x}", setting.prefix, self.chance.u128(..)).into(),
            SetTo::Created | SetTo::Updated | SetTo::Expires => time(self.now(), setting.format),
            SetTo::Number => {
                let number = self.numbers.entry(resource).or_insert(0);
                *number += 1;
                written(*number, setting.format)
            }
            SetTo::Revision => {
                let old = old.and_then(|old| old.as_u64().or_else(|| old.as_str()?.parse().ok()));
                written(old.unwrap_or(0) + 1, setting.format)
            }
        }
    }

    /// Returns a random UUID of version 4.
    fn uuid(&mut self) -> String {
        let bits = self.chance.u128(..) & !(0xf << 76) & !(0x3 << 62) | (0x4 << 76) | (0x2 << 62);
        let text = format!("{bits:032x}");
        format!("{}-{}-{}-{}-{}", &text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..])
    }

    /// Takes note of a number that was not drawn here.
    pub(super) fn skip(&mut self, resource: usize, number: u64) {
        let last = self.numbers.entry(resource).or_insert(0);
        *last = number.max(*last);
    }
}

fn written(number: u64, format: Format) -> Value {
    match format {
        Format::Text | Format::SecondsText => number.to_string().into(),
        Format::Integer | Format::Seconds => number.into(),
    }
}

fn time(millis: u64, format: Format) -> Value {
    match format {
        Format::Integer => millis.into(),
        Format::Seconds => (millis / 1000).into(),
        Format::SecondsText => (millis / 1000).to_string().into(),
        Format::Text => {
            let time = jiff::Timestamp::from_millisecond(i64::try_from(millis).unwrap_or(i64::MAX));
            time.unwrap_or(jiff::Timestamp::MAX).strftime("%Y-%m-%dT%H:%M:%SZ").to_string().into()
        }
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn real() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, millis)
}
