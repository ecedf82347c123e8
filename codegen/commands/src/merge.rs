//! The second half of `import`: a newer document is merged into a specification.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};
use specwright_tools::diagnostics::Style;
use specwright_tools::diff::{self, Detail, Report, Side};
use specwright_tools::import::Imported;
use specwright_tools::import::merge::{self, Conflict, Merged, SURFACE};
use specwright_tools::output::{self, Edit};
use specwright_tools::source::SourceMap;

use crate::outcome::{Failure, Outcome};
use crate::spec::{clear_leftovers, report};
use crate::terminal::print_to;

/// Name of the file with a merge that is being written. A run that is killed leaves it, and the next one completes it.
const PENDING: &str = ".merging.json";

/// A merge that is asked for.
pub(crate) struct Request<'r> {
    /// The document, for messages.
    pub(crate) document: &'r Path,
    /// The specification.
    pub(crate) directory: &'r Path,
    pub(crate) dry_run: bool,
    pub(crate) json: bool,
}

pub(crate) fn run(request: &Request<'_>, imported: &Imported) -> Result<Outcome, Failure> {
    let directory = request.directory;
    if !request.dry_run {
        complete(directory)?;
    }
    let sources = SourceMap::read(directory, directory.to_string_lossy())?;
    if !request.dry_run {
        clear_leftovers(directory, &sources)?;
    }
    let surface = match std::fs::read_to_string(directory.join(SURFACE)) {
        Ok(surface) => Some(surface),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(Failure(format!("cannot read {}: {error}", directory.join(SURFACE).display()))),
    };
    let merged = match merge::merge(imported, &sources, surface.as_deref()) {
        Ok(merged) => merged,
        Err(unmerged) => {
            report(&unmerged.errors, &unmerged.sources, unmerged.of);
            anstream::eprintln!("nothing was written");
            return Ok(Outcome::Findings);
        }
    };
    show(request, &merged)?;
    let changes = merged.files.len() + merged.removed.len();
    if request.dry_run {
        anstream::eprintln!("{changes} files would be written to {}", directory.display());
    } else {
        write(directory, &merged, surface.as_deref())?;
        anstream::eprintln!("{changes} files written to {}", directory.display());
    }
    Ok(if merged.conflicts.is_empty() { Outcome::Fine } else { Outcome::Findings })
}

// What is printed

fn show(request: &Request<'_>, merged: &Merged) -> Result<(), Failure> {
    let name = merged.sources_before.prefix.trim_end_matches('/');
    let new = format!("{name} after the merge");
    let old = Side { name, specification: &merged.before, sources: &merged.sources_before };
    let new = Side { name: &new, specification: &merged.specification, sources: &merged.sources };
    let difference = diff::diff(old, new);
    if request.json {
        let whole = json!({ "diff": difference, "conflicts": merged.conflicts, "notes": merged.notes });
        return print_to(std::io::stdout(), &(serde_json::to_string_pretty(&whole)? + "\n"));
    }
    print_to(anstream::stdout(), &text(request, &difference, merged))
}

fn text(request: &Request<'_>, difference: &Report, merged: &Merged) -> String {
    let mut text = diff::text(difference, &merged.sources_before, &merged.sources, Style::Colored, Detail::Usual);
    // Places in a document of one file have lines.
    let document = std::fs::read_to_string(request.document).ok();
    let name = request.document.display().to_string();
    let count = merged.conflicts.len();
    if count > 0 {
        let conflicts = if count == 1 { "1 conflict".to_owned() } else { format!("{count} conflicts") };
        text.push_str(&format!("\n{conflicts}; the specification keeps what it has:\n"));
    }
    for conflict in &merged.conflicts {
        text.push_str(&one(conflict, &name, document.as_deref()));
    }
    for note in &merged.notes {
        text.push_str(&format!("note: {note}\n"));
    }
    text
}

/// A conflict with its two places.
fn one(conflict: &Conflict, name: &str, document: Option<&str>) -> String {
    let Conflict { what, place, here, pointer, there, before, reason } = conflict;
    let value =
        |value: &Option<String>| value.as_ref().map_or_else(|| "absent".to_owned(), |value| format!("`{value}`"));
    let at = match document.and_then(|text| merge::locate(text, pointer)).filter(|_| pointer.starts_with('#')) {
        Some((line, column)) => format!("{name}:{line}:{column}"),
        None => format!("{name} {pointer}"),
    };
    match reason {
        Some(reason) => format!("  {what}\n    {place}: {reason}\n    {at}: {}\n", value(there)),
        None => {
            let until = before.as_ref().map_or_else(String::new, |before| format!(", until now `{before}`"));
            format!("  {what}\n    {place}: {}\n    {at}: {}{until}\n", value(here), value(there))
        }
    }
}

// What is written

fn write(directory: &Path, merged: &Merged, surface: Option<&str>) -> Result<(), Failure> {
    let mut files: BTreeMap<&str, (Option<&str>, &str)> = BTreeMap::new();
    files.extend(merged.files.iter().map(|(path, (old, new))| (path.as_str(), (old.as_deref(), new.as_str()))));
    let pending = json!({ "files": files, "removed": merged.removed, "surface": (surface, &merged.surface) });
    if files.is_empty() && merged.removed.is_empty() && surface == Some(&merged.surface) {
        return Ok(());
    }
    output::replace(&directory.join(PENDING), &(serde_json::to_string_pretty(&pending)? + "\n"))?;
    apply(directory, &pending)
}

/// Completes a merge that an earlier run began.
fn complete(directory: &Path) -> Result<(), Failure> {
    let path = directory.join(PENDING);
    output::remove_leftover(&path)?;
    let text = match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        text => text.map_err(|error| Failure(format!("cannot read {}: {error}", path.display())))?,
    };
    let pending = serde_json::from_str(&text).map_err(|error| {
        Failure(format!(
            "cannot complete the merge of {}: {error}; remove it and restore the specification",
            path.display()
        ))
    })?;
    apply(directory, &pending)?;
    anstream::eprintln!("completed a merge that was interrupted");
    Ok(())
}

/// Writes a merge. If nothing of it could be written, it is not pending any more.
fn apply(directory: &Path, pending: &Value) -> Result<(), Failure> {
    let files = pending["files"].as_object().into_iter().flatten();
    let edits = files.map(|(path, texts)| Edit {
        path: directory.join(path),
        old: texts[0].as_str(),
        new: texts[1].as_str().unwrap_or_default(),
    });
    let edits: Vec<Edit<'_>> = edits.collect();
    if let Err(error) = output::edit(&edits) {
        let is_old = |edit: &Edit<'_>| std::fs::read_to_string(&edit.path).ok().as_deref() != Some(edit.new);
        if edits.iter().all(is_old) {
            output::remove(&directory.join(PENDING))?;
        }
        return Err(error.into());
    }
    for path in pending["removed"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        output::remove(&directory.join(path))?;
    }
    let surface = &pending["surface"];
    let (old, new) = (surface[0].as_str(), surface[1].as_str().unwrap_or_default());
    output::edit(&[Edit { path: directory.join(SURFACE), old, new }])?;
    Ok(output::remove(&directory.join(PENDING))?)
}
