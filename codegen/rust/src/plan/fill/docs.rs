//! Document lines: what a value means, its limits, where the fact comes from, what was decided.

use serde_json::Value;
use specwright_language::ir::*;
use specwright_language::raw::{Confidence, NotFound, Presence};

use crate::names;
use crate::plan::Docs;

/// Widest line of a comment, without indentation and slashes.
const WIDTH: usize = 96;

/// A text of the specification as lines.
pub(super) fn text(text: &str) -> Docs {
    let mut lines = Vec::new();
    for line in text.trim().lines() {
        wrap(line.trim_end(), &mut lines);
    }
    lines
}

/// Breaks a long line between words. Lines of lists, tables and code stay as they are.
fn wrap(line: &str, lines: &mut Docs) {
    if line.len() <= WIDTH || line.starts_with([' ', '|', '`']) {
        lines.push(line.to_owned());
        return;
    }
    let indent = if line.starts_with("- ") { "  " } else { "" };
    let mut current = String::new();
    for word in line.split(' ') {
        if !current.is_empty() && current.len() + 1 + word.len() > WIDTH {
            lines.push(std::mem::take(&mut current));
            current.push_str(indent);
        } else if !current.is_empty() {
            current.push(' ');
        }
        current.push_str(word);
    }
    lines.push(current);
}

/// A new paragraph.
pub(super) fn paragraph(docs: &mut Docs, words: &str) {
    if words.is_empty() {
        return;
    }
    if !docs.is_empty() {
        docs.push(String::new());
    }
    wrap(words, docs);
}

/// "Weather Reference, section 5.1.2, tables 5-8 and 5-9".
pub(super) fn source(api: &Api, source: &Source) -> String {
    let document = api.documents.get(source.document).map_or("", |document| document.title.as_str());
    let mut words = document.to_owned();
    if let Some(section) = &source.section {
        // Code and pages have no numbered sections.
        let numbered = section.starts_with(|first: char| first.is_ascii_digit());
        words.push_str(&format!(", {}{section}", if numbered { "section " } else { "" }));
    }
    match source.tables.as_slice() {
        [] => {}
        [table] => words.push_str(&format!(", table {table}")),
        tables => words.push_str(&format!(", tables {}", tables.join(", "))),
    }
    match source.confidence {
        Confidence::Stated => {}
        Confidence::Inferred => words.push_str(" (inferred)"),
        Confidence::Guessed => words.push_str(" (a guess)"),
    }
    words
}

/// The decisions that bear on an entry.
pub(super) fn errata(docs: &mut Docs, api: &Api, errata: &[ErratumId]) {
    for id in errata {
        let erratum = api.erratum(*id);
        let decision = erratum.decision.trim().replace('\n', " ");
        paragraph(docs, &format!("*{}*: {decision}", erratum.id));
    }
}

/// "2 to 64 characters, matches `^[a-z]+$`, 10 unless given".
pub(super) fn limits(constraints: &Constraints, default: Option<&Value>) -> String {
    let mut parts = Vec::new();
    parts.extend(bounds(constraints.range, ""));
    parts.extend(bounds(constraints.length, " characters"));
    parts.extend(bounds(constraints.items, " entries"));
    if let Some(pattern) = &constraints.pattern {
        parts.push(format!("matches `{pattern}`"));
    }
    if let Some(default) = default {
        let default = default.as_str().map_or_else(|| default.to_string(), str::to_owned);
        parts.push(format!("`{default}` unless given"));
    }
    let mut words = parts.join("; ");
    if let Some(first) = words.get(..1).map(str::to_uppercase) {
        words.replace_range(..1, &first);
        words.push('.');
    }
    words
}

fn bounds(bounds: Bounds, unit: &str) -> Option<String> {
    Some(match (bounds.min, bounds.max) {
        (Some(min), Some(max)) if min == max => format!("{min}{unit}"),
        (Some(min), Some(max)) => format!("{min} to {max}{unit}"),
        (Some(min), None) => format!("at least {min}{unit}"),
        (None, Some(max)) => format!("at most {max}{unit}"),
        (None, None) => return None,
    })
}

