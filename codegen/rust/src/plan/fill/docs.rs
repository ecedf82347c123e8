//! Documentation of generated items: the meaning, then the contract. Sources and errata are in the reference.

use serde_json::Value;
use specwright_language::ir::*;
use specwright_language::raw::{Confidence, Need, NotFound, ParameterStyle, Presence};

use self::bodies::{headers, media, successes};
use crate::names;
use crate::plan::Docs;

mod bodies;

/// Widest line of a comment, without indentation and slashes.
const WIDTH: usize = 96;

/// A string of the specification as lines.
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

/// "2 to 64 characters. Matches `^[a-z]+$`. Defaults to `10`."
pub(super) fn limits(constraints: &Constraints, default: Option<&Value>) -> String {
    let mut sentences: Vec<String> =
        phrases(constraints).iter().map(|phrase| format!("{}.", capital(phrase))).collect();
    inner_limits(constraints, ["Each", "Keys"], &mut sentences);
    sentences.extend(default.map(|default| {
        let default = default.as_str().map_or_else(|| default.to_string(), str::to_owned);
        if default.is_empty() {
            "Defaults to an empty string.".to_owned()
        } else {
            format!("Defaults to {}.", verbatim(&default))
        }
    }));
    sentences.join(" ")
}

/// "Each: 1 to 64 characters, matches `^[a-z]+$`.", for what is inside of a list or a map.
fn inner_limits(constraints: &Constraints, words: [&str; 2], sentences: &mut Vec<String>) {
    for (word, inner) in words.into_iter().zip([&constraints.each, &constraints.keys]) {
        let Some(inner) = inner else { continue };
        let phrases = phrases(inner);
        sentences.extend((!phrases.is_empty()).then(|| format!("{word}: {}.", phrases.join(", "))));
        inner_limits(inner, ["Each inner one", "Inner keys"], sentences);
    }
}

/// "2 to 64 characters", "matches `^[a-z]+$`".
fn phrases(constraints: &Constraints) -> Vec<String> {
    let mut phrases = Vec::new();
    phrases.extend(constraints.range_in_words());
    phrases.extend(bounds(constraints.length, " characters"));
    phrases.extend(bounds(constraints.items, " entries"));
    phrases.extend(match (constraints.format, &constraints.pattern) {
        (Some(format), _) => Some(format.words().to_owned()),
        (None, pattern) => pattern.as_ref().map(|pattern| format!("matches {}", verbatim(pattern))),
    });
    let values: Vec<String> = constraints.values.iter().map(|value| verbatim(value)).collect();
    phrases.extend((!values.is_empty()).then(|| format!("only {}", joined(&values, "or"))));
    phrases
}

fn bounds(bounds: Bounds, unit: &str) -> Option<String> {
    Some(match (bounds.min, bounds.max) {
        (Some(min), Some(max)) if min == max => format!("exactly {min}{unit}"),
        (Some(min), Some(max)) => format!("{min} to {max}{unit}"),
        (Some(min), None) => format!("at least {min}{unit}"),
        (None, Some(max)) => format!("at most {max}{unit}"),
        (None, None) => return None,
    })
}

pub(super) fn capital(phrase: &str) -> String {
    let (first, rest) = phrase.split_at(phrase.chars().next().map_or(0, char::len_utf8));
    first.to_uppercase() + rest
}

/// Documentation of a field: meaning, then the contract.
pub(super) fn field(api: &Api, ty: &Type, field: &Field) -> Docs {
    let mut docs = text(&field.doc);
    let mut contract = Vec::new();
    match field.presence {
        Presence::Required if ty.usage.request => contract.push("Required.".to_owned()),
        Presence::Nullable if ty.usage.request => contract.push("Required, but may be null.".to_owned()),
        Presence::Nullable => contract.push("Null if there is no value.".to_owned()),
        Presence::Clearable => contract.push("Unchanged unless set. Null clears the value.".to_owned()),
        Presence::Required | Presence::Optional => {}
    }
    contract.extend(field.required_when.iter().map(|condition| format!("Required {}.", phrase(condition))));
    contract.extend(field.requires.iter().map(requirement));
    contract.extend(unit(&field.ty).map(str::to_owned));
    contract.push(limits(&api.limits(&field.ty, &field.constraints), field.default.as_ref()));
    contract.extend(field.header.as_ref().map(|header| format!("Carried by the header `{header}`.")));
    contract.extend(field.empty_is_absent.then(|| "An empty header counts as absent.".to_owned()));
    contract.extend(release_sentences(api, &field.source));
    contract.retain(|sentence| !sentence.is_empty());
    paragraph(&mut docs, &contract.join(" "));
    docs
}

