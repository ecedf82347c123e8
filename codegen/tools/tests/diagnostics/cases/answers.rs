//! Conditional answers, headers of answers, forms, and enums of numbers.

use super::Edit::Replace;
use super::{Case, case};

/// Where the base says how things are listed.
const LIST: &str = "    errors: [400]\n    paging:";

const STATE: &str = "    enum: open\n    values:\n      here: It lies in the warehouse.\n      gone:\n        doc: It was taken out.\n        aliases: [away]\n";

/// The base's example with a number for the state.
const STATED: super::Edit = Replace("examples/create_thing.json", "\"state\": \"here\"", "\"state\": 1");

/// Parameters of a conditional read that can wait, before another one.
const WAITING: &str = "      known:\n        type: string\n        presence: optional\n        doc: Known revision.\n      time:\n        type: string\n        presence: optional\n        doc: How long to wait.\n      order:\n        type: Order\n";

pub(crate) const ANSWERS: &[Case] = &[
    case(
        "unknown-field",
        "condition_without_parameter",
        &[Replace("things.yaml", LIST, "    errors: [400]\n    conditional:\n      parameter: ofset\n    paging:")],
    ),
    case(
        "bad-conditional",
        "parameter_of_the_wrong_type",
        &[Replace("things.yaml", LIST, "    errors: [400]\n    conditional:\n      parameter: offset\n    paging:")],
    ),
    case(
        "bad-conditional",
        "required_parameter",
        &[
            Replace("things.yaml", LIST, "    errors: [400]\n    conditional:\n      parameter: known\n    paging:"),
            Replace(
                "things.yaml",
                "      order:\n        type: Order\n",
                "      known:\n        type: string\n        presence: required\n        doc: Known revision.\n      order:\n        type: Order\n",
            ),
        ],
    ),
    case(
        "bad-conditional",
        "response_without_body",
        &[Replace(
            "things.yaml",
            "    responses:\n      204: {}\n    errors: [404]\n",
            "    query:\n      known:\n        type: string\n        presence: optional\n        doc: Known revision.\n    responses:\n      204: {}\n    errors: [404]\n    conditional:\n      parameter: known\n",
        )],
    ),
    case(
        "unknown-field",
        "waiter_without_status",
        &[Replace(
            "things.yaml",
            LIST,
            "    errors: [400]\n    waiter:\n      status: things.stete\n      done: [gone]\n      failed: []\n    paging:",
        )],
    ),
    case(
        "bad-waiter",
        "unknown_status",
        &[Replace(
            "things.yaml",
            LIST,
            "    errors: [400]\n    waiter:\n      status: things.state\n      done: [goone]\n      failed: []\n    paging:",
        )],
    ),
    case(
        "bad-waiter",
        "status_that_is_no_text",
        &[Replace(
            "things.yaml",
            LIST,
            "    errors: [400]\n    waiter:\n      status: count\n      done: [gone]\n      failed: []\n    paging:",
        )],
    ),
    case(
        "bad-waiter",
        "no_good_end",
        &[Replace(
            "things.yaml",
            LIST,
            "    errors: [400]\n    waiter:\n      status: things.state\n      done: [gone]\n      failed: [gone]\n    paging:",
        )],
    ),
    case(
        "bad-waiter",
        "message_of_an_unknown_state",
        &[Replace(
            "things.yaml",
            LIST,
            "    errors: [400]\n    waiter:\n      status: things.state\n      done: [here]\n      failed: [gone]\n      message: things.name\n      message_when: { state: [gonne] }\n    paging:",
        )],
    ),
    case(
        "bad-waiter",
        "message_beside_a_number",
        &[Replace(
            "things.yaml",
            LIST,
            "    errors: [400]\n    waiter:\n      status: things.state\n      done: [here]\n      failed: [gone]\n      message: things.name\n      message_when: { weight: [gone] }\n    paging:",
        )],
    ),
    case(
        "bad-waiter",
        "no_message_that_could_count",
        &[Replace(
            "things.yaml",
            LIST,
            "    errors: [400]\n    waiter:\n      status: things.state\n      done: [here]\n      failed: [gone]\n      message_when: { state: [gone] }\n    paging:",
        )],
    ),
    case(
        "unknown-field",
        "beside_the_message",
        &[Replace(
            "things.yaml",
            LIST,
            "    errors: [400]\n    waiter:\n      status: things.state\n      done: [here]\n      failed: [gone]\n      message: things.name\n      message_when: { stat: [gone] }\n    paging:",
        )],
    ),
    case(
        "bad-conditional",
        "wait_of_another_form",
        &[
            Replace(
                "things.yaml",
                LIST,
                "    errors: [400]\n    conditional:\n      parameter: known\n      wait: { parameter: offset, format: with_unit }\n    paging:",
            ),
            Replace(
                "things.yaml",
                "      order:\n        type: Order\n",
                "      known:\n        type: string\n        presence: optional\n        doc: Known revision.\n      order:\n        type: Order\n",
            ),
        ],
    ),
    case(
        "bad-conditional",
        "wait_for_nothing",
        &[
            Replace(
                "things.yaml",
                LIST,
                "    errors: [400]\n    conditional:\n      parameter: known\n      wait: { parameter: time, format: with_unit, longest: 0 }\n    paging:",
            ),
            Replace("things.yaml", "      order:\n        type: Order\n", WAITING),
        ],
    ),
    case(
        "bad-conditional",
        "ignored_and_excluded",
        &[
            Replace(
                "things.yaml",
                LIST,
                "    errors: [400]\n    conditional:\n      parameter: known\n      wait: { parameter: time, format: with_unit, ignores: [order], excludes: [order] }\n    paging:",
            ),
            Replace("things.yaml", "      order:\n        type: Order\n", WAITING),
        ],
    ),
    case(
        "bad-conditional",
        "ignored_condition",
        &[
            Replace(
                "things.yaml",
                LIST,
                "    errors: [400]\n    conditional:\n      parameter: known\n      wait: { parameter: time, format: with_unit, ignores: [known] }\n    paging:",
            ),
            Replace("things.yaml", "      order:\n        type: Order\n", WAITING),
        ],
    ),
    case(
        "unknown-field",
        "excluded_nothing",
        &[
            Replace(
                "things.yaml",
                LIST,
                "    errors: [400]\n    conditional:\n      parameter: known\n      wait: { parameter: time, format: with_unit, excludes: [ordre] }\n    paging:",
            ),
            Replace("things.yaml", "      order:\n        type: Order\n", WAITING),
        ],
    ),
    case(
        "bad-conditional",
        "nothing_to_give_out",
        &[
            Replace(
                "things.yaml",
                LIST,
                "    errors: [400]\n    conditional:\n      parameter: known\n      not_found: empty\n    paging:",
            ),
            Replace(
                "things.yaml",
                "      order:\n        type: Order\n",
                "      known:\n        type: string\n        presence: optional\n        doc: Known revision.\n      order:\n        type: Order\n",
            ),
        ],
    ),
    case(
        "bad-header-field",
        "not_the_answer",
        &[Replace(
            "things.yaml",
            "        presence: optional\n        doc: How it is wrapped.\n",
            "        presence: optional\n        doc: How it is wrapped.\n      mark:\n        type: string\n        presence: optional\n        header: X-Mark\n        doc: A mark.\n",
        )],
    ),
    case(
        "bad-header-field",
        "line_break_in_the_name",
        &[Replace(
            "things.yaml",
            "        doc: Number of all things.\n",
            "        doc: Number of all things.\n      mark:\n        type: string\n        presence: optional\n        header: \"x\\r\\ny\"\n        doc: A mark.\n",
        )],
    ),
    case(
        "reserved-header",
        "response",
        &[Replace(
            "things.yaml",
            "        doc: Number of all things.\n",
            "        doc: Number of all things.\n      mark:\n        type: string\n        presence: optional\n        header: Transfer-Encoding\n        doc: A mark.\n",
        )],
    ),
    case(
        "bad-header-field",
        "list",
        &[Replace(
            "things.yaml",
            "        doc: Number of all things.\n",
            "        doc: Number of all things.\n      marks:\n        type: list<string>\n        presence: optional\n        header: X-Marks\n        doc: Marks.\n",
        )],
    ),
    case(
        "bad-header-field",
        "required",
        &[Replace(
            "things.yaml",
            "        doc: Number of all things.\n",
            "        doc: Number of all things.\n      marks:\n        type: string\n        presence: required\n        header: X-Marks\n        doc: Marks.\n",
        )],
    ),
    case(
        "bad-body",
        "form_that_is_no_struct",
        &[
            Replace(
                "things.yaml",
                "      type: ThingCreate\n      presence: required\n",
                "      type: list<ThingCreate>\n      presence: required\n      media: multipart\n",
            ),
            Replace("things.yaml", "    examples:\n      create_thing:\n        doc: Stores a hammer.\n", ""),
            super::Edit::Remove("examples/create_thing.json"),
        ],
    ),
    case(
        "bad-body",
        "file_without_media_type",
        &[
            Replace("things.yaml", "        body: Thing\n", "        body: list<file>\n"),
            Replace("things.yaml", "    examples:\n      create_thing:\n        doc: Stores a hammer.\n", ""),
            super::Edit::Remove("examples/create_thing.json"),
        ],
    ),
    case(
        "bad-body",
        "no_media_type",
        &[Replace(
            "things.yaml",
            "      type: ThingCreate\n      presence: required\n",
            "      type: ThingCreate\n      presence: required\n      media: multipat\n",
        )],
    ),
    case(
        "bad-body",
        "form_by_its_media_type",
        &[Replace(
            "things.yaml",
            "      type: ThingCreate\n      presence: required\n",
            "      type: ThingCreate\n      presence: required\n      media: application/x-www-form-urlencoded\n",
        )],
    ),
    case(
        "bad-body",
        "struct_as_text",
        &[Replace("things.yaml", "        body: Thing\n", "        body: Thing\n        media: text/plain\n")],
    ),
    case(
        "bad-body",
        "media_type_of_no_body",
        &[Replace("things.yaml", "      204: {}\n", "      204:\n        media: text/plain\n")],
    ),
    case(
        "bad-body",
        "response_as_form",
        &[Replace("things.yaml", "        body: Thing\n", "        body: Thing\n        media: form\n")],
    ),
    case(
        "bad-body",
        "list_in_a_form",
        &[
            Replace(
                "things.yaml",
                "      type: ThingCreate\n      presence: required\n",
                "      type: ThingCreate\n      presence: required\n      media: multipart\n",
            ),
            Replace(
                "things.yaml",
                "        doc: How the instructions are encoded.\n",
                "        doc: How the instructions are encoded.\n      labels:\n        type: list<Label>\n        presence: optional\n        doc: What is written on it.\n",
            ),
        ],
    ),
    case(
        "bad-body",
        "file_outside_of_a_form",
        &[Replace(
            "things.yaml",
            "        doc: How the instructions are encoded.\n",
            "        doc: How the instructions are encoded.\n      picture:\n        type: file\n        presence: optional\n        doc: A picture.\n",
        )],
    ),
    case(
        "bad-enum-value",
        "not_a_number",
        &[
            STATED,
            Replace(
                "things.yaml",
                STATE,
                "    enum: open\n    of: int32\n    values:\n      here: {doc: It lies in the warehouse., rust_name: Here}\n",
            ),
        ],
    ),
    case(
        "bad-enum-value",
        "number_with_alias",
        &[
            STATED,
            Replace(
                "things.yaml",
                STATE,
                "    enum: open\n    of: int32\n    values:\n      1: {doc: It lies in the warehouse., rust_name: Here, aliases: [one]}\n",
            ),
        ],
    ),
    case(
        "bad-enum-value",
        "number_with_case",
        &[
            STATED,
            Replace(
                "things.yaml",
                STATE,
                "    enum: open\n    of: int32\n    case: insensitive\n    values:\n      1: {doc: It lies in the warehouse., rust_name: Here}\n",
            ),
        ],
    ),
    case(
        "bad-rust-name",
        "number_without_name",
        &[
            STATED,
            Replace(
                "things.yaml",
                STATE,
                "    enum: open\n    of: int32\n    values:\n      1: It lies in the warehouse.\n",
            ),
        ],
    ),
];
