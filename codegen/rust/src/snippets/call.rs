//! The request as a call of the client.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::layout::{self, Documents};
use super::values::{Exactness, Values};
use super::{body, given};
use crate::names;
use crate::plan::ident;
use crate::write::Bug;
use specwright_language::ir::{Api, Conditional, Example, Location, Operation, Parameter, Shape, TypeKind};
use specwright_language::raw::DurationFormat;

/// The lines of a snippet before they are printed.
pub struct Code {
    imports: TokenStream,
    statements: TokenStream,
    documents: Documents,
}

impl Code {
    /// Lines of an asynchronous function that has a `client`.
    pub fn lines(&self) -> Result<String, Bug> {
        let statements = layout::lines(&self.statements, &self.documents)?;
        if self.imports.is_empty() {
            return Ok(statements);
        }
        Ok(layout::lines(&self.imports, &self.documents)? + "\n" + &statements)
    }
}

/// The call that sends an example's request, with a client made as the request says: what all operations of a
/// client share, such as a project, is its own. Nothing comes back if Rust has no way to make one of the values.
pub fn rust(api: &Api, operation: &Operation, example: &Example) -> Option<Code> {
    let client = ident(&format!("{}_client", api.name));
    let mut values = Values::new(api, &client);
    let statements = statements(api, operation, example, &mut values)?;
    let module = ident(&names::module(&api.family(operation.family).name));
    let types: Vec<_> = values.types.iter().map(|name| ident(name.trim_start_matches("r#"))).collect();
    let types = match types.as_slice() {
        [] => None,
        [one] => Some(quote!(use #client::model::#module::#one;)),
        many => Some(quote!(use #client::model::#module::{#(#many),*};)),
    };
    let json = (!values.documents.is_empty()).then(|| {
        quote!(
            use serde_json::json;
        )
    });
    Some(Code { imports: quote!(#json #types), statements, documents: values.documents })
}

fn statements(api: &Api, operation: &Operation, example: &Example, values: &mut Values<'_>) -> Option<TokenStream> {
    let mut arguments = Vec::new();
    for parameter in operation.needed() {
        arguments.push(argument(api, parameter, given(example, parameter)?, values)?);
    }
    let mut setters = TokenStream::new();
    let condition = |parameter: &Parameter| {
        operation.conditional.as_ref().is_some_and(|conditional| is_condition(conditional, parameter))
    };
    // What the client fills in is only said where it is not what the client would take at this host.
    let said = |parameter: &&Parameter| match (parameter.from_client, &parameter.default) {
        (true, Some(default)) => given(example, parameter).is_some_and(|value| value != default),
        (true, None) => false,
        (false, _) => !parameter.required && !condition(parameter),
    };
    for parameter in operation.parameters.iter().filter(said) {
        let Some(value) = given(example, parameter) else { continue };
        let setter = ident(&names::parameter_setter(&names::parameter(parameter)));
        let value = argument(api, parameter, value, values)?;
        setters.extend(quote!(.#setter(#value)));
    }
    let mut first = None;
    if let (Some(expected), Some(body)) = (&operation.body, body(example)) {
        let body = values.value(body, &expected.ty, Exactness::Exact)?;
        first = Some(quote!(let body = #body;));
        if expected.required { arguments.push(quote!(&body)) } else { setters.extend(quote!(.body(&body))) }
    }
    let conditional = operation.conditional.as_ref();
    setters.extend(conditional.and_then(|conditional| changed(values.client, operation, conditional, example)));
    let family = ident(&names::module(&api.family(operation.family).name));
    let group = ident(&names::accessor(api.group(operation.group)));
    let method = ident(&names::method(operation));
    let call = quote!(client.#family().#group().#method(#(#arguments),*)#setters.send().await?;);
    let answer = operation.response.body.is_some().then(|| quote!(let answer =));
    Some(quote!(#first #answer #call))
}

/// How a method takes a parameter.
fn argument(api: &Api, parameter: &Parameter, value: &Value, values: &mut Values<'_>) -> Option<TokenStream> {
    match &parameter.ty.value {
        Shape::Secret => {
            let secret = values.value(value, &Shape::Secret, Exactness::Exact)?;
            Some(quote!(&#secret))
        }
        Shape::List(item) => {
            // Whatever can be shown may stand in the list; enums are taken as they are.
            let open = matches!(item.named().map(|id| &api.ty(id).kind), Some(TypeKind::Enum(_)));
            let exactness = if open { Exactness::Exact } else { Exactness::Converted };
            let items = value.as_array()?.iter().map(|item_value| values.value(item_value, item, exactness));
            let items = items.collect::<Option<Vec<_>>>()?;
            Some(quote!([#(#items),*]))
        }
        shape => values.value(value, shape, Exactness::Converted),
    }
}

fn is_condition(conditional: &Conditional, parameter: &Parameter) -> bool {
    let wait = conditional.wait.as_ref().map(|(name, _)| name);
    parameter.location == Location::Query
        && (parameter.name.value == conditional.parameter || wait == Some(&parameter.name.value))
}

/// Asks only for what has changed, if the example does.
fn changed(client: &Ident, operation: &Operation, conditional: &Conditional, example: &Example) -> Option<TokenStream> {
    let in_query = |name: &str| {
        let parameter = operation.parameters_in(Location::Query).find(|parameter| parameter.name.value == *name)?;
        given(example, parameter).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    };
    let revision = in_query(&conditional.parameter).filter(|revision| !revision.is_empty());
    let wait = conditional.wait.as_ref().and_then(|(name, format)| Some((in_query(name)?, *format)));
    let known = match &revision {
        Some(revision) => quote!(#client::Revision::new(#revision)),
        None if wait.is_some() => quote!(None),
        None => return None,
    };
    let wait = wait.and_then(|(time, format)| duration(&time, format)).map(|time| quote!(.wait(#time)));
    Some(quote!(.if_changed(#known)#wait))
}

/// A length of time as it is written on the wire.
fn duration(time: &str, format: DurationFormat) -> Option<TokenStream> {
    let (number, millis) = match format {
        DurationFormat::Seconds => (time, false),
        DurationFormat::Milliseconds => (time, true),
        DurationFormat::WithUnit => match time.strip_suffix("ms") {
            Some(number) => (number, true),
            None => (time.strip_suffix('s')?, false),
        },
    };
    let number = Literal::u64_unsuffixed(number.parse().ok()?);
    Some(if millis {
        quote!(std::time::Duration::from_millis(#number))
    } else {
        quote!(std::time::Duration::from_secs(#number))
    })
}
