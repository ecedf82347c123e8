//! Values of path parameters that tell operations with one route apart.

use serde_json::Value;

use super::{Api, Location, Operation, Parameter, Segment, Shape};

/// What path parameters of an operation look like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PathValue<'a> {
    /// The usual value.
    Usual(&'a Value),
    /// A value of a type or a standard form that not every string has, as a pattern.
    Form(&'static str),
}

impl<'a> PathValue<'a> {
    fn of(parameter: &'a Parameter, api: &Api) -> Option<Self> {
        if parameter.from_client {
            return None;
        }
        let form = match &parameter.ty.value {
            Shape::Int32 | Shape::Int64 | Shape::Uint64 | Shape::EpochMillis | Shape::EpochSeconds => "^-?[0-9]+$",
            Shape::EpochSecondsText => "^-?[0-9]+$",
            Shape::Double => "^-?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]+)?$",
            Shape::Boolean => "^(true|false)$",
            shape => api.limits(shape, &parameter.constraints).format.map_or("", crate::raw::Format::pattern),
        };
        let usual = parameter.default.as_ref().map(PathValue::Usual);
        usual.or_else(|| (!form.is_empty()).then_some(PathValue::Form(form)))
    }

    /// Whether a request is for one of two operations with one route, because of a parameter at the same place.
    fn differs(one: Option<Self>, other: Option<Self>) -> bool {
        match (one, other) {
            (Some(PathValue::Usual(one)), Some(PathValue::Usual(other))) => one != other,
            (Some(PathValue::Usual(_)), _) | (_, Some(PathValue::Usual(_))) => false,
            (one, other) => one != other,
        }
    }
}

impl Operation {
    /// The path parameters by position, each with its name.
    fn path_values<'a>(&'a self, api: &Api) -> Vec<(&'a str, Option<PathValue<'a>>)> {
        let names = self.route.segments.iter().flat_map(Segment::parameters);
        names
            .map(|name| {
                let found = self.parameters_in(Location::Path).find(|parameter| parameter.name.value == name.value);
                (name.as_str(), found.and_then(|parameter| PathValue::of(parameter, api)))
            })
            .collect()
    }

    /// Returns whether requests to two operations with one route differ by what a path parameter looks like.
    pub fn differs_by_path_values(&self, other: &Operation, api: &Api) -> bool {
        let (one, other) = (self.path_values(api), other.path_values(api));
        one.into_iter().zip(other).any(|((_, one), (_, other))| PathValue::differs(one, other))
    }

    /// Returns what path parameters look like by name, as far as it tells the operation from others with the same route.
    pub fn telling_values<'a>(&'a self, api: &Api) -> Vec<(&'a str, PathValue<'a>)> {
        let own = self.path_values(api);
        if own.iter().all(|(_, value)| value.is_none()) {
            return Vec::new();
        }
        let shares = |other: &&Operation| !std::ptr::eq(*other, self) && self.route.has_shape_of(&other.route);
        let others: Vec<_> = api.operations.iter().filter(shares).map(|other| other.path_values(api)).collect();
        let tells = |(place, (name, value)): (usize, (&'a str, Option<PathValue<'a>>))| {
            let is_other = |other: &Vec<(&str, Option<PathValue<'_>>)>| {
                other.get(place).is_some_and(|(_, other)| PathValue::differs(value, *other))
            };
            let is_usual = matches!(value, Some(PathValue::Usual(_))) && !others.is_empty();
            Some((name, value.filter(|_| is_usual || others.iter().any(is_other))?))
        };
        own.into_iter().enumerate().filter_map(tells).collect()
    }
}
