//! The reference as a browser reads it: everything is there and can be linked to, every link leads somewhere,
//! texts stay texts, and every change is shown once where it belongs.

#[path = "reference/site.rs"]
mod site;
#[path = "reference/written.rs"]
mod written;

use std::collections::BTreeMap;
use std::path::Path;

use crate::edits::{self, WAREHOUSE};
use scraper::{ElementRef, Selector};
use site::{Site, anchor};
use specwright_tools::diagnostics::{Style, render};
use specwright_tools::diff::{self, Finding, Report, Side};
use specwright_tools::source::{SourceFile, SourceMap};
use specwright_tools::{Specification, analyze, reference};

/// The specifications that everything is tried with.
const ALL: [&str; 3] = ["../../spec", "../../tests/obstacle-course/spec", "tests/diagnostics/base"];

fn read(directory: &str) -> SourceMap {
    SourceMap::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(directory), "spec").unwrap()
}

#[track_caller]
fn analyzed(sources: &SourceMap) -> Specification {
    analyze(sources).unwrap_or_else(|problems| panic!("{}", render(&problems, sources, Style::Plain)))
}

fn pages(directory: &str) -> Site {
    Site::read(&reference(&analyzed(&read(directory)), None).unwrap())
}

/// A specification with some texts replaced.
fn edited(base: &str, replace: &[(&str, &str, &str)]) -> SourceMap {
    let base = read(base);
    let files = base.iter().map(|(_, file)| {
        let mut text = file.text.clone();
        for (path, from, to) in replace.iter().filter(|(path, ..)| *path == file.path) {
            assert_eq!(text.matches(from).count(), 1, "{path} contains {from:?} not exactly once");
            text = text.replace(from, to);
        }
        SourceFile { path: file.path.clone(), text }
    });
    SourceMap::new("spec", files.collect())
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).unwrap()
}

#[test]
fn everything_that_is_written_in_the_specification_has_an_anchor() {
    for directory in ALL {
        let site = pages(directory);
        let written = written::definitions(&read(directory));
        assert!(written.len() > 20, "{directory}: {}", written.len());
        let missing: Vec<&String> = written.iter().filter(|path| site.pages_with(&anchor(path)).is_empty()).collect();
        assert_eq!(missing, [""; 0], "{directory}");
        let twice: Vec<&String> = written.iter().filter(|path| site.pages_with(&anchor(path)).len() > 1).collect();
        assert_eq!(twice, [""; 0], "{directory}");
    }
}

#[test]
fn pages_are_well_formed_and_every_link_leads_somewhere() {
    for directory in ALL {
        pages(directory).assert_sound();
    }
}

#[test]
fn headings_tables_and_landmarks_are_as_assistive_technology_needs_them() {
    for directory in ALL {
        for (path, page) in pages(directory).pages() {
            let count = |text: &str| page.select(&selector(text)).count();
            for landmark in
                ["html[lang]", "main", "body > header", "nav[aria-label]", "h1", "a.skip[href='#main']", "title"]
            {
                assert_eq!(count(landmark), 1, "{landmark} of {path}");
            }
            assert!(count("nav [aria-current='page']") == 1, "{path}");
            let mut last = 0;
            for heading in page.select(&selector("main :is(h1, h2, h3, h4)")) {
                let level: usize = heading.value().name()[1..].parse().unwrap();
                assert!(level <= last + 1, "{path}: {} after h{last}", heading.html());
                last = level;
            }
            let bare = page.select(&selector("th:not([scope])")).count();
            assert_eq!(bare, 0, "{path}");
            for scrolls in page.select(&selector("main .scroll, main pre")) {
                assert_eq!(scrolls.attr("tabindex"), Some("0"), "{path}: {}", scrolls.html());
            }
        }
    }
}

