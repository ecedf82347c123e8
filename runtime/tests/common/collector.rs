//! Keeps everything that is traced, of all crates and at all levels.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{DefaultGuard, NoSubscriber};
use tracing::{Dispatch, Event, Metadata, Subscriber};

/// A span or an event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traced {
    pub name: String,
    /// The number of the span around it, from 1; 0 if there is none.
    pub parent: u64,
    pub target: String,
    pub fields: BTreeMap<String, String>,
}

impl Traced {
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}

#[derive(Debug, Clone, Default)]
pub struct Collector {
    spans: Arc<Mutex<Vec<Traced>>>,
    events: Arc<Mutex<Vec<Traced>>>,
    next: Arc<AtomicU64>,
}

/// As long as there is only one subscriber, `tracing` asks that of the thread on which an event comes up for
/// the first time whether anybody wants it, and remembers the answer for all threads. Other tests have none.
static ANOTHER: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(NoSubscriber::new()));

impl Collector {
    /// Collects on this thread until the guard is dropped.
    pub fn start() -> (Self, DefaultGuard) {
        LazyLock::force(&ANOTHER);
        let collector = Self::default();
        (collector.clone(), tracing::subscriber::set_default(collector))
    }

    /// The spans of this name, in the order in which they were opened.
    pub fn spans(&self, name: &str) -> Vec<Traced> {
        self.spans.lock().unwrap().iter().filter(|span| span.name == name).cloned().collect()
    }

    pub fn events(&self) -> Vec<Traced> {
        self.events.lock().unwrap().clone()
    }

    /// All of it as text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for traced in self.spans.lock().unwrap().iter().chain(self.events.lock().unwrap().iter()) {
            writeln!(text, "{traced:?}").unwrap();
        }
        text
    }
}

impl Visit for Traced {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.fields.insert(field.name().to_owned(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.fields.insert(field.name().to_owned(), value.to_owned());
    }
}

fn traced(metadata: &Metadata<'_>, parent: Option<&Id>) -> Traced {
    Traced {
        name: metadata.name().to_owned(),
        parent: parent.map_or(0, Id::into_u64),
        target: metadata.target().to_owned(),
        fields: BTreeMap::new(),
    }
}

impl Subscriber for Collector {
    fn enabled(&self, _metadata: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut span = traced(attributes.metadata(), attributes.parent());
        attributes.record(&mut span);
        let mut spans = self.spans.lock().unwrap();
        spans.push(span);
        let number = self.next.fetch_add(1, Ordering::Relaxed) + 1;
        assert_eq!(usize::try_from(number).unwrap(), spans.len());
        Id::from_u64(number)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let index = usize::try_from(span.into_u64() - 1).unwrap();
        values.record(&mut self.spans.lock().unwrap()[index]);
    }

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut happened = traced(event.metadata(), event.parent());
        event.record(&mut happened);
        self.events.lock().unwrap().push(happened);
    }

    fn enter(&self, _span: &Id) {}

    fn exit(&self, _span: &Id) {}
}
