//! Specifications from bytes: the files of a bundle, or edits of a specification that is valid.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::LazyLock;

use specwright_tools::diagnostics::Diagnostic;
use specwright_tools::source::{SourceFile, SourceMap, Span};

use crate::bytes::Bytes;

/// Begins a file of a bundle; its path follows.
const FILE: &str = "%%% ";

/// Specifications to start from, with examples and without.
static BASES: LazyLock<Vec<Vec<SourceFile>>> = LazyLock::new(|| {
    let directories = ["bookshop/spec", "constructs", "obstacle-course/spec"];
    let bases = directories.map(|directory| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(directory);
        let sources = SourceMap::read(&path, "spec").unwrap_or_else(|error| panic!("{error}"));
        sources.iter().map(|(_, file)| file.clone()).collect::<Vec<_>>()
    });
    bases.iter().flat_map(|base| [base.clone(), without_examples(base)]).collect()
});

/// Examples pin their types down: with them, most edits are errors.
fn without_examples(files: &[SourceFile]) -> Vec<SourceFile> {
    let yaml = files.iter().filter(|file| file.path.ends_with(".yaml") && !file.path.starts_with("ledger/"));
    yaml.map(|file| {
        let mut lines: Vec<String> = file.text.lines().map(str::to_owned).collect();
        while let Some(at) = lines.iter().position(|line| line.trim() == "examples:") {
            lines.drain(entry(&lines, at));
        }
        SourceFile { path: file.path.clone(), text: text(&lines) }
    })
    .collect()
}

/// Returns the files of a bundle. Files that it lacks are those of the bookshop.
pub(crate) fn bundle(bytes: &[u8]) -> SourceMap {
    let mut files = BASES[0].clone();
    let mut written: Vec<SourceFile> = Vec::new();
    for line in String::from_utf8_lossy(bytes).split_inclusive('\n') {
        match (line.strip_prefix(FILE), written.last_mut()) {
            (Some(path), _) => written.push(SourceFile { path: path.trim().to_owned(), text: String::new() }),
            (None, Some(file)) => file.text.push_str(line),
            (None, None) => {}
        }
    }
    for file in written.into_iter().filter(|file| !file.path.is_empty()) {
        files.retain(|other| other.path != file.path);
        files.push(file);
    }
    SourceMap::new("spec", files)
}

/// Picks a specification to start from.
pub(crate) fn base(bytes: &mut Bytes<'_>) -> Vec<SourceFile> {
    let index = usize::from(bytes.byte()) % BASES.len();
    BASES[index].clone()
}

/// Edits the YAML files: each edit takes five bytes. Texts of new lines come from other lines and from tables, so
/// that many results are valid.
pub(crate) fn edited(mut files: Vec<SourceFile>, bytes: &mut Bytes<'_>, most: usize) -> SourceMap {
    for _ in 0..most {
        if bytes.is_empty() {
            break;
        }
        edit(&mut files, bytes);
    }
    SourceMap::new("spec", files)
}

