//! Groups and operations.

use super::Edit::{Add, Replace};
use super::{Case, ORDER, PAGING, case};

pub(crate) const OPERATIONS: &[Case] = &[
    case("incomplete-group", "without_host", &[Replace("things.yaml", "host: warehouse\nauth: token\n", "")]),
    case(
        "incomplete-group",
        "headers_without_operations",
        &[Replace(
            "shared.yaml",
            "types:\n",
            "headers:\n  X-Tenant: { type: string, presence: optional, doc: Tenant. }\ntypes:\n",
        )],
    ),
    case("incomplete-group", "without_family", &[Replace("things.yaml", "family: v1\n", "")]),
    case(
        "incomplete-group",
        "vocabulary_with_host",
        &[Replace("shared.yaml", "\n\ntypes:", "\nhost: warehouse\n\ntypes:")],
    ),
    case(
        "bad-parameter",
        "client_parameter_declared_again",
        &[Replace(
            "things.yaml",
            "    doc: Which thing is meant.\n\noperations:",
            "    doc: Which thing is meant.\n  project_id:\n    type: string\n    doc: Id of the project.\n\noperations:",
        )],
    ),
    case(
        "bad-parameter",
        "client_parameter_of_a_number",
        &[Replace("api.yaml", "  project_id:\n", "  project_id:\n    type: int64\n")],
    ),
    case(
        "bad-default",
        "of_a_required_parameter",
        &[
            Replace(
                "things.yaml",
                "        presence: optional\n        range: 1..100\n",
                "        presence: required\n        range: 1..100\n",
            ),
            Replace(
                "things.yaml",
                "    paging:\n      style: offset\n      limit: limit\n      offset: offset\n      items: things\n      total: count\n",
                "",
            ),
        ],
    ),
    case(
        "bad-parameter",
        "presence_in_path",
        &[Replace(
            "things.yaml",
            "    doc: Which thing is meant.",
            "    presence: required\n    doc: Which thing is meant.",
        )],
    ),
    case(
        "bad-parameter",
        "nullable",
        &[Replace(
            "things.yaml",
            "        presence: optional\n        doc: Number of things to skip.",
            "        presence: nullable\n        doc: Number of things to skip.",
        )],
    ),
    case(
        "bad-parameter",
        "map",
        &[
            Replace(
                "things.yaml",
                "        type: int32\n        presence: optional\n        doc: Number of things to skip.",
                "        type: map<string>\n        presence: optional\n        doc: Number of things to skip.",
            ),
            Replace("things.yaml", PAGING, ""),
        ],
    ),
    case(
        "bad-parameter",
        "list_in_path",
        &[Replace("things.yaml", "  thing_id:\n    type: string", "  thing_id:\n    type: list<string>")],
    ),
    case(
        "bad-parameter",
        "struct",
        &[
            Replace(
                "things.yaml",
                "        type: Order\n        presence: optional\n        default: asc\n",
                "        type: Label\n        presence: optional\n",
            ),
            Replace("things.yaml", ORDER, ""),
        ],
    ),
    case(
        "bad-parameter",
        "list_of_structs",
        &[
            Replace(
                "things.yaml",
                "        type: Order\n        presence: optional\n        default: asc\n",
                "        type: list<Label>\n        presence: optional\n",
            ),
            Replace("things.yaml", ORDER, ""),
        ],
    ),
    case(
        "bad-parameter",
        "struct_of_the_group",
        &[
            Replace("things.yaml", "  thing_id:\n    type: string", "  thing_id:\n    type: Label"),
            Replace("things.yaml", "http: GET /v1/{project_id}/things", "http: GET /v1/{project_id}/things/{thing_id}"),
        ],
    ),
    case(
        "bad-parameter",
        "any",
        &[Replace("things.yaml", "  thing_id:\n    type: string", "  thing_id:\n    type: any")],
    ),
    case(
        "bad-parameter",
        "value_besides_presence",
        &[
            Replace(
                "things.yaml",
                "        type: int32\n        presence: optional\n        range: 1..100\n        default: 10\n",
                "        type: int32\n        presence: required\n        range: 1..100\n        value: 10\n",
            ),
            Replace("things.yaml", PAGING, ""),
        ],
    ),
    case(
        "bad-parameter",
        "value_in_path",
        &[Replace("things.yaml", "  thing_id:\n    type: string", "  thing_id:\n    type: string\n    value: hammer")],
    ),
    case(
        "bad-parameter",
        "value_of_an_enum",
        &[Replace(
            "things.yaml",
            "        type: Order\n        presence: optional\n        default: asc\n",
            "        type: Order\n        value: asc\n",
        )],
    ),
    case(
        "bad-default",
        "value_outside_of_limits",
        &[
            Replace(
                "things.yaml",
                "        type: int32\n        presence: optional\n        range: 1..100\n        default: 10\n",
                "        type: int32\n        value: 101\n        range: 1..100\n",
            ),
            Replace("things.yaml", PAGING, ""),
        ],
    ),
    case(
        "bad-default",
        "value_of_another_type",
        &[
            Replace(
                "things.yaml",
                "        type: int32\n        presence: optional\n        doc: Number of things to skip.",
                "        type: boolean\n        value: 7\n        doc: Number of things to skip.",
            ),
            Replace("things.yaml", PAGING, ""),
        ],
    ),
    case(
        "bad-parameter",
        "slash_in_query",
        &[Replace("things.yaml", "        default: asc\n", "        slash: colon\n")],
    ),
    case(
        "bad-body",
        "head",
        &[Replace(
            "things.yaml",
            "DELETE /v1/{project_id}/things/{thing_id}\n    doc: Removes a thing.",
            "HEAD /v1/{project_id}/things/{thing_id}\n    doc: Removes a thing.\n    body:\n      type: ThingCreate\n      presence: optional",
        )],
    ),
    case(
        "bad-body",
        "nullable",
        &[Replace(
            "things.yaml",
            "      type: ThingCreate\n      presence: required",
            "      type: ThingCreate\n      presence: nullable",
        )],
    ),
    case("bad-status", "of_a_success", &[Replace("things.yaml", "      204: {}", "      404: {}")]),
    case(
        "bad-status",
        "beside_conditional",
        &[Replace(
            "things.yaml",
            "      204: {}\n    errors: [404]",
            "      200: { body: Thing }\n      304: {}\n    query:\n      rev: { type: string, presence: optional, doc: Known revision. }\n    conditional: { parameter: rev }\n    errors: [404]",
        )],
    ),
    case("bad-status", "not_a_number", &[Replace("things.yaml", "      204: {}", "      ok: {}")]),
    case("bad-status", "of_an_error", &[Replace("things.yaml", "errors: [400, 404]", "errors: [400, 200]")]),
    case("bad-status", "error_twice", &[Replace("things.yaml", "errors: [400, 404]", "errors: [400, 404, 400]")]),
    case("bad-status", "no_success", &[Replace("things.yaml", "    responses:\n      204: {}", "    responses: {}")]),
    case("bad-status", "body_of_204", &[Replace("things.yaml", "      204: {}", "      204:\n        body: Thing")]),
    case(
        "bad-paging",
        "required_parameter",
        &[Replace(
            "things.yaml",
            "        presence: optional\n        doc: Number of things to skip.",
            "        presence: required\n        doc: Number of things to skip.",
        )],
    ),
    case(
        "bad-paging",
        "text_parameter",
        &[Replace(
            "things.yaml",
            "        type: int32\n        presence: optional\n        doc: Number of things to skip.",
            "        type: string\n        presence: optional\n        doc: Number of things to skip.",
        )],
    ),
    case("bad-paging", "items_not_a_list", &[Replace("things.yaml", "      items: things", "      items: count")]),
    case("bad-paging", "total_not_a_number", &[Replace("things.yaml", "        type: int64", "        type: string")]),
    case(
        "bad-paging",
        "response_not_a_struct",
        &[Replace("things.yaml", "        body: ThingList", "        body: list<ThingList>")],
    ),
    case(
        "bad-paging",
        "no_answer",
        &[
            Replace("things.yaml", "      200:\n        body: ThingList", "      204: {}"),
            Replace("things.yaml", "        body: Thing\n", "        body: ThingList\n"),
            Replace("things.yaml", "    examples:\n      create_thing:\n        doc: Stores a hammer.\n", ""),
            super::Edit::Remove("examples/create_thing.json"),
        ],
    ),
    case(
        "bad-host",
        "without_address",
        &[Replace(
            "api.yaml",
            "    regional: https://warehouse.{region}.example.com\n    regions: [north, south]\n",
            "",
        )],
    ),
    case("bad-host", "without_regions", &[Replace("api.yaml", "    regions: [north, south]\n", "")]),
    case(
        "bad-host",
        "without_region",
        &[Replace("api.yaml", "https://warehouse.{region}.example.com", "https://warehouse.example.com")],
    ),
    case(
        "bad-host",
        "both",
        &[Replace("api.yaml", "    regional: https", "    explicit: https://192.0.2.1\n    regional: https")],
    ),
    case("bad-auth", "header_with_a_blank", &[Replace("api.yaml", "header: X-Token", "header: X Token")]),
    case("bad-auth", "without_header", &[Replace("api.yaml", "    header: X-Token\n", "")]),
    case("bad-auth", "with_needless_header", &[Replace("api.yaml", "    scheme: header", "    scheme: bearer")]),
    case(
        "incomplete-group",
        "vocabulary_with_group",
        &[Add("more.yaml", "family: v1\ngroup: more\nsource:\n  document: manual\n")],
    ),
];
