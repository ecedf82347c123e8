//! Validates the request for a new operation, and completes what it omits.

use super::{Choices, NewOperation, SETTINGS};
use specwright_language::case;
use specwright_language::diagnostics::{closest, list};
use specwright_language::ir::*;
use specwright_rust::names;

/// A new operation with everything decided.
pub(super) struct Checked<'w> {
    pub(super) wishes: &'w NewOperation,
    pub(super) rust_method: Option<String>,
    /// Document, where it is not the group's, and section.
    pub(super) source: Settings,
    /// Host, authentication and error style, where they are not the group's.
    pub(super) settings: Settings,
    /// Path parameters that are declared nowhere else.
    pub(super) path: Vec<(String, String)>,
    /// Query parameters with their types.
    pub(super) query: Vec<Query>,
    pub(super) status: u16,
    pub(super) errors: Vec<u16>,
    /// Types to add.
    pub(super) types: Vec<String>,
    /// Path of the group file. A new one has `source` and `settings` at its top.
    pub(super) file: String,
    /// Path of the example.
    pub(super) example: String,
    pub(super) notes: Vec<String>,
}

/// Keys with their values.
type Settings = Vec<(&'static str, String)>;

/// Checks the request, and returns everything that is wrong with it.
pub(super) fn check<'w>(api: &Api, choices: &Choices, wishes: &'w NewOperation) -> Result<Checked<'w>, Vec<String>> {
    let mut wrong = unknown(choices, wishes);
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let family = api.families.iter().position(|family| family.name.value == wishes.family).unwrap_or_default();
    let family = FamilyId(family as u32);
    group(&mut wrong, choices, wishes);
    name(&mut wrong, api, family, wishes);
    let path = route(&mut wrong, api, wishes);
    let query = query(&mut wrong, api, family, wishes);
    let mut notes = Vec::new();
    let types = types(&mut wrong, &mut notes, api, family, wishes);
    let (source, settings) = settings(&mut wrong, choices, wishes);
    let further = wishes.further.first().map(|(_, ty)| ty);
    let others = [wishes.body.as_ref(), wishes.response.as_ref(), further].into_iter().flatten().next();
    if wishes.messages.is_some() && (others.is_some() || wishes.status.is_some()) {
        wrong.push("a web socket has messages instead of a body, a response and a status".to_owned());
    }
    statuses(&mut wrong, wishes);
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let siblings = siblings(api, family, &wishes.group);
    let file = match choices.group(&wishes.family, &wishes.group) {
        Some(group) => group.file.clone(),
        None => new_file(choices, wishes),
    };
    let directory = file.rsplit_once('/').map_or(String::new(), |(directory, _)| format!("{directory}/"));
    let errors = common_errors(&siblings);
    if !errors.is_empty() {
        let numbers: Vec<String> = errors.iter().map(u16::to_string).collect();
        notes.push(format!("errors {} are those of all operations of the group", numbers.join(", ")));
    }
    Ok(Checked {
        wishes,
        rust_method: method(&wishes.name, &wishes.group, &siblings),
        path: undeclared(api, family, &siblings, path),
        query,
        status: wishes.status.unwrap_or(if wishes.response.is_some() { 200 } else { 204 }),
        example: format!("{directory}examples/{}.json", wishes.name),
        source,
        settings,
        errors,
        types,
        file,
        notes,
    })
}

/// Checks the statuses of the responses.
fn statuses(wrong: &mut Vec<String>, wishes: &NewOperation) {
    let mut seen = Vec::new();
    let usual = wishes.status.or((!wishes.further.is_empty()).then_some(200));
    for status in usual.into_iter().chain(wishes.further.iter().map(|(status, _)| *status)) {
        if !(200..300).contains(&status) {
            wrong.push(format!("{status} is not a success status, which is between 200 and 299"));
        } else if seen.contains(&status) {
            wrong.push(format!("there are two responses with the status {status}"));
        }
        seen.push(status);
    }
}

