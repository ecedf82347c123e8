//! Registration of instances, their leases and changes.

use std::collections::{BTreeMap, BTreeSet};

use servicestage_server::model::servicecomb::{
    HealthCheck, HealthCheckMode, InstanceHeartbeatResult, InstanceId, InstanceStatus, MicroserviceInstance, ServiceId,
};
use servicestage_server::servicecomb::{
    DeregisterInstanceInput, SendHeartbeatInput, SendHeartbeatsInput, UpdateInstancePropertiesInput,
    UpdateInstanceStatusInput, UpdateManyInstanceStatusesInput,
};
use servicestage_server::{Context, ServiceError};

use super::domain::Millis;
use super::state::State;
use super::{Registry, Scope, filled, invalid, no_instance, one_of, told};

const STATUSES: &[&str] = &["UP", "DOWN", "STARTING", "TESTING", "OUTOFSERVICE"];
/// Shortest interval between heartbeats, in seconds.
const SHORTEST_INTERVAL: i32 = 5;
/// Lowest number of heartbeats that may be missing.
const FEWEST_MISSING: i32 = 3;
/// Interval of instances that are asked, and of those that do not say.
const USUAL_INTERVAL: i32 = 30;

/// Returns the health check with the values that hold, and the time that an instance lives without heartbeats.
fn completed(check: Option<HealthCheck>) -> Result<(HealthCheck, Millis), ServiceError> {
    let mut check = check.unwrap_or_else(|| HealthCheck::new(HealthCheckMode::Push, USUAL_INTERVAL));
    one_of("mode", Some(check.mode.as_ref()), &["push", "pull"])?;
    let (interval, times) = match check.mode {
        HealthCheckMode::Pull => (USUAL_INTERVAL, FEWEST_MISSING),
        _ => (check.interval.max(SHORTEST_INTERVAL), check.times.unwrap_or(0).max(FEWEST_MISSING)),
    };
    let seconds = times.checked_add(1).and_then(|times| times.checked_mul(interval));
    let seconds = seconds.ok_or_else(|| invalid("healthCheck: expected a lifetime of at most 2147483647 seconds"))?;
    (check.interval, check.times) = (interval, Some(times));
    check.port = check.port.filter(|port| *port != 0);
    check.url = check.url.filter(|url| !url.is_empty());
    Ok((check, Millis::try_from(seconds).unwrap_or(0) * 1000))
}

/// Returns a new id.
fn random_id() -> String {
    crate::hex(&fastrand::u128(..).to_be_bytes())
}

impl Registry {
    /// Registers an instance, or renews the lease of the one with its id.
    pub(super) fn register(
        &self,
        scope: &Scope<'_>,
        state: &mut State,
        service_id: &str,
        mut instance: MicroserviceInstance,
    ) -> Result<InstanceId, ServiceError> {
        one_of("status", instance.status.as_ref().map(AsRef::as_ref), STATUSES)?;
        if instance.endpoints.iter().flatten().any(|endpoint| endpoint.trim().is_empty()) {
            return Err(invalid("endpoints: expected none that is blank"));
        }
        let (check, lifetime) = completed(instance.health_check.take())?;
        let service = scope.service(state, service_id)?;
        let id = instance.instance_id.take().filter(|id| !id.as_ref().is_empty());
        let now = self.millis();
        if let Some(id) = &id
            && service.alive(id.as_ref()).is_some_and(|slot| slot.renew(now))
        {
            return Ok(id.clone());
        }
        let id = id.unwrap_or_else(|| InstanceId::from(random_id()));
        instance.instance_id = Some(id.clone());
        instance.service_id = Some(ServiceId::from(service_id));
        instance.version = Some(service.version.clone());
        instance.status = instance.status.filter(|status| !status.as_ref().is_empty()).or(Some(InstanceStatus::Up));
        instance.health_check = Some(check);
        instance.timestamp = Some(self.seconds());
        instance.modified_timestamp = instance.timestamp;
        instance.environment = None;
        instance.properties = filled(instance.properties);
        state.register(scope.pair(), instance, (now, Some(lifetime)));
        Ok(id)
    }

    pub(super) fn deregister(&self, input: &DeregisterInstanceInput, context: &Context) -> Result<(), ServiceError> {
        let scope = Scope::of(context, &input.project_id);
        let id = input.instance_id.as_ref();
        let place = (input.service_id.as_ref(), id);
        match self.write().depart(scope.pair(), place, (self.millis(), self.late_departures)) {
            true => Ok(()),
            false => Err(no_instance(id)),
        }
    }

