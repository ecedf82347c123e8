//! State of a mock: that of the engine and of the behaviors, and the storage that keeps both.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::behavior::Behavior;
use super::state::{Engine, InvalidResources};
use super::storage::{ChangedEntries, Entries, Recorder, Storage};

/// Kind and key of the entry about the storage itself.
const OWN: (&str, &str) = ("mock", "storage");

/// State of a mock.
pub(super) struct Keeper {
    pub(super) engine: Option<Arc<Engine>>,
    pub(super) behaviors: Vec<Arc<dyn Behavior>>,
    initial: Map<String, Value>,
    recorder: Option<Recorder>,
}

impl Keeper {
    /// Creates the state that a storage keeps, or else the initial one. `service` is the name of the service.
    pub(super) fn new(
        service: &str,
        engine: Option<Engine>,
        behaviors: Vec<Arc<dyn Behavior>>,
        initial: Map<String, Value>,
        storage: Option<Box<dyn Storage>>,
    ) -> io::Result<Self> {
        let mut this = Self { engine: engine.map(Arc::new), behaviors, initial, recorder: None };
        this.check_kinds()?;
        // Checks them, even if the storage has others.
        this.load(&this.initial).map_err(|error| invalid(error.to_string()))?;
        if let Some(storage) = storage {
            this.attach(service, Recorder::boxed(storage))?;
        }
        Ok(this)
    }

    /// Restores the state of a storage, and records all changes from now on.
    fn attach(&mut self, service: &str, recorder: Recorder) -> io::Result<()> {
        let mut entries = recorder.read()?;
        let own = entries.get(OWN.0).and_then(|entries| entries.get(OWN.1));
        let starts = own.and_then(|own| own.get("starts")?.as_u64()).unwrap_or(0) + 1;
        let is_new = entries.is_empty();
        if !is_new {
            let of = own.and_then(|own| own.get("service")?.as_str()).unwrap_or("no mock");
            if of != service {
                return Err(invalid(format!("the store has the state of {of}, not of {service}; choose another one")));
            }
            self.restore(&mut entries)?;
        }
        let mut changes = if is_new { self.entries() } else { ChangedEntries::new() };
        let own = json!({ "service": service, "starts": starts });
        changes.insert((OWN.0.to_owned(), OWN.1.to_owned()), Some(own.to_string()));
        self.engine.iter().for_each(|engine| engine.record(recorder.clone(), starts));
        self.behaviors.iter().for_each(|behavior| behavior.record(&recorder));
        recorder.record(changes);
        // A store that cannot be written is told now.
        recorder.flush()?;
        self.recorder = Some(recorder);
        Ok(())
    }

    fn restore(&self, entries: &mut Entries) -> io::Result<()> {
        for behavior in &self.behaviors {
            let own = behavior.kinds().iter().filter_map(|kind| entries.remove_entry(*kind)).collect();
            behavior.load(own).map_err(|error| invalid(format!("the store is damaged: {error}")))?;
        }
        if let Some(unknown) = entries.keys().find(|kind| *kind != OWN.0 && !self.is_known(kind)) {
            let help = "start the mock that wrote it, or choose another store";
            return Err(invalid(format!("the store has resources `{unknown}`, which this mock does not keep; {help}")));
        }
        match self.engine.as_ref().map(|engine| engine.restore(entries)) {
            Some(Err(problem)) => Err(invalid(format!("the store is damaged: {problem}"))),
            _ => Ok(()),
        }
    }

    /// Returns true if any part has a state.
    pub(super) fn is_stateful(&self) -> bool {
        self.engine.is_some() || self.behaviors.iter().any(|behavior| !behavior.kinds().is_empty())
    }

