//! Paged lists.

use serde_json::{Value, json};

use super::echo::attempt;
use super::matching::same;
use crate::meta::{Paging, PagingStyle};
use crate::server::{InputSchema, Schema};

/// Default page size, unless the operation allows less.
const PAGE: usize = 100;
/// Maximum page size, whatever the size of the list and the requested page.
pub(super) const LARGEST: usize = 10_000;

/// Cuts the list of a response to the requested page. The exact page of an example is left unchanged.
pub(super) fn cut(
    response: &mut Value,
    schema: &Schema,
    input: &InputSchema,
    paging: &Paging,
    requests: (&Value, &Value),
    list_size: Option<usize>,
) {
    let (example, request) = requests;
    let parameter = |request: &Value, name: &str| request.get("query").and_then(|query| query.get(name)).cloned();
    // A mock sends no links.
    if let PagingStyle::Link { .. } = paging.style {
        return;
    }
    let unchanged = [paging.limit, paging.offset].iter().all(|name| {
        let (shown, sent) = (parameter(example, name), parameter(request, name));
        same(&shown.unwrap_or_default(), &sent.unwrap_or_default())
    });
    if unchanged && list_size.is_none() {
        return;
    }
    let shown = if paging.items.is_empty() { Some(&*response) } else { response.get(paging.items) };
    let Some(Value::Array(shown)) = shown else { return };
    let all = list_size.unwrap_or(shown.len());
    let largest = || input.parameters.iter().find(|known| known.name == paging.limit).and_then(largest);
    let limit = parameter(request, paging.limit).as_ref().and_then(number);
    let limit = limit.unwrap_or_else(|| if list_size.is_some() { largest().unwrap_or(PAGE).min(PAGE) } else { all });
    let offset = offset(paging, parameter(request, paging.offset).as_ref(), limit, all);
    let page: Vec<Value> =
        (offset..all.min(offset.saturating_add(limit.min(LARGEST)))).filter_map(|index| copy(shown, index)).collect();
    attempt(response, schema, |response| {
        if paging.items.is_empty() {
            *response = Value::Array(page);
        } else if let Some(items) = response.get_mut(paging.items) {
            *items = Value::Array(page);
        }
    });
    if let PagingStyle::Cursor { next } = paging.style {
        let end = offset.saturating_add(limit.min(LARGEST));
        point(response, schema, next, (end < all).then_some(end));
    }
    if let Some(total) = paging.total {
        attempt(response, schema, |response| {
            if let Value::Object(fields) = response {
                fields.insert(total.to_owned(), json!(all));
            }
        });
    }
}

/// Returns the number of items before the requested page. The mock's own cursors are such numbers; behind any other, there
/// is nothing.
pub(super) fn offset(paging: &Paging, position: Option<&Value>, limit: usize, all: usize) -> usize {
    let sent = position.and_then(number);
    match paging.style {
        PagingStyle::Page { first } => {
            let first = usize::try_from(first).unwrap_or(usize::MAX);
            sent.unwrap_or(first).saturating_sub(first).saturating_mul(limit)
        }
        PagingStyle::Cursor { .. } => sent.unwrap_or(if position.is_some() { all } else { 0 }),
        PagingStyle::Offset | PagingStyle::Link { .. } => sent.unwrap_or(0),
    }
}

/// Sets or removes the cursor of the next page, as far as its type allows.
pub(super) fn point(response: &mut Value, schema: &Schema, next: &str, end: Option<usize>) {
    let Some((parent, name)) = next.rsplit_once('/') else { return };
    let values = match end {
        Some(end) => [Some(json!(end.to_string())), Some(json!(end))],
        None => [None, Some(Value::Null)],
    };
    for value in values {
        let before = response.clone();
        attempt(response, schema, |response| {
            if let Some(Value::Object(fields)) = response.pointer_mut(parent) {
                match &value {
                    Some(value) => drop(fields.insert(name.to_owned(), value.clone())),
                    None => drop(fields.remove(name)),
                }
            }
        });
        if *response != before {
            return;
        }
    }
}

fn largest(parameter: &crate::server::ParameterSchema) -> Option<usize> {
    match parameter.schema {
        Schema::Integer(rules) => usize::try_from(rules.max?).ok().filter(|max| *max > 0),
        _ => None,
    }
}

