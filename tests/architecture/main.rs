//! Who knows whom: specification → codegen → generated crates → runtime, and never back. The
//! service is known to the specification alone.

mod arguments;
mod cases;
mod limits;
mod manifests;
mod modules;
mod walk;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use modules::Modules;
use serde_json::Value;
use servicestage_tests::files::tree;
use servicestage_tests::workspace;

const RUNTIME: &str = "specwright-runtime";
/// The generator: the language, its Rust back end, what curators and reviewers look at, and the commands.
const LANGUAGE: &str = "specwright-language";
const RUST: &str = "specwright-rust";
const TOOLS: &str = "specwright-tools";
const COMMANDS: &str = "specwright-commands";
/// The commands as a program for other repositories.
const PROGRAM: &str = "specwright";

/// Servers with state of this service.
const STATEFUL: &str = "servicestage-stateful";

/// Model, client and server, as generated from each specification.
const GENERATED: [[&str; 3]; 3] = [
    ["servicestage-model", "servicestage-client", "servicestage-server"],
    ["bookshop-model", "bookshop-client", "bookshop-server"],
    ["obstacle-model", "obstacle-client", "obstacle-server"],
];

fn cargo(arguments: &[&str]) -> String {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let output = command.args(arguments).current_dir(workspace()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The packages of the workspace, by name.
fn packages() -> BTreeMap<String, Value> {
    let text = cargo(&["metadata", "--offline", "--format-version", "1", "--no-deps"]);
    let metadata: Value = serde_json::from_str(&text).unwrap();
    let packages = metadata["packages"].as_array().unwrap().iter();
    packages.map(|package| (package["name"].as_str().unwrap().to_owned(), package.clone())).collect()
}

/// What a package depends on, also in its tests.
fn dependencies(package: &Value) -> BTreeMap<&str, &Value> {
    let dependencies = package["dependencies"].as_array().unwrap().iter();
    dependencies.map(|dependency| (dependency["name"].as_str().unwrap(), dependency)).collect()
}

/// The packages of this workspace that a package depends on.
fn ours<'a>(packages: &'a BTreeMap<String, Value>, name: &str) -> Vec<&'a str> {
    dependencies(&packages[name]).into_keys().filter(|dependency| packages.contains_key(*dependency)).collect()
}

/// A directory of the workspace with its text files, without comments where they are Rust.
fn sources(directory: &str) -> BTreeMap<String, String> {
    let files = tree(&workspace().join(directory)).into_iter();
    let texts = files.filter_map(|(path, bytes)| Some((format!("{directory}/{path}"), String::from_utf8(bytes).ok()?)));
    texts.collect()
}

fn without_comments(rust: &str) -> String {
    rust.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect()
}

/// Asserts that there are no findings, and shows them all if there are some.
#[track_caller]
fn assert_none(findings: &[String], rule: &str) {
    assert!(findings.is_empty(), "{rule}:\n  {}", findings.join("\n  "));
}

// Crates

#[test]
fn packages_of_the_workspace_depend_on_each_other_in_one_direction() {
    let packages = packages();
    assert_eq!(ours(&packages, LANGUAGE), [""; 0], "the language knows no back end");
    assert_eq!(ours(&packages, RUST), [LANGUAGE], "the generator knows nothing of what it generates");
    assert_eq!(ours(&packages, TOOLS), [LANGUAGE, RUST]);
    assert_eq!(ours(&packages, RUNTIME), [""; 0], "the runtime knows no service");
    assert_eq!(ours(&packages, COMMANDS), [TOOLS]);
    assert_eq!(ours(&packages, "xtask"), [COMMANDS]);
    assert_eq!(ours(&packages, PROGRAM), [COMMANDS]);
    let [_, client, server] = GENERATED[0];
    assert_eq!(ours(&packages, STATEFUL), [client, server], "what data cannot say is written on the public traits");
    assert_eq!(dependencies(&packages[STATEFUL])[client]["kind"], "dev", "only its tests send requests");
    for [model, client, server] in GENERATED {
        assert_eq!(ours(&packages, model), [RUNTIME]);
        // The names are sorted, and those of some services come before that of the runtime.
        let both = BTreeSet::from([RUNTIME, model]);
        assert_eq!(BTreeSet::from_iter(ours(&packages, client)), both);
        assert_eq!(BTreeSet::from_iter(ours(&packages, server)), both);
    }
}

