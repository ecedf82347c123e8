//! Generated types: what they read, they write so that it is read as the same.

use std::fmt::Debug;

use bookshop_model::v1;
use obstacle_model::{course, shapes};
use serde::Serialize;
use serde::de::DeserializeOwned;

macro_rules! round_trips {
    ($($ty:ty),* $(,)?) => { &[$(round_trip::<$ty>),*] };
}

/// Types with every kind of field.
const TYPES: &[fn(&[u8])] = round_trips![
    shapes::Shape,
    shapes::ShapePage,
    shapes::Outline,
    shapes::Filling,
    shapes::Amendment,
    shapes::AnswerImport,
    shapes::Rating,
    shapes::Rated,
    shapes::ErrandDetail,
    shapes::AnythingPage,
    shapes::Knot,
    shapes::Strand,
    shapes::Text,
    shapes::Note,
    shapes::LogIn,
    course::Everything,
    course::AwkwardValue,
    v1::Book,
    v1::BookPage,
    v1::Order,
    v1::OrderPlace,
    v1::Payment,
];

/// Reads JSON as a type, which the first byte chooses.
///
/// - A value that was read can be written, and is read again as an equal value.
/// - Written once more, it is the same text.
/// - The text is not longer than a multiple of the JSON.
pub fn models(bytes: &[u8]) {
    let Some((choice, json)) = bytes.split_first() else { return };
    TYPES[usize::from(*choice) % TYPES.len()](json);
}

fn round_trip<T: DeserializeOwned + Serialize + PartialEq + Debug>(json: &[u8]) {
    let Ok(value) = serde_json::from_slice::<T>(json) else { return };
    let written = serde_json::to_string(&value).unwrap_or_else(|error| panic!("{value:?}: {error}"));
    let read: T = serde_json::from_str(&written).unwrap_or_else(|error| panic!("{error}: {written}"));
    assert_eq!(value, read, "{written}");
    let again = serde_json::to_string(&read).unwrap_or_else(|error| panic!("{read:?}: {error}"));
    assert_eq!(written, again);
    // A control character of one byte takes six, and required fields that were null have names.
    assert!(written.len() <= 64 * json.len() + 10_000, "{} bytes from {}", written.len(), json.len());
}
