//! A workspace of one's own: a first specification, the crates generated from it, and a test.

use std::collections::BTreeMap;

use askama::Template;
use heck::{ToSnakeCase as _, ToTitleCase as _};
use specwright_language::diagnostics::Diagnostic;
use specwright_language::source::{SourceFile, SourceMap};
use specwright_language::{Specification, case, fmt, yaml};
use specwright_rust::Bug;
use specwright_rust::plan::{Auth, fill};

use crate::import::{Imported, merge};

/// Files by path.
type Files = BTreeMap<String, String>;

/// Longest name of an API that [`api_name`] returns.
const LONGEST_NAME: usize = 40;

/// Files that are the same in each workspace.
const FIXED: [(&str, &str); 2] = [
    (".gitignore", include_str!("../templates/workspace/gitignore")),
    ("Cargo.toml", include_str!("../templates/workspace/Cargo.toml")),
];

/// Files of the first specification that are the same in each.
const FIRST: [(&str, &str); 4] = [
    ("sources.yaml", include_str!("../templates/workspace/sources.yaml")),
    ("notes.yaml", include_str!("../templates/workspace/notes.yaml")),
    ("examples/list_notes.json", include_str!("../templates/workspace/examples/list_notes.json")),
    ("examples/create_note.json", include_str!("../templates/workspace/examples/create_note.json")),
];

/// Where the crates find the runtime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// In the registry, in the version that the generator writes for.
    Published,
    /// In the registry, in this version.
    Version(String),
    /// In a directory, relative to the directory of a crate.
    Path(String),
    /// In a git repository.
    Git {
        /// URL of the repository.
        url: String,
        /// Commit or tag.
        revision: Option<String>,
    },
}

/// A specification to begin with.
#[derive(Clone, Debug)]
pub struct Beginning {
    files: Files,
    /// What the document said, if the specification was imported.
    surface: Option<String>,
}

/// A new workspace.
#[derive(Debug)]
pub struct Workspace {
    /// Files that people edit, by path.
    pub files: Files,
    /// Generated files, by path relative to the directory of the crates.
    pub crates: Files,
    /// The specification.
    pub specification: Specification,
}

/// Why there is no workspace.
#[derive(Debug)]
pub enum Problem {
    /// The specification has errors.
    Errors(Vec<Diagnostic>, SourceMap),
    /// The generator has one.
    Bug(Bug),
}

#[derive(Template)]
#[template(path = "workspace/api.yaml", escape = "none")]
struct Api<'a> {
    name: &'a str,
    title: String,
}

#[derive(Template)]
#[template(path = "workspace/README.md", escape = "none")]
struct Readme<'a> {
    title: &'a str,
    runtime: Option<String>,
}

#[derive(Template)]
#[template(path = "workspace/tests.toml", escape = "none")]
struct Manifest<'a> {
    prefix: &'a str,
}

#[derive(Template)]
#[template(path = "workspace/mock.rs", escape = "none")]
struct Test {
    client: String,
    server: String,
    /// Methods that set endpoints, each with the name of the host.
    hosts: Vec<(String, String)>,
    /// Methods that set credentials.
    credentials: Vec<String>,
    first: bool,
}

/// Returns a name in the form that the name of an API has: `My Shop` → `my_shop`. `None` if it has other characters
/// than ASCII letters, digits, spaces, `-` and `_`, does not begin with a letter, or is longer than 40 characters.
pub fn api_name(text: &str) -> Option<String> {
    let is_known = |c: char| c.is_ascii_alphanumeric() || " -_".contains(c);
    let name = text.to_snake_case();
    let fits = text.chars().all(is_known) && name.len() <= LONGEST_NAME && case::is_snake_case(&name);
    fits.then_some(name)
}

impl Beginning {
    /// Returns a specification of two operations.
    ///
    /// # Errors
    /// If a template cannot be filled in, which is a bug.
    pub fn first(name: &str) -> Result<Beginning, Bug> {
        let mut files: Files = FIRST.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        files.insert("api.yaml".to_owned(), Api { name, title: name.to_title_case() }.render()? + "\n");
        Ok(Beginning { files, surface: None })
    }

    /// Returns a specification that was imported, under a name of its own if there is one.
    pub fn imported(imported: Imported, name: Option<&str>) -> Beginning {
        let surface = Some(merge::surface(&imported));
        let mut files = imported.files;
        if let (Some(name), Some(api)) = (name, files.get_mut("api.yaml")) {
            let lines = api.lines().map(|line| match line.starts_with("name: ") {
                true => format!("name: {name}\n"),
                false => format!("{line}\n"),
            });
            *api = lines.collect();
        }
        Beginning { files, surface }
    }

