//! `cargo xtask evidence`: the citations of packages against the packages.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use specwright_tools::evidence::{self, Counts, Edition, Editions, Evidence};
use specwright_tools::raw::{Package, Registry};

use crate::outcome::{Failure, Outcome};
use crate::program::Program;
use crate::spec::{self, SpecArguments};
use crate::terminal::print;

#[derive(clap::Args)]
pub struct Arguments {
    /// How to print it.
    #[arg(long, default_value = "text", value_parser = ["text", "json"])]
    format: String,
    /// Directory that keeps the packages [default: `target/evidence` of this workspace].
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
    #[command(flatten)]
    spec: SpecArguments,
}

pub(crate) fn run(arguments: &Arguments, program: &Program) -> Result<Outcome, Failure> {
    let Some((specification, sources)) = arguments.spec.read_with_sources(program)? else {
        return Ok(Outcome::Findings);
    };
    let cache = program.directory(arguments.cache.as_deref(), "target/evidence")?;
    let mut editions = Editions::new();
    for (document, name, package) in evidence::packages(&specification) {
        anstream::eprintln!("{} {} {}", document.name.value, package.name, package.version);
        let edition = fetch(package, &cache)
            .and_then(|directory| read(&directory, ROOM).map_err(|error| format!("{}: {error}", directory.display())));
        editions.insert((document.name.value.clone(), name.to_owned()), edition);
    }
    let mut tags = evidence::Tags::new();
    for (document, address) in evidence::tagged(&specification) {
        anstream::eprintln!("{document} {address}");
        tags.insert(document.to_owned(), tags_of(address));
    }
    let found = evidence::evidence(&specification, &editions, &tags);
    match arguments.format.as_str() {
        "json" => print(&(serde_json::to_string_pretty(&found.documents)? + "\n"))?,
        _ => print(&table(&found))?,
    }
    if found.findings.is_empty() {
        return Ok(Outcome::Fine);
    }
    spec::report(&found.findings, &sources, "citations");
    Ok(Outcome::Findings)
}

fn table(evidence: &Evidence) -> String {
    let rows = evidence.documents.iter().filter(|row| row.verified + row.wrong + row.unchecked > 0);
    let mut text = String::from("verified  wrong  unchecked  document\n");
    let sum = |count: fn(&Counts) -> usize| evidence.documents.iter().map(count).sum::<usize>();
    for row in rows {
        let reason = row.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        text += &format!("{:8}  {:5}  {:9}  {}{reason}\n", row.verified, row.wrong, row.unchecked, row.document);
    }
    text + &format!("{:8}  {:5}  {:9}  all\n", sum(|row| row.verified), sum(|row| row.wrong), sum(|row| row.unchecked))
}

/// Largest source file that is read, in bytes.
const LARGEST: u64 = 4 << 20;
/// Bytes of the source files of a package, in all.
const ROOM: u64 = 512 << 20;
/// How deep the directories of a package are read.
const DEEPEST: usize = 64;
/// How long a tool may take to fetch a package.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// Reads the source files below a directory. Links are not followed. Files that are too large or too deep are no sources
/// that anybody wrote, and are skipped.
fn read(directory: &Path, room: u64) -> io::Result<Edition> {
    let mut edition = Edition::default();
    let mut left = room;
    let mut directories = vec![(directory.to_owned(), 0)];
    while let Some((inner, depth)) = directories.pop() {
        for entry in std::fs::read_dir(&inner)? {
            let entry = entry?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            if kind.is_dir() && depth < DEEPEST {
                directories.push((path, depth + 1));
            } else if kind.is_file() && Edition::reads(&path) && entry.metadata()?.len() <= LARGEST {
                left = left
                    .checked_sub(entry.metadata()?.len())
                    .ok_or_else(|| io::Error::other(format!("the source files have more than {} MiB", room >> 20)))?;
                let text = String::from_utf8_lossy(&std::fs::read(&path)?).into_owned();
                edition.add(path.strip_prefix(directory).unwrap_or(&path), &text);
            }
        }
    }
    Ok(edition)
}

/// Fetches the source files of a package, unless an earlier run did, and returns their directory.
fn fetch(package: &Package, cache: &Path) -> Result<PathBuf, String> {
    let directory = cache.join(format!("{}-{}", package.name.replace(['/', ':'], "-"), package.version));
    if directory.is_dir() {
        return Ok(directory);
    }
    // What an interrupted run leaves is not taken for a package.
    let unfinished = directory.with_extension("part");
    let failed = |error: io::Error| format!("{}: {error}", unfinished.display());
    if unfinished.exists() {
        std::fs::remove_dir_all(&unfinished).map_err(failed)?;
    }
    std::fs::create_dir_all(&unfinished).map_err(failed)?;
    download(package, &unfinished)?;
    std::fs::rename(&unfinished, &directory).map_err(failed)?;
    Ok(directory)
}

