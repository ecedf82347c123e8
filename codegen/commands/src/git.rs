//! What git knows, asked of the program itself. Nothing is checked out.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use specwright_tools::source::SourceFile;

use crate::outcome::Failure;

/// Variables that say where a repository is.
const PLACES: [&str; 6] =
    ["GIT_COMMON_DIR", "GIT_DIR", "GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_WORK_TREE"];

/// The mode of a symbolic link.
const LINK: &str = "120000";

/// The repository around a directory.
pub(crate) struct Git {
    directory: PathBuf,
}

impl Git {
    pub(crate) fn at(directory: &Path) -> Git {
        Git { directory: directory.to_owned() }
    }

    /// What a command prints.
    fn run(&self, arguments: &[&str]) -> Result<Vec<u8>, Failure> {
        let output = self.command(arguments).output().map_err(|error| Failure(format!("cannot run git: {error}")))?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let reason = String::from_utf8_lossy(&output.stderr);
        Err(Failure(format!("git {}: {}", arguments.join(" "), reason.trim())))
    }

    fn line(&self, arguments: &[&str]) -> Result<String, Failure> {
        Ok(String::from_utf8_lossy(&self.run(arguments)?).trim().to_owned())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.current_dir(&self.directory).args(arguments);
        // Git sets them for hooks. With them, this directory would not decide which repository is meant.
        for variable in PLACES {
            command.env_remove(variable);
        }
        command
    }

