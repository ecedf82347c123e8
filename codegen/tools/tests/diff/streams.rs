//! Edits of the stream in `post`, of a host, of a cookie, and of the releases that have an operation.

use super::Edit;
use super::wire::{LETTERS, edit};

pub(super) const EDITS: &[Edit] = &[
    edit(
        "A service reads null as absence",
        &["host-nulls-accepted"],
        &[("api.yaml", "regions: [north, south]\n", "regions: [north, south]\n    nulls: absent\n")],
    ),
    edit(
        "A cookie becomes a header",
        &["parameter-location-changed"],
        &[(LETTERS, "    cookies:\n      branch: {", "      branch: {")],
    ),
    edit(
        "An operation is only in newer releases",
        &["operation-releases-changed"],
        &[(LETTERS, "source: { section: \"2.5\" }\n", "source: { section: \"2.5\", since: { manual: \"2\" } }\n")],
    ),
    edit("A stream sends pings more often", &["operation-ping-changed"], &[(LETTERS, "ping: 30", "ping: 10")]),
    edit(
        "A stream has another close code",
        &["operation-close-codes-changed"],
        &[(
            LETTERS,
            "        4000: The office is closed.\n",
            "        4000: The office is closed.\n        4001: The letter is lost.\n",
        )],
    ),
    edit(
        "A stream takes no messages from clients any more",
        &["operation-client-messages-removed"],
        &[(LETTERS, "      sends: Address\n", "")],
    ),
    edit(
        "A stream sends other messages",
        &["response-type-changed"],
        &[(LETTERS, "messages: Letter\n", "messages: Extras\n")],
    ),
];
