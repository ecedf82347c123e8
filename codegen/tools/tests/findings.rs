//! What comes of findings: levels, formats for programs, and what is mended by itself.

#[path = "findings/mending.rs"]
mod mending;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;
use specwright_tools::diagnostics::{Family, Severity};
use specwright_tools::findings::{self, Findings, Level, Levels, Report, Status};
use specwright_tools::lint;
use specwright_tools::source::SourceMap;

const UPDATE: &str = "UPDATE_DOCS=1 cargo test -p specwright-tools --test tools findings";

/// An edit of the base: the file, what stands there exactly once, and what comes instead.
type Edit = (&'static str, &'static str, &'static str);

/// A warning in each of two files, one that can be mended by itself and one that is allowed.
const MIXED: &[Edit] = &[
    ("things.yaml", "errors: [400, 404]", "errors: [404, 400]"),
    (
        "things.yaml",
        "doc: What it looks like.",
        "doc: The color.\n        allow: { repetitive-doc: \"Reason: 100 %.\" }",
    ),
    ("shared.yaml", "doc: Name of the label.", "doc: Größe, Name of the label"),
];

/// A mistake that keeps nothing from being read.
const MISTAKE: Edit = ("things.yaml", "range: 1..100", "range: 1..5");

fn base() -> SourceMap {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics/base");
    SourceMap::read(&directory, "spec").unwrap()
}

fn edited(edits: &[Edit]) -> SourceMap {
    changed(|path, text| {
        for (_, from, to) in edits.iter().filter(|(file, ..)| *file == path) {
            assert_eq!(text.matches(from).count(), 1, "{path} contains {from:?} not exactly once");
            *text = text.replace(from, to);
        }
    })
}

fn changed(change: impl Fn(&str, &mut String)) -> SourceMap {
    let base = base();
    let files = base.iter().map(|(_, file)| {
        let mut file = file.clone();
        change(&file.path, &mut file.text);
        file
    });
    SourceMap::new("spec", files.collect())
}

fn text(sources: &SourceMap, path: &str) -> String {
    sources.iter().find(|(_, file)| file.path == path).unwrap().1.text.clone()
}

fn report(edits: &[Edit], levels: &Levels) -> Report {
    let sources = edited(edits);
    Report::of(&lint(&sources).at(levels), &sources)
}

fn levels(chosen: &[(&str, Level)]) -> Levels {
    let mut levels = Levels::default();
    chosen.iter().for_each(|(name, level)| levels.set(name, *level).unwrap());
    levels
}

fn rules(findings: &Findings) -> Vec<(Severity, &'static str)> {
    findings.all().iter().map(|found| (found.severity, found.rule.id())).collect()
}

/// Compares a file with what it has to be. With `UPDATE_DOCS` set, writes it anew.
fn keep(path: &str, wanted: &str) {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let present = std::fs::read_to_string(&path).unwrap_or_default();
    if present != wanted && std::env::var_os("UPDATE_DOCS").is_some() {
        specwright_tools::output::replace(&path, wanted).unwrap();
        return;
    }
    assert!(present == wanted, "{} is out of date: run `{UPDATE}` and look at the difference", path.display());
}

fn snapshot(name: &str, shown: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("findings");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, shown));
}

// Rules

#[test]
fn the_page_lists_all_rules_by_family() {
    const PAGE: &str = "../../docs/lint.md";
    let present = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE)).unwrap();
    let mut list = String::new();
    for family in Family::ALL {
        list.push_str(&format!(
            "### {}\n\n{}\n\n| rule | level | what it says |\n|---|---|---|\n",
            family.as_str(),
            family.about()
        ));
        for info in specwright_tools::rules().into_iter().filter(|info| info.family() == *family) {
            let mended = if info.is_fixable() { ", `--fix`" } else { "" };
            let says = info.explanation().replace('|', "\\|");
            list.push_str(&format!("| `{}` | {}{mended} | {says} |\n", info.id(), info.severity().as_str()));
        }
        list.push('\n');
    }
    let (before, rest) = present.split_once("<!-- rules -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- end -->").unwrap();
    keep(PAGE, &format!("{before}<!-- rules -->\n\n{list}<!-- end -->{after}"));
}

#[test]
fn names_of_rules_and_families_are_not_mixed_up() {
    let mut seen: BTreeSet<&str> = ["warnings"].into();
    let names = specwright_tools::rules()
        .into_iter()
        .map(|info| info.id())
        .chain(Family::ALL.iter().map(|family| family.as_str()));
    for name in names {
        assert!(seen.insert(name), "two things are called {name}");
    }
    for family in Family::ALL {
        assert!(
            specwright_tools::rules().into_iter().any(|info| info.family() == *family),
            "{} has no rule",
            family.as_str()
        );
    }
}

