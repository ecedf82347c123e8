//! Citations of packages, checked against what the packages contain.
//!
//! | module | does |
//! |---|---|
//! | `citations` | collects the citations of a specification |
//! | `definitions` | finds definitions and their names in the source files of a package |

mod citations;
mod definitions;

use std::collections::BTreeMap;

use specwright_language::Specification;
use specwright_language::diagnostics::{Diagnostic, Rule};
use specwright_language::ir::Document;

use citations::Citation;
pub use definitions::Edition;

/// An edition that was fetched, or why it could not be.
pub type Fetched = Result<Edition, String>;

/// The editions of a specification, by document and name of the package.
pub type Editions = BTreeMap<(String, String), Fetched>;

/// What checking the citations found.
#[derive(Debug, Default)]
pub struct Evidence {
    /// The figures of each document.
    pub documents: Vec<Counts>,
    /// Citations that do not hold.
    pub findings: Vec<Diagnostic>,
}

/// Citations of one document.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Counts {
    /// Id of the document.
    pub document: String,
    /// Citations that hold.
    pub verified: usize,
    /// Citations that do not hold.
    pub wrong: usize,
    /// Citations that could not be checked.
    pub unchecked: usize,
    /// Why not.
    pub reason: Option<String>,
}

/// Returns the packages that citations need.
pub fn packages(specification: &Specification) -> impl Iterator<Item = (&Document, &str, &crate::raw::Package)> {
    let documents = specification.api.documents.iter();
    documents
        .flat_map(|document| document.packages.iter().map(move |(name, package)| (document, name.as_str(), package)))
}

/// Tags of the documents that list releases, by the id of the document.
pub type Tags = BTreeMap<String, Result<Vec<String>, String>>;

/// Returns the addresses whose tags are needed, by the id of the document.
pub fn tagged(specification: &Specification) -> impl Iterator<Item = (&str, &str)> {
    let documents = specification.api.documents.iter().filter(|document| !document.releases.is_empty());
    documents.filter_map(|document| Some((document.name.as_str(), document.repository.as_ref()?.url.as_str())))
}

/// Checks every citation of a document that has packages, and counts those of the others. Releases are compared with
/// the tags of the repository.
pub fn evidence(specification: &Specification, editions: &Editions, tags: &Tags) -> Evidence {
    let mut evidence = Evidence::default();
    let citations = citations::all(&specification.api);
    for (index, document) in specification.api.documents.iter().enumerate() {
        let mut counts =
            Counts { document: document.name.value.clone(), verified: 0, wrong: 0, unchecked: 0, reason: None };
        for citation in citations.iter().filter(|citation| citation.document == index) {
            match check(citation, document, editions) {
                Ok(()) => counts.verified += 1,
                Err(Doubt::Unchecked(reason)) => {
                    counts.unchecked += 1;
                    counts.reason.get_or_insert(reason);
                }
                Err(Doubt::Wrong(message, help)) => {
                    counts.wrong += 1;
                    let diagnostic = Diagnostic::new(Rule::WRONG_CITATION, citation.span, message);
                    evidence.findings.push(diagnostic.label(format!("cites {}", citation.section)).help(help));
                }
            }
        }
        evidence.findings.extend(releases(document, tags.get(document.name.as_str()), &mut counts));
        evidence.documents.push(counts);
    }
    evidence
}

/// Compares the releases of a document with the tags of its repository.
fn releases(document: &Document, tags: Option<&Result<Vec<String>, String>>, counts: &mut Counts) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for release in &document.releases {
        let tagged = match tags {
            None => Err("no repository has its releases".to_owned()),
            Some(tags) => tags.as_ref().map_err(Clone::clone),
        };
        match tagged {
            Err(reason) => {
                counts.unchecked += 1;
                counts.reason.get_or_insert(reason);
            }
            Ok(tags) if tags.iter().any(|tag| tag.strip_prefix('v').unwrap_or(tag) == release.as_str()) => {
                counts.verified += 1;
            }
            Ok(tags) => {
                counts.wrong += 1;
                let message = format!("the repository of `{}` has no tag `{release}` or `v{release}`", document.name);
                let diagnostic = Diagnostic::new(Rule::WRONG_CITATION, release.span, message);
                let help = format!("it has {}", tags.join(", "));
                findings.push(diagnostic.label("no such release").help(help));
            }
        }
    }
    findings
}

