//! `cargo xtask diff`: the effect of a change of the specification on clients and programs.

use std::path::{Path, PathBuf};

use specwright_tools::Specification;
use specwright_tools::diff::{self, Axis, Detail, Level, Report, Rule, Side, Status};
use specwright_tools::import::{self, Documents};
use specwright_tools::source::{SourceFile, SourceMap};

use crate::format::Format;
use crate::git::Git;
use crate::outcome::{Failure, Outcome};
use crate::program::Program;
use crate::spec::{count, report};
use crate::terminal::PROGRAM;

/// Formats of the output.
const FORMATS: &[&str] = &["text", "short", "markdown", "json", "jsonl", "github"];

#[derive(clap::Args)]
pub struct Arguments {
    /// Older side: a revision, a directory or an OpenAPI document, or both sides as `A..B` or `A...B` [default: where
    /// the branch left origin's default branch].
    old: Option<String>,
    /// Newer side: a revision, a directory or an OpenAPI document [default: the working tree].
    new: Option<String>,
    /// Compare the working tree, as the older side, with an OpenAPI document.
    #[arg(long, value_name = "DOCUMENT", conflicts_with_all = ["old", "new"])]
    against: Option<PathBuf>,
    /// Output format: text, short, markdown, json, jsonl or github. `=FILE` writes it to a file. Repeatable.
    #[arg(long = "format", value_name = "FORMAT[=FILE]", value_parser = Format::one_of(FORMATS))]
    formats: Vec<Format>,
    /// Lowest level of findings that exits with 1 [default: never, or breaking if CI is set].
    #[arg(long, value_name = "LEVEL", value_parser = ["breaking", "risky", "any", "never"])]
    fail_on: Option<String>,
    /// Verdict that --fail-on looks at.
    #[arg(long, value_name = "AXIS", default_value = "both", value_parser = ["wire", "rust", "both"])]
    axis: String,
    /// In text, show changes of descriptions, too.
    #[arg(long)]
    all: bool,
    /// In Markdown, address that precedes the path of a file.
    #[arg(long, value_name = "URL")]
    link: Option<String>,
    /// Explain a rule.
    #[arg(long, value_name = "RULE")]
    explain: Option<String>,
    /// List all rules with their verdicts in requests and in responses.
    #[arg(long, conflicts_with = "explain")]
    list_rules: bool,
    /// Directory of the specification, on both sides [default: `spec` of this workspace].
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
}

/// A side with its specification.
pub(crate) struct Read {
    name: String,
    sources: SourceMap,
    pub(crate) specification: Specification,
}

impl Read {
    pub(crate) fn side(&self) -> Side<'_> {
        Side { name: &self.name, specification: &self.specification, sources: &self.sources }
    }
}

/// A revision, a directory, an OpenAPI document, or the working tree.
pub(crate) enum Source {
    Revision(String),
    Directory(PathBuf),
    Document(PathBuf),
    Present,
}

pub(crate) fn run(arguments: &Arguments, program: &Program) -> Result<Outcome, Failure> {
    if arguments.list_rules {
        list_rules();
        return Ok(Outcome::Fine);
    }
    if let Some(id) = &arguments.explain {
        let rule = Rule::from_id(id)
            .ok_or_else(|| Failure(format!("there is no rule `{id}`; `{PROGRAM} diff --list-rules` lists them")))?;
        anstream::print!("{id}\n\n{}", rule.explanation());
        return Ok(Outcome::Fine);
    }
    let (old, new) = (arguments.old.as_deref(), arguments.new.as_deref());
    let directory = around(old, new, program.directory(arguments.spec.as_deref(), program.spec))?;
    let git = Git::at(&directory);
    let sides = match &arguments.against {
        Some(document) => [Source::Present, Source::Document(document.clone())],
        None => sides(old, new, &git)?,
    };
    let [old, new] = read_both(sides, &directory, &git)?;
    let report = diff::diff(old.side(), new.side()).judged(level(arguments), axis(arguments));
    for format in Format::chosen(&arguments.formats) {
        print(&report, &format, arguments, (&old, &new))?;
    }
    Ok(match report.status {
        Status::Clean => Outcome::Fine,
        Status::Findings => Outcome::Findings,
    })
}

fn list_rules() {
    let mut rules: Vec<Rule> = Rule::all().collect();
    rules.sort_by_key(|rule| rule.id());
    for rule in rules {
        let [request, response] = rule.wire();
        anstream::println!("{:<42} {:<9} {}", rule.id(), request.as_str(), response.as_str());
    }
}

fn level(arguments: &Arguments) -> Level {
    match arguments.fail_on.as_deref() {
        Some("breaking") => Level::Breaking,
        Some("risky") => Level::Risky,
        Some("any") => Level::Any,
        None if std::env::var_os("CI").is_some_and(|value| !value.is_empty()) => Level::Breaking,
        _ => Level::Never,
    }
}

fn axis(arguments: &Arguments) -> Axis {
    match arguments.axis.as_str() {
        "wire" => Axis::Wire,
        "rust" => Axis::Rust,
        _ => Axis::Both,
    }
}

