//! Lists whose order says nothing: they ascend.

use super::Lint;
use crate::diagnostics::{Diagnostic, Rule};
use crate::source::Span;

impl Lint<'_> {
    pub(super) fn lists(&mut self) {
        let api = self.api;
        for operation in &api.operations {
            let at = operation.name.span;
            self.ascending(at, "errors", &operation.errors, "statuses", u16::to_string);
            let permissions: Vec<&str> =
                operation.permissions.iter().map(|id| api.permission(*id).name.as_str()).collect();
            self.ascending(at, "permissions", &permissions, "permissions", |name| (*name).to_owned());
        }
        for catalog in &api.error_catalogs {
            let mut codes = catalog.codes.iter();
            let Some(mut last) = codes.next() else { continue };
            for code in codes {
                if order(&code.name) < order(&last.name) {
                    let message = format!("the codes of `{}` do not ascend", catalog.name);
                    self.sink.push(
                        Diagnostic::new(Rule::UNSORTED_LIST, code.name.span, message)
                            .label("belongs further up")
                            .also(last.name.span, "greater, but before it"),
                    );
                    break;
                }
                last = code;
            }
        }
    }

    fn ascending<T: Ord>(&mut self, entry: Span, key: &str, list: &[T], what: &str, text: impl Fn(&T) -> String) {
        if list.is_sorted() {
            return;
        }
        let mut order: Vec<usize> = (0..list.len()).collect();
        order.sort_by_key(|index| &list[*index]);
        let place = self.places.key(entry, &[key]);
        let diagnostic = Diagnostic::new(Rule::UNSORTED_LIST, place, format!("the {what} do not ascend"));
        let diagnostic = diagnostic.label("not in order");
        let diagnostic = diagnostic.edit("sort them", self.places.reorder(entry, key, &order)).safe();
        let sorted: Vec<String> = order.into_iter().map(|index| text(&list[index])).collect();
        self.sink.push(diagnostic.or_help(format!("write `{key}: [{}]`", sorted.join(", "))));
    }
}

/// Codes that are numbers stand first, in the order of the numbers.
fn order(code: &str) -> (bool, Option<u64>, &str) {
    let number = code.parse().ok();
    (number.is_none(), number, code)
}