/// Checks that the request names only what exists.
fn unknown(choices: &Choices, wishes: &NewOperation) -> Vec<String> {
    let mut wrong = Vec::new();
    for (what, value, known) in [
        ("family", Some(&wishes.family), &choices.families),
        ("document", wishes.document.as_ref(), &choices.documents),
        ("release", wishes.since.as_ref(), &choices.releases),
        ("host", wishes.host.as_ref(), &choices.hosts),
    ] {
        if let Some(value) = value {
            one_of(&mut wrong, what, value, known.iter().map(String::as_str).collect());
        }
    }
    let lists = [
        ("authentication scheme", &wishes.auth, &choices.auth),
        ("error style", &wishes.error_style, &choices.error_styles),
    ];
    for (what, names, known) in lists {
        for name in names.iter().flat_map(|names| names.split(',')) {
            one_of(&mut wrong, what, name.trim(), known.iter().map(String::as_str).collect());
        }
    }
    wrong
}

fn siblings<'a>(api: &'a Api, family: FamilyId, group: &str) -> Vec<&'a Operation> {
    let is_sibling =
        |operation: &&Operation| operation.family == family && api.group(operation.group).name.value == group;
    api.operations.iter().filter(is_sibling).collect()
}

/// Rejects a name that does not exist.
fn one_of(wrong: &mut Vec<String>, what: &str, value: &str, known: Vec<&str>) {
    if !known.contains(&value) {
        let help = match closest(value, known.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("there is {}", list(known)),
        };
        wrong.push(format!("there is no {what} `{value}`; {help}"));
    }
}

fn group(wrong: &mut Vec<String>, choices: &Choices, wishes: &NewOperation) {
    let (family, name) = (&wishes.family, &wishes.group);
    let exists = choices.group(family, name).is_some();
    if wishes.new_group && exists {
        wrong.push(format!("the family `{family}` has a group `{name}`; leave out --new-group"));
    } else if wishes.new_group && !case::is_snake_case(name) {
        wrong.push(format!("the name of a group is written in snake case, such as `things`, not `{name}`"));
    } else if !wishes.new_group && !exists {
        let known = || choices.groups.iter().filter(|group| group.family == *family).map(|group| group.name.as_str());
        let help = match closest(name, known()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("it has {}.", list(known())),
        };
        wrong.push(format!("the family `{family}` has no group `{name}`; {help} With --new-group it is made"));
    }
}

fn name(wrong: &mut Vec<String>, api: &Api, family: FamilyId, wishes: &NewOperation) {
    let name = &wishes.name;
    if !case::is_snake_case(name) {
        wrong.push(format!("the id of an operation is written in snake case, such as `get_thing`, not `{name}`"));
    }
    let taken = |operation: &&Operation| operation.family == family && operation.name.value == *name;
    if let Some(taken) = api.operations.iter().find(taken) {
        wrong.push(format!(
            "the family `{}` has an operation `{name}`: {} {}",
            wishes.family,
            taken.route.method.as_str(),
            taken.route.path
        ));
    }
}

/// Checks method and path, and returns the names in the path.
fn route(wrong: &mut Vec<String>, api: &Api, wishes: &NewOperation) -> Vec<String> {
    let known = || Method::ALL.iter().map(|method| method.as_str());
    let Some((method, path)) = wishes.http.trim().split_once(' ') else {
        wrong.push(format!("`{}` is no method with a path, such as `GET /things/{{thing_id}}`", wishes.http));
        return Vec::new();
    };
    let path = path.trim();
    one_of(wrong, "method", method, known().collect());
    let mut parameters: Vec<String> = Vec::new();
    for segment in path.strip_prefix('/').unwrap_or_default().split('/') {
        let Some(names) = names_in(segment) else {
            wrong.push(format!(
                "the path `{path}` does not consist of segments such as `/things` and `/{{thing_id}}`: `{segment}`"
            ));
            return parameters;
        };
        for name in names {
            match parameters.iter().any(|other| other == name) {
                true => wrong.push(format!("`{{{name}}}` occurs twice in the path `{path}`")),
                false => parameters.push(name.to_owned()),
            }
        }
    }
    let shape = |path: &str| {
        let pieces = path.split('{').map(|piece| piece.split_once('}').map_or(piece, |(_, text)| text));
        pieces.collect::<Vec<_>>().join("{}")
    };
    let same = |operation: &&Operation| {
        operation.route.method.as_str() == method && shape(&operation.route.path) == shape(path)
    };
    // The value may tell them apart, which is checked when the operation is written.
    let has_value = wishes.query.iter().any(|wish| wish.contains('='));
    if let Some(taken) = api.operations.iter().find(same).filter(|_| !has_value) {
        wrong.push(format!(
            "{method} {path} is the route of `{}`: {method} {}",
            api.operation_id(taken),
            taken.route.path
        ));
    }
    parameters
}

