//! What changed, at its place. Each finding has one place; everything else links there.

use std::collections::BTreeMap;

use askama::Template;
use askama::filters::HtmlSafe;

use super::sitemap::Sitemap;
use super::text::{Html, code, html, listed};
use crate::diff::{Cause, Finding, Place, Report, Rust, Site, Wire};

/// The findings of a report by the definitions at which they are shown.
#[derive(Default)]
pub(super) struct Marks<'a> {
    at: BTreeMap<String, Vec<&'a Finding>>,
    /// Findings about things of which nothing is left that they could be shown at.
    pub(super) elsewhere: Vec<&'a Finding>,
}

impl<'a> Marks<'a> {
    pub(super) fn of(report: &'a Report, sitemap: &Sitemap) -> Marks<'a> {
        let mut marks = Marks::default();
        for finding in &report.findings {
            match home(finding, sitemap) {
                Some(path) => marks.at.entry(path).or_default().push(finding),
                None => marks.elsewhere.push(finding),
            }
        }
        marks
    }

    /// The findings that are shown at a definition.
    pub(super) fn at(&self, path: &str) -> &[&'a Finding] {
        self.at.get(path).map_or(&[], Vec::as_slice)
    }

    /// All findings that have a place, with it.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &'a Finding)> {
        self.at.iter().flat_map(|(path, findings)| findings.iter().map(move |finding| (path.as_str(), *finding)))
    }

    /// What changed in the types of an operation's requests and responses, except wording: the place, and
    /// how bad it is.
    pub(super) fn reaching(&self, operation: &str) -> Vec<(&str, Badge)> {
        let inside = format!("{operation}.");
        let reached = self.all().filter(|(path, finding)| {
            *path != operation
                && !path.starts_with(&inside)
                && finding.weight() != Wire::Docs
                && finding.reaches.iter().any(|reach| reach.operation == operation)
        });
        let mut reached: Vec<(&str, Badge)> = reached.map(|(path, finding)| (path, Badge::of(finding))).collect();
        reached.dedup_by_key(|(path, _)| *path);
        reached
    }

    /// The worst that happened to a definition or inside of it.
    pub(super) fn badge(&self, path: &str) -> Option<Badge> {
        let start = format!("{path}.");
        let inside = self.at.range(start.clone()..).take_while(|(path, _)| path.starts_with(&start));
        let inside = inside.flat_map(|(_, findings)| findings.iter().copied());
        let own = self.at(path).iter().copied();
        // What is gone stood inside of what it is shown at.
        let itself = own.clone().filter(|finding| finding.definition == path);
        let whole = itself.clone().map(Badge::of).find(|badge| badge.word == "added");
        let worst = own.chain(inside).map(Badge::of).min_by_key(|badge| badge.level);
        Some(match (whole, worst?) {
            (Some(added), worst) => Badge { level: worst.level, ..added },
            (None, worst) => Badge { word: "changed", ..worst },
        })
    }
}

/// Whether a finding is about a row that there is no more.
pub(super) fn is_of_gone_row(finding: &Finding) -> bool {
    let is_row = matches!(finding.site, Site::Field | Site::Parameter | Site::Value | Site::Variant);
    is_row && finding.new.is_none()
}

/// Where a finding is shown: at its definition, or else where that stood.
fn home(finding: &Finding, sitemap: &Sitemap) -> Option<String> {
    let (path, group) = (finding.definition.as_str(), finding.group.as_str());
    let first = |text: &str| text.split('.').next().unwrap_or_default().to_owned();
    let mut places = vec![path.to_owned()];
    places.extend(finding.within.clone().filter(|within| within != "api"));
    match finding.site {
        Site::Operation | Site::Type => {
            places.extend([format!("groups.{group}"), group.to_owned(), format!("families.{}", first(group))]);
        }
        Site::Resource => places.push(format!("groups.{group}")),
        Site::Group => places.push(format!("families.{}", first(group))),
        _ => places.push(first(path)),
    }
    places.into_iter().find(|place| sitemap.has(place))
}

/// A word beside a name: that something about it changed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Badge {
    pub(super) word: &'static str,
    pub(super) level: Wire,
}

impl Badge {
    fn of(finding: &Finding) -> Badge {
        Badge { word: word(finding), level: finding.weight() }
    }

    pub(super) fn class(&self) -> &'static str {
        self.level.as_str()
    }
}

/// Whether something came, went or changed.
fn word(finding: &Finding) -> &'static str {
    match (&finding.old, &finding.new) {
        (None, Some(_)) => "added",
        (Some(_), None) => "removed",
        _ => "changed",
    }
}

