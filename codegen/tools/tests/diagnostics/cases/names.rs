//! Names that are written wrongly, stand twice, or become one name in Rust.

use super::Edit::{Add, Replace};
use super::{Case, case};

/// A file of the same family whose group has the same name.
const SAME_GROUP: &str = "\
family: v1
group: things
doc: More things.
source:
  document: manual
  section: \"3\"
host: warehouse
auth: token
error_style: plain

operations:
  count_things:
    http: HEAD /v1/things
    doc: Counts things.
    source: {}
    responses:
      204: {}
";

const SAME_OPERATION: &str = "\
family: v1
group: parcels
doc: Parcels.
source:
  document: manual
  section: \"3\"
host: warehouse
auth: token
error_style: plain

operations:
  list_things:
    http: GET /v1/parcels
    doc: Lists parcels.
    source: {}
    responses:
      204: {}
";

const SAME_TYPE: &str = "\
family: v1
source:
  document: manual
  section: \"4\"

types:
  State:
    doc: Another state.
    enum: open
    values:
      new: Just made.
";

const HIDING_TYPE: &str = "\
family: v1
source:
  document: manual
  section: \"4\"

types:
  Label:
    doc: Another label.
    fields: {}
";

const SAME_ERRATUM: &str = "\
source:
  document: manual
errata:
  W-1:
    title: Another one.
    says: []
    decision: None.
    evidence: None.
    consequence: none
";

