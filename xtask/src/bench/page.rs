//! Writes the figures of a comparison into docs/benchmarks.md.

use std::fmt::Write as _;
use std::process::Command;

use specwright_commands::Failure;

use super::builds::Cell;
use super::subject::Generator;
use super::{Place, Rows};

/// What is between these two lines is written by the command.
const BEGIN: &str = "<!-- begin: written by cargo xtask bench --peers -->\n";
const END: &str = "<!-- end -->\n";

/// What a comparison measured.
pub(super) struct Figures {
    pub(super) specification: Rows,
    /// OpenAPI documents, by name of the file.
    pub(super) documents: Vec<(String, Rows)>,
    /// Calls, and load.
    pub(super) tables: [Cell<String>; 2],
}

pub(super) fn write(figures: &Figures, place: &Place) -> Result<(), Failure> {
    let path = place.root.join("docs/benchmarks.md");
    let page = std::fs::read_to_string(&path)?;
    let (before, rest) =
        page.split_once(BEGIN).ok_or_else(|| Failure(format!("{BEGIN} is not in docs/benchmarks.md")))?;
    let (_, after) = rest.split_once(END).ok_or_else(|| Failure(format!("{END} is not in docs/benchmarks.md")))?;
    std::fs::write(&path, format!("{before}{BEGIN}\n{}\n{END}{after}", text(figures, place)))?;
    anstream::println!("wrote docs/benchmarks.md");
    Ok(())
}

fn text(figures: &Figures, place: &Place) -> String {
    let mut text = String::new();
    let mut line = |line: &str| {
        text.push_str(line);
        text.push('\n');
    };
    line(&format!("{}, medians of {} rounds in turn.\n", machine(), place.rounds));
    line("Seconds of the processor; in brackets, of the clock. The last row divides this project by the best peer.\n");
    for is_server in [false, true] {
        line(&builds(&figures.specification, is_server));
    }
    if !figures.documents.is_empty() {
        line("From documents of other APIs. This project imports the document and generates three crates from it:\n");
    }
    for (name, rows) in &figures.documents {
        line(&format!("{name}:\n\n{}", builds(rows, false)));
    }
    line("Calls, client against hand-written reqwest, over loopback:\n");
    line(&table(&figures.tables[0]));
    line("Load, stub against hand-written axum:\n");
    line(&table(&figures.tables[1]));
    line("Every peer reads the export of the same specification, and what it generates is not patched:\n");
    line("| peer | document | command |\n|---|---|---|");
    for subject in &figures.specification.subjects {
        if let Generator::Peer(peer) = &subject.generator {
            let (name, version) = (peer.name, peer.version);
            let (document, command) = (peer.document.join(" "), peer.arguments.join(" "));
            line(&format!("| {name} {version} | `openapi {document}` | `{command}` |"));
        }
    }
    text
}

/// The table of clients or of servers.
fn builds(rows: &Rows, is_server: bool) -> String {
    let mut table = String::from("| | generate |");
    rows.measures.iter().for_each(|measure| table.push_str(&format!(" {} |", measure.title)));
    let numbers: Vec<usize> =
        (0..rows.subjects.len()).filter(|row| rows.subjects[*row].is_server() == is_server).collect();
    let has_size = numbers.iter().any(|row| rows.sizes[*row].is_ok());
    table.push_str(if has_size { " size of the program |\n|---|--:|" } else { "\n|---|--:|" });
    table.push_str(&"--:|".repeat(rows.measures.len() + usize::from(has_size)));
    table.push('\n');
    for row in &numbers {
        let subject = &rows.subjects[*row];
        let version = if matches!(subject.generator, Generator::Peer(_)) { subject.version } else { "" };
        let _ = write!(table, "| {} {version} |", subject.name);
        for cost in rows.costs(*row) {
            let _ = match cost {
                Ok(cost) => write!(table, " {:.2} ({:.2}) |", cost.processor, cost.clock),
                Err(reason) => write!(table, " {} |", reason.replace('|', "\\|")),
            };
        }
        let _ = match &rows.sizes[*row] {
            #[allow(clippy::cast_precision_loss)]
            Ok(bytes) => write!(table, " {:.1} MB |", *bytes as f64 / 1e6),
            Err(reason) if has_size => write!(table, " {reason} |"),
            Err(_) => Ok(()),
        };
        table.push('\n');
    }
    table.push_str("| this project ÷ best peer |");
    for column in 0..=rows.measures.len() {
        let cost =
            |row: usize| rows.costs(row).nth(column).and_then(|cost| cost.as_ref().ok()).map(|cost| cost.processor);
        let peers = numbers.iter().filter(|row| matches!(rows.subjects[**row].generator, Generator::Peer(_)));
        let best = peers.filter_map(|row| cost(*row)).min_by(f64::total_cmp);
        let ours = numbers.first().and_then(|row| cost(*row));
        let _ = match (ours, best) {
            (Some(ours), Some(best)) => write!(table, " {:.2} |", ours / best),
            _ => write!(table, " |"),
        };
    }
    table.push_str(if has_size { " |\n" } else { "\n" });
    table
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
