//! The list of what the documents contain.

use super::Edit::{Add, Replace};
use super::{Case, Edit, case};

const THINGS: &str = "ledger/things.yaml";
const WAIVERS: &str = "ledger/waivers.yaml";

/// Another file of the ledger.
const MORE: &str = "document: manual
group: More things

sections:
  \"2.2\":
    tables:
      2-9: {}
";

/// A change of one row.
const fn row(to: &'static str) -> Edit {
    Replace(THINGS, "body.name: string, required", to)
}

pub(crate) const LEDGER: &[Case] = &[
    case("bad-ledger-row", "no_place", &[row("name: string, required")]),
    case("bad-ledger-row", "misspelled_place", &[row("boddy.name: string, required")]),
    case("bad-ledger-row", "unknown_place", &[row("cookie.name: string, required")]),
    case("bad-ledger-row", "no_status", &[row("2000.name: string")]),
    case("bad-ledger-row", "unknown_type", &[row("body.name: text, required")]),
    case("bad-ledger-row", "misspelled_type", &[row("body.name: list<strng>, required")]),
    case("bad-ledger-row", "unknown_presence", &[row("body.name: string, requird")]),
    case(
        "bad-ledger-row",
        "bounds_in_words",
        &[Replace(THINGS, "200.id: string", "200.id: { type: string, length: two to ten }")],
    ),
    case(
        "bad-ledger-row",
        "no_operation",
        &[Replace(THINGS, "  \"3\":\n", "  \"3\":\n    tables:\n      3-1:\n        body.name: string\n")],
    ),
    case(
        "bad-ledger-row",
        "unknown_table",
        &[Replace(THINGS, "    elsewhere:\n      2-2:", "    elsewhere:\n      2-7:")],
    ),
    case("duplicate-row", "section", &[Add("ledger/more.yaml", MORE)]),
    case("duplicate-row", "table", &[Replace(THINGS, "      2-4:", "      2-2:")]),
    case(
        "duplicate-row",
        "operation",
        &[Replace(THINGS, "GET /v1/{project_id}/things", "POST /v1/{project_id}/things")],
    ),
    case("duplicate-row", "error_code", &[Replace(THINGS, "      - W.404\n", "      - W.404\n      - W.404\n")]),
    case(
        "duplicate-row",
        "waiver",
        &[Replace(WAIVERS, "        - table 2-4\n", "        - table 2-4\n        - table 2-4\n")],
    ),
    case("bad-route", "of_a_ledger", &[Replace(THINGS, "operation: GET /v1", "operation: GET v1")]),
    case("unknown-document", "of_a_ledger", &[Replace(THINGS, "document: manual", "document: manul")]),
    case("unknown-document", "of_a_waiver", &[Replace(WAIVERS, "document: manual", "document: leaflet")]),
    case("unknown-erratum", "of_a_waiver", &[Replace(WAIVERS, "[W-1]", "[W-2]")]),
    case("empty-value", "reason_of_a_waiver", &[Replace(WAIVERS, "Its rows stand in another table too.", "\" \"")]),
    case(
        "missing-key",
        "reason_of_a_waiver",
        &[Replace(WAIVERS, "    reason: Its rows stand in another table too.\n", "")],
    ),
    case("unknown-key", "of_a_ledger", &[Replace(THINGS, "    elsewhere:", "    elswhere:")]),
    case("wrong-type", "row_of_a_ledger", &[row("body.name: 5")]),
    case("duplicate-key", "row_of_a_ledger", &[row("body.encoding: string, required")]),
    case("unused-file", "in_the_ledger", &[Add("ledger/examples/thing.json", "{}")]),
    case("unused-file", "empty", &[Add("ledger/notes", "")]),
];
