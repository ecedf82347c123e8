//! Resources on the page of their group: what the service keeps, and what operations do to it.

use super::scene::{Entry, Scene};
use super::text::{Html, code, html, listed};
use crate::words::word;
use specwright_language::ir::*;

impl Scene<'_> {
    /// The resources of a group.
    pub(super) fn resources(&self, group: GroupId) -> Vec<Entry> {
        let of_group = self.api.resources.iter().filter(|resource| resource.group == group);
        of_group.map(|resource| self.resource(resource)).collect()
    }

    fn resource(&self, resource: &Resource) -> Entry {
        let mut entry = self.entry(&self.resource_path(resource), &resource.name, &resource.doc);
        let facts = &mut entry.facts;
        facts.push(match resource.within {
            Some(outer) => html!("Identified by {}, within {}.", code(&resource.key), self.resource_link(outer)),
            None => html!("Identified by {}.", code(&resource.key)),
        });
        let unique = resource.unique.iter().map(|field| code(field));
        facts.extend((!resource.unique.is_empty()).then(|| html!("No two have the same {}.", listed(unique, "and"))));
        let set = resource.set.iter().map(|(field, _)| field).chain(resource.counts.iter().map(|(field, _)| field));
        let set: Vec<Html> = set.map(|field| code(field)).collect();
        facts.extend((!set.is_empty()).then(|| html!("The service sets {}.", listed(set, "and"))));
        for (field, other) in &resource.needs {
            facts.push(html!("{} is the key of a {} that exists.", code(field), self.resource_link(*other)));
        }
        facts.extend(resource.states.as_ref().map(|States { field, through, to, .. }| {
            let states = through.iter().chain(to).map(|state| code(state));
            html!("A new one goes through the states {} in {}.", Html::join(states, " → "), code(field))
        }));
        facts.extend(resource.expires.as_ref().map(expiry));
        facts.extend(resource.in_use.as_ref().map(|in_use| {
            let by = in_use.by.iter().map(|other| self.resource_link(*other));
            html!("Not deleted while a {} is within it or needs it.", listed(by, "or"))
        }));
        let codes = [("none is found", &resource.missing), ("it exists already", &resource.taken)];
        for (when, name) in codes.into_iter().filter_map(|(when, name)| Some((when, name.as_ref()?))) {
            facts.push(html!("{} if {}.", code(name), when));
        }
        let effects = resource.effects.iter().map(|effect| {
            let operation = self.api.operation_id(self.api.operation(effect.operation));
            let added = effect.adds.iter().map(|other| self.resource_link(*other));
            let added = (!effect.adds.is_empty()).then(|| html!(", adds {}", listed(added, "and")));
            let only_in = effect
                .only_in
                .as_ref()
                .map(|only_in| html!(", in {}", listed(only_in.states.iter().map(|state| code(state)), "or")));
            let force = effect.force.as_ref().map(|name| html!(", also in use with {}", code(name)));
            let missing = effect.may_be_missing.then(|| html!(", even if there is none"));
            let exists = effect.may_exist.then(|| html!(", or returns the one that exists"));
            let renews = effect.renews.then(|| html!(", renews it"));
            let (exists, renews) = (exists.unwrap_or_default(), renews.unwrap_or_default());
            let (added, only_in, force, missing) = (
                added.unwrap_or_default(),
                only_in.unwrap_or_default(),
                force.unwrap_or_default(),
                missing.unwrap_or_default(),
            );
            let does = word(&effect.does);
            let list = [only_in, missing, exists, renews, force, added];
            html!("<li>{}: {}{}</li>", self.path_link(&operation), does, Html::join(list, ""))
        });
        facts.push(html!("<ul class=\"names\">{}</ul>", Html::join(effects, "")));
        entry.notes = self.notes(Some(&resource.source), &resource.errata);
        entry
    }

    fn resource_path(&self, resource: &Resource) -> String {
        format!("resources.{}.{}", self.api.family(resource.family).name, resource.name)
    }

    fn resource_link(&self, id: ResourceIndex) -> Html {
        let resource = self.api.resource(id);
        self.link(&self.resource_path(resource), &resource.name)
    }
}

fn expiry(expires: &Expires) -> Html {
    let amount = |Amount { field, default, .. }: &Amount| match field {
        Some(field) => html!("{} (by default {})", code(field), default.to_string()),
        None => html!("{}", default.to_string()),
    };
    let seconds = amount(&expires.interval);
    match &expires.missed {
        Some(missed) => html!("Expires after {} seconds, times one more than {}.", seconds, amount(missed)),
        None => html!("Expires after {} seconds.", seconds),
    }
}
