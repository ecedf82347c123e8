//! Views of the registry for consoles.

use std::collections::BTreeSet;

use servicestage_server::model::servicecomb::{
    AppId, ApplicationCount, ApplicationIds, CountOnly, InstanceCount, MicroserviceCount, MicroserviceInstance,
    MicroserviceView, MicroserviceViewList, RegistryStatistics, RelationGraph, RelationLine, RelationNode,
    ServiceDetail, ServiceId, Statistics,
};
use servicestage_server::servicecomb::{
    GetMicroserviceViewInput, GetRelationsInput, GetStatisticsInput, ListApplicationsInput, ListMicroserviceViewsInput,
    RegistryViews,
};
use servicestage_server::{Context, ServiceError};

use super::dependencies::providers;
use super::domain::{Domain, Service};
use super::state::State;
use super::{Registry, Scope, environment, no_service, schemas};

/// Returns a number. Zero is left out.
fn number(count: usize) -> Option<i64> {
    i64::try_from(count).ok().filter(|count| *count != 0)
}

/// What a view of a microservice contains.
#[derive(Default)]
struct Options {
    tags: bool,
    instances: bool,
    schemas: bool,
    dependencies: bool,
    statistics: bool,
    /// Whether `statistics` is the only option.
    statistics_alone: bool,
    count_only: bool,
    /// Whether it is one of many: without ids of schemas, properties of instances, and what it is to itself.
    is_short: bool,
}

impl Options {
    fn all() -> Self {
        Self { tags: true, instances: true, schemas: true, dependencies: true, statistics: true, ..Self::default() }
    }

    fn read(input: &ListMicroserviceViewsInput) -> Self {
        let words: BTreeSet<&str> = input.options.as_deref().unwrap_or_default().split(',').collect();
        let has = |word| words.contains(word) || words.contains("all");
        Self {
            tags: has("tags"),
            instances: has("instances"),
            schemas: has("schemas"),
            dependencies: has("dependencies"),
            statistics: has("statistics"),
            statistics_alone: words.len() == 1 && words.contains("statistics"),
            count_only: input.count_only == Some(CountOnly::Numbers),
            is_short: true,
        }
    }

    fn detail(&self, domain: &Domain, service: &Service) -> ServiceDetail {
        let mut detail = ServiceDetail::new();
        let mut data = service.shown_data();
        data.schemas = data.schemas.filter(|_| !self.is_short);
        detail.microservice = Some(data);
        if self.tags {
            detail.tags = service.tags.clone();
        }
        if self.count_only {
            let mut count = InstanceCount::new();
            count.count = number(service.shown(false).count());
            let mut statistics = Statistics::new();
            statistics.instances = Some(count).filter(|_| self.instances);
            detail.statistics = Some(statistics);
        } else if self.instances {
            let instances = service.shown(false).map(|slot| MicroserviceInstance::clone(&slot.instance));
            detail.instances = instances.collect();
        }
        if self.is_short {
            detail.instances.iter_mut().for_each(|instance| instance.properties = None);
        }
        if self.schemas {
            detail.schema_infos = schemas::listed(service, true);
        }
        if self.dependencies {
            let is_shown = |other: &&Service| !self.is_short || other.id() != service.id();
            detail.providers = providers(domain, service).filter(is_shown).map(Service::shown_data).collect();
            let consumers = domain.consumers(&service.name).filter(is_shown);
            detail.consumers = consumers.map(Service::shown_data).collect();
        }
        detail
    }
}

fn statistics(scope: &Scope<'_>, state: &State, with_shared: bool) -> Statistics {
    let services: Vec<&Service> = visible(scope.domain(state), with_shared).collect();
    let mut all = Statistics::new();
    let mut count = MicroserviceCount::new();
    let names: BTreeSet<_> = services.iter().map(|service| &service.name).collect();
    let online = services.iter().filter(|service| !service.instances.is_empty());
    count.count = number(names.len());
    count.online_count = number(online.map(|service| &service.name).collect::<BTreeSet<_>>().len());
    all.services = Some(count);
    let mut count = InstanceCount::new();
    count.count = number(services.iter().map(|service| service.instances.len()).sum());
    // The real server, too, only counts instances of microservices that it has counted.
    count.count_by_domain = count.count;
    all.instances = Some(count);
    let mut count = ApplicationCount::new();
    count.count = number(names.iter().map(|name| &name.app).collect::<BTreeSet<_>>().len());
    all.apps = Some(count);
    all
}

/// Returns the microservices of a project.
fn visible(domain: Option<&Domain>, with_shared: bool) -> impl Iterator<Item = &Service> {
    let services = domain.into_iter().flat_map(|domain| domain.services.values());
    services.filter(move |service| with_shared || !service.is_shared)
}

