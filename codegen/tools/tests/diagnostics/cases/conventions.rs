//! More warnings: what is easily overlooked, and what only looks like a breach.

use super::Edit::{self, Add, Replace};
use super::{Case, case};

/// A group file with two operations, whose paths are to be filled in.
macro_rules! tools {
    ($one:literal, $two:literal) => {
        concat!(
            "family: v1\ngroup: tools\ndoc: What things are made with.\n",
            "source:\n  document: manual\n  section: \"3\"\n",
            "host: warehouse\nauth: token\nerror_style: plain\n\n",
            "operations:\n  get_one:\n    http: GET ",
            $one,
            "\n    doc: Gets one.\n    source: {}\n    responses:\n      204: {}\n",
            "  get_two:\n    http: GET ",
            $two,
            "\n    doc: Gets two.\n    source: {}\n    responses:\n      204: {}\n\n",
            "path:\n  tool:\n    type: string\n    doc: Which one is meant.\n",
            "  part:\n    type: string\n    doc: Which part is meant.\n\n",
            "allow:\n  missing-example: One is enough.\n",
        )
    };
}

/// A job, and how to get it.
macro_rules! job {
    ($name:literal, $waiter:literal) => {
        concat!(
            "  get_",
            $name,
            ":\n    http: GET /v1/work/",
            $name,
            "s/{job_id}\n    doc: Says how far it is.\n    source: {}\n",
            "    path:\n      job_id:\n        type: string\n        doc: Which one is meant.\n",
            "    responses:\n      200:\n        body: Job\n",
            $waiter
        )
    };
}

/// Two jobs, of which only one can be waited for.
const JOBS: &str = concat!(
    "family: v1\ngroup: jobs\ndoc: What takes a while.\nsource:\n  document: manual\n  section: \"3\"\n",
    "host: warehouse\nauth: token\nerror_style: plain\n\noperations:\n",
    job!("job", "    waiter:\n      status: state\n      done: [here]\n      failed: [gone]\n"),
    job!("errand", ""),
    "\ntypes:\n  Job:\n    doc: How far it is.\n    fields:\n      state:\n        type: State\n",
    "        presence: required\n        doc: Where it stands.\n\nallow:\n  missing-example: One is enough.\n",
);

/// A struct of the request gets another field.
macro_rules! field {
    ($text:literal) => {
        Replace(
            "things.yaml",
            "      manual:\n        type: string\n",
            concat!($text, "      manual:\n        type: string\n"),
        )
    };
}

/// The example with another text.
macro_rules! label {
    ($text:literal) => {
        Replace("examples/create_thing.json", "größer €", $text)
    };
}

/// The text of a field.
macro_rules! doc {
    ($text:literal) => {
        Replace("things.yaml", "doc: What it looks like.", concat!("doc: ", $text))
    };
}

/// A header of `list_things`.
macro_rules! header {
    ($name:literal) => {
        Replace(
            "things.yaml",
            "    responses:\n      200:\n        body: ThingList\n",
            concat!(
                "    headers:\n      ",
                $name,
                ":\n        type: secret\n        presence: optional\n        doc: Sent along.\n",
                "    responses:\n      200:\n        body: ThingList\n"
            ),
        )
    };
}

