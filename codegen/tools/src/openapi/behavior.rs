//! What operations say about themselves: paging, waiting, leases, asking for changes.

use serde_json::{Map, Value, json};

use super::schema::rules_in_words;
use super::{Entry, Export};
use specwright_language::ir::*;
use specwright_language::source::Spanned;

impl Export<'_> {
    pub(super) fn behavior(&self, entry: Entry, operation: &Operation) -> Entry {
        entry
            .filled("x-spec-rules", rules_in_words(&operation.rules))
            .filled("x-spec-paging", operation.paging.as_ref().map(paging))
            .filled("x-spec-waiter", operation.waiter.as_ref().map(waiter))
            .filled("x-spec-conditional", operation.conditional.as_ref().map(conditional))
            .filled("x-spec-lease", operation.lease.as_ref().map(|lease| self.lease(lease)))
            .filled("x-spec-stream", operation.stream.as_ref().map(|stream| self.stream(operation, stream)))
    }

    /// OpenAPI has no word for messages over a connection.
    fn stream(&self, operation: &Operation, stream: &Stream) -> Entry {
        let schema = |shape: &Shape| self.schema(shape, &Constraints::default());
        let close = stream.close.iter().map(|close| (close.code.to_string(), json!(close.doc.trim())));
        Entry::default()
            .set("transport", stream.transport)
            .set("messages", operation.message().map(schema))
            .set("sends", stream.sends.as_ref().map(|sends| schema(&sends.value)))
            .set("ping", stream.ping)
            .filled("close", close.collect::<Map<_, _>>())
    }

    fn lease(&self, lease: &Lease) -> Value {
        let id = |id| self.api.operation_id(self.api.operation(id));
        let within = lease.within.as_ref();
        json!({
            "within": within.map(|within| json!({ "operation": id(within.operation), "id": within.id.join(".") })),
            "id": lease.id.join("."),
            "chosen-id": lease.chosen_id.as_ref().map(|chosen| json!({ "field": chosen.field.join("."), "get": id(chosen.get) })),
            "renew": id(lease.renew), "release": id(lease.release),
            "interval": lease.interval.as_ref().map(|path| path.join(".")), "default-interval": lease.default_interval,
            "lost": lease.lost,
        })
    }
}

fn paging(paging: &Paging) -> Value {
    let Paging { style, limit, position, next, items, total } = paging;
    let mut entry = json!({ "style": style, "limit": limit });
    if let Some((key, name)) = Paging::position_key(*style).zip(position.as_ref()) {
        entry[key] = json!(name);
    }
    entry["items"] = json!(items);
    entry["total"] = json!(total);
    if !next.is_empty() {
        entry["next"] = json!(next.join("."));
    }
    entry
}

fn waiter(waiter: &Waiter) -> Entry {
    let Waiter { status, done, failed, message, message_when, interval } = waiter;
    let when = message_when.iter().map(|when| (when.field.clone(), json!(when.values)));
    Entry::default()
        .set("status", status.join("."))
        .set("done", done)
        .set("failed", failed)
        .put("message", message.as_ref().map(|path| path.join(".")))
        .set("interval", interval)
        .filled("message-when", when.collect::<Map<_, _>>())
}

fn conditional(conditional: &Conditional) -> Entry {
    let Conditional { parameter, header, wait, not_found, .. } = conditional;
    let texts = |list: &[Spanned<String>]| list.iter().map(|text| json!(text.value)).collect::<Vec<_>>();
    let wait = wait.as_ref().map(|wait| {
        let entry = Entry::default().set("parameter", &wait.parameter).set("format", wait.format);
        let entry = entry.put("longest", wait.longest).filled("ignores", texts(&wait.ignores));
        entry.filled("excludes", texts(&wait.excludes))
    });
    Entry::default()
        .set("parameter", parameter)
        .put("header", header.clone())
        .put("wait", wait)
        .set("not-found", not_found)
}
