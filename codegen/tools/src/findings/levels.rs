//! Levels of rules, as rustc has them: `--deny`, `--warn` and `--allow`, where the last one wins.

use std::collections::BTreeMap;

use specwright_language::diagnostics::{Family, Rule, Severity, closest};

use crate::rules;

/// The name for all warnings.
const WARNINGS: &str = "warnings";

/// What a rule does that is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// It says nothing.
    Allow,
    /// It warns.
    Warn,
    /// It fails.
    Deny,
}

/// The levels of all rules. Without a choice, each does what its severity says.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    chosen: BTreeMap<Rule, Level>,
}

impl Levels {
    /// Chooses a level for a rule, for the rules of a family that give warnings, or for all `warnings`.
    /// The reason why that is not possible comes back as an error.
    pub fn set(&mut self, name: &str, level: Level) -> Result<(), String> {
        let family = Family::ALL.iter().find(|family| family.as_str() == name);
        let meant = |rule: &Rule| {
            name == WARNINGS || rule.id() == name || family.is_some_and(|family| rule.family() == *family)
        };
        let (errors, warnings): (Vec<Rule>, Vec<Rule>) =
            rules().into_iter().filter(meant).partition(|rule| rule.severity() == Severity::Error);
        if errors.is_empty() && warnings.is_empty() {
            let known = rules().into_iter().map(Rule::id).chain(Family::ALL.iter().map(|family| family.as_str()));
            let meant = match closest(name, known.chain([WARNINGS])) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "`lint --list-rules` lists them".to_owned(),
            };
            return Err(format!("there is no rule and no family `{name}`; {meant}"));
        }
        if warnings.is_empty() && level != Level::Deny {
            let what = if family.is_some() { "has only errors, which" } else { "is an error and" };
            return Err(format!("`{name}` {what} cannot be lowered, because errors prevent generation"));
        }
        self.chosen.extend(warnings.into_iter().map(|rule| (rule, level)));
        Ok(())
    }

    /// What a rule does.
    pub fn of(&self, rule: Rule) -> Level {
        let usual = || match rule.severity() {
            Severity::Error => Level::Deny,
            Severity::Warning => Level::Warn,
        };
        self.chosen.get(&rule).copied().unwrap_or_else(usual)
    }
}
