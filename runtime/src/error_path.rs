//! Fields of error bodies by their paths: `error.code`, `errors[].code`.

use serde_json::{Map, Value};

/// Returns the field at a path. A name with a dot in it counts as well.
#[cfg(feature = "client")]
pub(crate) fn get<'a>(object: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    if let Some(found) = object.get(path) {
        return Some(found);
    }
    let (step, rest) = path.split_once('.').map_or((path, None), |(step, rest)| (step, Some(rest)));
    let found = match step.strip_suffix("[]") {
        Some(name) => object.get(name)?.get(0)?,
        None => object.get(step).filter(|_| rest.is_some())?,
    };
    match rest {
        Some(rest) => get(found.as_object()?, rest),
        None => Some(found),
    }
}

/// Sets the field at a path, and the objects around it. An empty path is no field.
pub(crate) fn set(object: &mut Map<String, Value>, path: &str, value: Value) {
    let (step, rest) = path.split_once('.').map_or((path, None), |(step, rest)| (step, Some(rest)));
    let (name, is_list) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
    if name.is_empty() {
        return;
    }
    let empty = || if rest.is_some() { Value::Object(Map::new()) } else { Value::Null };
    let outer = object.entry(name).or_insert_with(|| if is_list { Value::Array(vec![empty()]) } else { empty() });
    let inner = if is_list { outer.get_mut(0) } else { Some(outer) };
    match (inner, rest) {
        (Some(Value::Object(inner)), Some(rest)) => set(inner, rest, value),
        (Some(inner), None) => *inner = value,
        _ => {}
    }
}

#[cfg(all(test, feature = "client"))]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_set_is_found() {
        let mut body = Map::new();
        for (path, value) in
            [("code", "1"), ("error.code", "2"), ("error.message", "3"), ("errors[].code", "4"), ("", "5")]
        {
            set(&mut body, path, value.into());
        }
        let expected = json!({ "code": "1", "error": { "code": "2", "message": "3" }, "errors": [{ "code": "4" }] });
        assert_eq!(Value::Object(body.clone()), expected);
        let text = |path| get(&body, path).and_then(Value::as_str);
        assert_eq!(["code", "error.message", "errors[].code"].map(text), [Some("1"), Some("3"), Some("4")]);
        assert_eq!(["", "errors.code", "code.x", "errors[].x", "error[].code"].map(text), [None; 5]);
        let dotted = json!({ "error.code": "6", "errors": ["7"] });
        assert_eq!(get(dotted.as_object().unwrap(), "error.code"), Some(&json!("6")));
        assert_eq!(get(dotted.as_object().unwrap(), "errors[]"), Some(&json!("7")));
    }
}
