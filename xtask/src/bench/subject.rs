//! What is measured: a workspace with generated crates and a program that uses them.

use std::path::{Path, PathBuf};
use std::process::Command;

use specwright_commands::Failure;

use super::Place;
use super::cost::{self, Cost};
use super::peers::{PACKAGE, PEERS, Peer, Registry};
use crate::copy::copy;

/// Dependencies of the programs beside the generated crate.
const TOKIO: &str = "tokio = { version = \"1\", features = [\"macros\", \"rt\"] }\n";

/// One row of the tables.
pub(super) struct Subject {
    pub(super) name: String,
    pub(super) version: &'static str,
    pub(super) workspace: PathBuf,
    /// Directories of the generated crates that are measured.
    pub(super) crates: Vec<&'static str>,
    /// Arguments of cargo for these crates.
    pub(super) packages: Vec<&'static str>,
    /// The program that uses them.
    pub(super) program: Option<&'static str>,
    pub(super) generator: Generator,
    /// The OpenAPI document that it generates from, instead of our specification.
    document: Option<PathBuf>,
}

/// How the crates of a subject come into being.
pub(super) enum Generator {
    Ours,
    Peer(&'static Peer),
}

impl Subject {
    /// Whether the crates are a server, which has a table of its own.
    pub(super) fn is_server(&self) -> bool {
        match &self.generator {
            Generator::Ours => self.crates.contains(&"generated/server"),
            Generator::Peer(peer) => peer.is_server,
        }
    }

    /// The rows of this project. They share one workspace.
    pub(super) fn ours(place: &Place) -> Vec<Subject> {
        let row = |name: &str, crates: &[&'static str], packages: &[&'static str], program| Subject {
            name: name.to_owned(),
            version: env!("CARGO_PKG_VERSION"),
            workspace: place.directory.join("ours"),
            crates: crates.to_vec(),
            packages: packages.to_vec(),
            program: Some(program),
            generator: Generator::Ours,
            document: None,
        };
        let (model, client, server) = ("generated/model", "generated/client", "generated/server");
        vec![
            row("**this project**", &[model, client], &["-p", "servicestage-client"], "client-program"),
            row(
                "**this project**, `blocking`",
                &[model, client],
                &["-p", "servicestage-client", "--features", "blocking"],
                "blocking-program",
            ),
            row("**this project**, server", &[model, server], &["-p", "servicestage-server"], "server-program"),
        ]
    }

    pub(super) fn peer(peer: &'static Peer, place: &Place) -> Subject {
        Subject {
            name: peer.name.to_owned(),
            version: peer.version,
            workspace: place.directory.join(peer.name.replace(' ', "-")),
            crates: vec!["client"],
            packages: vec!["-p", PACKAGE],
            program: peer.program.map(|_| "program"),
            generator: Generator::Peer(peer),
            document: None,
        }
    }

    /// The rows of a document: this project, and the peers that generate clients.
    pub(super) fn of_document(document: &Path, place: &Place) -> Vec<Subject> {
        let workspace = place.directory.join("documents").join(document.file_stem().unwrap_or_default());
        let ours = Subject {
            name: "**this project**".to_owned(),
            version: env!("CARGO_PKG_VERSION"),
            workspace: workspace.join("ours"),
            crates: vec!["generated/model", "generated/client"],
            packages: vec!["--manifest-path", "generated/client/Cargo.toml"],
            program: None,
            generator: Generator::Ours,
            document: Some(document.to_owned()),
        };
        let peers = PEERS.iter().filter(|peer| !peer.is_server).map(|peer| {
            let subject = Subject::peer(peer, place);
            let workspace = workspace.join(peer.name.replace(' ', "-"));
            Subject { workspace, program: None, document: Some(document.to_owned()), ..subject }
        });
        std::iter::once(ours).chain(peers).collect()
    }

    /// Writes everything but the generated crates.
    pub(super) fn prepare(&self, place: &Place) -> Result<(), Failure> {
        std::fs::create_dir_all(&self.workspace)?;
        std::fs::copy(place.root.join("Cargo.lock"), self.workspace.join("Cargo.lock"))?;
        match &self.generator {
            Generator::Ours if self.document.is_some() => {
                write_workspace(&self.workspace, &["runtime", "generated/*"])?;
                Ok(copy(&place.root.join("runtime"), &self.workspace.join("runtime"), &|_| false)?)
            }
            Generator::Ours => prepare_ours(&place.root, &self.workspace),
            Generator::Peer(peer) => {
                install(peer, place)?;
                prepare_peer(peer, &self.workspace, self.program.is_some())
            }
        }
    }

    /// Generates the crates from a specification.
    pub(super) fn generate(&self, place: &Place, specification: &Path) -> Result<Cost, Failure> {
        let log = place.log(&self.name);
        let out = self.workspace.join("generated");
        match &self.generator {
            Generator::Ours => {
                let imported = self.document.as_ref().map(|document| self.import(document, place, &log)).transpose()?;
                let specification = imported.as_ref().map_or(specification, |(specification, _)| specification);
                let cost = cost::run(place.xtask("regenerate", specification).arg("--out").arg(out), &log)?;
                Ok(imported.map_or(cost, |(_, imported)| imported.plus(cost)))
            }
            Generator::Peer(peer) => {
                let document = match &self.document {
                    Some(document) => document.clone(),
                    None => place.document(peer.document, specification)?,
                };
                let out = self.workspace.join("client");
                let mut command = Command::new(program(peer, place));
                for argument in peer.arguments {
                    let argument = argument.replace("{document}", &document.display().to_string());
                    command.arg(argument.replace("{out}", &out.display().to_string()));
                }
                std::fs::create_dir_all(&out)?;
                let cost = cost::run(command.current_dir(&out), &log)?;
                if let Some((module, dependencies)) = peer.module {
                    write_crate(&out, module, dependencies)?;
                }
                Ok(cost)
            }
        }
    }

