//! Services without types: one handler that serves every operation with JSON. The generated server crate
//! implements its traits for [`DynamicService`], so that the handler is behind the same routes and validation
//! as a typed one.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::context::Context;
use super::service_error::ServiceError;
use crate::decode;
use crate::finite;
use crate::meta::{OperationMeta, Rejection};
use crate::value::{Conditional, HeaderFields, Outcome, OutcomeBody, Revision};

/// Handler of every operation.
pub trait DynamicHandler: Send + Sync + 'static {
    /// Returns the output of an operation. Its body is ignored if the response of the operation has none.
    fn handle(
        &self,
        input: DynamicInput,
        context: Context,
    ) -> impl Future<Output = Result<DynamicOutput, ServiceError>> + Send;
}

impl<H: DynamicHandler> DynamicHandler for std::sync::Arc<H> {
    fn handle(
        &self,
        input: DynamicInput,
        context: Context,
    ) -> impl Future<Output = Result<DynamicOutput, ServiceError>> + Send {
        H::handle(self, input, context)
    }
}

/// Service that passes every operation to one [`DynamicHandler`].
#[derive(Debug, Clone)]
pub struct DynamicService<H> {
    handler: H,
}

impl<H: DynamicHandler> DynamicService<H> {
    /// Creates a service from a handler.
    pub fn new(handler: H) -> Self {
        Self { handler }
    }

    /// Calls the handler, and applies the status that it selects.
    async fn handle(&self, input: DynamicInput, context: Context) -> Result<DynamicOutput, ServiceError> {
        let output = self.handler.handle(input, context.clone()).await?;
        if let Some(status) = output.status {
            context.respond_with(status);
        }
        for name in context.operation().response_headers {
            if let Some(value) = output.header(name) {
                context.set_header(name, value.to_owned());
            }
        }
        Ok(output)
    }