    /// Makes a workspace of the specification. Its files are in `spec`, and those of the crates belong into `generated`.
    ///
    /// # Errors
    /// If the specification has errors, such as a place of the runtime that no manifest can name.
    pub fn workspace(mut self, runtime: &Runtime) -> Result<Workspace, Problem> {
        if let Some(api) = self.files.get_mut("api.yaml") {
            api.push_str(&place(runtime));
        }
        let sources = self.files.into_iter().map(|(path, text)| SourceFile { path, text });
        let sources = SourceMap::new("spec", sources.collect());
        let specification = match crate::analyze(&sources) {
            Ok(specification) => specification,
            Err(errors) => return Err(Problem::Errors(errors, sources)),
        };
        let crates = crate::generate(&specification)?;
        let mut files: Files = FIXED.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        for (id, file) in sources.iter() {
            let text = match file.path.ends_with(".yaml").then(|| fmt::format(&sources, id)) {
                Some(Ok(text)) => text,
                _ => file.text.clone(),
            };
            files.insert(format!("spec/{}", file.path), text);
        }
        add(&specification, runtime, self.surface.is_none(), &mut files)?;
        files.extend(self.surface.map(|surface| (format!("spec/{}", merge::SURFACE), surface)));
        Ok(Workspace { files, crates, specification })
    }
}

impl From<Bug> for Problem {
    fn from(bug: Bug) -> Problem {
        Problem::Bug(bug)
    }
}

impl From<askama::Error> for Problem {
    fn from(error: askama::Error) -> Problem {
        Problem::Bug(error.into())
    }
}

/// Adds the README and the test.
fn add(specification: &Specification, runtime: &Runtime, first: bool, files: &mut Files) -> Result<(), Problem> {
    let plan = fill::plan(&specification.api);
    let readme = Readme { title: &plan.title, runtime: described(runtime) };
    let test = Test {
        client: plan.crates.client.to_string(),
        server: plan.crates.server.to_string(),
        hosts: plan.hosts.iter().map(|host| (host.setter.to_string(), host.name.clone())).collect(),
        credentials: plan.auth.iter().filter_map(fixed).collect(),
        first,
    };
    files.insert("README.md".to_owned(), readme.render()? + "\n");
    files.insert("tests/Cargo.toml".to_owned(), Manifest { prefix: &plan.crates.prefix }.render()? + "\n");
    files.insert("tests/mock.rs".to_owned(), test.render()? + "\n");
    Ok(())
}

/// The call of the builder's method for a fixed credential.
fn fixed(auth: &Auth) -> Option<String> {
    Some(format!("{}({})", auth.setters.as_ref()?.0, auth.arguments("any")))
}

/// The place of the runtime, as lines of `api.yaml`.
fn place(runtime: &Runtime) -> String {
    let entry = |key: &str, value: &str| format!("    {key}: {}\n", yaml::quoted(value));
    let lines = match runtime {
        Runtime::Published => return String::new(),
        Runtime::Version(version) => entry("version", version),
        Runtime::Path(path) => entry("path", path),
        Runtime::Git { url, revision } => {
            entry("git", url) + &revision.iter().map(|revision| entry("rev", revision)).collect::<String>()
        }
    };
    format!("crates:\n  runtime:\n{lines}")
}

/// The place of the runtime in words, where it is not the registry.
fn described(runtime: &Runtime) -> Option<String> {
    match runtime {
        Runtime::Published | Runtime::Version(_) => None,
        Runtime::Path(path) => Some(format!("`{path}`, relative to the directory of a crate")),
        Runtime::Git { url, .. } => Some(format!("`{url}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_get_the_form_that_the_name_of_an_api_has() {
        for (text, name) in [("shop", "shop"), ("My Shop", "my_shop"), ("my-shop", "my_shop"), ("ShopV2", "shop_v2")] {
            assert_eq!(api_name(text).as_deref(), Some(name), "{text}");
        }
        for text in ["", "-", "2shops", "läden", "shop/2", "../shop", "shop!", &"s".repeat(41)] {
            assert_eq!(api_name(text), None, "{text}");
        }
    }

    #[test]
    fn the_first_specification_has_nothing_to_improve_and_is_in_canonical_form() {
        let first = Beginning::first("my_shop").unwrap();
        let written = first.files.clone();
        let workspace = first.workspace(&Runtime::Published).unwrap();
        assert_eq!(workspace.specification.warnings.len(), 0, "{:?}", workspace.specification.warnings);
        assert_eq!(workspace.specification.api.operations.len(), 2);
        for (path, text) in written {
            assert_eq!(workspace.files[&format!("spec/{path}")], text, "{path}");
        }
        assert!(workspace.files["tests/mock.rs"].contains("use my_shop_client::{Arguments, Client};"));
    }

    #[test]
    fn the_runtime_is_where_it_was_said() {
        let path = Runtime::Path("../../../specwright/runtime".to_owned());
        let git = Runtime::Git { url: "https://git.example.com/s".to_owned(), revision: Some("v1".to_owned()) };
        let line = |runtime: &Runtime| {
            let workspace = Beginning::first("shop").unwrap().workspace(runtime).unwrap();
            let manifest = &workspace.crates["model/Cargo.toml"];
            manifest.lines().find(|line| line.starts_with("specwright-runtime")).unwrap().to_owned()
        };
        assert!(line(&path).contains(r#"path = "../../../specwright/runtime""#), "{}", line(&path));
        assert!(line(&git).contains(r#"git = "https://git.example.com/s", rev = "v1""#), "{}", line(&git));
        assert!(!line(&Runtime::Published).contains("path"), "{}", line(&Runtime::Published));
        let absolute = Runtime::Path("/home/me/runtime".to_owned());
        assert!(matches!(Beginning::first("shop").unwrap().workspace(&absolute), Err(Problem::Errors(..))));
    }
}
