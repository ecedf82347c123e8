//! `cargo xtask fmt`: the canonical form of the specification's files.

use std::path::{Path, PathBuf};

use specwright_tools::fmt::Problem;
use specwright_tools::output::{self, Edit};
use specwright_tools::source::{SourceFile, SourceMap};

use crate::difference;
use crate::outcome::{Failure, Outcome};
use crate::program::Program;
use crate::spec::{SpecArguments, clear_leftovers, report};
use crate::terminal::PROGRAM;

#[derive(clap::Args)]
pub struct Arguments {
    /// Write nothing; exit with 1 and show what differs if a file does not have its canonical form.
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    spec: SpecArguments,
    /// Files or directories of a specification [default: all of it].
    #[arg(value_name = "PATH", conflicts_with = "spec")]
    paths: Vec<PathBuf>,
}

/// Lines of difference that `--check` shows of a file.
const LINES_PER_FILE: usize = 12;

pub(crate) fn run(arguments: &Arguments, program: &Program) -> Result<Outcome, Failure> {
    let mut seen = Seen::default();
    if arguments.paths.is_empty() {
        let (directory, prefix) = arguments.spec.directory(program)?;
        seen.directory(&directory, &prefix, |_| true, arguments.check)?;
    }
    for path in &arguments.paths {
        seen.path(path, arguments.check)?;
    }
    seen.summary(arguments.check)
}

/// What was found on the way.
#[derive(Default)]
struct Seen {
    changed: usize,
    unchanged: usize,
    /// Files that are not YAML.
    broken: usize,
    bugs: Vec<String>,
}

impl Seen {
    /// Formats a file or directory. What kind of file it is follows from its place in its specification.
    fn path(&mut self, path: &Path, check: bool) -> Result<(), Failure> {
        let absolute =
            std::fs::canonicalize(path).map_err(|error| Failure(format!("cannot read {}: {error}", path.display())))?;
        let root = absolute.ancestors().find(|directory| directory.join("api.yaml").is_file()).ok_or_else(|| {
            Failure(format!("{} is no part of a specification: no directory above has an api.yaml", path.display()))
        })?;
        let current = std::env::current_dir().and_then(std::fs::canonicalize)?;
        let prefix = root.strip_prefix(&current).unwrap_or(root).to_string_lossy().into_owned();
        let wanted = absolute.strip_prefix(root).unwrap_or(&absolute);
        self.directory(root, &prefix, |file| Path::new(&file.path).starts_with(wanted), check)
    }

    fn directory(
        &mut self,
        directory: &Path,
        prefix: &str,
        wanted: impl Fn(&SourceFile) -> bool,
        check: bool,
    ) -> Result<(), Failure> {
        let sources = SourceMap::read(directory, prefix)?;
        if !check {
            clear_leftovers(directory, &sources)?;
        }
        let mut formatted = Vec::new();
        for (id, file) in sources.iter().filter(|(_, file)| file.path.ends_with(".yaml") && wanted(file)) {
            let path = sources.display_path(id);
            match specwright_tools::fmt::format(&sources, id) {
                Ok(text) if text == file.text => self.unchanged += 1,
                Ok(text) if check => {
                    self.changed += 1;
                    anstream::println!("differs: {path}");
                    difference::print(&file.text, &text, LINES_PER_FILE);
                }
                Ok(text) => {
                    self.changed += 1;
                    formatted.push((path, file, text));
                }
                Err(Problem::Mistakes(problems)) => {
                    self.broken += 1;
                    report(&problems, &sources, &path);
                }
                Err(Problem::Bug(what)) => self.bugs.push(what),
            }
        }
        let edits: Vec<Edit<'_>> = formatted
            .iter()
            .map(|(_, file, text)| Edit { path: directory.join(&file.path), old: Some(&file.text), new: text })
            .collect();
        output::edit(&edits)?;
        for (path, ..) in &formatted {
            anstream::println!("formatted {path}");
        }
        Ok(())
    }

    fn summary(&self, check: bool) -> Result<Outcome, Failure> {
        let files = |count: usize| if count == 1 { "1 file".to_owned() } else { format!("{count} files") };
        let changed = match (check, self.changed) {
            (true, 0) => format!("{} as they should be", files(self.unchanged)),
            (true, changed) => format!("{} to format: run `{PROGRAM} fmt`", files(changed)),
            (false, changed) => format!("{} formatted, {} unchanged", files(changed), self.unchanged),
        };
        anstream::println!("{changed}");
        if self.broken > 0 {
            anstream::eprintln!("{} left alone, because of the errors above", files(self.broken));
        }
        if !self.bugs.is_empty() {
            let bugs = self.bugs.join("; ");
            return Err(Failure(format!("a bug of fmt, please report it; the file was left alone: {bugs}")));
        }
        Ok(if self.broken > 0 || check && self.changed > 0 { Outcome::Findings } else { Outcome::Fine })
    }
}
