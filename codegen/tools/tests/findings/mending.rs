//! What is mended by itself, and what is left to people.

use std::collections::BTreeSet;

use specwright_tools::diagnostics::Severity;
use specwright_tools::findings::{self, Fixed, Level, Levels, Rejected};
use specwright_tools::lint;
use specwright_tools::source::{SourceFile, SourceMap};

use super::{Edit, MISTAKE, MIXED, changed, edited, levels, rules, text};

fn fix(sources: &SourceMap) -> Fixed {
    findings::fix(sources, &Levels::default()).unwrap_or_else(|Rejected { errors, .. }| panic!("{errors:?}"))
}

/// What each rule mends: the file, what stands there in the base, the breach, and what comes of it.
const MENDED: &[(&str, &str, &str, &str, &str)] = &[
    (
        "needless-key",
        "things.yaml",
        "    errors: [400]\n",
        "    permissions: []\n    # Few.\n    errors: [400]\n",
        "    # Few.\n    errors: [400]\n",
    ),
    (
        "needless-key",
        "things.yaml",
        "        type: Wrapping\n",
        "        type: Wrapping\n        aliases:\n          []\n",
        "        type: Wrapping\n",
    ),
    ("needless-rust-name", "things.yaml", "      gone:\n", "      gone:\n        rust_name: Gone\n", "      gone:\n"),
    (
        "needless-rust-name",
        "things.yaml",
        "      desc: Largest first.",
        "      desc: { rust_name: Desc, doc: Largest first. }",
        "      desc: { doc: Largest first. }",
    ),
    (
        "odd-character",
        "things.yaml",
        "doc: What it looks like.",
        "doc: What\u{a0}it looks\u{a0}\u{200b}like.",
        "doc: What it looks like.",
    ),
    (
        "unsorted-list",
        "things.yaml",
        "errors: [400, 404]",
        "errors: [ 404,400 ]  # both",
        "errors: [ 400,404 ]  # both",
    ),
    (
        "unsorted-list",
        "things.yaml",
        "    errors: [400, 404]",
        "    errors:\n      - 404\n      - 409\n\n      - 400",
        "    errors:\n      - 400\n      - 404\n\n      - 409",
    ),
    (
        "unused-allow",
        "things.yaml",
        "doc: What it looks like.",
        "doc: What it looks like.\n        # Why?\n        allow:\n          untyped-time: It is\n            a color.\n          repetitive-doc: No.",
        "doc: What it looks like.\n        # Why?",
    ),
    (
        "unused-allow",
        "things.yaml",
        "      desc: Largest first.",
        "      desc: { doc: Largest first., allow: { untyped-time: No., repetitive-doc: No. } }",
        "      desc: { doc: Largest first. }",
    ),
];

/// Two texts, of which only the first lines that differ are shown.
#[track_caller]
fn assert_same(rule: &str, text: &str, wanted: &str) {
    let lines = text.split('\n').zip(wanted.split('\n'));
    let differs = lines.enumerate().find(|(_, (line, wanted))| line != wanted);
    assert!(text == wanted, "{rule}: {differs:?}");
}

#[test]
fn each_rule_mends_its_breach_and_nothing_else() {
    for (rule, file, from, breach, mended) in MENDED {
        let before = edited(&[(file, from, breach)]);
        assert!(rules(&lint(&before)).contains(&(Severity::Warning, rule)), "{rule}: no breach in {breach:?}");
        let fixed = fix(&before);
        assert_same(rule, &text(&fixed.sources, file), &text(&edited(&[(file, from, mended)]), file));
        assert_eq!(fixed.changed.keys().collect::<Vec<_>>(), [file], "{rule}");
        assert!(fixed.changed[*file].keys().all(|done| done.id() == *rule), "{rule}: {:?}", fixed.changed);
        assert_eq!(rules(&fixed.left), [], "{rule}");
    }
    let mended: BTreeSet<&str> = MENDED.iter().map(|(rule, ..)| *rule).collect();
    let fixable: BTreeSet<&str> =
        specwright_tools::rules().into_iter().filter(|info| info.is_fixable()).map(|info| info.id()).collect();
    assert_eq!(mended, fixable, "rules that mend, and those that say so");
}

