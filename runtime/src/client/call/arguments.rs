//! Calls without types: arguments of an operation as JSON. Used by the generated `Client::call`.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::operation::Operation;
use crate::client::error::{Error, ErrorKind};
use crate::client::response::Response;
use crate::decode::{self, message};
use crate::future::BoxFuture;
use crate::text::closest;

/// Result of a call with JSON. For generated code.
pub type DynamicResponse<'a> = BoxFuture<'a, Result<Response<Value>, Error>>;

/// Moves an optional parameter from the arguments into the call. For generated code.
#[doc(hidden)]
#[macro_export]
macro_rules! dynamic_option {
    ($call:ident.$setter:ident as $ty:ty = $arguments:ident $location:literal $name:literal) => {
        if let Some(value) = $arguments.optional::<$ty>($location, $name)? {
            $call = $call.$setter(value);
        }
    };
}

/// Arguments of one call.
///
/// As JSON, an object with `path`, `query`, `headers` and `cookies`, each an object of values by name, and `body`;
/// all are optional. An operation requires its path parameters, including those with a usual value, except the parameters
/// that the client fills in. Parameters with one value may be left out. `Debug` shows names, not values.
#[derive(Clone, Default)]
pub struct Arguments {
    parameters: Map<String, Value>,
    body: Option<Value>,
    /// Id of the operation, which starts every message.
    operation: Option<String>,
}

impl Arguments {
    /// Creates empty arguments.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads arguments from JSON.
    ///
    /// # Errors
    /// Returns an error if the value is not an object as described on [`Arguments`].
    pub fn from_value(value: Value) -> Result<Self, Error> {
        let Value::Object(mut parameters) = value else {
            return Err(invalid("the arguments must be an object".to_owned()));
        };
        let body = parameters.remove("body");
        for (location, values) in &parameters {
            if !["path", "query", "headers", "cookies"].contains(&location.as_str()) || !values.is_object() {
                return Err(invalid(format!(
                    "`{location}` is not one of the objects `path`, `query`, `headers` and `cookies`"
                )));
            }
        }
        Ok(Self { parameters, body, operation: None })
    }

    /// Sets a parameter; `location` is `path`, `query`, `headers` or `cookies`.
    #[must_use]
    pub fn with(mut self, location: &str, name: &str, value: impl Into<Value>) -> Self {
        let values = self.parameters.entry(location).or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(values) = values {
            values.insert(name.to_owned(), value.into());
        }
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Value>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Sets the operation whose id starts every error message. For generated code.
    #[must_use]
    pub fn for_operation(mut self, operation: &str) -> Self {
        self.operation = Some(operation.to_owned());
        self
    }

    /// Takes out a required parameter. For generated code.
    ///
    /// # Errors
    /// Returns an error if it is missing or has another type.
    pub fn required<T: DeserializeOwned>(&mut self, location: &str, name: &str) -> Result<T, Error> {
        self.optional(location, name)?.ok_or_else(|| self.invalid(format_args!("`{location}` lacks `{name}`")))
    }

    /// Takes out an optional parameter. For generated code.
    ///
    /// # Errors
    /// Returns an error if it has another type.
    pub fn optional<T: DeserializeOwned>(&mut self, location: &str, name: &str) -> Result<Option<T>, Error> {
        let values = self.parameters.get_mut(location).and_then(Value::as_object_mut);
        match values.and_then(|values| values.remove(name)) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => self.read(&value, format_args!("`{name}` in `{location}`")).map(Some),
        }
    }

    /// Takes out the required body. For generated code.
    ///
    /// # Errors
    /// Returns an error if it is missing or does not match the type.
    pub fn body<T: DeserializeOwned>(&mut self) -> Result<T, Error> {
        self.optional_body()?.ok_or_else(|| self.invalid(format_args!("there is no `body`")))
    }

    /// Takes out the optional body. For generated code.
    ///
    /// # Errors
    /// Returns an error if it does not match the type.
    pub fn optional_body<T: DeserializeOwned>(&mut self) -> Result<Option<T>, Error> {
        self.body.take().map(|body| self.read(&body, format_args!("`body`"))).transpose()
    }

    /// Checks that no arguments are left. For generated code.
    ///
    /// # Errors
    /// Returns an error that names the first parameter unknown to the operation.
    pub fn finish<O: Operation>(mut self, _operation: &O) -> Result<(), Error> {
        self.take_fixed("query", O::META.fixed_query);
        self.take_fixed("headers", O::META.fixed_headers);
        let mut names = Vec::new();
        for (location, values) in &self.parameters {
            names.extend(values.as_object().into_iter().flatten().map(|(name, _)| format!("`{name}` in `{location}`")));
        }
        names.extend(self.body.as_ref().map(|_| "`body`".to_owned()));
        if names.is_empty() {
            return Ok(());
        }
        self.operation.get_or_insert_with(|| O::META.id.to_owned());
        Err(self.invalid(format_args!("does not take {}", names.join(", "))))
    }

