//! What is written arrives in the resolved API.

use std::path::Path;

use serde_json::json;
use specwright_language::diagnostics::Sink;
use specwright_language::examine;
use specwright_language::ir::{Api, Location, Shape, TypeKind};
use specwright_language::source::SourceMap;

use crate::rules::cases::Edit::Replace;
use crate::rules::edited;

fn constructs() -> Api {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/constructs");
    let sources = SourceMap::read(&directory, "spec").unwrap();
    examine(&sources, &[], &mut Sink::default()).unwrap().api
}

#[test]
fn of_resources() {
    let api = constructs();
    let resource = |name: &str| api.resources.iter().find(|resource| resource.name.value == name).unwrap();
    let (rack, volume) = (resource("rack"), resource("volume"));
    assert_eq!(rack.doc, "A rack. It comes with its first volume.");
    assert_eq!((&*rack.key, &*rack.id, rack.taken.as_deref()), ("rack_id", "id", Some("B.400")));
    assert_eq!(rack.names, [("title".to_owned(), "name".to_owned())]);
    assert_eq!(rack.initial, [("open".to_owned(), json!(true))]);
    let in_use = rack.in_use.as_ref().unwrap();
    assert_eq!((in_use.by.len(), in_use.code.as_deref()), (2, Some("B.400")));
    assert_eq!((rack.unique.len(), rack.set.len(), rack.counts.len(), rack.needs.len()), (1, 2, 1, 1));
    assert_eq!((rack.scope.len(), rack.errata.len(), volume.copies.len()), (1, 1, 1));
    assert!(rack.states.is_some() && rack.within.is_none() && volume.within.is_some());
    assert_eq!(resource("borrowing").missing.as_deref(), Some("B.404"));
}

#[test]
fn of_lists_in_parameters() {
    let api = constructs();
    let parameters = api.operations.iter().flat_map(|operation| &operation.parameters);
    let lists = parameters.filter(|parameter| matches!(parameter.ty.value, Shape::List(_)));
    let (headers, others): (Vec<_>, Vec<_>) = lists.partition(|parameter| parameter.location == Location::Header);
    assert!(headers.iter().all(|list| list.separator.is_some()) && !headers.is_empty(), "a header is one line");
    assert!(others.iter().any(|list| list.separator.is_none()), "a query may repeat a name");
}

#[test]
fn of_responses_with_several_statuses() {
    let api = constructs();
    let outcomes: Vec<_> = api.types.iter().filter(|ty| ty.doc.starts_with("Responses of `")).collect();
    let names = outcomes.iter().flat_map(|ty| match &ty.kind {
        TypeKind::Shaped(union) => union.variants.iter().map(|variant| &*variant.name.value).collect(),
        _ => Vec::new(),
    });
    let names: Vec<&str> = names.collect();
    assert!(names.contains(&"Created") && names.contains(&"Accepted"), "{names:?}");
}

#[test]
fn of_sources() {
    let sources = edited(&[Replace(
        "things.yaml",
        "        body: Thing\n",
        "        body: Thing\n      202:\n        body: ThingList\n        doc: It is stored later.\n",
    )]);
    let api = examine(&sources, &[], &mut Sink::default()).unwrap().api;
    let outcome = api.types.iter().find(|ty| ty.doc.starts_with("Responses of `")).unwrap();
    let operation = api.operations.iter().find(|operation| operation.name.value == "create_thing").unwrap();
    let tables = [operation.source.tables.len(), outcome.source.tables.len()];
    assert_eq!(tables, [1, 0], "a response does not repeat the tables of its operation");
}
