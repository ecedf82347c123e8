//! Words to avoid, as the glossary lists them.
//!
//! `words.txt` holds how many of them each area still has. The numbers are exact: a word that is added fails, and a
//! word that is removed fails until the number is lowered. `UPDATE_DOCS=1` lowers the numbers, and never raises them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use servicestage_tests::files::tree;
use servicestage_tests::workspace;

/// Areas, and the files in each. The first area that has a file counts it.
const AREAS: &[(&str, &[&str])] = &[
    ("front pages", &["README.md", "CONTRIBUTING.md"]),
    ("changelog", &["CHANGELOG.md"]),
    ("guide", &["docs/guide/src/"]),
    ("docs/spec-format.md", &["docs/spec-format.md"]),
    ("docs/spec-changes.md", &["docs/spec-changes.md"]),
    ("docs/lint.md", &["docs/lint.md"]),
    ("docs", &["docs/"]),
    ("examples", &["examples/"]),
    ("spec", &["spec/"]),
    ("runtime", &["runtime/"]),
    ("generated", &["generated/"]),
    ("stateful", &["stateful/"]),
    ("codegen/language", &["codegen/language/"]),
    ("codegen/rust", &["codegen/rust/"]),
    ("codegen/tools/src/diff", &["codegen/tools/src/diff/"]),
    ("codegen/tools", &["codegen/tools/"]),
    ("codegen/commands", &["codegen/commands/"]),
    ("codegen/specwright", &["codegen/specwright/"]),
    ("xtask", &["xtask/"]),
];

/// Places that need a word: the beginning of the path, a part of the line, and the reason.
const ALLOWED: &[(&str, &str, &str)] = &[
    ("docs/glossary.md", "| ", "the list itself"),
    ("spec/ledger/", "", "quotes the documents"),
    ("generated/model/src/error_codes.rs", "Access micro-service refused", "quotes the service center"),
    ("xtask/src/test/running.rs", "left out: ", "introduces what a run did not do"),
];

const PAGE: &str = "docs/glossary.md";
const COUNTS: &str = "tests/architecture/words.txt";

/// A word to avoid, in lower case, and what to use instead.
struct Avoid {
    word: String,
    instead: String,
}

fn avoided() -> Vec<Avoid> {
    let page = fs::read_to_string(workspace().join(PAGE)).unwrap();
    let table = page.split_once("<!-- words -->").and_then(|(_, rest)| rest.split_once("<!-- end -->")).unwrap().0;
    let rows = table.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "));
    let words = rows.filter(|(word, _)| *word != "avoid");
    words.map(|(word, instead)| Avoid { word: word.to_lowercase(), instead: instead.to_owned() }).collect()
}

/// Returns whether a text has a word or an inflection of it: `mend`, `mends`, `mended`, `mending`.
fn has(text: &str, word: &str) -> bool {
    let stem = word.strip_suffix('e').unwrap_or(word);
    text.match_indices(stem).any(|(at, _)| {
        let free = !text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        let rest = &text[at + stem.len()..];
        let ending: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
        let endings: &[&str] =
            if stem == word { &["", "s", "es", "d", "ed", "ing"] } else { &["e", "es", "ed", "ing"] };
        free && (word.contains(' ') && ending.is_empty() || endings.contains(&ending.as_str()))
    })
}

/// Removes inline code: names are checked where they are defined.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect::<Vec<_>>().join("`")
}

/// The prose of a page: lines outside of blocks of code, and comments in shell commands.
fn markdown(text: &str) -> Vec<(usize, String)> {
    let mut block = None;
    let mut prose = Vec::new();
    for (index, line) in text.lines().enumerate() {
        match (block, line.trim_start().strip_prefix("```")) {
            (None, Some(language)) => block = Some(language),
            (Some(_), Some(_)) => block = None,
            (None, None) if line.starts_with("<!-- ") => {}
            (None, None) => prose.push((index, without_code(line))),
            (Some("" | "sh"), None) => {
                prose.extend(line.split_once(" # ").map(|(_, comment)| (index, without_code(comment))));
            }
            (Some(_), None) => {}
        }
    }
    prose
}

/// Splits a name into words: `BegunAnew`, `has_been_mended`.
fn name_words(name: &str) -> String {
    let mut words = String::new();
    for c in name.chars() {
        if c == '_' || c.is_uppercase() {
            words.push(' ');
        }
        words.extend(c.to_lowercase().filter(|c| *c != '_'));
    }
    words
}

/// Doc comments, public names and messages of a Rust file, without its tests.
fn rust(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut code = false;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim_start();
        if line == "#[cfg(test)]" {
            break;
        }
        if let Some(comment) = line.strip_prefix("///").or_else(|| line.strip_prefix("//!")) {
            code ^= comment.trim_start().starts_with("```");
            found.extend((!code).then(|| (index, without_code(comment))));
            continue;
        }
        if line.starts_with("//") {
            continue;
        }
        if let Some(item) = line.strip_prefix("pub ") {
            let kinds = ["fn ", "struct ", "enum ", "trait ", "const ", "static ", "type ", "mod ", "async fn "];
            let name = kinds.iter().find_map(|kind| item.strip_prefix(kind)).unwrap_or(item);
            let name: String = name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            found.push((index, name_words(&name)));
        }
        // A string with a space in it is prose.
        let strings = line.split('"').skip(1).step_by(2).filter(|string| string.contains(' '));
        found.extend(strings.map(|string| (index, without_code(string))));
    }
    found
}