pub(crate) const NAMES: &[Case] = &[
    case("bad-version", "two_numbers", &[Replace("api.yaml", "version: 1.0.0", "version: \"1.0\"")]),
    case("bad-version", "with_a_letter", &[Replace("api.yaml", "version: 1.0.0", "version: v1.0.0")]),
    case("reserved-name", "group", &[Replace("things.yaml", "group: things", "group: schema")]),
    case(
        "reserved-name",
        "client_parameter",
        &[Replace("api.yaml", "  project_id:", "  project_id:\n    doc: Id.\n  region:")],
    ),
    case(
        "rust-name-collision",
        "schema_constants",
        &[Replace(
            "things.yaml",
            "    doc: A thing as it is stored.\n",
            "    doc: A thing as it is stored.\n    rust_name: ThingLIST\n",
        )],
    ),
    case("bad-name", "operation", &[Replace("things.yaml", "  delete_thing:", "  deleteThing:")]),
    case(
        "bad-name",
        "type",
        &[
            Replace("things.yaml", "  State:\n", "  state_of_thing:\n"),
            Replace("things.yaml", "type: State", "type: state_of_thing"),
        ],
    ),
    case("bad-name", "group", &[Replace("things.yaml", "group: things", "group: Things")]),
    case(
        "bad-name",
        "family",
        &[Replace("api.yaml", "  v1:", "  V1:"), Replace("things.yaml", "family: v1", "family: V1")],
    ),
    case("bad-name", "api", &[Replace("api.yaml", "name: warehouse", "name: Ware House")]),
    case("bad-name", "api_quoted", &[Replace("api.yaml", "name: warehouse", "name: \"Warehouse\"")]),
    case("bad-name", "without_a_better_one", &[Replace("things.yaml", "  delete_thing:", "  2things:")]),
    case("bad-name", "other_letters", &[Replace("things.yaml", "  delete_thing:", "  größe:")]),
    case("duplicate-operation", "in_two_groups", &[Add("parcels.yaml", SAME_OPERATION)]),
    case("duplicate-type", "in_a_family", &[Add("other.yaml", SAME_TYPE)]),
    case("duplicate-type", "hides_shared", &[Add("other.yaml", HIDING_TYPE)]),
    case(
        "duplicate-type",
        "hides_shared_of_later_file",
        &[Replace(
            "shared.yaml",
            "types:\n",
            "types:\n  Order:\n    doc: Another order.\n    enum: open\n    values:\n      up: Up.\n\n",
        )],
    ),
    case(
        "duplicate-type",
        "hides_shared_of_earlier_file",
        &[Add(
            "a.yaml",
            "source:\n  document: manual\n  section: \"4\"\n\ntypes:\n  Order:\n    doc: Another order.\n    enum: open\n    values:\n      up: Up.\n",
        )],
    ),
    case("duplicate-group", "in_two_files", &[Add("more.yaml", SAME_GROUP)]),
    case("duplicate-erratum", "in_two_files", &[Add("more.yaml", SAME_ERRATUM)]),
    case(
        "duplicate-field",
        "alias",
        &[Replace(
            "shared.yaml",
            "        doc: What the name stands for.",
            "        doc: What the name stands for.\n        aliases: [name, key]",
        )],
    ),
    case(
        "duplicate-field",
        "two_aliases",
        &[
            Replace(
                "things.yaml",
                "        doc: What people call it.\n      state:",
                "        doc: What people call it.\n        aliases: [title]\n      state:",
            ),
            Replace(
                "things.yaml",
                "        doc: What it is found by.",
                "        aliases: [title]\n        doc: What it is found by.",
            ),
        ],
    ),
    case(
        "duplicate-value",
        "letter_case",
        &[Replace(
            "things.yaml",
            "      desc: Largest first.",
            "      desc: Largest first.\n      Asc: Smallest first.",
        )],
    ),
    case("duplicate-value", "alias", &[Replace("things.yaml", "aliases: [away]", "aliases: [away, here]")]),
    case(
        "rust-name-collision",
        "fields",
        &[Replace(
            "things.yaml",
            "      encoding:\n        type: string",
            "      Name:\n        type: string\n        presence: optional\n        doc: Another name.\n      encoding:\n        type: string",
        )],
    ),
    case(
        "rust-name-collision",
        "values",
        &[Replace(
            "things.yaml",
            "      here: It lies in the warehouse.",
            "      here: It lies in the warehouse.\n      here_: It lies there.",
        )],
    ),
    case(
        "rust-name-collision",
        "reserved_value",
        &[Replace(
            "things.yaml",
            "      here: It lies in the warehouse.",
            "      here: It lies in the warehouse.\n      unknown: Nobody knows.",
        )],
    ),
    case(
        "rust-name-collision",
        "variants",
        &[Replace("things.yaml", "      bag: BagWrapping", "      BOX: BagWrapping")],
    ),
    case(
        "rust-name-collision",
        "operations",
        &[
            Replace("things.yaml", "  delete_thing:", "  list_things_2:"),
            Replace("things.yaml", "  list_things:", "  list_things2:"),
        ],
    ),
    case(
        "rust-name-collision",
        "methods",
        &[Replace(
            "things.yaml",
            "    doc: Removes a thing.",
            "    doc: Removes a thing.\n    rust_method: list_things",
        )],
    ),
    case(
        "rust-name-collision",
        "types_by_choice",
        &[Replace(
            "things.yaml",
            "    doc: Stiff, with corners.",
            "    doc: Stiff, with corners.\n    rust_name: BagWrapping",
        )],
    ),
    case("rust-name-collision", "operation_and_group", &[Replace("things.yaml", "  delete_thing:", "  things:")]),
    case(
        "rust-name-collision",
        "parameters",
        &[Replace("things.yaml", "      order:\n        type", "      Limit:\n        type")],
    ),
    case(
        "rust-name-collision",
        "parameter_and_body",
        &[Replace(
            "things.yaml",
            "    body:\n",
            "    query:\n      body:\n        type: boolean\n        presence: optional\n        doc: Whether to answer with the thing.\n    body:\n",
        )],
    ),
    case(
        "rust-name-collision",
        "client_parameter",
        &[Replace("things.yaml", "      order:\n        type", "      project-id:\n        type")],
    ),
    case(
        "rust-name-collision",
        "in_a_shared_type_of_two_families",
        &[
            Replace(
                "api.yaml",
                "    doc: The first version.",
                "    doc: The first version.\n  v2:\n    doc: The second.",
            ),
            Replace(
                "shared.yaml",
                "types:\n",
                "types:\n  Color:\n    doc: A color.\n    rust_name: Label\n    enum: open\n    values:\n      red: Red.\n\n",
            ),
            Replace("things.yaml", "      color:\n        type: string", "      color:\n        type: Color"),
        ],
    ),
    case(
        "bad-rust-name",
        "letter_case",
        &[Replace(
            "things.yaml",
            "        doc: What it looks like.",
            "        doc: What it looks like.\n        rust_name: bagColor",
        )],
    ),
    case(
        "bad-rust-name",
        "of_a_type",
        &[Replace(
            "things.yaml",
            "    doc: Soft, without corners.",
            "    doc: Soft, without corners.\n    rust_name: bag_wrapping",
        )],
    ),
    case(
        "bad-rust-name",
        "keyword",
        &[Replace(
            "things.yaml",
            "        doc: What it looks like.",
            "        doc: What it looks like.\n        rust_name: self",
        )],
    ),
    case(
        "bad-rust-name",
        "value_without_letters",
        &[Replace(
            "things.yaml",
            "      here: It lies in the warehouse.",
            "      \"*\": Anything.\n      here: It lies in the warehouse.",
        )],
    ),
    case("bad-rust-name", "field_in_other_letters", &[Replace("things.yaml", "      color:\n", "      größe:\n")]),
    case(
        "bad-rust-name",
        "variant_without_letters",
        &[Replace("things.yaml", "      bag: BagWrapping", "      \"#\": BagWrapping")],
    ),
    case(
        "bad-rust-name",
        "shared_path_parameter",
        &[
            Replace(
                "things.yaml",
                "    doc: Which thing is meant.",
                "    doc: Which thing is meant.\n    rust_name: Id",
            ),
            Replace("things.yaml", "http: GET /v1/{project_id}/things", "http: GET /v1/{project_id}/things/{thing_id}"),
        ],
    ),
];
