//! Microservices and instances of all tenants, with indexes.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use servicestage_server::model::servicecomb::{Microservice, MicroserviceInstance};
use sha2::{Digest as _, Sha256};

/// Time in milliseconds since 1970.
pub(super) type Millis = u64;

/// How long an instance that is gone stays in responses, if late departures are on.
const LATE: Millis = 2000;

/// Everything that all versions of a microservice have in common, within a tenant's project.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    fn of(parts: &[&[u8]]) -> Self {
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
    lifetime: Millis,
    /// Heartbeats set it without a lock.
    expires: AtomicU64,
    /// Distinguishes registrations under one id.
    serial: u64,
    /// Whether it is gone and only still shown.
    departed: bool,
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
#[derive(Clone)]
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

    pub(super) fn alive(&self, instance: &str) -> Option<&Slot> {
        self.instances.get(instance).filter(|slot| slot.is_alive())
    }
}

/// Tenant's project.
#[derive(Default)]
pub(super) struct Domain {
    pub(super) services: HashMap<String, Service>,
    by_name: HashMap<Name, BTreeMap<String, String>>,
    by_alias: HashMap<Name, BTreeMap<String, String>>,
    consumers: HashMap<Name, BTreeSet<String>>,
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

/// Change of an instance, for the microservices that depend on its own.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) action: &'static str,
    pub(crate) tenant: Arc<str>,
    pub(crate) project: Arc<str>,
    /// Ids of the microservices that are told.
    pub(crate) consumers: Arc<[String]>,
    pub(crate) service: Arc<Microservice>,
    pub(crate) instance: Arc<MicroserviceInstance>,
}

/// Place of an instance, and the registration that is meant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    tenant: Arc<str>,
    project: Arc<str>,
    service: Arc<str>,
    instance: Arc<str>,
    serial: u64,
}

/// Everything that is stored.
#[derive(Default)]
pub(super) struct State {
    domains: HashMap<Arc<str>, HashMap<Arc<str>, Domain>>,
    /// When to look at an instance again. Heartbeats do not change it.
    expiries: BinaryHeap<Reverse<(Millis, Place)>>,
    changes: u64,
    /// Whether anybody wants to know of changes.
    pub(super) is_watched: bool,
    events: Vec<Event>,
}

impl State {
    /// Returns the changes since the last time.
    pub(super) fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    fn note(
        &mut self,
        action: &'static str,
        (tenant, project): (&str, &str),
        service_id: &str,
        instance: Arc<MicroserviceInstance>,
    ) {
        if !self.is_watched {
            return;
        }
        let Some(domain) = self.domain(tenant, project) else { return };
        let Some(service) = domain.services.get(service_id) else { return };
        let consumers = domain.consumers(&service.name).map(|consumer| consumer.id().to_owned());
        let event = Event {
            action,
            tenant: tenant.into(),
            project: project.into(),
            consumers: consumers.collect(),
            service: Arc::clone(&service.data),
            instance,
        };
        self.events.push(event);
    }

    /// Removes a microservice with its instances.
    pub(super) fn remove(&mut self, (tenant, project): (&str, &str), id: &str) {
        let service = self.domain(tenant, project).and_then(|domain| domain.services.get(id));
        let instances = service.into_iter().flat_map(|service| service.shown(true));
        let instances: Vec<_> = instances.map(|slot| Arc::clone(&slot.instance)).collect();
        for instance in instances {
            self.note("DELETE", (tenant, project), id, instance);
        }
        self.domain_mut(tenant, project).remove(id);
    }

    pub(super) fn domain(&self, tenant: &str, project: &str) -> Option<&Domain> {
        self.domains.get(tenant)?.get(project)
    }

    pub(super) fn domain_mut(&mut self, tenant: &str, project: &str) -> &mut Domain {
        self.domains.entry(tenant.into()).or_default().entry(project.into()).or_default()
    }

    /// Number of instances of a tenant, without those of the registry itself.
    pub(super) fn instances(&self, tenant: &str) -> usize {
        let domains = self.domains.get(tenant).into_iter().flat_map(HashMap::values);
        let services = domains.flat_map(|domain| domain.services.values()).filter(|service| !service.is_shared);
        services.map(|service| service.instances.len()).sum()
    }

    /// Time at which the next instance may expire.
    pub(super) fn due(&self) -> Millis {
        self.expiries.peek().map_or(Millis::MAX, |Reverse((due, _))| *due)
    }

