//! Services without types: one handler that answers every operation with JSON. The generated
//! server crate implements its traits for [`Dynamic`], so that such a handler is behind the same
//! routes, validation and refusals as a typed one.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Context, ServiceError};
use crate::decode;
use crate::meta::{OperationMeta, Rejection};

/// Answers every operation.
pub trait Answer: Send + Sync + 'static {
    /// The body of the answer; it does not matter for operations whose answer has no body.
    fn answer(&self, input: Input, context: Context) -> impl Future<Output = Result<Value, ServiceError>> + Send;
}

impl<A: Answer> Answer for std::sync::Arc<A> {
    fn answer(&self, input: Input, context: Context) -> impl Future<Output = Result<Value, ServiceError>> + Send {
        A::answer(self, input, context)
    }
}

/// A service that leaves every operation to one [`Answer`].
#[derive(Debug, Clone)]
pub struct Dynamic<A> {
    answer: A,
}

impl<A: Answer> Dynamic<A> {
    /// A service behind which `answer` stands.
    pub fn new(answer: A) -> Self {
        Self { answer }
    }

    /// Answers an operation whose answer has a body. For generated code.
    ///
    /// # Errors
    /// If the handler refuses, or its JSON does not fit the type of the answer.
    pub async fn json<T: DeserializeOwned>(&self, input: Input, context: Context) -> Result<T, ServiceError> {
        let meta = input.operation();
        let value = self.answer.answer(input, context).await?;
        // The error names places and types, not values.
        decode::value(&value).map_err(|error| {
            let message = format!("the answer of {} does not fit: {error}", meta.id);
            ServiceError::rejection(Rejection::Internal, message)
        })
    }

    /// Answers an operation whose answer has no body. For generated code.
    ///
    /// # Errors
    /// If the handler refuses.
    pub async fn empty(&self, input: Input, context: Context) -> Result<(), ServiceError> {
        self.answer.answer(input, context).await.map(drop)
    }
}

/// What an operation was called with. `Debug` shows names, not values.
#[derive(Clone)]
pub struct Input {
    operation: &'static OperationMeta,
    parameters: Map<String, Value>,
    body: Option<Value>,
}

impl Input {
    /// Without parameters. For generated code.
    #[must_use]
    pub fn new(operation: &'static OperationMeta) -> Self {
        Self { operation, parameters: Map::new(), body: None }
    }

    /// The operation.
    #[must_use]
    pub fn operation(&self) -> &'static OperationMeta {
        self.operation
    }

    /// A parameter; `location` is `path`, `query` or `headers`.
    #[must_use]
    pub fn get(&self, location: &str, name: &str) -> Option<&Value> {
        self.parameters.get(location)?.get(name)
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> Option<&Value> {
        self.body.as_ref()
    }

    /// Everything as one object with `path`, `query`, `headers` and `body`, each left out when
    /// there is nothing in it.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut object = self.parameters.clone();
        if let Some(body) = &self.body {
            object.insert("body".to_owned(), body.clone());
        }
        Value::Object(object)
    }

    /// Adds a parameter. For generated code.
    ///
    /// # Errors
    /// If it cannot be written as JSON, which no generated type does.
    pub fn set(&mut self, location: &str, name: &str, value: &impl Serialize) -> Result<(), ServiceError> {
        let value = json(value)?;
        // A list without items was not in the request.
        if value.as_array().is_some_and(Vec::is_empty) {
            return Ok(());
        }
        let values = self.parameters.entry(location).or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(values) = values {
            values.insert(name.to_owned(), value);
        }
        Ok(())
    }

    /// Adds a parameter, if it was given. For generated code.
    ///
    /// # Errors
    /// If it cannot be written as JSON, which no generated type does.
    pub fn set_some(&mut self, location: &str, name: &str, value: Option<&impl Serialize>) -> Result<(), ServiceError> {
        value.map_or(Ok(()), |value| self.set(location, name, value))
    }

    /// Adds the body. For generated code.
    ///
    /// # Errors
    /// If it cannot be written as JSON, which no generated type does.
    pub fn set_body(&mut self, body: Option<&impl Serialize>) -> Result<(), ServiceError> {
        self.body = body.map(json).transpose()?;
        Ok(())
    }
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self
            .parameters
            .iter()
            .flat_map(|(location, values)| {
                values.as_object().into_iter().flatten().map(move |(name, _)| format!("{location}/{name}"))
            })
            .chain(self.body.as_ref().map(|_| "body".to_owned()))
            .collect();
        f.debug_tuple("Input").field(&self.operation.id).field(&names).finish()
    }
}

fn json(value: &impl Serialize) -> Result<Value, ServiceError> {
    serde_json::to_value(value).map_err(|error| ServiceError::rejection(Rejection::Internal, error.to_string()))
}

#[cfg(test)]
mod tests {
    use std::task::{Poll, Waker};

    use super::*;

    static META: OperationMeta = OperationMeta { id: "v1.create_thing", ..OperationMeta::BASE };

    struct Fixed(Value);

    impl Answer for Fixed {
        async fn answer(&self, _input: Input, _context: Context) -> Result<Value, ServiceError> {
            Ok(self.0.clone())
        }
    }

    #[derive(Debug, serde::Deserialize)]
    struct Thing {
        #[allow(dead_code)]
        name: String,
    }

    #[test]
    fn answers_that_do_not_fit_are_named_without_their_values() {
        let service = Dynamic::new(Fixed(serde_json::json!([{ "name": "a" }, { "name": ["hunter2"] }])));
        let (parts, ()) = http::Request::new(()).into_parts();
        let context = Context::new(&META, "r1".to_owned(), parts, None);
        let mut answer = Box::pin(service.json::<Vec<Thing>>(Input::new(&META), context));
        let Poll::Ready(Err(error)) = answer.as_mut().poll(&mut std::task::Context::from_waker(Waker::noop())) else {
            panic!("the answer should be refused at once");
        };
        assert_eq!(
            error.to_string(),
            "500: the answer of v1.create_thing does not fit: at `[1].name`: invalid type: sequence, expected a string"
        );
    }

    #[test]
    fn debug_shows_names() {
        let mut input = Input::new(&META);
        input.set("query", "token", &"hunter2").unwrap();
        input.set_body(Some(&"hunter2")).unwrap();
        assert_eq!(format!("{input:?}"), "Input(\"v1.create_thing\", [\"query/token\", \"body\"])");
    }
}