/// Why a citation is not verified.
enum Doubt {
    Unchecked(String),
    /// What is wrong, and what helps.
    Wrong(String, String),
}

fn check(citation: &Citation<'_>, document: &Document, editions: &Editions) -> Result<(), Doubt> {
    if document.packages.is_empty() {
        return Err(Doubt::Unchecked("no registry serves it".to_owned()));
    }
    let reference = Reference::read(citation.section, document)?;
    let key = (document.name.value.clone(), reference.package.to_owned());
    let edition = match editions.get(&key) {
        Some(Ok(edition)) => edition,
        Some(Err(reason)) => return Err(Doubt::Unchecked(reason.clone())),
        None => return Err(Doubt::Unchecked("not fetched".to_owned())),
    };
    let found = edition.find(&reference.directories, reference.definition);
    if found.is_empty() {
        let near = edition.near(reference.definition).map(|name| format!("it has `{name}`"));
        let help = near.unwrap_or_else(|| "cite a class, a struct, or a file of the package".to_owned());
        return Err(Doubt::Wrong(format!("`{}` has no `{}`", reference.package, reference.definition), help));
    }
    let Some(member) = reference.member.or(citation.member) else { return Ok(()) };
    if citation.is_value && found.iter().any(|definition| definition.has_value(member)) {
        return Ok(());
    }
    let holders: Vec<_> = found.iter().filter_map(|definition| definition.member(member)).collect();
    if holders.is_empty() {
        let message = format!("`{}` has no `{member}`", reference.definition);
        let names: Vec<&str> = found.iter().flat_map(|definition| definition.names()).take(40).collect();
        return Err(Doubt::Wrong(message, format!("the edition has {}", names.join(", "))));
    }
    if citation.is_required && holders.iter().all(|member| member.may_be_absent) {
        let message = format!("`{member}` is required, and `{}` may leave it out", reference.definition);
        return Err(Doubt::Wrong(message, "make it optional, or cite what says that it is always there".to_owned()));
    }
    Ok(())
}

/// A section that was taken apart.
struct Reference<'a> {
    package: &'a str,
    directories: Vec<&'a str>,
    definition: &'a str,
    member: Option<&'a str>,
}

impl<'a> Reference<'a> {
    fn read(section: &'a str, document: &'a Document) -> Result<Self, Doubt> {
        let mut words: Vec<&str> = section.split_whitespace().collect();
        let named = words.first().and_then(|word| document.packages.get_key_value(*word));
        let only = document.packages.first().filter(|_| document.packages.len() == 1);
        let Some((package, _)) = named.or(only) else {
            let known: Vec<&str> = document.packages.keys().map(String::as_str).collect();
            let message = format!("`{section}` does not begin with a package of `{}`", document.name.value);
            return Err(Doubt::Wrong(message, format!("the packages are {}", known.join(", "))));
        };
        if named.is_some() {
            words.remove(0);
        }
        let well_formed = words.iter().all(|word| !word.ends_with([',', ':', ';']));
        let Some(last) = words.pop().filter(|_| well_formed) else {
            let message = format!("`{section}` does not name a definition");
            let help = "write `PACKAGE DIRECTORY Definition.member`; only the definition is required".to_owned();
            return Err(Doubt::Wrong(message, help));
        };
        // A file has its extension behind the point.
        let (definition, member) = match last.split_once('.') {
            Some((_, extension)) if definitions::is_extension(extension) => (last, None),
            Some((definition, member)) => (definition, Some(member)),
            None => (last, None),
        };
        Ok(Reference { package, directories: words, definition, member })
    }
}
