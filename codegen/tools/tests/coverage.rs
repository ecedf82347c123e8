//! What coverage counts, what it finds missing, and what waivers do about it.

use specwright_tools::coverage::{Gap, Metric, Report, markdown, table, text};
use specwright_tools::diagnostics::{Style, render};
use specwright_tools::source::{SourceFile, SourceMap};
use specwright_tools::{analyze, coverage};

/// The specification that the tests of diagnostics edit, without its ledger.
const BASE: [(&str, &str); 6] = [
    ("api.yaml", include_str!("diagnostics/base/api.yaml")),
    ("codes.yaml", include_str!("diagnostics/base/codes.yaml")),
    ("examples/create_thing.json", include_str!("diagnostics/base/examples/create_thing.json")),
    ("shared.yaml", include_str!("diagnostics/base/shared.yaml")),
    ("sources.yaml", include_str!("diagnostics/base/sources.yaml")),
    ("things.yaml", include_str!("diagnostics/base/things.yaml")),
];

const LEDGER: &str = include_str!("diagnostics/base/ledger/things.yaml");

/// The report on the base, with these files beside it.
fn report_with(files: &[(&str, &str)]) -> Option<Report> {
    let replaced = |path: &str| files.iter().any(|(other, _)| *other == path);
    let files = BASE.iter().filter(|(path, _)| !replaced(path)).chain(files);
    let files = files.map(|(path, text)| SourceFile { path: (*path).to_owned(), text: (*text).to_owned() });
    let sources = SourceMap::new("spec", files.collect());
    let report = analyze(&sources).and_then(|specification| coverage(&specification, &sources));
    report.unwrap_or_else(|problems| panic!("{}", render(&problems, &sources, Style::Plain)))
}

fn report(ledger: &str) -> Report {
    report_with(&[("ledger/things.yaml", ledger)]).unwrap()
}

/// The report on a section with these lines.
fn section(lines: &str) -> Report {
    let indented: String = lines.lines().map(|line| format!("    {line}\n")).collect();
    report(&format!("document: manual\ngroup: Things\n\nsections:\n  \"2.1\":\n{indented}"))
}

/// The report on rows of the operation that creates a thing.
fn rows(rows: &str) -> Report {
    let indented: String = rows.lines().map(|line| format!("    {line}\n")).collect();
    section(&format!("operation: POST /v1/{{project_id}}/things\ntables:\n  2-1:\n{indented}"))
}

/// What is missing, as `item: message`.
fn gaps(report: &Report) -> Vec<String> {
    report.gaps().map(|gap| format!("{}: {}", gap.item, gap.message)).collect()
}

/// Covered, total and waived.
fn count(report: &Report, metric: Metric) -> (usize, usize, usize) {
    report.counts.get(metric).map(|count| (count.covered, count.total, count.waived)).unwrap_or_default()
}

#[test]
fn without_a_ledger_there_is_nothing_to_report() {
    assert_eq!(report_with(&[]), None);
    let waivers = include_str!("diagnostics/base/ledger/waivers.yaml");
    assert_eq!(report_with(&[("ledger/waivers.yaml", waivers)]), None);
}

#[test]
fn what_is_there_is_covered() {
    let report = report(LEDGER);
    for (metric, expected) in [
        (Metric::Operations, (2, 2, 0)),
        (Metric::Fields, (10, 10, 0)),
        (Metric::Types, (10, 10, 0)),
        (Metric::Mandatory, (3, 3, 0)),
        (Metric::Values, (2, 2, 0)),
        (Metric::Statuses, (5, 5, 0)),
        (Metric::Tables, (2, 3, 0)),
        (Metric::Examples, (2, 2, 0)),
        (Metric::CommonStatuses, (1, 1, 0)),
        (Metric::ErrorCodes, (1, 2, 0)),
        (Metric::Permissions, (1, 2, 0)),
    ] {
        assert_eq!(count(&report, metric), expected, "{metric:?}");
    }
    assert_eq!(report.counts.get(Metric::Structures), None, "a metric without rows is not there");
    assert_eq!(report.unlisted, ["DELETE /v1/{project_id}/things/{thing_id}"]);
    assert!(!report.is_complete());
}

