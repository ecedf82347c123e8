//! The specification in `constructs/`, and what follows from it.

use std::collections::BTreeMap;

use serde_json::Value;
use specwright_tools::coverage::text;
use specwright_tools::diagnostics::{Diagnostic, Style, render};
use specwright_tools::source::{SourceFile, SourceMap};
use specwright_tools::{OpenApiVersion, Specification, analyze, coverage, generate, openapi};

use super::format::Line;
use super::items;

/// Where the constructs lie, from the root of the workspace.
const DIRECTORY: &str = "tests/constructs";

pub(crate) struct Constructs {
    files: Vec<SourceFile>,
    generated: BTreeMap<String, String>,
    openapi: Value,
}

impl Constructs {
    pub(crate) fn read() -> Constructs {
        let sources = SourceMap::read(&servicestage_tests::workspace().join(DIRECTORY), DIRECTORY);
        let files: Vec<SourceFile> =
            sources.unwrap_or_else(|error| panic!("{error}")).iter().map(|(_, file)| file.clone()).collect();
        let (specification, warnings) =
            analyzed(&files).unwrap_or_else(|report| panic!("{DIRECTORY} has mistakes:\n{report}"));
        assert_eq!(warnings, "", "{DIRECTORY} could be better");
        let generated = generated(&specification);
        Constructs { generated, openapi: openapi(&specification, OpenApiVersion::V31), files }
    }

