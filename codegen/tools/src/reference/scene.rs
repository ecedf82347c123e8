//! What all parts of one page need: the API, the place of each definition, what changed, and the page itself.

use askama::Template;
use askama::filters::HtmlSafe;

use super::marks::{Badge, Card, Marks, is_of_gone_row};
use super::sitemap::{Sitemap, anchor};
use super::text::{self, Html, code, html, listed};
use specwright_language::ir::{Api, Constraints, ErratumId, Shape, Source, TypeId};
use specwright_language::raw::Confidence;
use specwright_rust::Planned;
use specwright_rust::plan::Plan;

/// A page that is being written.
#[derive(Clone)]
pub(super) struct Scene<'a> {
    pub(super) api: &'a Api,
    pub(super) sitemap: &'a Sitemap,
    pub(super) marks: &'a Marks<'a>,
    pub(super) plan: &'a Plan,
    pub(super) planned: &'a Planned<'a>,
    /// Path of the page.
    pub(super) page: String,
    /// The family that names without one belong to.
    pub(super) family: Option<&'a str>,
}

/// Where something is documented, and what was decided about it.
#[derive(Default, Template)]
#[template(path = "reference/notes.html")]
pub(super) struct Notes {
    source: Html,
    /// Id, address, title and decision.
    errata: Vec<(String, String, Html, Html)>,
}

impl HtmlSafe for Notes {}

impl Notes {
    pub(super) fn is_empty(&self) -> bool {
        self.source.is_empty() && self.errata.is_empty()
    }
}

/// A definition with a name and a description.
#[derive(Default, Template)]
#[template(path = "reference/entry.html")]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) doc: Html,
    pub(super) facts: Vec<Html>,
    pub(super) notes: Notes,
    pub(super) badge: Option<Badge>,
    pub(super) cards: Vec<Card>,
}

impl HtmlSafe for Entry {}

