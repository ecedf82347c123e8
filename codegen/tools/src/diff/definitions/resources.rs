//! Resources as definitions. What they do is one fact, because nothing of it is sent.

use super::{Definition, Site, Tree};
use crate::diff::facts::{self, Facts, SEPARATOR};
use crate::words::word;
use specwright_language::ir::*;

impl Tree<'_> {
    pub(super) fn resource(&self, resource: &Resource) -> Definition {
        let Resource {
            name,
            family,
            group,
            doc,
            source,
            within,
            scope,
            key,
            id,
            names,
            unique,
            set,
            initial,
            copies,
            counts,
            needs,
            states,
            expires,
            missing,
            taken,
            in_use,
            effects,
            errata,
        } = resource;
        let path = format!("resources.{}.{name}", self.api.family(*family).name);
        let mut node = Definition::new(Site::Resource, name, path, name.span);
        self.set_key(&mut node, *family);
        let group = self.api.group(*group);
        node.group = format!("{}.{}", self.api.family(group.family).name, group.name);
        node.facts.set("group", self.renamed_in(Site::Group, *family, &group.name));
        let mut facts = Facts::default();
        facts.some("within", within.map(|outer| self.resource_name(outer))).set("key", key).set("id", id);
        facts.list("scope", scope.iter().map(|name| name.value.clone()));
        facts.list("names", names.iter().map(|(name, here)| format!("{name} is {here}")));
        facts.list("unique", unique.iter().map(|field| field.value.clone()));
        facts.list("set", set.iter().map(|(field, to)| format!("{field} to {}", word(to))));
        facts.list("initial", initial.iter().map(|(field, value)| format!("{field} {value}")));
        let copied = |Copied { resource, field }: &Copied| format!("{}.{field}", self.resource_name(*resource));
        facts.list("copies", copies.iter().map(|(field, from)| format!("{field} of {}", copied(from))));
        facts.list("counts", counts.iter().map(|(field, other)| format!("{field} of {}", self.resource_name(*other))));
        facts.list("needs", needs.iter().map(|(field, other)| format!("{field} of {}", self.resource_name(*other))));
        facts.some(
            "states",
            states.as_ref().map(|States { field, through, to, .. }| steps(field, through, to.as_ref())),
        );
        facts.some("failed", states.as_ref().and_then(|states| states.failed.as_ref()));
        facts.some("expires", expires.as_ref().map(expiry));
        facts.some("missing", missing.as_ref()).some("taken", taken.as_ref());
        facts.some("in_use", in_use.as_ref().map(|in_use| self.in_use(in_use)));
        facts.list("operations", effects.iter().map(|effect| self.effect(effect)));
        let text: Vec<String> = facts.without(&[]).map(|(key, value)| format!("{key}: {value}")).collect();
        node.facts.set("doc", doc).set("behavior", text.join("; "));
        self.source(&mut node, source, None);
        self.errata(&mut node, errata);
        node
    }

    fn resource_name(&self, id: ResourceIndex) -> String {
        let resource = self.api.resource(id);
        self.renamed_in(Site::Resource, resource.family, &resource.name)
    }

    fn in_use(&self, in_use: &InUse) -> String {
        let InUse { by, code } = in_use;
        let by: Vec<String> = by.iter().map(|other| self.resource_name(*other)).collect();
        format!("{} {}", by.join(SEPARATOR), code.as_deref().unwrap_or_default())
    }

    /// Returns the field of the response with the items of a list, as the rest of the specification tells it.
    fn listed(&self, operation: OperationId) -> Option<&String> {
        let operation = self.api.operation(operation);
        if let Some(paging) = &operation.paging {
            return paging.items.as_ref();
        }
        let body = operation.response.body.as_ref()?;
        let fields = self.api.as_struct(body)?;
        let mut lists = fields.iter().filter(|field| matches!(field.ty.value, Shape::List(_)));
        let first = lists.next()?;
        lists.next().is_none().then_some(&first.name.value)
    }

    fn effect(&self, effect: &Effect) -> String {
        let Effect {
            operation,
            name: _,
            does,
            request,
            response,
            each,
            with,
            lists,
            filter,
            all,
            groups,
            total,
            sort,
            only_in,
            may_be_missing,
            may_exist,
            renews,
            force,
            becomes,
            adds,
        } = effect;
        let mut facts = Facts::default();
        facts.set("each", each.join(".")).set("total", total.join("."));
        facts.list("with", with.iter().map(|(field, value)| format!("{field} {value}")));
        facts.list(
            "lists",
            lists.iter().map(|(field, ListChange { by, add, remove })| {
                let text = |name: &Option<String>| name.clone().unwrap_or_default();
                format!("{field} by {by} adding {} removing {}", text(add), text(remove))
            }),
        );
        facts.set("request", request.join("."));
        // What follows from paging and types is told with them.
        if *does != Does::List || self.listed(*operation) != response.first().filter(|_| response.len() == 1) {
            facts.set("response", response.join("."));
        }
        facts.list("filter", filter.iter().map(|(parameter, field)| format!("{parameter} {field}")));
        facts.list("all", all.iter().map(|(parameter, value)| format!("{parameter} {value}")));
        facts.some("groups", groups.as_ref().map(|Groups { by, name }| format!("by {by} as {name}")));
        facts.some("sort", sort.as_ref().map(sorted));
        facts.some("only_in", only_in.as_ref().map(possible));
        facts.some("may_be_missing", may_be_missing.then_some("yes"));
        facts.some("may_exist", may_exist.then_some("yes")).some("renews", renews.then_some("yes"));
        facts.some("force", force.as_ref());
        facts.list(
            "becomes",
            becomes.iter().map(|Transition { when, through, to }| {
                let when: Vec<String> = facts::conditions(when).collect();
                steps(&when.join(" and "), through, to.as_ref())
            }),
        );
        facts.list("adds", adds.iter().map(|other| self.resource_name(*other)));
        let text: Vec<String> = facts.without(&[]).map(|(key, value)| format!("{key} {value}")).collect();
        format!("{} {} ({})", self.operation_name(*operation), word(does), text.join(SEPARATOR))
    }
}

fn possible(only_in: &OnlyIn) -> String {
    let OnlyIn { states, code } = only_in;
    format!("{} {}", states.join(SEPARATOR), code.as_deref().unwrap_or_default())
}

fn expiry(expires: &Expires) -> String {
    let amount = |Amount { field, default, at_least }: &Amount| {
        let least = at_least.map_or_else(String::new, |least| format!(" at least {least}"));
        match field {
            Some(field) => format!("{field} or {default}{least}"),
            None => format!("{default}{least}"),
        }
    };
    let missed = expires.missed.as_ref().map_or_else(|| "0".to_owned(), amount);
    format!("after {} seconds, {missed} missed", amount(&expires.interval))
}

fn sorted(sort: &Sort) -> String {
    let Sort { by, direction, default, descending } = sort;
    let text = |name: &Option<String>| name.clone().unwrap_or_default();
    let order = if *descending { "descending" } else { "ascending" };
    format!("{} {} {} {order}", text(by), text(direction), text(default))
}

fn steps(what: &str, through: &[String], to: Option<&String>) -> String {
    let steps: Vec<&str> = through.iter().chain(to).map(String::as_str).collect();
    format!("{what} {} to {}", steps.join(" → "), to.map_or("the end", String::as_str))
}
