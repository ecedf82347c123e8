//! Files that cannot be read, are missing, or are not used.

use super::Edit::{Add, Remove, Replace};
use super::{Case, case};

pub(crate) const FILES: &[Case] = &[
    case("yaml-syntax", "missing_colon", &[Replace("things.yaml", "host: warehouse", "host warehouse")]),
    case(
        "yaml-syntax",
        "indentation",
        &[Replace("things.yaml", "    doc: Which thing is meant.", "   doc: Which thing is meant.")],
    ),
    case(
        "yaml-syntax",
        "tab",
        &[Replace("things.yaml", "    doc: Which thing is meant.", "\tdoc: Which thing is meant.")],
    ),
    case("yaml-syntax", "unclosed_quote", &[Replace("things.yaml", "section: \"2.3\"", "section: \"2.3")]),
    case("yaml-syntax", "unclosed_bracket", &[Replace("things.yaml", "errors: [400, 404]", "errors: [400, 404")]),
    case(
        "yaml-syntax",
        "colon_in_text",
        &[Replace("things.yaml", "doc: Lists things.", "doc: Lists things: all of them.")],
    ),
    case(
        "yaml-syntax",
        "control_character",
        &[Replace("things.yaml", "doc: Which thing is meant.", "doc: Which größe\u{7} thing is meant.  # bell")],
    ),
    case("yaml-feature", "not_finite", &[Replace("things.yaml", "section: \"2.3\"", "section: 1e400")]),
    case("yaml-syntax", "collection_as_key", &[Replace("things.yaml", "      204: {}", "      [204]: {}")]),
    case(
        "yaml-syntax",
        "too_deep",
        &[Replace(
            "things.yaml",
            "errors: [400, 404]",
            "errors: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[400]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
        )],
    ),
    case(
        "yaml-syntax",
        "behind_other_letters",
        &[Replace("things.yaml", "doc: Which thing is meant.", "doc: Große 東京 😀 [\"x\": y]: z")],
    ),
    case(
        "duplicate-key",
        "in_one_entry",
        &[Replace(
            "things.yaml",
            "    doc: Removes a thing.",
            "    doc: Removes a thing.\n    doc: Takes a thing away.",
        )],
    ),
    case(
        "duplicate-key",
        "two_types",
        &[Replace("shared.yaml", "types:\n", "types:\n  Label:\n    doc: A label.\n    fields: {}\n\n")],
    ),
    case("yaml-feature", "directive", &[Replace("api.yaml", "name: ", "# one\n%YAML 1.1\n---\nname: ")]),
    case("yaml-feature", "anchor", &[Replace("things.yaml", "  thing_id:\n", "  thing_id: &id\n")]),
    case("yaml-feature", "anchor_at_text", &[Replace("things.yaml", "host: warehouse", "host: &host warehouse")]),
    case("yaml-feature", "anchor_at_key", &[Replace("things.yaml", "host: warehouse", "&host host: warehouse")]),
    case("yaml-feature", "alias", &[Replace("things.yaml", "body: ThingList", "body: *list")]),
    case(
        "yaml-feature",
        "merge_key",
        &[Replace("things.yaml", "  thing_id:\n", "  thing_id:\n    <<: { doc: Id. }\n")],
    ),
    case("yaml-feature", "tag", &[Replace("things.yaml", "default: 10", "default: !!int \"10\"")]),
    case("yaml-feature", "second_document", &[Replace("things.yaml", "\nerrata:", "\n---\nerrata:")]),
    case(
        "json-syntax",
        "trailing_comma",
        &[Replace("examples/create_thing.json", "\"height\": 120", "\"height\": 120,")],
    ),
    case("json-syntax", "missing_comma", &[Replace("examples/create_thing.json", "\"id\": \"t1\",", "\"id\": \"t1\"")]),
    case(
        "json-syntax",
        "comment",
        &[Replace("examples/create_thing.json", "\"status\": 200,", "\"status\": 200, // fine")],
    ),
    case(
        "json-syntax",
        "unclosed",
        &[Replace("examples/create_thing.json", "\"weight\": \"800\"\n    }\n  }\n}", "\"weight\": \"800\"")],
    ),
    case(
        "json-syntax",
        "behind_other_letters",
        &[Replace("examples/create_thing.json", "\"value\": \"größer €\"", "\"value\": \"größer €\" x")],
    ),
    case(
        "json-syntax",
        "empty_file",
        &[
            Replace(
                "things.yaml",
                "        doc: Stores a hammer.",
                "        doc: Stores a hammer.\n      nothing:\n        doc: Stores nothing.",
            ),
            Add("examples/nothing.json", ""),
        ],
    ),
    case(
        "duplicate-key",
        "in_an_example",
        &[Replace(
            "examples/create_thing.json",
            "\"name\": \"hammer\",\n      \"encoding\"",
            "\"name\": \"saw\",\n      \"name\": \"hammer\",\n      \"encoding\"",
        )],
    ),
    case("missing-file", "api", &[Remove("api.yaml")]),
    case("missing-file", "sources", &[Remove("sources.yaml")]),
    case("missing-file", "example", &[Remove("examples/create_thing.json")]),
    case(
        "missing-file",
        "example_misspelled",
        &[Replace(
            "things.yaml",
            "      create_thing:\n        doc: Stores a hammer.",
            "      create_thin:\n        doc: Stores a hammer.",
        )],
    ),
    case("unused-file", "example", &[Add("examples/get_thing.json", "{\n  \"response\": {}\n}\n")]),
    case("unused-file", "example_elsewhere", &[Add("other/examples/create_thing.json", "[1]")]),
];
