//! Source files and places in them. Knows nothing of what the files say.

use std::collections::BTreeSet;
use std::fmt;
use std::fs::DirEntry;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A file of the specification.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path relative to the specification's directory, with `/` on every platform.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// Number of a file in a [`SourceMap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A range of bytes in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// Returns whether another span is inside this one.
    pub fn contains(self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }

    /// Returns the first character of this span of a file.
    pub fn first(self, text: &str) -> Span {
        let first = text.get(self.start as usize..self.end as usize).and_then(|text| text.chars().next());
        self.part(0, first.map_or(0, char::len_utf8))
    }

    /// Returns the part of this span between two byte offsets relative to its start.
    pub fn part(self, from: usize, to: usize) -> Span {
        let at = |offset: usize| (self.start + offset as u32).min(self.end);
        Span { file: self.file, start: at(from), end: at(to).max(at(from)) }
    }
}

/// A value and the place where it is written.
#[derive(Clone, Debug)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it is written.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Creates a value with its place.
    pub fn new(value: T, span: Span) -> Spanned<T> {
        Spanned { value, span }
    }
}

impl<T> std::ops::Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Display> fmt::Display for Spanned<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(formatter)
    }
}

/// The first byte of the line of a place.
pub(crate) fn line_start(text: &str, offset: usize) -> usize {
    text[..offset].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The end of the line of a place, before its line break.
pub(crate) fn line_end(text: &str, offset: usize) -> usize {
    text[offset..].find('\n').map_or(text.len(), |length| offset + length)
}

/// All files of a specification, sorted by path.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    /// Printed before every path in diagnostics, such as `spec/`.
    pub prefix: String,
    files: Vec<SourceFile>,
    /// The first byte of each line, once it was asked for.
    lines: Vec<OnceLock<Vec<u32>>>,
}

impl SourceMap {
    /// Creates a map of files, which may be in any order.
    pub fn new(prefix: impl Into<String>, mut files: Vec<SourceFile>) -> SourceMap {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let mut prefix = prefix.into();
        if !prefix.is_empty() && !prefix.ends_with('/') {
            prefix.push('/');
        }
        let lines = files.iter().map(|_| OnceLock::new()).collect();
        SourceMap { prefix, files, lines }
    }

    /// Reads every `.yaml` and `.json` file below a directory. Other files are left alone.
    ///
    /// # Errors
    /// If something cannot be read, there is no such file, or there is a `.yml` file, which would silently be missed.
    pub fn read(directory: &Path, prefix: impl Into<String>) -> Result<SourceMap, ReadError> {
        let mut files = Vec::new();
        read_directory(directory, "", &mut BTreeSet::new(), &mut files)?;
        if files.is_empty() {
            return Err(ReadError {
                path: directory.display().to_string(),
                reason: "no .yaml file here: is this the directory of a specification?".to_owned(),
            });
        }
        Ok(SourceMap::new(prefix, files))
    }

    /// Returns the files with their numbers, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId(index as u32), file))
    }

    /// Returns the file with this number.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// Returns the file at this path.
    pub fn find(&self, path: &str) -> Option<(FileId, &SourceFile)> {
        let index = self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        Some((FileId(index as u32), &self.files[index]))
    }

    /// Returns the place of the first character of a file, for what concerns the whole file.
    pub fn first_character(&self, file: FileId) -> Span {
        let length = self.file(file).text.chars().next().map_or(0, char::len_utf8);
        Span { file, start: 0, end: length as u32 }
    }

    /// Returns the path as printed in diagnostics.
    pub fn display_path(&self, id: FileId) -> String {
        format!("{}{}", self.prefix, self.file(id).path)
    }

    /// Returns line and column, both counted from one, the column in characters.
    pub fn line_column(&self, span: Span) -> (usize, usize) {
        let text = &self.file(span.file).text;
        let starts = self.lines[span.file.0 as usize].get_or_init(|| {
            let after = text.match_indices('\n').map(|(newline, _)| newline as u32 + 1);
            std::iter::once(0).chain(after).collect()
        });
        let end = text.len().min(span.start as usize);
        let line = starts.partition_point(|start| *start as usize <= end);
        let before = text.get(starts[line - 1] as usize..end).unwrap_or_default();
        (line, before.chars().count() + 1)
    }

    /// Returns the text that a span covers.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }
}

/// A file or directory that could not be read.
#[derive(Debug)]
pub struct ReadError {
    /// The file or directory.
    pub path: String,
    /// What went wrong.
    pub reason: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "cannot read {}: {}", self.path, self.reason)
    }
}

impl std::error::Error for ReadError {}

/// Reads a directory, through links too, but never one a second time: links in a circle have no end.
fn read_directory(
    directory: &Path,
    relative: &str,
    read: &mut BTreeSet<PathBuf>,
    files: &mut Vec<SourceFile>,
) -> Result<(), ReadError> {
    let failed = |path: &Path, reason: String| ReadError { path: path.display().to_string(), reason };
    let place = std::fs::canonicalize(directory).map_err(|error| failed(directory, error.to_string()))?;
    if !read.insert(place) {
        return Err(failed(directory, "it is reached twice, because of a symbolic link".to_owned()));
    }
    let entries: Result<Vec<DirEntry>, _> = std::fs::read_dir(directory).and_then(Iterator::collect);
    let mut entries = entries.map_err(|error| failed(directory, error.to_string()))?;
    entries.sort_by_key(DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let Ok(name) = entry.file_name().into_string() else {
            return Err(failed(&path, "the name is not UTF-8".to_owned()));
        };
        if name.starts_with('.') {
            continue;
        }
        let relative = if relative.is_empty() { name.clone() } else { format!("{relative}/{name}") };
        if path.is_dir() {
            read_directory(&path, &relative, read, files)?;
        } else if name.ends_with(".yml") {
            return Err(failed(&path, "files of a specification end in .yaml: rename it".to_owned()));
        } else if name.ends_with(".yaml") || name.ends_with(".json") {
            if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
                return Err(failed(&path, "it is not a regular file".to_owned()));
            }
            let text = std::fs::read_to_string(&path).map_err(|error| failed(&path, error.to_string()))?;
            files.push(SourceFile { path: relative, text });
        }
    }
    Ok(())
}