/// A finding as it is shown.
#[derive(Template)]
#[template(path = "reference/finding.html")]
pub(super) struct Card {
    pub(super) rule: String,
    pub(super) definition: String,
    pub(super) badge: Badge,
    title: Html,
    facts: Vec<(&'static str, Html)>,
    /// Where it is shown, on the page of all changes.
    place: Option<(String, String)>,
}

impl HtmlSafe for Card {}

impl Card {
    /// At its place.
    pub(super) fn new(finding: &Finding, from: &str, sitemap: &Sitemap) -> Card {
        Card {
            rule: finding.rule.clone(),
            definition: finding.definition.clone(),
            badge: Badge::of(finding),
            title: title(&finding.title),
            facts: facts(finding, from, sitemap),
            place: None,
        }
    }

    /// On the page of all changes.
    pub(super) fn listed(finding: &Finding, from: &str, sitemap: &Sitemap, place: Option<&str>) -> Card {
        let place = place.and_then(|place| Some((sitemap.href(from, place)?, place.to_owned())));
        Card { place, ..Card::new(finding, from, sitemap) }
    }
}

/// Text between backquotes is code.
fn title(text: &str) -> Html {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return html!("{}", text);
    }
    let pieces =
        parts.iter().enumerate().map(|(index, part)| if index % 2 == 1 { code(part) } else { html!("{}", part) });
    Html::join(pieces, "")
}

fn facts(finding: &Finding, from: &str, sitemap: &Sitemap) -> Vec<(&'static str, Html)> {
    let mut facts = Vec::new();
    let value = |place: &Option<Place>| place.as_ref().and_then(|place| place.value.clone());
    let (old, new) = (value(&finding.old), value(&finding.new));
    if old.is_some() || new.is_some() {
        let shown =
            |value: Option<String>| value.map_or(html!("<em>nothing</em>"), |value| html!("<code>{}</code>", value));
        facts.push(("Was", html!("<del>{}</del>", shown(old))));
        facts.push(("Is", html!("<ins>{}</ins>", shown(new))));
    }
    let (wire, effective) = (finding.wire.as_str(), finding.effective_wire());
    let corrected = if effective == finding.wire { "" } else { " if the service had changed" };
    facts.push(("On the wire", html!("<strong>{}{}</strong>: {}", wire, corrected, title(&finding.reason))));
    if let Some(advice) = &finding.advice {
        facts.push(("To do", html!("{}", advice)));
    }
    facts.push(("In Rust", rust(finding)));
    let link = |path: &str, words: Html| match sitemap.href(from, path) {
        Some(href) => html!("<a href=\"{}\">{}</a>", href, words),
        None => words,
    };
    let linked = |path: &String| link(path, code(path));
    if !finding.also.is_empty() {
        facts.push(("Also", Html::join(finding.also.iter().map(linked), ", ")));
    }
    if !finding.reaches.is_empty() && finding.site != Site::Operation {
        facts.push(("Reaches", Html::join(finding.reaches.iter().map(|reach| linked(&reach.operation)), ", ")));
    }
    if !finding.errata.is_empty() {
        let errata = finding.errata.iter().map(|id| link(&format!("errata.{id}"), html!("{}", id)));
        facts.push(("Errata", Html::join(errata, ", ")));
    }
    match finding.cause {
        Cause::Upstream => {}
        Cause::Correction => facts.push(("Cause", html!("a correction: the service is unchanged"))),
        Cause::Editorial => facts.push(("Cause", html!("editorial"))),
    }
    if let Some(reason) = &finding.acknowledged {
        facts.push(("Acknowledged", html!("{}", reason)));
    }
    let place = |place: &Place| html!("{}:{}", place.file, place.line);
    if let Some(at) = finding.new.as_ref().or(finding.old.as_ref()) {
        facts.push(("Source file", place(at)));
    }
    facts.push(("Rule", code(&finding.rule)));
    facts
}

/// The verdict for each crate, and the items that differ.
fn rust(finding: &Finding) -> Html {
    let touched = finding.rust.iter().filter(|(_, verdict)| **verdict != Rust::None);
    let touched: Vec<Html> =
        touched.map(|(krate, verdict)| html!("{} <strong>{}</strong>", krate.as_str(), verdict.as_str())).collect();
    if touched.is_empty() {
        return html!("nothing differs");
    }
    let items = finding.items.iter().filter(|item| item.verdict < Rust::Patch);
    let items: Vec<Html> = items.map(|item| html!("<li>{}: {}</li>", item.krate.as_str(), title(&item.text))).collect();
    let list = if items.is_empty() { Html::default() } else { html!("<ul>{}</ul>", Html::join(items, "")) };
    html!("{}{}", listed(touched, "and"), list)
}