#[test]
fn the_model_is_plain_data() {
    let packages = packages();
    for [model, ..] in GENERATED {
        let dependencies = dependencies(&packages[model]);
        // Not every service has free JSON.
        let always = dependencies.keys().copied().filter(|name| *name != "serde_json");
        assert_eq!(always.collect::<BTreeSet<_>>(), BTreeSet::from([RUNTIME]));
        assert_eq!(dependencies[RUNTIME]["features"].as_array().map(Vec::len), Some(0), "{model}");
        let features = packages[model]["features"].to_string();
        assert!(!features.contains(&format!("{RUNTIME}/")), "a feature of {model} turns one of the runtime on");
    }
    let lines = cargo(&["tree", "--offline", "--edges", "normal", "--prefix", "none", "--package", GENERATED[0][0]]);
    let built: BTreeSet<&str> = lines.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(built.contains(RUNTIME) && built.contains("serde"), "{lines}");
    for http_or_async in ["axum", "futures-core", "futures-util", "http", "hyper", "reqwest", "tokio", "tower"] {
        assert!(!built.contains(http_or_async), "{http_or_async}:\n{lines}");
    }
}

#[test]
fn only_services_of_the_platform_get_its_credentials() {
    const PLATFORM: &str = "huaweicloud";
    let packages = packages();
    let asks = |name: &str| {
        let dependencies = dependencies(&packages[name]);
        let features = dependencies[RUNTIME]["features"].as_array().unwrap();
        features.iter().any(|feature| feature == PLATFORM)
    };
    let [[_, client, server], [_, other_client, other_server], _] = GENERATED;
    assert!(asks(client) && asks(server));
    assert!(!asks(other_client) && !asks(other_server));
    for other in [other_client, other_server] {
        let all = cargo(&["tree", "--offline", "--edges", "normal,features", "--all-features", "--package", other]);
        assert!(all.contains(RUNTIME) && !all.contains(PLATFORM), "{all}");
    }
}

// What users get

/// The packages that a package depends on, in tests apart, that are not ours.
fn foreign<'a>(packages: &BTreeMap<String, Value>, package: &'a Value) -> BTreeSet<&'a str> {
    let dependencies = package["dependencies"].as_array().unwrap().iter();
    let built = dependencies.filter(|dependency| dependency["kind"] != "dev").map(|it| it["name"].as_str().unwrap());
    built.filter(|name| !packages.contains_key(*name)).collect()
}

#[test]
fn every_dependency_of_the_client_has_its_reason() {
    let packages = packages();
    let table = fs::read_to_string(workspace().join("docs/dependencies.md")).unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next());
    let explained: BTreeSet<&str> = rows.filter(|name| *name != "package").collect();

    let server = [
        "axum",
        "clap",
        "http-body-util",
        "hyper",
        "hyper-util",
        "multer",
        "regex-lite",
        "rusqlite",
        "tower",
        "tower-service",
    ];
    let [model, client, _] = GENERATED[0];
    let used = [RUNTIME, model, client].into_iter().flat_map(|name| foreign(&packages, &packages[name]));
    let used: BTreeSet<&str> = used.filter(|name| !server.contains(name)).collect();
    assert_eq!(explained, used, "docs/dependencies.md and the manifests");
}

#[test]
fn one_family_without_transport_is_small() {
    let [model, client, _] = GENERATED[0];
    let tree = |arguments: &[&str]| {
        let small = ["tree", "--offline", "--prefix", "none", "--package", client, "--no-default-features", "-F", "v3"];
        cargo(&[&small, arguments].concat())
    };
    let features = tree(&["--edges", "features", "--invert", model]);
    assert!(features.contains(&format!("{model} feature \"v3\"")), "{features}");
    assert!(!features.contains(&format!("{model} feature \"v2\"")), "{features}");

    let packages = tree(&["--edges", "normal"]);
    let names: BTreeSet<&str> = packages.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(names.contains("tokio"), "{packages}");
    for large in ["axum", "futures-util", "hyper", "mio", "reqwest", "rustls", "tower", "url"] {
        assert!(!names.contains(large), "{large}:\n{packages}");
    }
    assert!(names.len() < 65, "{} packages:\n{packages}", names.len());
}

// Names of the API

