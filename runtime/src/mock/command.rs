//! Command that serves a mock.

use std::io::{self, Write as _};
use std::net::{Ipv4Addr, SocketAddr, ToSocketAddrs as _};
pub use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, ValueEnum};
use serde_json::{Map, Value, json};

use super::authentication::Authentication;
use super::catalog::Catalog;
use super::described::Described;
use super::fault::Latency;
use super::profile::Profile;
use super::server::MockServer;
use super::service::Mocked;
use crate::meta::OperationMeta;
use crate::server::Validation;

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
    /// Required credentials.
    #[arg(long, value_enum, default_value_t = Credentials::Any)]
    auth: Credentials,
    /// Token to accept, instead of any; can be repeated.
    #[arg(long, value_name = "TOKEN")]
    token: Vec<String>,
    /// Profile of responses: typical, minimal, maximal, unknown-enum, extra-fields or nulls.
    #[arg(long, default_value_t = Profile::Typical)]
    profile: Profile,
    /// Number of list items [default: that of the example].
    #[arg(long, value_name = "N")]
    list_size: Option<usize>,
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

    fn authentication(&self) -> io::Result<Authentication> {
        if !self.token.is_empty() {
            let tokens = Authentication::tokens(self.token.iter().cloned());
            return tokens.map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, format!("--token: {error}")));
        }
        Ok(match self.auth {
            Credentials::Any => Authentication::any_credentials(),
            Credentials::None => Authentication::disabled(),
        })
    }
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Credentials {
    /// Any credentials of the right scheme.
    Any,
    /// No credentials.
    None,
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
    let service = S::SERVICE;
    let command = Arguments::command().name("mock").bin_name(format!("{}-mock", service.name));
    let arguments = Arguments::from_arg_matches(&command.get_matches()).unwrap_or_else(|error| error.exit());
    match perform::<S>(&arguments, &mut io::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}

fn perform<S: Mocked>(arguments: &Arguments, output: &mut impl io::Write) -> io::Result<()> {
    if arguments.list {
        return list::<S>(arguments.format, output);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(serve::<S>(arguments, output))
}

async fn serve<S: Mocked>(arguments: &Arguments, output: &mut impl io::Write) -> io::Result<()> {
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
    builder = builder.authentication(arguments.authentication()?);
    if arguments.chaos > 0.0 {
        builder = builder.chaos(arguments.chaos);
    }
    if let Some(items) = arguments.list_size {
        builder = builder.list_size(items);
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
        let authentication =
            |token| Arguments::parse_from(["mock", "--token", "sesame", "--token", token]).authentication();
        assert!(authentication("open").is_ok());
        let error = authentication("").unwrap_err();
        assert_eq!(error.to_string(), "--token: a token must not be empty");
    }

    #[test]
    fn the_list_is_printed_without_taking_a_port() {
        let taken = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port().to_string();
        let printed = |format| {
            let arguments = ["mock", "--list", "--port", &port, "--format", format];
            let mut output = Vec::new();
            perform::<Shop>(&Arguments::parse_from(arguments), &mut output).unwrap();
            String::from_utf8(output).unwrap()
        };
        assert_eq!(printed("text"), "  1  GET    /books  v1.list_books\n");
        let line = json!({ "id": "v1.list_books", "method": "GET", "path": "/books", "examples": 1 });
        assert_eq!(printed("json").parse::<Value>().unwrap(), line);
    }
}
