//! Microservices: registration, search, changes and deletion.

use std::collections::BTreeSet;
use std::sync::Arc;

use servicestage_server::model::error_codes::ServiceCombErrorCode as Code;
use servicestage_server::model::servicecomb::{
    AppId, DeletedMicroservice, Environment, Existence, ExistenceKind, InstanceEvent, Microservice,
    MicroserviceCreated, MicroserviceDetail, MicroserviceLevel, MicroserviceList, MicroserviceStatus,
    MicroservicesDeleted, ServiceId,
};
use servicestage_server::servicecomb::{
    CheckExistenceInput, CreateMicroserviceInput, DeleteMicroserviceInput, DeleteMicroservicesInput,
    GetMicroserviceInput, ListMicroservicesInput, Microservices, UpdateMicroservicePropertiesInput,
    WatchProvidersInput,
};
use servicestage_server::{Context, ServiceError, SocketHandler};
use sha2::{Digest as _, Sha256};

use super::domain::{Domain, Name, Service};
use super::state::State;
use super::{Registry, Scope, environment, error, filled, invalid, no_service, one_of, told};

/// Maximum number of microservices of a project.
const MOST: usize = 50_000;

/// Returns the id that a microservice has unless it chooses one.
fn derived_id(scope: &Scope<'_>, name: &Name, version: &str) -> String {
    let mut digest = Sha256::new();
    for part in [scope.tenant, scope.project, &name.environment, &name.app, &name.name, version] {
        digest.update(part);
        digest.update("/");
    }
    crate::hex(digest.finalize().get(..20).unwrap_or_default())
}

/// Microservice with the values that the registry sets.
fn completed(registry: &Registry, mut data: Microservice) -> Result<(Microservice, Name, String), ServiceError> {
    one_of("level", data.level.as_ref().map(AsRef::as_ref), &["FRONT", "MIDDLE", "BACK"])?;
    one_of("status", data.status.as_ref().map(AsRef::as_ref), &["UP", "DOWN"])?;
    one_of("registerBy", data.register_by.as_ref().map(AsRef::as_ref), &["SDK", "PLATFORM", "SIDECAR"])?;
    let environment = environment(data.environment.as_ref())?;
    let or = |text: Option<String>, default: &str| text.filter(|text| !text.is_empty()).unwrap_or(default.to_owned());
    let app = or(data.app_id.take().map(|app| app.to_string()), "default");
    let version = or(data.version.take(), "0.0.1");
    data.environment = Some(environment.as_str()).filter(|text| !text.is_empty()).map(Environment::from);
    data.app_id = Some(AppId::from(app.as_str()));
    data.version = Some(version.clone());
    data.level = data.level.or(Some(MicroserviceLevel::Back));
    data.status = data.status.or(Some(MicroserviceStatus::Up));
    data.alias = data.alias.filter(|alias| !alias.is_empty());
    data.timestamp = Some(registry.seconds());
    data.modified_timestamp = data.timestamp;
    data.instances = None;
    data.properties = filled(data.properties);
    data.load_balancing = filled(data.load_balancing);
    data.paths.iter_mut().flatten().for_each(|path| path.property = filled(path.property.take()));
    let name = Name { environment, app, name: data.service_name.clone() };
    Ok((data, name, version))
}