/// The lines of a file that are keys at some depth of a section, such as the ids under `types:`.
fn keys<'a>(yaml: &'a str, section: &str) -> Vec<&'a str> {
    let lines = yaml.lines().skip_while(move |line| *line != format!("{section}:")).skip(1);
    let inside = lines.take_while(|line| line.is_empty() || line.starts_with([' ', '#']));
    inside.filter_map(|line| line.strip_prefix("  ")?.strip_suffix(':').filter(|key| !key.starts_with(' '))).collect()
}

/// Names of the API that are everyday words too, each with the reason why it may stand in a text.
const EVERYDAY: &[(&str, &str)] = &[
    ("Authorization", "the header of HTTP"),
    ("Component", "a part of a path of the file system"),
    ("Configuration", "what the builder of a client has, and the kind of its errors"),
    ("components", "where OpenAPI keeps schemas; also the parts of a path"),
    ("configuration", "what the builder of a client has"),
    ("ProjectId", "projects belong to the platform, whose parameter examples of the runtime name"),
    ("dependencies", "what a package has"),
    ("metadata", "what the runtime calls the static data of operations; also of files"),
    ("webhooks", "where OpenAPI keeps the requests of a service"),
    ("repository", "where git keeps the history of a specification"),
];

/// Ids of the specification that stand out: what is long, or has several words. Words of one name
/// are compared without regard to how they are written together: `list_things`, `ListThings`.
fn names_of_the_api() -> BTreeMap<String, String> {
    let mut names = BTreeSet::new();
    // What the ledger calls its groups are headings of documents.
    let written = |path: &str| path.ends_with(".yaml") && !path.starts_with("spec/ledger/");
    for (_, text) in sources("spec").into_iter().filter(|(path, _)| written(path)) {
        for section in ["operations", "types", "families", "hosts", "auth", "error_styles", "error_codes"] {
            names.extend(keys(&text, section).into_iter().map(str::to_owned));
        }
        let named = text.lines().filter_map(|line| line.strip_prefix("group: ").or(line.strip_prefix("name: ")));
        names.extend(named.map(str::to_owned));
    }
    names.retain(|name| (name.len() >= 8 || name.contains('_')) && !EVERYDAY.iter().any(|(word, _)| word == name));
    names.into_iter().map(|name| (comparable(&name), name)).collect()
}

/// A name without the way in which its words are written together; one word stays as it is.
fn comparable(name: &str) -> String {
    let has_several_words = name.contains('_') || name.chars().skip(1).any(char::is_uppercase);
    if has_several_words { name.replace('_', "").to_lowercase() } else { name.to_owned() }
}

/// Words of a text, with what is written together counted as one: `specwright-tools`.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-')
}

#[test]
fn only_the_specification_knows_the_names_of_the_api() {
    let names = names_of_the_api();
    for expected in ["createenvironment", "environments", "environmentcreate", "servicecenter", "servicestage"] {
        assert!(names.contains_key(expected), "the names are not found: {names:?}");
    }
    let mut findings = Vec::new();
    for directory in ["codegen", "runtime/src", "xtask/src"] {
        for (path, text) in sources(directory).into_iter().filter(|(path, _)| !path.contains("/tests/")) {
            for (number, line) in text.lines().enumerate() {
                let leaks = words(line).filter(|word| names.contains_key(&comparable(word)));
                findings.extend(leaks.map(|word| format!("{path}:{}: {word}", number + 1)));
            }
        }
    }
    assert_none(&findings, "names of the API outside of the specification");
}

// Modules

/// The crates that people write.
const CRATES: [&str; 7] = [
    "codegen/language/src",
    "codegen/rust/src",
    "codegen/tools/src",
    "codegen/commands/src",
    "codegen/specwright/src",
    "runtime/src",
    "xtask/src",
];

#[test]
fn modules_know_each_other_in_one_direction() {
    let circles = CRATES.iter().flat_map(|directory| {
        Modules::read(directory).circles().into_iter().map(move |circle| format!("{directory}: {circle}"))
    });
    assert_none(&circles.collect::<Vec<_>>(), "circles among modules");
}

#[test]
fn only_writers_have_tokens() {
    let mut findings = Vec::new();
    for directory in &CRATES[..4] {
        for (path, text) in sources(directory).into_iter().filter(|(path, _)| path.ends_with(".rs")) {
            let writes = path.starts_with("codegen/rust/src/write/")
                || ["codegen/rust/src/format.rs", "codegen/rust/src/bug.rs"].contains(&path.as_str());
            let text = without_comments(&text);
            let words =
                ["quote!", "TokenStream", "proc_macro2"].into_iter().filter(|word| !writes && text.contains(word));
            findings.extend(words.map(|word| format!("{path}: {word}")));
        }
    }
    assert_none(&findings, "tokens are made in writers only");
}

