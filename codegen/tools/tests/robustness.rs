//! Whatever a file contains, the analysis returns, and every place that it reports exists.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use specwright_tools::diagnostics::{Diagnostic, Style, render};
use specwright_tools::diff::{Side, diff};
use specwright_tools::scaffold::{NewOperation, Rejection, add_operation};
use specwright_tools::source::{SourceFile, SourceMap, Span};
use specwright_tools::{analyze, analyze_older, coverage, fmt, reference};

/// The valid specification that the other tests of diagnostics edit.
const BASE: [(&str, &str); 8] = [
    ("api.yaml", include_str!("diagnostics/base/api.yaml")),
    ("codes.yaml", include_str!("diagnostics/base/codes.yaml")),
    ("examples/create_thing.json", include_str!("diagnostics/base/examples/create_thing.json")),
    ("shared.yaml", include_str!("diagnostics/base/shared.yaml")),
    ("sources.yaml", include_str!("diagnostics/base/sources.yaml")),
    ("things.yaml", include_str!("diagnostics/base/things.yaml")),
    ("ledger/things.yaml", include_str!("diagnostics/base/ledger/things.yaml")),
    ("ledger/waivers.yaml", include_str!("diagnostics/base/ledger/waivers.yaml")),
];

/// How many mutated specifications are tried by each of the two tests.
const MUTANTS: u64 = 1500;

fn base() -> Vec<SourceFile> {
    BASE.iter().map(|(path, text)| SourceFile { path: (*path).to_owned(), text: (*text).to_owned() }).collect()
}

/// The base with one file replaced or added.
fn with(path: &str, text: impl Into<String>) -> Vec<SourceFile> {
    let mut files = base();
    files.retain(|file| file.path != path);
    files.push(SourceFile { path: path.to_owned(), text: text.into() });
    files
}

/// Analyzes files and checks what is reported; returns it rendered.
fn analyzed(files: Vec<SourceFile>) -> String {
    let sources = SourceMap::new("spec", files);
    let found = match analyze(&sources) {
        Ok(specification) => match coverage(&specification, &sources) {
            Ok(_) => specification.warnings.to_vec(),
            Err(found) => found,
        },
        Err(found) => found,
    };
    for diagnostic in found.iter().filter(|diagnostic| diagnostic.absent.is_none()) {
        check_places(diagnostic, &sources);
    }
    compared_with_itself(&sources);
    check_formatting(&sources);
    let plain = render(&found, &sources, Style::Plain);
    let colored = render(&found, &sources, Style::Colored);
    assert_eq!(found.is_empty(), plain.is_empty());
    assert!(colored.len() >= plain.len());
    plain
}

/// As a revision of the past the same files may break rules, and can be compared all the same.
fn compared_with_itself(sources: &SourceMap) {
    if let Ok(specification) = analyze_older(sources) {
        let side = Side { name: "it", specification: &specification, sources };
        let findings = diff(side, side).findings;
        assert!(findings.is_empty(), "{findings:#?}");
    }
}

/// A file is formatted or has mistakes; the formatter never has to refuse what it made itself.
fn check_formatting(sources: &SourceMap) {
    static SEEN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    for (id, file) in sources.iter().filter(|(_, file)| file.path.ends_with(".yaml")) {
        let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
        // Every fourth text is enough, and takes less time than all the rest.
        if !seen.insert(file.text.clone()) || !seen.len().is_multiple_of(4) {
            continue;
        }
        drop(seen);
        if let Err(fmt::Problem::Bug(what)) = fmt::format(sources, id) {
            panic!("{what}:\n{}", file.text);
        }
    }
}

fn check_places(diagnostic: &Diagnostic, sources: &SourceMap) {
    let secondary = diagnostic.secondary.iter().map(|label| label.span);
    let spans = secondary.chain([diagnostic.primary.span]).chain(diagnostic.fix.as_ref().map(|fix| fix.span));
    for Span { file, start, end } in spans {
        let (_, file) = sources.iter().find(|(id, _)| *id == file).expect("the file exists");
        assert!(start <= end, "{diagnostic:?}");
        assert!(file.text.get(start as usize..end as usize).is_some(), "{} {start}..{end}: {diagnostic:?}", file.path);
    }
    assert!(!diagnostic.message.is_empty() && !diagnostic.message.contains('\n'), "{diagnostic:?}");
}

