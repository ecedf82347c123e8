//! Facts on which documents, SDKs, clients and servers disagree: the page that lists them, and what holds each.
//!
//! `decisions.yaml` has the facts. What the sources say and what was decided is that of the errata. A fact names the
//! tests that hold it, or changes to the example of an operation with their effect.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};
use servicestage_client::Arguments;
use servicestage_server::{Validation, unimplemented_routes};
use servicestage_tests::files::tree;
use servicestage_tests::{Canned, Example, examples, workspace};

use super::payloads::{Case, Payload, Request, rejected, router};

const PAGE: &str = "docs/decisions.md";
const BEGIN: &str = "<!-- decisions -->\n";
const END: &str = "<!-- end -->";
const UPDATE: &str = "UPDATE_DOCS=1 cargo test -p servicestage-tests --all-features --test generated decisions";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    title: String,
    /// Before the table.
    #[serde(default)]
    text: Option<String>,
    facts: Vec<Fact>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fact {
    fact: String,
    /// Errata that say what the sources say, and what was decided.
    #[serde(default)]
    errata: Vec<String>,
    /// The same, if there is no erratum.
    #[serde(default)]
    says: Vec<String>,
    spec: Option<String>,
    /// `path::function`, `path#shows` of a payload, or the path of a scenario.
    #[serde(default)]
    tests: Vec<String>,
    /// Requests that a strict server accepts.
    #[serde(default)]
    accepts: Vec<Change>,
    /// Requests that a strict server rejects.
    #[serde(default)]
    rejects: Vec<Change>,
    /// Requests that a client writes in some form.
    #[serde(default)]
    writes: Vec<Change>,
    /// Responses that a client reads.
    #[serde(default)]
    reads: Vec<Change>,
    /// Statuses that operations document.
    #[serde(default)]
    statuses: BTreeMap<String, u16>,
    /// Nothing was decided that a test can hold.
    #[serde(default)]
    not_adopted: bool,
}

/// A change of the first example of an operation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    operation: String,
    /// Values by their place: `/body/name`, `/query/limit`; in a response, without `/body`.
    #[serde(default)]
    with: Map<String, Value>,
    /// Places without a value.
    #[serde(default)]
    without: Vec<String>,
    /// Violations, as `PLACE RULE`.
    #[serde(default, rename = "for")]
    violations: Vec<String>,
    /// What is written or read, by place.
    #[serde(default, rename = "as")]
    result: Map<String, Value>,
}

#[derive(Clone, Deserialize)]
struct Erratum {
    says: Vec<String>,
    decision: String,
    evidence: String,
}

#[derive(Deserialize)]
struct SpecFile {
    #[serde(default)]
    errata: BTreeMap<String, Erratum>,
}

fn sections() -> Vec<Section> {
    let text = fs::read_to_string(workspace().join("tests/decisions.yaml")).unwrap();
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("tests/decisions.yaml: {error}"))
}

fn facts() -> Vec<Fact> {
    sections().into_iter().flat_map(|section| section.facts).collect()
}

fn errata() -> BTreeMap<String, Erratum> {
    let files = tree(&workspace().join("spec")).into_iter();
    let files = files.filter(|(path, _)| path.ends_with(".yaml") && !path.starts_with("ledger/"));
    let read = |(path, bytes): (String, Vec<u8>)| {
        serde_yaml::from_slice::<SpecFile>(&bytes).unwrap_or_else(|error| panic!("{path}: {error}")).errata
    };
    files.flat_map(read).collect()
}

/// What a source says, without tables and lines.
fn brief(says: &str) -> String {
    let says = says.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((source, rest)) = says.split_once(": ") else { return says };
    let source = source.split_once(" (").map_or(source, |(source, _)| source);
    format!("{source}: {rest}")
}

fn cell(lines: &[String]) -> String {
    lines.join("<br>").replace('|', "\\|")
}

