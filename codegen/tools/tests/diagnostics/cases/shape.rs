//! Entries with wrong keys or wrong kinds of values.

use super::Edit::{Add, Replace};
use super::{Case, case};

pub(crate) const SHAPE: &[Case] = &[
    case(
        "unknown-key",
        "misspelled_required",
        &[Replace("things.yaml", "    doc: Removes a thing.", "    docs: Removes a thing.")],
    ),
    case(
        "unknown-key",
        "misspelled_optional",
        &[Replace("things.yaml", "lenient: number_or_text", "leniant: number_or_text")],
    ),
    case(
        "unknown-key",
        "unlike_any",
        &[Replace("things.yaml", "    errors: [404]", "    errors: [404]\n    color: red")],
    ),
    case(
        "unknown-key",
        "whole_entry",
        &[Replace(
            "things.yaml",
            "    errors: [404]",
            "    errors: [404]\n    callbacks:\n      done:\n        url: x",
        )],
    ),
    case("unknown-key", "rejection", &[Replace("api.yaml", "timeout: W.408", "time_out: W.408")]),
    case(
        "unknown-key",
        "in_braces",
        &[Replace("things.yaml", "required_when: { name: [hammer] }", "source: { sektion: \"2\" }")],
    ),
    case("unknown-key", "quoted", &[Replace("things.yaml", "lenient: number_or_text", "\"leniant\": number_or_text")]),
    case("missing-key", "one", &[Replace("things.yaml", "    doc: Removes a thing.\n", "")]),
    case("missing-key", "several", &[Replace("things.yaml", "        type: State\n        presence: required\n", "")]),
    case(
        "missing-key",
        "in_braces",
        &[Replace(
            "things.yaml",
            "        body: Thing\n    errors",
            "        body: Thing\n    query: { all: { type: boolean, presence: optional } }\n    errors",
        )],
    ),
    case(
        "missing-key",
        "in_empty_braces",
        &[Replace(
            "things.yaml",
            "      height:\n        type: int32\n        presence: required\n        doc: Height in millimetres.",
            "      height: {}",
        )],
    ),
    case("missing-key", "with_known_values", &[Replace("sources.yaml", "    kind: reference\n", "")]),
    case(
        "missing-key",
        "of_the_file",
        &[Replace("shared.yaml", "source:\n  document: manual\n  section: \"1\"\n", "")],
    ),
    case("missing-key", "of_api_yaml", &[Replace("api.yaml", "version: 1.0.0\ndoc: Keeps things.\n", "")]),
    case("missing-key", "rejection", &[Replace("api.yaml", "      forbidden: W.403\n", "")]),
    case(
        "missing-key",
        "presence_of_parameter",
        &[Replace(
            "things.yaml",
            "        presence: optional\n        doc: Number of things to skip.",
            "        doc: Number of things to skip.",
        )],
    ),
    case("missing-key", "empty_file", &[Add("empty.yaml", "")]),
    case("missing-key", "only_comments", &[Add("empty.yaml", "# nothing\n# yet\n")]),
    case("wrong-type", "number_for_text", &[Replace("shared.yaml", "section: \"1\"", "section: 5.10")]),
    case("wrong-type", "boolean_for_text", &[Replace("things.yaml", "here: It lies in the warehouse.", "here: true")]),
    case("wrong-type", "text_for_list", &[Replace("things.yaml", "errata: [W-1]", "errata: W-1")]),
    case("wrong-type", "text_for_mapping", &[Replace("things.yaml", "      204: {}", "      204: nothing")]),
    case(
        "wrong-type",
        "list_for_mapping",
        &[Replace(
            "things.yaml",
            "    fields:\n      height:\n        type: int32\n        presence: required\n        doc: Height in millimetres.",
            "    fields:\n      - height\n      - width",
        )],
    ),
    case(
        "wrong-type",
        "mapping_for_text",
        &[Replace("things.yaml", "    doc: Removes a thing.", "    doc:\n      en: Removes a thing.")],
    ),
    case("wrong-type", "text_for_number", &[Replace("things.yaml", "errors: [404]", "errors: [not_found]")]),
    case("wrong-type", "fraction", &[Replace("things.yaml", "errors: [404]", "errors: [404.5]")]),
    case(
        "wrong-type",
        "out_of_range",
        &[Replace("things.yaml", "    errors: [404]", "    errors: [404]\n    body_limit: 5000000000")],
    ),
    case(
        "wrong-type",
        "very_large",
        &[Replace("things.yaml", "    errors: [404]", "    errors: [404]\n    body_limit: 50000000000000000000")],
    ),
    case("wrong-type", "negative", &[Replace("things.yaml", "errors: [404]", "errors: [-404]")]),
    case(
        "wrong-type",
        "text_for_boolean",
        &[Replace(
            "things.yaml",
            "        doc: What it looks like.",
            "        boxed: yes\n        doc: What it looks like.",
        )],
    ),
    case("wrong-type", "whole_file", &[Add("list.yaml", "- a\n- b\n")]),
    case("wrong-type", "file_of_text", &[Add("text.yaml", "Some words.\n")]),
    case("unknown-value", "misspelled", &[Replace("things.yaml", "    enum: open", "    enum: opened")]),
    case(
        "unknown-value",
        "unlike_any",
        &[Replace("things.yaml", "        presence: nullable", "        presence: maybe")],
    ),
    case("unknown-value", "number", &[Replace("things.yaml", "    case: insensitive", "    case: 1")]),
    case(
        "unknown-value",
        "mapping",
        &[Replace("things.yaml", "    case: insensitive", "    case:\n      letters: any")],
    ),
    case("unknown-value", "quoted", &[Replace("things.yaml", "    enum: open", "    enum: \"Open\"")]),
    case(
        "unknown-value",
        "behind_other_letters",
        &[Replace(
            "things.yaml",
            "required_when: { name: [hammer] }",
            "source: { section: \"Größe 東京\", confidence: state }",
        )],
    ),
    case(
        "empty-value",
        "mapping",
        &[Replace(
            "shared.yaml",
            "      value:\n        type: string\n        presence: required\n        doc: What the name stands for.\n",
            "      value:\n",
        )],
    ),
    case("empty-value", "text", &[Replace("things.yaml", "    doc: Removes a thing.", "    doc:")]),
    case("empty-value", "default", &[Replace("things.yaml", "        default: 10", "        default:")]),
    case("empty-value", "null", &[Replace("things.yaml", "    doc: Removes a thing.", "    doc: null")]),
    case("empty-value", "in_a_list", &[Replace("things.yaml", "errors: [404]", "errors: [404, ~]")]),
    case(
        "empty-value",
        "section",
        &[Replace(
            "things.yaml",
            "\nerrata:\n  W-1:\n    title: The weight is sometimes text.\n    says:\n      - \"manual 2.1: a number\"\n      - \"manual 2.2: text\"\n    decision: Both are read.\n    evidence: Two examples.\n    consequence: type\n",
            "\nerrata:\n",
        )],
    ),
];
