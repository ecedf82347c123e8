//! Configuration center: configurations by project, with revisions, histories and waits for changes.

pub(crate) mod imports;
mod kept;
mod rules;
mod store;
mod tracks;
mod waiters;

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use http::Uri;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use servicestage_server::model::servicecomb::{
    Configuration, ConfigurationCenterHealth, ConfigurationFormat, ConfigurationHistory, ConfigurationList,
    ConfigurationPolls, ConfigurationStatus,
};
use servicestage_server::runtime::mock::Recorder;
use servicestage_server::runtime::value::{Conditional, Revision, UnixSeconds};
use servicestage_server::servicecomb::{
    ConfigurationCenters, Configurations, CreateConfigurationInput, DeleteConfigurationInput,
    DeleteConfigurationsInput, GetConfigurationCenterHealthInput, GetConfigurationInput, ListConfigurationHistoryInput,
    ListConfigurationPollsInput, ListConfigurationsInput, UpdateConfigurationInput, configuration_centers,
    configurations,
};
use servicestage_server::{Context, Routes, ServiceError};
use sha2::{Digest as _, Sha256};

pub(crate) use self::kept::KINDS;
use self::rules::{KeyFilter, Wait};
use self::store::{Search, Store, label_format};
use self::tracks::Tracks;
use self::waiters::Waiters;
use crate::clock::Clock;

/// Maximum time to wait for a change.
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// Time between a write and the responses to those who wait for it. In the real server, it is at least this. Clients rely on
/// it: their own next request is faster.
const AFTER_WRITE: Duration = Duration::from_millis(10);
/// Only tenant, whatever callers send.
const DOMAIN: &str = "default";
const STATUSES: &[&str] = &["enabled", "disabled"];
const FORMATS: &[&str] = &["ini", "json", "text", "yaml", "properties", "xml"];

/// Configuration center. Implements the traits of its groups.
pub(crate) struct Center {
    clock: Clock,
    store: RwLock<Store>,
    waiters: Waiters,
    tracks: Tracks,
    recorder: OnceLock<Recorder>,
}

/// Error of the configuration center.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Failure {
    #[serde(rename = "errorCode")]
    code: &'static str,
    #[serde(rename = "errorMessage")]
    message: &'static str,
    detail: String,
}

impl Failure {
    fn new(code: &'static str, message: &'static str, detail: impl Into<String>) -> Self {
        Self { code, message, detail: detail.into() }
    }

    /// Creates the error for a request that breaks a rule.
    pub(crate) fn invalid(detail: impl Into<String>) -> Self {
        Self::new("400001", "invalid parameter(s)", detail)
    }

    fn unknown(id: &str) -> Self {
        Self::new("404001", "record does not exist", format!("there is no configuration {id} in this project"))
    }

    fn internal(detail: impl Into<String>) -> Self {
        Self::new("500001", "internal server error", detail)
    }

    fn is_conflict(&self) -> bool {
        self.code == "409001"
    }

    /// HTTP status: the first three digits of the code.
    pub(crate) fn status(&self) -> u16 {
        self.code.get(..3).and_then(|status| status.parse().ok()).unwrap_or(500)
    }
}

impl From<Failure> for ServiceError {
    fn from(failure: Failure) -> Self {
        Self::new(failure.status(), failure.code).with_message(failure.message).detail(failure.detail)
    }
}

/// Content of a new configuration.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Draft {
    key: String,
    value: Option<String>,
    labels: BTreeMap<String, String>,
    status: Option<String>,
    value_type: Option<String>,
    priority: i64,
    check: String,
}

/// Returns the id of the configuration with a key and labels.
fn id_of(project: &str, key: &str, labels: &BTreeMap<String, String>) -> String {
    let mut digest = Sha256::new();
    for part in [DOMAIN, project, key, &label_format(labels)] {
        digest.update(part);
        // No part contains it.
        digest.update("/");
    }
    crate::hex(&digest.finalize())
}

/// Returns the project of an address below `/v1/{project}`.
fn project_of(uri: &Uri) -> String {
    let encoded = uri.path().split('/').nth(2).unwrap_or_default();
    percent_encoding::percent_decode_str(encoded).decode_utf8_lossy().into_owned()
}

