//! Processing of one request, around the routes. docs/mock.md lists the steps.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use serde_json::Value;
use tokio::sync::watch;
use tower::ServiceExt as _;

use super::catalog::Catalog;
use super::control::{self, Control, Forced};
use super::described::Described;
use super::fault::{self, Fault};
use super::headers::{allow_origins, header_json, preflight};
use super::journal::{Journal, JournalEntry, ResponseSource, sentences};
use super::keeper::Keeper;
use super::mask;
use super::outgoing::Outgoing;
use super::profile::{self, Profile};
use super::request_state::{RequestState, ResponseOptions};
use super::responder::Responder;
use super::script::{Outcome, Script};
use super::service::Service;
use super::services::{Served, Services};
use super::settings::Settings;
use super::state::InvalidResources;
use crate::media;
use crate::meta::HostMeta;
use crate::server::{ConnectionState, ServiceError, Validation, Violations};

/// Error code for responses of the mock that violate the specification.
const INTERNAL: &str = "mock-internal";
/// Error code for requests whose changes cannot be written to the storage.
const STORAGE: &str = "mock-storage";

/// Mock without sockets.
pub(super) struct MockCore {
    pub(super) service: &'static Service,
    pub(super) catalog: Arc<Catalog>,
    settings: Settings,
    pub(super) keeper: Keeper,
    journal: Mutex<Journal>,
    chance: Mutex<fastrand::Rng>,
    live: Mutex<Live>,
    stopped: watch::Sender<bool>,
    addresses: OnceLock<Vec<(Option<&'static str>, SocketAddr)>>,
}

/// Settings that can change while the mock runs.
#[derive(Debug, Default)]
pub(super) struct Live {
    pub(super) profile: Profile,
    pub(super) list_size: Option<usize>,
    pub(super) script: Script,
}

impl MockCore {
    pub(super) fn new(service: &'static Service, catalog: Catalog, settings: Settings, keeper: Keeper) -> Self {
        let this = Self {
            service,
            keeper,
            catalog: Arc::new(catalog),
            journal: Mutex::new(Journal::new(settings.journal, settings.journal_bytes)),
            chance: Mutex::default(),
            live: Mutex::default(),
            stopped: watch::Sender::new(false),
            addresses: OnceLock::new(),
            settings,
        };
        this.reset_settings();
        this
    }

    /// Restores the initial settings and resources. Returns the error of the storage, with which they wait to be written.
    pub(super) fn reset(&self) -> io::Result<()> {
        self.reset_settings();
        self.keeper.reset();
        self.keeper.flush()
    }

    fn reset_settings(&self) {
        self.journal().clear();
        *lock(&self.chance) = fastrand::Rng::with_seed(self.settings.seed);
        let mut live = self.live();
        live.script.clear();
        live.profile = self.settings.profile;
        live.list_size = self.settings.list_size;
    }

    /// Replaces the resources.
    pub(super) fn load(&self, resources: &Value) -> Result<(), InvalidResources> {
        if !self.keeper.is_stateful() {
            return Err(InvalidResources::stateless());
        }
        let lists = resources.as_object();
        self.keeper
            .load(lists.ok_or_else(|| InvalidResources::new("expected an object with a list for each kind"))?)?;
        self.keeper.flush().map_err(|error| InvalidResources::new(format!("they are not stored: {error}")))
    }

    /// Moves the clock of the state. Returns the error of the storage.
    pub(super) fn advance(&self, time: Duration) -> io::Result<()> {
        self.keeper.advance(time);
        self.keeper.flush()
    }

    /// Sets the addresses that the mock listens on; once.
    pub(super) fn set_addresses(&self, addresses: Vec<(Option<&'static str>, SocketAddr)>) {
        let _ = self.addresses.set(addresses);
    }

    /// Returns the base URL of a host; empty without a socket.
    pub(super) fn url_of(&self, host: &HostMeta) -> String {
        let addresses = self.addresses.get().map(Vec::as_slice).unwrap_or_default();
        let found = addresses.iter().find(|(other, _)| other.is_none_or(|other| other == host.id));
        found.map(|(_, address)| format!("http://{address}")).unwrap_or_default()
    }

    pub(super) fn journal(&self) -> MutexGuard<'_, Journal> {
        lock(&self.journal)
    }

