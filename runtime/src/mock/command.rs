//! Command that serves a mock.

use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::net::{Ipv4Addr, SocketAddr, ToSocketAddrs as _};
use std::path::PathBuf;
pub use std::process::ExitCode;
use std::time::Duration;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, ValueEnum};
use serde_json::{Map, Value, json};

use super::authentication::Authentication;
#[cfg(feature = "huaweicloud")]
use super::authentication::BearerPresence;
use super::builder::Builder;
use super::catalog::Catalog;
use super::described::Described;
use super::fault::{Latency, duration};
use super::profile::Profile;
use super::server::MockServer;
use super::service::Mocked;
#[cfg(feature = "mock-store")]
use super::store_file::StoreFile;
#[cfg(feature = "huaweicloud")]
use crate::huaweicloud::{AccessKeys, signing::AccessKey};
use crate::meta::OperationMeta;
use crate::server::{StaticTokens, Validation};
#[cfg(feature = "huaweicloud")]
use crate::value::Secret;

/// Arguments of the command.
#[derive(Parser, Debug)]
#[command(about = "Responds to every operation as the examples of the specification do")]
struct Arguments {
    /// Address to listen on [default: 127.0.0.1:8080].
    #[arg(long, value_name = "HOST:PORT", value_parser = resolved)]
    addr: Option<SocketAddr>,
    /// Port to listen on at 127.0.0.1; 0 selects a free one.
    #[arg(long, conflicts_with = "addr")]
    port: Option<u16>,
    /// Give each host of the service its own port, consecutive from the first.
    #[arg(long)]
    split: bool,
    /// Strictness of request validation.
    #[arg(long, value_enum, default_value_t = Level::Lenient)]
    validate: Level,
    /// Required credentials: any of the right scheme [default], none, or SCHEME=none for one authentication scheme;
    /// can be repeated.
    #[arg(long, value_name = "any|none|SCHEME=none", value_parser = Credentials::read)]
    auth: Vec<Credentials>,
    /// Token to accept, instead of any; can be repeated.
    #[arg(long, value_name = "TOKEN")]
    token: Vec<String>,
    /// Access key id whose signatures to verify, instead of accepting any. Needs its secret.
    #[cfg(feature = "huaweicloud")]
    #[arg(long, value_name = "ID")]
    access_key: Option<String>,
    /// File with the secret access key [default: the environment variable MOCK_SECRET_KEY].
    #[cfg(feature = "huaweicloud")]
    #[arg(long, value_name = "FILE", requires = "access_key")]
    secret_key_file: Option<PathBuf>,
    /// Profile of responses: typical, minimal, maximal, unknown-enum, extra-fields or nulls.
    #[arg(long, default_value_t = Profile::Typical)]
    profile: Profile,
    /// Number of list items [default: that of the example].
    #[arg(long, value_name = "N")]
    list_size: Option<usize>,
    /// Keep the resources that operations create, change and delete.
    #[arg(long)]
    stateful: bool,
    /// JSON file with the resources at the start and after a reset, as `/__mock/resources` shows them; implies
    /// --stateful.
    #[arg(long, value_name = "FILE")]
    resources: Option<PathBuf>,
    /// How long a state lasts that leads to another one, such as that of a job: 250ms, 2s; or `manual`: until
    /// `POST /__mock/advance?seconds=N` [default: 200ms]; implies --stateful.
    #[arg(long, value_name = "DURATION|manual", value_parser = Step::read)]
    step: Option<Step>,
    /// File that keeps the resources beyond the end of the mock; created if it does not exist. --resources applies to a
    /// new file and to resets; implies --stateful.
    #[cfg(feature = "mock-store")]
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
    /// Latency of responses: 250ms, 2s, or a range such as 100ms..300ms.
    #[arg(long)]
    latency: Option<Latency>,
    /// Share of requests with a fault, from 0 to 1: 429, 503, a connection reset, a delay of 2 s.
    #[arg(long, value_name = "P", default_value_t = 0.0)]
    chaos: f64,
    /// Seed of faults and latencies.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Do not let requests choose outcomes with `Prefer` and `X-Mock-…`.
    #[arg(long)]
    no_control: bool,
    /// Format of the addresses, or of the output of --list.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// List the operations with the number of their examples and exit.
    #[arg(long)]
    list: bool,
}

impl Arguments {
    fn place(&self) -> SocketAddr {
        self.addr.unwrap_or_else(|| (Ipv4Addr::LOCALHOST, self.port.unwrap_or(8080)).into())
    }

