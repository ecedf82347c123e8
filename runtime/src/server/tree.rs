//! A JSON document to look at: strings stay where they are in the body, and keys are not hashed. That
//! makes it half as expensive as `serde_json::Value`.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

/// A value. Repeated keys of an object are all there.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tree<'a> {
    Null,
    Boolean(bool),
    Number(Number),
    Text(Cow<'a, str>),
    List(Vec<Tree<'a>>),
    Object(Vec<(Cow<'a, str>, Tree<'a>)>),
}

/// What [`Number`] is to a reader, if some crate turns on `arbitrary_precision` of `serde_json`.
const NUMBER: &str = "$serde_json::private::Number";

impl Tree<'_> {
    pub(super) fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }
}

impl<'de> Deserialize<'de> for Tree<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Tree<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Tree<'de>, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Tree<'de>, E> {
        Ok(Tree::Boolean(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Tree<'de>, E> {
        Ok(Tree::Number(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Tree<'de>, E> {
        Ok(Tree::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Tree<'de>, E> {
        Ok(Number::from_f64(value).map_or(Tree::Null, Tree::Number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Borrowed(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Tree<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Tree::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Tree<'de>, A::Error> {
        let mut fields = Vec::new();
        while let Some(Key(key)) = access.next_key()? {
            if key == NUMBER && fields.is_empty() {
                let Key(digits) = access.next_value()?;
                return digits.parse().map(Tree::Number).map_err(|_| Error::custom("not a number"));
            }
            fields.push((key, access.next_value()?));
        }
        Ok(Tree::Object(fields))
    }
}

/// A text that stays where it is, if that is possible.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_str(Any)? {
            Tree::Text(text) => Ok(Self(text)),
            _ => Err(Error::custom("expected a text")),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::de::IntoDeserializer as _;
    use serde::de::value::{Error as Broken, MapDeserializer};

    use super::*;

    #[test]
    fn documents_become_trees() {
        let tree: Tree<'_> = serde_json::from_str(r#"{"a":[null,true,-1,1.5,"x"],"b\n":"y\n","a":{}}"#).unwrap();
        let text = |text: &'static str| Tree::Text(Cow::Borrowed(text));
        let number = |number: f64| Tree::Number(Number::from_f64(number).unwrap());
        let list = vec![Tree::Null, Tree::Boolean(true), Tree::Number((-1).into()), number(1.5), text("x")];
        let fields = [("a", Tree::List(list)), ("b\n", text("y\n")), ("a", Tree::Object(Vec::new()))];
        assert_eq!(tree, Tree::Object(fields.map(|(key, value)| (Cow::Borrowed(key), value)).into()));
        let Tree::Object(fields) = tree else { unreachable!() };
        assert!(matches!((&fields[0].0, &fields[1].0), (Cow::Borrowed(_), Cow::Owned(_))));
    }

    #[test]
    fn depth_has_an_end() {
        let deep = "[".repeat(100_000);
        assert!(serde_json::from_str::<Tree<'_>>(&deep).unwrap_err().to_string().contains("recursion limit"));
    }

    #[test]
    fn numbers_may_come_as_digits() {
        let map = MapDeserializer::<_, Broken>::new([(NUMBER, "12")].into_iter());
        assert_eq!(Tree::deserialize(map.into_deserializer()).unwrap(), Tree::Number(12.into()));
    }
}
