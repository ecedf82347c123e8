//! What a change of the specification means: the answers to typical edits, which are also the table of
//! `docs/spec-changes.md`, and what holds for any change.

#[path = "diff/any_change.rs"]
mod any_change;
#[path = "diff/exchanges.rs"]
mod exchanges;
#[path = "diff/leaves.rs"]
mod leaves;
#[path = "diff/page.rs"]
mod page;
#[path = "diff/typical.rs"]
mod typical;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::edits::{self, POST, Replacement, WAREHOUSE};
use leaves::{Mutation, Random};
use specwright_tools::diagnostics::{Style, render};
use specwright_tools::diff::{self, Axis, Cause, Crate, Detail, Level, Report, Rule, Rust, Side, Status, Wire};
use specwright_tools::source::{SourceFile, SourceMap};
use specwright_tools::{OpenApiVersion, Specification, analyze};
use typical::{Typical, typical};

type Files = BTreeMap<String, String>;

fn directory(path: &str) -> Files {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let sources = SourceMap::read(&path, "spec").unwrap();
    sources.iter().map(|(_, file)| (file.path.clone(), file.text.clone())).collect()
}

fn base() -> Files {
    directory(WAREHOUSE)
}

fn edited(files: &Files, replace: &[(&str, &str, &str)]) -> Files {
    let mut files = files.clone();
    for (path, from, to) in replace {
        let text = files.get_mut(*path).unwrap_or_else(|| panic!("there is no file {path}"));
        assert_eq!(text.matches(from).count(), 1, "{path} contains {from:?} not exactly once");
        *text = text.replace(from, to);
    }
    files
}

fn sources(files: &Files) -> SourceMap {
    let files = files.iter().map(|(path, text)| SourceFile { path: path.clone(), text: text.clone() });
    SourceMap::new("spec", files.collect())
}

#[track_caller]
fn analyzed(sources: &SourceMap) -> Specification {
    analyze(sources).unwrap_or_else(|problems| panic!("{}", render(&problems, sources, Style::Plain)))
}

/// Compares, with both sides' files.
#[track_caller]
fn compared(old: &Files, new: &Files) -> (Report, SourceMap, SourceMap) {
    let (old, new) = (sources(old), sources(new));
    let report = report(&old, &analyzed(&old), &new, &analyzed(&new));
    (report, old, new)
}

fn report(old: &SourceMap, before: &Specification, new: &SourceMap, after: &Specification) -> Report {
    diff::diff(
        Side { name: "main", specification: before, sources: old },
        Side { name: "change", specification: after, sources: new },
    )
}

fn rules(report: &Report) -> Vec<&str> {
    report.findings.iter().map(|finding| finding.rule.as_str()).collect()
}

