//! Encoding of forms as `application/x-www-form-urlencoded`.

use serde_json::Value;

use crate::url::push_pairs;

/// Encodes the fields of an object. A list of plain values is one pair for each of them. Other nested values have their
/// path in the name: `a[b]=1`, `list[0][b]=1`. Null has no pair.
pub(crate) fn encode(object: &Value) -> String {
    let mut pairs = Vec::new();
    if let Value::Object(fields) = object {
        fields.iter().for_each(|(name, value)| push(&mut pairs, name.clone(), value));
    }
    let mut form = String::new();
    push_pairs(&mut form, pairs.into_iter());
    form
}

fn push(pairs: &mut Vec<(String, String)>, name: String, value: &Value) {
    match value {
        Value::Null => {}
        Value::String(text) => pairs.push((name, text.clone())),
        Value::Bool(_) | Value::Number(_) => pairs.push((name, value.to_string())),
        Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            items.iter().enumerate().for_each(|(index, item)| push(pairs, format!("{name}[{index}]"), item));
        }
        Value::Array(items) => items.iter().for_each(|item| push(pairs, name.clone(), item)),
        Value::Object(fields) => {
            fields.iter().for_each(|(key, value)| push(pairs, format!("{name}[{key}]"), value));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_have_their_path_as_name() {
        let form = json!({
            "a": "x y&ä",
            "b": [1, true],
            "c": { "d": { "e": 1.5 }, "f": [] },
            "g": [{ "h": "i" }, { "h": ["j", "k"] }],
            "none": null,
        });
        let mut pairs: Vec<String> = encode(&form).split('&').map(str::to_owned).collect();
        pairs.sort();
        let expected = [
            "a=x%20y%26%C3%A4",
            "b=1",
            "b=true",
            "c%5Bd%5D%5Be%5D=1.5",
            "g%5B0%5D%5Bh%5D=i",
            "g%5B1%5D%5Bh%5D=j",
            "g%5B1%5D%5Bh%5D=k",
        ];
        assert_eq!(pairs, expected);
        assert_eq!(encode(&json!({})), "");
    }
}
