//! What an import could not say, place by place, and what that means for each operation.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

use super::documents::{Key, Node};

/// What is lost at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Loss {
    /// Nothing: something was guessed that the document does not say.
    Guess,
    /// A fact beside the types, such as a limit, a format, a header of a response or a second media type.
    Side,
    /// A type: the value is free JSON, or a part of the request cannot be sent.
    Free,
    /// The whole operation.
    Out,
}

/// A place that was not said in full.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Finding {
    /// What is lost.
    pub loss: Loss,
    /// The construct, in the same words at all places.
    pub construct: String,
    /// What was written instead, or why nothing was.
    pub message: String,
    /// File of the document.
    pub file: String,
    /// JSON pointer in the file.
    pub pointer: String,
    /// Number of operations that reach the place.
    pub operations: usize,
}

/// Whose finding it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    /// Of the document as a whole.
    Document,
    /// Of an operation, by its number.
    Operation(usize),
    /// Of a type, by its name.
    Type(String),
}

#[derive(Debug)]
struct Entry {
    message: String,
    file: String,
    owners: BTreeSet<Owner>,
}

/// What an operation loses, by construct.
pub(super) type Lost = BTreeSet<(Loss, String)>;

/// Findings, and whose they are.
#[derive(Debug)]
pub(super) struct Log {
    entries: IndexMap<(Key, String, Loss), Entry>,
    owners: Vec<Owner>,
}

impl Log {
    pub(super) fn new() -> Log {
        Log { entries: IndexMap::new(), owners: vec![Owner::Document] }
    }

    /// Runs a step whose findings belong to something.
    pub(super) fn enter(&mut self, owner: Owner) {
        self.owners.push(owner);
    }

    pub(super) fn leave(&mut self) {
        self.owners.pop();
    }

    /// Whose findings are added.
    pub(super) fn owner(&self) -> Owner {
        self.owners.last().cloned().unwrap_or(Owner::Document)
    }

    /// Adds a finding at a place.
    pub(super) fn add(&mut self, node: &Node<'_>, loss: Loss, construct: &str, message: impl Into<String>) {
        self.add_to(self.owner(), node.key(), node.path(), loss, construct, message.into());
    }

    pub(super) fn add_to(&mut self, owner: Owner, key: Key, file: &str, loss: Loss, construct: &str, message: String) {
        let entry = self.entries.entry((key, construct.to_owned(), loss)).or_insert_with(|| Entry {
            message,
            file: file.to_owned(),
            owners: BTreeSet::new(),
        });
        entry.owners.insert(owner);
    }

    /// Returns the findings in the order in which they came up, with the operations that reach each, and what each
    /// operation loses.
    pub(super) fn finish(self, reached: &BTreeMap<usize, BTreeSet<String>>) -> (Vec<Finding>, Vec<Lost>) {
        let count = reached.keys().last().map_or(0, |last| last + 1);
        let mut lost: Vec<Lost> = vec![Lost::new(); count];
        let mut by_type: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (operation, types) in reached {
            for ty in types {
                by_type.entry(ty).or_default().push(*operation);
            }
        }
        let mut findings = Vec::new();
        for ((key, construct, loss), entry) in self.entries {
            let mut operations = BTreeSet::new();
            for owner in &entry.owners {
                match owner {
                    Owner::Document => {}
                    Owner::Operation(index) => {
                        operations.insert(*index);
                    }
                    Owner::Type(name) => operations.extend(by_type.get(name.as_str()).into_iter().flatten()),
                }
            }
            for operation in &operations {
                if let Some(known) = lost.get_mut(*operation) {
                    known.insert((loss, construct.clone()));
                }
            }
            findings.push(Finding {
                loss,
                construct,
                message: entry.message,
                file: entry.file,
                pointer: key.1,
                operations: operations.len(),
            });
        }
        (findings, lost)
    }
}

impl Log {
    /// Follows types that got other names.
    pub(super) fn rename(&mut self, renamed: &BTreeMap<String, String>) {
        for entry in self.entries.values_mut() {
            let owners = std::mem::take(&mut entry.owners);
            entry.owners = owners
                .into_iter()
                .map(|owner| match owner {
                    Owner::Type(name) => Owner::Type(renamed.get(&name).cloned().unwrap_or(name)),
                    other => other,
                })
                .collect();
        }
    }
}
