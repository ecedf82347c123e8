//! A back end that has nothing to do with Rust, from the language alone: a table of what callers give to operations.

use std::path::Path;

use specwright_language::diagnostics::{Diagnostic, Rule, Sink, Style, render};
use specwright_language::ir::Api;
use specwright_language::places::Places;
use specwright_language::source::SourceMap;
use specwright_language::{BackEnd, examine, rules};

specwright_language::rules! { RULES: Names:
    Error WIDE_NAME "wide-name"
        "The name is wider than the column of the table that it belongs into."
}

/// The table, and the number of characters that its column of names has.
struct Table(usize);

impl BackEnd for Table {
    fn rules(&self) -> &'static [Rule] {
        RULES
    }

    fn check(&self, api: &Api, places: &Places<'_>, sink: &mut Sink) {
        for parameter in api.given_parameters().filter(|parameter| parameter.name.len() > self.0) {
            let message = format!("`{}` has more than {} characters", parameter.name, self.0);
            let diagnostic = Diagnostic::new(WIDE_NAME, parameter.name.span, message).label("too wide");
            let diagnostic = diagnostic.also(places.value(parameter.name.span, &["type"]), "of this type");
            sink.push(places.add_lines(diagnostic, parameter.name.span, "name it for the table", "column: ..."));
        }
    }
}

impl Table {
    fn write(&self, api: &Api) -> String {
        let mut lines = String::new();
        for operation in &api.operations {
            lines += &format!("{}\n", api.operation_id(operation));
            for parameter in &operation.parameters {
                let (name, place, ty) =
                    (&parameter.name.value, parameter.location.key(), api.expression(&parameter.ty));
                let required = if parameter.required { "required" } else { "optional" };
                lines += &format!("  {name:width$} {place:5} {ty:6} {required}\n", width = self.0);
            }
        }
        lines
    }
}

fn bookshop() -> SourceMap {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/bookshop/spec");
    SourceMap::read(Path::new(directory), "spec").unwrap()
}

#[test]
fn a_back_end_needs_the_language_only() {
    let (sources, table, mut sink) = (bookshop(), Table(8), Sink::default());
    let specification = examine(&sources, &[&table], &mut sink).unwrap();
    assert_eq!(render(&sink.finish(), &sources, Style::Plain), "");
    let expected = "\
v1.list_books
  genre    query Genre  optional
  limit    query int32  optional
  offset   query int32  optional
v1.get_book
  isbn     path  Isbn   required
v1.add_book
  isbn     path  Isbn   required
v1.place_order
v1.get_order
  order_id path  int64  required
v1.cancel_order
  order_id path  int64  required
";
    assert_eq!(table.write(&specification.api), expected);
}

#[test]
fn rules_of_a_back_end_are_reported_like_those_of_the_language() {
    let (sources, table, mut sink) = (bookshop(), Table(7), Sink::default());
    assert!(rules(&[&table]).contains(&WIDE_NAME));
    examine(&sources, &[&table], &mut sink);
    let expected = "\
error[wide-name]: `order_id` has more than 7 characters
  --> spec/orders.yaml:12:3
   |
12 |   order_id:
   |   ^^^^^^^^ too wide
13 |     type: int64
   |           ----- of this type
   |
help: name it for the table
   |
13 +     column: ...
   |

";
    assert_eq!(render(&sink.finish(), &sources, Style::Plain), expected);
}
