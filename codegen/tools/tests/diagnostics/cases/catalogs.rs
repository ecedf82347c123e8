//! Error codes, permissions and regions.

use super::Edit::{Add, Replace};
use super::{Case, case};

/// The place in the base where the catalogs of the error style are named.
const CODES: &str = "codes: [WarehouseErrorCode, GateErrorCode]";

/// The place in the base where an operation can say more.
const STORES: &str = "    doc: Stores a thing.\n";

/// Another catalog, which no error style names.
const SPARE: &str = "\
source:
  document: manual
  section: \"10\"

error_codes:
  SpareErrorCode:
    doc: Codes of nobody.
    codes:
      S.1: { rust_name: Spare, status: 400, message: spare, doc: Nothing. }
";

/// A catalog without codes.
const EMPTY: &str = "\
source:
  document: manual
  section: \"10\"

error_codes:
  SpareErrorCode:
    doc: Codes of nobody.
    codes: {}
";

/// A catalog with a name that is taken.
const SAME_CATALOG: &str = "\
source:
  document: manual
  section: \"10\"

error_codes:
  GateErrorCode:
    doc: Codes of another gate.
    codes:
      G.1: { rust_name: Shut, status: 503, message: shut, doc: The gate is shut. }
";

const SAME_PERMISSION: &str = "\
source:
  document: manual
  section: \"10\"

permissions:
  warehouse:thing:list:
    doc: Seeing what is there.
";

pub(crate) const CATALOGS: &[Case] = &[
    // Error codes.
    case(
        "unknown-error-catalog",
        "misspelled",
        &[Replace("api.yaml", CODES, "codes: [WarehouseErrorCodes, GateErrorCode]")],
    ),
    case(
        "unknown-error-catalog",
        "unlike_any",
        &[Replace("api.yaml", CODES, "codes: [WarehouseErrorCode, GateErrorCode, Parcels]")],
    ),
    case("unused-error-catalog", "no_style_names_it", &[Add("spare.yaml", SPARE)]),
    case("unused-error-catalog", "left_out", &[Replace("api.yaml", CODES, "codes: [WarehouseErrorCode]")]),
    case("duplicate-error-code", "in_two_catalogs", &[Replace("codes.yaml", "\"429001\"", "W.400")]),
    case(
        "duplicate-error-code",
        "catalog_twice",
        &[Replace("api.yaml", CODES, "codes: [WarehouseErrorCode, GateErrorCode, GateErrorCode]")],
    ),
    case(
        "undocumented-rejection",
        "unlike_any",
        &[Replace("api.yaml", "unauthorized: W.401", "unauthorized: GATE.77")],
    ),
    case("undocumented-rejection", "misspelled", &[Replace("api.yaml", "unauthorized: W.401", "unauthorized: WW.401")]),
    case("bad-status", "of_an_error_code", &[Replace("codes.yaml", "status: 429", "status: 200")]),
    case("missing-key", "rust_name_of_a_code", &[Replace("codes.yaml", "        rust_name: InvalidRequest\n", "")]),
    case("wrong-type", "status_of_a_code", &[Replace("codes.yaml", "status: 429", "status: often")]),
    case("unknown-key", "of_a_code", &[Replace("codes.yaml", "remedy: Mend it.", "remedies: Mend it.")]),
    case(
        "empty-value",
        "no_codes",
        &[
            Replace("api.yaml", CODES, "codes: [WarehouseErrorCode, GateErrorCode, SpareErrorCode]"),
            Add("spare.yaml", EMPTY),
        ],
    ),
    case(
        "missing-source",
        "of_a_code",
        &[Replace(
            "codes.yaml",
            "        remedy: Mend it.\n",
            "        remedy: Mend it.\n        source:\n          document: manual\n",
        )],
    ),
    case(
        "unknown-erratum",
        "of_a_code",
        &[Replace("codes.yaml", "        remedy: Mend it.\n", "        remedy: Mend it.\n        errata: [W-2]\n")],
    ),
    case("bad-rust-name", "of_a_code", &[Replace("codes.yaml", "rust_name: Crowded", "rust_name: too_crowded")]),
    case("rust-name-collision", "of_codes", &[Replace("codes.yaml", "rust_name: NotFound", "rust_name: Forbidden")]),
    case(
        "rust-name-collision",
        "of_the_unknown_code",
        &[Replace("codes.yaml", "rust_name: Crowded", "rust_name: Unknown")],
    ),
    case(
        "bad-name",
        "catalog",
        &[
            Replace("codes.yaml", "  GateErrorCode:", "  gate_error_code:"),
            Replace("api.yaml", CODES, "codes: [WarehouseErrorCode, gate_error_code]"),
        ],
    ),
    case("duplicate-type", "catalog", &[Add("spare.yaml", SAME_CATALOG)]),
    case(
        "duplicate-type",
        "catalog_and_type",
        &[
            Replace("codes.yaml", "  GateErrorCode:", "  Thing:"),
            Replace("api.yaml", CODES, "codes: [WarehouseErrorCode]"),
        ],
    ),
    // Permissions.
    case(
        "unknown-permission",
        "misspelled",
        &[Replace("things.yaml", STORES, "    doc: Stores a thing.\n    permissions: [warehouse:thing:creat]\n")],
    ),
    case(
        "unknown-permission",
        "unlike_any",
        &[Replace("things.yaml", STORES, "    doc: Stores a thing.\n    permissions: [depot:open]\n")],
    ),
    case("duplicate-permission", "declared", &[Add("spare.yaml", SAME_PERMISSION)]),
    case(
        "duplicate-permission",
        "named",
        &[Replace(
            "things.yaml",
            STORES,
            "    doc: Stores a thing.\n    permissions: [warehouse:thing:create, warehouse:thing:create]\n",
        )],
    ),
    // Regions.
    case("bad-host", "region_in_no_address", &[Replace("api.yaml", "[north, south]", "[north, far.south]")]),
    case("bad-host", "region_twice", &[Replace("api.yaml", "[north, south]", "[north, south, north]")]),
    case("rust-name-collision", "of_regions", &[Replace("api.yaml", "[north, south]", "[north, South, south]")]),
    case("reserved-name", "region", &[Replace("api.yaml", "[north, south]", "[north, all]")]),
    case(
        "reserved-name",
        "family_of_regions",
        &[Replace("api.yaml", "  v1:\n", "  regions:\n"), Replace("things.yaml", "family: v1", "family: regions")],
    ),
];
