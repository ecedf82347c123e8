//! Resources: names of operations and of other resources, looked up when all of them are known.

use super::{Lower, entries, listed, path, spanned};
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use crate::load::Loaded;
use crate::raw::{self, GroupFile};
use crate::source::Spanned;
use crate::yaml::Node;

impl Lower<'_> {
    /// The resources of all files.
    pub(super) fn resources(&mut self) {
        let files = self.files;
        let declared: Vec<_> = files.groups.iter().flat_map(|file| self.declared(file)).collect();
        for (id, raw, node) in declared {
            let resource = self.resource(id, raw, node);
            self.api.resources[id.0 as usize] = resource;
        }
    }

    /// Allocates the resources of a file, so that others can name them.
    fn declared<'f>(&mut self, file: &'f Loaded<GroupFile>) -> Vec<(ResourceIndex, &'f raw::Resource, &'f Node)> {
        let Some((family, group)) = self.family_of(file).and_then(|family| self.group_of(file, family)) else {
            return Vec::new();
        };
        let outer = self.file_source(file);
        let mut declared = Vec::new();
        for (name, raw, entry) in entries(&file.raw.resources, &file.node, "resources") {
            self.snake_case(&name, "a resource");
            let same = |known: &Resource| known.family == family && known.name.value == name.value;
            if let Some(first) = self.api.resources.iter().find(|known| same(known)).map(|known| known.name.span) {
                let message = format!("the resource `{name}` exists already in this family");
                self.sink.push(Diagnostic::again(Rule::DUPLICATE_RESOURCE, name.span, message, first));
            }
            let source = self.source(raw.source.as_ref(), Some(&outer), &entry.value, name.span);
            self.no_releases(&source);
            let id = ResourceIndex(self.api.resources.len() as u32);
            self.api.resources.push(blank(name, family, group, source));
            declared.push((id, raw, &entry.value));
        }
        declared
    }

    /// The group that a file describes, if it was read.
    fn group_of(&self, file: &Loaded<GroupFile>, family: FamilyId) -> Option<(FamilyId, GroupId)> {
        let name = file.raw.group.as_ref()?;
        let is_it = |group: &Group| group.family == family && group.name.value == *name;
        let index = self.api.groups.iter().position(is_it)?;
        Some((family, GroupId(index as u32)))
    }

    fn resource(&mut self, id: ResourceIndex, raw: &raw::Resource, node: &Node) -> Resource {
        let Resource { name, family, group, source, .. } = self.api.resource(id);
        let (name, family, group, source) = (name.clone(), *family, *group, source.clone());
        let within = spanned(&raw.within, node, "within").and_then(|name| self.resource_named(&name, family));
        let counts = entries(&raw.counts, node, "counts").into_iter().filter_map(|(field, resource, entry)| {
            let written = Spanned::new(resource.clone(), entry.value.span);
            Some((field.value, self.resource_named(&written, family)?))
        });
        let counts = counts.collect();
        let copies = entries(&raw.copies, node, "copies").into_iter().filter_map(|(field, path, entry)| {
            let (resource, inner) = path.split_once('.').unwrap_or((path, ""));
            let resource = self.resource_named(&Spanned::new(resource.to_owned(), entry.value.span), family)?;
            Some((field.value, Copied { resource, field: inner.to_owned() }))
        });
        let copies = copies.collect();
        let needs = entries(&raw.needs, node, "needs").into_iter().filter_map(|(field, other, entry)| {
            let other = self.resource_named(&Spanned::new(other.clone(), entry.value.span), family)?;
            Some((field.value, other))
        });
        let needs = needs.collect();
        let in_use = raw.in_use.as_ref().zip(node.get("in_use")).map(|(raw, node)| InUse {
            by: self.resources_named(&listed(&raw.by, node, "by"), family),
            code: raw.code.clone(),
        });
        let effects = entries(&raw.operations, node, "operations");
        let effects = effects.into_iter().filter_map(|(name, raw, entry)| self.effect(name, raw, &entry.value, family));
        let effects = effects.collect();
        Resource {
            doc: raw.doc.clone(),
            within,
            scope: listed(&raw.scope, node, "scope"),
            key: raw.key.clone(),
            id: raw.id.clone().unwrap_or_else(|| raw.key.clone()),
            names: raw.names.clone().into_iter().collect(),
            unique: listed(&raw.unique, node, "unique"),
            set: raw.set.clone().into_iter().collect(),
            initial: raw.initial.clone().into_iter().collect(),
            counts,
            copies,
            needs,
            states: raw.states.clone(),
            expires: raw.expires.clone(),
            missing: raw.missing.clone(),
            taken: raw.taken.clone(),
            in_use,
            effects,
            errata: self.errata_of(node),
            ..blank(name, family, group, source)
        }
    }

    fn effect(&mut self, name: Spanned<String>, raw: &raw::Effect, node: &Node, family: FamilyId) -> Option<Effect> {
        let operation = self.operation_of(&name, family)?;
        let found = self.api.operation(operation);
        let response = raw.response.as_deref().map_or_else(|| self.whole(found, raw.does), path);
        Some(Effect {
            operation,
            name,
            does: raw.does,
            request: raw.request.as_deref().map(path).unwrap_or_default(),
            response,
            each: raw.each.as_deref().map(path).unwrap_or_default(),
            with: raw.with.clone().into_iter().collect(),
            lists: raw.lists.clone().into_iter().collect(),
            total: raw.total.as_deref().map(path).unwrap_or_default(),
            filter: raw.filter.clone().into_iter().collect(),
            all: raw.all.clone().into_iter().collect(),
            groups: raw.groups.clone(),
            sort: raw.sort.clone(),
            only_in: raw.only_in.clone(),
            may_be_missing: raw.may_be_missing,
            may_exist: raw.may_exist,
            renews: raw.renews,
            force: spanned(&raw.force, node, "force"),
            becomes: raw.becomes.iter().map(transition).collect(),
            adds: self.resources_named(&listed(&raw.adds, node, "adds"), family),
        })
    }

    /// Looks up an operation of a family.
    fn operation_of(&mut self, written: &Spanned<String>, family: FamilyId) -> Option<OperationId> {
        let known = (0..).map(OperationId).zip(&self.api.operations).filter(|(_, known)| known.family == family);
        let known: Vec<(OperationId, &str)> = known.map(|(id, known)| (id, known.name.as_str())).collect();
        if let Some((id, _)) = known.iter().find(|(_, name)| *name == written.value) {
            return Some(*id);
        }
        // An operation that could not be read is not missing as well.
        let family = &self.api.family(family).name;
        let in_family = |file: &&Loaded<GroupFile>| file.raw.family.as_ref() == Some(&family.value);
        if self.files.groups.iter().filter(in_family).any(|file| file.raw.operations.contains_key(&written.value)) {
            return None;
        }
        let message = format!("there is no operation `{written}` in the family `{family}`");
        let diagnostic = Diagnostic::new(Rule::UNKNOWN_OPERATION, written.span, message).label("unknown operation");
        let diagnostic = diagnostic.did_you_mean(written, known.iter().map(|(_, name)| *name));
        self.sink.push(diagnostic.or_help("name an operation of the same family, without the family"));
        None
    }

    /// The path to what an operation returns, where the specification does not say it.
    fn whole(&self, operation: &Operation, does: Does) -> Vec<String> {
        if let (Does::List, Some(paging)) = (does, &operation.paging) {
            return paging.items.iter().cloned().collect();
        }
        let fields = operation.response.body.as_ref().and_then(|body| self.api.as_struct(body)).unwrap_or_default();
        let mut lists = fields.iter().filter(|field| matches!(field.ty.value, Shape::List(_)));
        match (does, lists.next(), lists.next()) {
            (Does::List, Some(only), None) => vec![only.name.value.clone()],
            _ => Vec::new(),
        }
    }

    fn resources_named(&mut self, written: &[Spanned<String>], family: FamilyId) -> Vec<ResourceIndex> {
        written.iter().filter_map(|name| self.resource_named(name, family)).collect()
    }

    /// Looks up a resource of a family.
    fn resource_named(&mut self, written: &Spanned<String>, family: FamilyId) -> Option<ResourceIndex> {
        let known = (0..).map(ResourceIndex).zip(&self.api.resources).filter(|(_, known)| known.family == family);
        let known: Vec<(ResourceIndex, &str)> = known.map(|(id, known)| (id, known.name.as_str())).collect();
        if let Some((id, _)) = known.iter().find(|(_, name)| *name == written.value) {
            return Some(*id);
        }
        self.sink.push(
            Diagnostic::new(Rule::UNKNOWN_RESOURCE, written.span, format!("there is no resource `{written}`"))
                .label("unknown resource")
                .did_you_mean(written, known.iter().map(|(_, name)| *name))
                .or_help("name a resource of the same family"),
        );
        None
    }
}

fn transition(raw: &raw::Transition) -> Transition {
    Transition { when: super::conditions(&raw.when), through: raw.through.clone(), to: raw.to.clone() }
}

fn blank(name: Spanned<String>, family: FamilyId, group: GroupId, source: Source) -> Resource {
    Resource {
        name,
        family,
        group,
        doc: String::new(),
        source,
        within: None,
        scope: Vec::new(),
        key: String::new(),
        id: String::new(),
        names: Vec::new(),
        unique: Vec::new(),
        set: Vec::new(),
        initial: Vec::new(),
        counts: Vec::new(),
        copies: Vec::new(),
        needs: Vec::new(),
        states: None,
        expires: None,
        missing: None,
        taken: None,
        in_use: None,
        effects: Vec::new(),
        errata: Vec::new(),
    }
}
