//! The report as Markdown, for a comment on a change: what it comes to first, what breaks in full, the
//! rest folded up.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::definitions::Site;
use super::report::{Cause, Finding, Place, Report};
use super::rules::Wire;
use super::surface::{Crate, Rust};
use super::text;
use crate::words::things;

/// Begins a comment, so that the next run can find and replace it.
const MARKER: &str = "<!-- spec-diff -->\n";

/// The longest comment that GitHub takes, with some room.
const LONGEST: usize = 65_000;

/// Renders the report. `link` is what stands before the path of a file in its address.
pub fn markdown(report: &Report, link: Option<&str>) -> String {
    let page = Page { report, link };
    let mut out = format!("{MARKER}{}", page.head());
    let mut left_out = Vec::new();
    let cards = report.findings.iter().filter(|finding| finding.weight() == Wire::Breaking);
    let mut cards = cards.map(|finding| page.card(finding)).peekable();
    while let Some(card) = cards.next_if(|card| out.len() + card.len() <= LONGEST) {
        out.push_str(&card);
    }
    match cards.count() {
        0 => {}
        more => left_out.push(format!("{more} more that break something")),
    }
    // What matters least is left out first.
    for (name, section) in page.folded() {
        if out.len() + section.len() > LONGEST {
            left_out.push(name.to_owned());
        } else {
            out.push_str(&section);
        }
    }
    let unused = page.unused();
    if out.len() + unused.len() > LONGEST {
        left_out.push("acknowledgements that nothing needs".to_owned());
    } else {
        out.push_str(&unused);
    }
    if !left_out.is_empty() {
        let _ = writeln!(out, "_Left out, to keep this short: {}. `cargo xtask diff` shows it._", left_out.join(", "));
    }
    out
}

struct Page<'a> {
    report: &'a Report,
    link: Option<&'a str>,
}

