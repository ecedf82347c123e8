//! Edits of the specification in `post`: unions by shape, and streams.

use super::Edit;
use super::wire::{LETTERS, edit};

pub(super) const EDITS: &[Edit] = &[
    edit(
        "A union by shape gets a variant",
        &["variant-added"],
        &[(LETTERS, "      grams: int32\n", "      grams: int32\n      large: int64\n")],
    ),
    edit(
        "A variant of a union by shape is renamed",
        &["variant-relabeled"],
        &[(LETTERS, "      grams: int32\n", "      ounces: int32\n")],
    ),
    edit(
        "A variant of a union by shape gets a limit",
        &["variant-constraint-added"],
        &[(LETTERS, "      grams: int32\n", "      grams: { type: int32, range: 10..50 }\n")],
    ),
    edit(
        "A string of a response becomes a union with other values",
        &["field-type-widened"],
        &[(LETTERS, "hint: { type: string, presence: optional", "hint: { type: Weight, presence: optional")],
    ),
];
