//! The page of all changes: the report, each finding with a link to its place.

use askama::Template;

use super::frame::Frame;
use super::marks::{Card, Marks};
use super::sitemap::{CHANGES, Sitemap};
use super::text::{Html, code, html};
use crate::diff::{Report, Wire};

#[derive(Template)]
#[template(path = "reference/changes.html")]
pub(super) struct ChangesPage<'a> {
    frame: Frame<'a>,
    old: &'a str,
    new: &'a str,
    count: usize,
    wire: Vec<(usize, &'static str)>,
    /// Crate, verdict, version, and whether that is enough.
    releases: Vec<(&'static str, &'static str, Html)>,
    remarks: Vec<Html>,
    sections: Vec<ChangeSection>,
    elsewhere: Vec<Card>,
}

struct ChangeSection {
    id: &'static str,
    title: &'static str,
    cards: Vec<Card>,
}

pub(super) fn page<'a>(frame: Frame<'a>, report: &'a Report, marks: &Marks<'_>, sitemap: &Sitemap) -> ChangesPage<'a> {
    let weights = [
        (Wire::Breaking, "Breaking changes"),
        (Wire::Risky, "Risky changes"),
        (Wire::Safe, "Compatible changes"),
        (Wire::Docs, "Descriptions, and what follows from other changes"),
    ];
    // In the order of the report, which is that of importance.
    let mut cards: Vec<Card> = Vec::new();
    for finding in &report.findings {
        let place = marks.all().find(|(_, known)| std::ptr::eq(*known, finding)).map(|(path, _)| path);
        if place.is_some() {
            cards.push(Card::listed(finding, CHANGES, sitemap, place));
        }
    }
    let mut sections: Vec<ChangeSection> = Vec::new();
    for (weight, title) in weights {
        let (here, rest) = cards.into_iter().partition(|card: &Card| card.badge.level == weight);
        cards = rest;
        sections.push(ChangeSection { id: weight.as_str(), title, cards: here });
    }
    sections.retain(|section| !section.cards.is_empty());
    let summary = &report.summary;
    let releases = summary.releases.iter().map(|(krate, release)| {
        let version = match release.sufficient {
            true => html!("{} is enough", release.to),
            false => html!("<strong>{}</strong> needed, is {}", release.needed, release.to),
        };
        (krate.as_str(), release.verdict.as_str(), version)
    });
    ChangesPage {
        frame,
        old: &report.old,
        new: &report.new,
        count: report.findings.len(),
        wire: Wire::ALL.map(|wire| (summary.wire.get(&wire).copied().unwrap_or_default(), wire.as_str())).into(),
        releases: releases.collect(),
        remarks: remarks(report),
        sections,
        elsewhere: marks.elsewhere.iter().map(|finding| Card::listed(finding, CHANGES, sitemap, None)).collect(),
    }
}

fn remarks(report: &Report) -> Vec<Html> {
    let summary = &report.summary;
    let mut remarks = Vec::new();
    if summary.corrections > 0 {
        remarks.push(html!("Corrections, where the specification was wrong: {}.", summary.corrections));
    }
    if summary.acknowledged > 0 {
        remarks.push(html!("Acknowledged: {}.", summary.acknowledged));
    }
    remarks.extend(report.unused_acknowledgements.iter().map(|unused| {
        html!("Nothing needs the acknowledgement of {} for {}.", code(&unused.rule), code(&unused.definition))
    }));
    remarks
}