    /// Imports the document into a new specification, whose crates use the copy of the runtime.
    fn import(&self, document: &Path, place: &Place, log: &Path) -> Result<(PathBuf, Cost), Failure> {
        let specification = self.workspace.join("spec");
        if specification.exists() {
            std::fs::remove_dir_all(&specification)?;
        }
        let mut import = Command::new(place.target().join("release/xtask"));
        import.arg("import").arg(document).arg("--into").arg(&specification).current_dir(&place.root);
        let cost = cost::run(&mut import, log)?;
        let settings = specification.join("api.yaml");
        let text = std::fs::read_to_string(&settings)?;
        std::fs::write(&settings, format!("{text}crates:\n  runtime:\n    path: ../../runtime\n"))?;
        cost::run(&mut place.xtask("fmt", &specification), log)?;
        Ok((specification, cost))
    }
}

/// A workspace of copies, with the same profiles as those of the peers.
fn prepare_ours(root: &Path, workspace: &Path) -> Result<(), Failure> {
    write_workspace(workspace, &["runtime", "generated/*", "*-program"])?;
    copy(&root.join("runtime"), &workspace.join("runtime"), &|_| false)?;
    let client = "servicestage-client = { path = \"../generated/client\" }\n";
    write_program(
        &workspace.join("client-program"),
        &format!("{client}{TOKIO}"),
        include_str!("../../../tests/benches/peers/ours.rs"),
    )?;
    let blocking = "servicestage-client = { path = \"../generated/client\", features = [\"blocking\"] }\n";
    write_program(
        &workspace.join("blocking-program"),
        blocking,
        include_str!("../../../tests/benches/peers/ours_blocking.rs"),
    )?;
    let server = "servicestage-server = { path = \"../generated/server\", features = [\"serve\"] }\n";
    write_program(
        &workspace.join("server-program"),
        &format!("{server}{TOKIO}"),
        include_str!("../../../tests/benches/peers/ours_server.rs"),
    )
}

fn prepare_peer(peer: &Peer, workspace: &Path, has_program: bool) -> Result<(), Failure> {
    write_workspace(workspace, if has_program { &["client", "program"] } else { &["client"] })?;
    let Some(program) = peer.program.filter(|_| has_program) else { return Ok(()) };
    let dependencies = format!("{PACKAGE} = {{ path = \"../client\" }}\nreqwest = \"*\"\n{TOKIO}");
    write_program(&workspace.join("program"), &dependencies, program)
}

fn write_workspace(directory: &Path, members: &[&str]) -> Result<(), Failure> {
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n");
    Ok(std::fs::write(directory.join("Cargo.toml"), manifest)?)
}

/// Makes a crate of a module.
fn write_crate(directory: &Path, module: &str, dependencies: &str) -> Result<(), Failure> {
    let dependencies = std::fs::read_to_string(directory.join("src").join(module).join(dependencies))?;
    std::fs::write(directory.join("Cargo.toml"), format!("{}\n{dependencies}", package(PACKAGE)))?;
    Ok(std::fs::write(directory.join("src/lib.rs"), format!("pub mod {module};\n"))?)
}

fn package(name: &str) -> String {
    format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n")
}

fn write_program(directory: &Path, dependencies: &str, main: &str) -> Result<(), Failure> {
    let package = package(&directory.file_name().unwrap_or_default().display().to_string());
    std::fs::create_dir_all(directory.join("src"))?;
    std::fs::write(directory.join("Cargo.toml"), format!("{package}\n[dependencies]\n{dependencies}"))?;
    Ok(std::fs::write(directory.join("src/main.rs"), main)?)
}

/// Installs a generator, unless an earlier run did.
fn install(peer: &Peer, place: &Place) -> Result<(), Failure> {
    if program(peer, place).exists() {
        return Ok(());
    }
    let log = place.log(&format!("install {}", peer.name));
    let tools = tools(peer, place);
    match peer.registry {
        Registry::Crates { package, .. } => {
            let mut cargo = place.cargo(&place.root);
            cargo.args(["install", package, "--locked", "--version", peer.version, "--root"]).arg(&tools);
            cost::run(&mut cargo, &log)?;
        }
        Registry::Python { package, .. } => {
            cost::run(Command::new("python3").args(["-m", "venv"]).arg(&tools), &log)?;
            let mut pip = Command::new(tools.join("bin/pip"));
            cost::run(pip.args(["install", &format!("{package}=={}", peer.version)]), &log)?;
        }
    }
    Ok(())
}

fn tools(peer: &Peer, place: &Place) -> PathBuf {
    let (Registry::Crates { package, .. } | Registry::Python { package, .. }) = peer.registry;
    place.directory.join("tools").join(format!("{package}-{}", peer.version))
}

fn program(peer: &Peer, place: &Place) -> PathBuf {
    let (Registry::Crates { program, .. } | Registry::Python { program, .. }) = peer.registry;
    tools(peer, place).join("bin").join(program)
}
