//! Unions by shape: their variants, and what tells them apart.

use specwright_language::ir::{self, Api, Shape};
use specwright_language::variants::{Form, Kinds};

use super::docs;
use super::shapes::{Place, Schemas, Shapes};
use crate::names;
use crate::plan::{Docs, Name, Shaped, ShapedVariant};

pub(super) fn shaped(api: &Api, ty: &ir::Type, union: &ir::Shaped, shapes: &Shapes<'_>) -> Shaped {
    let forms: Vec<Form> = union.variants.iter().map(|variant| Form::of(api, &variant.ty)).collect();
    let variants = union.variants.iter().zip(&forms).map(|(variant, form)| ShapedVariant {
        name: variant.name.value.clone(),
        ident: Name::new(names::shaped_variant(variant)),
        ty: shapes.ty(&variant.ty),
        form: needed(form, &forms),
        schema: Schemas { api, place: Place::Schemas(ty.family) }.schema(&variant.ty, &variant.constraints, false),
        docs: variant_docs(api, variant),
        status: variant.status,
    });
    Shaped { open: union.open, variants: variants.collect() }
}

/// What tells the values of a variant: without details if there is no other variant of the JSON type.
fn needed(form: &Form, all: &[Form]) -> Form {
    let is_alone = all.iter().filter(|other| other.kinds().meets(form.kinds())).count() == 1;
    match form {
        Form::Object(_) if is_alone => Form::Object(Vec::new()),
        Form::Map(_) if is_alone => Form::Map(Kinds::ANY),
        Form::List(_) if is_alone => Form::List(Kinds::ANY),
        Form::Words(..) if is_alone => Form::Text,
        form => form.clone(),
    }
}

fn variant_docs(api: &Api, variant: &ir::ShapedVariant) -> Docs {
    if let Some(status) = variant.status {
        return vec![format!("The response has the status {status}.")];
    }
    let limits = docs::limits(&api.limits(&variant.ty, &variant.constraints), None);
    let words = match &variant.ty.value {
        Shape::Named(id) => {
            let mut lines = docs::text(&api.ty(*id).doc);
            docs::paragraph(&mut lines, &limits);
            return lines;
        }
        Shape::String | Shape::Secret => "A string.",
        Shape::Int32 | Shape::Int64 | Shape::Uint64 => "An integer.",
        Shape::Double => "A number.",
        Shape::Boolean => "A boolean.",
        Shape::EpochMillis | Shape::EpochSeconds | Shape::EpochSecondsText => "A point in time.",
        Shape::List(_) => "A list.",
        Shape::Map(_) => "An object with any keys.",
        Shape::Any | Shape::File | Shape::Nullable(_) => "Any value.",
    };
    let line = [words, &limits].join(" ");
    vec![line.trim_end().to_owned()]
}
