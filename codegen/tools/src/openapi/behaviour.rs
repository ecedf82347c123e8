//! What operations say about themselves: paging, waiting, keeping alive, asking for changes.

use serde_json::{Map, Value, json};

use super::Export;
use specwright_language::ir::*;

impl Export<'_> {
    pub(super) fn behaviour(&self, entry: &mut Map<String, Value>, operation: &Operation) {
        if let Some(paging) = &operation.paging {
            entry.insert(
                "x-spec-paging".into(),
                json!({
                    "style": "offset", "limit": paging.limit, "offset": paging.offset,
                    "items": paging.items, "total": paging.total,
                }),
            );
        }
        if let Some(waiter) = &operation.waiter {
            let Waiter { status, done, failed, message, message_when, interval } = waiter;
            let message = message.as_ref().map(|path| path.join("."));
            let mut ways = json!({
                "status": status.join("."), "done": done, "failed": failed, "message": message, "interval": interval,
            });
            if !message_when.is_empty() {
                let when = message_when.iter().map(|when| (when.field.clone(), json!(when.values)));
                ways["message-when"] = when.collect::<Map<_, _>>().into();
            }
            entry.insert("x-spec-waiter".into(), ways);
        }
        if let Some(conditional) = &operation.conditional {
            let Conditional { parameter, header, wait, not_found, .. } = conditional;
            let wait = wait.as_ref().map(|(parameter, format)| json!({ "parameter": parameter, "format": format }));
            let mut ways = json!({ "parameter": parameter, "header": header, "wait": wait });
            if let Some(not_found) = not_found {
                ways["not-found"] = json!(not_found);
            }
            entry.insert("x-spec-conditional".into(), ways);
        }
        if let Some(kept) = &operation.keep_alive {
            entry.insert("x-spec-keep-alive".into(), self.keep_alive(kept));
        }
    }

    fn keep_alive(&self, kept: &KeepAlive) -> Value {
        let id = |id| self.api.operation_id(self.api.operation(id));
        let within = kept.within.as_ref();
        json!({
            "within": within.map(|within| json!({ "operation": id(within.operation), "id": within.id.join(".") })),
            "id": kept.id.join("."), "renew": id(kept.renew), "end": id(kept.end),
            "interval": kept.interval.as_ref().map(|path| path.join(".")), "default-interval": kept.default_interval,
            "forgotten": kept.forgotten,
        })
    }
}
