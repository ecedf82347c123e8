//! `cargo xtask bench`: the benchmarks, or a comparison with other generators and with hand-written code.
//!
//! The subjects of a comparison are our generator and the others. Each generates crates from our specification, and from
//! every OpenAPI document that is named.
//!
//! | module | does |
//! |---|---|
//! | `peers` | names the other generators |
//! | `subject` | installs them, generates crates, and writes a program that uses them |
//! | `cost` | measures a command |
//! | `builds` | measures builds |
//! | `page` | writes the figures into docs/benchmarks.md |

mod builds;
mod cost;
mod page;
mod peers;
mod subject;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use specwright_commands::{Failure, Outcome, Program};

use builds::{Cell, Measure};
use cost::Cost;
use subject::Subject;

use crate::copy::copy;
use crate::test::cargo;

/// Benchmarks that compare with hand-written code in rounds, and print a table.
const TABLES: [&[&str]; 2] = [&["call", "--", "--rounds"], &["load"]];

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Names of benchmarks, such as `call` [default: all].
    names: Vec<String>,
    /// Compare with other generators and with hand-written code, and write the figures into docs/benchmarks.md.
    /// Installs the generators from crates.io and PyPI. Half an hour on two cores, 6 GB.
    #[arg(long, conflicts_with = "names")]
    peers: bool,
    /// Rounds of each measurement. The median counts.
    #[arg(long, default_value_t = 3, requires = "peers", value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,
    /// OpenAPI document to compare with the other generators of clients, besides our specification. Can be repeated.
    #[arg(long = "document", value_name = "FILE", requires = "peers")]
    documents: Vec<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, program: &Program) -> Result<Outcome, Failure> {
    let root = program.root()?;
    if arguments.peers {
        let documents: Result<Vec<_>, _> = arguments.documents.iter().map(std::fs::canonicalize).collect();
        return compare(&Place::new(root, usize::from(arguments.rounds))?, &documents?);
    }
    let mut command = Command::new(cargo());
    command.args(["bench", "-p", "servicestage-tests"]).current_dir(root);
    command.args(arguments.names.iter().flat_map(|name| ["--bench", name]));
    Ok(if command.status()?.success() { Outcome::Fine } else { Outcome::Findings })
}

/// Where everything of a comparison is.
struct Place {
    root: PathBuf,
    /// Below the target directory.
    directory: PathBuf,
    rounds: usize,
    /// The specification as it is, and with an edit.
    specifications: [PathBuf; 2],
}

impl Place {
    fn new(root: PathBuf, rounds: usize) -> Result<Place, Failure> {
        let directory = root.join("target/peers");
        let specifications = ["spec", "spec-edited"].map(|name| directory.join(name));
        for specification in &specifications {
            if specification.exists() {
                std::fs::remove_dir_all(specification)?;
            }
            copy(&root.join("spec"), specification, &|_| false)?;
        }
        std::fs::create_dir_all(directory.join("logs"))?;
        // Documents of an earlier run show an earlier specification.
        for entry in std::fs::read_dir(&directory)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "json") {
                std::fs::remove_file(path)?;
            }
        }
        edit(&specifications[1])?;
        Ok(Place { root, directory, rounds, specifications })
    }

    fn target(&self) -> PathBuf {
        self.directory.join("target")
    }

    fn specification(&self, edited: bool) -> &Path {
        &self.specifications[usize::from(edited)]
    }

    /// Cargo in a workspace. All workspaces share one target directory, and so their dependencies.
    fn cargo(&self, workspace: &Path) -> Command {
        let mut command = Command::new(cargo());
        command.current_dir(workspace).env("CARGO_TARGET_DIR", self.target());
        command
    }

    /// A command of the release build of this program.
    fn xtask(&self, command: &str, specification: &Path) -> Command {
        let mut xtask = Command::new(self.target().join("release/xtask"));
        xtask.arg(command).arg("--spec").arg(specification).current_dir(&self.root);
        xtask
    }

    /// Where the output of a row's last command is.
    fn log(&self, name: &str) -> PathBuf {
        let name: String = name.chars().filter(|c| c.is_alphanumeric() || *c == ' ').collect();
        self.directory.join("logs").join(format!("{}.log", name.trim().replace(' ', "-")))
    }

    /// Exports a specification.
    fn document(&self, arguments: &[&str], specification: &Path) -> Result<PathBuf, Failure> {
        let edited = specification == self.specification(true);
        let name = format!("{}-{edited}.json", arguments.join("").replace("--", "-").trim_start_matches('-'));
        let path = self.directory.join(name);
        if !path.exists() {
            let mut command = self.xtask("openapi", specification);
            cost::run(command.args(arguments).arg("-o").arg(&path), &self.log("openapi"))?;
        }
        Ok(path)
    }

    fn say(&self, what: &str) {
        anstream::eprintln!("== {what}");
    }
}