#[test]
fn operations_of_documents_without_a_ledger_are_counted_apart() {
    let sources = format!("{}  client:\n    title: Remote Control\n    kind: client\n    doc: It runs.\n", BASE[4].1);
    let cited = "    doc: Removes a thing.\n    source:\n      document: client\n      section: \"7\"\n";
    let things = BASE[5].1.replace("    doc: Removes a thing.\n    source:\n      section: \"2.3\"\n", cited);
    let files = [("sources.yaml", sources.as_str()), ("things.yaml", things.as_str()), ("ledger/things.yaml", LEDGER)];
    let mut report = report_with(&files).unwrap();
    assert_eq!(report.unlisted, [""; 0]);
    let further = &report.further[0];
    assert_eq!((further.id.as_str(), further.operations.len()), ("client", 1));
    let expected = "Further operations, which only other documents describe\n  document        operations\n  Remote Control           1\n  all                      1\n";
    assert!(text(&report, false).contains(expected), "{}", text(&report, false));
    assert!(table(&report).ends_with("| document | operations |\n|---|--:|\n| Remote Control | 1 |\n| all | 1 |\n"));
    report.select(Some("manual"), None);
    assert_eq!(report.further, []);
}

#[test]
fn a_missing_field_is_named_with_its_table() {
    let report = rows("body.name: string, required\nbody.names: string, required\nquery.name: string, required");
    assert_eq!(
        gaps(&report),
        ["field body.names: not there (table 2-1, string)", "field query.name: not there (table 2-1, string)"]
    );
    assert_eq!(count(&report, Metric::Fields), (1, 3, 0));
    assert_eq!(count(&report, Metric::Types), (1, 1, 0), "only fields that are there have a type");
    let gap = report.gaps().next().unwrap();
    assert_eq!((gap.section.as_str(), gap.metric), ("2.1", Metric::Fields));
    assert_eq!(gap.operation.as_deref(), Some("POST /v1/{project_id}/things"));
    assert_eq!(gap.ledger, "spec/ledger/things.yaml:10:9");
    assert_eq!(gap.specification.as_deref(), Some("spec/things.yaml:17:3"));
}

#[test]
fn limits_defaults_and_conditions_are_those_of_the_document() {
    let good = "body.name:\n  type: string, required\n  length: 1..20\nbody.encoding:\n  type: string, optional\n  required_when:\n    name: [hammer]";
    let report = rows(good);
    assert_eq!(gaps(&report), [""; 0]);
    assert_eq!(count(&report, Metric::Lengths), (1, 1, 0));
    assert_eq!(count(&report, Metric::Conditions), (1, 1, 0));
    let other = "body.name:\n  type: string, required\n  length: 1..64\n  pattern: ^a$\n  default: nail\nbody.encoding:\n  type: string, optional\n  required_when:\n    name: [saw]";
    assert_eq!(
        gaps(&rows(other)),
        [
            "length body.name: the document says 1..64, the specification 1..20",
            "pattern body.name: the document says ^a$, the specification nothing",
            "default body.name: the document says nail, the specification nothing",
            "condition body.encoding by name: the document says name is saw, the specification hammer",
        ]
    );
}

#[test]
fn what_is_read_under_another_name_is_there() {
    let things =
        BASE[5].1.replacen("        presence: nullable\n", "        presence: nullable\n        aliases: [mass]\n", 1);
    let ledger = "document: manual\ngroup: Things\n\nsections:\n  \"2.1\":\n    operation: POST /v1/{project_id}/things\n    tables:\n      2-1:\n        200.mass: integer\n";
    let report = report_with(&[("things.yaml", &things), ("ledger/things.yaml", ledger)]).unwrap();
    assert_eq!(gaps(&report), [""; 0]);
    assert_eq!(count(&report, Metric::Fields), (1, 1, 0));
}