    fn authentication(&self, schemes: &BTreeSet<&str>) -> io::Result<Authentication> {
        let mut open = Vec::new();
        for credentials in &self.auth {
            match credentials {
                Credentials::NoneFor(scheme) if !schemes.contains(scheme.as_str()) => {
                    let known = schemes.iter().copied().collect::<Vec<_>>().join(", ");
                    return Err(invalid(format!("--auth: there is no scheme {scheme:?}; the schemes are {known}")));
                }
                Credentials::NoneFor(scheme) => open.push(scheme.as_str()),
                Credentials::Any | Credentials::None => {}
            }
        }
        let required = self.required()?;
        Ok(if open.is_empty() { required } else { required.except(open) })
    }

    fn is_stateful(&self) -> bool {
        #[cfg(feature = "mock-store")]
        let is_stored = self.store.is_some();
        #[cfg(not(feature = "mock-store"))]
        let is_stored = false;
        self.stateful || self.resources.is_some() || self.step.is_some() || is_stored
    }

    /// Adds the state to a mock, if any option asks for it.
    fn state<S: Mocked>(&self, builder: Builder<S>) -> io::Result<Builder<S>> {
        let mut builder = if self.stateful { builder.stateful() } else { builder };
        if let Some(path) = &self.resources {
            let read = std::fs::read(path).and_then(|bytes| Ok(serde_json::from_slice(&bytes)?));
            builder =
                builder.resources(read.map_err(|error| invalid(format!("--resources {}: {error}", path.display())))?);
        }
        #[cfg(feature = "mock-store")]
        if let Some(path) = &self.store {
            let store = StoreFile::open(path);
            builder = builder.storage(store.map_err(|error| invalid(format!("--store {error}")))?);
        }
        Ok(match self.step {
            None => builder,
            Some(Step::Manual) => builder.manual_clock(),
            Some(Step::Lasts(time)) => builder.step(time),
        })
    }

    fn required(&self) -> io::Result<Authentication> {
        let tokens = || {
            let tokens = StaticTokens::new(self.token.iter().cloned());
            tokens.map_err(|error| invalid(format!("--token: {error}")))
        };
        #[cfg(feature = "huaweicloud")]
        if let Some(id) = &self.access_key {
            let keys = AccessKeys::new([AccessKey::new(id.as_str(), self.secret_key()?)]);
            let keys = keys.map_err(|error| invalid(format!("--access-key: {error}")))?.allow_unsigned_forms();
            return Ok(Authentication::custom(match self.token.is_empty() {
                true => keys.fallback(BearerPresence),
                false => keys.fallback(tokens()?),
            }));
        }
        if !self.token.is_empty() {
            return Ok(Authentication::custom(tokens()?));
        }
        Ok(match self.auth.contains(&Credentials::None) {
            true => Authentication::disabled(),
            false => Authentication::any_credentials(),
        })
    }

    /// Reads the secret access key, which no message repeats.
    #[cfg(feature = "huaweicloud")]
    fn secret_key(&self) -> io::Result<Secret> {
        let Some(path) = &self.secret_key_file else {
            let missing = || invalid("--access-key: name a file with --secret-key-file, or set MOCK_SECRET_KEY".into());
            return std::env::var("MOCK_SECRET_KEY").map(Secret::from).map_err(|_| missing());
        };
        let read = std::fs::read_to_string(path);
        let text = read.map_err(|error| invalid(format!("--secret-key-file {}: {error}", path.display())))?;
        Ok(Secret::from(text.trim_end()))
    }
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, message)
}