/// Returns the directory whose repository is asked for revisions. Two directories or documents need none.
pub(crate) fn around(
    old: Option<&str>,
    new: Option<&str>,
    specification: Result<PathBuf, Failure>,
) -> Result<PathBuf, Failure> {
    match [old, new].iter().all(|side| side.is_some_and(|side| Path::new(side).exists())) {
        true => Ok(specification.unwrap_or_else(|_| PathBuf::from("."))),
        false => specification,
    }
}

/// Returns the two sides.
pub(crate) fn sides(old: Option<&str>, new: Option<&str>, git: &Git) -> Result<[Source; 2], Failure> {
    let source = |text: &str| {
        if Path::new(text).is_dir() {
            Source::Directory(PathBuf::from(text))
        } else if Path::new(text).is_file() {
            Source::Document(PathBuf::from(text))
        } else {
            Source::Revision(text.to_owned())
        }
    };
    // As for git, an omitted side is HEAD.
    let revision = |text: &str| if text.is_empty() { "HEAD".to_owned() } else { text.to_owned() };
    match (old, new) {
        (Some(old), new) if old.contains("..") && !Path::new(old).exists() => {
            if new.is_some() {
                return Err(Failure(format!("`{old}` names both sides already")));
            }
            if let Some((old, new)) = old.split_once("...") {
                let base = git.merge_base(&revision(old), &revision(new))?;
                return Ok([Source::Revision(base), Source::Revision(revision(new))]);
            }
            let (old, new) = old.split_once("..").unwrap_or((old, ""));
            Ok([Source::Revision(revision(old)), Source::Revision(revision(new))])
        }
        (Some(old), Some(new)) => Ok([source(old), source(new)]),
        (Some(old), None) => Ok([source(old), Source::Present]),
        (None, _) => Ok([Source::Revision(git.base()?), Source::Present]),
    }
}

/// Reads both sides. Documents get the id that the other side cites, because the name of a file is no change.
pub(crate) fn read_both([old, new]: [Source; 2], directory: &Path, git: &Git) -> Result<[Read; 2], Failure> {
    let id = |other: &Read| import::merge::root(&other.sources);
    if let Source::Document(_) = old {
        let new = read(new, directory, git, None)?;
        return Ok([read(old, directory, git, id(&new))?, new]);
    }
    let old = read(old, directory, git, None)?;
    let new = read(new, directory, git, id(&old))?;
    Ok([old, new])
}

/// Reads a side. `id` is that of a document.
fn read(source: Source, directory: &Path, git: &Git, id: Option<String>) -> Result<Read, Failure> {
    let prefix = git.path_of(directory);
    // Revisions can have an older format.
    let (analyze, remedy): (fn(&SourceMap) -> _, _) = match &source {
        Source::Revision(_) => (specwright_tools::analyze_older, "its format may be too old".into()),
        Source::Directory(other) => {
            (specwright_tools::analyze, format!("`{PROGRAM} lint --spec {}` shows all errors", other.display()))
        }
        Source::Document(_) => (specwright_tools::analyze, "please report this".to_owned()),
        Source::Present => (specwright_tools::analyze, format!("`{PROGRAM} lint` shows all errors")),
    };
    let (name, sources) = match source {
        Source::Present => ("the working tree".to_owned(), SourceMap::read(directory, prefix)?),
        Source::Directory(directory) => {
            let name = directory.to_string_lossy().into_owned();
            (name.clone(), SourceMap::read(&directory, name)?)
        }
        Source::Document(path) => {
            let files = import::import_as(&Documents::read(&path, None)?, id.as_deref())?.files;
            let files = files.into_iter().map(|(path, text)| SourceFile { path, text });
            let name = path.to_string_lossy().into_owned();
            (name.clone(), SourceMap::new(name, files.collect()))
        }
        Source::Revision(revision) => {
            let files = git.files(&revision)?;
            (git.short(&revision), SourceMap::new(prefix, files))
        }
    };
    match analyze(&sources) {
        Ok(specification) => Ok(Read { name, sources, specification }),
        Err(problems) => {
            const SHOWN: usize = 3;
            report(
                &problems[..problems.len().min(SHOWN)],
                &sources,
                &format!("specification of {name}, to begin with"),
            );
            Err(Failure(format!("the specification of {name} cannot be read: {} in it; {remedy}", count(&problems))))
        }
    }
}

fn print(report: &Report, format: &Format, arguments: &Arguments, (old, new): (&Read, &Read)) -> Result<(), Failure> {
    let detail = if arguments.all { Detail::All } else { Detail::Usual };
    format.write(&match format.name.as_str() {
        "json" => serde_json::to_string_pretty(report)? + "\n",
        "jsonl" => {
            let lines = report.findings.iter().map(|finding| Ok(serde_json::to_string(finding)? + "\n"));
            lines.collect::<Result<String, Failure>>()?
        }
        "markdown" => diff::markdown(report, arguments.link.as_deref().map(|link| link.trim_end_matches('/'))),
        "github" => diff::github(report),
        "short" => diff::short(report),
        _ => diff::text(report, &old.sources, &new.sources, format.style(), detail),
    })
}
