//! Definitions in the source files of a package: classes, structs and whole files, with the names that they have on the
//! wire.
//!
//! Nothing is parsed in full. A definition begins with its keyword at the begin of a line, and ends where the next line
//! of the same depth does.

use std::collections::BTreeMap;
use std::path::Path;

use specwright_language::diagnostics::closest;

/// The source files of a package.
#[derive(Debug, Default)]
pub struct Edition {
    /// The definitions by name.
    definitions: BTreeMap<String, Vec<Definition>>,
}

/// A definition, or a file.
#[derive(Debug)]
pub(super) struct Definition {
    /// The directories and the file, without its extension.
    path: Vec<String>,
    members: BTreeMap<String, Member>,
    text: String,
}

/// A name on the wire.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    /// Whether encoding leaves out an empty value.
    pub(super) may_be_absent: bool,
}

/// Languages of the files that are read.
#[derive(Clone, Copy)]
enum Language {
    Python,
    Go,
    Java,
    TypeScript,
}

fn language(extension: &str) -> Option<Language> {
    Some(match extension {
        "py" => Language::Python,
        "go" => Language::Go,
        "java" => Language::Java,
        "ts" | "js" => Language::TypeScript,
        _ => return None,
    })
}

/// Whether files with the extension are read.
pub(super) fn is_extension(extension: &str) -> bool {
    language(extension).is_some()
}

impl Edition {
    /// Whether a file has definitions, by its extension.
    pub fn reads(path: &Path) -> bool {
        path.extension().and_then(|extension| extension.to_str()).is_some_and(is_extension)
    }

    /// Adds the definitions of a file. `path` is relative to the package.
    pub fn add(&mut self, path: &Path, text: &str) {
        let extension = path.extension().and_then(|extension| extension.to_str());
        let Some(language) = extension.and_then(language) else { return };
        let words: Vec<String> =
            path.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut insert = |name: String, text: &str| {
            let definition =
                Definition { path: words.clone(), members: members(language, text), text: text.to_owned() };
            self.definitions.entry(name).or_default().push(definition);
        };
        insert(file, text);
        let lines: Vec<&str> = text.lines().collect();
        for (index, line) in lines.iter().enumerate() {
            if let Some(name) = defined(language, line) {
                let rest = &lines[index + 1..];
                let end = rest.iter().position(|line| ends(language, line)).unwrap_or(rest.len());
                insert(name.to_owned(), &lines[index..=index + end].join("\n"));
            }
        }
    }

    /// Finds the definitions of a name in files whose path has all these directories.
    pub(super) fn find(&self, directories: &[&str], name: &str) -> Vec<&Definition> {
        let all = self.definitions.get(name).into_iter().flatten();
        all.filter(|definition| {
            directories.iter().all(|directory| definition.path.iter().any(|part| part == directory))
        })
        .collect()
    }

    /// Returns a definition whose name is nearly the same.
    pub(super) fn near(&self, name: &str) -> Option<&str> {
        closest(name, self.definitions.keys().map(String::as_str))
    }
}

impl Definition {
    pub(super) fn member(&self, name: &str) -> Option<Member> {
        self.members.get(name).copied()
    }

    /// Whether a value is in it, as a constant or in the description of a field.
    pub(super) fn has_value(&self, value: &str) -> bool {
        self.text.match_indices(value).any(|(start, _)| {
            // Descriptions in other scripts have no blanks around values.
            let ends =
                |letter: Option<char>| letter.is_none_or(|letter| !letter.is_ascii_alphanumeric() && letter != '_');
            ends(self.text[..start].chars().next_back()) && ends(self.text[start + value.len()..].chars().next())
        })
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.members.keys().map(String::as_str)
    }
}