fn edit(files: &mut [SourceFile], bytes: &mut Bytes<'_>) {
    let what = bytes.byte();
    let lines: Vec<Vec<String>> = files
        .iter()
        .map(
            |file| {
                if file.path.ends_with(".yaml") { file.text.lines().map(str::to_owned).collect() } else { Vec::new() }
            },
        )
        .collect();
    let places: Vec<(usize, usize)> =
        lines.iter().enumerate().flat_map(|(file, lines)| (0..lines.len()).map(move |line| (file, line))).collect();
    let Some((file, line)) = bytes.pick(&places) else { return };
    let mut changed = lines[file].clone();
    let (key, value) = parts(&changed[line]);
    let (key, has_value) = (key.to_owned(), !value.is_empty());
    // Places with the same key, or else with the same indentation.
    let alike = |same: &dyn Fn(&str) -> bool| -> Vec<(usize, usize)> {
        places.iter().copied().filter(|(file, line)| same(&lines[*file][*line])).collect()
    };
    match what % 8 {
        0 => drop(changed.drain(entry(&lines[file], line))),
        1 => {
            let depth = indent(&changed[line]);
            let Some((from, at)) = bytes.pick(&alike(&|other| indent(other) == depth)) else { return };
            let copied = lines[from][entry(&lines[from], at)].to_vec();
            let end = entry(&changed, line).end;
            changed.splice(end..end, copied);
        }
        2 | 3 if has_value => {
            let Some((from, at)) = bytes.pick(&alike(&|other| parts(other).0 == key)) else { return };
            changed[line] = format!("{}{}", head(&changed[line]), parts(&lines[from][at]).1);
        }
        2 | 3 => {
            let Some((from, at)) = bytes.pick(&alike(&|other| parts(other).0 == key)) else { return };
            let depth = indent(&changed[line]);
            let copied = reindented(&lines[from][entry(&lines[from], at)], depth);
            changed.splice(entry(&lines[file], line), copied);
        }
        4 => {
            let Some(value) = bytes.pick(VALUES) else { return };
            changed[line] = format!("{}{value}", head(&changed[line]));
        }
        5 | 6 => {
            let (Some(name), everywhere) = (bytes.pick(NAMES), what % 8 == 6) else { return };
            if !everywhere {
                changed[line] = changed[line].replacen(&key, name, 1);
            } else if key.len() > 3 {
                files.iter_mut().for_each(|file| file.text = renamed(&file.text, &key, name));
                return;
            }
        }
        _ => {
            let (Some(key), Some(value)) = (bytes.pick(KEYS), bytes.pick(VALUES)) else { return };
            let indent = " ".repeat(indent(&changed[line]));
            changed.insert(line, format!("{indent}{key}: {value}"));
        }
    }
    files[file].text = text(&changed);
}

