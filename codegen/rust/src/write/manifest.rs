//! Cargo.toml and README.md of the crates, and the page of errata, from templates.

use askama::Template;

use super::{FileSet, Input, RUNTIME};
use crate::bug::Bug;
use crate::plan::Erratum;

#[derive(Template)]
#[template(path = "Cargo.toml", escape = "none")]
struct Manifest<'a> {
    /// `model`, `client` or `server`.
    part: &'a str,
    runtime: &'a str,
    prefix: &'a str,
    /// Whether credentials of the platform are of use.
    platform: bool,
    /// A quoted text.
    description: String,
    version: &'a str,
    families: Vec<&'a str>,
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
    families: Vec<(&'a str, String, usize)>,
}

#[derive(Template)]
#[template(path = "ERRATA.md", escape = "none")]
struct Errata<'a> {
    title: &'a str,
    errata: &'a [Erratum],
}

pub(super) fn add(Input { plan: api, calls }: Input<'_>, files: &mut FileSet) -> Result<(), Bug> {
    let (prefix, title, version) = (api.crates.prefix.as_str(), api.title.as_str(), api.version.as_str());
    if !api.errata.is_empty() {
        let page = Errata { title, errata: &api.errata };
        files.insert("ERRATA.md".to_owned(), page.render()? + "\n");
    }
    for (name, what) in [("model", "Types"), ("client", "Client"), ("server", "Server stub")] {
        let readme = Readme {
            name: format!("{prefix}-{name}"),
            what,
            title,
            families: api
                .families
                .iter()
                .map(|family| {
                    let operations = family.groups.iter().map(|group| group.operations.len()).sum();
                    (family.name.as_str(), family.docs.join(" "), operations)
                })
                .collect(),
        };
        files.insert(format!("{name}/README.md"), readme.render()? + "\n");
        // A text of JSON is a text of TOML.
        let description = serde_json::json!(format!("{what} for {title}")).to_string();
        let families = api.families.iter().map(|family| family.name.as_str()).collect();
        let json = match name {
            "model" => api.model_names_json(),
            "client" => api.client_names_json(),
            _ => api.server_names_json(),
        };
        let json_in_docs = name == "client" && !json && calls.values().any(|call| call.names_json);
        let manifest = Manifest {
            part: name,
            runtime: RUNTIME.0,
            prefix,
            platform: api.platform_tokens,
            description,
            version,
            families,
            json,
            json_in_docs,
        };
        files.insert(format!("{name}/Cargo.toml"), manifest.render()? + "\n");
    }
    Ok(())
}
