//! A server under load, and what is registered there.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, SystemTime};

use crate::connection::Connection;

/// Instances of each microservice.
const INSTANCES: usize = 40;
const CONFIGURATIONS: usize = 2000;

pub(crate) struct Target {
    pub(crate) name: &'static str,
    /// Addresses, such as `127.0.0.1:30100`.
    pub(crate) registry: String,
    pub(crate) configuration_center: String,
    /// A new project for each run.
    project: String,
    /// Names and ids of processes.
    processes: Vec<(&'static str, String)>,
    /// Paths below the microservices, such as `id/instances/id`.
    pub(crate) instances: Vec<String>,
    /// Paths of searches, and the revisions that they found.
    pub(crate) searches: Vec<(String, String)>,
    pub(crate) configurations: Vec<String>,
    child: Option<Child>,
}

impl Drop for Target {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Target {
    fn new(name: &'static str, registry: &str, configuration_center: &str) -> Self {
        let address = |base: &str| base.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self {
            name,
            registry: address(registry),
            configuration_center: address(configuration_center),
            project: format!("load{}", now.as_secs()),
            processes: Vec::new(),
            instances: Vec::new(),
            searches: Vec::new(),
            configurations: Vec::new(),
            child: None,
        }
    }

    /// Returns the real servers, if the environment has their addresses.
    pub(crate) fn real() -> Option<Self> {
        let variable = |name: &str| std::env::var(name).ok();
        let mut target = Self::new("real", &variable("SERVICE_CENTER")?, &variable("CONFIGURATION_CENTER")?);
        for (name, process) in
            [("service center", "SERVICE_CENTER_PID"), ("configuration center", "CONFIGURATION_CENTER_PID")]
        {
            target.processes.extend(variable(process).map(|process| (name, process)));
        }
        Some(target)
    }

    /// Starts the program of this crate.
    pub(crate) fn here(name: &'static str) -> Self {
        let program = env!("CARGO_BIN_EXE_servicestage-stateful");
        let mut child = Command::new(program).args(["--port", "0"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut address = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let mut target = Self::new(name, address.trim(), address.trim());
        target.processes.push(("both servers", child.id().to_string()));
        target.child = Some(child);
        target
    }

    pub(crate) fn root(&self) -> String {
        format!("/v4/{}/registry", self.project)
    }

    pub(crate) fn kie(&self) -> String {
        format!("/v1/{}/kie/kv", self.project)
    }

    /// Registers microservices with 40 instances each, from eight callers.
    pub(crate) fn register(&mut self, services: usize) {
        let parts: Vec<_> = thread::scope(|scope| {
            let threads = (0..8).map(|caller| {
                let own = (caller..services).step_by(8);
                let target = &*self;
                scope.spawn(move || own.flat_map(|service| target.service(service)).collect::<Vec<_>>())
            });
            threads.collect::<Vec<_>>().into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        self.instances = parts.into_iter().flatten().collect();
        // The real server sees its own writes a little later.
        thread::sleep(Duration::from_secs(3));
        let mut connection = Connection::open(&self.registry);
        for service in 0..services {
            let path = format!("{}/instances?appId=load&serviceName=svc{service}", self.root());
            assert_eq!(connection.send("GET", &path, ""), 200, "{path}");
            self.searches.push((path, connection.header("x-resource-revision").to_owned()));
        }
    }

    /// Registers a microservice, and returns the paths of its instances.
    fn service(&self, number: usize) -> Vec<String> {
        let mut connection = Connection::open(&self.registry);
        let body = format!(r#"{{"service":{{"serviceName":"svc{number}","appId":"load","version":"1.0.0"}}}}"#);
        connection.send("POST", &format!("{}/microservices", self.root()), &body);
        let id = connection.member("serviceId");
        let path = format!("{}/microservices/{id}/instances", self.root());
        let mut register = |instance: usize| {
            let body = format!(
                r#"{{"instance":{{"hostName":"host-{number}-{instance}",
                "endpoints":["rest://10.0.{}.{instance}:8080"],"properties":{{"zone":"a","rack":"12"}},
                "healthCheck":{{"mode":"push","interval":600,"times":3}}}}}}"#,
                number % 250
            );
            connection.send("POST", &path, &body);
            format!("{id}/instances/{}", connection.member("instanceId"))
        };
        (0..INSTANCES).map(&mut register).collect()
    }

    /// Creates 2,000 configurations of 20 services.
    pub(crate) fn configure(&mut self) {
        let mut connection = Connection::open(&self.configuration_center);
        let create = |number: usize| {
            self.configuration(&mut connection, &format!("app.setting.{number}"), &format!("svc{}", number % 20));
            connection.member("id")
        };
        self.configurations = (0..CONFIGURATIONS).map(create).collect();
    }

    /// Creates a configuration of a service.
    pub(crate) fn configuration(&self, connection: &mut Connection, key: &str, service: &str) {
        let value = "v".repeat(90);
        let labels = format!(r#"{{"app":"load","service":"{service}"}}"#);
        let body = format!(r#"{{"key":"{key}","value":"{value}","labels":{labels},"status":"enabled"}}"#);
        assert_eq!(connection.send("POST", &self.kie(), &body), 200, "creating {key}");
    }

    /// Returns the resident memory of the processes, where the system tells it.
    pub(crate) fn memory(&self) -> String {
        let resident = |process: &str| {
            let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
            let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:").map(str::trim).map(str::to_owned));
            line.unwrap_or_else(|| "unknown".to_owned())
        };
        let all: Vec<_> = self.processes.iter().map(|(name, id)| format!("{name} {}", resident(id))).collect();
        all.join(", ")
    }
}