/// Downloads a package with the tool of its registry. No code of the package runs.
fn download(package: &Package, into: &Path) -> Result<(), String> {
    let Package { name, version, .. } = package;
    match package.registry {
        Registry::Pypi => {
            let requirement = format!("{name}=={version}");
            let options = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-compile", "--only-binary", ":all:"];
            execute(Command::new("python3").args(options).arg("--target").arg(into).arg(requirement))
        }
        Registry::Go => {
            let mut go = Command::new("go");
            go.args(["mod", "download"]).arg(format!("{name}@{version}")).current_dir(into);
            // The module cache is read-only, so it cannot be the directory itself.
            execute(go.env("GOMODCACHE", into).env("GOFLAGS", "-mod=mod -modcacherw"))
        }
        Registry::Maven => {
            let mut maven = Command::new("mvn");
            maven
                .args(["--batch-mode", "--quiet", "dependency:copy"])
                .arg(format!("-Dartifact={name}:{version}:jar:sources"));
            execute(maven.arg(format!("-DoutputDirectory={}", into.display())))?;
            unpack(into, "jar", &["xf"])
        }
        Registry::Npm => {
            let mut npm = Command::new("npm");
            execute(npm.arg("pack").arg(format!("{name}@{version}")).arg("--pack-destination").arg(into))?;
            unpack(into, "tar", &["xzf"])
        }
    }
}

/// Unpacks the one archive of a directory.
fn unpack(directory: &Path, program: &str, options: &[&str]) -> Result<(), String> {
    let archive = std::fs::read_dir(directory).ok().and_then(|mut entries| entries.next()?.ok());
    let archive = archive.ok_or_else(|| "the registry sent nothing".to_owned())?.path();
    execute(Command::new(program).args(options).arg(&archive).current_dir(directory))
}

/// Returns the tags of a repository.
fn tags_of(address: &str) -> Result<Vec<String>, String> {
    let listed = output(Command::new("git").args(["ls-remote", "--tags", "--refs", "--", address]), PATIENCE)?;
    Ok(listed.lines().filter_map(|line| Some(line.split_once("refs/tags/")?.1.to_owned())).collect())
}

/// Runs a program.
fn execute(command: &mut Command) -> Result<(), String> {
    output(command, PATIENCE).map(drop)
}

/// Runs a program, and returns what it prints. Its last line is the reason if it fails.
fn output(command: &mut Command, patience: Duration) -> Result<String, String> {
    let name = command.get_program().display().to_string();
    let failed = |error: io::Error| format!("{name}: {error}");
    let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(failed)?;
    let printed = collected(child.stdout.take());
    let complained = collected(child.stderr.take());
    let end = Instant::now() + patience;
    let status = loop {
        match child.try_wait().map_err(failed)? {
            Some(status) => break status,
            None if Instant::now() < end => thread::sleep(Duration::from_millis(20)),
            None => {
                child.kill().and_then(|()| child.wait()).map_err(failed)?;
                return Err(format!("{name}: it took longer than {patience:?}"));
            }
        }
    };
    let printed = printed.recv().unwrap_or_default();
    if status.success() {
        return Ok(printed);
    }
    let text = printed + &complained.recv().unwrap_or_default();
    let last = text.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it failed");
    Err(format!("{name}: {}", last.trim().chars().take(200).collect::<String>()))
}

/// Reads a pipe to its end, beside what the program does.
fn collected(pipe: Option<impl Read + Send + 'static>) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // What was read before an error is better than nothing.
        let _ = pipe.map(|mut pipe| pipe.read_to_end(&mut bytes));
        let _ = sender.send(String::from_utf8_lossy(&bytes).into_owned());
    });
    receiver
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_large_or_too_deep_is_no_source() {
        let directory = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = directory.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("small.py", "class Small:\n    A = \"a\"\n");
        write("large.py", &format!("class Large:\n    A = \"{}\"\n", "a".repeat(LARGEST as usize)));
        write(&("d/".repeat(DEEPEST + 1) + "deep.py"), "class Deep:\n    A = \"a\"\n");
        write(&("e/".repeat(DEEPEST) + "less.py"), "class Less:\n    A = \"a\"\n");
        let text = format!("{:?}", read(directory.path(), ROOM).unwrap());
        assert!(text.contains("\"Small\"") && text.contains("\"Less\""), "{text}");
        assert!(!text.contains("\"Large\"") && !text.contains("\"Deep\""));
        let error = read(directory.path(), 30).unwrap_err().to_string();
        assert_eq!(error, "the source files have more than 0 MiB");
    }

    #[cfg(unix)]
    #[test]
    fn a_tool_that_does_not_end_is_not_waited_for() {
        let started = Instant::now();
        let error = output(Command::new("sleep").arg("60"), Duration::from_millis(50)).unwrap_err();
        assert_eq!(error, "sleep: it took longer than 50ms");
        assert!(started.elapsed() < Duration::from_secs(30));
        assert_eq!(output(Command::new("echo").arg("a"), PATIENCE), Ok("a\n".to_owned()));
        let error = output(Command::new("sh").args(["-c", "echo why; exit 3"]), PATIENCE).unwrap_err();
        assert_eq!(error, "sh: why");
    }
}