impl Registry {
    /// Stores a microservice unless it exists. Returns its id, or that of the owner of its alias.
    fn create(&self, scope: &Scope<'_>, state: &mut State, data: Microservice) -> Result<String, ServiceError> {
        let chosen = data.service_id.as_ref().map(ToString::to_string).filter(|id| !id.is_empty());
        let (mut data, name, version) = completed(self, data)?;
        let domain = state.domain_mut(scope.tenant, scope.project);
        if let Some(existing) = domain.by_name(&name, &version) {
            return match chosen {
                Some(chosen) if chosen != existing => {
                    let detail = format!("the microservice exists under the id {existing}");
                    Err(error(Code::ServiceAlreadyExists, detail))
                }
                _ => Ok(existing.to_owned()),
            };
        }
        if chosen.as_ref().is_some_and(|id| domain.services.contains_key(id)) {
            return Err(error(Code::ServiceAlreadyExists, "another microservice has this id"));
        }
        let alias = data.alias.as_ref().map(|alias| Name { name: alias.clone(), ..name.clone() });
        if let Some(owner) = alias.and_then(|alias| domain.by_alias(&alias, &version)) {
            return match chosen {
                Some(_) => Err(error(Code::ServiceAlreadyExists, format!("the microservice {owner} has this alias"))),
                None => Ok(owner.to_owned()),
            };
        }
        if domain.services.len() >= MOST {
            return Err(error(Code::QuotaExceeded, format!("a project has at most {MOST} microservices")));
        }
        let id = chosen.unwrap_or_else(|| derived_id(scope, &name, &version));
        data.service_id = Some(ServiceId::from(id.as_str()));
        domain.insert(Service::new(data, name, version));
        Ok(id)
    }

    /// Deletes a microservice with everything that belongs to it.
    fn delete(scope: &Scope<'_>, state: &mut State, id: &str, force: bool) -> Result<(), ServiceError> {
        let service = scope.service(state, id)?;
        if service.is_shared {
            return Err(invalid("the service center cannot be deleted"));
        }
        if !force && scope.domain(state).is_some_and(|domain| is_needed(domain, service)) {
            return Err(error(Code::ServiceHasConsumers, format!("other microservices depend on {id}")));
        }
        if !force && service.instances.values().any(super::domain::Slot::is_alive) {
            return Err(error(Code::ServiceHasInstances, format!("the microservice {id} has instances")));
        }
        state.remove(scope.pair(), id);
        Ok(())
    }
}

/// Returns whether other microservices depend on this one.
fn is_needed(domain: &Domain, service: &Service) -> bool {
    domain.consumers(&service.name).any(|consumer| consumer.id() != service.id())
}

impl Service {
    pub(super) fn new(data: Microservice, name: Name, version: String) -> Self {
        Self {
            data: Arc::new(data),
            name,
            version,
            tags: Default::default(),
            schemas: Default::default(),
            instances: Default::default(),
            digests: Default::default(),
            providers: Default::default(),
            is_shared: false,
        }
    }

    pub(super) fn shown_data(&self) -> Microservice {
        Microservice::clone(&self.data)
    }
}

impl Microservices for Registry {
    async fn watch_providers(
        &self,
        input: WatchProvidersInput,
        context: Context,
    ) -> Result<SocketHandler<InstanceEvent>, ServiceError> {
        self.watch(&Scope::of(&context, &input.project_id), input.service_id.as_ref())
    }

    async fn get_microservice(
        &self,
        input: GetMicroserviceInput,
        context: Context,
    ) -> Result<MicroserviceDetail, ServiceError> {
        let scope = Scope::of(&context, &input.project_id);
        let service = scope.service(&self.read(), input.service_id.as_ref())?.shown_data();
        Ok(MicroserviceDetail::new(service))
    }

    async fn delete_microservice(&self, input: DeleteMicroserviceInput, context: Context) -> Result<(), ServiceError> {
        let scope = Scope::of(&context, &input.project_id);
        Self::delete(&scope, &mut self.write(), input.service_id.as_ref(), input.force.unwrap_or(false))
    }

    async fn list_microservices(
        &self,
        input: ListMicroservicesInput,
        context: Context,
    ) -> Result<MicroserviceList, ServiceError> {
        let scope = Scope::of(&context, &input.project_id);
        let with_shared = input.with_shared.unwrap_or(false);
        let state = self.read();
        let services = scope.domain(&state).into_iter().flat_map(|domain| domain.services.values());
        let shown = services.filter(|service| with_shared || !service.is_shared).map(Service::shown_data);
        let mut list = MicroserviceList::new();
        list.services = shown.collect();
        Ok(list)
    }

