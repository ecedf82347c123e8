//! `new`: a workspace with a first specification, its crates and a test.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use specwright_tools::import::{self, Documents};
use specwright_tools::output::{self, Edit};
use specwright_tools::workspace::{Beginning, Problem, Runtime, Workspace, api_name};

use crate::outcome::{Failure, Outcome};
use crate::program::{Origin, Program};
use crate::spec::{count, report};
use crate::terminal::{PROGRAM, print};

/// Directory of the crates.
const CRATES: &str = "generated";

#[derive(clap::Args)]
pub struct Arguments {
    /// Directory of the workspace. It must be new, or empty but for `.git`.
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Name of the API; its crates are called NAME-client and so on [default: the name of the directory, or the title
    /// of the document].
    #[arg(long)]
    name: Option<String>,
    /// OpenAPI document to import. Without it, the specification has two operations to change.
    #[arg(long, value_name = "FILE|DIR")]
    from: Option<PathBuf>,
    /// Directory of the files that the document may refer to [default: that of the document].
    #[arg(long, value_name = "DIR", requires = "from")]
    within: Option<PathBuf>,
    /// Place of the runtime that the crates depend on: a git repository (`URL` or `URL#REVISION`), its directory, or a
    /// published version [default: the place that this program comes from].
    #[arg(long, value_name = "URL|DIR|VERSION")]
    runtime: Option<String>,
}

pub(crate) fn run(arguments: &Arguments, program: &Program) -> Result<Outcome, Failure> {
    let directory = absolute(&arguments.directory)?;
    let runtime = runtime(arguments, program, &directory)?;
    let given = arguments.name.as_deref().map(checked_name).transpose()?;
    let beginning = match &arguments.from {
        Some(document) => {
            let imported = import::import(&Documents::read(document, arguments.within.as_deref())?)?;
            print(&imported.report.text())?;
            Beginning::imported(imported, given.as_deref())
        }
        None => Beginning::first(&given.map_or_else(|| name_of(&directory), Ok)?)?,
    };
    let workspace = match beginning.workspace(&runtime) {
        Ok(workspace) => workspace,
        Err(Problem::Bug(bug)) => return Err(bug.into()),
        Err(Problem::Errors(errors, sources)) => {
            report(&errors, &sources, "new specification");
            return Ok(Outcome::Findings);
        }
    };
    let files = present(&directory, &workspace)?;
    write(&directory, &workspace, &files)?;
    summary(&arguments.directory, &workspace, &runtime);
    Ok(Outcome::Fine)
}

fn summary(directory: &Path, workspace: &Workspace, runtime: &Runtime) {
    let (api, here) = (&workspace.specification.api, directory.display());
    anstream::println!(
        "created {}: {} operations, {} types, in {here}",
        api.title,
        api.operations.len(),
        api.types.len()
    );
    if let Runtime::Path(path) = runtime {
        anstream::println!("the crates find the runtime at {path}; for another place, edit `crates` in spec/api.yaml");
    }
    if !workspace.specification.warnings.is_empty() {
        let warnings = count(&workspace.specification.warnings);
        anstream::println!("{warnings} in the specification; `{PROGRAM} lint` shows them");
    }
    anstream::println!("next: cd {here} && cargo test; README.md lists the commands");
}

// Names

fn checked_name(text: &str) -> Result<String, Failure> {
    api_name(text).ok_or_else(|| {
        Failure(format!(
            "`{text}` cannot be the name of an API: begin with a letter, then letters of ASCII, digits, `-` and `_`, at \
             most 40"
        ))
    })
}

/// The name of a directory as that of an API.
fn name_of(directory: &Path) -> Result<String, Failure> {
    let name = directory.file_name().unwrap_or_default().to_string_lossy();
    checked_name(&name).map_err(|Failure(reason)| Failure(format!("{reason}; or set another one with --name")))
}

// Places

/// The path of a directory that need not exist, without links as far as it exists.
fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    let mut found = PathBuf::new();
    for part in std::path::absolute(path)?.components() {
        match part {
            Component::ParentDir => drop(found.pop()),
            part => found.push(part),
        }
        found = found.canonicalize().unwrap_or(found);
    }
    Ok(found)
}