/// Returns the first address of a name and a port.
fn resolved(text: &str) -> io::Result<SocketAddr> {
    text.to_socket_addrs()?.next().ok_or_else(|| io::Error::other("it has no address"))
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Level {
    /// All rules, and nothing unknown to the specification.
    Strict,
    /// All rules. Accepts what the specification does not know.
    Lenient,
    /// Only what decoding requires.
    Off,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Credentials {
    /// Any credentials of the right scheme.
    Any,
    /// No credentials.
    None,
    /// No credentials for this scheme.
    NoneFor(String),
}

impl Credentials {
    fn read(text: &str) -> Result<Self, String> {
        match (text, text.strip_suffix("=none")) {
            ("any", _) => Ok(Self::Any),
            ("none", _) => Ok(Self::None),
            (_, Some(scheme)) => Ok(Self::NoneFor(scheme.to_owned())),
            _ => Err("expected any, none or SCHEME=none".to_owned()),
        }
    }
}

/// What moves states on.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// Requests to the mock itself.
    Manual,
    /// The clock.
    Lasts(Duration),
}

impl Step {
    fn read(text: &str) -> Result<Self, String> {
        match text {
            "manual" => Ok(Self::Manual),
            _ => duration(text)
                .map(Self::Lasts)
                .ok_or_else(|| "expected a duration such as 250ms or 2s, or manual".into()),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Human-readable.
    Text,
    /// JSON on one line; with --list, one line per operation.
    Json,
}

/// Serves a mock until it is interrupted, or lists its operations, depending on the program's arguments.
#[must_use]
pub fn run<S: Mocked>() -> ExitCode {
    run_with::<S>(|builder| builder)
}

/// The same, with behaviors that `add` adds if the mock is stateful.
#[must_use]
pub fn run_with<S: Mocked>(add: fn(Builder<S>) -> Builder<S>) -> ExitCode {
    let service = S::SERVICE;
    let command = Arguments::command().name("mock").bin_name(format!("{}-mock", service.name));
    let arguments = Arguments::from_arg_matches(&command.get_matches()).unwrap_or_else(|error| error.exit());
    match perform::<S>(&arguments, add, &mut io::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}

fn perform<S: Mocked>(
    arguments: &Arguments,
    add: fn(Builder<S>) -> Builder<S>,
    output: &mut impl io::Write,
) -> io::Result<()> {
    if arguments.list {
        return list::<S>(arguments.format, output);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(serve::<S>(arguments, add, output))
}

async fn serve<S: Mocked>(
    arguments: &Arguments,
    add: fn(Builder<S>) -> Builder<S>,
    output: &mut impl io::Write,
) -> io::Result<()> {
    let mut builder = MockServer::<S>::builder()
        .port(arguments.place().port())
        .address(arguments.place().ip())
        .validation(match arguments.validate {
            Level::Strict => Validation::Strict,
            Level::Lenient => Validation::Lenient,
            Level::Off => Validation::Off,
        })
        .latency(arguments.latency.unwrap_or_default())
        .profile(arguments.profile)
        .seed(arguments.seed)
        .control(!arguments.no_control);
    if arguments.split {
        builder = builder.split();
    }
    let operations = (S::SERVICE.operations)();
    let schemes = operations.iter().map(|operation| operation.meta.auth.id).collect();
    builder = builder.authentication(arguments.authentication(&schemes)?);
    if arguments.chaos > 0.0 {
        builder = builder.chaos(arguments.chaos);
    }
    if let Some(items) = arguments.list_size {
        builder = builder.list_size(items);
    }
    builder = arguments.state(builder)?;
    if arguments.is_stateful() {
        builder = add(builder);
    }
    let mock = builder.start().await.map_err(with_remedy)?;
    match arguments.format {
        Format::Text => output.write_all(text::<S>(&mock).as_bytes())?,
        Format::Json => writeln!(output, "{}", line(&mock))?,
    }
    output.flush()?;
    tokio::signal::ctrl_c().await
}

fn with_remedy(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::AddrInUse => io::Error::new(error.kind(), format!("{error}; `--port 0` takes a free one")),
        _ => error,
    }
}

/// Writes the operations. A closed pipe, as from `head`, is not an error.
fn list<S: Mocked>(format: Format, output: &mut impl io::Write) -> io::Result<()> {
    let service = S::SERVICE;
    let catalog = Catalog::read((service.operations)(), service.examples, service.strings)
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
    let line = |described: &Described| {
        let (OperationMeta { id, method, path, .. }, examples) = (described.meta(), described.examples.len());
        match format {
            Format::Text => format!("{examples:>3}  {method:6} {path}  {id}\n"),
            Format::Json => {
                let operation = json!({ "id": id, "method": method.as_str(), "path": path, "examples": examples });
                format!("{operation}\n")
            }
        }
    };
    let text: String = catalog.operations().iter().map(line).collect();
    match output.write_all(text.as_bytes()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

fn text<S: Mocked>(mock: &MockServer<S>) -> String {
    let mut text = format!("A mock of {}.\n\n", S::SERVICE.title);
    for (host, url) in mock.hosts() {
        text.push_str(&format!("{host:>24}  {url}\n"));
    }
    text.push_str(&format!("{:>24}  {}/__mock/\n\n", "operations, try them", mock.url()));
    text.push_str(&mock.client_snippet());
    if let Some(kinds) = mock.kinds() {
        text.push_str(&format!("\nThe mock keeps {kinds} kinds of resources.\n"));
    }
    let operations = mock.operations();
    let bare: Vec<&str> = mock.without_examples().iter().map(|meta| meta.id).collect();
    text.push_str(&format!("\n{} operations, {} from examples.\n", operations.len(), operations.len() - bare.len()));
    if !bare.is_empty() {
        text.push_str(&format!("Generated from their types: {}.\n", bare.join(", ")));
    }
    text
}

fn line<S: Mocked>(mock: &MockServer<S>) -> Value {
    let hosts: Map<String, Value> =
        mock.hosts().into_iter().map(|(host, url)| (host.to_owned(), Value::from(url))).collect();
    json!({ "url": mock.url(), "hosts": hosts })
}

#[cfg(test)]
mod tests;
