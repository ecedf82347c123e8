//! Summaries: the first sentence of a description.

/// Returns the first sentence of a description in one line, without its period.
pub(super) fn of(doc: &str) -> String {
    let paragraph = doc.trim().split("\n\n").next().unwrap_or_default().replace('\n', " ");
    let ends = paragraph.match_indices(". ").map(|(end, _)| end);
    let end = ends.into_iter().find(|end| is_end(&paragraph[..*end], paragraph[end + 1..].trim_start()));
    end.map_or(paragraph.as_str(), |end| &paragraph[..end]).trim_end_matches('.').to_owned()
}

/// Words with a period that does not end a sentence. Such words with a period inside, as in `e.g.`, are known by it.
const ABBREVIATIONS: &[&str] = &["approx", "cf", "incl", "resp", "vs"];

/// Words with a period that belongs to the number behind it.
const NUMBERED: &[&str] = &["ch", "fig", "no", "nos", "sec", "vol"];

/// Whether a period between two parts of a paragraph ends a sentence.
fn is_end(before: &str, after: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default().to_lowercase();
    let in_code = before.matches('`').count() % 2 == 1;
    let goes_on = after.starts_with(char::is_lowercase);
    let number = after.starts_with(|c: char| c.is_ascii_digit()) && NUMBERED.contains(&&*word);
    let abbreviation = ABBREVIATIONS.contains(&&*word) || is_abbreviation(&word);
    !(in_code || goes_on || number || abbreviation)
}

/// Whether a word consists of single letters with periods in between.
fn is_abbreviation(word: &str) -> bool {
    word.contains('.') && word.split('.').all(|part| part.chars().count() == 1 && part.starts_with(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn a_summary_is_the_first_sentence() {
        for (doc, summary) in [
            ("", ""),
            ("Lists things.", "Lists things"),
            ("Lists things", "Lists things"),
            ("Lists things. Pages have\n100 of them.", "Lists things"),
            ("Lists things\nof a project.\n\nMore. And more.", "Lists things of a project"),
            (
                "Lists things, e.g. for a list, version 1.2 of it. More.",
                "Lists things, e.g. for a list, version 1.2 of it",
            ),
            ("Lists things (i.e. All of them). More.", "Lists things (i.e. All of them)"),
            ("Compares V2 vs. V3. More.", "Compares V2 vs. V3"),
            ("Gets thing no. 5 of the list. More.", "Gets thing no. 5 of the list"),
            ("Says yes or no. The answer counts.", "Says yes or no"),
            ("Reads `a. B` of a thing. More.", "Reads `a. B` of a thing"),
            ("Calls www.example.com. More.", "Calls www.example.com"),
            ("Lists things of version 1. `all` lists all.", "Lists things of version 1"),
            ("Löscht größe. Ändert nichts.", "Löscht größe"),
        ] {
            assert_eq!(of(doc), summary, "{doc}");
        }
    }
}