/// What is known of a field.
pub(super) fn field(api: &Api, ty: &Type, field: &Field) -> Docs {
    let mut docs = text(&field.doc);
    paragraph(&mut docs, &limits(&api.limits(&field.ty, &field.constraints), field.default.as_ref()));
    for condition in &field.required_when {
        let values = condition.values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(" or ");
        paragraph(&mut docs, &format!("Required when `{}` is {values}.", condition.field));
    }
    if field.presence == Presence::Nullable {
        paragraph(&mut docs, "Always sent, as null when there is no value.");
    }
    if field.presence == Presence::Clearable {
        paragraph(&mut docs, "Unchanged unless set. Null clears the value.");
    }
    if let Some(header) = &field.header {
        paragraph(&mut docs, &format!("Travels in the header `{header}`."));
    }
    if let Some(unit) = unit(&field.ty) {
        paragraph(&mut docs, unit);
    }
    if field.source.tables != ty.source.tables || field.source.document != ty.source.document {
        paragraph(&mut docs, &format!("Source: {}.", source(api, &field.source)));
    }
    errata(&mut docs, api, &field.errata);
    docs
}

/// The unit of a timestamp.
fn unit(shape: &Shape) -> Option<&'static str> {
    match shape {
        Shape::EpochMillis => Some("Milliseconds since 1970-01-01 UTC."),
        Shape::EpochSeconds | Shape::EpochSecondsText => Some("Seconds since 1970-01-01 UTC."),
        _ => None,
    }
}

/// What is known of a type.
pub(super) fn ty(api: &Api, ty: &Type) -> Docs {
    let mut docs = text(&ty.doc);
    if let TypeKind::Id(id) = &ty.kind {
        paragraph(&mut docs, &limits(id, None));
    }
    paragraph(&mut docs, &format!("Source: {}.", source(api, &ty.source)));
    errata(&mut docs, api, &ty.errata);
    docs
}

/// What is known of a parameter.
pub(super) fn parameter(api: &Api, parameter: &Parameter) -> Docs {
    let mut docs = text(&parameter.doc);
    paragraph(&mut docs, &limits(&api.limits(&parameter.ty, &parameter.constraints), parameter.default.as_ref()));
    if parameter.slash == specwright_language::raw::Slash::Colon {
        paragraph(&mut docs, "A slash in the value is sent as a colon.");
    }
    if let Some(own) = &parameter.source {
        paragraph(&mut docs, &format!("Source: {}.", source(api, own)));
    }
    errata(&mut docs, api, &parameter.errata);
    docs
}

/// "Needs the permission `things:create`."
fn permissions(api: &Api, operation: &Operation) -> String {
    let names: Vec<String> = operation.permissions.iter().map(|id| format!("`{}`", api.permission(*id).name)).collect();
    if names.is_empty() { String::new() } else { format!("Needs the {}.", listed("permission", &names)) }
}

/// "host `a`", "hosts `a`, `b` and `c`".
pub(super) fn listed(what: &str, names: &[String]) -> String {
    match names {
        [] => String::new(),
        [name] => format!("{what} {name}"),
        [names @ .., last] => format!("{what}s {} and {last}", names.join(", ")),
    }
}

/// A text between as many backquotes as it needs to be shown as it is.
pub(super) fn verbatim(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let (quotes, space) = ("`".repeat(longest + 1), if longest > 0 { " " } else { "" });
    format!("{quotes}{space}{text}{space}{quotes}")
}

