//! What documents do not say, and names suggest: when work has ended. Guesses are marked.

use serde_json::{Map, Value, json};

use super::guesses::plain;
use super::log::Loss;
use super::operations::Draft;
use super::{COMMENT, Importer};

/// Fields with the state of work, without case and punctuation.
const STATES: [&str; 3] = ["status", "state", "phase"];

/// States before the end.
const PENDING: [&str; 13] = [
    "pending",
    "queued",
    "running",
    "inprogress",
    "processing",
    "started",
    "starting",
    "waiting",
    "scheduled",
    "creating",
    "provisioning",
    "building",
    "initializing",
];

/// States of a good end.
const DONE: [&str; 9] =
    ["succeeded", "success", "successful", "completed", "complete", "finished", "done", "ready", "available"];

/// States of a bad end.
const FAILED: [&str; 11] = [
    "failed",
    "failure",
    "error",
    "errored",
    "canceled",
    "cancelled",
    "aborted",
    "timeout",
    "timedout",
    "rejected",
    "expired",
];

/// Fields with what went wrong.
const MESSAGES: [&str; 6] = ["error", "errormessage", "failurereason", "statusmessage", "message", "reason"];

/// Whether a state has the name of one before the end.
pub(super) fn is_pending(state: &str) -> bool {
    PENDING.contains(&plain(state).as_str())
}

impl Importer<'_> {
    /// Describes how to detect the end of work, where the states of a response suggest it.
    pub(super) fn waits(&mut self, drafts: &mut [Draft<'_>]) {
        let is_one = |draft: &Draft<'_>| draft.method == "get" && draft.path.contains('{');
        for draft in drafts.iter_mut().filter(|draft| is_one(draft) && !draft.entry.contains_key("waiter")) {
            let Some(waiter) = self.wait(draft) else { continue };
            self.log.add(&draft.node, Loss::Guess, "waits", "by the names of states");
            draft.entry.insert("waiter".to_owned(), Value::Object(waiter));
        }
    }

    fn wait(&self, draft: &Draft<'_>) -> Option<Map<String, Value>> {
        let responses = draft.entry.get("responses")?.as_object()?;
        let body = responses.values().find_map(|response| response.get("body")?.as_str())?;
        let fields = self.types.get(body)?.entry.get("fields")?.as_object()?;
        let (status, values) = fields.iter().find_map(|(name, field)| {
            let is_state = STATES.contains(&plain(name).as_str()) && !name.contains('.');
            let ty = self.types.get(field["type"].as_str().filter(|_| is_state)?)?;
            Some((name, ty.entry.get("enum").and(ty.entry.get("values"))?.as_object()?))
        })?;
        let among = |known: &[&str]| values.keys().filter(|value| known.contains(&plain(value).as_str())).collect();
        let (done, failed): (Vec<&String>, Vec<&String>) = (among(&DONE), among(&FAILED));
        if done.is_empty() || failed.is_empty() || !values.keys().any(|value| is_pending(value)) {
            return None;
        }
        let message = MESSAGES.iter().find_map(|wanted| {
            let is_it = |(name, field): &(&String, &Value)| plain(name) == *wanted && field["type"] == "string";
            fields.iter().find(is_it).map(|(name, _)| name)
        });
        let mut waiter = Map::from_iter([
            (COMMENT.to_owned(), json!("Guessed from the names of states.")),
            ("status".to_owned(), json!(status)),
            ("done".to_owned(), json!(done)),
            ("failed".to_owned(), json!(failed)),
        ]);
        waiter.extend(message.map(|name| ("message".to_owned(), json!(name))));
        Some(waiter)
    }
}
