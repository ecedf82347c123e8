//! Parts of the plan as tokens.

use std::fmt;

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote};

use crate::plan::{
    Argument, Condition, IntegerRules, Item, Known, Name, NumberBound, Prelude, PresenceRule, Requirement, RustType,
    Schema, SchemaModule, SchemaPath, TextRules,
};

impl ToTokens for Name {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (name, span) = (self.as_str(), Span::call_site());
        if self.is_raw() { Ident::new_raw(name, span) } else { Ident::new(name, span) }.to_tokens(tokens);
    }
}

impl ToTokens for Known {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        written(self).to_tokens(tokens);
    }
}

impl ToTokens for RustType {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        written(self).to_tokens(tokens);
    }
}

impl ToTokens for Argument {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        written(self).to_tokens(tokens);
    }
}

/// What source code writes, as tokens.
pub(super) fn written(code: &impl fmt::Display) -> TokenStream {
    code.to_string().parse().unwrap_or_default()
}

/// A word of a macro.
pub(super) fn word(word: &str) -> Ident {
    Ident::new(word, Span::call_site())
}

/// The runtime's variant of the same name.
pub(super) fn variant(value: impl fmt::Debug) -> Ident {
    Ident::new(&format!("{value:?}"), Span::call_site())
}

/// A type among the words of a macro.
pub(super) fn whole(ty: &RustType) -> Group {
    Group::new(Delimiter::None, quote!(#ty))
}

/// A value that a function took, as what it is kept as.
pub(super) fn kept(argument: &Argument, name: &Name) -> TokenStream {
    match argument {
        Argument::Into(..) => quote!(#name.into()),
        Argument::Text(_) => quote!(#name.as_ref()),
        Argument::Each(_, Some(into), _) => quote!(#name.into_iter().map(#into::into).collect()),
        Argument::Each(..) => quote!(#name.into_iter().collect()),
        Argument::Entries { converts: true, .. } => {
            quote!(#name.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
        }
        Argument::Entries { .. } => quote!(#name.into_iter().map(|(key, value)| (key.into(), value)).collect()),
        Argument::Plain(_) | Argument::Reference(_) | Argument::EachDisplayed(_) => quote!(#name),
    }
}

impl ToTokens for Schema {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Schema::Any => quote!(Schema::Any),
            Schema::Boolean => quote!(Schema::Boolean),
            Schema::File => quote!(Schema::File),
            Schema::Text(rules) if *rules == TextRules::default() => quote!(Schema::STRING),
            Schema::Text(rules) => quote!(Schema::String(#rules)),
            Schema::Secret(rules) => quote!(Schema::Secret(#rules)),
            Schema::Integer(rules) => integer(rules),
            Schema::Number(None, None) => quote!(Schema::NUMBER),
            Schema::Number(min, max) => {
                let min = min.map(|bound| end(bound, ["at_least", "above"]));
                let max = max.map(|bound| end(bound, ["at_most", "below"]));
                quote!(Schema::Number(NumberRules::ANY #min #max))
            }
            Schema::List(items, count) => {
                let bounds = bounds(count.min, count.max, Literal::u32_unsuffixed);
                quote!(Schema::List(&ListRules::of(#items) #bounds))
            }
            Schema::Map(values, count, keys) => {
                let bounds = bounds(count.min, count.max, Literal::u32_unsuffixed);
                let keys = (*keys != TextRules::default()).then(|| quote!(.keys(#keys)));
                quote!(Schema::Map(&MapRules::of(#values) #bounds #keys))
            }
            Schema::Object(path) => quote!(Schema::Object(&#path)),
            Schema::Enum(path, values) => {
                let only = (!values.is_empty()).then(|| quote!(.only(&[#(#values),*])));
                quote!(Schema::Enum(#path #only))
            }
            Schema::IntegerEnum(path, values) => {
                let values = values.iter().map(|value| Literal::i32_unsuffixed(*value)).collect::<Vec<_>>();
                let only = (!values.is_empty()).then(|| quote!(.only(&[#(#values),*])));
                quote!(Schema::IntegerEnum(#path #only))
            }
            Schema::Union(path) => quote!(Schema::Union(&#path)),
            Schema::Shaped(path) => quote!(Schema::Shaped(&#path)),
            Schema::Nullable(inner) => quote!(Schema::Nullable(&#inner)),
        });
    }
}

impl ToTokens for SchemaPath {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let constant = &self.constant;
        tokens.extend(match self.module {
            SchemaModule::Here => quote!(#constant),
            SchemaModule::Family => quote!(super::schema::#constant),
            SchemaModule::Shared => quote!(crate::schema::#constant),
        });
    }
}

impl ToTokens for PresenceRule {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (need, of) = (variant(self.need), &self.of);
        tokens.extend(quote!(PresenceRule::new(Need::#need, &[#(#of),*])));
    }
}

impl ToTokens for Condition {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (field, values) = (&self.field, &self.values);
        let new = if self.negated { quote!(unless) } else { quote!(new) };
        tokens.extend(quote!(Condition::#new(#field, &[#(#values),*])));
    }
}

impl ToTokens for Requirement {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (field, when) = (&self.field, &self.when);
        tokens.extend(quote!(Requirement::new(#field, &[#(#when),*])));
    }
}

impl ToTokens for TextRules {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let bounds = bounds(self.length.min, self.length.max, Literal::u32_unsuffixed);
        let form = self.form.map(|form| quote!(, #form));
        let matches = self.pattern.as_ref().map(|pattern| quote!(.matches(pattern!(#pattern #form))));
        let or_number = self.also_number.then(|| quote!(.or_number()));
        let duration = self.duration.map(|ends| {
            let [min, max] = ends.map(|end| option(end.map(Literal::i64_unsuffixed)));
            quote!(.lasts(&DurationRules { min: #min, max: #max }))
        });
        tokens.extend(quote!(StringRules::ANY #bounds #matches #duration #or_number));
    }
}

/// Limits of a string that the client checks; none if there are none.
pub(super) fn client_limits(rules: &TextRules) -> Option<TokenStream> {
    let TextRules { length, pattern, .. } = rules;
    let bounds = bounds(length.min, length.max, Literal::u32_unsuffixed);
    let matches = pattern.as_ref().map(|pattern| quote!(.matches(runtime::pattern!(#pattern))));
    (*rules != TextRules::default()).then(|| quote!(runtime::value::IdLimits::ANY #bounds #matches))
}

/// What an id has to look like, for the macro that defines what ids can do.
pub(super) fn id_limits(rules: &TextRules) -> TokenStream {
    let TextRules { length, pattern, .. } = rules;
    let limit = |name: &str, value: &dyn ToTokens| {
        let name = Ident::new(name, Span::call_site());
        quote!(, #name = #value)
    };
    let [min, max] = [length.min, length.max].map(|bound| bound.map(Literal::u32_unsuffixed));
    let limits = [
        min.map(|min| limit("min_length", &min)),
        max.map(|max| limit("max_length", &max)),
        pattern.as_ref().map(|pattern| limit("pattern", pattern)),
    ];
    limits.into_iter().flatten().collect()
}

fn integer(rules: &IntegerRules) -> TokenStream {
    const INT32: (Option<i64>, Option<i64>) = (Some(i32::MIN as i64), Some(i32::MAX as i64));
    let or_string = rules.also_text.then(|| quote!(.or_string()));
    if rules.unsigned {
        let bounds = bounds(rules.min.filter(|min| *min > 0), rules.max, Literal::i64_unsuffixed);
        return quote!(Schema::Integer(IntegerRules::UINT64 #bounds));
    }
    match (rules.min, rules.max) {
        (None, None) if !rules.also_text => quote!(Schema::INT64),
        INT32 if !rules.also_text => quote!(Schema::INT32),
        INT32 => quote!(Schema::Integer(IntegerRules::INT32 #or_string)),
        (min, max) => {
            let bounds = bounds(min, max, Literal::i64_unsuffixed);
            quote!(Schema::Integer(IntegerRules::ANY #bounds #or_string))
        }
    }
}

/// An end of a range, as a call that adds it to rules.
fn end(bound: NumberBound, [inclusive, exclusive]: [&str; 2]) -> TokenStream {
    let call = Ident::new(if bound.exclusive { exclusive } else { inclusive }, Span::call_site());
    let number = Literal::f64_unsuffixed(bound.number.abs());
    let minus = bound.number.is_sign_negative().then(|| quote!(-));
    quote!(.#call(#minus #number))
}

/// Lowest and highest, as calls that add them to rules.
fn bounds<T>(min: Option<T>, max: Option<T>, literal: impl Fn(T) -> Literal) -> TokenStream {
    let min = min.map(&literal).map(|min| quote!(.at_least(#min)));
    let max = max.map(&literal).map(|max| quote!(.at_most(#max)));
    quote!(#min #max)
}

impl Prelude {
    /// An option in a module that may define another.
    pub(super) fn option(&self, value: Option<impl ToTokens>) -> TokenStream {
        let (some, none) = (self.name(Item::Some), self.name(Item::None));
        value.map_or_else(|| quote!(#none), |value| quote!(#some(#value)))
    }
}

/// An option in a module that defines no other.
pub(super) fn option(value: Option<impl ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(Some(#value)),
        None => quote!(None),
    }
}
