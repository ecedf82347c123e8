//! How generating grows with the specification: the whole one, and one with ten times its operations. What takes
//! more than ten times as long is not linear.
//!
//! `-- 1 10 40` measures other sizes, smaller ones first; `-- --write DIR 10` writes the specification instead.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use servicestage_tests::workspace;
use specwright_tools::source::{SourceFile, SourceMap};
use specwright_tools::{Specification, analyze, generate};

/// Runs of which the fastest counts.
const RUNS: usize = 5;

fn main() {
    let mut sizes = Vec::new();
    let mut target = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--write" => target = arguments.next().map(PathBuf::from),
            other => sizes.extend(other.parse::<usize>()),
        }
    }
    if sizes.is_empty() {
        sizes = vec![1, 10];
    }
    match target {
        Some(directory) => sizes.iter().for_each(|copies| write(&directory, *copies)),
        None => measure(&sizes),
    }
}

/// Prints a row for each size. Memory is the most that the process ever had, so that small sizes come first.
fn measure(sizes: &[usize]) {
    println!("| copies | operations | read and analyze | generate | both | memory | time ÷ first | memory ÷ first |");
    println!("|--:|--:|--:|--:|--:|--:|--:|--:|");
    let mut first = None;
    for copies in sizes {
        let sources = enlarged(*copies);
        let (read, specification) = fastest(|| specification(&sources));
        let (written, _) = fastest(|| generate(&specification).unwrap_or_else(|bug| panic!("{bug}")));
        let (both, memory) = (read + written, peak_memory());
        let (time, space) = *first.get_or_insert((both, memory));
        println!(
            "| {copies} | {} | {:.0} ms | {:.0} ms | {:.0} ms | {memory} MB | {:.1} | {:.1} |",
            specification.api.operations.len(),
            read.as_secs_f64() * 1000.0,
            written.as_secs_f64() * 1000.0,
            both.as_secs_f64() * 1000.0,
            both.as_secs_f64() / time.as_secs_f64(),
            memory as f64 / space as f64,
        );
    }
}

fn specification(sources: &SourceMap) -> Specification {
    analyze(sources).unwrap_or_else(|problems| {
        let first: Vec<_> = problems.iter().take(3).map(|problem| &problem.message).collect();
        panic!("{} problems: {first:?}", problems.len())
    })
}

fn fastest<T>(run: impl Fn() -> T) -> (Duration, T) {
    let timed = || {
        let started = Instant::now();
        let result = run();
        (started.elapsed(), result)
    };
    let (mut best, mut result) = timed();
    for _ in 1..RUNS {
        drop(result);
        let (time, next) = timed();
        (best, result) = (best.min(time), next);
    }
    (best, result)
}

/// The most memory that this process has had, in megabytes; 0 where the system does not tell.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok()).unwrap_or_default() / 1024
}

fn write(directory: &Path, copies: usize) {
    for (_, file) in enlarged(copies).iter() {
        let path = directory.join(&file.path);
        std::fs::create_dir_all(path.parent().unwrap_or(directory)).unwrap();
        std::fs::write(path, &file.text).unwrap();
    }
}

/// The specification with every family as often as that, each copy under names and paths of its own. What families
/// share is there once, and so are the errata.
fn enlarged(copies: usize) -> SourceMap {
    let sources = SourceMap::read(&workspace().join("spec"), "spec").unwrap_or_else(|error| panic!("{error}"));
    let mut files: BTreeMap<String, String> =
        sources.iter().map(|(_, file)| (file.path.clone(), file.text.clone())).collect();
    let families = families(&files["api.yaml"]);
    let groups: Vec<(String, String)> = files
        .iter()
        .filter(|(_, text)| text.lines().any(|line| line.starts_with("family: ")))
        .map(|(path, text)| (path.clone(), text.clone()))
        .collect();
    let examples: Vec<(String, String)> = files
        .iter()
        .filter(|(path, _)| path.ends_with(".json"))
        .map(|(path, text)| (path.clone(), text.clone()))
        .collect();
    for number in 2..=copies {
        let more: String =
            families.iter().map(|family| format!("  {family}_copy{number}:\n    doc: A copy.\n")).collect();
        let api = files["api.yaml"].replace("\nhosts:\n", &format!("\n{more}hosts:\n"));
        files.insert("api.yaml".to_owned(), api);
        let copy = |(path, text): &(String, String), text_of: &dyn Fn(&str) -> String| {
            (format!("copy{number}/{path}"), text_of(text))
        };
        files.extend(groups.iter().map(|file| copy(file, &|text| renamed(text, &families, number))));
        files.extend(examples.iter().map(|file| copy(file, &str::to_owned)));
    }
    let files = files.into_iter().map(|(path, text)| SourceFile { path, text });
    SourceMap::new("spec", files.collect())
}

/// Names of the families in `api.yaml`.
fn families(api: &str) -> Vec<String> {
    let lines =
        api.lines().skip_while(|line| *line != "families:").skip(1).take_while(|line| !line.starts_with("hosts"));
    let names =
        lines.filter_map(|line| line.strip_prefix("  ")?.strip_suffix(':').filter(|name| !name.starts_with(' ')));
    names.map(str::to_owned).collect()
}

/// A group file as that of a copy: another family, other paths, operations of the same copy, no errata of its own.
fn renamed(text: &str, families: &[String], number: usize) -> String {
    let mut result = String::new();
    let mut in_errata = false;
    for line in text.lines() {
        in_errata = line == "errata:" || in_errata && (line.is_empty() || line.starts_with([' ', '#']));
        if in_errata {
            continue;
        }
        let refers = ["operation: ", "renew: ", "end: "].iter().any(|key| line.trim_start().starts_with(key));
        let line = match line.strip_prefix("family: ") {
            Some(family) => format!("family: {family}_copy{number}"),
            None if line.trim_start().starts_with("http: ") => line.replacen(" /", &format!(" /copy{number}/"), 1),
            None if refers => families.iter().fold(line.to_owned(), |line, family| {
                line.replace(&format!(": {family}."), &format!(": {family}_copy{number}."))
            }),
            None => line.to_owned(),
        };
        result.push_str(&line);
        result.push('\n');
    }
    result
}