impl Page<'_> {
    /// The verdict in a line, and the counts.
    fn head(&self) -> String {
        let Report { findings, old, new, summary, .. } = self.report;
        if findings.is_empty() {
            return format!("### ✅ The API is the same in `{old}` and `{new}`\n");
        }
        let open = findings.iter().filter(|finding| finding.acknowledged.is_none());
        let of = |weight| open.clone().filter(|finding| finding.weight() == weight).count();
        let verdict = match (of(Wire::Breaking), of(Wire::Risky)) {
            (0, 0) => "✅ Nothing breaks".to_owned(),
            (0, risky) => format!("⚠️ {}", things(risky, "risky change")),
            (breaking, 0) => format!("❌ {}", things(breaking, "breaking change")),
            (breaking, risky) => format!("❌ {}, {risky} risky", things(breaking, "breaking change")),
        };
        let mut out = format!("### {verdict}\n\n{} from `{old}` to `{new}`", things(findings.len(), "change"));
        if summary.corrections > 0 {
            let _ = write!(out, " · {}", things(summary.corrections, "correction"));
        }
        if summary.acknowledged > 0 {
            let _ = write!(out, " · {} acknowledged", summary.acknowledged);
        }
        out.push_str(
            "\n\n| | | breaking | risky, minor | safe, patch | docs | version |\n|---|---|--:|--:|--:|--:|---|\n",
        );
        let worst = Wire::ALL.into_iter().find(|wire| summary.wire.contains_key(wire)).unwrap_or(Wire::Docs);
        let counts = Wire::ALL.map(|wire| count(summary.wire.get(&wire).copied().unwrap_or_default()));
        let _ = writeln!(out, "| **wire** | {} {} | {} | |", sign(worst), worst.as_str(), counts.join(" | "));
        for (krate, release) in &summary.releases {
            let of =
                |verdict: Rust| findings.iter().filter(|finding| finding.rust.get(krate) == Some(&verdict)).count();
            let counts = [Rust::Breaking, Rust::Minor, Rust::Patch].map(|verdict| count(of(verdict)));
            let (name, verdict) = (krate.as_str(), release.verdict);
            let version = match release.sufficient {
                true => format!("✅ {}", release.to),
                false => format!("⬆️ {} needed, is {}", release.needed, release.to),
            };
            let sign = sign(as_wire(verdict));
            let _ =
                writeln!(out, "| **{name}** | {sign} {} | {} | | {version} |", verdict.as_str(), counts.join(" | "));
        }
        out.push('\n');
        out
    }

    /// What breaks, in full.
    fn card(&self, finding: &Finding) -> String {
        let mut out = format!("#### {} {}\n\n", sign(finding.weight()), escaped(&finding.title));
        let mut facts = vec![self.place(finding), format!("`{}`", finding.rule)];
        if !finding.reaches.is_empty() && finding.site != Site::Operation {
            facts.push(format!("reaches {}", escaped(&text::reaches(finding, 3))));
        }
        if !finding.also.is_empty() {
            facts.push(format!("also `{}`", text::listed(&finding.also, 3)));
        }
        let _ = writeln!(out, "{}\n", facts.join(" · "));
        let verdict = text::wire(finding);
        let (_, verdict) = verdict.split_once(": ").unwrap_or_default();
        let _ = writeln!(out, "- **wire**: {}", escaped(verdict));
        let _ = writeln!(out, "- **Rust**: {}", text::rust(finding));
        for item in text::items(finding, 5) {
            let _ = writeln!(out, "  - {}", escaped(&item));
        }
        if let Some(source) = &finding.source {
            let errata = if finding.errata.is_empty() {
                String::new()
            } else {
                format!(" · errata {}", finding.errata.join(", "))
            };
            let _ = writeln!(out, "- **source**: {}{errata}", escaped(source));
        }
        if finding.cause == Cause::Correction {
            out.push_str("- **correction**: the service has been like this all along\n");
        }
        if let Some(reason) = &finding.acknowledged {
            let _ = writeln!(out, "- **acknowledged**: {}", escaped(reason));
        }
        out.push('\n');
        out
    }

    /// The rest, folded up; what matters most comes first.
    fn folded(&self) -> Vec<(&'static str, String)> {
        let of = |weight| self.report.findings.iter().filter(|finding| finding.weight() == weight).collect::<Vec<_>>();
        let mut sections = Vec::new();
        for (name, weight, what) in
            [("risky", Wire::Risky, "that may matter"), ("safe", Wire::Safe, "that nothing depends on yet")]
        {
            let findings = of(weight);
            sections.push((name, format!("{} {what}", things(findings.len(), "change")), findings));
        }
        let words = of(Wire::Docs);
        let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in &words {
            *groups.entry(group_name(&finding.group)).or_default() += 1;
        }
        let counts: Vec<String> = groups.iter().map(|(group, count)| format!("{group} {count}")).collect();
        let count = things(words.len(), "change");
        sections.push(("words", format!("{count} of words, or that follow from others: {}", counts.join(", ")), words));
        sections.retain(|(.., findings)| !findings.is_empty());
        sections
            .into_iter()
            .map(|(name, summary, findings)| (name, details(&summary, &self.tables(&findings))))
            .collect()
    }

    /// A table for each group.
    fn tables(&self, findings: &[&Finding]) -> String {
        let mut groups: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in findings {
            groups.entry(finding.group.as_str()).or_default().push(finding);
        }
        let mut out = String::new();
        for (group, findings) in groups {
            let _ = writeln!(out, "**{}**\n\n| change | wire | Rust | place |\n|---|---|---|---|", group_name(group));
            for finding in findings {
                let wire = format!(
                    "{} {}",
                    finding.effective_wire().as_str(),
                    if finding.weight() == Wire::Risky { format!(": {}", finding.reason) } else { String::new() }
                );
                let also =
                    if finding.also.is_empty() { String::new() } else { format!(" (and {} more)", finding.also.len()) };
                let _ = writeln!(
                    out,
                    "| {}{also} | {} | {} | {} |",
                    escaped(&finding.title),
                    escaped(wire.trim_end()).replace(" : ", ": "),
                    short_rust(finding),
                    self.place(finding)
                );
            }
            out.push('\n');
        }
        out
    }

    /// Where it is, as a link if there is something to link to.
    fn place(&self, finding: &Finding) -> String {
        let (place, before) = match (&finding.new, &finding.anchor, &finding.old) {
            (Some(place), ..) => (place, ""),
            (None, _, Some(place)) => (place, " before"),
            (None, Some(place), None) => (place, ""),
            (None, None, None) => return String::new(),
        };
        let Place { file, line, .. } = place;
        // A file of the older side may not be there any more.
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
                "- `{}` for `{}` is acknowledged in {}:{}, and nothing needs it: remove it",
                unused.rule, unused.definition, unused.file, unused.line
            );
        }
        out
    }
}

/// A number in a table; nothing for none.
fn count(count: usize) -> String {
    if count == 0 { String::new() } else { count.to_string() }
}

fn sign(wire: Wire) -> &'static str {
    match wire {
        Wire::Breaking => "❌",
        Wire::Risky => "⚠️",
        Wire::Safe | Wire::Docs => "✅",
    }
}

fn as_wire(rust: Rust) -> Wire {
    if rust == Rust::Breaking { Wire::Breaking } else { Wire::Safe }
}

/// The worst verdict, with the crates that have it.
fn short_rust(finding: &Finding) -> String {
    let worst = finding.worst_rust();
    if worst == Rust::None {
        return worst.as_str().to_owned();
    }
    let crates = finding.rust.iter().filter(|(_, verdict)| **verdict == worst);
    let crates: Vec<&str> = crates.map(|(krate, _): (&Crate, _)| krate.as_str()).collect();
    format!("{}: {}", worst.as_str(), crates.join(", "))
}

fn group_name(group: &str) -> &str {
    if group.is_empty() { "API" } else { group }
}

fn details(summary: &str, content: &str) -> String {
    format!("<details><summary>{summary}</summary>\n\n{content}</details>\n\n")
}

/// Text of a specification that Markdown and GitHub leave as it is; what stands in backquotes is safe but
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
