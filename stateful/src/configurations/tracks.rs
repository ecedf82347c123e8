//! Records of the lists that callers with a session have received.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use servicestage_server::Context;
use servicestage_server::model::servicecomb::{
    ConfigurationList, ConfigurationPoll, ConfigurationPolls, ConfigurationQuery, SessionId,
};
use servicestage_server::servicecomb::{ListConfigurationPollsInput, ListConfigurationsInput};

use super::{Center, DOMAIN, Failure};

/// Maximum number of records; the oldest are dropped.
const MOST: usize = 10_000;

/// Project, revision as text, and session.
type Key = (String, String, SessionId);

/// Latest list of each session and revision in a project.
#[derive(Default)]
pub(super) struct Tracks(Mutex<Records>);

/// Records in the order in which they are listed.
#[derive(Default)]
struct Records {
    by_key: BTreeMap<Key, ConfigurationPoll>,
    /// The oldest first.
    order: VecDeque<Key>,
}

/// Returns the record of a list.
fn poll(
    input: &ListConfigurationsInput,
    context: &Context,
    revision: i64,
    list: &ConfigurationList,
) -> ConfigurationPoll {
    let agent = context.headers().get("user-agent").and_then(|value| value.to_str().ok());
    let mut query = ConfigurationQuery::new();
    query.labels = Some(input.labels.first().map(ToString::to_string).unwrap_or_default());
    query.revision = Some(input.revision.map(|revision| revision.to_string()).unwrap_or_default());
    query.wait = Some(input.wait_for.clone().unwrap_or_default());
    let mut poll = ConfigurationPoll::new();
    poll.session_id.clone_from(&input.session_id);
    poll.session_group = input.session_group.clone().filter(|group| !group.is_empty());
    poll.domain = Some(DOMAIN.to_owned());
    poll.project = Some(input.project_id.to_string());
    poll.query = Some(query);
    poll.revision = Some(revision.to_string());
    poll.ip_address = context.remote_address().map(|address| address.ip().to_string());
    poll.user_agent = agent.filter(|agent| !agent.is_empty()).map(str::to_owned);
    poll.request_line = Some(format!("GET /v1/{}/kie/kv", input.project_id));
    poll.configurations.clone_from(&list.configurations);
    poll.status = Some(200);
    poll
}

impl Tracks {
    /// Forgets all records.
    pub(super) fn clear(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Records::default();
    }

    /// Records a list, if the caller names its session.
    pub(super) fn note(
        &self,
        input: &ListConfigurationsInput,
        context: &Context,
        revision: i64,
        list: &ConfigurationList,
        now: Duration,
    ) {
        let Some(session) = input.session_id.clone().filter(|id| !id.as_ref().is_empty()) else { return };
        let mut poll = poll(input, context, revision, list);
        poll.timestamp = Some(crate::rfc3339(now));
        let mut records = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (input.project_id.to_string(), revision.to_string(), session);
        if records.by_key.insert(key.clone(), poll).is_some() {
            return;
        }
        records.order.push_back(key);
        if records.order.len() > MOST
            && let Some(oldest) = records.order.pop_front()
        {
            records.by_key.remove(&oldest);
        }
    }
}

impl Center {
    /// Returns the records that fit. The group of sessions is ignored, as in the real server.
    pub(super) fn tracked(&self, input: &ListConfigurationPollsInput) -> Result<ConfigurationPolls, Failure> {
        let is = |wanted: Option<&str>, own: Option<&str>| {
            wanted.is_none_or(|wanted| wanted.is_empty() || wanted == own.unwrap_or_default())
        };
        let project = input.project_id.as_ref();
        let fits = |poll: &&ConfigurationPoll| {
            poll.project.as_deref() == Some(project)
                && is(input.session_id.as_ref().map(AsRef::as_ref), poll.session_id.as_ref().map(AsRef::as_ref))
                && is(input.ip_address.as_deref(), poll.ip_address.as_deref())
                && is(input.request_line.as_deref(), poll.request_line.as_deref())
                && is(input.user_agent.as_deref(), poll.user_agent.as_deref())
                && is(input.revision.as_deref(), poll.revision.as_deref())
        };
        let records = self.tracks.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut found = ConfigurationPolls::new();
        found.polls = records.by_key.values().filter(fits).cloned().collect();
        found.total = i32::try_from(found.polls.len()).ok();
        match found.polls.is_empty() {
            true => Err(Failure::new("404001", "record does not exist", "no list was recorded that fits")),
            false => Ok(found),
        }
    }
}