fn text(lines: &[String]) -> String {
    lines.iter().fold(String::new(), |text, line| text + line + "\n")
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Key and value of a line.
fn parts(line: &str) -> (&str, &str) {
    let (key, value) = line.split_once(':').unwrap_or((line, ""));
    (key.trim(), value.trim())
}

/// A line up to its value.
fn head(line: &str) -> String {
    line.split_once(':').map_or(String::new(), |(key, _)| format!("{key}: "))
}

/// The lines of an entry: its own, and those that are further in.
fn entry(lines: &[String], line: usize) -> std::ops::Range<usize> {
    let further = |other: &String| other.trim().is_empty() || indent(other) > indent(&lines[line]);
    let end = lines[line + 1..].iter().position(|other| !further(other)).map_or(lines.len(), |count| line + 1 + count);
    line..end
}

fn reindented(lines: &[String], depth: usize) -> Vec<String> {
    let before = lines.first().map_or(0, |line| indent(line));
    let moved = |line: &String| format!("{}{}", " ".repeat(depth), line.get(before..).unwrap_or_default());
    lines.iter().map(moved).collect()
}

/// Replaces a word, where it is not a part of a longer one.
fn renamed(text: &str, word: &str, name: &str) -> String {
    let letter = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let (mut result, mut rest) = (String::new(), text);
    while let Some(at) = rest.find(word) {
        let (before, after) = (&rest[..at], &rest[at + word.len()..]);
        let whole = !before.ends_with(letter) && !after.starts_with(letter);
        let _ = write!(result, "{before}{}", if whole { name } else { word });
        rest = after;
    }
    result + rest
}

/// Asserts that a diagnostic is one line, and that its places are in their files.
pub(crate) fn assert_in_place(found: &Diagnostic, sources: &SourceMap) {
    let secondary = found.secondary.iter().map(|label| label.span);
    let spans = secondary.chain([found.primary.span]).chain(found.fix.as_ref().map(|fix| fix.span));
    // What is missing altogether has no place.
    for Span { file, start, end } in spans.filter(|_| found.absent.is_none()) {
        let (_, file) = sources.iter().find(|(id, _)| *id == file).unwrap_or_else(|| panic!("no file: {found:?}"));
        let part = file.text.get(start as usize..end as usize);
        assert!(part.is_some(), "{} {start}..{end} of {}: {found:?}", file.path, file.text.len());
    }
    assert!(!found.message.is_empty() && !found.message.contains('\n'), "{found:?}");
}

/// Keys that entries may have.
const KEYS: &[&str] = &[
    "doc",
    "type",
    "presence",
    "default",
    "range",
    "length",
    "items",
    "pattern",
    "aliases",
    "lenient",
    "header",
    "encoded_by",
    "boxed",
    "deprecated",
    "rust_name",
    "rust_method",
    "source",
    "errata",
    "allow",
    "required_when",
    "requires",
    "enum",
    "of",
    "case",
    "id",
    "union",
    "tag",
    "content",
    "fields",
    "values",
    "variants",
    "body",
    "media",
    "slash",
    "idempotent",
    "host",
    "auth",
    "permissions",
    "body_limit",
    "errors",
    "responses",
    "paging",
    "waiter",
    "conditional",
    "lease",
    "query",
    "headers",
    "cookies",
    "style",
    "path",
    "http",
    "family",
    "group",
    "error_style",
    "interval",
    "not_found",
    "wait",
    "lost",
];

/// Values of all kinds.
const VALUES: &[&str] = &[
    "string",
    "int32",
    "int64",
    "double",
    "boolean",
    "secret",
    "file",
    "any",
    "epoch_seconds_text",
    "epoch_millis",
    "epoch_seconds",
    "list<string>",
    "map<string>",
    "list<any>",
    "map<list<int64>>",
    "list<Book>",
    "Book",
    "Shape",
    "required",
    "optional",
    "nullable",
    "clearable",
    "open",
    "closed",
    "true",
    "false",
    "null",
    "0",
    "1",
    "-1",
    "200",
    "404",
    "1..",
    "..1",
    "0..0",
    "1..3",
    "-9223372036854775808..9223372036854775807",
    "2..1",
    "[]",
    "[a]",
    "[a, a]",
    "[\"\"]",
    "[self, Self]",
    "{}",
    "{ a: [b] }",
    "{ type: string }",
    "\"\"",
    "\" \"",
    "\"a b\"",
    "ä",
    "\"*/ //! \\\"\"",
    "\"`]( <b> {x} \\\\\"",
    "\"\\u0000\"",
    "\"\\u202e\"",
    "\"# Errors\"",
    "\"^a*$\"",
    "\"[\"",
    "GET /",
    "GET /{a}/{a}",
    "POST /a/{self}/b",
    "GET /v1/{x}/",
    "DELETE /{type}-{a}...{b}.c",
    "multipart",
    "form",
    "numbers",
    "strings",
    "1e400",
    "0.1",
    "99999999999999999999",
    "upper",
    "lower",
    "string",
    "integer",
    "offset",
    "page",
    "seconds",
    "empty",
    "none",
    "~",
];

/// Names that are hard to write in some language.
const NAMES: &[&str] = &[
    "self",
    "Self",
    "type",
    "r#type",
    "new",
    "a-b",
    "a_b",
    "aB",
    "AB",
    "Ab",
    "a b",
    "a.b",
    "1",
    "1a",
    "_",
    "__",
    "_a",
    "ä",
    "ß",
    "Option",
    "String",
    "Vec",
    "Box",
    "Result",
    "Ok",
    "Default",
    "extra",
    "Extra",
    "body",
    "call",
    "core",
    "client",
    "send",
    "header",
    "items",
    "pages",
    "wait",
    "default",
    "unknown",
    "Unknown",
    "required",
    "Required",
    "crate",
    "super",
    "async",
    "gen",
    "union",
    "x",
    "X",
    "XRequired",
    "clone",
    "into",
    "from",
    "as_str",
    "meta",
    "v1",
    "list",
    "get",
    "key",
    "value",
    "serde",
    "runtime",
    "std",
    "core_",
    "\"\"",
    "\"a\\nb\"",
    "\"*\"",
    "'",
    "#",
    "&a",
];
