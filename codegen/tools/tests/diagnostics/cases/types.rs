//! Structs, enums and unions.

use super::Edit::Replace;
use super::{Case, case};

/// The only field of `BagWrapping` in the base.
const COLOR: &str = "      color:\n        type: string\n        presence: required\n        doc: What it looks like.";

/// The head of a struct, with rules about its fields.
const STORED: &str = "    doc: A thing to be stored.\n";
const MISSPELLED_RULE: &str =
    "    doc: A thing to be stored.\n    rules: [{ need: at_least_one, of: [manul, encoding] }]\n";
const RULE_OF_REQUIRED: &str =
    "    doc: A thing to be stored.\n    rules: [{ need: exactly_one, of: [name, encoding] }]\n";
const RULE_OF_ONE: &str = "    doc: A thing to be stored.\n    rules: [{ need: at_most_one, of: [manual] }]\n";
const RULE_OF_TWINS: &str =
    "    doc: A thing to be stored.\n    rules: [{ need: all_or_none, of: [manual, manual] }]\n";

pub(crate) const TYPES: &[Case] = &[
    case(
        "bad-type",
        "nothing",
        &[Replace(
            "things.yaml",
            "    doc: Soft, without corners.\n    fields:\n      color:\n        type: string\n        presence: required\n        doc: What it looks like.\n",
            "    doc: Soft, without corners.\n",
        )],
    ),
    case(
        "bad-type",
        "two_kinds",
        &[Replace(
            "things.yaml",
            "    doc: Soft, without corners.\n",
            "    doc: Soft, without corners.\n    values:\n      paper: Paper.\n",
        )],
    ),
    case(
        "bad-type",
        "enum_without_values",
        &[Replace(
            "things.yaml",
            "    values:\n      here: It lies in the warehouse.\n      gone:\n        doc: It was taken out.\n        aliases: [away]\n",
            "",
        )],
    ),
    case(
        "bad-type",
        "id_with_fields",
        &[Replace(
            "things.yaml",
            "    doc: Soft, without corners.\n",
            "    doc: Soft, without corners.\n    id: string\n",
        )],
    ),
    case(
        "bad-constraint",
        "limits_of_a_struct",
        &[Replace(
            "things.yaml",
            "    doc: Soft, without corners.\n",
            "    doc: Soft, without corners.\n    length: 1..5\n",
        )],
    ),
    case(
        "bad-constraint",
        "format_of_a_number",
        &[Replace("things.yaml", "        range: 1..100\n", "        format: date\n")],
    ),
    case(
        "bad-constraint",
        "format_and_pattern",
        &[Replace("things.yaml", "        pattern: ^[a-z]+$\n", "        pattern: ^[a-z]+$\n        format: uuid\n")],
    ),
    case(
        "bad-constraint",
        "pattern_of_an_id",
        &[Replace(
            "things.yaml",
            "types:\n  Thing:\n",
            "types:\n  ThingId:\n    doc: Identifies a thing.\n    id: string\n    pattern: (\n\n  Thing:\n",
        )],
    ),
    case(
        "bad-constraint",
        "client_parameter",
        &[Replace("api.yaml", "    doc: Project that", "    length: 8..1\n    doc: Project that")],
    ),
    case(
        "bad-default",
        "client_parameter_at_a_host",
        &[
            Replace("api.yaml", "    doc: Project that", "    length: 1..4\n    doc: Project that"),
            Replace(
                "api.yaml",
                "regions: [north, south]",
                "regions: [north, south]\n    parameters: { project_id: central }",
            ),
        ],
    ),
    case(
        "bad-constraint",
        "values_of_text",
        &[Replace("things.yaml", "        length: 1..20\n        doc", "        values: [a]\n        doc")],
    ),
    case(
        "bad-constraint",
        "values_of_a_list",
        &[Replace("things.yaml", "        items: 0..10\n", "        values: [a]\n")],
    ),
    case(
        "bad-constraint",
        "values_that_are_misspelled",
        &[Replace("things.yaml", "        type: Order\n", "        type: Order\n        values: [ascc]\n")],
    ),
    case(
        "bad-constraint",
        "values_listed_twice",
        &[Replace("things.yaml", "        type: Order\n", "        type: Order\n        values: [asc, asc]\n")],
    ),
    case(
        "bad-default",
        "not_among_the_values",
        &[Replace("things.yaml", "        type: Order\n", "        type: Order\n        values: [desc]\n")],
    ),
    case(
        "bad-header-field",
        "empty_in_the_body",
        &[Replace(
            "things.yaml",
            "        doc: How it is wrapped.",
            "        empty: absent\n        doc: How it is wrapped.",
        )],
    ),
    case(
        "bad-parameter",
        "empty_in_a_path",
        &[Replace(
            "things.yaml",
            "    doc: Which thing is meant.",
            "    empty: absent\n    doc: Which thing is meant.",
        )],
    ),
    case(
        "unknown-value",
        "of_empty",
        &[Replace("things.yaml", "error_style: plain\n", "error_style: plain\nempty_query: absnt\n")],
    ),
    case(
        "bad-constraint",
        "each_of_text",
        &[Replace("things.yaml", "        length: 1..20\n        doc", "        each: { length: 1..20 }\n        doc")],
    ),
    case(
        "bad-constraint",
        "keys_of_a_list",
        &[Replace("things.yaml", "        items: 0..10\n", "        keys: { length: 1..20 }\n")],
    ),
    case(
        "bad-constraint",
        "range_of_each_struct",
        &[Replace("things.yaml", "        items: 0..10\n", "        each: { range: 1..20 }\n")],
    ),
    case(
        "bad-constraint",
        "each_of_nothing",
        &[Replace("things.yaml", "        items: 0..10\n", "        each: {}\n")],
    ),
    case(
        "unknown-key",
        "limit_of_each",
        &[Replace("things.yaml", "        items: 0..10\n", "        each: { lenght: 1..20 }\n")],
    ),
    case("bad-type", "union_without_tag", &[Replace("things.yaml", "    tag: kind\n", "")]),
    case(
        "bad-type",
        "union_with_tag_alone",
        &[
            Replace("things.yaml", "    union: open\n", ""),
            Replace("things.yaml", "    variants:\n      box: BoxWrapping\n      bag: BagWrapping\n", ""),
        ],
    ),
    case(
        "bad-presence",
        "clears_in_a_response",
        &[Replace(
            "things.yaml",
            "        presence: nullable\n        lenient: number_or_text\n",
            "        presence: clearable\n        lenient: number_or_text\n",
        )],
    ),
    case(
        "bad-presence",
        "clears_in_pairs",
        &[
            Replace(
                "things.yaml",
                "      type: ThingCreate\n      presence: required\n",
                "      type: ThingCreate\n      presence: required\n      media: form\n",
            ),
            Replace(
                "things.yaml",
                "        presence: optional\n        encoded_by",
                "        presence: clearable\n        encoded_by",
            ),
        ],
    ),
    case(
        "bad-presence",
        "clears_in_a_form",
        &[
            Replace(
                "things.yaml",
                "      type: ThingCreate\n      presence: required\n",
                "      type: ThingCreate\n      presence: required\n      media: multipart\n",
            ),
            Replace(
                "things.yaml",
                "        presence: optional\n        encoded_by",
                "        presence: clearable\n        encoded_by",
            ),
        ],
    ),
    case(
        "bad-condition",
        "on_required_field",
        &[Replace(
            "things.yaml",
            "        presence: optional\n        required_when",
            "        presence: nullable\n        required_when",
        )],
    ),
    case(
        "bad-condition",
        "without_values",
        &[Replace("things.yaml", "required_when: { name: [hammer] }", "required_when: { name: [] }")],
    ),
    case(
        "bad-condition",
        "present_although_required",
        &[Replace("things.yaml", "required_when: { name: [hammer] }", "required_when: { name: present }")],
    ),
    case(
        "unknown-value",
        "condition_that_is_misspelled",
        &[Replace("things.yaml", "required_when: { name: [hammer] }", "required_when: { manual: presnt }")],
    ),
    case("unknown-field", "rule_of_a_struct", &[Replace("things.yaml", STORED, MISSPELLED_RULE)]),
    case("bad-condition", "rule_about_a_required_field", &[Replace("things.yaml", STORED, RULE_OF_REQUIRED)]),
    case("bad-condition", "rule_about_one_field", &[Replace("things.yaml", STORED, RULE_OF_ONE)]),
    case("bad-condition", "rule_that_names_a_field_twice", &[Replace("things.yaml", STORED, RULE_OF_TWINS)]),
    case(
        "bad-condition",
        "rule_of_an_enum",
        &[Replace(
            "things.yaml",
            "    doc: Order of a list.\n",
            "    doc: Order of a list.\n    rules: [{ need: at_least_one, of: [a, b] }]\n",
        )],
    ),
    case(
        "unknown-field",
        "condition_of_a_parameter",
        &[Replace(
            "things.yaml",
            "        doc: Number of things to skip.",
            "        required_when: { limt: present }\n        doc: Number of things to skip.",
        )],
    ),
    case(
        "unknown-field",
        "rule_of_parameters",
        &[Replace(
            "things.yaml",
            "    query:\n      limit:",
            "    rules: [{ need: all_or_none, of: [limit, ofset] }]\n    query:\n      limit:",
        )],
    ),
    case(
        "bad-condition",
        "not_a_value_of_the_enum",
        &[Replace(
            "things.yaml",
            "        lenient: number_or_text\n        doc: Weight in grams.\n",
            "        lenient: number_or_text\n        doc: Weight in grams.\n      size:\n        type: string\n        presence: optional\n        required_when: { state: [lost] }\n        doc: Size.\n",
        )],
    ),
    case(
        "bad-condition",
        "on_a_list",
        &[Replace(
            "things.yaml",
            "        lenient: number_or_text\n        doc: Weight in grams.\n",
            "        lenient: number_or_text\n        doc: Weight in grams.\n      size:\n        type: string\n        presence: optional\n        required_when: { labels: [blue] }\n        doc: Size.\n",
        )],
    ),
    case(
        "needless-box",
        "text",
        &[Replace(
            "things.yaml",
            "        doc: Weight in grams.\n",
            "        boxed: true\n        doc: Weight in grams.\n",
        )],
    ),
    case("enum-openness", "not_said", &[Replace("things.yaml", "    enum: open\n", "")]),
    case("closed-in-response", "field", &[Replace("things.yaml", "    enum: open\n", "    enum: closed\n")]),
    case(
        "bad-union",
        "variant_is_enum",
        &[Replace("things.yaml", "      box: BoxWrapping\n", "      box: BoxWrapping\n      sack: State\n")],
    ),
    case(
        "bad-union",
        "variant_is_built_in",
        &[Replace("things.yaml", "      box: BoxWrapping\n", "      box: BoxWrapping\n      sack: string\n")],
    ),
    case("bad-union", "field_like_tag", &[Replace("things.yaml", "      color:\n", "      kind:\n")]),
    case(
        "recursive-type",
        "itself",
        &[Replace("things.yaml", "      color:\n        type: string", "      color:\n        type: BagWrapping")],
    ),
    case(
        "recursive-type",
        "circle",
        &[Replace("things.yaml", "      color:\n        type: string", "      content:\n        type: Thing")],
    ),
    case(
        "recursive-type",
        "in_braces",
        &[Replace(
            "things.yaml",
            "      color:\n        type: string\n        presence: required\n        doc: What it looks like.",
            "      inner: { type: BagWrapping, presence: optional, doc: Another bag. }",
        )],
    ),
    case(
        "endless-type",
        "itself",
        &[Replace(
            "things.yaml",
            COLOR,
            "      inner:\n        type: BagWrapping\n        presence: required\n        boxed: true\n        doc: Another bag.",
        )],
    ),
    case(
        "endless-type",
        "list_that_is_never_empty",
        &[Replace(
            "things.yaml",
            COLOR,
            "      inner:\n        type: map<list<BagWrapping>>\n        presence: optional\n        items: 1..\n        doc: Bags.\n      inmost:\n        type: list<BagWrapping>\n        presence: required\n        items: 1..\n        doc: Bags.",
        )],
    ),
    case(
        "endless-type",
        "union_without_a_variant_that_ends",
        &[
            Replace(
                "things.yaml",
                COLOR,
                "      outer:\n        type: Cover\n        presence: required\n        doc: What is around it.",
            ),
            Replace(
                "things.yaml",
                "  BagWrapping:\n",
                "  Cover:\n    doc: What is around something.\n    union: open\n    tag: kind\n    variants:\n      large: LargeCover\n      small: SmallCover\n\n  LargeCover:\n    doc: Around another one.\n    fields:\n      inner:\n        type: SmallCover\n        presence: required\n        doc: The other one.\n\n  SmallCover:\n    doc: Inside of others.\n    fields:\n      outer:\n        type: list<Cover>\n        presence: required\n        items: 2..\n        doc: The others.\n\n  BagWrapping:\n",
            ),
        ],
    ),
    case(
        "endless-type",
        "condition_that_always_holds",
        &[Replace(
            "things.yaml",
            COLOR,
            "      tight:\n        type: boolean\n        presence: required\n        doc: Whether it is tight.\n      inner:\n        type: BagWrapping\n        presence: optional\n        boxed: true\n        required_when: { tight: [\"true\", \"false\"] }\n        doc: Another bag.",
        )],
    ),
    case(
        "bad-constraint",
        "range_of_text",
        &[Replace(
            "things.yaml",
            "        doc: What it looks like.",
            "        range: 1..5\n        doc: What it looks like.",
        )],
    ),
    case(
        "bad-constraint",
        "length_of_list",
        &[Replace("things.yaml", "        items: 0..10", "        length: 0..10")],
    ),
    case(
        "bad-constraint",
        "pattern_of_number",
        &[Replace(
            "things.yaml",
            "        doc: Height in millimetres.",
            "        pattern: ^[0-9]+$\n        doc: Height in millimetres.",
        )],
    ),
    case(
        "bad-constraint",
        "items_of_text",
        &[Replace(
            "things.yaml",
            "        doc: What it looks like.",
            "        items: 1..5\n        doc: What it looks like.",
        )],
    ),
    case("bad-constraint", "not_bounds", &[Replace("things.yaml", "range: 1..100", "range: 1-100")]),
    case("bad-constraint", "one_number", &[Replace("things.yaml", "items: 0..10", "items: \"10\"")]),
    case("bad-constraint", "reversed", &[Replace("things.yaml", "range: 1..100", "range: 100..1")]),
    case("bad-constraint", "no_bound", &[Replace("things.yaml", "range: 1..100", "range: ..")]),
    case(
        "bad-constraint",
        "negative_length",
        &[Replace("things.yaml", "        length: 1..20\n        pattern", "        length: -1..20\n        pattern")],
    ),
    case("bad-constraint", "pattern", &[Replace("things.yaml", "pattern: ^[a-z]+$", "pattern: ^[a-z+$")]),
    case("bad-constraint", "look_around", &[Replace("things.yaml", "pattern: ^[a-z]+$", "pattern: ^(?!x)[a-z]+$")]),
    case(
        "bad-constraint",
        "pattern_of_several_lines",
        &[Replace("things.yaml", "pattern: ^[a-z]+$", "pattern: |\n          ^[a-z]+$\n          (")],
    ),
    case("bad-default", "text_for_number", &[Replace("things.yaml", "default: 10", "default: ten")]),
    case(
        "bad-default",
        "number_for_text",
        &[Replace(
            "things.yaml",
            "        doc: What it looks like.",
            "        default: 5\n        doc: What it looks like.",
        )],
    ),
    case("bad-default", "not_a_value", &[Replace("things.yaml", "default: asc", "default: ascending")]),
    case("bad-default", "misspelled_value", &[Replace("things.yaml", "default: asc", "default: dsc")]),
    case("bad-default", "out_of_range", &[Replace("things.yaml", "default: 10", "default: 1000")]),
    // As floats, both are the same number.
    case(
        "bad-default",
        "out_of_range_by_one_beyond_2_to_53",
        &[Replace(
            "things.yaml",
            "      offset:\n        type: int32\n        presence: optional\n",
            "      offset:\n        type: int64\n        presence: optional\n        range: 0..9007199254740992\n        default: 9007199254740993\n",
        )],
    ),
    case(
        "bad-default",
        "of_a_union",
        &[Replace("things.yaml", "        type: Wrapping\n", "        type: Wrapping\n        default: box\n")],
    ),
    case(
        "bad-default",
        "of_an_open_enum",
        &[Replace("things.yaml", "        type: State\n", "        type: State\n        default: lost\n")],
    ),
    case(
        "bad-default",
        "of_a_list",
        &[Replace("things.yaml", "        items: 0..10", "        default: none\n        items: 0..10")],
    ),
    case(
        "bad-encoding",
        "of_a_number",
        &[Replace("things.yaml", "      manual:\n        type: string", "      manual:\n        type: int32")],
    ),
    case(
        "bad-encoding",
        "by_a_number",
        &[
            Replace("things.yaml", "      encoding:\n        type: string", "      encoding:\n        type: int32"),
            Replace("examples/create_thing.json", "\"encoding\": \"text/plain\"", "\"encoding\": 1"),
        ],
    ),
    case(
        "bad-leniency",
        "of_a_list",
        &[Replace("things.yaml", "        items: 0..10", "        lenient: number_or_text")],
    ),
];
