//! The rule for a fact that differs, by the suffix of its id.

use std::collections::BTreeSet;

use super::difference;
use crate::diff::definitions::{Definition, Site};
use crate::diff::facts::SEPARATOR;
use specwright_language::ir::Range;

pub(super) fn suffix(key: &str, old: &Definition, new: &Definition) -> String {
    let (one, other) = (old.fact(key), new.fact(key));
    let change = |stem: &str| match (one, other) {
        (None, _) => format!("{stem}-added"),
        (_, None) => format!("{stem}-removed"),
        _ => format!("{stem}-changed"),
    };
    let list = |stem: &str| match difference(one, other) {
        (None, Some(_)) => format!("{stem}-added"),
        (Some(_), None) => format!("{stem}-removed"),
        _ => format!("{stem}-changed"),
    };
    let either = |added: &str, removed: &str| if one.is_none() { added.to_owned() } else { removed.to_owned() };
    // Names of headers ignore letter case.
    let respelled = one.zip(other).is_some_and(|(one, other)| one.eq_ignore_ascii_case(other));
    match key {
        "presence" => presence(one, other).to_owned(),
        "body" => either("body-added", "body-removed"),
        "range" | "length" | "items" | "pattern" | "values" => limit(key, one, other).to_owned(),
        inner if inner.starts_with("each.") || inner.starts_with("keys.") => {
            limit(&inner["each.".len()..], one, other).to_owned()
        }
        "value" if old.site == Site::Parameter => change("value"),
        "default" | "extra" => change(key),
        "required_when" => list("requirement"),
        "requires" => list("inner-requirement"),
        "rules" => list("rules"),
        "aliases" => list("aliases"),
        "lenient" => either("leniency-added", "leniency-removed"),
        "encoded_by" => change("decoder"),
        "deprecated" if one.is_some() && other.is_some() => "deprecation-changed".to_owned(),
        "deprecated" => either("deprecated", "undeprecated"),
        "enum" | "union" => if other == Some("open") { "opened" } else { "closed" }.to_owned(),
        "empty" => either("empty-ignored", "empty-observed"),
        "nulls" => either("nulls-accepted", "nulls-rejected"),
        "case" => either("case-ignored", "case-observed"),
        "errors" => list("error-statuses"),
        "statuses" => list("statuses"),
        "headers" | "end" => change(key),
        "permissions" => list("permissions"),
        "conditional.header" if respelled => "conditional-respelled".to_owned(),
        "header" if respelled && old.site == Site::Auth => "scheme-respelled".to_owned(),
        "header" if respelled => "header-respelled".to_owned(),
        "paging" | "conditional" | "waiter" | "login" | "lease" | "stream" => change(&key.replace('_', "-")),
        "stream.sends" => change("client-messages"),
        "body_limit" => {
            let number = |text: Option<&str>| text.and_then(|text| text.parse::<u64>().ok());
            if number(one) > number(other) { "body-limit-lowered" } else { "body-limit-raised" }.to_owned()
        }
        "scheme" => requirement(one == Some("none"), other == Some("none"), "scheme").to_owned(),
        "address" => address(one, other).to_owned(),
        _ => match old.site {
            Site::Document => "doc-changed",
            Site::Auth if key != "doc" => "scheme-changed",
            Site::ErrorStyle if ["code", "message", "detail", "request_id"].contains(&key) => "shape-changed",
            _ => return named_after(key),
        }
        .to_owned(),
    }
}

/// Returns the suffix for facts whose values do not matter.
fn named_after(key: &str) -> String {
    let what = match key {
        "doc" | "title" | "date" | "says" | "decision" | "evidence" | "consequence" | "remedy" => "doc",
        "conditional.doc" | "statuses.doc" => "doc",
        "body.media" => "media",
        "conditional.header" => "conditional",
        "conditional.not_found" => "not-found",
        "conditional.wait" => "wait-limits",
        "stream.ping" => "ping",
        "stream.close" => "close-codes",
        "waiter.message" | "waiter.message_when" | "waiter.interval" => "waiter",
        "rust_name" | "rust_method" | "lease.rust_name" | "lease.rust_method" => "rust-name",
        "http.method" => "method",
        "http.path" => "path",
        "idempotent" => "idempotency",
        "group" | "family" => return "moved".to_owned(),
        "codes" => "catalogs",
        "of" => return "values-retyped".to_owned(),
        "tag" | "content" => "discriminator",
        "boxed" => "boxing",
        "from_client" => "scope",
        "statuses_source" => "source",
        "since" | "until" => "releases",
        source if source.starts_with("source") => "source",
        rejection if rejection.starts_with("rejections.") => "rejection",
        // Most rules have the name of what changes.
        key => key,
    };
    format!("{}-changed", what.replace('_', "-"))
}

/// Returns the suffix for credentials that are required, or no longer.
pub(super) fn requirement(none_before: bool, none_now: bool, stem: &str) -> &'static str {
    match (stem, none_before, none_now) {
        ("scheme", false, true) => "scheme-dropped",
        ("scheme", true, false) => "scheme-demanded",
        ("scheme", ..) => "scheme-changed",
        (_, false, true) => "auth-dropped",
        (_, true, false) => "auth-demanded",
        _ => "auth-changed",
    }
}

/// Returns the suffix for the address of a host. One that clients set is only an example.
fn address(old: Option<&str>, new: Option<&str>) -> &'static str {
    let is_example = |address: Option<&str>| address.is_some_and(|address| address.starts_with("explicit "));
    match (is_example(old), is_example(new)) {
        (true, true) => "address-example-changed",
        (true, false) => "address-published",
        (false, true) => "address-withdrawn",
        (false, false) => "address-changed",
    }
}

fn presence(old: Option<&str>, new: Option<&str>) -> &'static str {
    match (old.unwrap_or_default(), new.unwrap_or_default()) {
        ("optional" | "clearable", "required") => "became-required",
        ("required", "optional" | "clearable") => "became-optional",
        ("optional", "clearable") => "became-clearable",
        ("clearable", "optional") => "became-not-clearable",
        ("required", "nullable") => "became-nullable",
        ("nullable", "required") => "became-not-nullable",
        ("optional" | "clearable", _) => "became-always-present",
        _ => "became-omissible",
    }
}

/// Whether two ranges have the same integers: `0<..1` and `1..1`.
pub(super) fn same_integers(old: Option<&str>, new: Option<&str>) -> bool {
    let range = |text: Option<&str>| text.and_then(Range::parse).map(|range| range.integers());
    old.is_some() && range(old) == range(new)
}

/// Returns the suffix for a limit. Patterns are not compared further.
pub(super) fn limit(key: &str, old: Option<&str>, new: Option<&str>) -> &'static str {
    let (Some(one), Some(other)) = (old, new) else {
        return if old.is_none() { "constraint-added" } else { "constraint-removed" };
    };
    if key == "values" {
        let [one, other] = [one, other].map(|text| text.split(SEPARATOR).collect::<BTreeSet<_>>());
        return match (other.is_subset(&one), one.is_subset(&other)) {
            (true, _) => "constraint-tightened",
            (_, true) => "constraint-loosened",
            _ => "constraint-shifted",
        };
    }
    match (Range::parse(one), Range::parse(other)) {
        _ if ["pattern", "deeper"].contains(&key) => "constraint-changed",
        (Some(one), Some(other)) if other.is_within(&one) => "constraint-tightened",
        (Some(one), Some(other)) if one.is_within(&other) => "constraint-loosened",
        _ => "constraint-shifted",
    }
}
