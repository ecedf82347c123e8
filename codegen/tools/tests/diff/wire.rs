//! Edits of the specification in `post`: verdicts that depend on directions, nested types and what is sent where.

use super::{Edit, Replacement};

pub(super) const LETTERS: &str = "letters.yaml";
const API: &str = "api.yaml";

pub(super) const fn edit(what: &'static str, rules: &'static [&'static str], replace: &'static [Replacement]) -> Edit {
    Edit { what, rules, replace }
}

pub(super) const EDITS: &[Edit] = &[
    edit(
        "A request becomes a form",
        &["body-media-changed"],
        &[(
            LETTERS,
            "body: { type: LetterCreate, presence: required }",
            "body: { type: LetterCreate, presence: required, media: form }",
        )],
    ),
    edit(
        "A response gets another media type",
        &["response-media-changed"],
        &[(LETTERS, "200: { body: Letter }", "200: { body: Letter, media: application/vnd.post+json }")],
    ),
    edit(
        "A limit of a request is shifted",
        &["field-constraint-shifted"],
        &[(LETTERS, "range: 1..10,", "range: 5..20,")],
    ),
    edit(
        "A limit of a parameter is shifted",
        &["parameter-constraint-shifted"],
        &[(LETTERS, "range: 1..100", "range: 5..200")],
    ),
    edit(
        "A field of a request gets a range of lengths",
        &["field-constraint-added"],
        &[(
            LETTERS,
            "type: string, presence: optional, doc: Color",
            "type: string, presence: optional, length: 3..9, doc: Color",
        )],
    ),
    edit(
        "A field of a request gets a pattern",
        &["field-constraint-added"],
        &[(
            LETTERS,
            "type: string, presence: optional, doc: Color",
            "type: string, presence: optional, pattern: ^blue$, doc: Color",
        )],
    ),
    edit(
        "A field of a request gets a format",
        &["field-constraint-added"],
        &[(
            LETTERS,
            "type: string, presence: optional, doc: Color",
            "type: string, presence: optional, format: date, doc: Color",
        )],
    ),
    edit(
        "A parameter gets a limit",
        &["parameter-constraint-added"],
        &[(
            LETTERS,
            "type: int32, presence: optional, doc: Postal code.",
            "type: int32, presence: optional, range: 10..50, doc: Postal code.",
        )],
    ),
    edit(
        "Items of a list in a query get a limit",
        &["parameter-constraint-added"],
        &[(
            LETTERS,
            "type: list<int32>, presence: optional, doc: Postal codes",
            "type: list<int32>, presence: optional, each: { range: 10..50 }, doc: Postal codes",
        )],
    ),
    edit(
        "Keys of a map in a request get a limit",
        &["field-constraint-added"],
        &[(
            LETTERS,
            "type: map<int32>, presence: optional, doc: Routes",
            "type: map<int32>, presence: optional, keys: { length: 6..8 }, doc: Routes",
        )],
    ),
    edit(
        "Two fields of a request exclude each other",
        &["type-rules-added"],
        &[(
            LETTERS,
            "    doc: A letter to send.\n",
            "    doc: A letter to send.\n    rules: [{ need: exactly_one, of: [seal, color] }]\n",
        )],
    ),
    edit(
        "Two parameters exclude each other",
        &["operation-rules-added"],
        &[(
            LETTERS,
            "    source: { section: \"2.2\" }\n",
            "    source: { section: \"2.2\" }\n    rules: [{ need: at_most_one, of: [zip, word] }]\n",
        )],
    ),
    edit(
        "A parameter is required with another one",
        &["parameter-requirement-added"],
        &[(
            LETTERS,
            "type: int32, presence: optional, doc: Postal code.",
            "type: int32, presence: optional, required_when: { word: present }, doc: Postal code.",
        )],
    ),
    edit(
        "No document states the statuses",
        &["operation-source-changed"],
        &[(
            LETTERS,
            "source: { section: \"2.5\" }\n",
            "source: { section: \"2.5\" }\n    statuses_source: { confidence: inferred }\n",
        )],
    ),
    edit(
        "An end of a range is outside of it",
        &["field-constraint-tightened"],
        &[(LETTERS, "range: 1..10,", "range: 3<..10,")],
    ),
    edit(
        "A field is required unless another one has a value",
        &["field-requirement-added"],
        &[(
            LETTERS,
            "color: { type: string, presence: optional,",
            "color: { type: string, presence: optional, required_when: { note: { not: [brief] } },",
        )],
    ),
    edit(
        "A field inside of a field of a request is required on a condition",
        &["field-inner-requirement-added"],
        &[(
            LETTERS,
            "extras: { type: Extras, presence: optional,",
            "extras: { type: Extras, presence: optional, requires: { stickers: { urgency: [normal] } },",
        )],
    ),
    edit(
        "A place takes only some values of an enum",
        &["field-constraint-added"],
        &[(
            LETTERS,
            "type: State, presence: required, doc: State",
            "type: State, presence: required, values: [sent], doc: State",
        )],
    ),
    edit(
        "Empty values of a query count as absent",
        &["parameter-empty-ignored"],
        &[(
            LETTERS,
            "type: string, presence: optional, doc: Word",
            "type: string, presence: optional, empty: absent, doc: Word",
        )],
    ),
    edit("A pattern of a request changes", &["field-constraint-changed"], &[(LETTERS, "^[a-z]+$", "^[0-9]+$")]),
    edit(
        "A pattern of a request becomes one that matches everything",
        &["field-constraint-removed"],
        &[(LETTERS, "^[a-z]+$", ".*")],
    ),
    edit(
        "A limit of lengths says that it begins at zero",
        &[],
        &[
            (LETTERS, "length: ..8", "length: 0..8"),
            (
                LETTERS,
                "type: string, presence: optional, doc: Color",
                "type: string, presence: optional, length: 0.., doc: Color",
            ),
        ],
    ),
    edit(
        "A field of a request gets a default",
        &["field-default-added"],
        &[(
            LETTERS,
            "type: string, presence: optional, doc: Color",
            "type: string, presence: optional, default: white, doc: Color",
        )],
    ),
    edit(
        "A parameter gets a default",
        &["parameter-default-added"],
        &[(
            LETTERS,
            "type: string, presence: optional, doc: Word",
            "type: string, presence: optional, default: hello, doc: Word",
        )],
    ),
    edit(
        "A type in a request becomes one with a different default",
        &["field-type-changed"],
        &[(LETTERS, "type: Extras,", "type: RichExtras,")],
    ),
    edit(
        "A permission is replaced by another one",
        &["operation-permissions-changed", "permission-removed", "permission-added"],
        &[
            (LETTERS, "permissions: [post:letter:write]", "permissions: [post:letter:list]"),
            ("permissions.yaml", "post:letter:write", "post:letter:list"),
        ],
    ),
    edit(
        "A field of a response becomes lenient",
        &["field-leniency-added"],
        &[(
            LETTERS,
            "type: string, presence: required, doc: Code",
            "type: string, presence: required, lenient: number_or_text, doc: Code",
        )],
    ),
    edit(
        "A field of a request becomes lenient",
        &["field-leniency-added"],
        &[(
            LETTERS,
            "type: string, presence: required, doc: What it says.",
            "type: string, presence: required, lenient: number_or_text, doc: What it says.",
        )],
    ),
    edit(
        "A field of a response gets an alias",
        &["field-aliases-added"],
        &[(
            LETTERS,
            "type: string, presence: optional, doc: Hint",
            "type: string, presence: optional, aliases: [tip], doc: Hint",
        )],
    ),
    edit(
        "A field of a request gets an alias",
        &["field-aliases-added"],
        &[(
            LETTERS,
            "type: string, presence: optional, doc: Color",
            "type: string, presence: optional, aliases: [paper], doc: Color",
        )],
    ),
    edit(
        "An enum of responses ignores letter case",
        &["type-case-ignored"],
        &[(LETTERS, "letter.\n    enum: open\n", "letter.\n    enum: open\n    case: insensitive\n")],
    ),
    edit(
        "Numbers of a body get wider",
        &["body-type-widened"],
        &[(LETTERS, "body: { type: list<int32>", "body: { type: list<int64>")],
    ),
    edit(
        "Numbers of a response get wider",
        &["response-type-widened"],
        &[(LETTERS, "200: { body: list<int32> }", "200: { body: list<int64> }")],
    ),
    edit(
        "Numbers in a map of a request get wider",
        &["field-type-widened"],
        &[(LETTERS, "type: map<int32>", "type: map<int64>")],
    ),
    edit(
        "Strings of a body become any JSON",
        &["body-type-widened"],
        &[(LETTERS, "body: { type: list<string>", "body: { type: list<any>")],
    ),
    edit(
        "Ids of a response become strings",
        &["response-type-replaced"],
        &[(LETTERS, "body: list<Code>", "body: list<string>")],
    ),
    edit(
        "Ids in a list get a limit",
        &["type-constraint-added"],
        &[(LETTERS, "    id: string\n", "    id: string\n    length: ..12\n")],
    ),
    edit(
        "An id becomes an open enum",
        &["type-kind-changed"],
        &[(
            LETTERS,
            "    id: string\n",
            "    enum: open\n    values:\n      a: The first one.\n      b: The second one.\n",
        )],
    ),
    edit(
        "A field of a request gets a type with one more optional field",
        &["field-type-widened"],
        &[(LETTERS, "type: Address, presence: required", "type: FullAddress, presence: required")],
    ),
    edit(
        "A field of a response gets a type with one more optional field",
        &["field-type-widened"],
        &[(LETTERS, "type: Address, presence: optional", "type: FullAddress, presence: optional")],
    ),
    edit(
        "Two types swap their names",
        &["type-renamed", "type-renamed"],
        &[
            (LETTERS, "  Address:\n    doc: A place.\n", "  FullAddress:\n    doc: A place.\n"),
            (LETTERS, "  FullAddress:\n    doc: A place in", "  Address:\n    doc: A place in"),
            (LETTERS, "type: Address, presence: required", "type: FullAddress, presence: required"),
            (LETTERS, "type: Address, presence: optional", "type: FullAddress, presence: optional"),
            (LETTERS, "sends: Address\n", "sends: FullAddress\n"),
        ],
    ),
    edit(
        "A type is renamed, and another one gets its name",
        &["type-renamed", "type-renamed"],
        &[
            (LETTERS, "  State:\n", "  Status:\n"),
            (LETTERS, "  FineState:\n", "  State:\n"),
            (LETTERS, "type: State, presence: required", "type: Status, presence: required"),
            (LETTERS, "type: State, presence: optional", "type: Status, presence: optional"),
        ],
    ),
    edit(
        "A field of a type that is sent and received becomes optional",
        &["field-became-optional"],
        &[(
            LETTERS,
            "A place.\n    fields:\n      street: { type: string, presence: required",
            "A place.\n    fields:\n      street: { type: string, presence: optional",
        )],
    ),
    edit(
        "A field of a request gets a closed enum with one more value",
        &["field-type-widened"],
        &[(
            LETTERS,
            "type: Urgency, presence: required, doc: Urgency. }",
            "type: FineUrgency, presence: required, doc: Urgency. }",
        )],
    ),
    edit(
        "A field of a response gets an open enum with one more value",
        &["field-type-widened"],
        &[(LETTERS, "type: State, presence: optional, doc: Last", "type: FineState, presence: optional, doc: Last")],
    ),
    edit(
        "A value of an open enum in responses is renamed",
        &["value-renamed"],
        &[(LETTERS, "lost: Nobody knows.\n\n  FineState", "missing: Nobody knows.\n\n  FineState")],
    ),
    edit(
        "A number in a query becomes a string",
        &["parameter-type-widened"],
        &[(
            LETTERS,
            "type: int32, presence: optional, doc: Postal code.",
            "type: string, presence: optional, doc: Postal code.",
        )],
    ),
    edit(
        "Numbers in a query become strings",
        &["parameter-type-widened"],
        &[(
            LETTERS,
            "type: list<int32>, presence: optional, doc: Postal codes",
            "type: list<string>, presence: optional, doc: Postal codes",
        )],
    ),
    edit(
        "A number in a header becomes a string",
        &["parameter-type-widened"],
        &[(LETTERS, "type: int32, presence: optional, doc: Depth", "type: string, presence: optional, doc: Depth")],
    ),
    edit(
        "A string in a header of a response becomes a number",
        &["field-type-narrowed"],
        &[(
            LETTERS,
            "type: string, presence: optional, header: X-Trace",
            "type: int64, presence: optional, header: X-Trace",
        )],
    ),
    edit(
        "A number in a path becomes a string",
        &["parameter-type-widened"],
        &[(LETTERS, "number: { type: int32", "number: { type: string")],
    ),
    edit(
        "A string in a query becomes a list",
        &["parameter-type-widened"],
        &[(
            LETTERS,
            "type: string, presence: optional, doc: Word",
            "type: list<string>, presence: optional, doc: Word",
        )],
    ),
    edit(
        "A number in a query becomes a point in time",
        &["parameter-unit-changed"],
        &[(LETTERS, "type: int64, presence: optional, doc: Day", "type: epoch_millis, presence: optional, doc: Day")],
    ),
    edit(
        "An operation no longer requires credentials",
        &["operation-auth-dropped"],
        &[(LETTERS, "    host: counter\n", "    host: counter\n    auth: visitor\n")],
    ),
    edit(
        "A scheme no longer requires credentials",
        &["auth-scheme-dropped"],
        &[(API, "scheme: header\n    header: X-Wax", "scheme: none")],
    ),
    edit("A header of a scheme is spelled differently", &["auth-scheme-respelled"], &[(API, "X-Stamp", "x-stamp")]),
    edit("An unused scheme gets another header", &["auth-scheme-changed"], &[(API, "X-Spare", "X-Other")]),
    edit(
        "An unused host gets another address",
        &["host-address-changed"],
        &[(API, "https://cellar.", "https://basement.")],
    ),
    edit("A host gets another address", &["host-address-changed"], &[(API, "https://office.", "https://bureau.")]),
    edit(
        "The example of an address changes",
        &["host-address-example-changed"],
        &[(API, "https://counter.example.com", "https://desk.example.com")],
    ),
    edit("A header is spelled differently", &["parameter-respelled"], &[(LETTERS, "X-Mode", "x-mode")]),
    edit(
        "A header with a field is spelled differently",
        &["field-header-respelled"],
        &[(LETTERS, "header: X-Trace", "header: x-trace")],
    ),
    edit(
        "An optional parameter is renamed",
        &["parameter-renamed-optional"],
        &[(LETTERS, "      word: {", "      term: {")],
    ),
    edit(
        "An optional parameter moves to another place",
        &["parameter-location-changed"],
        &[(
            LETTERS,
            "      since: { type: int64, presence: optional, doc: Day of posting. }\n    headers:\n",
            "    headers:\n      since: { type: int64, presence: optional, doc: Day of posting. }\n",
        )],
    ),
    edit(
        "An optional field of a request is renamed",
        &["field-renamed-optional"],
        &[(LETTERS, "      color: {", "      paper: {")],
    ),
    edit(
        "A required field of a request is renamed",
        &["field-renamed"],
        &[(LETTERS, "      text: {", "      content: {")],
    ),
    edit(
        "A field of a request is renamed, and the old name is an alias",
        &["field-renamed-with-alias"],
        &[(
            LETTERS,
            "      text: { type: string, presence: required,",
            "      content: { type: string, presence: required, aliases: [text],",
        )],
    ),
    edit(
        "A field of a response is renamed, and the old name is an alias",
        &["field-renamed-with-alias"],
        &[(
            LETTERS,
            "      code: { type: string, presence: required,",
            "      tracking: { type: string, presence: required, aliases: [code],",
        )],
    ),
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
