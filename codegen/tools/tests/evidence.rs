//! What a citation of a package has to be.

use std::path::Path;

use specwright_tools::analyze;
use specwright_tools::evidence::{Edition, Editions, Tags, evidence, packages, tagged};
use specwright_tools::source::{SourceFile, SourceMap};

/// The bookshop, with a document of two packages that the type `Genre` cites.
fn cited(section: &str) -> SourceMap {
    let files = SourceMap::read(Path::new("../../tests/bookshop/spec"), "spec".to_owned()).unwrap();
    let changed = files.iter().map(|(_, file)| {
        let mut text = file.text.clone();
        if file.path == "sources.yaml" {
            text += "  sdk:\n    title: A client\n    kind: client\n    doc: Written by a friend.\n    packages:\n";
            text += "      shop: { registry: pypi, name: bookshop, version: 1.2.0 }\n";
            text += "      types: { registry: go, name: shop.example/types, version: v0.1.0 }\n";
        }
        // The source of the type `Genre`.
        let cited = format!("    source:\n      document: sdk\n      section: {section}\n    enum: open\n");
        text = text.replace("    source:\n      section: \"1.4\"\n    enum: open\n", &cited);
        SourceFile { path: file.path.clone(), text }
    });
    SourceMap::new("spec", changed.collect())
}

/// What is found if the packages have these files.
fn findings(section: &str, files: &[(&str, &str)]) -> Vec<String> {
    let sources = cited(section);
    let specification = analyze(&sources).unwrap_or_else(|problems| panic!("{problems:?}"));
    let editions: Editions = packages(&specification)
        .map(|(document, name, _)| {
            let mut edition = Edition::default();
            files.iter().for_each(|(path, text)| edition.add(Path::new(path), text));
            ((document.name.value.clone(), name.to_owned()), Ok(edition))
        })
        .collect();
    evidence(&specification, &editions, &Tags::new()).findings.iter().map(|finding| finding.message.clone()).collect()
}

const CLASS: (&str, &str) =
    ("v1/genre.py", "class Genre:\n    NOVEL = \"novel\"\n    COOKERY = \"cookery\"\n    TRAVEL = \"travel\"\n");

#[test]
fn a_citation_names_a_definition_that_has_the_values() {
    assert_eq!(findings("shop v1 Genre", &[CLASS]), [""; 0]);
    assert_eq!(findings("shop genre.py", &[CLASS]), [""; 0]);
    let without = ("v1/genre.py", "class Genre:\n    NOVEL = \"novel\"\n    TRAVEL = \"travels\"\n");
    assert_eq!(findings("shop v1 Genre", &[without]), ["`Genre` has no `cookery`", "`Genre` has no `travel`"]);
}

#[test]
fn a_citation_of_nothing_is_a_finding() {
    let all = |message: &str| vec![message.to_owned(); 4];
    assert_eq!(findings("shop v2 Genre", &[CLASS]), all("`shop` has no `Genre`"));
    assert_eq!(findings("shop Genres", &[CLASS]), all("`shop` has no `Genres`"));
    assert_eq!(findings("Genre", &[CLASS]), all("`Genre` does not begin with a package of `sdk`"));
    assert_eq!(findings("shop", &[CLASS]), all("`shop` does not name a definition"));
    assert_eq!(findings("\"shop v1, Genre\"", &[CLASS]), all("`shop v1, Genre` does not name a definition"));
}

#[test]
fn what_was_not_fetched_is_not_checked() {
    let sources = cited("shop v1 Genre");
    let specification = analyze(&sources).unwrap();
    let editions = Editions::from([(("sdk".to_owned(), "shop".to_owned()), Err("no network".to_owned()))]);
    let found = evidence(&specification, &editions, &Tags::new());
    assert!(found.findings.is_empty());
    let counts = found.documents.iter().find(|counts| counts.document == "sdk").unwrap();
    assert_eq!((counts.verified, counts.unchecked, counts.reason.as_deref()), (0, 4, Some("no network")));
}

#[test]
fn releases_are_tags_of_the_repository() {
    let files = SourceMap::read(Path::new("../../tests/bookshop/spec"), "spec".to_owned()).unwrap();
    let changed = files.iter().map(|(_, file)| {
        let mut text = file.text.clone();
        if file.path == "sources.yaml" {
            text += "  till:\n    title: A till\n    kind: server\n    doc: Written by a friend.\n";
            text += "    repository: { url: https://git.example/till, commit: 5c1e0d2 }\n";
            text += "    releases: [\"1.0\", \"1.1\", \"2.0\"]\n";
        }
        SourceFile { path: file.path.clone(), text }
    });
    let sources = SourceMap::new("spec", changed.collect());
    let specification = analyze(&sources).unwrap_or_else(|problems| panic!("{problems:?}"));
    assert_eq!(tagged(&specification).collect::<Vec<_>>(), [("till", "https://git.example/till")]);
    let found = |tags: Result<Vec<String>, String>| {
        let tags = Tags::from([("till".to_owned(), tags)]);
        let found = evidence(&specification, &Editions::new(), &tags);
        let counts = found.documents.iter().find(|counts| counts.document == "till").unwrap();
        let messages: Vec<String> = found.findings.iter().map(|finding| finding.message.clone()).collect();
        ((counts.verified, counts.wrong, counts.unchecked), messages)
    };
    let (counts, messages) = found(Ok(vec!["1.0".to_owned(), "v1.1".to_owned(), "v2.0.1".to_owned()]));
    assert_eq!(counts, (2, 1, 0));
    assert_eq!(messages, ["the repository of `till` has no tag `2.0` or `v2.0`"]);
    assert_eq!(found(Err("no network".to_owned())), ((0, 0, 3), Vec::new()));
}
