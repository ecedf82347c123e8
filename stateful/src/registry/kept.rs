//! Microservices and instances as entries of a storage, and back.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use servicestage_server::model::servicecomb::{Microservice, MicroserviceInstance};
use servicestage_server::runtime::mock::{ChangedEntries, Entries};

use super::Registry;
use super::domain::{Millis, Name, SchemaText, Service};
use super::state::State;
use crate::entries::{self, COUNTERS};

const MICROSERVICE: &str = "servicecomb.microservice";
const INSTANCE: &str = "servicecomb.instance";
/// Key of the number of changes.
const CHANGES: &str = "registry";

/// Kinds of entries.
pub(crate) const KINDS: [&str; 2] = [MICROSERVICE, INSTANCE];

/// Entry of a microservice. Its key is tenant, project and id.
#[derive(Serialize, Deserialize)]
struct KeptService {
    service: Microservice,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    tags: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    schemas: BTreeMap<String, SchemaText>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    providers: BTreeSet<Name>,
}

/// Entry of an instance. Its key is tenant, project, microservice and id.
#[derive(Serialize, Deserialize)]
struct KeptInstance {
    instance: MicroserviceInstance,
    /// Time without heartbeats after which it expires, in milliseconds.
    lifetime: Millis,
    /// Number of its last change.
    number: u64,
}

impl State {
    /// Returns what has changed since the last call.
    pub(super) fn changes(&mut self) -> ChangedEntries {
        let changed = self.take_changed();
        let mut changes = ChangedEntries::new();
        for (tenant, project) in changed.domains {
            for id in self.take_changed_services(&tenant, &project) {
                let service = self.domain(&tenant, &project).and_then(|domain| domain.services.get(&id));
                if !service.is_some_and(|service| service.is_shared) {
                    let key = entries::key(&[&tenant, &project, &id]);
                    changes.insert((MICROSERVICE.to_owned(), key), service.map(kept));
                }
            }
        }
        for place in changed.instances {
            let domain = self.domain(&place.tenant, &place.project);
            let service = domain.and_then(|domain| domain.services.get(&*place.service));
            if !service.is_some_and(|service| service.is_shared) {
                let key = entries::key(&[&place.tenant, &place.project, &place.service, &place.instance]);
                let value = service.and_then(|service| kept_instance(service, &place.instance));
                changes.insert((INSTANCE.to_owned(), key), value);
            }
        }
        if !changes.is_empty() {
            changes.insert((COUNTERS.to_owned(), CHANGES.to_owned()), Some(self.changes.to_string()));
        }
        changes
    }
}

fn kept(service: &Service) -> String {
    entries::json(&KeptService {
        service: service.shown_data(),
        tags: service.tags.clone(),
        schemas: service.schemas.clone(),
        providers: service.providers.clone(),
    })
}

fn kept_instance(service: &Service, id: &str) -> Option<String> {
    let slot = service.alive(id)?;
    let instance = MicroserviceInstance::clone(&slot.instance);
    Some(entries::json(&KeptInstance { instance, lifetime: slot.lifetime, number: slot.number }))
}

impl Registry {
    /// Returns everything but the registry itself.
    pub(crate) fn entries(&self) -> Entries {
        let state = self.read();
        let mut all: Entries = KINDS.into_iter().map(|kind| (kind.to_owned(), BTreeMap::new())).collect();
        let mut put = |kind: &str, key: &[&str], text: &str| {
            all.entry(kind.to_owned()).or_default().insert(entries::key(key), text.parse().unwrap_or_default());
        };
        for (tenant, project, domain) in state.domains() {
            for (id, service) in domain.services.iter().filter(|(_, service)| !service.is_shared) {
                put(MICROSERVICE, &[tenant, project, id], &kept(service));
                for instance in service.instances.keys() {
                    let text = kept_instance(service, instance);
                    text.iter().for_each(|text| put(INSTANCE, &[tenant, project, id, instance], text));
                }
            }
        }
        put(COUNTERS, &[CHANGES], &state.changes.to_string());
        all
    }

    /// Reads entries. All leases begin again.
    pub(crate) fn read_entries(&self, all: &Entries) -> Result<Restored, String> {
        let mut state = State::default();
        let of = |kind: &str| all.get(kind).into_iter().flatten();
        for (key, value) in of(MICROSERVICE) {
            let told = |problem: String| format!("{MICROSERVICE} {key}: {problem}");
            let [tenant, project, id] = entries::parts(key).map_err(told)?;
            restore_service(&mut state, (&tenant, &project, &id), value).map_err(told)?;
        }
        for (key, value) in of(INSTANCE) {
            let told = |problem: String| format!("{INSTANCE} {key}: {problem}");
            let place = entries::parts(key).map_err(told)?;
            restore_instance(&mut state, &place, value, self.millis()).map_err(told)?;
        }
        let counter = all.get(COUNTERS).and_then(|counters| counters.get(CHANGES)).and_then(Value::as_u64);
        state.changes = state.changes.max(counter.unwrap_or(0));
        Ok(Restored(state))
    }

    /// Replaces everything but the registry itself.
    pub(crate) fn replace(&self, Restored(state): Restored) {
        self.write().replace(state);
        self.register_itself();
    }
}

/// State that was read, but is not the present one yet.
pub(crate) struct Restored(State);

fn restore_service(state: &mut State, (tenant, project, id): (&str, &str, &str), value: &Value) -> Result<(), String> {
    let kept = KeptService::deserialize(value).map_err(|error| error.to_string())?;
    let data = kept.service;
    if data.service_id.as_ref().map(AsRef::as_ref) != Some(id) {
        return Err("it has another `serviceId`".to_owned());
    }
    let name = Name {
        environment: data.environment.as_ref().map(ToString::to_string).unwrap_or_default(),
        app: data.app_id.as_ref().map(ToString::to_string).unwrap_or_default(),
        name: data.service_name.clone(),
    };
    let version = data.version.clone().unwrap_or_default();
    let domain = state.domain_mut(tenant, project);
    if domain.by_name(&name, &version).is_some() {
        return Err("another microservice has its name and version".to_owned());
    }
    let mut service = Service::new(data, name, version);
    (service.tags, service.schemas) = (kept.tags, kept.schemas);
    domain.insert(service);
    kept.providers.iter().for_each(|provider| domain.depend(id, provider));
    Ok(())
}

fn restore_instance(
    state: &mut State,
    [tenant, project, service, id]: &[String; 4],
    value: &Value,
    now: Millis,
) -> Result<(), String> {
    let KeptInstance { instance, lifetime, number } =
        KeptInstance::deserialize(value).map_err(|error| error.to_string())?;
    let own = (instance.service_id.as_ref().map(AsRef::as_ref), instance.instance_id.as_ref().map(AsRef::as_ref));
    if own != (Some(service.as_str()), Some(id.as_str())) {
        return Err("it has another `serviceId` or `instanceId`".to_owned());
    }
    if !state.domain(tenant, project).is_some_and(|domain| domain.services.contains_key(service)) {
        return Err(format!("there is no microservice {service}"));
    }
    state.changes = state.changes.max(number);
    state.restore((tenant, project), instance, (now, Some(lifetime)), number);
    Ok(())
}
