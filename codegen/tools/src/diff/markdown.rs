//! The report as Markdown, for a comment on a pull request: the verdict, counts for each audience and breaking changes
//! on one screen, the rest folded up.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::definitions::Site;
use super::report::{Cause, Finding, Place, Report};
use super::rules::Wire;
use super::surface::Rust;
use super::text;
use crate::words::things;

/// Begins a comment, so that the next run can find and replace it.
const MARKER: &str = "<!-- spec-diff -->\n";

/// Length of the longest comment that GitHub accepts, with some room.
const LONGEST: usize = 65_000;

/// Lines of a screen. Breaking changes that do not fit are folded up.
const SCREEN: usize = 40;

/// Renders the report. `link` precedes the path of a file in its address.
pub fn markdown(report: &Report, link: Option<&str>) -> String {
    let page = Page { report, link };
    let mut out = format!("{MARKER}{}", page.head());
    let mut left_out = Vec::new();
    // The least important sections are left out first.
    for (name, section) in page.breaking(out.lines().count()).into_iter().chain(page.folded()) {
        if out.len() + section.len() > LONGEST {
            left_out.push(name);
        } else {
            out.push_str(&section);
        }
    }
    left_out.dedup();
    if !left_out.is_empty() {
        let _ = writeln!(out, "_Left out for its length: {}. `diff` shows it._", left_out.join(", "));
    }
    out
}

struct Page<'a> {
    report: &'a Report,
    link: Option<&'a str>,
}