/// "when `kind` is `fast`", "unless `kind` is `slow`".
fn phrase(condition: &Condition) -> String {
    let (field, values) = (&condition.field, condition.values.iter().map(|value| verbatim(value)));
    let values = joined(&values.collect::<Vec<_>>(), "or");
    match condition.holds_for {
        HoldsFor::Any => format!("when `{field}` is set"),
        HoldsFor::Listed => format!("when `{field}` is {values}"),
        HoldsFor::Others => format!("unless `{field}` is {values}"),
    }
}

/// "Its `speed` is required when `kind` is `fast`."
fn requirement(requirement: &Requirement) -> String {
    let when: Vec<String> = requirement.when.iter().map(phrase).collect();
    format!("Its `{}` is required {}.", requirement.field, joined(&when, "or"))
}

/// "At least one of `a` and `b` is required."
fn rules(rules: &[PresenceRule]) -> String {
    let sentence = |rule: &PresenceRule| {
        let names: Vec<String> = rule.names().map(verbatim).collect();
        let names = joined(&names, "and");
        match rule.need {
            Need::AtLeastOne => format!("At least one of {names} is required."),
            Need::ExactlyOne => format!("Exactly one of {names} is required."),
            Need::AtMostOne => format!("At most one of {names} can be set."),
            Need::AllOrNone => format!("If one of {names} is set, all are required."),
        }
    };
    rules.iter().map(sentence).collect::<Vec<_>>().join(" ")
}

/// The unit of a timestamp.
fn unit(shape: &Shape) -> Option<&'static str> {
    match shape {
        Shape::EpochMillis => Some("Milliseconds since 1970-01-01 UTC."),
        Shape::EpochSeconds | Shape::EpochSecondsText => Some("Seconds since 1970-01-01 UTC."),
        _ => None,
    }
}

/// Documentation of a type.
pub(super) fn ty(api: &Api, ty: &Type) -> Docs {
    let mut docs = text(&ty.doc);
    if let TypeKind::Id(id) = &ty.kind {
        paragraph(&mut docs, &limits(id, None));
        let pair = ty.pair.as_ref().map(|separator| format!("Name and value, separated by `{separator}`."));
        paragraph(&mut docs, &pair.unwrap_or_default());
    }
    paragraph(&mut docs, &rules(&ty.rules));
    add_releases(&mut docs, api, &ty.source);
    docs
}

/// Documentation of a parameter.
pub(super) fn parameter(api: &Api, parameter: &Parameter) -> Docs {
    let mut docs = text(&parameter.doc);
    let default = parameter.default.as_ref().filter(|_| !parameter.required || parameter.from_client);
    let limits = limits(&api.limits(&parameter.ty, &parameter.constraints), default);
    let usual = parameter.default.as_ref().filter(|_| default.is_none()).and_then(Value::as_str);
    let usual = usual.map(|usual| format!("Usually {}.", verbatim(usual))).unwrap_or_default();
    let contract = [unit(&parameter.ty).unwrap_or_default(), &limits, &usual].map(str::to_owned);
    paragraph(&mut docs, contract.join(" ").trim());
    let conditions = parameter.required_when.iter().map(|condition| format!("Required {}.", phrase(condition)));
    paragraph(&mut docs, &conditions.collect::<Vec<_>>().join(" "));
    if parameter.empty_is_absent {
        paragraph(&mut docs, "An empty value counts as absent.");
    }
    if parameter.slash == specwright_language::raw::Slash::Colon {
        paragraph(&mut docs, "A slash in the value is sent as a colon.");
    }
    paragraph(&mut docs, &parameter.style.map(|style| styled(&parameter.name, style)).unwrap_or_default());
    parameter.source.iter().for_each(|source| add_releases(&mut docs, api, source));
    docs
}

/// How a value is sent that is not plain.
fn styled(name: &str, style: ParameterStyle) -> String {
    match style {
        ParameterStyle::Json => "Sent as JSON.".to_owned(),
        ParameterStyle::Form => "Each entry is sent as a parameter with the name of its key.".to_owned(),
        ParameterStyle::DeepObject => format!("Each entry is sent as a parameter `{name}[key]`."),
    }
}

/// Documentation of a parameter that the client fills in.
pub(super) fn client_parameter(api: &Api, parameter: &ClientParameter) -> Docs {
    let mut docs = text(&parameter.doc);
    paragraph(&mut docs, &limits(&api.limits(&parameter.ty, &parameter.constraints), None));
    docs
}

/// "Requires the permission `things:create`."
fn permissions(api: &Api, operation: &Operation) -> String {
    let names: Vec<String> = operation.permissions.iter().map(|id| format!("`{}`", api.permission(*id).name)).collect();
    if names.is_empty() { String::new() } else { format!("Requires the {}.", listed("permission", &names)) }
}