#[test]
fn one_of_the_printed_names_is_enough() {
    let report = rows("body.title:\n  type: string, required\n  also: [heading, name]");
    assert_eq!(gaps(&report), [""; 0]);
    assert_eq!(count(&report, Metric::Mandatory), (1, 1, 0));
}

#[test]
fn types_are_those_of_json() {
    let report = rows(
        "200.id: integer\n200.weight: number\n200.labels: object\n200.labels[]: object\n200.labels[].key: string\n200.wrapping: map<string>",
    );
    assert_eq!(
        gaps(&report),
        [
            "type 200.id: the document says integer, the specification string",
            "type 200.labels: the document says object, the specification list",
        ],
        "a number is a whole number, a map an object"
    );
    assert_eq!(gaps(&rows("200.weight: string")), [""; 0], "what is read leniently has both types");
}

#[test]
fn presence_is_compared_for_what_is_sent() {
    let report = rows(
        "body.name: string, optional\nbody.encoding: string, optional\nbody.manual: string\npath.project_id: string",
    );
    assert_eq!(gaps(&report), ["mandatory body.name: the document says optional, the specification required"]);
    assert_eq!(count(&report, Metric::Mandatory), (1, 2, 0));
}

#[test]
fn values_are_compared_in_any_letter_case_with_those_that_are_known() {
    let report =
        rows("200.state:\n  type: string\n  values: [HERE, away, lost]\n200.name:\n  type: string\n  values: [hammer]");
    assert_eq!(
        gaps(&report),
        ["value 200.state=lost: not among the values here", "value 200.name=hammer: not among the values here"]
    );
    assert_eq!(count(&report, Metric::Values), (2, 4, 0));
}

#[test]
fn the_fields_of_all_variants_of_a_union_count() {
    let report = rows(
        "200.wrapping.kind:\n  type: string\n  values: [box, bag]\n200.wrapping.height: integer\n200.wrapping.color: string",
    );
    assert_eq!(gaps(&report), [""; 0]);
}

/// A group whose types contain themselves and each other.
const BOXES: &str = "family: v1
group: boxes
doc: Boxes in boxes.
source:
  document: manual
  section: \"4\"
host: warehouse
auth: token
error_style: plain

operations:
  get_box:
    http: GET /v1/box
    doc: Gets a box.
    source:
      section: \"4.1\"
    responses:
      200:
        body: BoxAnswer

types:
  BoxAnswer:
    doc: The answer.
    fields:
      box:
        type: Box
        presence: required
        doc: The box.
      age:
        type: string
        presence: optional
        header: X-Age
        doc: How old it is.
  Box:
    doc: A box.
    source:
      tables: [4-1]
    fields:
      boxes:
        type: list<Box>
        presence: optional
        doc: Boxes in it.
      size:
        type: Size
        presence: optional
        doc: How large it is.
      shelf:
        type: map<list<Shelf>>
        presence: required
        doc: What is on its shelves.
  Size:
    doc: A size.
    enum: open
    of: int32
    values:
      1:
        doc: Small.
        rust_name: Small
  Shelf:
    doc: A shelf.
    fields:
      boxes:
        type: list<Box>
        presence: required
        doc: Boxes on it.
";

/// The report on rows of the operation that gets a box.
fn box_rows(rows: &str) -> Report {
    let head = "document: manual\ngroup: Boxes\n\nsections:\n  \"4.1\":\n    operation: GET /v1/box\n";
    let ledger = format!("{head}    tables:\n      4-1:\n{rows}");
    report_with(&[("boxes.yaml", BOXES), ("ledger/boxes.yaml", &ledger)]).unwrap()
}

