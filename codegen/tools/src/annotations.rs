//! Annotations of GitHub's workflows: remarks at lines of files, made by what a step prints.

use std::fmt::Write;

/// How many annotations of a kind a step may have.
const MOST: usize = 10;

/// What an annotation looks like; the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Error,
    Warning,
    Notice,
}

impl Kind {
    const ALL: [Kind; 3] = [Kind::Error, Kind::Warning, Kind::Notice];

    fn as_str(self) -> &'static str {
        match self {
            Kind::Error => "error",
            Kind::Warning => "warning",
            Kind::Notice => "notice",
        }
    }
}

/// A remark.
pub(crate) struct Annotation<'a> {
    pub(crate) kind: Kind,
    pub(crate) title: &'a str,
    /// The file of the finding. Without one, it belongs to the whole run.
    pub(crate) file: Option<&'a str>,
    /// Line and column of the first character, from one.
    pub(crate) start: (usize, usize),
    /// Line and column behind the last character.
    pub(crate) end: Option<(usize, usize)>,
    pub(crate) message: String,
}

/// One line for each of the first annotations of each kind. `rest` says where the others are.
pub(crate) fn annotations(all: &[Annotation<'_>], rest: &str) -> String {
    let mut out = String::new();
    let mut left = 0;
    for kind in Kind::ALL {
        let of_kind = all.iter().filter(|annotation| annotation.kind == kind);
        left += of_kind.clone().count().saturating_sub(MOST);
        for annotation in of_kind.take(MOST) {
            let _ = writeln!(out, "{}", line(annotation));
        }
    }
    if left > 0 {
        let _ = writeln!(out, "::notice::{}", data(&format!("{left} more; {rest}").replace('`', "'")));
    }
    out
}

fn line(annotation: &Annotation<'_>) -> String {
    let (kind, title) = (annotation.kind.as_str(), property(annotation.title));
    let Some(path) = annotation.file else {
        return format!("::{kind} title={title}::{}", data(&annotation.message));
    };
    let (line, column) = annotation.start;
    let end = match annotation.end {
        // Columns count only within one line.
        Some((end, last)) if end == line => format!(",endLine={end},endColumn={last}"),
        Some((end, _)) => format!(",endLine={end}"),
        None => String::new(),
    };
    // The list of all annotations shows no places.
    let message = data(&format!("{path}:{line}: {}", annotation.message));
    format!("::{kind} file={},line={line},col={column}{end},title={title}::{message}", property(path))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
