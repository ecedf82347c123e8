//! The packages of the crates.

use super::Edit::Replace;
use super::{Case, Edit, case};

/// The end of the base's description.
const DOC: &str = "doc: Keeps things.\n";

/// The base with packages.
macro_rules! crates {
    ($lines:literal) => {
        const { &[Edit::Replace("api.yaml", DOC, concat!("doc: Keeps things.\ncrates:\n", $lines))] }
    };
}

pub(crate) const PACKAGES: &[Case] = &[
    case("bad-package", "published_without_repository", crates!("  publish: true\n  license: MIT\n")),
    case(
        "bad-package",
        "published_without_license",
        crates!("  publish: true\n  repository: https://git.example.com/things\n"),
    ),
    case("bad-package", "unknown_license", crates!("  license: GPL-3.0-only OR MIT\n")),
    case("bad-package", "half_a_license", crates!("  license: MIT OR\n")),
    case("bad-package", "two_licenses", crates!("  license: MIT\n  license_file: ../../LICENSE\n")),
    case("bad-package", "no_url", crates!("  repository: git@git.example.com:things\n")),
    case("bad-package", "absolute_path", crates!("  license_file: /etc/LICENSE\n")),
    case("bad-package", "path_with_backslashes", crates!("  runtime:\n    path: 'C:\\runtime'\n")),
    case("bad-package", "version_of_runtime", crates!("  runtime:\n    version: \">=1\"\n")),
    case(
        "bad-package",
        "two_places",
        crates!("  runtime:\n    path: ../../runtime\n    git: https://git.example.com/runtime\n"),
    ),
    case("bad-package", "commit_of_nothing", crates!("  runtime:\n    rev: \"0123456\"\n")),
    case("bad-package", "keyword", crates!("  keywords: [a keyword]\n")),
    case("bad-package", "too_many_keywords", crates!("  keywords: [a, b, c, d, e, f]\n")),
    case("bad-package", "categories", crates!("  categories: [Web Programming]\n")),
    case("bad-first-call", "with_a_body", crates!("  first_call: v1.create_thing\n")),
    case(
        "unknown-operation",
        "first_call",
        &[Replace("api.yaml", DOC, "doc: Keeps things.\ncrates:\n  first_call: v1.list_thing\n")],
    ),
];
