//! The README, the guide and the coverage page show code that runs and numbers that are counted.
//!
//! A block is marked by the comment in front of it, `<!-- from tests/guide/paging.rs: items -->`. What
//! it holds is what stands in that file between `// ANCHOR: items` and `// ANCHOR_END: items`, or the
//! whole file if no name is given. Lines that end in `// hidden` are left out: they put a double where
//! the reader has a service.

use std::collections::BTreeSet;
use std::fs;

use servicestage_tests::workspace;
use specwright_tools::source::SourceMap;
use specwright_tools::{analyze, coverage};

/// The command that brings them up to date: outputs first, then what shows them.
const UPDATE: &str = "UPDATE_DOCS=1 cargo test -p servicestage-tests --test generated --test guide --test generator";

const COVERAGE: &str = "<!-- coverage -->\n";
const COVERAGE_END: &str = "<!-- end -->";

const MARK: &str = "<!-- from ";
const BEGIN: &str = "// ANCHOR: ";
const END: &str = "// ANCHOR_END: ";
const HIDDEN: &str = "// hidden";

const COVERAGE_PAGE: &str = "docs/coverage.md";

/// The README, the coverage page and the pages of the guide.
fn documents() -> Vec<String> {
    let pages = fs::read_dir(workspace().join("docs/guide/src")).unwrap().flatten();
    let pages = pages.map(|page| format!("docs/guide/src/{}", page.file_name().to_string_lossy()));
    let mut documents: Vec<String> = pages.chain(["README.md", COVERAGE_PAGE].map(str::to_owned)).collect();
    documents.sort();
    documents
}

fn read(path: &str) -> String {
    fs::read_to_string(workspace().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What a mark stands for: a file, and perhaps a part of it.
fn marked(line: &str) -> Option<(&str, Option<&str>)> {
    let place = line.strip_prefix(MARK)?.strip_suffix(" -->")?;
    Some(match place.split_once(": ") {
        Some((path, part)) => (path, Some(part)),
        None => (place, None),
    })
}

/// The lines that a block shows, moved to the left.
fn shown(path: &str, part: Option<&str>) -> String {
    let text = read(path);
    let mut lines: Vec<&str> = text.lines().collect();
    if let Some(part) = part {
        let find = |mark: &str| lines.iter().position(|line| line.trim() == format!("{mark}{part}"));
        let (Some(begin), Some(end)) = (find(BEGIN), find(END)) else {
            panic!("{path} has no part {part:?} between `{BEGIN}{part}` and `{END}{part}`");
        };
        lines = lines[begin + 1..end].to_vec();
    }
    let mark = |line: &str| [BEGIN, END].iter().any(|mark| line.trim().starts_with(mark));
    lines.retain(|line| !mark(line) && !line.ends_with(HIDDEN));
    let indentation = lines.iter().filter(|line| !line.is_empty()).map(|line| line.len() - line.trim_start().len());
    let indentation = indentation.min().unwrap_or(0);
    let lines: Vec<&str> = lines.into_iter().map(|line| line.get(indentation..).unwrap_or("")).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

/// A document with the code that its marks ask for.
fn filled(text: &str) -> String {
    let mut filled = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        filled.push(line.to_owned());
        let Some((path, part)) = marked(line) else { continue };
        let fence = lines.next().filter(|line| line.starts_with("```"));
        filled.push(fence.unwrap_or_else(|| panic!("no block follows {line}")).to_owned());
        filled.push(shown(path, part));
        filled.push("```".to_owned());
        lines.by_ref().find(|line| *line == "```").unwrap_or_else(|| panic!("the block after {line} has no end"));
    }
    filled.join("\n") + "\n"
}

/// The coverage page with the numbers of the ledger.
fn counted(text: &str) -> String {
    let sources = SourceMap::read(&workspace().join("spec"), "spec").unwrap();
    let specification = analyze(&sources).unwrap();
    let report = coverage(&specification, &sources).unwrap().unwrap();
    let (before, rest) = text.split_once(COVERAGE).unwrap_or_else(|| panic!("docs/coverage.md lacks {COVERAGE}"));
    let (_, after) = rest.split_once(COVERAGE_END).unwrap_or_else(|| panic!("docs/coverage.md lacks {COVERAGE_END}"));
    format!("{before}{COVERAGE}\n{}\n{COVERAGE_END}{after}", coverage::table(&report))
}

#[test]
fn blocks_show_what_stands_in_the_files_and_numbers_are_those_of_the_ledger() {
    for document in documents() {
        let present = read(&document);
        let mut wanted = filled(&present);
        if document == COVERAGE_PAGE {
            wanted = counted(&wanted);
        }
        if present != wanted && std::env::var_os("UPDATE_DOCS").is_some() {
            specwright_tools::output::replace(&workspace().join(&document), &wanted).unwrap();
            continue;
        }
        assert!(present == wanted, "{document} is out of date: run `{UPDATE}` and look at the difference");
    }
}

#[test]
fn no_block_comes_from_anywhere_else() {
    for document in documents() {
        let text = read(&document);
        let mut before = "";
        let mut inside = false;
        for line in text.lines() {
            if let Some(language) = line.strip_prefix("```") {
                inside = !inside;
                // Manifests and command lines are for the reader's own machine.
                let free = !inside || ["sh", "toml"].contains(&language);
                assert!(free || marked(before).is_some(), "{document}: a block without `{MARK}… -->` after {before:?}");
            }
            before = line;
        }
    }
}

#[test]
fn every_part_is_shown() {
    let documents: String = documents().iter().map(|document| read(document)).collect();
    let shown: BTreeSet<_> = documents.lines().filter_map(marked).collect();
    for directory in ["tests/guide", "tests/guide/output", "examples"] {
        for file in fs::read_dir(workspace().join(directory)).unwrap().flatten() {
            let path = format!("{directory}/{}", file.file_name().to_string_lossy());
            if path.ends_with(".txt") {
                assert!(shown.contains(&(path.as_str(), None)), "no page shows {path}");
            }
            if path.ends_with(".rs") {
                for part in read(&path).lines().filter_map(|line| line.trim().strip_prefix(BEGIN)) {
                    assert!(shown.contains(&(path.as_str(), Some(part))), "no page shows {part:?} of {path}");
                }
            }
        }
    }
}

#[test]
fn the_contents_list_every_page() {
    let contents = read("docs/guide/src/SUMMARY.md");
    for document in documents() {
        if let Some(page) = document.strip_prefix("docs/guide/src/").filter(|page| *page != "SUMMARY.md") {
            assert!(contents.contains(&format!("]({page})")), "SUMMARY.md does not list {page}");
        }
    }
}

#[test]
fn every_link_of_the_documents_leads_somewhere() {
    let pages = fs::read_dir(workspace().join("docs")).unwrap().flatten();
    let pages = pages.map(|page| format!("docs/{}", page.file_name().to_string_lossy()));
    let others = pages.filter(|page| page.ends_with(".md") && page != COVERAGE_PAGE);
    let others = others.chain(["CONTRIBUTING.md", "CHANGELOG.md"].map(str::to_owned));
    for document in documents().into_iter().chain(others) {
        let directory = workspace().join(&document).parent().unwrap().to_owned();
        let text = read(&document);
        // Code has no links, but regular expressions.
        let text: String = text.split("\n```").step_by(2).collect();
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for target in
            targets.filter(|target| !target.contains("::") && !target.contains("://") && !target.starts_with('#'))
        {
            let file = target.split('#').next().unwrap_or(target);
            assert!(directory.join(file).exists(), "{document} links to {target}");
        }
    }
}
