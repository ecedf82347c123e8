//! Parameters of the server: their schemas, and how they are read.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::schema::required_when;
use crate::plan::{Fixed, Location, Parameter, ParameterStyle};

/// What a parameter has to look like.
pub(super) fn schema(parameter: &Parameter) -> TokenStream {
    let (wire, schema) = (&parameter.wire, &parameter.schema);
    let repeated = match parameter.separator {
        Some(separator) => Some(quote!(.separated(#separator))),
        None => parameter.repeated.then(|| quote!(.repeated())),
    };
    let required = (parameter.required && parameter.location != Location::Path).then(|| quote!(.required()));
    let location = match parameter.location {
        Location::Path => quote!(path),
        Location::Query => quote!(query),
        Location::Header => quote!(header),
        Location::Cookie => quote!(cookie),
    };
    let besides = &parameter.besides;
    let style = parameter.style.map(|style| match style {
        ParameterStyle::Json => quote!(.json()),
        ParameterStyle::Form => quote!(.form(&[#(#besides),*])),
        ParameterStyle::DeepObject => quote!(.deep_object(&[#(#besides),*])),
    });
    let conditions = required_when(&parameter.conditions);
    let empty = parameter.empty_is_absent.then(|| quote!(.unless_empty()));
    quote!(ParameterSchema::#location(#wire, #schema) #required #repeated #style #conditions #empty)
}

/// The same for a parameter with one value.
pub(super) fn fixed(Fixed { wire, location, sent, .. }: &Fixed) -> TokenStream {
    let location = if *location == Location::Header { quote!(header) } else { quote!(query) };
    quote!(ParameterSchema::#location(#wire, Schema::Enum(EnumRules::ANY.only(&[#sent]))).required())
}

/// How the field of a parameter is read from a request.
pub(super) fn read(parameter: &Parameter) -> TokenStream {
    let (ident, wire) = (&parameter.ident, &parameter.wire);
    if let Some(style) = parameter.style {
        let value = styled(parameter, style);
        return quote!(#ident: #value);
    }
    if let Some(separator) = parameter.separator {
        return match parameter.location {
            Location::Header => quote!(#ident: request.header_list(#wire)?),
            _ => quote!(#ident: request.query_separated(#wire, #separator)?),
        };
    }
    let value = match (parameter.location, parameter.required) {
        (Location::Path, _) => quote!(request.path(#wire)?),
        (Location::Query, _) if parameter.repeated => quote!(request.query_all(#wire)?),
        (Location::Query, true) => quote!(request.require_query(#wire)?),
        (Location::Query, false) => quote!(request.query(#wire)?),
        (Location::Header, true) if parameter.empty_is_absent => quote!(request.require_filled_header(#wire)?),
        (Location::Header, false) if parameter.empty_is_absent => quote!(request.filled_header(#wire)?),
        (Location::Header, true) => quote!(request.require_header(#wire)?),
        (Location::Header, false) => quote!(request.header(#wire)?),
        (Location::Cookie, true) => quote!(request.required("cookie", #wire, request.cookie(#wire)?)?),
        (Location::Cookie, false) => quote!(request.cookie(#wire)?),
    };
    quote!(#ident: #value)
}

fn styled(parameter: &Parameter, style: ParameterStyle) -> TokenStream {
    let (wire, besides) = (&parameter.wire, &parameter.besides);
    let value = match (style, parameter.location) {
        (ParameterStyle::Json, Location::Header) => quote!(request.header_json(#wire)?),
        (ParameterStyle::Json, _) => quote!(request.query_json(#wire)?),
        (ParameterStyle::Form, _) => quote!(request.query_form(&[#(#besides),*])?),
        (ParameterStyle::DeepObject, _) => quote!(request.query_deep_object(#wire, &[#(#besides),*])?),
    };
    let location = if parameter.location == Location::Header { "header" } else { "query" };
    if parameter.required { quote!(request.required(#location, #wire, #value)?) } else { value }
}