/// "host `a`", "hosts `a`, `b` and `c`".
pub(super) fn listed(what: &str, names: &[String]) -> String {
    match names {
        [] => String::new(),
        [name] => format!("{what} {name}"),
        [names @ .., last] => format!("{what}s {} and {last}", names.join(", ")),
    }
}

/// A string between as many backquotes as it needs to be shown as it is.
pub(super) fn verbatim(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let (quotes, space) = ("`".repeat(longest + 1), if longest > 0 { " " } else { "" });
    format!("{quotes}{space}{text}{space}{quotes}")
}

/// Documentation of an operation for its callers.
pub(super) fn operation(api: &Api, operation: &Operation) -> Docs {
    let call = names::operation(operation);
    let mut docs = text(&operation.doc);
    paragraph(&mut docs, &route(operation));
    let response = operation.response.body.as_ref().and_then(|body| body.named());
    let response = response.map(|id| names::type_name(api.ty(id)));
    let response = response.filter(|_| operation.stream.is_none());
    let none = if operation.has_optional_response() { ", or nothing" } else { "" };
    paragraph(&mut docs, &response.map(|ty| format!("Returns [`{ty}`](model::{ty}){none}.")).unwrap_or_default());
    if let Some(stream) = &operation.stream {
        let opens = format!("[`connect`]({call}::connect) opens");
        paragraph(&mut docs, &messages(api, operation, stream, [opens.as_str(), ""]));
        close_codes(&mut docs, stream);
    }
    paragraph(&mut docs, &media(operation, ["sent", "Returns"]));
    let headers = headers(api, operation);
    let words = headers.map(|ty| format!("`typed_headers` of the response of `send_response` returns {ty}."));
    paragraph(&mut docs, &words.unwrap_or_default());
    paragraph(&mut docs, operation.response.doc.as_deref().unwrap_or_default());
    paragraph(&mut docs, &successes(operation, "Status"));
    if let Some(paging) = &operation.paging {
        let words = format!("{} [`pages`]({call}::pages) and [`items`]({call}::items) read all of them.", page(paging));
        paragraph(&mut docs, &words);
    }
    if let Some(waiter) = &operation.waiter {
        paragraph(&mut docs, &waiting(waiter, &call));
    }
    if let Some(lease) = &operation.lease {
        let method = names::lease_method(operation, lease);
        paragraph(&mut docs, &format!("`{method}` keeps what it registers alive with heartbeats."));
    }
    if let Some(conditional) = &operation.conditional {
        let wait = if conditional.wait.is_some() { ", and can wait for a change" } else { "" };
        let changed =
            format!("[`if_changed`]({call}::if_changed) returns only what is newer than a known revision{wait}.");
        let empty = match conditional.not_found {
            Some(NotFound::Empty) => " While nothing is found, it yields an empty response.",
            None => "",
        };
        let watch = format!("[`watch`]({call}::watch) yields every change.{empty}");
        paragraph(&mut docs, &format!("{changed} {watch}"));
        paragraph(&mut docs, conditional.doc.as_deref().unwrap_or_default());
    }
    paragraph(&mut docs, &rules(&operation.rules));
    paragraph(&mut docs, &permissions(api, operation));
    add_releases(&mut docs, api, &operation.source);
    errors(&mut docs, api, operation);
    docs
}

/// Documentation of an operation for those who implement it.
pub(super) fn implementation(api: &Api, operation: &Operation) -> Docs {
    let mut docs = text(&operation.doc);
    paragraph(&mut docs, &format!("{}, responds with {}.", route(operation), operation.response.status));
    paragraph(&mut docs, operation.response.doc.as_deref().unwrap_or_default());
    if let Some(stream) = &operation.stream {
        paragraph(&mut docs, &messages(api, operation, stream, ["Opens", ", when `next` of the socket is called"]));
        close_codes(&mut docs, stream);
    }
    paragraph(&mut docs, &successes(operation, "`Context::respond_with` selects another status"));
    paragraph(&mut docs, &media(operation, ["received", "Responds with"]));
    let words = headers(api, operation).map(|ty| format!("`Context::respond_with_headers` sets {ty}."));
    paragraph(&mut docs, &words.unwrap_or_default());
    paragraph(&mut docs, &operation.paging.as_ref().map(page).unwrap_or_default());
    let conditional = operation.conditional.as_ref().and_then(|conditional| conditional.doc.as_deref());
    paragraph(&mut docs, conditional.unwrap_or_default());
    paragraph(&mut docs, &rules(&operation.rules));
    paragraph(&mut docs, &permissions(api, operation));
    add_releases(&mut docs, api, &operation.source);
    let statuses = statuses(&operation.errors);
    let known = match operation.confidence_in_statuses() {
        Confidence::Stated => "Documented",
        Confidence::Inferred | Confidence::Guessed => "Undocumented, but likely",
    };
    paragraph(&mut docs, &statuses.map(|statuses| format!("{known} errors: {statuses}.")).unwrap_or_default());
    docs
}

