//! `cargo xtask import`: a specification from an OpenAPI document.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use specwright_tools::import::{self, Documents, Imported};
use specwright_tools::output::{self, Edit};

use crate::outcome::{Failure, Outcome};
use crate::terminal::{PROGRAM, print};

#[derive(clap::Args)]
pub struct Arguments {
    /// OpenAPI 3 or Swagger 2.0, as JSON or YAML, or a directory with one such document. Nothing is fetched.
    #[arg(value_name = "FILE|DIR")]
    document: PathBuf,
    /// Directory to write the specification into. It must not have one yet. Without it, nothing is written.
    #[arg(long, value_name = "SPEC_DIR")]
    into: Option<PathBuf>,
    /// Directory of the files that the document may refer to [default: that of the document].
    #[arg(long, value_name = "DIR")]
    within: Option<PathBuf>,
    /// Form of the report.
    #[arg(long, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    /// A table of what was said, and the reasons why the rest was not.
    Text,
    /// All findings, each with file and JSON pointer.
    Json,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    if let Some(directory) = &arguments.into
        && directory.join("api.yaml").exists()
    {
        let reason = format!("{} has a specification already; name another directory", directory.display());
        return Err(Failure(reason));
    }
    let documents = Documents::read(&arguments.document, arguments.within.as_deref())?;
    let imported = import::import(&documents)?;
    match arguments.format {
        Format::Text => print(&imported.report.text())?,
        Format::Json => print(&(serde_json::to_string_pretty(&imported.report)? + "\n"))?,
    }
    if let Some(directory) = &arguments.into {
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
    let files: Vec<(PathBuf, &String)> =
        first.into_iter().chain(last).map(|path| (directory.join(path), &imported.files[path])).collect();
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
