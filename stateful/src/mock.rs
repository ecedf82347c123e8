//! The mock of all operations, in which the servers of an engine behave as the real ones. `--help` says how.

use std::process::ExitCode;

use servicestage_server::mock::Specification;
use servicestage_server::model::meta::auth::ENGINE_TOKEN;
use servicestage_server::runtime::mock::command;
use servicestage_stateful::{Servers, Settings};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    command::run_with::<Specification>(|builder| {
        let mut settings = Settings::default();
        settings.open_engine = !builder.requires_credentials(ENGINE_TOKEN.id);
        builder.behavior(Servers::new(&settings))
    })
}
