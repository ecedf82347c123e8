//! Both sides of a rule: edits that differ in one detail, and what is reported of each.

use crate::rules::cases::Edit::{self, Add, Replace};
use crate::rules::cases::RESOURCES;
use crate::rules::{edited, problems};

const THINGS: &str = "things.yaml";

/// The rules that edits of the base breach.
fn breached(edits: &[Edit]) -> Vec<&'static str> {
    problems(&edited(edits)).iter().map(|problem| problem.rule.id()).collect()
}

#[test]
fn parts_of_a_form_are_plain() {
    let form = Replace(
        THINGS,
        "      type: ThingCreate\n      presence: required\n",
        "      type: ThingCreate\n      presence: required\n      media: multipart\n",
    );
    let last = "        doc: How the instructions are encoded.\n";
    let enumeration = "        doc: How the instructions are encoded.\n      order:\n        type: Order\n        presence: optional\n        doc: What comes first.\n";
    let object = "        doc: How the instructions are encoded.\n      mark:\n        type: Label\n        presence: optional\n        doc: What is on it.\n";
    let files = "        doc: How the instructions are encoded.\n      plans:\n        type: list<file>\n        presence: optional\n        doc: What it is built from.\n";
    assert!(breached(&[form, Replace(THINGS, last, enumeration)]).is_empty());
    assert_eq!(breached(&[form, Replace(THINGS, last, object)]), ["bad-body"]);
    assert_eq!(breached(&[form, Replace(THINGS, last, files)]), ["bad-body"; 2], "no list, and no file in one");
}

#[test]
fn headers_hold_plain_values() {
    let last = "        doc: Number of all things.\n";
    let header = |ty: &'static str| {
        let field = format!(
            "{last}      mark:\n        type: {ty}\n        presence: optional\n        header: X-Mark\n        doc: How it was.\n"
        );
        breached(&[Replace(THINGS, last, Box::leak(field.into_boxed_str()))])
    };
    assert!(header("State").is_empty());
    assert_eq!(header("Label"), ["bad-header-field"]);
}

/// The message about a circle of so many types.
fn circle(length: usize) -> String {
    let mut types = String::new();
    for number in 1..length {
        let next = if number + 1 < length { format!("Ring{}", number + 1) } else { "BagWrapping".to_owned() };
        types += &format!(
            "  Ring{number}:\n    doc: Part {number} of a chain.\n    fields:\n      next:\n        type: {next}\n        presence: required\n        boxed: true\n        doc: What follows.\n\n"
        );
    }
    types += "  BagWrapping:\n";
    let color = "      color:\n        type: string\n        presence: required\n        doc: What it looks like.";
    let inner =
        "      inner:\n        type: Ring1\n        presence: required\n        boxed: true\n        doc: Inside.";
    let sources = edited(&[
        Replace(THINGS, color, inner),
        Replace(THINGS, "  BagWrapping:\n", Box::leak(types.into_boxed_str())),
    ]);
    let found = problems(&sources).into_iter().find(|problem| problem.rule.id() == "endless-type").unwrap();
    format!("{found:?}")
}

#[test]
fn long_circles_are_shortened() {
    let short = circle(12);
    assert!(short.contains("Ring10 → Ring11 → ") && !short.contains('…'), "{short}");
    let long = circle(13);
    assert!(long.contains("→ … → ") && !long.contains("Ring12 → "), "{long}");
}

const EXAMPLE: &str = "examples/list_things.json";

