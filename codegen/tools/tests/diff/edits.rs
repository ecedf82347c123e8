//! Typical edits of two specifications, `diagnostics/base` and `post`.

mod parcels;
mod streams;
mod wire;

/// A file, a text that stands in it exactly once, and what it becomes.
pub(crate) type Replacement = (&'static str, &'static str, &'static str);

/// An edit and what it means.
pub(crate) struct Edit {
    /// What the author does, in a few words.
    pub(crate) what: &'static str,
    /// Ids of the rules of all findings, in the order of the report.
    pub(crate) rules: &'static [&'static str],
    pub(crate) replace: &'static [Replacement],
}

/// Typical edits, with the directory of the specification.
pub(crate) fn all() -> impl Iterator<Item = (&'static str, &'static Edit)> {
    let of = |base: &'static str, edits: &'static [Edit]| edits.iter().map(move |edit| (base, edit));
    of(WAREHOUSE, EDITS).chain(of(POST, wire::EDITS)).chain(of(POST, streams::EDITS)).chain(of(POST, parcels::EDITS))
}

/// Directories of the specifications that are edited.
pub(crate) const WAREHOUSE: &str = "tests/diagnostics/base";
pub(crate) const POST: &str = "tests/diff/post";

const THINGS: &str = "things.yaml";

/// The name of a thing to be stored, as the base says it.
const CREATE_NAME: &str = "  ThingCreate:
    doc: A thing to be stored.
    fields:
      name:
        type: string
        presence: required
        length: 1..20
        doc: What people call it.
";

