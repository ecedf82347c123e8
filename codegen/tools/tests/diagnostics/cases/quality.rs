//! Warnings, and their suppression.

use super::Edit::{self, Add, Replace};
use super::{Case, ORDER, PAGING, case};

/// Another group file of the same family, with an operation that no example shows.
const WITHOUT_EXAMPLE: &str = "\
family: v1
group: tools
doc: What things are made with.
source:
  document: manual
  section: \"3\"
host: warehouse
auth: token
error_style: plain

operations:
  use_tool:
    http: POST /v1/tools
    doc: Takes a tool for an hour.
    source: {}
    responses:
      204: {}
";

/// The same with a second operation that creates something.
const WITH_CONFLICT: &str = "\
family: v1
group: tools
doc: What things are made with.
source:
  document: manual
  section: \"3\"
host: warehouse
auth: token
error_style: plain

operations:
  create_tool:
    http: POST /v1/tools
    doc: Buys a tool.
    source: {}
    responses:
      204: {}
    errors: [409]
    examples:
      create_tool:
        doc: Buys a tool.
";

/// A type that no operation reaches, allowed in two ways.
pub(crate) const ALLOWED: &[Edit] = &[
    Replace(
        "shared.yaml",
        "types:\n",
        "types:\n  Paint:\n    doc: What it is painted with.\n    fields:\n      color:\n        type: string\n        presence: required\n        doc: What it looks like.\n    allow: { unused-type: Nobody paints yet. }\n",
    ),
    Replace(
        "shared.yaml",
        "types:\n",
        "allow:\n  unused-type: Nobody paints yet.\ntypes:\n  Paint:\n    doc: What it is painted with.\n    fields:\n      color:\n        type: string\n        presence: required\n        doc: What it looks like.\n",
    ),
];