#[test]
fn typical_edits_have_these_findings_and_their_mirrors() {
    let mut faults = Vec::new();
    for Typical { edit, reports, .. } in typical() {
        let [report, back] = match reports {
            Ok(reports) => reports,
            Err(problems) => {
                faults.push(format!("{}: {problems}", edit.what));
                continue;
            }
        };
        // Examples have to follow what they show, and types are used for something else.
        let follows = ["example-value-changed", "type-usage-changed"];
        let by_itself = |rule: &&str| !follows.contains(rule) || edit.rules.contains(rule);
        let found: Vec<&str> = rules(report).into_iter().filter(by_itself).collect();
        if found != edit.rules {
            faults.push(format!("{}: {found:?}", edit.what));
        }
        let mirrored: BTreeSet<String> = rules(report).iter().map(|id| Rule::from_id(id).unwrap().mirror()).collect();
        let found: BTreeSet<String> = rules(back).into_iter().map(str::to_owned).collect();
        if mirrored != found {
            faults.push(format!("{} back: {found:?} instead of {mirrored:?}", edit.what));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn findings_say_what_happened_why_it_matters_and_what_to_do() {
    let mut all = String::new();
    for typical in typical() {
        let edit = typical.edit;
        for (heading, report) in [edit.what, "reverse"].into_iter().zip(typical.reports()) {
            // Items of the reverse say the same.
            let is_reverse = heading == "reverse";
            all.push_str(&format!("{} {heading}\n", if is_reverse { "##" } else { "#" }));
            for finding in &report.findings {
                all.push_str(&format!("{}: {}\n", finding.rule, finding.title));
                all.push_str(&format!("  {}: {}\n", finding.wire.as_str(), finding.reason));
                let needs_advice = finding.wire <= Wire::Risky;
                assert_eq!(finding.advice.is_some(), needs_advice, "{}: {finding:?}", edit.what);
                if let Some(advice) = &finding.advice {
                    all.push_str(&format!("  {advice}\n"));
                }
                for item in finding.items.iter().filter(|item| item.verdict < Rust::Patch && !is_reverse) {
                    all.push_str(&format!("  {} {}: {}\n", item.krate.as_str(), item.verdict.as_str(), item.text));
                }
            }
        }
        all.push('\n');
    }
    settings().bind(|| insta::assert_snapshot!("findings", all));
}

fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("diff/snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// Several edits at once.
fn several(what: &[&str]) -> Vec<Replacement> {
    let edits = edits::all().map(|(_, edit)| edit).filter(|edit| what.contains(&edit.what));
    let replace: Vec<Replacement> = edits.flat_map(|edit| edit.replace.iter().copied()).collect();
    assert!(replace.len() >= what.len());
    replace
}

const MIXED: &[&str] = &[
    "A description gets clearer",
    "An optional field of a request becomes required",
    "A required field of a response becomes optional",
    "A limit of a request gets narrower",
    "An operation is deprecated",
    "A closed enum of requests gets a value",
    "A string becomes an open enum",
    "A region is added",
];

#[test]
fn the_text_shows_places_verdicts_and_reasons() {
    let base = base();
    let (report, old, new) = compared(&base, &edited(&base, &several(MIXED)));
    let text = diff::text(&report, &old, &new, Style::Plain, Detail::All);
    settings().bind(|| insta::assert_snapshot!("text", text));
    let usual = diff::text(&report, &old, &new, Style::Plain, Detail::Usual);
    assert!(usual.contains("; --all shows them") && !usual.contains("type-doc-changed"), "{usual}");
}

#[test]
fn annotations_stand_at_lines_of_the_newer_side() {
    let base = base();
    let mut replace = several(MIXED);
    replace.extend(several(&["An optional field of a response is removed"]));
    let (report, ..) = compared(&base, &edited(&base, &replace));
    settings().bind(|| insta::assert_snapshot!("github", diff::github(&report)));
}

#[test]
fn annotations_are_as_many_as_a_step_may_have() {
    let base = base();
    let replaced = base["things.yaml"].replace("presence: required", "presence: optional");
    let mut files = base.clone();
    files.insert(
        "things.yaml".to_owned(),
        replaced.replace("presence: optional\n    responses", "presence: required\n    responses"),
    );
    let (report, ..) = compared(&base, &files);
    let text = diff::github(&report);
    assert!(text.lines().filter(|line| line.starts_with("::error")).count() <= 10, "{text}");
    assert!(text.lines().count() <= 31, "{text}");
}

#[test]
fn json_keeps_to_its_schema_and_says_how_it_ended() {
    let base = base();
    let (report, ..) = compared(&base, &edited(&base, &several(MIXED)));
    let json = serde_json::to_string_pretty(&report.judged(Level::Breaking, Axis::Both)).unwrap();
    settings().bind(|| insta::assert_snapshot!("json", json));
    let schema = serde_json::to_string_pretty(&specwright_tools::schema("diff").unwrap()).unwrap() + "\n";
    page::keep("../../docs/diff.schema.json", &schema);
}

#[test]
fn a_comment_begins_with_what_it_comes_to() {
    let base = base();
    let (report, ..) = compared(&base, &edited(&base, &several(MIXED)));
    let page = diff::markdown(&report, Some("https://example.com/blob/change"));
    settings().bind(|| insta::assert_snapshot!("markdown", page));
    let (nothing, ..) = compared(&base, &base);
    let page = diff::markdown(&nothing, None);
    assert_eq!(page, "<!-- spec-diff -->\n### ✅ The API is the same in `main` and `change`\n");
}

#[test]
fn a_comment_is_never_too_long() {
    let base = base();
    let mut files = base.clone();
    let things = files.get_mut("things.yaml").unwrap();
    let mut types = String::new();
    for index in 0..2000 {
        types.push_str(&format!(
            "  Extra{index}:\n    doc: One of many.\n    fields:\n      a{index}:\n        type: string\n        presence: optional\n        doc: A text.\n"
        ));
    }
    *things = things.replace("types:\n  Thing:\n", &format!("types:\n{types}  Thing:\n"));
    for (old, new) in [(&base, &files), (&files, &base)] {
        let (report, ..) = compared(old, new);
        assert_eq!(report.findings.len(), 2000);
        let page = diff::markdown(&report, None);
        assert!(page.len() < 65_536 && page.contains("Left out for its length"), "{}", page.len());
    }
}

#[test]
fn the_same_twice_is_no_change_wherever_it_stands() {
    let base = base();
    assert_eq!(rules(&compared(&base, &base).0), [""; 0]);
    // The vocabulary under another name, and its types among those of a group.
    let mut files = base.clone();
    let shared = files.remove("shared.yaml").unwrap();
    files.insert("vocabulary/labels.yaml".to_owned(), shared);
    assert_eq!(rules(&compared(&base, &files).0), [""; 0]);
}

#[test]
fn a_number_in_another_notation_is_no_change() {
    let weight = "        doc: Weight in grams.\n        errata: [W-1]\n";
    let share = |range: &str, default: &str| {
        let entry = format!("type: double, presence: optional, range: {range}, default: {default}, doc: Share.");
        edited(&base(), &[("things.yaml", weight, &format!("{weight}      share: {{ {entry} }}\n"))])
    };
    let (old, new) = (share("1e2..1e30", "101"), share("100..1.0e30", "101.0"));
    assert_eq!(rules(&compared(&old, &new).0), [""; 0]);
    let more = share("100<..1e30", "102");
    assert_eq!(rules(&compared(&old, &more).0), ["field-constraint-tightened", "field-default-changed"]);
}

#[test]
fn an_erratum_that_moves_along_makes_a_correction() {
    let base = base();
    let edits: &[Replacement] = &[
        (
            "things.yaml",
            "        presence: required\n        doc: Number of all things.\n",
            "        presence: optional\n        doc: Number of all things.\n        errata: [W-2]\n",
        ),
        (
            "things.yaml",
            "errata:\n  W-1:\n",
            "errata:\n  W-2:\n    title: The count is missing.\n    says: [manual 2.2 has it]\n    decision: It is optional.\n    evidence: It was not there.\n    consequence: presence\n  W-1:\n",
        ),
    ];
    let (report, ..) = compared(&base, &edited(&base, edits));
    let finding = report.findings.iter().find(|finding| finding.rule == "field-became-optional").unwrap();
    assert_eq!((finding.cause, finding.wire), (Cause::Correction, Wire::Breaking));
    assert_eq!(finding.errata, ["W-2"]);
    let wire = report.clone().judged(Level::Breaking, Axis::Wire).status;
    assert_eq!(wire, Status::Clean, "the service has been like this all along");
    assert_eq!(report.judged(Level::Breaking, Axis::Rust).status, Status::Findings, "programs notice all the same");
}

#[test]
fn what_a_whole_file_says_is_one_finding() {
    let base = base();
    let host = "hosts:\n  cellar:\n    doc: Below.\n    explicit: https://cellar.example.com\n";
    let added = edited(&base, &[("api.yaml", "hosts:\n", host)]);
    let moved = edited(&added, &[("things.yaml", "host: warehouse", "host: cellar")]);
    let (report, ..) = compared(&added, &moved);
    assert_eq!(rules(&report), ["operation-host-changed"]);
    let finding = &report.findings[0];
    assert_eq!(finding.also.len(), 2, "{finding:?}");
    assert_eq!(finding.new.as_ref().unwrap().line, 7);
}

#[test]
fn what_operations_share_reaches_them() {
    let base = base();
    let all = ["v1.create_thing", "v1.list_things", "v1.delete_thing"];
    for replace in [
        several(&["An authentication scheme gets another header"]),
        several(&["A client parameter has another value at a host"]),
        vec![("api.yaml", "    message: message\n", "    message: text\n")],
        vec![("api.yaml", "doc: Project that the things belong to.", "doc: The project.")],
    ] {
        let (report, ..) = compared(&base, &edited(&base, &replace));
        let [finding] = report.findings.as_slice() else { panic!("{:?}", rules(&report)) };
        let reached: Vec<&str> = finding.reaches.iter().map(|reach| reach.operation.as_str()).collect();
        assert_eq!(reached, all, "{}", finding.rule);
    }
}

#[test]
fn acknowledged_changes_are_shown_and_do_not_fail() {
    let base = base();
    let mut files = edited(&base, &several(&["A path changes"]));
    let list = "acknowledged:\n  v1.delete_thing:\n    operation-path-changed: Nobody uses it yet.\n  v1.Thing:\n    type-opened: It was not.\n";
    files.insert("acknowledged.yaml".to_owned(), list.to_owned());
    let (report, ..) = compared(&base, &files);
    assert_eq!(report.findings[0].acknowledged.as_deref(), Some("Nobody uses it yet."));
    assert_eq!(report.clone().judged(Level::Breaking, Axis::Both).status, Status::Clean);
    let [unused] = report.unused_acknowledgements.as_slice() else { panic!("{report:?}") };
    assert_eq!((unused.rule.as_str(), unused.definition.as_str(), unused.line), ("type-opened", "v1.Thing", 5));
}

#[test]
fn releases_follow_from_the_worst_verdict() {
    let base = base();
    let old = edited(&base, &[("api.yaml", "version: 1.0.0", "version: 0.3.1")]);
    for (what, model, needed) in [
        ("A closed enum of requests gets a value", Rust::Breaking, "0.4.0"),
        ("A field of a request is added, optional", Rust::Minor, "0.3.2"),
        ("A description gets clearer", Rust::Patch, "0.3.2"),
    ] {
        let (report, ..) = compared(&old, &edited(&old, &several(&[what])));
        let release = &report.summary.releases[&Crate::Model];
        assert_eq!((release.verdict, release.needed.as_str(), release.sufficient), (model, needed, false), "{what}");
    }
    let released = edited(&old, &several(&["A closed enum of requests gets a value"]));
    let released = edited(&released, &[("api.yaml", "version: 0.3.1", "version: 0.4.0")]);
    let (report, ..) = compared(&old, &released);
    assert!(report.summary.releases.values().all(|release| release.sufficient));
    assert_eq!(report.summary.releases[&Crate::Client].verdict, Rust::Breaking, "the model is part of the client");
}

#[test]
fn every_rule_has_a_mirror_whose_mirror_it_is() {
    let mut ids = BTreeSet::new();
    for rule in Rule::all() {
        assert!(ids.insert(rule.id()), "{} stands twice", rule.id());
        let mirror = Rule::from_id(&rule.mirror()).unwrap_or_else(|| panic!("{} has no mirror", rule.id()));
        assert_eq!(mirror.mirror(), rule.id());
        assert!(rule.explanation().contains(&mirror.id()));
        for (wire, advice) in rule.wire().into_iter().zip(rule.advice()) {
            assert_eq!(advice.is_empty(), wire >= Wire::Safe, "{} says what to do where something is to do", rule.id());
        }
    }
    assert!(ids.len() > 150, "{}", ids.len());
}

#[test]
fn what_many_types_contain_is_compared_once() {
    // Each type has the next one twice, so 2^60 paths lead to the last.
    const LENGTH: usize = 60;
    let chain = |name: &str, last: &str| {
        let link = |index: usize| {
            let next = if index + 1 < LENGTH { format!("{name}{}", index + 1) } else { last.to_owned() };
            let field = |field: &str| {
                format!(
                    "      {field}:\n        type: {next}\n        presence: required\n        doc: What follows.\n"
                )
            };
            format!("  {name}{index}:\n    doc: One of many.\n    fields:\n{}{}\n", field("one"), field("other"))
        };
        (0..LENGTH).map(link).collect::<String>()
    };
    let types = format!("types:\n{}{}", chain("Link", "string"), chain("Knot", "int32"));
    let side = |body: &str| {
        let body = format!("      200:\n        body: {body}\n");
        edited(&base(), &[("things.yaml", "types:\n", &types), ("things.yaml", "      204: {}\n", &body)])
    };
    let (report, ..) = compared(&side("Link0"), &side("Knot0"));
    let finding = report.findings.iter().find(|finding| finding.wire == Wire::Breaking).unwrap();
    assert_eq!(finding.rule, "response-type-changed");
    // The reason begins with what is seen first, and ends with what breaks.
    assert!(finding.reason.starts_with("`v1.Knot0.one` has a different type: `v1.Link1`"), "{}", finding.reason);
    assert!(finding.reason.contains("`string` is now `int32`: clients do not read"), "{}", finding.reason);
    assert!(finding.reason.len() < 500, "{}", finding.reason);
}

// Old clients and new servers

/// The worst verdict on the wire.
fn worst(report: &Report) -> Option<Wire> {
    report.findings.iter().map(|finding| finding.wire).min()
}

/// Breaking edits that requests and responses do not show: credentials, hosts, media types, ends of streams, styles of
/// parameters, and what the client fills in.
const UNSEEN: &[&str] = &[
    "An authentication scheme gets another header",
    "A request becomes a form",
    "A response gets another media type",
    "An operation no longer requires credentials",
    "A scheme no longer requires credentials",
    "A host gets another address",
    "A client parameter gets a limit",
    "A list of a response becomes a stream of events",
    "A stream of events becomes one of lines",
    "A stream of events ends with an event",
    "A string in a query becomes JSON",
    "Entries of a map in a query lose their brackets",
];

#[test]
fn typical_edits_that_break_break_an_exchange_and_those_that_are_safe_none() {
    let mut faults = Vec::new();
    for base in [WAREHOUSE, POST] {
        let (files, exchanges) = (directory(base), exchanges::exchanges(base));
        let before = exchanges::judge(&files, &exchanges);
        for typical in typical().iter().filter(|typical| typical.base == base) {
            let edit = typical.edit;
            let changed = edited(&files, edit.replace);
            let after = exchanges::judge(&changed, &exchanges);
            let there = exchanges::broken(&before, &after, &exchanges);
            let back = exchanges::broken(&after, &before, &exchanges);
            let [report, reversed] = typical.reports();
            for (what, report, broken) in
                [(edit.what.to_owned(), report, there), (format!("{}, reversed", edit.what), reversed, back)]
            {
                let verdict = worst(report).unwrap_or(Wire::Docs);
                match broken {
                    Some(exchange) if verdict > Wire::Risky => {
                        faults.push(format!("{what}: {} in spite of {exchange}", verdict.as_str()));
                    }
                    None if verdict == Wire::Breaking && !UNSEEN.contains(&edit.what) => {
                        faults.push(format!("{what}: nothing breaks"));
                    }
                    _ => {}
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_is_safe_on_the_wire_breaks_no_exchange() {
    let mut base = base();
    // An example would have to change along with what it shows.
    base.remove("examples/create_thing.json");
    let base =
        edited(&base, &[("things.yaml", "    examples:\n      create_thing:\n        doc: Stores a hammer.\n", "")]);
    no_safe_change_breaks_an_exchange(&base, WAREHOUSE, 80, 10);
    no_safe_change_breaks_an_exchange(&directory(POST), POST, 30, 1);
}

fn no_safe_change_breaks_an_exchange(base: &Files, of: &str, wanted: usize, breaking: usize) {
    let exchanges = exchanges::exchanges(of);
    let (old, before) = (sources(base), exchanges::judge(base, &exchanges));
    let specification = analyzed(&old);
    let mut random = Random(0xca11_ab1e);
    let (mut tried, mut broken) = (0, 0);
    let mut faults = Vec::new();
    while tried < wanted {
        let Some(Mutation { what, files }) = leaves::mutate(base, &mut random) else { continue };
        let new = sources(&files);
        let Ok(changed) = analyze(&new) else { continue };
        tried += 1;
        let after = exchanges::judge(&files, &exchanges);
        let there = exchanges::broken(&before, &after, &exchanges);
        let back = exchanges::broken(&after, &before, &exchanges);
        for (exchange, report) in [
            (there, report(&old, &specification, &new, &changed)),
            (back, report(&new, &changed, &old, &specification)),
        ] {
            let Some(exchange) = exchange else { continue };
            broken += 1;
            if worst(&report).is_none_or(|verdict| verdict > Wire::Risky) {
                faults.push(format!("{what}: {:?} in spite of {exchange}", rules(&report)));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(broken > breaking, "{of}: only {broken} of {} comparisons show a break", 2 * tried);
    println!("{of}: {broken} of {} comparisons show a break, with {} exchanges", 2 * tried, exchanges.len());
}
