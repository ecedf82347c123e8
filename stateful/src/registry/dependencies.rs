//! Dependencies between microservices.

use std::collections::BTreeSet;

use servicestage_server::model::servicecomb::{
    ConsumerList, DependencyConsumer, DependencyProvider, MicroserviceDependency, ProviderList, SelfDependency,
};
use servicestage_server::servicecomb::{
    AddDependenciesInput, CreateDependenciesInput, Dependencies, ListConsumersInput, ListProvidersInput,
};
use servicestage_server::{Context, ServiceError};

use super::domain::{Domain, Name, Service};
use super::{Registry, Scope, environment, invalid, no_service};

/// Returns the microservices that one uses, in all versions.
pub(super) fn providers<'a>(domain: &'a Domain, service: &'a Service) -> impl Iterator<Item = &'a Service> {
    service.providers.iter().flat_map(|name| domain.all_versions(name))
}

fn consumer_name(consumer: &DependencyConsumer) -> Result<Name, ServiceError> {
    let environment = environment(consumer.environment.as_ref())?;
    Ok(Name { environment, app: consumer.app_id.to_string(), name: consumer.service_name.clone() })
}

/// Returns the name of a provider. One without an application is of that of the consumer.
fn provider_name(provider: &DependencyProvider, consumer: &Name) -> Result<Name, ServiceError> {
    if provider.service_name == "*" {
        // Older releases took it for all microservices.
        return Err(invalid("serviceName: a provider has a name of its own"));
    }
    let environment = environment(provider.environment.as_ref())?;
    let app = if provider.app_id.as_ref().is_empty() { consumer.app.clone() } else { provider.app_id.to_string() };
    Ok(Name { environment, app, name: provider.service_name.clone() })
}

/// Checks that no provider is named twice.
fn check_distinct(providers: &[Name]) -> Result<(), ServiceError> {
    let mut known = BTreeSet::new();
    for provider in providers {
        if !known.insert((&provider.environment, &provider.app, &provider.name)) {
            return Err(invalid(format!("providers: {} is named twice", provider.name)));
        }
    }
    Ok(())
}

impl Registry {
    /// Records dependencies, all or none. Providers that do not exist are not recorded.
    fn record_all(
        &self,
        scope: &Scope<'_>,
        dependencies: &[MicroserviceDependency],
        replace: bool,
    ) -> Result<(), ServiceError> {
        let mut state = self.write();
        let domain = state.domain_mut(scope.tenant, scope.project);
        let named = dependencies.iter().map(|dependency| {
            let consumer = consumer_name(&dependency.consumer)?;
            let providers = dependency.providers.iter().flatten().map(|provider| provider_name(provider, &consumer));
            let providers = providers.collect::<Result<Vec<Name>, _>>()?;
            Ok((consumer, &dependency.consumer.version, providers))
        });
        let mut found = Vec::new();
        for (name, version, providers) in named.collect::<Result<Vec<_>, ServiceError>>()? {
            check_distinct(&providers)?;
            let consumer = domain.by_name(&name, version).map(str::to_owned).ok_or_else(|| no_service(&name.name))?;
            found.push((consumer, providers));
        }
        for (consumer, providers) in found {
            let existing = providers.iter().flat_map(|name| domain.all_versions(name));
            let existing: Vec<Name> = existing.map(|service| service.name.clone()).collect();
            if replace {
                domain.free(&consumer);
            }
            existing.iter().for_each(|provider| domain.depend(&consumer, provider));
        }
        Ok(())
    }
}

fn is_shown(service: &Service, of: &Service, self_dependency: Option<&SelfDependency>) -> bool {
    self_dependency != Some(&SelfDependency::Excluded) || service.id() != of.id()
}

impl Dependencies for Registry {
    async fn list_providers(&self, input: ListProvidersInput, context: Context) -> Result<ProviderList, ServiceError> {
        let scope = Scope::of(&context, &input.project_id);
        let state = self.read();
        let service = scope.service(&state, input.consumer_id.as_ref())?;
        let found = scope.domain(&state).into_iter().flat_map(|domain| providers(domain, service));
        let found = found.filter(|provider| is_shown(provider, service, input.self_dependency.as_ref()));
        let mut list = ProviderList::new();
        list.providers = found.map(Service::shown_data).collect();
        Ok(list)
    }

    async fn list_consumers(&self, input: ListConsumersInput, context: Context) -> Result<ConsumerList, ServiceError> {
        let scope = Scope::of(&context, &input.project_id);
        let state = self.read();
        let service = scope.service(&state, input.provider_id.as_ref())?;
        let found = scope.domain(&state).into_iter().flat_map(|domain| domain.consumers(&service.name));
        let found = found.filter(|consumer| is_shown(consumer, service, input.self_dependency.as_ref()));
        let mut list = ConsumerList::new();
        list.consumers = found.map(Service::shown_data).collect();
        Ok(list)
    }

    async fn add_dependencies(&self, input: AddDependenciesInput, context: Context) -> Result<(), ServiceError> {
        let adds_none = |dependency: &MicroserviceDependency| dependency.providers.as_ref().is_none_or(Vec::is_empty);
        if input.body.dependencies.iter().any(adds_none) {
            return Err(invalid("providers: expected at least one"));
        }
        self.record_all(&Scope::of(&context, &input.project_id), &input.body.dependencies, false)
    }

    async fn create_dependencies(&self, input: CreateDependenciesInput, context: Context) -> Result<(), ServiceError> {
        self.record_all(&Scope::of(&context, &input.project_id), &input.body.dependencies, true)
    }
}