/// What a caller has to know of an operation.
pub(super) fn operation(api: &Api, operation: &Operation) -> Docs {
    let mut docs = contract(operation);
    if let Some(paging) = &operation.paging {
        let words = format!("{} `pages` and `items` go through all of them.", one_page(paging));
        paragraph(&mut docs, &words);
    }
    if let Some(waiter) = &operation.waiter {
        paragraph(&mut docs, &waiting(waiter));
    }
    if let Some(lease) = &operation.lease {
        let method = names::lease_method(operation, lease);
        paragraph(&mut docs, &format!("`{method}` keeps what it registers alive with heartbeats."));
    }
    if let Some(conditional) = &operation.conditional {
        let wait = if conditional.wait.is_some() { ", or to wait until something has" } else { "" };
        let words =
            format!("`if_changed` asks to answer only if something has changed{wait}; `watch` gives out every change.");
        paragraph(&mut docs, &words);
        if conditional.not_found == Some(NotFound::Empty) {
            paragraph(&mut docs, "While nothing is found, `watch` gives out an empty answer.");
        }
    }
    origin(&mut docs, api, operation);
    docs
}

/// What who implements an operation has to know of it.
pub(super) fn implementation(api: &Api, operation: &Operation) -> Docs {
    let mut docs = contract(operation);
    paragraph(&mut docs, &operation.paging.as_ref().map(one_page).unwrap_or_default());
    origin(&mut docs, api, operation);
    docs
}

/// Meaning, route and statuses.
fn contract(operation: &Operation) -> Docs {
    let mut docs = text(&operation.doc);
    let mut facts = format!("`{} {}`", operation.route.method.as_str(), operation.route.path);
    facts.push_str(&format!(" · answers {}", operation.response.status));
    if !operation.errors.is_empty() {
        let errors = operation.errors.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
        facts.push_str(&format!(" · errors {errors}"));
    }
    paragraph(&mut docs, &facts);
    paragraph(&mut docs, operation.response.doc.as_deref().unwrap_or_default());
    docs
}

fn one_page(paging: &Paging) -> String {
    let total = paging.total.as_ref().map(|total| format!(", `{total}` is the number of all"));
    format!("Answers with one page: `{}` holds its items{}.", paging.items, total.unwrap_or_default())
}

fn waiting(waiter: &Waiter) -> String {
    let ends = |values: &[String]| values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ");
    format!(
        "`wait` asks every {} s until `{}` is one of {}, or, as an error, one of {}.",
        waiter.interval,
        waiter.status.join("."),
        ends(&waiter.done),
        ends(&waiter.failed)
    )
}

/// What the document says of conditions, permissions, source and errata.
fn origin(docs: &mut Docs, api: &Api, operation: &Operation) {
    let conditional = operation.conditional.as_ref().and_then(|conditional| conditional.doc.as_deref());
    paragraph(docs, conditional.unwrap_or_default());
    paragraph(docs, &permissions(api, operation));
    paragraph(docs, &format!("Source: {}.", source(api, &operation.source)));
    errata(docs, api, &operation.errata);
}

/// Documentation of a method that builds a lease.
pub(super) fn lease(api: &Api, operation: &Operation, lease: &Lease) -> Docs {
    let mut docs = text(&format!("Builds a lease on what `{}` registers.", operation.name));
    let within = lease.within.as_ref().map(|within| format!("`{}` and ", api.operation(within.operation).name));
    let within = within.unwrap_or_default();
    let interval = match &lease.interval {
        Some(field) => format!("`{}` seconds, {} by default", field.join("."), lease.default_interval),
        None => format!("{} seconds", lease.default_interval),
    };
    let codes: Vec<String> = lease.lost.iter().map(|code| format!("`{code}`")).collect();
    let codes = if codes.is_empty() { String::new() } else { format!(" ({})", listed("code", &codes)) };
    let (renew, release) = (&api.operation(lease.renew).name, &api.operation(lease.release).name);
    paragraph(
        &mut docs,
        &format!(
            "Acquiring it calls {within}`{}`; then `{renew}` sends a heartbeat every {interval}. When the service reports \
             that the lease is lost{codes}, the client acquires it again. Releasing it calls `{release}`.",
            operation.name
        ),
    );
    docs
}