    /// The names of the constructs: the files without directory, number and ending.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.texts().map(|(name, _)| name)
    }

    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().filter_map(|file| {
            let stem = file.path.strip_suffix(".yaml")?;
            let stem = stem.strip_prefix("ledger/").unwrap_or(stem);
            let name = stem.split_once('-').filter(|(number, _)| number.parse::<u32>().is_ok());
            Some((name.map_or(stem, |(_, name)| name), file.text.as_str()))
        })
    }

    fn text(&self, name: &str) -> Result<&str, String> {
        let found = self.texts().find(|(known, _)| *known == name);
        found.map(|(_, text)| text).ok_or_else(|| format!("there is no construct `{name}` in {DIRECTORY}"))
    }

    /// What a marker asks for, in a fence.
    pub(crate) fn block(&self, marker: &str) -> Result<String, String> {
        let mut words = marker.split(' ');
        let (name, kind) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let rest: Vec<&str> = words.collect();
        let text = self.text(name)?;
        let fenced = |language: &str, text: &str| format!("```{language}\n{}\n```\n", text.trim_end());
        match (kind, rest.as_slice()) {
            ("yaml", []) => Ok(fenced("yaml", &snippet(text, "")?)),
            ("yaml", [label]) => Ok(fenced("yaml", &snippet(text, label)?)),
            ("example", [file]) => {
                let path = format!("examples/{file}.json");
                let found = self.files.iter().find(|file| file.path == path);
                Ok(fenced("json", &found.ok_or_else(|| format!("there is no {path}"))?.text))
            }
            ("openapi", [pointer]) => {
                let found = self.openapi.pointer(pointer);
                let found = found.ok_or_else(|| format!("the export has nothing at {pointer}"))?;
                Ok(fenced("json", &serde_json::to_string_pretty(found).unwrap_or_default()))
            }
            ("coverage", []) => Ok(fenced("text", &covered(&self.files))),
            ("names", [kind]) => self.names_table(name, text, kind),
            ("types", others) => self.types_table([&[name], others].concat().as_slice()),
            ("mistake", _) => Ok(fenced("text", &self.mistake(name, &quoted(marker)?)?)),
            ("change", _) => Ok(fenced("diff", &self.change(name, &quoted(marker)?)?)),
            (_, [_, ..]) => {
                let path = path(name, text, kind)?;
                let file = self.generated.get(&path).ok_or_else(|| format!("{path} is not generated"))?;
                Ok(fenced("rust", &items::pick(file, &rest).map_err(|fault| format!("{path}: {fault}"))?))
            }
            _ => Err(format!("`{marker}` says too little or too much")),
        }
    }

    /// The files of which something is shown.
    pub(crate) fn shown(&self, markers: &[String]) -> Vec<(String, Vec<Line>)> {
        let mut shown = Vec::new();
        for marker in markers.iter().filter_map(|marker| marker.strip_prefix("construct: ")) {
            let words: Vec<&str> = marker.split(' ').collect();
            let (name, label) = match words.as_slice() {
                [name, "yaml"] => (*name, ""),
                [name, "yaml", label] => (*name, *label),
                _ => continue,
            };
            let Ok(text) = self.text(name) else { continue };
            let mut inside = false;
            let line = |line: &str| {
                if let Some(found) = opening(line) {
                    inside = found == label;
                } else if line.trim() == "# <<<" {
                    inside = false;
                }
                Line { text: line.to_owned(), shown: inside }
            };
            shown.push((name.to_owned(), text.lines().map(line).collect()));
        }
        shown
    }

    /// The files with one text of a construct replaced.
    fn replaced(&self, name: &str, [from, to]: &[&str; 2]) -> Result<Vec<SourceFile>, String> {
        let original = self.text(name)?;
        if original.matches(from).count() != 1 {
            return Err(format!("`{from}` does not stand exactly once in the construct `{name}`"));
        }
        let edit = |file: &SourceFile| {
            let text = if file.text == original { file.text.replace(from, to) } else { file.text.clone() };
            SourceFile { path: file.path.clone(), text }
        };
        Ok(self.files.iter().map(edit).collect())
    }

    fn mistake(&self, name: &str, replacement: &[&str; 2]) -> Result<String, String> {
        let report = match analyzed(&self.replaced(name, replacement)?) {
            Ok((_, warnings)) => warnings,
            Err(errors) => errors,
        };
        if report.is_empty() { Err(format!("`{}` is no mistake", replacement[1])) } else { Ok(report) }
    }

    fn change(&self, name: &str, replacement: &[&str; 2]) -> Result<String, String> {
        let files = self.replaced(name, replacement)?;
        let (specification, _) = analyzed(&files).map_err(|report| format!("the change is a mistake:\n{report}"))?;
        let mut text = String::new();
        for (before, after) in self.files.iter().zip(&files).filter(|(before, after)| before.text != after.text) {
            difference(&format!("{DIRECTORY}/{}", before.path), &before.text, &after.text, &mut text);
        }
        // The OpenAPI document is shown on its own.
        for (path, after) in generated(&specification).into_iter().filter(|(path, _)| !path.ends_with(".json")) {
            let before = self.generated.get(&path).cloned().unwrap_or_default();
            if before != after {
                difference(&format!("generated/{path}"), &before, &after, &mut text);
            }
        }
        Ok(text)
    }

    /// Which types in Rust and JSON follow from the type expressions of some structs.
    fn types_table(&self, names: &[&str]) -> Result<String, String> {
        let mut rows: Vec<String> = Vec::new();
        for name in names {
            let text = self.text(name)?;
            let file = self.generated.get(&path(name, text, "model")?).ok_or("no model")?;
            let (mut ty, mut field) = (String::new(), String::new());
            for line in snippet(text, "")?.lines() {
                match (line.len() - line.trim_start().len(), line.trim_end_matches(':').trim_start()) {
                    (0, name) => name.clone_into(&mut ty),
                    (4, name) => name.clone_into(&mut field),
                    _ => {}
                }
                let Some(expression) = line.strip_prefix("      type: ") else { continue };
                let definition = items::pick(file, &[&ty])?;
                let (start, end) = (format!("    pub {field}: "), ",");
                let rust = definition.lines().find_map(|line| line.strip_prefix(&start)?.strip_suffix(end));
                let rust = rust.ok_or_else(|| format!("the model of `{name}` has no field `{field}`"))?;
                let rust = rust.strip_prefix("Option<").and_then(|rest| rest.strip_suffix('>')).unwrap_or(rust);
                let json = json_type(&self.component(text, &ty)["properties"][&field]);
                let row = format!("| `{expression}` | `{rust}` | {json} |\n");
                if !rows.contains(&row) {
                    rows.push(row);
                }
            }
        }
        Ok(format!("| type expression | Rust | JSON |\n|---|---|---|\n{}", rows.concat()))
    }

    /// A type of a construct in the OpenAPI export.
    fn component(&self, text: &str, ty: &str) -> &Value {
        let family = key(text, "family").unwrap_or_default();
        let initial: String = family.chars().take(1).flat_map(char::to_uppercase).collect();
        let rest: String = family.chars().skip(1).collect();
        &self.openapi["components"]["schemas"][format!("{initial}{rest}{ty}")]
    }

    /// Which names follow from the names of a struct's fields or an enum's values.
    fn names_table(&self, construct: &str, text: &str, kind: &str) -> Result<String, String> {
        let snippet = snippet(text, kind)?;
        let ty = snippet.split(':').next().unwrap_or_default().trim();
        let file = self.generated.get(&path(construct, text, "model")?).ok_or("no model")?;
        let rust_name = snippet.lines().find_map(|line| line.strip_prefix("  rust_name: ")).unwrap_or(ty);
        let schema = self.component(text, ty);
        let entries: Vec<(&String, &str)> = if kind == "fields" {
            let properties = schema["properties"].as_object().into_iter().flatten();
            properties.map(|(name, field)| (name, field["description"].as_str().unwrap_or_default())).collect()
        } else {
            let values = schema["x-spec-values"].as_object().into_iter().flatten();
            values.map(|(name, doc)| (name, doc.as_str().unwrap_or_default())).collect()
        };
        let definition = items::pick(file, &[rust_name])?;
        let inner = |line: &&str| line.starts_with("    ") && !line.starts_with("    /") && !line.starts_with("    #");
        let name = |line: &str| {
            line.trim().trim_start_matches("pub ").split([':', ',', '(']).next().unwrap_or_default().to_owned()
        };
        let names: Vec<String> = definition.lines().filter(inner).map(name).collect();
        let setters: Vec<String> = match kind {
            "fields" => items::pick(file, &[&format!("{rust_name}::*")])?
                .lines()
                .filter_map(|line| line.strip_prefix("    pub fn "))
                .filter(|line| !line.starts_with("new("))
                .map(|line| line.split('(').next().unwrap_or_default().to_owned())
                .collect(),
            _ => Vec::new(),
        };
        let setter = |index: usize| setters.get(index).map(|setter| format!(" `{setter}` |")).unwrap_or_default();
        let mut table = match kind {
            "fields" => "| in the specification | field | setter | rule |\n|---|---|---|---|\n".to_owned(),
            _ => "| in the specification | variant | rule |\n|---|---|---|\n".to_owned(),
        };
        for (index, ((wire, rule), rust)) in entries.iter().zip(&names).enumerate() {
            table.push_str(&format!("| `{wire}` | `{rust}` |{} {rule} |\n", setter(index)));
        }
        Ok(table)
    }

    /// The built-in types, from the help that is given for an unknown one.
    pub(crate) fn built_in_types(&self) -> Vec<String> {
        let files = self.replaced("first", &["type: string\n        presence", "type: Zzz\n        presence"]).unwrap();
        let problems = analyze(&SourceMap::new(DIRECTORY, files)).unwrap_err();
        let help: Vec<&str> = problems.iter().flat_map(|problem| &problem.help).map(String::as_str).collect();
        let list =
            help.iter().find_map(|help| help.split_once("built-in type: ")).unwrap_or_else(|| panic!("{help:?}")).1;
        list.split(", ").map(|name| name.trim_matches('`').to_owned()).collect()
    }
}

