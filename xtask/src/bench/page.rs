//! Writes the figures of a comparison into docs/benchmarks.md.

use std::fmt::Write as _;
use std::process::Command;

use specwright_commands::Failure;

use super::Place;
use super::builds::{Cell, MEASURES};
use super::cost::Cost;
use super::subject::{Generator, Subject};

/// What is between these two lines is written by the command.
const BEGIN: &str = "<!-- begin: written by cargo xtask bench --peers -->\n";
const END: &str = "<!-- end -->\n";

/// What a comparison measured, by subject.
pub(super) struct Figures<'a> {
    pub(super) subjects: &'a [Subject],
    pub(super) generated: Vec<Cell<Cost>>,
    pub(super) builds: Vec<Vec<Cell<Cost>>>,
    pub(super) sizes: Vec<Cell<u64>>,
    /// Calls, and load.
    pub(super) tables: [Cell<String>; 2],
}

pub(super) fn write(figures: &Figures<'_>, place: &Place) -> Result<(), Failure> {
    let path = place.root.join("docs/benchmarks.md");
    let page = std::fs::read_to_string(&path)?;
    let (before, rest) =
        page.split_once(BEGIN).ok_or_else(|| Failure(format!("{BEGIN} is not in docs/benchmarks.md")))?;
    let (_, after) = rest.split_once(END).ok_or_else(|| Failure(format!("{END} is not in docs/benchmarks.md")))?;
    std::fs::write(&path, format!("{before}{BEGIN}\n{}\n{END}{after}", text(figures, place)))?;
    anstream::println!("wrote docs/benchmarks.md");
    Ok(())
}

fn text(figures: &Figures<'_>, place: &Place) -> String {
    let mut text = String::new();
    let mut line = |line: &str| {
        text.push_str(line);
        text.push('\n');
    };
    line(&format!("{}, medians of {} rounds in turn.\n", machine(), place.rounds));
    line("Seconds of the processor; in brackets, of the clock. The last row divides this project by the best peer.\n");
    for is_server in [false, true] {
        line(&builds(figures, is_server));
    }
    line("Calls, client against hand-written reqwest, over loopback:\n");
    line(&table(&figures.tables[0]));
    line("Load, stub against hand-written axum:\n");
    line(&table(&figures.tables[1]));
    line("Every peer reads the export of the same specification, and what it generates is not patched:\n");
    line("| peer | document | command |\n|---|---|---|");
    for subject in figures.subjects {
        if let Generator::Peer(peer) = &subject.generator {
            let (name, version) = (peer.name, peer.version);
            let (document, command) = (peer.document.join(" "), peer.arguments.join(" "));
            line(&format!("| {name} {version} | `openapi {document}` | `{command}` |"));
        }
    }
    text
}

/// The table of clients or of servers.
fn builds(figures: &Figures<'_>, is_server: bool) -> String {
    let mut table = String::from("| | generate |");
    MEASURES.iter().for_each(|measure| table.push_str(&format!(" {} |", measure.title)));
    table.push_str(" size of the program |\n|---|--:|");
    MEASURES.iter().for_each(|_| table.push_str("--:|"));
    table.push_str("--:|\n");
    let rows: Vec<usize> =
        (0..figures.subjects.len()).filter(|row| figures.subjects[*row].is_server() == is_server).collect();
    for row in &rows {
        let subject = &figures.subjects[*row];
        let version = if matches!(subject.generator, Generator::Peer(_)) { subject.version } else { "" };
        let _ = write!(table, "| {} {version} |", subject.name);
        for cost in figures.costs(*row) {
            let _ = match cost {
                Ok(cost) => write!(table, " {:.2} ({:.2}) |", cost.processor, cost.clock),
                Err(reason) => write!(table, " {} |", reason.replace('|', "\\|")),
            };
        }
        let _ = match &figures.sizes[*row] {
            #[allow(clippy::cast_precision_loss)]
            Ok(bytes) => writeln!(table, " {:.1} MB |", *bytes as f64 / 1e6),
            Err(reason) => writeln!(table, " {reason} |"),
        };
    }
    table.push_str("| this project ÷ best peer |");
    for column in 0..=MEASURES.len() {
        let cost =
            |row: usize| figures.costs(row).nth(column).and_then(|cost| cost.as_ref().ok()).map(|cost| cost.processor);
        let peers = rows.iter().filter(|row| matches!(figures.subjects[**row].generator, Generator::Peer(_)));
        let best = peers.filter_map(|row| cost(*row)).min_by(f64::total_cmp);
        let ours = rows.first().and_then(|row| cost(*row));
        let _ = match (ours, best) {
            (Some(ours), Some(best)) => write!(table, " {:.2} |", ours / best),
            _ => write!(table, " |"),
        };
    }
    table.push_str(" |\n");
    table
}

impl Figures<'_> {
    /// The costs of a row: generating, then each build.
    fn costs(&self, row: usize) -> impl Iterator<Item = &Cell<Cost>> {
        std::iter::once(&self.generated[row]).chain(&self.builds[row])
    }
}

fn table(table: &Cell<String>) -> String {
    table.clone().unwrap_or_else(|reason| reason + "\n")
}

/// The machine and the compiler.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let rustc = Command::new("rustc").arg("--version").output().map(|output| output.stdout).unwrap_or_default();
    let rustc = String::from_utf8_lossy(&rustc).trim().to_owned();
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let model = model.trim_start_matches([':', ' ', '\t']);
    format!("{cores} cores ({model}), {rustc}")
}
