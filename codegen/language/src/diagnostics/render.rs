//! Diagnostics as text, with excerpts of the files.

use std::borrow::Cow;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Patch, Renderer, Snippet};

use super::{Diagnostic, Fix, Label, Severity};
use crate::source::{FileId, SourceMap, Span, line_end, line_start};

/// Whether the text is for a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// No escape sequences.
    Plain,
    /// With colors.
    Colored,
}

/// How many bytes of a line are marked, and how long a line may be that is shown changed.
const LONGEST: usize = 400;

/// Renders diagnostics one below the other, each followed by an empty line.
pub fn render(diagnostics: &[Diagnostic], sources: &SourceMap, style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Colored => Renderer::styled(),
    };
    let mut text = String::new();
    for diagnostic in diagnostics {
        text.push_str(&render_one(diagnostic, sources, &renderer));
        text.push_str("\n\n");
    }
    text
}

fn render_one(diagnostic: &Diagnostic, sources: &SourceMap, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.rule.id());
    let mut main = match &diagnostic.absent {
        Some(path) => title.element(Origin::path(format!("{}{path}", sources.prefix))),
        None => title.element(snippet(diagnostic.primary.span.file, diagnostic, sources)),
    };
    let mut others: Vec<FileId> = diagnostic.secondary.iter().map(|label| label.span.file).collect();
    others.sort();
    others.dedup();
    for file in others {
        if file != diagnostic.primary.span.file {
            main = main.element(snippet(file, diagnostic, sources));
        }
    }
    for help in &diagnostic.help {
        main = main.element(Level::HELP.message(help.as_str()));
    }
    let mut report = vec![main];
    report.extend(diagnostic.fix.as_ref().and_then(|fix| change(fix, sources)));
    renderer.render(&report)
}

/// The labels that lie in one file.
fn snippet<'a>(file: FileId, diagnostic: &'a Diagnostic, sources: &'a SourceMap) -> Snippet<'a, Annotation<'a>> {
    let secondary = diagnostic.secondary.iter().map(|label| (AnnotationKind::Context, label));
    let labels = || [(AnnotationKind::Primary, &diagnostic.primary)].into_iter().chain(secondary.clone());
    let labels = || labels().filter(|(_, label)| label.span.file == file);
    let excerpt = Excerpt::of(sources, file, labels().map(|(_, label)| label.span));
    let annotations: Vec<Annotation<'a>> = labels().map(|(kind, label)| annotation(kind, label, &excerpt)).collect();
    let snippet = Snippet::source(excerpt.text).line_start(excerpt.line).path(sources.display_path(file));
    snippet.annotations(annotations)
}

/// The lines around a place, which a remark points to.
pub fn excerpt<'a>(sources: &'a SourceMap, span: Span, label: &str) -> Snippet<'a, Annotation<'a>> {
    let excerpt = Excerpt::of(sources, span.file, [span]);
    let annotation = AnnotationKind::Primary.span(excerpt.range(span));
    let annotation = if label.is_empty() { annotation } else { annotation.label(label.to_owned()) };
    Snippet::source(excerpt.text).line_start(excerpt.line).path(sources.display_path(span.file)).annotation(annotation)
}

fn annotation<'a>(kind: AnnotationKind, label: &'a Label, excerpt: &Excerpt<'_>) -> Annotation<'a> {
    let annotation = kind.span(excerpt.range(label.span));
    if label.text.is_empty() { annotation } else { annotation.label(label.text.as_str()) }
}

/// A change, as the lines before and after it; not of lines that are too long to show.
fn change<'a>(fix: &'a Fix, sources: &'a SourceMap) -> Option<Group<'a>> {
    // A line that goes is shown without the one below.
    let whole = sources.text(fix.span);
    let gone = if fix.replacement.is_empty() { whole.trim_end_matches(['\r', '\n']).len() } else { whole.len() };
    let span = fix.span.part(0, gone);
    let excerpt = Excerpt::of(sources, span.file, [span]);
    if excerpt.text.len() > 2 * LONGEST {
        return None;
    }
    let patch = Patch::new(excerpt.exact_range(span), fix.replacement.as_str());
    let path = sources.display_path(span.file);
    let snippet = Snippet::source(excerpt.text).line_start(excerpt.line).path(path).patch(patch);
    Some(Group::with_title(Level::HELP.secondary_title(fix.title.as_str())).element(snippet))
}

/// The lines of a file that are looked at; the rest of a long file or line is not rendered.
struct Excerpt<'a> {
    text: Cow<'a, str>,
    start: usize,
    /// Number of the first line.
    line: usize,
    /// Omitted ends of long lines: the place in the file, and the number of bytes.
    cuts: Vec<(usize, usize)>,
}

impl<'a> Excerpt<'a> {
    fn of(sources: &'a SourceMap, file: FileId, spans: impl IntoIterator<Item = Span>) -> Excerpt<'a> {
        let whole = sources.file(file).text.as_str();
        let spans: Vec<Span> = spans.into_iter().collect();
        let first = spans.iter().map(|span| span.start as usize).min().unwrap_or(0);
        let last = spans.iter().map(|span| span.end as usize).max().unwrap_or(0);
        let start = line_start(whole, first);
        let end = (line_end(whole, last) + 1).min(whole.len());
        let line = whole.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count() + 1;
        let mut excerpt = Excerpt { text: Cow::Borrowed(&whole[start..end]), start, line, cuts: Vec::new() };
        if excerpt.text.lines().any(|line| line.len() > 2 * LONGEST) {
            excerpt.cut(&whole[start..end], &spans);
        }
        excerpt
    }

    /// Leaves out the ends of long lines, behind the first place that is marked. Places in what is left
    /// out are shown at the cut.
    fn cut(&mut self, text: &str, spans: &[Span]) {
        let mut short = String::new();
        let mut line_start = self.start;
        for line in text.split_inclusive('\n') {
            let line_end = line_start + line.len();
            let marked = spans.iter().map(|span| span.start as usize).filter(|at| (line_start..line_end).contains(at));
            let mut keep = marked.min().unwrap_or(line_start) + 2 * LONGEST - line_start;
            if keep >= line.len() {
                short.push_str(line);
            } else {
                while !line.is_char_boundary(keep) {
                    keep -= 1;
                }
                short.push_str(&line[..keep]);
                let ending = if line.ends_with('\n') { "\n" } else { "" };
                short.push_str(ending);
                self.cuts.push((line_start + keep, line.len() - keep - ending.len()));
            }
            line_start = line_end;
        }
        self.text = Cow::Owned(short);
    }

    fn at(&self, offset: usize) -> usize {
        let cut: usize = self.cuts.iter().map(|(at, length)| offset.saturating_sub(*at).min(*length)).sum();
        offset - cut - self.start
    }

    fn exact_range(&self, span: Span) -> std::ops::Range<usize> {
        self.at(span.start as usize)..self.at(span.end as usize)
    }

    /// The part of a span that is marked.
    fn range(&self, span: Span) -> std::ops::Range<usize> {
        let range = self.exact_range(span);
        let mut end = range.end.min(range.start + LONGEST);
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        range.start..end
    }
}