fn row(fact: &Fact, errata: &BTreeMap<String, Erratum>) -> String {
    let own: Vec<&Erratum> = fact
        .errata
        .iter()
        .map(|id| errata.get(id).unwrap_or_else(|| panic!("{}: no erratum {id}", fact.fact)))
        .collect();
    let says = own.iter().flat_map(|erratum| &erratum.says).chain(&fact.says).map(|says| brief(says));
    let why = |erratum: &&Erratum| format!("{} *{}*", erratum.decision.trim(), erratum.evidence.trim());
    let decided: Vec<String> = own.iter().map(why).chain(fact.spec.clone()).collect();
    let own = [&fact.accepts, &fact.rejects, &fact.writes, &fact.reads].iter().any(|list| !list.is_empty());
    let own = (own || !fact.statuses.is_empty()).then(|| "`tests/decisions.yaml`".to_owned());
    let tests: Vec<String> = fact.tests.iter().map(|test| format!("`{test}`")).chain(own).collect();
    let cells = [fact.fact.clone(), cell(&says.collect::<Vec<_>>()), cell(&decided), cell(&tests)];
    let cells = if fact.not_adopted { &cells[..3] } else { &cells[..] };
    format!("| {} |\n", cells.join(" | "))
}

/// The page with the tables.
fn filled(text: &str) -> String {
    let errata = errata();
    let (before, rest) = text.split_once(BEGIN).unwrap_or_else(|| panic!("{PAGE} lacks {BEGIN}"));
    let (_, after) = rest.split_once(END).unwrap_or_else(|| panic!("{PAGE} lacks {END}"));
    let mut tables = String::new();
    for section in sections() {
        let open = section.facts.iter().all(|fact| fact.not_adopted);
        let text = section.text.map(|text| format!("{}\n\n", text.trim())).unwrap_or_default();
        let head = if open {
            "| fact | sources | why not |\n|---|---|---|\n"
        } else {
            "| fact | sources | specification, and why | tests |\n|---|---|---|---|\n"
        };
        write!(tables, "\n## {}\n\n{text}{head}", section.title).unwrap();
        tables.extend(section.facts.iter().map(|fact| row(fact, &errata)));
    }
    format!("{before}{BEGIN}{tables}\n{END}{after}")
}

#[test]
fn the_page_shows_the_facts() {
    let path = workspace().join(PAGE);
    let present = fs::read_to_string(&path).unwrap();
    let wanted = filled(&present);
    if present != wanted && std::env::var_os("UPDATE_DOCS").is_some() {
        specwright_tools::output::replace(&path, &wanted).unwrap();
        return;
    }
    assert!(present == wanted, "{PAGE} is out of date: run `{UPDATE}` and look at the difference");
}

/// Whether a test is there; the reason if not.
fn missing(test: &str) -> Option<String> {
    let read = |path: &str| fs::read_to_string(workspace().join(path)).ok();
    if let Some((path, function)) = test.split_once("::") {
        let Some(text) = read(path) else { return Some(format!("{path} does not exist")) };
        let found = text.contains(&format!("fn {function}("));
        return (!found).then(|| format!("{path} has no `fn {function}`"));
    }
    if let Some((path, shows)) = test.split_once('#') {
        let payloads: Vec<Value> = serde_json::from_str(&read(path).unwrap_or_default()).unwrap_or_default();
        let found = payloads.iter().any(|payload| payload["shows"] == shows);
        return (!found).then(|| format!("{path} has no payload that shows {shows:?}"));
    }
    (!Path::new(&workspace().join(test)).is_file()).then(|| format!("{test} does not exist"))
}

