//! The page about changes, with the answers to typical edits and a comment on a change.

use std::path::{Path, PathBuf};

use specwright_tools::diff::{self, Crate, Finding, Report, Wire};

use super::typical::typical;
use super::{MIXED, base, compared, edited, several};

/// The page with the table.
const PAGE: &str = "../../docs/spec-changes.md";

/// The command that brings it up to date.
const UPDATE: &str = "UPDATE_DOCS=1 cargo test -p specwright-tools --test tools diff";

/// Compares a file with what it should say, or brings it up to date.
pub(crate) fn keep(path: &str, wanted: &str) {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let present = std::fs::read_to_string(&path).unwrap_or_default();
    if present != wanted && std::env::var_os("UPDATE_DOCS").is_some() {
        specwright_tools::output::replace(&path, wanted).unwrap();
        return;
    }
    assert!(present == wanted, "{} is out of date: run `{UPDATE}` and look at the difference", path.display());
}

#[test]
fn the_page_shows_the_answers() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let present = std::fs::read_to_string(&path).unwrap();
    let wanted = block(&present, "edits", &table());
    let wanted = block(&wanted, "comment", &comment());
    keep(PAGE, &wanted);
}

fn block(page: &str, name: &str, content: &str) -> String {
    let begin = format!("<!-- {name} -->\n");
    let (before, rest) = page.split_once(&begin).unwrap_or_else(|| panic!("{PAGE} lacks {begin}"));
    let (_, after) = rest.split_once("<!-- end -->").unwrap();
    format!("{before}{begin}\n{content}\n<!-- end -->{after}")
}

fn table() -> String {
    let mut table =
        "| edit | finding | wire | reverse | model | client | server |\n|---|---|---|---|---|---|---|\n".to_owned();
    for typical in typical() {
        let (edit, [report, back]) = (typical.edit, typical.reports());
        let by_itself = |finding: &&Finding| !finding.consequence && finding.rule != "example-value-changed";
        let findings: Vec<String> =
            report.findings.iter().filter(by_itself).map(|finding| format!("`{}`", finding.rule)).collect();
        let wire = |report: &Report| {
            let worst = report.findings.iter().filter(by_itself).map(|finding| finding.wire).min();
            worst.map_or("none", Wire::as_str)
        };
        let worst =
            |krate| report.findings.iter().map(|finding| finding.rust[&krate]).min().unwrap_or_default().as_str();
        table.push_str(&format!(
            "| {} | {} | {} | {} | {} | {} | {} |\n",
            edit.what,
            if findings.is_empty() { "none".to_owned() } else { findings.join(", ") },
            wire(report),
            wire(back),
            worst(Crate::Model),
            worst(Crate::Client),
            worst(Crate::Server)
        ));
    }
    table
}

/// A comment on a change of three groups.
fn comment() -> String {
    let group = |name: &str, field: &str, more: &str| {
        format!(
            "family: v1\ngroup: {name}\ndoc: All {name}.\nsource: {{ document: manual, section: \"7\" }}\nhost: warehouse\nauth: token\nerror_style: plain\n\noperations:\n  get_{name}:\n    http: GET /v1/{name}\n    doc: Gets {name}.\n    source: {{ section: \"7.1\" }}\n    responses:\n      200: {{ body: {field} }}\n    errors: [404]\n{more}"
        )
    };
    let shelf = "\ntypes:\n  Shelf:\n    doc: Where things lie.\n    fields:\n      id: { type: string, presence: required, doc: What it is found by. }\n      height: { type: int32, presence: required, doc: Height in millimetres. }\n";
    let keeper = "\ntypes:\n  Keeper:\n    doc: Who looks after things.\n    fields:\n      name: { type: string, presence: required, doc: The full name. }\n";
    let mut old = base();
    old.insert("shelves.yaml".to_owned(), group("shelves", "Shelf", shelf));
    old.insert("keepers.yaml".to_owned(), group("keepers", "Keeper", keeper));
    let new = edited(&old, &several(MIXED));
    let new = edited(
        &new,
        &[
            ("shelves.yaml", "type: int32, presence: required", "type: int64, presence: required"),
            ("shelves.yaml", "doc: Where things lie.", "doc: Where things lie, floor by floor."),
            ("keepers.yaml", "    errors: [404]", "    errors: [403, 404]"),
            ("keepers.yaml", "GET /v1/keepers", "GET /v1/keeper"),
        ],
    );
    let (report, ..) = compared(&old, &new);
    diff::markdown(&report, None)
}
