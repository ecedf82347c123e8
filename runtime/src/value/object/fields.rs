//! Functions that read and write the fields of an object, for [`object!`](crate::object!).

use serde::de::{Deserialize, Deserializer, Error, MapAccess};
use serde::ser::{Serialize, SerializeMap};

use crate::decode;
use crate::value::Patch;

#[inline(always)]
fn put<T, E: Error>(slot: &mut Option<T>, name: &'static str, read: impl FnOnce() -> Result<T, E>) -> Result<(), E> {
    if slot.is_some() {
        return Err(E::duplicate_field(name));
    }
    *slot = Some(read()?);
    Ok(())
}

/// A string that may be written as a number or a boolean.
struct Text<T>(T);

impl<'de, T: From<String>> Deserialize<'de> for Text<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        decode::string_or_number(deserializer).map(Self)
    }
}

/// An integer that may be written as a string.
struct Integer<T>(T);

impl<'de, T: TryFrom<i64>> Deserialize<'de> for Integer<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        decode::integer_or_string(deserializer).map(Self)
    }
}

/// Functions that read the value of a field, by presence and form. The form of most fields is `value`.
pub mod read {
    use super::{Deserialize, Integer, MapAccess, Patch, Text, put};

    macro_rules! form {
        ($name:ident<$type:ident: $bound:path> -> $value:ty, $wire:ty => $convert:expr) => {
            /// Reads a value of this form.
            pub fn $name<'de, $type: $bound, A: MapAccess<'de>>(
                slot: &mut Option<$value>,
                map: &mut A,
                name: &'static str,
            ) -> Result<(), A::Error> {
                put(slot, name, || map.next_value::<$wire>().map($convert))
            }
        };
    }

    /// Fields that are always present.
    pub mod required {
        use super::*;

        /// Reads a value as its type says.
        #[inline]
        pub fn value<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
            slot: &mut Option<T>,
            map: &mut A,
            name: &'static str,
        ) -> Result<(), A::Error> {
            put(slot, name, || map.next_value())
        }

        /// Reads a list or a map; null is an empty one.
        #[inline]
        pub fn list<'de, T: Default + Deserialize<'de>, A: MapAccess<'de>>(
            slot: &mut Option<T>,
            map: &mut A,
            name: &'static str,
        ) -> Result<(), A::Error> {
            put(slot, name, || map.next_value().map(Option::unwrap_or_default))
        }

        form!(text<T: From<String>> -> T, Text<T> => |text| text.0);
        form!(integer<T: TryFrom<i64>> -> T, Integer<T> => |integer| integer.0);
    }

    /// Fields that are `None` if they are absent or null.
    pub mod optional {
        pub use super::required::value;
        use super::*;

        form!(text<T: From<String>> -> Option<T>, Option<Text<T>> => |text| text.map(|text| text.0));
        form!(integer<T: TryFrom<i64>> -> Option<T>, Option<Integer<T>> => |integer| integer.map(|integer| integer.0));
    }
    pub use optional as nullable;

    /// Fields with three states.
    pub mod patch {
        pub use super::required::value;
        use super::*;

        form!(text<T: From<String>> -> Patch<T>, Option<Text<T>> => |text| Patch::from(text.map(|text| text.0)));
        form!(integer<T: TryFrom<i64>> -> Patch<T>, Option<Integer<T>> => |integer| {
            Patch::from(integer.map(|integer| integer.0))
        });
    }

    /// Lists and maps that are empty if they are absent or null.
    pub mod collection {
        pub use super::required::list as value;
    }
    pub use collection as filled;
}

/// Functions that write a field, by presence.
pub mod write {
    use super::{Patch, Serialize, SerializeMap};

    /// Writes a field that is always present.
    pub fn required<T: Serialize, M: SerializeMap>(value: &T, map: &mut M, name: &'static str) -> Result<(), M::Error> {
        map.serialize_entry(name, value)
    }
    pub use required as nullable;
    pub use required as collection;

    /// Writes a field unless it is `None`.
    pub fn optional<T: Serialize, M: SerializeMap>(
        value: &Option<T>,
        map: &mut M,
        name: &'static str,
    ) -> Result<(), M::Error> {
        value.as_ref().map_or(Ok(()), |value| required(value, map, name))
    }

    /// Writes a field with three states unless it is unchanged.
    pub fn patch<T: Serialize, M: SerializeMap>(
        value: &Patch<T>,
        map: &mut M,
        name: &'static str,
    ) -> Result<(), M::Error> {
        if value.is_unchanged() { Ok(()) } else { required(value, map, name) }
    }

    /// Writes a list or a map unless it is empty.
    pub fn filled<T: Serialize, M: SerializeMap>(value: &T, map: &mut M, name: &'static str) -> Result<(), M::Error>
    where
        for<'a> &'a T: IntoIterator,
    {
        if value.into_iter().next().is_none() { Ok(()) } else { required(value, map, name) }
    }

    /// Writes the fields that the specification does not list.
    pub fn extra<'e, M: SerializeMap, T: Serialize + 'e>(
        extra: impl IntoIterator<Item = (&'e String, &'e T)>,
        map: &mut M,
    ) -> Result<(), M::Error> {
        extra.into_iter().try_for_each(|(name, value)| map.serialize_entry(name, value))
    }
}
