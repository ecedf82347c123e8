//! Everything that is stored, and the end of leases.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use servicestage_server::model::servicecomb::{Microservice, MicroserviceInstance};

use super::domain::{Digests, Domain, Millis, Slot};

/// How long an instance that is gone stays in responses, if late departures are on.
const LATE: Millis = 2000;

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

/// Place of an instance.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) tenant: Arc<str>,
    pub(super) project: Arc<str>,
    pub(super) service: Arc<str>,
    pub(super) instance: Arc<str>,
}

/// What may have changed.
#[derive(Default)]
pub(super) struct Changed {
    /// Tenants' projects.
    pub(super) domains: BTreeSet<(Arc<str>, Arc<str>)>,
    pub(super) instances: BTreeSet<Place>,
}

/// Everything that is stored.
#[derive(Default)]
pub(super) struct State {
    domains: HashMap<Arc<str>, HashMap<Arc<str>, Domain>>,
    /// Leases by the time to look at them again, and the number of the registration.
    looks: BTreeMap<(Millis, u64), Place>,
    pub(super) changes: u64,
    /// What has changed, if anybody wants to know.
    changed: Option<Changed>,
    /// Whether anybody wants to know of changes.
    pub(super) is_watched: bool,
    events: Vec<Event>,
}

impl State {
    /// Returns the changes since the last time.
    pub(super) fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// Takes note of changes from now on.
    pub(super) fn note_changes(&mut self) {
        self.changed.get_or_insert_default();
    }

