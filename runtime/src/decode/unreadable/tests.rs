//! What is given up, what is told, and what is still an error.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::*;

#[derive(Debug)]
struct Page {
    total: Option<u32>,
    things: Vec<Thing>,
    by_name: BTreeMap<String, u32>,
}
crate::object! {
    @read Page {
        total => optional "total",
        things => collection "things",
        by_name => collection "by_name",
    }
}

#[derive(Debug, Deserialize)]
struct Thing {
    id: String,
    size: Option<u32>,
    #[serde(alias = "picture")]
    avatar: Option<String>,
    source: Option<Source>,
    #[serde(default)]
    labels: Vec<Label>,
    #[serde(default)]
    parts: Vec<Thing>,
}

#[derive(Debug, Deserialize)]
struct Source {
    url: String,
    storage: Storage,
}

#[derive(Debug, Deserialize)]
struct Storage {
    kind: String,
}

#[derive(Debug, Deserialize)]
struct Label {
    key: String,
    value: String,
}

fn read<T: DeserializeOwned>(body: &Value) -> Result<(T, Vec<String>), DecodeError> {
    let (value, parts) = lenient(body.to_string().as_bytes(), None)?;
    Ok((value, parts.into_iter().map(|part| format!("{}: {part}", part.path)).collect()))
}

fn refused(body: &Value) -> String {
    let strict = json::<Page>(body.to_string().as_bytes()).unwrap_err();
    let error = read::<Page>(body).unwrap_err();
    assert_eq!(error, strict, "the first error is reported");
    error.path
}

/// A thing with some more members.
fn thing(id: &str, members: Value) -> Value {
    let mut thing = json!({ "id": id });
    thing.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    thing
}

#[test]
fn what_can_be_read_is_not_touched() {
    let body = json!({ "total": 1, "things": [thing("a", json!({ "size": 1.0, "labels": [] }))] });
    let (page, parts) = read::<Page>(&body).unwrap();
    assert_eq!((page.total, page.things[0].size, parts.len()), (Some(1), Some(1), 0));
}

#[test]
fn an_optional_member_of_an_item_counts_as_missing() {
    let things = json!([
        thing("a", json!({ "size": 1 })),
        thing("b", json!({ "size": "hunter2" })),
        thing("c", json!({ "avatar": { "secret": "hunter2" }, "size": 3 })),
    ]);
    let (page, parts) = read::<Page>(&json!({ "things": things, "total": -1 })).unwrap();
    let sizes: Vec<_> = page.things.iter().map(|thing| (thing.id.as_str(), thing.size)).collect();
    assert_eq!((page.total, sizes), (None, vec![("a", Some(1)), ("b", None), ("c", Some(3))]));
    assert_eq!(page.things[2].avatar, None);
    assert_eq!(
        parts,
        [
            "things[1].size: at `things[1].size`: invalid type: string, expected u32",
            "things[2].avatar: at `things[2].avatar`: invalid type: map, expected a string",
            "total: at `total`: invalid value: integer, expected u32",
        ]
    );
}

#[test]
fn a_value_of_another_type_is_read_if_nothing_is_lost() {
    let things = json!([
        { "id": 7, "size": "8", "avatar": true },
        thing("b", json!({ "size": "8.0", "source": { "url": "u", "storage": { "kind": 0 } } })),
        thing("c", json!({ "size": "", "labels": [{ "key": 1, "value": "" }] })),
    ]);
    let body = json!({ "things": things, "total": "3", "by_name": { "a": "1", "b": null } });
    let (page, parts) = read::<Page>(&body).unwrap();
    assert_eq!(parts, [""; 0]);
    let [a, b, c] = &*page.things else { panic!("{page:?}") };
    assert_eq!((a.id.as_str(), a.size, a.avatar.as_deref()), ("7", Some(8), Some("true")));
    assert_eq!((b.size, b.source.as_ref().map(|source| &*source.storage.kind)), (Some(8), Some("0")));
    assert_eq!((c.size, c.labels[0].key.as_str(), c.labels[0].value.as_str()), (None, "1", ""));
    assert_eq!((page.total, page.by_name), (Some(3), BTreeMap::from([("a".to_owned(), 1)])));
}

