//! `cargo xtask lint`: errors and warnings, the list of rules, and safe fixes.

use std::path::Path;

use clap::{ArgAction, ArgMatches};
use specwright_tools::diagnostics::{self, Family, Severity};
use specwright_tools::findings::{self, Findings, Level, Levels, Report, Status};
use specwright_tools::output::{self, Edit};
use specwright_tools::source::SourceMap;

use crate::format::Format;
use crate::outcome::{Failure, Outcome};
use crate::program::Program;
use crate::spec::{self, SpecArguments, clear_leftovers, count};
use crate::terminal::PROGRAM;

/// How findings can be printed.
const FORMATS: &[&str] = &["text", "short", "json", "github", "sarif"];

#[derive(clap::Args)]
pub struct Arguments {
    /// How to print it: text, short, json, github, sarif; with `=FILE` into a file; several times for several.
    #[arg(long = "format", value_name = "FORMAT[=FILE]", value_parser = Format::one_of(FORMATS))]
    formats: Vec<Format>,
    #[command(flatten)]
    levels: Choices,
    /// Apply safe fixes, and report what is left.
    #[arg(long)]
    fix: bool,
    /// Say why a rule exists and how to satisfy it.
    #[arg(long, value_name = "RULE", conflicts_with = "fix")]
    explain: Option<String>,
    /// List all rules by family: errors, which nothing is generated from, and warnings.
    #[arg(long, conflicts_with_all = ["explain", "fix"])]
    list_rules: bool,
    #[command(flatten)]
    spec: SpecArguments,
}

/// `--deny`, `--warn` and `--allow` in the order in which they were given: the last one wins.
struct Choices(Vec<(String, Level)>);

impl Choices {
    const OPTIONS: [(&'static str, char, Level, &'static str); 3] = [
        ("deny", 'D', Level::Deny, "Fail where a rule, a family of rules, or any of `warnings` is broken"),
        ("warn", 'W', Level::Warn, "Warn, and do not fail"),
        ("allow", 'A', Level::Allow, "Say nothing"),
    ];

    fn levels(&self) -> Result<Levels, Failure> {
        let mut levels = Levels::default();
        for (name, level) in &self.0 {
            levels.set(name, *level).map_err(Failure)?;
        }
        Ok(levels)
    }
}

impl clap::Args for Choices {
    fn augment_args(command: clap::Command) -> clap::Command {
        Choices::OPTIONS.into_iter().fold(command, |command, (name, short, _, help)| {
            let option = clap::Arg::new(name).short(short).long(name).help(help);
            command.arg(option.value_name("RULE").action(ArgAction::Append))
        })
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Choices::augment_args(command)
    }
}

impl clap::FromArgMatches for Choices {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Choices, clap::Error> {
        let mut chosen = Vec::new();
        for (option, _, level, _) in Choices::OPTIONS {
            let names = matches.get_many::<String>(option).into_iter().flatten();
            let places = matches.indices_of(option).into_iter().flatten();
            chosen.extend(places.zip(names).map(|(place, name)| (place, name.clone(), level)));
        }
        chosen.sort_by_key(|(place, ..)| *place);
        Ok(Choices(chosen.into_iter().map(|(_, name, level)| (name, level)).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Choices::from_arg_matches(matches)?;
        Ok(())
    }
}

pub(crate) fn run(arguments: &Arguments, program: &Program) -> Result<Outcome, Failure> {
    if arguments.list_rules {
        list_rules();
        return Ok(Outcome::Fine);
    }
    if let Some(id) = &arguments.explain {
        let rule = specwright_tools::rule(id)
            .ok_or_else(|| Failure(format!("there is no rule `{id}`; `{PROGRAM} lint --list-rules` lists them")))?;
        anstream::println!("{}[{}]\n\n{}", rule.severity().as_str(), rule.id(), rule.explanation());
        return Ok(Outcome::Fine);
    }
    let levels = arguments.levels.levels()?;
    let (directory, mut sources) = arguments.spec.sources(program)?;
    let found = if arguments.fix {
        let (mended, left) = fix(&directory, &sources, &levels)?;
        sources = mended;
        left
    } else {
        specwright_tools::lint(&sources).at(&levels)
    };
    let report = Report::of(&found, &sources);
    for format in Format::chosen(&arguments.formats) {
        format.write(&match format.name.as_str() {
            "json" => serde_json::to_string_pretty(&report)? + "\n",
            "short" => findings::short(&report),
            "github" => findings::github(&report),
            "sarif" => serde_json::to_string_pretty(&findings::sarif(&report))? + "\n",
            _ => text(&found, &sources, &format),
        })?;
    }
    Ok(match report.status {
        Status::Clean => Outcome::Fine,
        Status::Findings => Outcome::Findings,
    })
}

fn list_rules() {
    for family in Family::ALL {
        anstream::println!("{}: {}", family.as_str(), family.about());
        for info in specwright_tools::rules().into_iter().filter(|info| info.family() == *family) {
            let fixable = if info.is_fixable() { " (--fix)" } else { "" };
            anstream::println!("  {:<7} {}{fixable}", info.severity().as_str(), info.id());
        }
    }
}

fn text(found: &Findings, sources: &SourceMap, format: &Format) -> String {
    let all = found.all();
    if all.is_empty() {
        return "the specification is fine\n".to_owned();
    }
    let mut text = diagnostics::render(&all, sources, format.style());
    text.push_str(&format!("{} in the specification\n", count(&all)));
    text.push_str(spec::withheld(&all));
    let fixable = all.iter().filter(|found| found.fix.as_ref().is_some_and(|fix| fix.safe)).count();
    if fixable > 0 {
        text.push_str(&format!("`{PROGRAM} lint --fix` fixes {fixable} of them\n"));
    }
    text + &format!("`{PROGRAM} lint --explain RULE` says more about a rule\n")
}

/// Applies safe fixes, writes the files, and reports what is left.
fn fix(directory: &Path, sources: &SourceMap, levels: &Levels) -> Result<(SourceMap, Findings), Failure> {
    clear_leftovers(directory, sources)?;
    let fixed = findings::fix(sources, levels).map_err(|refused| {
        spec::report(&refused.errors, &refused.sources, "specification as it would be");
        Failure("nothing was fixed, because the result would have errors; fix it by hand".to_owned())
    })?;
    let mut edits = Vec::new();
    for (_, file) in fixed.sources.iter().filter(|(_, file)| fixed.changed.contains_key(&file.path)) {
        let old = sources.find(&file.path).map(|(_, old)| old.text.as_str());
        edits.push(Edit { path: directory.join(&file.path), old, new: &file.text });
    }
    output::edit(&edits)?;
    for (_, file) in fixed.sources.iter() {
        let Some(rules) = fixed.changed.get(&file.path) else { continue };
        let rules: Vec<String> = rules.iter().map(|(rule, count)| format!("{count} × {}", rule.id())).collect();
        anstream::eprintln!("fixed {}{}: {}", sources.prefix, file.path, rules.join(", "));
    }
    let errors = fixed.left.errors.iter().filter(|error| error.rule.severity() == Severity::Error).count();
    if errors > 0 {
        anstream::eprintln!("nothing was fixed: fix the errors first");
    } else if fixed.changed.is_empty() {
        anstream::eprintln!("there are no safe fixes");
    }
    Ok((fixed.sources, fixed.left))
}