    /// Returns what may have changed since the last call.
    pub(super) fn take_changed(&mut self) -> Changed {
        self.changed.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Returns the microservices of a project that may have changed since the last call.
    pub(super) fn take_changed_services(&mut self, tenant: &str, project: &str) -> BTreeSet<String> {
        let domain = self.domains.get_mut(tenant).and_then(|projects| projects.get_mut(project));
        domain.map(|domain| domain.services.take_changed()).unwrap_or_default()
    }

    fn note_instance(&mut self, (tenant, project): (&str, &str), service: &str, instance: &str) {
        if let Some(changed) = &mut self.changed {
            let (tenant, project) = (tenant.into(), project.into());
            changed.instances.insert(Place { tenant, project, service: service.into(), instance: instance.into() });
        }
    }

    /// Replaces everything. The number of changes grows all the same, so that no revision occurs twice.
    pub(super) fn replace(&mut self, mut other: Self) {
        other.changes = other.changes.max(self.changes);
        other.is_watched = self.is_watched;
        other.changed = self.changed.take();
        if other.changed.is_some() {
            let (before, after) = (self.places(), other.places());
            for (scope, service, instances) in before.iter().chain(&after) {
                let scope = (scope.0.as_str(), scope.1.as_str());
                other.domain_mut(scope.0, scope.1).services.note(service);
                instances.iter().for_each(|instance| other.note_instance(scope, service, instance));
            }
        }
        *self = other;
    }

    /// Returns all tenants' projects.
    pub(super) fn domains(&self) -> impl Iterator<Item = (&str, &str, &Domain)> {
        self.domains.iter().flat_map(|(tenant, projects)| {
            projects.iter().map(move |(project, domain)| (&**tenant, &**project, domain))
        })
    }

    /// Returns all microservices with the ids of their instances.
    fn places(&self) -> Vec<((String, String), String, Vec<String>)> {
        let places = self.domains().flat_map(|(tenant, project, domain)| {
            domain.services.iter().map(move |(id, service)| {
                let instances = service.instances.keys().cloned().collect();
                ((tenant.to_owned(), project.to_owned()), id.clone(), instances)
            })
        });
        places.collect()
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
        let instances = service.into_iter().flat_map(|service| service.instances.keys());
        for instance in instances.cloned().collect::<Vec<_>>() {
            self.erase((tenant, project), (id, &instance));
        }
        self.domain_mut(tenant, project).remove(id);
    }

    pub(super) fn domain(&self, tenant: &str, project: &str) -> Option<&Domain> {
        self.domains.get(tenant)?.get(project)
    }

    pub(super) fn domain_mut(&mut self, tenant: &str, project: &str) -> &mut Domain {
        let domain = self.domains.entry(tenant.into()).or_default().entry(project.into()).or_default();
        if let Some(changed) = &mut self.changed {
            changed.domains.insert((tenant.into(), project.into()));
            domain.services.note_changes();
        }
        domain
    }

    /// Time at which the next instance may expire.
    pub(super) fn due(&self) -> Millis {
        self.looks.first_key_value().map_or(Millis::MAX, |((due, _), _)| *due)
    }

    /// Stores an instance. `lifetime` is `None` for one that never expires.
    pub(super) fn register(
        &mut self,
        scope: (&str, &str),
        instance: MicroserviceInstance,
        times: (Millis, Option<Millis>),
    ) {
        self.changes += 1;
        self.restore(scope, instance, times, self.changes);
    }

    /// Stores an instance whose last change has a number.
    pub(super) fn restore(
        &mut self,
        (tenant, project): (&str, &str),
        instance: MicroserviceInstance,
        (now, lifetime): (Millis, Option<Millis>),
        serial: u64,
    ) {
        let id = instance.instance_id.as_ref().map_or("", AsRef::as_ref).to_owned();
        let service = instance.service_id.as_ref().map_or("", AsRef::as_ref).to_owned();
        let expires = now.saturating_add(lifetime.unwrap_or(Millis::MAX));
        let slot = Slot {
            digest: Digests::of(&[service.as_bytes(), id.as_bytes(), &serial.to_be_bytes()]),
            instance: Arc::new(instance),
            lifetime: lifetime.unwrap_or(Millis::MAX),
            expires: AtomicU64::new(expires),
            serial,
            number: serial,
            look: expires,
            departed: false,
        };
        // One that is only still shown gives way.
        self.erase((tenant, project), (&service, &id));
        if lifetime.is_some() {
            let place = Place {
                tenant: tenant.into(),
                project: project.into(),
                service: service.as_str().into(),
                instance: id.as_str().into(),
            };
            self.looks.insert((expires, serial), place);
        }
        let instance = Arc::clone(&slot.instance);
        self.note_instance((tenant, project), &service, &id);
        if let Some(service) = self.domain_mut(tenant, project).services.with_instances(&service) {
            service.digests.toggle(slot.digest);
            service.instances.insert(id, slot);
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
        let number = self.changes;
        self.note_instance((tenant, project), service, id);
        let Some(found) = self.domain_mut(tenant, project).services.with_instances(service) else { return false };
        let digest = Digests::of(&[found.id().as_bytes(), id.as_bytes(), &number.to_be_bytes()]);
        let Some(slot) = found.instances.get_mut(id).filter(|slot| slot.is_alive()) else { return false };
        change(Arc::make_mut(&mut slot.instance));
        found.digests.toggle(slot.digest);
        found.digests.toggle(digest);
        (slot.digest, slot.number) = (digest, number);
        let instance = Arc::clone(&slot.instance);
        self.note("UPDATE", (tenant, project), service, instance);
        true
    }

    /// Removes an instance, or keeps showing it for a while. Returns false if there is none.
    pub(super) fn depart(
        &mut self,
        scope: (&str, &str),
        (service, id): (&str, &str),
        (now, late): (Millis, bool),
    ) -> bool {
        self.note_instance(scope, service, id);
        let Some(found) = self.domain_mut(scope.0, scope.1).services.with_instances(service) else { return false };
        let Some(slot) = found.instances.get_mut(id).filter(|slot| slot.is_alive()) else { return false };
        if !late {
            self.erase(scope, (service, id));
            return true;
        }
        let (before, after) = ((slot.look, slot.serial), (now.saturating_add(LATE), slot.serial));
        (slot.departed, slot.look) = (true, after.0);
        if let Some(place) = self.looks.remove(&before) {
            self.looks.insert(after, place);
        }
        true
    }

    /// Removes an instance.
    fn erase(&mut self, scope: (&str, &str), (service, id): (&str, &str)) {
        let Some(found) = self.domain_mut(scope.0, scope.1).services.with_instances(service) else { return };
        let Some(slot) = found.instances.remove(id) else { return };
        found.digests.toggle(slot.digest);
        self.note_instance(scope, service, id);
        self.looks.remove(&(slot.look, slot.serial));
        self.note("DELETE", scope, service, slot.instance);
    }

    /// Removes what has expired.
    pub(super) fn sweep(&mut self, now: Millis, late: bool) {
        while self.due() <= now
            && let Some(((_, serial), place)) = self.looks.pop_first()
        {
            self.note_instance((&place.tenant, &place.project), &place.service, &place.instance);
            let domain = self.domain_mut(&place.tenant, &place.project);
            let service = domain.services.with_instances(&place.service);
            let Some(slot) = service.and_then(|service| service.instances.get_mut(&*place.instance)) else { continue };
            let expires = slot.expires.load(Ordering::Relaxed);
            if slot.departed || (expires <= now && !late) {
                self.erase((&place.tenant, &place.project), (&place.service, &place.instance));
                continue;
            }
            slot.departed = expires <= now;
            slot.look = if slot.departed { now.saturating_add(LATE) } else { expires };
            let look = slot.look;
            self.looks.insert((look, serial), place);
        }
    }
}

#[cfg(test)]
mod tests {
    use servicestage_server::model::servicecomb::InstanceId;

    use super::super::domain::{Name, Service};
    use super::*;

    const SCOPE: (&str, &str) = ("t", "p");

    fn state(services: &[&str]) -> State {
        let mut state = State::default();
        for id in services {
            let mut data = Microservice::new(*id);
            data.service_id = Some((*id).into());
            let name = Name { environment: String::new(), app: "a".to_owned(), name: (*id).to_owned() };
            state.domain_mut(SCOPE.0, SCOPE.1).insert(Service::new(data, name, "1".to_owned()));
        }
        state
    }

    fn register(state: &mut State, service: &str, id: &str, now: Millis, lifetime: Millis) {
        let mut instance = MicroserviceInstance::new("node");
        (instance.service_id, instance.instance_id) = (Some(service.into()), Some(InstanceId::from(id)));
        state.register(SCOPE, instance, (now, Some(lifetime)));
    }

    fn ids<'a>(state: &'a State, service: &str) -> Vec<&'a str> {
        let service = &state.domain(SCOPE.0, SCOPE.1).unwrap().services[service];
        service.instances.keys().map(String::as_str).collect()
    }

