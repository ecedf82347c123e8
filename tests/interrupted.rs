//! `cargo xtask regenerate`, killed at any moment: every file stays whole, and the next run mends
//! what is left. `codegen/commands/tests/writing` tries every operation of every command without processes; this
//! shows that a process that is killed leaves the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use servicestage_tests::files::{self, Random, copy, empty_directories, tree};
use servicestage_tests::{workspace, xtask};
use specwright_tools::source::SourceMap;
use specwright_tools::{analyze, generate, output};
use tempfile::TempDir;

/// How often a run is killed.
const KILLS: usize = 12;

/// After so many kills, a run is left alone and has to mend everything.
const MEND_EVERY: usize = 4;

/// The list of what was generated, and how files begin that are being written.
const MANIFEST: &str = ".generated";
const TEMPORARY: &str = ".regenerate-";

/// A version of the specification, and what is generated from it.
struct Version {
    spec: PathBuf,
    texts: BTreeMap<String, String>,
}

impl Version {
    fn new(spec: PathBuf) -> Version {
        let sources = SourceMap::read(&spec, "spec").unwrap();
        let specification = analyze(&sources).unwrap_or_else(|problems| panic!("{problems:#?}"));
        Version { texts: generate(&specification).unwrap(), spec }
    }
}

/// Two versions that differ in almost every file, and have files that the other one has not.
fn versions(directory: &Path) -> [Version; 2] {
    let (one, other) = (directory.join("one"), directory.join("other"));
    copy(&workspace().join("tests/obstacle-course/spec"), &one);
    for (path, bytes) in tree(&one) {
        let text = String::from_utf8(bytes).unwrap();
        let reworded = text.replace(" doc: The ", " doc: This is the ").replace(" doc: A ", " doc: That is a ");
        let renamed = reworded.replace("\ngroup: ticks\n", "\ngroup: tocks\n").replace("family_s", "family_t");
        files::write(&other.join(path), if renamed.contains("documents:") { text } else { renamed });
    }
    [Version::new(one), Version::new(other)]
}

/// A directory and all directories in it.
fn directories(root: &Path) -> BTreeSet<PathBuf> {
    let files = tree(root).into_keys().map(|path| root.join(path));
    let above = files.flat_map(|path| path.ancestors().skip(1).map(Path::to_owned).collect::<Vec<_>>());
    above.filter(|path| path.starts_with(root)).chain([root.to_owned()]).collect()
}

/// The runs that are killed, and where they write.
struct Runs {
    versions: [Version; 2],
    out: PathBuf,
    random: Random,
    /// How long a run takes that has everything to write.
    duration: Duration,
    /// How much of that it writes.
    writing: Duration,
}

impl Runs {
    fn new(directory: &Path) -> Runs {
        let mut runs = Runs {
            versions: versions(directory),
            out: directory.join("out"),
            random: Random::new(20),
            duration: Duration::ZERO,
            writing: Duration::ZERO,
        };
        for version in [0, 1, 0] {
            let started = Instant::now();
            let mut child = runs.start_and_see_it_write(version);
            let writes = Instant::now();
            child.wait().unwrap();
            (runs.duration, runs.writing) = (started.elapsed(), writes.elapsed());
            runs.mend(version);
        }
        runs
    }

    fn start(&self, version: usize) -> Child {
        let mut command = xtask::command(&self.out);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.args(["regenerate", "--spec"]).arg(&self.versions[version].spec).arg("--out").arg(&self.out);
        command.spawn().unwrap()
    }

