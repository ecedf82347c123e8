//! The types of the model read what examples show, write it back, and survive what a service sends
//! after the specification was written.
//!
//! Requests and answers pass through the generated types on their way through `Client::call`.

use serde_json::{Value, json};
use servicestage_client::{Arguments, Error, Response};
use servicestage_tests::{Canned, Example, examples, same};
use specwright_runtime::client::{ErrorKind, Unreadable};

/// Calls the operation of an example with a service that answers with `body`.
async fn call(example: &Example, body: &Value) -> (Canned, Result<Response<Value>, Error>) {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let service = Canned::new(example.status, body);
    let client = servicestage_tests::client(service.clone());
    let arguments = Arguments::from_value(example.request.clone()).unwrap();
    let result = client.call(&example.operation, arguments).await;
    (service, result)
}

/// Every place in a value, as JSON pointers, the root included.
fn places(value: &Value) -> Vec<String> {
    fn collect(value: &Value, pointer: String, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                for (key, inner) in fields {
                    let key = key.replace('~', "~0").replace('/', "~1");
                    collect(inner, format!("{pointer}/{key}"), found);
                }
            }
            Value::Array(items) => {
                for (index, inner) in items.iter().enumerate() {
                    collect(inner, format!("{pointer}/{index}"), found);
                }
            }
            _ => {}
        }
        found.push(pointer);
    }
    let mut found = Vec::new();
    collect(value, String::new(), &mut found);
    found
}

/// A copy of a value with one place replaced.
fn replaced(value: &Value, pointer: &str, new: Value) -> Value {
    let mut copy = value.clone();
    *copy.pointer_mut(pointer).unwrap() = new;
    copy
}

fn with_answer() -> Vec<Example> {
    let examples: Vec<Example> = examples("spec").into_iter().filter(|example| !example.answer.is_null()).collect();
    assert!(examples.len() > 10);
    examples
}

#[tokio::test]
async fn requests_are_written_as_the_examples_show() {
    for example in examples("spec") {
        let (service, result) = call(&example, &example.answer).await;
        result.unwrap_or_else(|error| panic!("{error}"));
        let sent = service.last();
        let form = sent.headers().get("content-type").is_some_and(|media| media.as_bytes().starts_with(b"multipart/"));
        if form {
            continue; // Conformance reads forms back.
        }
        let body = sent.body().as_ref().map_or(Value::Null, |body| serde_json::from_slice(body).unwrap());
        let expected = example.request.get("body").cloned().unwrap_or(Value::Null);
        let same = same(&body, &expected);
        assert!(same, "body of {}: {body}\ninstead of {expected}", example.operation);
        for (name, value) in example.request.get("headers").and_then(Value::as_object).into_iter().flatten() {
            assert_eq!(sent.headers()[name.as_str()], value.as_str().unwrap(), "{}", example.operation);
        }
        assert_eq!(sent.headers().contains_key("content-type"), !expected.is_null(), "{}", example.operation);
    }
}

#[tokio::test]
async fn answers_are_read_and_written_back_without_loss() {
    for example in with_answer() {
        let (_, result) = call(&example, &example.answer).await;
        let read = result.unwrap_or_else(|error| panic!("{error}")).into_inner();
        assert!(same(&read, &example.answer), "{}: {read}\ninstead of {}", example.operation, example.answer);
    }
}

#[tokio::test]
async fn unknown_fields_are_accepted_everywhere() {
    for example in with_answer() {
        let objects = places(&example.answer).into_iter();
        for place in objects.filter(|place| example.answer.pointer(place).unwrap().is_object()) {
            let mut answer = example.answer.clone();
            answer.pointer_mut(&place).unwrap()["field_of_the_future"] = json!({ "a": [1, null] });
            let (_, result) = call(&example, &answer).await;
            let Err(error) = result else { continue };
            // An object whose keys are the caller's has entries of one kind.
            let entries = example.answer.pointer(&place).unwrap().as_object().unwrap();
            let first = entries.values().next().unwrap_or_else(|| panic!("{place}: {error}"));
            answer.pointer_mut(&place).unwrap()["field_of_the_future"] = first.clone();
            let (_, result) = call(&example, &answer).await;
            let read = result.unwrap_or_else(|error| panic!("{place}: {error}")).into_inner();
            assert!(same(&read, &answer), "{} {place}", example.operation);
        }
    }
}

#[tokio::test]
async fn unknown_texts_are_accepted_everywhere_and_kept() {
    for example in with_answer() {
        let texts = places(&example.answer).into_iter();
        for place in texts.filter(|place| example.answer.pointer(place).unwrap().is_string()) {
            let answer = replaced(&example.answer, &place, json!("Value_Of-The.Future"));
            let (_, result) = call(&example, &answer).await;
            let read = result.unwrap_or_else(|error| panic!("{place}: {error}"));
            // Seconds since 1970 as text are no words.
            let is_time = |part: &Unreadable| part.error.message.contains("-bit integer");
            if read.unreadable().iter().any(is_time) {
                continue;
            }
            let read = read.into_inner();
            assert!(same(&read, &answer), "{} {place}: {read}", example.operation);
        }
    }
}

