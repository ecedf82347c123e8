//! Imports, which the specification only has as a form at another host.

use std::collections::BTreeMap;

use http::Uri;
use serde::{Deserialize, Serialize};
use servicestage_server::model::servicecomb::Configuration;
use servicestage_server::runtime::server::{EnumRules, FieldSchema, MapRules, ObjectSchema, Schema};

use super::{Center, Draft, Failure, project_of, rules};

/// Configuration of an imported file.
pub(crate) static ITEM: ObjectSchema = ObjectSchema::new(
    "ImportedConfiguration",
    &[
        FieldSchema::optional("key", Schema::STRING),
        FieldSchema::optional("value", Schema::STRING),
        FieldSchema::optional("labels", Schema::Map(&MapRules::of(Schema::STRING))),
        FieldSchema::optional("status", Schema::Enum(EnumRules::ANY)),
        FieldSchema::optional("value_type", Schema::Enum(EnumRules::ANY)),
        FieldSchema::optional("priority", Schema::INT64),
        FieldSchema::optional("check", Schema::STRING),
    ],
);

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    data: Vec<Option<Draft>>,
}

/// Result of an import.
#[derive(Serialize, Default)]
pub(crate) struct Imported {
    success: Vec<Shown>,
    failure: Vec<Rejected>,
}

/// Configuration without an empty list of labels.
#[derive(Serialize)]
struct Shown(serde_json::Value);

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
        rules::project(&project)?;
        let duplicates = match crate::wire::value(uri, "override") {
            Some("force") => Duplicates::Force,
            Some("skip") => Duplicates::Skip,
            Some("abort") => Duplicates::Abort,
            _ => return Err(Failure::invalid("override: expected one of force, skip, abort")),
        };
        let file: File = serde_json::from_slice(body).map_err(|error| Failure::invalid(error.to_string()))?;
        let mut imported = Imported::default();
        let mut stopped = false;
        for draft in file.data.into_iter().flatten() {
            let rejected = |code: u32, message: &str| Rejected {
                key: draft.key.clone(),
                labels: Some(draft.labels.clone()).filter(|labels| !labels.is_empty()),
                error_code: code,
                error_message: message.to_owned(),
            };
            if stopped {
                imported.failure.push(rejected(400_005, "stop overriding kvs after reaching the duplicate kv"));
                continue;
            }
            match self.import_one(&project, &draft, duplicates) {
                Ok(configuration) => imported.success.push(Shown::new(&configuration)),
                Err(failure) if failure.is_conflict() && duplicates == Duplicates::Abort => {
                    imported.failure.push(rejected(400_005, "stop overriding kvs after reaching the duplicate kv"));
                    stopped = true;
                }
                Err(failure) if failure.is_conflict() => {
                    imported.failure.push(rejected(400_004, "skip overriding duplicate kvs"));
                }
                Err(failure) => imported.failure.push(rejected(400_001, &failure.detail)),
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

impl Shown {
    fn new(configuration: &Configuration) -> Self {
        let mut value = serde_json::to_value(configuration).unwrap_or_default();
        if let Some(object) = value.as_object_mut()
            && configuration.labels.is_empty()
        {
            object.remove("labels");
        }
        Self(value)
    }
}