impl Page<'_> {
    /// Returns the verdict, the counts and the version.
    fn head(&self) -> String {
        let Report { findings, old, new, summary, .. } = self.report;
        if findings.is_empty() {
            return format!("### ✅ The API is the same in `{old}` and `{new}`\n");
        }
        let mut out = format!("### {}\n\n{} from `{old}` to `{new}`", self.verdict(), things(findings.len(), "change"));
        for (count, what) in [(summary.corrections, "correction"), (summary.acknowledged, "acknowledged change")] {
            if count > 0 {
                let _ = write!(out, ", {}", things(count, what));
            }
        }
        out.push_str("\n\n| audience | breaking | risky | compatible | no effect |\n|---|--:|--:|--:|--:|\n");
        let wire = |verdict: Wire| count(findings, |finding| finding.effective_wire() == verdict);
        let rust = |verdict: Rust| findings.iter().filter(|finding| finding.worst_rust() == verdict).count();
        let _ = writeln!(out, "| **wire**: clients and servers | {} |", Wire::ALL.map(wire).join(" | "));
        let compatible = number(rust(Rust::Minor) + rust(Rust::Patch));
        let (breaking, none) = (number(rust(Rust::Breaking)), number(rust(Rust::None)));
        let _ = writeln!(out, "| **Rust API**: programs that use the crates | {breaking} | | {compatible} | {none} |");
        let _ = writeln!(out, "\n{}\n", self.versions());
        let operations: Vec<String> = findings
            .iter()
            .filter(|finding| finding.site == Site::Operation && is_new(finding))
            .map(|finding| format!("`{}`", finding.definition))
            .collect();
        if !operations.is_empty() {
            let _ = writeln!(out, "**Added operations**: {}\n", text::listed(&operations, 5));
        }
        out
    }

    /// Returns the verdict for both audiences, in a line.
    fn verdict(&self) -> String {
        let open = || self.report.findings.iter().filter(|finding| finding.acknowledged.is_none());
        let wire = |verdict| open().any(|finding| finding.effective_wire() == verdict);
        let rust = open().any(|finding| finding.worst_rust() == Rust::Breaking);
        let breaking = open().filter(|finding| finding.weight() == Wire::Breaking).count();
        let risky = open().filter(|finding| finding.effective_wire() == Wire::Risky).count();
        let how = match (wire(Wire::Breaking), rust, wire(Wire::Risky)) {
            (true, true, _) => "on the wire and in Rust",
            (true, false, _) => "on the wire; Rust programs still compile",
            (false, true, true) => "in Rust; the wire has risky changes",
            (false, true, false) => "in Rust; the wire is compatible",
            (false, false, true) => return format!("⚠️ No breaking changes, {}", things(risky, "risky change")),
            (false, false, false) if self.report.summary.acknowledged > 0 => {
                return "✅ Compatible, except for acknowledged changes".to_owned();
            }
            (false, false, false) => {
                let added = added(self.report.findings.iter());
                let what = if added.is_empty() { String::new() } else { format!(": {added}") };
                return format!("✅ Compatible on the wire and in Rust{what}");
            }
        };
        format!("❌ {}: {how}", things(breaking, "breaking change"))
    }

    /// Returns the version that the crates need.
    fn versions(&self) -> String {
        let mut missing: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (krate, release) in self.report.summary.releases.iter().filter(|(_, release)| !release.sufficient) {
            missing.entry(&release.needed).or_default().push(krate.as_str());
        }
        let to = self.report.summary.releases.values().next().map_or("", |release| release.to.as_str());
        if missing.is_empty() {
            return format!("Version {to} in `api.yaml` is sufficient.");
        }
        let needed: Vec<String> =
            missing.iter().map(|(needed, crates)| format!("**{needed}** ({})", crates.join(", "))).collect();
        format!("⬆️ Set `version` in `api.yaml` to {}; it is {to}.", needed.join(" and "))
    }

    /// Returns the breaking changes: as many as fit on the screen below `used` lines, and the others folded up.
    fn breaking(&self, used: usize) -> Vec<(String, String)> {
        let breaking: Vec<&Finding> = self.of(Wire::Breaking);
        if breaking.is_empty() {
            return Vec::new();
        }
        let mut shown = "#### Breaking changes\n\n".to_owned();
        let cards: Vec<String> = breaking.iter().map(|finding| self.card(finding)).collect();
        let mut lines = used + 2;
        let fitting = cards.iter().take_while(|card| {
            lines += card.lines().count();
            lines <= SCREEN
        });
        let fitting = fitting.count().max(1);
        cards[..fitting].iter().for_each(|card| shown.push_str(card));
        shown.push('\n');
        let mut sections = vec![(things(fitting, "breaking change"), shown)];
        // In portions, so that one that is too long does not take all others with it.
        for rest in cards[fitting..].chunks(50) {
            let more = things(rest.len(), "more breaking change");
            sections.push((
                "more breaking changes".to_owned(),
                details(&format!("❌ {more}"), &format!("{}\n", rest.concat())),
            ));
        }
        let items: String = breaking.iter().map(|finding| items(finding)).collect();
        if !items.is_empty() {
            let summary = "Rust items of the breaking changes, with sources";
            sections.push(("Rust items".to_owned(), details(summary, &items)));
        }
        sections
    }

    fn of(&self, weight: Wire) -> Vec<&Finding> {
        self.report.findings.iter().filter(|finding| finding.weight() == weight).collect()
    }

    /// Returns a breaking change: what breaks, for whom, and what to do.
    fn card(&self, finding: &Finding) -> String {
        let also = if finding.also.is_empty() { String::new() } else { format!(" (and {} more)", finding.also.len()) };
        let mut out =
            format!("- **{}**{also} · {} · `{}`\n", escaped(&finding.title), self.place(finding), finding.rule);
        let wire = finding.effective_wire();
        let mut reason = format!("{}.", sentence(&finding.reason));
        if finding.cause == Cause::Correction {
            reason.push_str(" The service is unchanged; this corrects the specification.");
        }
        if wire <= Wire::Risky && !finding.reaches.is_empty() && finding.site != Site::Operation {
            let _ = write!(reason, " Affects {}.", text::reaches(finding, 3));
        }
        let _ = writeln!(out, "  - {} **Wire**: {}", sign(wire), escaped(&reason));
        if finding.worst_rust() == Rust::Breaking {
            let items = finding.items.iter().filter(|item| item.verdict < Rust::Patch);
            let more = match items.clone().count() {
                0 | 1 => String::new(),
                count => format!(" (and {})", things(count - 1, "more item")),
            };
            let first = items.map(|item| format!("{}: {}", item.krate.as_str(), item.text)).next().unwrap_or_default();
            let _ = writeln!(out, "  - ❌ **Rust**: {}{more}", escaped(&first));
        }
        let mut todo = Vec::new();
        if wire <= Wire::Risky {
            todo.extend(finding.advice.as_deref().map(str::to_owned));
        }
        if finding.worst_rust() == Rust::Breaking {
            todo.push("Programs: adapt these items when you upgrade.".to_owned());
        }
        match &finding.acknowledged {
            Some(reason) => {
                let _ = writeln!(out, "  - **Acknowledged**: {}", escaped(reason));
            }
            None => {
                let _ = writeln!(out, "  - **To do**: {}", escaped(&todo.join(" ")));
            }
        }
        out
    }

    /// Returns the other changes, folded up, the most important first.
    fn folded(&self) -> Vec<(String, String)> {
        let mut sections = Vec::new();
        let risky = self.of(Wire::Risky);
        if !risky.is_empty() {
            let name = things(risky.len(), "risky change");
            let cards: String = risky.iter().map(|finding| self.card(finding)).collect();
            sections.push((name.clone(), details(&format!("⚠️ {name}"), &format!("{cards}\n"))));
        }
        // New types belong to the operations that they came with.
        let is_addition = |finding: &&&Finding| is_new(finding) && finding.worst_rust() == Rust::Minor;
        let docs = self.of(Wire::Docs);
        let mut safe = self.of(Wire::Safe);
        safe.extend(docs.iter().filter(is_addition));
        if !safe.is_empty() {
            let name = things(safe.len(), "compatible change");
            let added = added(safe.iter().copied());
            let what = if added.is_empty() { String::new() } else { format!(": {added}") };
            sections.push((name.clone(), details(&format!("✅ {name}{what}"), &self.lines(&safe))));
        }
        let docs: Vec<&Finding> = docs.iter().filter(|finding| !is_addition(finding)).copied().collect();
        if !docs.is_empty() {
            let name = things(docs.len(), "change");
            let summary = format!("📝 {name} of descriptions, or that follow from others");
            sections.push((format!("{name} of descriptions"), details(&summary, &self.lines(&docs))));
        }
        let unused = self.unused();
        if !unused.is_empty() {
            sections.push(("unused acknowledgements".to_owned(), unused));
        }
        sections
    }

    /// Returns a line for each change, by group.
    fn lines(&self, findings: &[&Finding]) -> String {
        let mut groups: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in findings {
            groups.entry(finding.group.as_str()).or_default().push(finding);
        }
        let mut out = String::new();
        for (group, findings) in groups {
            let _ = writeln!(out, "**{}**\n", if group.is_empty() { "API" } else { group });
            let (types, others): (Vec<_>, Vec<_>) =
                findings.into_iter().partition(|finding| finding.site == Site::Type && is_new(finding));
            for finding in others {
                let also =
                    if finding.also.is_empty() { String::new() } else { format!(" (and {} more)", finding.also.len()) };
                let rust = text::rust(finding);
                let rust = if rust == "none" { String::new() } else { format!(" · Rust: {rust}") };
                let (title, place) = (escaped(&finding.title), self.place(finding));
                let _ = writeln!(out, "- {title}{also} · wire: {}{rust} · {place}", finding.effective_wire().as_str());
            }
            if !types.is_empty() {
                let named = types.iter().map(|finding| format!("`{}` ({})", finding.definition, self.place(finding)));
                let _ = writeln!(out, "- types were added: {}", named.collect::<Vec<_>>().join(", "));
            }
            out.push('\n');
        }
        out
    }

    /// Returns the place, as a link if there is an address.
    fn place(&self, finding: &Finding) -> String {
        let (place, before) = match (&finding.new, &finding.anchor, &finding.old) {
            (Some(place), ..) => (place, ""),
            (None, _, Some(place)) => (place, " before"),
            (None, Some(place), None) => (place, ""),
            (None, None, None) => return String::new(),
        };
        let Place { file, line, .. } = place;
        // A file of the older side may no longer exist.
        match self.link.filter(|_| before.is_empty()) {
            Some(link) => format!("[{file}:{line}]({link}/{file}#L{line})"),
            None => format!("{file}:{line}{before}"),
        }
    }

    fn unused(&self) -> String {
        let mut out = String::new();
        for unused in &self.report.unused_acknowledgements {
            let _ = writeln!(
                out,
                "- Remove the acknowledgement of `{}` for `{}` at {}:{}: no change needs it.",
                unused.rule, unused.definition, unused.file, unused.line
            );
        }
        out
    }
}

