//! Keeps `docs/spec-format.md` true: everything between its markers is made from the specification
//! in `constructs/`, from what is generated from that, and from the JSON Schemas of the format.
//!
//! A marker is a comment line, and ends with `<!-- end -->`:
//!
//! | marker | shows |
//! |---|---|
//! | `contents` | the headings of the page |
//! | `construct: NAME yaml [LABEL]` | the part of a construct between `# >>> [LABEL]` and `# <<<` |
//! | `construct: NAME model ITEM …` | Rust items of the construct; also `client`, `server`, `validation`, `meta` |
//! | `construct: NAME error_codes ITEM …` | Rust items of the module that all constructs share; also `regions` |
//! | `construct: NAME openapi POINTER` | a part of the OpenAPI export |
//! | `construct: NAME example FILE` | an example file |
//! | `construct: NAME mistake "TEXT" "OTHER"` | the errors, or else the warnings, when TEXT is replaced by OTHER |
//! | `construct: NAME change "TEXT" "OTHER"` | what else changes when TEXT is replaced by OTHER |
//! | `construct: NAME coverage` | how much of the ledger the constructs cover |
//! | `construct: NAME names LABEL` | which names in Rust follow from those of a snippet's fields or values |
//! | `construct: NAME types NAME …` | which types in Rust and JSON follow from type expressions |
//! | `keys: DEFINITION` | the keys, or the values, of a definition of the JSON Schemas |
//!
//! An item is `Name` (the definition), `Name!` (the macro calls for it), `Name::member` (in `impl`,
//! trait or module) or `Name::*`.

#[path = "spec_format/constructs.rs"]
mod constructs;
#[path = "spec_format/format.rs"]
mod format;
#[path = "spec_format/items.rs"]
mod items;
#[path = "spec_format/page.rs"]
mod page;

use std::collections::{BTreeMap, BTreeSet};

use constructs::Constructs;
use format::Format;
use page::{Heading, Page};

/// Where the page lies, from the root of the workspace.
const PAGE: &str = "docs/spec-format.md";

/// The command that brings the page up to date.
const UPDATE: &str = "UPDATE_DOCS=1 cargo test -p servicestage-tests --test generator spec_format";

fn read() -> String {
    let path = servicestage_tests::workspace().join(PAGE);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn the_page_is_up_to_date() {
    let (constructs, format, present) = (Constructs::read(), Format::new(), read());
    let headings = page::headings(&present);
    let mut faults = Vec::new();
    let wanted = page::rewrite(&present, |marker| block(marker, &constructs, &format, &headings), &mut faults);
    assert!(faults.is_empty(), "{PAGE}:\n{}", faults.join("\n"));
    if present == wanted {
        return;
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        // Other tests may be reading: the page is replaced in one step.
        specwright_tools::output::replace(&servicestage_tests::workspace().join(PAGE), &wanted).unwrap();
        return;
    }
    let line = present.lines().zip(wanted.lines()).take_while(|(present, wanted)| present == wanted).count();
    let shown = |text: &str| text.lines().nth(line).unwrap_or("(the end)").to_owned();
    panic!(
        "{PAGE} is out of date from line {} on:\n  present: {}\n  wanted:  {}\nRun `{UPDATE}` and look at the difference.",
        line + 1,
        shown(&present),
        shown(&wanted)
    );
}

/// What belongs between a marker and its end.
fn block(marker: &str, constructs: &Constructs, format: &Format, headings: &[Heading]) -> Result<String, String> {
    match marker.split_once(": ") {
        Some(("construct", rest)) => constructs.block(rest),
        Some(("keys", definition)) => format.table(definition, &places(headings)),
        None if marker == "contents" => Ok(page::contents(headings)),
        _ => Err(format!("there is no marker `{marker}`")),
    }
}

/// A link to the heading above the table of each definition.
fn places(headings: &[Heading]) -> BTreeMap<String, String> {
    let mut places = BTreeMap::new();
    for heading in headings {
        for definition in heading.markers.iter().filter_map(|marker| marker.strip_prefix("keys: ")) {
            let link = format!("[{}](#{})", heading.title.to_lowercase(), heading.anchor);
            places.insert(definition.to_owned(), link);
        }
    }
    places
}

#[test]
fn every_definition_has_its_table() {
    let headings = page::headings(&read());
    let places = places(&headings);
    let format = Format::new();
    let missing: Vec<&str> = format.definitions().filter(|name| !places.contains_key(*name)).collect();
    assert!(missing.is_empty(), "{PAGE} lacks `<!-- keys: … -->` for {}", missing.join(", "));
}

#[test]
fn every_key_is_shown() {
    let (page, constructs, format) = (Page::new(&read()), Constructs::read(), Format::new());
    let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
    for (name, lines) in constructs.shown(&page.markers) {
        seen.extend(format.keys_of(&name, &lines));
    }
    let hidden: Vec<String> = format
        .all_keys()
        .filter(|key| !seen.contains(key))
        .map(|(definition, key)| format!("{definition}.{key}"))
        .collect();
    assert!(hidden.is_empty(), "no snippet of {PAGE} shows {}", hidden.join(", "));
}

#[test]
fn every_built_in_type_is_shown() {
    let (page, constructs) = (Page::new(&read()), Constructs::read());
    let files = constructs.shown(&page.markers);
    let lines = files.iter().flat_map(|(_, lines)| lines).filter(|line| line.shown);
    let shown: BTreeSet<&str> = lines.filter_map(|line| line.text.trim().strip_prefix("type: ")).collect();
    let hidden: Vec<String> =
        constructs.built_in_types().into_iter().filter(|name| !shown.contains(name.as_str())).collect();
    assert!(hidden.is_empty(), "no snippet of {PAGE} shows the types {}", hidden.join(", "));
}

#[test]
fn every_construct_is_shown() {
    let (page, constructs) = (Page::new(&read()), Constructs::read());
    let shown: BTreeSet<String> = constructs.shown(&page.markers).into_iter().map(|(name, _)| name).collect();
    let hidden: Vec<&str> = constructs.names().filter(|name| !shown.contains(*name)).collect();
    assert!(hidden.is_empty(), "{PAGE} shows nothing of {}", hidden.join(", "));
    for (name, text) in constructs.texts() {
        assert!(text.starts_with("# "), "the construct `{name}` does not begin with a comment that says what it shows");
    }
}

#[test]
fn links_lead_somewhere() {
    let text = read();
    let headings = page::headings(&text);
    let anchors: BTreeSet<String> = headings.iter().map(|heading| heading.anchor.clone()).collect();
    assert_eq!(anchors.len(), headings.len(), "{PAGE} has two headings of the same name");
    let docs = servicestage_tests::workspace().join("docs");
    let broken: Vec<String> = page::links(&text)
        .into_iter()
        .filter(|link| match link.split_once('#') {
            Some(("", anchor)) => !anchors.contains(anchor),
            _ if link.contains("://") => false,
            Some((file, _)) => !docs.join(file).exists(),
            None => !docs.join(link).exists(),
        })
        .collect();
    assert!(broken.is_empty(), "{PAGE} has broken links: {}", broken.join(", "));
}
