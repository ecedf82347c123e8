//! Conditions with exceptions, and conditions on what is inside of a struct.

use super::Edit::Replace;
use super::{Case, Edit, case};

/// The last field of `Thing` in the base.
const WRAPPING: &str = "        doc: How it is wrapped.\n";

/// Adds a field of a struct, which no example has.
const fn inside(to: &'static str) -> Edit {
    Replace("things.yaml", WRAPPING, to)
}

const fn except(to: &'static str) -> Edit {
    Replace("things.yaml", "required_when: { name: [hammer] }", to)
}

pub(crate) const CONDITIONS: &[Case] = &[
    case("bad-condition", "exception_without_values", &[except("required_when: { name: { not: [] } }")]),
    case("unknown-key", "exception_that_is_misspelled", &[except("required_when: { name: { nto: [hammer] } }")]),
    case(
        "bad-condition",
        "exception_that_is_no_value",
        &[
            Replace(
                "examples/create_thing.json",
                "\"state\": \"here\",",
                "\"state\": \"here\",\n      \"size\": \"1\",",
            ),
            Replace(
                "things.yaml",
                WRAPPING,
                "        doc: How it is wrapped.\n      size:\n        type: string\n        presence: optional\n        required_when: { state: { not: [lost] } }\n        doc: Size.\n",
            ),
        ],
    ),
    case(
        "example-mismatch",
        "condition_with_an_exception",
        &[
            except("required_when: { name: { not: [nail] } }"),
            Replace("examples/create_thing.json", ",\n      \"encoding\": \"text/plain\"", ""),
        ],
    ),
    case(
        "bad-condition",
        "inside_of_a_union",
        &[inside("        requires: { color: { name: [hammer] } }\n        doc: How it is wrapped.\n")],
    ),
    case(
        "unknown-field",
        "inside_of_a_struct",
        &[inside(
            "        doc: How it is wrapped.\n      bag:\n        type: BagWrapping\n        presence: optional\n        requires: { colour: { name: [hammer] } }\n        doc: Its bag.\n",
        )],
    ),
    case(
        "bad-condition",
        "inside_although_required",
        &[inside(
            "        doc: How it is wrapped.\n      bag:\n        type: BagWrapping\n        presence: optional\n        requires: { color: { name: [hammer] } }\n        doc: Its bag.\n",
        )],
    ),
    case(
        "unknown-field",
        "sibling_of_a_struct",
        &[
            inside(
                "        doc: How it is wrapped.\n      bag:\n        type: BagWrapping\n        presence: optional\n        requires: { color: { nam: [hammer] } }\n        doc: Its bag.\n",
            ),
            Replace(
                "things.yaml",
                "        presence: required\n        doc: What it looks like.",
                "        presence: optional\n        doc: What it looks like.",
            ),
        ],
    ),
    case(
        "bad-condition",
        "inside_without_end",
        &[
            inside(
                "        doc: How it is wrapped.\n      bag:\n        type: BagWrapping\n        presence: optional\n        requires: { color: { name: [hammer] } }\n        doc: Its bag.\n",
            ),
            Replace(
                "things.yaml",
                "        type: string\n        presence: required\n        doc: What it looks like.",
                "        type: Thing\n        presence: optional\n        boxed: true\n        doc: What it looks like.",
            ),
        ],
    ),
];
