//! Cargo.toml and README.md of the crates, from templates.

use askama::Template;

use super::{Bug, FileSet};
use crate::rust::RustApi;

#[derive(Template)]
#[template(path = "model.toml", escape = "none")]
struct ModelManifest<'a> {
    prefix: &'a str,
    title: &'a str,
    version: &'a str,
    families: Vec<&'a str>,
}

#[derive(Template)]
#[template(path = "client.toml", escape = "none")]
struct ClientManifest<'a> {
    prefix: &'a str,
    title: &'a str,
    version: &'a str,
    families: Vec<&'a str>,
}

#[derive(Template)]
#[template(path = "server.toml", escape = "none")]
struct ServerManifest<'a> {
    prefix: &'a str,
    title: &'a str,
    version: &'a str,
    families: Vec<&'a str>,
}

#[derive(Template)]
#[template(path = "README.md", escape = "none")]
struct Readme<'a> {
    name: String,
    what: &'a str,
    title: &'a str,
    families: Vec<(&'a str, String, usize)>,
}

pub(super) fn emit(api: &RustApi, files: &mut FileSet) -> Result<(), Bug> {
    let (prefix, title, version) = (api.crates.prefix.as_str(), api.title.as_str(), api.version.as_str());
    let families = || api.families.iter().map(|family| family.name.as_str()).collect();
    let model = ModelManifest { prefix, title, version, families: families() };
    files.insert("model/Cargo.toml".to_owned(), model.render()?);
    let client = ClientManifest { prefix, title, version, families: families() };
    files.insert("client/Cargo.toml".to_owned(), client.render()?);
    let server = ServerManifest { prefix, title, version, families: families() };
    files.insert("server/Cargo.toml".to_owned(), server.render()?);
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
        files.insert(format!("{name}/README.md"), readme.render()?);
    }
    Ok(())
}
