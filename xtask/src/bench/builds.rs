//! What building the generated crates costs.

use std::path::Path;
use std::time::SystemTime;

use specwright_commands::Failure;

use super::Place;
use super::cost::{self, Cost};
use super::subject::Subject;

/// A build that is measured. Dependencies are built before.
pub(super) struct Measure {
    pub(super) title: &'static str,
    arguments: &'static [&'static str],
    what: What,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    /// The generated crates.
    Crates,
    /// The same, and the program.
    Program,
    /// The program, after one operation of the specification was edited.
    Edit,
}

pub(super) const MEASURES: [Measure; 5] = [
    Measure { title: "`check`", arguments: &["check"], what: What::Crates },
    Measure { title: "release", arguments: &["build", "--release"], what: What::Crates },
    Measure { title: "release, with program", arguments: &["build", "--release"], what: What::Program },
    Measure { title: "debug, with program", arguments: &["build"], what: What::Program },
    Measure { title: "edit, generate, `check`", arguments: &["check"], what: What::Edit },
];

/// A figure, or why there is none.
pub(super) type Cell<T> = Result<T, String>;

/// Measures every subject in turn, so that what disturbs one disturbs all. Returns a row of costs for each.
pub(super) fn measure(subjects: &[Subject], measures: &[Measure], place: &Place) -> Vec<Vec<Cell<Cost>>> {
    subjects.iter().for_each(|subject| build_dependencies(subject, measures, place));
    let mut rows: Vec<Vec<Cell<Cost>>> = subjects.iter().map(|_| Vec::new()).collect();
    for measure in measures {
        let mut costs: Vec<Cell<Vec<Cost>>> = subjects.iter().map(|_| Ok(Vec::new())).collect();
        for round in 0..place.rounds {
            for (subject, costs) in subjects.iter().zip(&mut costs) {
                if let Ok(all) = costs {
                    place.say(&format!("{}: {}, round {}", measure.title, subject.name, round + 1));
                    match measure.of(subject, place, round) {
                        Ok(cost) => all.push(cost),
                        Err(failure) => *costs = Err(failure.0),
                    }
                }
            }
        }
        for (row, costs) in rows.iter_mut().zip(costs) {
            row.push(costs.and_then(|costs| cost::median(costs).ok_or_else(|| "no rounds".to_owned())));
        }
    }
    rows
}

/// Builds everything once. What fails here fails again when it is measured.
fn build_dependencies(subject: &Subject, measures: &[Measure], place: &Place) {
    for measure in measures {
        place.say(&format!("{}: dependencies of {}", measure.title, subject.name));
        drop(measure.of(subject, place, 0));
    }
}

impl Measure {
    fn of(&self, subject: &Subject, place: &Place, round: usize) -> Result<Cost, Failure> {
        let mut cargo = place.cargo(&subject.workspace);
        cargo.args(self.arguments);
        match (self.what, subject.program) {
            (What::Crates, _) => cargo.args(&subject.packages),
            (_, Some(program)) => cargo.args(["-p", program]),
            (_, None) => return Err(Failure("no program".to_owned())),
        };
        let log = place.log(&subject.name);
        if self.what == What::Edit {
            cargo.env("CARGO_INCREMENTAL", "1");
            let generated = subject.generate(place, place.specification(round.is_multiple_of(2)))?;
            return Ok(generated.plus(cost::run(&mut cargo, &log)?));
        }
        for package in &subject.crates {
            touch(&subject.workspace.join(package).join("src/lib.rs"))?;
        }
        cost::run(cargo.env("CARGO_INCREMENTAL", "0"), &log)
    }
}

/// Makes cargo believe that a file was edited.
fn touch(path: &Path) -> Result<(), Failure> {
    let file = std::fs::File::options().append(true).open(path)?;
    Ok(file.set_modified(SystemTime::now())?)
}

/// The bytes of the program.
pub(super) fn size(subject: &Subject, place: &Place) -> Cell<u64> {
    let program = subject.program.ok_or_else(|| "no program".to_owned())?;
    let path = place.target().join("release").join(program);
    // All peers have a program of one name in one target directory, so each is built again.
    let mut cargo = place.cargo(&subject.workspace);
    cost::run(cargo.args(["build", "--release", "-p", program]), &place.log(&subject.name))
        .map_err(|failure| failure.0)?;
    std::fs::metadata(path).map(|file| file.len()).map_err(|error| error.to_string())
}