/// The descriptions of a specification.
fn yaml(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut inside = None;
    for (index, line) in text.lines().enumerate() {
        let indentation = line.len() - line.trim_start().len();
        if inside.is_some_and(|depth| indentation > depth) || line.trim().is_empty() {
            found.push((index, without_code(line)));
            continue;
        }
        let doc = line.trim_start().strip_prefix("doc: ");
        inside = doc.map(|_| indentation);
        found.extend(doc.map(|doc| (index, without_code(doc))));
    }
    found
}

/// Files that people read, with their prose.
fn pages() -> BTreeMap<String, Vec<(usize, String)>> {
    let mut files = BTreeMap::new();
    let mut add = |path: String, bytes: Vec<u8>| {
        let tests = path.contains("/tests/") || path.contains("/target/");
        if let (false, Ok(text)) = (tests, String::from_utf8(bytes)) {
            files.insert(path, text);
        }
    };
    for file in AREAS.iter().flat_map(|(_, places)| *places).filter(|place| !place.ends_with('/')) {
        add((*file).to_owned(), fs::read(workspace().join(file)).unwrap());
    }
    for directory in ["docs", "examples", "spec", "runtime", "generated", "stateful", "codegen", "xtask"] {
        for (path, bytes) in tree(&workspace().join(directory)) {
            add(format!("{directory}/{path}"), bytes);
        }
    }
    let prose = |path: &str, text: &str| match Path::new(path).extension()?.to_str()? {
        "md" => Some(markdown(text)),
        "rs" => Some(rust(text)),
        "yaml" => Some(yaml(text)),
        _ => None,
    };
    files.into_iter().filter_map(|(path, text)| Some((prose(&path, &text)?, path))).map(|(p, path)| (path, p)).collect()
}

fn area(path: &str) -> Option<&'static str> {
    let here = |place: &&str| path == *place || place.ends_with('/') && path.starts_with(*place);
    AREAS.iter().find(|(_, places)| places.iter().any(here)).map(|(area, _)| *area)
}

/// All findings, by area: `file:line: word; use: …`.
fn findings() -> BTreeMap<&'static str, Vec<String>> {
    let avoided = avoided();
    let mut findings: BTreeMap<_, Vec<String>> = AREAS.iter().map(|(area, _)| (*area, Vec::new())).collect();
    for (path, prose) in pages() {
        let Some(area) = area(&path) else { continue };
        for (index, line) in prose {
            let allowed = |(place, part, _): &&(&str, &str, &str)| path.starts_with(*place) && line.contains(*part);
            if ALLOWED.iter().any(|place| allowed(&place)) {
                continue;
            }
            let line = line.to_lowercase();
            for Avoid { word, instead } in avoided.iter().filter(|avoid| has(&line, &avoid.word)) {
                findings.entry(area).or_default().push(format!("{path}:{}: {word}; use: {instead}", index + 1));
            }
        }
    }
    findings
}

#[test]
fn words_to_avoid_become_fewer() {
    let present = fs::read_to_string(workspace().join(COUNTS)).unwrap_or_default();
    let limits: BTreeMap<&str, usize> = present
        .lines()
        .filter_map(|line| line.rsplit_once(' '))
        .map(|(area, count)| (area, count.parse().unwrap()))
        .collect();
    let findings = findings();
    let mut problems = Vec::new();
    let mut counts = String::new();
    for (area, found) in &findings {
        let limit = limits.get(area).copied().unwrap_or(0);
        let _ = writeln!(counts, "{area} {}", found.len());
        if found.len() > limit {
            let places = found.join("\n  ");
            problems.push(format!("{area} has {} words to avoid instead of {limit}:\n  {places}", found.len()));
        }
    }
    assert!(problems.is_empty(), "{}\n{PAGE} lists the words", problems.join("\n"));
    if counts != present && std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(workspace().join(COUNTS), counts).unwrap();
        return;
    }
    assert_eq!(counts, present, "{COUNTS} is out of date: run this test with UPDATE_DOCS=1");
}

#[test]
fn inflections_are_found_and_other_words_are_not() {
    for text in ["mend", "it mends", "mended.", "mending,", "(mend)"] {
        assert!(has(text, "mend"), "{text}");
    }
    for text in ["amend", "mendacious", "recommended"] {
        assert!(!has(text, "mend"), "{text}");
    }
    assert!(has("refused", "refuse") && has("refusing", "refuse") && !has("refusal", "refuse"));
    assert!(has("a text is", "a text") && !has("a texture", "a text"));
    assert_eq!(name_words("BegunAnew"), " begun anew");
    assert_eq!(rust("/// Mends `answer`.\npub fn begin_anew() {}\nerr(\"a mistake\");").len(), 3);
    assert_eq!(
        markdown("One\n```rust\nanswer\n```\n```sh\nrun # mends\n```"),
        [(0, "One".into()), (5, "mends".into())]
    );
    assert_eq!(yaml("doc: >-\n  Two\n  lines\nkey: answer\n").len(), 3);
}
