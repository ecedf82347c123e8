//! What a specification may say of the packages of its crates.

use specwright_language::diagnostics::{Diagnostic, Sink};
use specwright_language::ir::{Api, Crates, Runtime};
use specwright_language::source::{Span, Spanned};

use super::rules::{BAD_FIRST_CALL, BAD_PACKAGE};

/// The version of the runtime that generated code is written for.
pub const RUNTIME_VERSION: &str = "0.1.0";

/// A license whose text is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct License {
    /// SPDX identifier.
    pub id: &'static str,
    /// Name of the file.
    pub file: &'static str,
    /// Its content.
    pub text: &'static str,
}

/// Licenses whose text the crates can contain.
const LICENSES: [License; 2] = [
    License { id: "Apache-2.0", file: "LICENSE-APACHE", text: include_str!("../../../../LICENSE-APACHE") },
    License { id: "MIT", file: "LICENSE-MIT", text: include_str!("../../../../LICENSE-MIT") },
];

/// Entries that the registry accepts in a list.
const ENTRIES: usize = 5;

/// Characters that the registry accepts in a keyword.
const KEYWORD: usize = 20;

/// Returns the licenses of an expression. `None` if the text of one is not known, or the expression is malformed.
pub(crate) fn licenses(expression: &str) -> Option<Vec<License>> {
    let mut licenses: Vec<License> = Vec::new();
    for (index, word) in expression.split(' ').enumerate() {
        match index % 2 {
            0 => licenses.push(*LICENSES.iter().find(|license| license.id == word)?),
            _ if ["AND", "OR"].contains(&word) => {}
            _ => return None,
        }
    }
    // An operator at the end would need another license.
    (expression.split(' ').count() % 2 == 1).then_some(licenses)
}

/// Reports what no registry or no Cargo would accept.
pub(super) fn check(api: &Api, sink: &mut Sink) {
    let mut check = Check { sink };
    check.publication(&api.crates);
    check.runtime(&api.crates.runtime);
    check.words(&api.crates.keywords, "keyword", &|word| {
        let first = word.starts_with(|first: char| first.is_ascii_alphanumeric());
        let others = word.chars().all(|other| other.is_ascii_alphanumeric() || "_-+".contains(other));
        first && others && word.len() <= KEYWORD
    });
    check.words(&api.crates.categories, "category", &|word| {
        let parts = word.split("::");
        let part = |part: &str| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        };
        parts.clone().count() <= 3 && parts.into_iter().all(part)
    });
    if let Some(call) = &api.crates.first_call {
        let operation = api.operation(call.value);
        if operation.body.is_some() || operation.needed().next().is_some() {
            let message = format!("`{}` takes arguments", api.operation_id(operation));
            let diagnostic = Diagnostic::new(BAD_FIRST_CALL, call.span, message).label("not for a front page");
            sink.push(
                diagnostic.help("name an operation without a body and without required parameters, such as a list"),
            );
        }
    }
}

struct Check<'a> {
    sink: &'a mut Sink,
}

impl Check<'_> {
    fn fault(&mut self, span: Span, message: impl Into<String>, label: &str, help: &str) {
        self.sink.push(Diagnostic::new(BAD_PACKAGE, span, message).label(label).help(help));
    }

    fn publication(&mut self, crates: &Crates) {
        let Crates { publish, repository, license, license_file, .. } = crates;
        if let Some(publish) = publish.as_ref().filter(|publish| publish.value) {
            if repository.is_none() {
                let help = "add `repository` with the URL of the source code";
                self.fault(publish.span, "published crates have no `repository`", "published", help);
            }
            if license.is_none() && license_file.is_none() {
                let help = "add `license`, or `license_file` with the path of another one";
                self.fault(publish.span, "published crates have no `license`", "published", help);
            }
        }
        if let Some(url) = repository.as_ref().filter(|url| !is_web(url)) {
            self.fault(url.span, format!("`{}` is not a web address", url.value), "no URL", "begin with `https://`");
        }
        if let Some(license) = license.as_ref().filter(|license| licenses(license).is_none()) {
            let message = format!("the text of the license `{}` is not known", license.value);
            let help = "write `Apache-2.0`, `MIT`, or both with `OR` or `AND` between them; for another license, set `license_file` instead";
            self.fault(license.span, message, "no text for it", help);
        }
        if let (Some(license), Some(file)) = (license, license_file) {
            let diagnostic = Diagnostic::new(BAD_PACKAGE, file.span, "`license` and `license_file` exclude each other");
            self.sink
                .push(diagnostic.label("another license").also(license.span, "the license").help("keep one of them"));
        }
        if let Some(file) = license_file.as_ref().filter(|file| !is_relative(file)) {
            self.path(file);
        }
    }

    fn path(&mut self, path: &Spanned<String>) {
        let message = format!("`{}` is not a relative path", path.value);
        let help = "write it with slashes, from the directory of a crate: `../../NAME`";
        self.fault(path.span, message, "the same file on no other machine", help);
    }

    fn runtime(&mut self, runtime: &Runtime) {
        let Runtime { version, path, git, rev } = runtime;
        if let Some(version) = version {
            let numbers: Vec<&str> = version.split('.').collect();
            if numbers.len() != 3 || !numbers.iter().all(|number| number.parse::<u32>().is_ok()) {
                let message = format!("`{}` is not a version of the runtime", version.value);
                self.fault(version.span, message, "not three numbers", "write three numbers: `0.1.0`");
            }
        }
        if let Some(path) = path.as_ref().filter(|path| !is_relative(path)) {
            self.path(path);
        }
        if let (Some(path), Some(git)) = (path, git) {
            let diagnostic = Diagnostic::new(BAD_PACKAGE, git.span, "the runtime has a `path` and a `git`");
            self.sink.push(diagnostic.label("one place").also(path.span, "another place").help("keep one of them"));
        }
        if let (Some(rev), None) = (rev, git) {
            self.fault(
                rev.span,
                "`rev` has no `git`",
                "a commit of which repository?",
                "add `git` with the URL of the repository",
            );
        }
    }

    fn words(&mut self, words: &[Spanned<String>], what: &str, fits: &dyn Fn(&str) -> bool) {
        if let Some(sixth) = words.get(ENTRIES) {
            let message = format!("the registry accepts {ENTRIES} entries, and this {what} is another one");
            self.fault(sixth.span, message, "one too many", "keep those that people search for");
        }
        for word in words.iter().filter(|word| !fits(word)) {
            let help = match what {
                "keyword" => {
                    "begin with an ASCII letter or digit; then letters, digits, `-`, `_` and `+`; at most 20 characters"
                }
                _ => "write it as https://crates.io/category_slugs does: `web-programming::http-client`",
            };
            self.fault(word.span, format!("`{}` is not a {what}", word.value), "the registry rejects it", help);
        }
    }
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// Whether a path means the same wherever the crates are.
fn is_relative(path: &str) -> bool {
    !path.is_empty() && !path.starts_with('/') && !path.contains(['\\', ':'])
}