/// Marsaglia's xorshift: the same numbers on every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

/// What may stand where a value stood.
const VALUES: &[&str] = &[
    "",
    "null",
    "~",
    "true",
    "5",
    "-1",
    "1e400",
    "5.10",
    "99999999999999999999",
    "[]",
    "[a, [b]]",
    "{}",
    "{ a: { b: c } }",
    "\"\"",
    "\"\\u00e9\\n\"",
    "größe €",
    "東京 {x} 😀",
    "'",
    "\"",
    "*a",
    "&a b",
    "!t x",
    "|",
    ">-",
    "- -",
    "? :",
    "\t",
    "list<list<",
    "map<string, größe>",
    "list<map<list<Thing>>>",
    "Thing",
    "GET //{a}/{a}",
    "POST /größe/{ö}",
    "..",
    "1..0",
    "..9223372036854775808",
    "-5..5",
    "^(?=a)[",
    "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]",
    "# x",
    ": :",
    "<<",
    "%YAML 1.2",
    "---",
    "...",
    "\u{feff}",
    "\u{0}",
    "\u{2028}",
    "{",
    "}",
    "]",
    "\\ud800",
    "0x1F",
    "2024-01-31",
    "open",
    "things",
    "@",
    "`",
];

fn mutate(text: &str, random: &mut Random) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if lines.is_empty() {
        return random.pick(VALUES).to_owned();
    }
    let line = random.below(lines.len());
    let other = random.below(lines.len());
    match random.below(13) {
        0 => {
            lines.remove(line);
        }
        1 => lines.insert(other, lines[line].clone()),
        2 => lines.swap(line, other),
        3 => {
            let at = random.below(lines[line].chars().count());
            lines[line] = lines[line].chars().enumerate().filter(|(index, _)| *index != at).map(|(_, c)| c).collect();
        }
        4 => lines[line].insert_str(0, random.pick(&[" ", "  ", "\t", "      ", "- "])),
        5 => lines[line] = lines[line].trim_start().to_owned(),
        6 => lines[line] = lines[line].strip_prefix("  ").unwrap_or(&lines[line]).to_owned(),
        7 | 8 => {
            let value = random.pick(VALUES);
            lines[line] = match lines[line].split_once(':') {
                Some((key, _)) => format!("{key}: {value}"),
                None => value.to_owned(),
            };
        }
        9 => {
            let key = random.pick(VALUES);
            if let Some((before, value)) = lines[line].clone().split_once(':') {
                let indent = &before[..before.len() - before.trim_start().len()];
                lines[line] = format!("{indent}{key}:{value}");
            }
        }
        10 => {
            let piece = random.pick(VALUES);
            let at = random.below(lines[line].chars().count() + 1);
            let (before, after): (Vec<_>, Vec<_>) = lines[line].chars().enumerate().partition(|(index, _)| *index < at);
            let part = |chars: Vec<(usize, char)>| chars.into_iter().map(|(_, c)| c).collect::<String>();
            lines[line] = format!("{}{piece}{}", part(before), part(after));
        }
        11 => {
            let depth = 40 + random.below(60);
            let nested = format!("{}x{}", "[".repeat(depth), "]".repeat(depth));
            let key = lines[line].split(':').next().unwrap_or_default().to_owned();
            lines[line] = format!("{key}: {nested}");
        }
        _ => lines.truncate(line),
    }
    let ending = if random.below(8) == 0 { "\r\n" } else { "\n" };
    let mut text = lines.join(ending);
    if random.below(4) > 0 {
        text.push_str(ending);
    }
    text
}

/// Tries mutants; the same ones for the same seed.
fn try_mutants(seed: u64) {
    let mut random = Random(seed);
    let mut broken = 0;
    for _ in 0..MUTANTS {
        let mut files = base();
        for _ in 0..=random.below(3) {
            let file = random.below(files.len());
            files[file].text = mutate(&files[file].text, &mut random);
        }
        broken += usize::from(!analyzed(files).is_empty());
    }
    assert!(broken > MUTANTS as usize / 2, "only {broken} mutants are broken: the mutations do too little");
}

