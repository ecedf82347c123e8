//! Examples that do not fit their operations.

use super::Edit::Replace;
use super::{Case, case};

const FILE: &str = "examples/create_thing.json";

pub(crate) const EXAMPLES: &[Case] = &[
    case("example-mismatch", "wrong_type", &[Replace(FILE, "\"id\": \"t1\"", "\"id\": 1")]),
    case(
        "example-mismatch",
        "wrong_type_of_a_list",
        &[Replace(FILE, "\"weight\": \"800\"", "\"weight\": [\n        800\n      ]")],
    ),
    case("example-mismatch", "missing_field", &[Replace(FILE, "      \"id\": \"t1\",\n", "")]),
    case("example-mismatch", "missing_field_in_a_list", &[Replace(FILE, "\"key\": \"color\",\n          ", "")]),
    case(
        "example-mismatch",
        "unknown_field",
        &[Replace(FILE, "\"weight\": \"800\"", "\"weight\": 800, \"color\": \"red\"")],
    ),
    case("example-mismatch", "misspelled_optional_field", &[Replace(FILE, "\"labels\":", "\"lables\":")]),
    case(
        "example-mismatch",
        "misspelled_required_field",
        &[Replace(
            FILE,
            "\"status\": 200,\n    \"body\": {\n      \"id\"",
            "\"status\": 200,\n    \"body\": {\n      \"Id\"",
        )],
    ),
    case(
        "example-mismatch",
        "behind_other_letters",
        &[Replace(FILE, "\"value\": \"größer €\"", "\"value\": \"größer €\", \"größe\": \"東京\"")],
    ),
    case(
        "example-mismatch",
        "escaped_key",
        &[Replace(FILE, "\"value\": \"größer €\"", "\"v\\u0061lue\": [\"\\ud83d\\ude00\"]")],
    ),
    case(
        "example-mismatch",
        "tabs",
        &[Replace(
            FILE,
            "        \"kind\": \"box\",\n        \"height\": 120",
            "\t\"kind\": \"box\",\n\t\"height\": \"tall\"",
        )],
    ),
    case(
        "example-mismatch",
        "alias",
        &[
            Replace(
                "things.yaml",
                "        doc: What it is found by.",
                "        aliases: [ID]\n        doc: What it is found by.",
            ),
            Replace(FILE, "\"id\": \"t1\"", "\"ID\": 1"),
        ],
    ),
    case(
        "example-mismatch",
        "too_long",
        &[Replace(
            FILE,
            "\"name\": \"hammer\",\n      \"encoding\"",
            "\"name\": \"a hammer with a handle\",\n      \"encoding\"",
        )],
    ),
    case(
        "example-mismatch",
        "pattern",
        &[Replace(FILE, "\"name\": \"hammer\",\n      \"state\"", "\"name\": \"Hammer\",\n      \"state\"")],
    ),
    case("example-mismatch", "number_too_large", &[Replace(FILE, "\"height\": 120", "\"height\": 3000000000")]),
    case("example-mismatch", "fraction", &[Replace(FILE, "\"height\": 120", "\"height\": 1.5")]),
    case("example-mismatch", "null", &[Replace(FILE, "\"state\": \"here\"", "\"state\": null")]),
    case("example-mismatch", "missing_tag", &[Replace(FILE, "\"kind\": \"box\",\n        ", "")]),
    case("example-mismatch", "required_when", &[Replace(FILE, ",\n      \"encoding\": \"text/plain\"", "")]),
    case("example-mismatch", "status", &[Replace(FILE, "\"status\": 200", "\"status\": 201")]),
    case("example-mismatch", "without_status", &[Replace(FILE, "\"status\": 200,\n    ", "")]),
    case("example-mismatch", "without_response", &[Replace(FILE, "\"response\":", "\"answer\":")]),
    case(
        "example-mismatch",
        "without_body",
        &[Replace(
            FILE,
            ",\n    \"body\": {\n      \"name\": \"hammer\",\n      \"encoding\": \"text/plain\"\n    }",
            "",
        )],
    ),
    case("example-mismatch", "missing_parameter", &[Replace(FILE, "      \"project_id\": \"p1\"\n", "")]),
    case(
        "example-mismatch",
        "missing_path",
        &[Replace(FILE, "    \"path\": {\n      \"project_id\": \"p1\"\n    },\n", "")],
    ),
    case(
        "example-mismatch",
        "unknown_parameter",
        &[Replace(FILE, "\"project_id\": \"p1\"", "\"project_id\": \"p1\", \"thing_id\": \"t1\"")],
    ),
    case("example-mismatch", "parameters_not_an_object", &[Replace(FILE, "\"path\": {", "\"query\": [], \"path\": {")]),
    case("example-mismatch", "empty_in_a_path", &[Replace(FILE, "\"project_id\": \"p1\"", "\"project_id\": \"\"")]),
    case("example-mismatch", "misspelled_parameter", &[Replace(FILE, "\"project_id\"", "\"projectId\"")]),
    case("example-mismatch", "misspelled_response", &[Replace(FILE, "\"response\":", "\"respons\":")]),
    case(
        "example-mismatch",
        "not_an_object",
        &[
            Replace(
                "things.yaml",
                "        doc: Stores a hammer.",
                "        doc: Stores a hammer.\n      list:\n        doc: A list.",
            ),
            super::Edit::Add("examples/list.json", "[1, 2]\n"),
        ],
    ),
    case(
        "example-mismatch",
        "closed_enum",
        &[
            Replace("things.yaml", "      encoding:\n        type: string", "      encoding:\n        type: Order"),
            Replace(FILE, "\"encoding\": \"text/plain\"", "\"encoding\": \"up\""),
        ],
    ),
];
