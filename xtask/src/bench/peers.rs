//! The generators of Rust that this one is measured beside. Each is a row of data.

/// A generator, and what it takes to measure what it generates.
pub(super) struct Peer {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
    pub(super) registry: Registry,
    /// Arguments of `openapi` for the document that it reads.
    pub(super) document: &'static [&'static str],
    /// Its arguments. `{document}` is the path of the document, and `{out}` is the directory of the crate.
    pub(super) arguments: &'static [&'static str],
    /// The module and the file of dependencies that it writes below `src`, if it writes no crate.
    pub(super) module: Option<(&'static str, &'static str)>,
    pub(super) is_server: bool,
    /// A program of five calls. A router of operations takes implementations of all of them at once, so none for servers.
    pub(super) program: Option<&'static str>,
}

/// Where a generator comes from.
#[derive(Clone, Copy)]
pub(super) enum Registry {
    /// A package of crates.io, and its program.
    Crates { package: &'static str, program: &'static str },
    /// A package of PyPI, and its program.
    Python { package: &'static str, program: &'static str },
}

/// The package that each of them generates.
pub(super) const PACKAGE: &str = "peer-client";

const PORTABLE: &[&str] = &["--flavor", "portable"];

const OPENAPI_GENERATOR: Registry =
    Registry::Python { package: "openapi-generator-cli", program: "openapi-generator-cli" };

pub(super) const PEERS: [Peer; 4] = [
    Peer {
        name: "progenitor",
        version: "0.15.1",
        registry: Registry::Crates { package: "cargo-progenitor", program: "cargo-progenitor" },
        document: &["--flavor", "portable", "--without", "default-responses,multipart-operations"],
        arguments: &["progenitor", "-i", "{document}", "-o", "{out}", "-n", PACKAGE, "-v", "0.1.0"],
        module: None,
        is_server: false,
        program: Some(include_str!("../../../tests/benches/peers/progenitor.rs")),
    },
    Peer {
        name: "openapi-generator rust",
        version: "7.25.0",
        registry: OPENAPI_GENERATOR,
        document: PORTABLE,
        arguments: &[
            "generate",
            "-i",
            "{document}",
            "-g",
            "rust",
            "-o",
            "{out}",
            "--additional-properties=packageName=peer-client",
        ],
        module: None,
        is_server: false,
        program: Some(include_str!("../../../tests/benches/peers/openapi_generator.rs")),
    },
    Peer {
        name: "openapi-to-rust",
        version: "0.23.0",
        registry: Registry::Crates { package: "openapi-to-rust", program: "openapi-to-rust" },
        document: PORTABLE,
        arguments: &["generate", "{document}"],
        module: Some(("generated", "REQUIRED_DEPS.toml")),
        is_server: false,
        program: Some(include_str!("../../../tests/benches/peers/openapi_to_rust.rs")),
    },
    Peer {
        name: "openapi-generator rust-axum",
        version: "7.25.0",
        registry: OPENAPI_GENERATOR,
        document: PORTABLE,
        arguments: &[
            "generate",
            "-i",
            "{document}",
            "-g",
            "rust-axum",
            "-o",
            "{out}",
            "--additional-properties=packageName=peer-client",
        ],
        module: None,
        is_server: true,
        program: None,
    },
];
