//! Ranges of numbers: fractions, and ends that are outside.

use super::Edit::Replace;
use super::{Case, Edit, case};

/// Adds a field with a range to `Thing` in the base.
const fn field(to: &'static str) -> Edit {
    Replace("things.yaml", "        doc: Weight in grams.\n        errata: [W-1]\n", to)
}

pub(crate) const LIMITS: &[Case] = &[
    case(
        "bad-constraint",
        "fraction_of_an_integer",
        &[field("        doc: Weight in grams.\n        errata: [W-1]\n        range: 0.5..12.5\n")],
    ),
    case(
        "bad-constraint",
        "no_integer_between_the_ends",
        &[field("        doc: Weight in grams.\n        errata: [W-1]\n        range: 1<..<2\n")],
    ),
    case(
        "bad-constraint",
        "ends_that_exclude_each_other",
        &[field("        doc: Weight in grams.\n        errata: [W-1]\n        range: 1<..1\n")],
    ),
    case(
        "bad-constraint",
        "fractions_in_the_wrong_order",
        &[field(
            "        doc: Weight in grams.\n        errata: [W-1]\n      share:\n        type: double\n        presence: optional\n        range: 12.5..<0.5\n        doc: Share.\n",
        )],
    ),
    case(
        "bad-default",
        "outside_of_an_exclusive_range",
        &[field(
            "        doc: Weight in grams.\n        errata: [W-1]\n      share:\n        type: double\n        presence: optional\n        range: 0<..<1\n        default: 1\n        doc: Share.\n",
        )],
    ),
    case(
        "bad-constraint",
        "durations_in_the_wrong_order",
        &[field(
            "        doc: Weight in grams.\n        errata: [W-1]\n      life:\n        type: string\n        presence: optional\n        format: go_duration\n        range: 24h..15m\n        doc: Life as a duration.\n",
        )],
    ),
    case(
        "bad-constraint",
        "not_a_range_of_durations",
        &[field(
            "        doc: Weight in grams.\n        errata: [W-1]\n      life:\n        type: string\n        presence: optional\n        format: go_duration\n        range: 1..5\n        doc: Life as a duration.\n",
        )],
    ),
    case(
        "bad-default",
        "longer_than_the_range",
        &[field(
            "        doc: Weight in grams.\n        errata: [W-1]\n      life:\n        type: string\n        presence: optional\n        format: go_duration\n        range: ..1h30m\n        default: 2h\n        doc: Life as a duration.\n",
        )],
    ),
    case(
        "bad-constraint",
        "exclusive_length",
        &[Replace(
            "things.yaml",
            "        length: 1..20\n        pattern: ^[a-z]+$\n",
            "        length: 1..<20\n        pattern: ^[a-z]+$\n",
        )],
    ),
    case(
        "bad-constraint",
        "larger_than_every_bound",
        &[field(
            "        doc: Weight in grams.\n        errata: [W-1]\n      count:\n        type: uint64\n        presence: optional\n        range: 0..18446744073709551615\n        doc: Count.\n",
        )],
    ),
    case(
        "bad-constraint",
        "larger_than_every_bound_with_an_exponent",
        &[field(
            "        doc: Weight in grams.\n        errata: [W-1]\n      count:\n        type: uint64\n        presence: optional\n        range: 1e2..1e19\n        doc: Count.\n",
        )],
    ),
    case(
        "bad-constraint",
        "length_larger_than_every_bound",
        &[field(
            "        doc: Weight in grams.\n        errata: [W-1]\n      note:\n        type: string\n        presence: optional\n        length: ..9223372036854775808\n        doc: Note.\n",
        )],
    ),
    case(
        "bad-default",
        "larger_than_64_bits",
        &[field(
            "        doc: Weight in grams.\n        errata: [W-1]\n      count:\n        type: uint64\n        presence: optional\n        default: 18446744073709551616\n        doc: Count.\n",
        )],
    ),
    case(
        "bad-default",
        "larger_than_64_bits_with_a_sign",
        &[field(
            "        doc: Weight in grams.\n        errata: [W-1]\n      count:\n        type: int64\n        presence: optional\n        default: 9223372036854775808\n        doc: Count.\n",
        )],
    ),
];