    /// Handles an operation of which some responses have a body and others have none. For generated code.
    ///
    /// # Errors
    /// Returns the error of the handler or of `read`.
    pub async fn optional<T>(
        &self,
        input: DynamicInput,
        context: Context,
        read: impl FnOnce(&DynamicOutput, &'static OperationMeta) -> Result<T, ServiceError>,
    ) -> Result<Option<T>, ServiceError> {
        let meta = input.operation();
        let output = self.handle(input, context).await?;
        let is_empty = match output.status {
            Some(status) => meta.empty_success.contains(&status),
            None => output.body.is_null(),
        };
        if is_empty { Ok(None) } else { read(&output, meta).map(Some) }
    }

    /// Handles an operation whose response has a body. For generated code.
    ///
    /// # Errors
    /// Returns the error of the handler, or an error if its JSON does not match the type of the response.
    pub async fn json<T: DeserializeOwned>(&self, input: DynamicInput, context: Context) -> Result<T, ServiceError> {
        let meta = input.operation();
        self.handle(input, context).await?.json(meta)
    }

    /// Handles an operation whose response has another type for each status. For generated code.
    ///
    /// # Errors
    /// Returns the error of the handler, or an error if its JSON does not match the type of the status.
    pub async fn outcome<T: Outcome>(&self, input: DynamicInput, context: Context) -> Result<T, ServiceError> {
        let meta = input.operation();
        self.handle(input, context).await?.outcome(meta)
    }

    /// Handles an operation with response fields in headers. For generated code.
    ///
    /// # Errors
    /// Returns the error of the handler, or an error if its output does not match the type of the response.
    pub async fn json_and_headers<T: DeserializeOwned + HeaderFields>(
        &self,
        input: DynamicInput,
        context: Context,
    ) -> Result<T, ServiceError> {
        let meta = input.operation();
        self.handle(input, context).await?.json_and_headers(meta)
    }

    /// Handles a conditional operation. For generated code.
    ///
    /// # Errors
    /// Returns the error of the handler or of `read`.
    pub async fn conditional<T>(
        &self,
        input: DynamicInput,
        context: Context,
        read: impl FnOnce(&DynamicOutput, &'static OperationMeta) -> Result<T, ServiceError>,
    ) -> Result<Conditional<T>, ServiceError> {
        let meta = input.operation();
        let outcome = self.handle(input, context).await?;
        if outcome.not_modified {
            return Ok(Conditional::NotModified);
        }
        let value = read(&outcome, meta)?;
        let header = meta.conditions.and_then(|conditions| conditions.header);
        let revision = header.and_then(|name| outcome.header(name)).map(Revision::new);
        Ok(Conditional::Modified { value, revision })
    }

    /// Handles an operation that opens a web socket. For generated code.
    ///
    /// # Errors
    /// Returns the error of the handler.
    #[cfg(feature = "sockets")]
    pub async fn socket<M: 'static, C: DeserializeOwned + Send + 'static>(
        &self,
        input: DynamicInput,
        context: Context,
    ) -> Result<super::SocketHandler<M, C>, ServiceError> {
        let DynamicOutput { body, close, .. } = self.handler.handle(input, context).await?;
        let messages = match body {
            Value::Array(messages) => messages,
            Value::Null => Vec::new(),
            message => vec![message],
        };
        Ok(super::SocketHandler::new(move |mut socket| async move {
            for message in messages {
                if socket.send_text(message.to_string()).await.is_err() {
                    return;
                }
            }
            match close {
                Some(code) => socket.close(code, "").await,
                None => while socket.next().await.is_some() {},
            }
        }))
    }

    /// Handles an operation whose response has no body. For generated code.
    ///
    /// # Errors
    /// Returns the error of the handler.
    pub async fn empty(&self, input: DynamicInput, context: Context) -> Result<(), ServiceError> {
        self.handle(input, context).await.map(drop)
    }
}

/// Output of an operation: a body, which converts `From` JSON, and headers. The body of a stream is the list of its
/// messages.
#[derive(Clone, Debug, Default)]
pub struct DynamicOutput {
    body: Value,
    headers: Vec<(String, String)>,
    not_modified: bool,
    status: Option<u16>,
    #[cfg(feature = "sockets")]
    close: Option<u16>,
}

impl DynamicOutput {
    /// Creates the output "not modified" (status 304): the revision known to the caller is current.
    #[must_use]
    pub fn not_modified() -> Self {
        Self { not_modified: true, ..Self::default() }
    }

    /// Selects the status, for an operation that documents several statuses of success. See
    /// [`Context::respond_with`].
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Closes a stream with a code after its messages. By default, it stays open until the client leaves.
    #[cfg(feature = "sockets")]
    #[must_use]
    pub fn and_close(mut self, code: u16) -> Self {
        self.close = Some(code);
        self
    }

    /// Adds a header. Headers that the operation does not document are dropped.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Returns the body.
    #[cfg(feature = "mock")]
    pub(crate) fn content(&self) -> &Value {
        &self.body
    }

    fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Decodes the body as the response type of an operation. For generated code.
    ///
    /// # Errors
    /// Returns an error if it does not match.
    pub fn json<T: DeserializeOwned>(&self, operation: &'static OperationMeta) -> Result<T, ServiceError> {
        // The error names paths and types, not values.
        decode::value(&self.body).map_err(|error| unfit(operation, &error))
    }

    /// Decodes the body as the response type of the selected status. For generated code.
    ///
    /// # Errors
    /// Returns an error if it does not match.
    pub fn outcome<T: Outcome>(&self, operation: &'static OperationMeta) -> Result<T, ServiceError> {
        let status = self.status.or(operation.success.first().copied()).unwrap_or_default();
        T::read(status, GivenBody { output: self, operation })
    }

    /// Decodes body and headers as the response type of an operation. For generated code.
    ///
    /// # Errors
    /// Returns an error if they do not match.
    pub fn json_and_headers<T: DeserializeOwned + HeaderFields>(
        &self,
        operation: &'static OperationMeta,
    ) -> Result<T, ServiceError> {
        let mut value: T = self.json(operation)?;
        for name in T::NAMES {
            if let Some(text) = self.header(name) {
                let read = value.read_header(name, text);
                read.map_err(|problem| unfit(operation, &format_args!("header {name}: {problem}")))?;
            }
        }
        Ok(value)
    }
}

/// The body of an output, which is read once its type is known.
struct GivenBody<'a> {
    output: &'a DynamicOutput,
    operation: &'static OperationMeta,
}

impl OutcomeBody for GivenBody<'_> {
    type Error = ServiceError;

    fn read<T: DeserializeOwned>(self) -> Result<T, ServiceError> {
        self.output.json(self.operation)
    }
}

impl From<Value> for DynamicOutput {
    fn from(body: Value) -> Self {
        Self { body, ..Self::default() }
    }
}

