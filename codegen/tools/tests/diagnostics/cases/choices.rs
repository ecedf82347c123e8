//! Settings with alternatives: schemes, styles, statuses, styles of paging.

use super::Edit::Replace;
use super::{Case, case};

pub(crate) const CHOICES: &[Case] = &[
    case(
        "bad-auth",
        "without_query",
        &[Replace("api.yaml", "    scheme: header\n    header: X-Token", "    scheme: query")],
    ),
    case(
        "bad-auth",
        "with_needless_cookie",
        &[Replace("api.yaml", "    header: X-Token", "    header: X-Token\n    cookie: token")],
    ),
    case(
        "bad-auth",
        "cookie_with_an_odd_name",
        &[Replace("api.yaml", "    scheme: header\n    header: X-Token", "    scheme: cookie\n    cookie: a=b")],
    ),
    case("bad-auth", "no_scheme", &[Replace("things.yaml", "auth: token", "auth: []")]),
    case("bad-auth", "scheme_twice", &[Replace("things.yaml", "auth: token", "auth: [token, token]")]),
    case(
        "bad-auth",
        "none_before_another",
        &[
            Replace("things.yaml", "auth: token", "auth: [open, token]"),
            Replace("api.yaml", "error_styles:", "  open:\n    doc: Everybody.\n    scheme: none\n\nerror_styles:"),
        ],
    ),
    case("unknown-auth", "in_a_list", &[Replace("things.yaml", "auth: token", "auth: [token, tokem]")]),
    case(
        "unknown-error-style",
        "in_a_list",
        &[Replace("things.yaml", "error_style: plain", "error_style: [plain, plane]")],
    ),
    case(
        "reserved-header",
        "credential_in_the_query",
        &[Replace("api.yaml", "    scheme: header\n    header: X-Token", "    scheme: query\n    query: limit")],
    ),
    case("bad-error-style", "no_path", &[Replace("api.yaml", "    code: code\n", "    code: error..code\n")]),
    case("bad-error-style", "nothing", &[Replace("api.yaml", "    code: code\n    message: message\n", "")]),
    case(
        "bad-status",
        "different_media_types",
        &[Replace(
            "things.yaml",
            "      200:\n        body: ThingList",
            "      200:\n        body: ThingList\n      202:\n        body: string\n        media: text/plain",
        )],
    ),
    case(
        "bad-status",
        "several_bodies_to_page",
        &[Replace(
            "things.yaml",
            "      200:\n        body: ThingList",
            "      200:\n        body: ThingList\n      202:\n        body: Thing",
        )],
    ),
    case(
        "bad-status",
        "no_body_to_page",
        &[Replace("things.yaml", "        body: ThingList", "        body: ThingList\n      204: {}")],
    ),
    case(
        "bad-status",
        "body_of_a_redirect",
        &[Replace("things.yaml", "      204: {}", "      303:\n        body: Thing")],
    ),
    case(
        "bad-header-field",
        "headers_in_the_body",
        &[Replace("things.yaml", "        body: ThingList", "        body: ThingList\n        headers: ThingList")],
    ),
    case(
        "bad-paging",
        "key_of_another_style",
        &[Replace("things.yaml", "      style: offset\n", "      style: page\n")],
    ),
    case(
        "bad-paging",
        "next_is_missing",
        &[Replace(
            "things.yaml",
            "      style: offset\n      limit: limit\n      offset: offset\n",
            "      style: cursor\n      cursor: offset\n",
        )],
    ),
    case(
        "bad-paging",
        "next_is_a_list",
        &[Replace(
            "things.yaml",
            "      style: offset\n      limit: limit\n      offset: offset\n",
            "      style: link\n      next: things\n",
        )],
    ),
    case(
        "bad-paging",
        "limit_has_a_value",
        &[Replace(
            "things.yaml",
            "        presence: optional\n        range: 1..100\n        default: 10\n",
            "        value: 10\n",
        )],
    ),
    case("bad-paging", "items_missing", &[Replace("things.yaml", "      items: things\n", "")]),
    case(
        "bad-parameter",
        "separator_without_a_list",
        &[Replace("things.yaml", "        range: 1..100\n", "        range: 1..100\n        separator: comma\n")],
    ),
    case(
        "bad-parameter",
        "style_without_a_map",
        &[Replace("things.yaml", "        range: 1..100\n", "        range: 1..100\n        style: deep_object\n")],
    ),
    case(
        "bad-parameter",
        "styles_of_headers",
        &[Replace(
            "things.yaml",
            "    doc: Removes a thing.\n",
            "    doc: Removes a thing.\n    headers:\n      X-Map:\n        type: string\n        style: form\n        presence: optional\n        doc: Something.\n",
        )],
    ),
    case(
        "bad-parameter",
        "style_and_separator",
        &[Replace(
            "things.yaml",
            "    doc: Removes a thing.\n",
            "    doc: Removes a thing.\n    query:\n      filter:\n        type: list<Thing>\n        style: json\n        separator: comma\n        presence: optional\n        doc: Something.\n",
        )],
    ),
    case(
        "bad-parameter",
        "name_of_a_cookie",
        &[Replace(
            "things.yaml",
            "    doc: Removes a thing.\n",
            "    doc: Removes a thing.\n    cookies:\n      a b:\n        type: string\n        presence: optional\n        doc: Something.\n",
        )],
    ),
    case(
        "bad-parameter",
        "list_in_a_cookie",
        &[Replace(
            "things.yaml",
            "    doc: Removes a thing.\n",
            "    doc: Removes a thing.\n    cookies:\n      a:\n        type: list<string>\n        presence: optional\n        doc: Something.\n",
        )],
    ),
    case(
        "bad-body",
        "events_of_a_request",
        &[Replace(
            "things.yaml",
            "    doc: Removes a thing.\n",
            "    doc: Removes a thing.\n    body:\n      type: list<string>\n      media: text/event-stream\n      presence: optional\n",
        )],
    ),
    case(
        "bad-body",
        "events_or_nothing",
        &[Replace(
            "things.yaml",
            "      204: {}",
            "      200:\n        body: list<string>\n        media: application/x-ndjson\n      204: {}",
        )],
    ),
    case(
        "bad-body",
        "end_of_a_value",
        &[Replace("things.yaml", "        body: ThingList", "        body: ThingList\n        end: done")],
    ),
];
