//! `string_enum!` as another crate uses it, also where the usual names mean something else.

use specwright_runtime::string_enum;
use specwright_runtime::value::UnknownValue;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Mode {
    VirtualMachine,
    Mixed,
    Unknown(UnknownValue),
}

string_enum!(open Mode {
    VirtualMachine => "virtualmachine",
    Mixed => "mixed" | "MIXED_ALIAS",
});

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    GitHub,
    Unknown(UnknownValue),
}

string_enum!(open ignore_case Kind { GitHub => "github" | "git_hub" });

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Asc,
    Desc,
}

string_enum!(closed Order { Asc => "asc", Desc => "desc" });

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Switch {
    On,
}

string_enum!(closed ignore_case Switch { On => "on" });

/// Everything a macro might take for granted, taken.
#[allow(dead_code, unused_macros, unreachable_pub)]
mod obstacles {
    pub struct String;
    pub struct Option;
    pub struct Result;
    pub struct Vec;
    pub struct Box;
    pub trait Into {}
    pub trait From {}
    pub trait Default {}
    pub trait Clone {}
    pub trait Display {}
    pub trait AsRef {}
    pub trait FromStr {}
    pub trait Serialize {}
    pub trait Deserialize {}
    pub const KNOWN: () = ();
    macro_rules! matches {
        () => {};
    }

    pub enum Some {
        None,
        Ok,
        Err,
        Unknown(specwright_runtime::value::UnknownValue),
    }
    specwright_runtime::string_enum!(open Some { None => "none", Ok => "ok", Err => "err" });

    pub enum Ok {
        Some,
        Unknown,
    }
    specwright_runtime::string_enum!(closed Ok { Some => "some", Unknown => "unknown" });
}

#[test]
fn known_values_and_aliases() {
    assert_eq!(Mode::KNOWN, ["virtualmachine", "mixed"]);
    assert_eq!(Mode::from("virtualmachine"), Mode::VirtualMachine);
    assert_eq!(Mode::from("MIXED_ALIAS".to_owned()), Mode::Mixed);
    assert_eq!(Mode::Mixed.to_string(), "mixed");
    assert_eq!(Mode::Mixed.as_ref(), "mixed");
}

#[test]
fn unknown_values_survive_a_round_trip() {
    let mode: Mode = serde_json::from_str("\"Quantum \\n\"").unwrap();
    assert!(mode.is_unknown());
    assert_eq!(mode.as_str(), "Quantum \n");
    assert_eq!(serde_json::to_string(&mode).unwrap(), "\"Quantum \\n\"");
    assert_eq!("Mixed".parse::<Mode>().unwrap().as_str(), "Mixed");
}

#[test]
fn case_counts_unless_told_otherwise() {
    assert!(Mode::from("Mixed").is_unknown());
    assert_eq!(Kind::from("GitHub"), Kind::GitHub);
    assert_eq!(Kind::from("GIT_HUB"), Kind::GitHub);
    assert_eq!(Kind::from("Gitea").as_str(), "Gitea");
    assert_eq!("ON".parse(), Ok(Switch::On));
}

#[test]
fn closed_enums_name_what_they_expect() {
    assert_eq!("desc".parse(), Ok(Order::Desc));
    assert_eq!("up".parse::<Order>().unwrap_err().to_string(), "unknown value \"up\", expected \"asc\" or \"desc\"");
    assert_eq!(
        serde_json::from_str::<Order>("\"up\"").unwrap_err().to_string(),
        "unknown value \"up\", expected \"asc\" or \"desc\" at line 1 column 4"
    );
    assert_eq!(
        serde_json::from_str::<Order>("1").unwrap_err().to_string(),
        "invalid type: integer `1`, expected \"asc\" or \"desc\" at line 1 column 1"
    );
}

#[test]
fn texts_work_as_map_keys() {
    let counts: std::collections::BTreeMap<Mode, u8> = serde_json::from_str("{\"mixed\":1,\"odd\":2}").unwrap();
    assert_eq!(counts[&Mode::Mixed], 1);
    assert_eq!(serde_json::to_string(&counts).unwrap(), "{\"mixed\":1,\"odd\":2}");
}

#[test]
fn names_of_the_prelude_do_not_matter() {
    assert_eq!(obstacles::Some::None.as_str(), "none");
    assert_eq!(obstacles::Ok::Unknown.as_str(), "unknown");
}
