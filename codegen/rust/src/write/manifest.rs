//! Cargo.toml and README.md of the crates, and the page of errata, from templates.

use askama::Template;

use super::{FileSet, Input, RUNTIME};
use crate::bug::Bug;
use crate::plan::{Erratum, Package, Plan};

/// The oldest Rust that builds the crates: that of the runtime.
const RUST_VERSION: &str = "1.89";

/// The lowest versions of dependencies. The release checks build with them.
const SERDE_JSON: &str = "1.0.145";

#[derive(Template)]
#[template(path = "Cargo.toml", escape = "none")]
struct Manifest<'a> {
    /// `model`, `client` or `server`.
    part: &'a str,
    runtime: &'a str,
    /// Where the runtime is, as keys of a dependency.
    runtime_place: String,
    prefix: &'a str,
    package: &'a Package,
    rust_version: &'a str,
    serde_json: &'a str,
    /// Whether credentials of the platform are of use.
    platform: bool,
    /// A quoted text.
    description: String,
    /// Quoted strings.
    keywords: String,
    categories: String,
    repository: Option<String>,
    license_file: Option<String>,
    version: &'a str,
    families: Vec<&'a str>,
    /// Whether an operation opens a stream.
    streams: bool,
    /// Whether the crate's own code names `serde_json`, whatever its features.
    json: bool,
    /// Whether only its documentation does.
    json_in_docs: bool,
}

#[derive(Template)]
#[template(path = "README.md", escape = "none")]
struct Readme<'a> {
    name: String,
    what: &'a str,
    title: &'a str,
    package: &'a Package,
    families: Vec<(&'a str, String, usize)>,
}

#[derive(Template)]
#[template(path = "ERRATA.md", escape = "none")]
struct Errata<'a> {
    title: &'a str,
    errata: &'a [Erratum],
}

pub(super) fn add(input: Input<'_>, files: &mut FileSet) -> Result<(), Bug> {
    let api = input.plan;
    if !api.errata.is_empty() {
        let page = Errata { title: &api.title, errata: &api.errata };
        files.insert("ERRATA.md".to_owned(), page.render()? + "\n");
    }
    for (name, what) in [("model", "Types"), ("client", "Client"), ("server", "Server stub")] {
        files.insert(format!("{name}/README.md"), readme(api, name, what).render()? + "\n");
        files.insert(format!("{name}/Cargo.toml"), manifest(input, name, what).render()? + "\n");
        for license in &api.package.licenses {
            files.insert(format!("{name}/{}", license.file), license.text.to_owned());
        }
    }
    Ok(())
}

fn readme<'a>(api: &'a Plan, name: &str, what: &'a str) -> Readme<'a> {
    let families = api.families.iter().map(|family| {
        let operations = family.groups.iter().map(|group| group.operations.len()).sum();
        (family.name.as_str(), family.docs.join(" "), operations)
    });
    Readme {
        name: format!("{}-{name}", api.crates.prefix),
        what,
        title: &api.title,
        package: &api.package,
        families: families.collect(),
    }
}

fn manifest<'a>(Input { plan: api, calls }: Input<'a>, name: &'a str, what: &str) -> Manifest<'a> {
    let package = &api.package;
    let json = match name {
        "model" => api.model_names_json(),
        "client" => api.client_names_json(),
        _ => api.server_names_json(),
    };
    let runtime = std::iter::once(("version", &package.runtime.version));
    let runtime = runtime.chain(package.runtime.place.iter().map(|(key, value)| (*key, value)));
    Manifest {
        part: name,
        runtime: RUNTIME.0,
        runtime_place: runtime.map(|(key, value)| format!("{key} = {}", toml(value))).collect::<Vec<_>>().join(", "),
        prefix: &api.crates.prefix,
        package,
        rust_version: RUST_VERSION,
        serde_json: SERDE_JSON,
        platform: api.platform_tokens,
        streams: api.has_streams(),
        description: toml(&format!("{what} for {}", api.title)),
        keywords: list(&package.keywords),
        categories: list(&package.categories),
        repository: package.repository.as_deref().map(toml),
        license_file: package.license_file.as_deref().map(toml),
        version: &api.version,
        families: api.families.iter().map(|family| family.name.as_str()).collect(),
        json,
        json_in_docs: name == "client" && !json && calls.values().any(|call| call.names_json),
    }
}

/// A string of JSON is a string of TOML.
fn toml(text: &str) -> String {
    serde_json::json!(text).to_string()
}

fn list(words: &[String]) -> String {
    words.iter().map(|word| toml(word)).collect::<Vec<_>>().join(", ")
}