#[test]
fn fields_of_headers_and_numbers_of_enums_are_found() {
    let size = "        200.box.size:\n          type: integer\n          values: [\"1\", \"2\"]\n";
    let report = box_rows(&format!("        200 header.x-age: string\n        200.age: string\n{size}"));
    assert_eq!(
        gaps(&report),
        ["field 200.age: not there (table 4-1, string)", "value 200.box.size=2: not among the values here"]
    );
}

#[test]
fn types_that_contain_themselves_are_followed_as_deep_as_the_documents_go() {
    let deep = "box.boxes[].boxes[].shelf.*[].boxes[].boxes[].shelf";
    let rows = format!(
        "        200.{deep}: map<list<object>>\n        200.{deep}.*: string\n        200.{deep}.boxes: string\n"
    );
    let report = box_rows(&rows);
    assert_eq!(
        gaps(&report),
        [
            format!("type 200.{deep}.*: the document says string, the specification list"),
            format!("field 200.{deep}.boxes: not there (table 4-1, string)"),
        ]
    );
}

#[test]
fn answers_are_found_by_the_kind_of_their_status() {
    let report = rows(
        "201.id: string\nanswer.id: string\nanswer.code: string\n500.message: string\n404.id: string\n200 header.ETag: string",
    );
    assert_eq!(
        gaps(&report),
        ["field 404.id: not there (table 2-1, string)", "field 200 header.ETag: not there (table 2-1, string)"]
    );
}

#[test]
fn statuses_and_examples_are_counted() {
    let report = section(
        "operation: POST /v1/{project_id}/things\nstatuses: [200, 400, 409]\nexamples:\n  request: 1\n  response: 3",
    );
    assert_eq!(
        gaps(&report),
        [
            "status 409: the operation does not have it",
            "examples response: the document prints 3, the specification has 1",
        ]
    );
    assert_eq!(count(&report, Metric::Statuses), (2, 3, 0));
    assert_eq!(count(&report, Metric::Examples), (2, 4, 0));
    assert_eq!(gaps(&section("statuses: [404, 418]")), ["status 418: no operation has it"]);
}

#[test]
fn tables_on_their_own_are_looked_for_in_the_types_that_cite_them() {
    let report = section(
        "tables:\n  2-2:\n    type.id: string\n    type.name: integer\n    type.size: string\n    type.state:\n      type: string\n      values: [here, lost]\n  2-9: {}",
    );
    assert_eq!(
        gaps(&report),
        [
            "structure 2-2 name: it is not of the type integer",
            "structure 2-2 size: no type that cites table 2-2 has it",
            "structure 2-2 state: it lacks the values lost",
            "table 2-9: no entry cites it",
        ]
    );
    assert_eq!(count(&report, Metric::Structures), (1, 4, 0));
    assert_eq!(count(&report, Metric::Tables), (1, 2, 0));
}

/// A section on an operation that the specification does not have.
const MISSING: &str = "document: manual
group: Things

sections:
  \"2.4\":
    operation: PUT /v1/{project_id}/things
    statuses: [200]
    tables:
      2-2: {}
      2-8:
        body.name: string, required
        200.id: string
";

#[test]
fn a_missing_operation_stands_for_all_of_its_section() {
    let report = report(MISSING);
    assert_eq!(gaps(&report), ["operation: no such operation; missing with it: fields 2, statuses 1, tables 1"]);
    assert_eq!(count(&report, Metric::Fields), (0, 2, 0));
    assert_eq!(count(&report, Metric::Tables), (1, 2, 0));
}

/// A waiver of some items.
fn waiver(section: &str, items: &[&str]) -> String {
    let items: String = items.iter().map(|item| format!("        - {item}\n")).collect();
    format!(
        "waivers:\n  by_hand:\n    document: manual\n    reason: It is done by hand.\n    errata: [W-1]\n    \
         items:\n      \"{section}\":\n{items}"
    )
}