/// Returns a microservice with its id and name, and nothing else.
fn named(service: &Service) -> RelationNode {
    let mut node = RelationNode::new();
    node.id = Some(ServiceId::from(service.id()));
    node.name = Some(service.name.name.clone());
    node.app_id = Some(AppId::from(""));
    for unused in [&mut node.version, &mut node.kind, &mut node.color, &mut node.position] {
        *unused = Some(String::new());
    }
    node
}

fn node(service: &Service) -> RelationNode {
    let mut node = named(service);
    node.app_id = Some(AppId::from(service.name.app.as_str()));
    node.version = Some(service.version.clone());
    node
}

fn relations(domain: Option<&Domain>, with_shared: bool) -> RelationGraph {
    let mut graph = RelationGraph::new();
    for (domain, service) in
        domain.into_iter().flat_map(|domain| visible(Some(domain), with_shared).map(move |service| (domain, service)))
    {
        graph.nodes.push(node(service));
        for provider in providers(domain, service) {
            if provider.id() != service.id() && (with_shared || !provider.is_shared) {
                let mut line = RelationLine::new();
                (line.from, line.to) = (Some(node(service)), Some(named(provider)));
                for unused in [&mut line.kind, &mut line.color, &mut line.descriptor] {
                    *unused = Some(String::new());
                }
                graph.lines.push(line);
            }
        }
    }
    graph
}

impl Registry {
    fn views(&self, input: &ListMicroserviceViewsInput, scope: &Scope<'_>) -> MicroserviceViewList {
        let options = Options::read(input);
        let with_shared = input.with_shared.unwrap_or(false);
        let wanted: Option<&str> = input.environment.as_ref().map(AsRef::as_ref);
        let state: &State = &self.read();
        let domain = scope.domain(state);
        let mut list = MicroserviceViewList::new();
        if options.statistics {
            list.statistics = Some(statistics(scope, state, with_shared));
        }
        if options.statistics_alone {
            return list;
        }
        let fits = |service: &&Service| {
            input.app_id.as_ref().is_none_or(|app| *app == *service.name.app.as_str())
                && input.service_name.as_ref().is_none_or(|name| *name == service.name.name)
                && wanted.is_none_or(|wanted| wanted == service.name.environment)
                && input.properties.iter().all(|pair| has_property(service, pair))
        };
        let services = visible(domain, with_shared).filter(fits);
        list.services = services.filter_map(|service| Some(options.detail(domain?, service))).collect();
        list
    }
}

fn has_property(service: &Service, pair: &str) -> bool {
    let (name, value) = pair.split_once(':').unwrap_or((pair, ""));
    let properties = service.data.properties.as_ref();
    properties.and_then(|properties| properties.get(name)).is_some_and(|known| known == value)
}

impl RegistryViews for Registry {
    async fn get_microservice_view(
        &self,
        input: GetMicroserviceViewInput,
        context: Context,
    ) -> Result<MicroserviceView, ServiceError> {
        let scope = Scope::of(&context, &input.project_id);
        let state = self.read();
        let id = input.service_id.as_ref();
        let service = scope.service(&state, id)?;
        let domain = scope.domain(&state).ok_or_else(|| no_service(id))?;
        let mut detail = Options::all().detail(domain, service);
        let versions = domain.versions(&service.name).into_iter().flat_map(|versions| versions.keys());
        detail.microservice_versions = versions.cloned().collect();
        Ok(MicroserviceView::new(detail))
    }

    async fn list_microservice_views(
        &self,
        input: ListMicroserviceViewsInput,
        context: Context,
    ) -> Result<MicroserviceViewList, ServiceError> {
        Ok(self.views(&input, &Scope::of(&context, &input.project_id)))
    }

    async fn list_applications(
        &self,
        input: ListApplicationsInput,
        context: Context,
    ) -> Result<ApplicationIds, ServiceError> {
        let scope = Scope::of(&context, &input.project_id);
        let wanted = environment(input.environment.as_ref())?;
        let state = self.read();
        let services = visible(scope.domain(&state), input.with_shared.unwrap_or(false));
        let fitting = services.filter(|service| service.name.environment == wanted);
        let apps: BTreeSet<&str> = fitting.map(|service| service.name.app.as_str()).collect();
        let mut list = ApplicationIds::new();
        list.app_ids = apps.into_iter().map(AppId::from).collect();
        Ok(list)
    }

    async fn get_relations(&self, input: GetRelationsInput, context: Context) -> Result<RelationGraph, ServiceError> {
        let scope = Scope::of(&context, &input.project_id);
        Ok(relations(scope.domain(&self.read()), input.with_shared.unwrap_or(false)))
    }

    async fn get_statistics(
        &self,
        input: GetStatisticsInput,
        context: Context,
    ) -> Result<RegistryStatistics, ServiceError> {
        let scope = Scope::of(&context, &input.project_id);
        Ok(RegistryStatistics::new(statistics(&scope, &self.read(), false)))
    }
}
