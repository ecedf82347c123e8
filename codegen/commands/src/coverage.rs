//! `cargo xtask coverage`: the specification against the ledger of what the documents contain.

use specwright_tools::coverage::{self, Report};

use crate::outcome::{Failure, Outcome};
use crate::program::Program;
use crate::spec::{self, SpecArguments};
use crate::terminal::print;

#[derive(clap::Args)]
pub struct Arguments {
    /// How to print it.
    #[arg(long, default_value = "text", value_parser = ["text", "json", "markdown"])]
    format: String,
    /// Only this document.
    #[arg(long, value_name = "ID")]
    document: Option<String>,
    /// Only the groups whose names begin like this, in any letter case.
    #[arg(long, value_name = "NAME")]
    group: Option<String>,
    /// In text, show also what is waived, with the reasons.
    #[arg(long)]
    waived: bool,
    #[command(flatten)]
    spec: SpecArguments,
}

pub(crate) fn run(arguments: &Arguments, program: &Program) -> Result<Outcome, Failure> {
    let Some((specification, sources)) = arguments.spec.read_with_sources(program)? else {
        return Ok(Outcome::Findings);
    };
    let report = match specwright_tools::coverage(&specification, &sources) {
        Ok(Some(report)) => report,
        Ok(None) => {
            let place = format!("{}ledger", sources.prefix);
            return Err(Failure(format!("the specification has no ledger to compare with: no .yaml file in {place}")));
        }
        Err(problems) => {
            spec::report(&problems, &sources, "ledger");
            return Ok(Outcome::Findings);
        }
    };
    let report = selected(report, arguments)?;
    let text = match arguments.format.as_str() {
        "json" => serde_json::to_string_pretty(&report)? + "\n",
        "markdown" => coverage::markdown(&report),
        _ => coverage::text(&report, arguments.waived),
    };
    print(&text)?;
    Ok(if report.is_complete() { Outcome::Fine } else { Outcome::Findings })
}

/// Selects a part of the report. A part that does not exist is an error.
fn selected(mut report: Report, arguments: &Arguments) -> Result<Report, Failure> {
    let documents: Vec<String> = report.documents.iter().map(|document| document.id.clone()).collect();
    if let Some(id) = &arguments.document
        && !documents.contains(id)
    {
        return Err(Failure(format!("the ledger has no document `{id}`; it has {}", documents.join(", "))));
    }
    report.select(arguments.document.as_deref(), None);
    let groups: Vec<String> =
        report.documents.iter().flat_map(|document| &document.groups).map(|group| group.name.clone()).collect();
    report.select(None, arguments.group.as_deref());
    match &arguments.group {
        Some(name) if report.documents.is_empty() => {
            Err(Failure(format!("no group of the ledger begins with `{name}`; it has {}", groups.join(", "))))
        }
        _ => Ok(report),
    }
}