/// A number in a table; nothing for none.
fn number(count: usize) -> String {
    if count == 0 { String::new() } else { count.to_string() }
}

fn count(findings: &[Finding], has: impl Fn(&Finding) -> bool) -> String {
    number(findings.iter().filter(|finding| has(finding)).count())
}

fn sign(wire: Wire) -> &'static str {
    match wire {
        Wire::Breaking => "❌",
        Wire::Risky => "⚠️",
        Wire::Safe | Wire::Docs => "✅",
    }
}

/// A reason as the beginning of a sentence.
fn sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn is_new(finding: &Finding) -> bool {
    finding.old.is_none() && finding.new.is_some()
}

/// Counts what was added, by kind: `2 operations and 3 types added`.
fn added<'a>(findings: impl Iterator<Item = &'a Finding> + Clone) -> String {
    const KINDS: [(Site, &str); 5] = [
        (Site::Operation, "operation"),
        (Site::Type, "type"),
        (Site::Parameter, "parameter"),
        (Site::Field, "field"),
        (Site::Value, "value"),
    ];
    let count = |site| findings.clone().filter(|finding| finding.site == site && is_new(finding)).count();
    let counts = KINDS.into_iter().map(|(site, what)| (count(site), what)).filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts.map(|(count, what)| things(count, what)).collect();
    if counts.is_empty() { String::new() } else { format!("{} added", counts.join(", ")) }
}

/// The items that differ, with the source.
fn items(finding: &Finding) -> String {
    let items = text::items(finding, 12);
    if items.is_empty() {
        return String::new();
    }
    let mut out = format!("`{}`\n\n", finding.definition);
    for item in items {
        let _ = writeln!(out, "- {}", escaped(&item));
    }
    if let Some(source) = &finding.source {
        let errata =
            if finding.errata.is_empty() { String::new() } else { format!(", errata {}", finding.errata.join(", ")) };
        let _ = writeln!(out, "- source: {}{errata}", escaped(source));
    }
    out.push('\n');
    out
}

fn details(summary: &str, content: &str) -> String {
    format!("<details><summary>{summary}</summary>\n\n{content}</details>\n\n")
}

/// Text of a specification that Markdown and GitHub leave as it is; what is in backquotes is safe but
/// for the bars of tables.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for (index, piece) in text.split('`').enumerate() {
        if index > 0 {
            out.push('`');
        }
        if index % 2 == 0 {
            let piece = piece.replace('&', "&amp;").replace('<', "&lt;").replace('@', "&#64;").replace('#', "&#35;");
            out.push_str(&piece);
        } else {
            out.push_str(piece);
        }
    }
    out.replace('|', "\\|")
}
