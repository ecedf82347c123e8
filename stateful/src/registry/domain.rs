//! Microservices of a tenant's project with everything that belongs to them, and indexes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};
use servicestage_server::model::servicecomb::{Microservice, MicroserviceInstance};
use sha2::{Digest as _, Sha256};

/// Time in milliseconds since 1970.
pub(super) type Millis = u64;

/// Everything that all versions of a microservice have in common, within a tenant's project.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) struct Name {
    pub(super) environment: String,
    pub(super) app: String,
    /// Name or alias.
    pub(super) name: String,
}

/// Revision of a set of instances: the combined digests of its members, in any order.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Digests([u8; 20]);

impl Digests {
    pub(super) fn of(parts: &[&[u8]]) -> Self {
        let mut digest = Sha256::new();
        parts.iter().for_each(|part| digest.update(part));
        let mut bytes = [0; 20];
        bytes.iter_mut().zip(digest.finalize()).for_each(|(byte, other)| *byte = other);
        Self(bytes)
    }

    /// Adds members, or removes them.
    pub(super) fn toggle(&mut self, members: Self) {
        self.0.iter_mut().zip(members.0).for_each(|(byte, other)| *byte ^= other);
    }

    /// Returns the revision, which is not zero for no members.
    pub(super) fn revision(self) -> String {
        let bytes: Vec<u8> = self.0.iter().map(|byte| byte ^ 0x5c).collect();
        crate::hex(&bytes)
    }
}

/// Instance with its lease.
pub(super) struct Slot {
    pub(super) instance: Arc<MicroserviceInstance>,
    pub(super) digest: Digests,
    pub(super) lifetime: Millis,
    /// Heartbeats set it without a lock.
    pub(super) expires: AtomicU64,
    /// Distinguishes registrations under one id.
    pub(super) serial: u64,
    /// Number of the last change, from which the digest is made.
    pub(super) number: u64,
    /// When to look at the lease again. Heartbeats do not change it.
    pub(super) look: Millis,
    /// Whether it is gone and only still shown.
    pub(super) departed: bool,
}

impl Slot {
    /// Prolongs the lease. Returns false if the instance is gone.
    pub(super) fn renew(&self, now: Millis) -> bool {
        if !self.departed {
            self.expires.fetch_max(now.saturating_add(self.lifetime), Ordering::Relaxed);
        }
        !self.departed
    }

    pub(super) fn is_alive(&self) -> bool {
        !self.departed
    }
}

/// Stored schema.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct SchemaText {
    pub(super) schema: String,
    pub(super) summary: String,
}

/// Microservice with everything that belongs to it.
pub(super) struct Service {
    pub(super) data: Arc<Microservice>,
    pub(super) name: Name,
    pub(super) version: String,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) schemas: BTreeMap<String, SchemaText>,
    pub(super) instances: BTreeMap<String, Slot>,
    pub(super) digests: Digests,
    /// Microservices that it uses, in all versions.
    pub(super) providers: BTreeSet<Name>,
    /// Whether it belongs to the registry itself.
    pub(super) is_shared: bool,
}

impl Service {
    pub(super) fn id(&self) -> &str {
        self.data.service_id.as_ref().map_or("", AsRef::as_ref)
    }

    /// Returns the instances that are shown.
    pub(super) fn shown(&self, no_cache: bool) -> impl Iterator<Item = &Slot> {
        self.instances.values().filter(move |slot| !no_cache || slot.is_alive())
    }

    /// Returns the revision of the instances that are shown.
    pub(super) fn shown_digests(&self, no_cache: bool) -> Digests {
        let mut digests = self.digests;
        if no_cache {
            self.instances.values().filter(|slot| !slot.is_alive()).for_each(|slot| digests.toggle(slot.digest));
        }
        digests
    }

    pub(super) fn alive(&self, instance: &str) -> Option<&Slot> {
        self.instances.get(instance).filter(|slot| slot.is_alive())
    }
}

/// Microservices by id.
#[derive(Default)]
pub(super) struct Services {
    by_id: HashMap<String, Service>,
    /// Those that may have changed, if anybody wants to know.
    changed: Option<BTreeSet<String>>,
}

impl Deref for Services {
    type Target = HashMap<String, Service>;

    fn deref(&self) -> &Self::Target {
        &self.by_id
    }
}

impl Services {
    /// Takes note of changes from now on.
    pub(super) fn note_changes(&mut self) {
        self.changed.get_or_insert_default();
    }

    /// Returns those that may have changed since the last call.
    pub(super) fn take_changed(&mut self) -> BTreeSet<String> {
        self.changed.as_mut().map(std::mem::take).unwrap_or_default()
    }