pub(crate) const CONVENTIONS: &[Case] = &[
    case("needless-key", "list", &[Replace("things.yaml", "errors: [400]", "errors: [400]\n    permissions: []")]),
    case("needless-key", "mapping", &[Replace("things.yaml", "errors: [400]", "errors: [400]\n    headers: {}")]),
    case(
        "needless-key",
        "idempotent",
        &[Replace("things.yaml", "errors: [400]", "errors: [400]\n    idempotent: true")],
    ),
    case(
        "needless-key",
        "host_of_the_file",
        &[Replace("things.yaml", "errors: [400]", "errors: [400]\n    host: warehouse")],
    ),
    case(
        "needless-key",
        "usual_limit",
        &[Replace("things.yaml", "errors: [400]", "errors: [400]\n    body_limit: 1048576")],
    ),
    case(
        "needless-key",
        "not_boxed",
        &[Replace("things.yaml", "        type: Wrapping\n", "        type: Wrapping\n        boxed: false\n")],
    ),
    case(
        "needless-key",
        "with_a_comment",
        &[Replace("things.yaml", "errors: [400]", "errors: [400]\n    permissions: []  # none so far")],
    ),
    case(
        "unused-entry",
        "family",
        &[Replace(
            "api.yaml",
            "    doc: The first version.",
            "    doc: The first version.\n  v2:\n    doc: The second version.",
        )],
    ),
    case(
        "unused-entry",
        "client_parameter",
        &[Replace(
            "api.yaml",
            "    doc: Project that the things belong to.",
            "    doc: Project that the things belong to.\n  domain_id:\n    doc: Account of the caller.",
        )],
    ),
    case(
        "unused-entry",
        "client_parameter_at_a_host",
        &[Replace(
            "api.yaml",
            "    regions: [north, south]",
            "    regions: [north, south]\n  depot:\n    doc: Where nothing is kept.\n    explicit: https://192.0.2.9\n    parameters:\n      project_id: central",
        )],
    ),
    case(
        "hidden-prelude",
        "type",
        &[Replace(
            "things.yaml",
            "    doc: Soft, without corners.",
            "    doc: Soft, without corners.\n    rust_name: Option",
        )],
    ),
    case(
        "stuttering-name",
        "type",
        &[Replace(
            "things.yaml",
            "    doc: Soft, without corners.",
            "    doc: Soft, without corners.\n    rust_name: BagBagWrapping",
        )],
    ),
    case(
        "stuttering-name",
        "value",
        &[Replace("things.yaml", "      gone:\n", "      gone:\n        rust_name: StateGone\n")],
    ),
    case(
        "overlapping-route",
        "crossed",
        &[Add("tools.yaml", tools!("/v1/tools/{tool}/parts", "/v1/tools/all/{part}"))],
    ),
    case("unwaited-job", "one", &[Add("jobs.yaml", JOBS)]),
    case(
        "odd-error-code",
        "digit_lost",
        &[Replace("codes.yaml", "      W.501: {", "      W.5010: {"), Replace("api.yaml", "W.501", "W.5010")],
    ),
    case("reserved-header", "length", &[header!("Content-Length")]),
    case("bad-parameter", "header_with_a_blank", &[header!("\"X A\"")]),
    case("bad-parameter", "header_with_a_colon", &[header!("\":method\"")]),
    case("reserved-header", "credentials", &[header!("x-token")]),
    case("reserved-header", "without_such_credentials", &[header!("Authorization")]),
    case(
        "letter-case-value",
        "one",
        &[Replace(
            "things.yaml",
            "      here: It lies in the warehouse.\n",
            "      here: It lies in the warehouse.\n      HERE:\n        doc: It lies there loudly.\n        rust_name: Loud\n",
        )],
    ),
    case(
        "missing-unit",
        "memory",
        &[field!("      memory:\n        type: int64\n        presence: optional\n        doc: What it takes.\n")],
    ),
    case("unanchored-pattern", "both_ends", &[Replace("things.yaml", "pattern: ^[a-z]+$", "pattern: \"[a-z]+\"")]),
    case("unanchored-pattern", "end", &[Replace("things.yaml", "pattern: ^[a-z]+$", "pattern: ^[a-z]+")]),
    case("unportable-pattern", "flag", &[Replace("things.yaml", "pattern: ^[a-z]+$", "pattern: ^(?i:[a-z]+)$")]),
    case(
        "unportable-pattern",
        "named_group",
        &[Replace("things.yaml", "pattern: ^[a-z]+$", "pattern: ^(?P<letters>[a-z]+)$")],
    ),
    case("unportable-pattern", "class", &[Replace("things.yaml", "pattern: ^[a-z]+$", "pattern: \"^[[:alpha:]]+$\"")]),
    case(
        "unshown-variant",
        "allowed_no_more",
        &[Replace("things.yaml", "  unshown-variant: The box stands for all.\n", "")],
    ),
    case("secret-in-example", "access_key", &[label!("AZ7QK2MXP94LT0WB3RVD")]),
    case("secret-in-example", "private_key", &[label!("-----BEGIN RSA PRIVATE KEY-----\\nMIIC")]),
    case("secret-in-example", "token", &[label!("Bearer ghp_9f8A7s6D5f4G3h2J1k0LzXcVbNmQwErTyU")]),
    case("odd-character", "blank", &[doc!("What it looks\u{a0}like.")]),
    case("odd-character", "invisible", &[doc!("What it looks\u{200b} like.")]),
    case("odd-character", "punctuation", &[doc!("What it looks like（from afar).")]),
    case("odd-character", "language", &[doc!("What it 看 looks like.")]),
    case("odd-character", "encoding", &[doc!("What itâ€™s like.")]),
    case("odd-character", "escaped", &[doc!("\"What it looks\\xa0like.\"")]),
    case("broken-markdown", "tag", &[doc!("Looks like <color> to people.")]),
    case("broken-markdown", "link", &[doc!("Looks like [color] to people.")]),
    case("broken-markdown", "address", &[doc!("See https://example.com/colors for all.")]),
    case("vague-deprecation", "field", &[doc!("What it looks like.\n        deprecated: It was too colorful.")]),
    case(
        "vague-deprecation",
        "operation",
        &[Replace("things.yaml", "    doc: Removes a thing.", "    doc: Removes a thing.\n    deprecated: It is old.")],
    ),
];