#[test]
fn all_is_mended_at_once_and_a_second_run_finds_nothing() {
    // Breaches of one place are tried one by one above.
    let mut seen = BTreeSet::new();
    let edits: Vec<Edit> = MENDED
        .iter()
        .filter(|(_, file, from, ..)| seen.insert((*file, *from)))
        .map(|(_, file, from, breach, _)| (*file, *from, *breach))
        .filter(|(_, from, _)| !from.contains("    errors: [400, 404]"))
        .collect();
    let fixed = fix(&edited(&edits));
    assert_eq!(rules(&fixed.left), []);
    let again = fix(&fixed.sources);
    assert!(again.changed.is_empty());
    assert!(again.sources.iter().zip(fixed.sources.iter()).all(|((_, one), (_, other))| one.text == other.text));
}

#[test]
fn line_ends_of_windows_stay() {
    let windows = |sources: &SourceMap| {
        let files = sources.iter().map(|(_, file)| {
            let text = file.text.replace('\n', "\r\n");
            SourceFile { path: file.path.clone(), text }
        });
        SourceMap::new("spec", files.collect())
    };
    for (rule, file, from, breach, mended) in MENDED {
        let fixed = fix(&windows(&edited(&[(file, from, breach)])));
        assert_same(rule, &text(&fixed.sources, file), &text(&windows(&edited(&[(file, from, mended)])), file));
    }
}

#[test]
fn a_comment_is_never_lost() {
    let kept: &[Edit] = &[
        ("things.yaml", "    errors: [400]\n", "    permissions: []  # none\n    errors: [400]\n"),
        ("things.yaml", "    errors: [400, 404]", "    errors:\n      - 404  # not there\n      - 400  # wrong"),
        (
            "things.yaml",
            "doc: What it looks like.",
            "doc: What it looks like.\n        allow:\n          # A guess.\n          untyped-time: It is one.",
        ),
    ];
    for edit in kept {
        let before = edited(&[*edit]);
        let fixed = fix(&before);
        assert!(fixed.changed.is_empty(), "{edit:?}");
        assert_eq!(fixed.left.warnings.len(), 1, "left to people: {edit:?}");
    }
}

#[test]
fn what_is_a_guess_or_silenced_is_not_made() {
    let guess = [("things.yaml", "      color:\n        type: string", "      password:\n        type: string")];
    assert!(fix(&edited(&guess)).changed.is_empty());
    let silent = levels(&[("lists", Level::Allow)]);
    assert!(findings::fix(&edited(MIXED), &silent).unwrap().changed.is_empty());
    let denied = levels(&[("lists", Level::Deny)]);
    assert_eq!(findings::fix(&edited(MIXED), &denied).unwrap().changed.len(), 1);
}

#[test]
fn a_specification_with_errors_is_left_alone() {
    let edits = [MIXED, &[MISTAKE]].concat();
    let fixed = fix(&edited(&edits));
    assert!(fixed.changed.is_empty());
    assert_eq!(rules(&fixed.left)[0], (Severity::Error, "bad-default"));
}

#[test]
fn a_blank_that_would_begin_a_comment_or_a_value_is_left_to_people() {
    for text in ["What\u{a0}# it is like.", "What:\u{a0}it is like."] {
        let sources = changed(|path, file| {
            if path == "things.yaml" {
                *file = file.replace("What it looks like.", text);
            }
        });
        assert!(fix(&sources).changed.is_empty(), "{text}");
    }
}

#[test]
fn a_change_that_would_break_something_is_refused() {
    // Without the invisible character, the colon ends a key.
    let sources = edited(&[MIXED[0], ("things.yaml", "doc: What it looks like.", "doc: What:\u{200b} it looks like.")]);
    let refused = findings::fix(&sources, &Levels::default()).unwrap_err();
    assert_eq!(refused.errors[0].rule.id(), "yaml-syntax");
}
