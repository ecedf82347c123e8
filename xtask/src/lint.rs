//! `cargo xtask lint`: errors and warnings, and what the rules are.

use servicestage_codegen::diagnostics::{RULES, Rule};

use crate::spec::{SpecArguments, report};
use crate::{Failure, Outcome};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Say why a rule exists and how to satisfy it.
    #[arg(long, value_name = "RULE")]
    explain: Option<String>,
    /// List all rules: errors, which nothing is generated from, and warnings.
    #[arg(long, conflicts_with = "explain")]
    list_rules: bool,
    #[command(flatten)]
    spec: SpecArguments,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    if arguments.list_rules {
        for info in RULES {
            anstream::println!("{:<7} {}", info.severity.as_str(), info.id);
        }
        return Ok(Outcome::Fine);
    }
    if let Some(id) = &arguments.explain {
        let rule = Rule::from_id(id)
            .ok_or_else(|| Failure(format!("there is no rule `{id}`; `cargo xtask lint --list-rules` lists them")))?;
        anstream::println!("{}[{}]\n\n{}", rule.severity().as_str(), rule.id(), rule.explanation());
        return Ok(Outcome::Fine);
    }
    let Some((specification, sources)) = arguments.spec.read_with_sources()? else { return Ok(Outcome::Findings) };
    if let Err(problems) = servicestage_codegen::coverage(&specification, &sources) {
        report(&problems, &sources, "ledger");
        return Ok(Outcome::Findings);
    }
    if !specification.warnings().is_empty() {
        report(specification.warnings(), &sources, "specification");
        return Ok(Outcome::Findings);
    }
    anstream::println!("the specification is fine");
    Ok(Outcome::Fine)
}
