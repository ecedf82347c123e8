//! `--format NAME[=FILE]`: in which formats a command tells what it found.

use std::path::PathBuf;

use specwright_tools::diagnostics::Style;
use specwright_tools::output;

use crate::outcome::Failure;
use crate::terminal::print_to;

/// A format, and the file that it goes into; none: standard output.
#[derive(Clone)]
pub(crate) struct Format {
    pub(crate) name: String,
    file: Option<PathBuf>,
}

impl Format {
    /// Reads formats of these names.
    pub(crate) fn one_of(names: &'static [&'static str]) -> impl Fn(&str) -> Result<Format, String> + Clone {
        move |text| {
            let (name, file) = match text.split_once('=') {
                Some((_, "")) => return Err("name a file after `=`".to_owned()),
                Some((name, file)) => (name, Some(PathBuf::from(file))),
                None => (text, None),
            };
            match names.split_last() {
                _ if names.contains(&name) => Ok(Format { name: name.to_owned(), file }),
                Some((last, others)) => Err(format!("`{name}` is none of {} and {last}", others.join(", "))),
                None => Err(format!("there is no format `{name}`")),
            }
        }
    }

    /// The formats to write: text, unless others were chosen.
    pub(crate) fn chosen(formats: &[Format]) -> Vec<Format> {
        if formats.is_empty() {
            return vec![Format { name: "text".to_owned(), file: None }];
        }
        formats.to_vec()
    }

    /// How text is rendered. Standard output takes the colors out again where they are not wanted.
    pub(crate) fn style(&self) -> Style {
        if self.file.is_none() { Style::Colored } else { Style::Plain }
    }

    /// Writes what was found to where it belongs.
    pub(crate) fn write(&self, rendered: &str) -> Result<(), Failure> {
        match &self.file {
            Some(file) => Ok(output::replace(file, rendered)?),
            None => print_to(anstream::stdout(), rendered),
        }
    }
}