/// The names in a segment of the path; `None` if it is no segment.
fn names_in(segment: &str) -> Option<Vec<&str>> {
    let mut pieces = segment.split('{');
    let is_text = |text: &str| !text.contains(['}', '?', '#', ' ']);
    pieces.next().filter(|text| is_text(text))?;
    let values: Vec<(&str, &str)> = pieces.map(|piece| piece.split_once('}')).collect::<Option<_>>()?;
    let inner = values.split_last().map_or(values.as_slice(), |(_, inner)| inner);
    let are_apart = inner.iter().all(|(_, after)| !after.is_empty());
    let are_values = values.iter().all(|(name, after)| !name.is_empty() && is_text(after));
    let is_segment = are_apart && are_values && !segment.is_empty();
    is_segment.then(|| values.into_iter().map(|(name, _)| name).collect())
}

/// A parameter of the query.
pub(super) struct Query {
    pub(super) name: String,
    pub(super) ty: String,
    /// The only value, as it is sent.
    pub(super) value: Option<String>,
}

/// The parameters of the query: `name` or `name:type`, with an only value `name=value`.
fn query(wrong: &mut Vec<String>, api: &Api, family: FamilyId, wishes: &NewOperation) -> Vec<Query> {
    let known: Vec<&str> = known_types(api, family).collect();
    let mut parameters: Vec<Query> = Vec::new();
    for wish in &wishes.query {
        let (typed, value) = wish.split_once('=').map_or((wish.as_str(), None), |(typed, value)| (typed, Some(value)));
        let (name, ty) = typed.split_once(':').unwrap_or((typed, "string"));
        let (name, ty) = (name.trim(), ty.trim());
        if name.is_empty() || ty.is_empty() || name.contains(char::is_whitespace) {
            wrong.push(format!("`{wish}` is no parameter with a type, such as `limit:int32`"));
        } else if parameters.iter().any(|known| known.name == name) {
            wrong.push(format!("the parameter `{name}` occurs twice in the query"));
        } else if !known.contains(&inner(ty)) {
            let meant = Shape::meant_by(inner(ty)).or_else(|| closest(inner(ty), known.iter().copied()));
            let help = meant.map_or_else(
                || format!("the built-in types are {}", list(Shape::BUILT_IN.iter().map(|(name, _)| *name))),
                |meant| format!("did you mean `{meant}`?"),
            );
            wrong.push(format!("there is no type `{}` for the parameter `{name}`; {help}", inner(ty)));
        } else {
            let value = value.map(str::to_owned);
            parameters.push(Query { name: name.to_owned(), ty: ty.to_owned(), value });
        }
    }
    parameters
}

/// The name inside lists and maps.
fn inner(expression: &str) -> &str {
    let mut name = expression.trim();
    while let Some(inner) = ["list<", "map<"].iter().find_map(|start| name.strip_prefix(start)?.strip_suffix('>')) {
        name = inner;
    }
    name
}

/// The names of types that an operation of the family can use.
fn known_types(api: &Api, family: FamilyId) -> impl Iterator<Item = &str> {
    let visible = move |ty: &&Type| ty.family.is_none() || ty.family == Some(family);
    let built_in = Shape::BUILT_IN.iter().map(|(name, _)| *name);
    api.types.iter().filter(visible).map(|ty| ty.name.as_str()).chain(built_in)
}