    async fn create_microservice(
        &self,
        input: CreateMicroserviceInput,
        context: Context,
    ) -> Result<MicroserviceCreated, ServiceError> {
        let scope = Scope::of(&context, &input.project_id);
        let mut state = self.write();
        let id = self.create(&scope, &mut state, input.body.service)?;
        let tags = input.body.tags.filter(|tags| !tags.is_empty());
        let tagged = tags.map_or(Ok(()), |tags| Self::set_tags(&scope, &mut state, &id, tags));
        // Tags that are rejected do not matter to the instances.
        for instance in input.body.instances.into_iter().flatten() {
            self.register(&scope, &mut state, &id, instance)?;
        }
        tagged.map(|()| MicroserviceCreated::new(id))
    }

    async fn delete_microservices(
        &self,
        input: DeleteMicroservicesInput,
        context: Context,
    ) -> Result<MicroservicesDeleted, ServiceError> {
        let scope = Scope::of(&context, &input.project_id);
        let force = input.body.force.unwrap_or(false);
        let ids: BTreeSet<&ServiceId> = input.body.service_ids.iter().collect();
        let mut state = self.write();
        let deleted = ids.into_iter().map(|id| {
            let mut entry = DeletedMicroservice::new();
            entry.service_id = Some(id.clone());
            let outcome = Self::delete(&scope, &mut state, id.as_ref(), force);
            entry.error_message = outcome.err().map(|error| told(&error));
            entry
        });
        let mut all = MicroservicesDeleted::new();
        all.services = deleted.collect();
        Ok(all)
    }

    async fn update_microservice_properties(
        &self,
        input: UpdateMicroservicePropertiesInput,
        context: Context,
    ) -> Result<(), ServiceError> {
        let scope = Scope::of(&context, &input.project_id);
        let (id, now) = (input.service_id.as_ref(), self.seconds());
        let mut state = self.write();
        let service = state.domain_mut(scope.tenant, scope.project).services.get_mut(id);
        let data = Arc::make_mut(&mut service.ok_or_else(|| no_service(id))?.data);
        data.properties = filled(input.body.properties);
        data.modified_timestamp = Some(now);
        Ok(())
    }

    async fn check_existence(&self, input: CheckExistenceInput, context: Context) -> Result<Existence, ServiceError> {
        let scope = Scope::of(&context, &input.project_id);
        let state = self.read();
        let mut found = Existence::new();
        if input.kind == ExistenceKind::Schema {
            let id = input.service_id.as_ref().map_or("", AsRef::as_ref);
            let schema = input.schema_id.as_ref().map_or("", AsRef::as_ref);
            let text = scope.service(&state, id)?.schemas.get(schema);
            let text = text.ok_or_else(|| error(Code::SchemaNotFound, format!("there is no schema {schema}")))?;
            found.summary = Some(text.summary.clone());
            (found.service_id, found.schema_id) = (input.service_id, input.schema_id);
            return Ok(found);
        }
        let name = Name {
            environment: environment(input.environment.as_ref())?,
            app: input.app_id.map(|app| app.to_string()).unwrap_or_default(),
            name: input.service_name.unwrap_or_default(),
        };
        let version = input.version.unwrap_or_default();
        let versions = scope.domain(&state).and_then(|domain| domain.versions(&name));
        let versions = versions.ok_or_else(|| no_service(&name.name))?;
        let missing = || error(Code::ServiceVersionNotFound, format!("{} has no version {version}", name.name));
        found.service_id = Some(ServiceId::from(versions.get(&version).ok_or_else(missing)?.as_str()));
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_has_a_limit_of_microservices() {
        let registry = Registry::new(&crate::Settings::default());
        let scope = Scope { tenant: "t", project: "p" };
        let mut state = registry.write();
        for number in 0..MOST {
            let service = Microservice::new(format!("s{number}"));
            assert!(registry.create(&scope, &mut state, service).is_ok(), "{number}");
        }
        let error = registry.create(&scope, &mut state, Microservice::new("more")).unwrap_err();
        assert_eq!(error.code(), Some("400100"), "{error}");
        // One that exists is no further one, and other projects have their own.
        assert!(registry.create(&scope, &mut state, Microservice::new("s0")).is_ok());
        let other = Scope { tenant: "t", project: "q" };
        assert!(registry.create(&other, &mut state, Microservice::new("more")).is_ok());
    }
}
