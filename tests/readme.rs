//! What the README shows is code that runs.

use servicestage_tests::workspace;

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
    for document in ["README.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/spec-format.md"] {
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
