//! What the README shows is code that runs, and numbers that are counted.

use servicestage_codegen::source::SourceMap;
use servicestage_codegen::{analyse, coverage};
use servicestage_tests::workspace;

/// The command that brings the numbers up to date.
const UPDATE: &str = "UPDATE_DOCS=1 cargo test -p servicestage-tests --test readme";

const BEGIN: &str = "<!-- coverage -->\n";
const END: &str = "<!-- end -->";

/// Lines of code without their indentation.
fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

#[test]
fn every_statement_of_the_readme_stands_in_the_guide() {
    let readme = std::fs::read_to_string(workspace().join("README.md")).unwrap();
    let guide = std::fs::read_to_string(workspace().join("tests/guide/readme.rs")).unwrap();
    let guide = lines(&guide);
    let blocks: Vec<&str> = readme.split("```rust\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(blocks.len(), 2);
    for block in blocks {
        let block = lines(block);
        let found = guide.windows(block.len()).any(|window| window == block);
        assert!(found, "tests/guide/readme.rs does not contain:\n{}", block.join("\n"));
    }
}

#[test]
fn every_link_of_the_documents_leads_somewhere() {
    for document in
        ["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/spec-format.md", "docs/spec-changes.md"]
    {
        let path = workspace().join(document);
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{document}: {error}"));
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for target in
            targets.filter(|target| !target.contains("::") && !target.contains("://") && !target.starts_with('#'))
        {
            let file = target.split('#').next().unwrap_or(target);
            assert!(path.parent().unwrap().join(file).exists(), "{document} links to {target}");
        }
    }
}

#[test]
fn the_numbers_of_the_readme_are_those_of_the_ledger() {
    let sources = SourceMap::read(&workspace().join("spec"), "spec").unwrap();
    let specification = analyse(&sources).unwrap();
    let report = coverage(&specification, &sources).unwrap().unwrap();
    let path = workspace().join("README.md");
    let present = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = present.split_once(BEGIN).unwrap_or_else(|| panic!("the README lacks {BEGIN}"));
    let (_, after) = rest.split_once(END).unwrap_or_else(|| panic!("the README lacks {END}"));
    let wanted = format!("{before}{BEGIN}\n{}\n{END}{after}", coverage::table(&report));
    if present != wanted && std::env::var_os("UPDATE_DOCS").is_some() {
        servicestage_codegen::output::replace(&path, &wanted).unwrap();
        return;
    }
    assert!(present == wanted, "the numbers of the README are out of date: run `{UPDATE}` and look at the difference");
}