/// Edits the description of one operation.
fn edit(specification: &Path) -> Result<(), Failure> {
    let mut directories = vec![specification.to_owned()];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(directory)? {
            let path = entry?.path();
            let text = if path.is_dir() { String::new() } else { std::fs::read_to_string(&path)? };
            let operations = text.find("\noperations:\n").unwrap_or(text.len());
            let (before, rest) = text.split_at(operations);
            // A quoted text would need a place between its quotes.
            let mut docs = rest.match_indices("    doc: ").map(|(start, doc)| rest.split_at(start + doc.len()));
            if let Some((start, doc)) = docs.find(|(_, doc)| doc.starts_with(char::is_alphabetic)) {
                return Ok(std::fs::write(path, format!("{before}{start}Edited. {doc}"))?);
            }
            directories.extend(path.is_dir().then_some(path));
        }
    }
    Err(Failure("the specification has no operation".to_owned()))
}

fn compare(place: &Place, documents: &[PathBuf]) -> Result<Outcome, Failure> {
    place.say("building the release of this program");
    let mut build = place.cargo(&place.root);
    cost::run(build.args(["build", "--release", "-p", "xtask"]), &place.log("xtask"))?;
    let mut subjects = Subject::ours(place);
    subjects.extend(peers::PEERS.iter().map(|peer| Subject::peer(peer, place)));
    let specification = Rows::measure(subjects, &builds::MEASURES, place);
    let documents = documents.iter().map(|document| {
        let rows = Rows::measure(Subject::of_document(document, place), &builds::MEASURES[..2], place);
        (document.file_name().unwrap_or_default().display().to_string(), rows)
    });
    let documents = documents.collect();
    let tables = TABLES.map(|arguments| table(arguments, place));
    page::write(&page::Figures { specification, documents, tables }, place)?;
    Ok(Outcome::Fine)
}

/// Subjects that generate from one source, and what was measured of each.
struct Rows {
    subjects: Vec<Subject>,
    generated: Vec<Cell<Cost>>,
    measures: &'static [Measure],
    /// By subject, then by measure.
    builds: Vec<Vec<Cell<Cost>>>,
    sizes: Vec<Cell<u64>>,
}

impl Rows {
    fn measure(subjects: Vec<Subject>, measures: &'static [Measure], place: &Place) -> Rows {
        let generated = generate(&subjects, place);
        let mut builds = builds::measure(&subjects, measures, place);
        for (builds, _) in builds.iter_mut().zip(&generated).filter(|(_, generated)| generated.is_err()) {
            builds.fill(Err("not generated".to_owned()));
        }
        let sizes = subjects.iter().map(|subject| builds::size(subject, place)).collect();
        Rows { subjects, generated, measures, builds, sizes }
    }

    /// The costs of a row: generating, then each build.
    fn costs(&self, row: usize) -> impl Iterator<Item = &Cell<Cost>> {
        std::iter::once(&self.generated[row]).chain(&self.builds[row])
    }
}

/// Prepares each subject, and measures how it generates its crates.
fn generate(subjects: &[Subject], place: &Place) -> Vec<Cell<Cost>> {
    let prepared: Vec<Cell<()>> = subjects
        .iter()
        .map(|subject| {
            place.say(&format!("preparing {}", subject.name));
            subject.prepare(place).map_err(|failure| failure.0)
        })
        .collect();
    let mut costs: Vec<Vec<Cost>> = subjects.iter().map(|_| Vec::new()).collect();
    let mut failed = prepared;
    for _ in 0..place.rounds {
        for ((subject, failed), costs) in subjects.iter().zip(&mut failed).zip(&mut costs) {
            if failed.is_ok() {
                match subject.generate(place, place.specification(false)) {
                    Ok(cost) => costs.push(cost),
                    Err(failure) => *failed = Err(failure.0),
                }
            }
        }
    }
    let median = |costs| cost::median(costs).ok_or_else(|| "no rounds".to_owned());
    failed.into_iter().zip(costs).map(|(failed, costs)| failed.and_then(|()| median(costs))).collect()
}

/// Runs a benchmark that prints a table, and returns the table.
fn table(arguments: &[&str], place: &Place) -> Cell<String> {
    let name = arguments.join(" ");
    place.say(&format!("benchmark {name}"));
    let mut command = Command::new(cargo());
    command.args(["bench", "-p", "servicestage-tests", "--bench"]).args(arguments).current_dir(&place.root);
    let output = command.stderr(Stdio::inherit()).output().map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).collect();
    if output.status.success() && !rows.is_empty() {
        Ok(rows.join("\n") + "\n")
    } else {
        Err(format!("`cargo bench --bench {name}` failed"))
    }
}