    /// Changes an instance and its time of change.
    fn change(
        &self,
        scope: &Scope<'_>,
        (service, id): (&ServiceId, &InstanceId),
        change: impl FnOnce(&mut MicroserviceInstance),
    ) -> Result<(), ServiceError> {
        let now = self.seconds();
        let done = self.write().change(scope.pair(), (service.as_ref(), id.as_ref()), |instance| {
            change(instance);
            instance.modified_timestamp = Some(now);
        });
        if done { Ok(()) } else { Err(no_instance(id.as_ref())) }
    }

    pub(super) fn set_properties(
        &self,
        input: UpdateInstancePropertiesInput,
        context: &Context,
    ) -> Result<(), ServiceError> {
        let scope = Scope::of(context, &input.project_id);
        self.change(&scope, (&input.service_id, &input.instance_id), |instance| {
            instance.properties = filled(input.body.properties);
        })
    }

    pub(super) fn set_status(&self, input: UpdateInstanceStatusInput, context: &Context) -> Result<(), ServiceError> {
        let scope = Scope::of(context, &input.project_id);
        one_of("value", Some(input.status.as_ref()), STATUSES)?.ok_or_else(|| invalid("value: expected a status"))?;
        self.change(&scope, (&input.service_id, &input.instance_id), |instance| instance.status = Some(input.status))
    }

    pub(super) fn set_statuses(
        &self,
        input: UpdateManyInstanceStatusesInput,
        context: &Context,
    ) -> Result<(), ServiceError> {
        let scope = Scope::of(context, &input.project_id);
        let status = input.body.status;
        one_of("status", Some(status.as_ref()), STATUSES)?.ok_or_else(|| invalid("status: expected a status"))?;
        let wanted = input.body.matches.properties;
        let fits = |properties: &Option<BTreeMap<String, String>>| {
            wanted.iter().all(|(name, value)| properties.as_ref().and_then(|all| all.get(name)) == Some(value))
        };
        let now = self.seconds();
        let mut state = self.write();
        let services = scope.domain(&state).into_iter().flat_map(|domain| domain.services.values());
        let slots = services.flat_map(|service| service.shown(true));
        let fitting = slots.map(|slot| &slot.instance).filter(|instance| fits(&instance.properties));
        let places: Vec<_> = fitting
            .filter_map(|instance| Some((instance.service_id.clone()?, instance.instance_id.clone()?)))
            .collect();
        for (service, id) in places {
            state.change(scope.pair(), (service.as_ref(), id.as_ref()), |instance| {
                instance.status = Some(status.clone());
                instance.modified_timestamp = Some(now);
            });
        }
        Ok(())
    }

    fn renew(&self, scope: &Scope<'_>, state: &State, service: &str, instance: &str) -> bool {
        let service = scope.domain(state).and_then(|domain| domain.services.get(service));
        service.and_then(|service| service.alive(instance)).is_some_and(|slot| slot.renew(self.millis()))
    }

    pub(super) fn heartbeat(&self, input: &SendHeartbeatInput, context: &Context) -> Result<(), ServiceError> {
        let scope = Scope::of(context, &input.project_id);
        match self.renew(&scope, &self.read(), input.service_id.as_ref(), input.instance_id.as_ref()) {
            true => Ok(()),
            false => Err(no_instance(input.instance_id.as_ref())),
        }
    }

    /// Renews several leases. Returns an entry for each distinct pair.
    pub(super) fn heartbeats(&self, input: SendHeartbeatsInput, context: &Context) -> Vec<InstanceHeartbeatResult> {
        let scope = Scope::of(context, &input.project_id);
        let state = self.read();
        let pairs: BTreeSet<_> =
            input.body.instances.into_iter().map(|key| (key.service_id, key.instance_id)).collect();
        let results = pairs.into_iter().map(|(service, instance)| {
            let mut result = InstanceHeartbeatResult::new();
            let known = |id: &Option<String>| id.clone().unwrap_or_default();
            let (service_id, instance_id) = (service.map(|id| id.to_string()), instance.map(|id| id.to_string()));
            if !self.renew(&scope, &state, &known(&service_id), &known(&instance_id)) {
                let missing = no_instance(&known(&instance_id));
                result.error_message = Some(told(&missing));
            }
            result.service_id = service_id.filter(|id| !id.is_empty()).map(ServiceId::from);
            result.instance_id = instance_id.filter(|id| !id.is_empty()).map(InstanceId::from);
            result
        });
        results.collect()
    }
}
