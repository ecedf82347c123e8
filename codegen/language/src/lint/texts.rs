//! Descriptions: whether they exist, are finished, say more than the name, and are readable.

use super::{Lint, markup};
use crate::case;
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use crate::source::{FileId, Span};

/// Placeholders for a description.
const LATER: &[&str] = &["TODO", "TBD", "TBA", "FIXME", "XXX"];

/// Descriptions without information.
const NOTHING: &[&str] = &["n a", "doc", "description", "see above", "lorem ipsum"];

/// Words with a grammatical function only.
const GRAMMAR: &[&str] = &["a", "an", "the", "of", "this", "that", "its", "it", "is", "s"];

impl Lint<'_> {
    pub(super) fn texts(&mut self) {
        let api = self.api;
        if let Some((file, _)) = self.sources.find("api.yaml") {
            self.doc_of_file(file, &api.doc);
        }
        let shared = api.families.iter().map(|entry| (&entry.name, &entry.doc));
        let shared = shared.chain(api.hosts.iter().map(|entry| (&entry.name, &entry.doc)));
        let shared = shared.chain(api.auth.iter().map(|entry| (&entry.name, &entry.doc)));
        let shared = shared.chain(api.error_styles.iter().map(|entry| (&entry.name, &entry.doc)));
        let shared = shared.chain(api.client_parameters.iter().map(|entry| (&entry.name, &entry.doc)));
        let shared = shared.chain(api.documents.iter().map(|entry| (&entry.name, &entry.doc)));
        let shared = shared.chain(api.permissions.iter().map(|entry| (&entry.name, &entry.doc)));
        for (name, doc) in shared {
            self.text(name.span, &["doc"], doc);
        }
        for parameter in &api.client_parameters {
            self.repetition(parameter.name.span, &parameter.doc, &parameter.name, &[]);
        }
        for group in &api.groups {
            self.doc_of_file(group.name.span.file, &group.doc);
        }
        for operation in &api.operations {
            self.texts_of_operation(operation);
        }
        let is_written = |ty: &&Type| !matches!(&ty.kind, TypeKind::Shaped(union) if union.is_outcome());
        for ty in api.types.iter().filter(is_written) {
            self.text(ty.name.span, &["doc"], &ty.doc);
            self.repetition(ty.name.span, &ty.doc, &ty.name, &[]);
            let around: Vec<String> = words(&ty.name).collect();
            match &ty.kind {
                TypeKind::Struct(fields) => fields.iter().for_each(|field| self.texts_of_field(field, &around)),
                TypeKind::Enum(enumeration) => {
                    for value in &enumeration.values {
                        self.text(value.name.span, &["doc"], &value.doc);
                        self.repetition(value.name.span, &value.doc, &value.name, &around);
                    }
                }
                TypeKind::Union(_) | TypeKind::Shaped(_) | TypeKind::Id(_) => {}
            }
        }
        for catalog in &api.error_catalogs {
            self.text(catalog.name.span, &["doc"], &catalog.doc);
            for code in &catalog.codes {
                self.text(code.name.span, &["doc"], &code.doc);
                self.repetition(code.name.span, &code.doc, &code.rust_name, &[]);
                code.remedy.iter().for_each(|remedy| self.text(code.name.span, &["remedy"], remedy));
            }
        }
        for erratum in &api.errata {
            for (key, text) in [("decision", &erratum.decision), ("evidence", &erratum.evidence)] {
                // A decision may begin with a name of the API, as that stands on the wire.
                if !matches!(fault(text), Some(Fault::Beginning)) {
                    self.text(erratum.id.span, &[key], text);
                }
            }
        }
    }

    fn texts_of_operation(&mut self, operation: &Operation) {
        let at = operation.name.span;
        self.text(at, &["doc"], &operation.doc);
        if let Some(text) = &operation.deprecated {
            self.text(at, &["deprecated"], text);
            self.deprecation(at, text);
        }
        for parameter in operation.parameters.iter().filter(|parameter| !parameter.from_client) {
            self.text(parameter.name.span, &["doc"], &parameter.doc);
            self.repetition(parameter.name.span, &parameter.doc, &parameter.name, &[]);
        }
        let status = operation.response.status.to_string();
        operation.response.doc.iter().for_each(|text| self.text(at, &["responses", &status, "doc"], text));
        for other in &operation.other_successes {
            let status = other.status.to_string();
            other.doc.iter().for_each(|text| self.text(at, &["responses", &status, "doc"], text));
        }
        let conditional = operation.conditional.iter().filter_map(|conditional| conditional.doc.as_ref());
        conditional.for_each(|text| self.text(at, &["conditional", "doc"], text));
        for code in operation.stream.iter().flat_map(|stream| &stream.close) {
            self.text(at, &["stream", "close", &code.code.to_string()], &code.doc);
        }
        for example in &operation.examples {
            self.text(example.name.span, &["doc"], &example.doc);
        }
    }

    fn texts_of_field(&mut self, field: &Field, around: &[String]) {
        self.text(field.name.span, &["doc"], &field.doc);
        self.repetition(field.name.span, &field.doc, &field.name, around);
        if let Some(text) = &field.deprecated {
            self.text(field.name.span, &["deprecated"], text);
            self.deprecation(field.name.span, text);
        }
    }

    fn doc_of_file(&mut self, file: FileId, doc: &str) {
        let place = self.places.root(file, "doc");
        if let Some(wrong) = fault(doc) {
            self.wrong_text(place, wrong);
        }
        self.characters(place, doc);
    }

    /// Checks the description under some keys of the entry whose key is at `entry`.
    fn text(&mut self, entry: Span, keys: &[&str], text: &str) {
        let wrong = fault(text);
        // Without these, nothing can be wrong with characters and Markdown.
        let harmless = |byte: u8| byte.is_ascii() && !matches!(byte, b'<' | b'[' | b':');
        if wrong.is_none() && text.bytes().all(harmless) {
            return;
        }
        let place = self.places.text(entry, keys);
        if let Some(wrong) = wrong {
            self.wrong_text(place, wrong);
        }
        self.characters(place, text);
    }

    /// Checks for unusual characters and broken Markdown.
    fn characters(&mut self, place: Span, text: &str) {
        if let Some(odd) = text.chars().find(|c| markup::odd(*c).is_some()) {
            let (what, better) = markup::odd(odd).unwrap_or_default();
            // A text with escapes or in several pieces shows the character elsewhere.
            let found = self.sources.text(place).find(odd);
            let span = found.map_or(place, |at| place.part(at, at + odd.len_utf8()));
            let code = format!("U+{:04X}", u32::from(odd));
            let message = format!("the text has {what}, {code}");
            let diagnostic = Diagnostic::new(Rule::ODD_CHARACTER, span, message).label("does not belong here");
            self.sink.push(match better {
                Some(better) if found.is_some() => {
                    let diagnostic = diagnostic.fix("write", span, better);
                    let written = self.sources.text(place).split_once(odd).unwrap_or_default();
                    // With a blank, these would mean a key or a comment.
                    let joins = written.0.ends_with(':') || written.1.starts_with('#');
                    let plain = better.is_empty() || (odd.is_whitespace() && !joins);
                    if plain { diagnostic.safe() } else { diagnostic }
                }
                _ => diagnostic.help("write it in plain English punctuation"),
            });
        }
        if let Some((part, what, help)) = markup::broken(text) {
            let found = self.sources.text(place).find(part);
            let span = found.map_or(place, |at| place.part(at, at + part.len()));
            let message = format!("`{part}` is {what}");
            self.sink
                .push(Diagnostic::new(Rule::BROKEN_MARKDOWN, span, message).label("in the documentation").help(help));
        }
    }

    /// A note on what is deprecated that does not say what to use instead.
    fn deprecation(&mut self, entry: Span, text: &str) {
        const SAID: &[&str] =
            &["use", "instead", "replaced", "successor", "replacement", "no other", "nothing", "names no"];
        let lower = text.to_lowercase();
        if text.contains('`') || SAID.iter().any(|word| lower.contains(word)) || fault(text).is_some() {
            return;
        }
        let place = self.places.text(entry, &["deprecated"]);
        self.sink.push(
            Diagnostic::new(Rule::VAGUE_DEPRECATION, place, "the text does not say what to use instead")
                .label("leaves users alone")
                .help("name the replacement, or say that there is none"),
        );
    }

    fn wrong_text(&mut self, place: Span, wrong: Fault) {
        let (rule, message, label) = match wrong {
            Fault::Placeholder => (Rule::PLACEHOLDER_DOC, "the text is still to be written", "says nothing"),
            Fault::Beginning => {
                (Rule::UNFINISHED_DOC, "the text does not begin with a capital letter", "begins in small letters")
            }
            Fault::End => (Rule::UNFINISHED_DOC, "the text has no full stop at its end", "ends without a full stop"),
        };
        self.report(rule, place, message, label);
    }

    /// Returns whether a description only repeats the name and the words of the enclosing type.
    fn repetition(&mut self, entry: Span, text: &str, name: &str, around: &[String]) {
        let own: Vec<String> = words(name).collect();
        let mut repeats = false;
        // Most texts say something new with their first words.
        for word in words(text).filter(|word| !GRAMMAR.contains(&word.as_str())) {
            repeats |= own.contains(&word);
            if !own.contains(&word) && !around.contains(&word) {
                return;
            }
        }
        // A text such as `GitHub.` says how a name is spelled.
        let spelled = text.chars().skip(1).any(char::is_uppercase);
        if !repeats || spelled || fault(text).is_some() {
            return;
        }
        let place = self.places.text(entry, &["doc"]);
        self.sink.push(
            Diagnostic::new(Rule::REPETITIVE_DOC, place, format!("the text of `{name}` only repeats the name"))
                .label("says nothing new")
                .help("say what it is good for, where the value comes from, or which form it has"),
        );
    }
}