    pub(super) fn live(&self) -> MutexGuard<'_, Live> {
        lock(&self.live)
    }

    /// Returns a receiver that reports when the mock stops.
    pub(super) fn stopped(&self) -> watch::Receiver<bool> {
        self.stopped.subscribe()
    }

    pub(super) fn stop(&self) {
        self.stopped.send_replace(true);
    }

    /// Returns the services of all hosts or of one.
    pub(super) fn services(&self, host: Option<&'static str>) -> Services {
        let routes = (self.service.routes)(Responder::new(Arc::clone(&self.catalog), self.keeper.engine.clone()));
        Services::new(routes, &self.keeper.behaviors, &self.settings, host)
    }

    /// Responds to a request.
    pub(super) async fn serve(
        &self,
        services: &Services,
        host: Option<&str>,
        request: Request<Body>,
    ) -> Response<Body> {
        if let Some(response) = preflight(request.method(), request.headers()) {
            return response;
        }
        let (method, path) = (request.method().as_str().to_owned(), request.uri().path().to_owned());
        let described = self.catalog.find(host, &request);
        let (api, is_written) = match services.of(described, &request) {
            Served::Operation(api) => (api, false),
            Served::Behavior(api) => (api, true),
            Served::Further(api) => {
                let response = pass(api, request).await;
                return match self.keeper.flushed().await {
                    Ok(()) => response,
                    Err(_) => empty(StatusCode::INSUFFICIENT_STORAGE),
                };
            }
        };
        let Some(described) = described else {
            // The router reports the error, in the style of similar paths.
            let response = pass(api, request).await;
            // The health check is not a call.
            if response.status().is_success() {
                return response;
            }
            return self.conclude(None, method, path, Outgoing::rejected(response));
        };
        let path = described.meta().path.to_owned();
        let outgoing = self.operation(api, is_written, described, request).await;
        self.conclude(Some(described), method, path, outgoing)
    }

    async fn operation(
        &self,
        api: Router,
        is_written: bool,
        described: &Described,
        mut request: Request<Body>,
    ) -> Outgoing {
        let headers = request.headers().clone();
        let reject = |error: ServiceError| error.respond_to(described.meta().error_style, &headers);
        let connection = request.extensions().get::<ConnectionState>().cloned();
        let mut control = match self.settings.control {
            true => match Control::read(&headers) {
                Ok(control) => control,
                Err(error) => return Outgoing::rejected(reject(error)),
            },
            false => Control::default(),
        };
        let scripted = self.add_script(&mut control, described);
        let forced = match scripted.map_or_else(|| control.forced(described), |outgoing| Ok(Some(outgoing))) {
            Ok(forced) => forced,
            Err(error) => return Outgoing::rejected(reject(error)),
        };
        let drawn = self.draw(described);
        let latency = control.latency.unwrap_or(self.settings.latency).draw(drawn.share);
        // A requested fault takes precedence over a random one.
        let fault = if forced.is_some() { control.fault } else { control.fault.or(drawn.fault) };
        self.pause(latency).await;

        match forced {
            Some(Forced::Error(error)) => return Outgoing::new(ResponseSource::Forced, reject(error)),
            Some(Forced::Response(status, body)) => {
                let mut shown = body.clone();
                let schema = described.operation.response_with(status.as_u16());
                if let Some(schema) = schema.filter(|_| status.is_success()) {
                    mask::mask(schema, &mut shown);
                }
                return Outgoing { value: Some(shown), ..Outgoing::json(ResponseSource::Forced, status, body) };
            }
            Some(Forced::NotModified) => {
                return Outgoing::new(ResponseSource::Forced, empty(StatusCode::NOT_MODIFIED));
            }
            None => {}
        }
        if let Some(outgoing) = self.instead(fault, connection, described, &reject).await {
            return outgoing;
        }

        let live_profile = self.live().profile;
        let profile = control.profile.unwrap_or(live_profile);
        let live_size = self.live().list_size;
        let options = ResponseOptions {
            example: control.example,
            dynamic: control.dynamic,
            status: control.status.filter(|status| described.meta().success.contains(status)),
            list_size: control.list_size.or(live_size),
            close: control.close,
        };
        let state = RequestState::new(options);
        request.extensions_mut().insert(state.clone());
        let response = pass(api, request).await;
        if let Err(error) = self.keeper.flushed().await {
            let error = ServiceError::new(507, STORAGE).with_message(format!("the change is not stored: {error}"));
            return Outgoing::new(ResponseSource::Internal, reject(error));
        }
        if is_written && response.status().is_success() {
            // The service may respond without the routes.
            state.notes().source = Some(ResponseSource::Behavior);
        }
        let outgoing = self.complete(described, response, &state, profile, &reject).await;
        match fault {
            Some(Fault::Truncate) => outgoing.broken(fault::truncated),
            Some(Fault::Malformed) => outgoing.broken(fault::malformed),
            _ => outgoing,
        }
    }

