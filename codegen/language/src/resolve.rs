//! What follows from the API as a whole: in which directions each type travels, and which families
//! reach it.

use crate::ir::*;

/// Completes the side tables of the types.
pub(crate) fn resolve(api: &mut Api) {
    let mut roots = Vec::new();
    for operation in &api.operations {
        let rejects_null = !api.host(operation.host).nulls_are_absent;
        let request = Usage { request: true, rejects_null, ..Usage::default() };
        let response = Usage { response: true, ..Usage::default() };
        for parameter in &operation.parameters {
            roots.push((parameter.ty.named(), request, operation.family));
        }
        if let Some(body) = &operation.body {
            roots.push((body.ty.named(), request, operation.family));
        }
        if let Some(message) = operation.stream.as_ref().and_then(|stream| stream.sends.as_ref()) {
            roots.push((message.named(), request, operation.family));
        }
        for shape in operation.response.body.iter().chain(&operation.response.headers) {
            roots.push((shape.named(), response, operation.family));
        }
    }
    for (ty, usage, family) in roots {
        if let Some(ty) = ty {
            mark(api, ty, usage, family);
        }
    }
    for ty in &mut api.types {
        ty.reached = ty.usage;
    }
    unused(api);
}

/// Types that no operation reaches are generated too: as parts of responses, because what the documents
/// describe can at least be read.
fn unused(api: &mut Api) {
    let unused: Vec<TypeId> = api.type_ids().filter(|id| api.ty(*id).reached.is_none()).collect();
    for id in unused {
        let families = match api.ty(id).family {
            Some(family) => vec![family],
            None => (0..api.families.len() as u32).map(FamilyId).collect(),
        };
        for family in families {
            mark(api, id, Usage { response: true, ..Usage::default() }, family);
        }
    }
}

fn mark(api: &mut Api, root: TypeId, usage: Usage, family: FamilyId) {
    let mut pending = vec![root];
    while let Some(id) = pending.pop() {
        let ty = &mut api.types[id.0 as usize];
        ty.usage = ty.usage.union(usage);
        let in_family = ty.families.entry(family).or_default();
        let merged = in_family.union(usage);
        if merged != *in_family {
            *in_family = merged;
            pending.extend(ty.parts());
        }
    }
}
