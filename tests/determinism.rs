//! The same specification gives the same bytes: whatever the order of files, the directory, the
//! environment and the number of threads. What did not change is not touched.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use std::time::SystemTime;

use servicestage_tests::files::{Random, copy, edit, tree};
use servicestage_tests::{specification, workspace, xtask};
use specwright_tools::output::{self, Change};
use specwright_tools::source::{SourceFile, SourceMap};
use specwright_tools::{OpenApiVersion, Specification, analyze, diagnostics, generate, openapi};
use tempfile::TempDir;

/// The specifications of the workspace, and where their crates are.
const SPECIFICATIONS: [(&str, &str); 3] = [
    ("spec", "generated"),
    ("tests/bookshop/spec", "tests/bookshop/generated"),
    ("tests/obstacle-course/spec", "tests/obstacle-course/generated"),
];

type Texts = BTreeMap<String, String>;

fn read(directory: &Path, prefix: &str) -> SourceMap {
    SourceMap::read(directory, prefix).unwrap_or_else(|error| panic!("{error}"))
}

/// Everything that is made of a specification: the crates, and the API in both versions of OpenAPI.
fn made_of(specification: &Specification) -> Texts {
    let mut texts = generate(specification).unwrap_or_else(|bug| panic!("{bug}"));
    for (name, version) in [("openapi-3.0.json", OpenApiVersion::V30), ("openapi-3.1.json", OpenApiVersion::V31)] {
        texts.insert(name.to_owned(), format!("{:#}\n", openapi(specification, version)));
    }
    texts
}

/// The specifications, and what is made of them.
static MADE: LazyLock<Vec<(SourceMap, Texts)>> = LazyLock::new(|| {
    let read = |(spec, _): &(&str, _)| read(&workspace().join(spec), spec);
    SPECIFICATIONS.iter().map(read).map(|sources| (sources.clone(), made_of_sources(&sources))).collect()
});

fn made_of_sources(sources: &SourceMap) -> Texts {
    let problems = |problems: Vec<_>| panic!("{}", diagnostics::render(&problems, sources, diagnostics::Style::Plain));
    made_of(&analyze(sources).unwrap_or_else(problems))
}

/// Says which texts differ, instead of printing all of them.
fn assert_same(one: &Texts, other: &Texts) {
    let paths: Vec<&String> = one.keys().collect();
    assert_eq!(paths, other.keys().collect::<Vec<_>>());
    let different: Vec<&String> = paths.into_iter().filter(|path| one[*path] != other[*path]).collect();
    assert!(different.is_empty(), "these differ: {different:?}");
}

/// The sources in other orders: backwards, and shuffled in several ways.
fn reordered(sources: &SourceMap) -> Vec<SourceMap> {
    let files: Vec<SourceFile> = sources.iter().map(|(_, file)| file.clone()).collect();
    let mut orders = vec![files.iter().rev().cloned().collect::<Vec<_>>()];
    let mut random = Random::new(7);
    for _ in 0..2 {
        let mut order = files.clone();
        random.shuffle(&mut order);
        orders.push(order);
    }
    orders.into_iter().map(|order| SourceMap::new(sources.prefix.clone(), order)).collect()
}

#[test]
fn generating_twice_gives_the_same_bytes() {
    for ((spec, _), (sources, first)) in SPECIFICATIONS.iter().zip(&*MADE) {
        assert_same(first, &made_of_sources(sources));
        let analyzed = specification(spec);
        assert_same(first, &made_of(&analyzed));
        assert_same(first, &made_of(&analyzed));
    }
}

#[test]
fn the_order_in_which_files_are_given_does_not_matter() {
    for (sources, wanted) in &*MADE {
        for order in reordered(sources) {
            assert_same(wanted, &made_of_sources(&order));
        }
    }
}

#[test]
fn problems_are_reported_the_same_way_in_every_order_of_files() {
    let copied = TempDir::new().unwrap();
    copy(&workspace().join("spec"), copied.path());
    fs::remove_file(copied.path().join("sources.yaml")).unwrap();
    edit(&copied.path().join("api.yaml"), "\nauth:\n", "\nauht:\n");
    let sources = read(copied.path(), "spec");
    let report = |sources: &SourceMap| match analyze(sources) {
        Ok(_) => panic!("the specification is broken"),
        Err(problems) => diagnostics::render(&problems, sources, diagnostics::Style::Plain),
    };
    let wanted = report(&sources);
    assert!(wanted.contains("error[missing-file]") && wanted.contains("error[unknown-key]"), "{wanted}");
    for order in reordered(&sources) {
        assert_eq!(wanted, report(&order));
    }
}

