//! Enums that are numbers on the wire.

use specwright_runtime::integer_enum;
use specwright_runtime::value::UnknownNumber;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Normal,
    Expired,
    Unknown(UnknownNumber),
}

integer_enum!(open State { Normal => 0, Expired => 1 });

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

integer_enum!(closed Side { Left => -1, Right => 1 });

#[test]
fn open_enums_keep_numbers_they_do_not_know() {
    let states: Vec<State> = serde_json::from_str("[0, 1, 7]").unwrap();
    assert_eq!(states, [State::Normal, State::Expired, State::from(7)]);
    assert!(states[2].is_unknown());
    assert_eq!(serde_json::to_string(&states).unwrap(), "[0,1,7]");
    assert_eq!("1".parse::<State>().unwrap(), State::Expired);
    assert!("one".parse::<State>().is_err());
    assert_eq!(format!("{:?} {}", State::from(7), State::Normal), "Unknown(7) 0");
}

#[test]
fn closed_enums_refuse_them_and_say_what_they_know() {
    assert_eq!(serde_json::from_str::<Side>("-1").unwrap(), Side::Left);
    let error = serde_json::from_str::<Side>("2").unwrap_err().to_string();
    assert!(error.starts_with("unknown value 2, expected -1 or 1"), "{error}");
    assert_eq!("x".parse::<Side>().unwrap_err().to_string(), "unknown value x, expected -1 or 1");
    assert_eq!((Side::try_from(1), Side::Right.value()), (Ok(Side::Right), 1));
}

#[test]
fn text_is_not_a_number() {
    assert!(serde_json::from_str::<State>("\"1\"").is_err());
}
