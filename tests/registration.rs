//! An instance that stays registered: against a registry that forgets, fails and restarts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use servicestage_client::model::servicecomb::{
    HealthCheck, HealthCheckMode, InstanceRegistration, Microservice, MicroserviceCreate, MicroserviceInstance,
};
use servicestage_client::servicecomb::Registration;
use servicestage_client::{Client, LeaseBuilder, LeaseEvent, RetryPolicy};
use servicestage_model::error_codes::ServiceCombErrorCode;
use servicestage_model::servicecomb::{InstanceDetail, InstanceId, InstanceRegistered, MicroserviceCreated, ServiceId};
use servicestage_server::servicecomb::{
    self, CreateMicroserviceInput, DeregisterInstanceInput, GetInstanceInput, Instances, Microservices,
    RegisterInstanceInput, SendHeartbeatInput,
};
use servicestage_server::{Api, Context, ServiceError};
use specwright_runtime::client::InProcessTransport;
use specwright_runtime::value::Conditional;
use tokio::time::Instant;

/// What a registry knows, and what it was asked when.
struct State {
    begun: Instant,
    log: Vec<(u64, String)>,
    count: usize,
    microservices: BTreeSet<ServiceId>,
    instances: BTreeMap<InstanceId, MicroserviceInstance>,
    broken: bool,
}

#[derive(Clone)]
struct Registry(Arc<Mutex<State>>);

impl Registry {
    fn new() -> Registry {
        let (log, microservices, instances) = Default::default();
        let begun = Instant::now();
        Registry(Arc::new(Mutex::new(State { begun, log, count: 0, microservices, instances, broken: false })))
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.0.lock().unwrap());
    }

    /// Notes what was asked; the rest follows only if the registry is in order.
    fn asked<T>(
        &self,
        what: impl Into<String>,
        answer: impl FnOnce(&mut State) -> Result<T, ServiceCombErrorCode>,
    ) -> Result<T, ServiceError> {
        let mut state = self.0.lock().unwrap();
        let at = state.begun.elapsed().as_secs();
        state.log.push((at, what.into()));
        if state.broken {
            return Err(ServiceError::new(503, "503000").with_message("being restarted"));
        }
        Ok(answer(&mut state)?)
    }

    /// What was asked since the last time.
    fn log(&self) -> Vec<(u64, String)> {
        std::mem::take(&mut self.0.lock().unwrap().log)
    }

    fn client(&self) -> Client {
        let service = Arc::new(self.clone());
        let api =
            Api::new().routes(servicecomb::microservices(service.clone())).routes(servicecomb::instances(service));
        Client::builder()
            .service_center_endpoint("https://192.0.2.10:30100")
            .engine_token("sesame")
            .retry(RetryPolicy::never())
            .transport(InProcessTransport::new(api.into_router()))
            .build()
            .unwrap()
    }
}

impl Microservices for Registry {
    async fn create_microservice(
        &self,
        input: CreateMicroserviceInput,
        _context: Context,
    ) -> Result<MicroserviceCreated, ServiceError> {
        let id = ServiceId::new(format!("id-of-{}", input.body.service.service_name));
        self.asked("microservice", |state| {
            state.microservices.insert(id.clone());
            Ok(MicroserviceCreated::new(id))
        })
    }
}

impl Instances for Registry {
    async fn register_instance(
        &self,
        input: RegisterInstanceInput,
        _context: Context,
    ) -> Result<InstanceRegistered, ServiceError> {
        self.asked(format!("register {}", input.body.instance.host_name), |state| {
            if !state.microservices.contains(&input.service_id) {
                return Err(ServiceCombErrorCode::ServiceNotFound);
            }
            state.count += 1;
            let asked = input.body.instance.clone();
            let id = asked.instance_id.clone().unwrap_or_else(|| InstanceId::new(format!("i{}", state.count)));
            // As the service center does: one that lives is renewed, and keeps what it had.
            state.instances.entry(id.clone()).or_insert(asked);
            Ok(InstanceRegistered::new(id))
        })
    }

    async fn get_instance(
        &self,
        input: GetInstanceInput,
        _context: Context,
    ) -> Result<Conditional<InstanceDetail>, ServiceError> {
        self.asked(format!("get {}", input.instance_id), |state| {
            let stored = state.instances.get(&input.instance_id).cloned();
            stored.map(|stored| InstanceDetail::new(stored).into()).ok_or(ServiceCombErrorCode::InstanceNotFound)
        })
    }