    pub(super) fn note(&mut self, id: &str) {
        if let Some(changed) = &mut self.changed {
            changed.insert(id.to_owned());
        }
    }

    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut Service> {
        self.note(id);
        self.by_id.get_mut(id)
    }

    /// Returns one of which only instances change.
    pub(super) fn with_instances(&mut self, id: &str) -> Option<&mut Service> {
        self.by_id.get_mut(id)
    }

    fn insert(&mut self, id: String, service: Service) {
        self.note(&id);
        self.by_id.insert(id, service);
    }

    fn remove(&mut self, id: &str) -> Option<Service> {
        self.note(id);
        self.by_id.remove(id)
    }
}

/// Tenant's project.
#[derive(Default)]
pub(super) struct Domain {
    pub(super) services: Services,
    by_name: HashMap<Name, BTreeMap<String, String>>,
    by_alias: HashMap<Name, BTreeMap<String, String>>,
    pub(super) consumers: HashMap<Name, BTreeSet<String>>,
}

impl Domain {
    /// Returns the ids of all versions by name, or else by alias.
    pub(super) fn versions(&self, name: &Name) -> Option<&BTreeMap<String, String>> {
        self.by_name.get(name).or_else(|| self.by_alias.get(name))
    }

    pub(super) fn by_name(&self, name: &Name, version: &str) -> Option<&str> {
        self.by_name.get(name)?.get(version).map(String::as_str)
    }

    pub(super) fn by_alias(&self, alias: &Name, version: &str) -> Option<&str> {
        self.by_alias.get(alias)?.get(version).map(String::as_str)
    }

    /// Returns the services of all versions.
    pub(super) fn all_versions(&self, name: &Name) -> impl Iterator<Item = &Service> {
        self.versions(name).into_iter().flat_map(|versions| versions.values()).filter_map(|id| self.services.get(id))
    }

    pub(super) fn insert(&mut self, service: Service) {
        let id = service.id().to_owned();
        let versions = self.by_name.entry(service.name.clone()).or_default();
        versions.insert(service.version.clone(), id.clone());
        if let Some(alias) = alias_of(&service) {
            self.by_alias.entry(alias).or_default().insert(service.version.clone(), id.clone());
        }
        self.services.insert(id, service);
    }

    /// Removes a service with its dependencies.
    pub(super) fn remove(&mut self, id: &str) {
        let Some(service) = self.services.remove(id) else { return };
        for provider in &service.providers {
            self.forget_consumer(provider, id);
        }
        if let Some(alias) = alias_of(&service) {
            remove_version(&mut self.by_alias, &alias, &service.version);
        }
        if remove_version(&mut self.by_name, &service.name, &service.version) {
            for consumer in self.consumers.remove(&service.name).unwrap_or_default() {
                if let Some(consumer) = self.services.get_mut(&consumer) {
                    consumer.providers.remove(&service.name);
                }
            }
        }
    }

    fn forget_consumer(&mut self, provider: &Name, consumer: &str) {
        if let Some(consumers) = self.consumers.get_mut(provider) {
            consumers.remove(consumer);
            if consumers.is_empty() {
                self.consumers.remove(provider);
            }
        }
    }

    /// Records that a service uses another one, in all versions.
    pub(super) fn depend(&mut self, consumer: &str, provider: &Name) {
        if let Some(service) = self.services.get_mut(consumer)
            && service.providers.insert(provider.clone())
        {
            self.consumers.entry(provider.clone()).or_default().insert(consumer.to_owned());
        }
    }

    /// Forgets what a service uses.
    pub(super) fn free(&mut self, consumer: &str) {
        let Some(service) = self.services.get_mut(consumer) else { return };
        for provider in std::mem::take(&mut service.providers) {
            self.forget_consumer(&provider, consumer);
        }
    }

    pub(super) fn depends(&self, consumer: &str, provider: &Name) -> bool {
        self.services.get(consumer).is_some_and(|service| service.providers.contains(provider))
    }

    pub(super) fn consumers(&self, provider: &Name) -> impl Iterator<Item = &Service> {
        self.consumers.get(provider).into_iter().flatten().filter_map(|id| self.services.get(id))
    }
}

fn alias_of(service: &Service) -> Option<Name> {
    service.data.alias.as_ref().map(|alias| Name { name: alias.clone(), ..service.name.clone() })
}

/// Removes a version. Returns whether it was the last one.
fn remove_version(index: &mut HashMap<Name, BTreeMap<String, String>>, name: &Name, version: &str) -> bool {
    let Some(versions) = index.get_mut(name) else { return false };
    versions.remove(version);
    let is_empty = versions.is_empty();
    if is_empty {
        index.remove(name);
    }
    is_empty
}