#[test]
fn a_copy_elsewhere_gives_the_same_bytes_and_leaves_no_trace_of_its_place() {
    for ((spec, _), (_, wanted)) in SPECIFICATIONS.iter().zip(&*MADE) {
        let elsewhere = tempfile::Builder::new().prefix("Sömewhere else ").tempdir().unwrap();
        copy(&workspace().join(spec), elsewhere.path());
        let prefix = elsewhere.path().to_string_lossy().into_owned();
        let texts = made_of_sources(&read(elsewhere.path(), &prefix));
        assert_same(wanted, &texts);
        let places = [prefix, workspace().display().to_string()];
        for (path, text) in &texts {
            let traces: Vec<_> = places.iter().filter(|place| place.len() > 1 && text.contains(*place)).collect();
            assert!(traces.is_empty(), "{path} has {traces:?}");
        }
    }
}

/// Everything in a text that looks like `2025-01-31`.
fn dates(text: &str) -> Vec<&str> {
    let is_date = |window: &[u8]| {
        window
            .iter()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { *byte == b'-' } else { byte.is_ascii_digit() })
    };
    let starts = text.as_bytes().windows(10).enumerate().filter(|(_, window)| is_date(window));
    starts.filter_map(|(start, _)| text.get(start..start + 10)).collect()
}

#[test]
fn no_date_is_written_that_the_specification_does_not_have() {
    // The documents of a time say what its number is counted from.
    const EPOCH: &str = "1970-01-01";
    for (sources, texts) in &*MADE {
        let known: String = sources.iter().map(|(_, file)| file.text.as_str()).collect();
        for (path, text) in texts {
            let new: Vec<&str> =
                dates(text).into_iter().filter(|date| *date != EPOCH && !known.contains(date)).collect();
            assert!(new.is_empty(), "{path} has {new:?}");
        }
    }
}

#[test]
fn working_directory_user_and_language_do_not_matter() {
    let elsewhere = TempDir::new().unwrap();
    for ((spec, _), (_, texts)) in SPECIFICATIONS.iter().zip(&*MADE) {
        let mut wanted = texts.clone();
        wanted.retain(|path, _| !path.starts_with("openapi"));
        let out = elsewhere.path().join(spec);
        let mut command = xtask::command(elsewhere.path());
        command.args(["regenerate", "--spec"]).arg(workspace().join(spec)).arg("--out").arg(&out);
        command.envs([("USER", "somebody"), ("LOGNAME", "somebody"), ("HOME", "/nowhere"), ("HOSTNAME", "somewhere")]);
        command.envs([("LANG", "tr_TR.UTF-8"), ("LC_ALL", "tr_TR.UTF-8"), ("TZ", "Pacific/Kiritimati")]);
        let ran = xtask::Ran::from(command.output().unwrap());
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let mut written = tree(&out);
        written.remove(".generated").unwrap();
        let written = written.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap()));
        assert_same(&wanted, &written.collect());
    }
}

#[test]
fn several_threads_at_once_give_the_same_bytes() {
    for ((spec, _), (sources, wanted)) in SPECIFICATIONS.iter().zip(&*MADE) {
        let analyzed = specification(spec);
        std::thread::scope(|scope| {
            let alone = (0..2).map(|_| scope.spawn(|| made_of_sources(sources)));
            let shared = (0..2).map(|_| scope.spawn(|| made_of(&analyzed)));
            let threads: Vec<_> = alone.chain(shared).collect();
            for thread in threads {
                assert_same(wanted, &thread.join().unwrap());
            }
        });
    }
}

#[test]
fn what_lies_in_the_workspace_is_what_is_generated() {
    for (spec, generated) in SPECIFICATIONS {
        let directory = workspace().join(generated);
        let texts = generate(&specification(spec)).unwrap();
        let plan = output::plan(&directory, &texts).unwrap();
        assert!(plan.is_empty(), "run `cargo xtask regenerate` for {generated}: {:?}", plan.changes);
        assert!(plan.foreign.is_empty(), "not generated: {:?}", plan.foreign);
        assert_eq!(plan.unchanged, texts.len());
    }
}

/// A copy of a specification, and the crates made of it.
struct Scratch {
    directory: TempDir,
}

impl Scratch {
    fn new() -> Scratch {
        let directory = TempDir::new().unwrap();
        copy(&workspace().join("spec"), &directory.path().join("spec"));
        let scratch = Scratch { directory };
        scratch.regenerate();
        scratch
    }

    fn edit(&self, file: &str, old: &str, new: &str) {
        edit(&self.directory.path().join("spec").join(file), old, new);
    }

