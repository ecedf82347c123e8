//! The cases, as docs/cases.md lists them.

use std::fs;

use servicestage_tests::workspace;

/// The tests that a row names: `path::name`.
fn tests(row: &str) -> impl Iterator<Item = (&str, &str)> {
    let (_, cell) = row.trim_end_matches(" |").rsplit_once(" | ").unwrap();
    cell.split("`, `")
        .map(move |test| test.trim_matches('`').split_once("::").unwrap_or_else(|| panic!("no test: {row}")))
}

/// Returns whether a file has a function of that name, or else a row of a table that is called so.
fn has(text: &str, name: &str) -> bool {
    text.contains(&format!("fn {name}(")) || text.contains(&format!("\"{name}\""))
}

#[test]
fn every_case_is_held_by_tests_that_exist() {
    let page = fs::read_to_string(workspace().join("docs/cases.md")).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| what goes wrong"));
    let mut cases = 0;
    for row in rows {
        for (file, name) in tests(row) {
            let text = fs::read_to_string(workspace().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
            assert!(has(&text, name), "{file} has no `{name}`: {row}");
        }
        cases += 1;
    }
    assert!(cases > 80, "the page has only {cases} cases");
}