#[test]
fn a_value_of_another_type_is_no_value_if_something_would_be_lost() {
    for (member, value, error) in [
        ("avatar", json!(1.10), "invalid type: floating point, expected a string"),
        ("avatar", json!(["a"]), "invalid type: sequence, expected a string"),
        ("size", json!("-1"), "invalid type: string, expected u32"),
        ("size", json!("1.5"), "invalid type: string, expected u32"),
        ("size", json!("many"), "invalid type: string, expected u32"),
        ("size", json!(true), "invalid type: boolean, expected u32"),
        ("labels", json!(""), "invalid type: string, expected a sequence"),
        ("labels", json!({ "key": "a", "value": "b" }), "invalid type: map, expected a sequence"),
        ("source", json!("u"), "invalid type: string, expected struct Source"),
    ] {
        let (_, parts) = read::<Thing>(&thing("a", json!({ member: value }))).unwrap();
        assert_eq!(parts, [format!("{member}: at `{member}`: {error}")]);
    }
    // An empty list may be null, wherever it is.
    assert!(lenient::<Vec<Thing>>(b"null", None).unwrap().0.is_empty());
    let lists = lenient::<BTreeMap<String, Vec<u8>>>(br#"{"a":null}"#, None).unwrap();
    assert_eq!((lists.0["a"].len(), lists.1.len()), (0, 0));
    // A number that is needed is not there.
    let needed = lenient::<BTreeMap<String, u32>>(br#"{"a":""}"#, None).unwrap();
    assert_eq!((needed.0.len(), needed.1.len()), (0, 1), "{:?}", needed.1);
}

#[test]
fn what_a_required_member_is_missing_from_is_given_up_with_it() {
    let garbled = json!({ "url": "u", "storage": { "kind": [7] } });
    let lacking = json!({ "url": "u" });
    let things = json!([thing("a", json!({ "source": garbled })), thing("b", json!({ "source": lacking, "size": 1 }))]);
    let (page, parts) = read::<Page>(&json!({ "things": things })).unwrap();
    assert!(page.things.iter().all(|thing| thing.source.is_none()));
    assert_eq!(page.things[1].size, Some(1));
    assert_eq!(
        parts,
        [
            "things[0].source: at `things[0].source.storage.kind`: invalid type: sequence, expected a string",
            "things[1].source: at `things[1].source`: missing field `storage`",
        ]
    );
}

#[test]
fn a_list_that_describes_is_given_up_and_no_item_of_it() {
    for value in [json!(null), json!([7])] {
        let labels = json!([{ "key": "a", "value": "b" }, { "key": "c", "value": value }]);
        let body = json!({ "things": [thing("a", json!({ "labels": labels })), thing("b", json!({ "labels": 7 }))] });
        let (page, parts) = read::<Page>(&body).unwrap();
        assert!(page.things.iter().all(|thing| thing.labels.is_empty()));
        assert!(parts[0].starts_with("things[0].labels: at `things[0].labels[1].value`: invalid type"), "{parts:?}");
        assert!(parts[1].starts_with("things[1].labels: at `things[1].labels`: invalid type"), "{parts:?}");
        // The same in a response about one thing.
        let (one, parts) = read::<Thing>(&body["things"][0]).unwrap();
        assert_eq!((one.id.as_str(), one.labels.len(), parts.len()), ("a", 0, 1));
    }
}

#[test]
fn ids_are_needed_and_lists_of_things_with_ids_are_too() {
    let good = thing("a", json!({}));
    for bad in [json!({}), json!({ "id": null }), json!({ "id": [7], "size": "x" })] {
        assert!(refused(&json!({ "things": [good, bad] })).starts_with("things[1]"));
        let nested = thing("b", json!({ "parts": [bad] }));
        assert!(refused(&json!({ "things": [good, nested] })).starts_with("things[1].parts[0]"));
        assert!(read::<Thing>(&nested).is_err(), "nor does a single thing lose its parts");
        assert!(read::<Thing>(&bad).is_err());
    }
}

#[test]
fn lists_that_a_response_is_about_are_needed() {
    #[derive(Debug, Deserialize)]
    struct Labels {
        #[serde(default)]
        labels: Vec<Label>,
    }
    for labels in [json!("none"), json!({}), json!([7]), json!([{ "key": "a" }])] {
        assert!(read::<Labels>(&json!({ "labels": labels })).is_err(), "{labels}");
    }
    assert_eq!(refused(&json!({ "things": "none" })), "things");
    assert_eq!(refused(&json!({ "things": [7] })), "things[0]");
    let labels: Labels = lenient(br#"{"labels":[]}"#, None).unwrap().0;
    assert!(labels.labels.is_empty());
}

#[test]
fn the_document_itself_has_to_be_what_was_expected() {
    for body in ["[]", "7", "null", "", "{", "<html>", r#"{"things":[]} x"#] {
        let error = lenient::<Page>(body.as_bytes(), None).unwrap_err();
        assert_eq!(error, json::<Page>(body.as_bytes()).unwrap_err(), "{body}");
    }
    assert!(read::<Vec<Thing>>(&json!([{}])).is_err());
    let (things, parts) = read::<Vec<Thing>>(&json!([thing("a", json!({ "size": [] }))])).unwrap();
    assert_eq!((things.len(), parts.len()), (1, 1));
}

#[test]
fn entries_of_maps_count_as_missing() {
    let (page, parts) = read::<Page>(&json!({ "by_name": { "a.b": 1, "c.d[0]": "x", "a": -1 } })).unwrap();
    assert_eq!(page.by_name, BTreeMap::from([("a.b".to_owned(), 1)]));
    assert_eq!(parts.len(), 2, "{parts:?}");
}

#[test]
fn of_a_member_that_is_there_twice_the_last_one_counts() {
    let (page, parts): (Page, _) = lenient(br#"{"total":1,"things":[],"total":2}"#, None).unwrap();
    assert_eq!((page.total, parts.len()), (Some(2), 1));
    assert_eq!(parts[0].to_string(), "duplicate field `total` (line 1, column 30)");
    // By two of its names, it counts by the other one.
    let things = json!([thing("a", json!({ "avatar": "one", "picture": "two" }))]);
    let (page, parts) = read::<Page>(&json!({ "things": things })).unwrap();
    assert_eq!(page.things[0].avatar.as_deref(), Some("two"));
    assert_eq!(parts, ["things[0].avatar: at `things[0].avatar`: duplicate field `avatar`"]);
}

#[test]
fn lists_of_any_length_are_read_once_and_a_little_more() {
    let things = |count: usize| -> Vec<Value> {
        let thing = |index: usize| thing(&index.to_string(), json!({ "labels": [{ "key": [index] }], "size": "x" }));
        (0..count).map(thing).collect()
    };
    let body = json!({ "total": 1000, "things": things(1000) });
    let (page, parts) = read::<Page>(&body).unwrap();
    assert_eq!((page.things.len(), parts.len()), (1000, 2000));
    assert!(page.things.iter().enumerate().all(|(index, thing)| thing.id == index.to_string()), "in their order");
    assert_eq!(parts[0], "things[0].labels: at `things[0].labels[0].key`: invalid type: sequence, expected a string");
    assert!(parts[1999].starts_with("things[999].size: at `things[999].size`: "), "{}", parts[1999]);
    // Some good ones between them.
    let mut some = things(50);
    some[10] = thing("10", json!({ "size": 10 }));
    some.extend((50..60).map(|index| thing(&index.to_string(), json!({ "size": index }))));
    let (page, parts) = read::<Page>(&json!({ "things": some })).unwrap();
    assert_eq!((page.things.len(), page.things[10].size, page.things[59].size), (60, Some(10), Some(59)));
    assert_eq!(parts.len(), 98);
    // One in need at the end of many.
    let mut many = things(100);
    many.push(json!({}));
    assert_eq!(refused(&json!({ "things": many })), "things[0].labels[0].key");
}

#[test]
fn the_effort_is_bounded() {
    let count = |parts: usize| -> Value { (0..parts).map(|index| (format!("{index:04}"), json!("x"))).collect() };
    let (page, parts) = read::<Page>(&json!({ "by_name": count(60) })).unwrap();
    assert_eq!((page.by_name.len(), parts.len()), (0, 60));
    assert_eq!(refused(&json!({ "by_name": count(1000) })), "by_name.0000");
    let nested: Vec<_> = (0..1000).map(|_| json!({ "id": "a", "size": "x" })).collect();
    assert_eq!(refused(&json!({ "things": [thing("a", json!({ "parts": nested }))] })), "things[0].parts[0].size");
}

#[test]
fn several_lists_are_read_side_by_side() {
    #[derive(Debug, Deserialize)]
    struct Two {
        name: String,
        old: Vec<Thing>,
        new: Vec<Thing>,
    }
    let things = |count: usize| -> Vec<Value> {
        (0..count)
            .map(|index| {
                thing(&index.to_string(), json!({ "size": if index % 3 == 0 { json!("x") } else { json!(1) } }))
            })
            .collect()
    };
    let (two, parts) = read::<Two>(&json!({ "name": "a", "old": things(20), "new": things(11) })).unwrap();
    assert_eq!((two.name.as_str(), two.old.len(), two.new.len(), parts.len()), ("a", 20, 11, 7 + 4));
    for things in [&two.old, &two.new] {
        assert!(things.iter().enumerate().all(|(index, thing)| thing.id == index.to_string()));
    }
    assert_eq!(parts[10], "old[18].size: at `old[18].size`: invalid type: string, expected u32");
}

#[test]
fn the_items_of_a_page_are_needed_even_if_they_may_be_missing() {
    #[derive(Debug, Deserialize)]
    struct Shapes {
        total: u32,
        #[serde(alias = "forms")]
        shapes: Option<Vec<Label>>,
        notes: Option<Vec<Label>>,
    }

    let page = |members: Value| {
        let mut body = json!({ "total": 4 });
        body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        lenient::<Shapes>(body.to_string().as_bytes(), Some("shapes"))
    };
    let (good, bad) = (json!({ "key": "a", "value": "b" }), json!({ "key": "c", "value": 1.5 }));
    assert_eq!(page(json!({ "shapes": [good, bad] })).unwrap_err().path, "shapes[1].value");
    assert_eq!(page(json!({ "forms": [bad] })).unwrap_err().path, "forms[0].value", "under another name");
    assert_eq!(page(json!({ "shapes": "none" })).unwrap_err().path, "shapes");
    for none in [json!({}), json!({ "shapes": null })] {
        assert!(page(none).unwrap().0.shapes.is_none());
    }
    let (read, parts) = page(json!({ "shapes": [good], "notes": [bad] })).unwrap();
    assert_eq!((read.total, read.shapes.map(|shapes| shapes.len()), read.notes.is_none()), (4, Some(1), true));
    assert_eq!(parts[0].path, "notes");
}

#[test]
fn a_value_that_json_types_cannot_hold_counts_as_missing() {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    for odd in [r#""\ud83d""#, "1e999", &deep] {
        let read = |body: String| lenient::<Page>(body.as_bytes(), None);
        let (page, parts) = read(format!(r#"{{"things":[{{"id":"a","avatar":{odd},"size":1}}]}}"#)).unwrap();
        assert_eq!((page.things[0].avatar.as_deref(), page.things[0].size), (None, Some(1)), "{odd}");
        assert_eq!((parts.len(), &*parts[0].path), (1, "things[0].avatar"), "{odd}");
        // Beside a part that is given up, it need not be known.
        let (page, parts) = read(format!(r#"{{"odd":{odd},"things":[{{"id":"a","size":"x"}}]}}"#)).unwrap();
        assert_eq!((page.things[0].size, parts.len(), &*parts[0].path), (None, 1, "things[0].size"), "{odd}");
        assert!(read(format!(r#"{{"things":[{{"id":{odd}}}]}}"#)).is_err(), "{odd}");
    }
}