#[test]
fn mutated_specifications_are_refused_in_order() {
    try_mutants(0x5eed_0f7a_57e0);
}

#[test]
fn other_mutated_specifications_are_refused_in_order() {
    try_mutants(0x0b5e_55ed);
}

#[test]
fn the_order_of_files_does_not_matter() {
    let mut random = Random(0xf11e5);
    for _ in 0..50 {
        let mut files = base();
        for file in &mut files {
            file.text = mutate(&file.text, &mut random);
        }
        let forwards = analyzed(files.clone());
        files.reverse();
        assert_eq!(forwards, analyzed(files));
    }
}

#[test]
fn line_endings_do_not_matter() {
    let windows = |files: Vec<SourceFile>| {
        let convert = |file: SourceFile| SourceFile { text: file.text.replace('\n', "\r\n"), ..file };
        files.into_iter().map(convert).collect::<Vec<_>>()
    };
    assert_eq!(analyzed(windows(base())), "");
    let broken = with(
        "things.yaml",
        BASE[4].1.replace("body: ThingList", "body: ThingLis").replace("    doc: Lists", "    dok: Lists"),
    );
    assert_eq!(analyzed(broken.clone()), analyzed(windows(broken)));
}

#[test]
fn a_byte_order_mark_is_no_letter() {
    let mut files = base();
    for file in &mut files {
        file.text.insert(0, '\u{feff}');
    }
    assert_eq!(analyzed(files.clone()), "");
    let shown = analyzed(with("examples/create_thing.json", "\u{feff}{\"request\": {},}"));
    assert!(shown.contains("there is a comma behind the last entry") && shown.contains(".json:1:16"), "{shown}");
    files[0].text = files[0].text.replace("name:", "nam:");
    let shown = analyzed(files);
    assert!(shown.contains("has no key `nam`"), "{shown}");
}

#[test]
fn places_are_counted_in_characters() {
    let text =
        BASE[4].1.replace("required_when: { name: [hammer] }", "source: { section: \"größe 東京 😀\", sektion: x }");
    let sources = SourceMap::new("spec", with("things.yaml", text));
    let found = analyze(&sources).unwrap_err();
    let (line, column) = sources.line_column(found[0].primary.span);
    let shown = render(&found, &sources, Style::Plain);
    assert!(shown.contains(&format!("spec/things.yaml:{line}:{column}\n")), "{line}:{column} in {shown}");
}

#[test]
fn files_may_be_empty_or_full_of_nothing() {
    for (path, _) in BASE {
        for text in
            ["", "\n", " ", "\t", "# only\n# comments\n", "---\n", "...\n", "~", "[]", "{}", "\"", "\u{feff}", "\0"]
        {
            assert_ne!(analyzed(with(path, text)), "", "{path} with {text:?}");
        }
    }
    assert_ne!(analyzed(Vec::new()), "");
    assert_ne!(analyzed(vec![SourceFile { path: "a.json".to_owned(), text: String::new() }]), "");
}

