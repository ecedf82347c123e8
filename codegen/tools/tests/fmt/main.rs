//! The canonical form of a specification's files: what it looks like, and that nothing gets lost on the way
//! there.

mod cases;
mod shuffle;

use std::path::Path;

use specwright_tools::fmt::{Problem, format};
use specwright_tools::source::{SourceFile, SourceMap};

/// The specifications of the repository.
const SPECIFICATIONS: [&str; 4] = ["spec", "tests/bookshop/spec", "tests/constructs", "tests/obstacle-course/spec"];

/// Formats a text as the file at a path of a specification.
fn formatted(path: &str, text: &str) -> Result<String, Problem> {
    let file = SourceFile { path: path.to_owned(), text: text.to_owned() };
    let sources = SourceMap::new("spec", vec![file]);
    let (id, _) = sources.iter().next().expect("there is one file");
    format(&sources, id)
}

/// The YAML files of the repository's specifications, by path.
fn files() -> Vec<SourceFile> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let mut files = Vec::new();
    for directory in SPECIFICATIONS {
        let sources = SourceMap::read(&workspace.join(directory), directory).unwrap();
        files.extend(sources.iter().map(|(_, file)| file.clone()).filter(|file| file.path.ends_with(".yaml")));
    }
    files
}

/// Compares texts, and shows the first lines that differ.
#[track_caller]
fn assert_same(text: &str, wanted: &str, from: &str) {
    let differs = text.lines().zip(wanted.lines()).position(|(line, wanted)| line != wanted);
    if let Some(index) = differs {
        let part = |text: &str| text.lines().skip(index.saturating_sub(2)).take(5).collect::<Vec<_>>().join("\n");
        panic!("{from}, line {}:\n{}\n-- and not\n{}", index + 1, part(text), part(wanted));
    }
    assert_eq!(text.len(), wanted.len(), "{from}: the ends differ");
}

#[test]
fn all_files_of_the_repository_have_their_canonical_form() {
    for file in files() {
        assert_same(&formatted(&file.path, &file.text).unwrap(), &file.text, &file.path);
    }
}
