//! Documentation of the releases that have an entry.

use specwright_language::ir::{Api, Source};

use super::docs::{capital, paragraph};
use crate::plan::Docs;

/// "Since Terminal 2.1.0."
pub(super) fn sentences(api: &Api, source: &Source) -> Vec<String> {
    api.releases(source).iter().map(|phrase| format!("{}.", capital(phrase))).collect()
}

/// Adds them as a paragraph.
pub(super) fn add(docs: &mut Docs, api: &Api, source: &Source) {
    paragraph(docs, &sentences(api, source).join(" "));
}
