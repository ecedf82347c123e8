//! References that lead nowhere.

use super::Edit::{self, Add, Replace};
use super::{Case, case};

/// Another group file of the same family, with the mistake of the case still to come.
const TOOLS: &str = "\
family: v1
group: tools
doc: Tools.
source:
  document: manual
  section: \"3\"
host: warehouse
auth: token
error_style: plain

operations:
  use_tool:
    http: POST /v1/tools
    doc: Uses a tool.
    source: {}
    body:
      type: Tool
      presence: required
    responses:
      204: {}

types:
  Tool:
    doc: A tool.
    fields:
      name:
        type: string
        presence: required
        doc: What people call it.
";

const MANUAL: &str = "    doc: The printed manual.\n";

/// A release that is listed twice.
const TWICE: &str = "    doc: The printed manual.\n    releases: [\"1\", \"2\", \"1\"]\n";

/// An operation of a release that no one listed.
const SINCE_4: Edit =
    Replace("things.yaml", "      section: \"2.3\"", "      section: \"2.3\"\n      since: { manual: \"4\" }");

/// The manual, with its releases.
const RELEASED: Edit =
    Replace("sources.yaml", MANUAL, "    doc: The printed manual.\n    releases: [\"1\", \"2\", \"3\"]\n");

pub(crate) const REFERENCES: &[Case] = &[
    case("bad-type-expression", "unclosed", &[Replace("things.yaml", "type: list<Label>", "type: list<Label")]),
    case("bad-type-expression", "blank", &[Replace("things.yaml", "type: list<Label>", "type: list of Label")]),
    case(
        "bad-type-expression",
        "map_with_key",
        &[
            Replace("things.yaml", "type: list<Label>", "type: list<map<string, string>>"),
            Replace("examples/create_thing.json", "\"value\": \"größer €\"", "\"value\": \"€\""),
        ],
    ),
    case("bad-type-expression", "brackets", &[Replace("things.yaml", "type: list<Label>", "type: Label[]")]),
    case("bad-type-expression", "array", &[Replace("things.yaml", "type: list<Label>", "type: array<Label>")]),
    case("bad-type-expression", "empty", &[Replace("things.yaml", "type: list<Label>", "type: \"\"")]),
    case("bad-type-expression", "quoted", &[Replace("things.yaml", "type: list<Label>", "type: 'list<a b>'")]),
    case(
        "bad-type-expression",
        "folded",
        &[Replace("things.yaml", "type: list<Label>", "type: >-\n          list<a b>")],
    ),
    case("unknown-type", "misspelled", &[Replace("things.yaml", "type: list<Label>", "type: list<Lable>")]),
    case("unknown-type", "misspelled_quoted", &[Replace("things.yaml", "type: list<Label>", "type: \"list<Lable>\"")]),
    case("unknown-type", "escaped", &[Replace("things.yaml", "type: list<Label>", "type: \"list<\\u004cable>\"")]),
    case("unknown-type", "unlike_any", &[Replace("things.yaml", "type: list<Label>", "type: list<Parcel>")]),
    case("unknown-type", "other_word", &[Replace("things.yaml", "type: int64", "type: integer")]),
    case("unknown-type", "letter_case", &[Replace("things.yaml", "body: ThingList", "body: thingList")]),
    case("unknown-type", "of_a_variant", &[Replace("things.yaml", "box: BoxWrapping", "box: CrateWrapping")]),
    case("unknown-type", "of_a_body", &[Replace("things.yaml", "      type: ThingCreate", "      type: ThingsCreate")]),
    case("unknown-family", "misspelled", &[Replace("things.yaml", "family: v1", "family: v2")]),
    case("unknown-family", "unlike_any", &[Replace("things.yaml", "family: v1", "family: storage")]),
    case("unknown-host", "of_the_group", &[Replace("things.yaml", "host: warehouse", "host: warehose")]),
    case(
        "unknown-host",
        "of_an_operation",
        &[Replace("things.yaml", "    doc: Removes a thing.", "    doc: Removes a thing.\n    host: depot")],
    ),
    case(
        "unknown-client-parameter",
        "at_a_host",
        &[Replace(
            "api.yaml",
            "regions: [north, south]",
            "regions: [north, south]\n    parameters:\n      projct_id: central",
        )],
    ),
    case("unknown-auth", "of_the_group", &[Replace("things.yaml", "auth: token", "auth: tokens")]),
    case(
        "unknown-auth",
        "none_declared",
        &[Replace(
            "api.yaml",
            "auth:\n  token:\n    doc: A token for the warehouse.\n    scheme: header\n    header: X-Token\n",
            "",
        )],
    ),
    case(
        "unknown-error-style",
        "of_the_group",
        &[Replace("things.yaml", "error_style: plain", "error_style: \"plane\"")],
    ),
    case(
        "unknown-document",
        "of_statuses",
        &[Replace(
            "things.yaml",
            "    http: GET /v1/{project_id}/things\n",
            "    http: GET /v1/{project_id}/things\n    statuses_source: { document: manul, section: \"2\" }\n",
        )],
    ),
    case("unknown-document", "of_a_file", &[Replace("shared.yaml", "document: manual", "document: manuel")]),
    case(
        "unknown-document",
        "of_an_entry",
        &[Replace("things.yaml", "      section: \"2.3\"", "      document: website\n      section: \"2.3\"")],
    ),
    case("unknown-erratum", "misspelled", &[Replace("things.yaml", "errata: [W-1]", "errata: [W-1, W-2]")]),
    case(
        "unknown-erratum",
        "none_declared",
        &[Replace("shared.yaml", "    doc: A name and a value.", "    doc: A name and a value.\n    errata: [SVC-1]")],
    ),
    case(
        "unknown-field",
        "required_when",
        &[Replace("things.yaml", "required_when: { name: [hammer] }", "required_when: { nam: [hammer] }")],
    ),
    case("unknown-field", "encoded_by", &[Replace("things.yaml", "encoded_by: encoding", "encoded_by: charset")]),
    case("unknown-field", "paging_limit", &[Replace("things.yaml", "      limit: limit", "      limit: page_size")]),
    case("unknown-field", "paging_items", &[Replace("things.yaml", "      items: things", "      items: thing")]),
    case("unknown-field", "paging_total", &[Replace("things.yaml", "      total: count", "      total: sum")]),
    case("missing-source", "of_a_type", &[Replace("shared.yaml", "  section: \"1\"\n", "")]),
    case("missing-source", "of_a_file", &[Replace("things.yaml", "  document: manual\n", "")]),
    case(
        "missing-source",
        "of_another_document",
        &[Replace("things.yaml", "      section: \"2.3\"", "      document: manual")],
    ),
    case(
        "missing-source",
        "of_a_host",
        &[Replace(
            "api.yaml",
            "    doc: The warehouse of a region.",
            "    doc: The warehouse of a region.\n    source: {}",
        )],
    ),
    case("unknown-release", "misspelled", &[RELEASED, SINCE_4]),
    case("unknown-release", "of_a_document_without", &[SINCE_4]),
    case(
        "unknown-document",
        "of_a_release",
        &[Replace("things.yaml", "      section: \"2.3\"", "      section: \"2.3\"\n      since: { manuel: \"1\" }")],
    ),
    case(
        "bad-release",
        "after_the_last",
        &[
            RELEASED,
            Replace(
                "things.yaml",
                "      section: \"2.3\"",
                "      section: \"2.3\"\n      since: { manual: \"3\" }\n      until: { manual: \"2\" }",
            ),
        ],
    ),
    case(
        "bad-release",
        "of_a_file",
        &[RELEASED, Replace("things.yaml", "  document: manual\n", "  document: manual\n  since: { manual: \"2\" }\n")],
    ),
    case("bad-release", "listed_twice", &[Replace("sources.yaml", MANUAL, TWICE)]),
    case(
        "needless-release",
        "the_oldest",
        &[
            RELEASED,
            Replace("things.yaml", "      section: \"2.3\"", "      section: \"2.3\"\n      since: { manual: \"1\" }"),
        ],
    ),
    case(
        "needless-release",
        "the_newest",
        &[
            RELEASED,
            Replace("things.yaml", "      section: \"2.3\"", "      section: \"2.3\"\n      until: { manual: \"3\" }"),
        ],
    ),
    case("unused-erratum", "one", &[Replace("things.yaml", "        errata: [W-1]\n", "")]),
    case(
        "unknown-family",
        "types_stay_apart",
        &[Add("tools.yaml", TOOLS), Replace("things.yaml", "family: v1", "family: storage")],
    ),
];

/// Problems in all kinds of files at once.
pub(crate) const SEVERAL: &[Edit] = &[
    Replace("api.yaml", "    header: X-Token\n", ""),
    Replace("shared.yaml", "section: \"1\"", "section: \"1\"\n  confidence: stated"),
    Replace(
        "shared.yaml",
        "        type: string\n        presence: required\n        doc: Name of the label.",
        "        type: strin\n        presence: required\n        doc: Name of the label.",
    ),
    Replace("things.yaml", "host: warehouse", "host: warehose"),
    Replace("things.yaml", "body: ThingList", "body: ThingLis"),
    Replace("things.yaml", "errata: [W-1]", "errata: [W-2]"),
    Replace("things.yaml", "    errors: [404]", "    errors: [204]"),
    Replace("examples/create_thing.json", "\"weight\": \"800\"", "\"weight\": \"800\", \"size\": 1"),
    Add("tools.yaml", TOOLS),
    Add("examples/forgotten.json", "{}"),
];