pub(crate) const QUALITY: &[Case] = &[
    case("bad-allow", "unknown_rule", &[Replace("things.yaml", "  missing-example: One", "  missing-exmaple: One")]),
    case(
        "bad-allow",
        "no_such_rule",
        &[Replace(
            "things.yaml",
            "    doc: A thing to be stored.",
            "    doc: A thing to be stored.\n    allow: { everything: It is fine. }",
        )],
    ),
    case(
        "bad-allow",
        "error",
        &[Replace("things.yaml", "  missing-example: One", "  unknown-type: Yes.\n  missing-example: One")],
    ),
    case("bad-allow", "without_reason", &[Replace("things.yaml", "One is enough here.", "\"\"")]),
    case(
        "bad-acknowledgement",
        "no_such_rule",
        &[Add("acknowledged.yaml", "acknowledged:\n  v1.Thing.name:\n    field-became-optonal: It was so.\n")],
    ),
    case(
        "bad-acknowledgement",
        "without_reason",
        &[Add("acknowledged.yaml", "acknowledged:\n  v1.Thing.name:\n    field-became-optional: \"\"\n")],
    ),
    case(
        "wrong-type",
        "allow_without_reason",
        &[Replace(
            "things.yaml",
            "  missing-example: One is enough here.\n  unshown-variant: The box stands for all.\n",
            "  - missing-example\n",
        )],
    ),
    case(
        "unused-allow",
        "field",
        &[Replace(
            "things.yaml",
            "        doc: What it looks like.",
            "        doc: What it looks like.\n        allow:\n          untyped-time: It is a color.",
        )],
    ),
    // The inner one silences it, and nothing is left for the outer one.
    case(
        "unused-allow",
        "outer",
        &[
            Replace(
                "things.yaml",
                "        doc: What it looks like.",
                "        doc: Color.\n        allow: { repetitive-doc: It is one. }",
            ),
            Replace(
                "things.yaml",
                "allow:\n  missing-example",
                "allow:\n  repetitive-doc: All is said.\n  missing-example",
            ),
        ],
    ),
    case(
        "placeholder-doc",
        "todo",
        &[Replace("things.yaml", "doc: What it looks like.", "doc: TODO say which colors.")],
    ),
    case("placeholder-doc", "dots", &[Replace("things.yaml", "doc: Removes a thing.", "doc: \"...\"")]),
    case("placeholder-doc", "value", &[Replace("things.yaml", "asc: Smallest first.", "asc: \"-\"")]),
    case("placeholder-doc", "file", &[Replace("things.yaml", "doc: What lies in the warehouse.", "doc: TBD")]),
    case("unfinished-doc", "end", &[Replace("api.yaml", "doc: Keeps things.", "doc: Keeps things,")]),
    case(
        "unfinished-doc",
        "beginning",
        &[Replace("things.yaml", "doc: Whether it is there.", "doc: whether it is there.")],
    ),
    case("unfinished-doc", "remedy", &[Replace("codes.yaml", "remedy: Mend it.", "remedy: Mend it")]),
    case(
        "unfinished-doc",
        "decision",
        &[Replace("things.yaml", "decision: Both are read.", "decision: Both are read")],
    ),
    case("repetitive-doc", "field", &[Replace("things.yaml", "doc: What is written on it.", "doc: The labels.")]),
    case(
        "repetitive-doc",
        "field_and_type",
        &[Replace("shared.yaml", "doc: What the name stands for.", "doc: Value of the label.")],
    ),
    case(
        "repetitive-doc",
        "parameter",
        &[Replace("things.yaml", "doc: Which thing is meant.", "doc: The identifier of a thing.")],
    ),
    case(
        "repetitive-doc",
        "client_parameter",
        &[Replace("api.yaml", "doc: Project that the things belong to.", "doc: The project id.")],
    ),
    case("repetitive-doc", "type", &[Replace("things.yaml", "doc: A page of things.", "doc: A list of things.")]),
    case("repetitive-doc", "value", &[Replace("things.yaml", "here: It lies in the warehouse.", "here: Here.")]),
    case(
        "needless-rust-name",
        "field",
        &[Replace(
            "things.yaml",
            "        doc: What it looks like.",
            "        doc: What it looks like.\n        rust_name: color",
        )],
    ),
    case(
        "needless-rust-name",
        "method",
        &[Replace(
            "things.yaml",
            "    doc: Removes a thing.",
            "    doc: Removes a thing.\n    rust_method: delete_thing",
        )],
    ),
    case(
        "needless-rust-name",
        "value",
        &[Replace("things.yaml", "      gone:\n", "      gone:\n        rust_name: Gone\n")],
    ),
    case(
        "needless-rust-name",
        "in_one_line",
        &[Replace("things.yaml", "      desc: Largest first.", "      desc: { doc: Largest first., rust_name: Desc }")],
    ),
    case(
        "upper-case-acronym",
        "type",
        &[Replace(
            "things.yaml",
            "    doc: Soft, without corners.",
            "    doc: Soft, without corners.\n    rust_name: HTTPBag",
        )],
    ),
    case("upper-case-acronym", "error_code", &[Replace("codes.yaml", "rust_name: TooLarge", "rust_name: TOOLarge")]),
    case("misleading-verb", "id", &[Replace("things.yaml", "  delete_thing:", "  get_thing:")]),
    case(
        "misleading-verb",
        "method",
        &[Replace("things.yaml", "    doc: Removes a thing.", "    doc: Removes a thing.\n    rust_method: create")],
    ),
    case("unsorted-list", "errors", &[Replace("things.yaml", "errors: [400, 404]", "errors: [404, 400]")]),
    case(
        "unsorted-list",
        "permissions",
        &[Replace(
            "things.yaml",
            "    errors: [400, 404]",
            "    errors: [400, 404]\n    permissions: [warehouse:thing:list, warehouse:thing:create]",
        )],
    ),
    case(
        "unsorted-list",
        "codes",
        &[Replace(
            "codes.yaml",
            "      \"429001\": {",
            "      \"500001\": { rust_name: Shut, status: 503, message: shut, doc: Nobody is there. }\n      \"429001\": {",
        )],
    ),
    case(
        "unused-type",
        "one",
        &[Replace(
            "shared.yaml",
            "types:\n",
            "types:\n  Color:\n    doc: What light makes of it.\n    enum: closed\n    values:\n      red: Like blood.\n\n",
        )],
    ),
    case(
        "unused-type",
        "with_what_it_contains",
        &[Replace(
            "shared.yaml",
            "types:\n",
            "types:\n  Color:\n    doc: What light makes of it.\n    enum: open\n    values:\n      red: Like blood.\n  Paint:\n    doc: What it is painted with.\n    fields:\n      color:\n        type: Color\n        presence: required\n        doc: What it looks like.\n\n",
        )],
    ),
    case(
        "unused-type",
        "circle",
        &[Replace(
            "shared.yaml",
            "types:\n",
            "types:\n  Egg:\n    doc: It was first.\n    fields:\n      hens:\n        type: list<Hen>\n        presence: required\n        doc: Who comes out.\n  Hen:\n    doc: It was first, too.\n    fields:\n      eggs:\n        type: list<Egg>\n        presence: required\n        doc: What it lays.\n\n",
        )],
    ),
    case(
        "twin-type",
        "of_the_shared_vocabulary",
        &[
            Replace(
                "things.yaml",
                "types:\n  Thing:",
                "types:\n  Mark:\n    doc: A name and a value.\n    fields:\n      value:\n        type: string\n        presence: required\n        doc: What the name stands for.\n      key:\n        type: string\n        presence: required\n        doc: Name of the label.\n\n  Thing:",
            ),
            Replace(
                "things.yaml",
                "        type: State\n        presence: required\n        doc: Whether it is there.",
                "        type: State\n        presence: required\n        doc: Whether it is there.\n      mark:\n        type: Mark\n        presence: optional\n        doc: What somebody wrote on it.",
            ),
        ],
    ),
    case(
        "untyped-id",
        "known",
        &[
            Replace(
                "things.yaml",
                "types:\n  Thing:\n",
                "types:\n  ThingId:\n    doc: Identifies a thing.\n    id: string\n\n  Thing:\n",
            ),
            Replace(
                "things.yaml",
                "      id:\n        type: string\n        presence: required\n        doc: What it is found by.",
                "      id:\n        type: ThingId\n        presence: required\n        doc: What it is found by.",
            ),
        ],
    ),
    case(
        "untyped-time",
        "point",
        &[Replace(
            "things.yaml",
            "      color:\n        type: string\n        presence: required\n        doc: What it looks like.",
            "      storedAt:\n        type: int64\n        presence: required\n        doc: When it was stored.",
        )],
    ),
    case(
        "untyped-time",
        "span",
        &[
            Replace(
                "things.yaml",
                "      order:\n        type: Order\n        presence: optional\n        default: asc\n",
                "      timeout:\n        type: int32\n        presence: optional\n",
            ),
            Replace("things.yaml", ORDER, ""),
        ],
    ),
    case("unpaged-list", "one", &[Replace("things.yaml", PAGING, "")]),
    case(
        "missing-conflict",
        "one",
        &[
            Add("tools.yaml", WITH_CONFLICT),
            Add("examples/create_tool.json", "{ \"response\": { \"status\": 204 } }\n"),
        ],
    ),
    case("missing-example", "one", &[Add("tools.yaml", WITHOUT_EXAMPLE)]),
    case(
        "unmarked-secret",
        "field",
        &[Replace("things.yaml", "      color:\n        type: string", "      password:\n        type: string")],
    ),
    case(
        "unmarked-secret",
        "parameter",
        &[
            Replace(
                "things.yaml",
                "      order:\n        type: Order\n        presence: optional\n        default: asc\n",
                "      Access-Token:\n        type: 'string'\n        presence: optional\n",
            ),
            Replace("things.yaml", ORDER, ""),
        ],
    ),
    case(
        "unmarked-secret",
        "parameter_of_the_group",
        &[
            Replace("things.yaml", "  thing_id:\n    type: string", "  token:\n    type: string"),
            Replace("things.yaml", "http: GET /v1/{project_id}/things", "http: GET /v1/{project_id}/{token}"),
            Replace("things.yaml", "{thing_id}", "{token}"),
        ],
    ),
    case(
        "unmarked-secret",
        "list",
        &[Replace("things.yaml", "      color:\n        type: string", "      apiKeys:\n        type: list<string>")],
    ),
];
