//! The specification that an operation is added to.

use specwright_language::diagnostics::{Diagnostic, Rule};
use specwright_language::source::SourceMap;

use super::Plan;
use crate::{Specification, analyze};

/// A specification to add an operation to.
///
/// A run that was killed has written the example, and not yet the operation: an unused example is no error here.
#[derive(Debug)]
pub struct Base {
    /// The specification.
    pub specification: Specification,
    /// Its files, without unused examples.
    pub sources: SourceMap,
    /// All files, and what is wrong with the unused examples.
    read: SourceMap,
    unused: Vec<Diagnostic>,
}

impl Base {
    /// Reads a specification.
    ///
    /// # Errors
    /// Returns what is wrong with it, and its files.
    pub fn read(read: SourceMap) -> Result<Base, (Vec<Diagnostic>, SourceMap)> {
        let (unused, sources) = match analyze(&read) {
            Ok(specification) => {
                return Ok(Base { specification, sources: read.clone(), read, unused: Vec::new() });
            }
            Err(problems) if problems.iter().all(|problem| problem.rule == Rule::UNUSED_FILE) => {
                let is_used = |id| problems.iter().all(|problem| problem.primary.span.file != id);
                let used = read.iter().filter(|(id, _)| is_used(*id)).map(|(_, file)| file.clone()).collect();
                (problems, SourceMap::new(read.prefix.clone(), used))
            }
            Err(problems) => return Err((problems, read)),
        };
        match analyze(&sources) {
            Ok(specification) => Ok(Base { specification, sources, read, unused }),
            Err(_) => Err((unused, read)),
        }
    }

    /// Returns what stays wrong with a planned operation: unused examples that are not the one of the plan.
    ///
    /// # Errors
    /// Returns them, and the files.
    pub fn accepts(&self, plan: &Plan) -> Result<(), (Vec<Diagnostic>, &SourceMap)> {
        let is_foreign = |problem: &&Diagnostic| {
            let file = self.read.file(problem.primary.span.file);
            plan.files.get(&file.path).is_none_or(|(_, new)| *new != file.text)
        };
        let foreign: Vec<Diagnostic> = self.unused.iter().filter(is_foreign).cloned().collect();
        if foreign.is_empty() { Ok(()) } else { Err((foreign, &self.read)) }
    }
}