    /// Applies the outcome that a test enqueued for this call. Returns a response of its own.
    fn add_script(&self, control: &mut Control, described: &Described) -> Option<Forced> {
        match self.live().script.take(described.meta().id)? {
            Outcome::Fault(fault) => control.fault = Some(fault),
            Outcome::Code(code) => control.code = Some(code),
            Outcome::Example(name) => control.example = Some(name),
            Outcome::Response { status, body } => {
                return Some(Forced::Response(StatusCode::from_u16(status).ok()?, body));
            }
        }
        None
    }

    /// Draws random numbers: the same amount for each request, so that results depend only on the order of
    /// requests.
    fn draw(&self, described: &Described) -> Drawn {
        let (mut luck, share) = {
            let mut chance = lock(&self.chance);
            (chance.f64(), chance.f64())
        };
        let faults = self.settings.faults.iter();
        let possible = faults.filter(|(id, ..)| id.as_ref().is_none_or(|id| id == described.meta().id));
        for (_, fault, probability) in possible {
            if luck < *probability {
                return Drawn { fault: Some(*fault), share };
            }
            luck -= probability;
        }
        Drawn { fault: None, share }
    }

    /// Waits, but not beyond the end of the mock.
    async fn pause(&self, duration: Duration) {
        if !duration.is_zero() {
            let mut stopped = self.stopped();
            tokio::select! {
                () = tokio::time::sleep(duration) => {}
                _ = stopped.wait_for(|stopped| *stopped) => {}
            }
        }
    }

    /// Returns the response of a fault that replaces the handler's.
    async fn instead(
        &self,
        fault: Option<Fault>,
        connection: Option<ConnectionState>,
        described: &Described,
        reject: &(impl Fn(ServiceError) -> Response<Body> + Sync),
    ) -> Option<Outgoing> {
        match fault? {
            Fault::Status { status, retry_after } => {
                let error = control::error(described.meta(), status);
                let error = match retry_after.map(fault::retry_after) {
                    Some((name, value)) => error.header(name, value),
                    None => error,
                };
                Some(Outgoing::new(ResponseSource::Fault, reject(error)))
            }
            Fault::Timeout => {
                // Fails only if nothing is left that could stop the mock.
                let _ = self.stopped().wait_for(|stopped| *stopped).await;
                Some(reset(connection))
            }
            Fault::Reset => Some(reset(connection)),
            Fault::Delay(delay) => {
                self.pause(delay).await;
                None
            }
            Fault::Truncate | Fault::Malformed => None,
        }
    }

