//! Parameters of a request, and their rules.

use http::HeaderMap;
use http::request::Parts;

use super::checker::Checker;
use super::decoding::{PathParts, QueryParts};
use super::input_schema::{InputSchema, Location, ParameterSchema, ParameterStyle};
use super::presented;
use super::request::separated;
use super::schema::{Condition, Schema};

/// Parameters of a request.
pub(super) struct Sent<'a> {
    path: &'a PathParts,
    query: &'a QueryParts,
    /// The encoded path and query.
    sources: (&'a str, &'a str),
    headers: &'a HeaderMap,
}

impl<'a> Sent<'a> {
    pub(super) fn new(path: &'a PathParts, query: &'a QueryParts, parts: &'a Parts) -> Self {
        let sources = (parts.uri.path(), parts.uri.query().unwrap_or_default());
        Self { path, query, sources, headers: &parts.headers }
    }

    /// Returns true if a condition on a parameter holds.
    fn holds(&self, condition: &Condition, parameters: &[ParameterSchema]) -> bool {
        let Some(other) = parameters.iter().find(|other| other.name == condition.field) else { return false };
        let ignore_case = matches!(other.schema, Schema::Enum(rules) if rules.ignore_case);
        let (mut holds, mut is_present) = (false, false);
        self.each_value(other, |value| {
            holds |= condition.holds(Some(value), ignore_case);
            is_present = true;
        });
        holds || !is_present && condition.holds(None, ignore_case)
    }

    fn is_present(&self, parameter: &ParameterSchema) -> bool {
        if self.members(parameter).next().is_some() {
            return true;
        }
        let mut is_present = false;
        self.each_value(parameter, |_| is_present = true);
        is_present
    }

    /// Returns the entries of a map that are parameters of the query.
    fn members(&self, parameter: &ParameterSchema) -> impl Iterator<Item = (&'a str, &'a str)> {
        let ParameterSchema { name, style, .. } = *parameter;
        let (query, source) = (self.query, self.sources.1);
        let pairs = query.iter().map(move |(name, value)| (name.of(source), value.of(source)));
        pairs.filter_map(move |(written, value)| Some((style.key(name, written)?, value)))
    }

    /// Passes each value of a parameter on, those of a list in one value, too.
    fn each_value(&self, parameter: &ParameterSchema, mut pass: impl FnMut(&'a str)) {
        match parameter.separator {
            None => self.each_occurrence(parameter, pass),
            Some(separator) => {
                self.each_occurrence(parameter, |value| separated(value, separator).for_each(&mut pass));
            }
        }
    }

    fn each_occurrence(&self, parameter: &ParameterSchema, mut pass: impl FnMut(&'a str)) {
        let (name, (path, query)) = (parameter.name, self.sources);
        match parameter.location {
            Location::Path => {
                self.path.iter().filter(|(known, _)| *known == name).for_each(|(_, value)| pass(value.of(path)));
            }
            Location::Query => {
                let values = self.query.iter().filter(|(known, _)| known.is(query, name));
                values.for_each(|(_, value)| pass(value.of(query)));
            }
            Location::Header => {
                // Decoding reports a value that is not a string.
                let values = self.headers.get_all(name).iter();
                let values = values.filter_map(|value| std::str::from_utf8(value.as_bytes()).ok());
                values.filter(|value| !(parameter.empty_is_absent && value.is_empty())).for_each(pass);
            }
            Location::Cookie => {
                let value = presented::cookie(name, self.headers);
                let value = value.and_then(|value| std::str::from_utf8(value).ok());
                value.filter(|value| !(parameter.empty_is_absent && value.is_empty())).into_iter().for_each(pass);
            }
        }
    }

    pub(super) fn check_parameters(&self, checker: &mut Checker<'a>, input: &InputSchema) {
        let parameters = input.parameters;
        for parameter in parameters {
            let required =
                parameter.required || parameter.required_when.iter().any(|when| self.holds(when, parameters));
            checker.at_parameter(parameter.location, parameter.name, |checker| {
                self.check_parameter(checker, &ParameterSchema { required, ..*parameter });
            });
        }
        for rule in input.rules {
            let of = |parameter: &&ParameterSchema| rule.of.contains(&parameter.name);
            let present = parameters.iter().filter(of).filter(|parameter| self.is_present(parameter));
            let location = parameters.iter().find(of).map_or(Location::Query, |parameter| parameter.location);
            checker.at_location(location, |checker| checker.presence(rule, present.map(|parameter| parameter.name)));
        }
        if checker.is_strict() {
            for (name, _) in self.query {
                let name = name.of(self.sources.1);
                let known = |parameter: &ParameterSchema| {
                    parameter.location == Location::Query
                        && (parameter.name == name || parameter.style.key(parameter.name, name).is_some())
                };
                if !parameters.iter().any(known) {
                    checker.at_parameter(Location::Query, name, |checker| {
                        checker.note("unknown", "only known parameters", "a string");
                    });
                }
            }
        }
    }

    fn check_parameter(&self, checker: &mut Checker<'a>, parameter: &ParameterSchema) {
        if let ParameterStyle::Form { .. } | ParameterStyle::DeepObject { .. } = parameter.style {
            return checker.members(&parameter.schema, parameter.required, self.members(parameter));
        }
        let (mut count, mut first) = (0, "");
        self.each_value(parameter, |value| {
            count += 1;
            if count == 1 {
                first = value;
            }
        });
        match count {
            0 if parameter.required => checker.note("required", "a value", "nothing"),
            0 => {}
            _ if parameter.repeated => {
                let each = match &parameter.schema {
                    Schema::List(rules) => {
                        checker.count(rules, count);
                        &rules.items
                    }
                    other => other,
                };
                self.each_value(parameter, |value| checker.parameter(each, value));
            }
            1 if parameter.style == ParameterStyle::Json => checker.json(&parameter.schema, first),
            1 => checker.parameter(&parameter.schema, first),
            more => checker.note("repeated", "one value", format!("{more} values")),
        }
    }
}