impl Center {
    pub(crate) fn new(clock: Clock) -> Self {
        let (waiters, tracks) = (Waiters::default(), Tracks::default());
        Self { clock, store: RwLock::default(), waiters, tracks, recorder: OnceLock::new() }
    }

    /// Returns the operations.
    pub(crate) fn routes(self: &Arc<Self>) -> Routes {
        [configurations(Arc::clone(self)), configuration_centers(Arc::clone(self))].into_iter().collect()
    }

    /// Forgets everything.
    pub(crate) fn clear(&self) {
        self.write().replace(Store::default());
        self.tracks.clear();
    }

    /// Records all changes from now on.
    pub(crate) fn record_to(&self, recorder: &Recorder) {
        self.write().note_changes();
        // It has none yet.
        let _ = self.recorder.set(recorder.clone());
    }

    fn read(&self) -> RwLockReadGuard<'_, Store> {
        self.store.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> Writing<'_> {
        let store = self.store.write().unwrap_or_else(PoisonError::into_inner);
        Writing { store, recorder: self.recorder.get() }
    }

    fn now(&self) -> UnixSeconds {
        UnixSeconds(i64::try_from(self.clock.now().as_secs()).unwrap_or(i64::MAX))
    }

    fn create(&self, project: &str, draft: Draft) -> Result<Configuration, Failure> {
        rules::project(project)?;
        rules::key(&draft.key)?;
        let value = draft.value.unwrap_or_default();
        rules::value(&value)?;
        rules::check(&draft.check)?;
        let status = rules::one_of("status", draft.status.as_deref(), STATUSES)?.unwrap_or("disabled");
        let format = rules::one_of("value_type", draft.value_type.as_deref(), FORMATS)?.unwrap_or("text");
        rules::labels(&draft.labels)?;

        let id = id_of(project, &draft.key, &draft.labels);
        let mut store = self.write();
        if store.get(project, &id).is_some() {
            return Err(Failure::new(
                "409001",
                "record already exist",
                format!("a configuration of this project has the key {} and the same labels", draft.key),
            ));
        }
        store.revision += 1;
        let mut new = Configuration::new(id, draft.key);
        new.value = Some(value);
        new.value_type = Some(ConfigurationFormat::from(format));
        new.status = Some(ConfigurationStatus::from(status));
        new.labels = draft.labels;
        new.priority = (draft.priority != 0).then_some(draft.priority);
        new.check = (!draft.check.is_empty()).then_some(draft.check);
        new.create_revision = Some(store.revision);
        new.update_revision = Some(store.revision);
        new.create_time = Some(self.now());
        new.update_time = new.create_time;
        let stored = store.put(project, new);
        self.waiters.wake(&stored.labels);
        Ok(Configuration::clone(&stored))
    }

    fn update(
        &self,
        project: &str,
        id: &str,
        value: Option<&str>,
        status: Option<&str>,
    ) -> Result<Configuration, Failure> {
        rules::project(project)?;
        rules::id(id)?;
        rules::value(value.unwrap_or_default())?;
        let status = rules::one_of("status", status, STATUSES)?;
        let mut store = self.write();
        let mut changed = Configuration::clone(store.get(project, id).ok_or_else(|| Failure::unknown(id))?);
        store.revision += 1;
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            changed.value = Some(value.to_owned());
        }
        if let Some(status) = status {
            changed.status = Some(ConfigurationStatus::from(status));
        }
        changed.update_revision = Some(store.revision);
        changed.update_time = Some(self.now());
        let stored = store.put(project, changed);
        self.waiters.wake(&stored.labels);
        Ok(Configuration::clone(&stored))
    }

    /// Deletes configurations. Raises the revision once, unless ids were given and none exists.
    fn delete(&self, project: &str, ids: &[&str]) -> usize {
        let mut store = self.write();
        let removed: Vec<_> = ids.iter().filter_map(|id| store.remove(project, id)).collect();
        if ids.is_empty() || !removed.is_empty() {
            store.revision += 1;
        }
        for configuration in &removed {
            self.waiters.wake(&configuration.labels);
        }
        removed.len()
    }

    /// Lists, unless the caller knows the present revision.
    async fn list(&self, project: &str, asked: Asked) -> Result<Option<(i64, ConfigurationList)>, Failure> {
        if let (Some(_), Some(Wait::None)) = (asked.revision, &asked.wait) {
            return Err(Failure::internal("wait: expected a time to wait for a change"));
        }
        let (deadline, mut waiter) = {
            // No write comes between the comparison and the registration.
            let store = self.read();
            let is_current = asked.revision.is_none_or(|known| known == store.revision);
            let deadline = match (asked.wait, asked.revision) {
                (None, Some(_)) if is_current => None,
                (Some(wait), _) if is_current => asked.deadline(wait, self.clock.now())?,
                _ => return Ok(Some(listed(&store, project, &asked.search, asked.page))),
            };
            let Some(deadline) = deadline else { return Ok(None) };
            (deadline, self.waiters.register(Arc::clone(&asked.search)))
        };
        tokio::select! {
            biased;
            () = waiter.woken() => self.clock.pause(AFTER_WRITE).await,
            () = self.clock.sleep_until(deadline) => return Ok(None),
        }
        // The response to a wait is filtered by labels alone.
        let search = Search { labels: asked.search.labels.clone(), exact: asked.search.exact, ..Search::default() };
        Ok(Some(listed(&self.read(), project, &search, (0, usize::MAX))))
    }
}

