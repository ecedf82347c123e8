//! Imports, which the specification only has as a form at another host.

use std::collections::BTreeMap;

use http::Uri;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use servicestage_server::model::servicecomb::Configuration;
use servicestage_server::runtime::server::{EnumRules, FieldSchema, MapRules, ObjectSchema, Schema};

use super::{Center, Draft, Failure, project_of};

/// Configuration in a request, with all members whose kind matters, whatever they are good for.
pub(crate) static ITEM: ObjectSchema = ObjectSchema::new(
    "SentConfiguration",
    &[
        FieldSchema::optional("id", Schema::STRING),
        FieldSchema::optional("label_format", Schema::STRING),
        FieldSchema::optional("key", Schema::STRING),
        FieldSchema::optional("value", Schema::STRING),
        FieldSchema::optional("labels", Schema::Map(&MapRules::of(Schema::STRING))),
        FieldSchema::optional("status", Schema::Enum(EnumRules::ANY)),
        FieldSchema::optional("value_type", Schema::Enum(EnumRules::ANY)),
        FieldSchema::optional("priority", Schema::INT64),
        FieldSchema::optional("check", Schema::STRING),
        FieldSchema::optional("create_revision", Schema::INT64),
        FieldSchema::optional("update_revision", Schema::INT64),
        FieldSchema::optional("create_time", Schema::INT64),
        FieldSchema::optional("update_time", Schema::INT64),
        FieldSchema::optional("project", Schema::STRING),
        FieldSchema::optional("domain", Schema::STRING),
    ],
);

/// Message of items from the first duplicate on.
const STOPPED: &str = "stop overriding kvs after reaching the duplicate kv";

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    data: Vec<Option<Draft>>,
}

/// Result of an import.
#[derive(Serialize, Default)]
pub(crate) struct Imported {
    success: Vec<Value>,
    failure: Vec<Rejected>,
}

#[derive(Serialize)]
struct Rejected {
    key: String,
    /// Null without labels.
    labels: Option<BTreeMap<String, String>>,
    error_code: u32,
    error_message: String,
}

/// What happens to a configuration that exists.
#[derive(Clone, Copy, PartialEq)]
enum Duplicates {
    Force,
    Skip,
    Abort,
}

impl Center {
    /// Creates the configurations of a file.
    pub(crate) fn import(&self, uri: &Uri, body: &[u8]) -> Result<Imported, Failure> {
        let project = project_of(uri);
        let file: File = serde_json::from_slice(body).map_err(|error| Failure::invalid(error.to_string()))?;
        let is_empty = file.data.iter().flatten().next().is_none();
        let duplicates = match crate::wire::value(uri, "override") {
            Some("force") => Duplicates::Force,
            Some("skip") => Duplicates::Skip,
            Some("abort") => Duplicates::Abort,
            // Without items, it has no effect.
            Some(other) if is_empty && !other.is_empty() => Duplicates::Abort,
            _ => return Err(Failure::invalid("override: expected one of force, skip, abort")),
        };
        let mut imported = Imported::default();
        let mut stopped = false;
        for draft in file.data.into_iter().flatten() {
            // Labels that are not there are null until it has been looked for duplicates.
            let rejected = |code: u32, message: &str, has_labels: bool| Rejected {
                key: draft.key.clone(),
                labels: Some(draft.labels.clone()).filter(|labels| has_labels || !labels.is_empty()),
                error_code: code,
                error_message: message.to_owned(),
            };
            if stopped {
                imported.failure.push(rejected(400_005, STOPPED, false));
                continue;
            }
            match self.import_one(&project, &draft, duplicates) {
                Ok(configuration) => imported.success.push(super::shown(&configuration)),
                Err(failure) if failure.is_conflict() && duplicates == Duplicates::Abort => {
                    imported.failure.push(rejected(400_005, STOPPED, true));
                    stopped = true;
                }
                Err(failure) if failure.is_conflict() => {
                    imported.failure.push(rejected(400_004, "skip overriding duplicate kvs", true));
                }
                Err(failure) => imported.failure.push(rejected(400_001, &failure.detail, false)),
            }
        }
        Ok(imported)
    }

    fn import_one(&self, project: &str, draft: &Draft, duplicates: Duplicates) -> Result<Configuration, Failure> {
        match self.create(project, draft.clone()) {
            Err(failure) if failure.is_conflict() && duplicates == Duplicates::Force => {
                // An import without a status disables what it overwrites.
                let status = draft.status.clone().filter(|status| !status.is_empty()).unwrap_or("disabled".to_owned());
                let id = super::id_of(project, &draft.key, &draft.labels);
                self.update(project, &id, draft.value.as_deref(), Some(&status))
            }
            outcome => outcome,
        }
    }
}