impl Scene<'_> {
    pub(super) fn entry(&self, path: &str, name: &str, doc: &str) -> Entry {
        Entry {
            id: anchor(path),
            name: name.to_owned(),
            doc: self.doc(doc),
            badge: self.marks.badge(path),
            cards: self.cards(path),
            ..Entry::default()
        }
    }

    /// How the page links to a definition.
    pub(super) fn href(&self, path: &str) -> String {
        self.sitemap.href(&self.page, path).unwrap_or_default()
    }

    /// A name in a description that refers to a definition.
    fn lookup(&self, name: &str) -> Option<String> {
        let whole = name.contains('.') || name.starts_with(|first: char| first.is_ascii_uppercase());
        let candidates = [
            self.family.map(|family| format!("{family}.{name}")),
            whole.then(|| name.to_owned()),
            Some(format!("permissions.{name}")),
            Some(format!("errata.{name}")),
        ];
        candidates.into_iter().flatten().find_map(|path| self.sitemap.href(&self.page, &path))
    }

    /// A description of the specification.
    pub(super) fn doc(&self, markdown: &str) -> Html {
        text::blocks(markdown, &|name| self.lookup(name))
    }

    /// A description of the specification, inline.
    pub(super) fn line(&self, markdown: &str) -> Html {
        text::inline(markdown, &|name| self.lookup(name))
    }

    /// The first paragraph of a description.
    pub(super) fn summary(&self, markdown: &str) -> Html {
        self.line(markdown.trim().split("\n\n").next().unwrap_or_default())
    }

    /// A link to a definition, by its path.
    pub(super) fn path_link(&self, path: &str) -> Html {
        html!("<a href=\"{}\"><code>{}</code></a>", self.href(path), path)
    }

    /// A link to a definition with other words.
    pub(super) fn link(&self, path: &str, words: &str) -> Html {
        html!("<a href=\"{}\">{}</a>", self.href(path), words)
    }

    /// A link to a type, by its name.
    pub(super) fn type_link(&self, id: TypeId) -> Html {
        self.link(&self.type_path(id), &self.api.ty(id).name)
    }

    /// The path of a type: `v1.Thing`, or `Label` of the shared vocabulary.
    pub(super) fn type_path(&self, id: TypeId) -> String {
        crate::diff::type_name(self.api, id)
    }

    /// A type expression in words, with links.
    pub(super) fn shape(&self, shape: &Shape) -> Html {
        match shape {
            Shape::List(item) => html!("list of {}", self.shape(item)),
            Shape::Map(item) => html!("map of text to {}", self.shape(item)),
            Shape::Nullable(inner) => html!("{}, or null", self.shape(inner)),
            Shape::Named(id) => self.type_link(*id),
            Shape::Any => html!("any JSON"),
            Shape::Secret => html!("string"),
            Shape::EpochMillis => html!("time in milliseconds"),
            Shape::EpochSeconds => html!("time in seconds"),
            Shape::EpochSecondsText => html!("time in seconds, as text"),
            plain => html!("{}", plain.built_in().unwrap_or_default()),
        }
    }

    /// Where something is documented: "Reference, section 5.1, tables 5-1 and 5-2".
    pub(super) fn source(&self, source: &Source) -> Html {
        let Some(document) = self.api.documents.get(source.document) else { return Html::default() };
        let mut words = vec![self.link(&format!("documents.{}", document.name), &document.title)];
        words.extend(source.section.as_ref().map(|section| {
            // Code and pages have no numbered sections.
            let numbered = section.starts_with(|first: char| first.is_ascii_digit());
            html!("{}{}", if numbered { "section " } else { "" }, section)
        }));
        let tables = source.tables.iter().map(|table| html!("{}", table));
        match source.tables.len() {
            0 => {}
            1 => words.push(html!("table {}", Html::join(tables, ""))),
            _ => words.push(html!("tables {}", listed(tables, "and"))),
        }
        let words = Html::join(words, ", ");
        match source.confidence {
            Confidence::Stated => words,
            Confidence::Inferred => html!("{} <span class=\"flag unsure\">inferred</span>", words),
            Confidence::Guessed => html!("{} <span class=\"flag unsure\">a guess</span>", words),
        }
    }

    /// The releases that have an entry.
    pub(super) fn releases(&self, source: Option<&Source>) -> impl Iterator<Item = Html> {
        let phrases = source.map(|source| self.api.releases(source)).unwrap_or_default();
        phrases.into_iter().map(|phrase| html!("{}", phrase))
    }

    pub(super) fn notes(&self, source: Option<&Source>, errata: &[ErratumId]) -> Notes {
        let errata = errata.iter().map(|id| {
            let erratum = self.api.erratum(*id);
            let id = erratum.id.value.clone();
            (id.clone(), self.href(&format!("errata.{id}")), self.line(&erratum.title), self.line(&erratum.decision))
        });
        Notes { source: source.map(|source| self.source(source)).unwrap_or_default(), errata: errata.collect() }
    }

    /// What changed at a definition, without what is gone from it.
    pub(super) fn cards(&self, path: &str) -> Vec<Card> {
        let here = self.marks.at(path).iter().filter(|finding| !is_of_gone_row(finding));
        here.map(|finding| Card::new(finding, &self.page, self.sitemap)).collect()
    }

    /// The limits of a value in words.
    pub(super) fn limits(&self, constraints: &Constraints) -> Vec<Html> {
        let mut limits = Vec::new();
        let bounds = [(constraints.length, " characters"), (constraints.items, " entries")];
        limits.extend(constraints.range_in_words().map(|words| html!("{}", words)));
        limits.extend(bounds.into_iter().filter_map(|(bounds, unit)| {
            Some(match (bounds.min, bounds.max) {
                (Some(min), Some(max)) if min == max => html!("{}{}", min, unit),
                (Some(min), Some(max)) => html!("{} to {}{}", min, max, unit),
                (Some(min), None) => html!("at least {}{}", min, unit),
                (None, Some(max)) => html!("at most {}{}", max, unit),
                (None, None) => return None,
            })
        }));
        limits.extend(match (constraints.format, &constraints.pattern) {
            (Some(format), _) => Some(html!("{}", format.words())),
            (None, pattern) => pattern.as_ref().map(|pattern| html!("matches {}", code(pattern))),
        });
        let values = constraints.values.iter().map(|value| code(value));
        limits.extend((!constraints.values.is_empty()).then(|| html!("only {}", listed(values, "or"))));
        for (word, inner) in [("each", &constraints.each), ("keys", &constraints.keys)] {
            let inner = inner.iter().flat_map(|inner| self.limits(inner));
            limits.extend(inner.map(|limit| html!("{}: {}", word, limit)));
        }
        limits
    }
}