/// Locked store. Unlocking it records what has changed.
struct Writing<'a> {
    store: RwLockWriteGuard<'a, Store>,
    recorder: Option<&'a Recorder>,
}

impl Deref for Writing<'_> {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl DerefMut for Writing<'_> {
    fn deref_mut(&mut self) -> &mut Store {
        &mut self.store
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        if let Some(recorder) = self.recorder {
            recorder.record(self.store.take_changes());
        }
    }
}

/// What a list asks for.
struct Asked {
    search: Arc<Search>,
    page: (usize, usize),
    revision: Option<i64>,
    wait: Option<Wait>,
}

impl Asked {
    fn read(input: &ListConfigurationsInput) -> Result<Self, Failure> {
        rules::project(input.project_id.as_ref())?;
        let labels = rules::searched_labels(&input.labels)?;
        let page = rules::page(input.limit, input.offset)?;
        let key = input.key.as_deref().map(KeyFilter::read).transpose()?;
        let value = input.value.clone();
        if value.as_ref().is_some_and(|value| value.chars().count() > 128) {
            return Err(Failure::invalid("value: expected at most 128 characters"));
        }
        let status = input.status.as_ref().map(AsRef::as_ref);
        let status = rules::one_of("status", status, STATUSES)?.map(str::to_owned);
        let wait = input.wait_for.as_deref().map(Wait::read).transpose()?;
        let exact = input.label_match.as_ref().is_some_and(|matching| matching.as_ref() == "exact");
        let search = Arc::new(Search { labels, exact, key, value, status });
        Ok(Self { search, page, revision: input.revision, wait })
    }

    /// Returns until when to wait; `None` if the time is over.
    fn deadline(&self, wait: Wait, now: Duration) -> Result<Option<Duration>, Failure> {
        if self.search.key.is_some() {
            return Err(Failure::invalid("key: expected none together with wait"));
        }
        match wait {
            Wait::For(time) if time > LONGEST_WAIT => {
                Err(Failure::new("400003", "failed to observe event", "wait: expected at most 5 minutes"))
            }
            Wait::For(time) => Ok(Some(now + time)),
            Wait::None => Ok(None),
        }
    }
}

fn listed(store: &Store, project: &str, search: &Search, page: (usize, usize)) -> (i64, ConfigurationList) {
    let (total, configurations) = store.list(project, search, page);
    let mut list = ConfigurationList::new();
    list.total = i32::try_from(total).ok();
    list.configurations = configurations.iter().map(|configuration| Configuration::clone(configuration)).collect();
    (store.revision, list)
}

/// Returns the configuration as JSON, without an empty list of labels.
fn shown(configuration: &Configuration) -> Value {
    let mut value = serde_json::to_value(configuration).unwrap_or_default();
    if let Some(object) = value.as_object_mut()
        && configuration.labels.is_empty()
    {
        object.remove("labels");
    }
    value
}

/// Returns the configuration as responses about one of them show it.
fn single(configuration: &Configuration) -> Configuration {
    let mut shown = configuration.clone();
    shown.label_format = Some(label_format(&configuration.labels));
    shown
}

