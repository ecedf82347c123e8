//! `cargo xtask import`: a specification from an OpenAPI document, and newer documents merged into it.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use specwright_tools::import::{self, Documents, Imported, merge::SURFACE};
use specwright_tools::output::{self, Edit};

use crate::merge;
use crate::outcome::{Failure, Outcome};
use crate::terminal::{PROGRAM, print};

#[derive(clap::Args)]
pub struct Arguments {
    /// OpenAPI 3 or Swagger 2.0, as JSON or YAML, or a directory with one such document. Nothing is fetched.
    #[arg(value_name = "FILE|DIR")]
    document: PathBuf,
    /// Directory of the specification. If it has one, what the document changed since the last import is merged into it.
    /// Without this option, nothing is written.
    #[arg(long, value_name = "SPEC_DIR")]
    into: Option<PathBuf>,
    /// Directory of the files that the document may refer to [default: that of the document].
    #[arg(long, value_name = "DIR")]
    within: Option<PathBuf>,
    /// Write nothing, only print.
    #[arg(long)]
    dry_run: bool,
    /// Form of the report.
    #[arg(long, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    /// A table of what was said, and the reasons why the rest was not; of a merge, what it changes.
    Text,
    /// All findings, each with file and JSON pointer; of a merge, all changes and conflicts.
    Json,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let documents = Documents::read(&arguments.document, arguments.within.as_deref())?;
    let imported = import::import(&documents)?;
    let into = arguments.into.as_deref();
    if let Some(directory) = into.filter(|directory| directory.join("api.yaml").exists()) {
        let (document, json) = (arguments.document.as_path(), arguments.format == Format::Json);
        let request = merge::Request { document, directory, dry_run: arguments.dry_run, json };
        return merge::run(&request, &imported);
    }
    match arguments.format {
        Format::Text => print(&imported.report.text())?,
        Format::Json => print(&(serde_json::to_string_pretty(&imported.report)? + "\n"))?,
    }
    if let Some(directory) = into.filter(|_| !arguments.dry_run) {
        write(directory, &imported)?;
        let files = imported.files.len();
        anstream::eprintln!(
            "wrote {files} files to {}; `{PROGRAM} lint --spec` reports what to describe",
            directory.display()
        );
    }
    Ok(Outcome::Fine)
}

fn write(directory: &Path, imported: &Imported) -> Result<(), Failure> {
    // `api.yaml` is the last one: a run that is killed before leaves no specification.
    let is_last = |path: &&String| path.as_str() == "api.yaml";
    let (last, first): (Vec<&String>, Vec<&String>) = imported.files.keys().partition(is_last);
    let surface = import::merge::surface(imported);
    let mut files: Vec<(PathBuf, &String)> = vec![(directory.join(SURFACE), &surface)];
    files.extend(first.into_iter().chain(last).map(|path| (directory.join(path), &imported.files[path])));
    for parent in files.iter().filter_map(|(path, _)| path.parent()) {
        std::fs::create_dir_all(parent)?;
    }
    // A run that was killed left some of the files; others of the same name are somebody's.
    let left =
        |path: &PathBuf, new: &String| path.is_file() && std::fs::read(path).is_ok_and(|old| old == new.as_bytes());
    let edits = files.iter().map(|(path, new)| {
        let old = left(path, new).then_some(new.as_str());
        Edit { path: path.clone(), old, new: new.as_str() }
    });
    output::edit(&edits.collect::<Vec<_>>())?;
    Ok(())
}