#[test]
fn every_fact_has_a_test_that_exists() {
    let mut problems = Vec::new();
    for fact in facts() {
        problems.extend(fact.tests.iter().filter_map(|test| missing(test)));
        let changes = [&fact.accepts, &fact.rejects, &fact.writes, &fact.reads];
        let held = !fact.tests.is_empty() || !fact.statuses.is_empty() || changes.iter().any(|list| !list.is_empty());
        let said = !fact.errata.is_empty() || !fact.says.is_empty() && fact.spec.is_some();
        if held == fact.not_adopted || !said {
            problems.push(format!("{}: {}", fact.fact, if said { "no test holds it" } else { "nothing is said" }));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Sets or removes the value at a place of a document; objects on the way are added.
fn set(document: &mut Value, place: &str, value: Option<&Value>) {
    let (outer, name) = place.rsplit_once('/').unwrap_or_else(|| panic!("{place} is no place"));
    if outer.is_empty() && name.is_empty() {
        *document = value.cloned().unwrap_or_default();
        return;
    }
    let mut inside = &mut *document;
    for part in outer.split('/').skip(1) {
        inside = match inside {
            Value::Array(items) => &mut items[part.parse::<usize>().unwrap()],
            other => {
                if !other.is_object() {
                    *other = Value::Object(Map::new());
                }
                other.as_object_mut().unwrap().entry(part).or_insert(Value::Null)
            }
        };
    }
    match (inside, value) {
        (Value::Array(items), Some(value)) => items[name.parse::<usize>().unwrap()] = value.clone(),
        (Value::Object(members), None) => drop(members.remove(name)),
        (other, value) => {
            if !other.is_object() {
                *other = Value::Object(Map::new());
            }
            other.as_object_mut().unwrap().insert(name.to_owned(), value.cloned().unwrap_or_default());
        }
    }
}

impl Change {
    fn apply(&self, document: &mut Value) {
        for (place, value) in &self.with {
            set(document, place, Some(value));
        }
        for place in &self.without {
            set(document, place, None);
        }
    }

    fn example(&self, all: &[Example]) -> Example {
        let own = all.iter().find(|example| example.operation == self.operation);
        own.unwrap_or_else(|| panic!("no example of {}", self.operation)).clone()
    }

    /// The request as a case of the payloads.
    fn case(&self, all: &[Example]) -> Case {
        let mut example = self.example(all);
        self.apply(&mut example.request);
        let object = |name: &str| example.request[name].as_object().cloned().unwrap_or_default();
        let body = example.request.get("body").cloned().unwrap_or_default();
        let request = Request { path: object("path"), query: object("query"), headers: object("headers"), body };
        let payload = Payload::request(request);
        let routes = unimplemented_routes();
        let (meta, schema) = routes.operations().find(|(meta, _)| meta.id == self.operation).unwrap();
        Case { payload, example, meta, schema }
    }

    /// What is not as the change says.
    fn differences(&self, found: &Value) -> Vec<String> {
        let differs = |place: &String, value: &Value| {
            let own = found.pointer(place).unwrap_or(&Value::Null);
            (own != value).then(|| format!("{}: {place} is {own}, not {value}", self.operation))
        };
        self.result.iter().filter_map(|(place, value)| differs(place, value)).collect()
    }
}

#[tokio::test]
async fn requests_are_accepted_and_rejected_as_decided() {
    let (all, strict, lenient) = (examples("spec"), router(Validation::Strict), router(Validation::Lenient));
    let mut problems = Vec::new();
    for fact in facts() {
        let changes = fact.accepts.iter().map(|change| (change, true));
        for (change, accepted) in changes.chain(fact.rejects.iter().map(|change| (change, false))) {
            let case = change.case(&all);
            let mut found: Vec<String> = rejected(&strict, &case).await.into_iter().collect();
            if accepted {
                found.extend(rejected(&lenient, &case).await);
            } else if change.violations.is_empty() {
                problems.push(format!("{}: a rejection names the rules", fact.fact));
            }
            if found != change.violations {
                problems.push(format!("{}: {}: rejected for {found:?}", fact.fact, change.operation));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[tokio::test]
async fn clients_write_and_read_as_decided() {
    let all = examples("spec");
    let mut problems = Vec::new();
    for fact in facts() {
        for change in &fact.writes {
            let (mut example, service) = (change.example(&all), Canned::example(&change.example(&all)));
            change.apply(&mut example.request);
            let arguments = Arguments::from_value(example.request).unwrap();
            servicestage_tests::client(service.clone()).call(&change.operation, arguments).await.unwrap();
            let sent = service.last();
            let sent = sent.body().as_ref().map(|body| serde_json::from_slice::<Value>(body).unwrap());
            problems.extend(change.differences(&serde_json::json!({ "body": sent })));
        }
        for change in &fact.reads {
            let mut example = change.example(&all);
            change.apply(&mut example.answer);
            let service = Canned::new(example.status, example.answer.to_string());
            let arguments = Arguments::from_value(example.request.clone()).unwrap();
            match servicestage_tests::client(service).call(&change.operation, arguments).await {
                Ok(read) if read.unreadable().is_empty() => problems.extend(change.differences(read.get())),
                Ok(read) => problems.push(format!("{}: unreadable: {:?}", fact.fact, read.unreadable())),
                Err(error) => problems.push(format!("{}: {error}", fact.fact)),
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn operations_document_the_statuses() {
    let routes = unimplemented_routes();
    for (id, status) in facts().iter().flat_map(|fact| &fact.statuses) {
        let (meta, _) = routes.operations().find(|(meta, _)| meta.id == id).unwrap();
        assert!(meta.errors.contains(status), "{id}: {status}");
    }
}