    /// The commit of a revision.
    fn commit(&self, revision: &str) -> Result<String, Failure> {
        self.line(&["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{revision}^{{commit}}")]).map_err(
            |_| {
                let name = revision.strip_prefix("origin/").unwrap_or(revision);
                Failure(format!("git knows no revision `{revision}` here; `git fetch origin {name}` may bring it"))
            },
        )
    }

    /// How a revision is shown.
    pub(crate) fn short(&self, revision: &str) -> String {
        let is_hash = revision.len() == 40 && revision.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_hash { revision[..10].to_owned() } else { revision.to_owned() }
    }

    /// Where two revisions parted.
    pub(crate) fn merge_base(&self, one: &str, other: &str) -> Result<String, Failure> {
        let (one_commit, other_commit) = (self.commit(one)?, self.commit(other)?);
        self.line(&["merge-base", &one_commit, &other_commit])
            .map_err(|_| Failure(format!("`{one}` and `{other}` have no commit in common; is the history complete?")))
    }

    /// Where the branch left the default branch of origin, or else `main`; or else the last commit.
    pub(crate) fn base(&self) -> Result<String, Failure> {
        let head = self.line(&["symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"]);
        let candidates = head.into_iter().chain(["origin/main", "origin/master", "main"].map(str::to_owned));
        let base =
            candidates.filter(|name| self.commit(name).is_ok()).find_map(|name| self.merge_base(&name, "HEAD").ok());
        match base {
            Some(base) => Ok(base),
            None => self.commit("HEAD"),
        }
    }

    /// The path of a directory from the root of the repository, as reports show it.
    pub(crate) fn path_of(&self, directory: &Path) -> String {
        let path = self.line(&["rev-parse", "--show-prefix"]).map(|path| path.trim_end_matches('/').to_owned());
        path.unwrap_or_else(|_| directory.to_string_lossy().into_owned())
    }

    /// The files of the specification in a revision.
    pub(crate) fn files(&self, revision: &str) -> Result<Vec<SourceFile>, Failure> {
        let commit = self.commit(revision)?;
        let mut found = Vec::new();
        // In a directory of the repository, git lists what lies there, by paths from there.
        let listed = self.run(&["ls-tree", "-r", "-z", &commit])?;
        self.list(&commit, &listed, "", &mut Vec::new(), &mut found)?;
        if found.is_empty() {
            return Err(Failure(format!("`{revision}` has no specification in this directory")));
        }
        let texts = self.blobs(found.iter().map(|(_, id)| format!("{id}\n")).collect())?;
        if texts.len() != found.len() {
            return Err(Failure(format!(
                "git did not hand out all files of `{revision}`; is the repository complete?"
            )));
        }
        Ok(found.into_iter().zip(texts).map(|((path, _), text)| SourceFile { path, text }).collect())
    }

    /// Finds paths and ids of the files in what git lists, through links too. `place` is where the links lead from, and
    /// `around` the directories that they led to.
    fn list(
        &self,
        commit: &str,
        listed: &[u8],
        place: &str,
        around: &mut Vec<String>,
        found: &mut Vec<(String, String)>,
    ) -> Result<(), Failure> {
        for entry in listed.split(|byte| *byte == 0) {
            let Some((about, path)) = std::str::from_utf8(entry).ok().and_then(|entry| entry.split_once('\t')) else {
                continue;
            };
            if path.split('/').any(|part| part.starts_with('.')) {
                continue;
            }
            let path = format!("{place}{path}");
            let mut about = about.split(' ');
            let (Some(mode), Some(kind), Some(id)) = (about.next(), about.next(), about.next()) else { continue };
            let (kind, id) = if mode == LINK { self.target(commit, &path)? } else { (kind.into(), id.into()) };
            let is_read = path.ends_with(".yaml") || path.ends_with(".json");
            if kind == "tree" {
                if around.contains(&id) {
                    return Err(Failure(format!("`{path}` leads back to itself, because of a symbolic link")));
                }
                let listed = self.run(&["ls-tree", "-r", "-z", "--full-tree", &id])?;
                around.push(id);
                self.list(commit, &listed, &format!("{path}/"), around, found)?;
                around.pop();
            } else if kind == "blob" && is_read {
                found.push((path, id));
            } else if mode == LINK && (is_read || kind == "symlink" && !path.contains('.')) {
                return Err(Failure(format!("`{path}` is a symbolic link to something outside of the revision")));
            }
        }
        Ok(())
    }

    /// Kind and id of what a link leads to in a revision. The kind is `symlink` if that is outside of the repository.
    fn target(&self, commit: &str, path: &str) -> Result<(String, String), Failure> {
        let mut command = self.command(&["cat-file", "--batch-check", "--follow-symlinks"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        if let Some(mut input) = child.stdin.take() {
            writeln!(input, "{commit}:./{path}")?;
        }
        let output = child.wait_with_output()?;
        let line = String::from_utf8_lossy(&output.stdout);
        let mut words = line.split_whitespace().map(str::to_owned);
        // `<id> blob <size>`, or a word that says why there is none.
        Ok(match (words.next(), words.next()) {
            (Some(id), Some(kind)) if kind == "blob" || kind == "tree" => (kind, id),
            (Some(why), _) => (why, String::new()),
            _ => (String::new(), String::new()),
        })
    }

    /// Reads the contents of several objects at once. `ids` has one id per line.
    fn blobs(&self, ids: String) -> Result<Vec<String>, Failure> {
        let mut command = self.command(&["cat-file", "--batch"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let input = child.stdin.take();
        // Git answers while it is being asked: neither side may wait for the other.
        let writer = std::thread::spawn(move || input.map_or(Ok(()), |mut input| input.write_all(ids.as_bytes())));
        let output = child.wait_with_output()?;
        match writer.join() {
            Ok(written) => written?,
            Err(_) => return Err(Failure("the objects could not be asked for".to_owned())),
        }
        let mut texts = Vec::new();
        let mut rest = output.stdout.as_slice();
        // `<id> blob <size>`, the bytes, and a line break.
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let head = String::from_utf8_lossy(&rest[..end]);
            let Some(size) = head.split(' ').nth(2).and_then(|size| size.parse::<usize>().ok()) else { break };
            let (Some(bytes), Some(left)) = (rest.get(end + 1..end + 1 + size), rest.get(end + 2 + size..)) else {
                break;
            };
            texts.push(String::from_utf8_lossy(bytes).into_owned());
            rest = left;
        }
        Ok(texts)
    }
}