/// An algorithm that walks a line for each of its characters would not end.
#[test]
fn very_long_lines_are_told_briefly() {
    const LENGTH: usize = 2_000_000;
    let long = "x".repeat(LENGTH);
    let quite_long = "x".repeat(LENGTH / 10);
    let things = BASE[4].1;
    let texts = [
        ("comment", with("things.yaml", format!("{things}# {long}\n"))),
        ("doc", with("things.yaml", things.replace("Removes a thing.", &long))),
        ("type", with("things.yaml", things.replace("body: ThingList", &format!("body: {long}")))),
        (
            "nested type",
            with("things.yaml", things.replace("body: ThingList", &format!("body: {}", "list<".repeat(LENGTH / 5)))),
        ),
        (
            "closed type",
            with(
                "things.yaml",
                things
                    .replace("body: ThingList", &format!("body: {}x{}", "list<".repeat(100_000), ">".repeat(100_000))),
            ),
        ),
        ("key", with("things.yaml", things.replace("lenient:", &format!("{long}:")))),
        ("value", with("things.yaml", things.replace("enum: open", &format!("enum: {long}")))),
        (
            "place behind",
            with("things.yaml", things.replace("{ name: [hammer] }", &format!("{{ name: [{quite_long}], nam: [] }}"))),
        ),
        (
            "path",
            with(
                "things.yaml",
                things.replace("http: GET /v1", &format!("http: GET /v1/{}", "a?/".repeat(LENGTH / 3))),
            ),
        ),
        ("brackets", with("things.yaml", things.replace("errors: [404]", &format!("errors: {}", "[".repeat(LENGTH))))),
        (
            "blanks",
            with("things.yaml", things.replace("errors: [404]", &format!("errors: {}x", " ".repeat(LENGTH / 10)))),
        ),
        ("words", with("text.yaml", "word ".repeat(LENGTH / 5))),
        ("json text", with("examples/create_thing.json", BASE[1].1.replace("größer €", &long))),
        ("json key", with("examples/create_thing.json", BASE[1].1.replace("\"weight\"", &format!("\"{long}\"")))),
        ("json brackets", with("examples/create_thing.json", "[".repeat(LENGTH))),
        ("json items", with("examples/create_thing.json", format!("[{}0]", "0,".repeat(LENGTH / 2)))),
    ];
    for (what, files) in texts {
        let shown = analyzed(files);
        assert!(shown.len() < 20_000, "{what}: {} bytes of messages", shown.len());
    }
}

/// So many types, each of which requires the next one; `last` is what the last one requires.
fn chain(count: usize, beside: &str, last: &str) -> Vec<SourceFile> {
    let mut things = BASE[5].1.to_owned();
    let mut types = String::new();
    for index in 0..count {
        let next = if index + 1 < count { format!("Link{}", index + 1) } else { last.to_owned() };
        types += &format!(
            "  Link{index}:\n    doc: One of many.\n    fields:\n      next:\n        type: {next}\n        presence: required\n{beside}        doc: What follows it.\n\n"
        );
    }
    things = things.replace("types:\n", &format!("types:\n{types}"));
    with("things.yaml", things.replace("      204: {}\n", "      200:\n        body: Link0\n"))
}

#[test]
fn long_chains_and_circles_of_types_come_to_an_end() {
    const LENGTH: usize = 3000;
    let circles = [
        (chain(LENGTH, "", "Link0"), "error[recursive-type]: the type `Link0` contains itself: Link0 → Link1 → "),
        (chain(LENGTH, "        boxed: true\n", "Link0"), "error[endless-type]: no value of `Link0` ends: Link0 → "),
    ];
    for (files, expected) in circles {
        let shown = analyzed(files);
        assert!(shown.starts_with(expected), "{}", shown.lines().next().unwrap());
        assert!(shown.len() < 20_000, "{} bytes of messages", shown.len());
    }
    let sources = SourceMap::new("spec", chain(LENGTH, "", "string"));
    let specification = analyze(&sources).unwrap_or_else(|found| panic!("{}", render(&found, &sources, Style::Plain)));
    reference(&specification, None).unwrap();
    let wishes = NewOperation {
        family: "v1".to_owned(),
        group: "things".to_owned(),
        name: "find_link".to_owned(),
        http: "GET /v1/{project_id}/links".to_owned(),
        response: Some("Link0".to_owned()),
        section: Some("1".to_owned()),
        ..NewOperation::default()
    };
    let Err(Rejection::Invalid(reasons)) = add_operation(&specification, &sources, &wishes) else { panic!("planned") };
    assert_eq!(reasons, ["the smallest body of the response is nested deeper than 100 levels"]);
}

#[test]
fn places_are_whole_characters() {
    for text in [format!("{}é", "[".repeat(70)), "errata:\n- é: 1\n- - é\n".to_owned(), "- é: 1\n".to_owned()] {
        let shown = analyzed(with("things.yaml", text.as_str()));
        assert!(shown.contains("things.yaml"), "{text}: {shown}");
    }
}