/// The specification with its warnings, or else the errors.
fn analyzed(files: &[SourceFile]) -> Result<(Specification, String), String> {
    let sources = SourceMap::new(DIRECTORY, files.to_vec());
    let report = |found: &[Diagnostic]| render(found, &sources, Style::Plain);
    let specification = analyze(&sources).map_err(|errors| report(&errors))?;
    coverage(&specification, &sources).map_err(|errors| report(&errors))?;
    let warnings = report(&specification.warnings);
    Ok((specification, warnings))
}

/// How much of the ledger is covered, in words.
fn covered(files: &[SourceFile]) -> String {
    let (specification, _) = analyzed(files).unwrap_or_else(|report| panic!("{report}"));
    let report = coverage(&specification, &SourceMap::new(DIRECTORY, files.to_vec()));
    text(&report.unwrap_or_default().unwrap_or_default(), true)
}

fn generated(specification: &Specification) -> BTreeMap<String, String> {
    generate(specification).unwrap_or_else(|bug| panic!("{bug}"))
}

/// What a value of a schema is in JSON, in words.
fn json_type(schema: &Value) -> &'static str {
    let name = schema["type"].as_str().or_else(|| schema["type"][0].as_str());
    match name.unwrap_or_default() {
        "string" => "string",
        "integer" => "integer",
        "number" => "number",
        "boolean" => "`true` or `false`",
        "array" => "list",
        "object" => "object",
        _ => "any value",
    }
}