    async fn send_heartbeat(&self, input: SendHeartbeatInput, _context: Context) -> Result<(), ServiceError> {
        self.asked(format!("heartbeat {}", input.instance_id), |state| {
            match (state.microservices.contains(&input.service_id), state.instances.contains_key(&input.instance_id)) {
                (false, _) => Err(ServiceCombErrorCode::ServiceNotFound),
                (true, false) => Err(ServiceCombErrorCode::InstanceNotFound),
                (true, true) => Ok(()),
            }
        })
    }

    async fn deregister_instance(&self, input: DeregisterInstanceInput, _context: Context) -> Result<(), ServiceError> {
        self.asked(format!("deregister {}", input.instance_id), |state| {
            state.instances.remove(&input.instance_id).map(drop).ok_or(ServiceCombErrorCode::InstanceNotFound)
        })
    }
}

/// A shop, not yet registered, that wants to send a heartbeat every ten seconds.
fn shop(registry: &Registry) -> LeaseBuilder<Registration> {
    let shop = MicroserviceCreate::new(Microservice::new("shop").version("1.0.0"));
    let health = HealthCheck::new(HealthCheckMode::Push, 10).times(3);
    let instance = InstanceRegistration::new(MicroserviceInstance::new("host-1").health_check(health));
    registry.client().servicecomb().instances().keep_registered(&shop, &instance)
}

fn log<const N: usize>(expected: [(u64, &str); N]) -> Vec<(u64, String)> {
    expected.into_iter().map(|(at, what)| (at, what.to_owned())).collect()
}

/// Lets the time pass up to shortly after a second.
async fn until(registry: &Registry, second: u64) {
    let begun = registry.0.lock().unwrap().begun;
    tokio::time::sleep_until(begun + Duration::from_millis(second * 1000 + 500)).await;
}

#[tokio::test(start_paused = true)]
async fn heartbeats_come_at_the_interval_of_the_instance_until_it_stops() {
    let registry = Registry::new();
    let kept = shop(&registry);
    assert_eq!(registry.log(), [], "nothing is sent before it starts");
    let lease = kept.acquire().await.unwrap();
    let Registration { service_id, instance_id, .. } = lease.get();
    assert_eq!((service_id.as_str(), instance_id.as_str()), ("id-of-shop", "i1"));
    until(&registry, 20).await;
    lease.release().await.unwrap();
    until(&registry, 60).await;
    assert_eq!(
        registry.log(),
        log([
            (0, "microservice"),
            (0, "register host-1"),
            (10, "heartbeat i1"),
            (20, "heartbeat i1"),
            (20, "deregister i1")
        ])
    );
}

#[tokio::test(start_paused = true)]
async fn without_a_health_check_the_documented_interval_counts() {
    let registry = Registry::new();
    let shop = MicroserviceCreate::new(Microservice::new("shop"));
    let instance = InstanceRegistration::new(MicroserviceInstance::new("host-1"));
    let instances = registry.client().servicecomb().instances();
    let lease = instances.keep_registered(&shop, &instance).acquire().await.unwrap();
    until(&registry, 60).await;
    assert_eq!(registry.log()[2..], log([(30, "heartbeat i1"), (60, "heartbeat i1")]));
    drop(lease);
}

#[tokio::test(start_paused = true)]
async fn a_forgotten_instance_and_a_lost_microservice_are_registered_anew() {
    let registry = Registry::new();
    let lease = shop(&registry).acquire().await.unwrap();
    registry.change(|state| state.instances.clear());
    until(&registry, 10).await;
    assert_eq!(lease.get().instance_id, "i1", "it keeps its id");
    registry.change(|state| {
        state.instances.clear();
        state.microservices.clear();
    });
    until(&registry, 30).await;
    assert_eq!(
        registry.log()[2..],
        log([
            (10, "heartbeat i1"),
            (10, "microservice"),
            (10, "register host-1"),
            (20, "heartbeat i1"),
            (20, "microservice"),
            (20, "register host-1"),
            (30, "heartbeat i1")
        ])
    );
}