    /// Kills a run at some moment.
    fn kill(&mut self, version: usize) {
        let mut child = self.start(version);
        std::thread::sleep(self.moment(self.duration));
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Kills a run at some moment after it began to write, which is a small part of the whole.
    fn kill_while_it_writes(&mut self, version: usize) {
        let mut child = self.start_and_see_it_write(version);
        let moment = Instant::now() + self.moment(self.writing);
        while Instant::now() < moment {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Starts a run and waits until it changes a directory or ends.
    fn start_and_see_it_write(&self, version: usize) -> Child {
        let stamp = |path: &PathBuf| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
        let watched: Vec<_> = directories(&self.out).into_iter().map(|path| (stamp(&path), path)).collect();
        let mut child = self.start(version);
        while watched.iter().all(|(before, path)| stamp(path) == *before) && child.try_wait().unwrap().is_none() {
            std::hint::spin_loop();
        }
        child
    }

    fn moment(&mut self, within: Duration) -> Duration {
        let share = self.random.below(1000) as u32;
        within * share / 1000
    }

    /// Every file is whole, and nothing lies there that the next run would not find.
    fn assert_whole(&self) -> State {
        let (mut present, mut leftovers) = (BTreeMap::new(), 0);
        for (path, bytes) in tree(&self.out) {
            if path.rsplit('/').next().is_some_and(|name| name.starts_with(TEMPORARY)) {
                leftovers += 1;
            } else {
                present.insert(path, String::from_utf8(bytes).unwrap());
            }
        }
        let listed = listed(&present.remove(MANIFEST).unwrap());
        for (path, text) in &present {
            let whole = self.versions.iter().any(|version| version.texts.get(path) == Some(text));
            assert!(whole, "{path} is neither the one nor the other version");
            assert!(listed.contains(path), "{path} is not listed");
        }
        for path in &listed {
            let known = self.versions.iter().any(|version| version.texts.contains_key(path));
            assert!(known, "{path} is listed, but belongs to no version");
        }
        State { half_done: self.versions.iter().all(|version| version.texts != present), leftovers }
    }

    /// A run that is left alone: afterwards everything is as it should be.
    fn mend(&self, version: usize) {
        assert!(self.start(version).wait().unwrap().success());
        let mut present = tree(&self.out);
        let listed = listed(&String::from_utf8(present.remove(MANIFEST).unwrap()).unwrap());
        let wanted = &self.versions[version].texts;
        assert_eq!(listed.iter().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>());
        assert_eq!(present.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>());
        assert!(present.iter().all(|(path, bytes)| wanted[path].as_bytes() == bytes));
        assert_eq!(empty_directories(&self.out), [""; 0]);
        self.assert_checked(version, 0);
    }

    fn assert_checked(&self, version: usize, code: i32) {
        let mut command = xtask::command(&self.out);
        command.args(["regenerate", "--check", "--spec"]).arg(&self.versions[version].spec).arg("--out").arg(&self.out);
        let ran = xtask::Ran::from(command.output().unwrap());
        assert_eq!(ran.code, Some(code), "{ran:?}");
    }
}

/// What a killed run left.
struct State {
    /// Files of both versions, or not all of one.
    half_done: bool,
    /// Unfinished files.
    leftovers: usize,
}

/// The paths that a manifest lists; its last line is complete, too.
fn listed(manifest: &str) -> BTreeSet<String> {
    assert!(manifest.starts_with("# ") && manifest.ends_with('\n'), "{manifest}");
    manifest.lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn a_run_that_is_killed_at_any_moment_leaves_every_file_whole() {
    let directory = TempDir::new().unwrap();
    fs::create_dir(directory.path().join("out")).unwrap();
    let mut runs = Runs::new(directory.path());
    let (mut half_done, mut leftovers) = (0, 0);
    for kill in 1..=KILLS {
        // The version before the last one is wanted again, so that there is always much to write.
        let version = kill % 2;
        if kill % 4 == 0 {
            runs.kill(version)
        } else {
            runs.kill_while_it_writes(version)
        }
        let state = runs.assert_whole();
        half_done += usize::from(state.half_done);
        leftovers += state.leftovers;
        if state.half_done {
            runs.assert_checked(version, 1);
        }
        if kill % MEND_EVERY == 0 {
            runs.mend(kill / MEND_EVERY % 2);
        }
    }
    println!("a run takes {:?} and writes for {:?}", runs.duration, runs.writing);
    println!("{half_done} of {KILLS} runs were killed half-way, and left {leftovers} unfinished files behind");
    assert!(half_done >= 1, "only {half_done} of {KILLS} kills hit a run that was writing");
}

/// A directory with two generated files, one of them in a directory of its own.
fn generated() -> (TempDir, BTreeMap<String, String>) {
    let directory = TempDir::new().unwrap();
    let texts = BTreeMap::from(["kept.rs", "deep/below/gone.rs"].map(|path| (path.to_owned(), "text".to_owned())));
    apply(directory.path(), &texts);
    (directory, texts)
}

fn apply(directory: &Path, texts: &BTreeMap<String, String>) {
    let plan = output::plan(directory, texts).unwrap();
    output::apply(directory, texts, &plan).unwrap();
    assert!(output::plan(directory, texts).unwrap().is_empty());
}

#[test]
fn a_directory_that_was_emptied_by_a_killed_run_is_removed_by_the_next_one() {
    let (directory, mut texts) = generated();
    texts.remove("deep/below/gone.rs");
    // The killed run removed the file, and not yet the directories around it.
    fs::remove_file(directory.path().join("deep/below/gone.rs")).unwrap();
    apply(directory.path(), &texts);
    assert_eq!(tree(directory.path()).into_keys().collect::<Vec<_>>(), [MANIFEST, "kept.rs"]);
    assert_eq!(empty_directories(directory.path()), [""; 0]);
}

#[test]
fn a_directory_that_was_made_by_a_killed_run_is_removed_when_nothing_belongs_there_any_more() {
    let (directory, texts) = generated();
    // The killed run listed the new file, and was about to write it.
    let manifest = fs::read_to_string(directory.path().join(MANIFEST)).unwrap();
    files::write(&directory.path().join(MANIFEST), manifest + "new/below/file.rs\n");
    files::write(&directory.path().join(format!("new/below/{TEMPORARY}file.rs")), "te");
    apply(directory.path(), &texts);
    assert_eq!(tree(directory.path()).into_keys().collect::<Vec<_>>(), [MANIFEST, "deep/below/gone.rs", "kept.rs"]);
    assert_eq!(empty_directories(directory.path()), [""; 0]);
}

#[test]
fn a_first_run_that_was_killed_before_it_listed_anything_leaves_nothing_behind() {
    let directory = TempDir::new().unwrap();
    files::write(&directory.path().join(format!("{TEMPORARY}{MANIFEST}")), "# Fil");
    apply(directory.path(), &BTreeMap::from([("file.rs".to_owned(), "text".to_owned())]));
    assert_eq!(tree(directory.path()).into_keys().collect::<Vec<_>>(), [MANIFEST, "file.rs"]);
}

#[test]
fn a_directory_in_the_place_of_a_file_that_is_not_generated_any_more_is_left_alone() {
    let (directory, mut texts) = generated();
    texts.remove("deep/below/gone.rs");
    fs::remove_file(directory.path().join("deep/below/gone.rs")).unwrap();
    files::write(&directory.path().join("deep/below/gone.rs/mine.txt"), "mine");
    apply(directory.path(), &texts);
    let expected = [MANIFEST, "deep/below/gone.rs/mine.txt", "kept.rs"];
    assert_eq!(tree(directory.path()).into_keys().collect::<Vec<_>>(), expected);
}