/// The label of a line that begins a snippet.
fn opening(line: &str) -> Option<&str> {
    line.trim().strip_prefix("# >>>").map(str::trim)
}

/// The part of a file between `# >>> LABEL` and `# <<<`, without the indentation of all its lines.
fn snippet(text: &str, label: &str) -> Result<String, String> {
    let from = text.lines().skip_while(|line| opening(line) != Some(label)).skip(1);
    let lines: Vec<&str> = from.take_while(|line| line.trim() != "# <<<").collect();
    let indent = |line: &&&str| line.len() - line.trim_start().len();
    let shallow = lines.iter().filter(|line| !line.is_empty()).map(|line| indent(&line)).min();
    let shallow = shallow.ok_or_else(|| format!("no snippet `# >>> {label}`"))?;
    let lines: Vec<&str> = lines.into_iter().map(|line| line.get(shallow..).unwrap_or_default()).collect();
    Ok(lines.join("\n"))
}

/// The value of a key of the whole file.
fn key<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": "))
}

/// The generated file that a construct goes into.
fn path(name: &str, text: &str, kind: &str) -> Result<String, String> {
    let family = key(text, "family").unwrap_or_default();
    let group = key(text, "group").unwrap_or_default();
    Ok(match (kind, name) {
        ("client", "api") => "client/src/builder.rs".to_owned(),
        ("meta", "api") => "model/src/meta.rs".to_owned(),
        ("error_codes", _) => "model/src/error_codes.rs".to_owned(),
        ("regions", _) => "client/src/regions.rs".to_owned(),
        ("meta", _) => format!("model/src/meta/{family}.rs"),
        ("validation", _) => format!("server/src/{family}/schema.rs"),
        ("model", _) if group.is_empty() => "model/src/shared.rs".to_owned(),
        ("model" | "client" | "server", _) => format!("{kind}/src/{family}/{group}.rs"),
        _ => return Err(format!("there is no kind of block `{kind}`")),
    })
}

/// The two texts in quotes at the end of a marker.
fn quoted(marker: &str) -> Result<[&str; 2], String> {
    let parts: Vec<&str> = marker.split('"').collect();
    match parts.as_slice() {
        [_, from, _, to, ""] => Ok([from, to]),
        _ => Err(format!("`{marker}` needs two texts in double quotes")),
    }
}

/// The lines that differ, by the longest common subsequence.
fn difference(path: &str, before: &str, after: &str, text: &mut String) {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let mut common = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] =
                if old[i] == new[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    text.push_str(&format!("--- {path}\n"));
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            (i, j) = (i + 1, j + 1);
        } else if i < old.len() && (j == new.len() || common[i + 1][j] >= common[i][j + 1]) {
            text.push_str(&format!("-{}\n", old[i]));
            i += 1;
        } else {
            text.push_str(&format!("+{}\n", new[j]));
            j += 1;
        }
    }
}