#[test]
fn only_warnings_are_mended_by_themselves() {
    assert!(
        specwright_tools::rules().into_iter().all(|info| !info.is_fixable() || info.severity() == Severity::Warning)
    );
}

// Levels

#[test]
fn the_last_level_of_a_rule_wins() {
    let found = |chosen: &[(&str, Level)]| rules(&lint(&edited(MIXED)).at(&levels(chosen)));
    let (error, warning) = (Severity::Error, Severity::Warning);
    assert_eq!(found(&[]), [(warning, "unfinished-doc"), (warning, "unsorted-list")]);
    assert_eq!(found(&[("warnings", Level::Deny)]), [(error, "unfinished-doc"), (error, "unsorted-list")]);
    assert_eq!(
        found(&[("warnings", Level::Deny), ("lists", Level::Warn)]),
        [(error, "unfinished-doc"), (warning, "unsorted-list")]
    );
    assert_eq!(found(&[("lists", Level::Deny), ("warnings", Level::Allow)]), []);
    assert_eq!(
        found(&[("descriptions", Level::Allow), ("unfinished-doc", Level::Deny)]),
        [(error, "unfinished-doc"), (warning, "unsorted-list")]
    );
}

#[test]
fn errors_stay_errors_at_every_level() {
    let mut levels = levels(&[("warnings", Level::Allow), ("values", Level::Allow), ("bad-default", Level::Deny)]);
    let refused = levels.set("bad-default", Level::Warn).unwrap_err();
    assert_eq!(refused, "`bad-default` is an error and cannot be lowered, because errors prevent generation");
    let refused = levels.set("ledger", Level::Allow).unwrap_err();
    assert_eq!(refused, "`ledger` has only errors, which cannot be lowered, because errors prevent generation");
    assert_eq!(rules(&lint(&edited(&[MISTAKE])).at(&levels)), [(Severity::Error, "bad-default")]);
}

#[test]
fn a_level_for_something_unknown_names_the_nearest() {
    let refused = |name: &str| Levels::default().set(name, Level::Deny).unwrap_err();
    assert_eq!(
        refused("unsorted-lists"),
        "there is no rule and no family `unsorted-lists`; did you mean `unsorted-list`?"
    );
    assert_eq!(refused("warning"), "there is no rule and no family `warning`; did you mean `warnings`?");
    assert_eq!(refused("everything"), "there is no rule and no family `everything`; `lint --list-rules` lists them");
}

// Formats

#[test]
fn errors_and_warnings_come_out_together_errors_first() {
    let edits = [MIXED, &[MISTAKE]].concat();
    let report = report(&edits, &Levels::default());
    assert_eq!(report.status, Status::Findings);
    snapshot("short", &findings::short(&report));
    snapshot("github", &findings::github(&report));
}

#[test]
fn what_cannot_be_read_has_no_warnings_beside_it() {
    let edits = [MIXED, &[("things.yaml", "type: Order", "type: Odrer")]].concat();
    assert_eq!(rules(&lint(&edited(&edits))), [(Severity::Error, "unknown-type")]);
}

#[test]
fn errors_of_the_ledger_come_out_beside_warnings() {
    let edits = [MIXED, &[("ledger/things.yaml", "integer, optional", "integer, perhaps")]].concat();
    let found = rules(&lint(&edited(&edits)));
    assert_eq!(found.first(), Some(&(Severity::Error, "bad-ledger-row")));
    assert!(found.contains(&(Severity::Warning, "unsorted-list")));
}

#[test]
fn warnings_alone_are_clean_until_they_are_denied() {
    let levels = levels(&[("lists", Level::Deny)]);
    assert_eq!(report(MIXED, &Levels::default()).status, Status::Clean);
    assert_eq!(report(MIXED, &levels).status, Status::Findings);
    assert_eq!(report(&[], &levels).status, Status::Clean);
}

#[test]
fn json_keeps_to_its_schema() {
    let json = serde_json::to_string_pretty(&report(MIXED, &Levels::default())).unwrap();
    snapshot("json", &json);
    let schema = specwright_tools::schema("lint").unwrap();
    keep("../../docs/lint.schema.json", &(serde_json::to_string_pretty(&schema).unwrap() + "\n"));
}