/// The name that a line begins to define.
fn defined(language: Language, line: &str) -> Option<&str> {
    let keywords: &[&str] = match language {
        Language::Python => &["class "],
        Language::Go => &["type "],
        Language::Java => &["class ", "interface ", "enum "],
        Language::TypeScript => &["class ", "interface ", "enum ", "type "],
    };
    let is_at_the_margin = !line.starts_with([' ', '\t', '/', '#', '*']);
    let mut starts = keywords.iter().filter_map(|keyword| line.find(keyword).map(|start| start + keyword.len()));
    let start = starts.next().filter(|_| is_at_the_margin)?;
    let name = line[start..].split(|letter: char| !letter.is_alphanumeric() && letter != '_').next()?;
    (!name.is_empty()).then_some(name)
}

/// Whether a line ends the definition before it.
fn ends(language: Language, line: &str) -> bool {
    match language {
        Language::Python => !line.is_empty() && !line.starts_with([' ', '\t', '#', ')']),
        Language::Go | Language::Java | Language::TypeScript => line.starts_with('}'),
    }
}

fn members(language: Language, text: &str) -> BTreeMap<String, Member> {
    let mut members = BTreeMap::new();
    let mut add = |name: &str, may_be_absent| {
        members.entry(name.to_owned()).or_insert(Member { may_be_absent });
    };
    match language {
        Language::Python => {
            // The names of attributes are mapped to those on the wire.
            let map = text.split_once("attribute_map = {").and_then(|(_, rest)| rest.split('}').next());
            map.into_iter()
                .flat_map(str::lines)
                .filter_map(|line| quoted(line).last())
                .for_each(|name| add(name, false));
        }
        Language::Go => {
            let tags = text.split("json:\"").skip(1).filter_map(|tag| tag.split('"').next());
            for tag in tags {
                let (name, options) = tag.split_once(',').unwrap_or((tag, ""));
                add(name, options.contains("omitempty") || options.contains("omitzero"));
            }
        }
        Language::Java | Language::TypeScript => words(text).for_each(|word| add(word, false)),
    }
    members
}

/// Returns what is between single quotes.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('\'').skip(1).step_by(2)
}

/// Returns the words that can be names.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edition(file: &str, text: &str) -> Edition {
        let mut edition = Edition::default();
        edition.add(Path::new(file), text);
        edition
    }

    #[test]
    fn python_names_are_those_on_the_wire() {
        let text = "\
class Book:
    openapi_types = {
        'shelf_mark': 'str'
    }
    attribute_map = {
        'shelf_mark': 'shelfMark'
    }
    KIND_NOVEL = \"novel\"

class Shelf:
    attribute_map = {
        'row': 'row'
    }
";
        let edition = edition("shop/v2/model/book.py", text);
        let found = edition.find(&["v2", "model"], "Book");
        assert_eq!(found[0].names().collect::<Vec<_>>(), ["shelfMark"]);
        assert!(found[0].has_value("novel") && !found[0].has_value("nov"));
        assert!(edition.find(&["v3"], "Book").is_empty());
        assert_eq!(edition.near("Boook"), Some("Book"));
    }

    #[test]
    fn go_tags_tell_what_may_be_absent() {
        let text = "type Book struct {\n\tTitle string `json:\"title\"`\n\tMark string `json:\"mark,omitempty\"`\n}\n\ntype Shelf struct {\n\tRow int `json:\"row\"`\n}\n";
        let edition = edition("book.go", text);
        let book = edition.find(&[], "Book")[0];
        assert!(!book.member("title").unwrap().may_be_absent && book.member("mark").unwrap().may_be_absent);
        assert!(book.member("row").is_none());
        assert!(edition.find(&[], "book.go")[0].member("row").is_some(), "a file has everything in it");
    }

    #[test]
    fn java_ends_with_its_brace() {
        let edition =
            edition("Book.java", "public class Book {\n  private String title;\n}\nclass Shelf {\n  int row;\n}\n");
        let book = edition.find(&[], "Book")[0];
        assert!(book.member("title").is_some() && book.member("row").is_none());
    }
}