fn runtime(arguments: &Arguments, program: &Program, directory: &Path) -> Result<Runtime, Failure> {
    let path = match (arguments.runtime.as_deref(), &program.origin) {
        (Some(url), _) if url.contains("://") => {
            let (url, revision) = url.split_once('#').map_or((url, None), |(url, revision)| (url, Some(revision)));
            return Ok(Runtime::Git { url: url.to_owned(), revision: revision.map(str::to_owned) });
        }
        (Some(version), _)
            if version.starts_with(|first: char| first.is_ascii_digit()) && !Path::new(version).exists() =>
        {
            return Ok(Runtime::Version(version.to_owned()));
        }
        (Some(path), _) => Path::new(path),
        (None, Origin::Directory(checkout)) => &checkout.join("runtime"),
        (None, Origin::Registry) => return Ok(Runtime::Published),
        (None, Origin::Repository) => {
            let reason = "this program was installed from a git repository: name it with --runtime URL#REVISION";
            return Err(Failure(reason.to_owned()));
        }
    };
    if !path.join("Cargo.toml").is_file() {
        let reason = format!(
            "the runtime is not in {}: name its directory, which has a Cargo.toml, or the URL of a repository, such as \
             https://… or ssh://…",
            path.display()
        );
        return Err(Failure(reason));
    }
    let from = directory.join(CRATES).join("model");
    relative(&from, &path.canonicalize()?).map(Runtime::Path).ok_or_else(|| {
        Failure(format!("no path leads from {} to {}; set --runtime to a URL", directory.display(), path.display()))
    })
}

/// The path from a directory to another one, with slashes. Both are absolute.
fn relative(from: &Path, to: &Path) -> Option<String> {
    let mut parts = (from.components().peekable(), to.components().peekable());
    let mut common = 0;
    while let (Some(one), Some(other)) = (parts.0.peek(), parts.1.peek()) {
        if one != other {
            break;
        }
        common += 1;
        parts.0.next();
        parts.1.next();
    }
    let up = parts.0.map(|_| Some("..".to_owned()));
    let down = parts.1.map(|part| match part {
        Component::Normal(name) => name.to_str().map(str::to_owned),
        _ => None,
    });
    let all: Option<Vec<String>> = up.chain(down).collect();
    all.filter(|_| common > 0).map(|parts| parts.join("/"))
}

// Files

/// The files of the workspace that are there, as a run left them that was killed.
///
/// # Errors
/// If something else is there.
fn present<'w>(directory: &Path, workspace: &'w Workspace) -> Result<BTreeMap<&'w str, &'w str>, Failure> {
    let mut found = BTreeMap::new();
    let mut pending = vec![String::new()];
    while let Some(prefix) = pending.pop() {
        let entries = match std::fs::read_dir(directory.join(&prefix)) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            entries => entries.map_err(|error| blocked(&directory.join(&prefix), &error.to_string()))?,
        };
        for entry in entries {
            let entry = entry?;
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let is_directory = entry.file_type()?.is_dir();
            match workspace.files.get_key_value(&path) {
                _ if path == ".git" || path == CRATES && is_directory => {}
                Some((path, text)) if std::fs::read(entry.path()).is_ok_and(|old| old == text.as_bytes()) => {
                    found.insert(path.as_str(), text.as_str());
                }
                None if is_directory => pending.push(format!("{path}/")),
                None if output::is_leftover(&path, |of| workspace.files.contains_key(of)) => {}
                _ => return Err(blocked(&entry.path(), "it is in the way; name a new or empty directory")),
            }
        }
    }
    Ok(found)
}

fn blocked(path: &Path, reason: &str) -> Failure {
    Failure(format!("cannot create the workspace: {}: {reason}", path.display()))
}

fn write(directory: &Path, workspace: &Workspace, present: &BTreeMap<&str, &str>) -> Result<(), Failure> {
    let crates = directory.join(CRATES);
    // Finds what is in the way before anything is written.
    output::plan(&crates, &workspace.crates)?;
    let edits = workspace.files.iter().map(|(path, new)| Edit {
        path: directory.join(path),
        old: present.get(path.as_str()).copied(),
        new,
    });
    output::edit(&edits.collect::<Vec<_>>())?;
    let _lock = output::lock(&crates)?;
    let plan = output::plan(&crates, &workspace.crates)?;
    Ok(output::apply(&crates, &workspace.crates, &plan)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_up_and_down() {
        let path = |from, to| relative(Path::new(from), Path::new(to));
        assert_eq!(path("/home/me/shop/generated/model", "/home/me/s/runtime").as_deref(), Some("../../../s/runtime"));
        assert_eq!(path("/a/b", "/a/b/c").as_deref(), Some("c"));
    }
}
