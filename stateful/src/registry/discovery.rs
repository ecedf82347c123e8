//! Reading instances: by microservice, by name, and many at once, with revisions.

use std::collections::BTreeMap;

use servicestage_server::model::servicecomb::{
    FailedQueries, FoundInstances, HeartbeatResults, InstanceDetail, InstanceList, InstanceQueryResult,
    InstanceRegistered, MicroserviceInstance, QueryError, QueryErrorRequired, QueryResults, ServiceId,
};
use servicestage_server::runtime::value::Conditional;
use servicestage_server::servicecomb::{
    DeregisterInstanceInput, FindInstancesInput, FindManyInstancesInput, GetInstanceInput, Instances,
    ListInstancesInput, OpenHeartbeatInput, RegisterInstanceInput, SendHeartbeatInput, SendHeartbeatsInput,
    UpdateInstancePropertiesInput, UpdateInstanceStatusInput, UpdateManyInstanceStatusesInput,
};
use servicestage_server::{Context, NoMessage, ServiceError, SocketHandler};

use super::domain::{Digests, Name, Service, Slot};
use super::own::is_own;
use super::state::State;
use super::{Registry, Scope, environment, no_instance, no_service, told};

/// Instances with their revision; `None` if the caller knows them.
type Found = (String, Option<Vec<MicroserviceInstance>>);

/// Returns whether a microservice has all tags of a list with commas.
fn has_tags(service: &Service, tags: Option<&str>) -> bool {
    tags.is_none_or(|tags| tags.split(',').filter(|tag| !tag.is_empty()).all(|tag| service.tags.contains_key(tag)))
}

/// Returns whether a microservice may use another one: of the same application, unless that one is for all, and of the same
/// environment.
fn may_use(consumer: &Service, provider: &Service) -> bool {
    let properties = provider.data.properties.as_ref();
    let is_for_all = || {
        let allowed = properties.and_then(|properties| properties.get("allowCrossApp"));
        allowed.is_some_and(|allowed| allowed.eq_ignore_ascii_case("true"))
    };
    (consumer.name.app == provider.name.app || is_for_all())
        && (consumer.name.environment == provider.name.environment || provider.is_shared)
}

/// Returns copies unless the caller knows the revision.
fn unless_known<'a>(digests: Digests, known: Option<&str>, slots: impl Iterator<Item = &'a Slot>) -> Found {
    let revision = digests.revision();
    let is_known = known == Some(revision.as_str());
    (revision, (!is_known).then(|| slots.map(|slot| MicroserviceInstance::clone(&slot.instance)).collect()))
}

/// Instances that a caller may see, and the revision that it knows.
struct Look<'a> {
    tags: Option<&'a str>,
    consumer: Option<&'a str>,
    no_cache: bool,
    known: Option<&'a str>,
}

impl<'a> Look<'a> {
    fn new(
        consumer: Option<&'a ServiceId>,
        tags: Option<&'a str>,
        no_cache: Option<bool>,
        known: Option<&'a str>,
    ) -> Self {
        let consumer = consumer.map(ServiceId::as_ref).filter(|id: &&str| !id.is_empty());
        Self { tags, consumer, no_cache: no_cache.unwrap_or(false), known }
    }

    /// Returns the microservice that asks.
    fn consumer<'s>(&self, scope: &Scope<'_>, state: &'s State) -> Result<Option<&'s Service>, ServiceError> {
        self.consumer.map(|id| scope.service(state, id)).transpose()
    }

    fn fits(&self, consumer: Option<&Service>, provider: &Service) -> bool {
        has_tags(provider, self.tags) && consumer.is_none_or(|consumer| may_use(consumer, provider))
    }
}

/// Microservice to look for.
struct Wanted<'a> {
    name: Name,
    look: Look<'a>,
}

impl Wanted<'_> {
    /// Finds the instances of all versions. The environment of the consumer counts, except for the registry itself, which
    /// all callers find, also consumers that do not exist.
    fn find(&mut self, scope: &Scope<'_>, state: &State) -> Result<Found, ServiceError> {
        let is_own = is_own(scope, &self.name);
        let consumer = if is_own { None } else { self.look.consumer(scope, state)? };
        if is_own {
            self.name.environment.clear();
        } else if let Some(consumer) = consumer {
            self.name.environment.clone_from(&consumer.name.environment);
        }
        let domain = scope.domain(state).filter(|domain| domain.versions(&self.name).is_some());
        let domain = domain.ok_or_else(|| no_service(&self.name.name))?;
        let (look, no_cache) = (&self.look, self.look.no_cache);
        let fitting = || domain.all_versions(&self.name).filter(|service| look.fits(consumer, service));
        let mut digests = Digests::default();
        fitting().for_each(|service| digests.toggle(service.shown_digests(no_cache)));
        Ok(unless_known(digests, look.known, fitting().flat_map(|service| service.shown(no_cache))))
    }

    /// Returns the names that the consumer does not depend on yet.
    fn unrecorded(&self, scope: &Scope<'_>, state: &State) -> Vec<Name> {
        let consumer = self.look.consumer(scope, state).ok().flatten();
        let Some((consumer, domain)) = consumer.zip(scope.domain(state)) else { return Vec::new() };
        let fitting = domain.all_versions(&self.name).filter(|service| self.look.fits(Some(consumer), service));
        let names = fitting.filter(|service| !service.is_shared).map(|service| &service.name);
        let mut names: Vec<Name> = names.filter(|name| !domain.depends(consumer.id(), name)).cloned().collect();
        names.dedup();
        names
    }
}

