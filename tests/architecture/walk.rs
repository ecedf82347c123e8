//! The way of a fact through the code, as docs/architecture.md describes it.

use std::fs;

use servicestage_tests::workspace;

#[test]
fn each_step_is_where_the_page_says() {
    let page = fs::read_to_string(workspace().join("docs/architecture.md")).unwrap();
    let mut steps = 0;
    for walk in page.split("<!-- walk -->").skip(1) {
        let rows = walk.trim_start().lines().take_while(|line| line.starts_with('|')).skip(2);
        for row in rows {
            let cells: Vec<&str> = row.split('`').collect();
            let [_, file, _, line, ..] = cells.as_slice() else { panic!("no file and line: {row}") };
            let text = fs::read_to_string(workspace().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
            assert!(text.contains(line), "{file} does not contain: {line}");
            steps += 1;
        }
    }
    assert!(steps > 20, "the page has only {steps} steps");
}