pub(super) fn number(value: &Value) -> Option<usize> {
    let number = value.as_u64().or_else(|| value.as_str()?.parse().ok())?;
    usize::try_from(number).ok()
}

/// Returns the item at an index beyond those shown: a copy with its own id and name.
fn copy(shown: &[Value], index: usize) -> Option<Value> {
    let mut item = shown.get(index % shown.len().max(1))?.clone();
    if index >= shown.len() {
        for name in ["id", "name"] {
            if let Some(Value::String(text)) = item.get_mut(name) {
                *text = numbered(text, index);
            }
        }
    }
    Some(item)
}

/// Appends a number to a string; a UUID keeps its form.
fn numbered(text: &str, index: usize) -> String {
    let number = format!("{index:012}");
    match text.char_indices().rev().nth(11) {
        Some((start, _)) if text.len() == 36 && text.split('-').count() == 5 => format!("{}{number}", &text[..start]),
        _ => format!("{text}-{index}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGING: Paging =
        Paging { style: PagingStyle::Offset, limit: "limit", offset: "offset", items: "things", total: Some("count") };

    fn page(query: Value, list_size: Option<usize>) -> Value {
        let mut response = json!({ "things": [{ "id": "a" }, { "id": "b" }], "count": 9 });
        let (example, request) = (json!({ "query": { "limit": 2 } }), json!({ "query": query }));
        cut(&mut response, &Schema::Any, &InputSchema::ANY, &PAGING, (&example, &request), list_size);
        response
    }

    #[test]
    fn the_page_of_the_example_stays_as_it_is() {
        assert_eq!(page(json!({ "limit": 2 }), None)["count"], 9);
    }

    #[test]
    fn pages_are_cut_from_what_the_example_has() {
        let expected = json!({ "things": [{ "id": "b" }], "count": 2 });
        assert_eq!(page(json!({ "limit": 1, "offset": 1 }), None), expected);
        assert_eq!(page(json!({ "offset": 7 }), None)["things"], json!([]));
    }

    #[test]
    fn lists_can_be_as_long_as_one_likes() {
        let expected = json!({ "things": [{ "id": "a-4" }], "count": 5 });
        assert_eq!(page(json!({ "limit": 3, "offset": 4 }), Some(5)), expected);
        assert_eq!(page(json!({}), Some(137))["things"].as_array().map(Vec::len), Some(PAGE));
        assert_eq!(page(json!({}), Some(0)), json!({ "things": [], "count": 0 }));
        let large = page(json!({ "limit": u64::MAX }), Some(usize::MAX));
        assert_eq!(large["things"].as_array().map(Vec::len), Some(LARGEST));
    }

    #[test]
    fn pages_have_numbers_or_cursors() {
        let paging = |style| Paging { style, offset: "at", ..PAGING };
        let page = |style, query: Value| {
            let mut response = json!({ "things": [{ "id": "a" }, { "id": "b" }, { "id": "c" }], "next": "x" });
            let (example, request) = (json!({ "query": { "limit": 3 } }), json!({ "query": query }));
            cut(&mut response, &Schema::Any, &InputSchema::ANY, &paging(style), (&example, &request), None);
            let ids = response["things"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned());
            (ids.collect::<Vec<_>>().concat(), response["next"].clone())
        };
        let number = PagingStyle::Page { first: 1 };
        assert_eq!(page(number, json!({ "limit": 2, "at": 2 })).0, "c");
        assert_eq!(page(number, json!({ "limit": 2 })).0, "ab");
        let cursor = PagingStyle::Cursor { next: "/next" };
        assert_eq!(page(cursor, json!({ "limit": 2 })), ("ab".to_owned(), json!("2")));
        assert_eq!(page(cursor, json!({ "limit": 2, "at": "2" })), ("c".to_owned(), Value::Null));
        assert_eq!(page(cursor, json!({ "limit": 2, "at": "x" })), (String::new(), Value::Null), "the example's own");
    }

    #[test]
    fn uuids_stay_uuids() {
        assert_eq!(numbered("dae29983-c1e9-437d-a6be-5256076fe605", 7), "dae29983-c1e9-437d-a6be-000000000007");
    }
}
