//! What tells operations with one route apart: values of path parameters, and parameters of the query and headers.

use serde_json::Value;

use super::{Api, Location, Operation, Parameter, Segment, Shape};
use crate::raw::ParameterStyle;

/// What a request has that is for one operation, and not for another one with the same route.
#[derive(Clone, Copy, Debug)]
pub enum Tell<'a> {
    /// The parameter of the path has its usual value.
    Usual(&'a str, &'a Value),
    /// The parameter of the path has a value of a type or a standard form that not every string has, as a pattern.
    Form(&'a str, &'static str),
    /// The parameter of the query or the header has its only value.
    Value(&'a Parameter, &'a Value),
    /// The required parameter of the query or the header is there.
    Present(&'a Parameter),
}

/// What a path parameter of an operation looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
enum PathValue<'a> {
    Usual(&'a Value),
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

impl<'a> Tell<'a> {
    /// What a parameter of the query or a header could tell.
    fn of(parameter: &'a Parameter) -> Option<Self> {
        // The names of its entries are not known.
        let is_map = matches!(parameter.style, Some(ParameterStyle::Form | ParameterStyle::DeepObject));
        match (parameter.location, &parameter.value) {
            (Location::Query | Location::Header, Some(value)) => Some(Tell::Value(parameter, value)),
            (Location::Query | Location::Header, None) if parameter.required && !is_map => {
                Some(Tell::Present(parameter))
            }
            _ => None,
        }
    }

    /// Whether another operation with the same route does not have it.
    fn is_not_of(self, other: &Operation) -> bool {
        match self {
            Tell::Usual(..) | Tell::Form(..) => false,
            Tell::Value(own, value) => {
                other.same_parameter(own).is_none_or(|other| other.value.as_ref() != Some(value))
            }
            Tell::Present(own) => {
                let takes_any =
                    |known: &Parameter| own.location == Location::Query && known.style == Some(ParameterStyle::Form);
                other.same_parameter(own).is_none() && !other.parameters.iter().any(takes_any)
            }
        }
    }
}

impl Operation {
    /// The parameter of the same name at the same place. Names of headers ignore letter case.
    fn same_parameter(&self, wanted: &Parameter) -> Option<&Parameter> {
        let is_same = |name: &str| match wanted.location {
            Location::Header => name.eq_ignore_ascii_case(&wanted.name),
            _ => name == wanted.name.value,
        };
        self.parameters_in(wanted.location).find(|known| is_same(&known.name))
    }

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

    /// Returns whether a router can tell two operations with one route apart: by what a path parameter looks like, or by a
    /// parameter of the query or a header that has only one value, or that the other one does not have.
    pub fn is_told_from(&self, other: &Operation, api: &Api) -> bool {
        let has_own = |one: &Operation, other: &Operation| {
            one.parameters.iter().filter_map(Tell::of).any(|tell| tell.is_not_of(other))
        };
        self.has_other_values(other, api) || has_own(self, other) || has_own(other, self)
    }

    /// Whether values alone tell two operations with one route apart.
    fn has_other_values(&self, other: &Operation, api: &Api) -> bool {
        let has_own = |one: &Operation, other: &Operation| {
            let mut values = one.parameters.iter().filter_map(Tell::of).filter(|tell| matches!(tell, Tell::Value(..)));
            values.any(|tell| tell.is_not_of(other))
        };
        let mut paths = self.path_values(api).into_iter().zip(other.path_values(api));
        paths.any(|((_, one), (_, other))| PathValue::differs(one, other))
            || has_own(self, other)
            || has_own(other, self)
    }

    /// Returns what tells the operation from others with the same route. Nothing, if there are none.
    pub fn tells<'a>(&'a self, api: &'a Api) -> Vec<Tell<'a>> {
        let shares = |other: &&Operation| !std::ptr::eq(*other, self) && self.route.has_shape_of(&other.route);
        let others: Vec<&Operation> = api.operations.iter().filter(shares).collect();
        if others.is_empty() {
            return Vec::new();
        }
        let paths: Vec<_> = others.iter().map(|other| other.path_values(api)).collect();
        let path = |(place, (name, value)): (usize, (&'a str, Option<PathValue<'a>>))| {
            let is_other = |other: &Vec<(&str, Option<PathValue<'_>>)>| {
                other.get(place).is_some_and(|(_, other)| PathValue::differs(value, *other))
            };
            match value? {
                PathValue::Usual(usual) => Some(Tell::Usual(name, usual)),
                PathValue::Form(pattern) => paths.iter().any(is_other).then_some(Tell::Form(name, pattern)),
            }
        };
        let tells = self.parameters.iter().filter_map(Tell::of);
        // Where values suffice, a required parameter that is missing is an error of the request.
        let suffice = |tell: &Tell<'_>, other: &Operation| match tell {
            Tell::Present(_) => self.has_other_values(other, api),
            _ => false,
        };
        let tells = tells.filter(|tell| others.iter().any(|other| tell.is_not_of(other) && !suffice(tell, other)));
        self.path_values(api).into_iter().enumerate().filter_map(path).chain(tells).collect()
    }
}
