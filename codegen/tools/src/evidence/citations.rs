//! Every entry of a specification that says where it comes from.

use specwright_language::ir::{Api, Parameter, Source, Type, TypeKind};
use specwright_language::raw::Presence;
use specwright_language::source::{Span, Spanned};

/// An entry and what it cites.
#[derive(Debug)]
pub(super) struct Citation<'a> {
    /// Index of the document.
    pub(super) document: usize,
    pub(super) section: &'a str,
    /// The name of the entry.
    pub(super) span: Span,
    /// Name on the wire that the definition must have. `None`: the entry is the definition itself.
    pub(super) member: Option<&'a str>,
    /// Whether responses always have it.
    pub(super) is_required: bool,
    /// Whether it is a value, which editions tell in descriptions too.
    pub(super) is_value: bool,
}

impl<'a> Citation<'a> {
    fn new(source: &'a Source, name: &Spanned<String>) -> Option<Citation<'a>> {
        let section = source.section.as_deref()?;
        let document = source.document;
        Some(Citation { document, section, span: name.span, member: None, is_required: false, is_value: false })
    }

    fn of_value(source: &'a Source, name: &'a Spanned<String>) -> Option<Citation<'a>> {
        Some(Citation { is_value: true, ..Citation::of(source, name)? })
    }

    fn of(source: &'a Source, name: &'a Spanned<String>) -> Option<Citation<'a>> {
        Some(Citation { member: Some(&name.value), ..Citation::new(source, name)? })
    }
}

/// Collects them in the order of the entries.
pub(super) fn all(api: &Api) -> Vec<Citation<'_>> {
    let mut all: Vec<Citation<'_>> = Vec::new();
    for operation in &api.operations {
        all.extend(Citation::new(&operation.source, &operation.name));
        all.extend(operation.statuses_source.iter().filter_map(|source| Citation::new(source, &operation.name)));
        all.extend(operation.parameters.iter().filter_map(|parameter| of_parameter(parameter, &operation.source)));
        let examples = operation.examples.iter();
        all.extend(examples.filter_map(|example| Citation::new(example.source.as_ref()?, &example.name)));
    }
    api.types.iter().for_each(|ty| of_type(ty, &mut all));
    for catalog in &api.error_catalogs {
        let codes = catalog.codes.iter();
        all.extend(
            codes.filter_map(|code| Citation::of_value(code.source.as_ref().unwrap_or(&catalog.source), &code.name)),
        );
    }
    all
}

fn of_parameter<'a>(parameter: &'a Parameter, outer: &'a Source) -> Option<Citation<'a>> {
    Citation::of(parameter.source.as_ref().unwrap_or(outer), &parameter.name)
}

fn of_type<'a>(ty: &'a Type, all: &mut Vec<Citation<'a>>) {
    all.extend(Citation::new(&ty.source, &ty.name));
    match &ty.kind {
        TypeKind::Struct(fields) => all.extend(fields.iter().filter_map(|field| {
            let is_required = field.presence == Presence::Required && ty.reached.response && !ty.reached.request;
            Some(Citation { is_required, ..Citation::of(&field.source, &field.name)? })
        })),
        TypeKind::Enum(values) => {
            let values = values.values.iter();
            all.extend(
                values.filter_map(|value| Citation::of_value(value.source.as_ref().unwrap_or(&ty.source), &value.name)),
            );
        }
        TypeKind::Union(_) | TypeKind::Shaped(_) | TypeKind::Id(_) => {}
    }
}
