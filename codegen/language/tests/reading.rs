//! Reading files: nothing is lost when one breaks off, and nothing is read twice.

use std::path::Path;
use std::sync::Mutex;

use specwright_language::diagnostics::{Rule, Sink};
use specwright_language::ir::Api;
use specwright_language::places::Places;
use specwright_language::source::{FileId, SourceFile, SourceMap, Span};
use specwright_language::{BackEnd, examine, yaml};

/// The bookshop, with one file replaced.
fn bookshop(path: &str, text: &str) -> SourceMap {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/bookshop/spec");
    let read = SourceMap::read(Path::new(directory), "spec").unwrap();
    let mut files: Vec<SourceFile> = read.iter().map(|(_, file)| file.clone()).collect();
    files.iter_mut().filter(|file| file.path == path).for_each(|file| text.clone_into(&mut file.text));
    SourceMap::new("spec", files)
}

/// Rules, and the text that each of their breaches points to.
fn found(sink: Sink, text: &str) -> Vec<(Rule, &str)> {
    let place = |span: Span| &text[span.start as usize..span.end as usize];
    sink.finish().iter().map(|found| (found.rule, place(found.primary.span))).collect()
}

#[test]
fn a_repeated_key_is_reported_although_the_file_breaks_off() {
    let text = "first: 1\nagain: 2\nagain: 3\nlist: [1, 2\n";
    let mut sink = Sink::default();
    assert!(yaml::parse(FileId(0), text, &mut sink).is_none());
    let found = found(sink, text);
    assert_eq!(found[0], (Rule::DUPLICATE_KEY, "again"));
    assert_eq!(found[1].0, Rule::YAML_SYNTAX, "{found:?}");
}

#[test]
fn a_repeated_key_of_an_example_is_reported_however_it_is_written() {
    let text = r#"{ "request": {}, "response": { "body": 1, "b\u006fdy": 2, "bod": 3 } }"#;
    let sources = bookshop("examples/get_book.json", text);
    let mut sink = Sink::default();
    assert!(examine(&sources, &[], &mut sink).is_none());
    assert_eq!(found(sink, text), [(Rule::DUPLICATE_KEY, r#""b\u006fdy""#)]);
}

/// Notes which trees it is given.
#[derive(Default)]
struct Reader(Mutex<Vec<usize>>);

impl Reader {
    fn note(&self, places: &Places<'_>) {
        let (file, _) = places.sources().find("books.yaml").unwrap();
        self.0.lock().unwrap().push(std::ptr::from_ref(places.tree(file).unwrap()).addr());
    }
}

impl BackEnd for Reader {
    fn rules(&self) -> &'static [Rule] {
        &[]
    }

    fn check(&self, _: &Api, places: &Places<'_>, _: &mut Sink) {
        self.note(places);
    }

    fn lint(&self, _: &Api, places: &Places<'_>, _: &mut Sink) {
        self.note(places);
    }
}

#[test]
fn all_back_ends_see_the_same_tree() {
    let (one, other) = (Reader::default(), Reader::default());
    examine(&bookshop("", ""), &[&one, &other], &mut Sink::default());
    let seen = [one.0.into_inner().unwrap(), other.0.into_inner().unwrap()].concat();
    assert_eq!(seen, [seen[0]; 4]);
}

#[test]
fn integers_keep_their_digits() {
    let text = "[9223372036854775807, 9223372036854775808, 18446744073709551615, 0xffffffffffffffff, 18446744073709551616, -9223372036854775809]";
    let node = yaml::parse(FileId(0), text, &mut Sink::default()).unwrap();
    let written: Vec<String> = node.items().iter().map(|item| format!("{:?}", item.content)).collect();
    let expected = [
        "Integer(9223372036854775807)",
        "Unsigned(9223372036854775808)",
        "Unsigned(18446744073709551615)",
        "Unsigned(18446744073709551615)",
        "Float(1.8446744073709552e19)",
        "Float(-9.223372036854776e18)",
    ];
    assert_eq!(written, expected);
}