/// Two further parameters that belong together, and an example.
fn with_parameters(example: &'static str) -> Vec<&'static str> {
    breached(&[
        Replace(
            THINGS,
            "        doc: Order of the list.\n    responses:\n      200:\n        body: ThingList\n",
            "        doc: Order of the list.\n      since:\n        type: string\n        presence: optional\n        doc: First day.\n      until:\n        type: string\n        presence: optional\n        doc: Last day.\n    rules:\n      - need: all_or_none\n        of: [since, until]\n    examples:\n      list_things:\n        doc: Lists nothing.\n    responses:\n      200:\n        body: ThingList\n",
        ),
        Add(EXAMPLE, example),
    ])
}

#[test]
fn examples_keep_rules_about_parameters() {
    let both = r#"{ "request": { "path": { "project_id": "p1" }, "query": { "since": "1", "until": "2" } }, "response": { "status": 200, "body": { "things": [], "count": 0 } } }"#;
    let one = r#"{ "request": { "path": { "project_id": "p1" }, "query": { "since": "1" } }, "response": { "status": 200, "body": { "things": [], "count": 0 } } }"#;
    assert!(with_parameters(both).is_empty());
    assert_eq!(with_parameters(one), ["example-mismatch"]);
}

#[test]
fn examples_keep_rules_about_fields() {
    let body = "      \"encoding\": \"text/plain\"\n";
    let example = |fields: &'static str| Replace("examples/create_thing.json", body, fields);
    let rule = Replace(
        THINGS,
        "    doc: A thing to be stored.\n",
        "    doc: A thing to be stored.\n    rules: [{ need: all_or_none, of: [manual, encoding] }]\n",
    );
    let whole = "      \"encoding\": \"text/plain\", \"manual\": \"Hit it.\"\n";
    assert!(breached(&[rule, example(whole)]).is_empty());
    assert_eq!(breached(&[rule]), ["example-mismatch"]);
}

#[test]
fn what_is_said_of_the_api_arrives() {
    let mut sink = specwright_language::diagnostics::Sink::default();
    let api = specwright_language::examine(&edited(&[]), &[], &mut sink).unwrap().api;
    assert_eq!([&*api.name, &*api.title, &*api.version], ["warehouse", "Warehouse", "1.0.0"]);
}

#[test]
fn examples_keep_limits_of_ids_and_of_client_parameters() {
    let id = |limit: &str| {
        let types = format!(
            "  ThingId:\n    doc: Identifies a thing.\n    id: string\n    {limit}\n\n  ThingCreate:\n    doc: A thing to be stored.\n"
        );
        breached(&[
            Replace(
                THINGS,
                "        type: string\n        presence: required\n        doc: What it is found by.\n",
                "        type: ThingId\n        presence: required\n        doc: What it is found by.\n",
            ),
            Replace(THINGS, "  ThingCreate:\n    doc: A thing to be stored.\n", Box::leak(types.into_boxed_str())),
        ])
    };
    assert!(!id("length: 1..2").contains(&"example-mismatch"));
    for limit in ["length: 3..9", "format: uuid", "pattern: ^x"] {
        assert!(id(limit).contains(&"example-mismatch"), "{limit}");
    }
    let doc = "    doc: Project that the things belong to.\n";
    let project = |limit: &'static str| breached(&[Replace("api.yaml", doc, limit)]);
    let (fits, other) = (
        "    doc: Project that the things belong to.\n    pattern: ^p[0-9]$\n",
        "    doc: Project that the things belong to.\n    pattern: ^q[0-9]$\n",
    );
    assert_eq!([project(fits), project(other)], [vec![], vec!["example-mismatch"]]);
}

#[test]
fn paths_have_a_most_of_parameters() {
    let route = |letters: &str| {
        let path: String = letters.chars().map(|letter| format!("/{{{letter}}}")).collect();
        let path: &'static str = Box::leak(format!("http: GET {path}\n    doc: Lists things.").into_boxed_str());
        breached(&[Replace(THINGS, "http: GET /v1/{project_id}/things\n    doc: Lists things.", path)])
    };
    assert!(!route("abcdefghijklmnopqrstuvwxy").contains(&"bad-route"));
    assert!(route("abcdefghijklmnopqrstuvwxyz").contains(&"bad-route"));
}

#[test]
fn an_error_style_has_a_code_or_a_message() {
    assert!(breached(&[Replace("api.yaml", "    message: message\n", "")]).is_empty());
}

#[test]
fn a_variant_of_a_union_by_shape_may_complete_a_circle() {
    let color = "      color:\n        type: string\n        presence: required\n        doc: What it looks like.";
    let inner = "      inner:\n        type: Inside\n        presence: optional\n        doc: What is in it.";
    let types = "  Inside:\n    doc: What is inside.\n    union: open\n    by: shape\n    variants:\n      note:\n        type: string\n      bag: BagWrapping\n\n  BagWrapping:\n";
    assert_eq!(
        breached(&[Replace(THINGS, color, inner), Replace(THINGS, "  BagWrapping:\n", types)]),
        ["recursive-type"]
    );
}

#[test]
fn a_copied_field_belongs_to_a_resource_that_is_known() {
    let shelves = RESOURCES[0].edits[0];
    let copies = |from: &'static str, to: &'static str| breached(&[shelves, Replace("shelves.yaml", from, to)]);
    let outer = copies("    key: box_id\n", "    key: box_id\n    copies:\n      label: shelf.color\n");
    assert!(outer.is_empty(), "{outer:?}");
    let other = copies("    key: shelf_id\n", "    key: shelf_id\n    copies:\n      color: box.label\n");
    assert_eq!(other, ["bad-resource"], "a shelf has several boxes");
}

#[test]
fn examples_have_what_an_outer_struct_requires() {
    const BAG: &str = "        doc: How it is wrapped.\n      bag:\n        type: BagWrapping\n        presence: optional\n        requires: { color: { name: [hammer] } }\n        doc: Its bag.\n";
    let color = "        presence: required\n        doc: What it looks like.";
    let example = |bag: &'static str| {
        breached(&[
            Replace(THINGS, "        doc: How it is wrapped.\n", BAG),
            Replace(THINGS, color, "        presence: optional\n        doc: What it looks like."),
            Replace("examples/create_thing.json", "\"wrapping\": {", bag),
        ])
    };
    assert!(!example("\"bag\": { \"color\": \"red\" }, \"wrapping\": {").contains(&"example-mismatch"));
    assert!(example("\"bag\": {}, \"wrapping\": {").contains(&"example-mismatch"));
}