/// The types that have to be made.
fn types(
    wrong: &mut Vec<String>,
    notes: &mut Vec<String>,
    api: &Api,
    family: FamilyId,
    wishes: &NewOperation,
) -> Vec<String> {
    let known = || known_types(api, family);
    let mut new: Vec<String> = Vec::new();
    let further = wishes.further.iter().map(|(_, ty)| ty);
    for expression in wishes.body.iter().chain(&wishes.response).chain(&wishes.messages).chain(further) {
        let name = inner(expression);
        if known().any(|known| known == name) || new.iter().any(|new| new == name) {
            continue;
        }
        let close = Shape::meant_by(name).or_else(|| closest(name, known()));
        if !case::is_pascal_case(name) {
            let help = close.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
            wrong.push(format!("`{expression}` is no type, and a new one has a name such as `ThingList`{help}"));
            continue;
        }
        let beside = close.map_or_else(String::new, |close| format!("; `{close}` is another one"));
        notes.push(format!("the type `{name}` is new{beside}"));
        new.push(name.to_owned());
    }
    new
}

/// Source and settings: of the operation what differs from its group, of a new group all.
fn settings(wrong: &mut Vec<String>, choices: &Choices, wishes: &NewOperation) -> (Settings, Settings) {
    let group = choices.group(&wishes.family, &wishes.group);
    let mut decide = |key: &'static str, flag: &str, wished: &Option<String>| -> Option<(&'static str, String)> {
        match (group, wished) {
            (Some(group), Some(wished)) if group.settings.get(key) == Some(wished) => None,
            (_, Some(wished)) => Some((key, wished.clone())),
            (Some(_), None) => None,
            (None, None) => {
                let usual = choices.usual(&wishes.family, key);
                if usual.is_none() && wishes.new_group {
                    wrong.push(format!("a new group needs {flag}, since there are several to choose from"));
                }
                usual.map(|usual| (key, usual.to_owned()))
            }
        }
    };
    let document = decide("document", "--document", &wishes.document);
    let wished = [("--host", &wishes.host), ("--auth", &wishes.auth), ("--error-style", &wishes.error_style)];
    let settings = SETTINGS.iter().zip(wished).filter_map(|(key, (flag, wished))| decide(key, flag, wished)).collect();
    let section = wishes.section.clone().map(|section| ("section", section));
    (document.into_iter().chain(section).collect(), settings)
}

/// Where a new group belongs: beside the others of its family, or at the top.
fn new_file(choices: &Choices, wishes: &NewOperation) -> String {
    let neighbor = choices.groups.iter().find(|group| group.family == wishes.family);
    let directory = neighbor.and_then(|group| group.file.rsplit_once('/')).map(|(directory, _)| directory);
    directory.map_or_else(String::new, |directory| format!("{directory}/")) + &wishes.group + ".yaml"
}

/// The statuses that every operation of the group documents.
fn common_errors(siblings: &[&Operation]) -> Vec<u16> {
    let Some((first, others)) = siblings.split_first() else { return Vec::new() };
    let common = |status: &&u16| others.iter().all(|other| other.errors.contains(status));
    first.errors.iter().filter(common).copied().collect()
}

/// The client's method, where the id only adds the name of the group: `get` for `get_thing` of `things`.
fn method(name: &str, group: &str, siblings: &[&Operation]) -> Option<String> {
    let (verb, rest) = name.split_once('_')?;
    let singular = match group.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => group.strip_suffix('s').unwrap_or(group).to_owned(),
    };
    let free = siblings.iter().all(|sibling| names::method(sibling) != verb);
    ((rest == group || rest == singular) && free && names::is_rust_value_name(verb)).then(|| verb.to_owned())
}

/// The parameters of the path that neither the client fills in nor the group declares, with their types.
fn undeclared(api: &Api, family: FamilyId, siblings: &[&Operation], path: Vec<String>) -> Vec<(String, String)> {
    let from_client = |name: &String| api.client_parameters.iter().any(|parameter| parameter.name.value == *name);
    // What is at the top of the file has a place above that of the operation.
    let shared = |name: &String| {
        let declared = siblings.iter().flat_map(|sibling| {
            sibling.parameters_in(Location::Path).map(move |parameter| (sibling.name.span, parameter))
        });
        declared
            .filter(|(operation, parameter)| parameter.name.span.start < operation.start)
            .any(|(_, parameter)| parameter.name.value == *name)
    };
    let ty = |name: &str| api.id_type(family, name).map_or("string", |ty| ty.name.as_str()).to_owned();
    let own = path.into_iter().filter(|name| !from_client(name) && !shared(name));
    own.map(|name| {
        let ty = ty(&name);
        (name, ty)
    })
    .collect()
}
