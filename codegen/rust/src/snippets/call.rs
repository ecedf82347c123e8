//! The request as a call of the client.

use serde_json::Value;
use specwright_language::ir::{
    Api, BodyEncoding, Conditional, Example, Location, Operation, Parameter, Shape, TypeKind,
};
use specwright_language::raw::DurationFormat;

use super::expression::{Expression, Link, import};
use super::values::{Exactness, Values, taken, text};
use super::{Planned, body, given};
use crate::plan::{self, Call, Name};

/// Lines of an asynchronous function that has a `client`, which send an example's request. The client is made as the
/// request says: what all operations of a client share, such as a project, is its own. Nothing comes back if Rust has
/// no way to make one of the values.
pub(super) fn rust(
    planned: &Planned<'_>,
    operation: &Operation,
    example: &Example,
    (family, group, call): (&plan::Family, &plan::Group, &plan::Operation),
) -> Option<Call> {
    let mut values = Values::new(planned.api, planned.plan, &planned.types);
    let (body, arguments, setters) = parts(operation, example, call, &mut values)?;
    let mut expression = Expression::Path("client".to_owned())
        .method(family.module.to_string(), Vec::new())
        .method(group.module.to_string(), Vec::new())
        .method(call.method.to_string(), arguments);
    for (setter, arguments) in setters {
        expression = expression.method(setter, arguments);
    }
    let all = operation.paging.as_ref().filter(|_| call.paging.as_ref().is_some_and(|paging| paging.stream.is_some()));
    let all = all.map(|paging| {
        let mut all = String::new();
        statement(
            &mut all,
            "let all = ",
            &collected(expression.clone(), operation, call, paging.limit.as_deref().unwrap_or_default()),
        );
        all
    });
    let send = if call.stream.is_some() { "connect" } else { "send" };
    expression = expression.method(send, Vec::new()).link(Link::Await);

    let mut lines = String::new();
    if values.has_json {
        lines.push_str("use serde_json::json;\n");
    }
    if let Some(required) = &call.required {
        lines.push_str(&import(&format!("{}::{}", values.client, family.module), &[required.as_str()]));
    }
    let types: Vec<&str> = values.types.iter().map(Name::as_str).collect();
    if !types.is_empty() {
        lines.push_str(&import(&format!("{}::model::{}", values.client, family.module), &types));
    }
    if !lines.is_empty() {
        lines.push('\n');
    }
    if let Some(body) = body {
        statement(&mut lines, "let body = ", &body);
    }
    let answer = match (&call.stream, &operation.response.body) {
        (Some(_), _) => "let mut messages = ",
        (None, Some(_)) => "let response = ",
        (None, None) => "",
    };
    statement(&mut lines, answer, &expression);
    if call.stream.is_some() {
        lines.push_str("while let Some(message) = messages.next().await {\n    println!(\"{:?}\", message?);\n}\n");
    }
    Some(Call { lines, all, names_json: values.has_json || values.names_json })
}

/// The call for the items of all pages, in pages of a hundred if the service allows it.
fn collected(expression: Expression, operation: &Operation, call: &plan::Operation, limit: &str) -> Expression {
    let size = operation.given().zip(&call.parameters).find(|(parameter, _)| parameter.name.value == limit);
    let with_size = match size {
        Some((parameter, planned)) if !expression.calls(planned.setter.as_str()) => {
            let most = parameter.constraints.range.integers().max.map_or(100, |most| most.min(100));
            expression.method(planned.setter.to_string(), vec![Expression::Literal(most.to_string())])
        }
        _ => expression,
    };
    with_size.method("items", Vec::new()).method("collect", Vec::new()).link(Link::Await)
}

fn statement(lines: &mut String, start: &str, expression: &Expression) {
    lines.push_str(&format!("{start}{};\n", expression.print(0, start.len(), 1)));
}

type Setters = Vec<(String, Vec<Expression>)>;

