//! `cargo xtask lint`: diagnostics only.

use servicestage_codegen::diagnostics::{RULES, Rule};

use crate::spec::SpecArguments;
use crate::{Failure, Outcome};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Say why a rule exists and how to satisfy it.
    #[arg(long, value_name = "RULE")]
    explain: Option<String>,
    /// List all rules.
    #[arg(long, conflicts_with = "explain")]
    list_rules: bool,
    #[command(flatten)]
    spec: SpecArguments,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    if arguments.list_rules {
        for info in RULES {
            anstream::println!("{}", info.id);
        }
        return Ok(Outcome::Fine);
    }
    if let Some(id) = &arguments.explain {
        let rule = Rule::from_id(id)
            .ok_or_else(|| Failure(format!("there is no rule `{id}`; `cargo xtask lint --list-rules` lists them")))?;
        anstream::println!("{}\n\n{}", rule.id(), rule.explanation());
        return Ok(Outcome::Fine);
    }
    let Some((specification, sources)) = arguments.spec.read_with_sources()? else { return Ok(Outcome::Findings) };
    if let Err(problems) = servicestage_codegen::coverage(&specification, &sources) {
        crate::spec::report(&problems, &sources, "ledger");
        return Ok(Outcome::Findings);
    }
    anstream::println!("the specification is fine");
    Ok(Outcome::Fine)
}
