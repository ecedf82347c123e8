//! Examples, in the form that the schemas of the document describe.

use serde_json::{Map, Value};

use super::{Entry, Export};
use specwright_language::ir::*;
use specwright_language::raw::Presence;

impl Export<'_> {
    /// The part of each example that `part` picks, as named examples.
    pub(super) fn examples<'e>(
        &self,
        operation: &'e Operation,
        part: impl Fn(&'e Value) -> Option<Value>,
    ) -> Map<String, Value> {
        let shown = operation.examples.iter().filter_map(|example| {
            let entry = Entry::default()
                .set("summary", example.doc.trim())
                .put("value", part(&example.value)?)
                .filled("x-spec-source", example.source.as_ref().map(|own| self.source(own)));
            Some((example.name.value.clone(), entry.into()))
        });
        shown.collect()
    }

    /// Returns a value as its schema has it. Fields have their names instead of aliases, which schemas do not list.
    /// A null that means the same as no value is left out, where the schema does not allow null.
    pub(super) fn fitted(&self, shape: &Shape, value: &Value) -> Value {
        match (shape, value) {
            (Shape::List(item), Value::Array(items)) => items.iter().map(|value| self.fitted(item, value)).collect(),
            (Shape::Nullable(inner), value) => self.fitted(inner, value),
            (Shape::Map(item), Value::Object(map)) => {
                map.iter().map(|(key, value)| (key.clone(), self.fitted(item, value))).collect()
            }
            (Shape::Named(_), value) if self.api.as_shaped(shape).is_some() => {
                let union = self.api.as_shaped(shape);
                let variant = union.and_then(|union| union.chosen(self.api, value));
                variant.map_or_else(|| value.clone(), |variant| self.fitted(&variant.ty, value))
            }
            (Shape::Named(id), Value::Object(map)) => self.fitted_type(self.api.ty(*id), map).into(),
            _ => value.clone(),
        }
    }

    fn fitted_type(&self, ty: &Type, map: &Map<String, Value>) -> Map<String, Value> {
        match &ty.kind {
            TypeKind::Struct(fields) => self.fitted_fields(fields, ty.usage, map),
            TypeKind::Union(union) => {
                let tag = map.get(&union.tag).and_then(Value::as_str);
                let variant = union.variants.iter().find(|variant| Some(variant.tag.as_str()) == tag);
                let Some(variant) = variant else { return map.clone() };
                match &union.content {
                    None => self.fitted_type(self.api.ty(variant.ty), map),
                    Some(content) => {
                        let mut map = map.clone();
                        if let Some(value) = map.get_mut(content) {
                            *value = self.fitted(&Shape::Named(variant.ty), value);
                        }
                        map
                    }
                }
            }
            TypeKind::Enum(_) | TypeKind::Shaped(_) | TypeKind::Id(_) => map.clone(),
        }
    }

    fn fitted_fields(&self, fields: &[Field], usage: Usage, map: &Map<String, Value>) -> Map<String, Value> {
        let fitted = map.iter().filter_map(|(key, value)| {
            let named = |field: &&Field| field.name.value == *key || field.aliases.contains(key);
            match fields.iter().find(named) {
                Some(field) if value.is_null() && self.means_absence(field, usage) => None,
                Some(field) => Some((field.name.value.clone(), self.fitted(&field.ty, value))),
                None => Some((key.clone(), value.clone())),
            }
        });
        fitted.collect()
    }

    /// Whether null says no more than absence, and the document does not allow it.
    fn means_absence(&self, field: &Field, usage: Usage) -> bool {
        let object = matches!(field.ty.value, Shape::Named(id)
            if matches!(self.api.ty(id).kind, TypeKind::Struct(_) | TypeKind::Union(_)));
        // What the portable flavor says of an object that may be null, generators understand and validators do not.
        field.presence == Presence::Optional
            && (!self.takes_null(field, usage) || object && self.flavor.portable().is_some())
    }
}
