//! Serves a service center and a configuration center from memory.

use std::process::ExitCode;

use axum::Router;
use clap::{Parser, ValueEnum};
use servicestage_server::Server;
use servicestage_stateful::{Settings, configuration_center, router, service_center};
use tokio::net::TcpListener;

/// Concurrent connections. Callers that wait for changes keep theirs.
const CONNECTIONS: usize = 20_000;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Service center and configuration center of Apache ServiceComb, in memory and without accounts
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
}

#[derive(Clone, Copy, ValueEnum)]
enum Only {
    Both,
    ServiceCenter,
    ConfigurationCenter,
}

impl Arguments {
    fn router(&self) -> Router {
        let mut settings = Settings::default();
        settings.late_departures = self.late_departures;
        match self.only {
            Only::Both => router(&settings),
            Only::ServiceCenter => service_center(&settings),
            Only::ConfigurationCenter => configuration_center(&settings),
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
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
    Server::new(listener, arguments.router()).connection_limit(CONNECTIONS).run_until(stop).await;
    ExitCode::SUCCESS
}