const EDITS: &[Edit] = &[
    Edit {
        what: "A description gets clearer",
        rules: &["type-doc-changed"],
        replace: &[(THINGS, "doc: A thing as it is stored.", "doc: A thing as it lies there.")],
    },
    Edit {
        what: "A field of a request is added, optional",
        rules: &["field-added-optional"],
        replace: &[(
            THINGS,
            CREATE_NAME,
            "  ThingCreate:
    doc: A thing to be stored.
    fields:
      name:
        type: string
        presence: required
        length: 1..20
        doc: What people call it.
      color:
        type: string
        presence: optional
        doc: What it looks like.
",
        )],
    },
    Edit {
        what: "A field of a request is added, required",
        rules: &["field-added-required"],
        replace: &[
            (
                THINGS,
                "      manual:\n        type: string\n",
                "      color:\n        type: string\n        presence: required\n        doc: Its paint.\n      manual:\n        type: string\n",
            ),
            (
                "examples/create_thing.json",
                "\"name\": \"hammer\",\n      \"encoding\"",
                "\"name\": \"hammer\",\n      \"color\": \"red\",\n      \"encoding\"",
            ),
        ],
    },
    Edit {
        what: "A field of a response is added, required",
        rules: &["field-added-required"],
        replace: &[(
            THINGS,
            "      count:\n        type: int64\n",
            "      more:\n        type: boolean\n        presence: required\n        doc: Whether this is not all.\n      count:\n        type: int64\n",
        )],
    },
    Edit {
        what: "An optional field of a response is removed",
        rules: &["field-removed-optional"],
        replace: &[
            (
                THINGS,
                "      labels:\n        type: list<Label>\n        presence: optional\n        items: 0..10\n        doc: What is written on it.\n",
                "",
            ),
            (
                "examples/create_thing.json",
                "      \"labels\": [\n        {\n          \"key\": \"color\",\n          \"value\": \"größer €\"\n        }\n      ],\n",
                "",
            ),
        ],
    },
    Edit {
        what: "A required field of a request becomes optional",
        rules: &["field-became-optional"],
        replace: &[(
            THINGS,
            CREATE_NAME,
            "  ThingCreate:
    doc: A thing to be stored.
    fields:
      name:
        type: string
        presence: optional
        length: 1..20
        doc: What people call it.
",
        )],
    },
    Edit {
        what: "An optional field of a request becomes required",
        rules: &["field-became-required"],
        replace: &[
            (
                THINGS,
                "        presence: optional\n        encoded_by: encoding\n",
                "        presence: required\n        encoded_by: encoding\n",
            ),
            (
                "examples/create_thing.json",
                "\"name\": \"hammer\",\n      \"encoding\"",
                "\"name\": \"hammer\",\n      \"manual\": \"Hit.\",\n      \"encoding\"",
            ),
        ],
    },
    Edit {
        what: "A required field of a response becomes optional",
        rules: &["field-became-optional"],
        replace: &[(
            THINGS,
            "        type: int64\n        presence: required\n        doc: Number of all things.",
            "        type: int64\n        presence: optional\n        doc: Number of all things.",
        )],
    },
    Edit {
        what: "A number gets wider",
        rules: &["field-type-widened"],
        replace: &[(
            THINGS,
            "        type: int32\n        presence: nullable\n",
            "        type: int64\n        presence: nullable\n",
        )],
    },
    Edit {
        what: "A string becomes an open enum",
        rules: &["field-enum-introduced"],
        replace: &[(THINGS, "      color:\n        type: string\n", "      color:\n        type: State\n")],
    },
    Edit {
        what: "A field becomes a list",
        rules: &["field-cardinality-changed"],
        replace: &[
            (THINGS, "      wrapping:\n        type: Wrapping\n", "      wrapping:\n        type: list<Wrapping>\n"),
            (
                "examples/create_thing.json",
                "\"wrapping\": {\n        \"kind\": \"box\",\n        \"height\": 120\n      }",
                "\"wrapping\": [{\n        \"kind\": \"box\",\n        \"height\": 120\n      }]",
            ),
        ],
    },
    Edit {
        what: "A field becomes a secret",
        rules: &["field-became-secret"],
        replace: &[(THINGS, "      color:\n        type: string\n", "      color:\n        type: secret\n")],
    },
    Edit {
        what: "A limit of a request gets narrower",
        rules: &["parameter-constraint-tightened"],
        replace: &[(THINGS, "range: 1..100", "range: 1..50")],
    },
    Edit {
        what: "A limit of a response gets wider",
        rules: &["field-constraint-loosened"],
        replace: &[(THINGS, "items: 0..10", "items: 0..20")],
    },
    Edit {
        what: "A default changes",
        rules: &["parameter-default-changed"],
        replace: &[(THINGS, "default: 10", "default: 20")],
    },
    Edit {
        what: "An open enum of responses gets a value",
        rules: &["value-added"],
        replace: &[(
            THINGS,
            "      here: It lies in the warehouse.\n",
            "      here: It lies in the warehouse.\n      lent: Somebody has it.\n",
        )],
    },
    Edit {
        what: "An open enum of responses loses a value",
        rules: &["value-removed"],
        replace: &[(THINGS, "      here: It lies in the warehouse.\n", "")],
    },
    Edit {
        what: "A closed enum of requests gets a value",
        rules: &["value-added-to-closed"],
        replace: &[(
            THINGS,
            "      asc: Smallest first.\n",
            "      asc: Smallest first.\n      random: In any order.\n",
        )],
    },
    Edit {
        what: "A closed enum is opened",
        rules: &["type-opened"],
        replace: &[(THINGS, "enum: closed", "enum: open")],
    },
    Edit {
        what: "A union gets a variant",
        rules: &["variant-added"],
        replace: &[(THINGS, "      bag: BagWrapping\n", "      bag: BagWrapping\n      label: Label\n")],
    },
    Edit {
        what: "The name of a field is corrected, with an erratum",
        rules: &["field-renamed", "erratum-doc-changed"],
        replace: &[
            (THINGS, "decision: Both are read.", "decision: Both are read, and it is a mass."),
            ("examples/create_thing.json", "\"weight\"", "\"mass\""),
            (
                THINGS,
                "      weight:\n        type: int32\n        presence: nullable\n        lenient: number_or_text\n        doc: Weight in grams.\n        errata: [W-1]\n",
                "      mass:\n        type: int32\n        presence: nullable\n        lenient: number_or_text\n        doc: Weight in grams.\n        errata: [W-1]\n",
            ),
        ],
    },
    Edit {
        what: "A type is renamed",
        rules: &["type-renamed"],
        replace: &[
            (THINGS, "        type: State\n", "        type: Condition\n"),
            (THINGS, "  State:\n", "  Condition:\n"),
        ],
    },
    Edit {
        what: "A field is renamed in Rust",
        rules: &["field-rust-name-changed"],
        replace: &[(
            THINGS,
            "        type: State\n        presence: required\n",
            "        type: State\n        rust_name: condition\n        presence: required\n",
        )],
    },
    Edit {
        what: "Two required fields change places",
        rules: &["type-order-changed"],
        replace: &[(
            THINGS,
            "      things:\n        type: list<Thing>\n        presence: required\n        doc: What is on the page.\n      count:\n        type: int64\n        presence: required\n        doc: Number of all things.\n",
            "      count:\n        type: int64\n        presence: required\n        doc: Number of all things.\n      things:\n        type: list<Thing>\n        presence: required\n        doc: What is on the page.\n",
        )],
    },
    Edit {
        what: "An operation is added",
        rules: &["operation-added"],
        replace: &[(
            THINGS,
            "  delete_thing:\n",
            "  get_thing:
    http: GET /v1/{project_id}/things/{thing_id}
    doc: Gets a thing.
    source:
      section: \"2.4\"
    responses:
      200:
        body: Thing
    errors: [404]

  delete_thing:
",
        )],
    },
    Edit {
        what: "An operation is removed",
        rules: &["operation-removed", "type-usage-changed"],
        replace: &[(
            THINGS,
            "  list_things:
    http: GET /v1/{project_id}/things
    doc: Lists things.
    source:
      section: \"2.2\"
    query:
      limit:
        type: int32
        presence: optional
        range: 1..100
        default: 10
        doc: Size of a page.
      offset:
        type: int32
        presence: optional
        doc: Number of things to skip.
      order:
        type: Order
        presence: optional
        default: asc
        doc: Order of the list.
    responses:
      200:
        body: ThingList
    errors: [400]
    paging:
      style: offset
      limit: limit
      offset: offset
      items: things
      total: count

",
            "",
        )],
    },
    Edit {
        what: "An operation is renamed",
        rules: &["operation-renamed"],
        replace: &[(THINGS, "  delete_thing:\n", "  remove_thing:\n")],
    },
    Edit {
        what: "An operation is renamed, and a new one gets its name",
        rules: &["operation-added", "operation-renamed"],
        replace: &[
            (THINGS, "  list_things:\n", "  search_things:\n"),
            (
                THINGS,
                "  delete_thing:\n",
                "  list_things:
    http: GET /v1/{project_id}/things/{thing_id}
    doc: Lists a thing.
    source:
      section: \"2.4\"
    responses:
      200:
        body: Thing
    errors: [404]

  delete_thing:
",
            ),
        ],
    },
    Edit {
        what: "An operation is deprecated",
        rules: &["operation-deprecated"],
        replace: &[(THINGS, "    doc: Removes a thing.\n", "    doc: Removes a thing.\n    deprecated: Keep them.\n")],
    },
    Edit {
        what: "A path changes",
        rules: &["operation-path-changed"],
        replace: &[(THINGS, "DELETE /v1/{project_id}/things/{thing_id}", "DELETE /v1/{project_id}/thing/{thing_id}")],
    },
    Edit {
        what: "A required parameter is added",
        rules: &["parameter-added-required"],
        replace: &[(
            THINGS,
            "    responses:\n      204: {}\n",
            "    query:\n      force:\n        type: boolean\n        presence: required\n        doc: Whether to ask nobody.\n    responses:\n      204: {}\n",
        )],
    },
    Edit {
        what: "An optional parameter is removed",
        rules: &["parameter-removed-optional", "type-usage-changed"],
        replace: &[(
            THINGS,
            "      order:\n        type: Order\n        presence: optional\n        default: asc\n        doc: Order of the list.\n",
            "",
        )],
    },
    Edit {
        what: "A parameter with a default becomes required",
        rules: &["parameter-became-required", "parameter-default-removed"],
        replace: &[(THINGS, "        presence: optional\n        default: asc\n", "        presence: required\n")],
    },
    Edit {
        what: "A response without body gets one",
        rules: &["response-status-changed", "response-body-added"],
        replace: &[(THINGS, "      204: {}\n", "      200:\n        body: Thing\n")],
    },
    Edit {
        what: "A list is no longer paged",
        rules: &["operation-paging-removed"],
        replace: &[(
            THINGS,
            "    paging:\n      style: offset\n      limit: limit\n      offset: offset\n      items: things\n      total: count\n",
            "",
        )],
    },
    Edit {
        what: "A type of responses is sent as well",
        rules: &["field-added-optional", "type-usage-changed"],
        replace: &[(
            THINGS,
            "      encoding:\n        type: string\n",
            "      labels:\n        type: list<Label>\n        presence: optional\n        doc: To be written on it.\n      encoding:\n        type: string\n",
        )],
    },
    Edit {
        what: "An error code is added",
        rules: &["error-code-added"],
        replace: &[(
            "codes.yaml",
            "      W.500:",
            "      W.409: { rust_name: Taken, status: 409, message: taken, doc: The name is taken. }\n      W.500:",
        )],
    },
    Edit {
        what: "A client parameter gets a limit",
        rules: &["client-parameter-constraint-added"],
        replace: &[("api.yaml", "    doc: Project that", "    length: 1..8\n    doc: Project that")],
    },
    Edit {
        what: "A client parameter has another value at a host",
        rules: &["host-parameters-changed"],
        replace: &[(
            "api.yaml",
            "regions: [north, south]",
            "regions: [north, south]\n    parameters: { project_id: central }",
        )],
    },
    Edit {
        what: "A region is added",
        rules: &["region-added"],
        replace: &[("api.yaml", "regions: [north, south]", "regions: [north, south, west]")],
    },
    Edit {
        what: "An authentication scheme gets another header",
        rules: &["auth-scheme-changed"],
        replace: &[("api.yaml", "header: X-Token", "header: X-Key")],
    },
    Edit {
        what: "Strings become ids of a type",
        rules: &["parameter-type-replaced", "field-type-replaced", "type-added"],
        replace: &[
            (THINGS, "  thing_id:\n    type: string\n", "  thing_id:\n    type: ThingId\n"),
            (
                THINGS,
                "        type: string\n        presence: required\n        doc: What it is found by.\n",
                "        type: ThingId\n        presence: required\n        doc: What it is found by.\n",
            ),
            (
                THINGS,
                "types:\n  Thing:\n",
                "types:\n  ThingId:\n    doc: Identifies a thing.\n    id: string\n\n  Thing:\n",
            ),
        ],
    },
    Edit {
        what: "Null clears a field that could only be left out",
        rules: &["field-became-clearable"],
        replace: &[(
            THINGS,
            "        presence: optional\n        encoded_by: encoding\n",
            "        presence: clearable\n        encoded_by: encoding\n",
        )],
    },
];
