//! Lists of resources: filtered, ordered, cut to a page.

use std::cmp::Ordering;

use serde_json::Value;

use super::description::{Effect, Resource};
use super::fields::{self, Fields};
use super::request::{Sent, text};
use crate::meta::OperationMeta;
use crate::mock::paging;

/// A page of a list.
pub(super) struct Page {
    pub(super) items: Vec<Fields>,
    /// Number of items on all pages.
    pub(super) total: usize,
    /// Number of items before the next page, if there is one.
    pub(super) next: Option<usize>,
}

/// Returns true if the filter of a request selects what has these values in its fields.
pub(super) fn is_selected<'v>(effect: &Effect, sent: &Sent<'_>, value: impl Fn(&str) -> Option<&'v Value>) -> bool {
    effect.filter.iter().all(|(parameter, field)| {
        let wanted = sent.anywhere(parameter).or(effect.assumed.get(parameter)).map(text);
        let wanted = wanted.filter(|wanted| effect.all.get(parameter) != Some(wanted));
        wanted.is_none_or(|wanted| value(field).is_some_and(|value| text(value) == wanted))
    })
}

/// Returns the page that a request asks for.
pub(super) fn page(
    resource: &Resource,
    effect: &Effect,
    meta: &OperationMeta,
    sent: &Sent<'_>,
    mut entries: Vec<(u64, Fields)>,
) -> Page {
    entries.sort_by_key(|(number, _)| *number);
    if let Some(sort) = &effect.sort {
        let named = sort.by.as_ref().and_then(|name| sent.query(name)).map(text);
        let field = named.as_deref().map(|name| resource.stored(name)).or(sort.default.as_deref());
        let direction = sort.direction.as_ref().and_then(|name| sent.query(name)).map(text);
        let descending = direction.map_or(sort.descending, |direction| direction.eq_ignore_ascii_case("desc"));
        if let Some(field) = field {
            entries.sort_by(|(_, one), (_, other)| compare(fields::get(one, field), fields::get(other, field)));
        }
        if descending {
            entries.reverse();
        }
    }
    let total = entries.len();
    let items = entries.into_iter().map(|(_, fields)| fields);
    let Some(cut) = &meta.paging else { return Page { items: items.collect(), total, next: None } };
    let number = |name: &str| sent.query(name).and_then(paging::number);
    let limit =
        number(cut.limit).filter(|limit| *limit > 0).or(effect.limit).unwrap_or(usize::MAX).min(paging::LARGEST);
    let offset = paging::offset(cut, sent.query(cut.offset), limit, total);
    let items = items.skip(offset).take(limit);
    let end = offset.saturating_add(limit);
    Page { items: items.collect(), total, next: (end < total).then_some(end) }
}

/// Compares values: numbers by size, others as strings; absent ones come first.
fn compare(one: Option<&Value>, other: Option<&Value>) -> Ordering {
    match (one, other) {
        (Some(Value::Number(one)), Some(Value::Number(other))) => {
            one.as_f64().partial_cmp(&other.as_f64()).unwrap_or(Ordering::Equal)
        }
        (one, other) => one.map(text).cmp(&other.map(text)),
    }
}