    fn digests(state: &State, service: &str) -> String {
        state.domain(SCOPE.0, SCOPE.1).unwrap().services[service].digests.revision()
    }

    #[test]
    fn leases_end_in_their_order_and_leave_nothing_behind() {
        let mut state = state(&["s"]);
        for (id, lifetime) in [("c", 30), ("a", 10), ("b", 20)] {
            register(&mut state, "s", id, 0, lifetime);
        }
        assert_eq!(state.due(), 10);
        state.domain(SCOPE.0, SCOPE.1).unwrap().services["s"].instances["a"].renew(15);
        state.sweep(20, false);
        assert_eq!((ids(&state, "s"), state.due()), (vec!["a", "c"], 25));
        state.sweep(30, false);
        assert_eq!((ids(&state, "s"), state.looks.len()), (vec![], 0));
        assert_eq!(digests(&state, "s"), Digests::default().revision());
    }

    #[test]
    fn departures_forget_their_leases() {
        let mut state = state(&["s"]);
        for _ in 0..3 {
            register(&mut state, "s", "a", 0, Millis::MAX / 2);
            assert!(state.depart(SCOPE, ("s", "a"), (0, false)));
            assert!(!state.depart(SCOPE, ("s", "a"), (0, false)));
        }
        register(&mut state, "s", "a", 0, 10);
        state.remove(SCOPE, "s");
        assert!(state.looks.is_empty());
    }

    #[test]
    fn late_departures_are_shown_for_a_while_and_give_way() {
        let mut state = state(&["s"]);
        register(&mut state, "s", "a", 0, 10);
        state.sweep(10, true);
        assert_eq!(ids(&state, "s"), ["a"]);
        assert!(!state.domain(SCOPE.0, SCOPE.1).unwrap().services["s"].instances["a"].renew(10));
        register(&mut state, "s", "a", 11, 5000);
        state.sweep(10 + LATE, true);
        assert_eq!((ids(&state, "s"), state.looks.len()), (vec!["a"], 1));
        assert!(state.depart(SCOPE, ("s", "a"), (3000, true)));
        state.sweep(3000 + LATE, true);
        assert!(ids(&state, "s").is_empty() && state.looks.is_empty());
    }

    #[test]
    fn dependencies_are_seen_from_both_sides_and_go_with_either() {
        let mut state = state(&["shop", "pens"]);
        let domain = state.domain_mut(SCOPE.0, SCOPE.1);
        let pens = domain.services["pens"].name.clone();
        domain.depend("shop", &pens);
        assert!(domain.depends("shop", &pens));
        assert_eq!(domain.consumers(&pens).map(Service::id).collect::<Vec<_>>(), ["shop"]);
        state.remove(SCOPE, "pens");
        assert!(!state.domain(SCOPE.0, SCOPE.1).unwrap().depends("shop", &pens));
        let domain = state.domain_mut(SCOPE.0, SCOPE.1);
        domain.depend("shop", &pens);
        domain.remove("shop");
        assert!(domain.consumers.is_empty());
    }
}