#[test]
fn a_waiver_takes_a_gap_away_and_gives_its_reason() {
    let files = [("ledger/things.yaml", LEDGER), ("ledger/waivers.yaml", &waiver("2.2", &["table 2-4"]))];
    let report = report_with(&files).unwrap();
    assert_eq!(count(&report, Metric::Tables), (2, 3, 1));
    assert_eq!(gaps(&report), ["error code W.410: not there", "permission warehouse:thing:break: not there"]);
    let waived: Vec<_> = report.waived().collect();
    let Gap { section, item, .. } = &waived[0].gap;
    assert_eq!((waived.len(), section.as_str(), item.as_str()), (1, "2.2", "table 2-4"));
    assert_eq!((waived[0].waiver.as_str(), waived[0].reason.as_str()), ("by_hand", "It is done by hand."));
    assert_eq!(waived[0].errata, ["W-1"]);
    assert!(report.unused_waivers.is_empty());
}

#[test]
fn a_waiver_of_an_operation_waives_its_section() {
    let files = [("ledger/things.yaml", MISSING), ("ledger/waivers.yaml", &waiver("2.4", &["operation"]))];
    let report = report_with(&files).unwrap();
    assert!(report.is_complete());
    assert_eq!(count(&report, Metric::Fields), (0, 2, 2));
    assert_eq!(count(&report, Metric::Tables), (1, 2, 1));
}

#[test]
fn a_waiver_that_nothing_needs_is_a_finding() {
    let waivers = waiver("2.2", &["table 2-4", "field query.limit", "field query.size"]);
    let complete = LEDGER.split("\n  \"3\":").next().unwrap();
    let report = report_with(&[("ledger/things.yaml", complete), ("ledger/waivers.yaml", &waivers)]).unwrap();
    let unused: Vec<&str> = report.unused_waivers.iter().map(|unused| unused.item.as_str()).collect();
    assert_eq!(unused, ["field query.limit", "field query.size"]);
    assert_eq!(gaps(&report), [""; 0]);
    assert!(!report.is_complete());
}

#[test]
fn groups_may_have_several_files_and_can_be_selected() {
    let more = MISSING.replace("group: Things", "group: Other things");
    let third = "document: manual\ngroup: Things\n\nsections:\n  \"9\":\n    tables:\n      2-1: {}\n";
    let ledger = LEDGER.replace("      2-1:\n", "      2-6:\n");
    let more = more.replace("      2-2: {}\n", "");
    let files = [("ledger/a.yaml", ledger.as_str()), ("ledger/b.yaml", &more), ("ledger/c.yaml", third)];
    let report = report_with(&files).unwrap();
    let names: Vec<&str> = report.documents[0].groups.iter().map(|group| group.name.as_str()).collect();
    assert_eq!(names, ["Things", "Other things"]);
    assert_eq!(count(&report, Metric::Operations), (2, 3, 0));
    let mut selected = report.clone();
    selected.select(Some("manual"), Some("other"));
    assert_eq!(count(&selected, Metric::Operations), (0, 1, 0));
    assert_eq!(gaps(&selected).len(), 1);
    selected.select(Some("leaflet"), None);
    assert!(selected.documents.is_empty() && selected.is_complete());
}

#[test]
fn the_report_is_written_for_people() {
    let waivers = waiver("2.2", &["table 2-4", "status 400"]);
    let report = report_with(&[("ledger/things.yaml", LEDGER), ("ledger/waivers.yaml", &waivers)]).unwrap();
    insta::with_settings!({ snapshot_path => "coverage", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("text", text(&report, true));
        insta::assert_snapshot!("markdown", markdown(&report));
        insta::assert_snapshot!("json", serde_json::to_string_pretty(&report).unwrap());
    });
    assert!(markdown(&report).starts_with(&table(&report)));
    let short = text(&report, false);
    assert!(short.contains("error code W.410") && !short.contains("by hand"), "{short}");
}