#[tokio::test(start_paused = true)]
async fn a_restart_is_survived_even_if_everything_was_forgotten() {
    let registry = Registry::new();
    let beats = Arc::new(Mutex::new(Vec::new()));
    let lease = shop(&registry).on_event({
        let beats = beats.clone();
        move |beat| {
            beats.lock().unwrap().push(match beat {
                LeaseEvent::Renewed => "renewed".to_owned(),
                LeaseEvent::Reacquired(registration) => format!("anew {}", registration.instance_id),
                LeaseEvent::RenewalFailed(error) => format!("failed {:?}", error.status()),
                other => format!("{other:?}"),
            });
        }
    });
    let lease = lease.acquire().await.unwrap();
    registry.change(|state| {
        state.broken = true;
        state.instances.clear();
        state.microservices.clear();
    });
    until(&registry, 20).await;
    registry.change(|state| state.broken = false);
    until(&registry, 40).await;
    let mut expected = vec!["failed Some(503)"; 4];
    expected.extend(["anew i1", "renewed"]);
    assert_eq!(*beats.lock().unwrap(), expected);
    let beats: Vec<_> = registry.log().into_iter().filter(|(_, what)| what.starts_with("heartbeat")).collect();
    assert_eq!(beats.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [10, 11, 13, 17, 25, 35]);
    assert_eq!(lease.get().instance_id, "i1");
}

#[tokio::test(start_paused = true)]
async fn what_was_forgotten_before_it_stops_has_ended_well() {
    let registry = Registry::new();
    let lease = shop(&registry).acquire().await.unwrap();
    registry.change(|state| state.instances.clear());
    lease.release().await.unwrap();
    let lease = shop(&registry).acquire().await.unwrap();
    registry.change(|state| state.broken = true);
    assert_eq!(lease.release().await.unwrap_err().status(), Some(503));
}

#[tokio::test(start_paused = true)]
async fn a_registration_that_fails_is_not_started() {
    let registry = Registry::new();
    registry.change(|state| state.broken = true);
    assert_eq!(shop(&registry).acquire().await.unwrap_err().status(), Some(503));
    until(&registry, 60).await;
    assert_eq!(registry.log(), log([(0, "microservice")]));
}

/// A shop with an id of its own.
fn chosen(registry: &Registry, endpoint: &str) -> LeaseBuilder<Registration> {
    let instance = MicroserviceInstance::new("host-1").instance_id("mine").endpoints([endpoint]);
    let shop = MicroserviceCreate::new(Microservice::new("shop"));
    registry.client().servicecomb().instances().keep_registered(&shop, &InstanceRegistration::new(instance))
}

#[tokio::test(start_paused = true)]
async fn an_instance_that_comes_back_with_another_address_replaces_what_is_stored() {
    let registry = Registry::new();
    let address = |registry: &Registry| {
        let state = registry.0.lock().unwrap();
        state.instances[&InstanceId::new("mine")].endpoints.clone()
    };
    drop(chosen(&registry, "rest://10.0.0.1:1").acquire().await.unwrap());
    let begun = [(0, "microservice"), (0, "get mine"), (0, "register host-1")];
    assert_eq!(registry.log(), log(begun));
    // The program restarts, with the same address and with another one.
    drop(chosen(&registry, "rest://10.0.0.1:1").acquire().await.unwrap());
    assert_eq!(registry.log(), log(begun));
    let lease = chosen(&registry, "rest://10.0.0.1:2").acquire().await.unwrap();
    assert_eq!(
        registry.log(),
        log([(0, "microservice"), (0, "get mine"), (0, "deregister mine"), (0, "register host-1")])
    );
    assert_eq!(address(&registry).unwrap(), ["rest://10.0.0.1:2"]);
    // What is lost needs no comparison.
    registry.change(|state| state.instances.clear());
    until(&registry, 30).await;
    assert_eq!(registry.log(), log([(30, "heartbeat mine"), (30, "microservice"), (30, "register host-1")]));
    assert_eq!(lease.get().instance_id, "mine");
}

#[tokio::test(start_paused = true)]
async fn a_microservice_with_instances_is_not_created_twice() {
    let registry = Registry::new();
    registry.change(|state| state.broken = true);
    let client = registry.client();
    let create = |body: MicroserviceCreate| {
        let call = client.servicecomb().microservices().create(&body).retry(RetryPolicy::new());
        async move { call.send().await.unwrap_err() }
    };
    let plain = MicroserviceCreate::new(Microservice::new("shop"));
    let error = create(plain.clone()).await;
    assert_eq!((error.attempts(), error.is_retryable()), (3, true));
    let error = create(plain.instances([MicroserviceInstance::new("host-1")])).await;
    assert_eq!((error.attempts(), error.is_retryable()), (1, false));
}