    /// Checks that no two behaviors have entries of one kind. A kind of the engine may be that of a behavior, which then
    /// keeps it alone.
    fn check_kinds(&self) -> io::Result<()> {
        let mut kinds: Vec<&str> =
            self.behaviors.iter().flat_map(|behavior| behavior.kinds().iter().copied()).collect();
        kinds.push(OWN.0);
        kinds.sort_unstable();
        match kinds.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(invalid(format!("two parts of the mock keep resources `{}`", pair[0]))),
            None => Ok(()),
        }
    }

    fn is_known(&self, kind: &str) -> bool {
        self.engine.iter().flat_map(|engine| engine.kind_names()).any(|known| known == kind)
    }

    /// Returns everything as entries.
    fn entries(&self) -> ChangedEntries {
        let mut all: ChangedEntries = self.engine.iter().flat_map(|engine| engine.entries()).collect();
        for (kind, entries) in self.behaviors.iter().flat_map(|behavior| behavior.entries()) {
            all.extend(entries.into_iter().map(|(key, value)| ((kind.clone(), key), Some(value.to_string()))));
        }
        all
    }

    /// Returns all resources: lists by the names of their kinds, and entries of behaviors by their keys.
    pub(super) fn dump(&self) -> Value {
        let mut resources = self.engine.as_ref().map(|engine| engine.dump()).unwrap_or_default();
        for (kind, entries) in self.behaviors.iter().flat_map(|behavior| behavior.entries()) {
            resources.insert(kind, entries.into_iter().collect::<Map<_, _>>().into());
        }
        resources.into()
    }

    /// Replaces all resources.
    pub(super) fn load(&self, resources: &Map<String, Value>) -> Result<(), InvalidResources> {
        let mut resources = resources.clone();
        let mut parts = Vec::new();
        for behavior in &self.behaviors {
            let own = behavior.kinds().iter().filter_map(|kind| resources.remove_entry(*kind));
            parts.push((behavior, own.map(entries_of).collect::<Result<Entries, _>>()?));
        }
        let loaded = match &self.engine {
            Some(engine) => Some((engine, engine.read(&resources)?)),
            None if resources.is_empty() => None,
            None => return Err(InvalidResources::stateless()),
        };
        for (behavior, entries) in parts {
            match entries.is_empty() {
                true => behavior.reset(),
                false => behavior.load(entries)?,
            }
        }
        if let Some((engine, loaded)) = loaded {
            engine.replace(loaded);
        }
        Ok(())
    }

    /// Restores the initial resources.
    pub(super) fn reset(&self) {
        // They were loaded once already.
        let _ = self.load(&self.initial);
    }

    /// Moves the clock of the state.
    pub(super) fn advance(&self, time: Duration) {
        self.engine.iter().for_each(|engine| engine.advance(time));
        self.behaviors.iter().for_each(|behavior| behavior.advance(time));
    }

    /// Writes all changes to the storage, if there is one.
    pub(super) fn flush(&self) -> io::Result<()> {
        self.recorder.as_ref().map_or(Ok(()), Recorder::flush)
    }

    /// The same, without blocking.
    pub(super) async fn flushed(&self) -> io::Result<()> {
        match &self.recorder {
            Some(recorder) => recorder.flushed().await,
            None => Ok(()),
        }
    }
}

/// Keeps the state of a behavior in a storage, outside of a mock, and continues with what it has. `name` tells storages
/// of different programs apart. Responses have to wait for [`Recorder::flushed`].
///
/// # Errors
/// Returns an error if the storage cannot be used, or has the state of something else.
pub fn keep(name: &str, behavior: Arc<impl Behavior>, storage: impl Storage) -> io::Result<Recorder> {
    let recorder = Recorder::new(storage);
    let behaviors: Vec<Arc<dyn Behavior>> = vec![behavior];
    let mut keeper = Keeper { engine: None, behaviors, initial: Map::new(), recorder: None };
    keeper.attach(name, recorder.clone())?;
    Ok(recorder)
}

/// Reads the entries of a behavior: an object of a kind.
fn entries_of((kind, value): (String, Value)) -> Result<(String, BTreeMap<String, Value>), InvalidResources> {
    match value {
        Value::Object(entries) => Ok((kind, entries.into_iter().collect())),
        _ => Err(InvalidResources::new(format!("`{kind}` has to be an object with the resources by their keys"))),
    }
}

fn invalid(problem: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, problem)
}
