//! Documentation of bodies, and of responses besides the usual one.

use specwright_language::ir::*;

use crate::names;

/// The struct with the headers of the response, as a link.
pub(super) fn headers(api: &Api, operation: &Operation) -> Option<String> {
    let ty = names::type_name(api.ty(operation.response.headers.as_ref()?.named()?));
    Some(format!("[`{ty}`](model::{ty})"))
}

/// "Status 201: meaning. Status 204, without a body: meaning."
pub(super) fn successes(operation: &Operation, before: &str) -> String {
    if operation.other_successes.is_empty() {
        return String::new();
    }
    let has_body = operation.response.body.is_some();
    let others = operation.other_successes.iter().map(|other| {
        let empty = if has_body && !other.has_body { ", without a body" } else { "" };
        let doc = other.doc.as_deref().map(|doc| format!(": {}", doc.trim())).unwrap_or_default();
        format!("{}{empty}{doc}", other.status)
    });
    let others: Vec<String> = others.collect();
    match before {
        "Status" => format!("Other statuses of success: {}", others.join("; ")),
        _ => format!("{before}: {}", others.join("; ")),
    }
}

/// "The body is sent as `text/plain`. Returns a file (`image/png`).", where it is not JSON.
pub(super) fn media(operation: &Operation, [sent, returns]: [&str; 2]) -> String {
    let body = operation.body.as_ref().filter(|body| !body.media.is_multipart() && body.media != Media::default());
    let body = body.map(|body| {
        let with = if body.media.is_range() { "with the media type of the file, within" } else { "as" };
        format!("The body is {sent} {with} `{}`.", body.media.name)
    });
    let response = &operation.response.media;
    let what = match response.encoding {
        BodyEncoding::Text => Some("text"),
        BodyEncoding::Bytes => Some("a file"),
        BodyEncoding::Events => Some("a stream of events"),
        _ => None,
    };
    let response = what.map(|what| format!("{returns} {what} (`{}`).", response.name));
    body.into_iter().chain(response).collect::<Vec<_>>().join(" ")
}
