//! Records of the lists that callers with a session have received.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use http::Uri;
use serde::Serialize;
use serde_json::Value;
use servicestage_server::Context;
use servicestage_server::model::servicecomb::ConfigurationList;
use servicestage_server::servicecomb::ListConfigurationsInput;

use super::{Center, DOMAIN, Failure, project_of, shown};

/// Maximum number of records; the oldest are dropped.
const MOST: usize = 10_000;

/// Latest list of each session and revision.
#[derive(Default)]
pub(super) struct Tracks(Mutex<Records>);

#[derive(Default)]
struct Records {
    by_session: HashMap<(String, i64), Track>,
    order: std::collections::VecDeque<(String, i64)>,
}

/// Record of a list.
#[derive(Clone, Serialize)]
struct Track {
    session_id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    session_group: String,
    domain: &'static str,
    project: String,
    polling_data: Polling,
    revision: String,
    ip: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    user_agent: String,
    url_path: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    kv: Vec<Value>,
    response_code: u16,
    timestamp: String,
}

#[derive(Clone, Serialize)]
struct Polling {
    labels: String,
    revision: String,
    wait: String,
}

/// Records that fit.
#[derive(Serialize)]
pub(crate) struct Tracked {
    total: usize,
    data: Vec<Track>,
}

fn header(context: &Context, name: &str) -> String {
    let value = context.headers().get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().to_owned()
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
        let session_id = header(context, "x-session-id");
        if session_id.is_empty() {
            return;
        }
        let track = Track {
            session_group: header(context, "x-session-group"),
            domain: DOMAIN,
            project: input.project_id.to_string(),
            polling_data: Polling {
                labels: input.labels.first().map(ToString::to_string).unwrap_or_default(),
                revision: input.revision.map(|revision| revision.to_string()).unwrap_or_default(),
                wait: input.wait_for.clone().unwrap_or_default(),
            },
            revision: revision.to_string(),
            ip: context.remote_address().map(|address| address.ip().to_string()).unwrap_or_default(),
            user_agent: header(context, "user-agent"),
            url_path: format!("GET /v1/{}/kie/kv", input.project_id),
            kv: list.configurations.iter().map(shown).collect(),
            response_code: 200,
            timestamp: crate::rfc3339(now),
            session_id,
        };
        let mut records = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (track.session_id.clone(), revision);
        if let Entry::Vacant(vacant) = records.by_session.entry(key.clone()) {
            vacant.insert(track);
            records.order.push_back(key);
            if records.order.len() > MOST
                && let Some(oldest) = records.order.pop_front()
            {
                records.by_session.remove(&oldest);
            }
        } else {
            records.by_session.insert(key, track);
        }
    }
}

impl Center {
    /// Returns the records that fit the filters of an address.
    pub(crate) fn tracked(&self, uri: &Uri) -> Result<Tracked, Failure> {
        let project = project_of(uri);
        let records = self.tracks.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = |track: &&Track| {
            let filters = [
                ("sessionId", &track.session_id),
                ("ip", &track.ip),
                ("urlPath", &track.url_path),
                ("userAgent", &track.user_agent),
                ("revision", &track.revision),
            ];
            track.project == project
                && filters.into_iter().all(|(name, value)| {
                    crate::wire::value(uri, name).filter(|wanted| !wanted.is_empty()).is_none_or(|wanted| {
                        percent_encoding::percent_decode_str(&wanted.replace('+', " ")).decode_utf8_lossy() == **value
                    })
                })
        };
        let data: Vec<Track> = records.by_session.values().filter(fits).cloned().collect();
        match data.is_empty() {
            true => Err(Failure::new("404001", "record does not exist", "no list was recorded that fits")),
            false => Ok(Tracked { total: data.len(), data }),
        }
    }
}