    /// Generates, and gives back what changed.
    fn regenerate(&self) -> BTreeMap<String, Change> {
        let sources = read(&self.directory.path().join("spec"), "spec");
        let problems =
            |problems: Vec<_>| panic!("{}", diagnostics::render(&problems, &sources, diagnostics::Style::Plain));
        let texts = generate(&analyze(&sources).unwrap_or_else(problems)).unwrap();
        let out = self.directory.path().join("generated");
        let plan = output::plan(&out, &texts).unwrap();
        output::apply(&out, &texts, &plan).unwrap();
        plan.changes
    }

    /// What tells whether a file was written, by path.
    fn stamps(&self) -> BTreeMap<String, (SystemTime, u64)> {
        let out = self.directory.path().join("generated");
        let stamp = |path: &String| {
            let metadata = fs::metadata(out.join(path)).unwrap();
            (metadata.modified().unwrap(), inode(&metadata))
        };
        tree(&out).keys().map(|path| (path.clone(), stamp(path))).collect()
    }

    /// What changes, and at the same time what is written, after an edit of the specification.
    fn changed_by(&self, file: &str, old: &str, new: &str) -> Vec<String> {
        let before = self.stamps();
        self.edit(file, old, new);
        let changes: Vec<String> = self.regenerate().into_keys().collect();
        let after = self.stamps();
        let written =
            after.iter().filter(|(path, stamp)| before.get(*path) != Some(stamp)).map(|(path, _)| path.clone());
        assert_eq!(changes, written.collect::<Vec<_>>(), "written, although nothing changed, or the reverse");
        changes
    }
}

#[cfg(unix)]
fn inode(metadata: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_: &fs::Metadata) -> u64 {
    0
}

#[test]
fn a_second_run_touches_no_file() {
    let scratch = Scratch::new();
    let before = scratch.stamps();
    assert!(scratch.regenerate().is_empty());
    assert_eq!(before, scratch.stamps());
}

const ENVIRONMENTS: &str = "servicestage/v3/environments.yaml";
/// The API as a document: every fact stands in it.
const OPENAPI: &str = "server/openapi.json";

#[test]
fn the_type_of_a_field_in_an_answer_changes_the_model_and_what_a_mock_answers() {
    let scratch = Scratch::new();
    let (old, new) = ("      count:\n        type: int32\n", "      count:\n        type: int64\n");
    let expected = ["model/src/v3/environments.rs", OPENAPI, "server/src/v3/schema.rs"];
    assert_eq!(scratch.changed_by(ENVIRONMENTS, old, new), expected);
}

#[test]
fn the_type_of_a_field_in_a_request_changes_the_model_and_what_the_server_checks() {
    let scratch = Scratch::new();
    let rest = "        doc: Free text for people.\n      enterprise_project_id:\n        type: EnterpriseProjectId\n        \
                presence: optional\n        doc: Id of the enterprise project that the environment is counted to";
    let old = format!("        type: string\n        presence: optional\n        length: ..128\n{rest}");
    let new = format!("        type: any\n        presence: optional\n{rest}");
    let expected = ["model/src/v3/environments.rs", OPENAPI, "server/src/v3/schema.rs"];
    assert_eq!(scratch.changed_by(ENVIRONMENTS, &old, &new), expected);
}

#[test]
fn a_value_of_a_shared_enum_changes_the_shared_files() {
    let scratch = Scratch::new();
    let (old, new) = ("      container: Kubernetes.\n", "      container: Kubernetes.\n      abacus: Beads.\n");
    let expected = ["model/src/shared.rs", OPENAPI, "server/src/schema.rs"];
    assert_eq!(scratch.changed_by("servicestage/types.yaml", old, new), expected);
}

#[test]
fn the_type_of_a_parameter_changes_both_sides_and_not_the_model() {
    let scratch = Scratch::new();
    let (old, new) = ("      limit:\n        type: int32\n", "      limit:\n        type: int64\n");
    let expected =
        ["client/src/dynamic/v3.rs", "client/src/v3/environments.rs", OPENAPI, "server/src/v3/environments.rs"];
    assert_eq!(scratch.changed_by(ENVIRONMENTS, old, new), expected);
}

#[test]
fn a_sentence_about_an_operation_changes_the_files_that_show_it() {
    let scratch = Scratch::new();
    let (old, new) = ("doc: Gets an environment with", "doc: Gets one environment with");
    let expected = ["client/src/v3/environments.rs", "model/src/meta/v3.rs", OPENAPI, "server/src/v3/environments.rs"];
    assert_eq!(scratch.changed_by(ENVIRONMENTS, old, new), expected);
}

#[test]
fn a_comment_in_the_specification_changes_nothing() {
    let scratch = Scratch::new();
    assert!(scratch.changed_by(ENVIRONMENTS, "\noperations:\n", "\n# What it can do.\noperations:\n").is_empty());
}