/// "Opens a web socket. The service sends [`Event`] and a ping every 30 s."
fn messages(api: &Api, operation: &Operation, stream: &Stream, [opens, pinging]: [&str; 2]) -> String {
    let name = |shape: &Shape| match shape.named() {
        Some(id) => {
            let ty = names::type_name(api.ty(id));
            format!("[`{ty}`](model::{ty})")
        }
        None => "messages".to_owned(),
    };
    let received = operation.message().map(name);
    let ping = stream.ping.map(|seconds| format!("a ping every {seconds} s{pinging}"));
    let sent: Vec<String> = received.into_iter().chain(ping).collect();
    let service = if sent.is_empty() { "nothing".to_owned() } else { joined(&sent, "and") };
    let client = stream.sends.as_ref().map(|sent| format!(" The client sends {}.", name(sent))).unwrap_or_default();
    format!("{opens} a web socket. The service sends {service}.{client}")
}

/// The codes with which the service closes the connection.
fn close_codes(docs: &mut Docs, stream: &Stream) {
    for CloseCode { code, doc } in &stream.close {
        paragraph(docs, &format!("Close code {code}: {}", line(doc)));
    }
}

/// A description in one line.
pub(super) fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn route(operation: &Operation) -> String {
    let fixed = operation.parameters.iter().filter_map(|one| Some(verbatim(&one.sent_pair()?))).collect::<Vec<_>>();
    let with = if fixed.is_empty() { "" } else { " with " };
    format!("`{} {}`{with}{}", operation.route.method.as_str(), operation.route.path, joined(&fixed, "and"))
}

/// "400, 404 and 500".
fn statuses(errors: &[u16]) -> Option<String> {
    let names: Vec<String> = errors.iter().map(u16::to_string).collect();
    (!names.is_empty()).then(|| joined(&names, "and"))
}

/// "one, two and three".
fn joined(names: &[String], word: &str) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [names @ .., last] => format!("{} {word} {last}", names.join(", ")),
    }
}

/// The section on errors, with a link to the codes.
fn errors(docs: &mut Docs, api: &Api, operation: &Operation) {
    let Some(statuses) = statuses(&operation.errors) else { return };
    paragraph(docs, "# Errors");
    let catalogs: Vec<String> = operation
        .error_styles()
        .flat_map(|id| &api.error_style(id).codes)
        .map(|id| names::error_catalog(api.error_catalog(*id)))
        .map(|name| format!("[`{name}`](crate::model::error_codes::{name})"))
        .collect();
    let codes = match catalogs.as_slice() {
        [] => String::new(),
        catalogs => format!(" [`Error::code`](crate::Error::code) is one of {}.", joined(catalogs, "or")),
    };
    let known = match operation.confidence_in_statuses() {
        Confidence::Stated => format!("The service documents {statuses}."),
        Confidence::Inferred => format!("No document lists the statuses; similar operations return {statuses}."),
        Confidence::Guessed => format!("No document lists the statuses; {statuses} are a guess."),
    };
    paragraph(docs, &format!("{known}{codes}"));
}

fn page(paging: &Paging) -> String {
    let total = paging.total.as_ref().map(|total| format!("; `{total}` is the total")).unwrap_or_default();
    match &paging.items {
        Some(items) => format!("The response is one page: `{items}` holds the items{total}."),
        None => "The response is one page.".to_owned(),
    }
}

fn waiting(waiter: &Waiter, call: &str) -> String {
    let ends = |values: &[String]| {
        let values: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
        joined(&values, "or")
    };
    let (interval, status) = (waiter.interval, waiter.status.join("."));
    let failed = match waiter.failed.as_slice() {
        [] => String::new(),
        failed => format!(", and returns an error if it is {}", ends(failed)),
    };
    format!("[`wait`]({call}::wait) polls every {interval} s until `{status}` is {}{failed}.", ends(&waiter.done))
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
    if let Some(ChosenId { field, get }) = &lease.chosen_id {
        let (field, get) = (field.join("."), &api.operation(*get).name);
        paragraph(
            &mut docs,
            &format!(
                "A lost lease keeps its id. With an id in `{field}`, acquiring it first calls `{get}`, and `{release}` if \
                 something else is registered under that id."
            ),
        );
    }
    docs
}

/// "Since Terminal 2.1.0."
pub(super) fn release_sentences(api: &Api, source: &Source) -> Vec<String> {
    api.releases(source).iter().map(|phrase| format!("{}.", capital(phrase))).collect()
}

/// Adds the releases that have an entry as a paragraph.
pub(super) fn add_releases(docs: &mut Docs, api: &Api, source: &Source) {
    paragraph(docs, &release_sentences(api, source).join(" "));
}