#[test]
fn an_operation_tells_what_the_specification_says() {
    let site = pages("../../tests/obstacle-course/spec");
    let text = |id: &str| site.text_of(&anchor(id));
    let list = text("shapes.list_shapes");
    for expected in [
        "GET / shapes/ {project_id}",
        "limit int32 optional Size of a page. 1 to 100 10 unless given",
        "filled in by the client",
        "400 Bad Request",
        "Permissions shapes:figure:read",
        "total is the total number of items",
        "client.shapes().figures()",
        ".send().await?",
        "200 OK",
        "given once for each value",
    ] {
        assert!(list.contains(expected), "{expected:?} is missing:\n{list}");
    }
    let put = text("shapes.put_shape");
    for expected in ["contains itself: Shape", "told apart by kind", "PUT /shapes/p1/a%2Fb%20c", "secret"] {
        assert!(put.contains(expected), "{expected:?} is missing:\n{put}");
    }
    assert!(text("shapes.touch_shape").contains("Deprecated. Use put_shape ."));
}

#[test]
fn an_error_style_tells_which_rejections_are_plain_text() {
    let specification = analyzed(&read("../../tests/constructs"));
    let site = Site::read(&reference(&specification, None).unwrap());
    let text = site.page("errors.html").root_element().text().collect::<String>();
    assert!(text.contains("Plain text instead: invalid request (What do you want?), "), "{text}");
    assert!(
        text.contains("too many requests (no body), internal (Out of order.) and not implemented (Soon.)."),
        "{text}"
    );
}

#[test]
fn releases_are_shown_where_entries_are() {
    let specification = analyzed(&read("../../tests/constructs"));
    let site = Site::read(&reference(&specification, None).unwrap());
    let all: String = site.pages().map(|(_, page)| page.root_element().text().collect::<String>()).collect();
    for release in ["since", "from"].map(|word| format!("{word} Source code of the lending terminal 1.1.0")) {
        assert!(all.contains(&release), "{release}");
    }
}

#[test]
fn texts_cannot_become_markup() {
    const HOSTILE: &str = "</p></main><script>alert(\\\"1\\\")</script><img src=x onerror=alert(2)> \\\" ' & `<b>`";
    let doc = format!("doc: \"{HOSTILE}\"");
    let sources = edited(
        WAREHOUSE,
        &[
            ("things.yaml", "doc: A thing as it is stored.", &doc),
            ("things.yaml", "doc: What people call it.\n      manual", &format!("{doc}\n      manual")),
            ("api.yaml", "title: ", "title: <script>x</script> "),
        ],
    );
    let site = Site::read(&reference(&analyzed(&sources), None).unwrap());
    site.assert_sound();
    for (path, page) in site.pages() {
        let scripts: Vec<_> = page.select(&selector("script")).map(|script| script.attr("src")).collect();
        assert!(scripts.len() == 1 && scripts[0].is_some_and(|src| src.ends_with("reference.js")), "{path}");
        assert_eq!(page.select(&selector("img, main b")).count(), 0, "{path}");
    }
    let shown = site.text_of("v1.Thing");
    assert!(shown.contains("<script>alert(\"1\")</script><img src=x onerror=alert(2)> \" ' &"), "{shown}");
}

#[test]
fn the_same_specification_gives_the_same_bytes() {
    for directory in ALL {
        let files = || reference(&analyzed(&read(directory)), None).unwrap();
        assert!(files() == files(), "{directory}");
    }
}

#[test]
fn the_index_of_the_search_leads_to_what_is_there() {
    let specification = analyzed(&read(ALL[0]));
    let files = reference(&specification, None).unwrap();
    let site = Site::read(&files);
    let script = &files["search-index.js"];
    let (start, end) = (script.find('{').unwrap(), script.rfind('}').unwrap());
    let index: serde_json::Value = serde_json::from_str(&script[start..=end]).unwrap();
    let entries = index["entries"].as_array().unwrap();
    assert!(entries.len() > 2500);
    let kinds = index["kinds"].as_array().unwrap();
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in entries {
        let page = index["pages"][entry[1].as_u64().unwrap() as usize].as_str().unwrap();
        assert!(site.has(page, entry[2].as_str().unwrap()), "{entry}");
        *found.entry(kinds[entry[0].as_u64().unwrap() as usize].as_str().unwrap()).or_default() += 1;
    }
    assert_eq!(found.len(), kinds.len(), "{found:?}");
    assert_eq!(found["operation"], specification.api.operations.len());
}

// Changes

fn report(old: &SourceMap, before: &Specification, new: &SourceMap, after: &Specification) -> Report {
    let (old, new) = (
        Side { name: "main", specification: before, sources: old },
        Side { name: "change", specification: after, sources: new },
    );
    diff::diff(old, new)
}