    /// Stores an instance. `lifetime` is `None` for one that never expires.
    pub(super) fn register(
        &mut self,
        (tenant, project): (&str, &str),
        instance: MicroserviceInstance,
        (now, lifetime): (Millis, Option<Millis>),
    ) {
        let id = instance.instance_id.as_ref().map_or("", AsRef::as_ref).to_owned();
        let service = instance.service_id.as_ref().map_or("", AsRef::as_ref).to_owned();
        self.changes += 1;
        let serial = self.changes;
        let slot = Slot {
            digest: Digests::of(&[service.as_bytes(), id.as_bytes(), &serial.to_be_bytes()]),
            instance: Arc::new(instance),
            lifetime: lifetime.unwrap_or(Millis::MAX),
            expires: AtomicU64::new(now.saturating_add(lifetime.unwrap_or(Millis::MAX))),
            serial,
            departed: false,
        };
        if let Some(lifetime) = lifetime {
            let place = Place {
                tenant: tenant.into(),
                project: project.into(),
                service: service.as_str().into(),
                instance: id.as_str().into(),
                serial,
            };
            self.expiries.push(Reverse((now.saturating_add(lifetime), place)));
        }
        let instance = Arc::clone(&slot.instance);
        if let Some(service) = self.domain_mut(tenant, project).services.get_mut(&service) {
            service.digests.toggle(slot.digest);
            if let Some(before) = service.instances.insert(id, slot) {
                service.digests.toggle(before.digest);
            }
        }
        self.note("CREATE", (tenant, project), &service, instance);
    }

    /// Changes an instance. Returns false if there is none.
    pub(super) fn change(
        &mut self,
        (tenant, project): (&str, &str),
        (service, id): (&str, &str),
        change: impl FnOnce(&mut MicroserviceInstance),
    ) -> bool {
        self.changes += 1;
        let number = self.changes.to_be_bytes();
        let Some(found) = self.domain_mut(tenant, project).services.get_mut(service) else { return false };
        let digest = Digests::of(&[found.id().as_bytes(), id.as_bytes(), &number]);
        let Some(slot) = found.instances.get_mut(id).filter(|slot| slot.is_alive()) else { return false };
        change(Arc::make_mut(&mut slot.instance));
        found.digests.toggle(slot.digest);
        found.digests.toggle(digest);
        slot.digest = digest;
        let instance = Arc::clone(&slot.instance);
        self.note("UPDATE", (tenant, project), service, instance);
        true
    }

    /// Removes an instance, or keeps showing it for a while. Returns false if there is none.
    pub(super) fn depart(
        &mut self,
        (tenant, project): (&str, &str),
        (service_id, id): (&str, &str),
        (now, late): (Millis, bool),
    ) -> bool {
        let Some(service) = self.domain_mut(tenant, project).services.get_mut(service_id) else { return false };
        let Some(slot) = service.instances.get_mut(id).filter(|slot| slot.is_alive()) else { return false };
        if late {
            slot.departed = true;
            let place = Place {
                tenant: tenant.into(),
                project: project.into(),
                service: service_id.into(),
                instance: id.into(),
                serial: slot.serial,
            };
            self.expiries.push(Reverse((now.saturating_add(LATE), place)));
        } else {
            service.digests.toggle(slot.digest);
            if let Some(slot) = service.instances.remove(id) {
                self.note("DELETE", (tenant, project), service_id, slot.instance);
            }
        }
        true
    }

    /// Removes what has expired.
    pub(super) fn sweep(&mut self, now: Millis, late: bool) {
        while self.due() <= now
            && let Some(Reverse((_, place))) = self.expiries.pop()
        {
            let service = self
                .domains
                .get_mut(&place.tenant)
                .and_then(|projects| projects.get_mut(&place.project))
                .and_then(|domain| domain.services.get_mut(&*place.service));
            let Some(service) = service else { continue };
            let slot = service.instances.get_mut(&*place.instance);
            let Some(slot) = slot.filter(|slot| slot.serial == place.serial) else { continue };
            let expires = slot.expires.load(Ordering::Relaxed);
            if slot.departed || (expires <= now && !late) {
                service.digests.toggle(slot.digest);
                if let Some(slot) = service.instances.remove(&*place.instance) {
                    self.note("DELETE", (&place.tenant, &place.project), &place.service, slot.instance);
                }
            } else if expires > now {
                self.expiries.push(Reverse((expires, place)));
            } else {
                slot.departed = true;
                self.expiries.push(Reverse((now.saturating_add(LATE), place)));
            }
        }
    }
}