#[test]
fn writers_see_the_plan_and_nothing_before() {
    let mut findings = Vec::new();
    for (path, text) in sources("codegen/rust/src/write") {
        let text = without_comments(&text);
        for word in ["specwright_language", "crate::names", "crate::snippets", "plan::fill"] {
            findings.extend(text.contains(word).then(|| format!("{path}: {word}")));
        }
    }
    assert_none(&findings, "writers read nothing but the plan");
}

#[test]
fn the_generator_reads_and_writes_files_in_three_places_and_sees_nothing_else_of_the_world() {
    const FILES: [&str; 4] = [
        "codegen/tools/src/output.rs",
        "codegen/tools/src/output/",
        "codegen/tools/src/import/documents.rs",
        "codegen/language/src/source.rs",
    ];
    // `HashMap` goes through its entries in another order each time.
    const NEVER: [&str; 10] = [
        "std::env",
        "env!(",
        "time::Instant",
        "SystemTime",
        "std::net",
        "std::process",
        "HashMap",
        "HashSet",
        "std::{",
        "include_bytes!",
    ];
    let mut findings = Vec::new();
    let files = CRATES[..3].iter().flat_map(|directory| sources(directory));
    for (path, text) in files.filter(|(path, _)| path.ends_with(".rs")) {
        let text = without_comments(&text);
        let files = ["std::fs"].into_iter().filter(|_| !FILES.iter().any(|file| path.starts_with(file)));
        let found = files.chain(NEVER).filter(|word| text.contains(word));
        findings.extend(found.map(|word| format!("{path}: {word}")));
    }
    assert_none(&findings, "the generator is a function of its files");
}

// Files

/// All Rust files that people write.
fn written_by_hand() -> BTreeMap<String, String> {
    fn visit(directory: &Path, prefix: &str, found: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(directory).unwrap().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{prefix}{name}");
            if entry.path().is_dir() {
                if !name.starts_with('.') && name != "target" && name != "generated" {
                    visit(&entry.path(), &format!("{path}/"), found);
                }
            } else if name.ends_with(".rs") {
                found.insert(path, fs::read_to_string(entry.path()).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    visit(&workspace(), "", &mut found);
    found
}

#[test]
fn every_file_says_what_it_is_for() {
    let files = written_by_hand();
    assert!(files.contains_key("codegen/language/src/lib.rs") && files.contains_key("tests/architecture/main.rs"));
    let silent: Vec<String> =
        files.into_iter().filter(|(_, text)| !text.starts_with("//! ")).map(|(path, _)| path).collect();
    assert_none(&silent, "files begin with a `//!` comment");
}

#[test]
fn no_file_is_longer_than_a_reader_can_bear() {
    const LINES: usize = 500;
    let lengths = written_by_hand().into_iter().map(|(path, text)| (path, text.lines().count()));
    let long = lengths.filter(|(_, lines)| *lines > LINES).map(|(path, lines)| format!("{path}: {lines}"));
    assert_none(&long.collect::<Vec<_>>(), "files are split before they reach 500 lines");
}

#[test]
fn functions_of_the_generator_fit_on_a_screen() {
    const LINES: usize = 60;
    let mut findings = Vec::new();
    for (path, text) in written_by_hand().into_iter().filter(|(path, _)| path.starts_with("codegen/")) {
        let lines: Vec<&str> = text.lines().collect();
        for (first, line) in lines.iter().enumerate() {
            let code = line.trim_start();
            let words: Vec<&str> = code.split(' ').take_while(|word| *word != "fn").collect();
            let begins = words.iter().all(|word| word.starts_with("pub") || ["const", "async"].contains(word));
            if !begins || !code.contains("fn ") || code.starts_with("fn(") {
                continue;
            }
            let end = format!("{}}}", &line[..line.len() - code.len()]);
            let length = lines[first..].iter().position(|line| *line == end).map_or(0, |last| last + 1);
            let whole = !lines[first..first + length].iter().any(|line| line.ends_with(';') && line.starts_with(code));
            findings.extend((length > LINES && whole).then(|| format!("{path}:{}: {length}", first + 1)));
        }
    }
    assert_none(&findings, "functions of more than 60 lines");
}
