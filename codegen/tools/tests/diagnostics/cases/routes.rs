//! Routes and path parameters.

use super::Edit::Replace;
use super::{Case, case};

pub(crate) const ROUTES: &[Case] = &[
    case(
        "bad-route",
        "without_method",
        &[Replace("things.yaml", "http: GET /v1/{project_id}/things", "http: /v1/{project_id}/things")],
    ),
    case(
        "bad-route",
        "lower_case_method",
        &[Replace("things.yaml", "http: GET /v1/{project_id}/things", "http: get /v1/{project_id}/things")],
    ),
    case(
        "bad-route",
        "unknown_method",
        &[Replace("things.yaml", "http: GET /v1/{project_id}/things", "http: FETCH /v1/{project_id}/things")],
    ),
    case(
        "bad-route",
        "relative",
        &[Replace("things.yaml", "http: GET /v1/{project_id}/things", "http: GET v1/{project_id}/things")],
    ),
    case(
        "bad-route",
        "step_to_the_path_above",
        &[Replace(
            "things.yaml",
            "http: DELETE /v1/{project_id}/things/{thing_id}",
            "http: DELETE /v1/{project_id}/things/{thing_id}/old/..",
        )],
    ),
    case(
        "bad-route",
        "step_to_the_same_path",
        &[Replace("things.yaml", "http: GET /v1/{project_id}/things", "http: GET /v1/./{project_id}/things")],
    ),
    case(
        "bad-route",
        "double_slash",
        &[Replace("things.yaml", "http: GET /v1/{project_id}/things", "http: GET /v1//{project_id}/things")],
    ),
    case(
        "bad-route",
        "two_parameters_in_one_part",
        &[Replace("things.yaml", "http: GET /v1/{project_id}/things", "http: GET /v1/{project_id}/{limit}{order}")],
    ),
    case(
        "undeclared-path-parameter",
        "within_a_segment",
        &[Replace("things.yaml", "http: GET /v1/{project_id}/things", "http: GET /v1/{project_id}/things:{order}")],
    ),
    case(
        "bad-route",
        "unclosed_parameter",
        &[Replace(
            "things.yaml",
            "http: DELETE /v1/{project_id}/things/{thing_id}",
            "http: DELETE /v1/{project_id}/things/{thing_id",
        )],
    ),
    case(
        "bad-route",
        "query",
        &[Replace("things.yaml", "http: GET /v1/{project_id}/things", "http: GET /v1/{project_id}/things?limit=1")],
    ),
    case(
        "bad-route",
        "two_blanks",
        &[Replace("things.yaml", "http: GET /v1/{project_id}/things", "http: GET  /v1/{project_id}/things")],
    ),
    case(
        "bad-route",
        "quoted",
        &[Replace("things.yaml", "http: GET /v1/{project_id}/things", "http: \"GET /v1/{project_id}/th ings\"")],
    ),
    case(
        "bad-route",
        "folded",
        &[Replace("things.yaml", "http: GET /v1/{project_id}/things", "http: >-\n      GET /v1/{project_id}/größen")],
    ),
    case(
        "bad-route",
        "other_letters",
        &[Replace("things.yaml", "http: GET /v1/{project_id}/things", "http: GET /v1/東京/{project_id}/größen")],
    ),
    case(
        "bad-route",
        "too_many_parameters",
        &[Replace(
            "things.yaml",
            "http: GET /v1/{project_id}/things",
            "http: GET /{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}/{j}/{k}/{l}/{m}/{n}/{o}/{p}/{q}/{r}/{s}/{t}/{u}/{v}/{w}/{x}/{y}/{z}",
        )],
    ),
    case(
        "bad-route",
        "parameter_twice",
        &[Replace(
            "things.yaml",
            "http: DELETE /v1/{project_id}/things/{thing_id}",
            "http: DELETE /v1/{project_id}/things/{thing_id}/{thing_id}",
        )],
    ),
    case(
        "undeclared-path-parameter",
        "misspelled",
        &[Replace("things.yaml", "things/{thing_id}", "things/{thing_di}")],
    ),
    case(
        "undeclared-path-parameter",
        "misspelled_of_the_client",
        &[Replace("things.yaml", "DELETE /v1/{project_id}", "DELETE /v1/{projectid}")],
    ),
    case(
        "undeclared-path-parameter",
        "new",
        &[Replace(
            "things.yaml",
            "http: GET /v1/{project_id}/things",
            "http: GET /v1/{project_id}/shelves/{shelf}/things",
        )],
    ),
    case(
        "undeclared-path-parameter",
        "beside_others",
        &[Replace(
            "things.yaml",
            "http: GET /v1/{project_id}/things\n",
            "http: GET /v1/{project_id}/shelves/{shelf}/{board}/things\n    path:\n      shelf:\n        type: string\n        doc: Name of the shelf.\n",
        )],
    ),
    case("unused-path-parameter", "of_the_group", &[Replace("things.yaml", "things/{thing_id}", "things")]),
    case(
        "unused-path-parameter",
        "of_an_operation",
        &[Replace(
            "things.yaml",
            "    doc: Lists things.",
            "    doc: Lists things.\n    path:\n      shelf:\n        type: string\n        doc: Shelf.",
        )],
    ),
    case(
        "duplicate-route",
        "two_operations",
        &[Replace("things.yaml", "http: GET /v1/{project_id}/things", "http: POST /v1/{project_id}/things")],
    ),
    case(
        "ambiguous-route",
        "two_operations",
        &[Replace(
            "things.yaml",
            "    http: GET /v1/{project_id}/things\n",
            "    http: DELETE /v1/{project_id}/things/{name}\n    path:\n      name:\n        type: string\n        doc: Name of the thing.\n",
        )],
    ),
    case(
        "duplicate-route",
        "same_values",
        &[Replace(
            "things.yaml",
            "  list_things:\n    http: GET /v1/{project_id}/things\n",
            "  count_things:
    http: GET /v1/{project_id}/things
    doc: Counts things.
    source:
      section: \"2.4\"
    query:
      action:
        type: string
        value: count
        doc: What to do.
      limit:
        type: int32
        presence: optional
        doc: Largest number.
    responses:
      200:
        body: int32

  sum_things:
    http: GET /v1/{project_id}/things
    doc: Sums things up.
    source:
      section: \"2.5\"
    query:
      action:
        type: string
        value: count
        doc: What to do.
    responses:
      200:
        body: int32

  list_things:
    http: GET /v1/{project_id}/things
",
        )],
    ),
];
