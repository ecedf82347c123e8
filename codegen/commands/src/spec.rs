//! Finding and reading a specification, and printing what is wrong with it.

use std::path::{Path, PathBuf};

use specwright_tools::Specification;
use specwright_tools::diagnostics::{self, Diagnostic, Family, Severity, Style};
use specwright_tools::output;
use specwright_tools::source::SourceMap;

use crate::outcome::Failure;
use crate::program::Program;
use crate::terminal::PROGRAM;

/// Location of the specification.
#[derive(clap::Args)]
pub(crate) struct SpecArguments {
    /// Directory of the specification [default: `spec` of this workspace].
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
}

impl SpecArguments {
    /// Reads the specification. Nothing comes back if there is something wrong with it; then it has
    /// been printed.
    pub(crate) fn read(&self, program: &Program) -> Result<Option<Specification>, Failure> {
        Ok(self.read_with_sources(program)?.map(|(specification, _)| specification))
    }

    /// Whether it is the one of this workspace.
    pub(crate) fn is_default(&self) -> bool {
        self.spec.is_none()
    }

    /// The directory, and how it is called in messages.
    pub(crate) fn directory(&self, program: &Program) -> Result<(PathBuf, String), Failure> {
        let name = self.spec.as_deref().unwrap_or(Path::new(program.spec)).to_string_lossy().into_owned();
        Ok((program.directory(self.spec.as_deref(), program.spec)?, name))
    }

    /// The same with its files.
    pub(crate) fn read_with_sources(&self, program: &Program) -> Result<Option<(Specification, SourceMap)>, Failure> {
        let (_, sources) = self.sources(program)?;
        match specwright_tools::analyze(&sources) {
            Ok(specification) => Ok(Some((specification, sources))),
            Err(problems) => {
                report(&problems, &sources, "specification");
                Ok(None)
            }
        }
    }

    /// Its directory, and the files in there as they are.
    pub(crate) fn sources(&self, program: &Program) -> Result<(PathBuf, SourceMap), Failure> {
        let (directory, prefix) = self.directory(program)?;
        let sources = SourceMap::read(&directory, prefix)?;
        Ok((directory, sources))
    }
}

/// Removes what a killed command left beside the files of a specification.
pub(crate) fn clear_leftovers(directory: &Path, sources: &SourceMap) -> Result<(), Failure> {
    for (_, file) in sources.iter() {
        output::remove_leftover(&directory.join(&file.path))?;
    }
    Ok(())
}

/// Prints errors or warnings.
pub(crate) fn report(found: &[Diagnostic], sources: &SourceMap, with: &str) {
    let text = diagnostics::render(found, sources, Style::Colored);
    // Escape sequences are taken out again where they are not wanted.
    anstream::eprint!("{text}");
    anstream::eprintln!("{} in the {with}", count(found));
    anstream::eprint!("{}", withheld(found));
    anstream::eprintln!("`{PROGRAM} lint --explain RULE` says more about a rule");
}

/// Says what is reported only once these errors are fixed. A later stage needs what an earlier one reads.
pub(crate) fn withheld(found: &[Diagnostic]) -> &'static str {
    let errors = || found.iter().filter(|found| found.severity == Severity::Error).map(|found| found.rule);
    if errors().any(|rule| matches!(rule.family(), Family::Files | Family::Entries)) {
        "a file could not be read: fix this, and run it again for errors in what the entries mean, and for warnings\n"
    } else if errors().any(|rule| rule.severity() == Severity::Error) {
        "warnings are reported once there are no errors\n"
    } else {
        ""
    }
}

/// `1 error`, `2 errors and 3 warnings`.
pub(crate) fn count(found: &[Diagnostic]) -> String {
    let mut counts = Vec::new();
    for severity in [Severity::Error, Severity::Warning] {
        match found.iter().filter(|found| found.severity == severity).count() {
            0 => {}
            1 => counts.push(format!("1 {}", severity.as_str())),
            count => counts.push(format!("{count} {}s", severity.as_str())),
        }
    }
    counts.join(" and ")
}