    /// Completes a response of the routes, and validates it.
    async fn complete(
        &self,
        described: &Described,
        response: Response<Body>,
        state: &RequestState,
        profile: Profile,
        reject: &(impl Fn(ServiceError) -> Response<Body> + Sync),
    ) -> Outgoing {
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
        let (source, request) = {
            let mut notes = state.notes();
            (notes.source.take(), notes.request.take())
        };
        let violations = parts.extensions.get::<Violations>().map(|broken| sentences(broken)).unwrap_or_default();
        if source == Some(ResponseSource::Behavior) {
            let mut value = serde_json::from_slice(&bytes).ok();
            let schema = described.operation.response_with(parts.status.as_u16());
            if let (Some(schema), Some(value)) = (schema, &mut value) {
                mask::mask(schema, value);
            }
            let response = Response::from_parts(parts, Body::empty());
            return Outgoing { bytes, value, violations, ..Outgoing::new(ResponseSource::Behavior, response) };
        }
        let status = parts.status.as_u16();
        let succeeded = parts.status.is_success() || described.meta().success.contains(&status);
        let source = match source {
            None => ResponseSource::Rejected,
            // A web socket is opened with 101.
            Some(source) if succeeded || matches!(status, 101 | 304) => source,
            Some(ResponseSource::State) if status != 500 => ResponseSource::State,
            // The examples never fail on purpose.
            Some(_) => ResponseSource::Internal,
        };
        let mut outgoing = Outgoing {
            request,
            bytes,
            violations,
            ..Outgoing::new(source, Response::from_parts(parts, Body::empty()))
        };
        // The messages of a stream are checked where they are sent.
        let is_empty = described.meta().stream.is_some() || described.meta().empty_success.contains(&status);
        let is_checked = succeeded && !is_empty && media::is_json(described.meta().response_media);
        let Some(schema) = described.operation.response_with(status).filter(|_| is_checked) else {
            outgoing.value = serde_json::from_slice(&outgoing.bytes).ok();
            return outgoing;
        };
        let mut value: Value = serde_json::from_slice(&outgoing.bytes).unwrap_or_default();
        profile::apply(profile, &self.catalog.samples, schema, &mut value);
        let violations = schema.check(&value, Validation::Lenient);
        if violations.is_empty() {
            outgoing.bytes = serde_json::to_vec(&value).unwrap_or_default().into();
            outgoing.response.headers_mut().remove(CONTENT_LENGTH);
            mask::mask(schema, &mut value);
            outgoing.value = Some(value);
            return outgoing;
        }
        let violations = sentences(&violations);
        let message = format!("the mock's own response violates the specification: {}", violations.join("; "));
        let response = reject(ServiceError::new(500, INTERNAL).with_message(message));
        Outgoing { request: outgoing.request, violations, ..Outgoing::new(ResponseSource::Internal, response) }
    }

    /// Records the journal entry, and sets the headers that describe it.
    fn conclude(
        &self,
        described: Option<&Described>,
        method: String,
        path: String,
        mut outgoing: Outgoing,
    ) -> Response<Body> {
        let operation = described.map(|described| described.meta().id);
        let headers = outgoing.response.headers_mut();
        let mut mark = |name: &'static str, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        };
        mark("x-mock-source", &outgoing.source.to_string());
        if let Some(described) = described {
            mark("x-mock-operation", described.meta().id);
            if described.meta().deprecated {
                mark("deprecation", "true");
            }
        }
        if !outgoing.violations.is_empty() {
            mark("x-mock-violations", &header_json(&outgoing.violations));
        }
        allow_origins(headers);
        self.journal().add(JournalEntry {
            number: 0,
            operation,
            method,
            path,
            request: outgoing.request.take(),
            status: outgoing.response.status().as_u16(),
            source: outgoing.source.clone(),
            response: outgoing.value.take(),
            violations: std::mem::take(&mut outgoing.violations),
        });
        outgoing.into_response()
    }
}

/// Random numbers for a request.
struct Drawn {
    fault: Option<Fault>,
    /// Position of the latency in its range, from 0 to 1.
    share: f64,
}

/// Resets the connection, or ends the body early without one.
fn reset(connection: Option<ConnectionState>) -> Outgoing {
    let response = empty(StatusCode::OK);
    let response = match connection {
        Some(connection) => {
            connection.reset();
            response
        }
        None => fault::truncated(response, &Bytes::new()),
    };
    Outgoing::new(ResponseSource::Fault, response)
}

fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// Passes a request to the routes, which never fail.
async fn pass(api: Router, request: Request<Body>) -> Response<Body> {
    match api.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Creates a response with a JSON document.
pub(super) fn json(text: String) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    allow_origins(response.headers_mut());
    response
}