fn single(
    scope: &Scope<'_>,
    state: &State,
    (service, id): (&str, &str),
    look: &Look<'_>,
) -> Result<Found, ServiceError> {
    let consumer = look.consumer(scope, state)?;
    let service = scope.service(state, service)?;
    let slot = service.instances.get(id).filter(|slot| slot.is_alive() || !look.no_cache);
    let slot = slot.filter(|_| look.fits(consumer, service)).ok_or_else(|| no_instance(id))?;
    Ok(unless_known(slot.digest, look.known, std::iter::once(slot)))
}

fn conditional<T>(
    (revision, instances): Found,
    convert: impl FnOnce(Vec<MicroserviceInstance>) -> Result<T, ServiceError>,
) -> Result<Conditional<T>, ServiceError> {
    match instances {
        Some(instances) => Ok(Conditional::modified(convert(instances)?, revision)),
        None => Ok(Conditional::NotModified),
    }
}

fn list(instances: Vec<MicroserviceInstance>) -> Result<InstanceList, ServiceError> {
    let mut list = InstanceList::new();
    list.instances = instances;
    Ok(list)
}

/// Results of a part of a query of many.
#[derive(Default)]
struct Sorted {
    results: QueryResults,
    failures: BTreeMap<String, (QueryError, Vec<i64>)>,
}

impl Sorted {
    fn add(&mut self, index: usize, found: Result<Found, ServiceError>) {
        let index = i64::try_from(index).unwrap_or(i64::MAX);
        match found {
            Ok((revision, Some(instances))) => {
                let mut updated = FoundInstances::new(index);
                (updated.revision, updated.instances) = (Some(revision), instances);
                self.results.updated.push(updated);
            }
            Ok((_, None)) => self.results.not_modified.push(index),
            Err(failure) => {
                let code = failure.code().unwrap_or_default().to_owned();
                let mut shown = QueryError::new(QueryErrorRequired {
                    error_code: code.clone(),
                    error_message: failure.message().to_owned(),
                });
                shown.detail = Some(told(&failure));
                self.failures.entry(code).or_insert_with(|| (shown, Vec::new())).1.push(index);
            }
        }
    }

    fn finish(mut self) -> QueryResults {
        self.results.failed = self
            .failures
            .into_values()
            .map(|(error, indexes)| {
                let mut failed = FailedQueries::new();
                (failed.error, failed.indexes) = (Some(error), indexes);
                failed
            })
            .collect();
        self.results
    }
}

impl Registry {
    fn record(&self, scope: &Scope<'_>, consumer: Option<&str>, providers: &[Name]) {
        let Some(consumer) = consumer.filter(|_| !providers.is_empty()) else { return };
        let mut state = self.write();
        let domain = state.domain_mut(scope.tenant, scope.project);
        providers.iter().for_each(|provider| domain.depend(consumer, provider));
    }

    fn find_many(
        &self,
        input: &FindManyInstancesInput,
        context: &Context,
    ) -> Result<InstanceQueryResult, ServiceError> {
        let scope = Scope::of(context, &input.project_id);
        // The one in the body does not count.
        let look = |known| Look::new(input.consumer_id.as_ref(), None, None, known);
        let (services, instances) = (&input.body.services, &input.body.instances);
        if services.as_ref().is_none_or(Vec::is_empty) && instances.as_ref().is_none_or(Vec::is_empty) {
            return Err(super::invalid("expected services or instances"));
        }
        let mut result = InstanceQueryResult::new();
        let mut unrecorded = Vec::new();
        {
            let state = self.read();
            if let Some(services) = services.as_ref().filter(|services| !services.is_empty()) {
                let mut sorted = Sorted::default();
                for (index, query) in services.iter().enumerate() {
                    let name = Name {
                        environment: environment(query.service.environment.as_ref())?,
                        app: query.service.app_id.to_string(),
                        name: query.service.service_name.clone(),
                    };
                    let mut wanted = Wanted { name, look: look(query.revision.as_deref()) };
                    sorted.add(index, wanted.find(&scope, &state));
                    unrecorded.extend(wanted.unrecorded(&scope, &state));
                }
                result.services = Some(sorted.finish());
            }
            if let Some(instances) = instances.as_ref().filter(|instances| !instances.is_empty()) {
                let mut sorted = Sorted::default();
                for (index, query) in instances.iter().enumerate() {
                    let place = (query.instance.service_id.as_ref(), query.instance.instance_id.as_ref());
                    sorted.add(index, single(&scope, &state, place, &look(query.revision.as_deref())));
                }
                result.instances = Some(sorted.finish());
            }
        }
        self.record(&scope, look(None).consumer, &unrecorded);
        Ok(result)
    }
}

