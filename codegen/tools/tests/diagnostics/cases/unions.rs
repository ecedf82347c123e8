//! Unions by shape.

use super::Edit::{self, Replace};
use super::{Case, case};

/// The tag of the only example with a union.
const UNTAGGED: Edit = Replace("examples/create_thing.json", "        \"kind\": \"box\",\n", "");

pub(crate) const UNIONS: &[Case] = &[
    case(
        "bad-union",
        "long_variant_of_a_tag",
        &[Replace("things.yaml", "      box: BoxWrapping\n", "      box: { type: BoxWrapping }\n")],
    ),
    case("bad-union", "tag_and_shape", &[Replace("things.yaml", "    tag: kind\n", "    by: shape\n    tag: kind\n")]),
    case(
        "bad-union",
        "shape_of_anything",
        &[
            Replace("things.yaml", "    tag: kind\n", "    by: shape\n"),
            Replace("things.yaml", "      box: BoxWrapping\n", "      box: BoxWrapping\n      rest: any\n"),
        ],
    ),
    case(
        "bad-union",
        "union_in_a_union",
        &[
            Replace("things.yaml", "    tag: kind\n", "    by: shape\n"),
            Replace(
                "things.yaml",
                "      bag: BagWrapping\n",
                "      bag: BagWrapping\n      inner: Inner\n\n  Inner:\n    doc: One.\n    union: open\n    by: shape\n    variants:\n      text: string\n",
            ),
        ],
    ),
    case(
        "bad-type",
        "union_by_shape_without_variants",
        &[Replace(
            "things.yaml",
            "    tag: kind\n    variants:\n      box: BoxWrapping\n      bag: BagWrapping\n",
            "    by: shape\n    variants: {}\n",
        )],
    ),
    case(
        "bad-constraint",
        "limit_of_a_variant",
        &[
            Replace("things.yaml", "    tag: kind\n", "    by: shape\n"),
            Replace(
                "things.yaml",
                "      box: BoxWrapping\n",
                "      box: BoxWrapping\n      note: { type: string, range: 1..2 }\n",
            ),
            UNTAGGED,
        ],
    ),
    case(
        "example-mismatch",
        "no_variant",
        &[
            Replace("things.yaml", "    union: open\n    tag: kind\n", "    union: closed\n    by: shape\n"),
            Replace(
                "examples/create_thing.json",
                "\"wrapping\": {\n        \"kind\": \"box\",\n        \"height\": 120\n      },",
                "\"wrapping\": \"box\",",
            ),
            Replace("things.yaml", "  unshown-variant: The box stands for all.\n", ""),
        ],
    ),
    case(
        "indistinct-variant",
        "same_fields",
        &[
            Replace("things.yaml", "    tag: kind\n", "    by: shape\n"),
            Replace("things.yaml", "      color:\n        type: string", "      height:\n        type: int32"),
            UNTAGGED,
        ],
    ),
];
