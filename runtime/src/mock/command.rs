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
        self.stateful || self.resources.is_some() || self.step.is_some()
    }

    /// Adds the state to a mock, if any option asks for it.
    fn state<S: Mocked>(&self, builder: Builder<S>) -> io::Result<Builder<S>> {
        let mut builder = if self.stateful { builder.stateful() } else { builder };
        if let Some(path) = &self.resources {
            let read = std::fs::read(path).and_then(|bytes| Ok(serde_json::from_slice(&bytes)?));
            builder =
                builder.resources(read.map_err(|error| invalid(format!("--resources {}: {error}", path.display())))?);
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
    let mock = builder.start().await.map_err(|error| named(arguments, error))?;
    match arguments.format {
        Format::Text => output.write_all(text::<S>(&mock).as_bytes())?,
        Format::Json => writeln!(output, "{}", line(&mock))?,
    }
    output.flush()?;
    tokio::signal::ctrl_c().await
}

fn named(arguments: &Arguments, error: io::Error) -> io::Error {
    let remedy = if error.kind() == io::ErrorKind::AddrInUse { "; `--port 0` takes a free one" } else { "" };
    io::Error::new(error.kind(), format!("{}: {error}{remedy}", arguments.place()))
}

/// Writes the operations. A closed pipe, as from `head`, is not an error.
fn list<S: Mocked>(format: Format, output: &mut impl io::Write) -> io::Result<()> {
    let catalog = Catalog::read((S::SERVICE.operations)(), S::SERVICE.examples)
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
mod tests {
    use super::*;
    use crate::meta::{AuthMeta, AuthScheme};
    use crate::mock::{ClientNames, Operation, Service};
    use crate::server::InputSchema;

    enum Shop {}

    impl Mocked for Shop {
        const SERVICE: &'static Service = &Service {
            name: "shop",
            title: "the shop",
            operations: || vec![Operation { meta: &LIST_BOOKS, input: &InputSchema::ANY, response: None }],
            routes: |_| unreachable!("a list serves nothing"),
            examples: &[
                r#"[{ "operation": "v1.list_books", "name": "all", "request": {}, "response": { "status": 200 } }]"#,
            ],
            resources: &[],
            openapi: "{}",
            client: ClientNames { path: "shop", endpoints: &[], parameters: &[], credentials: &[] },
        };
    }

    static LIST_BOOKS: OperationMeta = OperationMeta { id: "v1.list_books", path: "/books", ..OperationMeta::BASE };

    #[test]
    fn the_arguments_are_in_order() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_token_that_would_let_everybody_in_is_an_error() {
        let authentication = |token| {
            Arguments::parse_from(["mock", "--token", "sesame", "--token", token]).authentication(&BTreeSet::new())
        };
        assert!(authentication("open").is_ok());
        let error = authentication("").unwrap_err();
        assert_eq!(error.to_string(), "--token: a token must not be empty");
    }

    static ASK_ENGINE: OperationMeta =
        OperationMeta { auth: &AuthMeta { id: "engine", scheme: AuthScheme::Bearer }, ..OperationMeta::BASE };
    static ASK_REGION: OperationMeta = OperationMeta {
        auth: &AuthMeta { id: "region", scheme: AuthScheme::Header { name: "X-Auth-Token" } },
        ..OperationMeta::BASE
    };

    async fn accepts(
        arguments: &[&str],
        meta: &'static OperationMeta,
        request: http::Request<()>,
    ) -> Result<(), String> {
        let schemes = BTreeSet::from(["engine", "region"]);
        let arguments = Arguments::parse_from([&["mock"], arguments].concat());
        let authentication = arguments.authentication(&schemes).map_err(|error| error.to_string())?;
        let parts = request.into_parts().0;
        let outcome = authentication.authenticator().authenticate(meta, &parts, &bytes::Bytes::new()).await;
        outcome.map(|_| ()).map_err(|error| error.message().to_owned())
    }

    fn bare() -> http::Request<()> {
        http::Request::get("http://shop.example.com/books").body(()).unwrap()
    }

    #[tokio::test]
    async fn one_scheme_can_do_without_credentials() {
        let told = accepts(&[], &ASK_ENGINE, bare()).await.unwrap_err();
        assert!(told.contains("with --auth none or --auth engine=none"), "{told}");
        accepts(&["--auth", "engine=none"], &ASK_ENGINE, bare()).await.unwrap();
        accepts(&["--auth", "none"], &ASK_REGION, bare()).await.unwrap();
        assert!(accepts(&["--auth", "engine=none"], &ASK_REGION, bare()).await.is_err());
        assert!(accepts(&["--auth", "engine=none", "--token", "t"], &ASK_REGION, bare()).await.is_err());
        let unknown = accepts(&["--auth", "motor=none"], &ASK_ENGINE, bare()).await.unwrap_err();
        assert_eq!(unknown, "--auth: there is no scheme \"motor\"; the schemes are engine, region");
    }

    #[cfg(feature = "huaweicloud")]
    #[tokio::test]
    async fn signatures_with_the_access_key_are_verified() {
        use crate::huaweicloud::signing::{Payload, Signer};

        let directory = tempfile::TempDir::new().unwrap();
        let file = directory.path().join("secret");
        std::fs::write(&file, "hunter2\n").unwrap();
        let arguments = ["--access-key", "AK", "--secret-key-file", file.to_str().unwrap()];
        let signed = |secret: &str| {
            let mut request = bare();
            Signer::new().sign_request(&AccessKey::new("AK", secret), &mut request, Payload::Bytes(b"")).unwrap();
            request
        };
        accepts(&arguments, &ASK_REGION, signed("hunter2")).await.unwrap();
        assert!(accepts(&arguments, &ASK_REGION, signed("hunter3")).await.is_err());
        let mut token = bare();
        token.headers_mut().insert("x-auth-token", http::HeaderValue::from_static("any"));
        let told = accepts(&arguments, &ASK_REGION, token).await.unwrap_err();
        assert_eq!(told, "the request is not signed with the access key of the mock");
        let told = accepts(&["--access-key", "AK"], &ASK_REGION, bare()).await.unwrap_err();
        assert!(told.ends_with("name a file with --secret-key-file, or set MOCK_SECRET_KEY"), "{told}");
        assert!(!format!("{:?}", Arguments::parse_from([&["mock"], &arguments[..]].concat())).contains("hunter2"));
    }

    #[test]
    fn resources_that_cannot_be_read_are_an_error_with_their_file() {
        let state = |arguments: &[&str]| {
            let arguments = Arguments::parse_from([&["mock"], arguments].concat());
            arguments.state(MockServer::<Shop>::builder()).map(drop).map_err(|error| error.to_string())
        };
        state(&["--stateful", "--step", "manual"]).unwrap();
        assert!(state(&["--resources", "/nowhere.json"]).unwrap_err().starts_with("--resources /nowhere.json: "));
        assert!(Arguments::try_parse_from(["mock", "--step", "soon"]).is_err());
    }

    #[test]
    fn the_list_is_printed_without_taking_a_port() {
        let taken = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port().to_string();
        let printed = |format| {
            let arguments = ["mock", "--list", "--port", &port, "--format", format];
            let mut output = Vec::new();
            perform::<Shop>(&Arguments::parse_from(arguments), |builder| builder, &mut output).unwrap();
            String::from_utf8(output).unwrap()
        };
        assert_eq!(printed("text"), "  1  GET    /books  v1.list_books\n");
        let line = json!({ "id": "v1.list_books", "method": "GET", "path": "/books", "examples": 1 });
        assert_eq!(printed("json").parse::<Value>().unwrap(), line);
    }
}