fn unfit(operation: &OperationMeta, problem: &dyn fmt::Display) -> ServiceError {
    let message = format!("the output of {} does not match its type: {problem}", operation.id);
    ServiceError::rejection(Rejection::Internal, message)
}

/// Input of an operation. `Debug` shows names, not values.
#[derive(Clone)]
pub struct DynamicInput {
    operation: &'static OperationMeta,
    parameters: Map<String, Value>,
    body: Option<Value>,
}

impl DynamicInput {
    /// Creates an input without parameters. For generated code.
    #[must_use]
    pub fn new(operation: &'static OperationMeta) -> Self {
        Self { operation, parameters: Map::new(), body: None }
    }

    /// Returns the operation.
    #[must_use]
    pub fn operation(&self) -> &'static OperationMeta {
        self.operation
    }

    /// Returns a parameter; `location` is `path`, `query` or `headers`.
    #[must_use]
    pub fn get(&self, location: &str, name: &str) -> Option<&Value> {
        self.parameters.get(location)?.get(name)
    }

    /// Returns the body.
    #[must_use]
    pub fn body(&self) -> Option<&Value> {
        self.body.as_ref()
    }

    /// Returns an object with `path`, `query`, `headers` and `body`. Empty ones are omitted.
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
    /// Returns an error if it cannot be serialized, which happens for no generated type.
    pub fn set(&mut self, location: &str, name: &str, value: &impl Serialize) -> Result<(), ServiceError> {
        let value = json(value)?;
        // An empty list was not in the request.
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
    /// Returns an error if it cannot be serialized, which happens for no generated type.
    pub fn set_some(&mut self, location: &str, name: &str, value: Option<&impl Serialize>) -> Result<(), ServiceError> {
        value.map_or(Ok(()), |value| self.set(location, name, value))
    }

    /// Adds the body. For generated code.
    ///
    /// # Errors
    /// Returns an error if it cannot be serialized, which happens for no generated type.
    pub fn set_body(&mut self, body: Option<&impl Serialize>) -> Result<(), ServiceError> {
        self.body = body.map(json).transpose()?;
        Ok(())
    }
}

impl fmt::Debug for DynamicInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self
            .parameters
            .iter()
            .flat_map(|(location, values)| {
                values.as_object().into_iter().flatten().map(move |(name, _)| format!("{location}/{name}"))
            })
            .chain(self.body.as_ref().map(|_| "body".to_owned()))
            .collect();
        f.debug_tuple("DynamicInput").field(&self.operation.id).field(&names).finish()
    }
}

fn json(value: &impl Serialize) -> Result<Value, ServiceError> {
    finite::to_value(value).map_err(|error| ServiceError::rejection(Rejection::Internal, error.to_string()))
}

#[cfg(test)]
mod tests {
    use std::task::{Poll, Waker};

    use super::*;

    static META: OperationMeta = OperationMeta { id: "v1.create_thing", ..OperationMeta::BASE };

    struct Fixed(Value);

    impl DynamicHandler for Fixed {
        async fn handle(&self, _input: DynamicInput, _context: Context) -> Result<DynamicOutput, ServiceError> {
            Ok(self.0.clone().into())
        }
    }

    #[derive(Debug, serde::Deserialize)]
    struct Thing {
        #[allow(dead_code)]
        name: String,
    }

    #[test]
    fn outputs_of_another_type_are_reported_without_their_values() {
        let service = DynamicService::new(Fixed(serde_json::json!([{ "name": "a" }, { "name": ["hunter2"] }])));
        let (parts, ()) = http::Request::new(()).into_parts();
        let context = Context::new(&META, crate::server::request_id::RequestId::of(&parts.headers), parts, None);
        let mut response = Box::pin(service.json::<Vec<Thing>>(DynamicInput::new(&META), context));
        let Poll::Ready(Err(error)) = response.as_mut().poll(&mut std::task::Context::from_waker(Waker::noop())) else {
            panic!("the output should be rejected at once");
        };
        assert_eq!(
            error.to_string(),
            "500: the output of v1.create_thing does not match its type: at `[1].name`: invalid type: sequence, expected a string"
        );
    }

    #[test]
    fn debug_shows_names() {
        let mut input = DynamicInput::new(&META);
        input.set("query", "token", &"hunter2").unwrap();
        input.set_body(Some(&"hunter2")).unwrap();
        assert_eq!(format!("{input:?}"), "DynamicInput(\"v1.create_thing\", [\"query/token\", \"body\"])");
    }
}