impl Instances for Registry {
    async fn open_heartbeat(
        &self,
        input: OpenHeartbeatInput,
        context: Context,
    ) -> Result<SocketHandler<NoMessage>, ServiceError> {
        let scope = Scope::of(&context, &input.project_id);
        self.hold(&scope, (input.service_id.as_ref(), input.instance_id.as_ref()))
    }

    async fn register_instance(
        &self,
        input: RegisterInstanceInput,
        context: Context,
    ) -> Result<InstanceRegistered, ServiceError> {
        let scope = Scope::of(&context, &input.project_id);
        let service = input.service_id.as_ref();
        let id = self.register(&scope, &mut self.write(), service, input.body.instance)?;
        Ok(InstanceRegistered::new(id))
    }

    async fn list_instances(
        &self,
        input: ListInstancesInput,
        context: Context,
    ) -> Result<Conditional<InstanceList>, ServiceError> {
        let scope = Scope::of(&context, &input.project_id);
        let id = input.service_id.as_ref();
        let found = {
            let (tags, known) = (input.tags.as_deref(), input.known_revision.as_deref());
            let look = Look::new(input.consumer_id.as_ref(), tags, input.no_cache, known);
            let state = self.read();
            let consumer = look.consumer(&scope, &state)?;
            let service = scope.service(&state, id)?;
            if !look.fits(consumer, service) {
                return Err(no_service(id));
            }
            let digests = service.shown_digests(look.no_cache);
            unless_known(digests, known, service.shown(look.no_cache))
        };
        conditional(found, list)
    }

    async fn deregister_instance(&self, input: DeregisterInstanceInput, context: Context) -> Result<(), ServiceError> {
        self.deregister(&input, &context)
    }

    async fn get_instance(
        &self,
        input: GetInstanceInput,
        context: Context,
    ) -> Result<Conditional<InstanceDetail>, ServiceError> {
        let scope = Scope::of(&context, &input.project_id);
        let found = {
            let state = self.read();
            let place = (input.service_id.as_ref(), input.instance_id.as_ref());
            let (tags, known) = (input.tags.as_deref(), input.known_revision.as_deref());
            single(&scope, &state, place, &Look::new(input.consumer_id.as_ref(), tags, input.no_cache, known))?
        };
        let detail = |instances: Vec<MicroserviceInstance>| {
            let instance = instances.into_iter().next();
            instance.map(InstanceDetail::new).ok_or_else(|| no_instance(input.instance_id.as_ref()))
        };
        conditional(found, detail)
    }

    async fn update_instance_properties(
        &self,
        input: UpdateInstancePropertiesInput,
        context: Context,
    ) -> Result<(), ServiceError> {
        self.set_properties(input, &context)
    }

    async fn update_instance_status(
        &self,
        input: UpdateInstanceStatusInput,
        context: Context,
    ) -> Result<(), ServiceError> {
        self.set_status(input, &context)
    }

    async fn send_heartbeat(&self, input: SendHeartbeatInput, context: Context) -> Result<(), ServiceError> {
        self.heartbeat(&input, &context)
    }

    async fn find_instances(
        &self,
        input: FindInstancesInput,
        context: Context,
    ) -> Result<Conditional<InstanceList>, ServiceError> {
        let scope = Scope::of(&context, &input.project_id);
        let (tags, known) = (input.tags.as_deref(), input.known_revision.as_deref());
        let mut wanted = Wanted {
            name: Name {
                environment: environment(input.environment.as_ref())?,
                app: input.app_id.to_string(),
                name: input.service_name,
            },
            look: Look::new(input.consumer_id.as_ref(), tags, input.no_cache, known),
        };
        let (found, unrecorded) = {
            let state = self.read();
            (wanted.find(&scope, &state)?, wanted.unrecorded(&scope, &state))
        };
        self.record(&scope, wanted.look.consumer, &unrecorded);
        conditional(found, list)
    }

    async fn find_many_instances(
        &self,
        input: FindManyInstancesInput,
        context: Context,
    ) -> Result<InstanceQueryResult, ServiceError> {
        self.find_many(&input, &context)
    }

    async fn send_heartbeats(
        &self,
        input: SendHeartbeatsInput,
        context: Context,
    ) -> Result<HeartbeatResults, ServiceError> {
        let mut results = HeartbeatResults::new();
        results.instances = self.heartbeats(input, &context);
        Ok(results)
    }

    async fn update_many_instance_statuses(
        &self,
        input: UpdateManyInstanceStatusesInput,
        context: Context,
    ) -> Result<(), ServiceError> {
        self.set_statuses(input, &context)
    }
}