/// The body, the arguments of the method, and the setters.
fn parts(
    operation: &Operation,
    example: &Example,
    call: &plan::Operation,
    values: &mut Values<'_>,
) -> Option<(Option<Expression>, Vec<Expression>, Setters)> {
    let api = values.api;
    let (mut arguments, mut setters) = (Vec::new(), Setters::new());
    for (parameter, planned) in operation.needed().zip(call.arguments()) {
        let value = given(example, parameter)?;
        arguments.push(match &call.required {
            Some(_) => (planned.ident.to_string(), values.value(value, &parameter.ty, Exactness::Exact)?),
            None => (planned.ident.to_string(), argument(api, parameter, value, values)?),
        });
    }
    let mut arguments = taken(call.required.as_ref(), arguments);
    // What the client fills in is only said where it is not what the client would take at this host.
    let said = |parameter: &Parameter, planned: &plan::Parameter| match (parameter.from_client, &parameter.default) {
        (true, Some(default)) => given(example, parameter).is_some_and(|value| value != default),
        (true, None) => false,
        (false, _) => !parameter.required && !planned.condition,
    };
    for (parameter, planned) in operation.given().zip(&call.parameters) {
        let Some(value) = given(example, parameter).filter(|_| said(parameter, planned)) else { continue };
        setters.push((planned.setter.to_string(), vec![argument(api, parameter, value, values)?]));
    }
    let mut first = None;
    if let (Some(expected), Some(body)) = (&operation.body, body(example)) {
        let is_text = expected.media.encoding == BodyEncoding::Text;
        let exactness = if is_text { Exactness::Converted } else { Exactness::Exact };
        first = Some(values.value(body, &expected.ty, exactness)?);
        let body = Expression::Path("body".to_owned());
        let body = if is_text { body } else { Expression::Reference(Box::new(body)) };
        if expected.required { arguments.push(body) } else { setters.push(("body".to_owned(), vec![body])) }
    }
    if let Some(conditional) = &operation.conditional {
        setters.extend(changed(&values.client, operation, conditional, example));
    }
    Some((first, arguments, setters))
}

/// How a method takes a parameter.
fn argument(api: &Api, parameter: &Parameter, value: &Value, values: &mut Values<'_>) -> Option<Expression> {
    match &parameter.ty.value {
        shape if parameter.style.is_some() => {
            Some(Expression::Reference(Box::new(values.value(value, shape, Exactness::Exact)?)))
        }
        Shape::Secret => {
            let secret = values.value(value, &Shape::Secret, Exactness::Exact)?;
            Some(Expression::Reference(Box::new(secret)))
        }
        Shape::List(item) => {
            // Whatever can be shown may stand in the list; enums are taken as they are.
            let is_enum = matches!(item.named().map(|id| &api.ty(id).kind), Some(TypeKind::Enum(_)));
            let exactness = if is_enum { Exactness::Exact } else { Exactness::Converted };
            let items = value.as_array()?.iter().map(|value| values.value(value, item, exactness));
            Some(Expression::Array(items.collect::<Option<Vec<_>>>()?))
        }
        shape => values.value(value, shape, Exactness::Converted),
    }
}

/// Asks only for what has changed, if the example does.
fn changed(client: &str, operation: &Operation, conditional: &Conditional, example: &Example) -> Setters {
    let in_query = |name: &str| {
        let parameter = operation.parameters_in(Location::Query).find(|parameter| parameter.name.value == *name)?;
        given(example, parameter).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    };
    let revision = in_query(&conditional.parameter).filter(|revision| !revision.is_empty());
    let wait = conditional.wait.as_ref().and_then(|wait| Some((in_query(&wait.parameter)?, wait.format)));
    let known = match &revision {
        Some(revision) => {
            Expression::Call(format!("{client}::Revision::new"), vec![text(revision, Exactness::Converted)])
        }
        None if wait.is_some() => Expression::Path("None".to_owned()),
        None => return Setters::new(),
    };
    let wait = wait.and_then(|(time, format)| duration(&time, format)).map(|time| ("wait".to_owned(), vec![time]));
    std::iter::once(("if_changed".to_owned(), vec![known])).chain(wait).collect()
}

/// A length of time as it is written on the wire.
fn duration(time: &str, format: DurationFormat) -> Option<Expression> {
    let (number, unit) = match format {
        DurationFormat::Seconds => (time, "secs"),
        DurationFormat::Milliseconds => (time, "millis"),
        DurationFormat::WithUnit => match time.strip_suffix("ms") {
            Some(number) => (number, "millis"),
            None => (time.strip_suffix('s')?, "secs"),
        },
    };
    let number: u64 = number.parse().ok()?;
    Some(Expression::Call(format!("std::time::Duration::from_{unit}"), vec![Expression::Literal(number.to_string())]))
}