/// The elements that show a finding, with their pages.
fn shown<'s>(site: &'s Site, finding: &Finding) -> Vec<(&'s str, ElementRef<'s>)> {
    let name = format!("{} {}", finding.rule, finding.definition);
    let cards = selector("[data-finding]");
    let all =
        site.pages().flat_map(|(path, page)| page.select(&cards).map(move |card| (path, card)).collect::<Vec<_>>());
    all.filter(|(_, card)| card.attr("data-finding") == Some(&name)).collect()
}

/// Whether an element is that of a definition, or inside of it.
fn stands_at(element: ElementRef<'_>, id: &str) -> bool {
    element.ancestors().filter_map(ElementRef::wrap).any(|outer| outer.attr("id") == Some(id))
}

fn assert_shown(what: &str, site: &Site, report: &Report) {
    for finding in &report.findings {
        let places = shown(site, finding);
        let (listed, at_home): (Vec<_>, Vec<_>) = places.into_iter().partition(|(path, _)| *path == "changes.html");
        let named = format!("{what}: {} {}", finding.rule, finding.definition);
        // Title and text of the API are one rule.
        let alike =
            report.findings.iter().filter(|one| one.rule == finding.rule && one.definition == finding.definition);
        let expected = alike.count();
        assert_eq!(listed.len(), expected, "{named} is not listed once");
        let is_elsewhere = |card: &ElementRef<'_>| {
            let mut around = card.ancestors().filter_map(ElementRef::wrap);
            around.any(|outer| outer.attr("aria-labelledby") == Some("elsewhere"))
        };
        let elsewhere = listed.iter().filter(|(_, card)| is_elsewhere(card)).count();
        let places: Vec<&str> = at_home.iter().map(|(path, _)| *path).collect();
        assert_eq!(places.len() + elsewhere, expected, "{named} is shown at {places:?}");
        let id = anchor(&finding.definition);
        if let Some((path, card)) = at_home.first().filter(|(path, _)| site.has(path, &id)) {
            // Regions are items of a list beside what changed about them.
            let home = if finding.rule.starts_with("region-") { id.split(".regions.").next().unwrap() } else { &id };
            assert!(stands_at(*card, home), "{named} is shown on {path}, but not at {home}");
        }
    }
}

#[test]
fn every_change_is_shown_once_where_it_belongs() {
    // An edit without findings has nothing to show.
    for (of, edit) in edits::all().filter(|(_, edit)| !edit.rules.is_empty()) {
        let base = edited(of, &[]);
        let before = analyzed(&base);
        let changed = edited(of, edit.replace);
        let after = analyzed(&changed);
        for (report, new) in
            [(report(&base, &before, &changed, &after), &after), (report(&changed, &after, &base, &before), &before)]
        {
            assert!(!report.findings.is_empty());
            let site = Site::read(&reference(new, Some(&report)).unwrap());
            site.assert_sound();
            assert_shown(edit.what, &site, &report);
        }
    }
}

#[test]
fn what_lost_its_whole_surroundings_is_listed_elsewhere_or_at_what_is_left() {
    let (course, base) = (read(ALL[1]), read(ALL[2]));
    let (one, other) = (analyzed(&course), analyzed(&base));
    for (report, new) in [(report(&course, &one, &base, &other), &other), (report(&base, &other, &course, &one), &one)]
    {
        let site = Site::read(&reference(new, Some(&report)).unwrap());
        site.assert_sound();
        assert_shown("everything", &site, &report);
    }
}

#[test]
fn what_changed_is_marked_in_the_navigation_and_in_trees() {
    let (of, edit) = edits::all().find(|(_, edit)| edit.what == "An optional field of a response is removed").unwrap();
    let (base, changed) = (edited(of, &[]), edited(of, edit.replace));
    let (before, after) = (analyzed(&base), analyzed(&changed));
    let report = report(&base, &before, &changed, &after);
    let site = Site::read(&reference(&after, Some(&report)).unwrap());
    let page = site.page("v1/things.html");
    assert!(page.select(&selector("nav a[aria-current='page'] .mark")).next().is_some());
    let gone: Vec<String> =
        page.select(&selector("#v1\\.Thing .row.gone .name")).map(|name| name.text().collect()).collect();
    assert_eq!(gone, ["labels"]);
}