/// Returns what is wrong with a description by itself.
#[derive(Clone, Copy)]
enum Fault {
    Placeholder,
    Beginning,
    End,
}

fn fault(text: &str) -> Option<Fault> {
    let text = text.trim();
    let words = || text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    // No text that says nothing has more words than two.
    let beginning: Vec<&str> = words().take(3).collect();
    let says_nothing = beginning.len() < 3 && NOTHING.contains(&beginning.join(" ").to_lowercase().as_str());
    if beginning.concat().len() < 2 || says_nothing || words().any(|word| LATER.contains(&word)) {
        return Some(Fault::Placeholder);
    }
    let first = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    // A word such as `gRPC` is written like this everywhere.
    if first.starts_with(char::is_lowercase) && !first.contains(char::is_uppercase) {
        return Some(Fault::Beginning);
    }
    let last = text.lines().next_back().unwrap_or_default();
    let item = last.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
    let block =
        last.starts_with("    ") || ["- ", "* ", "+ ", ". ", "|", "```"].iter().any(|mark| item.starts_with(mark));
    let end = text.trim_end_matches([')', '"', '”', '’', '*', '_', '`']);
    (!block && !end.ends_with(['.', '!', '?', '…'])).then_some(Fault::End)
}

/// Returns the words of a description in one form: lower case, singular.
fn words(text: &str) -> impl Iterator<Item = String> {
    let parts = text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|part| !part.is_empty());
    parts.flat_map(|part| case::words(part).split(' ').map(singular).collect::<Vec<_>>())
}

fn singular(word: &str) -> String {
    let word = if matches!(word, "identifier" | "ids") { "id" } else { word };
    match word.strip_suffix("ies") {
        Some(stem) if stem.len() > 2 => format!("{stem}y"),
        _ if word.len() > 3 && !word.ends_with("ss") => word.strip_suffix('s').unwrap_or(word).to_owned(),
        _ => word.to_owned(),
    }
}