impl Configurations for Center {
    async fn create_configuration(
        &self,
        input: CreateConfigurationInput,
        _context: Context,
    ) -> Result<Configuration, ServiceError> {
        let body = input.body;
        let draft = Draft {
            key: body.key,
            value: body.value,
            labels: body.labels.unwrap_or_default(),
            status: body.status.map(|status| status.as_ref().to_owned()),
            value_type: body.value_type.map(|format| format.as_ref().to_owned()),
            priority: body.priority.unwrap_or(0),
            check: body.check.unwrap_or_default(),
        };
        Ok(self.create(input.project_id.as_ref(), draft)?)
    }

    async fn update_configuration(
        &self,
        input: UpdateConfigurationInput,
        _context: Context,
    ) -> Result<Configuration, ServiceError> {
        let (value, status) = (input.body.value.as_deref(), input.body.status.as_ref().map(AsRef::as_ref));
        Ok(self.update(input.project_id.as_ref(), input.configuration_id.as_ref(), value, status)?)
    }

    async fn get_configuration(
        &self,
        input: GetConfigurationInput,
        _context: Context,
    ) -> Result<Configuration, ServiceError> {
        let (project, id) = (input.project_id.as_ref(), input.configuration_id.as_ref());
        rules::project(project)?;
        rules::id(id)?;
        let found = self.read().get(project, id).cloned().ok_or_else(|| Failure::unknown(id))?;
        Ok(single(&found))
    }

    async fn list_configurations(
        &self,
        input: ListConfigurationsInput,
        context: Context,
    ) -> Result<Conditional<ConfigurationList>, ServiceError> {
        let asked = Asked::read(&input)?;
        let Some((revision, list)) = self.list(input.project_id.as_ref(), asked).await? else {
            return Ok(Conditional::NotModified);
        };
        self.tracks.note(&input, &context, revision, &list, self.clock.now());
        Ok(Conditional::modified(list, Revision::from(revision)))
    }

    async fn delete_configuration(
        &self,
        input: DeleteConfigurationInput,
        _context: Context,
    ) -> Result<(), ServiceError> {
        let (project, id) = (input.project_id.as_ref(), input.configuration_id.as_ref());
        match self.delete(project, &[id]) {
            0 => Err(Failure::unknown(id).into()),
            _ => Ok(()),
        }
    }

    async fn delete_configurations(
        &self,
        input: DeleteConfigurationsInput,
        _context: Context,
    ) -> Result<(), ServiceError> {
        let ids: Vec<&str> = input.body.ids.iter().flatten().map(AsRef::as_ref).collect();
        self.delete(input.project_id.as_ref(), &ids);
        Ok(())
    }

    async fn list_configuration_history(
        &self,
        input: ListConfigurationHistoryInput,
        _context: Context,
    ) -> Result<ConfigurationHistory, ServiceError> {
        let (project, id) = (input.project_id.as_ref(), input.configuration_id.as_ref());
        let (offset, limit) = rules::page(input.limit, input.offset)?;
        let store = self.read();
        // The real server has no other code for it.
        let unknown = || Failure::internal(format!("there is no configuration {id} in this project"));
        let states = store.history(project, id).ok_or_else(unknown)?;
        let mut history = ConfigurationHistory::new();
        history.total = i32::try_from(states.len()).ok();
        history.states = states
            .iter()
            .skip(offset)
            .take(limit)
            .map(|state| {
                let mut state = single(state);
                state.project = Some(project.to_owned());
                state.domain = Some(DOMAIN.to_owned());
                state
            })
            .collect();
        Ok(history)
    }

    async fn list_configuration_polls(
        &self,
        input: ListConfigurationPollsInput,
        _context: Context,
    ) -> Result<ConfigurationPolls, ServiceError> {
        Ok(self.tracked(&input)?)
    }
}

impl ConfigurationCenters for Center {
    async fn get_configuration_center_health(
        &self,
        _input: GetConfigurationCenterHealthInput,
        _context: Context,
    ) -> Result<ConfigurationCenterHealth, ServiceError> {
        let store = self.read();
        let mut health = ConfigurationCenterHealth::new();
        health.version = Some("0.1.0".to_owned());
        health.revision = Some(store.revision.to_string());
        health.timestamp = Some(self.now());
        health.total = i64::try_from(store.total()).ok();
        Ok(health)
    }
}