#[test]
fn a_file_that_is_missing_has_a_place_all_the_same() {
    let base = base();
    let files = base.iter().filter(|(_, file)| file.path != "sources.yaml").map(|(_, file)| file.clone()).collect();
    let sources = SourceMap::new("spec", files);
    let report = Report::of(&lint(&sources), &sources);
    let short = findings::short(&report);
    assert_eq!(short, "spec/sources.yaml:1:1: error[missing-file]: the specification has no file `sources.yaml`\n");
    structure(&findings::sarif(&report));
}

#[test]
fn annotations_are_few_and_say_what_is_left() {
    let sources = changed(|path, text| {
        if path == "things.yaml" {
            for index in 0..12 {
                let field = format!(
                    "      extra{index}:\n        type: string\n        presence: optional\n        doc: \"An,y: 100 %\"\n"
                );
                *text = text.replacen("      manual:\n", &format!("{field}      manual:\n"), 1);
            }
        }
    });
    let github = findings::github(&Report::of(&lint(&sources), &sources));
    let lines: Vec<&str> = github.lines().collect();
    assert_eq!(lines.len(), 11, "{github}");
    assert!(lines[0].starts_with("::warning file=spec/things.yaml,line="), "{}", lines[0]);
    assert!(lines[0].contains("title=unfinished-doc::spec/things.yaml:"), "{}", lines[0]);
    assert_eq!(lines[10], "::notice::2 more; 'lint' shows them");
}

#[test]
fn sarif_has_what_code_scanning_needs() {
    let edits = [MIXED, &[MISTAKE]].concat();
    let sarif = findings::sarif(&report(&edits, &Levels::default()));
    structure(&sarif);
    let mut results = sarif["runs"][0]["results"].clone();
    for result in results.as_array_mut().unwrap() {
        // Moves with every new rule, and is held against the rules above.
        result.as_object_mut().unwrap().remove("ruleIndex");
    }
    snapshot("sarif", &serde_json::to_string_pretty(&results).unwrap());
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), specwright_tools::rules().len());
}

#[test]
fn fingerprints_stay_when_lines_move_and_levels_change() {
    let prints = |edits: &[Edit], levels: &Levels| -> Vec<Value> {
        let sarif = findings::sarif(&report(edits, levels));
        let results = sarif["runs"][0]["results"].as_array().unwrap().iter();
        results.map(|result| result["partialFingerprints"].clone()).collect()
    };
    let before = prints(MIXED, &Levels::default());
    assert_eq!(before.iter().map(Value::to_string).collect::<BTreeSet<_>>().len(), before.len(), "{before:?}");
    let moved = [
        MIXED,
        &[("shared.yaml", "types:\n", "\n\n# Moved.\ntypes:\n"), ("things.yaml", "operations:\n", "\n\noperations:\n")],
    ];
    assert_eq!(prints(&moved.concat(), &levels(&[("warnings", Level::Deny)])), before);
}

/// Asserts what the schema of SARIF 2.1.0 requires of the parts that are used.
fn structure(sarif: &Value) {
    let text = |value: &Value| assert!(value.as_str().is_some_and(|text| !text.is_empty()), "no text: {value}");
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    text(&run["tool"]["driver"]["name"]);
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for rule in rules {
        text(&rule["id"]);
        text(&rule["shortDescription"]["text"]);
        text(&rule["fullDescription"]["text"]);
        text(&rule["help"]["text"]);
        assert!(["error", "warning"].contains(&rule["defaultConfiguration"]["level"].as_str().unwrap()));
    }
    let location = |location: &Value| {
        let place = &location["physicalLocation"];
        text(&place["artifactLocation"]["uri"]);
        let number = |key: &str| place["region"][key].as_u64().unwrap();
        let (start, end) = ((number("startLine"), number("startColumn")), (number("endLine"), number("endColumn")));
        assert!(start.0 >= 1 && start.1 >= 1 && start <= end, "{place}");
    };
    for result in run["results"].as_array().unwrap() {
        text(&result["message"]["text"]);
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        result["locations"].as_array().unwrap().iter().for_each(location);
        for related in result["relatedLocations"].as_array().into_iter().flatten() {
            location(related);
            text(&related["message"]["text"]);
        }
        for fix in result["fixes"].as_array().into_iter().flatten() {
            for change in fix["artifactChanges"].as_array().unwrap() {
                text(&change["artifactLocation"]["uri"]);
                let replacements = change["replacements"].as_array().unwrap();
                assert!(!replacements.is_empty());
                assert!(replacements.iter().all(|replacement| replacement["deletedRegion"]["startLine"].is_u64()));
            }
        }
        for suppression in result["suppressions"].as_array().into_iter().flatten() {
            assert_eq!(suppression["kind"], "inSource");
            text(&suppression["justification"]);
        }
    }
}