    /// Takes out parameters with their only value, which the call has.
    fn take_fixed(&mut self, location: &str, fixed: &[(&str, &str)]) {
        let Some(values) = self.parameters.get_mut(location).and_then(Value::as_object_mut) else { return };
        for (name, only) in fixed {
            let sent = values.get(*name).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
            if sent.as_deref() == Some(*only) {
                values.remove(*name);
            }
        }
    }

    fn read<T: DeserializeOwned>(&self, value: &Value, what: fmt::Arguments<'_>) -> Result<T, Error> {
        decode::value(value).map_err(|error| {
            // The message omits the value, which may be a secret.
            let problem = message::expectation(&error.message);
            match error.path.as_str() {
                "." => self.invalid(format_args!("{what} does not match: {problem}")),
                path => self.invalid(format_args!("{what} does not match: at `{path}`: {problem}")),
            }
        })
    }

    fn invalid(&self, problem: fmt::Arguments<'_>) -> Error {
        match &self.operation {
            Some(operation) => invalid(format!("{operation}: {problem}")),
            None => invalid(problem.to_string()),
        }
    }
}

impl fmt::Debug for Arguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self
            .parameters
            .iter()
            .flat_map(|(location, values)| {
                values.as_object().into_iter().flatten().map(move |(name, _)| format!("{location}/{name}"))
            })
            .chain(self.body.as_ref().map(|_| "body".to_owned()))
            .collect();
        f.debug_tuple("Arguments").field(&names).finish()
    }
}

/// Converts a typed response to JSON. For generated code.
///
/// # Errors
/// Returns an error if the body cannot be serialized, which happens for no generated type.
pub fn erase<T: Serialize>(response: Response<T>) -> Result<Response<Value>, Error> {
    let value = serde_json::to_value(response.get()).map_err(|error| invalid(error.to_string()))?;
    Ok(response.map(|_| value))
}

impl Error {
    /// Creates an error for an unknown operation id, which suggests a known one. For generated code.
    #[must_use]
    pub fn unknown_operation(id: &str, known: impl IntoIterator<Item = &'static str>) -> Self {
        let similar = closest(id, known).map(|known| format!("; did you mean `{known}`?"));
        invalid(format!("there is no operation `{id}`{}", similar.unwrap_or_default()))
    }
}

fn invalid(message: String) -> Error {
    Error::new(ErrorKind::InvalidRequest, None, message)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Thing {
        #[allow(dead_code)]
        name: String,
    }

    #[test]
    fn an_unknown_operation_is_compared_with_known_ones() {
        let error = |id| Error::unknown_operation(id, ["v1.get_thing", "v1.list_things"]).to_string();
        assert_eq!(error("v1.get_thign"), "there is no operation `v1.get_thign`; did you mean `v1.get_thing`?");
        assert_eq!(error("unrelated"), "there is no operation `unrelated`");
    }

    fn arguments() -> Arguments {
        let value = json!({ "path": { "id": 7 }, "query": { "limit": "hunter2" }, "body": { "name": ["hunter2"] } });
        Arguments::from_value(value).unwrap().for_operation("v1.create_thing")
    }

    #[test]
    fn messages_name_operation_place_and_type_but_no_value() {
        assert_eq!(
            arguments().body::<Thing>().unwrap_err().to_string(),
            "v1.create_thing: `body` does not match: at `name`: expected a string"
        );
        assert_eq!(
            arguments().required::<i32>("query", "limit").unwrap_err().to_string(),
            "v1.create_thing: `limit` in `query` does not match: expected i32"
        );
        assert_eq!(
            arguments().with_body(json!({})).body::<Thing>().unwrap_err().to_string(),
            "v1.create_thing: `body` does not match: missing field `name`"
        );
        assert_eq!(
            arguments().required::<i32>("path", "project_id").unwrap_err().to_string(),
            "v1.create_thing: `path` lacks `project_id`"
        );
        assert_eq!(
            Arguments::new().for_operation("v1.x").body::<Thing>().unwrap_err().to_string(),
            "v1.x: there is no `body`"
        );
    }

    #[test]
    fn debug_shows_names() {
        let arguments = arguments();
        assert_eq!(format!("{arguments:?}"), "Arguments([\"path/id\", \"query/limit\", \"body\"])");
    }
}