/// Edits after which there is nothing to report.
pub(crate) const QUIET: &[&[Edit]] = &[
    // Allowed in api.yaml.
    &[Replace(
        "api.yaml",
        "    doc: Project that the things belong to.",
        "    doc: Project that the things belong to.\n  domain_id:\n    doc: Account of the caller.\nallow:\n  unused-entry: Soon to come.",
    )],
    // Keys that change something.
    &[Replace("things.yaml", "errors: [400]", "errors: [400]\n    idempotent: false")],
    &[Replace("things.yaml", "errors: [400, 404]", "errors: [400, 404]\n    idempotent: true")],
    // Text goes before a parameter, whatever stands behind.
    &[Add("tools.yaml", tools!("/v1/tools/{tool}/{part}", "/v1/tools/all/{part}"))],
    &[Add("tools.yaml", tools!("/v1/tools/{tool}/parts", "/v1/tools/all/{part}/more"))],
    &[header!("X-Tokens")],
    &[Replace("things.yaml", "      gone:\n", "      gone:\n        rust_name: Stateless\n")],
    &[field!(
        "      memory:\n        type: int64\n        presence: optional\n        doc: What it takes, in mebibytes.\n"
    )],
    &[field!("      memory:\n        type: string\n        presence: optional\n        doc: What it takes.\n")],
    &[Replace("things.yaml", "pattern: ^[a-z]+$", "pattern: ^[a-z]+.*")],
    &[Replace("things.yaml", "pattern: ^[a-z]+$", "pattern: ^a|ham.*$")],
    // Ids and checksums, and keys that say that they are made up.
    &[label!("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b")],
    &[label!("w3dpv7p0t1vpxvey5hjb22iuwxway1vupwx0nae1")],
    &[label!("EXAMPLE2MXP94LT0WB3R")],
    &[label!("AAAAAAAAAAAAAAAAAAAA")],
    &[doc!("Größer than 3 °C – or “small”, €5 … ünlike.")],
    &[doc!("Looks like `<color>`, `[color]` or [a page](https://example.com); 1 < 2 > 0.")],
    &[doc!("See <https://example.com/colors>, or `https://example.com`.")],
    &[doc!("Looks like \\[this\\].")],
    &[doc!("What it looks like.\n        deprecated: Use `wrapping`.")],
    &[doc!("What it looks like.\n        deprecated: Nothing replaces it.")],
];
