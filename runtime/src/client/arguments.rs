//! Calls without types: arguments of an operation as JSON. Used by the generated `Client::call`.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Error, ErrorKind, Operation, Response};

/// The arguments of one call.
///
/// As JSON they are an object with `path`, `query` and `headers`, each an object of values by
/// name, and `body`; all may be left out. `Debug` shows names, not values.
#[derive(Clone, Default)]
pub struct Arguments {
    parameters: Map<String, Value>,
    body: Option<Value>,
}

impl Arguments {
    /// No arguments.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes arguments from JSON.
    ///
    /// # Errors
    /// If it is not an object as described above.
    pub fn from_value(value: Value) -> Result<Self, Error> {
        let Value::Object(mut parameters) = value else {
            return Err(invalid("the arguments are not an object".to_owned()));
        };
        let body = parameters.remove("body");
        for (location, values) in &parameters {
            if !["path", "query", "headers"].contains(&location.as_str()) || !values.is_object() {
                return Err(invalid(format!("`{location}` is not one of the objects `path`, `query` and `headers`")));
            }
        }
        Ok(Self { parameters, body })
    }

    /// Sets a parameter; `location` is `path`, `query` or `headers`.
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

    /// Takes out a parameter that has to be there. For generated code.
    ///
    /// # Errors
    /// If it is missing or has another type.
    pub fn required<T: DeserializeOwned>(&mut self, location: &str, name: &str) -> Result<T, Error> {
        self.optional(location, name)?.ok_or_else(|| invalid(format!("`{location}` lacks `{name}`")))
    }

    /// Takes out a parameter. For generated code.
    ///
    /// # Errors
    /// If it has another type.
    pub fn optional<T: DeserializeOwned>(&mut self, location: &str, name: &str) -> Result<Option<T>, Error> {
        let values = self.parameters.get_mut(location).and_then(Value::as_object_mut);
        match values.and_then(|values| values.remove(name)) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => read(value, name).map(Some),
        }
    }

    /// Takes out the body. For generated code.
    ///
    /// # Errors
    /// If there is none or it does not fit.
    pub fn body<T: DeserializeOwned>(&mut self) -> Result<T, Error> {
        self.optional_body()?.ok_or_else(|| invalid("there is no `body`".to_owned()))
    }

    /// Takes out the body, if there is one. For generated code.
    ///
    /// # Errors
    /// If it does not fit.
    pub fn optional_body<T: DeserializeOwned>(&mut self) -> Result<Option<T>, Error> {
        self.body.take().map(|body| read(body, "body")).transpose()
    }

    /// Makes sure that nothing is left over. For generated code.
    ///
    /// # Errors
    /// If the operation has no such parameter.
    pub fn finish<O: Operation>(self, _operation: &O) -> Result<(), Error> {
        let mut names = Vec::new();
        for (location, values) in &self.parameters {
            names.extend(values.as_object().into_iter().flatten().map(|(name, _)| format!("`{name}` in `{location}`")));
        }
        names.extend(self.body.map(|_| "`body`".to_owned()));
        if names.is_empty() {
            return Ok(());
        }
        Err(invalid(format!("operation {} does not take {}", O::META.id, names.join(", "))))
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

/// Turns a typed answer into JSON. For generated code.
///
/// # Errors
/// If the answer cannot be written, which no generated type does.
pub fn erase<T: Serialize>(response: Response<T>) -> Result<Response<Value>, Error> {
    let value = serde_json::to_value(response.get()).map_err(|error| invalid(error.to_string()))?;
    Ok(response.map(|_| value))
}

impl Error {
    /// There is no operation of this id. For generated code.
    #[must_use]
    pub fn unknown_operation(id: &str) -> Self {
        invalid(format!("there is no operation `{id}`"))
    }
}

fn read<T: DeserializeOwned>(value: Value, name: &str) -> Result<T, Error> {
    // The value stays out of the message: it may be a secret.
    serde_json::from_value(value).map_err(|error| {
        invalid(format!("`{name}` does not fit ({:?} problem at line {})", error.classify(), error.line()))
    })
}

fn invalid(message: String) -> Error {
    Error::new(ErrorKind::InvalidRequest, None, message)
}
