//! Serves a service center and a configuration center.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use axum::Router;
use clap::{Parser, ValueEnum};
use servicestage_server::Server;
use servicestage_server::runtime::mock::StoreFile;
use servicestage_stateful::{Servers, Settings, stored};
use tokio::net::TcpListener;

/// Concurrent connections. Callers that wait for changes keep theirs.
const CONNECTIONS: usize = 20_000;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Service center and configuration center of Apache ServiceComb, without accounts
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// IP address to listen on
    #[arg(long, default_value = "127.0.0.1")]
    ip: String,
    /// Port; 0 selects a free one
    #[arg(long, default_value_t = 30100)]
    port: u16,
    /// Server to run
    #[arg(long, value_enum, default_value_t = Only::Both)]
    only: Only,
    /// Whether instances that are gone stay in lists for two seconds, as in the real server
    #[arg(long)]
    late_departures: bool,
    /// File that keeps the state beyond the end of the program; created if it does not exist
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Only {
    Both,
    ServiceCenter,
    ConfigurationCenter,
}

impl Arguments {
    fn router(&self) -> io::Result<Router> {
        let mut settings = Settings::default();
        settings.late_departures = self.late_departures;
        let servers = Arc::new(Servers::new(&settings));
        let router = match self.only {
            Only::Both => servers.router(),
            Only::ServiceCenter => servers.service_center(),
            Only::ConfigurationCenter => servers.configuration_center(),
        };
        match &self.store {
            Some(path) => stored(&servers, StoreFile::open(path)?, router),
            None => Ok(router),
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let router = match arguments.router() {
        Ok(router) => router,
        Err(error) => {
            eprintln!("error: --store {error}");
            return ExitCode::from(2);
        }
    };
    let address = format!("{}:{}", arguments.ip, arguments.port);
    let listener = match TcpListener::bind(&address).await {
        Ok(listener) => listener,
        Err(error) => {
            eprintln!("error: cannot listen on {address}: {error}; select another port with --port");
            return ExitCode::from(2);
        }
    };
    match listener.local_addr() {
        Ok(local) => println!("http://{local}"),
        Err(_) => println!("http://{address}"),
    }
    let stop = async {
        // Without signals, it runs until it is killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    Server::new(listener, router).connection_limit(CONNECTIONS).run_until(stop).await;
    ExitCode::SUCCESS
}