#[tokio::test]
async fn null_is_accepted_for_every_list() {
    let mut checked = 0;
    for example in with_answer() {
        for place in places(&example.answer) {
            // A response that is null altogether is an empty one here.
            if place.is_empty() || !example.answer.pointer(&place).unwrap().is_array() {
                continue;
            }
            let (_, result) = call(&example, &replaced(&example.answer, &place, Value::Null)).await;
            result.unwrap_or_else(|error| panic!("{place}: {error}"));
            checked += 1;
        }
    }
    assert!(checked >= 10, "{checked}");
}

#[tokio::test]
async fn a_part_that_does_not_fit_is_missing_or_an_error_that_says_where_and_keeps_the_body() {
    let (mut missing, mut errors) = (0, 0);
    for example in with_answer() {
        for place in places(&example.answer) {
            let value = example.answer.pointer(&place).unwrap();
            // A list where anything else belongs, and a text where a list or object belongs.
            let wrong = if value.is_array() || value.is_object() { json!("odd") } else { json!([[]]) };
            if value.is_null() {
                continue;
            }
            let answer = replaced(&example.answer, &place, wrong);
            let (_, result) = call(&example, &answer).await;
            let path = json_path(&example.answer, &place);
            let error = match result {
                Ok(read) if read.unreadable().is_empty() => {
                    // What may be any JSON may be a number as well.
                    let free = call(&example, &replaced(&example.answer, &place, json!(1.5))).await.1;
                    assert!(free.unwrap().unreadable().is_empty(), "{} {place}", example.operation);
                    continue;
                }
                Ok(read) => {
                    let [part] = read.unreadable() else { panic!("{} {place}: {read:?}", example.operation) };
                    assert_eq!(part.error.path, path, "{}", example.operation);
                    // All the rest is there.
                    let given_up = places(&example.answer)
                        .into_iter()
                        .find(|place| json_path(&example.answer, place) == part.path);
                    let rest = without(&example.answer, &given_up.unwrap());
                    assert!(same(read.get(), &rest), "{} {place}: {}", example.operation, read.get());
                    missing += 1;
                    continue;
                }
                Err(error) => error,
            };
            errors += 1;
            assert_eq!(error.kind(), ErrorKind::Decode);
            assert_eq!(error.status(), Some(example.status));
            assert_eq!(error.body(), Some(answer.to_string().as_bytes()));
            assert_eq!(error.operation().unwrap().id, example.operation);
            assert_eq!(error.json_path(), Some(path.as_str()), "{error}");
            let text = error.to_string();
            assert!(text.contains(&example.operation) && text.contains(&path), "{text}");
        }
    }
    assert!(missing > 2 * errors, "{missing} missing, {errors} errors");
}

#[tokio::test]
async fn numbers_and_booleans_are_read_from_strings_everywhere() {
    for example in with_answer() {
        for place in places(&example.answer) {
            let value = example.answer.pointer(&place).unwrap();
            if !value.is_number() && !value.is_boolean() {
                continue;
            }
            let answer = replaced(&example.answer, &place, json!(value.to_string()));
            let (_, result) = call(&example, &answer).await;
            let read = result.unwrap_or_else(|error| panic!("{place}: {error}"));
            assert!(read.unreadable().is_empty(), "{} {place}: {:?}", example.operation, read.unreadable());
            // Where any JSON is allowed, it stays as it is.
            let read = read.into_inner();
            let is_read = same(&read, &example.answer) || same(&read, &answer);
            assert!(is_read, "{} {place}: {read}", example.operation);
        }
    }
}

/// A document without a member.
fn without(document: &Value, place: &str) -> Value {
    let (outer, name) = place.rsplit_once('/').unwrap();
    let mut document = document.clone();
    document.pointer_mut(outer).unwrap().as_object_mut().unwrap().remove(&name.replace("~1", "/").replace("~0", "~"));
    document
}

/// `/a/0/b` as `a[0].b`.
fn json_path(value: &Value, pointer: &str) -> String {
    let (mut path, mut value) = (String::new(), value);
    for part in pointer.split('/').skip(1) {
        let key = part.replace("~1", "/").replace("~0", "~");
        if value.is_array() {
            path.push_str(&format!("[{key}]"));
        } else {
            let dot = if path.is_empty() { "" } else { "." };
            path.push_str(&format!("{dot}{key}"));
        }
        value = value.pointer(&format!("/{part}")).unwrap();
    }
    if path.is_empty() { ".".to_owned() } else { path }
}

#[tokio::test]
async fn an_answer_that_is_cut_off_is_an_error() {
    for example in with_answer() {
        let text = example.answer.to_string();
        for length in [0, 1, text.len() / 2, text.len() - 1] {
            let service = Canned::new(example.status, text[..length].to_owned());
            let client = servicestage_tests::client(service);
            let arguments = Arguments::from_value(example.request.clone()).unwrap();
            let error = client.call(&example.operation, arguments).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
            assert_eq!(error.body().map(<[u8]>::len), Some(length), "{error}");
        }
    }
}
